//! Each rule of the format, on a few lines.

use std::fs;
use std::sync::Mutex;

use storekeeper::clock::Timestamp;
use storekeeper::ids::MemberKey;
use storekeeper::imports::{Counts, Progress, Reason, Reject, Silent, online_retail};
use storekeeper::money::{GBP, Money};
use storekeeper::orders::OrderState;

use super::fixture::{HEADER, Rooms, Row, assert_adds_up, left_out, write_parquet};

fn counts(added: u64, changed: u64, unchanged: u64) -> Counts {
    Counts {
        added,
        changed,
        unchanged,
    }
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text, &["%Y-%m-%d %H:%M:%S"]).unwrap()
}

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
async fn each_bad_value_is_named_with_its_line_field_and_reason() {
    let rooms = Rooms::open().await;
    let long = "X".repeat(65);
    let cases = [
        (
            ",85048,BALL,1,2009-12-01 07:45:00,6.95,1,UK".to_owned(),
            "InvoiceNo",
            "",
            Reason::Invoice,
        ),
        (
            "1,,BALL,1,2009-12-01 07:45:00,6.95,1,UK".to_owned(),
            "StockCode",
            "",
            Reason::Code,
        ),
        (
            format!("1,{long},BALL,1,2009-12-01 07:45:00,6.95,1,UK"),
            "StockCode",
            &long,
            Reason::Code,
        ),
        (
            format!("1,85048,BALL,1,2009-12-01 07:45:00,6.95,{long},UK"),
            "CustomerID",
            &long,
            Reason::Member,
        ),
        (
            "1,85048,BALL,1,13/31/2009 7:45,6.95,1,UK".to_owned(),
            "InvoiceDate",
            "13/31/2009 7:45",
            Reason::Date,
        ),
        (
            "1,85048,BALL,1,,6.95,1,UK".to_owned(),
            "InvoiceDate",
            "",
            Reason::Date,
        ),
        (
            "1,85048,BALL,1,1969-12-01 07:45:00,6.95,1,UK".to_owned(),
            "InvoiceDate",
            "1969-12-01 07:45:00",
            Reason::Date,
        ),
        (
            "1,85048,BALL,1,2009-12-01 07:45:00,£6.95,1,UK".to_owned(),
            "UnitPrice",
            "£6.95",
            Reason::Price,
        ),
        (
            "1,85048,BALL,1,2009-12-01 07:45:00,,1,UK".to_owned(),
            "UnitPrice",
            "",
            Reason::Price,
        ),
        (
            "1,85048,BALL,1,2009-12-01 07:45:00,-6.95,1,UK".to_owned(),
            "UnitPrice",
            "-6.95",
            Reason::NegativePrice,
        ),
        (
            "1,85048,BALL,1,2009-12-01 07:45:00,0.001,1,UK".to_owned(),
            "UnitPrice",
            "0.001",
            Reason::PriceTooFine,
        ),
        (
            "1,85048,BALL,1,2009-12-01 07:45:00,10000000.01,1,UK".to_owned(),
            "UnitPrice",
            "10000000.01",
            Reason::PriceTooLarge,
        ),
        (
            "1,85048,BALL,a few,2009-12-01 07:45:00,6.95,1,UK".to_owned(),
            "Quantity",
            "a few",
            Reason::Quantity,
        ),
        (
            "1,85048,BALL,1.5,2009-12-01 07:45:00,6.95,1,UK".to_owned(),
            "Quantity",
            "1.5",
            Reason::Quantity,
        ),
        (
            "1,85048,BALL,0,2009-12-01 07:45:00,6.95,1,UK".to_owned(),
            "Quantity",
            "0",
            Reason::ZeroQuantity,
        ),
        (
            "1,85048,BALL,-1,2009-12-01 07:45:00,6.95,1,UK".to_owned(),
            "Quantity",
            "-1",
            Reason::QuantitySign,
        ),
        (
            "C1,85048,BALL,1,2009-12-01 07:45:00,6.95,1,UK".to_owned(),
            "Quantity",
            "1",
            Reason::QuantitySign,
        ),
        (
            "C1,85048,BALL,-9223372036854775808,2009-12-01 07:45:00,6.95,1,UK".to_owned(),
            "Quantity",
            "-9223372036854775808",
            Reason::QuantityTooLarge,
        ),
        (
            "1,85048,BALL,10000001,2009-12-01 07:45:00,6.95,1,UK".to_owned(),
            "Quantity",
            "10000001",
            Reason::QuantityTooLarge,
        ),
        (
            "1,85048,BALL".to_owned(),
            "line",
            "3 fields instead of 8",
            Reason::Malformed,
        ),
    ];
    let lines: Vec<&str> = cases.iter().map(|(line, ..)| line.as_str()).collect();
    let report = rooms.import_lines(&lines).await;
    let expected: Vec<Reject> = cases
        .iter()
        .zip(2..)
        .map(|((_, field, value, reason), line)| Reject {
            line,
            field,
            value: (*value).to_owned(),
            reason: *reason,
        })
        .collect();
    assert_eq!(report.examples, expected);
    assert_eq!(
        (report.lines_kept, report.faults()),
        (0, cases.len() as u64)
    );
    assert_eq!(
        rooms.members.count().await.unwrap(),
        0,
        "a bad line makes no member"
    );
}

