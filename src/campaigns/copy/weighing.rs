//! Whether what only suspects is enough to refuse a text: how the whole of it reads, and how much is suspected.
//!
//! A pattern that names what the law names is enough alone. Words that are a claim in one text and a plain fact in
//! another ("your parcel is", "nobody has to") only suspect, and so does a frame. A text whose words read like those of
//! a claim is refused for them, a calm one is not: then they warn, so that a person looks. Several suspicions of
//! different rules weigh more than one. How much is enough was chosen on texts that nothing was tuned on: see
//! `tests/campaigns/README.md`.

use std::collections::BTreeSet;

use super::claims::{Claimed, Claims};
use super::findings::{Both, Finding, Page, Severity};
use super::{Copy, Part};

/// The rule for a text that reads like a claim as a whole; the model finds it, not a pattern.
const TONE: &str = "tone";

/// From which score on a person should look, where nothing else is found.
const SUSPECT: f64 = 1.4;

/// From which score on a text is refused for how it reads alone.
const CONVINCED: f64 = 2.7;

/// From which score on a text is refused for a single suspicion.
const CONFIRMED: f64 = -0.75;

/// What each further rule that is suspected to be broken adds to the score.
const JOINED: f64 = 0.75;

/// The findings over what a text claims. With the rule of tone off nothing is weighed, and each is what its rule says.
pub(super) fn weigh(copy: &Copy, claimed: Vec<Claimed>, rules: &Claims) -> Vec<Finding> {
    let Some(rule) = rules.rules().iter().find(|rule| rule.id == TONE) else {
        return claimed.into_iter().map(|claimed| claimed.finding).collect();
    };
    let reading = rules.tone.read(copy);
    let suspected: BTreeSet<&str> = claimed
        .iter()
        .filter(|claimed| claimed.finding.severity == Severity::Error)
        .map(|claimed| claimed.finding.rule.as_str())
        .collect();
    let further: f64 = suspected.iter().skip(1).map(|_| JOINED).sum();
    let confirmed = reading.score + further >= CONFIRMED;
    let mut found: Vec<Finding> = claimed
        .into_iter()
        .map(|Claimed { mut finding, sure }| {
            if !sure && !confirmed && finding.severity == Severity::Error {
                finding.severity = Severity::Warning;
                finding.why.en += " The text reads calmly otherwise, so a person decides.";
                finding.why.zh += "全文语气平实，是否违规请人工判断。";
            }
            finding
        })
        .collect();
    if reading.enough && reading.score >= SUSPECT {
        let heavy = &reading.heaviest;
        let why = Both::new(
            format!(
                "{} What weighs most: “{}”.",
                rule.why.en,
                heavy.join("”, “")
            ),
            format!("{}其中最可疑的是：“{}”。", rule.why.zh, heavy.join("”“")),
        );
        let severity = if reading.score >= CONVINCED {
            rule.severity
        } else {
            Severity::Warning
        };
        let body = Page {
            part: Part::Body,
            text: &copy.body,
        };
        let range = (0, copy.body.len());
        found.push(body.finding((severity, TONE), range, why, rule.suggestion.clone()));
    }
    found
}
