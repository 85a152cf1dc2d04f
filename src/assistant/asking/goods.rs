//! What was bought of categories or brands: in how many orders, and when last.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::conditions::denied;
use super::counts::limits;
use super::phrase::{Kind, Quantity, Window};
use super::phrases::Tokens;
use super::pieces::Frame;
use super::senses::{About, Compare, LIKED_ORDERS, Sense};
use super::tokens::Meaning;
use super::vocabulary::Named;

/// Bought of categories or brands.
pub(super) fn bought(frame: &Frame, about: About, today: NaiveDate) -> Option<Value> {
    let asked = match frame.window {
        None => json!({}),
        Some(window) => limits(window, today)?,
    };
    // In how many orders at least, and in how many no more.
    let (least, beyond) = match frame.quantity {
        None if about != About::Buying => (Some(LIKED_ORDERS), None),
        None => (None, None),
        // "2 toys" may be bought at once: what is counted of goods is orders.
        Some(quantity) if quantity.kind == Kind::Times => {
            let (least, most) = orders(quantity)?;
            (least, most.map(|most| most + 1))
        }
        Some(_) => return None,
    };
    let conditions = frame.goods.iter().map(|(kind, name)| {
        let condition = |times: Option<u32>| {
            let mut asked = asked.clone();
            asked[*kind] = json!(name);
            if let Some(times) = times.filter(|times| *times > 1) {
                asked["times"] = json!(times);
            }
            json!({ "bought": asked })
        };
        match beyond {
            None => condition(least),
            Some(beyond) => json!({"all": [condition(least), {"not": condition(Some(beyond))}]}),
        }
    });
    let conditions: Vec<Value> = conditions
        .map(|condition| denied(condition, frame.negated))
        .collect();
    // Neither of them, or not both: without both is the plainer reading of either.
    let all = frame.negated || !frame.any_goods;
    Some(match conditions.as_slice() {
        [condition] => condition.clone(),
        conditions => json!({ (if all { "all" } else { "any" }): conditions }),
    })
}

/// From how many orders on, and up to how many.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole and within the range"
)]
fn orders(quantity: Quantity) -> Option<(Option<u32>, Option<u32>)> {
    let whole = |value: f64| {
        let fits = value.fract() == 0.0 && (1.0..=1e6).contains(&value);
        fits.then_some(value as u32)
    };
    let number = whole(quantity.value)?;
    if let Some(to) = quantity.to {
        let to = whole(to).filter(|to| *to >= number)?;
        return Some((Some(number), Some(to)));
    }
    Some(match quantity.compare {
        Some(Compare::Above) => (Some(number + 1), None),
        Some(Compare::AtLeast) => (Some(number), None),
        Some(Compare::Below) => (None, Some((number > 1).then(|| number - 1)?)),
        Some(Compare::AtMost) => (None, Some(number)),
        Some(Compare::Exactly) | None => (Some(number), Some(number)),
    })
}

/// The first day of a time that lasts until today.
pub(super) fn since(window: Window, today: NaiveDate) -> Option<NaiveDate> {
    match window {
        Window::Since(period) => Some(period.from),
        Window::After(period) => Some(period.after()),
        Window::In(period) if period.lasts(today) => Some(period.from),
        _ => None,
    }
}

/// "Bought nothing but clothing": that, and of no other category.
pub(super) fn nothing_else(frame: &Frame) -> Option<Value> {
    let plain = !frame.negated && frame.quantity.is_none() && frame.window.is_none();
    let [("category", name)] = frame.goods.as_slice() else {
        return None;
    };
    let bought = json!({ "bought": { "category": name } });
    let alone = json!({ "column": "categories", "is": 1.0 });
    (frame.nothing_else && plain && !frame.doubtful).then(|| json!({ "all": [bought, alone] }))
}

impl Tokens<'_> {
    /// Whether goods follow, of a category or a brand.
    pub(super) fn goods_follow(&self, at: usize) -> bool {
        let next = self.beyond_fillers(at + 1);
        next < self.len()
            && matches!(
                self.meaning(next),
                Meaning::Named(Named::Goods("category" | "brand", _))
            )
    }

    /// Whether a word for categories stands behind one that is named, or behind several that are counted with it: 宠物类目,
    /// 护肤和零食两个类目.
    pub(super) fn is_of_goods(&self, at: usize) -> bool {
        let goods = |at: usize| {
            matches!(
                self.meaning(at),
                Meaning::Named(Named::Goods("category" | "brand", _))
            )
        };
        at > 0
            && goods(at - 1)
            && !matches!(
                self.sense(at + 1),
                Some(Sense::Before(_) | Sense::Behind(_) | Sense::About(About::Buying))
                    if self.counted(at + 2).is_some()
            )
    }

    /// Where the count of the goods that stand before it ends: 护肤和零食两个类目.
    pub(super) fn counts_named(&self, at: usize, number: f64) -> Option<usize> {
        let goods = |at: usize| {
            matches!(
                self.meaning(at),
                Meaning::Named(Named::Goods("category" | "brand", _))
            )
        };
        let joins = |at: usize| {
            *self.meaning(at) == Meaning::Mark
                || matches!(self.sense(at), Some(Sense::And | Sense::Or | Sense::Filler))
        };
        let list = (0..at).rev().take_while(|at| goods(*at) || joins(*at));
        let named = list.filter(|at| goods(*at)).count();
        let of = matches!(
            self.sense(at + 1),
            Some(Sense::About(About::Categories) | Sense::Group("category"))
        );
        let same =
            u32::try_from(named).is_ok_and(|named| f64::from(named).to_bits() == number.to_bits());
        (of && named > 1 && same).then_some(at + 2)
    }
}
