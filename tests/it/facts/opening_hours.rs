//! When the shop's people answer, and what they keep ready to say.

use std::path::Path;

use storekeeper::assistant::{About, Hours, ReadyReplies};
use storekeeper::config::Settings;
use storekeeper::ids::Language;

use super::door::moment;
use super::inbox::later;

const WEEKDAYS: [bool; 7] = [true, true, true, true, true, false, false];

#[test]
fn opening_hours_end_at_night_and_over_the_weekend() {
    // By clocks eight hours ahead of UTC; 2026-11-20 is a Friday.
    let hours = Hours::new(WEEKDAYS, 9 * 60, 18 * 60, 8 * 60);
    let at = |text: &str| moment(&format!("{text}:00+08:00"));
    for (text, open) in [
        ("2026-11-20T08:59", false),
        ("2026-11-20T09:00", true),
        ("2026-11-20T17:59", true),
        ("2026-11-20T18:00", false),
        ("2026-11-21T12:00", false),
    ] {
        assert_eq!(hours.open_at(at(text)), open, "{text}");
    }
    let opens = |text: &str| hours.opens_after(at(text)).unwrap();
    assert_eq!(
        opens("2026-11-20T18:00"),
        at("2026-11-23T09:00"),
        "on Monday"
    );
    assert_eq!(opens("2026-11-20T03:00"), at("2026-11-20T09:00"));
    assert_eq!(opens("2026-11-20T10:00"), at("2026-11-20T10:00"), "now");
    assert_eq!(
        hours.due(at("2026-11-20T17:55"), 10),
        Some(at("2026-11-23T09:05"))
    );
    assert_eq!(
        hours.due(at("2026-11-21T12:00"), 10),
        Some(at("2026-11-23T09:10"))
    );
    assert_eq!(
        hours.due(at("2026-11-20T17:50"), 10),
        Some(at("2026-11-20T18:00"))
    );
    assert_eq!(
        hours.open_seconds(at("2026-11-20T17:00"), at("2026-11-23T10:00")),
        2 * 3600
    );
    let shown = hours.shown(at("2026-11-23T09:05"));
    assert_eq!((shown.weekday, shown.hour, shown.minute), (0, 9, 5));
    assert_eq!(hours.zone(), "UTC+08:00");
}

#[test]
fn opening_hours_go_over_midnight() {
    // From ten in the evening of Friday and Saturday until two.
    let days = [false, false, false, false, true, true, false];
    let hours = Hours::new(days, 22 * 60, 2 * 60, -330);
    let at = |text: &str| moment(&format!("{text}:00-05:30"));
    for (text, open) in [
        ("2026-11-20T01:00", false),
        ("2026-11-20T22:00", true),
        ("2026-11-21T01:59", true),
        ("2026-11-21T02:00", false),
        ("2026-11-22T01:00", true),
        ("2026-11-22T23:00", false),
    ] {
        assert_eq!(hours.open_at(at(text)), open, "{text}");
    }
    assert_eq!(
        hours.due(at("2026-11-21T01:30"), 60),
        Some(at("2026-11-21T22:30"))
    );
    assert_eq!(
        hours.opens_after(at("2026-11-22T02:00")),
        Some(at("2026-11-27T22:00"))
    );
    assert_eq!(hours.zone(), "UTC-05:30");
    let always = Hours::always();
    assert!(always.open_at(at("2026-11-22T02:00")));
    assert_eq!(
        always.due(at("2026-11-20T23:55"), 10),
        Some(at("2026-11-21T00:05"))
    );
    assert_eq!(Hours::new([false; 7], 0, 0, 0).opens_after(later(0)), None);
}

#[test]
fn replies_are_filled_in_by_code_and_files_of_them_are_checked() {
    let file = "[[reply]]\nkey = \"a\"\nen = \"Dear {name}, {order}?\"\nzh = \"{name}您好\"\n";
    let replies = ReadyReplies::read(file, "replies.toml").unwrap();
    let reply = &replies.all()[0];
    let about = About {
        name: Some("Ann {order}".to_owned()),
        order: None,
    };
    let filled = reply.filled(Language::English, &about);
    assert_eq!(filled.text, "Dear Ann order, {order}?", "a name is no hole");
    assert_eq!(filled.missing, ["order"]);
    let filled = reply.filled(Language::Chinese, &about);
    assert_eq!(
        (filled.text.as_str(), filled.missing.len()),
        ("Ann order您好", 0)
    );
    let one =
        |key: &str, en: &str| format!("[[reply]]\nkey = \"{key}\"\nen = \"{en}\"\nzh = \"好\"\n");
    for (file, says) in [
        (one("a", "hi") + &one("a", "hi"), "twice"),
        (one("a", "{member}"), "{member}"),
        (one("a", " "), "characters"),
        (one("", "hi"), "empty"),
        ("reply = 1".to_owned(), "replies.toml"),
    ] {
        let refused = ReadyReplies::read(&file, "replies.toml")
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains(says) && refused.contains("replies.toml"),
            "{refused}"
        );
    }
    assert!(ReadyReplies::built_in().unwrap().all().len() > 4);
}

#[test]
fn hours_are_set_in_a_table_of_the_file_or_by_variables() {
    let defaults = || Settings::defaults(Path::new("here"));
    let read = |text: &str, variables: &[(&str, &str)]| {
        let variables = variables.iter();
        let variables = variables.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        defaults().overlay(
            Some((text, Path::new("storekeeper.toml"))),
            &variables.collect(),
        )
    };
    let file = "[inbox]\ndays = [\"mon-fri\", \"sun\"]\nfrom = \"09:30\"\nto = \"24:00\"\nzone = \"+08:00\"\n";
    let set = read(file, &[("STOREKEEPER_INBOX_TARGET_MINUTES", "3")]).unwrap();
    let inbox = set.inbox;
    assert_eq!(inbox.days, [true, true, true, true, true, false, true]);
    assert_eq!((inbox.from, inbox.to, inbox.ahead), (570, 0, 480));
    assert_eq!(inbox.target_minutes, 3);
    let over = read(
        "[inbox]\ndays = \"sat-mon\"\n",
        &[("STOREKEEPER_INBOX_ZONE", "-05:30")],
    );
    let over = over.unwrap().inbox;
    assert_eq!(over.days, [true, false, false, false, false, true, true]);
    assert_eq!(over.ahead, -330);
    let wrong = "[inbox]\ndays = \"someday\"\nfrom = \"25:00\"\nzone = \"Asia/Shanghai\"\ncolour = \"red\"\n";
    let problems = read(wrong, &[]).unwrap_err().to_string();
    for says in [
        "`inbox.days`: `someday` is no day",
        "`inbox.from`: `25:00` is no time of day",
        "`inbox.zone`: `Asia/Shanghai` is no offset from UTC",
        "`inbox.colour`: no such setting",
    ] {
        assert!(problems.contains(says), "{problems}");
    }
}
