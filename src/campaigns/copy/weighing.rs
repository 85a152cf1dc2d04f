//! Whether what only suspects is enough to refuse a text: how the whole of it reads, and how much is suspected.
//!
//! A pattern that names what the law names is enough alone. Words that are a claim in one text and a plain fact in
//! another ("your parcel is", "nobody has to") only suspect, and so does a frame. Where the text or
//! the sentence around them reads like a claim, or several rules are suspected to be broken, they refuse; in a calm text
//! they warn, so that a person looks. How much is enough was chosen on texts that nothing was tuned on: see
//! `tests/campaigns/README.md`.

use std::collections::BTreeSet;

use super::checks::{SUBJECT, check, claimed, used};
use super::claims::{Claimed, Claims, Rule};
use super::findings::{Both, Finding, Page, Severity, approvable};
use super::folding::FoldedPart;
use super::frames::sentences;
use super::tone::{Lesson, Reading, whole};
use super::{BrandWords, Copy, Facts, Medium, Part};
use crate::ids::is_chinese;

/// The rule for a text that reads like a claim as a whole; the model finds it, not a pattern.
const TONE: &str = "tone";

/// The rule for days that are no placeholder: a matter of form.
const DATE: &str = "date";

/// From which score on a person should look, where nothing else is found.
const SUSPECT: f64 = 0.2;

/// From which score on a text is refused for how it reads alone.
const CONVINCED: f64 = 0.65;

/// From which score on a sentence is refused for how it reads alone, however calm the rest is.
const SENTENCE_CONVINCED: f64 = 1.6;

/// From which score on a text is refused for a suspicion in it.
const CONFIRMED: f64 = -0.6;

/// From which score on the sentence of a suspicion is refused, however calm the rest reads.
const SENTENCE: f64 = -0.8;

/// From which score on two suspicions confirm each other.
const SEVERAL: f64 = -1.5;

/// Below which score a text reads so calmly that even the one or two words of a sure pattern are an everyday use of
/// them, where their sentence is below `CALM_SENTENCE` too.
const CALM: f64 = -2.2;

/// See `CALM`.
const CALM_SENTENCE: f64 = -1.5;

