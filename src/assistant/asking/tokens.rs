//! A question as tokens: the longest known word at each place, dates, and numbers.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use super::asides;
use super::births;
use super::blanks::blanks;
use super::bounds::{inclusive, one_in};
use super::campaigns::{self, Said};
use super::dates::{self, Period};
use super::senses::{Sense, Unit};
use super::strange;
use super::tags::{branded, raised, tagged};
use super::text::Text;
use super::vocabulary::{Entry, Lexicon, Named};
use super::windows::{that_time, within_the};
use crate::guardrails::{Amount, amounts, pattern};
use crate::money::Currency;

/// A piece of a question.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    /// Where it begins in the question as it was written, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    pub(super) meaning: Meaning,
}

impl Token {
    /// Whether it lies in a part of the question.
    pub(super) fn is_within(&self, part: &Range<usize>) -> bool {
        part.start <= self.start && self.end <= part.end
    }
}

/// What a token means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    Sense(Sense),
    Named(Named),
    Number(Number),
    Period(Period),
    /// People by when they were born: from one age to another, of which one may be open.
    Born(Option<i32>, Option<i32>),
    /// A mark that ends a clause or separates the entries of a list.
    Mark,
    Unknown,
}

impl Meaning {
    /// Whether it is a number, in digits or in words.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Sense(Sense::Number(_)))
    }

    /// Whether it says how many, how often, how long or how long ago.
    pub(super) fn measures(&self) -> bool {
        self.is_number()
            || matches!(
                self,
                Self::Sense(
                    Sense::Times(_)
                        | Sense::Days(_)
                        | Sense::Last
                        | Sense::Recently
                        | Sense::Unit(Unit::Time(_))
                )
            )
    }
}

/// A number with what it shows itself of its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    /// An amount of the shop's currency.
    pub(super) money: bool,
    /// Hundredths.
    pub(super) percent: bool,
    /// People of that age: "over 65s", "in their 40s".
    pub(super) aged: bool,
}

/// A word before the edge of a part of the calendar.
static EDGE_FOLLOWS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(in|over|during|within|for) the (?:first|last) (?:week|fortnight|ten days|half) of (?:the )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|summer|autumn|winter|spring|last|this|[0-9])",
    )
});

/// Takes a question apart.
pub(super) fn tokens(
    question: &str,
    lexicon: &Lexicon,
    currency: Currency,
    today: NaiveDate,
) -> Vec<Token> {
    let text = Text::new(question);
    let amounts = amounts(&text.text);
    let mut found: Vec<(usize, usize, Meaning)> = Vec::new();
    let mut at = 0;
    while let Some(c) = text.text[at..].chars().next() {
        if c == ' '
            || matches!(
                c,
                '"' | '\'' | '“' | '”' | '(' | ')' | '「' | '」' | '《' | '》' | '*' | '·'
            )
        {
            at += c.len_utf8();
            continue;
        }
        if let Some(end) = inclusive(&text.text, at, &mut found) {
            at = end;
            continue;
        }
        let said = blanks(&text.text, at);
        if !said.is_empty() {
            for (end, sense) in said {
                found.push((at, end, Meaning::Sense(sense)));
                at = end;
            }
            continue;
        }
        let again = that_time(&text.text[at..]).filter(|_| named_a_time(&found));
        let (end, meaning) = match again {
            Some(length) => (at + length, Meaning::Sense(Sense::ThatTime)),
            None => match within_the(&text.text[at..]) {
                Some(length) => (at + length, Meaning::Sense(Sense::Last)),
                None => next(&text.text, at, &amounts, lexicon, currency, today),
            },
        };
        match (found.last_mut(), &meaning) {
            // Chinese has no blanks between words: what is not known is one word.
            // So is a number in one: 双十一, and 约500 is not 500.
            (Some((_, last, Meaning::Unknown)), Meaning::Unknown | Meaning::Number(_))
                if *last == at =>
            {
                *last = end;
            }
            _ => found.push((at, end, meaning)),
        }
        at = end;
    }
    tagged(&text.text, &mut found);
    branded(&text.text, &mut found);
    raised(&mut found, lexicon);
    lexicon.bath(&text.text, &mut found);
    let token = |(start, end, meaning)| Token {
        start: text.places[start],
        end: text.end(question, end),
        meaning,
    };
    found.into_iter().map(token).collect()
}

/// Whether a time was named.
fn named_a_time(found: &[(usize, usize, Meaning)]) -> bool {
    found.iter().any(|(.., meaning)| {
        matches!(
            meaning,
            Meaning::Period(_)
                | Meaning::Sense(
                    Sense::Last
                        | Sense::Recently
                        | Sense::Days(_)
                        | Sense::Unit(Unit::Time(_))
                        | Sense::Inside
                )
        )
    })
}

