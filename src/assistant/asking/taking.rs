//! What the open frame takes: verbs and nouns, goods, numbers and times.

use super::frames::Framing;
use super::merging::merged;
use super::phrase::{Join, Kind, Phrase, Quantity};
use super::pieces::{Frame, Part};
use super::senses::{About, Asked, BIG_SPENDER, Compare};
use super::vocabulary::Named;

impl Framing {
    /// Takes a number: it makes the vague word before it exact, or is one of what it stands with.
    pub(super) fn number(
        &mut self,
        number: usize,
        quantity: Quantity,
        next: Option<&Phrase>,
        vague: bool,
    ) {
        let of_all = quantity.kind == Kind::Percent
            && matches!(next, Some(Phrase::About(About::Buying | About::Spending)));
        let of_next = !of_all
            && matches!(
                next,
                Some(Phrase::About(_) | Phrase::Named(Named::Goods(..)))
            );
        // "退了两成多（超过20%）": the same again, or the same more exactly.
        let again = |frame: &mut Frame| {
            let first = frame.quantity.filter(|first| {
                let kind = first.kind == quantity.kind || quantity.kind == Kind::Plain;
                let same =
                    first.value.to_bits() == quantity.value.to_bits() && first.to == quantity.to;
                let compares = first.compare == quantity.compare || quantity.compare.is_none();
                kind && same && compares
            });
            first.is_some() && frame.about.is_some()
        };
        // 九成以上（大于90%）: the same more exactly.
        let exactly = |frame: &mut Frame| {
            let Some(first) = frame.quantity.as_mut() else {
                return false;
            };
            let kind = first.kind == quantity.kind || quantity.kind == Kind::Plain;
            let same = kind
                && first.value.to_bits() == quantity.value.to_bits()
                && first.to == quantity.to;
            let both = matches!(
                (first.compare, quantity.compare),
                (Some(Compare::AtLeast), Some(Compare::Above))
                    | (Some(Compare::AtMost), Some(Compare::Below))
            );
            if same && both {
                first.compare = quantity.compare;
            }
            same && both
        };
        if !of_next && (self.frame().is_some_and(again) || self.frame().is_some_and(exactly)) {
            self.opened(number);
            return;
        }
        let explained = (vague && !of_next).then(|| self.explained(quantity));
        match explained.flatten() {
            Some(about) => self.explain(number, quantity, about),
            None => self.quantity(number, quantity, next),
        }
    }

    /// Whether "any" stands for goods: not before what it goes with, as in "any tea".
    pub(super) fn means_the_same(&mut self, next: Option<&Phrase>) -> bool {
        let goes_with = matches!(
            next,
            Some(Phrase::Named(_) | Phrase::About(_) | Phrase::Unknown)
        );
        !goes_with
            && self
                .frame()
                .is_some_and(|frame| frame.about == Some(About::Buying) && frame.goods.is_empty())
    }

    /// "likes coffee but hasn't bought any": the goods of the frame before.
    pub(super) fn same_goods(&mut self, number: usize) {
        let before = self
            .pieces
            .iter()
            .rev()
            .find_map(|piece| match &piece.part {
                Part::Frame(frame) if !frame.goods.is_empty() => Some(frame.clone()),
                _ => None,
            });
        match before {
            Some(before) => {
                let frame = self.opened(number);
                (frame.goods, frame.any_goods) = (before.goods, before.any_goods);
            }
            None => self.left.push(number),
        }
    }

