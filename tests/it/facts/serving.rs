//! Service: what was shown is what is made, once, and nothing that the rules forbid.

use storekeeper::clock::Timestamp;
use storekeeper::ids::{MemberKey, OrderNumber, ProductKey};
use storekeeper::money::{GBP, Money};
use storekeeper::orders::{
    ORIGINAL, OrderDifference, OrderState, PaymentKind, Refusal, Request, RequestKind, Rules,
    ServiceError, Swap,
};

use super::desk::{
    DAY, NOON, at, balance, cancel, carry_out, consent, dossier, open, piece, propose_at, put,
    serve, swap,
};
use super::shop::{Shop, on_both};
use storekeeper::orders::Piece;

on_both!(
    calling_off_pays_back_once,
    what_the_rules_forbid_is_refused_and_changes_nothing,
    what_moved_meanwhile_is_shown_again,
    goods_are_changed_for_their_variants,
    a_return_is_paid_back_when_it_arrives,
    an_exchange_goes_out_when_the_first_one_arrives,
    a_gift_card_is_never_below_zero,
    another_members_order_cannot_be_touched,
    a_key_is_of_one_request,
);

async fn calling_off_pays_back_once(shop: Shop) {
    open(&shop).await;
    put(&shop, "1", OrderState::Placed, "gift", &[("p0", 2)]).await;
    let proposed = propose_at(&shop, "1", cancel(), NOON).await.unwrap();
    assert_eq!(
        dossier(&shop, "1").await.order.state,
        OrderState::Placed,
        "nothing is changed by asking"
    );
    assert_eq!(
        proposed.differences,
        [
            OrderDifference::State {
                before: OrderState::Placed,
                after: OrderState::Cancelled
            },
            OrderDifference::Paid {
                kind: PaymentKind::Refund,
                amount: Money::new(590, GBP),
                method: "gift".to_owned()
            },
            OrderDifference::Balance {
                method: "gift".to_owned(),
                before: Money::new(1000, GBP),
                after: Money::new(1590, GBP)
            },
        ]
    );
    // Twenty yeses at once, ten of them to one key.
    let yeses = (0..20).map(|number| {
        let (shop, proposed) = (&shop, &proposed);
        async move {
            let key = if number < 10 {
                "same".to_owned()
            } else {
                number.to_string()
            };
            carry_out(shop, proposed, &key).await.is_ok()
        }
    });
    let done = futures::future::join_all(yeses).await;
    let done = done.into_iter().filter(|done| *done).count();
    assert!(done == 1 || done == 10, "{done} say that it was done");
    let after = dossier(&shop, "1").await;
    assert_eq!(after.order.state, OrderState::Cancelled);
    assert_eq!(after.payments.len(), 2);
    assert_eq!(after.served.len(), 1);
    assert_eq!(after.served[0].by, "member:m0");
    assert_eq!(balance(&after), 1590);
}

