//! Where one thing that is asked ends and another begins: alternatives, a verb that comes again, goods of another kind.

use super::frames::Framing;
use super::phrase::{Join, Kind, Phrase};
use super::phrases::Tokens;
use super::senses::{About, Sense, Unit};
use super::tokens::{Meaning, Token};
use super::vocabulary::Named;

/// Makes the marks between conditions alternatives where it is said that one of them is enough: 金卡，上海，满足一个就行. Where
/// marks of several kinds part them it is not said which of them are meant, and that word is left.
pub(super) fn one_is_enough(question: &str, tokens: &mut [Token]) {
    let is = |token: &Token, sense| token.meaning == Meaning::Sense(sense);
    let Some(at) = tokens.iter().position(|token| is(token, Sense::OneOf)) else {
        return;
    };
    let any = |token: &Token| is(token, Sense::Or) || is(token, Sense::Either);
    let mark = |token: &Token| token.meaning == Meaning::Mark;
    if tokens.iter().any(any) {
        // The "or" has to be the last thing that was said: 上海会员，买过茶或者护肤，满足其一.
        let mut clauses = tokens[..at].split(mark).filter(|clause| !clause.is_empty());
        if clauses.next_back().is_some_and(|last| last.iter().any(any)) {
            tokens[at].meaning = Meaning::Sense(Sense::Filler);
        }
        return;
    }
    let last = (0..at)
        .rev()
        .find(|at| !is(&tokens[*at], Sense::Filler))
        .unwrap_or_default();
    let parting = |meaning: &Meaning| -> Vec<usize> {
        let parts = |at: &usize| tokens[*at].meaning == *meaning;
        (1..last).filter(parts).collect()
    };
    let marks = match parting(&Meaning::Mark) {
        marks if marks.is_empty() => parting(&Meaning::Sense(Sense::And)),
        marks => marks,
    };
    let said = |at: &usize| &question[tokens[*at].start..tokens[*at].end];
    let alike = marks.iter().all(|at| said(at) == said(&marks[0]));
    if marks.is_empty() || !alike {
        return;
    }
    for mark in marks {
        tokens[mark].meaning = Meaning::Sense(Sense::Or);
    }
    tokens[at].meaning = Meaning::Sense(Sense::Filler);
}

/// Makes days on which something was done of those behind "on": "visited on 5 days".
fn on_days(question: &str, tokens: &mut [Token]) {
    for at in 1..tokens.len() {
        let said = &question[tokens[at - 1].start..tokens[at - 1].end];
        let bound = matches!(
            tokens[at].meaning,
            Meaning::Sense(Sense::Before(_) | Sense::Only)
        );
        let number = at + usize::from(bound);
        let counted = tokens
            .get(number)
            .is_some_and(|token| token.meaning.is_number());
        if said.eq_ignore_ascii_case("on")
            && counted
            && let Some(unit) = tokens.get_mut(number + 1)
            && matches!(unit.meaning, Meaning::Sense(Sense::Unit(Unit::Time(days))) if days <= 1.0)
        {
            unit.meaning = Meaning::Sense(Sense::Unit(Unit::Dates));
        }
    }
}

/// Makes the last days of those behind "in" where it is denied that there was an order: "no orders in 30 days".
fn in_days(question: &str, tokens: &mut [Token]) {
    for at in 2..tokens.len() {
        let said = &question[tokens[at - 1].start..tokens[at - 1].end];
        let number = tokens[at].meaning.is_number();
        let days = tokens.get(at + 1).is_some_and(|token| {
            matches!(token.meaning, Meaning::Sense(Sense::Unit(Unit::Time(_))))
        });
        let denied = matches!(
            tokens[at - 2].meaning,
            Meaning::Sense(Sense::Not | Sense::Never | Sense::About(About::Buying))
        );
        if said.eq_ignore_ascii_case("in") && number && days && denied {
            tokens[at - 1].meaning = Meaning::Sense(Sense::Last);
        }
    }
}

/// The last of what the same clause goes on with: 最近一次是上周来的.
fn last_of_what_follows(tokens: &[Token]) -> Option<About> {
    let ends = |meaning: &Meaning| {
        matches!(
            meaning,
            Meaning::Mark | Meaning::Sense(Sense::And | Sense::But | Sense::Or | Sense::Who)
        )
    };
    let clause = tokens.iter().map(|token| &token.meaning);
    clause
        .take_while(|meaning| !ends(meaning))
        .find_map(|meaning| match meaning {
            Meaning::Sense(Sense::About(About::Visiting)) => Some(About::LastVisit),
            Meaning::Sense(Sense::About(About::Buying)) => Some(About::LastOrder),
            _ => None,
        })
}