    pub(super) fn about(&mut self, number: usize, about: About, doubt: bool) {
        let often = about == About::Often;
        if often && self.frame().is_some_and(|frame| !frame.bought()) {
            self.left.push(number);
            return;
        }
        // "More than a third of what they buy": of what the share is.
        let of_share = self.frame().is_some_and(|frame| {
            frame
                .quantity
                .is_some_and(|quantity| quantity.kind == Kind::Percent)
                && matches!(frame.about, Some(About::Returning | About::Discounts))
        });
        if of_share && self.denial.is_none() && matches!(about, About::Buying | About::Spending) {
            self.opened(number);
            return;
        }
        // "Spend more than half on discounted items" is a share of what is spent.
        let share = matches!(about, About::Discounts | About::Returning);
        if let Some(frame) = self.frame().filter(|frame| {
            share
                && matches!(frame.about, Some(About::Buying | About::Spending))
                && frame.goods.is_empty()
                && frame
                    .quantity
                    .is_some_and(|quantity| quantity.kind == Kind::Percent)
        }) {
            frame.about = None;
        }
        self.parts_variance(about);
        // 只买过茶咖.
        let english = self.english;
        if let Some(frame) = self.frame() {
            let alone = !english && frame.only && frame.about.is_none() && frame.is_bare();
            frame.nothing_else |= alone && about == About::Buying;
        }
        // "At least two tea orders this year": the number is of orders.
        if about == About::Buying
            && let Some(frame) = self.frame()
            && frame.about.is_none()
            && frame.counts
            && !frame.goods.is_empty()
            && let Some(quantity) = frame.quantity.as_mut()
            && quantity.kind == Kind::Plain
        {
            quantity.kind = Kind::Times;
        }
        let each = self.english
            && about == About::Buying
            && self.denial.is_none()
            && self.open.as_ref().is_some_and(|open| {
                let plain = open.frame.goods.is_empty() && open.frame.window.is_none();
                let spent = open.frame.about == Some(About::Spending) && !open.frame.negated;
                let beside = open.phrases.last().is_some_and(|last| number <= last + 2);
                plain && spent && beside && open.frame.quantity.is_some()
            });
        let merged = match self.open.as_ref().map(|open| &open.frame) {
            // "Spends over 200 an order".
            Some(_) if each => Some(About::MeanOrder),
            // "5 orders, the last order in May" is of two things.
            Some(frame)
                if frame.counts
                    && frame.about == Some(About::Buying)
                    && frame
                        .quantity
                        .is_some_and(|quantity| quantity.kind != Kind::Percent) =>
            {
                let same = matches!(about, About::Buying | About::Often | About::Liking);
                same.then_some(about)
                    .and_then(|about| merged(About::Buying, about, frame.goods.is_empty()))
            }
            // "Answered at least one survey".
            Some(frame)
                if frame.about == Some(About::SurveysAnswered)
                    && about == About::Survey
                    && frame
                        .quantity
                        .is_some_and(|quantity| quantity.kind != Kind::Points) =>
            {
                Some(About::SurveysAnswered)
            }
            Some(Frame {
                about: Some(other),
                goods,
                ..
            }) => merged(*other, about, goods.is_empty()),
            _ => Some(about),
        };
        if merged.is_none() {
            self.close();
        }
        let both = self.denies_both(about);
        if both {
            self.join = Some(Join::And);
        }
        let denied = self.denial.take();
        let never = self.never;
        let none = denied.is_some_and(|denied| self.none.contains(&denied));
        let frame = self.opened(number);
        frame.same_time |= none && about == About::Buying;
        frame.negated |= both;
        frame.about = merged.or(Some(about));
        frame.doubtful |= doubt;
        frame.negated |= denied.is_some();
        frame.never |= never && denied.is_some();
        self.claim(denied);
    }

    /// "20 to 40 days between orders, with a variance below 25" are two things.
    fn parts_variance(&mut self, about: About) {
        let said = |frame: &mut Frame| {
            let rhythm = frame.about == Some(About::Interval);
            rhythm && (frame.quantity.is_some() || frame.window.is_some())
        };
        if about == About::Variance && self.frame().is_some_and(said) {
            self.close();
        }
    }

    /// Puts a word of denial to the open frame.
    pub(super) fn claim(&mut self, denied: Option<usize>) {
        if let (Some(open), Some(denied)) = (self.open.as_mut(), denied) {
            open.phrases.push(denied);
            open.phrases.sort_unstable();
        }
    }

