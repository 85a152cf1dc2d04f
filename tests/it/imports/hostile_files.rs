//! Files that nobody should send: each gives a clear error or rejects, never a crash, and nothing is
//! half-written.

use std::io::Write;

use storekeeper::ids::ProductKey;
use storekeeper::imports::{RecordKind, Report};

use super::fixture::{Rooms, assert_adds_up};
use super::mapped_rows::guessed;

async fn goods(rooms: &Rooms, name: &str, contents: impl AsRef<[u8]>) -> Result<Report, String> {
    let file = rooms.file(name, contents);
    let report = guessed(rooms, RecordKind::Products, &file).await;
    let report = report.map_err(|error| error.to_string())?;
    assert_adds_up(&report);
    Ok(report)
}

#[tokio::test]
async fn every_usual_encoding_is_read() {
    let text =
        "sku,title,price\n1,青花瓷茶壶，带滤网,88\n2,手冲咖啡壶,120\n3,不锈钢保温杯五百毫升,59\n";
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_mark = [&[0xff, 0xfe][..], &utf_16].concat();
    let gbk = encoding_rs::GBK.encode(text).0.into_owned();
    let big5 = encoding_rs::BIG5.encode(
        "sku,title,price\n1,青花瓷茶壺帶濾網,88\n2,手沖咖啡壺,120\n3,不鏽鋼保溫杯五百毫升,59\n",
    );
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let cases: [(&str, &[u8], &str); 5] = [
        ("u8.csv", &marked, "CSV in UTF-8"),
        ("u16.csv", &with_mark, "CSV in UTF-16LE"),
        (
            "bare.csv",
            "sku,title,price\n1,Mug,3\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>()
                .leak(),
            "CSV in UTF-16LE",
        ),
        ("gbk.csv", &gbk, "CSV in GBK"),
        ("big5.csv", &big5.0, "CSV in Big5"),
    ];
    for (name, bytes, format) in cases {
        let rooms = Rooms::open().await;
        let report = goods(&rooms, name, bytes).await.unwrap();
        assert_eq!(
            (report.format.as_str(), report.faults()),
            (format, 0),
            "{name}"
        );
        let first = rooms.catalog.get(&[ProductKey::new("1")]).await.unwrap();
        let title = &first[0].title;
        let title = title
            .chinese
            .as_deref()
            .or(title.english.as_deref())
            .unwrap();
        assert!(title.starts_with('青') || title == "Mug", "{name}: {title}");
    }
}

#[tokio::test]
async fn line_ends_and_delimiters_may_be_mixed() {
    let rooms = Rooms::open().await;
    let report = goods(
        &rooms,
        "mixed.csv",
        "sku;title;price\r1;Mug;3\n2;Jug;4\r\n\r\n3;\"Two\r\nlines\";5\r",
    )
    .await
    .unwrap();
    assert_eq!((report.lines_kept, report.faults()), (3, 0), "{report:?}");
    let report = goods(&rooms, "tab.csv", "sku\ttitle\tprice\n4\tMug, blue\t3\n")
        .await
        .unwrap();
    assert_eq!(report.lines_kept, 1);
}

#[tokio::test]
async fn an_endless_line_is_refused_without_filling_the_memory() {
    let rooms = Rooms::open().await;
    for (name, start) in [
        ("line.csv", "sku,title,price\n1,"),
        ("quote.csv", "sku,title,price\n1,\"a\n"),
        ("line.jsonl", "{\"sku\":\""),
    ] {
        let path = rooms.folder.path().join(name);
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(start.as_bytes()).unwrap();
        // A gigabyte of which the disk keeps nothing but its length.
        file.set_len(1 << 30).unwrap();
        drop(file);
        let error = guessed(&rooms, RecordKind::Products, &path)
            .await
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("16 MiB") || error.contains("neither CSV"),
            "{name}: {error}"
        );
    }
    let mut long = b"sku,title,price\n1,".to_vec();
    long.resize(40 << 20, b'x');
    let error = goods(&rooms, "long.csv", long).await.unwrap_err();
    assert!(error.contains("line 2 is longer than 16 MiB"), "{error}");
    assert_eq!(rooms.catalog.count().await.unwrap(), 0);
}

