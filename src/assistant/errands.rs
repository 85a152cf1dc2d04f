//! What a member wants done about an order, told by their words, and what of it is still to be asked.
//!
//! An errand waits for the next message as a proposal does: who says something else has given it up.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::guardrails::{normalise, pattern};
use crate::ids::OrderNumber;
use crate::members::Address;
use crate::orders::{Piece, RequestKind};

/// An errand, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Errand {
    /// What is wanted.
    pub(super) kind: RequestKind,
    /// Of which order.
    pub(super) order: Option<OrderNumber>,
    /// The orders that it may be, in the order they were shown.
    pub(super) among: Vec<OrderNumber>,
    /// Which goods of it.
    pub(super) pieces: Vec<Piece>,
    /// What was asked back last.
    pub(super) asks: Slot,
}

/// What an errand needs to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Slot {
    /// Which order.
    Order,
    /// Why.
    Reason,
    /// Where to.
    Address,
    /// Which goods.
    Pieces,
    /// What for them.
    Instead,
    /// How it is paid.
    Method,
}

impl Errand {
    pub(super) fn new(kind: RequestKind) -> Self {
        Self {
            kind,
            order: None,
            among: Vec::new(),
            pieces: Vec::new(),
            asks: Slot::Order,
        }
    }
}

static CANCEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bcancel(?:l?ing)?\b.{0,40}\b(?:orders?|purchase|[a-z]{1,4}-?\d{3,}|\d{4,})\b|\borders?\b.{0,40}\bcancel(?:led)?\b|\bcall off\b.{0,20}\border\b|\bi (?:no longer|don't|do not) (?:want|need) (?:the|my|this|that) order\b",
        r"|取消.{0,14}(?:订单|单子?|[a-z]{1,4}-?\d{3,}|\d{4,})|(?:订单|单子?|[a-z]{1,4}-?\d{3,}).{0,10}(?:取消|不要了|不想要了)|退单|撤单",
    ))
});
static RETURN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:want|like|need|wish|going|have|please|can i|could i|may i|let me|help me|i'm|i am)\b.{0,25}\b(?:return(?:ing)?|send(?:ing)? back|give back)\b|^\s*return\b|\bsend (?:it|them|this|these|the .{1,30}) back\b|\b(?:start|request|open|arrange|make) (?:a|the|my) return\b|\b(?:want|like|need|get) (?:a |my )?(?:refund|money back)\b",
        r"|(?:我?要|想|帮我|申请|给我|麻烦|请|需要).{0,8}(?:退货|退款|退掉|退了|退回|退一)|把.{1,24}退(?:了|掉|货|回)|^\s*(?:退货|退款)",
    ))
});
static EXCHANGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:want|like|need|please|can i|could i|may i|help me)\b.{0,25}\b(?:exchang(?:e|ing)|swap(?:ping)?|replac(?:e|ing)|replacement)\b|^\s*(?:exchange|swap|replace)\b|\b(?:change|switch|swap)\b.{0,30}\b(?:size|colou?r|variant)\b.{0,30}\b(?:order|ordered|bought|to)\b|\b(?:wrong|different|another|bigger|smaller|larger) size\b.{0,40}\b(?:order|ordered|bought|exchange|swap)\b",
        r"|(?:我?要|想|帮我|申请|给我|麻烦|请|需要|可以|能).{0,10}(?:换货|换一|换个|换成|换大|换小|换尺码|换颜色|换新)|把.{1,24}换成|^\s*换货",
    ))
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:change|update|correct|modify|edit|fix)\b.{0,40}\baddress\b|\b(?:wrong|new|different|another) (?:delivery |shipping )?address\b|\baddress\b.{0,20}\b(?:is|was) (?:wrong|incorrect|old)\b|\b(?:send|deliver|ship)\b.{0,25}\b(?:to (?:a|another) (?:different|new|other)?|elsewhere|somewhere else)",
        r"|(?:改|换|修改|更改|变更|更新).{0,10}地址|地址.{0,8}(?:改|换|填错|写错|错了|不对|变了)|(?:送|寄|发)到(?:另外|别的|新的|其他)",
    ))
});
static PAYMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:change|switch|use (?:a|another|a different))\b.{0,40}\b(?:payment(?: method)?|card|way i pay)\b|\bpay\b.{0,30}\b(?:with|by|from|using)\b.{0,20}\b(?:instead|gift card|another card)\b",
        r"|(?:改|换|修改|更改).{0,14}(?:支付|付款|付)(?:方式|渠道)?|(?:支付|付款)方式.{0,6}(?:改|换)|改用.{1,12}(?:付|支付)",
    ))
});

