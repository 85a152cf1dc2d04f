//! Tokens as phrases: what several words say together, such as a comparison with a number or a stretch of time.

use chrono::NaiveDate;

use super::dates::Period;
use super::phrase::{Join, Kind, Phrase, Quantity, Spanned, Window, alone};
use super::senses::{About, Asked, Compare, HIGH_RISK, Sense, Unit};
use super::tokens::{Meaning, Number, Token};
use super::vocabulary::Named;
use super::windows::again;
use crate::members::Purpose;

/// What a number without a unit can be as an age.
const AGES: std::ops::RangeInclusive<f64> = 14.0..=110.0;

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
            match windows.next() {
                Some(Phrase::Window(window)) => Phrase::Window(again(*window)),
                // In what time is not said.
                _ => Phrase::Unknown,
            }
        } else if let Some(since) = reading.since_then(at) {
            let mut windows = found.iter().rev().map(|spanned: &Spanned| &spanned.phrase);
            windows
                .find_map(|phrase| then(phrase, today))
                .unwrap_or(since)
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

/// The time from another one on: from its own first day where it lasts, else behind it.
fn then(phrase: &Phrase, today: NaiveDate) -> Option<Phrase> {
    match phrase {
        Phrase::Window(window @ (Window::Since(_) | Window::After(_))) => {
            Some(Phrase::Window(*window))
        }
        Phrase::Window(Window::Until(period)) => Some(Phrase::Window(Window::Since(*period))),
        // "Joined this year and have ordered twice since": it has not ended.
        Phrase::Window(Window::In(period)) if period.lasts(today) => {
            Some(Phrase::Window(Window::Since(*period)))
        }
        Phrase::Window(Window::In(period)) => Some(Phrase::Window(Window::Since(Period::between(
            period.to, period.to,
        )))),
        _ => None,
    }
}

/// The tokens of a question.
pub(super) struct Tokens<'a>(pub(super) &'a [Token]);

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
        let found = self.sense(at);
        found == Some(sense) || sense == Sense::Inside && found == Some(Sense::UpTo)
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
            Meaning::Number(number) if self.is_of_days(at, number.value) => {
                return (at + 1, Phrase::Window(Window::Within(number.value)));
            }
            Meaning::Number(number) if let Some(end) = self.counts_named(at, number.value) => {
                return (end, Phrase::Filler);
            }
            Meaning::Number(_) => return self.number(at),
            Meaning::Period(period) => return self.dated(at, *period),
            Meaning::Born(least, most) => return (at + 1, Phrase::Quantity(aged(*least, *most))),
            Meaning::Mark => return (at + 1, Phrase::Join(Join::Mark)),
            Meaning::Unknown => return (at + 1, Phrase::Unknown),
        };
        if let Some(found) = self.beside(at, sense) {
            return found;
        }
        match sense {
            Sense::Before(_)
            | Sense::Aged(_)
            | Sense::Decade(_)
            | Sense::Between
            | Sense::Number(_)
            | Sense::Times(_)
            | Sense::Seconds(_)
            | Sense::Days(_) => self.number(at),
            Sense::Last | Sense::Recently => self.last(at),
            Sense::Next => self.coming(at),
            Sense::Agree(agrees) => self.agreement(at, agrees, Phrase::Unknown),
            Sense::Subscribed(agrees) => {
                let mail = Phrase::Consent(Purpose::MarketingMail, agrees);
                self.agreement(at, agrees, mail)
            }
            Sense::May => self.agreement(at, true, Phrase::Filler),
            Sense::Channel(purpose, alone) => self.channel(at, purpose, alone),
            Sense::Part(part) => self.part(at, part),
            Sense::Since | Sense::After | Sense::Until | Sense::Through => self.bounded(at, sense),
            Sense::UntilBehind | Sense::Top | Sense::Bottom => self.top(at),
            Sense::By => self.by(at),
            sense => (at + 1, alone(sense)),
        }
    }

    /// What an order or a breakdown goes by.
    fn by(&self, at: usize) -> (usize, Phrase) {
        let next = self.beyond_fillers(at + 1);
        match self.sense(next) {
            Some(Sense::Group(column)) => (next + 1, Phrase::Breakdown(column)),
            Some(Sense::About(About::Interval)) => (at + 1, Phrase::Filler),
            Some(Sense::About(_)) => (at + 1, Phrase::By),
            _ => (at + 1, Phrase::Filler),
        }
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
            Sense::Behind(compare) | Sense::AgedBehind(compare) => Some(compare),
            Sense::Plus | Sense::Oftener => Some(Compare::AtLeast),
            _ => None,
        }
    }

    /// From a time on that is not said but was: "since then", and "nothing since" where the clause ends.
    fn since_then(&self, at: usize) -> Option<Phrase> {
        let ends = |at: usize| at >= self.len() || *self.meaning(at) == Meaning::Mark;
        match self.sense(at)? {
            Sense::SinceThen => Some(Phrase::Unknown),
            Sense::Since if ends(at + 1) => Some(Phrase::Unknown),
            // 去年夏天买过，之后没再买.
            Sense::SinceBehind if self.begins(at) => Some(Phrase::Unknown),
            _ => None,
        }
    }

    pub(super) fn beyond_fillers(&self, mut at: usize) -> usize {
        while self.is(at, Sense::Filler) || self.is(at, Sense::Past) {
            at += 1;
        }
        at
    }

    /// Where days end that are different ones, and how their number is compared: "eight days or more, different ones".
    fn different_days(
        &self,
        end: usize,
        unit: Option<Unit>,
        compare: Option<Compare>,
    ) -> Option<(usize, Option<Compare>)> {
        if !matches!(unit, Some(Unit::Time(days)) if days <= 1.0) {
            return None;
        }
        let beyond = self.beyond_fillers(end);
        let compared = self.behind(beyond).filter(|_| compare.is_none());
        let dates = self.beyond_fillers(beyond + usize::from(compared.is_some()));
        let different = self.is(dates, Sense::Unit(Unit::Dates));
        different.then(|| (dates + 1, compare.or(compared)))
    }

    /// The unit of time of the other bound that follows a number without a unit.
    fn time_of_both(&self, compare: Option<Compare>, number: Number, end: usize) -> Option<Unit> {
        if compare.is_none() || number.money || number.percent {
            return None;
        }
        let joins = matches!(self.sense(end), Some(Sense::And | Sense::But));
        let bound = matches!(self.sense(end + 1), Some(Sense::Before(_)));
        match self.counted(end + 2) {
            Some((_, _, unit @ Some(Unit::Time(_)))) if joins && bound => unit,
            _ => None,
        }
    }

    /// A number with its unit, below zero where a sign stands before it.
    fn signed(
        &self,
        next: usize,
        compare: Option<Compare>,
    ) -> Option<(usize, Number, Option<Unit>)> {
        if !self.is(next, Sense::To) || compare.is_none() {
            return self.counted(next);
        }
        let (end, number, unit) = self.counted(next + 1)?;
        // "Under-30s" are of an age.
        let number = if number.aged {
            number
        } else {
            number.negative()
        };
        Some((end, number, unit))
    }

    /// A comparison with a number, a range, a length of time, or a number of people.
    pub(super) fn number(&self, at: usize) -> (usize, Phrase) {
        let (mut next, mut compare, between) = match self.sense(at) {
            Some(Sense::Before(compare) | Sense::Aged(compare)) => (at + 1, Some(compare), false),
            Some(Sense::Past) => (at + 1, Some(Compare::Above), false),
            Some(Sense::Between) => (at + 1, None, true),
            _ => (at, None, false),
        };
        next = self.beyond_fillers(next);
        let mut aged = self.of_an_age(at);
        if between && let Some(period) = self.period(next) {
            return self.dated(next, period);
        }
        // 顶多来一单.
        if compare.is_some() && self.is(next, Sense::Inside) && self.counted(next + 1).is_some() {
            next += 1;
        }
        let counted = self.signed(next, compare);
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
        // "More than 30 but less than 60 days".
        unit = unit.or_else(|| self.time_of_both(compare, number, end));
        // "Every 3 weeks or more often".
        if matches!(unit, Some(Unit::Time(_))) && self.is(end, Sense::Oftener) {
            (compare, end) = (Some(Compare::AtMost), end + 1);
        }
        let (mut money, mut more, mut to) = (number.money, false, None);
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
        } else if compare.is_none() && self.is(end, Sense::UpTo) && bounds(unit, number, money) {
            // 一成以内.
            (compare, end) = (Some(Compare::AtMost), end + 1);
        } else if (compare.is_none() || self.is(at, Sense::Past))
            && let Some(found) = self.behind(end)
        {
            more = unit.is_none();
            aged |= matches!(self.sense(end), Some(Sense::AgedBehind(_)));
            (compare, end) = (Some(found), end + 1);
            if unit.is_none()
                && let Some(Sense::Unit(found)) = self.sense(end)
            {
                (unit, end) = (Some(found), end + 1);
            }
        }
        let value = number.value;
        // "Who are over 50" is of age, "who are over 50% likely" is not.
        let plain = unit.is_none() && !number.percent && !number.money;
        let whole = AGES.contains(&value) && to.is_none_or(|to| AGES.contains(&to));
        let counts = matches!(
            self.sense(self.beyond_fillers(end)),
            Some(Sense::About(_) | Sense::Unit(_) | Sense::Articles | Sense::Group(_))
        );
        if aged && plain && whole && !counts {
            unit = Some(Unit::Age);
        }
        // "In their 40s", 四十多岁.
        let ten = number.aged && compare.is_none() || compare == Some(Compare::Above) && more;
        let decade = unit == Some(Unit::Age) && ten && to.is_none() && value % 10.0 == 0.0;
        if decade {
            (compare, to) = (None, Some(value + 9.0));
        }
        if let Some((after, compared)) = self.different_days(end, unit, compare) {
            (unit, end, compare) = (Some(Unit::Dates), after, compared);
        }
        if let Some(Unit::Time(days)) = unit {
            let length = value * days_of(value, days);
            let to = to.map(|to| to * days_of(to, days));
            return self.lasting(end, compare, length, to);
        }
        let plain = compare.is_none() && to.is_none() && unit.is_none() && !money;
        if compare.is_none()
            && to.is_none()
            && let Some(found) = self.share_of_the_most(end, number)
        {
            return found;
        }
        if let Some(found) = self.people(end, value).filter(|_| plain) {
            return found;
        }
        let kind = kind(unit, money, number.percent);
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

