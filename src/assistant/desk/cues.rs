//! The words that give an enquiry away.

use std::sync::LazyLock;

use regex::Regex;

use crate::guardrails::{normalise, pattern};

use super::enquiry::{Enquiry, Side};

/// One member is spoken of without a name.
static ONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:she|he|her|him|his|hers|this (?:member|customer|shopper|person)|that (?:member|customer|person)|the (?:member|customer)(?:'s)?)\b|[她他]|这位|该会员|这个(?:会员|客户|顾客|人)|那位",
    )
});
/// Members are spoken of, many of them.
static MANY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:who|whom|which|how many|members|customers|shoppers|buyers|people|everyone|everybody|those|list|anyone|anybody|top \d+|the number of)\b",
        r"|哪些|哪几|多少|几个|有谁|谁|名单|列出|所有|会员们|前.{1,3}[名位个]|找出|筛选|圈出",
    ))
});
/// What was found before is narrowed or changed.
static REFINES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:and|but|or|only|just|of (?:them|those|these)|among (?:them|those)|now|what about|how about|without|except|same)\b|\b(?:of|among) (?:them|those|these)\b|^(?:其中|再|只要|只看|那|换成|这些|他们|她们|不要|排除|还要|并且|而且)",
    )
});

static SEGMENTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:segments|clusters?|rfm|segmentation|cohorts?)\b|\bsizes? of\b|分群|客群|人群(?:分布|结构)?|群体|各个?(?:层级|分层)|聚类",
    )
});
static MODELS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:model|models|auc|calibrat\w*|accurate|accuracy|reliable|trust (?:the|this|these))\b|how good (?:is|are) (?:the|our) (?:churn|risk|estimate|prediction)|模型|准不准|多准|准确|可靠|靠谱",
    )
});
static DEMAND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:demand|forecasts?|re-?order(?:ing)?|restock\w*|replenish\w*|stock up|run(?:ning)? out|sell(?:ing)? (?:out|next|in the (?:next|coming))|how (?:much|many) .{0,30}(?:will|shall|should) (?:we|i) (?:sell|need|order)|safety stock)\b|销量|需求|备货|补货|进货|预测|卖多少|卖得完|断货|安全库存",
    )
});
static CAMPAIGNS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:campaigns?|discounts?|coupons?|mailings?|offers?|promotions?)\b.{0,40}\b(?:work\w*|help\w*|effect\w*|do|did|bring|brought|pay|worth|success\w*|results?|lift|perform\w*|impact)\b|\b(?:effects?|results?|success|lift|impact) of (?:the |our )?(?:last |past )?(?:campaigns?|discounts?|coupons?|mailings?|offers?)\b|(?:活动|优惠|促销|折扣|邮件|营销).{0,10}(?:效果|有用|管用|有没有用|作用|成效|带来|提升|怎么样)",
    )
});

static LIKE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:members?|customers?|shoppers?|people|those|others?|anyone|who(?: else)?)(?: is| are)? (?:most )?(?:like|similar to|alike)|similar (?:members|customers|people)|comparable (?:members|customers)|look-?alikes?|behaves? like)\b|(?:像|和|跟|与).{0,8}(?:一样|类似|相似|相像|像)的?|类似的?(?:会员|客户|顾客|人)|同类(?:会员|客户)",
    )
});
static UNUSUAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:unusual\w*|anomal\w+|strange\w*|odd|oddly|suspicious|abnormal\w*|out of the ordinary|not (?:normal|like (?:her|him|them)))\b|异常|反常|不寻常|不对劲|可疑|奇怪",
    )
});
static VISITS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:funnel|conversions?|convert|drop[- ]?offs?|checkout rate|(?:where|when) do (?:we|they|people|visitors|shoppers) (?:lose|leave|drop)|how many (?:visits|visitors) (?:end|lead|turn|order|buy)|abandon\w*)\b|漏斗|转化|弃单|弃购|从(?:浏览|访问|加购)到",
    )
});

