//! Whole imports: twice, stopped halfway, and what they say.

use std::fmt::Write as _;
use std::fs;
use std::sync::Mutex;

use storekeeper::imports::{Progress, Silent, online_retail};
use tokio::sync::Notify;

use super::fixture::{HEADER, Rooms, counts, rows, write_parquet};

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

/// Tells when the first batch of orders is in.
#[derive(Default)]
struct FirstOrders(Notify);

impl Progress for FirstOrders {
    fn at(&self, stage: &'static str, _done: u64, _total: u64) {
        if stage == "orders" {
            self.0.notify_one();
        }
    }
}

#[tokio::test]
async fn an_import_stopped_halfway_leaves_whole_orders_and_is_completed_by_the_next() {
    const ORDERS: u64 = 16_000;
    const LINES: u64 = 10;
    let rooms = Rooms::open().await;
    let mut text = format!("{HEADER}\n");
    for order in 0..ORDERS {
        for line in 0..LINES {
            let member = order % 50;
            writeln!(
                text,
                "{order},2200{line},MUG {line},1,2010-01-01 10:00:00,1.00,{member},UK"
            )
            .unwrap();
        }
    }
    let file = rooms.file("many.csv", text);
    let halfway = FirstOrders::default();
    let shop = rooms.shop();
    tokio::select! {
        _ = online_retail(&file, None, &shop, &halfway) => panic!("it was not stopped"),
        () = halfway.0.notified() => {}
    }
    let kept = rooms.orders.count().await.unwrap();
    assert!(kept > 0 && kept < ORDERS, "{kept}");
    assert_eq!(rooms.orders.count_lines().await.unwrap(), kept * LINES);

    let report = rooms.import(&file).await.unwrap();
    assert_eq!(report.orders, counts(ORDERS - kept, 0, kept));
    assert_eq!(rooms.orders.count_lines().await.unwrap(), ORDERS * LINES);
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
         4,UnitPrice,0.001,a price finer than the smallest coin\n\
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
    assert_eq!(value("orders"), Some("1 added, 0 changed, 0 unchanged"));
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
