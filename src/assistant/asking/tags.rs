//! What tokens beside each other name together: a tag that the shop does not have, a tier and those above it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::senses::{About, Compare, Sense};
use super::tokens::Meaning;
use super::vocabulary::{Lexicon, Named};
use crate::guardrails::pattern;
use crate::ids::is_chinese;

/// A tier and those above it: "gold or higher", 金卡以上, "at least gold".
pub(super) fn raised(found: &mut [(usize, usize, Meaning)], lexicon: &Lexicon) {
    let sense = |meaning: &Meaning| match meaning {
        Meaning::Sense(sense) => Some(*sense),
        _ => None,
    };
    let mut at = 0;
    while at < found.len() {
        let tiers = match &found[at].2 {
            Meaning::Named(Named::Word("tier", tier)) => lexicon.tiers_from(tier),
            _ => None,
        };
        at += 1;
        let Some(tiers) = tiers else { continue };
        let own = at - 1;
        let people = found
            .get(at)
            .is_some_and(|next| matches!(sense(&next.2), Some(Sense::People | Sense::Filler)));
        let behind = at + usize::from(people);
        let above = found.get(behind).and_then(|next| sense(&next.2));
        let before = own
            .checked_sub(1)
            .and_then(|before| sense(&found[before].2));
        let named = Meaning::Named(Named::Words("tier", tiers));
        // Not 金卡以上消费500: a number follows what compares it.
        let number = found
            .get(behind + 1)
            .is_some_and(|next| matches!(next.2, Meaning::Number(_)));
        if above == Some(Sense::Behind(Compare::AtLeast)) && !number {
            found[own].2 = named;
            found[behind].2 = Meaning::Sense(Sense::Filler);
        } else if before == Some(Sense::Before(Compare::AtLeast)) {
            found[own].2 = named;
            found[own - 1].2 = Meaning::Sense(Sense::Filler);
        }
    }
}

/// Makes a tag of a word that is not known where it is said to be one: "tagged wholesale", 带团购标签. In a shop that has
/// no such tag nobody carries it.
pub(super) fn tagged(text: &str, found: &mut Vec<(usize, usize, Meaning)>) {
    let says = |meaning: &Meaning| *meaning == Meaning::Sense(Sense::Tagged);
    for at in 0..found.len() {
        if says(&found[at].2)
            && let Some((start, end)) = quoted(text, found[at].0, found[at].1)
        {
            let tag = Meaning::Named(Named::Tag(text[start..end].to_lowercase()));
            let inside = found
                .iter_mut()
                .filter(|(from, ..)| (start..end).contains(from));
            for (number, (_, _, meaning)) in inside.enumerate() {
                *meaning = if number == 0 {
                    tag.clone()
                } else {
                    Meaning::Sense(Sense::Filler)
                };
            }
        }
    }
    broken(text, found);
    named(text, found);
    for at in 0..found.len() {
        let unknown = found[at].2 == Meaning::Unknown;
        let word = &text[found[at].0..found[at].1];
        let chinese = word.chars().any(is_chinese);
        let before = at > 0 && says(&found[at - 1].2);
        let behind = found.get(at + 1).is_some_and(|(_, _, next)| says(next));
        let rest = &text[found[at].1..];
        let marked = rest.is_empty()
            || rest.starts_with(['”', '"', '\'', '」', '的', ',', '、'])
            || !chinese;
        // 标签为空 names none.
        let empty = matches!(word, "空" | "为空" | "空的" | "为空的" | "空白");
        if unknown && !empty && (behind || before && marked) {
            found[at].2 = Meaning::Named(Named::Tag(word.to_lowercase()));
        }
    }
}

/// Makes a brand of a word that is not known where it is said to be one: "the brand Hearthstone", 品牌“山野集”. In a shop
/// that has no such brand nobody bought of it.
pub(super) fn branded(text: &str, found: &mut [(usize, usize, Meaning)]) {
    let says = |meaning: &Meaning| *meaning == Meaning::Sense(Sense::Group("brand"));
    for at in 0..found.len() {
        if !says(&found[at].2) {
            continue;
        }
        let (start, end) = match quoted(text, found[at].0, found[at].1) {
            Some(quoted) => quoted,
            None => match found.get(at + 1) {
                Some((start, end, Meaning::Unknown))
                    if text[*start..*end]
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric()) =>
                {
                    (*start, *end)
                }
                _ => continue,
            },
        };
        let brand = Named::Goods("brand", text[start..end].to_owned());
        let known = |meaning: &Meaning| matches!(meaning, Meaning::Named(Named::Goods(..)));
        if name(found, start..end, known, brand) {
            found[at].2 = Meaning::Sense(Sense::Filler);
        }
    }
}

