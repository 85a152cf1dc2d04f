//! The words that ask for something about campaigns. All patterns read what `normalise` made of a message.

use std::sync::LazyLock;

use regex::Regex;

use crate::assistant::desk::cues as desk;
use crate::guardrails::{normalise, pattern};

use super::wishes;

static CAMPAIGN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:campaigns?|mailings?|newsletters?|promotions?|promos?)\b|活动|营销|群发|推送|促销",
    )
});

/// Words are wanted for something.
static WRITES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:write|draft|compose|word|re-?write|redraft)\b.{0,50}\b(?:(?:variants?|versions?|cop(?:y|ies)|texts?|wordings?|subject lines?|words)\b|(?:messages?|e-?mails?|mails?)(?: (?:for|in|with|on|about|and)\b|[\s?.!]*$))",
        r"|\b(?:generate|prepare|suggest|create|make|give (?:me|us)|come up with|need|want|get)\b.{0,40}\b(?:variants?|copy|wordings?|subject lines?|texts for)\b",
        r"|(?:写|拟|撰|生成|起草|编|出|想|来|换).{0,14}(?:文案|变体|文稿|文本|标题|话术|措辞|版本|正文)|(?:写|拟|撰|生成|起草|编).{0,14}(?:短信|邮件)(?:内容|[\s,。?!]*$)|配.{0,3}文案|文案怎么写",
    ))
});

/// It is asked what came of something.
static EXPLAINS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:results?|outcomes?|lift|uplift|effects?|impact|conclu\w+|significan\w+|verdict|success\w*)\b",
        r"|\b(?:how|what)\b.{0,4}\b(?:did|does|do|has|have|is|was|are)\b.{0,80}\b(?:go|gone|going|do|done|doing|perform\w*|work\w*|bring|brought|achieve\w*)\b",
        r"|\b(?:did|has|is|was)\b.{1,80}\b(?:work\w*|help\w*|pay off|paid off|bring|brought|make a difference|worth it)\b",
        r"|结果|效果|成效|提升|有没有(?:用|效)|管用|起作用|显著|结论|解读|表现|怎么样|如何|带来|转化|成果|战绩",
    ))
});

/// The campaign that was spoken of.
static THE_CAMPAIGN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:it|its|(?:the|that|this|my|our) (?:campaign|mailing|draft|promotion|one)(?:'s)?)\b|[这那该本此](?:个|次|场|波)?(?:活动|草稿|方案)|它|刚才的?(?:活动|草稿)|草稿",
    )
});

/// What somebody is like is asked.
static DESCRIBES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:describe|profile|portray|characteri[sz]e|sketch)\b.{0,80}\b(?:audience|segment|group|members?|customers|buyers|shoppers|people|those|everyone|everybody|who|them|they|spenders)\b",
        r"|\bwhat (?:are|is) .{2,160} like\b[\s?.!]*(?:$|compared|against|next to|beside|versus|vs)",
        r"|\bwhat (?:do|does) .{2,160} look like\b",
        r"|\bwhat (?:kind|sort|type) of (?:people|members|customers|shoppers) (?:are|is|would|will|does|do)\b",
        r"|\b(?:tell me|say something|talk) (?:more )?about (?:the |our |this |that )?(?:audience|segment)\b|\baudience (?:of|for|behind|like)\b|\bwho(?:m)? (?:would|will|does|is) .{1,80} (?:reach|address\w*)\b",
        r"|\bhow (?:do|does|are|is) .{2,120} (?:compare|differ|different)\b",
        r"|(?:描述|刻画|介绍|分析)(?:一下|下)?.{0,60}(?:人群|受众|客群|会员|客户|顾客|用户|的人|分群)",
        r"|(?:人群|受众|客群|会员|客户|顾客|用户|的人|友|爱好者)(?:的)?(?:画像|特征|特点|共同点)",
        r"|(?:是|长|属于)(?:些|一群|一批)?(?:什么|啥|怎)么?样?的?(?:人|一群人|一批人|会员|客户|顾客)|有(?:什么|哪些|啥)(?:特点|特征|不同|不一样|共同点|区别)",
        r"|[和跟与比](?:全体|所有|全部|大家|平均|整体|其他|别的).{0,8}(?:比|相比|对比|有什么|有何)",
        r"|(?:受众|人群|客群).{0,4}(?:什么|啥|怎)么?样|(?:受众|人群)(?:是谁|有多大|多大|怎么样|如何|情况)|会(?:发给|触达|覆盖)(?:谁|哪些人|多少人)",
    ))
});

static AUDIENCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\baudiences?\b|受众"));

/// Those who were spoken of last.
static THESE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:them|they|these|those|this (?:audience|segment|group))\b|[他她]们|这(?:些|群|批|个)(?:人|会员|客户|顾客|人群)|这人群",
    )
});

/// Something else than a campaign that is to be.
static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:and |so |ok,? |hi,? )?(?:did|how (?:did|is|was|has|many|much|are|were)|which|has|have|was|were|is|are|why|when|who|whom|list|show|find|count|what (?:did|has|was|were|came|do|does))\b",
        r"|(?:没有?|未)(?:推|发|做|参加|收到|办)过?.{0,4}活动|(?:推|收到|参加|办|做|搞|发|进|上|触达)过.{0,4}活动|活动.{0,4}(?:触达|打扰|骚扰|推送)过",
        // Whom they are asked about stands before what they are wanted for.
        r"|的,(?:我们?)?(?:要|想|准备|打算)?群发",
        r"|效果|成效|有没有(?:用|效)|怎么样了?[\s?？。!]*$|多少|哪些|哪个|哪次|有谁|谁|几[个位人]|结果|名单|列出|(?:拉|捞|筛|圈|列|挑|找)(?:一下|出来|给我|个名单)",
    ))
});

/// Whom they are asked about stands last: 近30天被活动触达过的. What is to be done stands first.
static NAMES_PEOPLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"的[\s,。.!?]*$"));
static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:请|帮我|帮忙|我们?|想|要|能不能|可以|给我)*(?:做|搞|推|发|策划|来|出|办|设计|建|提|给|为|对|向)",
    )
});

/// A campaign is to be.
static PROPOSES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:plan|propose|draft|suggest|set up|create|build|design|prepare|launch|come up with|think of|put together|organi[sz]e|outline)\b.{0,40}\b(?:campaign|mailing|promotion|promo|newsletter)\b",
        r"|\b(?:make|run|start|do|need|want|like|give (?:me|us))(?: (?:a|an|some|another|one|us|me|new|small|big|good|little|quick|nice|simple|e-?mail|sms|text|push|win-?back|thank-?you|spring|summer|autumn|winter|christmas|holiday|promotional|reminder))* (?:campaign|mailing|promotion|promo|newsletter)\b",
        r"|\bcampaign (?:to (?:win|bring|get|re-?activate|re-?engage|thank|reward|promote|sell|push|wake|remind|keep|retain|encourage|nudge|clear|boost|introduce|announce|launch|tempt|lure|help|make|celebrate|invite|reach|increase|drive|grow|move|shift)|that (?:will|would|wins?|brings?|gets?|makes?)|aimed|targeting|ideas?|proposal|plan)\b|^(?:please )?(?:a |an |another )?(?:new )?(?:campaign|mailing|promotion) for\b",
        r"|(?:做|搞|策划|设计|办|发起|安排|起草|规划|弄|开展|组织|拟)(?:[^过卡]|过去)?.{0,15}(?:活动|营销|促销|召回)|(?:来|出|推|建|想|提)(?:一?[个场次波份批点轮些]|一下).{0,14}(?:活动|营销|促销|召回)|(?:活动|营销)(?:方案|策划|建议|计划|点子)|群发|发一?[波批轮].{0,10}(?:邮件|短信|消息|券)?",
    ))
});

