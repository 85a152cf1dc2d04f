//! Lines with a fault: each is named, none is taken.

use storekeeper::imports::{Reason, Reject};

use super::fixture::Rooms;

/// A good line in the order of the header, to be spoilt in one place.
const GOOD: [&str; 8] = [
    "1",
    "85048",
    "BALL",
    "1",
    "2009-12-01 07:45:00",
    "6.95",
    "13085",
    "EIRE",
];

#[tokio::test]
async fn each_bad_value_is_named_with_its_line_field_and_reason() {
    let long = "X".repeat(65);
    let cases = [
        (0, "", "InvoiceNo", Reason::Invoice),
        (1, "", "StockCode", Reason::Code),
        (1, &long, "StockCode", Reason::Code),
        (6, &long, "CustomerID", Reason::Member),
        (4, "13/31/2009 7:45", "InvoiceDate", Reason::Date),
        (4, "", "InvoiceDate", Reason::Date),
        (4, "1969-12-01 07:45:00", "InvoiceDate", Reason::Date),
        (4, "2200-01-01 00:00:00", "InvoiceDate", Reason::Date),
        (5, "£6.95", "UnitPrice", Reason::Price),
        (5, "", "UnitPrice", Reason::Price),
        (5, "99999999999999999999", "UnitPrice", Reason::Price),
        (5, "-6.95", "UnitPrice", Reason::NegativePrice),
        (5, "0.001", "UnitPrice", Reason::PriceTooFine),
        (5, "10000000.01", "UnitPrice", Reason::PriceTooLarge),
        (3, "a few", "Quantity", Reason::Quantity),
        (3, "1.5", "Quantity", Reason::Quantity),
        (3, "", "Quantity", Reason::Quantity),
        (3, "0", "Quantity", Reason::ZeroQuantity),
        (3, "-1", "Quantity", Reason::QuantitySign),
        (3, "-9223372036854775808", "Quantity", Reason::QuantitySign),
        (3, "10000001", "Quantity", Reason::QuantityTooLarge),
    ];
    let spoilt = |(place, value, ..): &(usize, &str, &str, Reason)| {
        let mut cells = GOOD;
        cells[*place] = value;
        cells.join(",")
    };
    let mut lines: Vec<String> = cases.iter().map(spoilt).collect();
    let mut expected: Vec<Reject> = cases
        .iter()
        .zip(2..)
        .map(|((_, value, field, reason), line)| Reject {
            line,
            field,
            value: (*value).to_owned(),
            reason: *reason,
        })
        .collect();
    let cut = (
        "1,85048,BALL",
        "line",
        "3 fields instead of 8",
        Reason::Malformed,
    );
    let up = (
        "C1,85048,BALL,1,2009-12-01 07:45:00,6.95,1,UK",
        "Quantity",
        "1",
        Reason::QuantitySign,
    );
    for (line, field, value, reason) in [cut, up] {
        lines.push(line.to_owned());
        let line = lines.len() as u64 + 1;
        expected.push(Reject {
            line,
            field,
            value: value.to_owned(),
            reason,
        });
    }

    let rooms = Rooms::open().await;
    let report = rooms
        .import_lines(&lines.iter().map(String::as_str).collect::<Vec<_>>())
        .await;
    assert_eq!(report.examples, expected);
    assert_eq!(
        (report.lines_kept, report.faults()),
        (0, expected.len() as u64)
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
