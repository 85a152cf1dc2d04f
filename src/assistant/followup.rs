//! What a message takes from the one before it: another price, another colour, others of the same, one of
//! those that were shown.
//!
//! Told by code, because it is arithmetic on what the conversation holds: a small model repeats the last plan, or
//! looks for "cheaper".

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::guardrails::{amounts, normalise, pattern};
use crate::ids::has_chinese;

use super::limits::without_limits;

static CHEAPER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:cheaper|less expensive|less pricey|lower[- ]priced?|more affordable|less dear|not (?:so|as|that) (?:expensive|dear|pricey)|(?:a bit|bit|little|too) (?:expensive|dear|pricey)|too much money)\b",
        r"|便宜一?(?:点|些)|更便宜|再便宜|便宜的|实惠一?(?:点|些)|太贵|有点贵|贵了|价格低一?(?:点|些)|没那么贵|不要?(?:这么|那么|太)贵",
    ))
});
static DEARER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:dearer|more expensive|pricier|higher[- ]end|fancier|more (?:upmarket|luxurious|premium)|better quality|nicer ones?)\b",
        r"|贵一?(?:点|些)|更贵|再贵|高档一?(?:点|些)|更高档|好一?(?:点|些)的|质量更好|档次高",
    ))
});
static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:others?|another(?: one)?|else|different (?:ones?|kinds?)|(?:any|some|show me) more|more (?:of (?:them|those|these)|options|choices)|alternatives?|something different)\b",
        r"|别的|其他|其它|另外的|还有(?:吗|没|别|其|什么|更|没有)|换(?:个|一个|一批|几个|一款|别)|再(?:看看|来几|推荐几|找几)|更多",
    ))
});
static RAISE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:add|raise|increase|stretch|up)\b.{0,20}\bby\b|\b(?:spend|go|add) (?:up )?(?:another|a further)\b|\bmore (?:on|in) (?:my|the) budget\b",
        r"|(?:预算|价格)?(?:可以)?(?:再|多)(?:加|添|出|花|涨|提高|提)",
    ))
});

/// Colours in both languages, the longer before those that end with them.
const COLOURS: [(&str, &str); 24] = [
    ("light blue", "浅蓝"),
    ("dark blue", "深蓝"),
    ("navy", "藏青"),
    ("light grey", "浅灰"),
    ("dark grey", "深灰"),
    ("red", "红"),
    ("blue", "蓝"),
    ("green", "绿"),
    ("white", "白"),
    ("black", "黑"),
    ("grey", "灰"),
    ("gray", "灰"),
    ("yellow", "黄"),
    ("pink", "粉"),
    ("purple", "紫"),
    ("brown", "棕"),
    ("orange", "橙"),
    ("beige", "米"),
    ("cream", "奶油"),
    ("oat", "燕麦"),
    ("sage", "灰绿"),
    ("silver", "银"),
    ("gold", "金"),
    ("transparent", "透明"),
];

static COLOUR: LazyLock<Regex> = LazyLock::new(|| {
    let english: Vec<&str> = COLOURS.iter().map(|(english, _)| *english).collect();
    let chinese: Vec<&str> = COLOURS.iter().map(|(_, chinese)| *chinese).collect();
    pattern(&format!(
        r"\b({})\b|({})色(?:的|款)?",
        english.join("|"),
        chinese.join("|")
    ))
});

/// Words around a follow-up that change nothing.
static AROUND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:any(?:thing)?|do|does|did|you|have|has|got|something|ones?|please|pls|thanks?|what|about|how|and|in|the|an?|is|are|there|s|show|me|but|also|can|could|i|get|it|its|they|that|this|make|them|those|these|of|same|ok(?:ay)?|hmm+|oh|um|instead|only|just|for|colou?rs?|versions?|come|comes|bit|little|slightly|maybe|perhaps|my|budget|price|find|see|want|need|d|like|rather|prefer|not|too|so|well|then|us|hm|yuan|rmb|than|actually|yikes|ouch|oof|wow|ooh|oops|nice|cool|great|perfect|lovely|sure|right|good|alright|lol|if|ve|re|them|let|go|keep|stay|within|to|with|look|at|kind|sort)\b",
        r"|哇|哎呀|呃|额|哎|唉|有没有|没有|有|吗|么|嘛|的|呢|一点|点儿?|些|款|个|件|种|再|给|我|看看|看|要|想|那|还|能|可以|成|这|它|颜色|色|就|来|请|帮|找|推荐|预算|价格|价位|控制在|块钱?|元|钱|吧|啊|呀|哦|嗯|不|了|是|在|一下|几|换|太|好|点|行|哪",
    ))
});

