//! Plans that code makes.
//!
//! [`certain`] plans a message that code understands to its last word: a greeting, "where is my order",
//! or an ask all of whose words are words of an ask or of one title. Such a message has one plan, and code
//! makes it at once, where a model takes a second on two cores. One word more, and the model is asked:
//! nothing there guesses. [`likely`] guesses, by the words that give a wish away, where no model can be
//! asked.

use std::sync::LazyLock;

use regex::Regex;

use crate::guardrails::{clean, normalise, pattern};
use crate::ids::{has_chinese, is_chinese};

use super::cues::says_this;
use super::followup::without_the_same_limit;
use super::limits::without_limits;
use super::names::Titles;
use super::tools::{Plan, Which};

/// Words that ask for goods. One of them makes an ask of words that are not all a title's.
const ASKING: &[&str] = &[
    "any", "buy", "find", "get", "got", "have", "looking", "need", "search", "see", "sell", "show",
    "stock", "want",
];
/// Words around them that change nothing.
const AROUND: &[&str] = &[
    "a", "an", "are", "can", "could", "do", "does", "for", "good", "hello", "hey", "hi", "i",
    "i'd", "i'm", "im", "in", "is", "like", "me", "new", "nice", "of", "please", "some", "the",
    "there", "to", "would", "you", "you've",
];
/// What an ask for goods begins with in Chinese; the longer ones before those that they begin with.
const BEFORE: &[&str] = &[
    "请问",
    "你好",
    "您好",
    "你们家",
    "你们店里",
    "你们",
    "你家",
    "店里",
    "这里",
    "有没有卖",
    "有没有",
    "有卖",
    "有什么",
    "有哪些",
    "我想买个",
    "我想买",
    "我想要个",
    "我想要",
    "我要买",
    "我在找",
    "我想找",
    "我想看看",
    "想要买",
    "想买一个",
    "想买一把",
    "想买一条",
    "想买一盏",
    "想买一双",
    "想买一件",
    "想买个",
    "想买把",
    "想买条",
    "想买双",
    "想买件",
    "想买点",
    "想买些",
    "想买",
    "想要个",
    "想要",
    "想找个",
    "想找",
    "想看看",
    "看看",
    "来一个",
    "来个",
    "要买",
    "找个",
    "买个",
    "找",
    "买",
    "有",
    "好看的",
    "漂亮的",
    "不错的",
    "好用的",
    "好一点的",
];
/// What it ends with.
const AFTER: &[&str] = &[
    "有没有卖的",
    "有没有卖",
    "有没有",
    "有卖的吗",
    "有卖吗",
    "有哪些",
    "有什么",
    "有吗",
    "有么",
    "卖吗",
    "吗",
    "么",
    "呢",
    "啊",
    "呀",
];

/// A pattern that a whole message must fit, whatever marks and blanks stand around it.
fn whole(text: &str) -> Regex {
    pattern(&format!(r"^\s*(?:{text})[\s.!?~,。！？～，…]*$"))
}

static HELLO: LazyLock<Regex> = LazyLock::new(|| {
    whole(concat!(
        r"(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: there)?",
        r"|(?:你好|您好|哈喽|嗨|早上好|早|下午好|晚上好|在吗|有人吗)(?:啊|呀|哦)?",
    ))
});
static THANKS: LazyLock<Regex> = LazyLock::new(|| {
    whole(concat!(
        r"(?:(?:ok|okay|great|perfect),? )?(?:(?:many )?thanks(?: a lot)?|thank you(?: (?:very|so) much)?)",
        r"|(?:好的?[,，]?)?(?:谢谢|多谢|谢谢你|谢谢您|谢啦|非常感谢)(?:啊|呀|哦|啦|了)?",
    ))
});
static GOODBYE: LazyLock<Regex> = LazyLock::new(|| {
    whole(r"(?:ok,? )?(?:bye|goodbye|bye bye|see you)|(?:好的?[,，]?)?(?:再见|拜拜)(?:啊|啦|了)?")
});

static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    whole(concat!(
        r"(?:(?:hi|hello),? )?(?:where(?: is|'s)|what about|track|show me|check|can you (?:check|track|show me)) my (?:last |latest )?(?:order|parcel|package|delivery)(?: now| please)?",
        r"|(?:show me )?my (?:last |latest )?orders?(?: status)?(?: please)?|when (?:will|does) my (?:order|parcel|package) arrive|what did i (?:buy|order) last(?: time)?",
        r"|(?:请|帮我|请帮我)?(?:查一下|查查|看一下|看看)?我的?(?:订单|快递|包裹)(?:到哪了?|到哪儿了?|到哪里了?|在哪儿?里?|呢|什么时候到|发货了[吗没]|状态)?|我上次买了什么",
    ))
});

