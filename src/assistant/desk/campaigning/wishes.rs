//! What a marketer wishes of a campaign beside its aim: an offer, a way to send it, how many are held out, a name.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::{Deserialize, Serialize};

use crate::campaigns::copy::Medium;
use crate::guardrails::{normalise, pattern};

/// An offer that is wished.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Offered {
    /// None.
    Nothing,
    /// So many per cent off.
    Percent(i64),
    /// So many times the points.
    Points(f64),
    /// So many points as a gift, which no offer is: it is said.
    Bonus(i64),
}

/// What is wished; nothing where it was not said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Wishes {
    pub(super) offer: Option<Offered>,
    pub(super) medium: Option<Medium>,
    /// The share that is held out.
    pub(super) holdout: Option<f64>,
    pub(super) name: Option<String>,
}

static NOTHING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:with )?(?:no|without(?: an?y?)?) (?:offers?|discounts?|coupons?|vouchers?|incentives?)\b|(?:不|别|不要|无需)(?:打折|给?优惠|发券|送券|用优惠|给折扣|用券)|(?:没有|无)(?:优惠|折扣)",
    )
});
static PERCENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:with |at |for )?(?:an? )?(\d{1,3}) ?(?:%|per ?cent) ?(?:off|discounts?|coupons?|vouchers?|reduction|的?(?:优惠券?|折扣券?|券))",
        r"|\b(?:with )?(?:an? )?(?:discount|coupon|voucher)s? (?:of|for|worth) (\d{1,3}) ?(?:%|per ?cent)",
        r"|(?:优惠|减免?|降|折扣)(?:个)?(\d{1,3}) ?%",
    ))
});
/// 八五折, 9折, 8.5折: what is paid, in tenths.
static TENTHS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:打)?([1-9一二三四五六七八九])[.点]?([1-9一二三四五六七八九])?\s?折(?:的?(?:优惠券?|券))?",
    )
});
/// Times the points. The whole number is taken: in 超过500积分 there is none of times.
static POINTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:with )?(?:(double|triple)|(\d+(?:\.\d+)?) ?(?:x|times)) (?:the )?points\b|双倍?积分|([两二三四五]|\d+(?:\.\d+)?)倍的?积分",
    )
});
/// A number of points that is given. Without a word that gives, a number of points says whom it is for: those who have as many.
/// So it does where a word before it or behind it compares or has: the groups `has` and `of`.
static BONUS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:(?P<has>than|over|above|under|below|least|most|has|have|had|having|earned|collected|hold|holds|holding) )?(\d[\d,]*) (?:bonus|extra|free|additional|gift) points\b",
        r"|\b(?:give|gives|giving|award|awarding|grant|granting|gift|gifting|add|adding|credit|crediting|offer|offering)(?: (?:them|each|everyone|everybody|every|member|members|all|us|people|of|a|bonus))* (\d[\d,]*) points\b",
        r"|(?:送|赠|赠送|奖励?|奖|返还?|发放)(?:给?(?:每人|每位|他们|她们|会员|大家))?(?:额外)?(\d[\d,]*) ?(?:点|个|分)?的?积分(?P<of>以上|以下|的(?:会员|客户|顾客|人|用户))?",
    ))
});
static HOLDOUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:and |with )?(?:hold(?:ing)? (?:out|back)|(?:a )?(?:holdout|control group) of) (\d{1,2}) ?(?:%|per ?cent)",
        r"|\b(?:and |with )?(?:an? )?(\d{1,2}) ?(?:%|per ?cent) (?:held (?:out|back)|holdout|control(?: group)?)",
        r"|(?:留出?|对照组?|保留)(?:为|是)?(\d{1,2}) ?%(?:的?人?)?(?:做?对照组?)?|(\d{1,2}) ?%(?:的?人)?(?:做|作为|当|留作|留做)?对照组?",
    ))
});
static MEDIA: LazyLock<[(Regex, Medium); 4]> = LazyLock::new(|| {
    [
        (
            r"\b(?:by|via|per|through|with|as|an?|in) (?:text messages?|sms|texts?)\b|\bsms\b|\btext (?:campaign|message)s?\b|(?:用|发|通过|改?成?)?短信",
            Medium::Sms,
        ),
        (
            r"\b(?:by|via|per|through|as|an?|in) (?:an )?e-?mails?\b|\b(?:by|via|per) mail\b|\be-?mail (?:campaign|mailing)\b|(?:用|发|通过|改?成?)?(?:电子)?邮件",
            Medium::Mail,
        ),
        (
            r"\b(?:by|via|as|an?)? ?push(?: (?:notifications?|messages?))?\b|推送(?:通知|消息)|app ?推送",
            Medium::Push,
        ),
        (
            r"\b(?:by|via|in) (?:in-)?chat\b|\bin-chat\b|站内(?:信|消息)|聊天窗口?",
            Medium::Chat,
        ),
    ]
    .map(|(text, medium)| (pattern(text), medium))
});
/// A name between marks, or at the end of a sentence.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)(?:,? ?\b(?:called|named|name it|call it)|[,，]? ?(?:叫做?|名为|取名为?|命名为?|名字叫?))[\s:：]*(?:["“'‘「『《]([\p{L}\p{N} _.&'-]{1,60}?)["”'’」』》]|([\p{L}\p{N}_.&-]+(?: [\p{L}\p{N}_.&-]+){0,4}?)(?: (?:with|by|to|for|and|via)\b|[\s,，。.!?;；]*$|[,，。;；]))"#,
    )
});
/// A number of per cent that says nothing more: "make it 15%".
static BARE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d{1,3}) ?(?:%|per ?cent)"));
/// What may stand around a change of wishes.
static AROUND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:ok(?:ay)?|and|but|no|actually|sorry|please|rather|then|make|it|that|this|change|switch|set|to|use|with|try|do|send|by|via|at|instead|better|give|them|an?|the|offer|discount|what|about|how|let's|only|just|name)\b",
        r"|那就?|就|改成?|换成?|用|发|改为|变成|为|吧|还是|请|把|它|优惠|折扣|打|给|的|呢|再|也|要|不如|名字|名称",
    ))
});