/// Makes one name of the tokens of a part of the text, where there are any and none of them is known to be something else.
fn name(
    found: &mut [(usize, usize, Meaning)],
    part: Range<usize>,
    known: fn(&Meaning) -> bool,
    name: Named,
) -> bool {
    let inside = found.iter_mut().filter(|(from, ..)| part.contains(from));
    let mut inside: Vec<&mut Meaning> = inside.map(|(.., meaning)| meaning).collect();
    if inside.iter().any(|meaning| known(meaning)) {
        return false;
    }
    let Some((first, others)) = inside.split_first_mut() else {
        return false;
    };
    **first = Meaning::Named(name);
    for other in others {
        **other = Meaning::Sense(Sense::Filler);
    }
    true
}

/// The tag behind a word that says it is one, to where the clause goes on: 标签是团购的.
static IS_TAG: LazyLock<Regex> =
    LazyLock::new(|| pattern("^ ?:? ?([^的,、。:;的 ]{1,8})(?:的|,|、|。|;|$)"));

/// Makes a tag of what stands behind 标签是, and before "-tagged".
fn named(text: &str, found: &mut [(usize, usize, Meaning)]) {
    for at in 0..found.len() {
        let word = &text[found[at].0..found[at].1];
        if found[at].2 == Meaning::Unknown
            && let Some(tag) = word.strip_suffix("-tagged")
        {
            found[at].2 = Meaning::Named(Named::Tag(tag.to_lowercase()));
            continue;
        }
        let says = found[at].2 == Meaning::Sense(Sense::Tagged);
        let is = word.ends_with(['是', '为']) || text[found[at].1..].starts_with(':');
        if !says || !is {
            continue;
        }
        let start = found[at].1;
        let Some(tag) = IS_TAG
            .captures(&text[start..])
            .and_then(|found| found.get(1))
        else {
            continue;
        };
        let span = start + tag.start()..start + tag.end();
        // 标签为空 names none.
        if !matches!(tag.as_str(), "空" | "空的" | "空白" | "空值") {
            let known = |meaning: &Meaning| matches!(meaning, Meaning::Named(_));
            name(found, span, known, Named::Tag(tag.as_str().to_lowercase()));
        }
    }
}

/// Puts a tag together that a known word broke: 批发 of 批发标签, of which 发 is sending.
fn broken(text: &str, found: &mut Vec<(usize, usize, Meaning)>) {
    let part = |(start, end, meaning): &(usize, usize, Meaning)| {
        matches!(
            meaning,
            Meaning::Unknown | Meaning::Sense(Sense::Sending | Sense::High | Sense::Low)
        ) || *meaning == Meaning::Sense(Sense::About(About::Buying)) && &text[*start..*end] == "购"
    };
    let mut at = 0;
    while at < found.len() {
        let says = found[at].2 == Meaning::Sense(Sense::Tagged);
        at += 1;
        if !says {
            continue;
        }
        let place = at - 1;
        let mut first = place;
        while first > 0 && part(&found[first - 1]) && found[first - 1].1 == found[first].0 {
            first -= 1;
        }
        let known = found[first..place]
            .iter()
            .any(|token| token.2 == Meaning::Unknown);
        let (start, end) = (found[first].0, found[place].0);
        if place - first > 1 && known && text[start..end].chars().all(is_chinese) {
            let tag = Meaning::Named(Named::Tag(text[start..end].to_lowercase()));
            found.splice(first..place, [(start, end, tag)]);
            at = first + 2;
        }
    }
}

/// The text in quotation marks that stands just before a place or just behind another one.
fn quoted(text: &str, from: usize, to: usize) -> Option<(usize, usize)> {
    const MARKS: [(char, char); 4] = [('“', '”'), ('「', '」'), ('"', '"'), ('\'', '\'')];
    let before = text[..from].trim_end();
    let behind = text[to..].trim_start();
    let start = text.len() - behind.len();
    MARKS.iter().find_map(|(open, close)| {
        if let Some(inside) = before.strip_suffix(*close) {
            let begin = inside.rfind(*open)? + open.len_utf8();
            return Some((begin, inside.len()));
        }
        let inside = behind.strip_prefix(*open)?;
        let begin = start + open.len_utf8();
        Some((begin, begin + inside.find(*close)?))
    })
}
