//! `campaign check` and `evaluate copy`, as they are typed.

use super::Machine;

#[test]
fn a_text_is_checked_before_anybody_is_sent_it() {
    let machine = Machine::bare();
    let good = [
        "campaign",
        "check",
        "--medium",
        "push",
        "--text",
        "{{product.title}} is back, {{member.name|friend}}.",
    ];
    let output = machine.run(&good, "");
    output.assert_works();
    assert!(output.out.contains("1 of 1 texts may be approved"));
    let bad = [
        "campaign",
        "check",
        "--medium",
        "sms",
        "--text",
        "最佳好茶，五折！",
        "--json",
    ];
    let output = machine.run(&bad, "");
    assert_eq!(output.code, Some(1));
    assert!(output.errors.contains("cannot be approved"));
    let report: serde_json::Value = serde_json::from_str(&output.out).expect("one object");
    let findings = report["checked"][0]["findings"]
        .as_array()
        .expect("findings");
    let rules: Vec<&str> = findings
        .iter()
        .filter_map(|finding| finding["rule"].as_str())
        .collect();
    assert_eq!(rules, ["absolute", "tone", "number", "unsubscribe"]);
    assert_eq!(findings[2]["start"], 5);
    let wrong = ["campaign", "check", "--medium", "fax", "--text", "Tea."];
    assert!(
        machine
            .run(&wrong, "")
            .errors
            .contains("no medium `fax`: write mail, sms, push or chat")
    );
}

#[test]
fn a_file_says_what_was_missed() {
    let machine = Machine::bare();
    let lines = [
        r#"{"text": "The best tea.", "language": "en", "medium": "chat", "violates": "superlative"}"#,
        r#"{"text": "A good tea.", "language": "en", "medium": "chat", "violates": "superlative"}"#,
        r#"{"text": "A good tea.", "language": "en", "medium": "chat", "violates": null}"#,
        r#"{"text": "Save 20.", "language": "en", "medium": "chat"}"#,
    ];
    let file = machine.folder.path().join("texts.jsonl");
    std::fs::write(&file, lines.join("\n")).unwrap();
    let file = file.display().to_string();
    let output = machine.run(&["campaign", "check", "--file", &file], "");
    output.assert_works();
    let told = output.out;
    assert!(
        told.contains("2 violations, 1 missed; 1 clean texts, 0 false alarms"),
        "{told}"
    );
    std::fs::write(&file, "{\"text\": \"Tea\"}").unwrap();
    let failed = machine
        .run(&["campaign", "check", "--file", &file], "")
        .errors;
    assert!(
        failed.contains("line 1") && failed.contains("medium"),
        "{failed}"
    );
}

#[test]
fn fixed_texts_are_written_without_a_model() {
    let machine = Machine::bare();
    let briefs = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/campaigns/briefs.jsonl");
    let typed = [
        "evaluate",
        "copy",
        "--briefs",
        briefs,
        "--limit",
        "2",
        "--no-model",
        "--json",
    ];
    let output = machine.run(&typed, "");
    output.assert_works();
    let report: serde_json::Value = serde_json::from_str(&output.out).expect("one object");
    assert_eq!(
        (&report["briefs"], &report["variants"]),
        (&2.into(), &16.into())
    );
    assert_eq!(
        (&report["by_template"], &report["faulty"]),
        (&16.into(), &0.into())
    );
    for key in [
        "first_try",
        "approvable",
        "by_language",
        "by_axis",
        "findings",
    ] {
        assert!(!report[key].is_null(), "{key}");
    }
}
