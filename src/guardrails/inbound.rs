//! What comes in.

use std::sync::LazyLock;

use regex::Regex;

use crate::ids::MemberKey;

use super::text::{is_invisible, normalise, pattern};

/// More characters than this are not a message to a shop.
pub const LONGEST_MESSAGE: usize = 1000;

/// A message that has been looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inbound {
    /// Fit to be answered: cleaned.
    Message(String),
    /// Nothing is left of it.
    Empty,
    /// Longer than [`LONGEST_MESSAGE`].
    TooLong,
}

/// Looks at a message.
#[must_use]
pub fn receive(message: &str) -> Inbound {
    if message.chars().count() > LONGEST_MESSAGE {
        return Inbound::TooLong;
    }
    let message = clean(message);
    if message.is_empty() {
        Inbound::Empty
    } else {
        Inbound::Message(message)
    }
}

static MEMBER_NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:\b(?:member|customer|account|user)\b|会员|用户|客户|顾客|账号|帐号)\s*(?:number|no\.?|id|编号|号码?)?\s*[:#]?\s*",
        r"([a-z]{0,3}-?\d{3,})",
    ))
});

/// Whether a message speaks of a member by another key than `own`: that is nobody else's to ask about,
/// whatever the asker wants to know.
#[must_use]
pub fn names_another_member(message: &str, own: Option<&MemberKey>) -> bool {
    let message = normalise(message);
    let own = own.map(|key| normalise(key.as_str()));
    MEMBER_NAMED
        .captures_iter(&message)
        .any(|found| Some(&found[1]) != own.as_deref())
}

static ANOTHER: LazyLock<Regex> = LazyLock::new(|| {
    const WHO: &str = r"(?:neighbou?r|friend|flatmate|roommate|wife|husband|boss|ex|girlfriend|boyfriend|partner|colleague|coworker|mother|mum|mom|father|dad|sister|brother|cousin)";
    const CUSTOMER: &str = r"(?:customer|member|shopper|buyer|user|client|person)";
    const WHERE: &str = r"(?:address(?:es)?|phone(?: numbers?)?|mobile|e-?mails?|mail address(?:es)?|accounts?|passwords?|(?:personal |contact )?(?:data|details|information)|names)";
    const WHAT: &str = r"(?:orders?|purchases|purchase history|profiles?|parcels?)";
    pattern(&[
        // Her order, my neighbour's address, another customer's purchases.
        &format!(r"\b(?:his|their|{WHO}'s|{CUSTOMER}'s|{CUSTOMER}s'|people's|someone else's|somebody else's|everyone's) (?:\w+ ){{0,3}}?(?:{WHERE}|{WHAT})\b"),
        &format!(r"\bher (?:\w+ )?(?:{WHERE}|{WHAT})\b"),
        &format!(r"\b(?:another|other|different|that|next|previous|last|all|every|your) {CUSTOMER}s? (?:\w+ )?{WHERE}\b"),
        &format!(r"\b(?:{WHERE}|{WHAT}) (?:of|for|from|belonging to|placed by|about) (?:all |any |some |every |the |your |an? )?(?:(?:other|another|different|last|previous|next) )?(?:{CUSTOMER}s?|people|my {WHO})\b"),
        &format!(r"\bwhat (?:did|has|does|have) (?:my (?:\w+ )?{WHO}|he|she|(?:another|the (?:last|previous|next|other)) {CUSTOMER}) (?:just |last |recently )?(?:buy|bought|order|ordered|purchased?)\b"),
        concat!(
            r"(?:别人|其他人|他人|人家|隔壁|邻居|朋友|闺蜜|室友|同事|领导|前(?:男|女)友|前夫|前妻|老公|老婆|男朋友|女朋友|爸爸?|妈妈?|她|他|某人|某某",
            r"|(?:其他|其它|别的|另一?个|上一?个|这个|那个|所有|全部|每个|哪个)(?:会员|顾客|客户|用户|买家))",
            r"(?:的|家的|在(?:你们)?(?:这|店)里?)?(?:.{0,6}?)(?:订单|地址|电话|手机号?|住址|住哪|收货信息|联系方式|邮箱|账号|包裹|购买记录|消费记录|买了(?:什么|啥|些|哪)|买过(?:什么|啥|哪)|个人信息|资料|密码)",
        ),
    ].join("|"))
});
/// Sends something to another person, or speaks of what the shop keeps of everybody.
static TO_ANOTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:ship|shipp\w+|send|sent|deliver\w*|gift|protect|privacy|safe|share|reviews?)\b",
        r"|给.{1,6}买|买给|寄|送|发到|发给|快递到|改成?|改为|换成|保护|泄露|评价|评论",
    ))
});

