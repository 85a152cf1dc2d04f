//! How far an order has come, in a sentence and on record.

use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::{Fact, Record};

use super::text::pattern;

/// The states of an order as records write them in English, each with the words that claim it.
static STATES: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    let states = [
        (
            "on its way",
            r"\b(?:been |was |is |has |already )*(?:shipped|dispatched|sent(?: out)?)\b|\bon (?:its|the|their) way\b|\bin transit\b|已经?(?:发货|寄出|发出)|(?:发货|寄出)了|运输中|在路上|在途",
        ),
        (
            "delivered",
            r"\b(?:been |was |is |has |already )*(?:delivered|arrived)\b|已经?(?:送达|签收|送到|收到)|(?:签收|送达|送到)了",
        ),
        (
            "cancelled",
            r"\b(?:been |was |is |has |already )*cancell?ed\b|已经?取消|取消了|是取消状态",
        ),
        (
            "returned",
            r"\b(?:been |was |is |has |already )*returned\b|已经?退货|退货了",
        ),
        ("invoiced", r"\binvoiced\b|已开票"),
        (
            "placed",
            r"\bnot (?:been )?(?:sent|shipped|dispatched)(?: out)?(?: yet)?\b|\byet to be (?:sent|shipped)\b|\bwaiting to be (?:sent|shipped)\b|(?:待|未|没有?|尚未|还没有?)发货",
        ),
    ];
    let compiled = states.into_iter();
    compiled.map(|(name, text)| (name, pattern(text))).collect()
});

/// A claim of how far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// Where it begins in the normalised sentence, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// The state that it claims, as it begins on record in English.
    state: &'static str,
}

impl Claim {
    /// Whether `record` is an order in that state.
    pub(super) fn is_of(&self, record: &Record) -> bool {
        state_of(record).is_some_and(|state| state.starts_with(self.state))
    }
}

/// The state of the order that a record is of, in English.
fn state_of(record: &Record) -> Option<&'static str> {
    record.facts.iter().find_map(|fact| match fact {
        Fact::State { english, .. } => Some(*english),
        _ => None,
    })
}

/// Whether a record is of an order.
pub(super) fn is_order(record: &Record) -> bool {
    state_of(record).is_some()
}

/// Whether any of the records is an order.
pub(super) fn has_orders(records: &[Record]) -> bool {
    records.iter().any(is_order)
}

/// All claims of a state in a normalised sentence. What denies one ("not sent yet") is a claim of its own and hides the
/// one inside it.
pub(super) fn claims(sentence: &str) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    // From the last: "not shipped" before "shipped".
    for (state, words) in STATES.iter().rev() {
        for found in words.find_iter(sentence) {
            let (start, end) = (found.start(), found.end());
            let hidden = claims
                .iter()
                .any(|claim| claim.start < end && start < claim.end);
            if !hidden {
                claims.push(Claim { start, end, state });
            }
        }
    }
    claims
}
