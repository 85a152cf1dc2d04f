//! Questions about members, read into filters: `storekeeper::assistant::read_question`.

mod agreeing;
mod births;
mod campaigns;
mod columns;
mod feasts;
mod hostile;
mod joining;
mod left;
mod parting;
mod periods;
mod person;
mod speech;
mod spoken;
mod times;
mod vague;

use serde_json::{Value, json};

use storekeeper::assistant::{Reading, SavedSegment, Term, Vocabulary, Wanted, read_question};
use storekeeper::clock::Timestamp;
use storekeeper::features::Direction;
use storekeeper::ids::Language::{Chinese, English};
use storekeeper::insights::segment::Filter;
use storekeeper::money::GBP;

/// See `tests/conversations/README.md`.
const QUESTIONS: &str = include_str!("../conversations/asking.jsonl");

fn terms(terms: &[(&str, &[&str])]) -> Vec<Term> {
    let term = |(kept, names): &(&str, &[&str])| Term::new(*kept, names.iter().copied());
    terms.iter().map(term).collect()
}

/// The words of the shop that the questions are asked in.
fn vocabulary() -> Vocabulary {
    Vocabulary {
        currency: GBP,
        cities: terms(&[
            ("Leeds", &[]),
            ("London", &[]),
            ("Manchester", &[]),
            ("Shanghai", &[]),
            ("Bristol", &[]),
            ("Edinburgh", &[]),
        ]),
        categories: terms(&[
            ("tea", &["茶", "茶叶"]),
            ("coffee", &["咖啡"]),
            ("kitchen", &["kitchenware", "厨具", "厨房用品"]),
            ("bedding", &["床品", "床上用品"]),
            ("garden", &["gardening", "园艺"]),
            ("toys", &["玩具"]),
            ("outdoor", &["户外"]),
            ("books", &["书", "图书"]),
        ]),
        brands: terms(&[("Halden", &["哈尔登"]), ("Oak & Iron", &[])]),
        channels: terms(&[("app", &[]), ("web", &[])]),
        tags: terms(&[("vip", &[]), ("wholesale", &["批发"])]),
        tiers: terms(&[
            ("silver", &["银卡"]),
            ("gold", &["金卡"]),
            ("platinum", &["白金", "白金卡"]),
        ]),
        campaigns: terms(&[("spring-tea", &[])]),
        segments: vec![SavedSegment {
            names: vec!["spring win-back".to_owned(), "春季挽回".to_owned()],
            filter: json!({"all": [
                {"column": "churn_risk", "at_least": 0.6},
                {"consents_to": "marketing_mail"},
            ]}),
        }],
    }
}

/// A Friday.
fn today() -> Timestamp {
    Timestamp::parse("2026-11-27 08:00", &["%Y-%m-%d %H:%M"]).expect("a moment")
}

fn read(question: &str) -> Reading {
    read_question(question, &vocabulary(), today())
}

/// A filter as JSON in one form: lists in order, without lists of one and lists in lists of the same kind.
fn normal(filter: &Value) -> Value {
    for kind in ["all", "any"] {
        let Some(list) = filter.get(kind).and_then(Value::as_array) else {
            continue;
        };
        let mut parts = Vec::new();
        for part in list.iter().map(normal) {
            match part.get(kind).and_then(Value::as_array) {
                Some(inside) => parts.extend(inside.iter().cloned()),
                None => parts.push(part),
            }
        }
        parts.sort_by_key(Value::to_string);
        return match parts.as_slice() {
            [part] => part.clone(),
            parts => json!({ kind: parts }),
        };
    }
    if let Some(inside) = filter.get("not") {
        return json!({ "not": normal(inside) });
    }
    let mut filter = filter.clone();
    if let Some(words) = filter.get_mut("one_of").and_then(Value::as_array_mut) {
        words.sort_by_key(Value::to_string);
    }
    filter
}

/// Whether a question is read as the filter and nothing is left of it.
fn is_read(question: &str, filter: &Value) {
    let reading = read(question);
    assert_eq!(normal(&reading.json), normal(filter), "{question}");
    assert_eq!(reading.left, Vec::<String>::new(), "{question}");
}

/// Whether each of the questions is.
fn are_read(questions: &[&str], filter: &Value) {
    for question in questions {
        is_read(question, filter);
    }
}

/// What was wanted, in the words of the questions' file.
fn wanted(reading: &Reading) -> String {
    match reading.wanted {
        Wanted::List => "list".to_owned(),
        Wanted::Count => "count".to_owned(),
        Wanted::Share => "share".to_owned(),
        Wanted::Sizes(column) => format!("by:{column}"),
    }
}

#[test]
fn questions_are_read_into_exactly_the_filter_that_is_meant() {
    let mut wrong = Vec::new();
    for line in QUESTIONS.lines() {
        let row: Value = serde_json::from_str(line).expect("a row of JSON");
        let question = row["say"].as_str().expect("a question");
        let reading = read(question);
        let meant = match &row["filter"] {
            Value::Null => Value::Null,
            filter => normal(&Filter::read(filter).expect(question).to_json()),
        };
        let ranking = reading.order.map(|order| {
            let direction = match order.direction {
                Direction::Ascending => "ascending",
                Direction::Descending => "descending",
            };
            json!([order.column, direction])
        });
        let found = json!({
            "filter": normal(&reading.json),
            "left": !reading.left.is_empty(),
            "order": ranking,
            "limit": reading.limit,
            "wanted": wanted(&reading),
        });
        let expected = json!({
            "filter": meant,
            "left": row["left"],
            "order": row["order"],
            "limit": row["limit"],
            "wanted": row["wanted"],
        });
        if found != expected {
            wrong.push(format!(
                "{question}\n  meant {expected}\n  found {found}\n  left {:?}",
                reading.left
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_was_understood_is_shown_where_it_stands() {
    let question = "Ｗho in Leeds spent over ５００, not VIP?";
    let reading = read(question);
    let shown: Vec<(&str, &str)> = reading
        .understood
        .iter()
        .map(|understood| {
            (
                &question[understood.span.clone()],
                understood.condition.as_str(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("Leeds", "members who live in “Leeds”"),
            (
                "spent over ５００",
                "members who spent more than £500 in all"
            ),
            ("not VIP", "members who do not carry the tag “vip”"),
        ]
    );
    // What is excepted is shown as such, and vague words show their limits.
    let reading = read("高价值会员，利兹的除外");
    let filter = reading.filter.expect("a filter");
    assert_eq!(
        filter.sentence(Chinese, &GBP),
        "价值排名前三分之一，且不住在「Leeds」的会员"
    );
    assert_eq!(
        filter.sentence(English, &GBP),
        "members who are in the top third by worth and who do not live in “Leeds”"
    );
    assert_eq!(reading.understood[1].condition, "不住在「Leeds」的会员");
}

#[test]
fn rankings_limits_and_sizes_are_no_conditions() {
    let reading = read("bottom 10 gold members by spend");
    let order = reading.order.expect("an order");
    assert_eq!(
        (order.column, order.direction),
        ("spend", Direction::Ascending)
    );
    assert_eq!(reading.limit, Some(10));
    assert_eq!(reading.json, json!({"column": "tier", "is": "gold"}));
    assert_eq!(read("各等级有多少会员").wanted, Wanted::Sizes("tier"));
    assert_eq!(
        read("谁的流失风险最高").order.map(|order| order.column),
        Some("churn_risk")
    );
    // Nobody is asked for by a greeting, everybody by "members".
    assert_eq!(read("hello").filter, None);
    assert_eq!(read("").filter, None);
    assert_eq!(read("show me all members").json, json!({"all": []}));
}