/// Whether a message asks for what the shop knows of somebody else: their orders, where they live.
#[must_use]
pub fn asks_for_anothers_data(message: &str) -> bool {
    let message = normalise(message);
    ANOTHER.is_match(&message) && !TO_ANOTHER.is_match(&message)
}

/// What a message says that somebody would who tries to make a model break its rules, each with its name.
static INJECTION: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    let signs = [
        (
            "overrides instructions",
            r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|rules?|prompts?|guidelines?|above|previous|restrictions?)\b|(?:忽略|无视|忘记|忘掉|不要理会|跳过).{0,12}(?:指令|规则|提示|设定|要求|限制|以上|之前)",
        ),
        (
            "asks for the prompt",
            r"\b(?:system|initial|hidden|original) (?:prompt|instructions?|message)\b|\brepeat (?:everything|the (?:text|words)) above\b|系统提示|提示词|(?:上面|以上|最初)的?(?:所有)?(?:内容|指令|文字).{0,6}(?:重复|复述|输出)",
        ),
        (
            "gives a new role",
            r"\byou are (?:now|no longer)\b|\bact as\b|\bpretend (?:to be|you)\b|\brole-?play\b|\b(?:developer|debug|admin|god|dan|jailbreak) mode\b|你现在是|从现在(?:起|开始)你|扮演|(?:开发者|管理员|调试|上帝|越狱)模式",
        ),
        (
            "speaks as the system",
            r"(?:^|\n|[\[(<#*]\s*)(?:system|assistant|admin|developer)\s*[\])>#*:]|<\|?\w+\|?>|\[/?inst\]|### ?(?:system|instruction)|(?:^|[【\[])(?:系统|管理员)(?:消息|通知|指令)?[】\]:：]",
        ),
        (
            "calls a tool",
            r#"\b(?:tool|function)_?(?:call|name)\b|"(?:tool|function|arguments)"\s*:"#,
        ),
    ];
    let compiled = signs.into_iter().map(|(name, text)| (name, pattern(text)));
    compiled.collect()
});

/// The signs of an injection in a message, by name. They are for the record, and such a message is not helped to
/// another plan: what holds an injection off is what code allows, never the finding of its words.
#[must_use]
pub fn signs_of_injection(message: &str) -> Vec<&'static str> {
    let hidden = message
        .chars()
        .any(is_invisible)
        .then_some("hidden characters");
    let text = normalise(message);
    let signs = INJECTION.iter();
    let said = signs
        .filter(|(_, sign)| sign.is_match(&text))
        .map(|(name, _)| *name);
    said.chain(hidden).collect()
}

/// One line without control characters and without the marks that a model's prompt format is made of:
/// text of people and of imported files alike is data, whatever it looks like.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if c.is_whitespace() || c.is_control() {
            ' '
        } else {
            c
        };
        if is_invisible(c) || (c == ' ' && line.ends_with(' ')) {
            continue;
        }
        line.push(c);
    }
    let line = line
        .replace("<|", "< ")
        .replace("|>", " >")
        .replace("=>", "= ");
    let words: Vec<&str> = line.split_whitespace().collect();
    words.join(" ")
}
