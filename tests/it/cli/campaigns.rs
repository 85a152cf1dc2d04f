//! `storekeeper campaign`, typed on a machine without weights.

use serde_json::{Value, json};

use super::{Machine, Typed};

fn typed(machine: &Machine, words: &[&str]) -> Typed {
    machine.run(&[&["campaign"], words].concat(), "")
}

fn object(machine: &Machine, words: &[&str]) -> Value {
    let typed = typed(machine, &[words, &["--json"]].concat());
    typed.assert_works();
    serde_json::from_str(&typed.out).expect("an object")
}

#[test]
fn a_brief_becomes_a_campaign_that_somebody_else_approves() {
    let machine = Machine::bare();
    let none = typed(&machine, &["list"]);
    none.assert_works();
    assert!(none.out.contains("storekeeper campaign new"), "{none:?}");
    let mut brief = json!({
        "objective": "show what is new", "audience": {"named": "everybody"}, "medium": "mail", "languages": ["en"],
        "copies": [{
            "variant": "a", "language": "en", "subject": "Hello",
            "body": "Come and see what is new: {{shop.link}}\n\nUnsubscribe: {{unsubscribe}}",
        }],
    });
    let file = machine.folder.path().join("brief.json");
    std::fs::write(&file, brief.to_string()).expect("a file");
    let file = file.to_str().expect("a path");
    let made = object(&machine, &["new", "spring", "--file", file, "--by", "lin"]);
    assert_eq!(
        (&made["state"], &made["version"]),
        (&json!("draft"), &json!(1))
    );
    brief["objective"] = "show what is newest".into();
    std::fs::write(file, brief.to_string()).expect("a file");
    let changed = object(&machine, &["edit", "spring", "--file", file, "--by", "bo"]);
    assert_eq!(changed["version"], 2);
    let diff = object(&machine, &["show", "spring", "--diff", "1", "2"]);
    assert_eq!(diff["changes"][0]["place"], "objective");
    let wordless = typed(
        &machine,
        &["write", "spring", "--axis", "envy", "--by", "lin"],
    );
    assert_ne!(wordless.code, Some(0));
    assert!(wordless.errors.contains("warmth"), "{wordless:?}");
    let counted = object(&machine, &["count", "spring"]);
    assert_eq!(
        (&counted["size"], &counted["reached"]),
        (&json!(0), &json!(0))
    );
    typed(&machine, &["submit", "spring", "--by", "lin"]).assert_works();
    for own in ["lin", "Bo"] {
        let refused = typed(&machine, &["approve", "spring", "--by", own]);
        assert_ne!(refused.code, Some(0));
        assert!(refused.errors.contains("somebody else"), "{refused:?}");
    }
    let approved = object(&machine, &["approve", "spring", "--by", "wang"]);
    assert_eq!(approved["state"], "approved");
    let sending = typed(&machine, &["send", "spring", "--by", "lin"]);
    sending.assert_works();
    assert!(sending.out.contains("spring is sending"), "{sending:?}");
    typed(&machine, &["pause", "spring", "--by", "lin"]).assert_works();
    let stopped = object(
        &machine,
        &["stop", "spring", "--by", "lin", "--reason", "enough"],
    );
    assert_eq!(
        (&stopped["state"], &stopped["why"]),
        (&json!("stopped"), &json!("enough"))
    );
    let export = typed(&machine, &["export", "spring", "--by", "lin"]);
    export.assert_works();
    assert!(export.out.starts_with("member,arm,state"), "{export:?}");
    let cloned = object(&machine, &["clone", "spring", "summer", "--by", "wang"]);
    assert_eq!(
        (&cloned["state"], &cloned["author"]),
        (&json!("draft"), &json!("wang"))
    );
    std::fs::write(file, "{\"objective\": 1}").expect("a file");
    let wrong = typed(&machine, &["new", "bad", "--file", file, "--by", "lin"]);
    assert_ne!(wrong.code, Some(0));
    assert!(wrong.errors.contains("brief.json"), "{wrong:?}");
    let size = object(
        &machine,
        &[
            "size",
            "--baseline",
            ".1",
            "--effect",
            ".02",
            "--holdout",
            ".2",
        ],
    );
    assert!(
        size["treated"].as_u64() > size["held_out"].as_u64(),
        "{size}"
    );
}

#[test]
fn the_voice_of_the_settings_is_the_one_that_holds() {
    let machine = Machine::bare();
    let voice = machine.folder.path().join("voice.toml");
    std::fs::write(&voice, "[[word]]\navoid = \"cheap\"\n").expect("a file");
    let check = |path: &std::path::Path| {
        let words = [
            "campaign",
            "check",
            "--medium",
            "chat",
            "--text",
            "A cheap cup.",
        ];
        let mut command = machine.command(&words);
        command.env("STOREKEEPER_CAMPAIGNS_VOICE", path);
        Typed::new(&command.output().expect("the program starts"))
    };
    let refused = check(&voice);
    assert_eq!(refused.code, Some(1));
    assert!(refused.out.contains("brand-word"), "{refused:?}");
    let missing = check(&machine.folder.path().join("none.toml"));
    assert_ne!(missing.code, Some(0));
    assert!(missing.errors.contains("campaigns_voice"), "{missing:?}");
    std::fs::write(&voice, "[[word]]\navoid = \"\"\n").expect("a file");
    let wrong = check(&voice);
    assert!(
        wrong.errors.contains("voice.toml") && wrong.errors.contains("empty"),
        "{wrong:?}"
    );
}
