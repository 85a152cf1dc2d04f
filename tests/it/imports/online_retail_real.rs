//! The published file itself, where it is at hand.

use std::path::Path;

use storekeeper::ids::MemberKey;
use storekeeper::imports::{Counts, Reason};
use storekeeper::orders::OrderState;

use super::fixture::{Rooms, assert_adds_up};

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../shared/data/online-retail/orders_2009_2011.parquet"
);

/// The expected numbers were counted apart from this program, with pandas, from the rules in the room's
/// documentation.
#[tokio::test]
async fn the_gift_shop_is_taken_in_whole() {
    let file = Path::new(FILE);
    if !file.exists() {
        eprintln!("skipped: {FILE} is not there");
        return;
    }
    let rooms = Rooms::open().await;
    let report = rooms.import(file).await.unwrap();
    assert_adds_up(&report);
    assert_eq!(
        (report.lines_read, report.lines_kept, report.gifts),
        (795_423, 785_590, 27)
    );
    assert_eq!(
        report.left_out.clone().into_iter().collect::<Vec<_>>(),
        [(Reason::ServiceCode, 3_388), (Reason::Duplicate, 6_445)]
    );
    assert_eq!((report.orders.added, report.cancellations), (40_490, 3_899));
    assert_eq!(report.invoices_without_goods, 41_218 - 40_490);
    assert_eq!(
        (report.members.added, report.products.added),
        (5_940, 4_631)
    );
    assert_eq!(rooms.orders.count_lines().await.unwrap(), 785_590);
    assert_eq!(rooms.orders.baskets().await.unwrap().len(), 40_490 - 3_899);
    assert_eq!(
        rooms.title("85123A").await.as_deref(),
        Some("White Hanging Heart T-Light Holder")
    );
    assert_eq!(pence_by_state(&rooms).await, (1_706_725_072, 23_820_272));

    let again = rooms.import(file).await.unwrap();
    let same = |unchanged| Counts {
        added: 0,
        changed: 0,
        unchanged,
    };
    assert_eq!(
        (again.products, again.members, again.orders),
        (same(4_631), same(5_940), same(40_490))
    );
}

/// What all members' orders cost together, in pence: invoiced, and cancelled. The shop's members have
/// the numbers 12346 to 18287.
async fn pence_by_state(rooms: &Rooms) -> (i64, i64) {
    let (mut invoiced, mut cancelled) = (0, 0);
    for member in 12_346..=18_287 {
        let orders = rooms
            .orders
            .latest(&MemberKey::new(&member.to_string()), 10_000)
            .await
            .unwrap();
        for order in orders {
            let total = order.total().unwrap().minor;
            match order.state {
                OrderState::Cancelled => cancelled += total,
                _ => invoiced += total,
            }
        }
    }
    (invoiced, cancelled)
}