/// Asks how something is done, or whether it is possible at all: the shop's rules answer that.
static OF_A_RULE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bhow (?:do|does|can|could|long|many|much|would)\b|\bwhat (?:is|are|if|happens|does)\b|\bwhat's\b|\bwhen (?:do|does|will|can)\b|\bpolicy\b|\brules?\b|\b(?:is|are) (?:it|there) (?:possible|free|a fee)\b|\bdo (?:you|i) (?:accept|take|have to|need to)\b|\bdoes it cost\b|\bwho pays\b|\bwithin\b.{0,20}\bdays?\b|\bif i\b|\bcan (?:goods|things|items|i .{0,20}\bonce|you)\b",
        r"|怎么|如何|怎样|流程|规则|政策|多久|几天|多少天|多少钱|要钱|收费|运费|谁出|什么时候|是不是|支持.{0,8}吗|能不能|可不可以|哪些|什么情况|如果",
    ))
});

/// What kind of errand `message` is, where its words make it one and do not only ask about the rules.
pub(super) fn of(message: &str) -> Option<RequestKind> {
    let text = normalise(message);
    if OF_A_RULE.is_match(&text) {
        return None;
    }
    let kinds = [
        (&ADDRESS, RequestKind::Address),
        (&PAYMENT, RequestKind::Payment),
        (&EXCHANGE, RequestKind::Exchange),
        (&CANCEL, RequestKind::Cancel),
        (&RETURN, RequestKind::Return),
    ];
    let found = kinds.into_iter().find(|(words, _)| words.is_match(&text));
    found.map(|(_, kind)| kind)
}

static NEWEST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:last|latest|newest|most recent|the one i just (?:placed|made|bought))\b|最近|最新|最后|上一|刚(?:才|刚)?(?:下|买|拍)",
    )
});
static ALL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:all|everything|both|the (?:whole|entire|complete) (?:order|thing|lot))\b|全部|所有|整单|全都|都(?:要)?(?:退|换)|一起退|通通",
    )
});
static FAULTY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:broken?|broke|faulty|defect\w*|damaged?|cracked|torn|leaks?|doesn't work|does not work|not working|same (?:one|thing|article)|new one|replacement)\b|坏|破|裂|瑕疵|次品|质量|漏|碎|换新|同款|一样的",
    )
});
static GIFT_CARD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bgift ?cards?\b|\bstore credit\b|礼品卡|储值|余额|购物卡"));

/// Whether the newest of several orders is meant.
pub(super) fn means_the_newest(message: &str) -> bool {
    NEWEST.is_match(&normalise(message))
}

/// Whether everything in an order is meant.
pub(super) fn means_all(message: &str) -> bool {
    ALL.is_match(&normalise(message))
}

/// Whether the article is to be replaced by the same.
pub(super) fn means_the_same_article(message: &str) -> bool {
    FAULTY.is_match(&normalise(message))
}

/// Whether the money shall go to, or come from, a gift card.
pub(super) fn means_a_gift_card(message: &str) -> bool {
    GIFT_CARD.is_match(&normalise(message))
}

static NOT_NEEDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:no longer|don't|do not|not)\b.{0,12}\b(?:need|want)(?:ed)?\b|\bchanged my mind\b|不想要|不需要|不要了|用不上|用不着|不想买",
    )
});
static BY_MISTAKE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bmistake\b|\bby accident\b|\baccidental\w*\b|\bwrong (?:one|item|size|article|order|thing)\b|\btwice\b|\bduplicate\b|买错|下错|拍错|选错|点错|重复|误(?:拍|下|点|操作)",
    )
});

/// Whether `message` says why somebody does not want an order.
pub(super) fn gives_a_reason(message: &str) -> bool {
    let text = normalise(message);
    NOT_NEEDED.is_match(&text) || BY_MISTAKE.is_match(&text)
}

