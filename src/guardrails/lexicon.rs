//! The names of everything the shop sells, to notice when a sentence names something that is not in
//! its evidence.

use std::collections::HashSet;

use super::naming::units;
use super::text::normalise;

/// The shop's product names.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// Normalised names, their units joined by a blank.
    names: HashSet<String>,
    /// The most units a name has.
    longest: usize,
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
            let joined: Vec<&str> = units.iter().map(|unit| unit.text).collect();
            lexicon.names.insert(joined.join(" "));
        }
        lexicon
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
