//! What a word says by what stands beside it.

use super::phrase::{End, Join, Phrase, Window};
use super::phrases::Tokens;
use super::senses::{About, Compare, Sense, Unit};
use super::tokens::{Meaning, Number};
use super::vocabulary::Named;

impl Tokens<'_> {
    /// What a sense says where something beside it gives it another meaning than it has alone, and where that ends.
    pub(super) fn beside(&self, at: usize, sense: Sense) -> Option<(usize, Phrase)> {
        if let Some(found) = self.by_its_clause(at, sense) {
            return Some(found);
        }
        if let Some(found) = self.by_its_neighbour(at, sense) {
            return Some((at + 1, found));
        }
        let found = match sense {
            Sense::Before(Compare::Exactly) | Sense::Other | Sense::About(About::Lapsed)
                if let Some(found) = self.otherwise(at, sense) =>
            {
                found
            }
            Sense::AgoFromNow if !self.says_what(at) => Phrase::About(About::LastOrder),
            // 浏览20个以上 is of goods.
            Sense::About(About::Visiting) if self.counts_goods(at) => Phrase::About(About::Viewing),
            Sense::Articles if self.looked_at(at) => Phrase::About(About::Viewing),
            // 价值最低的10%.
            Sense::Most | Sense::Least if self.ranks_a_part(at) => {
                return Some(self.ranked_part(at, sense == Sense::Least));
            }
            // 最多下过一单 and 最多3单 are bounds.
            Sense::Most if self.bounds(at) => Phrase::Ahead(Compare::AtMost),
            // 价值排名后25%.
            Sense::SinceBehind
                if at > 0
                    && self.is(at - 1, Sense::About(About::Value))
                    && self
                        .counted(at + 1)
                        .is_some_and(|(_, number, _)| number.percent) =>
            {
                return Some(self.top(at));
            }
            // Since the last order, as far as what stands beside it can be asked of that time.
            Sense::About(About::LastOrder) if self.is(at + 1, Sense::SinceBehind) => {
                return Some((at + 2, Phrase::About(About::SinceOrder)));
            }
            Sense::Since | Sense::After
                if self.is(self.beyond_fillers(at + 1), Sense::About(About::LastOrder)) =>
            {
                let order = self.beyond_fillers(at + 1);
                let about = self.since_the_order(at);
                return Some((order + 1, Phrase::About(about)));
            }
            // "More than 60 days since they last bought anything".
            Sense::About(About::SinceOrder) if self.since_the_order(at) != About::SinceOrder => {
                Phrase::About(About::LastOrder)
            }
            // 没来: the word of 三个月来 is a visit behind a denial.
            Sense::Inside
                if at > 0 && (self.is(at - 1, Sense::Not) || self.is(at - 1, Sense::Never)) =>
            {
                Phrase::About(About::Visiting)
            }
            // 过了平时周期1.5倍.
            Sense::Past
                if self.is(self.beyond_fillers(at + 1), Sense::About(About::Interval))
                    && self
                        .counted(self.beyond_fillers(self.beyond_fillers(at + 1) + 1))
                        .is_some() =>
            {
                Phrase::Ahead(Compare::Above)
            }
            // "The most valuable third".
            Sense::Ranked("value" | "spend") if self.ranked_a_part(at) => {
                return Some(self.ranked_part(at, false));
            }
            // 积分过5000, but 来过3次.
            Sense::Past
                if !self.did_before(at)
                    && !self.counts_times(self.beyond_fillers(at + 1))
                    && self.beyond_fillers(at + 1) < self.len()
                    && matches!(
                        self.meaning(self.beyond_fillers(at + 1)),
                        Meaning::Number(_)
                    ) =>
            {
                return Some(self.number(at));
            }
            // "Over the summer" is in it.
            Sense::Before(Compare::Above) if self.period(self.beyond_fillers(at + 1)).is_some() => {
                Phrase::Filler
            }
            // 浏览的商品却少于10个.
            Sense::But
                if at > 0
                    && matches!(self.sense(at - 1), Some(Sense::About(about)) if about != About::Buying)
                    && matches!(self.sense(at + 1), Some(Sense::Before(_)))
                    && self.counted(at + 2).is_some() =>
            {
                Phrase::Filler
            }
            // "In exactly one category."
            Sense::Group("category") if self.is_counted(at) || self.counts_categories(at) => {
                Phrase::About(About::Categories)
            }
            _ => return None,
        };
        Some((at + 1, found))
    }

    /// What a word that counts, joins or names a channel says by the one beside it.
    fn by_its_neighbour(&self, at: usize, sense: Sense) -> Option<Phrase> {
        Some(match sense {
            // "Every 30 days" is a rhythm, "every member" is everybody.
            Sense::Every if matches!(self.number_at(at + 1), Some(Phrase::Window(_))) => {
                Phrase::About(About::Interval)
            }
            Sense::Every => match self.counted(at + 1) {
                Some((_, _, Some(Unit::Time(_)))) => Phrase::About(About::Interval),
                _ if matches!(self.sense(at + 1), Some(Sense::Unit(Unit::Time(_)))) => {
                    Phrase::About(About::Interval)
                }
                _ => Phrase::Filler,
            },
            Sense::Plus => match at.checked_sub(1).map(|before| self.meaning(before)) {
                Some(Meaning::Number(_) | Meaning::Sense(Sense::Number(_) | Sense::Unit(_))) => {
                    Phrase::Behind(Compare::AtLeast)
                }
                _ => Phrase::Join(Join::And),
            },
            // 每个月.
            Sense::By if matches!(self.sense(at + 1), Some(Sense::Unit(Unit::Time(days))) if days > 1.0) => {
                Phrase::About(About::Interval)
            }
            Sense::Unit(Unit::Time(days))
                if at > 0 && (self.is(at - 1, Sense::Every) || self.is(at - 1, Sense::By)) =>
            {
                Phrase::Window(Window::Lasting(None, days))
            }
            // "Who once spent more than 1000".
            Sense::Times(times)
                if times.to_bits() == 1.0_f64.to_bits()
                    && at > 0
                    && matches!(
                        self.sense(at - 1),
                        Some(Sense::Who | Sense::And | Sense::But)
                    )
                    && matches!(
                        self.sense(at + 1),
                        Some(Sense::About(
                            About::Spending | About::Buying | About::Visiting
                        ))
                    ) =>
            {
                Phrase::Filler
            }
            Sense::Using
                if at + 1 < self.len()
                    && matches!(
                        self.meaning(at + 1),
                        Meaning::Named(Named::Goods("channel", _))
                    ) =>
            {
                Phrase::About(About::ChannelShare)
            }
            _ => return None,
        })
    }

    /// The number that begins at a place, with its unit.
    fn number_at(&self, at: usize) -> Option<Phrase> {
        self.counted(at).map(|_| self.number(at).1)
    }

    /// What a definition, a list of times or a word for silence says before what follows it.
    fn otherwise(&self, at: usize, sense: Sense) -> Option<Phrase> {
        Some(match sense {
            // "Lapsed = no order in 90 days".
            Sense::Before(Compare::Exactly)
                if self.counted(self.beyond_fillers(at + 1)).is_none()
                    && !(matches!(self.sense(at + 1), Some(Sense::About(_)))
                        && self.counted(self.beyond_fillers(at + 2)).is_some()) =>
            {
                Phrase::Join(Join::Mark)
            }
            // 除了上海和北京，其他城市的.
            Sense::Other
                if (0..at)
                    .any(|at| self.is(at, Sense::Except) || self.is(at, Sense::ExceptEnd))
                    && !self.counts_others(at) =>
            {
                Phrase::Filler
            }
            // "In each of March and April".
            Sense::Other if self.period(at + 1).is_some() => Phrase::Filler,
            // "Gone more than twice their usual gap without ordering."
            Sense::About(About::Lapsed) if self.compares_a_rhythm(at) => Phrase::Filler,
            _ => return None,
        })
    }

    /// Whether a word asks how much of something there is, whoever is left out: "how many orders".
    fn counts_others(&self, at: usize) -> bool {
        matches!(self.sense(at + 1), Some(Sense::About(_)))
    }

    /// Whether a number of things follows a visit: 浏览20个以上.
    fn counts_goods(&self, at: usize) -> bool {
        let mut next = self.beyond_fillers(at + 1);
        if matches!(self.sense(next), Some(Sense::Before(_))) {
            next = self.beyond_fillers(next + 1);
        }
        match self.counted(next) {
            Some((_, _, Some(Unit::Pieces))) => true,
            Some((end, _, None)) => self.is(end, Sense::People) && self.behind(end + 1).is_some(),
            _ => false,
        }
    }

    /// Whether a number follows and the time between orders that it is a multiple of.
    fn compares_a_rhythm(&self, at: usize) -> bool {
        let compares = matches!(self.sense(at + 1), Some(Sense::Before(_)));
        let clause = (at + 1..self.len()).take(7);
        let mut clause = clause.take_while(|at| *self.meaning(*at) != Meaning::Mark);
        compares && clause.any(|at| self.is(at, Sense::About(About::Interval)))
    }

    /// Whether a multiple of the usual time between orders stands before a token in its clause.
    pub(super) fn multiplies_before(&self, at: usize) -> bool {
        let clause = (0..at).rev();
        let clause = clause.take_while(|at| *self.meaning(*at) != Meaning::Mark);
        let clause: Vec<usize> = clause.collect();
        let times = |at: usize| matches!(self.counted(at), Some((_, _, Some(Unit::Times))));
        clause.iter().any(|at| times(*at))
            && clause
                .iter()
                .any(|at| self.is(*at, Sense::About(About::Interval)))
    }

    /// Whether a number counts how often something was done.
    fn counts_times(&self, at: usize) -> bool {
        let counted = self.counted(at);
        let times = |unit| matches!(unit, Some(Unit::Times | Unit::Pieces | Unit::Dates));
        counted.is_some_and(|(_, _, unit)| times(unit))
    }

    /// Whether what somebody did stands before "with us" in its clause.
    pub(super) fn did_with_us(&self, at: usize) -> bool {
        let clause = (0..at).rev();
        let mut clause = clause.take_while(|at| {
            *self.meaning(*at) != Meaning::Mark
                && !matches!(
                    self.sense(*at),
                    Some(Sense::And | Sense::But | Sense::Or | Sense::Who)
                )
        });
        clause.any(|at| {
            matches!(
                self.sense(at),
                Some(Sense::About(
                    About::Buying
                        | About::Spending
                        | About::Joining
                        | About::Visiting
                        | About::LastOrder
                        | About::FirstOrder
                ))
            )
        })
    }

    /// Whether a word stands before that is done so many times or days, and reaches no amount: 来逛过10天.
    fn did_before(&self, at: usize) -> bool {
        let days = matches!(
            self.counted(self.beyond_fillers(at + 1)),
            Some((_, _, Some(Unit::Time(_))))
        );
        days && at > 0 && self.is(at - 1, Sense::About(About::Visiting))
    }

    /// Whether an amount stands before "with us": "over £500 with us in the past year".
    pub(super) fn paid_before(&self, at: usize) -> bool {
        let amount =
            |at: usize| matches!(self.meaning(at), Meaning::Number(number) if number.money);
        (at.saturating_sub(2)..at).any(amount)
    }

    /// What the members are wanted for, to the end of the clause, where that says nothing of whom; else its first word
    /// alone, which says nothing.
    pub(super) fn purpose(&self, at: usize) -> (usize, Phrase) {
        let mut end = at + 1;
        while end < self.len() && *self.meaning(end) != Meaning::Mark {
            let empty = match self.meaning(end) {
                Meaning::Unknown => true,
                Meaning::Sense(sense) => matches!(
                    sense,
                    Sense::Filler
                        | Sense::Sending
                        | Sense::Channel(..)
                        | Sense::Same
                        | Sense::People
                        | Sense::May
                        | Sense::Agree(true)
                        | Sense::To
                        | Sense::And
                        | Sense::Number(_)
                ),
                _ => false,
            };
            if !empty {
                return (at + 1, Phrase::Filler);
            }
            end += 1;
        }
        (end, Phrase::Filler)
    }

    /// Whether a bound follows "categories", and no goods stand before: 买过的品类不超过两个.
    fn counts_categories(&self, at: usize) -> bool {
        // 品类买了4种以上.
        let bought = self.is(at + 1, Sense::About(About::Buying))
            && self
                .counted(at + 2)
                .is_some_and(|(end, _, _)| self.is(end, Sense::People));
        if bought && !(at > 0 && matches!(self.meaning(at - 1), Meaning::Named(_))) {
            return true;
        }
        // 品类却只有1个.
        let only = (at + 1..at + 4).find(|at| self.is(*at, Sense::Only));
        let few = only.is_some_and(|only| {
            let counted = self.counted(self.beyond_fillers(only + 1));
            counted.is_some_and(|(end, _, _)| self.is(end, Sense::People))
        });
        if few && !(at > 0 && matches!(self.meaning(at - 1), Meaning::Named(_))) {
            return true;
        }
        let bound = matches!(self.sense(at + 1), Some(Sense::Before(_)));
        let goods = at > 0 && matches!(self.meaning(at - 1), Meaning::Named(_));
        let number = self.counted(self.beyond_fillers(at + 2));
        bound && !goods && number.is_some_and(|(_, _, unit)| unit.is_none())
    }

    /// Whether a number stands before a word, with what compares it or counts: 5个以上品类.
    fn is_counted(&self, at: usize) -> bool {
        let numbered = |at: usize| self.counted(at).is_some();
        let between = |at: usize| {
            self.behind(at).is_some() || self.is(at, Sense::People) || self.is(at, Sense::Filler)
        };
        let before = (0..at).rev().take(4).find(|at| !between(*at));
        before.is_some_and(numbered)
    }

    /// Whether a named segment is meant as one: another one is named with it, or that it is one is said.
    pub(super) fn lists_segments(&self, at: usize) -> bool {
        let segment = |at: usize| matches!(self.meaning(at), Meaning::Named(Named::Word("rfm", _)));
        let joins = |range: std::ops::Range<usize>| {
            range.into_iter().any(|at| {
                *self.meaning(at) == Meaning::Mark
                    || matches!(self.sense(at), Some(Sense::And | Sense::Or | Sense::Except))
            })
        };
        (0..self.len()).any(|other| {
            let listed = other != at && segment(other) && joins(other.min(at)..other.max(at));
            listed || self.is(other, Sense::Group("rfm"))
        })
    }

    /// Whether goods are what was looked at before, in the same clause.
    fn looked_at(&self, at: usize) -> bool {
        let clause = (0..at).rev().take(7);
        let mut clause = clause.take_while(|at| *self.meaning(*at) != Meaning::Mark);
        clause.any(|at| self.is(at, Sense::About(About::Visiting)))
    }

    /// Whether "the highest" is said of a part of everybody: 价值最低的10%.
    fn ranks_a_part(&self, at: usize) -> bool {
        let next = self.beyond_fillers(at + 1);
        let whole = |(_, number, _): (usize, Number, Option<Unit>)| number.percent;
        self.counted(next).is_some_and(whole)
            && !self.is(next, Sense::Part(0.5))
            && at > 0
            && self.is(at - 1, Sense::About(About::Value))
    }

    /// Whether a part of everybody follows what ranks: "the most valuable third".
    fn ranked_a_part(&self, at: usize) -> bool {
        let next = self.beyond_fillers(at + 1);
        self.counted(next)
            .is_some_and(|(_, number, _)| number.percent)
    }

    /// The part that is the highest, or the lowest.
    fn ranked_part(&self, at: usize, low: bool) -> (usize, Phrase) {
        let end = if low { End::Bottom } else { End::Top };
        match self.counted(self.beyond_fillers(at + 1)) {
            Some((next, number, _)) => (next, Phrase::Part(number.value / 100.0, end)),
            None => (at + 1, Phrase::Unknown),
        }
    }

    /// Whether "most" bounds a number that follows, what it is of between them or not.
    fn bounds(&self, at: usize) -> bool {
        let mut next = self.beyond_fillers(at + 1);
        let of = matches!(self.sense(next), Some(Sense::About(_)));
        if of {
            next = self.beyond_fillers(next + 1);
        }
        self.counted(next)
            .is_some_and(|(end, _, unit)| !self.is(end, Sense::People) && (of || unit.is_some()))
    }

    /// Whether the question says when something is to come.
    pub(super) fn speaks_of_the_future(&self) -> bool {
        (0..self.len()).any(|at| {
            matches!(
                self.sense(at),
                Some(Sense::Next | Sense::About(About::Due | About::Expected))
            )
        })
    }

    /// Whether what is done through a channel stands with one, or with an agreement to one.
    pub(super) fn is_of_a_channel(&self, at: usize) -> bool {
        let beside = |at: usize| {
            matches!(
                self.meaning(at),
                Meaning::Sense(
                    Sense::Channel(..) | Sense::Consent(_) | Sense::About(About::Campaigns)
                ) | Meaning::Named(Named::Goods("channel", _) | Named::Campaign(_))
            )
        };
        let empty = |at: &usize| {
            matches!(
                self.sense(*at),
                Some(
                    Sense::Filler
                        | Sense::Sending
                        | Sense::Agree(true)
                        | Sense::May
                        | Sense::People
                        | Sense::Before(_)
                        | Sense::Behind(_)
                        | Sense::Number(_)
                        | Sense::Unit(_)
                        | Sense::Not
                )
            ) || matches!(self.meaning(*at), Meaning::Number(_))
        };
        let ahead = (at + 1..self.len()).take(6).find(|at| !empty(at));
        let before = (0..at).rev().take(6).find(|at| !empty(at));
        [ahead, before].into_iter().flatten().any(beside)
    }
}
