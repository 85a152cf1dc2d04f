//! The words that give an enquiry away.

use std::sync::LazyLock;

use regex::Regex;

use crate::guardrails::{normalise, pattern};

use super::enquiry::{Enquiry, Side};

use crate::assistant::cues as shoppers;

pub(super) use crate::assistant::cues::is_off_topic;

/// One member is spoken of without a name.
static ONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:she|he|her|him|his|hers|this (?:member|customer|shopper|person)|that (?:member|customer|person)|the (?:member|customer)(?:'s)?)\b|[她他]|这位|该会员|这个(?:会员|客户|顾客|人)|那位",
    )
});
/// One of them or many, as it was before.
static THEM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:they|them|their|theirs)\b|这人|这个人"));
/// Only another member is named.
static SAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:and |what about |how about |now )?(?:for |with |on )?[a-z]{0,8}[-_#]?\d[a-z0-9_-]*(?: too| as well| then)?[\s?.!]*$|^(?:那|还有)?[a-z]{0,8}[-_#]?\d[a-z0-9_-]*(?:呢|又?怎么样)?[\s?？。!]*$",
    )
});
/// What is not for this assistant, whoever asks.
static FORBIDDEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:write|compose|sing|tell) (?:me |us )?(?:a |an |some )?(?:poems?|songs?|stor(?:y|ies)|jokes?|haikus?|limericks?)\b",
        r"|\b(?:change|set|knock|drop|lower|raise|cut|reduce|slash|mark|put)\b.{0,40}\b(?:price|down to|up to)\b.{0,20}(?:\d|fiver|tenner|half)|\bprices?\b.{0,30}\bto \W?\d",
        r"|\b(?:amazon|ebay|etsy|taobao|tmall|temu|aliexpress|shein|other shops?|competitors?)\b",
        r"|写.{0,4}(?:首|篇|个)?.{0,3}(?:诗|歌|作文|故事|笑话)|讲个?(?:笑话|故事)|(?:价格?|售价)(?:改|调|降|设|变)(?:成|到|为)|(?:改|调|降|设)(?:成|到|为)?.{0,3}价|改价|淘宝|天猫|京东|拼多多|闲鱼|亚马逊|别家|竞争对手|天气|股票|彩票",
    ))
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
        r"^(?:and|but|or|keep|drop|leave|take|narrow|from those|then|only|just|of (?:them|those|these)|among (?:them|those)|now|what about|how about|without|except|same)\b|\b(?:of|among) (?:them|those|these)\b|^(?:其中|再|只要|只看|那|换成|这些|他们|她们|这里面|里面|去掉|再去掉|剔除|除去|把.{0,12}(?:去掉|排除|剔除)|.{0,14}(?:排除|去掉|剔除)掉?$|不要|排除|还要|并且|而且)",
    )
});

static SEGMENTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:segments|clusters?|rfm|segmentation|cohorts?)\b|\bsizes? of\b|分群|客群|人群(?:分布|结构)?|群体|各个?(?:层级|分层)|聚类|几群|每群|多少群|哪些群|分层(?:情况|分布)?",
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
        r"\b(?:campaigns?|discounts?|coupons?|mailings?|offers?|promotions?)\b.{0,40}\b(?:work\w*|help\w*|effect\w*|do|did|bring|brought|pay|worth|success\w*|results?|lift|perform\w*|impact)\b|\b(?:effects?|results?|success|lift|impact) of (?:the |our )?(?:last |past )?(?:campaigns?|discounts?|coupons?|mailings?|offers?)\b|(?:活动|优惠|促销|折扣|邮件|营销).{0,10}(?:效果|有用|管用|有没有用|作用|成效|带来|提升|怎么样)|\bhow (?:did|have|are|do|is|has|was|were)\b.{0,25}\b(?:campaigns?|mailings?|promotions?)\b|(?:哪个|哪些|哪次)(?:活动|优惠|促销)",
    )
});

static LIKE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:members?|customers?|shoppers?|people|those|others?|anyone|who(?: else)?)(?: is| are)? (?:most )?(?:like|similar to|alike)|similar (?:members|customers|people)|comparable (?:members|customers)|look-?alikes?|behaves? like)\b|(?:像|和|跟|与).{0,8}(?:一样|类似|相似|相像|像)的?|类似的?(?:会员|客户|顾客|人)|同类(?:会员|客户)",
    )
});
static UNUSUAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:unusual\w*|anomal\w+|strange\w*|odd|oddly|suspicious|abnormal\w*|out of the ordinary|not (?:normal|like (?:her|him|them)))\b|异常|反常|不寻常|不对劲|可疑|奇怪|\bbehaviou?r\b.{0,15}\bchang|\bchanged? (?:at all|lately|recently)|变化|有没有变|跟平时|和平时|与往常",
    )
});
static VISITS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:funnel|conversions?|convert|drop[- ]?offs?|checkout rate|(?:where|when) do (?:we|they|people|visitors|shoppers) (?:lose|leave|drop)|how many (?:visits|visitors) (?:end|lead|turn|order|buy)|abandon\w*)\b|漏斗|转化|弃单|弃购|从(?:浏览|访问|加购)到",
    )
});

