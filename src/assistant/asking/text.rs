//! A question in normal form, with slips in the names of months mended and vague pairs of numerals written as ranges.

use std::sync::LazyLock;

use regex::Regex;

use super::dates::numeral;
use crate::guardrails::{normalise, pattern};

/// A question in normal form, and where each of its bytes came from.
pub(super) struct Text {
    pub(super) text: String,
    /// Of each byte of `text`, and of its end, the place in the question.
    pub(super) places: Vec<usize>,
}

impl Text {
    pub(super) fn new(question: &str) -> Self {
        let (mut text, mut places) = (String::new(), Vec::new());
        for (place, c) in question.char_indices() {
            for c in normalise(c.encode_utf8(&mut [0; 4])).chars() {
                let c = if c.is_whitespace() { ' ' } else { c };
                // Words of several words have one blank between them.
                if c == ' ' && text.ends_with(' ') {
                    continue;
                }
                // Many write a blank around numbers in Chinese: 超过 180 天 is 超过180天.
                if let Some(before) = text.strip_suffix(' ').and_then(|text| text.chars().last())
                    && (is_han(before) && c.is_ascii_digit()
                        || before.is_ascii_digit() && is_han(c))
                {
                    text.pop();
                    places.truncate(text.len());
                }
                text.push(c);
                places.resize(text.len(), place);
            }
        }
        places.push(question.len());
        Self { text, places }.mended().spread()
    }

    /// The text with a range in the place of two numerals that follow each other: 两三个月 is 2到3个月.
    fn spread(self) -> Self {
        if !AROUND.is_match(&self.text) {
            return self;
        }
        let mut spread = Self {
            text: String::new(),
            places: Vec::new(),
        };
        let mut at = 0;
        for found in AROUND.captures_iter(&self.text) {
            let (Some(first), Some(second)) = (found.get(2), found.get(3)) else {
                continue;
            };
            let tens = found.get(4).map_or("", |tens| tens.as_str());
            let next = |one: &str, other: &str| {
                numeral(one)
                    .zip(numeral(other))
                    .is_some_and(|(one, other)| other == one + 1 || (one, other) == (3, 5))
            };
            if !next(first.as_str(), second.as_str()) {
                continue;
            }
            spread.text.push_str(&self.text[at..first.start()]);
            spread.places.extend(&self.places[at..first.start()]);
            let (one, other) = (first.as_str(), second.as_str());
            let end = second.end() + tens.len();
            let range = format!("{one}{tens}到{other}{tens}");
            spread.text.push_str(&range);
            let places = spread.text.len() - 1;
            spread.places.resize(places, self.places[first.start()]);
            spread.places.push(self.places[end - 1]);
            at = end;
        }
        spread.text.push_str(&self.text[at..]);
        spread.places.extend(&self.places[at..]);
        spread
    }

    /// The text with the names of months and seasons in the place of what a slip made of them.
    fn mended(self) -> Self {
        let mut mended = Self {
            text: String::new(),
            places: Vec::new(),
        };
        let mut at = 0;
        while at < self.text.len() {
            let rest = &self.text[at..];
            let length = rest
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(rest.len());
            let word = &rest[..length.max(rest.chars().next().map_or(1, char::len_utf8))];
            if let Some(name) = meant(word) {
                mended.text.push_str(name);
                mended.places.resize(mended.text.len() - 1, self.places[at]);
                mended.places.push(self.places[at + word.len() - 1]);
            } else {
                mended.text.push_str(word);
                mended.places.extend(&self.places[at..at + word.len()]);
            }
            at += word.len();
        }
        mended.places.extend(self.places.last());
        mended
    }

    /// Where in the question something ends that ends here in the text.
    pub(super) fn end(&self, question: &str, end: usize) -> usize {
        let Some(last) = end.checked_sub(1).and_then(|last| self.places.get(last)) else {
            return 0;
        };
        let width = question[*last..].chars().next().map_or(0, char::len_utf8);
        last + width
    }
}

/// Two numerals that follow each other, before what they count.
static AROUND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(^|[^一二三四五六七八九十百千万两0-9])([一两二三四五六七八])([二两三四五六七八九])([十百千万]?)(?:个|天|周|年|月|次|单|件|岁|倍|成|元|块|回|笔|位|名|来天|多天)",
    )
});

/// Whether a character is one of Chinese writing.
fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Parts of the calendar whose names are long enough to be known with a letter wrong.
const CALENDAR: [&str; 11] = [
    "january",
    "february",
    "august",
    "september",
    "october",
    "november",
    "december",
    "summer",
    "winter",
    "autumn",
    "christmas",
];

/// The part of the calendar that a word was meant to name, where it is no name but a slip of one.
fn meant(word: &str) -> Option<&'static str> {
    if word.len() < 5 || CALENDAR.contains(&word) {
        return None;
    }
    CALENDAR.into_iter().find(|name| {
        let first = name.as_bytes()[0] == word.as_bytes()[0];
        let other = name.len() == word.len() && word.len() < 7;
        first && !other && strsim::osa_distance(name, word) == 1
    })
}
