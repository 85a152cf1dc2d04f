//! What orders bring their members, from the order to the tier and the points.

use storekeeper::clock::Timestamp;
use storekeeper::members::{Birthday, LoyaltyRules, Member, Why};
use storekeeper::money::{CNY, GBP, Money};
use storekeeper::orders::{Loyalty, LoyaltyError, Order, OrderState, Recomputed, Request};

use super::desk;
use super::points::{day, on, who};
use super::shop::{Shop, member, on_both, order};

on_both!(
    an_order_brings_a_tier_and_points,
    recomputing_again_changes_nothing,
    a_cancelled_order_takes_its_points_with_it,
    gifts_are_given_once,
    another_currency_counts_for_nothing,
    points_are_redeemed_at_the_rate_of_the_rules,
    many_members_are_their_own,
    what_is_sent_back_takes_its_points_along,
);

fn loyalty(shop: &Shop) -> Loyalty {
    let rules = LoyaltyRules::builtin().expect("the built-in rules are in order");
    Loyalty::new(shop.db.clone(), rules.into())
}

/// An order on a day for whole yuan.
fn bought(number: &str, owner: &str, at: i64, yuan: i64) -> Order {
    let mut order = order(number, owner, day(at).micros(), &[("p0", 2), ("p1", 1)]);
    order.currency = CNY;
    order.lines[0].unit_price = Money::new(yuan * 25, CNY);
    order.lines[1].unit_price = Money::new(yuan * 50, CNY);
    order.state = OrderState::Delivered;
    order
}

/// Tier, points to spend and pending points of a member on a day.
async fn has(loyalty: &Loyalty, key: &str, at: i64) -> (usize, i64, i64) {
    let of = loyalty.of(&who(key), day(at)).await.unwrap().unwrap();
    (of.standing.tier, of.balance.available, of.balance.pending)
}

async fn an_order_brings_a_tier_and_points(shop: Shop) {
    shop.stock(2, 2).await;
    let loyalty = loyalty(&shop);
    assert_eq!(loyalty.of(&who("nobody"), day(0)).await.unwrap(), None);
    let error = loyalty.refresh(&who("nobody"), day(0)).await.unwrap_err();
    assert!(matches!(error, LoyaltyError::UnknownMember(_)), "{error:?}");
    shop.orders
        .put(&[
            bought("1", "m0", 0, 1000),
            bought("2", "m0", 10, 100),
            bought("3", "m1", 10, 100),
        ])
        .await
        .unwrap();
    assert_eq!(
        loyalty.refresh(&who("m0"), day(10)).await.unwrap(),
        Recomputed {
            members: 1,
            tier_changes: 1,
            awards: 2,
            other_currency: 0
        }
    );
    // The first order was a bronze member's, the second a silver one's.
    assert_eq!(has(&loyalty, "m0", 10).await, (1, 0, 1000 + 125));
    assert_eq!(has(&loyalty, "m0", 30).await, (1, 1000, 125));
    assert_eq!(has(&loyalty, "m0", 40).await, (1, 1125, 0));
    assert_eq!(has(&loyalty, "m0", 395).await, (1, 125, 0));
    assert_eq!(
        has(&loyalty, "m1", 10).await,
        (0, 0, 0),
        "nobody asked for m1"
    );
    let kept = loyalty.tiers().kept(&who("m0")).await.unwrap().unwrap();
    assert_eq!((kept.tier.as_str(), kept.since), ("silver", Some(day(0))));
    let changes = loyalty.tiers().changes(&who("m0"), 10).await.unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(
        (changes[0].change.why, changes[0].noted),
        (Why::Reached, day(10))
    );
    let lines = loyalty
        .points()
        .statement(&who("m0"), day(10), 10)
        .await
        .unwrap();
    assert_eq!(lines[0].reference.as_deref(), Some("2"));
    assert_eq!(lines[0].reason, "order");
}

