//! Orders: kept whole, seen by their owner alone, packed into baskets.

use std::time::Duration;

use storekeeper::ids::{MemberKey, OrderNumber};
use storekeeper::money::{CNY, Currency, Money};
use storekeeper::orders::{Order, OrderState, Orders, OrdersError};

use super::shop::{Shop, changes, on_both, order};

on_both!(
    an_order_comes_back_as_it_was_put,
    an_order_that_differs_is_replaced_whole,
    another_members_order_does_not_exist,
    the_latest_come_first,
    an_order_with_unknown_names_is_refused,
    an_order_that_cannot_be_is_refused,
    baskets_leave_out_what_did_not_stand,
    an_order_may_have_more_lines_than_a_statement,
    overlapping_writers_lose_nothing,
    a_put_that_is_given_up_leaves_all_or_nothing,
    putting_the_same_again_writes_nothing,
    the_database_itself_refuses_what_refers_to_nothing,
);

async fn an_order_comes_back_as_it_was_put(shop: Shop) {
    shop.stock(3, 1).await;
    for (place, state) in OrderState::ALL.into_iter().enumerate() {
        let mut put = order(
            &format!("o{place}"),
            "m0",
            -1,
            &[("p2", 1), ("p0", i64::MAX), ("p2", 1)],
        );
        put.state = state;
        put.currency = Currency::parse("JPY").unwrap();
        for line in &mut put.lines {
            line.unit_price = Money::new(-7, put.currency);
        }
        assert_eq!(
            shop.orders.put(std::slice::from_ref(&put)).await.unwrap(),
            changes(1, 0, 0)
        );
        assert_eq!(shop.find(put.number.as_str(), "m0").await, Some(put));
    }
    let empty = order("empty", "m0", 0, &[]);
    shop.orders.put(std::slice::from_ref(&empty)).await.unwrap();
    assert_eq!(shop.find("empty", "m0").await, Some(empty));
    assert_eq!(shop.orders.count().await.unwrap(), 10);
    assert_eq!(shop.orders.count_lines().await.unwrap(), 27);
}

async fn an_order_that_differs_is_replaced_whole(shop: Shop) {
    shop.stock(3, 2).await;
    let first = order("1", "m0", 10, &[("p0", 1), ("p1", 2), ("p2", 3)]);
    let other = order("2", "m0", 20, &[("p0", 1)]);
    shop.orders
        .put(&[first.clone(), other.clone()])
        .await
        .unwrap();
    let versions = [
        Order {
            state: OrderState::Shipped,
            ..first.clone()
        },
        order("1", "m0", 10, &[("p1", 2), ("p0", 1), ("p2", 3)]),
        order("1", "m0", 11, &[("p1", 2)]),
        order("1", "m0", 11, &[("p1", 2), ("p1", 2)]),
        order("1", "m0", 11, &[]),
        first.clone(),
    ];
    for version in versions {
        let put = [version.clone(), other.clone()];
        assert_eq!(shop.orders.put(&put).await.unwrap(), changes(0, 1, 1));
        assert_eq!(shop.orders.put(&put).await.unwrap(), changes(0, 0, 2));
        assert_eq!(shop.find("1", "m0").await, Some(version));
    }
    assert_eq!(shop.orders.count_lines().await.unwrap(), 4);
    let given = Order {
        member: Some(MemberKey::new("m1")),
        ..first.clone()
    };
    assert_eq!(
        shop.orders.put(&[first, given.clone()]).await.unwrap(),
        changes(0, 1, 0),
        "the last counts"
    );
    assert_eq!(shop.find("1", "m0").await, None);
    assert_eq!(shop.find("1", "m1").await, Some(given));
}

async fn another_members_order_does_not_exist(shop: Shop) {
    shop.stock(1, 2).await;
    let mine = order("100", "m0", 1, &[("p0", 1)]);
    let theirs = order("200", "m1", 2, &[("p0", 1)]);
    let guests = Order {
        member: None,
        ..order("300", "m0", 3, &[("p0", 1)])
    };
    shop.orders
        .put(&[mine.clone(), theirs, guests])
        .await
        .unwrap();
    assert_eq!(shop.find("100", "m0").await, Some(mine.clone()));
    for (number, owner) in [
        ("200", "m0"),
        ("100", "m1"),
        ("300", "m0"),
        ("300", ""),
        ("100", "nobody"),
        ("100", "M0"),
        ("100' OR '1'='1", "m0"),
        ("200", "m0' OR '1'='1"),
        ("%", "m0"),
        ("", "m0"),
    ] {
        assert_eq!(shop.find(number, owner).await, None, "{number} of {owner}");
    }
    assert_eq!(
        shop.orders.latest(&MemberKey::new("m0"), 10).await.unwrap(),
        [mine]
    );
    assert_eq!(
        shop.orders
            .latest(&MemberKey::new("nobody"), 10)
            .await
            .unwrap(),
        []
    );
}

