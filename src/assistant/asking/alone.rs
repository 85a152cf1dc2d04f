//! Phrases that are conditions by themselves, and what stands beside them makes of some.

use super::closing::alike;
use super::conditions::whole;
use super::frames::Framing;
use super::phrase::{End, Join, Kind, Phrase};
use super::pieces::{Frame, Part, Piece};
use super::senses::{About, Asked, Compare};

impl Framing {
    /// Who looks and does not buy: in the time that is named; without one, who never ordered.
    pub(super) fn looks(&mut self, number: usize, next: Option<&Phrase>) {
        let timed = |frame: &&mut Frame| {
            frame.about.is_none() && frame.goods.is_empty() && frame.quantity.is_none()
        };
        let leads = self.frame().filter(timed).and_then(|frame| frame.window);
        let window = match (leads, next) {
            (Some(window), _) => Some(window),
            (None, Some(Phrase::Window(window))) => Some(*window),
            (None, _) => None,
        };
        let Some(window) = window.filter(|_| self.denial.is_none()) else {
            self.whole(number, &Phrase::Ready("orders", Asked::Is(0.0)), next);
            return;
        };
        if leads.is_none() {
            self.close();
        }
        let frame = self.opened(number);
        (frame.about, frame.window) = (Some(About::Visiting), Some(window));
        self.close();
        self.join = Some(Join::And);
        let frame = self.opened(number);
        (frame.about, frame.negated, frame.same_time) = (Some(About::Buying), true, true);
        frame.window = Some(window);
    }

    /// 近一年花得最多的20个人: takes by what they are ordered over the time that stands before.
    fn ranks_a_time(&mut self, number: usize, phrase: &Phrase) -> bool {
        let about = match phrase {
            Phrase::Ranked("spend") => About::Spending,
            Phrase::Ranked("orders") => About::Buying,
            _ => return false,
        };
        let timed = |frame: &mut Frame| {
            frame.about.is_none() && frame.is_only_timed() && frame.window.is_some()
        };
        if !self.frame().is_some_and(timed) {
            return false;
        }
        let frame = self.opened(number);
        (frame.about, frame.ranked) = (Some(about), Some(true));
        true
    }

    /// A phrase that is a condition by itself. The open frame stays open: "bought in Leeds in the last 30 days".
    pub(super) fn whole(&mut self, number: usize, phrase: &Phrase, next: Option<&Phrase>) {
        let condition = whole(phrase).is_some();
        // 三个月一单都没下: not in that time.
        let timed = |frame: &Frame| frame.about.is_none() && frame.goods.is_empty();
        if none(phrase)
            && let Some(frame) = self.frame()
            && frame.window.is_some()
            && frame.quantity.is_none()
            && timed(frame)
        {
            let frame = self.opened(number);
            (frame.about, frame.negated, frame.same_time) = (Some(About::Buying), true, true);
            return;
        }
        // "Less than 20% likely to leave": the number says how likely.
        if let Phrase::Ready(column, asked) = phrase
            && let Some(about) = likely(column, *asked)
            && self.denial.is_none()
            && self.frame().is_some_and(|frame| {
                let share = frame
                    .quantity
                    .is_some_and(|quantity| quantity.kind == Kind::Percent);
                share && timed(frame) && frame.window.is_none()
            })
        {
            let frame = self.opened(number);
            frame.about = Some(about);
            if let Some(quantity) = frame.quantity.as_mut() {
                quantity.compare = quantity.compare.or(Some(Compare::AtLeast));
            }
            return;
        }
        // "Came by on 20 days of the last 90, and not one order".
        if *phrase == Phrase::Ready("orders", Asked::Is(0.0))
            && let Some(window) = self.counted_in()
        {
            self.close();
            let frame = self.opened(number);
            (frame.about, frame.negated) = (Some(About::Buying), true);
            (frame.window, frame.same_time) = (Some(window), true);
            return;
        }
        // 近一年只买过一次: in that time.
        if *phrase == Phrase::Ready("orders", Asked::Is(1.0))
            && self.denial.is_none()
            && self.once_in_a_time(number, next)
        {
            return;
        }
        // "Zero orders in 90 days".
        if none(phrase) && matches!(next, Some(Phrase::Window(_))) && self.denial.is_none() {
            self.close();
            let frame = self.opened(number);
            (frame.about, frame.negated, frame.same_time) = (Some(About::Buying), true, true);
            return;
        }
        if self.ranks_a_time(number, phrase) {
            return;
        }
        // 价值排前20名: by what the twenty are the first.
        if let (Phrase::Limit(_, end), Some(frame)) = (phrase, self.frame()) {
            let worth = [
                About::Value,
                About::Spending,
                About::Leaving,
                About::MeanOrder,
                About::Points,
            ];
            let ranks = frame.about.is_some_and(|about| worth.contains(&about));
            if ranks && frame.is_bare() && !frame.negated && frame.ranked.is_none() {
                frame.ranked = Some(*end == End::Top);
            }
        }
        let denied = if condition { self.denial.take() } else { None };
        let mut phrases = vec![number];
        phrases.extend(denied);
        phrases.sort_unstable();
        let join = if condition { self.join.take() } else { None };
        // "not in Leeds or London" denies both.
        let follows = matches!(join, Some(Join::And | Join::Or | Join::Mark));
        let same = self.pieces.last().is_some_and(|last| match &last.part {
            Part::Whole(other, true) => alike(other, phrase),
            _ => false,
        });
        // "Haven't agreed to mail or texts": to neither.
        let refuses = matches!(phrase, Phrase::Consent(_, false))
            && join == Some(Join::Or)
            && self.pieces.last().is_some_and(|last| {
                matches!(last.part, Part::Whole(Phrase::Consent(_, false), false))
            });
        let join = if refuses { Some(Join::And) } else { join };
        let both = denied.is_none() && follows && same && self.exception.is_none();
        let negated = denied.is_some() || both;
        let join = if both { Some(Join::And) } else { join };
        self.vague = matches!(phrase, Phrase::Ready(..)) && !negated;
        self.pieces.push(Piece {
            part: Part::Whole(phrase.clone(), negated),
            phrases,
            join,
            exception: self.exception,
            alternative: self.alternative,
        });
    }
}

/// Whether it says that nothing was ordered.
fn none(phrase: &Phrase) -> bool {
    matches!(phrase, Phrase::Ready("orders", Asked::Never))
        || *phrase == Phrase::Ready("orders", Asked::Is(0.0))
}

/// What a vague word is about whose chance a number before it says: "80% likely to leave".
fn likely(column: &str, asked: Asked) -> Option<About> {
    match (column, asked) {
        ("churn_risk", Asked::AtLeast(_)) => Some(About::Leaving),
        ("alive", Asked::AtLeast(_)) => Some(About::Alive),
        // "Over 90% of orders through one channel".
        ("channel_share", Asked::AtLeast(_)) => Some(About::ChannelShare),
        _ => None,
    }
}