/// Whether a number is one that "within" bounds, and no length of time.
fn bounds(unit: Option<Unit>, number: Number, money: bool) -> bool {
    let counted = matches!(
        unit,
        Some(Unit::Hundredths(_) | Unit::Times | Unit::Points | Unit::Pieces | Unit::Age)
    );
    counted || number.percent || number.money || money
}

/// People from one age to another, of which one may be open.
fn aged(least: Option<i32>, most: Option<i32>) -> Quantity {
    let (compare, value, to) = match (least, most) {
        (Some(least), Some(most)) => (None, least, Some(f64::from(most))),
        (Some(least), None) => (Some(Compare::AtLeast), least, None),
        (None, most) => (Some(Compare::AtMost), most.unwrap_or_default(), None),
    };
    Quantity {
        compare,
        value: f64::from(value),
        to,
        kind: Kind::Age,
    }
}

/// What a number counts, by its unit.
fn kind(unit: Option<Unit>, money: bool, percent: bool) -> Kind {
    match unit {
        _ if money => Kind::Money,
        _ if percent => Kind::Percent,
        Some(Unit::Hundredths(_)) => Kind::Percent,
        Some(Unit::Times) => Kind::Times,
        Some(Unit::Points) => Kind::Points,
        Some(Unit::Pieces) => Kind::Pieces,
        Some(Unit::Seconds(_)) => Kind::Seconds,
        Some(Unit::Dates) => Kind::Dates,
        Some(Unit::Age) => Kind::Age,
        Some(Unit::Balance) => Kind::Balance,
        Some(Unit::Time(_)) | None => Kind::Plain,
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
