//! `evaluate recommend`, `evaluate baskets` and `train recommend`, as they are typed.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::Value;

use super::Machine;

/// The real data beside the project; `None`, with a message, where it is missing.
pub(super) fn shared(file: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(file);
    if !path.exists() {
        eprintln!("skipped: ../shared/data/{file} is not there");
        return None;
    }
    Some(path)
}

pub(super) fn json(machine: &Machine, arguments: &[&str]) -> Value {
    let typed = machine.run(arguments, "");
    typed.assert_works();
    serde_json::from_str(&typed.out).expect("one JSON object")
}

/// Two camps of users, each of whom goes round the items of their own camp.
fn camps(machine: &Machine) {
    let (mut sequences, mut attributes) = (String::new(), String::from("{"));
    for user in 0..80 {
        let first = (user % 2) * 20;
        let items = (0..8).map(|step| format!("i{}", first + (user / 2 + step) % 20));
        writeln!(sequences, "u{user} {}", items.collect::<Vec<_>>().join(" ")).expect("a string");
    }
    for item in 0..40 {
        let comma = if item == 0 { "" } else { "," };
        write!(
            attributes,
            "{comma}\"i{item}\": [\"camp {}\", {}]",
            item / 20,
            item % 5
        )
        .expect("a string");
    }
    attributes.push('}');
    std::fs::write(machine.folder.path().join("s.txt"), sequences).expect("a file");
    std::fs::write(machine.folder.path().join("a.json"), attributes).expect("a file");
}

#[test]
fn models_are_measured_side_by_side() {
    let machine = Machine::bare();
    camps(&machine);
    let base = [
        "evaluate",
        "recommend",
        "--sequences",
        "s.txt",
        "--attributes",
        "a.json",
        "--json",
    ];
    for protocol in ["strict", "refit"] {
        let report = json(
            &machine,
            &[base.as_slice(), &["--protocol", protocol]].concat(),
        );
        assert_eq!(
            (&report["users"], &report["items"]),
            (&80.into(), &40.into())
        );
        let models = report["models"].as_array().expect("models");
        assert_eq!(models.len(), 10);
        let defaults: Vec<&Value> = models
            .iter()
            .filter(|model| model["default"] == true)
            .collect();
        assert_eq!(
            (defaults.len(), &defaults[0]["name"]),
            (1, &"hybrid".into())
        );
        for key in [
            "hr@5",
            "hr@10",
            "hr@20",
            "ndcg@5",
            "ndcg@10",
            "ndcg@20",
            "fit_s",
            "answer_ms_p50",
            "answer_ms_p99",
        ] {
            assert!(models.iter().all(|model| model[key].is_f64()), "{key}");
        }
        // What comes next is certain; what many take is not.
        assert!(
            defaults[0]["hr@5"].as_f64().expect("a number") > 0.9,
            "{report}"
        );
        assert!(
            models[0]["hr@5"].as_f64().expect("a number") < 0.6,
            "{report}"
        );
    }
    let some = json(
        &machine,
        &[base.as_slice(), &["--models", "ials, hybrid"]].concat(),
    );
    let names: Vec<&Value> = some["models"]
        .as_array()
        .expect("models")
        .iter()
        .map(|model| &model["name"])
        .collect();
    assert_eq!(names, ["ials", "hybrid"]);
}

#[test]
fn files_that_cannot_be_read_are_explained() {
    let machine = Machine::bare();
    camps(&machine);
    let write = |name: &str, text: &str| {
        std::fs::write(machine.folder.path().join(name), text).expect("a file");
    };
    write("empty.txt", "\n\n");
    write("alone.txt", "u1 i1 i2\nu2\n");
    write("twice.txt", "u1 i1 i2\nu2 i1\nu1 i3\n");
    write("bad.json", "[1, 2]");
    for (arguments, told) in [
        (["--sequences", "none.txt"].as_slice(), ["none.txt", ""]),
        (&["--sequences", "empty.txt"], ["empty.txt", "no lines"]),
        (&["--sequences", "alone.txt"], ["line 2", "`u2`"]),
        (&["--sequences", "twice.txt"], ["line 3", "line 1"]),
        (
            &["--sequences", "s.txt", "--attributes", "bad.json"],
            ["bad.json", "JSON object"],
        ),
        (
            &["--sequences", "s.txt", "--models", "magic"],
            ["magic", "hybrid"],
        ),
    ] {
        let typed = machine.run(&[&["evaluate", "recommend"], arguments].concat(), "");
        typed.assert_fails(&told);
    }
    write("b.csv", "basket,item\n1,tea\n1,mug\n2,\n");
    write("head.csv", "a,b\n1,tea\n");
    let limits = ["--min-support", ".1", "--min-confidence", ".1"];
    for (file, told) in [("b.csv", "line 4"), ("head.csv", "basket")] {
        let typed = machine.run(
            &[
                &["evaluate", "baskets", "--transactions", file],
                limits.as_slice(),
            ]
            .concat(),
            "",
        );
        typed.assert_fails(&[told]);
    }
    write("c.csv", "basket,item\n1,tea\n1,mug\n2,tea\n2,mug\n");
    let typed = machine.run(
        &[
            "evaluate",
            "baskets",
            "--transactions",
            "c.csv",
            "--min-support",
            "0",
            "--min-confidence",
            ".1",
        ],
        "",
    );
    typed.assert_fails(&["above 0"]);
}

