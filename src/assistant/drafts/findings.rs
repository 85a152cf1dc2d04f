//! What is wrong with a text for a member: what nothing bears out, what nobody can promise, what is private, and
//! another language than theirs.

use std::ops::Range;

use serde::Serialize;
use utoipa::ToSchema;

use crate::evidence::Evidence;
use crate::guardrails::{Claimed, Ground, Lexicon, Placed, Ungrounded, normalise, ungrounded};
use crate::ids::{Language, is_chinese};

use super::promises::{is_said, overlap, promises, sentence_places};
use super::rules::{FindingKind, InBoth, Severity, Table, Told, table};

/// English words of a sentence that is surely in a language.
const ENGLISH_WORDS: usize = 4;
/// The same in Chinese characters.
const CHINESE_CHARACTERS: usize = 4;
/// Contact data that are shorter than this stand in any text.
const SHORTEST_PRIVATE: usize = 5;

/// Something wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DraftFinding)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of thing.
    pub rule: FindingKind,
    /// Where it begins, in UTF-16 code units.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What stands there.
    pub quote: String,
    /// Why it is wrong.
    pub why: InBoth,
    /// What helps.
    pub suggestion: Option<InBoth>,
}

/// What a text for a member is checked against.
#[derive(Clone, Debug, Default)]
pub(in crate::assistant) struct Basis {
    /// What was looked up.
    pub(in crate::assistant) evidence: Evidence,
    /// What the shop has settled, and what was shown in the conversation.
    pub(in crate::assistant) texts: Vec<String>,
    /// What the member wrote.
    pub(in crate::assistant) said: Vec<String>,
    /// The member's contact data.
    pub(in crate::assistant) contact: Vec<String>,
    /// The language that they read.
    pub(in crate::assistant) language: Option<Language>,
}

impl Basis {
    /// Everything that may bear out a promise, a text each.
    fn all_texts(&self) -> Vec<String> {
        let records = self.evidence.records.iter();
        let lines = records.flat_map(|record| {
            [
                record.line(Language::English),
                record.line(Language::Chinese),
            ]
        });
        self.texts.iter().cloned().chain(lines).collect()
    }
}

/// Everything that is wrong with `text`, in the order in which it stands there.
///
/// # Errors
/// A mistake in the table of rules, which is one of the build.
pub(in crate::assistant) fn findings(
    text: &str,
    basis: &Basis,
    lexicon: &Lexicon,
) -> Result<Vec<Finding>, &'static str> {
    let table = table()?;
    let mut check = Check {
        text,
        table,
        found: Vec::new(),
    };
    let placed = Placed::of(text);
    let texts = basis.all_texts();
    for promise in promises(placed.text(), &texts, table) {
        let place = placed.original(promise.place);
        check.add(promise.told, promise.severity, place);
    }
    check.private(basis, &placed);
    check.grounds(basis, &texts, lexicon, &placed);
    check.language(basis);
    check.found.sort_by_key(|one| (one.start, one.end));
    Ok(check.found)
}

/// A text that is being checked.
struct Check<'a> {
    text: &'a str,
    table: &'a Table,
    found: Vec<Finding>,
}

