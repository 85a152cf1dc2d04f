//! Which record a place in a sentence speaks of.

use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::Record;
use crate::ids::{has_chinese, is_chinese};

use super::text::{normalise, pattern};

/// A record's name, or enough of it, in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Naming {
    /// Where it begins in the normalised sentence, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Which record: its place in the evidence.
    pub(super) record: usize,
}

/// So many Chinese characters in a row are enough of a name.
const CHINESE_RUN: usize = 3;
/// So many words in a row are.
const WORD_RUN: usize = 2;

/// One unit of a text: a word of letters and digits, or a single Chinese character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Splits a normalised text into units; punctuation and blanks only separate.
pub(super) fn units(text: &str) -> Vec<Unit<'_>> {
    let mut units: Vec<Unit<'_>> = Vec::new();
    let mut word_start = None;
    for (place, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_alphanumeric() && !is_chinese(c) {
            word_start.get_or_insert(place);
            continue;
        }
        if let Some(start) = word_start.take() {
            units.push(Unit {
                text: &text[start..place],
                start,
                end: place,
            });
        }
        if is_chinese(c) {
            let end = place + c.len_utf8();
            units.push(Unit {
                text: &text[place..end],
                start: place,
                end,
            });
        }
    }
    units
}

/// Finds the names of records in a normalised sentence. A part of a name counts where it is long
/// enough and no other record's name holds it too; what two records share names neither.
pub(super) fn namings(sentence: &str, records: &[Record]) -> Vec<Naming> {
    let said = units(sentence);
    let names: Vec<(usize, String)> = records
        .iter()
        .enumerate()
        .flat_map(|(record, r)| r.names().map(move |name| (record, normalise(name))))
        .collect();
    let names: Vec<(usize, Vec<Unit<'_>>)> = names
        .iter()
        .map(|(record, name)| (*record, units(name)))
        .collect();
    let mut found = Vec::new();
    let mut place = 0;
    while place < said.len() {
        let best = names
            .iter()
            .map(|(record, name)| (longest_run(&said[place..], name), *record))
            .filter(|(run, _)| *run > 0)
            .max_by_key(|(run, _)| *run);
        let Some((run, record)) = best else {
            place += 1;
            continue;
        };
        let sharing = |(other, name): &&(usize, Vec<Unit<'_>>)| {
            *other != record && longest_run(&said[place..], name) >= run
        };
        let mut holders: Vec<usize> = names
            .iter()
            .filter(sharing)
            .map(|(other, _)| *other)
            .collect();
        let end = said[place + run - 1].end;
        if holders.is_empty() {
            let start = said[place].start;
            found.push(Naming { start, end, record });
        } else if let Some(before) = place.checked_sub(1).map(|before| said[before]) {
            // "The mild chilli crisp": the word before tells which of those that share the name.
            holders.push(record);
            holders.dedup();
            let word = format!(" {} ", before.text);
            holders.retain(|holder| words_of(&records[*holder]).contains(&word));
            holders.sort_unstable();
            holders.dedup();
            if let [record] = holders[..] {
                let start = before.start;
                found.push(Naming { start, end, record });
            }
        }
        place += run;
    }
    found.extend(featured(sentence, records));
    found.sort_by_key(|naming| naming.start);
    found
}

static THE_ONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:the|our) ((?:[\w.,%'°-]+ ){1,4}?)one\b",
        r"|(?:另一?|那|这)(?:款|个|种)([^，。、；\s的]{2,6})的|([^，。、；\s]{2,8}?)的?(?:那|这)(?:款|个|种)",
    ))
});

/// All units of a record's names and values, a blank between them and around them.
fn words_of(record: &Record) -> String {
    let mut words = " ".to_owned();
    for text in record.texts() {
        for unit in units(&normalise(text)) {
            words.push_str(unit.text);
            words.push(' ');
        }
        // Two texts are not one phrase.
        words.push_str("| ");
    }
    words
}

/// Records that are told from the others by what only they are: "the memory foam one", 苔绿色的那款.
fn featured(sentence: &str, records: &[Record]) -> Vec<Naming> {
    if records.len() < 2 {
        return Vec::new();
    }
    let texts: Vec<String> = records.iter().map(words_of).collect();
    let only = |holds: &dyn Fn(&str) -> bool| {
        let mut holding = (0..).zip(&texts).filter(|(_, text)| holds(text));
        match (holding.next(), holding.next()) {
            (Some((record, _)), None) => Some(record),
            _ => None,
        }
    };
    let found = THE_ONE.captures_iter(sentence).filter_map(|found| {
        let whole = found.get(0)?;
        let feature = found.iter().skip(1).flatten().next()?.as_str();
        let record = if has_chinese(feature) {
            // 您问的苔绿色那款: the longest part of it that tells one apart.
            let characters: Vec<char> = feature.chars().collect();
            let lengths = (2..=characters.len()).rev();
            let mut runs = lengths.flat_map(|length| characters.windows(length));
            runs.find_map(|run| {
                let run: Vec<String> = run.iter().map(ToString::to_string).collect();
                only(&|text| text.contains(&format!(" {} ", run.join(" "))))
            })
        } else {
            let words: Vec<&str> = units(feature).iter().map(|unit| unit.text).collect();
            let phrase = format!(" {} ", words.join(" "));
            let each = |text: &str| words.iter().all(|word| text.contains(&format!(" {word} ")));
            only(&|text| text.contains(&phrase)).or_else(|| only(&each))
        };
        Some(Naming {
            start: whole.start(),
            end: whole.end(),
            record: record?,
        })
    });
    found.collect()
}

/// How many units at the front of `said` are a run of `name`'s; 0 where they are too few to be a name.
fn longest_run(said: &[Unit<'_>], name: &[Unit<'_>]) -> usize {
    (0..name.len())
        .map(|from| {
            let run = said
                .iter()
                .zip(&name[from..])
                .take_while(|(a, b)| a.text == b.text)
                .count();
            let (mut chinese, mut words) = (0, 0);
            for unit in &said[..run] {
                if unit.text.chars().all(is_chinese) {
                    chinese += 1;
                } else {
                    words += 1;
                }
            }
            let whole = run == name.len();
            let enough = whole
                || chinese >= CHINESE_RUN
                || words >= WORD_RUN
                || (chinese == 2 && words >= 1);
            // Two bare numbers in a row ("150 x 200") are a size, not a name.
            let letters = said[..run]
                .iter()
                .filter(|unit| {
                    unit.text.chars().filter(|c| c.is_alphabetic()).count() > 1
                        || unit.text.chars().all(is_chinese)
                })
                .count();
            if enough && letters > 0 && (whole || letters > 1 || chinese > 0) {
                run
            } else {
                0
            }
        })
        .max()
        .unwrap_or(0)
}