#[test]
fn rules_of_the_groceries_are_exact() {
    let Some(file) = shared("groceries/baskets.csv") else {
        return;
    };
    let machine = Machine::bare();
    let file = file.to_string_lossy();
    for (support, confidence, sets, rules) in [
        (".001", ".8", 13_492, 410),
        (".006", ".25", 747, 463),
        (".01", ".5", 333, 15),
    ] {
        let report = json(
            &machine,
            &[
                "evaluate",
                "baskets",
                "--transactions",
                &file,
                "--min-support",
                support,
                "--min-confidence",
                confidence,
                "--json",
            ],
        );
        assert_eq!(report["baskets"], 9_835);
        assert_eq!(
            (&report["itemsets_total"], &report["rules"]),
            (&sets.into(), &rules.into())
        );
    }
}

#[test]
fn the_default_beats_the_papers() {
    let (Some(sequences), Some(attributes)) = (
        shared("amazon-beauty/sequences.txt"),
        shared("amazon-beauty/item_attributes.json"),
    ) else {
        return;
    };
    let machine = Machine::bare();
    let (sequences, attributes) = (sequences.to_string_lossy(), attributes.to_string_lossy());
    for (protocol, hit_rate, ndcg) in [("strict", 0.0881, 0.0559), ("refit", 0.0992, 0.0637)] {
        let report = json(
            &machine,
            &[
                "evaluate",
                "recommend",
                "--sequences",
                &sequences,
                "--attributes",
                &attributes,
                "--models",
                "default",
                "--protocol",
                protocol,
                "--json",
            ],
        );
        assert_eq!(
            (&report["users"], &report["items"]),
            (&22_363.into(), &12_101.into())
        );
        let model = &report["models"][0];
        assert!(
            model["hr@10"].as_f64().expect("a number") >= hit_rate,
            "{protocol}: {model}"
        );
        assert!(
            model["ndcg@10"].as_f64().expect("a number") >= ndcg,
            "{protocol}: {model}"
        );
    }
}

/// A shop whose people buy in two camps.
fn shop() -> Machine {
    let machine = Machine::bare();
    let mut products = String::from("sku,title,price,category\n");
    for item in 0..20 {
        writeln!(
            products,
            "P{item},Thing {item},{}.00,Camp {}",
            10 + item,
            item / 10
        )
        .expect("a string");
    }
    std::fs::write(machine.folder.path().join("products.csv"), products).expect("a file");
    let mut people = String::from("member,name\n");
    for member in 0..30 {
        writeln!(people, "M{member},Person {member}").expect("a string");
    }
    std::fs::write(machine.folder.path().join("people.csv"), people).expect("a file");
    orders(&machine, "orders.csv", 1..=4);
    for (kind, file) in [
        ("products", "products.csv"),
        ("members", "people.csv"),
        ("orders", "orders.csv"),
    ] {
        machine
            .run(
                &["import", kind, file, "--no-index", "--currency", "GBP"],
                "",
            )
            .assert_works();
    }
    machine
}

/// An order of each member in each of these months.
fn orders(machine: &Machine, file: &str, months: std::ops::RangeInclusive<i32>) {
    let mut orders = String::from("order,member,date,sku,quantity,price\n");
    for month in months {
        for member in 0..30 {
            let camp = (member % 2) * 10;
            let item = camp + (member / 2 + month) % 10;
            writeln!(
                orders,
                "O{month}-{member},M{member},2026-{month:02}-05,P{item},1,{}.00",
                10 + item
            )
            .expect("a string");
        }
    }
    std::fs::write(machine.folder.path().join(file), orders).expect("a file");
}

#[test]
fn versions_of_the_recommender_come_and_go() {
    let machine = shop();
    let train = |more: &[&str]| machine.run(&[&["train", "recommend"], more].concat(), "");
    train(&["--drift"]).assert_fails(&["not trained yet"]);
    train(&["--rollback"]).assert_fails(&["none to go back to"]);
    let first = train(&[]);
    first.assert_works();
    assert!(
        first.out.contains("version 1 of the recommender answers"),
        "{}",
        first.out
    );
    let again = train(&[]);
    again.assert_works();
    assert!(
        again.out.contains("nothing is new since version 1"),
        "{}",
        again.out
    );
    orders(&machine, "more.csv", 5..=6);
    machine
        .run(
            &[
                "import",
                "orders",
                "more.csv",
                "--no-index",
                "--currency",
                "GBP",
            ],
            "",
        )
        .assert_works();
    let second = train(&[]);
    second.assert_works();
    assert!(
        second.out.contains("version 2 of the recommender answers"),
        "{}",
        second.out
    );
    train(&["--drift"]).assert_works();
    let back = train(&["--rollback"]);
    assert!(back.out.contains("version 1 answers again"), "{back:?}");
    let promoted = train(&["--promote", "2"]);
    assert!(promoted.out.contains("version 2 answers"), "{promoted:?}");
    train(&["--promote", "9"]).assert_fails(&["no version 9"]);
    let listed = json(&machine, &["train", "recommend", "--list", "--json"]);
    let answers: Vec<&Value> = listed
        .as_array()
        .expect("versions")
        .iter()
        .map(|one| &one["answers"])
        .collect();
    assert_eq!(answers, [true, false]);
    assert_ne!(listed[0]["fingerprint"], listed[1]["fingerprint"]);
    train(&["--full", "--list"]).assert_fails(&["cannot be used with"]);
}