#[tokio::test]
async fn a_quotation_mark_that_is_never_closed_is_one_bad_line() {
    let rooms = Rooms::open().await;
    let good = "1,85048,BALL,1,2009-12-01 07:45:00,6.95,1,UK";
    let mut lines = vec![
        good.to_owned(),
        format!("2,85048,\"BALL,1,{}", "x".repeat(1_000)),
    ];
    lines.extend(
        (0..40).map(|number| format!("{number},85048,BALL,1,2009-12-01 07:45:00,6.95,1,UK")),
    );
    let report = rooms
        .import_lines(&lines.iter().map(String::as_str).collect::<Vec<_>>())
        .await;
    assert_eq!(report.lines_kept, 1);
    assert_eq!(report.examples[0].line, 3);
    assert_eq!(report.examples[0].reason, Reason::Malformed);
}

#[tokio::test]
async fn the_second_version_of_the_file_reads_alike() {
    let rooms = Rooms::open().await;
    let lines = "\u{feff}Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\r\n\
                 536365,85123A,\"WHITE, HANGING \"\"HEART\"\"\",6,12/1/2010 8:26,2.55,17850.0,United Kingdom\r\n\
                 536366,85123a,WHITE HEART,6,12/13/2010 18:26,3,17850,United Kingdom\r\n";
    let report = rooms
        .import(&rooms.file("orders.txt", lines))
        .await
        .unwrap();
    assert_eq!(
        (
            report.lines_kept,
            report.products.added,
            report.members.added
        ),
        (2, 1, 1)
    );
    let order = rooms.order("536365", "17850").await.unwrap();
    assert_eq!(order.placed, at("2010-12-01 08:26:00"), "month first");
    assert_eq!(
        rooms.product("85123A").await.unwrap().price,
        Money::new(300, GBP)
    );
}

