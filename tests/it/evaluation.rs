//! The room `evaluation`: question sets that are read or refused, and how measurements spread.

use storekeeper::assistant::{Account, Card, Source, Stop};
use storekeeper::evaluation::{Answered, Said, Spread, built_in, ndcg, read, read_queries, recall};

/// A line that is a question.
const GOOD: &str = r#"{"lang":"en","turns":[{"say":"mugs?","tool":"search"}]}"#;

#[test]
fn the_built_in_and_the_committed_sets_can_be_read() {
    let built_in = built_in().expect("the built-in questions are in order");
    assert_eq!(built_in.len(), 22);
    for (set, count) in [
        (include_str!("../questions/starter.jsonl"), 40),
        (include_str!("../questions/starter-dev.jsonl"), 40),
        (include_str!("../questions/gift-shop.jsonl"), 20),
    ] {
        let questions = read(set).expect("the set is in order");
        assert_eq!(questions.len(), count);
        for question in questions {
            assert!(["en", "zh"].contains(&question.lang.as_str()));
            assert!(!question.turns.is_empty());
        }
    }
}

#[test]
fn a_question_may_leave_out_what_it_does_not_need() {
    let questions = read(&format!("\n{GOOD}\n\n")).expect("the set is in order");
    let question = &questions[0];
    assert_eq!((questions.len(), question.who.as_str()), (1, "anonymous"));
    assert!(question.category.is_none());
    let said = &question.turns[0];
    assert!(said.hit.is_none() && said.never.is_none() && said.max_price.is_none());
    assert!(read("").expect("nothing is a set").is_empty());
}

