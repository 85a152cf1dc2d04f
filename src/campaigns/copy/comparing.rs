//! Whether a text says the same in both languages, as far as code can tell: placeholders, names, dates, numbers, links.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::facts::Facts;
use super::findings::{Both, Finding, Page, Severity};
use super::placeholders::{Kind, Piece, Placeholder, pieces};
use super::{Copy, Part, links};
use crate::guardrails::{normalise, pattern};
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

/// Everything that both texts must have alike, with how often it is there.
fn told(copy: &Copy, facts: &Facts) -> BTreeMap<(&'static str, String), usize> {
    let mut told: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
    for (_, text) in copy.parts() {
        for piece in pieces(text).0 {
            match piece {
                Piece::Field { field, .. } => {
                    let kind = match field.kind {
                        Kind::Date => "date",
                        Kind::Link => "link",
                        Kind::Words | Kind::Amount | Kind::Percent | Kind::Code => "placeholder",
                    };
                    *told.entry((kind, field.name.to_owned())).or_default() += 1;
                }
                Piece::Words { text, .. } => {
                    for address in links::addresses(text) {
                        *told.entry(("link", address)).or_default() += 1;
                    }
                    let plain = normalise(text);
                    for number in DIGITS.find_iter(&plain) {
                        *told
                            .entry(("number", number.as_str().to_owned()))
                            .or_default() += 1;
                    }
                    for name in facts.trimmed_names() {
                        let count = text.matches(name).count();
                        if count > 0 {
                            *told.entry(("name", name.to_owned())).or_default() += count;
                        }
                    }
                }
            }
        }
    }
    told
}

/// What an English and a Chinese text differ in. A placeholder, date, link, number or name that one has and the other
/// has not is an error; one that stands there more often in one is to be looked at.
#[must_use]
pub fn compare(en: &Copy, zh: &Copy, facts: &Facts) -> Vec<Difference> {
    let (english, chinese) = (told(en, facts), told(zh, facts));
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
        let count = |told: &BTreeMap<_, usize>| told.get(key).copied().unwrap_or(0);
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
    let told = found.into_iter().map(|difference| {
        let (page, place) = place(later, &difference);
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
    told.collect()
}

/// Where a text has what it differs in, in bytes of one of its parts; its beginning where it has it nowhere.
fn place<'a>(text: &'a Copy, difference: &Difference) -> (Page<'a>, (usize, usize)) {
    for (part, words) in text.parts() {
        let page = Page { part, text: words };
        if difference.kind == "subject" && part == Part::Subject {
            return (page, (0, words.len()));
        }
        let field = pieces(words).0.into_iter().find_map(|piece| match piece {
            Piece::Field {
                field, start, end, ..
            } if field.name == difference.what => Some((start, end)),
            _ => None,
        });
        let literal = || {
            let start = words.find(&difference.what)?;
            Some((start, start + difference.what.len()))
        };
        let found = if difference.what.is_empty() {
            field
        } else {
            field.or_else(literal)
        };
        if let Some(range) = found {
            return (page, range);
        }
    }
    let (part, text) = (Part::Body, text.body.as_str());
    (Page { part, text }, (0, 0))
}
