//! `train churn` and `insight contract`, as they are typed.

use std::fmt::Write as _;

use serde_json::Value;

use super::Machine;
use super::recommend::{json, shared};

/// A table of contracts: monthly ones with little use and a high price are left.
fn contracts(rows: u32) -> String {
    let mut text = String::from("customer,plan,price,use,city,left\n");
    for at in 0..rows {
        let (price, used) = (at * 7_919 % 60 + 10, at * 104_729 % 100);
        let monthly = at % 3 > 0;
        let chance = (at.wrapping_mul(2_654_435_761) >> 16) % 60;
        let weight = u32::from(monthly) * 40 + price / 2 + (100 - used) / 2 + chance;
        let left = if weight > 105 { "yes" } else { "no" };
        let plan = if monthly { "month" } else { "year" };
        let used = if at % 19 == 0 {
            String::new()
        } else {
            used.to_string()
        };
        let city = ["Ghent", "Leuven", "Mons"][(at / 3 % 3) as usize];
        writeln!(text, "C{at},{plan},{price},{used},{city},{left}").expect("a string");
    }
    text
}

fn put(machine: &Machine, name: &str, text: &str) {
    std::fs::write(machine.folder.path().join(name), text).expect("a file");
}

const TRAIN: [&str; 7] = [
    "train",
    "churn",
    "--data",
    "contracts.csv",
    "--target",
    "left",
    "--json",
];

#[test]
fn contracts_are_learnt_and_told_with_reasons() {
    let machine = Machine::bare();
    machine
        .run(&["insight", "contract", "--data", "contracts.csv"], "")
        .assert_fails(&["contracts.csv"]);
    put(&machine, "contracts.csv", &contracts(600));
    machine
        .run(&["insight", "contract", "--data", "contracts.csv"], "")
        .assert_fails(&[
            "no model of contracts was fitted yet",
            "storekeeper train churn",
        ]);
    let report = json(&machine, &[&TRAIN[..], &["--key", "customer"]].concat());
    assert_eq!(
        (report["version"].as_u64(), report["positive"].as_str()),
        (Some(1), Some("yes"))
    );
    assert_eq!(report["rows"], 600);
    assert!(report["tested"]["auc"].as_f64() > Some(0.8), "{report}");
    assert_eq!(report["tested"]["members"], 120);

    // Others: without the target, in another order, with a plan and a customer that were never seen.
    let running =
        "use,price,plan,customer,city\n5,65,month,A,Ghent\n95,12,year,B,Mons\n,30,week,C,Ghent\n";
    put(&machine, "running.csv", running);
    let told = json(
        &machine,
        &["insight", "contract", "--data", "running.csv", "--json"],
    );
    let rows = told["contracts"].as_array().expect("contracts");
    assert_eq!(rows.len(), 3);
    let of = |key: &str| -> &Value {
        let found = rows.iter().find(|row| row["key"] == key);
        found.expect("it is there")
    };
    assert!(
        rows[0]["key"] == "A" && of("A")["band"] == "high" && of("B")["band"] == "low",
        "{told}"
    );
    let risk = |key: &str| of(key)["risk"].as_f64().expect("a share");
    assert!(risk("A") > 0.8 && risk("B") < 0.2, "{told}");
    assert!((0.0..=1.0).contains(&risk("C")), "{told}");
    let drivers = of("A")["drivers"].as_array().expect("drivers");
    assert_eq!(drivers.len(), 3);
    let columns: Vec<&str> = drivers
        .iter()
        .filter_map(|one| one["column"].as_str())
        .collect();
    assert!(
        columns.contains(&"plan") && !columns.contains(&"city"),
        "{columns:?}"
    );
    assert!(
        drivers.iter().all(|one| one["effect"].as_f64() > Some(0.0)),
        "{told}"
    );
    let words = of("A")["words"].to_string();
    assert!(
        words.contains("plan: month, which raises the risk by"),
        "{words}"
    );
    assert_eq!(
        of("C")["drivers"].as_array().map(Vec::len),
        Some(3),
        "{told}"
    );
    let chinese = [
        "insight",
        "contract",
        "--data",
        "running.csv",
        "--language",
        "zh",
    ];
    let typed = machine.run(&chinese, "");
    typed.assert_works();
    assert!(typed.out.contains("推高风险"), "{typed:?}");

    // A second table makes a second version, which answers.
    put(&machine, "contracts.csv", &contracts(450));
    assert_eq!(json(&machine, &TRAIN)["version"], 2);
    let typed = machine.run(&["insight", "contract", "--data", "running.csv"], "");
    typed.assert_works();
    assert!(
        typed.out.contains("450 contracts") && typed.out.contains("line 2"),
        "{typed:?}"
    );
}

#[test]
fn what_cannot_be_learnt_or_told_is_said() {
    let machine = Machine::bare();
    let few: String = contracts(600)
        .lines()
        .take(30)
        .fold(String::new(), |all, line| all + line + "\n");
    put(&machine, "contracts.csv", &few);
    machine.run(&TRAIN, "").assert_fails(&[
        "contracts.csv",
        "of each kind 25 are needed",
        "too little to learn who leaves",
    ]);
    put(&machine, "contracts.csv", &contracts(400));
    let wrong = [
        "train",
        "churn",
        "--data",
        "contracts.csv",
        "--target",
        "gone",
    ];
    machine.run(&wrong, "").assert_fails(&["no column `gone`"]);
    let wrong = [
        "train",
        "churn",
        "--data",
        "contracts.csv",
        "--target",
        "city",
    ];
    machine
        .run(&wrong, "")
        .assert_fails(&["has 3 values: a target has two"]);
    machine.run(&TRAIN, "").assert_works();
    put(&machine, "lacking.csv", "plan,price,city\nmonth,20,Ghent\n");
    let told = ["insight", "contract", "--data", "lacking.csv"];
    machine.run(&told, "").assert_fails(&["no column `use`"]);
    put(
        &machine,
        "typed.csv",
        "plan,price,city,use,customer\nmonth,cheap,Ghent,2,A\n",
    );
    let told = ["insight", "contract", "--data", "typed.csv"];
    machine
        .run(&told, "")
        .assert_fails(&["line 2, column `price`: `cheap` is not a number"]);
}

#[test]
fn the_contracts_of_telco_are_told_as_well_as_the_benchmark_measures() {
    let Some(path) = shared("telco/Telco-Customer-Churn.csv") else {
        return;
    };
    let machine = Machine::bare();
    let path = path.display().to_string();
    let report = json(
        &machine,
        &[
            "train",
            "churn",
            "--data",
            &path,
            "--target",
            "Churn",
            "--key",
            "customerID",
            "--json",
        ],
    );
    assert_eq!(report["rows"], 7_043);
    // A fifth of the rows: the bar of the cross-validation less what so few rows scatter.
    assert!(report["tested"]["auc"].as_f64() > Some(0.82), "{report}");
    assert!(
        report["tested"]["calibration_error"].as_f64() < Some(0.05),
        "{report}"
    );
}