/// How a message changes the last search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Refinement {
    /// For less money than what was spoken of.
    pub(super) cheaper: bool,
    /// For more.
    pub(super) dearer: bool,
    /// Others than those that were shown.
    pub(super) others: bool,
    /// The limit is to be higher by so much, in thousandths.
    pub(super) raised: Option<i64>,
}

impl Refinement {
    /// What `message` wants changed.
    pub(super) fn of(message: &str) -> Self {
        let text = normalise(message);
        let raised = RAISE.is_match(&text).then(|| amounts(&text));
        Self {
            // "No more than" and "something dearer" are limits and wishes of their own.
            cheaper: CHEAPER.is_match(&text),
            dearer: DEARER.is_match(&text),
            others: OTHERS.is_match(&text),
            raised: raised.and_then(|amounts| amounts.first().map(|amount| amount.milli)),
        }
    }

    /// Whether it changes anything.
    pub(super) fn any(&self) -> bool {
        self.cheaper || self.dearer || self.others || self.raised.is_some()
    }
}

/// The words of the search that `message` makes of one for `last`, where it changes that one and asks for
/// nothing else: "and in red?", 便宜点的, "under 50", "others?".
pub(super) fn search_again(message: &str, last: &str) -> Option<String> {
    let text = normalise(message);
    let mut rest = without_limits(&text);
    let limited = rest != text;
    let colour = COLOUR
        .captures(&rest)
        .and_then(|found| colour_in(&found, has_chinese(last)));
    let property = MAKE_IT.captures(&rest).and_then(|found| {
        let word = found.get(1).or(found.get(2))?.as_str();
        (!COLOUR.is_match(word) && !CHEAPER.is_match(word)).then(|| word.to_owned())
    });
    if let Some(property) = &property {
        rest = rest.replace(property.as_str(), " ");
    }
    let refinement = Refinement::of(message);
    if !limited && property.is_none() && colour.is_none() && !refinement.any() {
        return None;
    }
    for words in [&CHEAPER, &DEARER, &OTHERS, &RAISE, &COLOUR, &AROUND] {
        rest = words.replace_all(&rest, " ").into_owned();
    }
    if refinement.raised.is_some() {
        rest.retain(|c| !c.is_ascii_digit() && !"一二三四五六七八九十百千两".contains(c));
    }
    if rest.chars().any(char::is_alphanumeric) {
        return None;
    }
    let words = match colour {
        Some(colour) => in_colour(last, &colour),
        None => last.to_owned(),
    };
    Some(match property {
        Some(property) => format!("{property} {words}"),
        None => words,
    })
}

/// The colour that was found, in the language of the words it is to stand with.
fn colour_in(found: &Captures<'_>, chinese: bool) -> Option<String> {
    let said = found.get(1).or(found.get(2))?.as_str();
    let (english, in_chinese) = COLOURS
        .iter()
        .find(|(english, in_chinese)| *english == said || *in_chinese == said)?;
    Some(if chinese {
        format!("{in_chinese}色")
    } else {
        (*english).to_owned()
    })
}

/// The words of a search, in another colour.
fn in_colour(words: &str, colour: &str) -> String {
    let plain = COLOUR.replace_all(words, " ");
    let plain: Vec<&str> = plain.split_whitespace().collect();
    if has_chinese(colour) {
        format!("{colour}{}", plain.concat())
    } else {
        format!("{colour} {}", plain.join(" "))
    }
}

/// Whether two searches have a word in common, in singular or plural.
pub(super) fn share_a_word(one: &str, other: &str) -> bool {
    if has_chinese(one) || has_chinese(other) {
        return one.contains(other) || other.contains(one);
    }
    let stem = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    let words: Vec<String> = one.split(' ').map(stem).collect();
    other.split(' ').any(|word| {
        words.contains(&stem(word)) && COLOURS.iter().all(|(colour, _)| *colour != word)
    })
}

/// A property that the last search is to have as well: "make that wireless", 要无线的.
static MAKE_IT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:make|but) (?:it|that|them) ([a-z-]{4,})\b|(?:要|换成?)([\p{Han}]{2,4})的")
});