async fn recomputing_again_changes_nothing(shop: Shop) {
    shop.stock(2, 3).await;
    let loyalty = loyalty(&shop);
    let orders: Vec<Order> = (0..30)
        .map(|n| bought(&format!("o{n}"), &format!("m{}", n % 3), n * 20, 90 * n))
        .collect();
    shop.orders.put(&orders).await.unwrap();
    let first = loyalty.recompute(day(600), |_, _| {}).await.unwrap();
    assert_eq!(first.members, 3);
    assert!(first.tier_changes > 3 && first.awards > 10, "{first:?}");
    let again = Recomputed {
        members: 3,
        ..Recomputed::default()
    };
    assert_eq!(loyalty.recompute(day(600), |_, _| {}).await.unwrap(), again);
    // Time alone changes tiers, and no points.
    let later = loyalty.recompute(day(1400), |_, _| {}).await.unwrap();
    assert!(later.tier_changes > 0, "{later:?}");
    assert_eq!(later.awards, 0);
    let counts = loyalty.tiers().counts().await.unwrap();
    assert_eq!(counts, [("bronze".to_owned(), 3)]);
}

async fn a_cancelled_order_takes_its_points_with_it(shop: Shop) {
    shop.stock(2, 1).await;
    let loyalty = loyalty(&shop);
    let mut first = bought("1", "m0", 0, 1200);
    shop.orders.put(std::slice::from_ref(&first)).await.unwrap();
    loyalty.refresh(&who("m0"), day(1)).await.unwrap();
    assert_eq!(has(&loyalty, "m0", 1).await, (1, 0, 1200));
    // Half of it goes back.
    first.lines.truncate(1);
    shop.orders.put(std::slice::from_ref(&first)).await.unwrap();
    loyalty.refresh(&who("m0"), day(2)).await.unwrap();
    assert_eq!(has(&loyalty, "m0", 2).await, (0, 0, 600));
    for state in [OrderState::Cancelled, OrderState::Returned] {
        first.state = state;
        shop.orders.put(std::slice::from_ref(&first)).await.unwrap();
        loyalty.refresh(&who("m0"), day(3)).await.unwrap();
        assert_eq!(has(&loyalty, "m0", 3).await, (0, 0, 0));
        first.state = OrderState::Shipped;
        shop.orders.put(std::slice::from_ref(&first)).await.unwrap();
        loyalty.refresh(&who("m0"), day(4)).await.unwrap();
        assert_eq!(has(&loyalty, "m0", 4).await, (0, 0, 600));
    }
    let changes = loyalty.tiers().changes(&who("m0"), 10).await.unwrap();
    let whys: Vec<Why> = changes.iter().map(|kept| kept.change.why).collect();
    assert_eq!(whys, [Why::Corrected, Why::Reached]);
}

async fn gifts_are_given_once(shop: Shop) {
    let moment = |text: &str| Timestamp::parse(text, &["%Y-%m-%d %H:%M"]).unwrap();
    let born = Member {
        joined: Some(moment("2026-05-01 10:00")),
        birthday: Birthday::parse("1990-05-17"),
        ..member("m0")
    };
    shop.members.put(&[born, member("m1")]).await.unwrap();
    let loyalty = loyalty(&shop);
    let given = async |at: &str| {
        let awards = loyalty.recompute(moment(at), |_, _| {}).await.unwrap();
        let balance = loyalty.points().balance(&who("m0"), moment(at)).await;
        (awards.awards, balance.unwrap().available)
    };
    assert_eq!(given("2026-05-02 00:00").await, (1, 100));
    assert_eq!(given("2026-05-18 00:00").await, (1, 300));
    assert_eq!(given("2026-05-19 00:00").await, (0, 300));
    assert_eq!(given("2026-07-01 00:00").await, (0, 300));
    assert_eq!(
        given("2027-05-10 00:00").await,
        (0, 200),
        "the welcome has run out"
    );
    assert_eq!(
        given("2027-05-17 00:00").await,
        (1, 200),
        "one for the other"
    );
    let other = loyalty.of(&who("m1"), moment("2026-05-18 00:00")).await;
    assert_eq!(other.unwrap().unwrap().gifts, []);
}