async fn the_latest_come_first(shop: Shop) {
    shop.stock(3, 2).await;
    let placed = [5, 9, -4, 9, 7];
    let lines = [("p2", 1), ("p0", 2), ("p1", 3)];
    let orders: Vec<_> = (0..5)
        .map(|n| order(&n.to_string(), "m0", placed[n], &lines[..n % 4]))
        .collect();
    shop.orders.put(&orders).await.unwrap();
    shop.orders
        .put(&[order("later", "m1", 100, &lines)])
        .await
        .unwrap();
    let owner = MemberKey::new("m0");
    let newest = [3, 1, 4, 0, 2].map(|n: usize| orders[n].clone());
    for limit in 0..7 {
        let found = shop.orders.latest(&owner, limit).await.unwrap();
        assert_eq!(found, newest[..newest.len().min(limit as usize)]);
    }
    assert_eq!(shop.orders.latest(&owner, u32::MAX).await.unwrap().len(), 5);
}

async fn an_order_with_unknown_names_is_refused(shop: Shop) {
    shop.stock(1, 1).await;
    let good = order("1", "m0", 1, &[("p0", 1)]);
    let bad = order("2", "m0", 1, &[("p0", 1), ("p9", 1)]);
    let error = shop.orders.put(&[good.clone(), bad]).await.unwrap_err();
    assert!(
        matches!(error, OrdersError::UnknownProduct { .. }),
        "{error:?}"
    );
    assert!(
        error.to_string().starts_with("order 2 names product p9"),
        "{error}"
    );
    let error = shop
        .orders
        .put(&[good, order("3", "m9", 1, &[])])
        .await
        .unwrap_err();
    assert!(
        matches!(error, OrdersError::UnknownMember { .. }),
        "{error:?}"
    );
    assert_eq!(
        shop.orders.count().await.unwrap(),
        0,
        "an order beside a bad one is not kept"
    );
}

async fn an_order_that_cannot_be_is_refused(shop: Shop) {
    shop.stock(1, 1).await;
    for quantity in [0, -1, i64::MIN] {
        let error = shop
            .orders
            .put(&[order("1", "m0", 1, &[("p0", quantity)])])
            .await
            .unwrap_err();
        assert!(matches!(error, OrdersError::Quantity { .. }), "{error:?}");
    }
    let mut mixed = order("1", "m0", 1, &[("p0", 1)]);
    mixed.lines[0].unit_price.currency = CNY;
    let error = shop.orders.put(&[mixed]).await.unwrap_err();
    assert!(
        matches!(error, OrdersError::OtherCurrency { .. }),
        "{error:?}"
    );
    let error = shop
        .orders
        .put(&[order(" ", "m0", 1, &[])])
        .await
        .unwrap_err();
    assert!(matches!(error, OrdersError::NoNumber), "{error:?}");
    assert_eq!(shop.orders.count().await.unwrap(), 0);
}

async fn baskets_leave_out_what_did_not_stand(shop: Shop) {
    assert!(shop.orders.baskets().await.unwrap().is_empty());
    shop.stock(4, 1).await;
    let mut orders = vec![
        order("1", "m0", 30, &[("p3", 2), ("p1", 1), ("p3", 5)]),
        order("2", "m0", 10, &[("p0", 1)]),
        order("3", "m0", 20, &[("p2", 1)]),
        order("4", "m0", 40, &[]),
        order("5", "m0", 50, &[("p2", i64::MAX), ("p2", 1)]),
    ];
    orders[1].state = OrderState::Cancelled;
    orders[2].state = OrderState::Returned;
    orders[4].member = None;
    shop.orders.put(&orders).await.unwrap();
    let baskets = shop.orders.baskets().await.unwrap();
    let keys: Vec<_> = baskets.products().iter().map(ToString::to_string).collect();
    assert_eq!(keys, ["p0", "p1", "p2", "p3"]);
    let packed: Vec<_> = baskets
        .iter()
        .map(|basket| {
            let items: Vec<_> = basket
                .items
                .iter()
                .map(|item| (item.product, item.quantity))
                .collect();
            (basket.placed.micros(), items)
        })
        .collect();
    assert_eq!(
        packed,
        [(30, vec![(1, 1), (3, 7)]), (50, vec![(2, i64::MAX)])]
    );
    assert_eq!(baskets.len(), 2);
}

/// 30,011 lines have 150,055 values.
async fn an_order_may_have_more_lines_than_a_statement(shop: Shop) {
    shop.stock(700, 1).await;
    let keys: Vec<String> = (0..30_011).map(|n| format!("p{}", n * 31 % 700)).collect();
    let lines: Vec<(&str, i64)> = keys.iter().map(String::as_str).zip(1..).collect();
    let mut big = order("big", "m0", 1, &lines);
    shop.orders.put(std::slice::from_ref(&big)).await.unwrap();
    assert_eq!(shop.find("big", "m0").await.as_ref(), Some(&big));
    big.lines[29_999].quantity += 1;
    assert_eq!(
        shop.orders.put(std::slice::from_ref(&big)).await.unwrap(),
        changes(0, 1, 0)
    );
    assert_eq!(shop.find("big", "m0").await, Some(big));
    let baskets = shop.orders.baskets().await.unwrap();
    assert_eq!(
        baskets.iter().next().map(|basket| basket.items.len()),
        Some(700)
    );
}

