//! Tokens as phrases: what several words say together, such as a comparison with a number or a stretch of time.

use chrono::NaiveDate;

use super::dates::Period;
use super::phrase::{End, Join, Kind, Phrase, Quantity, Spanned, Window};
use super::senses::{About, Asked, Compare, HIGH_RISK, LONG_DAYS, Sense, Unit};
use super::tokens::{Meaning, Number, Token};
use super::vocabulary::Named;
use crate::members::Purpose;

/// Takes tokens together.
pub(super) fn phrases(tokens: &[Token], today: NaiveDate) -> Vec<Spanned> {
    let reading = Tokens(tokens);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (to, phrase) = reading.phrase(at);
        let phrase = if reading.is(at, Sense::ThatTime) {
            let windows = found.iter().rev().map(|spanned: &Spanned| &spanned.phrase);
            let mut windows = windows.filter(|phrase| matches!(phrase, Phrase::Window(_)));
            windows.next().cloned().unwrap_or(Phrase::Filler)
        } else {
            phrase
        };
        // What has not begun is no time in which somebody did anything.
        let phrase = match phrase {
            Phrase::Window(Window::In(period)) if period.from > today => {
                Phrase::Window(Window::Coming(period))
            }
            phrase => phrase,
        };
        let from = at;
        at = to.max(at + 1);
        found.push(Spanned {
            phrase,
            from,
            to: at,
        });
    }
    found
}

/// The tokens of a question.
pub(super) struct Tokens<'a>(&'a [Token]);

