//! The room `campaigns`: what a text may say, how it is filled, how long it is, and who finds the words.

mod claims;

mod comparing;
mod flow;
mod implied;
mod lengths;
mod placeholders;
mod refusing;
mod writing;

use std::sync::LazyLock;

use storekeeper::campaigns::copy::{
    BrandWords, Claims, Copy, Facts, Finding, Medium, Severity, check,
};
use storekeeper::ids::Language;

/// A text without a subject.
fn text(language: Language, body: &str) -> Copy {
    Copy {
        language,
        subject: None,
        body: body.to_owned(),
    }
}

/// The built-in rules: their patterns are built once.
fn rules() -> &'static Claims {
    static RULES: LazyLock<Claims> =
        LazyLock::new(|| Claims::builtin().expect("the built-in rules are in order"));
    &RULES
}

/// What is found in a text of a chat.
fn found(body: &str, facts: &Facts) -> Vec<Finding> {
    let copy = text(Language::of(body), body);
    check(&copy, Medium::Chat, facts, rules(), &BrandWords::none())
}

/// The rules of the errors in a text of a chat.
fn judged(body: &str, facts: &Facts) -> Vec<String> {
    let found = found(body, facts).into_iter();
    let errors = found.filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.rule).collect()
}

/// The same of a text of which nothing else is known.
fn errors(body: &str) -> Vec<String> {
    judged(body, &Facts::open())
}

/// Facts with values.
fn facts(json: serde_json::Value) -> Facts {
    Facts::from_json(json).expect("facts")
}