static BACK_TO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^\s*(?:(?:ok(?:ay)?|good|right|fine|great|thanks|cool|anyway|so)[,. ]+)*(?:back|returning|going back) to (?:the |those |that |your )?([^,.!?;]{2,40})[,.!?; ]*",
        r"|^\s*(?:[好行嗯]+(?:的|吧|了)?[,，。 ]*)?(?:说回|回到|再说回|话说回来)(?:刚才的?|那个|那些)?([^,，。！？!?；]{1,12})[,，。！？ ]*",
    ))
});

/// What `message` comes back to, and the rest of it: "back to the mugs, is the first one dishwasher safe?"
pub(super) fn back_to(message: &str) -> Option<(&str, &str)> {
    let found = BACK_TO.captures(message)?;
    let topic = found.get(1).or(found.get(2))?;
    Some((topic.as_str(), message[found.get(0)?.end()..].trim()))
}

static SAME_LIMIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:same|that|this) (?:budget|price|limit|price range)\b",
        r"|(?:也)?(?:别|不|不要|不能)?超过?(?:这|那|刚才)个?(?:价|预算|价位|价格)|(?:同样|一样|还是(?:这|那)个)的?(?:预算|价位|价格)|(?:这|那)个?(?:价|预算|价位)(?:以内|之内|内)",
    ))
});

/// Whether `message` wants the limit of the last search to hold for another one.
pub(super) fn keeps_the_limit(message: &str) -> bool {
    SAME_LIMIT.is_match(&normalise(message))
}

/// A normalised message without the words that keep the last limit.
pub(super) fn without_the_same_limit(text: &str) -> String {
    SAME_LIMIT.replace_all(text, " ").into_owned()
}

static CORRECTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^\s*(?:(?:ok(?:ay)?|good|right|fine|great|thanks)[,. ]+)?(?:never ?mind(?: (?:that|it|about (?:it|that)))?|forget (?:that|it|about (?:it|that)))\s*[.,;!]+\s*|^\s*(?:(?:no+|nope|sorry|oops|actually|wait|ah|oh|hmm|not (?:that|this)(?: one)?)[\s,.!;:-]+)*(?:i (?:actually |really )?(?:meant|mean)(?: to say)?|i was (?:asking|talking) about|i'm (?:asking|talking) about|not (?:that|this|those|these)(?: one| ones)?[,.;:-]+)\s*",
        r"|^\s*(?:哎|唉|诶|呃|不是这个|不是那个|不是|不对|错了|说错了|抱歉|不好意思|等等|哦|啊|[,，。!！\s])*(?:我(?:说|问|指|要|想要|想问)的?是|我是(?:说|问|指|想问|想要)|应该是)\s*",
        r"|^\s*(?:不是|不要)(?:这|那)(?:个|款|件|种|把|条|双)?[,，。\s]*(?:是|要|我要)?",
    ))
});

/// What a correction asks for instead: "no, I meant the kettle". `None` where the message is no correction.
pub(super) fn corrected(message: &str) -> Option<&str> {
    let found = CORRECTION.find(message)?;
    let rest = message[found.end()..].trim();
    (rest.chars().count() > 1).then_some(rest)
}

/// One of those that were shown, as a message points at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pointer {
    /// The n-th, from 1.
    Number(usize),
    /// The last.
    Last,
    /// The one that costs least.
    Cheapest,
    /// The one that costs most.
    Dearest,
}

static CHEAPEST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bthe (?:cheapest|cheaper|less expensive|least expensive)(?: one| of (?:them|these|those|the (?:two|three|four)))\b|\bthe (?:cheapest|cheaper)\s*(?:[?.!,]|$)",
        r"|(?:最|更|比较)?便宜的?(?:那|这)(?:个|款|件|种|把|条|双|只|盏|套|台)|^\s*最便宜的",
    ))
});
static DEAREST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bthe (?:dearest|dearer|priciest|pricier|most expensive|more expensive)(?: one| of (?:them|these|those|the (?:two|three|four)))\b",
        r"|(?:最|更|比较)?贵的?(?:那|这)(?:个|款|件|种|把|条|双|只|盏|套|台)|^\s*最贵的",
    ))
});
static ORDINAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(first|second|third|fourth|1st|2nd|3rd|4th|last)(?: (one|two|three))?\b(?: ([a-z]+))?|\b(?:number|no\.?|#) ?([1-9])\b",
        r"|第([一二三四两1-4])|最后(?:那|这)?一?(个|款|件|种|把|条|双|只|盏|套|台)",
    ))
});
/// What "first" and "last" are said of that was never shown.
const NOT_SHOWN: &[&str] = &[
    "order",
    "orders",
    "time",
    "hand",
    "aid",
    "week",
    "month",
    "year",
    "day",
    "thing",
    "night",
    "purchase",
    "parcel",
    "name",
    "class",
    "floor",
    "apartment",
    "flat",
    "birthday",
    "of",
];
static LIKE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:like|similar to|other than|instead of|cheaper than|than) (?:the|number)\b|类似|像|差不多|比第",
    )
});