impl Tokens<'_> {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn meaning(&self, at: usize) -> &Meaning {
        &self.0[at].meaning
    }

    pub(super) fn sense(&self, at: usize) -> Option<Sense> {
        match self.0.get(at)?.meaning {
            Meaning::Sense(sense) => Some(sense),
            _ => None,
        }
    }

    pub(super) fn period(&self, at: usize) -> Option<Period> {
        match self.0.get(at)?.meaning {
            Meaning::Period(period) => Some(period),
            _ => None,
        }
    }

    pub(super) fn is(&self, at: usize, sense: Sense) -> bool {
        self.sense(at) == Some(sense)
    }

    /// The phrase that begins at a token, and where it ends.
    fn phrase(&self, at: usize) -> (usize, Phrase) {
        let sense = match &self.0[at].meaning {
            Meaning::Sense(sense) => *sense,
            Meaning::Named(Named::Word("rfm", key))
                if key == "at_risk" && !self.lists_segments(at) =>
            {
                return (
                    at + 1,
                    Phrase::Ready("churn_risk", Asked::AtLeast(HIGH_RISK)),
                );
            }
            Meaning::Named(named) => return (at + 1, Phrase::Named(named.clone())),
            Meaning::Number(_) => return self.number(at),
            Meaning::Period(period) => return self.dated(at, *period),
            Meaning::Mark => return (at + 1, Phrase::Join(Join::Mark)),
            Meaning::Unknown => return (at + 1, Phrase::Unknown),
        };
        if let Some(found) = self.beside(at, sense) {
            return found;
        }
        let found = match sense {
            Sense::Before(_)
            | Sense::Between
            | Sense::Number(_)
            | Sense::Times(_)
            | Sense::Seconds(_)
            | Sense::Days(_) => {
                return self.number(at);
            }
            Sense::Last | Sense::Recently => return self.last(at),
            Sense::Next => return self.coming(at),
            Sense::Agree(agrees) => return self.agreement(at, agrees, Phrase::Unknown),
            Sense::Subscribed(agrees) => {
                let alone = Phrase::Consent(Purpose::MarketingMail, agrees);
                return self.agreement(at, agrees, alone);
            }
            Sense::May => return self.agreement(at, true, Phrase::Filler),
            Sense::Channel(purpose, alone) => return self.channel(at, purpose, alone),
            Sense::Part(part) => return self.part(at, part),
            Sense::Since | Sense::After | Sense::Until => return self.bounded(at, sense),
            Sense::UntilBehind | Sense::Top | Sense::Bottom => return self.top(at),
            Sense::By => {
                let next = self.beyond_fillers(at + 1);
                return match self.sense(next) {
                    Some(Sense::Group(column)) => (next + 1, Phrase::Breakdown(column)),
                    Some(Sense::About(About::Interval)) => (at + 1, Phrase::Filler),
                    Some(Sense::About(_)) => (at + 1, Phrase::By),
                    _ => (at + 1, Phrase::Filler),
                };
            }
            Sense::Filler
            | Sense::To
            | Sense::Group(_)
            | Sense::Inside
            | Sense::Articles
            | Sense::Unit(Unit::Pieces)
            | Sense::ThatTime
            | Sense::UntilNow => Phrase::Filler,
            Sense::Who => Phrase::Join(Join::Who),
            Sense::And => Phrase::Join(Join::And),
            Sense::But => Phrase::Join(Join::But),
            Sense::Or => Phrase::Join(Join::Or),
            Sense::Not => Phrase::Not,
            Sense::Never => Phrase::Never,
            Sense::Except => Phrase::Except,
            Sense::ExceptEnd => Phrase::ExceptEnd,
            Sense::Behind(compare) => Phrase::Behind(compare),
            Sense::Long => Phrase::Window(Window::Lasting(Some(Compare::Above), LONG_DAYS)),
            Sense::Total => Phrase::Total,
            Sense::Only => Phrase::Only,
            Sense::Same => Phrase::Same,
            Sense::About(about) => Phrase::About(about),
            Sense::Ready(column, asked) => Phrase::Ready(column, asked),
            Sense::Consent(purpose) => Phrase::Consent(purpose, true),
            Sense::High => Phrase::High,
            Sense::Low => Phrase::Low,
            Sense::Most => Phrase::Most,
            Sense::Least => Phrase::Least,
            Sense::Ranked(column) => Phrase::Ranked(column),
            Sense::People => Phrase::People,
            Sense::HowMany => Phrase::HowMany,
            Sense::WhichShare => Phrase::WhichShare,
            // 买茶后没买咖啡: an order of what happened, which nothing can be asked of.
            Sense::SinceBehind
            | Sense::Every
            | Sense::Purpose
            | Sense::Plus
            | Sense::Oftener
            | Sense::Other
            | Sense::Unit(_)
            | Sense::Ago
            | Sense::Will
            | Sense::Sending => Phrase::Unknown,
        };
        (at + 1, found)
    }

    /// Whether a clause begins at a token.
    pub(super) fn begins(&self, at: usize) -> bool {
        at == 0
            || self.0[at - 1].meaning == Meaning::Mark
            || matches!(
                self.sense(at - 1),
                Some(Sense::And | Sense::But | Sense::Or)
            )
    }

    /// The comparison that stands behind a number.
    pub(super) fn behind(&self, at: usize) -> Option<Compare> {
        match self.sense(at)? {
            Sense::Behind(compare) => Some(compare),
            Sense::Plus | Sense::Oftener => Some(Compare::AtLeast),
            _ => None,
        }
    }

    pub(super) fn beyond_fillers(&self, mut at: usize) -> usize {
        while self.is(at, Sense::Filler) {
            at += 1;
        }
        at
    }

    /// A number at a token, with its unit; and where it ends.
    pub(super) fn counted(&self, at: usize) -> Option<(usize, Number, Option<Unit>)> {
        let plain = |value| Number {
            value,
            money: false,
            percent: false,
        };
        let number = match self.0.get(at)?.meaning {
            Meaning::Number(number) => number,
            Meaning::Sense(Sense::Times(value)) => {
                return Some((at + 1, plain(value), Some(Unit::Times)));
            }
            Meaning::Sense(Sense::Number(value)) => {
                let times = self
                    .sense(at + 1)
                    .filter(|sense| matches!(sense, Sense::Unit(_)));
                return Some(match times {
                    Some(Sense::Unit(unit)) => (at + 2, plain(value).of(unit), Some(unit)),
                    _ => (at + 1, plain(value), None),
                });
            }
            Meaning::Sense(Sense::Days(days)) => {
                return Some((at + 1, plain(days), Some(Unit::Time(1.0))));
            }
            Meaning::Sense(Sense::Seconds(seconds)) => {
                return Some((at + 1, plain(seconds), Some(Unit::Seconds(1.0))));
            }
            Meaning::Sense(Sense::Part(part)) => {
                let share = plain(part).of(Unit::Hundredths(100.0));
                return Some((at + 1, share, Some(Unit::Hundredths(1.0))));
            }
            _ => return None,
        };
        Some(match self.sense(at + 1) {
            // "Five different days", 八天不同日子.
            Some(Sense::Unit(Unit::Time(days)))
                if days <= 1.0 && self.is(at + 2, Sense::Unit(Unit::Dates)) =>
            {
                (at + 3, number, Some(Unit::Dates))
            }
            // 七成五.
            Some(Sense::Unit(unit @ Unit::Hundredths(10.0)))
                if let Some(Meaning::Number(more)) =
                    self.0.get(at + 2).map(|token| &token.meaning)
                    && (1.0..10.0).contains(&more.value)
                    && !matches!(self.sense(at + 3), Some(Sense::Unit(_))) =>
            {
                let mut number = number.of(unit);
                number.value += more.value;
                (at + 3, number, Some(Unit::Hundredths(1.0)))
            }
            Some(Sense::Unit(unit)) => (at + 2, number.of(unit), Some(unit)),
            _ => (at + 1, number, None),
        })
    }

    /// A number of people that ends at a token, or so many things that are more: what a number without a unit is.
    fn people(&self, end: usize, value: f64) -> Option<(usize, Phrase)> {
        if end > 0 && self.is(end - 1, Sense::To) {
            return None;
        }
        let after = self.beyond_fillers(end);
        // 100个都不止: so many things.
        let beyond = self
            .behind(after + 1)
            .filter(|_| self.is(after, Sense::People));
        if let Some(compare) = beyond {
            let quantity = Quantity {
                compare: Some(compare),
                value,
                to: None,
                kind: Kind::Plain,
            };
            return Some((after + 2, Phrase::Quantity(quantity)));
        }
        if self.is(after, Sense::People)
            && let Some(limit) = whole(value)
        {
            return Some((after + 1, Phrase::Limit(limit, End::Top)));
        }
        // "20 gold members": people, whoever they are.
        let mut behind = after;
        while behind < self.len()
            && matches!(
                self.meaning(behind),
                Meaning::Named(Named::Word(..) | Named::Tag(_)) | Meaning::Sense(Sense::Filler)
            )
        {
            behind += 1;
        }
        if behind > after
            && self.is(behind, Sense::People)
            && let Some(limit) = whole(value)
        {
            return Some((end, Phrase::Limit(limit, End::Top)));
        }
        // "the ten most valuable": a number that stands before what ranks is one of people.
        let ranks = matches!(
            self.sense(after),
            Some(Sense::Ranked(_) | Sense::Most | Sense::Least)
        );
        if ranks
            && after == end
            && let Some(limit) = whole(value)
        {
            return Some((end, Phrase::Limit(limit, End::Top)));
        }
        None
    }

    /// A comparison behind which no number stands: it is of the one before, or waits for one.
    fn awaited(&self, at: usize, next: usize, compare: Option<Compare>) -> (usize, Phrase) {
        // "At least once every 45 days".
        if compare == Some(Compare::AtLeast) && self.is(next, Sense::Every) {
            return (at + 1, Phrase::Filler);
        }
        // "Five orders minimum".
        let numbered = (at.saturating_sub(3)..at).any(|at| self.counted(at).is_some());
        let ends = next >= self.len() || *self.meaning(next) == Meaning::Mark;
        if let Some(compare @ (Compare::AtLeast | Compare::AtMost)) = compare
            && numbered
            && (ends || self.is(next, Sense::And))
        {
            return (at + 1, Phrase::Behind(compare));
        }
        let of = matches!(self.sense(next), Some(Sense::About(_)));
        let numbered = (next + 1..next + 4).any(|at| self.counted(at).is_some());
        let interval = self.is(next, Sense::About(About::Interval));
        let waits = compare.filter(|_| interval || of && numbered);
        (at + 1, waits.map_or(Phrase::Unknown, Phrase::Ahead))
    }

    /// A comparison with a number, a range, a length of time, or a number of people.
    pub(super) fn number(&self, at: usize) -> (usize, Phrase) {
        let (mut next, mut compare, between) = match self.sense(at) {
            Some(Sense::Before(compare)) => (at + 1, Some(compare), false),
            Some(Sense::Between) => (at + 1, None, true),
            _ => (at, None, false),
        };
        next = self.beyond_fillers(next);
        if between && let Some(period) = self.period(next) {
            return self.dated(next, period);
        }
        let below_zero = self.is(next, Sense::To) && compare.is_some();
        let counted = if below_zero {
            self.counted(next + 1)
                .map(|(end, number, unit)| (end, number.negative(), unit))
        } else {
            self.counted(next)
        };
        let Some((mut end, number, mut unit)) = counted else {
            return self.awaited(at, next, compare);
        };
        // 三个多月.
        if unit.is_none()
            && compare.is_none()
            && self.is(end, Sense::People)
            && self.behind(end + 1) == Some(Compare::Above)
            && let Some(Sense::Unit(time @ Unit::Time(_))) = self.sense(end + 2)
        {
            (compare, unit, end) = (Some(Compare::Above), Some(time), end + 3);
        }
        // "Every 3 weeks or more often".
        if matches!(unit, Some(Unit::Time(_))) && self.is(end, Sense::Oftener) {
            (compare, end) = (Some(Compare::AtMost), end + 1);
        }
        let mut money = number.money;
        let mut to = None;
        if self.is(end, Sense::To) || between && self.is(end, Sense::And) {
            if let Some((after, other, its_unit)) = self.counted(end + 1) {
                (end, to) = (after, Some(other.value));
                // 10 to 20 %: the unit behind the second is the first one's, too.
                unit = unit.or(its_unit);
                money |= other.money;
            }
            if self.is(end, Sense::To) {
                end += 1;
            }
        } else if compare.is_none()
            && let Some(found) = self.behind(end)
        {
            (compare, end) = (Some(found), end + 1);
            if unit.is_none()
                && let Some(Sense::Unit(found)) = self.sense(end)
            {
                (unit, end) = (Some(found), end + 1);
            }
        }
        let value = number.value;
        // "Eight days or more, different ones".
        if matches!(unit, Some(Unit::Time(days)) if days <= 1.0) {
            let beyond = self.beyond_fillers(end);
            let compared = self.behind(beyond).filter(|_| compare.is_none());
            let dates = self.beyond_fillers(beyond + usize::from(compared.is_some()));
            if self.is(dates, Sense::Unit(Unit::Dates)) {
                (unit, end, compare) = (Some(Unit::Dates), dates + 1, compare.or(compared));
            }
        }
        if let Some(Unit::Time(days)) = unit {
            let length = value * days_of(value, days);
            let to = to.map(|to| to * days_of(to, days));
            return self.lasting(end, compare, length, to);
        }
        let plain = compare.is_none() && to.is_none() && unit.is_none() && !money;
        if let Some(found) = self.people(end, value).filter(|_| plain) {
            return found;
        }
        let kind = match unit {
            _ if money => Kind::Money,
            _ if number.percent => Kind::Percent,
            Some(Unit::Hundredths(_)) => Kind::Percent,
            Some(Unit::Times) => Kind::Times,
            Some(Unit::Points) => Kind::Points,
            Some(Unit::Pieces) => Kind::Pieces,
            Some(Unit::Seconds(_)) => Kind::Seconds,
            Some(Unit::Dates) => Kind::Dates,
            Some(Unit::Time(_)) | None => Kind::Plain,
        };
        let each = match unit {
            Some(Unit::Seconds(each)) => each,
            _ => 1.0,
        };
        let quantity = Quantity {
            compare,
            value: value * each,
            to: to.map(|to| to * each),
            kind,
        };
        (end, Phrase::Quantity(quantity))
    }
}

/// Days of a unit of time: twelve months are a year.
fn days_of(number: f64, unit: f64) -> f64 {
    let months = unit.to_bits() == 30.0_f64.to_bits();
    if months && number >= 12.0 && number % 12.0 == 0.0 {
        365.0 / 12.0
    } else {
        unit
    }
}

/// A number of people.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole and within the range"
)]
pub(super) fn whole(value: f64) -> Option<usize> {
    let fits = value.fract() == 0.0 && (1.0..=1e6).contains(&value);
    fits.then_some(value as usize)
}
