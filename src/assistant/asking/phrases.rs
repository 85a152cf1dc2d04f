//! Tokens as phrases: what several words say together, such as a comparison with a number or a stretch of time.

use chrono::NaiveDate;

use super::dates::Period;
use super::phrase::{End, Join, Kind, Phrase, Quantity, Spanned, Window};
use super::senses::{About, Compare, LONG_DAYS, RECENT_DAYS, Sense, Unit};
use super::tokens::{Meaning, Number, Token};
use crate::members::Purpose;

/// Takes tokens together.
pub(super) fn phrases(tokens: &[Token], today: NaiveDate) -> Vec<Spanned> {
    let reading = Tokens(tokens);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (to, phrase) = reading.phrase(at);
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

    fn period(&self, at: usize) -> Option<Period> {
        match self.0.get(at)?.meaning {
            Meaning::Period(period) => Some(period),
            _ => None,
        }
    }

    fn is(&self, at: usize, sense: Sense) -> bool {
        self.sense(at) == Some(sense)
    }

    /// The phrase that begins at a token, and where it ends.
    fn phrase(&self, at: usize) -> (usize, Phrase) {
        let sense = match &self.0[at].meaning {
            Meaning::Sense(sense) => *sense,
            Meaning::Named(named) => return (at + 1, Phrase::Named(named.clone())),
            Meaning::Number(_) => return self.number(at),
            Meaning::Period(period) => return self.dated(at, *period),
            Meaning::Mark => return (at + 1, Phrase::Join(Join::Mark)),
            Meaning::Unknown => return (at + 1, Phrase::Unknown),
        };
        let found = match sense {
            Sense::Before(_)
            | Sense::Between
            | Sense::Number(_)
            | Sense::Times(_)
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
                    Some(Sense::About(_)) => (at + 1, Phrase::By),
                    _ => (at + 1, Phrase::Filler),
                };
            }
            // 没来: the word of 三个月来 is a visit behind a denial.
            Sense::Inside if at > 0 && self.is(at - 1, Sense::Not) => {
                Phrase::About(About::Visiting)
            }
            // "In exactly one category."
            Sense::Group("category") if at > 0 && self.counted(at - 1).is_some() => {
                Phrase::About(About::Categories)
            }
            Sense::Filler | Sense::To | Sense::Group(_) | Sense::Inside => Phrase::Filler,
            Sense::Who => Phrase::Join(Join::Who),
            Sense::And => Phrase::Join(Join::And),
            Sense::But => Phrase::Join(Join::But),
            Sense::Or => Phrase::Join(Join::Or),
            Sense::Not => Phrase::Not,
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
            Sense::SinceBehind | Sense::Other | Sense::Unit(_) | Sense::Ago | Sense::Sending => {
                Phrase::Unknown
            }
        };
        (at + 1, found)
    }

    /// Whether a clause begins at a token.
    fn begins(&self, at: usize) -> bool {
        at == 0
            || self.0[at - 1].meaning == Meaning::Mark
            || matches!(
                self.sense(at - 1),
                Some(Sense::And | Sense::But | Sense::Or)
            )
    }

    fn beyond_fillers(&self, mut at: usize) -> usize {
        while self.is(at, Sense::Filler) {
            at += 1;
        }
        at
    }

    /// A number at a token, with its unit; and where it ends.
    fn counted(&self, at: usize) -> Option<(usize, Number, Option<Unit>)> {
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
            Meaning::Sense(Sense::Part(part)) => {
                let share = plain(part).of(Unit::Hundredths(100.0));
                return Some((at + 1, share, Some(Unit::Hundredths(1.0))));
            }
            _ => return None,
        };
        Some(match self.sense(at + 1) {
            Some(Sense::Unit(unit)) => (at + 2, number.of(unit), Some(unit)),
            _ => (at + 1, number, None),
        })
    }

    /// A comparison with a number, a range, a length of time, or a number of people.
    fn number(&self, at: usize) -> (usize, Phrase) {
        let (mut next, mut compare, between) = match self.sense(at) {
            Some(Sense::Before(compare)) => (at + 1, Some(compare), false),
            Some(Sense::Between) => (at + 1, None, true),
            _ => (at, None, false),
        };
        next = self.beyond_fillers(next);
        if between && let Some(period) = self.period(next) {
            return self.dated(next, period);
        }
        let Some((mut end, number, mut unit)) = self.counted(next) else {
            let of = matches!(self.sense(next), Some(Sense::About(_)));
            let numbered = (next + 1..next + 4).any(|at| self.counted(at).is_some());
            let interval = self.is(next, Sense::About(About::Interval));
            let waits = compare.filter(|_| interval || of && numbered);
            return (at + 1, waits.map_or(Phrase::Unknown, Phrase::Ahead));
        };
        let behind = |end: usize| match self.sense(end) {
            Some(Sense::Behind(compare)) => Some(compare),
            _ => None,
        };
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
            && let Some(found) = behind(end)
        {
            (compare, end) = (Some(found), end + 1);
            if unit.is_none()
                && let Some(Sense::Unit(found)) = self.sense(end)
            {
                (unit, end) = (Some(found), end + 1);
            }
        }
        let value = number.value;
        if let Some(Unit::Time(days)) = unit {
            let length = value * days_of(value, days);
            let to = to.map(|to| to * days_of(to, days));
            return self.lasting(end, compare, length, to);
        }
        let people = compare.is_none() && to.is_none() && unit.is_none() && !money;
        let after = self.beyond_fillers(end);
        if people
            && self.is(after, Sense::People)
            && let Some(limit) = whole(value)
        {
            return (after + 1, Phrase::Limit(limit, End::Top));
        }
        // "the ten most valuable": a number that stands before what ranks is one of people.
        let ranks = matches!(
            self.sense(after),
            Some(Sense::Ranked(_) | Sense::Most | Sense::Least)
        );
        if people
            && ranks
            && after == end
            && let Some(limit) = whole(value)
        {
            return (end, Phrase::Limit(limit, End::Top));
        }
        let kind = match unit {
            _ if money => Kind::Money,
            _ if number.percent => Kind::Percent,
            Some(Unit::Hundredths(_)) => Kind::Percent,
            Some(Unit::Times) => Kind::Times,
            Some(Unit::Points) => Kind::Points,
            Some(Unit::Pieces) => Kind::Pieces,
            Some(Unit::Time(_)) | None => Kind::Plain,
        };
        let quantity = Quantity {
            compare,
            value,
            to,
            kind,
        };
        (end, Phrase::Quantity(quantity))
    }

    /// A length of time, by what stands behind it.
    fn lasting(
        &self,
        end: usize,
        mut compare: Option<Compare>,
        days: f64,
        to: Option<f64>,
    ) -> (usize, Phrase) {
        if let Some(to) = to {
            let ago = matches!(self.sense(end), Some(Sense::Ago | Sense::UntilBehind));
            return (
                end + usize::from(ago),
                Phrase::Window(Window::Range(days, to)),
            );
        }
        let mut end = end;
        if compare.is_none()
            && let Some(Sense::Behind(found)) = self.sense(end)
        {
            (compare, end) = (Some(found), end + 1);
        }
        let window = match (self.sense(end), compare) {
            (Some(Sense::Inside | Sense::SinceBehind), None) => Window::Within(days),
            // 一年前: a year ago or longer.
            (Some(Sense::UntilBehind), None) => Window::Ago(Some(Compare::Above), days),
            (Some(Sense::Ago | Sense::UntilBehind), compare) => Window::Ago(compare, days),
            _ => return (end, Phrase::Window(Window::Lasting(compare, days))),
        };
        (end + 1, Phrase::Window(window))
    }

    /// The last so many days.
    fn last(&self, at: usize) -> (usize, Phrase) {
        let next = self.beyond_fillers(at + 1);
        if let (end, Phrase::Window(window)) = self.number(next.min(self.0.len().saturating_sub(1)))
            && next < self.0.len()
        {
            match window {
                Window::Within(days) | Window::Lasting(None, days) => {
                    return (end, Phrase::Window(Window::Within(days)));
                }
                _ => {}
            }
        }
        match self.sense(next) {
            Some(Sense::Unit(Unit::Time(days))) => (next + 1, Phrase::Window(Window::Within(days))),
            _ if self.is(at, Sense::Recently) => {
                let days = RECENT_DAYS;
                (at + 1, Phrase::Window(Window::Within(days)))
            }
            _ if self.period(next).is_some() => (at + 1, Phrase::Filler),
            _ => (at + 1, Phrase::Unknown),
        }
    }

    /// The next so many days.
    fn coming(&self, at: usize) -> (usize, Phrase) {
        let next = self.beyond_fillers(at + 1);
        if next < self.0.len()
            && let (end, Phrase::Window(window)) = self.number(next)
            && let Window::Within(days) | Window::Lasting(None, days) = window
        {
            return (end, Phrase::Window(Window::Next(days)));
        }
        match self.sense(next) {
            Some(Sense::Unit(Unit::Time(days))) => (next + 1, Phrase::Window(Window::Next(days))),
            _ => (at + 1, Phrase::Unknown),
        }
    }

    /// A part of what somebody buys, as a share: "half or more", 一半以上.
    fn part(&self, at: usize, part: f64) -> (usize, Phrase) {
        match self.sense(at + 1) {
            Some(Sense::Behind(compare)) => {
                let share = Quantity {
                    compare: Some(compare),
                    value: part * 100.0,
                    to: None,
                    kind: Kind::Percent,
                };
                (at + 2, Phrase::Quantity(share))
            }
            _ => (at + 1, Phrase::Unknown),
        }
    }

    /// A word that bounds time, and the date or the length of time behind it.
    fn bounded(&self, at: usize, sense: Sense) -> (usize, Phrase) {
        let next = self.beyond_fillers(at + 1);
        if let Some(period) = self.period(next) {
            return match (sense, self.dated(next, period)) {
                (Sense::Since, (end, Phrase::Window(Window::In(period)))) => {
                    (end, Phrase::Window(Window::Since(period)))
                }
                (Sense::After, _) => (next + 1, Phrase::Window(Window::After(period))),
                (Sense::Until, _) => (next + 1, Phrase::Window(Window::Until(period))),
                (_, found) => found,
            };
        }
        if next < self.0.len()
            && sense == Sense::Since
            && let (end, Phrase::Window(Window::Ago(None, days) | Window::Lasting(None, days))) =
                self.number(next)
        {
            return (end, Phrase::Window(Window::Within(days)));
        }
        if sense == Sense::Since {
            (at + 1, Phrase::Filler)
        } else {
            (at + 1, Phrase::Unknown)
        }
    }

    /// A date, by what stands behind it.
    fn dated(&self, at: usize, period: Period) -> (usize, Phrase) {
        let next = at + 1;
        let ranges = self.is(next, Sense::To) || self.is(next, Sense::And);
        let last = self.period(next + 1).filter(|_| ranges);
        if let Some(last) = last.filter(|last| last.from > period.from) {
            let whole = Period {
                from: period.from,
                to: last.to,
            };
            return (next + 2, Phrase::Window(Window::In(whole)));
        }
        let window = match self.sense(next) {
            Some(Sense::SinceBehind | Sense::Behind(Compare::AtLeast)) => Window::Since(period),
            Some(Sense::UntilBehind) => Window::Until(period),
            _ => return (next, Phrase::Window(Window::In(period))),
        };
        (next + 1, Phrase::Window(window))
    }

    /// So many or such a part from the top.
    fn top(&self, at: usize) -> (usize, Phrase) {
        let from = match self.sense(at) {
            Some(Sense::Bottom) => End::Bottom,
            _ => End::Top,
        };
        let alone = match self.sense(at) {
            // 以前花了 says only that it was before now, 下单前访问过 what came first.
            Some(Sense::UntilBehind) if self.begins(at) => Phrase::Filler,
            _ => Phrase::Unknown,
        };
        let next = self.beyond_fillers(at + 1);
        if let Some(Sense::Part(part)) = self.sense(next) {
            return (next + 1, Phrase::Part(part, from));
        }
        match self.counted(next) {
            Some((end, number, Some(Unit::Hundredths(_)))) => {
                (end, Phrase::Part(number.value / 100.0, from))
            }
            Some((end, number, None)) if number.percent => {
                (end, Phrase::Part(number.value / 100.0, from))
            }
            // "top 5 cities" asks for no members.
            Some((end, _, _)) if matches!(self.sense(end), Some(Sense::Group(_))) => {
                (end + 1, Phrase::Unknown)
            }
            Some((end, number, None)) if !number.money => match whole(number.value) {
                Some(limit) if self.is(end, Sense::People) => (end + 1, Phrase::Limit(limit, from)),
                Some(limit) => (end, Phrase::Limit(limit, from)),
                None => (at + 1, alone),
            },
            _ => (at + 1, alone),
        }
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
fn whole(value: f64) -> Option<usize> {
    let fits = value.fract() == 0.0 && (1.0..=1e6).contains(&value);
    fits.then_some(value as usize)
}
