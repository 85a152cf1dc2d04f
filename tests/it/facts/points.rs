//! Points: lots that come in, pend, are spent, run out and are taken back; keys that work once.

use storekeeper::clock::Timestamp;
use storekeeper::ids::MemberKey;
use storekeeper::members::{
    Award, Balance, Booking, LineKind, Points, PointsError, PointsKind, Receipt, Span,
};
use storekeeper::money::{CNY, Money};

use super::shop::{Shop, on_both};

on_both!(
    points_pend_are_available_and_run_out,
    what_runs_out_first_is_spent_first,
    nobody_spends_what_is_not_there,
    a_key_does_its_work_once,
    an_earning_is_taken_back_in_parts,
    what_was_spent_is_taken_from_the_rest_and_owed_then,
    a_spending_goes_back_where_it_came_from,
    staff_send_points_on,
    points_become_credit_once,
    an_award_follows_what_it_is_for,
    a_booking_that_cannot_be_is_refused,
    fifty_at_once_spend_what_there_is,
    two_programs_share_one_ledger,
);

pub(super) fn day(day: i64) -> Timestamp {
    Timestamp::from_micros(day * 86_400_000_000)
}

pub(super) fn who(key: &str) -> MemberKey {
    MemberKey::new(key)
}

/// Spendable from one day until another.
pub(super) fn span(from: i64, until: i64) -> Span {
    Span {
        available_from: day(from),
        expires: Some(day(until)),
    }
}

/// A booking on a day.
pub(super) fn on(at: i64, key: &str) -> Booking {
    Booking {
        key: key.to_owned(),
        reason: "a test".to_owned(),
        reference: None,
        actor: Some("Ada".to_owned()),
        at: day(at),
    }
}

async fn ledger(shop: &Shop) -> Points {
    shop.stock(1, 3).await;
    Points::new(shop.db.clone())
}

async fn earn(points: &Points, key: &str, amount: i64, lasts: Span) -> Receipt {
    let at = lasts.available_from.micros() / 86_400_000_000;
    points
        .earn(&who("m0"), amount, lasts, &on(at.min(0), key))
        .await
        .unwrap()
}

/// What `m0` can spend and will be able to on a day.
async fn has(points: &Points, at: i64) -> (i64, i64) {
    let balance = points.balance(&who("m0"), day(at)).await.unwrap();
    (balance.available, balance.pending)
}

async fn points_pend_are_available_and_run_out(shop: Shop) {
    let points = ledger(&shop).await;
    assert_eq!(
        points.balance(&who("m0"), day(0)).await.unwrap(),
        Balance::default()
    );
    earn(&points, "a", 100, span(10, 20)).await;
    earn(&points, "b", 30, span(10, 20)).await;
    earn(&points, "c", 7, span(0, 15)).await;
    assert_eq!(
        points.balance(&who("m0"), day(0)).await.unwrap(),
        Balance {
            available: 7,
            pending: 130,
            next_expiry: Some((day(15), 7)),
            next_available: Some((day(10), 130)),
        }
    );
    // A moment before, and the moment itself.
    let before = |moment: i64| Timestamp::from_micros(day(moment).micros() - 1);
    for (at, available, pending) in [
        (before(10), 7, 130),
        (day(10), 137, 0),
        (before(15), 137, 0),
        (day(15), 130, 0),
        (before(20), 130, 0),
        (day(20), 0, 0),
    ] {
        let balance = points.balance(&who("m0"), at).await.unwrap();
        assert_eq!((balance.available, balance.pending), (available, pending));
    }
    assert_eq!(has(&Points::new(shop.db.clone()), 12).await, (137, 0));
    let lines = points.statement(&who("m0"), day(16), 10).await.unwrap();
    assert_eq!(lines[0].kind, LineKind::Expired);
    assert_eq!((lines[0].points, lines[0].at), (-7, day(15)));
    assert_eq!(lines.iter().map(|line| line.points).sum::<i64>(), 130);
    let newest = points.statement(&who("m0"), day(16), 2).await.unwrap();
    assert_eq!(newest, lines[..2]);
}