#[allow(clippy::too_many_lines, reason = "a table of refusals")]
async fn what_the_rules_forbid_is_refused_and_changes_nothing(shop: Shop) {
    open(&shop).await;
    put(
        &shop,
        "placed",
        OrderState::Placed,
        "card",
        &[("s0", 2), ("p0", 1)],
    )
    .await;
    put(&shop, "packed", OrderState::Packed, "card", &[("s0", 1)]).await;
    put(&shop, "there", OrderState::Delivered, "card", &[("s0", 2)]).await;
    let method = || "card".to_owned();
    let items = |swaps: Vec<Swap>| Request::ChangeItems {
        swaps,
        method: method(),
    };
    let back = |pieces: Vec<Piece>| Request::Return {
        pieces,
        method: method(),
    };
    let to = |key: &str| Refusal::NotInOrder(ProductKey::new(key));
    let cases = [
        (
            "packed",
            cancel(),
            Refusal::State {
                kind: RequestKind::Cancel,
                state: OrderState::Packed,
            },
        ),
        (
            "placed",
            Request::Cancel {
                reason: "bored".to_owned(),
            },
            Refusal::Reason("bored".to_owned()),
        ),
        (
            "placed",
            back(vec![piece("s0", 1)]),
            Refusal::State {
                kind: RequestKind::Return,
                state: OrderState::Placed,
            },
        ),
        ("there", back(vec![]), Refusal::NothingNamed),
        ("there", back(vec![piece("s0", 3)]), to("s0")),
        ("there", back(vec![piece("s0", 0)]), to("s0")),
        ("there", back(vec![piece("s0", i64::MIN)]), to("s0")),
        (
            "there",
            back(vec![piece("s0", 2), piece("s0", 1)]),
            to("s0"),
        ),
        ("there", back(vec![piece("p0", 1)]), to("p0")),
        (
            "there",
            Request::Return {
                pieces: vec![piece("s0", 1)],
                method: "other".to_owned(),
            },
            Refusal::NoMethod("other".to_owned()),
        ),
        ("placed", items(vec![]), Refusal::NothingNamed),
        (
            "placed",
            items(vec![swap("s0", "s0", 1)]),
            Refusal::SameProduct(ProductKey::new("s0")),
        ),
        (
            "placed",
            items(vec![swap("s0", "s2", 1)]),
            Refusal::SoldOut(ProductKey::new("s2")),
        ),
        ("placed", items(vec![swap("s0", "s1", 3)]), to("s0")),
        (
            "placed",
            items(vec![swap("s0", "nothing", 1)]),
            Refusal::NoProduct(ProductKey::new("nothing")),
        ),
        (
            "placed",
            items(vec![swap("p0", "s0", 1)]),
            Refusal::OtherProduct {
                from: ProductKey::new("p0"),
                to: ProductKey::new("s0"),
            },
        ),
        (
            "placed",
            Request::ChangePayment { method: method() },
            Refusal::SameMethod(method()),
        ),
        (
            "placed",
            Request::ChangeAddress(at("1 Old Street")),
            Refusal::NothingToChange,
        ),
        (
            "placed",
            Request::ChangeAddress(at(" ")),
            Refusal::AddressPart("street"),
        ),
        (
            "placed",
            Request::Receive,
            Refusal::State {
                kind: RequestKind::Receive,
                state: OrderState::Placed,
            },
        ),
        (
            "nowhere",
            cancel(),
            Refusal::NoOrder(OrderNumber::new("nowhere")),
        ),
    ];
    let before = [
        dossier(&shop, "placed").await,
        dossier(&shop, "packed").await,
        dossier(&shop, "there").await,
    ];
    for (number, request, refusal) in cases {
        let asked = format!("{number}: {request:?}");
        match propose_at(&shop, number, request, NOON).await {
            Err(ServiceError::Refused(said)) => assert_eq!(said, refusal, "{asked}"),
            other => panic!("{asked} was not refused: {other:?}"),
        }
    }
    let late = Timestamp::from_micros(NOON.micros() + 7 * DAY);
    let asked = back(vec![piece("s0", 1)]);
    let in_time = propose_at(&shop, "there", asked.clone(), late).await;
    assert!(in_time.is_ok(), "the seventh day is not over");
    let late = Timestamp::from_micros(late.micros() + 1);
    let refused = propose_at(&shop, "there", asked, late).await;
    let days = Refusal::TooLate {
        kind: RequestKind::Return,
        days: 7,
    };
    assert!(matches!(refused, Err(ServiceError::Refused(said)) if said == days));
    for before in before {
        let after = dossier(&shop, before.order.number.as_str()).await;
        assert_eq!(after, before);
    }
}

async fn what_moved_meanwhile_is_shown_again(shop: Shop) {
    open(&shop).await;
    put(&shop, "1", OrderState::Placed, "gift", &[("p0", 1)]).await;
    put(&shop, "2", OrderState::Placed, "gift", &[("p0", 1)]).await;
    let shown = propose_at(&shop, "1", cancel(), NOON).await.unwrap();
    serve(&shop, "2", cancel()).await.unwrap();
    // The card has more than what was shown.
    let refused = carry_out(&shop, &shown, "late").await;
    assert!(
        matches!(refused, Err(ServiceError::Moved(_))),
        "{refused:?}"
    );
    assert_eq!(dossier(&shop, "1").await.order.state, OrderState::Placed);
    let shown = propose_at(&shop, "1", cancel(), NOON).await.unwrap();
    carry_out(&shop, &shown, "late").await.unwrap();
}

async fn goods_are_changed_for_their_variants(shop: Shop) {
    open(&shop).await;
    put(
        &shop,
        "1",
        OrderState::Placed,
        "gift",
        &[("p0", 1), ("s0", 3)],
    )
    .await;
    let request = Request::ChangeItems {
        swaps: vec![swap("s0", "s1", 2)],
        method: "gift".to_owned(),
    };
    let after = serve(&shop, "1", request.clone()).await.unwrap();
    let lines: Vec<_> = after
        .order
        .lines
        .iter()
        .map(|line| (line.product.as_str(), line.quantity, line.unit_price.minor))
        .collect();
    assert_eq!(lines, [("p0", 1, 295), ("s1", 2, 355), ("s0", 1, 295)]);
    assert_eq!(balance(&after), 1000 - 2 * 60);
    assert_eq!(after, dossier(&shop, "1").await);
    let twice = serve(&shop, "1", request).await;
    let done = Refusal::DoneBefore(RequestKind::Items);
    assert!(matches!(twice, Err(ServiceError::Refused(said)) if said == done));
    let off = propose_at(&shop, "1", cancel(), NOON).await;
    assert!(matches!(
        off,
        Err(ServiceError::Refused(Refusal::ItemsChanged))
    ));
}