static RISK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:risks?|risky|churn\w*|leav(?:e|es|ing)|los(?:e|ing) (?:her|him|them)|walk away|drifting|slipping|quit|drivers?)\b|流失|风险|会走|要走|留得住|留不住|不来了",
    )
});
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:worth|value|valuable|clv|ltv|lifetime|spend (?:in|over) the (?:next|coming))\b|价值|值多少|值钱|贡献",
    )
});
static DUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:due|overdue|next order|order(?:ing)? again|buy(?:ing)? again|come back|back again|next purchase|when (?:will|does|is|might|can we expect))\b|下次|下一单|再次?(?:下单|购买|来)|什么时候(?:会|再|该)|何时|该来了|复购|周期|到期了",
    )
});
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:what (?:should|can|could|shall|do) (?:we|i) (?:do|offer|send|try|say)|next (?:best|step|action)|best action|win (?:her|him|them|back)|keep (?:her|him|them)|bring (?:her|him|them) back|retain|how (?:do|can|could|should) (?:we|i) (?:keep|win|get|help|bring)|do (?:for|about) (?:her|him|them)|recommend(?:ed)? action|offer (?:her|him|them))\b|怎么办|怎么(?:留|挽|做|跟进|维护)|如何(?:留|挽|做|跟进|维护)|该做什么|做点什么|挽回|挽留|下一步|建议.{0,4}(?:怎么|做|动作)?|召回",
    )
});
static ORDERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:orders?|ordered|bought|buys?|purchases?|purchased|parcels?|basket|history)\b|订单|下过|买过|买了|买的|购买记录|包裹|快递",
    )
});
static PROFILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:profile|contact|phone|telephone|e-?mail|mail address|address|tier|level|points|consents?|joined|member since|birthday|city|reach)\b|资料|档案|联系|电话|手机|邮箱|地址|等级|积分|同意|授权|哪天加入|入会|生日|城市",
    )
});
static SUMMARY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:who is|who's|tell me about|summary|summari[sz]e|overview|open|show me|look up|pull up|everything|brief me|what (?:do we|should i) know)\b|是谁|介绍|概况|总结|情况|看看|打开|查一?下|了解",
    )
});

/// Whether `message` asks about members in the plural.
pub(super) fn about_many(message: &str) -> bool {
    MANY.is_match(&normalise(message))
}

/// Whether `message` narrows or changes what was found before.
pub(super) fn refines(message: &str) -> bool {
    REFINES.is_match(&normalise(message))
}

/// What a message gives away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// The enquiries that its words speak of, the likeliest first.
    pub(super) enquiries: Vec<Enquiry>,
    /// Whether it speaks of one member without a name.
    pub(super) one: bool,
    /// Whether it goes on with what was found before.
    pub(super) refines: bool,
}

/// Reads the words of `message`; `named` where it names a member or points at one.
pub(super) fn given(message: &str, named: bool) -> Given {
    let text = normalise(message);
    let is = |pattern: &LazyLock<Regex>| pattern.is_match(&text);
    let one = is(&ONE);
    let mut enquiries = Vec::new();
    if named || one {
        let sides = [
            (&LIKE, Side::Like),
            (&UNUSUAL, Side::Unusual),
            (&RISK, Side::Risk),
            (&NEXT, Side::Next),
            (&VALUE, Side::Value),
            (&DUE, Side::Due),
            (&ORDERS, Side::Orders),
            (&PROFILE, Side::Profile),
        ];
        let sides = sides.into_iter().filter(|(pattern, _)| is(pattern));
        enquiries.extend(sides.map(|(_, side)| Enquiry::Member(side)));
        // "Members like him who came back" asks of those, whatever else it says of them.
        if enquiries.first() == Some(&Enquiry::Member(Side::Like)) {
            enquiries.truncate(1);
        }
        if enquiries.is_empty() && (named || is(&SUMMARY)) {
            enquiries.push(Enquiry::Member(Side::All));
        }
    } else {
        let others = [
            (&UNUSUAL, Enquiry::Unusual),
            (&VISITS, Enquiry::Visits),
            (&CAMPAIGNS, Enquiry::Campaigns),
            (&DEMAND, Enquiry::Demand),
            (&MODELS, Enquiry::Models),
            (&SEGMENTS, Enquiry::Segments),
        ];
        let others = others.into_iter().filter(|(pattern, _)| is(pattern));
        enquiries.extend(others.map(|(_, enquiry)| enquiry));
        if is(&MANY) {
            enquiries.push(Enquiry::Find);
        }
    }
    Given {
        enquiries,
        one,
        refines: is(&REFINES),
    }
}
