//! Whether a text says the same in both languages, as far as code can tell: placeholders, names, dates, numbers, links.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::facts::Facts;
use super::findings::{Both, Finding, Page, Severity};
use super::placeholders::{Kind, Piece, Placeholder, pieces};
use super::{Copy, Part, links};
use crate::guardrails::{Placed, pattern};
use crate::ids::Language;

/// What the languages differ in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// How grave.
    pub severity: Severity,
    /// `placeholder`, `date`, `link`, `number`, `name` or `subject`.
    pub kind: &'static str,
    /// What it is about: a placeholder's name, a number, an address.
    pub what: String,
    /// How often English has it.
    pub en: usize,
    /// How often Chinese has it.
    pub zh: usize,
    /// What it means.
    pub why: Both,
}

/// The rule that differences are found by.
const LANGUAGES: &str = "languages";

static DIGITS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d+(?:[.,:]\d+)*"));

/// Something that both texts must have alike, where it stands in one of them.
struct Told {
    /// Its kind and what it is, as in [`Difference`].
    key: (&'static str, String),
    /// The part that it stands in, and where, in bytes.
    part: Part,
    range: (usize, usize),
}

/// Everything that both texts must have alike, in the order of the text but for names.
fn told(copy: &Copy, facts: &Facts) -> Vec<Told> {
    let mut told = Vec::new();
    for (part, text) in copy.parts() {
        for piece in pieces(text).0 {
            let mut tell = |kind, what: &str, range| {
                let key = (kind, what.to_owned());
                told.push(Told { key, part, range });
            };
            match piece {
                Piece::Field {
                    field, start, end, ..
                } => {
                    let kind = match field.kind {
                        Kind::Date => "date",
                        Kind::Link => "link",
                        Kind::Words | Kind::Amount | Kind::Percent | Kind::Code => "placeholder",
                    };
                    tell(kind, field.name, (start, end));
                }
                Piece::Words { text, start } => {
                    let at = |range: Range<usize>| (start + range.start, start + range.end);
                    for (address, range) in links::addresses(text) {
                        tell("link", &address, at(range));
                    }
                    let plain = Placed::of(text);
                    for number in DIGITS.find_iter(plain.text()) {
                        let range = plain.original(number.range());
                        tell("number", number.as_str(), at(range));
                    }
                    for name in facts.trimmed_names() {
                        for (from, name) in text.match_indices(name) {
                            tell("name", name, at(from..from + name.len()));
                        }
                    }
                }
            }
        }
    }
    told
}

/// How often each thing is told.
fn counted(told: Vec<Told>) -> BTreeMap<(&'static str, String), usize> {
    let mut counts = BTreeMap::new();
    for told in told {
        *counts.entry(told.key).or_default() += 1;
    }
    counts
}

/// What an English and a Chinese text differ in. A placeholder, date, link, number or name that one has and the other
/// has not is an error; one that stands there more often in one is to be looked at.
#[must_use]
pub fn compare(en: &Copy, zh: &Copy, facts: &Facts) -> Vec<Difference> {
    let (english, chinese) = (counted(told(en, facts)), counted(told(zh, facts)));
    let mut found = Vec::new();
    if en.subject.is_some() != zh.subject.is_some() {
        found.push(difference(
            Severity::Error,
            ("subject", String::new()),
            [en.subject.is_some().into(), zh.subject.is_some().into()],
        ));
    }
    let mut keys: Vec<_> = english.keys().chain(chinese.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let count = |counts: &BTreeMap<_, usize>| counts.get(key).copied().unwrap_or(0);
        let counts = [count(&english), count(&chinese)];
        // The name of the member is a matter of manners, not of fact.
        let manners = key.1.starts_with("member.name") || key.1 == "shop.name";
        let severity = match counts {
            [one, other] if one == other => continue,
            [0, _] | [_, 0] if !manners => Severity::Error,
            _ => Severity::Warning,
        };
        found.push(difference(severity, key.clone(), counts));
    }
    found
}

fn difference(
    severity: Severity,
    (kind, what): (&'static str, String),
    [en, zh]: [usize; 2],
) -> Difference {
    let chinese = match kind {
        "date" => "日期",
        "link" => "链接",
        "number" => "数字",
        "name" => "名称",
        "subject" => "标题",
        _ => "占位符",
    };
    let why = Both::new(
        format!("The {kind} {what} stands {en} times in English and {zh} times in Chinese."),
        format!("“{what}”（{chinese}）在英文里出现 {en} 次，在中文里出现 {zh} 次。"),
    );
    Difference {
        severity,
        kind,
        what,
        en,
        zh,
        why,
    }
}

/// What a text differs in from one that says the same in another language, as findings of the `later` one: each stands
/// where the later text has what the other has not, and else at its beginning. None where both are in one language.
#[must_use]
pub fn differing(first: &Copy, later: &Copy, facts: &Facts) -> Vec<Finding> {
    let found = match (first.language, later.language) {
        (Language::English, Language::Chinese) => compare(first, later, facts),
        (Language::Chinese, Language::English) => compare(later, first, facts),
        _ => return Vec::new(),
    };
    let stands = told(later, facts);
    let findings = found.into_iter().map(|difference| {
        let (page, place) = place(later, &stands, &difference);
        let has = match later.language {
            Language::English => difference.en > difference.zh,
            Language::Chinese => difference.zh > difference.en,
        };
        let what = if Placeholder::of(&difference.what).is_some() {
            format!("{{{{{}}}}}", difference.what)
        } else {
            difference.what.clone()
        };
        let suggestion = match (difference.kind, has) {
            ("subject", _) => Both::new(
                "Give both texts a subject, or neither.",
                "两种语言要么都写标题，要么都不写。",
            ),
            (_, true) => Both::new(
                format!("Take {what} out here, or put it into the other text too."),
                format!("请删去此处的“{what}”，或在另一种语言中补上。"),
            ),
            (_, false) => Both::new(
                format!("Put {what} in here too, or take it out of the other text."),
                format!("请在此处补上“{what}”，或从另一种语言中删去。"),
            ),
        };
        let severity = (difference.severity, LANGUAGES);
        page.finding(severity, place, difference.why, Some(suggestion))
    });
    findings.collect()
}

/// Where a text has what it differs in, in bytes of one of its parts; its beginning where it has it nowhere.
fn place<'a>(
    text: &'a Copy,
    stands: &[Told],
    difference: &Difference,
) -> (Page<'a>, (usize, usize)) {
    let same = |told: &&Told| told.key.0 == difference.kind && told.key.1 == difference.what;
    let (part, range) = match (stands.iter().find(same), &text.subject) {
        (Some(told), _) => (told.part, told.range),
        (None, Some(subject)) if difference.kind == "subject" => {
            (Part::Subject, (0, subject.len()))
        }
        (None, _) => (Part::Body, (0, 0)),
    };
    let text = text.parts().find(|(known, _)| *known == part);
    let text = text.map_or("", |(_, text)| text);
    (Page { part, text }, range)
}
