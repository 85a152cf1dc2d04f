//! Words that give away what a message is about, where a model's plan has to be verified.
//!
//! None of them plans by itself: each says what a plan needs, or what another one would do better.

use std::sync::LazyLock;

use regex::Regex;

use crate::guardrails::{normalise, pattern};

/// What somebody says who wants goods.
static WANTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:need|want|looking for|after|something|anything|got any|got a|do you (?:have|sell|carry|stock|do)|have you (?:got )?(?:any|a)|where can i (?:find|get)|buy|any ideas|ideas for|what can i|what should i (?:get|buy)|recommend|suggest|gift|present)\b",
        r"|想买|想要|想找|有没有|有.{0,12}[吗么嘛]|有什么|有啥|推荐|买[点个件条双把款]|需要|求|送.{0,6}(?:什么|啥)|换个|给.{1,6}买|卖",
    ))
});
/// What no shop of goods is asked for.
static OFF_TOPIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:poems?|story|stories|song|code|python|javascript|java|sql|script|essay|homework|translate|weather|president|election|politic\w*|shares|bitcoin|crypto|recipe|joke|capital of|equation|math\w*|news|lawyer|diagnos\w*|hack\w*|passwords?|prompts?|instructions?|rules|lottery|football|score)\b",
        r"|诗|作文|代码|编程|程序|翻译|天气|总统|政治|股票|基金|彩票|笑话|新闻|作业|论文|黑客|密码|提示词|指令|规则|菜谱|怎么做饭|星座|算命",
    ))
});

/// Whether `message` wants goods of the shop.
pub(super) fn wants_goods(message: &str) -> bool {
    WANTS.is_match(&normalise(message)) && !is_off_topic(message)
}

/// Whether `message` is about something that no shop is asked for.
pub(super) fn is_off_topic(message: &str) -> bool {
    OFF_TOPIC.is_match(&normalise(message))
}

static IDEAS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:ideas?|gifts?|presents?|suggest\w*|recommend\w*|inspiration)\b|礼物?|礼品|主意|推荐|建议",
    )
});

/// Whether `message` wants ideas, and no certain kind of goods.
pub(super) fn wants_ideas(message: &str) -> bool {
    IDEAS.is_match(&normalise(message))
}

static OWN_PURCHASES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:i|i've|ive|i have|we|we've)\b(?: \w+){0,2} (?:bought|ordered|purchased|spent)\b|我.{0,8}(?:买过|买了|下过单|花了|消费)",
    )
});

/// Whether `message` asks what the asker bought.
pub(super) fn asks_for_own_purchases(message: &str) -> bool {
    OWN_PURCHASES.is_match(&normalise(message))
}

/// What somebody says who asks whether there is such a thing at all.
static LOOKS_FOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:do you|d'you|you) (?:have|sell|carry|stock|do) (?:any|anything|a|an|some|something)\b|\b(?:like|love) to see (?:your|some|the|a)\b|\bgot any\b|^(?:hi|hey|hello)?[, ]*any\b|\bany \w+ (?:that|thats|which|for|to|with)\b|\blooking for (?:a|an|some|something)\b|\bi (?:need|want) (?:a|an|some|something)\b",
        r"|有没有|有.{0,10}卖的?吗|想买|想找|想要个|求推荐|有什么.{0,10}(?:推荐|好)",
    ))
});

/// Whether `message` asks whether the shop has such a thing: a kind of goods, and not one certain article.
pub(super) fn looks_for_goods(message: &str) -> bool {
    LOOKS_FOR.is_match(&normalise(message))
}

static DETAILS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bhow (?:much|big|heavy|long|tall|wide|large|loud|thick|warm|deep|many)\b|\bwhat(?:'?s| is| are| was)?(?: the)? (?:size|price|weight|material|colou?r|capacity|biggest|smallest|power|cost)|\bmade (?:of|from)\b|\bweigh\w*\b|\bin stock\b|\bsizes?\b",
        r"|\b(?:is|are|does|do|can|could|will|would|has|have) (?:the|that|this|your|it|they)\b|,? ?(?:is|does|can|will|has) it\b",
        r"|多少|多[高大重长宽厚久深]|几[升寸码个公瓦]|什么(?:材质|做的|面料|颜色|材料|尺寸)|能不能|能.{0,12}[吗么不]|可以.{0,12}[吗么不]|会.{0,12}[吗么]|是.{0,14}[吗么]|有货|库存|现货|价格|尺寸|容量|重量|材质|保温",
    ))
});

