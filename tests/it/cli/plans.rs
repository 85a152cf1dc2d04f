//! `insight actions ...` on a demo shop, and the settings of actions, as they are typed.

use serde_json::Value;

use super::Machine;
use super::recommend::json;

fn shop() -> Option<Machine> {
    let machine = Machine::with_embedder()?;
    machine
        .run(&["demo", "--members", "600"], "")
        .assert_works();
    Some(machine)
}

fn number(value: &Value, name: &str) -> f64 {
    value[name].as_f64().expect("a number")
}

#[test]
fn a_plan_is_shown_proposed_approved_and_exported() {
    let Some(machine) = shop() else {
        return;
    };
    let base = ["insight", "actions"];
    let run = |rest: &[&str]| machine.run(&[&base[..], rest].concat(), "");
    let report = |rest: &[&str]| json(&machine, &[&base[..], rest, &["--json"]].concat());
    let plan = report(&["plan", "--budget", "20", "--holdout", ".2"]);
    assert!(
        number(&plan, "cost") <= 2_000.0 && number(&plan, "cost") > 0.0,
        "{plan}"
    );
    assert!(number(&plan, "gain") <= number(&plan, "bound"));
    assert!((0.0..0.3).contains(&number(&plan, "loss")), "{plan}");
    assert_eq!(plan["considered"], 600);
    for member in plan["some"].as_array().expect("members") {
        let gain = number(member, "change") * number(member, "worth") - number(member, "cost");
        assert!((gain - number(member, "gain")).abs() < 1e-6, "{member}");
    }
    let more = report(&["plan", "--budget", "2000"]);
    assert!(number(&more, "gain") > number(&plan, "gain"));
    let none = report(&["plan", "--budget", "2000", "--most-calls", "0"]);
    let calls = none["actions"].as_array().expect("actions").iter();
    assert!(
        calls.into_iter().all(|tally| tally["kind"] != "call"),
        "{none}"
    );
    for (language, words) in [
        (
            "en",
            ["The price of the budget", "nothing is sent from here"],
        ),
        ("zh", ["预算的价格", "不发送任何消息"]),
    ] {
        let typed = run(&["plan", "--budget", "1", "--language", language]);
        typed.assert_works();
        for word in words {
            assert!(typed.out.contains(word), "{typed:?}");
        }
    }
    run(&["plan", "--budget", "20", "--save", "spring"]).assert_fails(&["--by"]);
    let kept = report(&[
        "plan",
        "--budget",
        "20",
        "--holdout",
        ".2",
        "--save",
        "spring",
        "--by",
        "lin",
    ]);
    assert_eq!(kept["state"], "proposed");
    run(&["approve", "spring", "--by", "Lin"]).assert_fails(&["lin proposed this plan"]);
    run(&["export", "spring", "--by", "lin"]).assert_fails(&["somebody has to approve it first"]);
    let typed = run(&["approve", "spring", "--by", "wang"]);
    typed.assert_works();
    assert!(typed.out.contains("Plan spring: approved"), "{typed:?}");
    let first = run(&["export", "spring", "--by", "lin"]);
    first.assert_works();
    assert!(
        first
            .out
            .starts_with("member,action,per_cent,arm,campaign\n")
    );
    assert!(first.out.contains(",treated,") && first.out.contains(",held_out,"));
    assert!(first.errors.contains("nothing was sent"), "{first:?}");
    let rows = report(&["export", "spring", "--by", "lin"]);
    assert_eq!(
        rows["rows"].as_array().map(Vec::len),
        Some(first.out.lines().count() - 1)
    );
    let who = rows["rows"][0]["member"]
        .as_str()
        .expect("a key")
        .to_owned();
    machine
        .run(&["erase", "member", &who, "--yes"], "")
        .assert_works();
    run(&["export", "spring", "--by", "lin", "--out", "spring.csv"]).assert_works();
    let again = std::fs::read_to_string(machine.folder.path().join("spring.csv"));
    let wanted: Vec<&str> = first
        .out
        .lines()
        .filter(|line| !line.starts_with(&format!("{who},")))
        .collect();
    assert_eq!(again.expect("a file").lines().collect::<Vec<_>>(), wanted);
    let list = report(&["list"]);
    assert_eq!(list["plans"][0]["state"], "exported");
    run(&["decline", "spring", "--by", "wang", "--reason", "late"])
        .assert_fails(&["is exported", "it can be exported again"]);
    run(&["show", "none"]).assert_fails(&["there is no plan `none`"]);
}

#[test]
fn a_plan_without_sense_says_what_to_do() {
    let machine = Machine::bare();
    let plan =
        |rest: &[&str]| machine.run(&[&["insight", "actions", "plan"][..], rest].concat(), "");
    plan(&["--budget", "20"]).assert_fails(&["run `storekeeper train insights`"]);
    plan(&["--budget", "20", "--segment", "a", "--filter", "{}"])
        .assert_fails(&["cannot be used with"]);
    let typed = machine.run(&["insight", "actions", "list"], "");
    typed.assert_works();
    assert!(typed.out.contains("no plan was proposed"), "{typed:?}");
}

#[test]
fn the_settings_of_actions_are_read_and_checked() {
    let machine = Machine::bare();
    let file = machine.folder.path().join("storekeeper.toml");
    let wrong = "[actions]\nmost_discount = 120\nmail_cost = -1\ncall_rank = 1.5\nmost_campaigns = 2.5\nmail_price = 3\n\
                 [other]\nkey = 1\n";
    std::fs::write(&file, wrong).expect("the file is written");
    machine.run(&["insight", "actions", "list"], "").assert_fails(&[
        "storekeeper.toml, `actions.most_discount`: `120` is not a discount: a whole number of per cent from 0 to 100",
        "storekeeper.toml, `actions.mail_cost`: `-1` is not a cost",
        "storekeeper.toml, `actions.call_rank`: `1.5` is not a share: a number from 0 to 1",
        "storekeeper.toml, `actions.most_campaigns`: `2.5` is not a number of campaigns",
        "storekeeper.toml, `actions.mail_price`: no such setting",
        "storekeeper.toml, `other.key`: no such setting",
    ]);
    let right =
        "[actions]\nmost_discount = 10\nmail_cost = 4.5\ncall_rank = 0.8\nmost_campaigns = 2\n";
    std::fs::write(&file, right).expect("the file is written");
    machine
        .run(&["insight", "actions", "list"], "")
        .assert_works();
}

#[test]
fn the_rules_in_force_stand_in_the_plan() {
    let Some(machine) = shop() else {
        return;
    };
    let file = machine.folder.path().join("storekeeper.toml");
    let plan = ["insight", "actions", "plan", "--budget", "2000", "--json"];
    let before = json(&machine, &plan);
    assert_eq!(before["rules"]["call_cost"], 2_000.0);
    std::fs::write(&file, "[actions]\ncall_cost = 0\ncall_change = 0.5\n").expect("written");
    let after = json(&machine, &plan);
    assert_eq!(after["rules"]["call_cost"], 0.0);
    let calls = |plan: &Value| -> u64 {
        let actions = plan["actions"].as_array().expect("actions").iter();
        let calls = actions.filter(|tally| tally["kind"] == "call");
        calls.filter_map(|tally| tally["members"].as_u64()).sum()
    };
    assert!(calls(&after) > calls(&before), "{after}");
}