async fn what_runs_out_first_is_spent_first(shop: Shop) {
    let points = ledger(&shop).await;
    let forever = Span {
        available_from: day(0),
        expires: None,
    };
    earn(&points, "never", 10, forever).await;
    earn(&points, "late", 10, span(0, 30)).await;
    earn(&points, "soon", 10, span(0, 20)).await;
    let spent = points.spend(&who("m0"), 15, &on(1, "s")).await.unwrap();
    assert_eq!((spent.points, spent.available), (15, 15));
    // Of those that run out on day 20 none is left, of those of day 30 five are.
    assert_eq!(has(&points, 20).await, (15, 0));
    assert_eq!(has(&points, 30).await, (10, 0));
    assert_eq!(has(&points, 3000).await, (10, 0));
}

async fn nobody_spends_what_is_not_there(shop: Shop) {
    let points = ledger(&shop).await;
    earn(&points, "now", 10, span(0, 20)).await;
    earn(&points, "pending", 100, span(5, 20)).await;
    let error = points.spend(&who("m0"), 11, &on(1, "s")).await.unwrap_err();
    assert!(
        matches!(
            error,
            PointsError::NotEnough {
                available: 10,
                wanted: 11,
                ..
            }
        ),
        "{error:?}"
    );
    // A key that failed may be used.
    points.spend(&who("m0"), 10, &on(1, "s")).await.unwrap();
    let error = points.spend(&who("m0"), 1, &on(21, "t")).await.unwrap_err();
    assert!(error.to_string().contains("has 0 points"), "{error}");
    let error = points.spend(&who("m1"), 1, &on(1, "u")).await.unwrap_err();
    assert!(matches!(error, PointsError::NotEnough { .. }), "{error:?}");
}

async fn a_key_does_its_work_once(shop: Shop) {
    let points = ledger(&shop).await;
    let first = earn(&points, "k", 100, span(0, 20)).await;
    assert_eq!(first.kind, PointsKind::Earn);
    // Later, with another span: what was asked for is the same.
    let again = points
        .earn(&who("m0"), 100, span(3, 23), &on(3, "k"))
        .await
        .unwrap();
    assert_eq!(again, first);
    let spent = points.spend(&who("m0"), 60, &on(4, "s")).await.unwrap();
    assert_eq!(
        points.spend(&who("m0"), 60, &on(5, "s")).await.unwrap(),
        spent
    );
    let back = points.reverse("s", Some(20), &on(6, "r")).await.unwrap();
    assert_eq!(
        points.reverse("s", Some(20), &on(7, "r")).await.unwrap(),
        back
    );
    assert_eq!(has(&points, 8).await, (60, 0));
    for error in [
        points.spend(&who("m0"), 61, &on(4, "s")).await.unwrap_err(),
        points.spend(&who("m1"), 60, &on(4, "s")).await.unwrap_err(),
        points.spend(&who("m0"), 60, &on(4, "k")).await.unwrap_err(),
        points.reverse("s", None, &on(6, "r")).await.unwrap_err(),
        points
            .spend(
                &who("m0"),
                60,
                &Booking {
                    reference: Some("489434".to_owned()),
                    ..on(4, "s")
                },
            )
            .await
            .unwrap_err(),
    ] {
        assert!(matches!(error, PointsError::KeyUsed { .. }), "{error:?}");
    }
    assert_eq!(has(&points, 8).await, (60, 0));
}

async fn an_earning_is_taken_back_in_parts(shop: Shop) {
    let points = ledger(&shop).await;
    earn(&points, "order", 100, span(10, 20)).await;
    let part = points
        .reverse("order", Some(30), &on(1, "r1"))
        .await
        .unwrap();
    assert_eq!((part.points, part.missing), (30, 0));
    assert_eq!(has(&points, 1).await, (0, 70));
    let error = points
        .reverse("order", Some(71), &on(1, "r2"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, PointsError::TooMuch { left: 70, .. }),
        "{error:?}"
    );
    points.reverse("order", None, &on(1, "r2")).await.unwrap();
    assert_eq!(has(&points, 1).await, (0, 0));
    let error = points
        .reverse("order", None, &on(1, "r3"))
        .await
        .unwrap_err();
    assert!(matches!(error, PointsError::TooMuch { .. }), "{error:?}");
}

