//! How long until members order again, whose tier ends, and networks over events, on a demo shop, as they are typed.

use serde_json::Value;

use super::Machine;
use super::members_insight::shop;
use super::recommend::json as asked;

#[test]
fn the_wait_for_the_next_order_is_told() {
    let Some(machine) = shop() else {
        return;
    };
    whoever_is_due_is_told_once(&machine);
    tiers_that_end_are_listed(&machine);
    networks_over_events_are_measured(&machine);
    let told = asked(&machine, &["insight", "survival", "--json"]);
    let model = &told["model"];
    let ratios = model["ratios"].as_array().expect("ratios");
    assert!(ratios.len() >= 4, "{told}");
    for ratio in ratios {
        let number = |name: &str| ratio[name].as_f64().expect("a number");
        assert!(
            number("low") < number("ratio") && number("ratio") < number("high"),
            "{ratio}"
        );
        assert!((0.0..=1.0).contains(&number("proportional_p")), "{ratio}");
    }
    // Who ordered more often so far comes back sooner, in the demo as elsewhere.
    let orders = ratios.iter().find(|ratio| ratio["measure"] == "orders");
    assert!(
        orders.expect("it is there")["ratio"].as_f64() > Some(1.0),
        "{told}"
    );
    assert!(model["concordance"].as_f64() > Some(0.55), "{told}");
    let groups = told["groups"].as_array().expect("groups");
    let within = |at: usize| groups[at]["within_90_days"].as_f64().expect("a share");
    assert!(groups.len() == 3 && within(0) < within(2), "{told}");
    assert!(told["log_rank"]["p"].as_f64() < Some(0.01), "{told}");
    let folder = machine.folder.path().join("plots").display().to_string();
    for language in ["en", "zh"] {
        let shown = [
            "insight",
            "survival",
            "--svg",
            &folder,
            "--language",
            language,
        ];
        let typed = machine.run(&shown, "");
        typed.assert_works();
        let words = match language {
            "en" => "twice as many orders so far",
            _ => "此前订单数翻倍",
        };
        assert!(
            typed.out.contains(words) && typed.out.contains("Concordance"),
            "{typed:?}"
        );
    }
    let picture = machine.folder.path().join("plots/next-order.svg");
    assert!(
        std::fs::read_to_string(picture)
            .expect("a picture")
            .starts_with("<svg")
    );
}

/// One answer to when somebody is due: by their own rhythm, or without one by how those like them came back.
fn whoever_is_due_is_told_once(machine: &Machine) {
    for (filter, by) in [
        (r#"{"column": "purchase_days", "above": 8}"#, "rhythm"),
        (
            r#"{"all": [{"column": "purchase_days", "is": 2}, {"column": "recency_days", "below": 40}]}"#,
            "others",
        ),
    ] {
        let who = asked(machine, &["insight", "segments", "count", filter, "--json"]);
        let mut seen = 0;
        for key in who["some"].as_array().expect("members").iter().take(5) {
            let key = key.as_str().expect("a key");
            let one = asked(machine, &["insight", "member", key, "--json"]);
            let due = &one["due"];
            if due.is_null() {
                assert_eq!(
                    by, "others",
                    "a rhythm of eight orders says something: {one}"
                );
                continue;
            }
            seen += 1;
            assert_eq!(due["by"], by, "{due}");
            let (low, median) = (due["low_days"].as_f64(), due["in_days"].as_f64());
            assert!(low <= median, "{due}");
            assert!(by == "rhythm" || low > Some(0.0), "{due}");
            let kept = one["features"]["purchase_days"].as_f64();
            assert!(kept.is_some(), "{one}");
        }
        assert!(seen > 0, "{filter}");
    }
}

/// Tiers that end are listed with what is missing, those least likely to be kept first.
fn tiers_that_end_are_listed(machine: &Machine) {
    let far = [
        "insight", "lapsing", "--days", "365", "--limit", "20", "--json",
    ];
    let tiers = asked(machine, &far);
    let tiers = tiers.as_array().expect("tiers");
    assert!(!tiers.is_empty(), "of 600 members some have a tier");
    let chance = |one: &Value| one["keeps"].as_f64().expect("all are counted");
    assert!(
        tiers
            .windows(2)
            .all(|pair| chance(&pair[0]) <= chance(&pair[1]))
    );
    for tier in tiers {
        assert!((0.0..=1.0).contains(&chance(tier)), "{tier}");
        let days = tier["in_days"].as_f64().expect("days");
        assert!((0.0..=365.0).contains(&days), "{tier}");
        let (spend, orders) = (tier["spend"].as_str(), tier["orders"].as_i64());
        assert!(
            spend.is_some() || orders.is_some(),
            "something is missing: {tier}"
        );
        let spend = spend.map(|spend| spend.parse::<f64>().expect("a number"));
        assert!(spend > Some(0.0) || orders > Some(0), "{tier}");
        assert_ne!(tier["tier"], "", "{tier}");
    }
    let soon = asked(
        machine,
        &[
            "insight", "lapsing", "--days", "1", "--limit", "1000", "--json",
        ],
    );
    let near = |one: &Value| one["in_days"].as_f64() <= Some(1.0);
    assert!(soon.as_array().expect("tiers").iter().all(near));
    let typed = machine.run(&["insight", "lapsing", "--days", "365"], "");
    typed.assert_works();
    assert!(typed.out.contains("to keep it"), "{typed:?}");
}

/// Networks that read events are measured where that is asked for, and one of the others is used.
fn networks_over_events_are_measured(machine: &Machine) {
    let overview = asked(machine, &["train", "insights", "--models", "all", "--json"]);
    let models = overview["models"].as_array().expect("models");
    let measured: Vec<&Value> = models
        .iter()
        .filter(|one| one["measured_only"] == true)
        .collect();
    assert_eq!(measured.len(), 2, "{overview}");
    for model in measured {
        assert!(model["used"] == false && model["validation"].is_null());
        assert!(model["auc"].as_f64() > Some(0.55), "{model}");
        let (learnt, members) = (model["learnt"].as_u64(), model["members"].as_u64());
        assert!(learnt > Some(100) && members >= learnt, "{model}");
    }
    let used = models.iter().filter(|one| one["used"] == true).count();
    assert_eq!(used, 1);
    let typed = machine.run(&["insight", "overview"], "");
    typed.assert_works();
    assert!(typed.out.contains("measured, not used"), "{typed:?}");
    machine
        .run(&["train", "insights", "--models", "best"], "")
        .assert_fails(&["invalid value 'best'"]);
}
