//! How a question narrows what was asked before, or changes a number of it.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value as Json, json};

use crate::features::{Holds, column};
use crate::guardrails::{normalise, pattern};

/// A number in the place of one that was asked before: "make it 60 days", 改成90天.
static CHANGES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:ok(?:ay)?,? |and |no,? |sorry,? |actually,? |right,? )*(?:(?:make|set|change|switch|put) (?:it|that|this)(?: to| at)?|(?:what|how) about|try|instead|say|rather) (?:over |above |more than |at least |under |below |less than |the last |in the last )?",
        r"[£¥$€]?(\d+(?:\.\d+)?) ?(%|percent|days?|weeks?|months?|years?|orders?|times|points?)?(?: (?:instead|rather|then|please|pls|or more))*[\s?.!]*$",
        r"|^(?:no|sorry|actually|rather|i meant?)[, ]+(?:over |above |more than |at least |under |below |less than )?[£¥$€]?(\d+(?:\.\d+)?) ?(%|percent|days?|weeks?|months?|years?|orders?|times|points?)?[\s?.!]*$",
        r"|^(?:那|把)?(?:时间|天数|数字|金额|次数|它)?(?:改|换|调|变|放宽|收紧|缩短|延长)(?:成|为|到)?(?:超过|至少|近|过去|最近)?(\d+(?:\.\d+)?) ?(%|天|周|个?星期|个?月|年|次|单|分|元|块)?(?:以上|以内|内|呢|吧|试试|看看)*[\s?？。!]*$",
        r"|^(?:那|那么)?(?:超过|高于|大于|至少|低于|不到|少于)?(\d+(?:\.\d+)?) ?(%|天|周|个?星期|个?月|年|次|单|分|元|块)?(?:以上|以下)?的?呢[\s?？。!]*$",
    ))
});

/// Whether a message gives another number for one that was asked before.
pub(super) fn changes(message: &str) -> bool {
    CHANGES.is_match(&normalise(message))
}

/// The last filter with the number that a message gives in the place of its own: that of the last condition whose number
/// is of the same kind. Nothing where the message gives none, or the filter has none like it.
pub(super) fn changed(last: &Json, message: &str) -> Option<Json> {
    let text = normalise(message);
    let found = CHANGES.captures(&text)?;
    let group = |first: usize| (0..4).find_map(|place| found.get(first + 2 * place));
    let number = group(1)?;
    let number: f64 = number.as_str().parse().ok()?;
    let unit = group(2).map_or("", |unit| unit.as_str());
    let days = match unit.trim_start_matches('个').trim_end_matches('s') {
        "day" | "天" => Some(1.0),
        "week" | "周" | "星期" => Some(7.0),
        "month" | "月" => Some(30.0),
        "year" | "年" => Some(365.0),
        _ => None,
    };
    let (kind, number) = match (days, unit) {
        (Some(days), _) => (Kind::Days, number * days),
        (None, "%" | "percent") => (Kind::Share, number / 100.0),
        (None, "") => (Kind::Any, number),
        (None, _) => (Kind::Amount, number),
    };
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let bound = if says(&[
        "over",
        "above",
        "more than",
        "at least",
        "超过",
        "高于",
        "大于",
        "至少",
        "以上",
    ]) {
        Bound::Lower
    } else if says(&[
        "under",
        "below",
        "less than",
        "低于",
        "不到",
        "少于",
        "以下",
    ]) {
        Bound::Upper
    } else {
        Bound::Either
    };
    let given = Given {
        number,
        kind,
        bound,
    };
    let mut filter = last.clone();
    replaced(&mut filter, given).then_some(filter)
}

/// What a number is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Days,
    Share,
    Amount,
    /// It does not say.
    Any,
}

/// From which side a number bounds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Lower,
    Upper,
    /// It does not say.
    Either,
}

/// A number as it was given.
#[derive(Clone, Copy)]
struct Given {
    number: f64,
    kind: Kind,
    bound: Bound,
}

/// Puts a number in the place of the last one of its kind, and says whether there was one.
fn replaced(filter: &mut Json, given: Given) -> bool {
    match filter {
        Json::Array(parts) => {
            let mut parts = parts.iter_mut().rev();
            parts.any(|part| replaced(part, given))
        }
        Json::Object(fields) if fields.contains_key("column") => compared(fields, given),
        Json::Object(fields) if fields.contains_key("within_days") => {
            let timed = matches!(given.kind, Kind::Days | Kind::Any);
            if timed {
                fields.insert("within_days".to_owned(), plain(given.number));
            }
            timed
        }
        Json::Object(fields) => fields.values_mut().any(|inside| replaced(inside, given)),
        _ => false,
    }
}

