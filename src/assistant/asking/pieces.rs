//! The pieces of a question: frames and phrases that are conditions by themselves, and what they lend each other.

use chrono::NaiveDate;
use serde_json::Value;

use super::conditions::whole;
use super::counts::{counted, limits};
use super::phrase::{End, Join, Kind, Phrase, Quantity, Window};
use super::senses::{About, Asked, COUNTED_DAYS, Compare, RECENT_DAYS};
use super::windows::of_both;

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
    /// At any time.
    pub(super) never: bool,
    /// Of each its kind, `category` or `brand`, and name.
    pub(super) goods: Vec<(&'static str, String)>,
    /// One of the goods is enough.
    pub(super) any_goods: bool,
    pub(super) quantity: Option<Quantity>,
    /// The number stood before what it is of: "5 orders".
    pub(super) counts: bool,
    pub(super) window: Option<Window>,
    /// Which campaign.
    pub(super) campaign: Option<String>,
    /// More times of which the same is asked, and whether one of them is enough.
    pub(super) others: Vec<(Window, bool)>,
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
    /// The time is that in which something else was counted.
    pub(super) same_time: bool,
    /// Over all time.
    pub(super) total: bool,
    /// No more than what is said.
    pub(super) only: bool,
    /// "Bought nothing but": the goods, and nothing else.
    pub(super) nothing_else: bool,
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
    /// Pieces of the same alternative are all asked of whom it is one.
    pub(super) alternative: Option<usize>,
}

impl Frame {
    /// Whether nothing says how.
    pub(super) fn is_bare(&self) -> bool {
        self.goods.is_empty()
            && self.quantity.is_none()
            && self.window.is_none()
            && self.level.is_none()
    }