/// Whether `message` asks what one certain article is like.
pub(super) fn asks_details(message: &str) -> bool {
    DETAILS.is_match(&normalise(message))
}

static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\borders?\b|\bordered\b|\bparcels?\b|\bpackages?\b|\bdeliver\w*\b|\bship\w*\b|\bsent\b|\bbought\b|\bbuy\b|\bpurchase\w*\b|\btrack\w*\b|\barriv\w*\b|\bmy (?:stuff|things|items?)\b|\bspent\b",
        r"|订单|快递|物流|包裹|发货|签收|收到|寄|买|单|下单|到哪|送到|送达|派送",
    ))
});
static OWN_ORDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bmy (?:stuff|things?|order|parcel|package|delivery|items?|shipment)\b.{0,40}\b(?:arriv\w+|come|coming|here|ship\w*|sent|deliver\w*|status|on its way|get here)\b|\b(?:when|where|has|did|is|will)\b.{0,25}\bmy (?:(?:last|latest|recent|new) )?(?:stuff|things|order|parcel|package|delivery|shipment)\b",
        r"|(?:我|自己|我们).{0,8}买的?.{0,6}(?:到哪|到了|发货|发了|寄|哪里|哪儿|送到)|我(?:的|最近|上次|前天|昨天|那|买的)?.{0,4}(?:订单|快递|包裹|那单|这单|东西).{0,8}(?:到|发|寄|哪|送|状态|怎么样|没)",
    ))
});
/// A number as orders have it.
static ORDER_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[^a-z\d])[a-z]{2,3}-?\d{6,}"));

/// Whether `message` can be about an order at all.
pub(super) fn may_ask_for_an_order(message: &str) -> bool {
    let text = normalise(message);
    ORDER.is_match(&text) || ORDER_NUMBER.is_match(&text)
}

/// Whether `message` surely asks how an order of the asker's own stands.
pub(super) fn asks_for_an_order(message: &str) -> bool {
    let text = normalise(message);
    ORDER_NUMBER.is_match(&text) || OWN_ORDER.is_match(&text)
}

/// What somebody calls the article that was spoken of last.
static THIS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:it|its|this|that|these|those|they|them)\b|它|这些|那些|这个|这款|这件|这种|那款|那个|这双|这条|这把",
    )
});
static THAT_ONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bthe [\w ,'-]{2,30}? ?ones?\b|\bthat [\w'-]+ one\b|\bthe [a-z]+\b|那[个款件种把条双台只盏套本支张块顶盒袋瓶]|这[个款件种把条双台只盏套本支张块顶盒袋瓶]|的呢",
    )
});

/// Whether `message` speaks of the article spoken of last without naming it.
pub(super) fn says_this(message: &str) -> bool {
    THIS.is_match(&normalise(message))
}

/// Whether `message` speaks of one of several by what it is like: "the navy one", 遮光的那个.
pub(super) fn says_that_one(message: &str) -> bool {
    THAT_ONE.is_match(&normalise(message))
}

static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d(?:st|nd|rd|th)?)\b",
        r"|第|最后|前[两二三]",
    ))
});

/// Whether `message` points at one of several by its place.
pub(super) fn says_a_place(message: &str) -> bool {
    PLACE.is_match(&normalise(message))
}

static PROPERTY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:max(?:imum)?|shoe|biggest|largest|smallest|article|product|item) )?(?:sizes?|price|weight|colou?rs?|material|capacity|stock|volume|length|width|height|care|dimensions?|details?|article|product|item|age|power|battery)(?: \w+)?$",
    )
});

/// Whether planned words are no name but what an article has: "size", "max weight".
pub(super) fn names_a_property(words: &str) -> bool {
    PROPERTY.is_match(words)
}
