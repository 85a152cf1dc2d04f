//! Each rule of the format, on a few lines.

use storekeeper::ids::MemberKey;
use storekeeper::imports::Reason;
use storekeeper::money::{GBP, Money};
use storekeeper::orders::OrderState;

use super::fixture::{Rooms, at, counts, left_out};

#[tokio::test]
async fn lines_become_products_members_and_orders() {
    let rooms = Rooms::open().await;
    let report = rooms
        .import_lines(&[
            "489434,85048,15CM CHRISTMAS GLASS BALL 20 LIGHTS,12,2009-12-01 07:46:00,6.95,13085,United Kingdom",
            "489434,79323P,PINK CHERRY LIGHTS,2,2009-12-01 07:45:00,6.75,13085,United Kingdom",
            "489435,85048,15CM CHRISTMAS GLASS BALL 20 LIGHTS,1,2009-12-02 07:45:00,7.5,13086,EIRE",
        ])
        .await;
    assert_eq!(
        (report.lines_read, report.lines_kept, report.gifts),
        (3, 3, 0)
    );
    assert_eq!(
        (report.products, report.members, report.orders),
        (counts(2, 0, 0), counts(2, 0, 0), counts(2, 0, 0))
    );
    assert_eq!(report.format, "CSV in UTF-8");

    let order = rooms.order("489434", "13085").await.unwrap();
    assert_eq!(
        order.placed,
        at("2009-12-01 07:45:00"),
        "the earliest minute of the invoice"
    );
    assert_eq!(order.state, OrderState::Invoiced);
    assert_eq!(order.total(), Some(Money::new(12 * 695 + 2 * 675, GBP)));
    let codes: Vec<&str> = order
        .lines
        .iter()
        .map(|line| line.product.as_str())
        .collect();
    assert_eq!(codes, ["85048", "79323P"], "the order of the file");
    assert_eq!(rooms.order("489434", "13086").await, None);

    let product = rooms.product("85048").await.unwrap();
    assert_eq!(product.price, Money::new(750, GBP), "the newest price");
    assert_eq!(
        product.title.english.as_deref(),
        Some("15cm Christmas Glass Ball 20 Lights")
    );
    assert_eq!((product.title.chinese, product.stock), (None, None));
    let member = rooms
        .members
        .get(&MemberKey::new("13086"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (member.name, member.country.as_deref()),
        (None, Some("EIRE"))
    );
}

#[tokio::test]
async fn services_are_no_products_but_their_customers_are_members() {
    let rooms = Rooms::open().await;
    let codes = [
        "POST",
        "DOT",
        "C2",
        "C3",
        "D",
        "M",
        "m",
        "S",
        "B",
        "BANK CHARGES",
        "AMAZONFEE",
        "CRUK",
        "PADS",
        "ADJUST",
        "ADJUST2",
        "TEST001",
        "gift_0001_20",
        "23444",
        "23574",
        "23702",
    ];
    let lines: Vec<String> = codes
        .iter()
        .map(|code| format!("1,{code},SOMETHING,1,2010-01-01 10:00:00,18.00,14000,France"))
        .chain(["2,DCGS0058,MISO PRETTY GUM,1,2010-01-01 10:00:00,0.83,14001,France".to_owned()])
        .collect();
    let report = rooms
        .import_lines(&lines.iter().map(String::as_str).collect::<Vec<_>>())
        .await;
    assert_eq!(left_out(&report, Reason::ServiceCode), codes.len() as u64);
    assert_eq!(
        (
            report.products.added,
            report.orders.added,
            report.members.added
        ),
        (1, 1, 2)
    );
    assert_eq!(report.invoices_without_goods, 1);
    assert!(
        report.examples.is_empty(),
        "a rule is no fault: {:?}",
        report.examples
    );
    assert!(rooms.product("DCGS0058").await.is_some());
}

#[tokio::test]
async fn cancellations_are_orders_in_their_own_state() {
    let rooms = Rooms::open().await;
    let report = rooms
        .import_lines(&[
            "C489449,22087,PAPER BUNTING,-12,2009-12-01 10:33:00,2.95,16321,Australia",
            "c489450,22088,OTHER BUNTING,-1,2009-12-01 10:33:00,1.95,16321,Australia",
            "489451,22087,PAPER BUNTING,1,2009-11-01 10:33:00,2.50,16321,Australia",
        ])
        .await;
    assert_eq!((report.cancellations, report.orders.added), (2, 3));
    let order = rooms.order("C489449", "16321").await.unwrap();
    assert_eq!(order.state, OrderState::Cancelled);
    assert_eq!(order.lines[0].quantity, 12);
    // A product only ever sent back is still one; a bill's price counts before a newer cancellation's.
    assert_eq!(
        rooms.product("22088").await.unwrap().price,
        Money::new(195, GBP)
    );
    assert_eq!(
        rooms.product("22087").await.unwrap().price,
        Money::new(250, GBP)
    );
}

#[tokio::test]
async fn repeated_lines_count_once_and_split_lines_twice() {
    let rooms = Rooms::open().await;
    let report = rooms
        .import_lines(&[
            "1,21913,JIGSAW,1,2009-12-01 11:34:00,3.75,16329,United Kingdom",
            "1,21912,SNAKES,1,2009-12-01 11:34:00,3.75,16329,United Kingdom",
            "1,21913,JIGSAW,1,2009-12-01 11:34:00,3.75,16329,United Kingdom",
            "1,21913,JIGSAW,2,2009-12-01 11:34:00,3.75,16329,United Kingdom",
            "2,21913,JIGSAW,1,2009-12-01 11:34:00,3.75,16329,United Kingdom",
        ])
        .await;
    assert_eq!(
        (report.lines_kept, left_out(&report, Reason::Duplicate)),
        (4, 1)
    );
    let quantities: Vec<i64> = rooms
        .order("1", "16329")
        .await
        .unwrap()
        .lines
        .iter()
        .map(|line| line.quantity)
        .collect();
    assert_eq!(quantities, [1, 1, 2]);
}

#[tokio::test]
async fn gifts_stay_and_movements_of_stock_go() {
    let rooms = Rooms::open().await;
    let report = rooms
        .import_lines(&[
            "1,22076,6 RIBBONS EMPIRE,12,2009-12-02 13:34:00,0,16126,United Kingdom",
            "2,22076,6 RIBBONS EMPIRE,1,2009-12-01 13:34:00,1.65,16127,United Kingdom",
            "3,22076,damaged,-3,2009-12-03 13:34:00,0.0,,United Kingdom",
            "4,48185,DOOR MAT,2,2009-12-03 13:34:00,0.00,16126,United Kingdom",
        ])
        .await;
    assert_eq!((report.lines_kept, report.gifts), (2, 1));
    assert_eq!(left_out(&report, Reason::StockEntry), 1);
    assert_eq!(left_out(&report, Reason::Unpriced), 1);
    assert_eq!(
        rooms.product("22076").await.unwrap().price,
        Money::new(165, GBP),
        "a gift sets no price"
    );
    assert_eq!(
        rooms.product("48185").await,
        None,
        "nothing is offered at no price"
    );
    let gift = rooms.order("1", "16126").await.unwrap();
    assert_eq!(gift.lines[0].unit_price, Money::new(0, GBP));
    assert_eq!(rooms.order("4", "16126").await, None);
}

#[tokio::test]
async fn guests_order_without_becoming_members() {
    let rooms = Rooms::open().await;
    let report = rooms
        .import_lines(&[
            "1,22076,RIBBONS,12,2009-12-02 13:34:00,1.65,,United Kingdom",
            "2,22076,RIBBONS,12,2009-12-02 13:34:00,1.65,13085.0,United Kingdom",
        ])
        .await;
    assert_eq!((report.orders.added, report.members.added), (2, 1));
    assert!(
        rooms.order("2", "13085").await.is_some(),
        "a spreadsheet's decimals do not make another member"
    );
    assert_eq!(rooms.orders.count().await.unwrap(), 2);
}

#[tokio::test]
async fn an_invoice_belongs_to_the_first_customer_it_names() {
    let rooms = Rooms::open().await;
    let report = rooms
        .import_lines(&[
            "1,22076,RIBBONS,1,2009-12-02 13:34:00,1.65,,United Kingdom",
            "1,22076,RIBBONS,2,2009-12-02 13:34:00,1.65,100,United Kingdom",
            "1,22076,RIBBONS,3,2009-12-02 13:34:00,1.65,200,United Kingdom",
        ])
        .await;
    assert_eq!(left_out(&report, Reason::OtherMember), 1);
    assert_eq!(rooms.order("1", "100").await.unwrap().lines.len(), 2);
    assert_eq!(rooms.order("1", "200").await, None);
    assert_eq!(report.members.added, 1);
}

#[tokio::test]
async fn the_latest_country_counts() {
    let rooms = Rooms::open().await;
    let _ = rooms
        .import_lines(&[
            "2,22076,RIBBONS,1,2010-12-02 13:34:00,1.65,12370,Austria",
            "1,22076,RIBBONS,1,2009-12-02 13:34:00,1.65,12370,Cyprus",
        ])
        .await;
    let member = rooms
        .members
        .get(&MemberKey::new("12370"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(member.country.as_deref(), Some("Austria"));
}