async fn another_currency_counts_for_nothing(shop: Shop) {
    shop.stock(2, 1).await;
    let loyalty = loyalty(&shop);
    let mut pounds = bought("1", "m0", 0, 5000);
    pounds.currency = GBP;
    for line in &mut pounds.lines {
        line.unit_price.currency = GBP;
    }
    let mut cancelled = pounds.clone();
    cancelled.number = storekeeper::ids::OrderNumber::new("2");
    cancelled.state = OrderState::Cancelled;
    shop.orders.put(&[pounds, cancelled]).await.unwrap();
    let done = loyalty.recompute(day(1), |_, _| {}).await.unwrap();
    assert_eq!((done.other_currency, done.awards), (1, 0));
    assert_eq!(has(&loyalty, "m0", 1).await, (0, 0, 0));
}

async fn points_are_redeemed_at_the_rate_of_the_rules(shop: Shop) {
    shop.stock(2, 1).await;
    let loyalty = loyalty(&shop);
    shop.orders.put(&[bought("1", "m0", 0, 700)]).await.unwrap();
    loyalty.refresh(&who("m0"), day(1)).await.unwrap();
    let redeem = async |points, at, key| loyalty.redeem(&who("m0"), points, &on(at, key)).await;
    for (points, at) in [(500, 1), (100, 31), (550, 31), (800, 31)] {
        redeem(points, at, "k").await.unwrap_err();
    }
    let redeemed = redeem(600, 31, "k").await.unwrap();
    assert_eq!(redeemed.credit.amount, Money::new(600, CNY));
    assert_eq!(redeem(600, 32, "k").await.unwrap(), redeemed);
    assert_eq!(has(&loyalty, "m0", 32).await, (0, 100, 0));
}

/// More than one part, with people between who ordered nothing.
async fn many_members_are_their_own(shop: Shop) {
    shop.stock(2, 2_500).await;
    let orders: Vec<Order> = (0..2_500)
        .step_by(3)
        .map(|n| bought(&format!("o{n}"), &format!("m{n}"), 0, 1 + n))
        .collect();
    shop.orders.put(&orders).await.unwrap();
    let loyalty = loyalty(&shop);
    let told = std::cell::RefCell::new(Vec::new());
    let done = loyalty
        .recompute(day(1), |done, of| told.borrow_mut().push((done, of)))
        .await
        .unwrap();
    assert_eq!(told.into_inner(), [(2_000, 2_500), (2_500, 2_500)]);
    assert_eq!((done.members, done.awards), (2_500, 834));
    assert_eq!(done.tier_changes, 501, "from 1000 yuan on");
    for n in [0, 1, 3, 999, 1998, 2000, 2001, 2499] {
        let points = if n % 3 == 0 { 1 + n } else { 0 };
        let (tier, _, pending) = has(&loyalty, &format!("m{n}"), 1).await;
        assert_eq!((pending, tier), (points, usize::from(points >= 1000)));
    }
}

async fn what_is_sent_back_takes_its_points_along(shop: Shop) {
    desk::open(&shop).await;
    let text = LoyaltyRules::example().replace("\"CNY\"", "\"GBP\"");
    let rules = LoyaltyRules::read(&text, "rules in pounds").expect("the rules are in order");
    let loyalty = Loyalty::new(shop.db.clone(), rules.into());
    let lines = [("s0", 2), ("p0", 1)];
    desk::put(&shop, "1", OrderState::Delivered, "card", &lines).await;
    loyalty.refresh(&who("m0"), day(1)).await.unwrap();
    assert_eq!(has(&loyalty, "m0", 1).await, (0, 0, 8), "for £8.85");
    let back = Request::Return {
        pieces: vec![desk::piece("s0", 1)],
        method: "card".to_owned(),
    };
    desk::serve(&shop, "1", back).await.unwrap();
    for served in [false, true] {
        if served {
            desk::serve(&shop, "1", Request::Receive).await.unwrap();
        }
        loyalty.refresh(&who("m0"), day(1)).await.unwrap();
        assert_eq!(has(&loyalty, "m0", 1).await, (0, 0, 5), "two thirds of it");
        let of = loyalty.of(&who("m0"), day(1)).await.unwrap().unwrap();
        assert_eq!(of.standing.spend, Money::new(590, GBP));
    }
}
