//! Names in a sentence: everything that looks like one must be a name of the evidence.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::{Evidence, Fact, Record};

use super::lexicon::Lexicon;
use super::naming::{Naming, units};
use super::outbound::{Finding, finding};
use super::text::{normalise, pattern};

static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"《([^》]+)》|「([^」]+)」|『([^』]+)』|“([^”]+)”|"([^"]+)"|\*\*([^*]+)\*\*|【([^】]+)】"#,
    )
});
static TITLE_CASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b[A-Z][A-Za-z'’-]+(?: (?:of|and|&|the|with|in|for|[A-Z0-9][A-Za-z0-9'’-]*))* [A-Z][A-Za-z'’-]+\b",
    )
});

static AND: LazyLock<Regex> = LazyLock::new(|| pattern(r" (?:and|&)(?: the)? "));

/// Everything that looks like a product's name must be one of the evidence.
pub(super) fn check(
    sentence: &str,
    normal: &str,
    evidence: &Evidence,
    names: &[Naming],
    lexicon: &Lexicon,
) -> Result<(), Finding> {
    for (start, end) in lexicon.names_in(normal) {
        let known = names
            .iter()
            .any(|name| name.start <= start && end <= name.end)
            || is_part_of_a_name(&normal[start..end], evidence);
        if !known {
            return Err(finding("a product that no tool found", &normal[start..end]));
        }
    }
    for name in called(sentence).map(|place| &sentence[place]) {
        // Two names with "and" between them look like one.
        let known = |name: &str| is_part_of_a_name(&normalise(name), evidence);
        if !known(name) && !AND.split(name).all(known) {
            return Err(finding("a name that is not in the evidence", name));
        }
    }
    Ok(())
}

/// Where something stands that looks like a name: in quotation marks, or in words with capitals.
pub(super) fn called(sentence: &str) -> impl Iterator<Item = Range<usize>> {
    let quoted = QUOTED.captures_iter(sentence).filter_map(|found| {
        found
            .iter()
            .skip(1)
            .flatten()
            .next()
            .map(|part| part.range())
    });
    quoted.chain(TITLE_CASE.find_iter(sentence).map(|found| found.range()))
}

/// Whether the units of `name` stand in this order, one after the other, in a record's name or in one
/// of its attributes. A first word such as "The" or "Our" may come before them.
pub(super) fn is_part_of_a_name(name: &str, evidence: &Evidence) -> bool {
    let wanted: Vec<String> = units(name)
        .iter()
        .map(|unit| unit.text.to_owned())
        .collect();
    let opening = [
        "the", "our", "yes", "you", "we", "this", "try", "your", "order", "and", "both", "a", "an",
        "for", "with", "if", "no", "sorry",
    ];
    let short = match wanted.split_first() {
        Some((first, rest)) if opening.contains(&first.as_str()) => rest,
        _ => &wanted[..],
    };
    if short.is_empty() {
        return true;
    }
    evidence.records.iter().any(|record| {
        let states = record.facts.iter().flat_map(|fact| match fact {
            Fact::State { english, chinese } => vec![*english, *chinese],
            _ => Vec::new(),
        });
        record.texts().chain(states).any(|text| {
            let text = normalise(text);
            let text: Vec<&str> = units(&text).iter().map(|unit| unit.text).collect();
            text.windows(short.len()).any(|window| window == short)
        }) || is_made_of(short, record)
    })
}

/// Whether a name is made of the words of a record's name in another order, or in the plural: "Yellow Rain Boots".
fn is_made_of(words: &[String], record: &Record) -> bool {
    let single = |word: &str| word.trim_end_matches('s').to_owned();
    record.names().any(|name| {
        let name = normalise(name);
        let held: Vec<String> = units(&name).iter().map(|unit| single(unit.text)).collect();
        words.len() > 1 && words.iter().all(|word| held.contains(&single(word)))
    })
}
