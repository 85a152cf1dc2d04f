//! `train insights` and `insight ...` on a demo shop, as they are typed.

use serde_json::{Value, json};
use storekeeper::app;
use storekeeper::clock::{Clock, SystemClock, Timestamp};
use storekeeper::config::Settings;
use storekeeper::ids::{Language, OrderNumber};
use storekeeper::insights::segment::Filter;
use storekeeper::orders::{Order, OrderState};

use super::Machine;
use super::recommend::json as asked;

/// A demo shop of some hundred members, its insights fitted as `demo` does.
pub(super) fn shop() -> Option<Machine> {
    let machine = Machine::with_embedder()?;
    let typed = machine.run(&["demo", "--members", "600"], "");
    typed.assert_works();
    assert!(
        typed.errors.contains("leaving is no order within"),
        "{typed:?}"
    );
    Some(machine)
}

fn count(machine: &Machine, filter: &Value) -> u64 {
    let filter = filter.to_string();
    let report = asked(
        machine,
        &["insight", "segments", "count", &filter, "--json"],
    );
    report["members"].as_u64().expect("a count")
}

#[test]
fn insights_are_fitted_and_say_why() {
    let Some(machine) = shop() else {
        return;
    };
    let overview = asked(&machine, &["insight", "overview", "--json"]);
    let members = overview["members"].as_u64().expect("a count");
    assert_eq!(members, 600);
    let tested = &overview["churn"];
    assert!(tested["auc"].as_f64() > Some(0.65), "{tested}");
    assert!(
        tested["calibration_error"].as_f64() < Some(0.12),
        "{tested}"
    );
    the_models_are_compared(&overview);
    let named: u64 = overview["rfm"]
        .as_object()
        .expect("segments")
        .values()
        .filter_map(Value::as_u64)
        .sum();
    assert_eq!(named, members, "everybody is in one named segment");

    let who = asked(
        &machine,
        &[
            "insight",
            "segments",
            "count",
            r#"{"column": "orders", "above": 3}"#,
            "--json",
        ],
    );
    let key = who["some"][0].as_str().expect("somebody").to_owned();
    let one = asked(&machine, &["insight", "member", &key, "--json"]);
    let (risk, alive) = (
        one["churn"]["risk"].as_f64(),
        one["value"]["alive"].as_f64(),
    );
    assert!(
        risk.is_some_and(|risk| (0.0..=1.0).contains(&risk)),
        "{one}"
    );
    assert!(
        alive.is_some_and(|alive| (0.0..=1.0).contains(&alive)),
        "{one}"
    );
    assert_eq!(one["churn"]["drivers"].as_array().map(Vec::len), Some(3));
    assert!(one["value"]["low"].as_f64() <= one["value"]["high"].as_f64());
    // Every action's arithmetic is there, and doing nothing is always allowed.
    for action in one["actions"].as_array().expect("actions") {
        let number = |name: &str| action[name].as_f64().expect("a number");
        let gain = number("change") * number("worth") - number("cost");
        assert!((gain - number("gain")).abs() < 1e-6, "{action}");
    }
    let kinds: Vec<&str> = one["actions"]
        .as_array()
        .expect("actions")
        .iter()
        .filter_map(|action| action["kind"].as_str())
        .collect();
    assert!(kinds.contains(&"wait"), "{kinds:?}");
    for language in ["en", "zh"] {
        let typed = machine.run(&["insight", "member", &key, "--language", language], "");
        typed.assert_works();
        let words = if language == "en" {
            "Risk of leaving"
        } else {
            "流失风险"
        };
        assert!(typed.out.contains(words), "{typed:?}");
    }
    machine
        .run(&["insight", "member", "nobody"], "")
        .assert_fails(&["nothing is counted of member nobody"]);

    let folder = machine.folder.path().join("plots");
    let typed = machine.run(
        &[
            "insight",
            "overview",
            "--svg",
            &folder.display().to_string(),
        ],
        "",
    );
    typed.assert_works();
    for name in [
        "reliability",
        "confusion",
        "segments",
        "cohorts",
        "next-order",
    ] {
        let svg = std::fs::read_to_string(folder.join(format!("{name}.svg"))).expect("a picture");
        assert!(svg.starts_with("<svg") && svg.contains("<title"), "{name}");
    }
}