/// The token at a place, and where it ends: behind the place.
fn next(
    text: &str,
    at: usize,
    amounts: &[Amount],
    lexicon: &Lexicon,
    currency: Currency,
    today: NaiveDate,
) -> (usize, Meaning) {
    let rest = &text[at..];
    let word = lexicon.longest(rest);
    let length = word.map_or(0, |(length, _)| length);
    // Where segments are spoken of, their names go before what their words say elsewhere.
    if let Some((own, key)) = Lexicon::segment(text, rest).filter(|(own, _)| *own >= length) {
        return (at + own, Meaning::Named(Named::Word("rfm", key.to_owned())));
    }
    if let Some((end, filter)) = asides::either_channel(text, at) {
        return (end, Meaning::Named(Named::Saved(filter)));
    }
    if let Some((end, unread)) = asides::aside(text, at) {
        let meaning = if unread {
            Meaning::Unknown
        } else {
            Meaning::Sense(Sense::Filler)
        };
        return (end, meaning);
    }
    // "In the last week of October" is of no last week.
    if let Some(found) = EDGE_FOLLOWS.captures(rest) {
        return (at + found[1].len(), Meaning::Sense(Sense::Filler));
    }
    if let Some((end, least, most)) = births::born(text, at, today) {
        return (end, Meaning::Born(least, most));
    }
    if let Some(Said { end, key }) = campaigns::said(text, at, lexicon) {
        return (end, Meaning::Named(Named::Campaign(key)));
    }
    if let Some((end, period)) = dates::slashed(text, at) {
        return (end, period.map_or(Meaning::Unknown, Meaning::Period));
    }
    if let Some(end) = strange::impossible(text, at) {
        return (end, Meaning::Unknown);
    }
    if let Some((end, period)) = dates::period(text, at, today)
        && end - at >= length
    {
        return (end, Meaning::Period(period));
    }
    if let Some((end, percent)) = one_in(text, at) {
        return (end, percent);
    }
    let number = number(text, at, amounts, currency);
    match (word, number) {
        (_, Some((end, number))) if end - at > length => (end, number),
        (Some((_, entry)), _) => (at + length, meaning(entry)),
        _ => unknown(text, at, lexicon),
    }
}

fn meaning(entry: &Entry) -> Meaning {
    match entry {
        Entry::Sense(sense) => Meaning::Sense(*sense),
        Entry::Named(named) => Meaning::Named(named.clone()),
    }
}

/// What is not known: a mark, a word in Latin letters that may be a slip of a known one, or a Chinese character.
fn unknown(text: &str, at: usize, lexicon: &Lexicon) -> (usize, Meaning) {
    let rest = &text[at..];
    let latin = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\'' | '-' | '_');
    let length = rest.find(|c: char| !latin(c)).unwrap_or(rest.len());
    if length > 0 {
        let word = &rest[..length];
        // 's of a possessive.
        if let Some(entry) = word.strip_suffix("'s").and_then(|word| {
            let (length, entry) = lexicon.longest(word)?;
            (length == word.len()).then_some(entry)
        }) {
            return (at + length, meaning(entry));
        }
        let entry = lexicon.meant(word);
        return (at + length, entry.map_or(Meaning::Unknown, meaning));
    }
    let c = rest.chars().next().unwrap_or(' ');
    let mark = matches!(c, ',' | '、' | ';' | '.' | '。' | '?' | '!' | ':' | '…');
    let meaning = if mark {
        Meaning::Mark
    } else {
        Meaning::Unknown
    };
    (at + c.len_utf8(), meaning)
}

