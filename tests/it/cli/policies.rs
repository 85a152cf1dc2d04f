//! `evaluate uplift` and `evaluate bandit`, as they are typed.

use std::fmt::Write as _;

use storekeeper::learn::Draws;

use super::Machine;
use super::recommend::json;

/// A trial in which a letter helps those who are far away and harms those who are near.
fn trial(rows: u32) -> String {
    let mut draws = Draws::new(6);
    let mut text = String::from("id,distance,town,arm,bought\n");
    for row in 0..rows {
        let distance = draws.below(100);
        let town = ["a", "b", "c"][draws.below(3) as usize];
        let letter = draws.below(2) == 0;
        let chance = match (letter, distance > 50) {
            (false, _) => 0.3,
            (true, true) => 0.55,
            (true, false) => 0.2,
        };
        let arm = if letter { "letter" } else { "none" };
        let bought = if draws.unit() < chance { "yes" } else { "no" };
        writeln!(text, "m{row},{distance},{town},{arm},{bought}").expect("a string");
    }
    text
}

#[test]
fn uplift_is_measured_for_each_learner() {
    let machine = Machine::bare();
    std::fs::write(machine.folder.path().join("trial.csv"), trial(2_000)).expect("a file");
    let base = [
        "evaluate",
        "uplift",
        "--data",
        "trial.csv",
        "--treatment",
        "arm",
        "--outcome",
        "bought",
    ];
    let told = ["--treated", "letter", "--folds", "3", "--resamples", "40"];
    let report = json(&machine, &[&base[..], &told, &["--json"]].concat());
    assert_eq!(report["rows"], 2_000);
    assert_eq!(report["left_out"], serde_json::json!(["id"]));
    let treated = report["treated"].as_u64().expect("a count");
    assert!((900..1_100).contains(&treated), "{treated}");
    let learners = report["learners"].as_array().expect("learners");
    assert_eq!(learners.len(), 6);
    let defaults = learners.iter().filter(|one| one["default"] == true);
    assert_eq!(defaults.count(), 1);
    let effect = report["effect"].as_f64().expect("a number");
    let number = |one: &serde_json::Value, key: &str| one[key].as_f64().expect("a number");
    for one in learners {
        assert!(number(one, "qini") > 2.0 * number(one, "qini_se"), "{one}");
        assert!(number(one, "qini_se") > 0.0 && number(one, "auuc_se") > 0.0);
        assert!(number(one, "auuc") > effect / 2.0 + 0.01, "{one}");
    }
    let lot = &report["baselines"][1];
    assert_eq!(lot["name"], "lot");
    assert!(number(lot, "qini").abs() < 1e-9);
    assert!((number(lot, "auuc") - effect / 2.0).abs() < 1e-9);
    let typed = machine.run(&[&base[..], &told].concat(), "");
    typed.assert_works();
    for word in ["2000 rows", "x-boosted *", "lot"] {
        assert!(typed.out.contains(word), "{}", typed.out);
    }
    let typed = machine.run(&base, "");
    typed.assert_fails(&["column `arm`", "is not 1 or 0"]);
    let typed = machine.run(&[&base[..], &["--treated", "mail"]].concat(), "");
    typed.assert_fails(&["no value `mail`: it has letter and none"]);
    std::fs::write(machine.folder.path().join("trial.csv"), trial(60)).expect("a file");
    let typed = machine.run(&[&base[..], &told].concat(), "");
    typed.assert_fails(&["rows responded: of each kind 20 are needed"]);
}

#[test]
fn campaigns_are_simulated_judged_and_drawn() {
    let machine = Machine::bare();
    let arguments = [
        "evaluate",
        "bandit",
        "--members",
        "6000",
        "--seeds",
        "2",
        "--rounds",
        "3000",
    ];
    let drawn = ["--json", "--plot", "regret.svg"];
    let report = json(&machine, &[&arguments[..], &drawn].concat());
    assert_eq!(
        (report["members"].as_u64(), report["seeds"].as_u64()),
        (Some(6_000), Some(2))
    );
    let number = |one: &serde_json::Value, key: &str| one[key].as_f64().expect("a number");
    let named = |list: &str, name: &str| {
        let all = report[list].as_array().expect("a list").iter();
        let mut named = all.filter(|one| one["name"] == name);
        named.next().expect("it is there").clone()
    };
    let share = |name: &str| number(&named("policies", name), "share_of_oracle");
    assert!((share("oracle") - 1.0).abs() < 1e-9);
    assert!(share("x-boosted") > 0.4 && share("x-boosted") < 1.0);
    assert!(share("x-boosted") > share("lot") && share("lot") < 0.0);
    assert_eq!(named("policies", "x-boosted")["default"], true);
    let regret = |name: &str| -> Vec<f64> {
        let told = named("bandits", name)["regret"].clone();
        serde_json::from_value(told).expect("numbers")
    };
    let (linucb, uniform) = (regret("linucb"), regret("uniform"));
    assert_eq!(linucb.len(), 10);
    assert!(linucb.windows(2).all(|pair| pair[0] <= pair[1]));
    assert!(linucb[9] < 0.6 * uniform[9], "{linucb:?} {uniform:?}");
    let svg = std::fs::read_to_string(machine.folder.path().join("regret.svg")).expect("a plot");
    assert!(svg.starts_with("<svg") && svg.contains("thompson-linear"));
    let again = json(&machine, &[&arguments[..], &["--json"]].concat());
    assert_eq!(report["policies"], again["policies"]);
    assert_eq!(report["bandits"], again["bandits"]);
    let few = machine.run(
        &["evaluate", "bandit", "--members", "300", "--seeds", "1"],
        "",
    );
    few.assert_fails(&["simulate more members"]);
}