    /// Whether nothing but a time says how.
    pub(super) fn is_only_timed(&self) -> bool {
        self.goods.is_empty() && self.quantity.is_none() && self.level.is_none()
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

/// Gives a time to what it was meant for, too: 近90天消费超过500且下单3次以上; "visited but did not order in 30 days".
pub(super) fn share_windows(pieces: &mut [Piece]) {
    let activity = [
        About::Visiting,
        About::Viewing,
        About::Carting,
        About::Dwell,
        About::Campaigns,
    ];
    let timed = [
        About::Dwell,
        About::Campaigns,
        About::Buying,
        About::Spending,
        About::Visiting,
        About::Carting,
        About::Viewing,
    ];
    let frames: Vec<usize> = (0..pieces.len())
        .filter(|piece| matches!(pieces[*piece].part, Part::Frame(_)))
        .collect();
    of_late(pieces);
    for pair in frames.windows(2) {
        let join = pieces[pair[1]].join;
        let together = together(&pieces[pair[0]], &pieces[pair[1]], pair);
        let (before, behind) = pieces.split_at_mut(pair[1]);
        let (Part::Frame(first), Part::Frame(second)) =
            (&mut before[pair[0]].part, &mut behind[0].part)
        else {
            continue;
        };
        let of =
            |frame: &Frame, some: &[About]| frame.about.is_some_and(|about| some.contains(&about));
        let undated = second.window.is_none() && !second.total && !second.never;
        let no_order = |frame: &Frame| {
            frame.negated && frame.about == Some(About::Buying) && frame.goods.is_empty()
        };
        if together && of(first, &timed) && of(second, &timed) {
            of_both(first, second);
        }
        unseen(first, second);
        // Who was active and did not order came to look.
        if first.about == Some(About::Active) && !first.negated && no_order(second) {
            first.about = Some(About::Visiting);
        }
        // 近90天没下单，花了300: what nobody can be.
        let against =
            no_order(first) && of(second, &[About::Buying, About::Spending]) && !second.negated;
        // 好久没下单但老来逛: what was not done for so long says nothing of what was done.
        let lasted = first.negated
            && !second.negated
            && matches!(first.window, Some(Window::Lasting(Some(_), _)));
        let joined = matches!(join, Some(Join::And | Join::Or));
        if joined && neither(first) && neither(second) && first.window.is_none() {
            first.window = second.window;
        }
        if first.window_leads
            && of(first, &timed)
            && undated
            && (join.is_some() || denies_goods(first, second))
            && of(second, &timed)
            && !against
            && !lasted
        {
            second.window = first.window;
            second.window_leads = true;
        } else if of(first, &activity) && no_order(second) && second.quantity.is_none() {
            match (first.window, second.window) {
                (None, Some(_)) if !first.total && first.campaign.is_none() => {
                    first.window = second.window;
                }
                (Some(_), None) if undated => second.window = first.window,
                _ => {}
            }
        }
        // Who filled a cart and ordered nothing need never have ordered.
        let carts = [
            About::Carting,
            About::Viewing,
            About::Dwell,
            About::Campaigns,
        ];
        let counts = of(first, &carts) || of(first, &[About::Visiting]) && first.quantity.is_some();
        // "Without ordering once" is without an order.
        let once = |quantity: Quantity| {
            quantity.compare.is_none() && quantity.value.to_bits() == 1.0_f64.to_bits()
        };
        if no_order(second) && second.window.is_none() && second.quantity.is_some_and(once) {
            second.quantity = None;
            if counts {
                second.window = first.window;
            }
        }
        if counts && no_order(second) && second.quantity.is_none() {
            second.same_time |=
                first.window == second.window || counted(About::Buying, second.window).is_some();
        }
    }
}

/// Whether some goods were bought and others not: 今年买过床品没买过灯具.
fn denies_goods(first: &Frame, second: &Frame) -> bool {
    let buys = first.about == Some(About::Buying) && second.about == Some(About::Buying);
    let goods = !first.goods.is_empty() && !second.goods.is_empty();
    buys && goods && !first.negated && second.negated
}

/// Who was sent campaigns and did not come in that time came on no day of it: 近90天收了5次活动却一次没来.
fn unseen(first: &Frame, second: &mut Frame) {
    let unseen = second.about == Some(About::Visiting)
        && second.negated
        && second.quantity.is_none()
        && (second.window.is_none() || second.window == first.window);
    let counts = first.about == Some(About::Campaigns) && first.quantity.is_some();
    if unseen && counts && first.window.is_some() {
        (second.window, second.never) = (first.window, true);
    }
}

/// Gives what is counted of these days alone its time, which nobody asks of an older one.
fn of_late(pieces: &mut [Piece]) {
    for piece in pieces.iter_mut() {
        // 浏览超过100个商品.
        if let Part::Frame(frame) = &mut piece.part
            && frame.about == Some(About::Visiting)
            && frame
                .quantity
                .is_some_and(|quantity| quantity.kind == Kind::Pieces)
        {
            frame.about = Some(About::Viewing);
        }
        // What was put in a cart is counted of these days alone, and nobody asks of an older one.
        if let Part::Frame(frame) = &mut piece.part
            && matches!(
                frame.about,
                Some(About::Carting | About::Viewing | About::Dwell)
            )
            && frame.window.is_none()
            && !frame.total
            && !frame.by
        {
            frame.window = Some(Window::Within(COUNTED_DAYS));
        }
    }
}

/// Whether two pieces stand side by side with "or" between them.
fn together(first: &Piece, second: &Piece, pair: &[usize]) -> bool {
    pair[0] + 1 == pair[1] && first.exception == second.exception && second.join == Some(Join::Or)
}

/// Puts how often somebody bought to the goods beside it: "repeat buyers of stationery", "bought only once from Toys".
/// `beside` says whether nothing that says something stands between two phrases.
pub(super) fn repeat(pieces: &mut Vec<Piece>, beside: impl Fn(usize, usize) -> bool) {
    let often = |piece: &Piece| match piece.part {
        Part::Whole(Phrase::Ready("orders", Asked::AtLeast(2.0)), false) => Some(Quantity {
            compare: Some(Compare::AtLeast),
            value: 2.0,
            to: None,
            kind: Kind::Times,
        }),
        Part::Whole(Phrase::Ready("orders", Asked::Is(1.0)), false) => Some(Quantity {
            compare: Some(Compare::Exactly),
            value: 1.0,
            to: None,
            kind: Kind::Times,
        }),
        _ => None,
    };
    let goods = |piece: &Piece| match &piece.part {
        Part::Frame(frame) => {
            piece.names_goods() && frame.quantity.is_none() && !frame.only && frame.goods.len() == 1
        }
        Part::Whole(..) => false,
    };
    let mut at = 0;
    while at + 1 < pieces.len() {
        let (first, second) = (&pieces[at], &pieces[at + 1]);
        let adjacent = match (first.phrases.last(), second.phrases.first()) {
            (Some(last), Some(next)) => second.join.is_none() && beside(*last, *next),
            _ => false,
        };
        let leads = often(first).filter(|_| adjacent && goods(second));
        let follows = often(second).filter(|quantity| {
            let again = quantity.compare == Some(Compare::AtLeast);
            adjacent && again && goods(first)
        });
        let (quantity, whole, of) = match (leads, follows) {
            (Some(quantity), _) => (quantity, at, at + 1),
            (_, Some(quantity)) => (quantity, at + 1, at),
            (None, None) => {
                at += 1;
                continue;
            }
        };
        let own = pieces[whole].clone();
        if let Part::Frame(frame) = &mut pieces[of].part {
            frame.quantity = Some(quantity);
            frame.inherits = false;
        }
        pieces[of].phrases.extend(own.phrases);
        pieces[of].phrases.sort_unstable();
        pieces[of].join = if whole < of {
            own.join
        } else {
            pieces[of].join
        };
        pieces.remove(whole);
        at += 1;
    }
}

/// Whether neither orders nor visits are asked for: "haven't ordered or visited in 60 days".
fn neither(frame: &Frame) -> bool {
    let acts = matches!(frame.about, Some(About::Buying | About::Visiting));
    let plain = frame.goods.is_empty() && frame.quantity.is_none() && frame.level.is_none();
    acts && plain && frame.negated && !frame.never && !frame.total
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

/// Whether a piece says only what another one beside it says exactly: 高客单 of "高客单，单均200以上", and "yet" of those who
/// are late and have not come yet.
pub(super) fn said_elsewhere(pieces: &[Piece], number: usize) -> bool {
    let frame = |number: usize| match &pieces.get(number)?.part {
        Part::Frame(frame) => Some(frame),
        Part::Whole(..) => None,
    };
    let Some(own) = frame(number) else {
        return false;
    };
    // 最近来得越来越少: what they do less and less they do so of late.
    let trend = |piece: &Piece| {
        matches!(
            piece.part,
            Part::Whole(Phrase::Ready("interval_trend", _), _)
        )
    };
    let of_late = own.about.is_none()
        && own.window == Some(Window::Within(RECENT_DAYS))
        && own.goods.is_empty()
        && own.quantity.is_none();
    if of_late && pieces.get(number + 1).is_some_and(trend) {
        return true;
    }
    let plain = own.goods.is_empty() && own.quantity.is_none() && own.window.is_none();
    if !plain || own.part.is_some() || own.by || own.ranked.is_some() {
        return false;
    }
    // 下单间隔很稳定，方差小于50.
    if own.about == Some(About::Variance) && !own.negated {
        let exact = |other: &Frame| other.about == own.about && other.quantity.is_some();
        return (0..pieces.len()).filter_map(frame).any(exact);
    }
    if own.about == Some(About::MeanOrder) && own.level.is_some() {
        let exact = |other: &Frame| other.about == own.about && other.quantity.is_some();
        return (0..pieces.len()).filter_map(frame).any(exact);
    }
    // "Sent a campaign in the past 10 days, any campaign."
    if own.about == Some(About::Campaigns) && !own.negated && own.campaign.is_none() {
        let exact = |other: &Frame| {
            other.about == own.about
                && (other.window.is_some() || other.quantity.is_some() || other.campaign.is_some())
        };
        return (0..pieces.len()).filter_map(frame).any(exact);
    }
    // "Comments mostly negative in the surveys."
    let sentiment = |piece: &Piece| {
        matches!(
            piece.part,
            Part::Whole(Phrase::Ready("survey_sentiment", _), _)
        )
    };
    if own.about == Some(About::SurveysAnswered) && !own.negated {
        return pieces.iter().any(sentiment);
    }
    // Late by their own rhythm they are overdue.
    if own.about == Some(About::Overdue) {
        return (0..pieces.len())
            .filter_map(frame)
            .any(|other| other.about == Some(About::Late));
    }
    // "Whose orders are getting further apart" asks for no more than that they do.
    if own.about == Some(About::Buying) && !own.negated && !own.only {
        return pieces.iter().any(trend);
    }
    let waits = matches!(own.about, Some(About::Visiting | About::Buying));
    let late = |before: &Frame| {
        own.about == Some(About::Buying)
            && matches!(before.about, Some(About::Overdue | About::Due | About::Late))
            // Since their last order they bought nothing.
            || own.about == Some(About::Buying) && before.about == Some(About::SinceOrder)
            || before.about == Some(About::Interval) && before.quantity.is_some()
            // 上次访问已经过了40天还没来过的.
            || own.about == Some(About::Visiting)
                && before.about == Some(About::LastVisit)
                && before.window.is_some()
            || before.about == Some(About::LastOrder)
                && own.about == Some(About::Buying)
                && before.window.is_some()
            // Who ordered once and never came back.
            || own.about == Some(About::Visiting)
                && before.about == Some(About::Buying)
                && before.quantity.is_some_and(|quantity| quantity.compare.is_none())
    };
    let joined = !own.never && pieces[number].join != Some(Join::Or);
    own.negated && waits && joined && number.checked_sub(1).and_then(frame).is_some_and(late)
}

impl Piece {
    /// Whether it speaks of what can be asked of members, understood or not.
    pub(super) fn speaks(&self) -> bool {
        match &self.part {
            Part::Frame(frame) => {
                let asks = frame.quantity.is_some()
                    || frame.window.is_some()
                    || frame.level.is_some()
                    || frame.ranked.is_some()
                    || frame.part.is_some();
                frame.about.is_some() && asks
            }
            Part::Whole(phrase, _) => whole(phrase).is_some(),
        }
    }

    /// The limits of the time that it names, where it names nothing else.
    pub(super) fn time(&self, today: NaiveDate) -> Option<Value> {
        let Part::Frame(frame) = &self.part else {
            return None;
        };
        let alone = Frame {
            window: frame.window,
            window_leads: frame.window_leads,
            inherits: frame.inherits,
            ..Frame::default()
        };
        (*frame == alone).then(|| limits(frame.window?, today))?
    }

    /// Whether it names goods and says nothing of them.
    pub(super) fn names_goods(&self) -> bool {
        match &self.part {
            Part::Frame(frame) => {
                let goods = frame.goods.iter().any(|(kind, _)| *kind != "channel");
                goods
                    && frame.about == Some(About::Buying)
                    && frame.inherits
                    && !frame.negated
                    && frame.window.is_none()
            }
            Part::Whole(..) => false,
        }
    }
}