/// A number that begins at a place, with the signs of its unit that belong to it.
fn number(
    text: &str,
    at: usize,
    amounts: &[Amount],
    currency: Currency,
) -> Option<(usize, Meaning)> {
    let hundredths = "百分之";
    let (start, percent) = match text[at..].strip_prefix(hundredths) {
        Some(_) => (at + hundredths.len(), true),
        None => (at, false),
    };
    let amount = amounts.iter().find(|amount| amount.start == start);
    // 百分之 begins with what looks like a numeral, so that the amount behind it is looked at by itself.
    let own = if percent {
        self::amounts(&text[start..])
    } else {
        Vec::new()
    };
    let own = own.first().filter(|amount| amount.start == 0);
    let (length, milli, money) = match (amount, own) {
        (Some(amount), _) => (amount.end - amount.start, amount.milli, amount.money),
        (None, Some(own)) => (own.end, own.milli, own.money),
        (None, None) => return None,
    };
    let mut end = start + length;
    let written = &text[start..end];
    let rest = &text[end..];
    let digits = written.ends_with(|c: char| c.is_ascii_digit());
    let many = |c: char| match c {
        'k' if !rest[1..].starts_with(|c: char| c.is_ascii_alphanumeric()) => Some(1000.0),
        '千' => Some(1000.0),
        '万' => Some(10_000.0),
        _ => None,
    };
    let times = rest.chars().next().filter(|_| digits).and_then(many);
    // "3 grand".
    let grand = rest
        .trim_start()
        .strip_prefix("grand")
        .filter(|behind| digits && !behind.starts_with(|c: char| c.is_ascii_alphanumeric()));
    let money = money || grand.is_some();
    let times = times.or(grand.map(|_| 1000.0));
    if let Some(behind) = grand {
        end = text.len() - behind.len();
    } else if times.is_some() {
        end += rest.chars().next().map_or(0, char::len_utf8);
    }
    #[allow(
        clippy::cast_precision_loss,
        reason = "thousandths of what people write"
    )]
    let value = milli as f64 / 1000.0 * times.unwrap_or(1.0);
    // An amount in another currency is not understood: there is no rate here.
    let (behind, other) = money_behind(&text[end..], currency);
    if money && grand.is_none() && !is_currency(written, currency) || other {
        return Some((end + behind, Meaning::Unknown));
    }
    // "Over 65s".
    let rest = text[end + behind..].trim_start_matches('\'');
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    let plain = !money && !percent && behind == 0 && digits && times.is_none();
    let aged = plain && written.len() == 2 && rest.strip_prefix('s').is_some_and(ends);
    let number = Number {
        value,
        money: money || behind > 0,
        percent,
        aged,
    };
    let plural = if aged {
        text.len() - end - rest.len() + 1
    } else {
        0
    };
    Some((end + behind + plural, Meaning::Number(number)))
}

/// The shop's currency behind a number and its thousands, or another one.
fn money_behind(rest: &str, currency: Currency) -> (usize, bool) {
    let found = CURRENCIES.iter().flat_map(|(code, words)| {
        let words = words.iter().copied();
        words.map(move |word| (*code, word))
    });
    let trimmed = rest.trim_start();
    let blank = rest.len() - trimmed.len();
    let latin = |c: char| c.is_ascii_alphanumeric();
    let found = found.filter(|(_, word)| {
        let behind = trimmed.strip_prefix(word);
        behind.is_some_and(|behind| !(word.ends_with(latin) && behind.starts_with(latin)))
    });
    match found.max_by_key(|(_, word)| word.len()) {
        Some((code, word)) => {
            let own = names(code, currency) || COLLOQUIAL.contains(&word);
            (blank + word.len(), !own)
        }
        None => (0, false),
    }
}

/// The words of currencies.
const CURRENCIES: [(&str, &[&str]); 5] = [
    (
        "CNY",
        &[
            "元",
            "块钱",
            "块",
            "大洋",
            "圆",
            "人民币",
            "yuan",
            "kuai",
            "rmb",
            "cny",
            "毛",
            "角",
        ],
    ),
    (
        "GBP",
        &[
            "£", "英镑", "镑", "pound", "pounds", "quid", "gbp", "pence", "p", "便士",
        ],
    ),
    (
        "USD",
        &[
            "$", "美元", "美金", "dollar", "dollars", "buck", "bucks", "usd",
        ],
    ),
    ("EUR", &["€", "欧元", "euro", "euros", "eur"]),
    ("JPY", &["日元", "yen", "jpy"]),
];

/// Words for a unit of money, whichever it is.
const COLLOQUIAL: [&str; 3] = ["块", "块钱", "大洋"];

/// Whether what stands in an amount names the shop's currency.
fn is_currency(written: &str, currency: Currency) -> bool {
    if written.contains('¥') {
        return matches!(currency.code(), "CNY" | "JPY");
    }
    if COLLOQUIAL.iter().any(|word| written.ends_with(word)) {
        return true;
    }
    let mut named = CURRENCIES
        .iter()
        .flat_map(|(code, words)| words.iter().map(move |word| (*code, *word)))
        .filter(|(_, word)| written.starts_with(word) || written.ends_with(word));
    named.all(|(code, _)| names(code, currency))
}

fn names(code: &str, currency: Currency) -> bool {
    code == currency.code()
}

impl Number {
    /// The number below zero.
    pub(super) fn negative(self) -> Self {
        Self {
            value: -self.value,
            ..self
        }
    }

    /// The number with a unit behind it.
    pub(super) fn of(self, unit: Unit) -> Self {
        match unit {
            Unit::Hundredths(each) => Self {
                value: self.value * each,
                percent: true,
                ..self
            },
            _ => self,
        }
    }
}