impl Check<'_> {
    /// Adds what stands at `place`, in bytes, where nothing of its kind is told of it yet.
    fn add(&mut self, told: &Told, severity: Severity, place: Range<usize>) {
        let quote = &self.text[place.clone()];
        let before = quote.len() - quote.trim_start().len();
        let start = place.start + before;
        let end = start + quote.trim().len();
        let Range {
            start: from,
            end: to,
        } = self.units(&(start..end));
        let known = self.found.iter().any(|one| {
            one.rule == told.kind
                && one.severity >= severity
                && overlap(&(one.start..one.end), &(from..to))
        });
        if !known && start < end {
            self.found.push(Finding {
                severity,
                rule: told.kind,
                start: from,
                end: to,
                quote: self.text[start..end].to_owned(),
                why: told.why.clone(),
                suggestion: told.suggestion.clone(),
            });
        }
    }

    fn add_ground(&mut self, what: &str, place: Range<usize>) {
        if let Some(told) = self.table.ground(what) {
            self.add(told, told.severity, place);
        }
    }

    /// What neither records nor texts hold. What only the member wrote may be said back, but is to be looked at.
    fn grounds(&mut self, basis: &Basis, texts: &[String], lexicon: &Lexicon, placed: &Placed) {
        let ground = Ground {
            evidence: &basis.evidence,
            texts,
            lexicon,
        };
        let with_theirs: Vec<String> = texts.iter().chain(&basis.said).cloned().collect();
        let theirs = Ground {
            texts: &with_theirs,
            ..ground
        };
        let unsaid = ungrounded(self.text, &theirs);
        for one in ungrounded(self.text, &ground) {
            let place = one.start..one.end;
            if matches!(one.what, Claimed::State | Claimed::Stock)
                && !is_said(placed.text(), &placed.normalised(place.clone()))
            {
                continue;
            }
            let private = |known: &Finding| {
                known.rule == FindingKind::Private
                    && overlap(&(known.start..known.end), &self.units(&place))
            };
            if self.found.iter().any(private) {
                continue;
            }
            let Some(told) = self.table.ground(word(&one)) else {
                continue;
            };
            let severity = if unsaid.contains(&one) {
                told.severity
            } else {
                Severity::Warning
            };
            self.add(told, severity, place);
        }
    }

    fn units(&self, place: &Range<usize>) -> Range<usize> {
        let count = |upto: usize| self.text[..upto].encode_utf16().count();
        count(place.start)..count(place.end)
    }

    /// The member's contact data, where they did not write them themselves.
    fn private(&mut self, basis: &Basis, placed: &Placed) {
        let said: Vec<String> = basis
            .said
            .iter()
            .map(|said| bare(&normalise(said)))
            .collect();
        for datum in &basis.contact {
            let datum = normalise(datum);
            let datum = datum.trim();
            let known = bare(datum);
            let short = known.chars().count() < SHORTEST_PRIVATE && !datum.chars().any(is_chinese);
            if short || known.chars().count() < 4 || said.iter().any(|said| said.contains(&known)) {
                continue;
            }
            for place in places_of(placed.text(), &known) {
                let place = placed.original(place);
                self.add_ground("private", place);
            }
        }
    }

    /// Sentences in another language than the member's.
    fn language(&mut self, basis: &Basis) {
        let Some(language) = basis.language else {
            return;
        };
        let mut run: Option<Range<usize>> = None;
        for place in sentence_places(self.text) {
            let other = speaks(&self.text[place.clone()]).is_some_and(|other| other != language);
            run = match (run, other) {
                (Some(run), true) => Some(run.start..place.end),
                (None, true) => Some(place),
                (Some(run), false) => {
                    self.add_ground("language", run);
                    None
                }
                (None, false) => None,
            };
        }
        if let Some(run) = run {
            self.add_ground("language", run);
        }
    }
}

/// The word of the table for what the grounding found.
fn word(one: &Ungrounded) -> &'static str {
    match one.what {
        Claimed::Amount => "amount",
        Claimed::Date => "date",
        Claimed::Discount => "discount",
        Claimed::Stock => "stock",
        Claimed::Key => "key",
        Claimed::Number => "number",
        Claimed::Name => "name",
        Claimed::State => "state",
        Claimed::Link => "link",
    }
}

/// The language of a sentence that is long enough to tell.
fn speaks(sentence: &str) -> Option<Language> {
    let chinese = sentence.chars().filter(|c| is_chinese(*c)).count();
    let words = sentence
        .split(|c: char| !c.is_ascii_alphabetic() && c != '\'')
        .filter(|word| word.len() > 1)
        .count();
    let language = Language::of(sentence);
    match language {
        Language::English => words >= ENGLISH_WORDS,
        Language::Chinese => chinese >= CHINESE_CHARACTERS,
    }
    .then_some(language)
}

/// A text without what stands between digits and letters for the eye only.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !is_between(*c)).collect()
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || "-()（）,，·".contains(c)
}

/// Where a bare text stands in another, whatever stands between its characters for the eye.
fn places_of(text: &str, bare: &str) -> Vec<Range<usize>> {
    let kept: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| !is_between(*c))
        .collect();
    let wanted: Vec<char> = bare.chars().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    kept.windows(wanted.len())
        .filter(|window| window.iter().map(|(_, c)| c).eq(&wanted))
        .filter_map(|window| {
            let (first, last) = (window.first()?, window.last()?);
            Some(first.0..last.0 + last.1.len_utf8())
        })
        .collect()
}
