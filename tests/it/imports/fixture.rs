//! A shop in a folder of its own, and files to import into it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use storekeeper::catalog::{self, Catalog, Product};
use storekeeper::clock::Timestamp;
use storekeeper::db::Db;
use storekeeper::events::{self, Events};
use storekeeper::ids::{MemberKey, OrderNumber, ProductKey};
use storekeeper::imports::{Counts, ImportError, Reason, Report, Shop, Silent, online_retail};
use storekeeper::members::{self, Members};
use storekeeper::orders::{self, Order, Orders};
use tempfile::TempDir;

/// The header of the first version of the format.
pub const HEADER: &str =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

/// The three rooms that an import writes to, in a database that is removed with the value.
pub struct Rooms {
    pub folder: TempDir,
    pub catalog: Catalog,
    pub members: Members,
    pub orders: Orders,
    pub events: Events,
}

impl Rooms {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = Db::sqlite_url(&folder.path().join("shop.db"));
        let migrations = [
            catalog::migrations(),
            members::migrations(),
            orders::migrations(),
            events::migrations(),
        ]
        .concat();
        let db = Box::pin(Db::open(&url, migrations)).await.unwrap();
        Self {
            folder,
            catalog: Catalog::new(db.clone()),
            members: Members::new(db.clone()),
            orders: Orders::new(db.clone()),
            events: Events::new(db),
        }
    }

    pub fn shop(&self) -> Shop<'_> {
        Shop {
            catalog: &self.catalog,
            members: &self.members,
            orders: &self.orders,
            events: &self.events,
        }
    }

    pub fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, contents).unwrap();
        path
    }

    pub async fn import(&self, file: &Path) -> Result<Report, ImportError> {
        online_retail(file, None, &self.shop(), &Silent).await
    }

    /// Imports CSV lines under [`HEADER`], which must work.
    pub async fn import_lines(&self, lines: &[&str]) -> Report {
        let file = self.file("lines.csv", format!("{HEADER}\n{}\n", lines.join("\n")));
        let report = self.import(&file).await.unwrap();
        assert_adds_up(&report);
        report
    }

    pub async fn order(&self, number: &str, member: &str) -> Option<Order> {
        self.orders
            .find(&OrderNumber::new(number), &MemberKey::new(member))
            .await
            .unwrap()
    }

    pub async fn product(&self, code: &str) -> Option<Product> {
        self.catalog
            .get(&[ProductKey::new(code)])
            .await
            .unwrap()
            .pop()
    }

    pub async fn title(&self, code: &str) -> Option<String> {
        self.product(code)
            .await
            .and_then(|product| product.title.english)
    }
}

/// Nothing is lost in silence.
pub fn assert_adds_up(report: &Report) {
    assert_eq!(
        report.lines_read,
        report.lines_kept + report.left_out.values().sum::<u64>(),
        "{report:?}"
    );
}

pub fn left_out(report: &Report, reason: Reason) -> u64 {
    report.left_out.get(&reason).copied().unwrap_or(0)
}

/// One row of a Parquet file in the types that the published file has.
#[derive(Clone)]
pub struct Row {
    pub invoice: &'static str,
    pub code: &'static str,
    pub description: Option<&'static str>,
    pub quantity: i32,
    /// Milliseconds since 1970.
    pub millis: i64,
    pub price: f64,
    pub member: Option<i32>,
}

/// Writes `rows` as the published file is written: optional columns, zstd, timestamps in milliseconds, an
/// index column; several row groups of at most `group` rows.
pub fn write_parquet(path: &Path, rows: &[Row], group: usize) {
    let schema = "message schema {
        optional binary InvoiceNo (STRING);
        optional binary StockCode (STRING);
        optional binary Description (STRING);
        optional int32 Quantity;
        optional int64 InvoiceDate (TIMESTAMP(MILLIS,false));
        optional double UnitPrice;
        optional int32 CustomerID;
        optional binary Country (STRING);
        optional int64 __index_level_0__;
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let file = fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for rows in rows.chunks(group) {
        let mut rows_writer = writer.next_row_group().unwrap();
        let text = |text: &'static str| Some(ByteArray::from(text));
        write_texts(&mut rows_writer, rows.iter().map(|row| text(row.invoice)));
        write_texts(&mut rows_writer, rows.iter().map(|row| text(row.code)));
        write_texts(
            &mut rows_writer,
            rows.iter().map(|row| row.description.and_then(text)),
        );
        write_column::<Int32Type>(&mut rows_writer, rows.iter().map(|row| Some(row.quantity)));
        write_column::<Int64Type>(&mut rows_writer, rows.iter().map(|row| Some(row.millis)));
        write_column::<DoubleType>(&mut rows_writer, rows.iter().map(|row| Some(row.price)));
        write_column::<Int32Type>(&mut rows_writer, rows.iter().map(|row| row.member));
        write_texts(
            &mut rows_writer,
            rows.iter().map(|_| text("United Kingdom")),
        );
        write_column::<Int64Type>(&mut rows_writer, (0..).take(rows.len()).map(Some));
        rows_writer.close().unwrap();
    }
    writer.close().unwrap();
}

fn write_texts(
    rows: &mut SerializedRowGroupWriter<'_, fs::File>,
    values: impl Iterator<Item = Option<ByteArray>>,
) {
    write_column::<ByteArrayType>(rows, values);
}

fn write_column<T: parquet::data_type::DataType>(
    rows: &mut SerializedRowGroupWriter<'_, fs::File>,
    values: impl Iterator<Item = Option<T::T>>,
) {
    let values: Vec<Option<T::T>> = values.collect();
    let levels: Vec<i16> = values
        .iter()
        .map(|value| i16::from(value.is_some()))
        .collect();
    let there: Vec<T::T> = values.into_iter().flatten().collect();
    let mut column = rows.next_column().unwrap().unwrap();
    column
        .typed::<T>()
        .write_batch(&there, Some(&levels), None)
        .unwrap();
    column.close().unwrap();
}

/// Seven rows: four to keep, two faults, one service.
pub fn rows() -> Vec<Row> {
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

pub fn counts(added: u64, changed: u64, unchanged: u64) -> Counts {
    Counts {
        added,
        changed,
        unchanged,
    }
}

pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text, &["%Y-%m-%d %H:%M:%S"]).unwrap()
}
