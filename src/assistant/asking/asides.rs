//! What a word says by the rest of its clause: an exception that ends with its verb, alternatives of several conditions,
//! and what says only why somebody asks.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

use super::bounds::ends_count;
use super::lacking::compares;
use super::phrase::{Phrase, Window};
use super::phrases::Tokens;
use super::senses::{About, Compare, Sense};
use super::tokens::Meaning;
use super::vocabulary::Named;
use crate::guardrails::pattern;
use crate::members::Purpose;

/// A time by its occasion, whose days follow.
static DATED_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^((?:大促|年中大促|年终大促|活动|促销|会员日)(?:期间|那段时间|那几天)?)[ (:]{1,2}[0-9]{1,4}[月./年]",
    )
});
/// What they will be used for now: 这周可以触达了.
static USES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:这周|本周|下周|这个月|本月|下个月|今天|明天|近期|最近)?(?:就|也)?(?:可以|能|该|要|准备|打算|想)再?(?:触达|推送|推|发|联系|唤醒|召回|回访)(?:一下|一波|一轮|一次|了|下)了?(?:[,。;!]|$)",
    )
});
/// One of both channels is enough: 邮件短信随便一个能发就行, "either email or text will do".
static EITHER_CHANNEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        "^(?:(?:邮件|短信)(?:营销)?(?:和|或者?|、|与|,|跟)?(?:短信|邮件)(?:营销)?(?:里|中|都行,?)?",
        "(?:随便|任意|至少|只要|哪怕|有)?(?:同意|能发|能收|可以|开通|订阅)?(?:了|过)?(?:其中|任意|至少|随便)?(?:一个|一样|一种|一项|任一|其一)(?:是?(?:能发|可以|同意|能收|可发)的?)?(?:就行|就可以|即可|就好)?)",
        r"|^either (?:by )?(?:e-?mails?|texts?|sms) or (?:by )?(?:e-?mails?|texts?|sms) (?:will do|is fine|is ok|is okay|works|would do|consent|opt-?in)\b",
    ))
});

/// The filter of whoever agrees to one of both channels, and where what asks for it ends.
pub(super) fn either_channel(text: &str, at: usize) -> Option<(usize, Value)> {
    let found = EITHER_CHANNEL.find(&text[at..])?;
    let agrees = |purpose: Purpose| json!({ "consents_to": purpose.word() });
    let both = [Purpose::MarketingMail, Purpose::MarketingSms].map(agrees);
    Some((at + found.end(), json!({ "any": both })))
}

/// How far they are from a tier: 离金卡不远了, "not far off gold".
static NEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        "^(?:离|距离?)[^,。;、]{1,6}?(?:不远|很近|还差|就差|只差|差一点|差点)[^,。;、]{0,8}",
        "|^(?:快要?|马上|就要|差点|即将)(?:到|升到?|够到?|能升)(?:金卡|银卡|白金卡?|铂金卡?|钻石卡?)了?",
        r"|^(?:not far (?:off|from)|close to|nearly|almost|just short of|knocking on) (?:becoming )?(?:silver|gold|platinum|diamond|the next tier)\b",
    ))
});

/// Where something ends that asks for nobody, and whether it has to be said that it was not read.
pub(super) fn aside(text: &str, at: usize) -> Option<(usize, bool)> {
    let (before, rest) = text.split_at(at);
    let begins = before
        .trim_end()
        .ends_with([',', '。', ';', ':', '?', '!', '、']);
    if let Some((end, unread)) = ends_count(before, rest) {
        return Some((at + end, unread));
    }
    if let Some(found) = DATED_BEHIND.captures(rest) {
        return Some((at + found[1].len(), false));
    }
    if before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    if let Some(end) = compares(rest) {
        return Some((at + end, true));
    }
    if let Some(found) = NEAR.find(rest) {
        return Some((at + found.end(), true));
    }
    let found = USES.find(rest).filter(|_| begins)?;
    let end = found.as_str().trim_end_matches([',', '。', ';', '!']).len();
    Some((at + end, false))
}