/// Every family is there with its test; the one with the least loss within the earlier time is used, and its test is the
/// test that the overview tells.
fn the_models_are_compared(overview: &Value) {
    let models = overview["models"].as_array().expect("models");
    let names: Vec<&str> = models
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(
        names,
        ["logistic-l2", "logistic-l1", "boosting", "mlp", "blend"]
    );
    let loss = |one: &Value| one["validation"].as_f64().expect("a loss");
    let least = models.iter().map(loss).fold(f64::INFINITY, f64::min);
    for model in models {
        let used = model["used"].as_bool().expect("yes or no");
        assert_eq!(used, loss(model) <= least, "{model}");
        assert!(model["auc"].as_f64() > Some(0.6), "{model}");
        assert!(model["ece"].as_f64() < Some(0.2), "{model}");
        assert!(model["average_precision"].as_f64() > Some(0.2), "{model}");
        assert!(model["seconds"].as_f64() >= Some(0.0), "{model}");
        if used {
            assert_eq!(model["auc"], overview["churn"]["auc"]);
            assert_eq!(model["ece"], overview["churn"]["calibration_error"]);
        }
    }
}

#[test]
fn segments_are_counted_saved_and_compared() {
    let Some(machine) = shop() else {
        return;
    };
    let late = json!({"column": "recency_days", "above": 60});
    let tea = json!({"bought": {"category": "Tea & coffee", "within_days": 365}});
    let (of_late, of_tea) = (count(&machine, &late), count(&machine, &tea));
    let both = count(&machine, &json!({"all": [late, tea]}));
    let either = count(&machine, &json!({"any": [late, tea]}));
    assert!(
        both > 0 && of_late + of_tea == both + either,
        "{of_late} {of_tea} {both} {either}"
    );
    assert_eq!(count(&machine, &json!({"not": late})), 600 - of_late);
    for (name, filter) in [("late", &late), ("tea lovers", &tea)] {
        let typed = machine.run(
            &["insight", "segments", "save", name, &filter.to_string()],
            "",
        );
        typed.assert_works();
    }
    let typed = machine.run(
        &["insight", "segments", "overlap", "late", "tea lovers"],
        "",
    );
    typed.assert_works();
    assert!(typed.out.contains(&format!("in both {both},")), "{typed:?}");
    let list = asked(
        &machine,
        &["insight", "segments", "list", "--language", "zh", "--json"],
    );
    assert_eq!(list[0]["name"], "late");
    assert_eq!(list[0]["members"].as_u64(), Some(of_late));
    assert!(
        list[0]["sentence"]
            .as_str()
            .is_some_and(|words| words.contains("60")),
        "{list}"
    );
    let typed = machine.run(&["insight", "segments", "sizes", "late"], "");
    assert!(typed.out.contains(&of_late.to_string()), "{typed:?}");
    let wrong = r#"{"all": [{"column": "recncy_days", "below": 90}]}"#;
    let typed = machine.run(&["insight", "segments", "count", wrong], "");
    typed.assert_fails(&["all[0].column", "recency_days"]);
    machine
        .run(&["insight", "segments", "remove", "late"], "")
        .assert_works();
    machine
        .run(&["insight", "segments", "sizes", "late"], "")
        .assert_fails(&["no saved segment `late`"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_moves_members_between_segments() {
    let Some(machine) = shop() else {
        return;
    };
    let late = r#"{"column": "recency_days", "above": 60}"#;
    let typed = machine.run(&["insight", "segments", "save", "late", late], "");
    typed.assert_works();
    let mut settings = Settings::defaults(machine.folder.path());
    settings.data = machine.folder.path().join("data");
    let books = app::open_books(&settings).await.expect("the books open");
    let (advisor, now) = (&books.advisor, SystemClock.now());
    let segments = advisor.segments();
    let before = segments
        .of("late", Language::English)
        .await
        .expect("it is saved")
        .members;
    let filter = Filter::read(&serde_json::from_str(late).expect("JSON")).expect("a filter");
    let who = segments
        .members(&filter, 1)
        .await
        .expect("a count")
        .remove(0);
    let mark = advisor.features().watermark().await.expect("a mark");

    let some = books.orders.latest(&who, 1).await.expect("orders");
    let again = Order {
        number: OrderNumber::new("AGAIN-1"),
        placed: Timestamp::from_micros(now.micros() - 3_600_000_000),
        state: OrderState::Placed,
        ..some.first().expect("an order").clone()
    };
    books.orders.put(&[again]).await.expect("it is kept");
    let (members, newest) = advisor.follow(mark, now).await.expect("it follows");
    assert_eq!(members.len(), 1);
    let after = segments
        .of("late", Language::English)
        .await
        .expect("it is saved")
        .members;
    assert_eq!(after, before - 1, "who orders is late no more");
    let frame = advisor.features().of(&who).await.expect("a row");
    assert!(frame.numbers("recency_days")[0] < 0.1);
    assert!(frame.numbers("churn_risk")[0] < 0.9);
    let (nobody, _) = advisor.follow(newest, now).await.expect("it follows");
    assert!(nobody.is_empty());
}

#[test]
fn demand_is_foretold_and_stock_planned() {
    let Some(machine) = shop() else {
        return;
    };
    let tea = asked(
        &machine,
        &[
            "insight",
            "demand",
            "--category",
            "Tea & coffee",
            "--weeks",
            "4",
            "--json",
        ],
    );
    let forecast = tea["forecast"].as_array().expect("weeks");
    assert_eq!(forecast.len(), 4);
    for week in forecast {
        let number = |name: &str| week[name].as_f64().expect("a number");
        assert!(
            number("low_95") <= number("low_80") && number("low_80") <= number("pieces") + 1e-9
        );
        assert!(number("low_95") >= 0.0 && number("high_80") <= number("high_95"));
    }
    let tried = tea["tried"].as_array().expect("methods");
    let error = |one: &Value| one["error"].as_f64().expect("a number");
    assert!(
        tried
            .windows(2)
            .all(|pair| error(&pair[0]) <= error(&pair[1]))
    );
    let chosen: Vec<&Value> = tried.iter().filter(|one| one["chosen"] == true).collect();
    assert!(
        chosen.len() == 1 && chosen[0]["name"] == tea["method"],
        "{tea}"
    );
    let is_tried = |name: &str| tried.iter().any(|one| one["name"] == name);
    for name in [
        "naive 2",
        "exponential smoothing",
        "theta",
        "arima",
        "combined",
    ] {
        assert!(is_tried(name), "{name}: {tea}");
    }
    assert!(tea["origins"].as_u64() >= Some(5), "{tea}");
    assert!(is_tried("lstm") && tea["without_lstm"].is_null(), "{tea}");
    assert!(
        tea["plan"].is_null(),
        "the stock of a category is not counted"
    );
    machine
        .run(&["insight", "demand", "--category", "nothing"], "")
        .assert_fails(&["nothing of `nothing` was ever ordered"]);
    let typed = machine.run(
        &[
            "insight",
            "demand",
            "--category",
            "Tea & coffee",
            "--level",
            "2",
        ],
        "",
    );
    typed.assert_works();
    assert!(
        typed.out.contains("error (sMAPE") && typed.out.contains("lstm"),
        "{typed:?}"
    );
}

#[test]
fn a_shop_without_orders_says_what_to_do() {
    let machine = Machine::bare();
    machine
        .run(&["train", "insights"], "")
        .assert_fails(&["the shop has no orders of members yet"]);
    machine
        .run(&["insight", "member", "M1"], "")
        .assert_fails(&["run `storekeeper train insights`"]);
    machine
        .run(&["insight", "survival"], "")
        .assert_fails(&["run `storekeeper train insights`"]);
    let typed = machine.run(&["insight", "columns"], "");
    typed.assert_works();
    assert!(typed.out.contains("recency_days"));
}