async fn what_was_spent_is_taken_from_the_rest_and_owed_then(shop: Shop) {
    let points = ledger(&shop).await;
    earn(&points, "order", 100, span(0, 20)).await;
    points.spend(&who("m0"), 80, &on(1, "s")).await.unwrap();
    earn(&points, "other", 30, span(5, 40)).await;
    // Twenty are left of the order's own, thirty are pending elsewhere, fifty are nowhere.
    let back = points.reverse("order", None, &on(2, "r")).await.unwrap();
    assert_eq!((back.points, back.missing, back.available), (100, 50, 0));
    assert_eq!(has(&points, 2).await, (0, 0));
    // What the spending gives back is owed for the most part.
    let given = points.reverse("s", None, &on(3, "g")).await.unwrap();
    assert_eq!((given.points, given.missing, given.available), (80, 50, 30));
    assert_eq!(has(&points, 3).await, (30, 0));
    let lines = points.statement(&who("m0"), day(3), 20).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.points).sum::<i64>(), 30);
}

async fn a_spending_goes_back_where_it_came_from(shop: Shop) {
    let points = ledger(&shop).await;
    earn(&points, "soon", 10, span(0, 20)).await;
    earn(&points, "late", 10, span(0, 30)).await;
    points.spend(&who("m0"), 14, &on(1, "s")).await.unwrap();
    // What runs out last comes back first.
    points.reverse("s", Some(3), &on(2, "r1")).await.unwrap();
    assert_eq!(has(&points, 20).await, (9, 0));
    points.reverse("s", Some(5), &on(2, "r2")).await.unwrap();
    assert_eq!(has(&points, 2).await, (14, 0));
    assert_eq!(has(&points, 20).await, (10, 0));
    // The rest came from points that have run out since.
    let late = points.reverse("s", None, &on(25, "r3")).await.unwrap();
    assert_eq!((late.points, late.missing, late.available), (6, 6, 10));
    let error = points.reverse("r1", None, &on(2, "x")).await.unwrap_err();
    assert!(
        matches!(
            error,
            PointsError::NotReversible {
                kind: "reverse",
                ..
            }
        ),
        "{error:?}"
    );
    let error = points.reverse("none", None, &on(2, "x")).await.unwrap_err();
    assert!(
        matches!(error, PointsError::UnknownOperation(_)),
        "{error:?}"
    );
}

async fn staff_send_points_on(shop: Shop) {
    let points = ledger(&shop).await;
    earn(&points, "soon", 10, span(0, 20)).await;
    earn(&points, "late", 10, span(0, 30)).await;
    let sent = points
        .transfer(&who("m0"), &who("m1"), 15, &on(1, "t"))
        .await
        .unwrap();
    assert_eq!((sent.points, sent.available), (15, 5));
    let theirs = points.balance(&who("m1"), day(1)).await.unwrap();
    assert_eq!(theirs.available, 15);
    assert_eq!(theirs.next_expiry, Some((day(20), 10)));
    let lines = points.statement(&who("m1"), day(1), 10).await.unwrap();
    let kinds: Vec<_> = lines.iter().map(|line| (line.kind, line.points)).collect();
    assert!(kinds.contains(&(LineKind::Received, 10)), "{kinds:?}");
    let mine = points.statement(&who("m0"), day(1), 10).await.unwrap();
    assert_eq!((mine[0].kind, mine[0].points), (LineKind::Sent, -15));
    let nameless = Booking {
        actor: None,
        ..on(1, "u")
    };
    for error in [
        points
            .transfer(&who("m0"), &who("m0"), 1, &on(1, "u"))
            .await,
        points
            .transfer(&who("m0"), &who("nobody"), 1, &on(1, "u"))
            .await,
        points
            .transfer(&who("m0"), &who("m1"), 6, &on(1, "u"))
            .await,
        points.transfer(&who("m0"), &who("m1"), 1, &nameless).await,
        points.reverse("t", None, &on(1, "u")).await,
    ] {
        error.unwrap_err();
    }
    assert_eq!(has(&points, 1).await, (5, 0));
}

