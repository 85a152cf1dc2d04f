//! Numbers with their units, and what a number without one is of.

use super::phrase::{End, Kind, Phrase, Quantity};
use super::phrases::{Tokens, whole};
use super::senses::{About, Compare, Sense, Unit};
use super::tokens::{Meaning, Number};
use super::vocabulary::Named;

impl Tokens<'_> {
    /// A number at a token, with its unit; and where it ends.
    pub(super) fn counted(&self, at: usize) -> Option<(usize, Number, Option<Unit>)> {
        let plain = |value| Number {
            value,
            money: false,
            percent: false,
            aged: false,
        };
        let number = match self.0.get(at)?.meaning {
            Meaning::Number(number) if number.aged => {
                return Some((at + 1, number, Some(Unit::Age)));
            }
            Meaning::Number(number) => {
                if let Some((end, days)) = self.and_a_half(at + 1, number.value) {
                    return Some((end, plain(days), Some(Unit::Time(1.0))));
                }
                // 三十来天: about so many.
                let about = self.is(at + 1, Sense::Inside) && number.value >= 10.0;
                if about && let Some(Sense::Unit(unit @ Unit::Time(_))) = self.sense(at + 2) {
                    return Some((at + 3, number, Some(unit)));
                }
                number
            }
            Meaning::Sense(Sense::Decade(value)) => {
                let aged = Number {
                    aged: true,
                    ..plain(value)
                };
                return Some((at + 1, aged, Some(Unit::Age)));
            }
            Meaning::Sense(Sense::Times(value)) => {
                return Some((at + 1, plain(value), Some(Unit::Times)));
            }
            Meaning::Sense(Sense::Number(value)) => {
                if let Some((end, days)) = self.and_a_half(at + 1, value) {
                    return Some((end, plain(days), Some(Unit::Time(1.0))));
                }
                let times = self
                    .sense(at + 1)
                    .filter(|sense| matches!(sense, Sense::Unit(_)));
                return Some(match times {
                    Some(Sense::Unit(unit)) => (at + 2, plain(value).of(unit), Some(unit)),
                    _ => (at + 1, plain(value), None),
                });
            }
            Meaning::Sense(Sense::Days(days)) => {
                // "A year and a half".
                if self.is(at + 1, Sense::HalfMore(0.0)) {
                    let days = days + half(days);
                    return Some((at + 2, plain(days), Some(Unit::Time(1.0))));
                }
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
            Some(Sense::About(About::Points)) => (at + 2, number, Some(Unit::Balance)),
            _ => (at + 1, number, None),
        })
    }

    /// Days of a number with half a unit more behind it, and where that ends: 一年半, "one and a half years".
    fn and_a_half(&self, at: usize, number: f64) -> Option<(usize, f64)> {
        match (self.sense(at)?, self.sense(at + 1)) {
            (Sense::HalfMore(days), _) if days > 0.0 => Some((at + 1, number * days + half(days))),
            (Sense::HalfMore(_), Some(Sense::Unit(Unit::Time(days)))) => {
                Some((at + 2, number * days + half(days)))
            }
            (Sense::Unit(Unit::Time(days)), Some(Sense::HalfMore(half_of)))
                if half_of.to_bits() == 0.0_f64.to_bits() =>
            {
                Some((at + 2, number * days + half(days)))
            }
            _ => None,
        }
    }

    /// Whether a comparison is one of age: of people, and of nothing else: "members over 60", "who are over 50".
    pub(super) fn of_an_age(&self, at: usize) -> bool {
        let people = |at: usize| matches!(self.sense(at), Some(Sense::People | Sense::Who));
        let before = (0..at).rev().find(|at| !self.is(*at, Sense::Filler));
        // "Anyone under 25": nothing but who is asked for stands before it.
        let of_people = before.is_none_or(people);
        // "Spent over 500 and are over 40".
        let joins = |at: usize| matches!(self.sense(at), Some(Sense::And | Sense::But));
        let are = before.is_some_and(|before| joins(before) && before + 1 < at);
        let begins = at == 0 || of_people || self.begins(at);
        match self.sense(at) {
            Some(Sense::Aged(_)) => begins || !self.says_what(at),
            // "Tea lovers over 40".
            Some(Sense::Before(_) | Sense::Between)
                if at > 0 && self.is(at - 1, Sense::About(About::Liking)) =>
            {
                true
            }
            Some(Sense::Before(_) | Sense::Between) => {
                let named = |at: usize| {
                    matches!(
                        self.meaning(at),
                        Meaning::Named(Named::Word(..) | Named::Tag(_))
                    )
                };
                of_people || are || before.is_some_and(named)
            }
            // "Members 18 to 30 who".
            _ if of_people && self.is(at + 1, Sense::To) => self.counted(at + 2).is_some(),
            // "50+ who buy pet food".
            _ => begins && self.is(at + 1, Sense::Plus) && (at + 2 < self.len()) && people(at + 2),
        }
    }

    /// Whether something that can be asked about stands before a token in its clause.
    pub(super) fn says_what(&self, at: usize) -> bool {
        let clause = (0..at).rev();
        let mut clause = clause.take_while(|at| *self.meaning(*at) != Meaning::Mark);
        clause.any(|at| matches!(self.sense(at), Some(Sense::About(_))))
    }

    /// A number of people that ends at a token, or so many things that are more: what a number without a unit is.
    pub(super) fn people(&self, end: usize, value: f64) -> Option<(usize, Phrase)> {
        if end > 0 && self.is(end - 1, Sense::To) {
            return None;
        }
        let after = self.beyond_fillers(end);
        // 100个都不止: so many things.
        let beyond = self
            .behind(after + 1)
            .filter(|_| self.is(after, Sense::People));
        if let Some(compare) = beyond {
            // 浏览50个以上 is of goods.
            let seen = end > 1 && self.is(end - 2, Sense::About(About::Visiting));
            let quantity = Quantity {
                compare: Some(compare),
                value,
                to: None,
                kind: if seen { Kind::Pieces } else { Kind::Plain },
            };
            return Some((after + 2, Phrase::Quantity(quantity)));
        }
        // 一个活动都没发过: one of something, and nobody.
        if self.is(after, Sense::People)
            && value.to_bits() == 1.0_f64.to_bits()
            && matches!(self.sense(after + 1), Some(Sense::About(_)))
        {
            let quantity = Quantity {
                compare: None,
                value,
                to: None,
                kind: Kind::Plain,
            };
            return Some((after + 1, Phrase::Quantity(quantity)));
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
    pub(super) fn awaited(
        &self,
        at: usize,
        next: usize,
        compare: Option<Compare>,
    ) -> (usize, Phrase) {
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
        let of = matches!(self.sense(next), Some(Sense::About(_) | Sense::Sending));
        let numbered = (next + 1..next + 4).any(|at| self.counted(at).is_some());
        let interval = self.is(next, Sense::About(About::Interval));
        let waits = compare.filter(|_| interval || of && numbered);
        (at + 1, waits.map_or(Phrase::Unknown, Phrase::Ahead))
    }
}

/// Whole days of half a unit: half a year is 180 of them.
pub(super) fn half(days: f64) -> f64 {
    if days > 300.0 {
        180.0
    } else {
        (days / 2.0).round()
    }
}
