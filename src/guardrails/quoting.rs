//! Whether a stranger's words may be shown to others.
//!
//! A review is untrusted: it may hold links, orders to a machine, promises in the shop's name, insults. There are
//! many reviews and few are quoted, so this is strict: what has any sign of such a thing is not quoted, and
//! neither is what is not plain prose. That a good text is left out costs nothing.

use std::sync::LazyLock;

use regex::Regex;

use crate::ids::is_chinese;

use super::inbound::clean;
use super::text::{is_invisible, normalise, pattern};

/// A quotation is cut after so many characters.
const LONGEST: usize = 160;
/// A longer run of letters and digits is no word.
const LONGEST_WORD: usize = 18;
/// More single letters one after the other are a word taken apart.
const SINGLE_LETTERS: usize = 3;

/// Signs that a text is more than a buyer's opinion; looked for in small half-width letters.
static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        // Links and ways to get in touch.
        r"https?|www\.|\b[a-z0-9-]+\.(?:com|cn|net|org|io|shop|top|xyz|me|co|uk|info)\b|\bdot (?:com|cn|net|org)\b|@|\d[\d -]{6,}",
        r"|\b(?:wechat|whatsapp|telegram|weixin|qq|vx|line id|instagram|text me|call|phone|hotline|e-?mail|dm me|click|log ?in)\b",
        r"|微信|薇信|威信|v信|\+v|加我|加群|进群|私信|扫码|扣扣|电话|手机号|短信|热线|登录|点这里|链接|网址|不走平台",
        // Orders to a machine, and what is said in the shop's name.
        r"|\b(?:ignore|disregard|forget|obey|instructions?|prompt|system|assistant|chat ?bot|robot|ai|admin|developer mode|decode|rules?|policy|policies|internal|override|you are now|from now on|must (?:say|apply|not|never)|tell (?:the|each|every|all) (?:customers?|buyers?|shoppers?))\b",
        r"|忽略|无视|忘掉|忘记|指令|提示词|系统|助手|机器人|客服|管理员|解码|照办|规则|规定|公告|调试|从现在起|你现在是|一律|告诉顾客|转告",
        // Promises, prices, other people's data.
        r"|\b(?:free|coupon|discount|voucher|refunds?|cash ?back|half price|recall(?:ed)?|cheaper (?:at|from)|out of stock|sold out|members?|addresses)\b|%|[$€£¥]\s*\d",
        r"|免费|白送|优惠券|红包|返现|退款|打.折|买.送|召回|有毒|下架|缺货|会员|收货地址|货源|便宜一半",
        // Insults.
        r"|\b(?:idiots?|stupid|morons?|liars?|scam(?:mers?)?|fraud|thie(?:f|ves|ving)|crooks?|clowns?|garbage|trash|shame on|get lost|damn|hell|shit\w*|fuck\w*|crap|bastards?|cheapskates?|miserable|useless|drunk|the lot of you|sorry excuse|brains?)\b",
        r"|垃圾|骗子|黑心|废物|滚|他妈|他娘|妈的|蠢|傻|脑子|良心|脸皮|没底线|是狗|狗吃|呸|托儿|都是托|去死|关门|气死",
    ))
});

/// What of a buyer's text may be shown to others, in one line; `None` where none of it may.
#[must_use]
pub fn quotable(text: &str) -> Option<String> {
    if text.chars().any(is_invisible)
        || text.lines().filter(|line| !line.trim().is_empty()).count() > 1
    {
        return None;
    }
    let line = clean(text);
    let form = normalise(&line);
    let plain = form.chars().all(|c| {
        c.is_alphanumeric() || c == ' ' || ".,!?;:'\"()-–—…。，！？；：、“”‘’（）~～·℃°".contains(c)
    });
    // Signs may stand apart, letter by letter or with a blank in every word.
    let closed: String = form.chars().filter(|c| !c.is_whitespace()).collect();
    let chinese = closed.chars().filter(|c| is_chinese(*c)).count();
    let hidden = chinese > 0 && SIGNS.is_match(&closed);
    if line.is_empty()
        || !plain
        || hidden
        || SIGNS.is_match(&form)
        || taken_apart(&form)
        || shouts(&line)
    {
        return None;
    }
    Some(cut(&line))
}

/// Whether words are hidden in letters that stand alone, or in ones too long to be words.
fn taken_apart(form: &str) -> bool {
    let mut alone = 0;
    form.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .any(|word| {
            let latin = word.chars().filter(char::is_ascii_alphanumeric).count();
            let single = word.chars().count() == 1;
            alone = if single { alone + 1 } else { 0 };
            alone > SINGLE_LETTERS || latin > LONGEST_WORD
        })
}

/// Whether several words are all capitals.
fn shouts(line: &str) -> bool {
    let loud = |word: &&str| word.len() > 3 && word.chars().all(|c| c.is_ascii_uppercase());
    line.split(|c: char| !c.is_alphanumeric())
        .filter(loud)
        .count()
        > 1
}

/// The first [`LONGEST`] characters, cut at a mark or a blank where there is one near.
fn cut(line: &str) -> String {
    if line.chars().count() <= LONGEST {
        return line.to_owned();
    }
    let head: String = line.chars().take(LONGEST).collect();
    let end = head.rfind(|c: char| c.is_whitespace() || "，。！？；".contains(c));
    let end = end
        .filter(|end| *end > head.len() / 2)
        .unwrap_or(head.len());
    format!(
        "{}…",
        head[..end].trim_end_matches(['，', ',', ';', '；', ' '])
    )
}