#[tokio::test]
async fn formulas_controls_and_two_hundred_columns_are_data() {
    let rooms = Rooms::open().await;
    let mut header: Vec<String> = (0..200).map(|number| format!("field {number}")).collect();
    header[17] = "sku".to_owned();
    header[90] = "title".to_owned();
    header[150] = "price".to_owned();
    let mut text = header.join(",") + "\n";
    let titles = [
        "=HYPERLINK(\"http://evil.example\")",
        "+SUM(A1)",
        "@cmd",
        "Mug\u{0}\u{7} blue",
    ];
    for (number, title) in titles.iter().enumerate() {
        let mut cells = vec![String::new(); 200];
        cells[17] = number.to_string();
        cells[90] = format!("\"{}\"", title.replace('"', "\"\""));
        cells[150] = "3".to_owned();
        text += &(cells.join(",") + "\n");
    }
    let report = goods(&rooms, "wide.csv", text).await.unwrap();
    assert_eq!(report.lines_kept, 4, "{report:?}");
    let kept = rooms.catalog.all().await.unwrap();
    assert_eq!(kept[3].title.english.as_deref(), Some("Mug blue"));
    assert!(
        kept[0]
            .title
            .english
            .as_deref()
            .unwrap()
            .starts_with("=HYPERLINK")
    );
}

#[tokio::test]
async fn what_is_no_data_at_all_is_named() {
    let rooms = Rooms::open().await;
    let cases: [(&str, &[u8], &str); 9] = [
        ("empty.csv", b"", "holds no lines"),
        ("header.csv", b"sku,title,price\n", "holds no lines"),
        ("book.xlsx", b"PK\x03\x04rest", "Excel workbook"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
        ("page.csv", b"<!DOCTYPE html><html>", "a web page"),
        ("list.json", b"[{\"sku\":1}]", "one JSON list"),
        ("doc.csv", b"%PDF-1.7", "PDF"),
        ("zeros.csv", &[0; 4096], "neither CSV nor JSON Lines"),
        ("short.parquet", b"PAR1\x15\x04PAR1", "is damaged"),
    ];
    for (name, bytes, says) in cases {
        let error = goods(&rooms, name, bytes).await.unwrap_err();
        assert!(error.contains(says), "{name}: {error}");
        assert!(error.contains(name), "{name}: {error}");
    }
    let deep = format!("{}1{}\n", "{\"a\":".repeat(5_000), "}".repeat(5_000));
    let text = format!("{{\"sku\":\"1\",\"title\":\"Mug\",\"price\":3}}\n{deep}");
    let report = goods(&rooms, "deep.jsonl", text).await.unwrap();
    assert_eq!((report.lines_kept, report.faults()), (1, 1));
}

#[tokio::test]
async fn bytes_from_nowhere_never_crash_an_import() {
    // A small generator with a fixed seed: every run tries the same files.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let pieces: [&[u8]; 16] = [
        b"\"",
        b",",
        b"\n",
        b"\r",
        b"\r\n",
        b"{\"a\":",
        b"}",
        b"[",
        b"1,299.00",
        "￥".as_bytes(),
        b"\xff\xfe",
        b"\xd6\xd0",
        b"=1+1",
        b"<p>",
        b"&#x110000;",
        b"-",
    ];
    let rooms = Rooms::open().await;
    for round in 0..300 {
        let mut bytes = if round % 3 == 0 {
            b"{\"sku\":1,\"title\":\"a\",\"price\":1}\n".to_vec()
        } else {
            b"sku,title,price\n".to_vec()
        };
        for _ in 0..next() % 60 {
            let choice = next();
            if choice % 5 == 0 {
                bytes.push(choice.to_le_bytes()[3]);
            } else {
                bytes.extend_from_slice(pieces[usize::try_from(choice % 16).unwrap()]);
            }
        }
        // An error or a report: both are fine, a panic is not (it would say "make no sense").
        if let Err(error) = goods(&rooms, "noise.csv", &bytes).await {
            assert!(
                !error.contains("make no sense"),
                "{error}: {:?}",
                String::from_utf8_lossy(&bytes)
            );
        }
    }
}
