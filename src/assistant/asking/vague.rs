//! Vague words that something more exact beside them says: "lapsed: no order for 90 days", 新客，首单在近30天内.

use serde_json::Value;

use super::joining::Joined;
use super::phrase::{Join, Phrase};
use super::pieces::{Frame, Part, Piece};
use super::senses::{About, Asked, BIG_SPENDER, FREQUENT_ORDERS};

impl Piece {
    /// Whether it is a word whose limit is fixed here.
    pub(super) fn is_vague(&self) -> bool {
        let words = [About::Newcomers, About::Lapsed, About::Active];
        match &self.part {
            Part::Whole(phrase, _) => {
                matches!(phrase, Phrase::Ready(_, asked) if *asked != Asked::Never)
            }
            Part::Frame(frame) => {
                frame.is_bare()
                    && !frame.negated
                    && frame.about.is_some_and(|about| words.contains(&about))
            }
        }
    }

    /// Whether it says with a fixed limit that they like goods.
    fn likes(&self) -> Option<&Frame> {
        match &self.part {
            Part::Frame(frame) => {
                let liking = matches!(frame.about, Some(About::Liking | About::Often));
                let plain = frame.quantity.is_none() && frame.window.is_none() && !frame.negated;
                (liking && plain && !frame.goods.is_empty()).then_some(frame)
            }
            Part::Whole(..) => None,
        }
    }
}

/// Pieces without the vague ones that stand before a definition, `at` this byte, which says the same more exactly.
/// `begins` says where a piece begins.
pub(super) fn defined(
    pieces: Vec<Piece>,
    at: Option<usize>,
    begins: impl Fn(&Piece) -> usize,
) -> Vec<Piece> {
    let Some(at) = at else { return pieces };
    let (mut before, mut behind): (Vec<Piece>, Vec<Piece>) =
        pieces.into_iter().partition(|piece| begins(piece) < at);
    active(&mut before, &mut behind);
    let same = |frame: &Frame| {
        let named = |piece: &Piece| match &piece.part {
            Part::Frame(other) => other.goods == frame.goods,
            Part::Whole(..) => false,
        };
        behind.iter().any(named)
    };
    let orders = behind.iter().any(|piece| match &piece.part {
        Part::Frame(frame) => {
            let about = frame.about;
            frame.window.is_some()
                && matches!(
                    about,
                    Some(About::Buying | About::LastOrder | About::Spending)
                )
        }
        Part::Whole(..) => false,
    });
    let unordered = behind.iter().any(|piece| match &piece.part {
        Part::Frame(frame) => {
            frame.negated && frame.window.is_some() && frame.about == Some(About::Buying)
        }
        Part::Whole(..) => false,
    });
    let said = |piece: &Piece| match &piece.part {
        _ if piece.likes().is_some_and(same) => true,
        Part::Frame(frame) => {
            let activity = matches!(frame.about, Some(About::Lapsed | About::Active));
            let never = frame.about == Some(About::Buying) && frame.negated && frame.is_bare();
            activity && piece.is_vague() && orders || never && unordered
        }
        Part::Whole(..) => false,
    };
    let mut kept: Vec<Piece> = before.into_iter().filter(|piece| !said(piece)).collect();
    kept.extend(behind);
    kept
}

/// Gives the time of who was active to what that is, "active in the last week: a visit or an order".
fn active(before: &mut Vec<Piece>, behind: &mut [Piece]) {
    let time = |piece: &Piece| match &piece.part {
        Part::Frame(frame) if frame.about == Some(About::Active) && !frame.negated => frame.window,
        _ => None,
    };
    let acts = |piece: &Piece| match &piece.part {
        Part::Frame(frame) => {
            matches!(frame.about, Some(About::Visiting | About::Buying))
                && frame.is_bare()
                && !frame.negated
        }
        Part::Whole(..) => false,
    };
    let (Some(place), true) = (
        before.iter().position(|piece| time(piece).is_some()),
        !behind.is_empty() && behind.iter().all(acts),
    ) else {
        return;
    };
    let window = time(&before.remove(place));
    for piece in behind {
        if let Part::Frame(frame) = &mut piece.part {
            frame.window = window;
        }
    }
}