#[tokio::test]
async fn windows_1252_is_recognised() {
    let rooms = Rooms::open().await;
    let mut bytes = format!("{HEADER}\n1,22222,").into_bytes();
    bytes.extend(b"CAF\xc9 SIGN \x96 \xa35 \x93OPEN\x94");
    bytes.extend(b",1,12/1/2010 8:26,2.55,17850,United Kingdom\n");
    let report = rooms.import(&rooms.file("lines.csv", bytes)).await.unwrap();
    assert_eq!(report.format, "CSV in Windows-1252");
    assert_eq!(
        rooms.title("22222").await.as_deref(),
        Some("Café Sign – £5 “Open”")
    );
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

fn rows() -> Vec<Row> {
    let row = Row {
        invoice: "489434",
        code: "85048",
        description: Some("15CM CHRISTMAS GLASS BALL"),
        quantity: 12,
        millis: 1_259_653_500_000,
        price: 6.95,
        member: Some(13_085),
    };
    vec![
        row.clone(),
        Row {
            code: "79323P",
            description: None,
            price: 0.1 + 0.2,
            quantity: 3,
            ..row.clone()
        },
        Row {
            invoice: "489435",
            member: None,
            ..row.clone()
        },
        Row {
            invoice: "489436",
            price: 0.001,
            ..row.clone()
        },
        Row {
            invoice: "489437",
            price: f64::NAN,
            ..row.clone()
        },
        Row {
            invoice: "C489438",
            quantity: -12,
            ..row.clone()
        },
        Row {
            code: "POST",
            ..row
        },
    ]
}

#[tokio::test]
async fn parquet_reads_alike_whatever_its_name_and_row_groups() {
    for group in [100, 2] {
        let rooms = Rooms::open().await;
        let file = rooms.folder.path().join("orders.csv");
        write_parquet(&file, &rows(), group);
        let report = rooms.import(&file).await.unwrap();
        assert_adds_up(&report);
        assert_eq!(
            (report.format, report.lines_read, report.lines_kept),
            ("Parquet", 7, 4)
        );
        let order = rooms.order("489434", "13085").await.unwrap();
        assert_eq!(order.placed, at("2009-12-01 07:45:00"));
        assert_eq!(
            order.lines[1].unit_price,
            Money::new(30, GBP),
            "binary noise is no finer price"
        );
        assert_eq!(
            rooms.title("79323P").await.as_deref(),
            Some("79323P"),
            "nobody described it"
        );
        assert_eq!(
            rooms.order("C489438", "13085").await.unwrap().lines[0].quantity,
            12
        );
        let lines: Vec<(u64, Reason)> = report
            .examples
            .iter()
            .map(|reject| (reject.line, reject.reason))
            .collect();
        assert_eq!(lines, [(4, Reason::PriceTooFine), (5, Reason::Price)]);
    }
}

#[tokio::test]
async fn importing_twice_changes_nothing_and_a_new_price_one_product() {
    let rooms = Rooms::open().await;
    let lines = [
        "1,22076,RIBBONS,1,2009-12-02 13:34:00,1.65,100,United Kingdom",
        "2,22077,BOWS,1,2009-12-02 13:34:00,1.65,101,United Kingdom",
        "3,22077,BOWS,1,2009-12-02 13:34:00,1.65,,United Kingdom",
    ];
    let first = rooms.import_lines(&lines).await;
    assert_eq!(
        (
            first.products.added,
            first.members.added,
            first.orders.added
        ),
        (2, 2, 3)
    );
    let second = rooms.import_lines(&lines).await;
    assert_eq!(
        (second.products, second.members, second.orders),
        (counts(0, 0, 2), counts(0, 0, 2), counts(0, 0, 3))
    );
    let dearer = "4,22077,BOWS,1,2010-12-02 13:34:00,1.85,101,EIRE";
    let third = rooms
        .import_lines(&[lines[0], lines[1], lines[2], dearer])
        .await;
    assert_eq!(
        (third.products, third.members, third.orders),
        (counts(0, 1, 1), counts(0, 1, 1), counts(1, 0, 3))
    );
}

/// Hears how far an import is, and keeps it.
#[derive(Default)]
struct Heard(Mutex<Vec<(&'static str, u64, u64)>>);

impl Progress for Heard {
    fn at(&self, stage: &'static str, done: u64, total: u64) {
        self.0.lock().unwrap().push((stage, done, total));
    }
}

#[tokio::test]
async fn progress_ends_every_stage_at_its_total() {
    let rooms = Rooms::open().await;
    let file = rooms.folder.path().join("orders.parquet");
    write_parquet(&file, &rows(), 3);
    let heard = Heard::default();
    let _ = online_retail(&file, None, &rooms.shop(), &heard)
        .await
        .unwrap();
    let heard = heard.0.into_inner().unwrap();
    for (stage, total) in [
        ("reading", 7),
        ("products", 2),
        ("members", 1),
        ("orders", 3),
    ] {
        let last = heard.iter().rfind(|(name, ..)| *name == stage);
        assert_eq!(last, Some(&(stage, total, total)), "{heard:?}");
    }
}

#[tokio::test]
async fn all_lines_left_out_are_listed_on_request() {
    let rooms = Rooms::open().await;
    let file = rooms.folder.path().join("orders.parquet");
    write_parquet(&file, &rows(), 100);
    let list = rooms.folder.path().join("rejects.csv");
    let report = online_retail(&file, Some(&list), &rooms.shop(), &Silent)
        .await
        .unwrap();
    assert_eq!(report.rejects.as_deref(), Some(list.as_path()));
    assert_eq!(
        fs::read_to_string(&list).unwrap(),
        "line,field,value,reason\n\
         4,UnitPrice,0.001,a price finer than a penny\n\
         5,UnitPrice,NaN,not a price\n\
         7,StockCode,POST,\"a service, not goods\"\n"
    );
    assert_eq!(
        fs::read_dir(rooms.folder.path())
            .unwrap()
            .filter(|entry| {
                entry
                    .as_ref()
                    .unwrap()
                    .file_name()
                    .to_string_lossy()
                    .ends_with(".part")
            })
            .count(),
        0
    );
}

#[tokio::test]
async fn the_report_reads_as_a_table_and_as_json() {
    let rooms = Rooms::open().await;
    let report = rooms
        .import_lines(&[
            "1,22076,RIBBONS,1,2009-12-02 13:34:00,1.65,100,United Kingdom",
            "1,POST,POSTAGE,1,2009-12-02 13:34:00,18,100,United Kingdom",
            "2,22076,RIBBONS,none,2009-12-02 13:34:00,18,100,United Kingdom",
        ])
        .await;
    let rows = report.rows();
    let value = |label: &str| {
        rows.iter()
            .find(|(name, _)| name == label)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(value("lines read"), Some("3"));
    assert_eq!(value("left out: a service, not goods"), Some("1"));
    assert_eq!(
        value("orders"),
        Some("1 added, 0 changed, 0 unchanged; 0 of them cancellations")
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(
        json["left_out"],
        serde_json::json!({"service_code": 1, "quantity": 1})
    );
    assert_eq!(
        json["examples"][0],
        serde_json::json!({"line": 4, "field": "Quantity", "value": "none", "reason": "quantity"})
    );
    assert_eq!(
        json["products"],
        serde_json::json!({"added": 1, "changed": 0, "unchanged": 0})
    );
}