async fn points_become_credit_once(shop: Shop) {
    let points = ledger(&shop).await;
    earn(&points, "a", 1000, span(0, 20)).await;
    let worth = Money::new(500, CNY);
    let first = points
        .redeem(&who("m0"), 500, worth, &on(1, "r"))
        .await
        .unwrap();
    let other_rate = Money::new(400, CNY);
    let again = points
        .redeem(&who("m0"), 500, other_rate, &on(2, "r"))
        .await
        .unwrap();
    assert_eq!(first, again);
    assert_eq!(first.credit.amount, worth);
    let other = points
        .redeem(&who("m0"), 500, worth, &on(3, "q"))
        .await
        .unwrap();
    assert_ne!(other.credit.reference, first.credit.reference);
    assert_eq!(has(&points, 3).await, (0, 0));
    let credits = points.credits(&who("m0")).await.unwrap();
    assert_eq!(credits, [other.credit.clone(), first.credit.clone()]);
    let name = &first.credit.reference;
    let error = points.use_credit(&who("m1"), name, "7").await.unwrap_err();
    assert!(error.to_string().contains("has none"), "{error}");
    let used = points.use_credit(&who("m0"), name, "7").await.unwrap();
    assert_eq!(used.used_for.as_deref(), Some("7"));
    assert_eq!(
        points.use_credit(&who("m0"), name, "7").await.unwrap(),
        used
    );
    let error = points.use_credit(&who("m0"), name, "8").await.unwrap_err();
    assert!(error.to_string().contains("used for order 7"), "{error}");
    let error = points.reverse("r", None, &on(4, "x")).await.unwrap_err();
    assert!(matches!(error, PointsError::Credit { .. }), "{error:?}");
    let error = points.reverse("q", Some(1), &on(4, "x")).await.unwrap_err();
    assert!(error.to_string().contains("whole"), "{error}");
    points.reverse("q", None, &on(4, "x")).await.unwrap();
    assert_eq!(has(&points, 4).await, (500, 0));
    let name = &other.credit.reference;
    let error = points.use_credit(&who("m0"), name, "9").await.unwrap_err();
    assert!(error.to_string().contains("given back"), "{error}");
}

fn award(points: i64, basis: i64) -> Award {
    Award {
        name: "order:1".to_owned(),
        member: who("m0"),
        points,
        basis,
        span: span(10, 40),
        reason: "order".to_owned(),
        reference: Some("1".to_owned()),
        at: day(0),
    }
}

async fn an_award_follows_what_it_is_for(shop: Shop) {
    let points = ledger(&shop).await;
    let bring = async |points_now, basis, at| {
        let changed = points.award(&[award(points_now, basis)], day(at)).await;
        (changed.unwrap(), has(&points, at).await)
    };
    assert_eq!(bring(0, 0, 0).await, (0, (0, 0)), "nothing for nothing");
    assert_eq!(bring(150, 10_000, 0).await, (1, (0, 150)));
    assert_eq!(bring(150, 10_000, 1).await, (0, (0, 150)));
    assert_eq!(
        bring(999, 10_000, 1).await,
        (0, (0, 150)),
        "other rules change nothing about what was earned"
    );
    assert_eq!(bring(1, 3_333, 2).await, (1, (0, 49)), "a third is kept");
    assert_eq!(bring(1, 10_000, 3).await, (1, (0, 150)));
    assert_eq!(bring(1, 20_000, 4).await, (1, (0, 300)));
    assert_eq!(bring(0, 0, 5).await, (1, (0, 0)));
    assert_eq!(bring(0, 0, 6).await, (0, (0, 0)));
    assert_eq!(bring(150, 10_000, 12).await, (1, (150, 0)));
    points.spend(&who("m0"), 100, &on(13, "s")).await.unwrap();
    assert_eq!(bring(0, 0, 14).await, (1, (0, 0)));
    let lines = points.statement(&who("m0"), day(14), 50).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.points).sum::<i64>(), 0);
}