    pub(super) fn goods(
        &mut self,
        number: usize,
        goods: (&'static str, String),
        next: Option<&Phrase>,
        after_goods: bool,
    ) {
        let of_next = matches!(next, Some(Phrase::About(About::Liking | About::Buying)));
        // "spent over 500, tea drinkers": the verb that follows has them.
        let own = [Some(About::Age), Some(About::Points), Some(About::Birthday)];
        if self.frame().is_some_and(|frame| own.contains(&frame.about)) {
            self.close();
        }
        let through = goods.0 == "channel";
        // 消费五千以上的女装买家: what they spent is not of these goods alone.
        let english = self.english;
        if self.frame().is_some_and(|frame| {
            let spent = frame.quantity.is_some_and(|own| own.kind != Kind::Percent);
            !english && !through && spent && frame.about == Some(About::Spending)
        }) {
            self.close();
        }
        let object = |frame: &Frame| {
            let buys = matches!(frame.about, Some(About::Buying | About::Liking));
            buys && frame.goods.is_empty() && frame.quantity.is_none()
        };
        let fits =
            |frame: &mut Frame| frame.about.is_none() || !of_next || through || object(frame);
        let listed = |frame: &mut Frame| frame.goods.is_empty() || after_goods;
        let open = self
            .frame()
            .is_some_and(|frame| fits(frame) && listed(frame));
        if !open {
            self.close();
        }
        let bare = self.frame().is_none_or(|frame| frame.about.is_none());
        let denied = if bare { self.denial.take() } else { None };
        let never = self.never;
        let frame = self.opened(number);
        if !frame.goods.contains(&goods) {
            frame.goods.push(goods);
        }
        frame.negated |= denied.is_some();
        frame.never |= never && denied.is_some();
        self.claim(denied);
        self.after_goods = true;
    }

    /// A number belongs to the open frame, unless a noun follows that it counts.
    fn quantity(&mut self, number: usize, quantity: Quantity, next: Option<&Phrase>) {
        let counted = [
            About::Buying,
            About::Categories,
            About::Campaigns,
            About::SurveysAnswered,
            About::Visiting,
        ];
        // An age is of nothing that stands with it, nor are points but of a survey.
        let own = match quantity.kind {
            Kind::Age => Some(About::Age),
            Kind::Balance => Some(About::Points),
            _ => None,
        };
        let surveys = [Some(About::Survey), Some(About::SurveyMean)];
        if own.is_some()
            && self.frame().is_some_and(|frame| {
                let alone =
                    frame.about.is_none() && frame.goods.is_empty() && frame.window.is_none();
                !alone && frame.about != own && !surveys.contains(&frame.about)
            })
        {
            self.close();
        }
        // 问卷打过分，最近一次不到6分: the last of the scores.
        if let Some(frame) = self.frame()
            && quantity.kind == Kind::Points
            && frame.about == Some(About::LastOrder)
            && frame.is_bare()
        {
            frame.about = Some(About::Survey);
        }
        // "Spent an hour" is of time.
        if let Some(frame) = self.frame()
            && quantity.kind == Kind::Seconds
            && frame.about == Some(About::Spending)
        {
            frame.about = Some(About::Dwell);
        }
        let english = self.english;
        let each = english
            && next == Some(&Phrase::About(About::Buying))
            && self
                .frame()
                .is_some_and(|frame| frame.about == Some(About::Spending));
        let taken = self.frame().is_some_and(|frame| {
            let of_next = match (frame.about, next) {
                (Some(_), _) if quantity.kind == Kind::Percent => false,
                // "Spends over 200 an order".
                (Some(About::Spending), Some(Phrase::About(About::Buying))) if english => false,
                (Some(about), Some(Phrase::About(noun))) => {
                    counted.contains(noun) && about != *noun && merged(about, *noun, true).is_none()
                }
                _ => false,
            };
            frame.quantity.is_some() || of_next
        });
        if taken {
            self.close();
        }
        let orders = next == Some(&Phrase::About(About::Buying));
        let average = [Some(About::Average), Some(About::MeanOrder)];
        let average = self
            .frame()
            .is_some_and(|frame| average.contains(&frame.about));
        let kind = match quantity.kind {
            Kind::Plain if orders && !average && !each => Kind::Times,
            kind => kind,
        };
        let waited = self.ahead.take();
        let frame = self.opened(number);
        frame.about = frame.about.or(own);
        let compare = quantity.compare.or(waited.map(|(_, compare)| compare));
        frame.counts = frame.about.is_none();
        frame.quantity = Some(Quantity {
            compare,
            kind,
            ..quantity
        });
        self.claim(waited.map(|(number, _)| number));
    }

    /// What a number behind the last piece is of, where that piece is a vague word that the number makes exact: "big
    /// spenders (over 300 in the past year)", 羊毛党，折扣占比八成以上.
    fn explained(&self, quantity: Quantity) -> Option<About> {
        if self.open.is_some() || self.denial.is_some() {
            return None;
        }
        let Part::Whole(Phrase::Ready(column, asked), false) = &self.pieces.last()?.part else {
            return None;
        };
        if matches!(quantity.kind, Kind::Age | Kind::Balance) {
            return None;
        }
        let percent = quantity.kind == Kind::Percent;
        let about = match *column {
            "value_rank" if percent => About::Value,
            "value_rank" if *asked == Asked::Above(BIG_SPENDER) => About::Spending,
            "value_rank" => About::Value,
            "discount_share" => About::Discounts,
            "returned_share" => About::Returning,
            "churn_risk" => About::Leaving,
            "orders" | "orders_365" => About::Buying,
            "survey_last" => About::Survey,
            _ => return None,
        };
        let fits = match about {
            About::Discounts | About::Returning | About::Leaving => !quantity.is_money(),
            About::Spending | About::Value => true,
            _ => !percent && !quantity.is_money(),
        };
        fits.then_some(about)
    }

    /// Puts a number in the place of the vague word before it.
    fn explain(&mut self, number: usize, quantity: Quantity, about: About) {
        let Some(vague) = self.pieces.pop() else {
            return;
        };
        self.join = self.join.take().and(vague.join).or(vague.join);
        let frame = self.opened(number);
        frame.about = Some(about);
        frame.quantity = Some(quantity);
        if let Some(open) = self.open.as_mut() {
            open.phrases.extend(vague.phrases);
            open.phrases.sort_unstable();
        }
    }
}
