//! Disclosure by the tools: every member asks for, and would change, every order of another, on both databases.

use storekeeper::ids::MemberKey;

use super::shop::{Starter, Talk};
use crate::facts::cluster::cluster;

/// A number that no order has.
const NONE: &str = "SK-999999";

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_no_tool_tells_of_the_order_of_another() {
    nobody_learns_of_the_orders_of_others(&Starter::open().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_no_tool_tells_of_the_order_of_another() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.fresh().await;
    nobody_learns_of_the_orders_of_others(&Starter::at(&url).await).await;
}

async fn nobody_learns_of_the_orders_of_others(shop: &Starter) {
    let first = shop.member("M1001");
    let (members, orders) = {
        let shop = first.assistant.shop();
        let members = shop.members.first(u32::MAX).await.expect("the members");
        let mut orders = Vec::new();
        for member in &members {
            let theirs = shop.orders.latest(&member.key, u32::MAX).await;
            orders.extend(theirs.expect("their orders"));
        }
        (members, orders)
    };
    assert!(members.len() > 10 && orders.len() > 50);
    let mut asked = 0;
    for member in &members {
        let talk = shop.member(member.key.as_str());
        let none = answers(&talk, NONE).await;
        for order in &orders {
            if order.member.as_ref() == Some(&member.key) {
                continue;
            }
            let theirs = answers(&talk, order.number.as_str()).await;
            let blank = theirs.replace(order.number.as_str(), NONE);
            assert_eq!(blank, none, "{} asks for {}", member.key, order.number);
            asked += 1;
        }
    }
    assert!(asked > 500, "only {asked} questions");
    for order in orders {
        let owner: MemberKey = order.member.clone().expect("an owner");
        let kept = first.assistant.shop().orders.find(&order.number, &owner);
        assert_eq!(
            kept.await.expect("it answers"),
            Some(order),
            "it is as it was"
        );
    }
}

/// All that is shown and said where a member asks for an order, and where they want it cancelled.
async fn answers(talk: &Talk, number: &str) -> String {
    let shown = talk.say(&format!("where is my order {number}?")).await;
    let cancel = format!("cancel order {number}, I no longer need it");
    let cancelled = talk.say(&cancel).await;
    assert!(cancelled.proposed().is_none(), "{number}");
    format!(
        "{:?} {} {:?} {}",
        shown.cards(),
        shown.text(),
        cancelled.cards(),
        cancelled.text()
    )
}
