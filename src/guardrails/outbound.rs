//! The check of a sentence against the evidence.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::{Evidence, Fact, Record, Subject};

use super::affirming;
use super::lexicon::Lexicon;
use super::measures::holds_measure;
use super::naming::{Naming, namings};
use super::numbers::{Kind, Mention, mentions};
use super::text::{normalise, pattern};
use super::{claims, named, progress, stock};

/// Why a sentence does not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.what)
    }
}

static LIMIT_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(under|below|within|budget( of| is)?|limit of|top of|maximum of|less than|up to|at most|over|above|more than|at least|between|and|to|不超过|低于|不到|少于|预算|在|超过|高于)\s*$",
    )
});
static LIMIT_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(元|块|块钱|英镑|镑)?\s*(以内|以下|之内|内|左右|以上|or less|or more|budget|到|至|的预算)",
    )
});
/// What stands before a limit that is denied.
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(\bnot|\bnever|n't|\bno longer|不是?|没有?)\s*(quite |really |priced |a )?$")
});
/// What stands before a count of the things spoken of.
static OF_THESE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:the|these|those|all|your|our)\s*$|(?:这|那|以上)\s*$"));
/// What stands before a number that is the shopper's own.
static YOURS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:your|you (?:asked|said|mentioned)(?: for)?)\s*$|[您你](?:的|说的|要的)?\s*$")
});
/// What stands after one that is too much or too little.
static DOES_NOT_FIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*\S{0,8}?\s?(?:的话|还?不行|还?不能|不够|超出|年级|is (?:too|more|over|above|less)|would be too|won't|does not|doesn't)",
    )
});
/// A number's sentence or clause ends, or words of a limit come: no unit stands there.
static NO_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\s*($|[,.;:!?)，。；：！？）、]|以内|以下|之内|的?预算|budget|or less|or more)")
});
pub(super) static ORDER_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u:\b)([a-z]{1,3}-?\d{4,}|\d{5,})(?-u:\b)"));
/// What was asked and said before a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speech {
    /// The record spoken of last, by its place in the evidence.
    last: Option<usize>,
    /// The numbers of the message that is answered, in thousandths.
    asked: Vec<i64>,
}

impl Speech {
    /// Nothing was said yet in answer to `message`. A sentence that names nothing is about the first of the records, where
    /// who finds the words knows of no other (`of_first`).
    #[must_use]
    pub fn after(message: &str, of_first: bool) -> Self {
        let numbers = mentions(&normalise(message)).into_iter();
        Self {
            last: of_first.then_some(0),
            asked: numbers.map(|mention| mention.milli).collect(),
        }
    }

    /// Checks one sentence that is about to be said. "It" is what the sentence before spoke of.
    ///
    /// # Errors
    /// The first thing in it that the evidence does not support.
    pub fn check(
        &mut self,
        sentence: &str,
        evidence: &Evidence,
        lexicon: &Lexicon,
    ) -> Result<(), Finding> {
        let normal = normalise(sentence);
        let records = &evidence.records;
        let states = if progress::has_orders(records) {
            progress::claims(&normal)
        } else {
            Vec::new()
        };
        let stated = |place| {
            states
                .iter()
                .any(|state| (state.start..state.end).contains(&place))
        };
        if let Some(what) = claims::forbidden(&blank(&normal, stated)) {
            return Err(finding(what, sentence));
        }
        let names = namings(&normal, records);
        named::check(sentence, &normal, evidence, &names, lexicon)?;
        let named = |place| {
            names
                .iter()
                .any(|name| (name.start..name.end).contains(&place))
        };
        let masked = blank(&normal, named);
        let view = View {
            evidence,
            names: &names,
            speech: self,
        };
        check_order_numbers(&masked, evidence)?;
        for mention in mentions(&masked) {
            view.check_number(&masked, &mention)?;
        }
        for state in &states {
            if !view
                .record_at(state.start)
                .is_some_and(|record| state.is_of(record))
            {
                return Err(finding("a state that the order is not in", sentence));
            }
        }
        view.check_stock(&masked)?;
        view.check_properties(&masked)?;
        if let Some(word) = affirming::unsupported_answer(&masked, evidence) {
            return Err(finding("a yes or no to what no record says", &word));
        }
        if let Some(name) = names.last() {
            self.last = Some(name.record);
        }
        Ok(())
    }
}

/// Checks one sentence by itself.
///
/// # Errors
/// As [`Speech::check`].
pub fn check(sentence: &str, evidence: &Evidence, lexicon: &Lexicon) -> Result<(), Finding> {
    Speech::default().check(sentence, evidence, lexicon)
}

pub(super) fn finding(what: &str, place: &str) -> Finding {
    Finding {
        what: format!("{what}: {place}"),
    }
}

