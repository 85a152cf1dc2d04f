//! `evaluate lifetime`, `survival`, `classify`, `segment`, `forecast`, as they are typed.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::Value;

use super::Machine;
use super::recommend::{json, shared};
use crate::samples::sample;

fn near(found: &Value, wanted: f64, within: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - wanted).abs() <= within, "{found} is not {wanted}");
}

fn at_least(found: &Value, least: f64) {
    let found = found.as_f64().expect("a number");
    assert!(found >= least, "{found} is below {least}");
}

fn put(machine: &Machine, name: &str, text: &str) {
    std::fs::write(machine.folder.path().join(name), text).expect("a file");
}

#[test]
fn lifetime_prints_the_published_parameters() {
    let Some(text) = sample("cdnow_summary.csv") else {
        return;
    };
    let machine = Machine::bare();
    put(&machine, "summary.csv", &text);
    let report = json(
        &machine,
        &["evaluate", "lifetime", "--summary", "summary.csv", "--json"],
    );
    near(&report["bgnbd"]["r"], 0.243, 5e-4);
    near(&report["bgnbd"]["alpha"], 4.414, 5e-4);
    near(&report["bgnbd"]["a"], 0.793, 5e-4);
    near(&report["bgnbd"]["b"], 2.426, 5e-4);
    near(&report["bgnbd"]["log_likelihood"], -9582.4256, 5e-5);
    near(&report["gamma_gamma"]["log_likelihood"], -4055.923, 5e-4);
    let typed = machine.run(&["evaluate", "lifetime", "--summary", "summary.csv"], "");
    typed.assert_works();
    assert!(
        typed.out.contains("2357 people, 946 of whom bought again"),
        "{}",
        typed.out
    );
}

#[test]
fn a_bad_summary_names_the_line_and_the_column() {
    let machine = Machine::bare();
    put(
        &machine,
        "summary.csv",
        "ID,x,t_x,T\n1,2,30.4,38.9\n2,zwei,1.7,38.9\n",
    );
    let typed = machine.run(&["evaluate", "lifetime", "--summary", "summary.csv"], "");
    typed.assert_fails(&["line 3, column `x`: `zwei` is not a number"]);
    put(&machine, "summary.csv", "ID,x,T\n1,2,38.9\n");
    let typed = machine.run(&["evaluate", "lifetime", "--summary", "summary.csv"], "");
    typed.assert_fails(&["no column `t_x`; it has ID, x, T"]);
    put(&machine, "summary.csv", "ID,x,t_x,T\n1,2,30.4,38.9\n");
    let typed = machine.run(&["evaluate", "lifetime", "--summary", "summary.csv"], "");
    typed.assert_fails(&["1 people are too few"]);
    let typed = machine.run(&["evaluate", "lifetime", "--summary", "none.csv"], "");
    typed.assert_fails(&["none.csv"]);
}

#[test]
fn survival_prints_the_published_coefficients_and_a_group_alone_is_enough() {
    let machine = Machine::bare();
    let base = [
        "evaluate",
        "survival",
        "--duration",
        "week",
        "--event",
        "arrest",
        "--json",
    ];
    if let Some(text) = sample("rossi.csv") {
        put(&machine, "rossi.csv", &text);
        let report = json(
            &machine,
            &[&base[..], &["--data", "rossi.csv", "--group", "fin"]].concat(),
        );
        near(&report["cox"]["coefficients"]["fin"]["coef"], -0.3794, 5e-5);
        near(&report["cox"]["coefficients"]["prio"]["se"], 0.0286, 5e-5);
        near(&report["cox"]["log_likelihood"], -658.7477, 5e-5);
        near(&report["cox"]["log_likelihood_null"], -675.3806, 5e-5);
        near(&report["cox"]["concordance"], 0.64, 5e-3);
        near(&report["log_rank"]["chi2"], 3.8376, 1e-4);
        assert_eq!(report["groups"].as_array().map(Vec::len), Some(2));
    }
    let mut text = String::from("week,arrest,who\n");
    for at in 0..40 {
        let who = if at % 2 == 0 { "early" } else { "late" };
        writeln!(
            text,
            "{},{},{who}",
            at % 10 + at % 2 * 10 + 1,
            u8::from(at % 5 > 0)
        )
        .expect("a string");
    }
    put(&machine, "groups.csv", &text);
    let report = json(
        &machine,
        &[&base[..], &["--data", "groups.csv", "--group", "who"]].concat(),
    );
    assert_eq!(report["groups"][0]["name"], "early");
    assert!(report["groups"][0]["median"].as_f64() < report["groups"][1]["median"].as_f64());
    assert!(report["cox"]["coefficients"]["who=late"]["coef"].as_f64() < Some(0.0));
    // Without anything else there is no model, and the curve is there.
    let alone: String = text.lines().fold(String::new(), |mut all, line| {
        let cells: Vec<&str> = line.split(',').collect();
        writeln!(all, "{},{}", cells[0], cells[1]).expect("a string");
        all
    });
    put(&machine, "alone.csv", &alone);
    let report = json(&machine, &[&base[..], &["--data", "alone.csv"]].concat());
    assert!(report["cox"].is_null() && report["log_rank"].is_null());
    assert_eq!(report["groups"][0]["name"], "all");
    let typed = machine.run(
        &[
            "evaluate",
            "survival",
            "--duration",
            "week",
            "--event",
            "who",
            "--data",
            "groups.csv",
        ],
        "",
    );
    typed.assert_fails(&["line 2, column `who`: `early` is not 1 or 0"]);
}

