//! `storekeeper loyalty`, typed on a machine without weights.

use serde_json::Value;
use storekeeper::app;
use storekeeper::config::Settings;
use storekeeper::ids::MemberKey;
use storekeeper::members::{LoyaltyRules, Member};

use super::{Machine, Typed};

/// A machine whose shop has the members `m0` and `m1`, and nothing else.
fn with_members() -> Machine {
    let machine = Machine::bare();
    let mut settings = Settings::defaults(machine.folder.path());
    settings.data = machine.folder.path().join("data");
    std::fs::create_dir_all(&settings.data).expect("a folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let books = app::open_books(&settings).await.expect("the books open");
        let members = ["m0", "m1"].map(|key| Member::new(MemberKey::new(key)));
        let put = books.members.put(&members).await;
        put.expect("the members are kept");
    });
    machine
}

/// What a command prints with `--json`.
fn json(machine: &Machine, arguments: &[&str]) -> Value {
    let typed = machine.run(&[&["loyalty"], arguments, &["--json"]].concat(), "");
    typed.assert_works();
    serde_json::from_str(&typed.out).unwrap_or_else(|error| panic!("{error}: {typed:?}"))
}

const WHY: [&str; 4] = ["--reason", "a test", "--by", "ada"];

fn moved(machine: &Machine, arguments: &[&str]) -> Value {
    json(machine, &[arguments, &WHY].concat())
}

fn fails(machine: &Machine, arguments: &[&str]) -> Typed {
    machine.run(&[&["loyalty"], arguments, &WHY].concat(), "")
}

#[test]
fn staff_move_points_and_it_is_recorded() {
    let machine = with_members();
    let earned = moved(&machine, &["earn", "m0", "1000"]);
    assert_eq!(earned["available"], 1000);
    let key = earned["key"].as_str().expect("a key");
    moved(&machine, &["earn", "m0", "50", "--pending", "10"]);
    fails(&machine, &["spend", "m0", "1001"]).assert_fails(&["m0 has 1000 points to spend"]);
    let spent = moved(&machine, &["spend", "m0", "100", "--key", "one"]);
    let again = moved(&machine, &["spend", "m0", "100", "--key", "one"]);
    assert_eq!(spent, again);
    fails(&machine, &["spend", "m0", "99", "--key", "one"])
        .assert_fails(&["key one has been used", "take a new key"]);
    let sent = moved(&machine, &["transfer", "m0", "m1", "200"]);
    assert_eq!(
        (&sent["available"], &sent["to"]),
        (&700.into(), &"m1".into())
    );
    let credit = moved(&machine, &["redeem", "m0", "500"]);
    assert_eq!(credit["credit"]["amount"], "¥5.00");
    fails(&machine, &["redeem", "m0", "130"]).assert_fails(&["at least 500"]);
    let back = moved(&machine, &["reverse", key, "--points", "150"]);
    assert_eq!(
        (&back["available"], &back["missing"]),
        (&50.into(), &0.into())
    );
    fails(&machine, &["reverse", "nothing"]).assert_fails(&["under the key nothing"]);
    fails(&machine, &["earn", "nobody", "1"]).assert_fails(&["there is no member nobody"]);
    let shown = json(&machine, &["show", "m0"]);
    assert_eq!(shown["tier"], "bronze");
    assert_eq!(
        shown["points"],
        serde_json::json!({"available": 50, "pending": 50})
    );
    assert_eq!(shown["statement"].as_array().map(Vec::len), Some(6));
    let told = machine.run(&["loyalty", "show", "m1"], "");
    told.assert_works();
    assert!(told.out.contains("200 points to spend"), "{told:?}");
    let record = machine.run(&["audit", "show"], "");
    record.assert_works();
    let lines: Vec<Value> = record
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let sent = lines.iter().find(|line| {
        line["record"]["plan"]
            .as_str()
            .is_some_and(|plan| plan.contains("transfer 200 to m1"))
    });
    let sent = &sent.expect("the transfer is recorded")["record"];
    assert_eq!(
        (&sent["who"], &sent["about"]),
        (&"staff:ada".into(), &"m0".into())
    );
    assert_eq!(sent["said"][0][1], "a test");
}

#[test]
fn recomputing_tells_what_it_did() {
    let machine = with_members();
    let done = json(&machine, &["recompute"]);
    assert_eq!(
        (&done["members"], &done["tiers"]["bronze"]),
        (&2.into(), &2.into())
    );
    let told = machine.run(&["loyalty", "recompute"], "");
    told.assert_works();
    assert!(
        told.out.contains("2 members: 0 changes of tier"),
        "{told:?}"
    );
    machine
        .run(&["loyalty", "show", "nobody"], "")
        .assert_fails(&["there is no member nobody"]);
}

#[test]
fn a_file_of_rules_is_checked_and_used() {
    let machine = with_members();
    let example = machine.run(&["loyalty", "check", "--example"], "");
    example.assert_works();
    assert_eq!(example.out, LoyaltyRules::example());
    let place = machine.folder.path().join("rules.toml");
    std::fs::write(&place, &example.out).expect("the file is written");
    let told = machine.run(&["loyalty", "check", "rules.toml"], "");
    told.assert_works();
    assert!(
        told.out.contains("¥3000 spent or 20 orders"),
        "{}",
        told.out
    );
    std::fs::write(&place, example.out.replace("spend = 3000", "spend = 3")).expect("the file");
    let words = [
        "rules.toml",
        "tier 3 `gold`, `spend`",
        "not above the ¥1000.00",
    ];
    machine
        .run(&["loyalty", "check", "rules.toml"], "")
        .assert_fails(&words);
    machine
        .run(&["loyalty", "check", "no.toml"], "")
        .assert_fails(&["the loyalty rules no.toml cannot be read"]);
    let settings = machine.folder.path().join("storekeeper.toml");
    std::fs::write(settings, "loyalty_rules = \"rules.toml\"\n").expect("the file is written");
    machine
        .run(&["loyalty", "show", "m0"], "")
        .assert_fails(&words);
}