async fn a_booking_that_cannot_be_is_refused(shop: Shop) {
    let points = ledger(&shop).await;
    for amount in [0, -1, i64::MIN, 1_000_000_001, i64::MAX] {
        let error = points
            .earn(&who("m0"), amount, span(0, 1), &on(0, "k"))
            .await
            .unwrap_err();
        assert!(matches!(error, PointsError::Amount(_)), "{error:?}");
        let error = points
            .spend(&who("m0"), amount, &on(0, "k"))
            .await
            .unwrap_err();
        assert!(matches!(error, PointsError::Amount(_)), "{error:?}");
    }
    for (booking, what) in [
        (on(0, " "), "a key"),
        (
            Booking {
                reason: String::new(),
                ..on(0, "k")
            },
            "a reason",
        ),
    ] {
        let error = points
            .earn(&who("m0"), 1, span(0, 1), &booking)
            .await
            .unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
    }
    let error = points
        .earn(&who("m0"), 1, span(1, 1), &on(0, "k"))
        .await
        .unwrap_err();
    assert!(matches!(error, PointsError::Span { .. }), "{error:?}");
    let error = points
        .earn(&who("nobody"), 1, span(0, 1), &on(0, "k"))
        .await
        .unwrap_err();
    assert!(matches!(error, PointsError::UnknownMember(_)), "{error:?}");
    assert_eq!(has(&points, 0).await, (0, 0));
}

/// Spends 7 of `m0`'s points under each key, all at once; returns how many got them.
async fn rush(ledgers: &[Points], keys: impl Iterator<Item = String>) -> usize {
    let tasks: Vec<_> = keys
        .enumerate()
        .map(|(place, key)| {
            let points = ledgers[place % ledgers.len()].clone();
            tokio::spawn(async move { points.spend(&who("m0"), 7, &on(1, &key)).await })
        })
        .collect();
    let mut spent = 0;
    for task in tasks {
        match task.await.expect("no task panics") {
            Ok(receipt) => {
                assert!(receipt.available >= 0);
                spent += 1;
            }
            Err(error) => assert!(matches!(error, PointsError::NotEnough { .. }), "{error:?}"),
        }
    }
    spent
}

async fn fifty_at_once_spend_what_there_is(shop: Shop) {
    let points = ledger(&shop).await;
    for lot in 0..10 {
        earn(&points, &format!("e{lot}"), 10, span(0, 20 + lot)).await;
    }
    let ledgers = [points.clone()];
    let spent = rush(&ledgers, (0..50).map(|task| format!("s{task}"))).await;
    assert_eq!(spent, 14, "a hundred points are fourteen times seven");
    assert_eq!(has(&points, 1).await, (2, 0));
    // Fifty with one key are one.
    earn(&points, "more", 100, span(0, 20)).await;
    let spent = rush(&ledgers, (0..50).map(|_| "same".to_owned())).await;
    assert_eq!(spent, 50, "each gets the receipt");
    assert_eq!(has(&points, 1).await, (95, 0));
}

async fn two_programs_share_one_ledger(shop: Shop) {
    let points = ledger(&shop).await;
    earn(&points, "e", 100, span(0, 20)).await;
    let other = Shop::open(&shop.url).await;
    let ledgers = [points.clone(), Points::new(other.db.clone())];
    // Every key comes from both.
    let spent = rush(&ledgers, (0..50).map(|task| format!("s{}", task / 2))).await;
    let has_left = has(&points, 1).await;
    assert_eq!(has_left, (2, 0));
    assert_eq!(spent, 28, "fourteen keys, each twice");
    let lines = points.statement(&who("m0"), day(1), 100).await.unwrap();
    assert_eq!(lines.len(), 15);
    assert_eq!(lines.iter().map(|line| line.points).sum::<i64>(), 2);
}
