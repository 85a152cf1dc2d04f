//! Logs of web servers: what people saw, and nothing of who they are.

use std::io::Write;
use std::path::Path;

use storekeeper::clock::Timestamp;
use storekeeper::events::EventKind;
use storekeeper::imports::{ImportError, LogRules, Options, Reason, Report, Silent, access_log};

use super::fixture::{Rooms, assert_adds_up, left_out};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";

fn options(rooms: &Rooms) -> Options {
    Options {
        rejects: Some(rooms.folder.path().join("rejects").join("log.csv")),
        dry_run: false,
        currency: None,
        now: Timestamp::parse_day("2026-11-27", &["%Y-%m-%d"]).unwrap(),
    }
}

async fn import(rooms: &Rooms, file: &Path) -> Result<Report, ImportError> {
    let rules = LogRules::built_in().unwrap();
    access_log(file, rules, "salt", &options(rooms), &rooms.shop(), &Silent).await
}

/// A line of the Combined Log Format.
fn line(address: &str, time: &str, request: &str, status: u16, agent: &str) -> String {
    format!(
        "{address} - - [26/Nov/2026:{time} +0100] \"{request} HTTP/1.1\" {status} 512 \"-\" \"{agent}\"\n"
    )
}

fn log() -> String {
    let page = |time, path: &str| line("203.0.113.7", time, &format!("GET {path}"), 200, FIREFOX);
    [
        page("10:00:00", "/"),
        page("10:01:00", "/p/KIT-01?utm_source=mail"),
        page("10:01:00", "/p/KIT-01?utm_source=mail"),
        page("10:02:00", "/search?page=2&q=tea+pot"),
        page("10:03:00", "/search?q=%E8%8C%B6"),
        page("10:40:00", "/c/kitchen"),
        line("198.51.100.1", "10:41:00", "GET /p/KIT-01", 304, FIREFOX),
        line(
            "203.0.113.7",
            "10:04:00",
            "GET /p/KIT-01/picture.png",
            200,
            FIREFOX,
        ),
        line("203.0.113.7", "10:05:00", "GET /p/NO", 404, FIREFOX),
        line("203.0.113.7", "10:05:30", "POST /p/KIT-01", 200, FIREFOX),
        line("203.0.113.7", "10:06:00", "GET /about", 200, FIREFOX),
        line(
            "66.249.0.1",
            "10:07:00",
            "GET /p/KIT-01",
            200,
            "Googlebot/2.1 (+http://www.google.com/bot.html)",
        ),
        line("66.249.0.2", "10:07:00", "GET /p/KIT-01", 200, "-"),
        "not a line at all\n".to_owned(),
        line("203.0.113.7", "10:08:00", "\\x16\\x03\\x01", 400, "-"),
        line(
            "203.0.113.7",
            "10:09:00",
            "GET /p/\\\"quoted",
            404,
            "an \\\"odd\\\" browser",
        ),
    ]
    .concat()
}

async fn counts(rooms: &Rooms) -> Vec<(EventKind, u64)> {
    rooms.events.counts().await.unwrap()
}

#[tokio::test]
async fn what_people_saw_is_kept_and_the_rest_is_counted() {
    let rooms = Rooms::open().await;
    let file = rooms.file("access.log", log());
    let report = import(&rooms, &file).await.unwrap();
    assert_adds_up(&report);
    assert_eq!((report.lines_read, report.lines_kept), (16, 7));
    let reasons = [
        (Reason::Program, 2),
        (Reason::PartOfPage, 1),
        (Reason::NotSeen, 2),
        (Reason::NoRule, 2),
        (Reason::LogLine, 2),
    ];
    for (reason, lines) in reasons {
        assert_eq!(left_out(&report, reason), lines, "{reason:?}");
    }
    let expected = [
        (EventKind::PageViewed, 1),
        (EventKind::ProductListViewed, 1),
        (EventKind::ProductViewed, 3),
        (EventKind::ProductsSearched, 2),
        // The first visitor came back after more than half an hour.
        (EventKind::SessionStarted, 3),
    ];
    assert_eq!(counts(&rooms).await, expected);
    assert_eq!(report.events.added, 10);
    let again = import(&rooms, &file).await.unwrap();
    assert_eq!((again.events.added, again.events.unchanged), (0, 10));
    let list = std::fs::read_to_string(report.rejects.unwrap()).unwrap();
    assert!(
        list.contains("14,line,not a line at all,not a request"),
        "{list}"
    );
}

#[tokio::test]
async fn no_address_of_a_person_is_kept() {
    let rooms = Rooms::open().await;
    let file = rooms.file("access.log", log());
    let report = import(&rooms, &file).await.unwrap();
    let kept = std::fs::read_dir(rooms.folder.path()).unwrap();
    let kept = kept.map(|entry| entry.unwrap().path());
    for path in kept.chain([report.rejects.expect("a list of lines at fault")]) {
        if path == file || path.is_dir() {
            continue;
        }
        let kept = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        for address in ["203.0.113.7", "198.51.100.1", "Firefox"] {
            assert!(!kept.contains(address), "{address} in {}", path.display());
        }
    }
}