#[test]
fn classify_measures_the_models_side_by_side() {
    let machine = Machine::bare();
    let mut text = String::from("id;spend;kind;left\n");
    for at in 0..400_u32 {
        let (x, kind) = (at * 7_919 % 1_000, ["a", "b", "c"][at as usize % 3]);
        let left = x + (at * 31 % 400) > 700;
        writeln!(text, "m{at};{x};{kind};{}", if left { "yes" } else { "no" }).expect("a string");
    }
    put(&machine, "churn.csv", &text);
    let base = [
        "evaluate",
        "classify",
        "--data",
        "churn.csv",
        "--target",
        "left",
        "--delimiter",
        ";",
    ];
    let report = json(
        &machine,
        &[&base[..], &["--folds", "5", "--seeds", "1", "--json"]].concat(),
    );
    assert_eq!(
        (report["rows"].as_u64(), report["positive"].as_str()),
        (Some(400), Some("yes"))
    );
    assert_eq!(report["left_out"], serde_json::json!(["id"]));
    let models = report["models"].as_array().expect("models");
    assert_eq!(models.len(), 5);
    assert_eq!(
        models
            .iter()
            .filter(|model| model["default"] == true)
            .count(),
        1
    );
    for model in models {
        at_least(&model["auc"], 0.9);
        let counts = model["confusion"].as_array().expect("two rows").iter();
        let all: u64 = counts
            .flat_map(|row| row.as_array().expect("two"))
            .map(|n| n.as_u64().expect("a count"))
            .sum();
        assert_eq!(all, 400);
    }
    let typed = machine.run(&[&base[..], &["--positive", "maybe"]].concat(), "");
    typed.assert_fails(&["no value `maybe`: it has no and yes"]);
    let typed = machine.run(&[&base[..], &["--models", "magic"]].concat(), "");
    typed.assert_fails(&["there is no model `magic`"]);
    let typed = machine.run(
        &[
            "evaluate",
            "classify",
            "--data",
            "churn.csv",
            "--target",
            "left",
        ],
        "",
    );
    typed.assert_fails(&["no column `left`"]);
    let typed = machine.run(
        &[
            "evaluate",
            "classify",
            "--data",
            "churn.csv",
            "--target",
            "kind",
            "--delimiter",
            ";",
        ],
        "",
    );
    typed.assert_fails(&["has 3 values: a target has two"]);
}

#[test]
fn the_bars_of_classification_are_met() {
    for (file, options, auc, precision) in [
        (
            "credit/german.csv",
            &["--target", "class", "--positive", "2"][..],
            0.785,
            0.0,
        ),
        (
            "telco/Telco-Customer-Churn.csv",
            &["--target", "Churn", "--positive", "Yes"],
            0.846,
            0.0,
        ),
        (
            "shoppers/online_shoppers_intention.csv",
            &[
                "--target",
                "Revenue",
                "--positive",
                "TRUE",
                "--delimiter",
                ";",
            ],
            0.932,
            0.75,
        ),
    ] {
        let Some(path) = shared(file) else {
            return;
        };
        let path = path.display().to_string();
        // One seed here, so that the suite stays short; the README has the mean of five.
        let rest = ["--models", "default", "--seeds", "1", "--json"];
        let arguments = [
            &["evaluate", "classify", "--data", &path][..],
            options,
            &rest,
        ]
        .concat();
        let report = json(&Machine::bare(), &arguments);
        at_least(&report["models"][0]["auc"], auc);
        at_least(&report["models"][0]["average_precision"], precision);
    }
}

