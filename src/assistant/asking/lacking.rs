//! What is asked for that the shop's data do not say, so that it can be said why it was not read.

use std::sync::LazyLock;

use regex::Regex;

use crate::guardrails::{normalise, pattern};

/// Something that no filter asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// Whether they are women or men: no such field is kept.
    Gender,
    /// On which day of the week something was done.
    Weekday,
    /// At which hour something was done.
    Hour,
    /// Orders of much worth, without an amount.
    Basket,
    /// One time against another one.
    Comparison,
}

impl Lacking {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 5] = [
        Self::Gender,
        Self::Weekday,
        Self::Hour,
        Self::Basket,
        Self::Comparison,
    ];

    /// The name of it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Gender => "gender",
            Self::Weekday => "weekday",
            Self::Hour => "hour",
            Self::Basket => "basket",
            Self::Comparison => "comparison",
        }
    }

    fn said(self) -> &'static LazyLock<Regex> {
        match self {
            Self::Gender => &GENDER,
            Self::Weekday => &WEEKDAY,
            Self::Hour => &HOUR,
            Self::Basket => &BASKET,
            Self::Comparison => &COMPARISON,
        }
    }
}

static GENDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:wom[ae]n|m[ae]n|ladies|lady|gents|gentlemen|female|male|females|males|gender|sex|girls?|boys?|blokes?|lads?)\b|女|男|性别",
    )
});
static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bweekends?\b|\bweekdays?\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b|\bon an? (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|周末|双休日|工作日|平日里|礼拜[一二三四五六天]|每周[一二三四五六日天]|周[一二三四五六日天]",
    )
});
static HOUR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bnights?\b|\bmidnight\b|\bevenings?\b|\bmornings?\b|\bsmall hours\b|\bearly hours\b|\boffice hours\b|\blunch ?time\b|\bafter \d{1,2} ?(?:am|pm)\b|\b\d{1,2} ?(?:am|pm)\b|半夜|凌晨|深夜|夜里|晚上|夜间|早上|清晨|午休|上班时间|[0-9一二三四五六七八九十]点(?:以后|之后|前|后|左右|钟)",
    )
});
static BASKET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:high|big|large|higher|bigger|low|small) (?:average )?(?:baskets?|order values?|aov|tickets?)\b|[高低大]客单|客单价?(?:很|比较|较)?[高低]|单价[高低]",
    )
});
static COMPARISON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:than|against|versus|vs|compared)\b.{0,20}\b(?:last|this|before|previous)\b|\b(?:year|month) on (?:year|month)\b|\byear-on-year\b|同比|环比|(?:比|不如|不及|相比|对比|赶不上)(?:去年|上|前年|往年|同期)",
    )
});

/// One time against another, which no filter does: 今年花得比去年多, "spent more this year than last year".
static COMPARES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        "^(?:今年|本年|这个?月|本月|本季度|这个季度|这周|本周|近[0-9一二三]{1,2}个?(?:月|天|年)|今年上半年|今年下半年)[^,。;]{0,10}?(?:比|不如|不及|相比|对比|赶不上|跟)(?:去年|上个?月|上个?季度|上周|前年|往年|同期|上一年)[^,。;]{0,8}",
        "|^(?:同比|环比)[^,。;]{0,8}",
        r"|^(?:spent|spend|spending|bought|buying|buy|ordered|ordering|orders?|visited|visits?|shopped|paid|fewer|more|less)\b[a-z' ]{0,30}\b(?:this|last) (?:year|month|quarter|week|summer|autumn|spring|winter)\b[a-z' ]{0,15}\b(?:than|against|vs|versus|compared (?:to|with))\b[a-z' ]{0,20}\b(?:last|this|before|previous)\b(?: (?:year|month|quarter|week|one|summer|autumn|spring|winter))?",
        r"|^(?:this|last) (?:year|month|quarter|week)(?:'s)?\b[a-z' ]{0,15}\b(?:against|vs|versus|compared (?:to|with))\b[a-z' ]{0,10}\b(?:last|this)(?: (?:year|month|quarter|week))?\b",
        r"|^year[- ]on[- ]year\b|^month[- ]on[- ]month\b",
    ))
});

/// Where a text ends that puts one time against another.
pub(super) fn compares(text: &str) -> Option<usize> {
    Some(COMPARES.find(text)?.end())
}

/// What of all that the data do not say is asked for in the words that were not read.
pub(super) fn lacking(left: &[String]) -> Vec<Lacking> {
    let left: Vec<String> = left.iter().map(|words| normalise(words)).collect();
    let said = |lacking: &Lacking| left.iter().any(|words| lacking.said().is_match(words));
    Lacking::ALL.into_iter().filter(said).collect()
}