static RISK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:risks?|risky|churn\w*|leav(?:e|es|ing)|los(?:e|ing) (?:her|him|them)|walk away|drifting|slipping|quit|drivers?)\b|流失|风险|会走|要走|留得住|留不住|不来了|会跑|要跑|跑路|快跑|跑掉|跑了|\b(?:gone|going|goes) (?:off|quiet|cold)\b",
    )
});
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:worth|value|valuable|clv|ltv|lifetime|spend (?:in|over) the (?:next|coming))\b|价值|值多少|值钱|贡献|值不值|值得|带来多少|能花多少",
    )
});
static DUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:due|overdue|next order|order(?:ing)? again|buy(?:ing)? again|come back|back again|next purchase|when (?:will|does|is|might|can we expect))\b|下次|下一单|再次?(?:下单|购买|来)|什么时候(?:会|再|该)|何时|该来了|复购|周期|到期了|啥时候(?:会|再|该|来)|多久(?:会|再|来)|\b(?:next expected|expected (?:back|again|next)|back in touch)\b|\bwhen(?:'s|’s)",
    )
});
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:what (?:should|can|could|shall|do) (?:we|i) (?:do|offer|send|try|say)|next (?:best|step|action)|best action|win (?:her|him|them|back)|keep (?:her|him|them)|bring (?:her|him|them) back|retain|how (?:do|can|could|should) (?:we|i) (?:keep|win|get|help|bring)|do (?:for|about) (?:her|him|them)|recommend(?:ed)? action|offer (?:her|him|them))\b|怎么办|怎么(?:留|挽|做|跟进|维护)|如何(?:留|挽|做|跟进|维护)|该做什么|做点什么|挽回|挽留|下一步|建议.{0,4}(?:怎么|做|动作)?|召回|该怎么|给[她他].{0,2}推|推点|推荐点|怎么处理|做些什么|发点什么|送点",
    )
});
static ORDERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:orders?|ordered|bought|buys?|purchases?|purchased|parcels?|basket|history)\b|订单|下过|买过|买了|买的|购买记录|包裹|快递|\b(?:had|got|taken) (?:from|off) us\b",
    )
});
static PROFILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:profile|contact|phone|telephone|e-?mail|mail address|address|tier|level|points|consents?|joined|member since|birthday|city|reach)\b|资料|档案|联系|电话|手机|邮箱|地址|等级|积分|同意|授权|哪天加入|入会|生日|城市",
    )
});
/// Everything in short, whatever else is said.
static GIST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:gist|rundown|run-?through|brief (?:me|on)|in short|summary|summari[sz]e|fill me in)\b|讲讲|简单说说|说说这|概况|总结一下|介绍一下",
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

/// Whether `message` speaks of one member without a name; "them" is one where one was spoken of last.
pub(super) fn of_one(message: &str, spoken_of: bool) -> bool {
    let text = normalise(message);
    ONE.is_match(&text)
        || (spoken_of && THEM.is_match(&text) && (!MANY.is_match(&text) || LIKE.is_match(&text)))
}

/// Whether `message` names somebody and asks for nothing: "and M100607?".
pub(super) fn the_same(message: &str) -> bool {
    SAME.is_match(&normalise(message))
}

/// The sides of one member that `message` asks for, the likeliest first.
pub(super) fn sides(message: &str) -> Vec<Side> {
    let text = normalise(message);
    if GIST.is_match(&text) {
        return vec![Side::All];
    }
    let sides = [
        (&LIKE, Side::Like),
        (&UNUSUAL, Side::Unusual),
        (&NEXT, Side::Next),
        (&RISK, Side::Risk),
        (&VALUE, Side::Value),
        (&DUE, Side::Due),
        (&ORDERS, Side::Orders),
        (&PROFILE, Side::Profile),
    ];
    let mut sides: Vec<Side> = sides
        .into_iter()
        .filter(|(pattern, _)| pattern.is_match(&text))
        .map(|(_, side)| side)
        .collect();
    // "Members like him who came back" asks of those, whatever else it says of them; and what is to be done about a
    // risk is not the risk.
    if matches!(sides.first(), Some(Side::Like | Side::Unusual)) {
        sides.truncate(1);
    }
    if sides.is_empty() && SUMMARY.is_match(&text) {
        sides.push(Side::All);
    }
    sides
}

/// What `message` asks of the shop as a whole, the likeliest first.
pub(super) fn of_the_shop(message: &str) -> Vec<Enquiry> {
    let text = normalise(message);
    let others = [
        (&UNUSUAL, Enquiry::Unusual),
        (&VISITS, Enquiry::Visits),
        (&CAMPAIGNS, Enquiry::Campaigns),
        (&MODELS, Enquiry::Models),
        (&SEGMENTS, Enquiry::Segments),
        (&DEMAND, Enquiry::Demand),
    ];
    let others = others
        .into_iter()
        .filter(|(pattern, _)| pattern.is_match(&text));
    let mut others: Vec<Enquiry> = others.map(|(_, enquiry)| enquiry).collect();
    // How good a forecast is asks for the models, not for the forecast.
    if others.contains(&Enquiry::Models) {
        others.retain(|enquiry| *enquiry != Enquiry::Demand);
    }
    others
}

/// Whether `message` wants what nobody is told or given here: another shop's prices, a price changed by a sentence, a poem.
pub(super) fn forbidden(message: &str) -> bool {
    let text = normalise(message);
    FORBIDDEN.is_match(&text) && !MODELS.is_match(&text)
}

/// Whether `message` speaks of an order.
pub(super) fn says_order(message: &str) -> bool {
    ORDERS.is_match(&normalise(message))
}

/// Goods, as somebody of the shop asks for them.
static OUR_GOODS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:have|do|are there) we (?:have |got |sell |stock |carry )?(?:any|a|an|some)?\b|我们(?:店)?(?:有没有|还有|有卖)|店里(?:有没有|还有)",
    )
});

/// Whether `message` wants goods of the shop.
pub(super) fn wants_goods(message: &str) -> bool {
    shoppers::wants_goods(message)
        || (OUR_GOODS.is_match(&normalise(message)) && !is_off_topic(message))
}