/// The same in the condition on a column.
fn compared(fields: &mut serde_json::Map<String, Json>, given: Given) -> bool {
    let Given {
        number,
        kind,
        bound,
    } = given;
    let name = fields.get("column").and_then(Json::as_str);
    let own = match name.and_then(column).map(|column| column.holds) {
        Some(Holds::Days) => Kind::Days,
        Some(Holds::Share) => Kind::Share,
        Some(Holds::Count | Holds::Money | Holds::Number) => Kind::Amount,
        Some(Holds::Word | Holds::Flag) | None => return false,
    };
    let operators: &[&str] = match bound {
        Bound::Lower => &["above", "at_least"],
        Bound::Upper => &["below", "at_most"],
        Bound::Either => &["above", "at_least", "below", "at_most", "is"],
    };
    let operator = operators.iter().find(|name| fields.contains_key(**name));
    let Some(operator) = operator.filter(|_| kind == own || kind == Kind::Any) else {
        return false;
    };
    // "Make it 70" of a risk means hundredths.
    let hundredths = own == Kind::Share && kind == Kind::Any && number > 1.0;
    let number = if hundredths { number / 100.0 } else { number };
    fields.insert((*operator).to_owned(), plain(number));
    true
}

/// A number as people write it: 90 rather than 90.0.
#[allow(
    clippy::cast_possible_truncation,
    reason = "whole and within the range"
)]
fn plain(number: f64) -> Json {
    if number.fract() == 0.0 && number.abs() < 1e9 {
        json!(number as i64)
    } else {
        json!(number)
    }
}

/// The last filter with another time in the place of the one that it asks of orders, purchases or joining: "and in
/// October?". Nothing where it asks of no time.
pub(super) fn retimed(last: &Json, time: &Json) -> Option<Json> {
    let mut filter = last.clone();
    put_time(&mut filter, time).then_some(filter)
}

/// Puts a time in the place of the last one, and says whether there was one.
fn put_time(filter: &mut Json, time: &Json) -> bool {
    if let Json::Array(parts) = filter {
        return parts.iter_mut().rev().any(|part| put_time(part, time));
    }
    let Json::Object(fields) = filter else {
        return false;
    };
    if let Some(column) = fields.get("column").and_then(Json::as_str) {
        // Who has not ordered for long did not in the other time; that is not what is asked.
        let late = ["above", "at_least"];
        if column == "recency_days" && late.iter().any(|late| fields.contains_key(*late)) {
            return false;
        }
        let Some((_, counted)) = OF_TIMES.iter().find(|(name, _)| *name == column) else {
            return false;
        };
        fields.remove("column");
        let mut ordered = time.clone();
        if let Some(counted) = counted {
            ordered[*counted] = Json::Object(std::mem::take(fields));
        }
        *filter = json!({ "ordered": ordered });
        return true;
    }
    for form in ["ordered", "bought"] {
        if let Some(asked) = fields.get_mut(form).and_then(Json::as_object_mut) {
            asked.retain(|key, _| !["within_days", "since", "before"].contains(&key.as_str()));
            asked.extend(time.as_object().cloned().unwrap_or_default());
            return true;
        }
    }
    fields.values_mut().any(|inside| put_time(inside, time))
}

/// Columns that are of a time, and what is counted in it of which the same is asked; nothing where any order will do.
const OF_TIMES: [(&str, Option<&str>); 5] = [
    ("orders_90", Some("orders")),
    ("orders_365", Some("orders")),
    ("spend_90", Some("spend")),
    ("spend_365", Some("spend")),
    ("recency_days", None),
];

/// Other goods in the place of those that were asked for, with the time and the number as they were: "what about coffee
/// instead". Nothing where the message does not say so, or either filter asks for no goods or for several.
pub(super) fn swapped(last: &Json, next: &Json, message: &str) -> Option<Json> {
    if !SWAPS.is_match(&normalise(message)) {
        return None;
    }
    let goods = next
        .get("bought")?
        .as_object()
        .filter(|goods| goods.len() == 1)?;
    let mut filter = last.clone();
    let own = bought(&mut filter)?;
    own.remove("category");
    own.remove("brand");
    own.extend(goods.clone());
    Some(filter)
}

/// The goods that a filter asks for, where there is one condition on goods.
fn bought(filter: &mut Json) -> Option<&mut serde_json::Map<String, Json>> {
    let conditions = match filter.get("all") {
        Some(Json::Array(_)) => filter.get_mut("all")?.as_array_mut()?.as_mut_slice(),
        _ => std::slice::from_mut(filter),
    };
    let mut found = conditions
        .iter_mut()
        .filter_map(|condition| condition.get_mut("bought")?.as_object_mut());
    let first = found.next();
    found.next().is_none().then_some(first)?
}

/// Something takes the place of what was asked for.
static SWAPS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\binstead\b|\b(?:what|how) about\b|换成|改成|换|呢[\s?？。!]*$"));

/// The last filter with the conditions of the next: one on the same column takes the place of the one before.
pub(super) fn refined(last: &Json, next: &Json) -> Json {
    let conditions = |filter: &Json| match filter.get("all") {
        Some(Json::Array(conditions)) => conditions.clone(),
        _ => vec![filter.clone()],
    };
    let column = |condition: &Json| condition.get("column").cloned();
    let news = conditions(next);
    let mut all = conditions(last);
    all.retain(|old| {
        let same = |new: &Json| new == old || (column(old).is_some() && column(new) == column(old));
        !news.iter().any(same)
    });
    all.extend(news);
    json!({ "all": all })
}
