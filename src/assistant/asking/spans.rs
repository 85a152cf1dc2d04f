//! Stretches of time and parts of everybody, as several words name them.

use super::counting::half;
use super::dates::Period;
use super::phrase::{End, Kind, Phrase, Quantity, Window};
use super::phrases::{Tokens, whole};
use super::senses::{About, Compare, RECENT_DAYS, Sense, Unit};
use super::tokens::{Meaning, Number};

impl Tokens<'_> {
    /// A length of time, by what stands behind it.
    pub(super) fn lasting(
        &self,
        end: usize,
        mut compare: Option<Compare>,
        days: f64,
        to: Option<f64>,
    ) -> (usize, Phrase) {
        if let Some(to) = to {
            let ago = matches!(
                self.sense(end),
                Some(Sense::Ago | Sense::UntilBehind | Sense::SinceBehind)
            );
            return (
                end + usize::from(ago),
                Phrase::Window(Window::Range(days, to)),
            );
        }
        let mut end = end;
        if compare.is_none()
            && let Some(found) = self.behind(end)
        {
            (compare, end) = (Some(found), end + 1);
        }
        let compare = compare.or_else(|| {
            // "It's been 90 days since their last order": so long at least.
            self.lasts_since_order(end).then_some(Compare::AtLeast)
        });
        let window = match (self.sense(end), compare) {
            (Some(Sense::Inside | Sense::UpTo | Sense::UntilNow), None) => Window::Within(days),
            (Some(Sense::SinceBehind), None) => Window::Beyond(days),
            // 一年前: a year ago or longer.
            (Some(Sense::UntilBehind), None) => Window::Ago(Some(Compare::Above), days),
            (Some(Sense::Ago | Sense::UntilBehind), compare) => Window::Ago(compare, days),
            _ => return (end, Phrase::Window(Window::Lasting(compare, days))),
        };
        (end + 1, Phrase::Window(window))
    }

    /// The last so many days.
    pub(super) fn last(&self, at: usize) -> (usize, Phrase) {
        let next = self.beyond_fillers(at + 1);
        if let (end, Phrase::Window(window)) = self.number(next.min(self.len().saturating_sub(1)))
            && next < self.len()
        {
            match window {
                Window::Within(days) | Window::Lasting(None, days) => {
                    return (end, Phrase::Window(Window::Within(days)));
                }
                _ => {}
            }
        }
        // "In the last 90".
        if let Some((end, number, None)) = self.counted(next)
            && self.is(at, Sense::Last)
            && [7.0, 14.0, 30.0, 60.0, 90.0, 180.0, 365.0].contains(&number.value)
            && !matches!(self.sense(end), Some(Sense::About(_) | Sense::People))
        {
            return (end, Phrase::Window(Window::Within(number.value)));
        }
        match self.sense(next) {
            // "Within the last month and a half".
            Some(Sense::Unit(Unit::Time(days))) if self.is(next + 1, Sense::HalfMore(0.0)) => {
                let days = days + half(days);
                (next + 2, Phrase::Window(Window::Within(days)))
            }
            Some(Sense::Unit(Unit::Time(days))) => (next + 1, Phrase::Window(Window::Within(days))),
            _ if self.is(at, Sense::Recently) => {
                let days = RECENT_DAYS;
                (at + 1, Phrase::Window(Window::Within(days)))
            }
            _ if self.period(next).is_some() => (at + 1, Phrase::Filler),
            _ => (at + 1, Phrase::Unknown),
        }
    }

    /// Whether a number behind what is counted over days is their number: "10 or more visit days in 90".
    pub(super) fn is_of_days(&self, at: usize, number: f64) -> bool {
        let counted = [
            About::VisitDays,
            About::Visiting,
            About::Viewing,
            About::Carting,
            About::Campaigns,
        ];
        let ends = at + 1 >= self.len() || *self.meaning(at + 1) == Meaning::Mark;
        let of = at.checked_sub(2).and_then(|before| self.sense(before));
        [30.0, 90.0].contains(&number)
            && ends
            && at > 1
            && self.is(at - 1, Sense::Filler)
            && matches!(of, Some(Sense::About(about)) if counted.contains(&about))
    }

    /// The next so many days.
    pub(super) fn coming(&self, at: usize) -> (usize, Phrase) {
        let next = self.beyond_fillers(at + 1);
        if next < self.len()
            && let (end, Phrase::Window(window)) = self.number(next)
        {
            match window {
                Window::Within(days) | Window::Lasting(None, days) => {
                    return (end, Phrase::Window(Window::Next(days)));
                }
                // 接下来0到14天.
                Window::Range(..) => return (end, Phrase::Window(window)),
                _ => {}
            }
        }
        match self.sense(next) {
            Some(Sense::Unit(Unit::Time(days))) => (next + 1, Phrase::Window(Window::Next(days))),
            _ => (at + 1, Phrase::Unknown),
        }
    }

    /// A part of what somebody buys, as a share: "half or more", 一半以上.
    pub(super) fn part(&self, at: usize, part: f64) -> (usize, Phrase) {
        match self.behind(at + 1) {
            Some(compare) => {
                let share = Quantity {
                    compare: Some(compare),
                    value: part * 100.0,
                    to: None,
                    kind: Kind::Percent,
                };
                (at + 2, Phrase::Quantity(share))
            }
            // "Three quarters of their spending".
            None if matches!(
                self.sense(self.beyond_fillers(at + 1)),
                Some(Sense::About(
                    About::Buying
                        | About::Spending
                        | About::OneCategory
                        | About::CategoryShare
                        | About::BrandShare
                        | About::ChannelShare
                ))
            ) =>
            {
                let share = Quantity {
                    compare: None,
                    value: part * 100.0,
                    to: None,
                    kind: Kind::Percent,
                };
                (at + 1, Phrase::Quantity(share))
            }
            None => (at + 1, Phrase::Unknown),
        }
    }

    /// A word that bounds time, and the date or the length of time behind it.
    pub(super) fn bounded(&self, at: usize, sense: Sense) -> (usize, Phrase) {
        let next = self.beyond_fillers(at + 1);
        // "Since before 2024".
        if sense == Sense::Since && self.is(next, Sense::Until) {
            return (at + 1, Phrase::Filler);
        }
        if let Some(period) = self.period(next) {
            return match (sense, self.dated(next, period)) {
                (
                    Sense::Since,
                    found @ (_, Phrase::Window(Window::In(Period { stretch: true, .. }))),
                ) => found,
                (Sense::Since, (end, Phrase::Window(Window::In(period)))) => {
                    (end, Phrase::Window(Window::Since(period)))
                }
                (Sense::After, _) => (next + 1, Phrase::Window(Window::After(period))),
                (Sense::Until, _) => (next + 1, Phrase::Window(Window::Until(period))),
                (Sense::Through, _) => {
                    let end = Period::between(period.to, period.to);
                    (next + 1, Phrase::Window(Window::Until(end)))
                }
                (_, found) => found,
            };
        }
        if next < self.len()
            && sense == Sense::Since
            && let (end, Phrase::Window(Window::Ago(None, days) | Window::Lasting(None, days))) =
                self.number(next)
        {
            return (end, Phrase::Window(Window::Within(days)));
        }
        // "Hasn't ordered since": since what is not said.
        let ends = at + 1 >= self.len() || *self.meaning(at + 1) == Meaning::Mark;
        if sense == Sense::Since && !ends {
            (at + 1, Phrase::Filler)
        } else {
            (at + 1, Phrase::Unknown)
        }
    }

    /// A date, by what stands behind it.
    pub(super) fn dated(&self, at: usize, period: Period) -> (usize, Phrase) {
        let next = at + 1;
        let ranges = self.is(next, Sense::To);
        let last = self.period(next + 1).filter(|_| ranges);
        if let Some(last) = last.filter(|last| last.from > period.from) {
            let whole = Period {
                from: period.from,
                to: last.to,
                stretch: true,
            };
            return (next + 2, Phrase::Window(Window::In(whole)));
        }
        let window = match self.sense(next) {
            Some(Sense::SinceBehind | Sense::UntilNow | Sense::Behind(Compare::AtLeast)) => {
                Window::Since(period)
            }
            Some(Sense::To) if self.is(self.beyond_fillers(next + 1), Sense::UntilNow) => {
                let now = self.beyond_fillers(next + 1);
                return (now + 1, Phrase::Window(Window::Since(period)));
            }
            Some(Sense::UntilBehind) => Window::Until(period),
            // "On 1 May or earlier": the day itself counts.
            Some(Sense::Behind(Compare::AtMost)) => {
                Window::Until(Period::between(period.to, period.to))
            }
            _ => return (next, Phrase::Window(Window::In(period))),
        };
        (next + 1, Phrase::Window(window))
    }

    /// A part of all behind which what ranks them stands: "the 5% worth the most".
    pub(super) fn share_of_the_most(&self, end: usize, number: Number) -> Option<(usize, Phrase)> {
        let next = self.beyond_fillers(end);
        let ranks = matches!(self.sense(next), Some(Sense::Ranked("value" | "spend")));
        (number.percent && ranks).then(|| (next + 1, Phrase::Part(number.value / 100.0, End::Top)))
    }

    /// So many or such a part from the top.
    pub(super) fn top(&self, at: usize) -> (usize, Phrase) {
        let from = match self.sense(at) {
            Some(Sense::Bottom | Sense::SinceBehind) => End::Bottom,
            _ => End::Top,
        };
        let alone = match self.sense(at) {
            // 以前花了 says only that it was before now, 下单前访问过 what came first.
            Some(Sense::UntilBehind)
                if self.begins(at) && self.is(at + 1, Sense::About(About::Buying)) =>
            {
                Phrase::Total
            }
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