/// Those of the shown at which `message` points, in the order of its words.
pub(super) fn pointers(message: &str) -> Vec<Pointer> {
    let text = normalise(message);
    if LIKE.is_match(&text) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if CHEAPEST.is_match(&text) {
        found.push(Pointer::Cheapest);
    }
    if DEAREST.is_match(&text) {
        found.push(Pointer::Dearest);
    }
    for ordinal in ORDINAL.captures_iter(&text) {
        let word = |group: usize| ordinal.get(group).map(|found| found.as_str());
        if word(3).is_some_and(|next| NOT_SHOWN.contains(&next)) {
            continue;
        }
        // "One question first, ...": a place among things is "the first", or "first one".
        let before = text[..ordinal.get(0).map_or(0, |found| found.start())].trim_end();
        let placed = before.is_empty() || before.ends_with("the") || before.ends_with("that");
        if word(1).is_some() && word(2).is_none() && !placed {
            continue;
        }
        let pointer = match word(1).or(word(4)).or(word(5)) {
            None | Some("last") => Pointer::Last,
            Some(name) => match number(name) {
                Some(number) => Pointer::Number(number),
                None => continue,
            },
        };
        match word(2) {
            Some("two") => found.extend([Pointer::Number(1), Pointer::Number(2)]),
            Some("three") => {
                found.extend([Pointer::Number(1), Pointer::Number(2), Pointer::Number(3)]);
            }
            _ if !found.contains(&pointer) => found.push(pointer),
            _ => {}
        }
    }
    found
}

fn number(name: &str) -> Option<usize> {
    const NAMES: [[&str; 4]; 4] = [
        ["first", "1st", "1", "一"],
        ["second", "2nd", "2", "二"],
        ["third", "3rd", "3", "三"],
        ["fourth", "4th", "4", "四"],
    ];
    let place = NAMES.iter().position(|names| names.contains(&name));
    place.map(|place| place + 1).or((name == "两").then_some(2))
}

static SOME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:first|these|those|the|all|top) (two|three|four|both)\b|\b(both|them|these|those)\b",
        r"|(?:前|这|那|上面)(?:面)?(?:的)?([两二三四2-4])|(它们|他们|这些|那些|这几|这两|那两)",
    ))
});

/// How many of those shown `message` speaks of together: "the first two", 这三款. All (four) for "them".
pub(super) fn together(message: &str) -> Option<usize> {
    let text = normalise(message);
    let found = SOME.captures(&text)?;
    let word = found.get(1).or(found.get(3)).map(|word| word.as_str());
    Some(match word {
        Some("two" | "both" | "两" | "二" | "2") => 2,
        Some("three" | "三" | "3") => 3,
        _ if found.get(2).is_some_and(|word| word.as_str() == "both") => 2,
        _ => 4,
    })
}

static CHEAPEST_FIRST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bcheapest\b|\bleast expensive\b|最便宜|最低价|最实惠"));

/// Whether `message` wants the cheapest of a kind.
pub(super) fn wants_the_cheapest(message: &str) -> bool {
    CHEAPEST_FIRST.is_match(&normalise(message))
}

static OWN_PURCHASE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:i|we) (?:just |last |recently )?(?:bought|ordered|got|purchased)(?: last)?(?: time| here| from you)?\b|\b(?:in|of|from|with) my (?:last|latest|previous|recent) (?:order|purchase|parcel)\b|\bmy (?:last|latest|previous) (?:purchase|order)\b",
        r"|我(?:上次|上回|最近|刚|之前|前几天)?(?:在你们?这)?(?:买|订|下单)(?:过)?的(?:那|东西|商品|这)?|我?(?:上次|上回|最近|上一)(?:个|笔|单)?的?订单里?",
    ))
});

/// Whether `message` speaks of something that the asker bought, without naming it.
pub(super) fn speaks_of_a_purchase(message: &str) -> bool {
    OWN_PURCHASE.is_match(&normalise(message))
}