/// Conditions without the vague words that a number makes exact elsewhere: "regulars: at least 4 orders in the past year".
pub(super) fn exact(conditions: Vec<Joined>) -> Vec<Joined> {
    let plain = |joined: &&Joined| !joined.vague && joined.join != Some(Join::Or);
    let exact: Vec<_> = conditions
        .iter()
        .filter(plain)
        .filter_map(|joined| bound(joined, false))
        .collect();
    let orders = conditions.iter().filter(plain).any(|joined| {
        joined.exception.is_none()
            && (has_ordered(&joined.condition) || ordered_none(&joined.condition))
    });
    let spends = conditions
        .iter()
        .filter(plain)
        .any(|joined| joined.exception.is_none() && has_spent(&joined.condition));
    let counts = conditions
        .iter()
        .filter(plain)
        .any(|joined| joined.exception.is_none() && counts_orders(&joined.condition));
    let said = |joined: &Joined| {
        // What big spenders spent.
        let rich = serde_json::json!({ "column": "value_rank", "above": BIG_SPENDER });
        let spent = joined.condition == rich && spends;
        let given = bound(joined, true).is_some_and(|given| exact.contains(&given));
        // Regulars by how often they ordered in another time.
        let regular = serde_json::json!({ "column": "orders_365", "at_least": FREQUENT_ORDERS });
        let often = joined.condition == regular && counts;
        // Who looks and never buys, where a last order is spoken of.
        let never = joined.condition == serde_json::json!({ "column": "orders", "is": 0.0 });
        joined.vague && joined.exception.is_none() && (given || spent || often || never && orders)
    };
    conditions
        .into_iter()
        .filter(|joined| !said(joined))
        .collect()
}

/// The column that a condition bounds, whether from below, and the exception that it belongs to.
fn bound(joined: &Joined, vague: bool) -> Option<(String, bool, Option<usize>)> {
    let condition = &joined.condition;
    let dates = [
        ("joined_after", "tenure_days", false),
        ("joined_before", "tenure_days", true),
        ("last_order_after", "recency_days", false),
        ("last_order_before", "recency_days", true),
    ];
    if let Some((_, column, lower)) = dates
        .iter()
        .find(|(form, ..)| condition.get(form).is_some())
    {
        return Some(((*column).to_owned(), *lower, joined.exception));
    }
    let column = match condition.get("column")?.as_str()? {
        // A mean says more of how content somebody is than the last score.
        "survey_mean" | "survey_sentiment" => "survey_last",
        // Whose first order was lately is new.
        "first_days" if !vague => "tenure_days",
        column => column,
    };
    let has = |operators: &[&str]| operators.iter().any(|name| condition.get(name).is_some());
    let lower = has(&["above", "at_least"]);
    (lower || has(&["below", "at_most", "between"]))
        .then(|| (column.to_owned(), lower, joined.exception))
}

/// Whether a condition asks for much that was spent.
fn has_spent(condition: &Value) -> bool {
    let column = condition.get("column").and_then(Value::as_str);
    let spent = column.is_some_and(|column| ["spend", "spend_90", "spend_365"].contains(&column));
    let asked = match condition.get("ordered") {
        Some(ordered) => ordered.get("spend"),
        None => Some(condition).filter(|_| spent),
    };
    let lower = |asked: &Value| {
        asked
            .get("above")
            .or_else(|| asked.get("at_least"))
            .is_some()
    };
    asked.is_some_and(lower)
}

/// Whether a condition asks that there was no order in a time.
fn ordered_none(condition: &Value) -> bool {
    let column = condition.get("column").and_then(Value::as_str);
    let none = condition.get("is").and_then(Value::as_f64) == Some(0.0);
    none && column.is_some_and(|column| ["orders_90", "orders_365"].contains(&column))
}

/// Whether a condition asks for many orders.
fn counts_orders(condition: &Value) -> bool {
    let column = condition.get("column").and_then(Value::as_str);
    let counted =
        column.is_some_and(|column| ["orders", "orders_90", "orders_365"].contains(&column));
    let asked = match condition.get("ordered") {
        Some(ordered) => ordered.get("orders"),
        None => Some(condition).filter(|_| counted),
    };
    asked.is_some_and(|asked| {
        asked
            .get("above")
            .or_else(|| asked.get("at_least"))
            .is_some()
    })
}

/// Whether a condition is true of nobody who never ordered.
fn has_ordered(condition: &Value) -> bool {
    let days = ["recency_days", "interval_mean", "mean_order"];
    let column = condition.get("column").and_then(Value::as_str);
    let compared = condition.get("known").is_none();
    column.is_some_and(|column| compared && days.contains(&column))
        || ["last_order_after", "last_order_before", "ordered", "bought"]
            .iter()
            .any(|form| condition.get(form).is_some())
}
