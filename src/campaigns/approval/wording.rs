//! Whether the texts of a brief may be sent: their placeholders have values, and the checks of `copy` found no error.

use super::super::Campaigns;
use super::super::brief::{Brief, Wrong};
use super::super::copy::pieces;

impl Campaigns {
    /// The errors in a brief's texts, each with its place.
    pub(super) fn misworded(brief: &Brief) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        for (number, text) in brief.copies.iter().enumerate() {
            for (part, words) in [
                ("subject", text.subject.as_deref()),
                ("body", Some(text.body.as_str())),
            ] {
                let found = words.map(|words| pieces(words).1).unwrap_or_default();
                let place = format!("copies[{number}].{part}");
                wrong.extend(
                    found
                        .iter()
                        .map(|error| Wrong::at(place.as_str(), error.to_string())),
                );
            }
        }
        wrong
    }
}