/// Says of what the last one is meant, and of which year: "visited on 5 days, the last one within 10 days".
pub(super) fn last_ones(question: &str, tokens: &mut [Token]) {
    on_days(question, tokens);
    in_days(question, tokens);
    let mut last = None;
    for at in 0..tokens.len() {
        let behind = last_of_what_follows(&tokens[at + 1..]);
        let next = tokens.get(at + 1).map(|token| token.meaning.clone());
        let Meaning::Sense(sense) = &mut tokens[at].meaning else {
            continue;
        };
        match sense {
            Sense::About(About::Visiting | About::VisitDays | About::LastVisit) => {
                last = Some(About::LastVisit);
            }
            Sense::About(About::Campaigns | About::LastCampaign) => {
                last = Some(About::LastCampaign);
            }
            Sense::About(About::Buying | About::LastOrder | About::Spending) => {
                last = Some(About::LastOrder);
            }
            Sense::LastOne => {
                *sense = Sense::About(last.or(behind).unwrap_or(About::LastOrder));
            }
            // "In the year 2025", "in the year since they joined".
            Sense::YearOf => {
                *sense = match next {
                    Some(Meaning::Period(_)) => Sense::Filler,
                    Some(Meaning::Sense(
                        Sense::Total | Sense::Since | Sense::To | Sense::Until | Sense::UntilNow,
                    )) => Sense::YearOf,
                    _ => Sense::Days(365.0),
                };
            }
            _ => {}
        }
    }
}

impl Tokens<'_> {
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
}

impl Framing {
    /// Another alternative begins, or the first: 要么金卡，要么近一年下过5单.
    pub(super) fn begins_alternative(&mut self) {
        self.close();
        self.alternatives += 1;
        self.alternative = Some(self.alternatives);
        self.join = Some(Join::And);
    }

    /// A mark ends the alternatives where no other one follows it.
    pub(super) fn ends_alternatives(&mut self, join: Join, next: Option<&Phrase>) {
        let goes_on = matches!(next, Some(Phrase::Alternative));
        if self.alternative.is_some() && join == Join::Mark && !goes_on {
            self.close();
            self.alternative = None;
        }
    }

    /// One of the goods that were named is enough.
    pub(super) fn buys_any(&mut self, number: usize, doubt: bool) {
        self.about(number, About::Buying, doubt);
        if let Some(frame) = self.frame() {
            frame.any_goods = true;
        }
    }

    /// Whether goods that follow are of the kind of those before: 文具或园艺，官网下单 names a channel after categories.
    pub(super) fn lists_its_kind(&self, next: Option<&Phrase>) -> bool {
        let Some(Phrase::Named(Named::Goods(next, _))) = next else {
            return true;
        };
        let last = self.open.as_ref().and_then(|open| open.frame.goods.last());
        last.is_none_or(|(kind, _)| (*kind == "channel") == (*next == "channel"))
    }

    /// Whether a number that follows says how much is much, which it takes the place of: 间隔方差很大的，超过500的那批.
    pub(super) fn level_explained(&mut self, next: Option<&Phrase>) -> bool {
        let of_next = matches!(self.then, Some(Phrase::About(_) | Phrase::Named(_)));
        let Some(Phrase::Quantity(quantity)) = next.filter(|_| !of_next) else {
            return false;
        };
        let kind = quantity.kind;
        let Some(frame) = self.frame() else {
            return false;
        };
        let plain = frame.goods.is_empty() && frame.quantity.is_none() && frame.window.is_none();
        let fits = match frame.about {
            Some(About::Leaving | About::Alive | About::Returning | About::Discounts) => {
                kind == Kind::Percent
            }
            Some(About::MeanOrder | About::Spending) => matches!(kind, Kind::Money | Kind::Plain),
            Some(About::Variance) => kind == Kind::Plain,
            _ => false,
        };
        let explained = frame.level.is_some() && plain && fits;
        if explained {
            frame.level = None;
        }
        explained
    }

    /// Whether a time that follows is of what stands behind it: in Chinese it goes before its verb.
    pub(super) fn times_what_follows(&self, next: Option<&Phrase>) -> bool {
        !self.english
            && matches!(next, Some(Phrase::Window(_)))
            && matches!(
                self.then,
                Some(Phrase::About(_) | Phrase::Not | Phrase::Never | Phrase::Named(_))
            )
    }

    /// Gives the verb that came again the time of the first.
    pub(super) fn takes_lent_time(&mut self) {
        if let Some(window) = self.lent.take()
            && let Some(frame) = self.frame()
        {
            (frame.window, frame.window_leads) = (Some(window), true);
        }
    }

    /// Closes the frame where its verb comes again with goods of its own: 买了护肤又买了床品.
    pub(super) fn begins_again(&mut self, about: About, next: Option<&Phrase>) {
        let goods = matches!(next, Some(Phrase::Named(Named::Goods(..))));
        let again = self
            .frame()
            .is_some_and(|frame| frame.about == Some(about) && !frame.goods.is_empty());
        if goods && again {
            let leads = self
                .frame()
                .filter(|frame| frame.window_leads && !frame.negated);
            let window = leads.and_then(|frame| frame.window);
            self.close();
            self.join = self.join.or(Some(Join::And));
            // 近60天买了护肤又买了床品: both in that time.
            if let Some(window) = window.filter(|_| !self.english) {
                self.lent = Some(window);
            }
        }
    }
}