impl Tokens<'_> {
    /// What a sense says by the rest of its clause, and where that ends.
    pub(super) fn by_its_clause(&self, at: usize, sense: Sense) -> Option<(usize, Phrase)> {
        let found = match sense {
            Sense::Purpose => return Some(self.purpose(at)),
            Sense::Aside if self.begins(at) && at > 0 => return Some(self.aside(at)),
            Sense::Taking if self.leaves_out(at) => Phrase::Except,
            // 300以上（不含300）: over it.
            Sense::Except if self.counts_again(at) => {
                return self.excluded_bound(at);
            }
            // "At least 300 (300 excluded)" speaks of the bound again, in an order that is not read.
            Sense::Except | Sense::ExceptEnd if self.bound_before(at) => Phrase::Unknown,
            // 上海的会员，金卡剔掉.
            Sense::Except if at > 0 && self.clause_ends(at + 1) => Phrase::ExceptEnd,
            Sense::Either | Sense::Or if let Some(found) = self.alternative(at, sense) => found,
            // "Last order within 30".
            Sense::LastOf
                if let Some((end, days)) = self.plain_days(at + 1)
                    && !self.is_of_an_amount(at) =>
            {
                return Some((end, Phrase::Window(Window::Within(days))));
            }
            // 2单以内.
            Sense::UpTo if self.bounds_orders(at) => Phrase::Behind(Compare::AtMost),
            // 还没到金卡.
            Sense::Before(Compare::Below)
                if matches!(
                    self.0.get(at + 1).map(|token| &token.meaning),
                    Some(Meaning::Named(Named::Word("tier", _)))
                ) =>
            {
                Phrase::Not
            }
            Sense::Touched if self.goods_follow(at) => Phrase::About(About::Buying),
            // 宠物类目 is one category.
            Sense::About(About::Categories) | Sense::Group("category" | "brand")
                if self.is_of_goods(at) =>
            {
                Phrase::Filler
            }
            // "More than 1.5 times their usual interval since the last order".
            Sense::Since | Sense::After
                if self.is(self.beyond_fillers(at + 1), Sense::About(About::LastOrder))
                    && self.multiplies_before(at) =>
            {
                let order = self.beyond_fillers(at + 1);
                return Some((order + 1, Phrase::Filler));
            }
            // "Spent more than 300 with us in the past year" is of no tenure.
            Sense::WithUs if self.did_with_us(at) || self.paid_before(at) => Phrase::Filler,
            Sense::Sending if self.is_of_a_channel(at) => Phrase::Filler,
            Sense::Will if self.speaks_of_the_future() => Phrase::Filler,
            _ => return None,
        };
        Some((at + 1, found))
    }

    /// Why they are wanted, to the end of the clause: 怕打扰过头. Where it says who is not wanted, 避免一周内收过活动的, it is left:
    /// whether these are excluded is not said.
    pub(super) fn aside(&self, at: usize) -> (usize, Phrase) {
        let mark = |at: &usize| *self.meaning(*at) == Meaning::Mark;
        let end = (at..self.len()).find(mark).unwrap_or(self.len());
        let says = |at: usize| match self.meaning(at) {
            Meaning::Period(_)
            | Meaning::Born(..)
            | Meaning::Named(_)
            | Meaning::Sense(
                Sense::People | Sense::Ready(..) | Sense::Consent(_) | Sense::Subscribed(_),
            ) => true,
            meaning => meaning.measures(),
        };
        let phrase = if (at..end).any(says) {
            Phrase::Unknown
        } else {
            Phrase::Filler
        };
        (end, phrase)
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

    /// A number that is one of days without saying so, and where it ends.
    fn plain_days(&self, at: usize) -> Option<(usize, f64)> {
        let (end, number, unit) = self.counted(at)?;
        let usual = [7.0, 14.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 365.0];
        let plain = unit.is_none() && !number.percent && !number.money;
        let counts = matches!(self.sense(end), Some(Sense::About(_) | Sense::Unit(_)));
        (plain && !counts && usual.contains(&number.value)).then_some((end, number.value))
    }

    /// Whether what stands before a bound is no time: "order value within 60".
    fn is_of_an_amount(&self, at: usize) -> bool {
        let before = (0..at).rev().find(|at| !self.is(*at, Sense::Filler));
        matches!(
            before.and_then(|at| self.sense(at)),
            Some(Sense::About(
                About::MeanOrder
                    | About::Spending
                    | About::Value
                    | About::Items
                    | About::Points
                    | About::Age
                    | About::Average
                    | About::Variance
                    | About::Lines
                    | About::Categories
            ))
        )
    }
}
