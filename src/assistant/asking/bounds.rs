//! What is said of a number beside it: whether it counts itself, 20件以上（不含20件）; and parts of all, "one in five".

use std::sync::LazyLock;

use regex::Regex;

use super::senses::{Compare, Sense};
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
