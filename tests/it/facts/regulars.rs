//! A shop of regulars, for what takes some hundred members to say anything.

use storekeeper::clock::Timestamp;
use storekeeper::ids::MemberKey;
use storekeeper::learn::Draws;
use storekeeper::members::Member;

use super::shop::{Shop, order};

const DAY: i64 = 86_400_000_000;
/// How many they are: `m0`, `m1`, ....
pub const MEMBERS: i64 = 240;

/// Fills a shop with members who ordered once or more in the 400 days before `now`, some of whom left. All have a mail address,
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
    // Everybody has a rate and a size of their own, and after each order some leave: what the models of buying and of
    // spending suppose.
    let mut draws = Draws::new(11);
    let mut orders = Vec::new();
    for n in 0..MEMBERS {
        let gap = 40.0 * (0.7 * f64::from(draws.normal())).exp();
        let leaving = f64::from(draws.unit()).powi(2) * 0.5;
        let size = 10.0 * (0.6 * f64::from(draws.normal())).exp();
        let mut before = 400.0 - f64::from(draws.below(90));
        let mut times = 0;
        while before > 1.0 && times < 40 {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "days of a year"
            )]
            let placed = now.micros() - (before * DAY as f64) as i64;
            #[allow(clippy::cast_possible_truncation, reason = "some dozen pieces")]
            let pieces = (size * (0.5 * f64::from(draws.normal())).exp()).ceil() as i64;
            let lines = [("p0", pieces)];
            orders.push(order(
                &format!("A{n}-{times}"),
                &format!("m{n}"),
                placed,
                &lines,
            ));
            if f64::from(draws.unit()) < leaving {
                break;
            }
            before -= -gap * (1.0 - f64::from(draws.unit())).ln();
            times += 1;
        }
    }
    // The shop's data ends today.
    orders.push(order("A-last", "m1", now.micros() - DAY / 2, &[("p0", 9)]));
    shop.orders.put(&orders).await.expect("they are kept");
}
