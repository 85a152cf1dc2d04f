//! The pieces of a question: frames and phrases that are conditions by themselves, and what they lend each other.

use super::phrase::{End, Join, Kind, Phrase, Quantity, Window};
use super::senses::{About, Compare};

/// What is asked about, with all that says how.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says by itself whether a word stood there"
)]
pub(super) struct Frame {
    /// The verb or noun; nothing while only what says how was seen.
    pub(super) about: Option<About>,
    /// The opposite is asked for.
    pub(super) negated: bool,
    /// Of each its kind, `category` or `brand`, and name.
    pub(super) goods: Vec<(&'static str, String)>,
    /// One of the goods is enough.
    pub(super) any_goods: bool,
    pub(super) quantity: Option<Quantity>,
    pub(super) window: Option<Window>,
    /// The window stood before what is asked about, so that it may be meant for what follows, too.
    pub(super) window_leads: bool,
    /// Much, or little.
    pub(super) level: Option<bool>,
    /// The most, or the least.
    pub(super) ranked: Option<bool>,
    /// An order by what is asked about.
    pub(super) by: bool,
    /// A part of everybody.
    pub(super) part: Option<(f64, End)>,
    /// Over all time.
    pub(super) total: bool,
    /// No more than what is said.
    pub(super) only: bool,
    /// What it is about was said before it, or not at all.
    pub(super) inherits: bool,
    /// Something beside it was not understood that may deny it.
    pub(super) doubtful: bool,
}

/// Something that is a condition, or a part of the order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    Frame(Frame),
    /// A phrase that is a condition by itself, and whether its opposite is asked for.
    Whole(Phrase, bool),
}

/// A part, its phrases, and how it is joined with what stands before it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) part: Part,
    /// Numbers of phrases, in the order in which they stand.
    pub(super) phrases: Vec<usize>,
    pub(super) join: Option<Join>,
    /// Pieces of the same exception together are what is excepted.
    pub(super) exception: Option<usize>,
}

impl Frame {
    /// Whether nothing says how.
    pub(super) fn is_bare(&self) -> bool {
        self.goods.is_empty()
            && self.quantity.is_none()
            && self.window.is_none()
            && self.level.is_none()
    }

    /// Whether it is about buying, as far as it says.
    pub(super) fn bought(&self) -> bool {
        matches!(
            self.about,
            None | Some(About::Buying | About::Liking | About::Often)
        )
    }
}

impl Quantity {
    pub(super) fn is_money(self) -> bool {
        self.kind == Kind::Money
    }
}

/// What two words say together; nothing where the second begins something else. A verb without goods is `bare`.
pub(super) fn merged(first: About, second: About, bare: bool) -> Option<About> {
    use About::{
        Buying, Discounts, Due, Expected, Favourite, Joining, Liking, Newcomers, Often, Tenure,
    };
    match (first, second) {
        (one, other) if one == other => Some(one),
        (Buying, Favourite) | (Favourite, Buying) => Some(Favourite),
        (Buying | Liking, Often) | (Often, Buying | Liking) => Some(Often),
        (Liking, Buying) | (Buying, Liking) if bare => Some(Liking),
        (Buying, Discounts) if bare => Some(Discounts),
        (Discounts, Buying) => Some(Discounts),
        (Newcomers, Joining) | (Joining, Newcomers) => Some(Joining),
        (Tenure, Joining) | (Joining, Tenure) => Some(Tenure),
        (Due, Buying) if bare => Some(first),
        (Expected, Buying) => Some(first),
        _ => None,
    }
}

/// Gives a time to what it was meant for, too: 近90天消费超过500且下单3次以上; "visited but did not order in 30 days".
pub(super) fn share_windows(pieces: &mut [Piece]) {
    let activity = [About::Visiting, About::Viewing, About::Carting];
    let timed = [
        About::Buying,
        About::Spending,
        About::Visiting,
        About::Carting,
        About::Viewing,
    ];
    let frames: Vec<usize> = (0..pieces.len())
        .filter(|piece| matches!(pieces[*piece].part, Part::Frame(_)))
        .collect();
    for pair in frames.windows(2) {
        let join = pieces[pair[1]].join;
        let (before, behind) = pieces.split_at_mut(pair[1]);
        let (Part::Frame(first), Part::Frame(second)) =
            (&mut before[pair[0]].part, &mut behind[0].part)
        else {
            continue;
        };
        let of =
            |frame: &Frame, some: &[About]| frame.about.is_some_and(|about| some.contains(&about));
        let undated = second.window.is_none() && !second.total;
        let no_order = |frame: &Frame| {
            frame.negated && frame.about == Some(About::Buying) && frame.goods.is_empty()
        };
        // 近90天没下单，花了300: what nobody can be.
        let against =
            no_order(first) && of(second, &[About::Buying, About::Spending]) && !second.negated;
        if first.window_leads
            && of(first, &timed)
            && undated
            && join.is_some()
            && of(second, &timed)
            && !against
        {
            second.window = first.window;
            second.window_leads = true;
        } else if of(first, &activity) && no_order(second) && second.quantity.is_none() {
            match (first.window, second.window) {
                (None, Some(_)) if !first.total => first.window = second.window,
                (Some(_), None) if undated => second.window = first.window,
                _ => {}
            }
        }
    }
}

/// What a frame says that the next one may go on with.
#[derive(Clone, Copy)]
pub(super) struct Before {
    pub(super) about: About,
    pub(super) negated: bool,
    pub(super) quantity: Option<Quantity>,
}

/// Whether a number goes on with what another was the number of. "Spent over 500 and are over 40" is of age, "over 500
/// and under 1000" a range.
pub(super) fn continues(before: &Before, frame: &Frame, join: Option<Join>) -> bool {
    let Some(quantity) = frame
        .quantity
        .filter(|quantity| quantity.kind == Kind::Plain)
    else {
        return true;
    };
    let Some(first) = before.quantity else {
        return false;
    };
    let from = |quantity: Quantity| match quantity.compare {
        Some(Compare::Above | Compare::AtLeast) => Some(true),
        Some(Compare::Below | Compare::AtMost) => Some(false),
        _ => None,
    };
    let range = match (from(first), from(quantity)) {
        (Some(true), Some(false)) => first.value < quantity.value,
        (Some(false), Some(true)) => quantity.value < first.value,
        _ => false,
    };
    range || frame.window.is_some() || join == Some(Join::Or)
}
