//! Names that are quoted, bold or in title case: whatever looks like a product must be one.

use std::collections::HashSet;

use super::books::{SMALL_WORDS, words};
use super::mentions::is_chinese;
use super::text::{Sentence, is_missing, pattern, plain};
use super::{Case, Kind, Report};

/// Capitals that begin a sentence, and names that are nobody's product.
const OPENERS: &str = "The A An Our Your This That These Those We I It It's I'm I've I'll You You're Yes No Not \
    Here Here's Hello Hi Hey Sorry Thanks Thank Both Each All If And But For In On At With Please There There's \
    Sure Of Off Order Orders Price Stock Status Currently Dear Good Great Welcome Happy My Let Let's What Would How \
    When Where Why Who Which Also Unfortunately Only They Their From By To As So Or Is Are Was Has Have Had Do Does \
    Did Can Could May Might Should Will Just More Most Another One Two Three Four Five Some Any Every Other Its \
    Made Material Colour Color Size Total Item Items Name Product Products Quantity Placed State Shipped Delivered \
    Cancelled Returned Invoiced Member Key Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February \
    March April June July August September October November December Chinese English China CNY RMB GBP USD AA USB-C \
    USB ID OK FAQ AI Regarding About Yours Based Available Unfortunately Apologies Certainly Absolutely Indeed";

/// Phrases in capitals that are no product.
const PHRASES: [&str; 6] = [
    "starter shop",
    "customer service",
    "best sellers",
    "top picks",
    "storekeeper",
    "united kingdom",
];

/// Labels that may be bold.
const LABELS: &str = "(?i)^(?:price|stock|in stock|out of stock|sold out|material|colou?r|size|status|state|total|\
    order(?: number)?|item|items|quantity|placed|date|description|category|brand|name|product|note|capacity|\
    价格|库存|有货|缺货|售罄|材质|颜色|尺寸|订单号?|状态|合计|总价|数量|下单时间|日期|描述|品类|品牌|名称|商品|容量|规格)$";

/// Flags what looks like a product's name and is none, and other people's names.
pub(super) fn judge(sentence: &Sentence, case: &Case<'_>, report: &mut Report<'_>) {
    let text = &sentence.text;
    for quoted in pattern!(concat!(
        r#"《([^》]{2,60})》|「([^」]{2,60})」|『([^』]{2,60})』|“([^”]{2,60})”|"([^"]{2,60})"|"#,
        r"【([^】]{2,60})】|\*\*([^*]{2,60})\*\*|__([^_]{2,60})__|\[([^\]]{2,60})\]|(?:^|[\s(])'([^']{3,60})'(?:[\s,.!?]|$)"
    ))
    .captures_iter(text)
    {
        let Some(name) = quoted.iter().skip(1).flatten().next() else { continue };
        let said = pattern!(r"(?i)(?:\b(?:say|type|write|enter|ask|tell me)|说|输入|回复|发送|例如|比如)\s*$");
        let before = &text[..quoted.get(0).map_or(0, |whole| whole.start())];
        if !said.is_match(before) && !is_known(name.as_str(), sentence, case) {
            report.flag(Kind::Name, name.as_str());
        }
    }
    for name in titled(text) {
        if !is_known_title(&name, sentence, case) {
            report.flag(Kind::Name, &name);
        }
    }
    people(text, case, report);
}