#[tokio::test]
async fn packed_logs_and_json_say_the_same() {
    let rooms = Rooms::open().await;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(log().as_bytes()).unwrap();
    let packed = rooms.file("access.log.1.gz", packer.finish().unwrap());
    let report = import(&rooms, &packed).await.unwrap();
    assert_eq!((report.lines_read, report.lines_kept), (16, 7));
    let nginx = serde_json::json!({
        "remote_addr": "203.0.113.7", "time_iso8601": "2026-11-26T10:01:00+01:00",
        "request": "GET /p/KIT-01?utm_source=mail HTTP/1.1", "status": "200", "http_user_agent": FIREFOX,
    });
    let apache = serde_json::json!({
        "time": "[26/Nov/2026:10:50:00 +0100]", "remoteIP": "203.0.113.7", "host": "shop.example", "method": "GET",
        "requestPath": "/search", "query": "?q=tea", "status": 200, "userAgent": FIREFOX,
    });
    let file = rooms.file("access.json", format!("{nginx}\n{apache}\n{{}}\n"));
    let report = import(&rooms, &file).await.unwrap();
    assert_eq!(
        (report.lines_kept, left_out(&report, Reason::LogLine)),
        (2, 1)
    );
    // The first line is one of the packed log: the same event.
    assert_eq!(report.events.unchanged, 1, "{report:?}");
}

#[tokio::test]
async fn a_dry_run_puts_nothing() {
    let rooms = Rooms::open().await;
    let file = rooms.file("access.log", log());
    let dry = Options {
        dry_run: true,
        ..options(&rooms)
    };
    let rules = LogRules::built_in().unwrap();
    let report = access_log(&file, rules, "salt", &dry, &rooms.shop(), &Silent)
        .await
        .unwrap();
    assert_eq!(report.events.added, 10);
    assert!(counts(&rooms).await.is_empty());
}

#[tokio::test]
async fn a_shop_has_rules_of_its_own_and_mistakes_are_told() {
    let rooms = Rooms::open().await;
    let map = "[[rule]]\naddress = \"/wares/{category}/{product_id}\"\nevent = \"Product Viewed\"\n\
               [[rule]]\naddress = \"/korb\"\nmethod = \"post\"\nevent = \"Cart Viewed\"\n";
    let rules = LogRules::load(&rooms.file("map.toml", map)).unwrap();
    let log = [
        line(
            "203.0.113.7",
            "10:00:00",
            "GET /wares/tea/T%2F1",
            200,
            FIREFOX,
        ),
        line("203.0.113.7", "10:00:00", "GET /wares/tea", 200, FIREFOX),
        line("203.0.113.7", "10:00:00", "POST /korb/", 200, FIREFOX),
    ];
    let file = rooms.file("own.log", log.concat());
    let report = access_log(&file, rules, "s", &options(&rooms), &rooms.shop(), &Silent)
        .await
        .unwrap();
    assert_eq!(
        (report.lines_kept, left_out(&report, Reason::NoRule)),
        (2, 1)
    );
    let cases = [
        ("", "a table `[[rule]]`"),
        (
            "[[rule]]\naddress = \"/x\"\nevent = \"Looked\"",
            "`Looked` is no event of the list",
        ),
        (
            "[[rule]]\naddress = \"x\"\nevent = \"Page\"",
            "begins with `/`",
        ),
        ("[[rule]]\nadress = \"/x\"", "adress"),
    ];
    for (text, says) in cases {
        let map = rooms.file("wrong.toml", text);
        let error = LogRules::load(&map).unwrap_err().to_string();
        assert!(
            error.contains("wrong.toml") && error.contains(says),
            "{error}"
        );
    }
}

#[tokio::test]
async fn what_is_no_log_is_refused() {
    let rooms = Rooms::open().await;
    let prose = rooms.file("prose.txt", "Once upon a time\nthere was a shop\n");
    assert!(matches!(
        import(&rooms, &prose).await,
        Err(ImportError::Kind { .. })
    ));
    let empty = rooms.file("empty.log", "");
    assert!(matches!(
        import(&rooms, &empty).await,
        Err(ImportError::Empty(_))
    ));
    let folder = rooms.folder.path().to_owned();
    assert!(matches!(
        import(&rooms, &folder).await,
        Err(ImportError::Folder(_))
    ));
    let missing = rooms.folder.path().join("missing.log");
    assert!(matches!(
        import(&rooms, &missing).await,
        Err(ImportError::Read { .. })
    ));
    let long = line(
        "203.0.113.7",
        "10:00:00",
        &format!("GET /p/{}", "x".repeat(100_000)),
        200,
        FIREFOX,
    );
    let good = line("203.0.113.7", "10:00:00", "GET /", 200, FIREFOX);
    let file = rooms.file("long.log", [long, good].concat());
    let report = import(&rooms, &file).await.unwrap();
    assert_eq!(
        (report.lines_kept, left_out(&report, Reason::LogLine)),
        (1, 1)
    );
}