#[test]
fn segment_prints_both_ways_for_each_k() {
    let machine = Machine::bare();
    let mut text = String::from("R,F\n");
    for at in 0..90 {
        writeln!(text, "{},{}", at % 3 * 100 + at % 7, at % 3 * 5 + at % 2).expect("a string");
    }
    put(&machine, "rfm.csv", &text);
    let base = [
        "evaluate",
        "segment",
        "--data",
        "rfm.csv",
        "--columns",
        "R,F",
    ];
    let report = json(&machine, &[&base[..], &["--k", "2..4", "--json"]].concat());
    assert_eq!(report["k_by_silhouette"], 3);
    assert_eq!(report["kmeans"].as_array().map(Vec::len), Some(3));
    let (means, ward) = (
        &report["kmeans"][1]["inertia"],
        &report["ward"][1]["inertia"],
    );
    near(means, ward.as_f64().expect("a number"), 1e-9);
    let typed = machine.run(&[&base[..], &["--k", "9..2"]].concat(), "");
    typed.assert_fails(&["give a number from 1 to 50"]);
    let typed = machine.run(&[&base[..], &["--k", "50"]].concat(), "");
    typed.assert_fails(&["distinct"]);
}

#[test]
fn the_table_of_segments_is_met() {
    let Some(path) = shared("online-retail/rfm_2010_2011.csv") else {
        return;
    };
    let path = path.display().to_string();
    let report = json(
        &Machine::bare(),
        &[
            "evaluate",
            "segment",
            "--data",
            &path,
            "--columns",
            "R,F,M",
            "--log1p",
            "--k",
            "2..7",
            "--json",
        ],
    );
    let table = [6476.505, 4858.044, 3924.785, 3268.889, 2840.357, 2532.858];
    for (found, wanted) in report["kmeans"].as_array().expect("rows").iter().zip(table) {
        let found = found["inertia"].as_f64().expect("a number");
        assert!(found <= wanted * 1.001, "{found} is above {wanted}");
    }
}

#[test]
fn forecast_compares_methods_and_names_a_bad_series() {
    let machine = Machine::bare();
    let mut text = String::from("id,period,h,train,test\n");
    for at in 0..6 {
        let values: Vec<String> = (0..24)
            .map(|t| (100 + 10 * at + 3 * t + t % 4 * 9).to_string())
            .collect();
        writeln!(
            text,
            "s{at},QUARTERLY,4,{},{}",
            values[..20].join(" "),
            values[20..].join(" ")
        )
        .expect("a string");
    }
    put(&machine, "series.csv", &text);
    let report = json(
        &machine,
        &["evaluate", "forecast", "--data", "series.csv", "--json"],
    );
    let methods = report["methods"].as_array().expect("methods");
    let of = |name: &str| {
        methods
            .iter()
            .find(|method| method["name"] == name)
            .expect("the method")
    };
    assert_eq!(of("chosen")["default"], true);
    assert!(
        of("chosen")["smape"]["QUARTERLY"].as_f64() < of("naive")["smape"]["QUARTERLY"].as_f64()
    );
    near(
        &of("theta")["smape"]["all"],
        of("theta")["smape"]["QUARTERLY"]
            .as_f64()
            .expect("a number"),
        1e-12,
    );
    put(
        &machine,
        "series.csv",
        "id,period,train,test\nA,YEARLY,1 2 x,4\n",
    );
    let typed = machine.run(&["evaluate", "forecast", "--data", "series.csv"], "");
    typed.assert_fails(&["line 2, column `train`: `1 2 x` is not numbers separated by blanks"]);
    put(
        &machine,
        "series.csv",
        "id,period,train,test\nA,YEARLY,1 2,4\n",
    );
    let typed = machine.run(&["evaluate", "forecast", "--data", "series.csv"], "");
    typed.assert_fails(&["line 2, series `A`: a series of 2 values is too short"]);
}

#[test]
fn m3_is_met() {
    let Some(path) = shared("m3/series.csv") else {
        return;
    };
    let path: PathBuf = path;
    let report = json(
        &Machine::bare(),
        &[
            "evaluate",
            "forecast",
            "--data",
            &path.display().to_string(),
            "--json",
        ],
    );
    let methods = report["methods"].as_array().expect("methods");
    let of = |name: &str, period: &str| {
        let method = methods
            .iter()
            .find(|method| method["name"] == name)
            .expect("the method");
        method["smape"][period].as_f64().expect("a number")
    };
    assert!(of("theta", "YEARLY") <= 17.0 && of("theta", "QUARTERLY") <= 9.25);
    for period in ["YEARLY", "QUARTERLY"] {
        assert!(of("chosen", period) <= of("theta", period), "{period}");
    }
}
