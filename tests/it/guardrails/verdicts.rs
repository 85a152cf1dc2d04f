//! Sentences on trial: `true.txt` must pass, `false.txt` must be held back.
//!
//! A line `@ name` names the evidence of the sentences below it, and `#` begins a remark.

use storekeeper::evidence::{Evidence, Record};
use storekeeper::guardrails::check;
use storekeeper::ids::Language;

use super::books::{evidence, lexicon};

const TRUE: &str = include_str!("true.txt");
const FALSE: &str = include_str!("false.txt");

/// The sentences, each with its evidence's name.
fn sentences(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut name = "";
    for line in text.lines().map(str::trim) {
        match line.strip_prefix('@') {
            Some(next) => name = next.trim(),
            None if line.is_empty() || line.starts_with('#') => {}
            None => found.push((name, line)),
        }
    }
    found
}

fn assert_half_chinese(sentences: &[(&str, &str)]) {
    let chinese = sentences
        .iter()
        .filter(|(_, said)| Language::of(said) == Language::Chinese)
        .count();
    let english = sentences.len() - chinese;
    assert!(chinese >= 20 && english >= 20, "{chinese} and {english}");
}

#[test]
fn what_the_records_hold_passes() {
    let lexicon = lexicon();
    let sentences = sentences(TRUE);
    assert_half_chinese(&sentences);
    let held_back: Vec<String> = sentences
        .iter()
        .filter_map(|(name, said)| {
            let found = check(said, &evidence(name), &lexicon).err()?;
            Some(format!("[{name}] {said}  <- {found}"))
        })
        .collect();
    assert!(
        held_back.is_empty(),
        "held back although true:\n{}",
        held_back.join("\n")
    );
}

#[test]
fn what_no_record_holds_is_held_back() {
    let lexicon = lexicon();
    let sentences = sentences(FALSE);
    assert_half_chinese(&sentences);
    let passed: Vec<String> = sentences
        .iter()
        .filter(|(name, said)| check(said, &evidence(name), &lexicon).is_ok())
        .map(|(name, said)| format!("[{name}] {said}"))
        .collect();
    assert!(
        passed.is_empty(),
        "passed although false:\n{}",
        passed.join("\n")
    );
}

/// Sentences of price and stock, made from a record with the numbers of another.
fn told(named: &Record, priced: &Record) -> Vec<String> {
    let price = priced.price().expect("a price");
    let mut told = Vec::new();
    if let Some(name) = &named.english {
        told.push(format!("The {name} costs {price}."));
        told.push(format!("{price} for the {name}."));
    }
    if let Some(name) = &named.chinese {
        told.push(format!("{name}售价{price}。"));
        told.push(format!("{name}的价格是{}元。", price.decimal()));
    }
    told
}

fn records() -> Vec<Record> {
    ["mugs", "lantern", "biscuits"]
        .iter()
        .flat_map(|name| evidence(name).records)
        .collect()
}

#[test]
fn the_price_of_one_never_passes_for_another() {
    let records = records();
    let lexicon = lexicon();
    let evidence = Evidence {
        records: records.clone(),
        limits: Vec::new(),
    };
    for named in &records {
        for priced in &records {
            for said in told(named, priced) {
                let passed = check(&said, &evidence, &lexicon).is_ok();
                assert_eq!(passed, named == priced, "{said}");
            }
        }
    }
}

#[test]
fn nothing_of_money_passes_without_a_record() {
    let lexicon = lexicon();
    for record in records() {
        for said in told(&record, &record) {
            assert!(
                check(&said, &evidence("nothing"), &lexicon).is_err(),
                "{said}"
            );
        }
    }
}

#[test]
fn invisible_characters_hide_nothing() {
    let lexicon = lexicon();
    for said in [
        "它防\u{2063}水。",
        "It is water\u{202e}proof.",
        "售价2\u{2066}9元。",
        "买\u{200b}一送\u{2060}一。",
    ] {
        assert!(check(said, &evidence("mug"), &lexicon).is_err(), "{said:?}");
    }
}

#[test]
fn a_finding_says_what_is_wrong_and_where() {
    let found = check("It costs ¥29.90.", &evidence("mug"), &lexicon()).unwrap_err();
    assert_eq!(
        found.to_string(),
        "an amount that is not in the record it is said of: 29.90"
    );
}