/// Blanks places out, so that "3D" in a name is no number; the places of what is left stay the same.
pub(super) fn blank(normal: &str, hidden: impl Fn(usize) -> bool) -> String {
    normal
        .char_indices()
        .map(|(place, c)| {
            if hidden(place) {
                "_".repeat(c.len_utf8())
            } else {
                c.to_string()
            }
        })
        .collect()
}

fn check_order_numbers(masked: &str, evidence: &Evidence) -> Result<(), Finding> {
    for found in ORDER_NUMBER.find_iter(masked) {
        let known = evidence.records.iter().any(|record| match &record.subject {
            Subject::Order(number) => normalise(number.as_str()) == found.as_str(),
            Subject::Product(_) | Subject::Member(_) | Subject::Members => {
                holds_number(record, found.as_str())
            }
        });
        if !known {
            return Err(finding(
                "an order number that no tool found",
                found.as_str(),
            ));
        }
    }
    Ok(())
}

/// A sentence's view of the evidence.
pub(super) struct View<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) names: &'a [Naming],
    pub(super) speech: &'a Speech,
}

impl View<'_> {
    /// The record that a place in the sentence speaks of: the one named last before it, or else the
    /// first that is named; in a sentence without names, the one that the sentence before spoke of, or the
    /// only one there is.
    fn record_at(&self, place: usize) -> Option<&Record> {
        let naming = self
            .names
            .iter()
            .rfind(|name| name.start <= place)
            .or(self.names.first());
        match (naming, &self.evidence.records[..]) {
            (Some(naming), records) => records.get(naming.record),
            (None, [only]) => Some(only),
            (None, records) => self.speech.last.and_then(|last| records.get(last)),
        }
    }

    pub(super) fn check_number(&self, masked: &str, mention: &Mention) -> Result<(), Finding> {
        let text = &masked[mention.start..mention.end];
        let unsupported = |what: &str| Err(finding(what, text));
        let record = self.record_at(mention.start);
        match mention.kind {
            // "100% cotton" is no discount where the record says so.
            Kind::Discount => match record {
                Some(record) if holds_number_of(record, mention.milli, &masked[mention.end..]) => {
                    Ok(())
                }
                _ => unsupported("a discount that no record holds"),
            },
            Kind::Money(code) if self.is_limit(masked, mention, code) => Ok(()),
            Kind::Money(code) => match record {
                Some(record) if holds_money(record, mention.milli, code) => Ok(()),
                _ => unsupported("an amount that is not in the record it is said of"),
            },
            Kind::Stock => match record.and_then(Record::stock) {
                Some(stock) if stock.checked_mul(1000) == Some(mention.milli) => Ok(()),
                _ if record.is_some_and(|record| holds_quantity(record, mention.milli)) => Ok(()),
                _ => unsupported("a stock that is not in the record it is said of"),
            },
            Kind::Date => match record {
                Some(record)
                    if holds_day(record, text)
                        || holds_number_of(record, mention.milli, &masked[mention.end..]) =>
                {
                    Ok(())
                }
                _ if self.is_echo(masked, mention) => Ok(()),
                _ => unsupported("a time that is not in the record it is said of"),
            },
            Kind::Count | Kind::Plain
                if self.is_bare_limit(masked, mention) || self.is_echo(masked, mention) =>
            {
                Ok(())
            }
            Kind::Count | Kind::Plain => {
                let counted = [self.distinct(), self.evidence.records.len()]
                    .iter()
                    .any(|&n| i64::try_from(n * 1000) == Ok(mention.milli));
                let after = &masked[mention.end..];
                let held = record.is_some_and(|record| {
                    holds_number_of(record, mention.milli, after)
                        || holds_quantity(record, mention.milli)
                        || (mention.kind == Kind::Count
                            && record.stock().and_then(|s| s.checked_mul(1000))
                                == Some(mention.milli))
                });
                let before = &masked[..mention.start];
                let of_order = record.is_some_and(progress::is_order);
                let counts = counted
                    && !of_order
                    && (mention.kind == Kind::Count || OF_THESE.is_match(before));
                if counts || held {
                    Ok(())
                } else {
                    unsupported("a number that no record holds")
                }
            }
        }
    }

    /// A number of the shopper's own, said back as theirs or as what does not fit: "your 16 inches", 8个月还不行.
    fn is_echo(&self, masked: &str, mention: &Mention) -> bool {
        let (before, after) = (&masked[..mention.start], &masked[mention.end..]);
        self.speech.asked.contains(&mention.milli)
            && (YOURS.is_match(before) || DOES_NOT_FIT.is_match(after))
    }

    /// How many different records the sentence names.
    fn distinct(&self) -> usize {
        let mut records: Vec<usize> = self.names.iter().map(|name| name.record).collect();
        records.sort_unstable();
        records.dedup();
        records.len()
    }

    /// "under 20", said back to the shopper who set that limit.
    fn is_limit(&self, masked: &str, mention: &Mention, code: Option<&str>) -> bool {
        let before = masked[..mention.start].trim_end_matches(['¥', '£', '$', '€', ' ']);
        let frame = LIMIT_BEFORE.find(before);
        let framed = frame.is_some() || LIMIT_AFTER.is_match(&masked[mention.end..]);
        // What was found keeps to the limit: "not under 30" is never true.
        let denied = DENIED.is_match(&before[..frame.map_or(before.len(), |frame| frame.start())]);
        framed
            && !denied
            && self
                .evidence
                .limits
                .iter()
                .any(|limit| milli_of(limit) == Some(mention.milli) && is_in(limit, code))
    }

    /// "under 20." where no unit follows that would make it anything but money.
    fn is_bare_limit(&self, masked: &str, mention: &Mention) -> bool {
        NO_UNIT.is_match(&masked[mention.end..]) && self.is_limit(masked, mention, None)
    }

    /// Whether things can be had: each claim speaks of the records named since the claim before it.
    fn check_stock(&self, masked: &str) -> Result<(), Finding> {
        let mut from = 0;
        for claim in stock::claims(masked) {
            let mut records: Vec<&Record> = self
                .names
                .iter()
                .filter(|name| (from..claim.start).contains(&name.start))
                .filter_map(|name| self.evidence.records.get(name.record))
                .collect();
            if records.is_empty() {
                records.extend(self.record_at(claim.start));
            }
            if records.is_empty() && self.names.is_empty() {
                records.extend(&self.evidence.records);
            }
            from = claim.start;
            let right = !records.is_empty()
                && records.iter().all(|record| {
                    record
                        .stock()
                        .is_some_and(|stock| (stock > 0) == claim.present)
                });
            if !right {
                return Err(finding("a stock state that no record holds", masked));
            }
        }
        Ok(())
    }

    /// Attributes: each stretch from one name to the next is about the record named at its beginning.
    fn check_properties(&self, masked: &str) -> Result<(), Finding> {
        let mut cuts: Vec<usize> = self.names.iter().skip(1).map(|name| name.start).collect();
        cuts.push(masked.len());
        let mut start = 0;
        for end in cuts {
            let part = &masked[start..end];
            let place = self
                .names
                .iter()
                .map(|n| n.start)
                .rfind(|&p| p < end)
                .unwrap_or(start);
            let candidates: Vec<&Record> = match self.record_at(place) {
                Some(record) => vec![record],
                None => self.evidence.records.iter().collect(),
            };
            start = end;
            if candidates.is_empty() {
                continue;
            }
            for record in candidates {
                if let Some(word) = claims::unsupported_property(part, record) {
                    return Err(finding("a property that the record does not hold", word));
                }
            }
        }
        Ok(())
    }
}