async fn a_return_is_paid_back_when_it_arrives(shop: Shop) {
    open(&shop).await;
    put(&shop, "1", OrderState::Delivered, "card", &[("s0", 3)]).await;
    let back = Request::Return {
        pieces: vec![piece("s0", 2)],
        method: "gift".to_owned(),
    };
    let asked = serve(&shop, "1", back).await.unwrap();
    assert_eq!(asked.order.state, OrderState::ReturnRequested);
    assert_eq!(balance(&asked), 1000, "nothing is there yet");
    let there = serve(&shop, "1", Request::Receive).await.unwrap();
    assert_eq!(there.order.state, OrderState::Delivered, "one was kept");
    assert_eq!(balance(&there), 1000 + 2 * 295);
    put(&shop, "2", OrderState::Delivered, "card", &[("s0", 1)]).await;
    let all = Request::Return {
        pieces: vec![piece("s0", 1)],
        method: ORIGINAL.to_owned(),
    };
    serve(&shop, "2", all).await.unwrap();
    let there = serve(&shop, "2", Request::Receive).await.unwrap();
    assert_eq!(there.order.state, OrderState::Returned);
    assert_eq!(there.payments[1].method, "card");
    let more = Request::Refund {
        amount: 1,
        method: "gift".to_owned(),
        reason: "sorry".to_owned(),
    };
    let refused = serve(&shop, "2", more).await;
    assert!(matches!(
        refused,
        Err(ServiceError::Refused(Refusal::MoreThanPaid { .. }))
    ));
}

async fn an_exchange_goes_out_when_the_first_one_arrives(shop: Shop) {
    open(&shop).await;
    put(&shop, "1", OrderState::Delivered, "card", &[("s0", 1)]).await;
    let request = Request::Exchange {
        swaps: vec![swap("s0", "s1", 1)],
        method: "gift".to_owned(),
    };
    let asked = serve(&shop, "1", request).await.unwrap();
    assert_eq!(asked.order.state, OrderState::ExchangeRequested);
    assert_eq!(balance(&asked), 1000);
    assert_eq!(asked.order.lines[0].product.as_str(), "s0");
    let there = serve(&shop, "1", Request::Receive).await.unwrap();
    assert_eq!(there.order.lines[0].product.as_str(), "s1");
    assert_eq!(balance(&there), 1000 - 60);
    assert_eq!(there, dossier(&shop, "1").await);
}

async fn a_gift_card_is_never_below_zero(shop: Shop) {
    open(&shop).await;
    let orders = 12;
    for number in 0..orders {
        let number = number.to_string();
        put(&shop, &number, OrderState::Placed, "card", &[("p0", 1)]).await;
    }
    // Each order costs 2.95 and the card has 10.00: three can be paid with it, and each payment moves the others.
    let pays = (0..orders).map(|number| {
        let shop = &shop;
        async move {
            let number = number.to_string();
            for _ in 0..orders {
                let request = Request::ChangePayment {
                    method: "gift".to_owned(),
                };
                match serve(shop, &number, request).await {
                    Ok(_) => return 1,
                    Err(ServiceError::Moved(_)) => {}
                    Err(ServiceError::Refused(Refusal::Balance { .. })) => return 0,
                    Err(error) => panic!("{error}"),
                }
            }
            panic!("{number} was moved by more than there are")
        }
    });
    let paid: i64 = futures::future::join_all(pays).await.into_iter().sum();
    assert_eq!(paid, 3);
    assert_eq!(balance(&dossier(&shop, "0").await), 1000 - 3 * 295);
}

async fn another_members_order_cannot_be_touched(shop: Shop) {
    open(&shop).await;
    put(&shop, "1", OrderState::Placed, "card", &[("s0", 1)]).await;
    let rules = Rules::built_in().unwrap();
    for stranger in ["m1", "nobody", ""] {
        let stranger = MemberKey::new(stranger);
        let number = OrderNumber::new("1");
        let seen = shop.orders.dossier(&number, &stranger).await.unwrap();
        assert_eq!(seen, None);
        let asked = shop
            .orders
            .propose(&number, &stranger, cancel(), &rules, NOON)
            .await;
        let none = Refusal::NoOrder(number.clone());
        assert!(matches!(asked, Err(ServiceError::Refused(said)) if said == none));
        // What was shown to the owner is not carried out for another.
        let shown = propose_at(&shop, "1", cancel(), NOON).await.unwrap();
        let done = shop
            .orders
            .carry_out(&shown, &stranger, &rules, &consent("theirs"))
            .await;
        assert!(matches!(done, Err(ServiceError::Refused(said)) if said == none));
    }
    assert_eq!(dossier(&shop, "1").await.order.state, OrderState::Placed);
}

async fn a_key_is_of_one_request(shop: Shop) {
    open(&shop).await;
    put(&shop, "1", OrderState::Placed, "card", &[("s0", 1)]).await;
    let street = Request::ChangeAddress(at("2 New Street"));
    let shown = propose_at(&shop, "1", street, NOON).await.unwrap();
    let first = carry_out(&shop, &shown, "key").await.unwrap();
    assert_eq!(carry_out(&shop, &shown, "key").await.unwrap(), first);
    let other = propose_at(&shop, "1", cancel(), NOON).await.unwrap();
    let taken = carry_out(&shop, &other, "key").await;
    assert!(matches!(taken, Err(ServiceError::KeyTaken(_))));
    assert_eq!(dossier(&shop, "1").await, first);
}