/// The findings over what a text claims. With the rule of tone off nothing is weighed, and each is what its rule says.
pub(super) fn weigh(
    copy: &Copy,
    parts: &[FoldedPart<'_>],
    claimed: Vec<Claimed>,
    rules: &Claims,
) -> Vec<Finding> {
    let Some(rule) = rules.rules().iter().find(|rule| rule.id == TONE) else {
        return claimed.into_iter().map(|claimed| claimed.finding).collect();
    };
    let reading = rules.tone.read(&whole(parts), copy.language);
    let confirmed = reading.score >= CONFIRMED || reading.score >= SEVERAL && several(&claimed);
    let mut found: Vec<Finding> = Vec::new();
    for Claimed {
        mut finding,
        sure,
        around,
    } in claimed
    {
        let sentence = || rules.tone.read(&around, copy.language).score;
        let enough = if sure {
            reading.score >= CALM || !brief(&finding.quote) || sentence() >= CALM_SENTENCE
        } else {
            confirmed || sentence() >= SENTENCE
        };
        if !enough && finding.severity == Severity::Error {
            finding.severity = Severity::Warning;
            finding.why.en += " The text reads calmly otherwise, so a person decides.";
            finding.why.zh += "全文语气平实，是否违规请人工判断。";
        }
        found.push(finding);
    }
    found.extend(toned(copy, parts, rules, (rule, &reading)));
    found
}

/// Whether a quote is words, and no longer than two, or four characters of Chinese.
fn brief(quote: &str) -> bool {
    quote.contains(char::is_alphabetic)
        && quote.split_whitespace().count() <= 2
        && quote.chars().filter(|c| is_chinese(*c)).count() <= 4
}

/// Whether two rules are broken, or suspected to be, by words that are not the same.
fn several(claimed: &[Claimed]) -> bool {
    let errors: Vec<&Finding> = claimed
        .iter()
        .map(|claimed| &claimed.finding)
        .filter(|finding| finding.severity == Severity::Error)
        .collect();
    let apart = |one: &Finding, other: &Finding| {
        one.part != other.part || one.end <= other.start || other.end <= one.start
    };
    errors.iter().any(|one| {
        let other = |other: &&Finding| one.rule != other.rule && apart(one, other);
        errors.iter().copied().any(|finding| other(&finding))
    })
}

/// The finding over a text that reads like a claim as a whole, or over its sentence that does.
fn toned(
    copy: &Copy,
    parts: &[FoldedPart<'_>],
    rules: &Claims,
    (rule, reading): (&Rule, &Reading),
) -> Option<Finding> {
    let finding = |page: &Page<'_>, severity, range, reading: &Reading| {
        let heavy = &reading.heaviest;
        let why = Both::new(
            format!(
                "{} What weighs most: “{}”.",
                rule.why.en,
                heavy.join("”, “")
            ),
            format!("{}其中最可疑的是：“{}”。", rule.why.zh, heavy.join("”“")),
        );
        page.finding((severity, TONE), range, why, rule.suggestion.clone())
    };
    let body = Page {
        part: Part::Body,
        text: &copy.body,
    };
    let whole = |severity| finding(&body, severity, (0, copy.body.len()), reading);
    if reading.enough && reading.score >= CONVINCED {
        return Some(whole(rule.severity));
    }
    let (part, range, worst) = parts
        .iter()
        .flat_map(|part| {
            sentences(&part.plain.text)
                .into_iter()
                .map(move |at| (part, at))
        })
        .map(|(part, at)| {
            let reading = rules.tone.read(&part.plain.text[at.clone()], copy.language);
            (part, at, reading)
        })
        .filter(|(_, _, reading)| reading.enough)
        .max_by(|one, other| one.2.score.total_cmp(&other.2.score))?;
    if worst.score >= SENTENCE_CONVINCED {
        let range = part.plain.origin(range.start, range.end);
        return Some(finding(&part.page, rule.severity, range, &worst));
    }
    (reading.enough && reading.score >= SUSPECT).then(|| whole(Severity::Warning))
}

/// What a text teaches of how claims read: a clean one as a whole and by its sentences; a guilty one as a whole and by
/// the sentences in which `rules` find a claim. A guilty text in which they find only another fault, such as a number
/// or a link, teaches nothing.
#[must_use]
pub fn lessons(copy: &Copy, facts: &Facts, rules: &Claims, guilty: bool) -> Vec<Lesson> {
    let parts = FoldedPart::all(copy);
    let whole = whole(&parts);
    let mut texts: BTreeSet<String> = BTreeSet::new();
    if guilty {
        let claimed = claimed(&parts, (copy.language, facts), &used(copy), rules);
        let told = claimed.iter().filter(|claimed| {
            claimed.finding.severity == Severity::Error && claimed.finding.rule != DATE
        });
        texts.extend(told.map(|claimed| claimed.around.clone()));
        if texts.is_empty() && faulty(copy, facts, rules) {
            return Vec::new();
        }
    } else {
        let parts = sentences(&whole);
        texts.extend(parts.into_iter().map(|range| whole[range].to_owned()));
    }
    texts.insert(whole);
    let lesson = |text: String| Lesson::of(&text, copy.language, guilty);
    texts.into_iter().map(lesson).collect()
}

/// Whether a text has an error other than a claim and a missing subject.
fn faulty(copy: &Copy, facts: &Facts, rules: &Claims) -> bool {
    let mut found = check(copy, Medium::Chat, facts, rules, &BrandWords::none());
    found.retain(|finding| finding.rule != SUBJECT && finding.rule != TONE);
    !approvable(&found)
}
