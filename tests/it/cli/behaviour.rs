//! `insight funnel`, `paths`, `like`, `unusual` and `intent` on a demo shop, as they are typed.

use serde_json::Value;

use super::Machine;
use super::members_insight::shop;
use super::recommend::json as asked;

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn what_people_do_one_after_another_is_told() {
    let Some(machine) = shop() else {
        return;
    };
    funnels_and_paths(&machine);
    let intent = asked(&machine, &["insight", "intent", "--json"]);
    let model = &intent["model"];
    assert!(number(&model["auc"]) > 0.65, "{model}");
    assert!(number(&model["calibration_error"]) < 0.1, "{model}");
    assert!(intent["visit"].is_null());
    let unusual = asked(&machine, &["insight", "unusual", "--json"]);
    assert!(number(&unusual["judged"]) > 100.0, "{unusual}");
    let findings = list(&unusual["findings"]);
    let sorted = findings
        .windows(2)
        .all(|two| number(&two[0]["probability"]) <= number(&two[1]["probability"]));
    assert!(sorted && !findings.is_empty(), "{unusual}");

    let active =
        r#"{"all": [{"column": "orders", "above": 3}, {"column": "recency_days", "below": 60}]}"#;
    let some = asked(
        &machine,
        &["insight", "segments", "count", active, "--json"],
    );
    let key = some["some"][0].as_str().expect("somebody").to_owned();
    let own = asked(&machine, &["insight", "unusual", &key, "--json"]);
    for finding in list(&own["findings"]) {
        assert!((0.0..=1.0).contains(&number(&finding["probability"])));
        assert!(number(&finding["adjusted"]) >= number(&finding["probability"]) - 1e-12);
    }
    let own = asked(&machine, &["insight", "intent", &key, "--json"]);
    let chance = number(&own["visit"]["probability"]);
    assert!((0.0..=1.0).contains(&chance), "{own}");
    likeness(&machine, &key);
    for arguments in [
        &["insight", "like", "nobody"][..],
        &["insight", "unusual", "nobody"],
        &["insight", "intent", "nobody"],
    ] {
        machine
            .run(arguments, "")
            .assert_fails(&["nothing is known of what member nobody does"]);
    }
    for (arguments, words) in [
        (&["funnel"][..], "来访走到哪一步"),
        (&["paths"], "最常见的路径"),
        (&["like", &key], "最相像"),
        (&["unusual"], "误报"),
        (&["unusual", &key], "与其自身以往相比"),
        (&["intent", &key], "下单概率"),
    ] {
        let arguments = [&["insight"][..], arguments, &["--language", "zh"]].concat();
        let typed = machine.run(&arguments, "");
        typed.assert_works();
        assert!(typed.out.contains(words), "{words}: {typed:?}");
    }
}

fn funnels_and_paths(machine: &Machine) {
    let arguments = [
        "insight", "funnel", "--by", "category", "--days", "90", "--json",
    ];
    let funnel = asked(machine, &arguments);
    let stages = list(&funnel["stages"]);
    let names: Vec<&str> = stages
        .iter()
        .filter_map(|stage| stage["stage"].as_str())
        .collect();
    // The demo shop sends no events of the checkout.
    assert_eq!(names, ["visit", "viewed", "basket", "ordered"]);
    let falls = stages
        .windows(2)
        .all(|two| number(&two[0]["visits"]) >= number(&two[1]["visits"]));
    assert!(falls && number(&stages[3]["visits"]) > 50.0, "{funnel}");
    let parts = list(&funnel["parts"])
        .iter()
        .map(|part| number(&part["visits"]));
    let visits = number(&funnel["visits"]);
    assert!(
        (parts.sum::<f64>() - visits).abs() < 0.5,
        "each visit is in one part"
    );
    let folder = machine.folder.path().join("plots");
    let folder = folder.display().to_string();
    let typed = machine.run(&["insight", "funnel", "--svg", &folder], "");
    typed.assert_works();
    let svg = std::fs::read_to_string(format!("{folder}/funnel.svg")).expect("a picture");
    assert!(svg.starts_with("<svg") && svg.contains("<title"));

    let paths = asked(machine, &["insight", "paths", "--days", "90", "--json"]);
    assert!(number(&paths["visits"]) <= visits);
    for after in list(&paths["after"]) {
        let shares = list(&after["next"])
            .iter()
            .map(|next| number(&next["share"]));
        assert!(shares.sum::<f64>() < 1.0 + 1e-9, "{after}");
    }
    assert!(number(&paths["influence"][0]["removal"]) > 0.9, "{paths}");
}

fn likeness(machine: &Machine, key: &str) {
    let like = asked(machine, &["insight", "like", key, "--json"]);
    let nearest = list(&like["nearest"]);
    assert_eq!(nearest.len(), 10);
    for near in nearest {
        assert!((0.0..=1.0).contains(&number(&near["likeness"])), "{near}");
        assert_ne!(near["member"].as_str(), Some(key));
    }
    match &like["came_back"] {
        Value::Null => assert!(like["without_came_back"].is_string(), "{like}"),
        back => {
            let all = number(&back["came_back"]) + number(&back["stayed_away"]);
            assert!((all - number(&back["followed"])).abs() < 0.5, "{back}");
        }
    }
}

#[test]
fn a_shop_that_knows_of_nothing_says_so() {
    let machine = Machine::bare();
    for arguments in [
        &["insight", "funnel"][..],
        &["insight", "paths"],
        &["insight", "unusual"],
        &["insight", "intent"],
    ] {
        machine
            .run(arguments, "")
            .assert_fails(&["the shop has neither events nor orders yet"]);
    }
}