static POPULAR: LazyLock<Regex> = LazyLock::new(|| {
    whole(concat!(
        r"what(?: is|'s) (?:most )?popular(?: here| in your shop)?|what do (?:people|others|most people) (?:usually |mostly )?buy(?: here)?|(?:your |any )?best ?sellers|what sells best(?: here)?",
        r"|(?:你们|店里|你们店里?|这里)?(?:什么|哪些|啥)(?:东西|商品)?(?:卖得(?:最|比较)?好|最?受欢迎|最?畅销|最火)",
    ))
});

/// One of those that were shown.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    whole(concat!(
        r"how much (?:is|for|does) the (first|second|third|fourth)(?: one)?(?: cost)?|is the (first|second|third|fourth)(?: one)? (?:in stock|available)",
        r"|第([一二三四])[个款件]?(?:多少钱|什么价格?|怎么卖|还?有货吗|还有吗|的?价格|的?库存)",
    ))
});

/// What goes with an article, or is bought with it.
static WITH: LazyLock<Regex> = LazyLock::new(|| {
    whole(concat!(
        r"(?:what|which things?) (?:goes|go|fits|pairs) (?:well |best )?with (?:the |a |an )?([a-z -]+)|what do (?:people|others) (?:usually |often |also )?buy with (?:the |a |an )?([a-z -]+)",
        r"|买了?(?:这款|这个)?(.+?)的(?:人|顾客)(?:一般|通常|都|也|还|会|常)*买(?:些|点|了)?(?:什么|啥|哪些)(?:东西|商品)?|(.+?)(?:配什么|和什么搭|搭配什么)(?:好|比较好|合适)?",
    ))
});

/// What others say about an article.
static REVIEWS: LazyLock<Regex> = LazyLock::new(|| {
    whole(concat!(
        r"what do (?:people|others|customers|buyers|reviewers) (?:say|think) (?:about|of) (?:the |your )?([a-z -]+)",
        r"|(?:(?:are there )?any |show me (?:the )?|what are the )?reviews? (?:of|for|on|about) (?:the |your )?([a-z -]+)",
        r"|(?:大家|买过的人|别人)(?:对|觉得|怎么评价)?(.+?)(?:的)?(?:评价|口碑|反馈|反响)?(?:怎么样|如何|好不好)?|(.+?)的?(?:评价|口碑|反馈|评论)(?:怎么样|怎样|如何|好吗|好不好)?|买过(.+?)的(?:人|顾客)?(?:怎么说|觉得怎么样|评价(?:如何|怎么样))",
    ))
});

/// What is asked of one article: its price, or whether there is one left.
static OF_ONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bhow much (?:is|are|for|do|does)\b|\bwhat(?:'s| is) the price of\b|\bthe price of\b|\bcosts?\b|\bstill in stock\b|\bin stock\b|\bavailable\b",
        r"|多少钱|什么价格?|怎么卖|还?有货|还有现货|有现货",
    ))
});

/// The fixed phrase that answers a courtesy, which is all that the message is.
pub(super) fn courtesy(message: &str) -> Option<&'static str> {
    let text = normalise(message);
    [
        (&HELLO, "hello"),
        (&THANKS, "thanks"),
        (&GOODBYE, "goodbye"),
    ]
    .into_iter()
    .find_map(|(courtesy, phrase)| courtesy.is_match(&text).then_some(phrase))
}

/// The plan of a message that is understood to its last word. `shown` things were shown before it.
pub(super) fn certain(message: &str, titles: &Titles, shown: usize) -> Option<Plan> {
    if courtesy(message).is_some() {
        return Some(Plan::Reply);
    }
    let text = normalise(message);
    if ORDER.is_match(&text) {
        return Some(Plan::Order);
    }
    if POPULAR.is_match(&text) {
        return Some(Plan::Recommend { with: None });
    }
    if let Some(found) = NUMBER.captures(&text) {
        let word = found.iter().skip(1).flatten().next()?.as_str();
        let names = ["first", "second", "third", "fourth", "一", "二", "三", "四"];
        let number = names.iter().position(|name| *name == word)? % 4 + 1;
        return (number <= shown).then_some(Plan::Product(Which::Number(number)));
    }
    if let Some(found) = REVIEWS.captures(&text)
        && let Some(plan) = reviews_of(
            found.iter().skip(1).flatten().next()?.as_str(),
            titles,
            shown,
        )
    {
        return Some(plan);
    }
    if let Some(found) = WITH.captures(&text) {
        let name = found.iter().skip(1).flatten().next()?.as_str().trim();
        let with = Some(Which::Named(name.to_owned()));
        return (titles.sharing(name) > 0).then_some(Plan::Recommend { with });
    }
    let text = without_the_same_limit(&without_limits(&text));
    let rest = OF_ONE.replace_all(&text, " ");
    let of_one = rest != text;
    let (words, articles) = if has_chinese(&rest) {
        chinese_goods(&rest, titles)?
    } else {
        goods(&rest, titles, of_one)?
    };
    // What is asked of one article needs one that is meant; what is asked of a kind is a search.
    Some(if of_one && articles == 1 {
        Plan::Product(Which::Named(words))
    } else {
        Plan::Search { words }
    })
}

