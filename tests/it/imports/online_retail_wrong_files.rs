//! Files that are not of the format: what is said, and that nothing is written.

use std::fs;
use std::sync::Arc;

use parquet::data_type::Int64Type;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use storekeeper::imports::{ImportError, Silent, online_retail};

use super::fixture::{HEADER, Rooms, Row, write_parquet};

async fn message(rooms: &Rooms, name: &str, contents: impl AsRef<[u8]>) -> String {
    let file = rooms.file(name, contents);
    let error = rooms.import(&file).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains(name), "{text} does not name the file");
    assert_eq!(rooms.catalog.count().await.unwrap(), 0);
    text
}

#[tokio::test]
async fn a_wrong_file_is_named_with_what_to_do() {
    let rooms = Rooms::open().await;
    for (name, contents, says) in [
        ("empty.csv", &b""[..], "holds no lines"),
        (
            "sheet.xlsx",
            &b"PK\x03\x04rest"[..],
            "save its sheet as CSV",
        ),
        ("lines.csv.gz", &b"\x1f\x8b\x08rest"[..], "unpack it first"),
        (
            "wide.csv",
            &b"\xff\xfeI\x00n\x00"[..],
            "lacks the columns InvoiceNo, StockCode",
        ),
        (
            "shop.db",
            &b"SQLite format 3\x00"[..],
            "neither CSV nor JSON Lines nor Parquet",
        ),
        (
            "cut.parquet",
            &b"PAR1 and then nothing that a footer could be"[..],
            "fetch it again",
        ),
        (
            "other.csv",
            &b"basket,item\n1,milk\n"[..],
            "lacks the columns InvoiceNo, StockCode",
        ),
        (
            "semicolons.csv",
            &b"InvoiceNo;StockCode\n1;2\n"[..],
            "separated by commas",
        ),
    ] {
        let text = message(&rooms, name, contents).await;
        assert!(text.contains(says), "{name}: {text}");
    }
    let text = message(&rooms, "header.csv", format!("{HEADER}\n")).await;
    assert!(text.contains("holds no lines"), "{text}");
}

#[tokio::test]
async fn a_missing_file_and_a_folder_are_told_apart() {
    let rooms = Rooms::open().await;
    let missing = rooms
        .import(&rooms.folder.path().join("nowhere.parquet"))
        .await
        .unwrap_err();
    assert!(matches!(missing, ImportError::Read { .. }), "{missing}");
    assert!(missing.to_string().contains("nowhere.parquet"), "{missing}");
    let folder = rooms.import(rooms.folder.path()).await.unwrap_err();
    assert!(matches!(folder, ImportError::Folder(_)), "{folder}");
}

fn row() -> Row {
    Row {
        invoice: "1",
        code: "22222",
        description: Some("MUG"),
        quantity: 1,
        millis: 1_259_653_500_000,
        price: 1.0,
        member: Some(1),
    }
}

#[tokio::test]
async fn damage_inside_a_parquet_file_is_an_error_not_a_crash() {
    let rooms = Rooms::open().await;
    let whole = rooms.folder.path().join("whole.parquet");
    write_parquet(&whole, &vec![row(); 500], 1_000);
    let bytes = fs::read(&whole).unwrap();
    let mut torn = bytes.clone();
    torn[4..bytes.len() / 4].fill(0x5a);
    let text = message(&rooms, "torn.parquet", torn).await;
    assert!(text.contains("is damaged"), "{text}");
    let text = message(&rooms, "short.parquet", &bytes[..bytes.len() - 40]).await;
    assert!(text.contains("is damaged"), "{text}");
}

#[tokio::test]
async fn a_parquet_file_without_rows_or_with_other_columns_is_refused() {
    let rooms = Rooms::open().await;
    let bare = rooms.folder.path().join("bare.parquet");
    write_parquet(&bare, &[], 10);
    let error = rooms.import(&bare).await.unwrap_err();
    assert!(matches!(error, ImportError::Empty(_)), "{error}");

    let times = rooms.folder.path().join("times.parquet");
    let columns = "message m {
        required int64 InvoiceNo; required int64 StockCode; required int64 Description; required int64 Quantity;
        required int64 InvoiceDate (TIMESTAMP(MICROS,true)); required int64 UnitPrice (TIME(MICROS,true));
        required int64 CustomerID; required int64 Country; }";
    let schema = Arc::new(parse_message_type(columns).unwrap());
    let file = fs::File::create(&times).unwrap();
    let mut writer =
        SerializedFileWriter::new(file, schema, Arc::new(WriterProperties::default())).unwrap();
    let mut rows = writer.next_row_group().unwrap();
    while let Some(mut column) = rows.next_column().unwrap() {
        column
            .typed::<Int64Type>()
            .write_batch(&[255], None, None)
            .unwrap();
        column.close().unwrap();
    }
    rows.close().unwrap();
    writer.close().unwrap();
    let error = rooms.import(&times).await.unwrap_err();
    assert!(
        matches!(&error, ImportError::ColumnType { column, .. } if column == "UnitPrice"),
        "{error}"
    );
}

#[tokio::test]
async fn a_list_that_cannot_be_written_stops_the_import_before_it_starts() {
    let rooms = Rooms::open().await;
    let file = rooms.folder.path().join("orders.parquet");
    write_parquet(&file, &[row()], 10);
    let list = rooms.folder.path().join("no/such/folder/rejects.csv");
    let error = online_retail(&file, Some(&list), &rooms.shop(), &Silent)
        .await
        .unwrap_err();
    assert!(matches!(error, ImportError::Rejects { .. }), "{error}");
    assert_eq!(rooms.orders.count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_list_of_an_import_that_failed_leaves_the_old_one() {
    let rooms = Rooms::open().await;
    let list = rooms.file("rejects.csv", "the old list");
    let file = rooms.file("bad.csv", "PAR1 and then nothing that a footer could be");
    let error = online_retail(&file, Some(&list), &rooms.shop(), &Silent)
        .await
        .unwrap_err();
    assert!(matches!(error, ImportError::Damaged { .. }), "{error}");
    assert_eq!(fs::read_to_string(&list).unwrap(), "the old list");
    assert!(!rooms.folder.path().join("rejects.csv.part").exists());
}
