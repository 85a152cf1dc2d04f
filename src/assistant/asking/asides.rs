//! What a word says by the rest of its clause: an exception that ends with its verb, alternatives of several conditions, a
//! column of words that is empty, and what says only why somebody asks.

use super::phrase::Phrase;
use super::phrases::Tokens;
use super::senses::{About, Asked, Sense};
use super::tokens::Meaning;
use super::vocabulary::Named;

/// Columns of words that may be empty: "no city on file", 没有分群.
const WORDS: [&str; 5] = ["tier", "city", "language", "rfm", "cluster"];

impl Tokens<'_> {
    /// Why they are wanted, to the end of the clause: 怕打扰过头.
    pub(super) fn aside(&self, at: usize) -> (usize, Phrase) {
        let mark = |at: &usize| *self.meaning(*at) == Meaning::Mark;
        let end = (at..self.len()).find(mark).unwrap_or(self.len());
        let people = (at..end).any(|at| self.is(at, Sense::People));
        if people {
            (at + 1, Phrase::Unknown)
        } else {
            (end, Phrase::Filler)
        }
    }

    /// Whether nothing that says something stands from here to the end of the clause.
    pub(super) fn clause_ends(&self, at: usize) -> bool {
        let mut clause = (at..self.len()).take_while(|at| *self.meaning(*at) != Meaning::Mark);
        clause.all(|at| {
            matches!(
                self.sense(at),
                Some(Sense::Filler | Sense::People | Sense::HowMany | Sense::Past)
            )
        })
    }

    /// Whether the clause ends with a word that leaves out what stands before it: 把退货多的剔掉.
    pub(super) fn leaves_out(&self, at: usize) -> bool {
        let mut clause = (at + 1..self.len()).take_while(|at| *self.meaning(*at) != Meaning::Mark);
        clause.any(|at| {
            self.is(at, Sense::ExceptEnd) || self.is(at, Sense::Except) && self.clause_ends(at + 1)
        })
    }

    /// The first of alternatives, or another one, where each may be of several conditions: "either gold, or silver with over
    /// 5 orders", 要么金卡，要么近一年下过5单.
    pub(super) fn alternative(&self, at: usize, sense: Sense) -> Option<Phrase> {
        let either = |at: &usize| self.is(*at, Sense::Either);
        let first = (0..=at).find(either);
        let again = (0..self.len()).filter(either).count() > 1;
        // A comma before "or" parts more than two words.
        let parted =
            |at: usize| at > 0 && self.is(at, Sense::Or) && *self.meaning(at - 1) == Meaning::Mark;
        match sense {
            Sense::Either if again => Some(if first == Some(at) {
                Phrase::Either
            } else {
                Phrase::Alternative
            }),
            Sense::Either if (at..self.len()).any(parted) => Some(Phrase::Either),
            Sense::Or if parted(at) && first.is_some() && !again => Some(Phrase::Alternative),
            _ => None,
        }
    }

    /// That a column of words is empty, said before its name or behind it: "no city on file", 城市没填.
    pub(super) fn unknown_word(&self, at: usize, sense: Sense) -> Option<(usize, Phrase)> {
        let empty = |column: &'static str, end: usize| {
            let next = self.beyond_fillers(end);
            let ends = next >= self.len()
                || *self.meaning(next) == Meaning::Mark
                || matches!(
                    self.sense(next),
                    Some(
                        Sense::People
                            | Sense::HowMany
                            | Sense::WhichShare
                            | Sense::And
                            | Sense::But
                            | Sense::Or
                            | Sense::Who
                    )
                );
            let named = WORDS.contains(&column) && ends;
            named.then_some((end, Phrase::Ready(column, Asked::Known(false))))
        };
        match sense {
            Sense::Not => match self.sense(self.beyond_fillers(at + 1))? {
                Sense::Group(column) => empty(column, self.beyond_fillers(at + 1) + 1),
                _ => None,
            },
            Sense::Group(column) => {
                let denial = self.beyond_fillers(at + 1);
                self.is(denial, Sense::Not)
                    .then(|| empty(column, denial + 1))?
            }
            _ => None,
        }
    }

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
        let same = u32::try_from(named).is_ok_and(|named| f64::from(named) == number);
        (of && named > 1 && same).then_some(at + 2)
    }
}