/// Reviews of what `name` names, where that is one of the goods or the one shown last.
fn reviews_of(name: &str, titles: &Titles, shown: usize) -> Option<Plan> {
    const IT: [&str; 8] = [
        "it", "this", "that", "this one", "它", "这个", "这款", "这件",
    ];
    let name = name.trim();
    if IT.contains(&name) {
        return (shown > 0).then_some(Plan::Reviews(Which::It));
    }
    (titles.sharing(name) > 0).then(|| Plan::Reviews(Which::Named(name.to_owned())))
}

/// What the message of a certain `plan` asks for, where that is goods and nothing else, in as few tokens as
/// say it. Its price limit is left out: what was found keeps to it, and a small model misquotes it.
pub(super) fn gist(plan: &Plan) -> Option<String> {
    match plan {
        Plan::Search { words } if has_chinese(words) => Some(format!("有{words}吗？")),
        Plan::Search { words } => Some(format!("{words}?")),
        _ => None,
    }
}

/// What an English ask is for, and how many titles hold all of it. Every word is one of an ask or one of
/// the title's.
fn goods(text: &str, titles: &Titles, asked: bool) -> Option<(String, usize)> {
    let (mut asked, mut around) = (asked, false);
    let mut words = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        if ASKING.contains(&word) {
            asked = true;
        } else if AROUND.contains(&word) {
            around = true;
        } else if !word.is_empty() {
            words.push(word);
        }
    }
    let digits = |word: &&str| word.chars().any(|c| c.is_ascii_digit());
    let few = (1..=4).contains(&words.len()) && !words.iter().any(digits);
    let articles = titles.holding(&words);
    (few && articles > 0 && (asked || !around)).then(|| (words.join(" "), articles))
}

/// The same of a Chinese one: words of an ask around what a title holds.
fn chinese_goods(text: &str, titles: &Titles) -> Option<(String, usize)> {
    let mark = |c: char| c.is_whitespace() || "，。！？,.!?~～…、".contains(c);
    let mut rest = text.trim_matches(mark).trim_start_matches('的');
    loop {
        if let Some(articles) = held(rest, titles) {
            return (rest.chars().count() <= 10).then(|| (rest.to_owned(), articles));
        }
        let before = BEFORE.iter().find_map(|word| rest.strip_prefix(word));
        let after = || AFTER.iter().find_map(|word| rest.strip_suffix(word));
        rest = before.or_else(after)?.trim_matches(mark);
    }
}

/// How many Chinese titles hold `rest`, its parts around 的 each: 蓝色的围巾. `None` where none does.
fn held(rest: &str, titles: &Titles) -> Option<usize> {
    if rest.chars().count() < 2 || !rest.chars().all(is_chinese) {
        return None;
    }
    let parts: Vec<&str> = rest
        .split('的')
        .filter(|part| !part.is_empty())
        .map(|part| match part.char_indices().collect::<Vec<_>>()[..] {
            // 杯子 is what titles call 杯.
            [_, (at, '子' | '儿')] => &part[..at],
            _ => part,
        })
        .collect();
    Some(titles.holding_chinese(&parts)).filter(|articles| *articles > 0)
}