/// Whether something that is quoted is the shop's own, the shopper's own, or no name at all.
fn is_known(name: &str, sentence: &Sentence, case: &Case<'_>) -> bool {
    let lower = plain(name).to_lowercase();
    let bare = pattern!(r"[\d\s.,:;!?()*¥£$€%/°-]+")
        .replace_all(&lower, " ")
        .trim()
        .to_owned();
    if bare.chars().filter(|c| c.is_alphabetic()).count() < 2
        || pattern!(LABELS).is_match(&bare)
        || pattern!(r"^(?:sk|cny|rmb|元|件|placed|invoiced|shipped|delivered|cancelled|returned)$")
            .is_match(&bare)
    {
        return true;
    }
    if case.facts.goods.iter().any(|good| {
        good.product
            .attributes
            .keys()
            .any(|key| key.to_lowercase() == bare)
    }) {
        return true;
    }
    if is_missing(&sentence.text) && case.asked.iter().any(|asked| asked.contains(bare.as_str())) {
        return true;
    }
    let own = case.asker.and_then(|asker| {
        case.facts
            .members
            .iter()
            .find(|member| member.key == *asker)
    });
    if own
        .and_then(|member| member.name.as_deref())
        .is_some_and(|own| own.to_lowercase() == bare)
    {
        return true;
    }
    if bare.chars().any(is_chinese) {
        return is_known_chinese(&lower, case);
    }
    let record = |text: &str| {
        case.facts
            .goods
            .iter()
            .any(|good| good.record.contains(text))
    };
    record(lower.trim()) || fits_a_product(&lower, case)
}

/// Whether a Chinese name is a part of a title, letters left out or not, or stands on a record.
fn is_known_chinese(lower: &str, case: &Case<'_>) -> bool {
    let name: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    case.facts.goods.iter().any(|good| {
        let brand = good
            .product
            .attributes
            .get("品牌")
            .map_or("", String::as_str);
        let title = good.titles.last().map_or("", String::as_str);
        let full: String = [brand, title]
            .concat()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase();
        let mut rest = full.chars();
        let in_order = name.chars().all(|c| rest.any(|other| other == c));
        in_order || good.record.contains(lower.trim())
    })
}

/// Whether all words of `name` are one product's.
fn fits_a_product(name: &str, case: &Case<'_>) -> bool {
    let wanted: HashSet<String> = words(name)
        .into_iter()
        .filter(|word| !SMALL_WORDS.contains(&word.as_str()))
        .collect();
    !wanted.is_empty()
        && case
            .facts
            .goods
            .iter()
            .any(|good| wanted.is_subset(&good.words))
}

/// Runs of two and more words in capitals, openers of the sentence taken off.
fn titled(text: &str) -> Vec<String> {
    let run = pattern!(
        r"\b[A-Z][A-Za-z'-]*(?:(?: (?:&|and|of|with|in|for))? (?:the )?[A-Z0-9][A-Za-z0-9'-]*)+"
    );
    run.find_iter(text)
        .filter_map(|found| {
            let mut parts: Vec<&str> = found.as_str().split(' ').collect();
            while parts.first().is_some_and(|word| is_opener(word)) {
                parts.remove(0);
            }
            let capitals = parts
                .iter()
                .filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
            (capitals.count() >= 2).then(|| parts.join(" "))
        })
        .collect()
}

fn is_opener(word: &str) -> bool {
    OPENERS.split_whitespace().any(|opener| opener == word)
        || SMALL_WORDS.contains(&word)
        || word == "&"
}

/// Whether a run in title case is the shop's: one product's, or a list of them joined by "and".
fn is_known_title(name: &str, sentence: &Sentence, case: &Case<'_>) -> bool {
    let lower = name.to_lowercase();
    if PHRASES.iter().any(|phrase| lower.contains(phrase)) || is_known(name, sentence, case) {
        return true;
    }
    let parts: Vec<&str> = pattern!(r" (?:and|with|&|for|in|of) (?:the )?")
        .split(name)
        .collect();
    parts.len() > 1
        && parts
            .iter()
            .all(|part| is_opener(part) || is_known(part, sentence, case))
}

/// Flags the names of members other than the asker.
fn people(text: &str, case: &Case<'_>, report: &mut Report<'_>) {
    let lower = text.to_lowercase();
    for member in &case.facts.members {
        let Some(name) = member.name.as_deref() else {
            continue;
        };
        let named = name.chars().count() >= 2 && lower.contains(&name.to_lowercase());
        let own = case.asker == Some(&member.key);
        let echoed = is_missing(text)
            && case
                .asked
                .iter()
                .any(|asked| asked.contains(&name.to_lowercase()));
        if named && !own && !echoed {
            report.flag(Kind::Person, name);
        }
    }
}