/// Two programs and two tasks of one of them put orders 0..120, 40..160, 80..200, each its own version.
async fn overlapping_writers_lose_nothing(shop: Shop) {
    shop.stock(3, 3).await;
    let version = |writer: i64, n: i64| {
        let lines: Vec<(&str, i64)> =
            vec![("p1", writer + 1); 3 + usize::try_from(writer).unwrap()];
        order(&n.to_string(), "m0", writer, &lines)
    };
    let other = Shop::open(&shop.url).await;
    let write = async |orders: Orders, writer: i64| {
        let mut added = 0;
        for start in (0..120).step_by(15) {
            let numbers = (writer * 40 + start)..(writer * 40 + start + 15);
            let batch: Vec<_> = numbers.map(|n| version(writer, n)).collect();
            added += orders.put(&batch).await.unwrap().added;
        }
        added
    };
    let (a, b, c) = tokio::join!(
        write(shop.orders.clone(), 0),
        write(shop.orders.clone(), 1),
        write(other.orders.clone(), 2)
    );
    assert_eq!(a + b + c, 200, "each number is new to exactly one writer");
    assert_eq!(shop.orders.count().await.unwrap(), 200);
    let mut lines = 0;
    for n in 0..200 {
        let found = shop
            .find(&n.to_string(), "m0")
            .await
            .expect("no order is lost");
        assert_eq!(
            found,
            version(found.placed.micros(), n),
            "no order is half one version, half another"
        );
        lines += u64::try_from(found.lines.len()).unwrap();
    }
    assert_eq!(shop.orders.count_lines().await.unwrap(), lines);
    other.db.close().await.unwrap();
}

async fn a_put_that_is_given_up_leaves_all_or_nothing(shop: Shop) {
    shop.stock(5, 1).await;
    for attempt in 0..30_u32 {
        let orders: Vec<_> = (0..600)
            .map(|n| order(&format!("{attempt}-{n}"), "m0", n, &[("p0", 1), ("p4", 2)]))
            .collect();
        let before = shop.orders.count().await.unwrap();
        let patience = Duration::from_micros(u64::from(attempt) * 300);
        let given_up = tokio::time::timeout(patience, shop.orders.put(&orders))
            .await
            .is_err();
        let new = shop.orders.put(&orders).await.unwrap().added;
        assert!(new == 600 || new == 0, "{new} of 600 were missing");
        assert!(given_up || new == 0, "what was reported as kept was not");
        assert_eq!(shop.orders.count().await.unwrap(), before + 600);
    }
    assert_eq!(shop.orders.count_lines().await.unwrap(), 30 * 600 * 2);
}

async fn putting_the_same_again_writes_nothing(shop: Shop) {
    shop.stock(2, 1).await;
    let orders: Vec<_> = (0..50)
        .map(|n| order(&n.to_string(), "m0", n, &[("p1", 1)]))
        .collect();
    shop.orders.put(&orders).await.unwrap();
    let before = written(&shop).await;
    assert_eq!(shop.orders.put(&orders).await.unwrap(), changes(0, 0, 50));
    shop.stock(2, 1).await;
    assert_eq!(written(&shop).await, before);
    let number = OrderNumber::new("0");
    assert!(
        shop.orders
            .find(&number, &MemberKey::new("m0"))
            .await
            .unwrap()
            .is_some()
    );
}

async fn the_database_itself_refuses_what_refers_to_nothing(shop: Shop) {
    shop.stock(1, 1).await;
    shop.orders
        .put(&[order("1", "m0", 1, &[("p0", 1)])])
        .await
        .unwrap();
    for sql in [
        "UPDATE order_lines SET product_id = 99",
        "UPDATE order_lines SET order_id = 99",
        "UPDATE orders SET member_id = 99",
        "DELETE FROM products",
        "DELETE FROM members",
        "DELETE FROM orders",
        "UPDATE orders SET state = NULL",
    ] {
        let write = shop.db.write(&["orders", "order_lines"]).await.unwrap();
        let error = write.execute(sql, Vec::new()).await.unwrap_err();
        assert!(
            error.to_string().to_lowercase().contains("constraint"),
            "{sql}: {error}"
        );
    }
    assert!(shop.find("1", "m0").await.is_some());
}

/// A text that is another one as soon as anything was written: the length of SQLite's log and what is in
/// it, or the row versions of PostgreSQL.
async fn written(shop: &Shop) -> String {
    if let Some(path) = shop.url.strip_prefix("sqlite:") {
        let log = std::fs::read(format!("{path}-wal")).unwrap();
        return format!("{} {:?}", log.len(), log.get(..32));
    }
    let sql =
        "SELECT string_agg(CAST(xmin AS TEXT) || ' ' || CAST(ctid AS TEXT), ',' ORDER BY id) FROM ";
    let mut versions = String::new();
    for table in ["orders", "products", "members"] {
        let rows = shop
            .db
            .reader()
            .query(&format!("{sql}{table}"), Vec::new())
            .await
            .unwrap();
        versions += &rows[0].get::<String>(0).unwrap();
    }
    versions
}