/// An aim is told, without the word for a campaign.
static AIMS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:please |let'?s |let us |can (?:we|you) |could (?:we|you) |help (?:me |us )?(?:to )?|we (?:should|need to|want to|have to) |i(?:'d like to| want to| need to) )*(?:win(?:ning)? back|win .{3,60} back|bring back|bring .{3,60} back|re-?activate|re-?engage|retain|reward|thank (?:our|the|all)|wake up|promote|remind (?:people|members|customers|buyers|those|everyone|everybody|our|the|all))\b.{3,}",
        r"|\b(?:plan|do|try|launch|start|run) something (?:to|for|about)\b",
        r"|^(?:请|帮我|帮忙|我想|我们?要|想要?|想|能不能|可以|怎么)*(?:挽回|召回|唤醒|激活|留住|挽留|答谢|回馈|促活).{2,}|(?:发|用)(?:短信|邮件|推送).{0,4}(?:提醒|召回|通知|告诉)|^提醒.{2,}(?:会员|客户|顾客|用户|的人)",
    ))
});

/// Whether campaigns are spoken of.
pub(super) fn says_campaign(text: &str) -> bool {
    CAMPAIGN.is_match(text)
}

/// Whether words are wanted for something.
pub(super) fn writes(text: &str) -> bool {
    WRITES.is_match(text)
}

/// Whether it is asked what came of something.
pub(super) fn explains(text: &str) -> bool {
    EXPLAINS.is_match(text)
}

/// Whether the campaign is spoken of that was before.
pub(super) fn says_the_campaign(text: &str) -> bool {
    THE_CAMPAIGN.is_match(text)
}

/// Whether it is asked what some members are like, and not a rule of the shop.
pub(super) fn describes(text: &str) -> bool {
    DESCRIBES.is_match(text) && !desk::asks_for_a_rule(text)
}

/// Whether an audience is spoken of by that word.
pub(super) fn says_audience(text: &str) -> bool {
    AUDIENCE.is_match(text)
}

/// Whether those are spoken of who were before.
pub(super) fn says_these(text: &str) -> bool {
    THESE.is_match(text)
}

/// Whether a campaign is asked for.
pub(super) fn proposes(text: &str) -> bool {
    let of_people = NAMES_PEOPLE.is_match(text) && !BEGINS.is_match(text);
    PROPOSES.is_match(text) && !ASKS.is_match(text) && !of_people
}

/// Whether something is to be brought about that a campaign can.
pub(super) fn aims(text: &str) -> bool {
    AIMS.is_match(text) && !ASKS.is_match(text)
}

/// Whether one member is spoken of without a name.
pub(super) fn of_one(message: &str) -> bool {
    desk::of_one(message, false)
}

/// What asks how somebody is, and says nothing of whom: taken out before a message is read as a condition on members.
static ASKING: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"\b(?:compared|against|next to|beside|versus|vs\.?) (?:with |to )?(?:everybody|everyone|all(?: of)?(?: our)?(?: the)? (?:members|customers)|all|the rest|the average|others|average)\b",
        r"\b(?:describe|profile|portray|characteri[sz]e|sketch|tell me (?:more )?about|say something about)\b(?: for (?:me|us))?",
        r"\bwhat (?:kind|sort|type) of (?:people|members|customers|shoppers) (?:are|is|would|will|does|do)\b|\bwhat (?:are|is|do|does)\b|\bhow (?:do|does|are|is)\b|\b(?:look )?like[\s?.!]*$|\b(?:look )?like\s+$|\b(?:compare|differ|different)[\s?.!]*$",
        r"\b(?:audiences?|groups?) (?:of|for|behind|with|made (?:up )?of)\b|\b(?:the |an? |our )?audiences?\b",
        r"(?:描述|刻画|介绍|分析)(?:一下|下)?|[和跟与比](?:全体|所有|全部|大家|平均|整体|其他|别的)(?:会员|客户|顾客|人)?(?:相比|比|对比)?(?:有什么|有何)?(?:不同|不一样|区别|特点)?",
        r"(?:都)?(?:是|长|属于)(?:些|一群|一批)?(?:什么|啥|怎)么?样?的?(?:人|一群人|一批人|会员|客户|顾客)?|有(?:什么|哪些|啥)(?:特点|特征|不同|不一样|共同点|区别)|的?(?:画像|特征|特点|共同点)|(?:这个|这群|这批)?(?:人群|受众|客群)",
    ]
    .map(pattern)
    .into()
});

