//! The names of everything the shop sells, to notice when a sentence names something that is not in
//! its evidence.

use std::collections::HashSet;

use crate::ids::is_chinese;

use super::naming::units;
use super::text::normalise;

/// The shop's product names.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// Normalised names, their units joined by a blank.
    names: HashSet<String>,
    /// The most units a name has.
    longest: usize,
    /// What names end with: an English word, or two Chinese characters. It says what kind of thing it is.
    ends: HashSet<String>,
}

/// What a name that consists of `units` ends with.
fn end_of(units: &[super::naming::Unit<'_>]) -> Option<String> {
    let (last, before) = units.split_last()?;
    if !last.text.chars().all(is_chinese) {
        return Some(last.text.trim_end_matches('s').to_owned());
    }
    Some(format!("{}{}", before.last()?.text, last.text))
}

impl Lexicon {
    /// Learns the names. A name of a single word ("Lamp") is everyday language and is left out.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut lexicon = Self::default();
        for name in names {
            let name = normalise(name);
            let units = units(&name);
            if units.len() < 2 || name.chars().count() < 4 {
                continue;
            }
            lexicon.longest = lexicon.longest.max(units.len());
            // "Lamp, 5 W" is a lamp.
            let head = name
                .split([',', '，', '(', '（'])
                .next()
                .unwrap_or_default();
            lexicon.ends.extend(end_of(&super::naming::units(head)));
            let joined: Vec<&str> = units.iter().map(|unit| unit.text).collect();
            lexicon.names.insert(joined.join(" "));
        }
        lexicon
    }

    /// Whether a (normalised) name ends as the shop's goods do, so that it is one of a thing.
    pub(super) fn sounds_like_goods(&self, name: &str) -> bool {
        end_of(&units(name)).is_some_and(|end| self.ends.contains(&end))
    }

    /// The names in a normalised sentence: where each begins and ends, in bytes.
    pub(super) fn names_in(&self, sentence: &str) -> Vec<(usize, usize)> {
        let units = units(sentence);
        let mut found = Vec::new();
        for first in 0..units.len() {
            let longest = self.longest.min(units.len() - first);
            for length in (2..=longest).rev() {
                let run = &units[first..first + length];
                let joined: Vec<&str> = run.iter().map(|unit| unit.text).collect();
                if self.names.contains(&joined.join(" ")) {
                    found.push((run[0].start, run[length - 1].end));
                    break;
                }
            }
        }
        found
    }
}