/// A figure in either writing.
fn figure(text: &str) -> Option<i64> {
    match text {
        "一" => Some(1),
        "二" | "双" | "两" => Some(2),
        "三" => Some(3),
        "四" => Some(4),
        "五" => Some(5),
        "六" => Some(6),
        "七" => Some(7),
        "八" => Some(8),
        "九" => Some(9),
        digits => digits.parse().ok(),
    }
}

/// The first group that took part.
fn group<'t>(found: &Captures<'t>) -> Option<&'t str> {
    let groups = found.iter().skip(1).flatten();
    groups.map(|group| group.as_str()).next()
}

/// Whether a number of points is given, and none that members have.
fn gives(found: &Captures<'_>) -> bool {
    found.name("has").is_none() && found.name("of").is_none()
}

/// Where a match begins.
fn start(found: &Captures<'_>) -> usize {
    found.get(0).map_or(0, |whole| whole.start())
}

/// The share that a number of per cent is.
fn share(percent: &str) -> Option<f64> {
    let percent: f64 = percent.parse().ok()?;
    (0.0..=90.0).contains(&percent).then_some(percent / 100.0)
}

/// The last that is wished holds: "no discount, or rather 10% off".
fn offer(text: &str) -> Option<Offered> {
    let mut last: Option<(usize, Offered)> = None;
    let mut take = |at: usize, offered: Option<Offered>| {
        if let Some(offered) = offered.filter(|_| last.is_none_or(|(before, _)| at >= before)) {
            last = Some((at, offered));
        }
    };
    for found in NOTHING.find_iter(text) {
        take(found.start(), Some(Offered::Nothing));
    }
    for found in PERCENT.captures_iter(text) {
        let percent = group(&found).and_then(|percent| percent.parse().ok());
        take(start(&found), percent.map(Offered::Percent));
    }
    for found in TENTHS.captures_iter(text) {
        let figure = |place| found.get(place).and_then(|group| figure(group.as_str()));
        let paid = figure(1).map(|tenths| tenths * 10 + figure(2).unwrap_or(0));
        take(start(&found), paid.map(|paid| Offered::Percent(100 - paid)));
    }
    for found in POINTS.captures_iter(text) {
        // 双倍积分 has no number.
        let written = |times| Some(f64::from(i32::try_from(figure(times)?).ok()?));
        let times = match group(&found).unwrap_or("double") {
            "double" => Some(2.0),
            "triple" => Some(3.0),
            times => times.parse().ok().or_else(|| written(times)),
        };
        take(start(&found), times.map(Offered::Points));
    }
    for found in BONUS.captures_iter(text).filter(gives) {
        let points = group(&found).and_then(|points| points.replace(',', "").parse().ok());
        take(start(&found), points.map(Offered::Bonus));
    }
    last.map(|(_, offered)| offered)
}

