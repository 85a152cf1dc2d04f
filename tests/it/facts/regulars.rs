//! A shop of regulars, for what takes some hundred members to say anything.

use storekeeper::clock::Timestamp;
use storekeeper::ids::MemberKey;
use storekeeper::members::Member;

use super::shop::{Shop, order};

const DAY: i64 = 86_400_000_000;
/// How many they are: `m0`, `m1`, ....
pub const MEMBERS: i64 = 240;

/// Fills a shop with members who ordered from once to seven times in the 400 days before `now`. All have a mail address,
/// two of three a telephone number, and four of five want offers by mail.
pub async fn regulars(shop: &Shop, now: Timestamp) {
    shop.stock(1, 0).await;
    let people: Vec<Member> = (0..MEMBERS)
        .map(|n| Member {
            mail: Some(format!("m{n}@shop.example")),
            phone: (n % 3 > 0).then(|| format!("+44 113 496 {n:04}")),
            marketing: Some(n % 5 > 0),
            ..Member::new(MemberKey::new(&format!("m{n}")))
        })
        .collect();
    shop.members.put(&people).await.expect("they are kept");
    let mut orders = Vec::new();
    for n in 0..MEMBERS {
        let (times, gap) = (1 + n % 7, 15 + n % 31);
        for time in 0..times {
            let placed = now.micros() - (400 - n % 90 - gap * time) * DAY;
            let lines = [("p0", 5 + (n * 13 + time) % 60)];
            orders.push(order(
                &format!("A{n}-{time}"),
                &format!("m{n}"),
                placed,
                &lines,
            ));
        }
    }
    // The shop's data ends today.
    orders.push(order("A-last", "m1", now.micros() - DAY / 2, &[("p0", 9)]));
    shop.orders.put(&orders).await.expect("they are kept");
}