#[test]
fn a_bad_line_is_named() {
    for (bad, what) in [
        ("mugs?", "expected value"),
        (r#"{"lang":"en"}"#, "turns"),
        (r#"{"turns":[]}"#, "lang"),
        (r#"{"lang":"en","turns":[{"say":"mugs?"}]}"#, "tool"),
        (r#"{"lang":"en","mood":"good","turns":[]}"#, "mood"),
        (
            r#"{"lang":"en","turns":[{"say":"a","tool":"b","hits":"c"}]}"#,
            "hits",
        ),
        (
            r#"{"lang":"en","turns":[{"say":"a","tool":"b","hit":"(mug"}]}"#,
            "(mug",
        ),
        (
            r#"{"lang":"en","turns":[{"say":"a","tool":"b","never":"[z-a]"}]}"#,
            "[z-a]",
        ),
        (r#"{"lang":"en","as":"boss","turns":[]}"#, "boss"),
        (
            r#"{"lang":"en","turns":[{"say":"a","tool":"b","filter":{"column":"height"}}]}"#,
            "height",
        ),
        (r#"{"lang":"en","as":"member:","turns":[]}"#, "member:"),
    ] {
        let refused = read(&format!("{GOOD}\n\n{GOOD}\n{bad}\n{GOOD}\nalso bad\n"));
        let refused = refused.expect_err(bad).to_string();
        assert!(refused.starts_with("line 4 "), "{refused}");
        assert!(refused.contains(what), "{refused}");
    }
}

fn answered(tool: &str, plan: Option<&str>, sentences: &[&str], never: Option<&str>) -> Answered {
    let text = |text: &&str| ((*text).to_owned(), Source::Template);
    Answered {
        lang: "en".to_owned(),
        asked: Said {
            say: "mugs?".to_owned(),
            tool: tool.to_owned(),
            hit: None,
            max_price: None,
            never: never.map(ToOwned::to_owned),
            line: None,
            filter: None,
        },
        cards: Vec::new(),
        sentences: sentences.iter().map(text).collect(),
        stop: Stop::Answered,
        account: Account {
            plans: plan.map(ToOwned::to_owned).into_iter().collect(),
            ..Account::default()
        },
        right_members: true,
    }
}

#[test]
fn the_tool_is_the_plans_first_word() {
    let tool = |plan| answered("search|product", plan, &[], None);
    assert!(tool(Some("search red mug")).right_tool());
    assert!(tool(Some("product it")).right_tool());
    assert!(!tool(Some("reply")).right_tool());
    assert!(!tool(Some("searching")).right_tool());
    assert_eq!(tool(None).tools().count(), 0);
    assert!(!tool(None).right_tool());
}

#[test]
fn what_may_never_be_said_is_wrong_wherever_it_stands() {
    let sentences = ["It is nice.", "It is Waterproof."];
    let said = |never| answered("search", None, &sentences, never).right_content();
    assert!(said(None));
    assert!(said(Some("waterproof")));
    assert!(!said(Some("(?i)waterproof")));
    let mut missing = answered("search", None, &sentences, None);
    missing.asked.hit = Some("nice".to_owned());
    assert!(!missing.right_content(), "a hit is a card, not a word");
}

#[test]
#[allow(clippy::float_cmp, reason = "the values are whole numbers and halves")]
fn measurements_spread() {
    assert_eq!(Spread::of([]), None);
    for (values, median, p95, worst) in [
        (vec![7.0], 7.0, 7.0, 7.0),
        (vec![3.0, 1.0], 2.0, 3.0, 3.0),
        (vec![9.0, 1.0, 5.0], 5.0, 9.0, 9.0),
        (vec![4.0, 1.0, 3.0, 2.0], 2.5, 4.0, 4.0),
        (vec![-1.0, -3.0, 0.0], -1.0, 0.0, 0.0),
    ] {
        let n = values.len();
        let spread = Spread::of(values).expect("there are values");
        assert_eq!((spread.n, spread.median), (n, median));
        assert_eq!((spread.p95, spread.worst), (p95, worst));
    }
}

#[test]
#[allow(clippy::float_cmp, reason = "the values are whole numbers")]
fn the_95th_of_a_hundred_is_the_nearest_rank() {
    for (n, p95) in [(19, 19), (20, 19), (21, 20), (40, 38), (99, 95), (100, 95)] {
        let falling = (1..=n).rev().map(f64::from);
        let spread = Spread::of(falling).expect("there are values");
        assert_eq!(spread.p95, f64::from(p95), "of {n}");
        assert_eq!(spread.worst, f64::from(n));
    }
}

#[test]
fn a_card_that_is_too_dear_is_wrong_content() {
    let mut answer = answered("search", Some("search mug"), &["Here you are."], None);
    let card = |price: &str| Card::Product {
        key: "P1".to_owned(),
        title: "Mug".to_owned(),
        price: price.to_owned(),
        stock: None,
        reason: None,
        image: None,
    };
    answer.asked.max_price = Some(40.0);
    answer.cards = vec![card("¥39.90"), card("¥40.00")];
    assert!(answer.right_content());
    answer.cards.push(card("¥1040.00"));
    assert!(!answer.right_content());
}

#[test]
fn recall_and_ndcg_are_those_of_the_textbook() {
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    // Relevant at the ranks 1 and 3 of three relevant ones.
    let found = [true, false, true, false];
    close(recall(&found, 3), 2.0 / 3.0);
    let ideal = 1.0 + 1.0 / 3f64.log2() + 0.5;
    close(ndcg(&found, 3), 1.5 / ideal);
    close(ndcg(&[true; 12], 12), 1.0);
    close(recall(&[true; 12], 12), 10.0 / 12.0);
    close(ndcg(&[], 2), 0.0);
    close(recall(&[false; 10], 2), 0.0);
}

#[test]
fn a_query_that_cannot_be_judged_is_named() {
    let good = r#"{"lang":"en","query":"mug","relevant":"(?i)mug"}"#;
    let keys = r#"{"lang":"zh","query":"杯子","relevant":["P1"]}"#;
    let queries = read_queries(&format!("{good}\n\n{keys}\n")).expect("the set is in order");
    assert_eq!(queries.len(), 2);
    for (bad, what) in [
        (r#"{"lang":"en","query":" ","relevant":"mug"}"#, "empty"),
        (r#"{"lang":"en","query":"mug","relevant":"(mug"}"#, "(mug"),
        (r#"{"lang":"en","query":"mug"}"#, "relevant"),
        (r#"{"lang":"en","query":"mug","relevant":3}"#, "Relevant"),
    ] {
        let refused = read_queries(&format!("{good}\n{bad}\n")).expect_err(bad);
        let refused = refused.to_string();
        assert!(refused.starts_with("line 2 "), "{refused}");
        assert!(refused.contains(what), "{refused}");
    }
}