/// An amount in thousandths of the currency's unit.
fn milli_of(money: &crate::money::Money) -> Option<i64> {
    money
        .minor
        .checked_mul(1000)?
        .checked_div(10_i64.pow(money.currency.decimals()))
}

/// Whether an amount is in the currency that a sentence tells by code or sign, if it tells one.
fn is_in(money: &crate::money::Money, code: Option<&str>) -> bool {
    code.is_none_or(|code| code == money.currency.code() || code == money.currency.sign())
}

fn holds_money(record: &Record, milli: i64, code: Option<&str>) -> bool {
    record.facts.iter().any(|fact| match fact {
        Fact::Price(money) | Fact::Total(money) => {
            milli_of(money) == Some(milli) && is_in(money, code)
        }
        _ => false,
    })
}

fn holds_quantity(record: &Record, milli: i64) -> bool {
    record.facts.iter().any(
        |fact| matches!(fact, Fact::Quantity(quantity) if quantity.checked_mul(1000) == Some(milli)),
    )
}

fn holds_day(record: &Record, digits: &str) -> bool {
    record.facts.iter().any(|fact| match fact {
        Fact::Placed(moment) => moment
            .day()
            .split('-')
            .any(|part| part.trim_start_matches('0') == digits.trim_start_matches('0')),
        _ => false,
    })
}

/// Whether the record's name or attributes hold a number of this value, of the same unit: 20袋 in a name says nothing of
/// 20盒.
fn holds_number_of(record: &Record, milli: i64, after: &str) -> bool {
    record
        .texts()
        .any(|text| holds_measure(&normalise(text), milli, after))
}

/// Whether a number, written just so, stands in the record's name or attributes by itself, not as a part of a longer
/// one.
pub(super) fn holds_number(record: &Record, number: &str) -> bool {
    record.texts().any(|text| {
        let text = normalise(text);
        text.match_indices(number).any(|(place, _)| {
            let before = text[..place].chars().next_back();
            let after = text[place + number.len()..].chars().next();
            !before.is_some_and(|c| c.is_ascii_digit() || c == '.')
                && !after.is_some_and(|c| c.is_ascii_digit())
        })
    })
}