fn medium(text: &str) -> Option<Medium> {
    let found = MEDIA.iter().filter_map(|(words, medium)| {
        let last = words.find_iter(text).last()?;
        Some((last.start(), *medium))
    });
    found.max_by_key(|(at, _)| *at).map(|(_, medium)| medium)
}

fn name(message: &str) -> Option<String> {
    let found = NAME.captures(message)?;
    let name = found.get(1).or_else(|| found.get(2))?.as_str().trim();
    (!name.is_empty()).then(|| name.to_owned())
}

impl Wishes {
    /// What `message` wishes.
    pub(super) fn of(message: &str) -> Self {
        let name = name(message);
        let text = normalise(&NAME.replace_all(message, " "));
        let holdout = HOLDOUT.captures(&text);
        let holdout = holdout.and_then(|found| share(group(&found)?));
        let text = HOLDOUT.replace_all(&text, " ");
        Self {
            offer: offer(&text),
            medium: medium(&text),
            holdout,
            name,
        }
    }

    /// What a message wishes otherwise that says nothing else; none where it says more.
    pub(super) fn changed(message: &str) -> Option<Self> {
        let mut wishes = Self::of(message);
        let mut rest = without(message);
        if wishes.offer.is_none()
            && let Some(found) = BARE.captures(&rest)
        {
            wishes.offer = group(&found)
                .and_then(|percent| percent.parse().ok())
                .map(Offered::Percent);
            rest = BARE.replace_all(&rest, " ").into_owned();
        }
        let rest = AROUND.replace_all(&rest, " ");
        let more = rest.chars().any(char::is_alphanumeric);
        (wishes != Self::default() && !more).then_some(wishes)
    }

    /// The same with what is wished otherwise now.
    pub(super) fn but(self, later: Self) -> Self {
        Self {
            offer: later.offer.or(self.offer),
            medium: later.medium.or(self.medium),
            holdout: later.holdout.or(self.holdout),
            name: later.name.or(self.name),
        }
    }
}

/// A message without what it wishes.
pub(super) fn without(message: &str) -> String {
    let mut text = normalise(&NAME.replace_all(message, " "));
    for wish in [&*HOLDOUT, &*NOTHING, &*PERCENT, &*TENTHS, &*POINTS] {
        text = wish.replace_all(&text, " ").into_owned();
    }
    let given = |found: &Captures<'_>| {
        let said = found.get(0).map_or("", |whole| whole.as_str());
        if gives(found) { " " } else { said }.to_owned()
    };
    text = BONUS.replace_all(&text, given).into_owned();
    for (words, _) in MEDIA.iter() {
        text = words.replace_all(&text, " ").into_owned();
    }
    text
}