/// What somebody says who wants to know what others think.
static OTHERS_THINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\breviews?\b|\brat(?:ed|ings?)\b|\bopinions?\b|\bfeedback\b|\bcomplain\w*\b|\bany good\b|\bworth (?:it|the)\b|\bhappy with\b|\breputation\b",
        r"|\b(?:people|others|buyers|customers|everyone|everybody|anyone|somebody|those who)\b.*\b(?:say|saying|said|think|thought|like|liked|love|find|found|bought|tried|used|feel)\b",
        r"|评价|评论|怎么评|买家秀|用下来|口碑|反馈|好评|差评|打分|评分|(?:大家|别人|其他人|买家|顾客|买过|用过).*(?:说|觉得|怎么样|如何|好用|好吗|喜欢|满意|推荐)|好不好用|好用吗|值得买|值不值|靠谱吗",
    ))
});
/// What somebody says who asks about a rule of the shop.
static RULE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\breturn(?:s|ed|able|ing)?\b|\brefund\w*\b|\bexchang\w*\b|\b(?:send|bring|give|take) .{0,20}\bback\b|\bshipping\b|\bship to\b|\bpostage\b|\bdeliver(?:y|ies)? (?:cost|fee|time|take)\w*|\b(?:do you|how long does|how much is|free) deliver\w*\b",
        r"|\bpay(?:ing|ment)?\b|\binvoices?\b|\breceipts?\b|\bwarrant\w*\b|\bguarantee\w*\b|\bprivacy\b|\bmy data\b|\bcoupons?\b|\bvouchers?\b|\bpoints\b|\bprice (?:match|protection)\b|\bgift[- ]?wrap\w*\b|\bcancel\w*\b|\bchange (?:my|the) (?:order|address)\b|\bpolic(?:y|ies)\b|\bopening hours\b|\bpick ?(?:it )?up\b|\bin[- ]store\b|\bshowroom\b|\b(?:physical|real) (?:shop|store)\b|\bswap\b|\b(?:doesn't|does not|don't|didn't) fit\b|\b(?:broken?|breaks|dies|died|faulty|damaged|defective|missing)\b|\brepair\w*\b|\bfix(?:ed)? it\b|\bfor free\b",
        r"|退货|退换|换货|换码|退款|能退|可以退|不能退|怎么退|想退|退吗|无理由|包邮|运费|邮费|邮寄|配送|几天(?:能)?到|多久(?:能)?[到送发]|什么快递|哪家快递|发票|保修|质保|坏了|破损|少件|付款|支付|花呗|优惠券|积分|会员等级|价保|保价|降价|隐私|个人信息|改地址|取消订单|礼品?包装|包装成|规定|政策|实体店|门店|自提|过去拿|线下|券|碎了?|不合适|咋退|退不退|修|谁出|发错|漏发",
    ))
});

/// Whether `message` asks what others think of something.
pub(super) fn asks_for_reviews(message: &str) -> bool {
    OTHERS_THINK.is_match(&normalise(message))
}

/// Whether `message` asks about a rule of the shop.
pub(super) fn asks_for_a_rule(message: &str) -> bool {
    RULE.is_match(&normalise(message))
}

/// The message's own words as an argument of a plan.
fn own_words(message: &str) -> String {
    // Cleaned again: half-width forms may be marks of a prompt format that full-width ones were not.
    clean(&normalise(message)).chars().take(100).collect()
}

/// The shop's rules on what the message's own words say.
pub(super) fn ruling(message: &str) -> Plan {
    let words = own_words(message);
    Plan::Policy { words }
}

/// A search with the message's own words.
pub(super) fn searching(message: &str) -> Plan {
    let words = own_words(message);
    Plan::Search { words }
}

/// A plan without a model: by the words that give a wish away.
pub(super) fn likely(message: &str) -> Plan {
    const ORDER: &[&str] = &[
        "my order",
        "order status",
        "my parcel",
        "my package",
        "my delivery",
        "did i buy",
        "did i order",
        "订单",
        "快递",
        "物流",
        "发货",
        "包裹",
        "到哪",
        "我买过",
        "我上次买",
    ];
    const RECOMMEND: &[&str] = &[
        "recommend",
        "suggest",
        "popular",
        "best seller",
        "goes with",
        "go with",
        "推荐",
        "热门",
        "受欢迎",
        "搭配",
        "配什么",
    ];
    const REPLY: &[&str] = &[
        "hello",
        "hi there",
        "good morning",
        "good evening",
        "thank",
        "who are you",
        "你好",
        "您好",
        "谢谢",
        "你是谁",
        "再见",
    ];
    let text = normalise(message);
    let holds = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if asks_for_reviews(message) {
        Plan::Reviews(if says_this(message) {
            Which::It
        } else {
            Which::Named(own_words(message))
        })
    } else if holds(ORDER) {
        Plan::Order
    } else if asks_for_a_rule(message) {
        let words = own_words(message);
        Plan::Policy { words }
    } else if holds(RECOMMEND) {
        Plan::Recommend { with: None }
    } else if holds(REPLY) || matches!(text.trim(), "hi" | "hey") {
        Plan::Reply
    } else {
        searching(message)
    }
}