/// The reason among `known` that `message` gives: one of the shop's own words, or what means the same.
pub(super) fn reason<'a>(known: &'a [String], message: &str) -> Option<&'a String> {
    let text = normalise(message);
    let said = known
        .iter()
        .find(|reason| text.contains(&normalise(reason)));
    let meant = |reason: &&String| match reason.as_str() {
        "no longer needed" => NOT_NEEDED.is_match(&text),
        "ordered by mistake" => BY_MISTAKE.is_match(&text),
        _ => false,
    };
    // "I ordered the wrong one and don't need it": what is particular counts.
    said.or_else(|| known.iter().rev().find(meant))
}

static TO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^.*?(?:\baddress\b.{0,60}?\b(?:to|is|into)\b|\b(?:send|deliver|ship)\b.{0,40}?\bto\b)[:,]?\s*",
        r"|^.*?(?:地址.{0,20}?(?:改成|改为|改到|换成|换到|是|为)|(?:改成|改为|改到|换成|换到|送到|寄到|发到))[:：,，]?\s*",
        r"|^.*?[:：]\s*",
    ))
});
static POSTAL_CODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}|\d{5}(?:-\d{4})?|\d{6})$")
});
static CHINESE_ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?P<region>[\p{Han}]{2,8}?(?:省|自治区|特别行政区))?(?P<city>[\p{Han}]{2,8}?(?:市|州|盟|地区))(?P<rest>.{4,})$",
    )
});

/// The postal address in `message`; parts with commas between them, or a Chinese one that begins with its city.
/// `country` is that of the address before, which somebody who moves within it leaves out.
pub(super) fn address(message: &str, whole: bool, country: &str) -> Option<Address> {
    let found = TO.find(message).map(|before| before.end());
    let text = match found {
        Some(end) => &message[end..],
        None if whole => message,
        None => return None,
    };
    let text = text.trim().trim_end_matches(['.', '。', '!', '！']).trim();
    let in_country = |address: Address| Address {
        country: if address.country.is_empty() {
            country.to_owned()
        } else {
            address.country
        },
        ..address
    };
    let (text, postal_code) = without_postal_code(text);
    let unspaced: String = text.split(['，', ',', ' ']).collect();
    if let Some(parts) = CHINESE_ADDRESS.captures(&unspaced) {
        let part = |name: &str| parts.name(name).map_or("", |part| part.as_str()).to_owned();
        return Some(in_country(Address {
            line1: part("rest"),
            city: part("city"),
            region: part("region"),
            postal_code,
            ..Address::default()
        }));
    }
    let parts: Vec<&str> = text.split([',', '，']).map(str::trim).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let numbered = parts.first()?.chars().any(|c| c.is_ascii_digit());
    let own = |text: &&str| (*text).to_owned();
    let (line1, line2, city, region, country) = match parts[..] {
        [line1, city] => (line1, "", city, "", ""),
        [line1, city, region] => (line1, "", city, region, ""),
        [line1, city, region, country] => (line1, "", city, region, country),
        [line1, line2, city, region, country] => (line1, line2, city, region, country),
        _ => return None,
    };
    numbered.then(|| {
        in_country(Address {
            line1: own(&line1),
            line2: own(&line2),
            city: own(&city),
            region: own(&region),
            postal_code,
            country: own(&country),
            ..Address::default()
        })
    })
}

/// The text without the postal code that stands in it by itself, and the code.
fn without_postal_code(text: &str) -> (String, String) {
    let mut parts: Vec<String> = text
        .split([',', '，'])
        .map(|part| part.trim().to_owned())
        .collect();
    for place in (1..parts.len()).rev() {
        let words: Vec<&str> = parts[place].split(' ').collect();
        for first in 0..words.len() {
            let tail = words[first..].join(" ");
            if POSTAL_CODE.is_match(&tail) {
                let left = words[..first].join(" ");
                parts[place] = left;
                parts.retain(|part| !part.is_empty());
                return (parts.join(", "), tail);
            }
        }
    }
    // Behind a Chinese address, with a blank between.
    if let Some((before, last)) = text.rsplit_once(' ')
        && POSTAL_CODE.is_match(last)
    {
        return (before.to_owned(), last.to_owned());
    }
    (text.to_owned(), String::new())
}
