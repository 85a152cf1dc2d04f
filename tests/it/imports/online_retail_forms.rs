//! The forms in which the same lines may come.

use storekeeper::imports::Reason;
use storekeeper::money::{GBP, Money};

use super::fixture::{HEADER, Rooms, assert_adds_up, at, rows, write_parquet};

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
async fn parquet_reads_alike_whatever_its_name_and_row_groups() {
    for group in [100, 2] {
        let rooms = Rooms::open().await;
        let file = rooms.folder.path().join("orders.csv");
        write_parquet(&file, &rows(), group);
        let report = rooms.import(&file).await.unwrap();
        assert_adds_up(&report);
        assert_eq!(
            (report.format, report.lines_read, report.lines_kept),
            ("Parquet".to_owned(), 7, 4)
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