/// What asks for a campaign and tells its aim: taken out likewise.
static AIMING: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"^(?:please |let'?s |let us |can (?:we|you) |could (?:we|you) |help (?:me |us )?(?:to )?|we (?:should|need(?: to)?|want(?: to)?|have to) |i(?:'d like(?: to)?| want(?: to)?| need(?: to)?) )+",
        r"\b(?:plan|propose|draft|suggest|set up|make|create|build|design|prepare|run|start|launch|do|come up with|think of|put together|give (?:me|us)|organi[sz]e|outline)\b.{0,30}?\b(?:campaign|mailing|promotion|promo|newsletter)\b(?: (?:to|for|that(?: will)?|aimed at|targeting|ideas?|proposal|plan))*",
        r"\b(?:a |an |the |our )?(?:campaign|mailing|promotion|promo|newsletter)\b(?: (?:to|for|that(?: will)?|aimed at|targeting|ideas?))*",
        r"\b(?:plan|do|try|launch|start|run) something (?:to|for|about)\b|\b(?:win(?:s|ning)?|bring(?:s|ing)?|get(?:ting)?)\b(?: back)?|\bback\b|\bre-?activat(?:e|ing)\b|\bre-?engag(?:e|ing)\b|\bwakes? up\b|\bretain(?:ing)?\b|\bkeep(?:ing)?\b|\bthank(?:ing)?\b|\breward(?:ing)?\b|\bremind(?:ing)?\b|\bpromot(?:e|ing)\b|\bsell(?:ing)?(?: more)?\b|\bannounc(?:e|ing)\b|\blaunch(?:ing)?\b|\bintroduc(?:e|ing)\b|\bbefore they (?:leave|go|do)\b",
        r"\bto (?:order|buy|come|shop)(?: back)?(?: again)?(?: from us)?[\s?.!]*$|\b(?:a |the |their )?(?:second|first|next) (?:orders?|purchases?)\b",
        r"沉睡的?|久未下单的?|久没来的?|回流|下?第?[一二两]单|首单|复购|回购|再次?下单",
        r"\b(?:gets?|makes?|helps?)\b",
        r"^(?:请|帮我?|我们?|想要?|要|能不能|可以)+|(?:做|搞|策划|设计|办|发起|安排|起草|规划|弄|开展|组织|拟)(?:一?[个场次波份]|一下)|发一?[波批轮]|发[\s,。]*$|[,。] *想要?",
        r"(?:给|对|向|为|针对|面向|把)|(?:召回|回馈|促销|优惠|答谢|感谢|小|的)?(?:活动|营销)(?:方案|策划|建议|计划)?|群发|(?:感谢|答谢)?(?:邮件|短信)",
        r"(?:挽回|召回|唤醒|激活|留住|挽留|答谢|回馈|感谢|促活|提醒|促进|促|推广|主推|推)(?:一下)?|新品(?:上架|上市)?|上新",
    ]
    .map(pattern)
    .into()
});

/// A question what members are like, without what asks: whom it speaks of.
pub(super) fn described(message: &str) -> String {
    without(message, &ASKING)
}

/// A wish for a campaign, without its aim and what is wished of the offer: whom it speaks of.
pub(super) fn addressed(message: &str) -> String {
    without(&wishes::without(message), &AIMING)
}

fn without(message: &str, asking: &[Regex]) -> String {
    let mut text = normalise(message);
    for asking in asking {
        text = asking.replace_all(&text, " ").into_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
