//! What somebody buys most of, and which part of what they spend or order that is.

use serde_json::{Value, json};

use super::conditions::{compared, denied, operator};
use super::phrase::{Kind, Quantity};
use super::pieces::Frame;
use super::senses::{About, Compare};

/// The kinds of what is bought by which a favourite is known: each with the column of the favourite and that of its part.
const KINDS: [(&str, About, &str); 3] = [
    ("category", About::CategoryShare, "category_share"),
    ("brand", About::BrandShare, "brand_share"),
    ("channel", About::ChannelShare, "channel_share"),
];
/// From this part of all on, the part is that of the favourite, whatever else there is.
const MOST: f64 = 0.5;

/// The favourite category or brand, the usual channel, which part of all it has, or both; nothing where a time or a number
/// of something else stands with it.
pub(super) fn favourite(frame: &Frame) -> Option<Value> {
    let about = match frame.about? {
        About::OneCategory => About::CategoryShare,
        about => about,
    };
    if frame.about == Some(About::OneCategory) && frame.quantity.is_none() {
        let one = frame.goods.is_empty() && frame.window.is_none();
        return one.then(|| denied(compared("categories", "is", 1.0), frame.negated));
    }
    let kind = match (about, frame.goods.as_slice()) {
        (about, []) => KINDS.iter().find(|(_, of, _)| *of == about)?,
        (_, [(kind, _), rest @ ..]) => {
            let kind = KINDS.iter().find(|(named, ..)| named == kind)?;
            let same = rest.iter().all(|(other, _)| *other == kind.0);
            let fits = match about {
                About::CategoryShare | About::BrandShare | About::ChannelShare => kind.1 == about,
                _ => true,
            };
            (same && fits).then_some(kind)?
        }
    };
    let (column, _, part) = *kind;
    let timed = frame.window.is_some() && !frame.total;
    if timed || frame.only && frame.quantity.is_none() && frame.goods.is_empty() {
        return None;
    }
    let names: Vec<&str> = frame.goods.iter().map(|(_, name)| name.as_str()).collect();
    let share_alone = frame.quantity.is_some() || frame.only;
    let named = match names.as_slice() {
        [] => None,
        [name] if frame.negated && !share_alone => {
            return Some(json!({ "column": column, "is_not": name }));
        }
        [name] => Some(json!({ "column": column, "is": name })),
        names => Some(json!({ "column": column, "one_of": names })),
    };
    let share = match frame.quantity {
        None if frame.only && column == "channel" => Some(compared(part, "at_least", 1.0)),
        None => None,
        Some(quantity) => Some(of_all(part, quantity, named.is_some())?),
    };
    let condition = match (named, share) {
        (Some(named), Some(share)) => json!({ "all": [named, share] }),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    Some(denied(condition, frame.negated))
}

/// A part of all, compared. One of something that is named is that of the favourite only where it is the most.
fn of_all(column: &str, quantity: Quantity, named: bool) -> Option<Value> {
    let fits = matches!(quantity.kind, Kind::Percent | Kind::Plain);
    let share = if quantity.kind == Kind::Percent || quantity.value > 1.0 {
        quantity.value / 100.0
    } else {
        quantity.value
    };
    if !fits || !(0.0..=1.0).contains(&share) {
        return None;
    }
    let above = matches!(
        quantity.compare,
        Some(Compare::Above | Compare::AtLeast) | None
    );
    if named && !(above && share >= MOST) {
        return None;
    }
    if let Some(to) = quantity.to {
        return Some(json!({ "column": column, "between": [share, to / 100.0] }));
    }
    let compare = match quantity.compare {
        // "90 % of their orders come through one channel" is as good as more.
        None => Compare::AtLeast,
        Some(compare) => compare,
    };
    Some(compared(column, operator(compare)?, share))
}
