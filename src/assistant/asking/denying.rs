//! What a word of denial denies: what stands before it, or what follows.

use super::frames::Framing;
use super::merging::merged;
use super::phrase::{Join, Phrase};
use super::pieces::Part;
use super::senses::About;
use super::vocabulary::Named;

impl Framing {
    /// A denial waits for what follows.
    pub(super) fn denies_what_follows(&mut self, number: usize, phrase: &Phrase) {
        self.never = *phrase == Phrase::Never;
        // 上次下单后没来过: what is denied is of that time.
        let ends = |about| about != About::SinceOrder;
        if self
            .frame()
            .is_some_and(|frame| frame.about.is_some_and(ends))
        {
            self.close();
        }
        // Two of them in a row may say the opposite, or the same again.
        if let Some(first) = self.denial.replace(number) {
            self.left.push(first);
        }
    }

    /// Denies what stands before; "bought nothing" counts the orders, so that who never ordered is among them.
    pub(super) fn denies_the_frame(&mut self, number: usize) {
        let none = self.none.contains(&number);
        let frame = self.opened(number);
        frame.negated = true;
        frame.same_time |= none && frame.about == Some(About::Buying);
    }

    /// Whether what is denied before an "or" is denied behind it, too: "hasn't ordered or visited". When they did something
    /// last is not: "never ordered or last ordered over a year ago".
    pub(super) fn denies_both(&mut self, about: About) -> bool {
        let both = std::mem::take(&mut self.denied_both);
        let own = self.frame().is_none() && self.denial.is_none();
        let when = matches!(
            about,
            About::LastOrder | About::LastVisit | About::FirstOrder
        );
        both && own && !when
    }

    /// Whether the last thing is a condition by itself that is denied.
    pub(super) fn denied_alone(&self) -> bool {
        let last = self.pieces.last().map(|piece| &piece.part);
        self.open.is_none() && matches!(last, Some(Part::Whole(_, true)))
    }

    /// Whether one of something that stands before is denied together with the verb behind the denial.
    pub(super) fn denies_one(&mut self, next: Option<&Phrase>) -> bool {
        let about = match next {
            Some(Phrase::About(about)) => Some(*about),
            // 一个活动都没给他们发过，但.
            None | Some(Phrase::Join(Join::Mark | Join::But | Join::And) | Phrase::HowMany) => None,
            _ => return false,
        };
        self.frame().is_some_and(|frame| {
            let one = frame.quantity.is_some_and(|quantity| {
                quantity.compare.is_none() && quantity.value.to_bits() == 1.0_f64.to_bits()
            });
            let same = frame
                .about
                .is_some_and(|own| about.is_none_or(|about| merged(own, about, true).is_some()));
            one && same && !frame.negated
        })
    }

    /// 购物车没加过: what stands before is denied, said twice.
    pub(super) fn denies_the_same(&mut self, next: Option<&Phrase>) -> bool {
        let Some(Phrase::About(about)) = next else {
            return false;
        };
        let english = self.english;
        self.frame().is_some_and(|frame| {
            let timed = frame.goods.is_empty() && frame.quantity.is_none() && frame.level.is_none();
            let said = [About::Carting, About::SurveysAnswered, About::Campaigns];
            !english
                && timed
                && !frame.negated
                && frame.about == Some(*about)
                && said.contains(about)
        })
    }

    /// 首选品类不是服装: what follows is not the favourite.
    pub(super) fn denies_favourite(&mut self, next: Option<&Phrase>) -> bool {
        let shares = [
            About::Favourite,
            About::CategoryShare,
            About::BrandShare,
            About::ChannelShare,
        ];
        matches!(next, Some(Phrase::Named(Named::Goods(..))))
            && self.frame().is_some_and(|frame| {
                let of_shares = frame.about.is_some_and(|about| shares.contains(&about));
                of_shares && frame.is_bare() && !frame.negated
            })
    }

    /// 问卷都没答过: what stands before is denied together with the verb behind.
    pub(super) fn denies_noun(&mut self, next: Option<&Phrase>) -> bool {
        let nouns = [
            About::SurveysAnswered,
            About::Survey,
            About::Campaigns,
            About::Viewing,
            About::Carting,
        ];
        let Some(Phrase::About(about)) = next else {
            return false;
        };
        self.frame().is_some_and(|frame| {
            let noun = frame.about.filter(|own| nouns.contains(own));
            noun.is_some_and(|own| merged(own, *about, true).is_some())
                && frame.is_only_timed()
                && !frame.negated
        })
    }

    /// "bought nothing", "likes neither tea nor coffee": what is denied stood before.
    pub(super) fn denies_what_stands(&mut self, next: Option<&Phrase>) -> bool {
        let behind = matches!(
            next,
            None | Some(
                Phrase::Named(Named::Goods(..))
                    | Phrase::Window(_)
                    | Phrase::Join(_)
                    | Phrase::HowMany
                    | Phrase::WhichShare
            )
        );
        let verbs = [
            About::Buying,
            About::Liking,
            About::Spending,
            About::Returning,
            About::Viewing,
            About::Carting,
            About::Campaigns,
            About::Points,
            About::Birthday,
            About::Age,
        ];
        behind
            && self.frame().is_some_and(|frame| {
                frame.is_bare() && frame.about.is_some_and(|about| verbs.contains(&about))
            })
    }
}
