//! What is said of a number beside it: whether it counts itself, 20件以上（不含20件）; and parts of all, "one in five".

use std::sync::LazyLock;

use regex::Regex;

use super::phrase::{Phrase, Quantity};
use super::phrases::Tokens;
use super::senses::{About, Compare, Sense};
use super::tokens::{Meaning, Number};
use crate::guardrails::pattern;

/// Where it ends that says whether the number before counts itself, 20件以上（不含20件）; its bound is changed to what it says.
pub(super) fn inclusive(
    text: &str,
    at: usize,
    found: &mut [(usize, usize, Meaning)],
) -> Option<usize> {
    let said = INCLUSIVE.captures(&text[at..])?;
    let without = said.get(1).is_some();
    // "Over 20 orders, excluding 25 orders" speaks of another number than the bound.
    let own: String = said[0].chars().filter(char::is_ascii_digit).collect();
    if let Ok(own) = own.parse::<f64>() {
        let number = found.iter().rev().find_map(|(.., meaning)| match meaning {
            Meaning::Number(number) => Some(number.value),
            _ => None,
        });
        if number.is_none_or(|number| number.to_bits() != own.to_bits()) {
            return None;
        }
    }
    // The comparison stands before the number or behind it.
    let bound = found.iter_mut().rev().take(4).find_map(|(.., meaning)| {
        let Meaning::Sense(Sense::Before(compare) | Sense::Behind(compare)) = meaning else {
            return None;
        };
        Some(compare)
    })?;
    *bound = match (*bound, without) {
        (Compare::Above | Compare::AtLeast, true) => Compare::Above,
        (Compare::Above | Compare::AtLeast, false) => Compare::AtLeast,
        (Compare::Below | Compare::AtMost, true) => Compare::Below,
        (Compare::Below | Compare::AtMost, false) => Compare::AtMost,
        (Compare::Exactly, _) => return None,
    };
    Some(at + said[0].len())
}

/// Whether the number itself counts, behind a bound.
static INCLUSIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(不(?:包?含|算|包括|计)|not including |not counting |excluding |exclusive\b)|包?含|包括|including |counting |inclusive\b)(?:exactly )?(?:本数|这个数|等于|(?:第)?[0-9][0-9,.]*(?:件|单|次|个|元|块|天|岁|分|%)?(?: (?:itself|exactly|yuan|items?|orders?|days?|points?))?)?(?:在内)?(?:[)）,，。.;；]|$)",
    )
});

/// Whether the ends of a time count, as they do: 含当天.
static ENDS_COUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:不含|不包括|不包含|不算|含|包括|包含|算上)(?:[0-9]{1,2}[号日]|当天|当日|那天|今天|首尾|两端|两头|本数)(?:本身|当天|在内)?",
    )
});
/// Where it ends that says whether the ends of a time count, and whether that is not read: they do count, so that a day that
/// is left out is not, but for one before which it was.
pub(super) fn ends_count(before: &str, text: &str) -> Option<(usize, bool)> {
    let found = ENDS_COUNT.find(text)?;
    let outside = before
        .trim_end_matches([' ', ',', '、', '(', ';'])
        .ends_with('前');
    Some((found.end(), text.starts_with('不') && !outside))
}

impl Tokens<'_> {
    /// Whether a number of orders stands before a word that bounds it.
    pub(super) fn bounds_orders(&self, at: usize) -> bool {
        let of = at > 1
            && matches!(
                self.sense(at - 1),
                Some(Sense::About(About::Buying | About::Categories))
            );
        of && self
            .counted(at - 2)
            .is_some_and(|(end, number, unit)| end == at - 1 && unit.is_none() && !number.money)
    }

    /// Whether what is left out is the number that stands before, and nothing more.
    pub(super) fn counts_again(&self, at: usize) -> bool {
        let Some((end, own, _)) = self.counted(at + 1) else {
            return false;
        };
        let before = (at.saturating_sub(4)..at).rev();
        let mut before = before.filter_map(|at| self.counted(at));
        self.clause_ends(end)
            && before.any(|(_, number, _)| number.value.to_bits() == own.value.to_bits())
    }

    /// The number behind a word that leaves it out, as one that is exceeded.
    pub(super) fn excluded_bound(&self, at: usize) -> Option<(usize, Phrase)> {
        match self.number(at + 1) {
            (end, Phrase::Quantity(quantity)) => {
                let compare = Some(Compare::Above);
                Some((
                    end,
                    Phrase::Quantity(Quantity {
                        compare,
                        ..quantity
                    }),
                ))
            }
            _ => None,
        }
    }

    /// Whether the number of a bound stands again before what leaves it out, and nothing more follows.
    pub(super) fn bound_before(&self, at: usize) -> bool {
        let number = |at: usize| {
            self.counted(at)
                .map(|(_, number, _)| number.value.to_bits())
        };
        let own = at.checked_sub(1).and_then(number);
        let before = |at: usize| number(at) == own;
        own.is_some() && self.clause_ends(at + 1) && (0..at - 1).any(before)
    }
}

/// "More than one item in five": a part of all.
pub(super) fn one_in(text: &str, at: usize) -> Option<(usize, Meaning)> {
    static ONE_IN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:one|1)(?: (?:order|item|product|piece|thing|purchase|article))? (?:in|out of)(?: every)? (three|four|five|six|seven|eight|ten|twenty|3|4|5|6|8|10|20)(?: (?:orders|items|products|pieces|things|purchases|articles))?(?:$|[^a-z0-9 ]| (?:and|but|or|who|of|back)\b)",
        )
    });
    let found = ONE_IN.captures(&text[at..])?;
    let of = match &found[1] {
        "three" | "3" => 3.0,
        "four" | "4" => 4.0,
        "five" | "5" => 5.0,
        "six" | "6" => 6.0,
        "seven" => 7.0,
        "eight" | "8" => 8.0,
        "ten" | "10" => 10.0,
        _ => 20.0,
    };
    let number = Number {
        value: 100.0 / of,
        money: false,
        percent: true,
        aged: false,
    };
    let goods = [
        " orders",
        " items",
        " products",
        " pieces",
        " things",
        " purchases",
        " articles",
    ];
    let end = at + found.get(1)?.end();
    let plural = goods.iter().find(|word| text[end..].starts_with(**word));
    Some((
        end + plural.map_or(0, |word| word.len()),
        Meaning::Number(number),
    ))
}
