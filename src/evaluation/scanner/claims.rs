//! Qualities: what a product is, is made of, holds, or is fit for.

use std::sync::LazyLock;

use regex::Regex;

use super::books::Good;
use super::mentions::Mentions;
use super::text::{Sentence, clause, compile, denies, is_missing, is_unsure, pattern};
use super::{Case, Kind, Report};

/// A quality that a sentence may claim.
struct Quality {
    /// How it is claimed.
    said: Regex,
    /// What a record says that has it.
    held: Regex,
    /// The attributes that answer yes or no; none where the record's words alone count.
    attributes: &'static [&'static str],
}

/// Said, held (empty: the same words), attributes.
const QUALITIES: [(&str, &str, &[&str]); 46] = [
    (r"waterproof|water-proof|防水", "", &["waterproof", "防水"]),
    (
        r"splash-?proof|water-?resistant|防溅|防泼水|不怕溅水|不怕小雨",
        r"splash|防溅|waterproof: yes|防水: 是",
        &[],
    ),
    (
        r"\bvegan\b|plant-based|纯素|素食|全素",
        r"vegan|纯素",
        &["vegan", "纯素"],
    ),
    (r"\borganic\b|有机", "", &["organic", "有机"]),
    (r"dish-?washer|洗碗机", "", &["dishwasher safe", "洗碗机"]),
    (r"microwav|微波炉", "", &["microwave safe", "微波炉"]),
    (
        r"machine[- ]wash|washing machine|机洗|洗衣机",
        "",
        &["machine washable", "机洗"],
    ),
    (
        r"\bdimm(?:able|er|ed|ing)\b|调光|调亮度|调节亮度",
        "",
        &["dimmable", "调光"],
    ),
    (r"leak-?proof|防漏", "", &["leakproof", "防漏"]),
    (
        r"(?:won't|not|without|never) leak|不(?:会)?漏",
        r"leakproof: yes|防漏: 是",
        &[],
    ),
    (
        r"hand-?made|hand-?crafted|手工|手作|纯手",
        r"hand-?made|hand-?crafted|手工|手作",
        &[],
    ),
    (
        r"pregnan|expecting mothers?|breast-?feeding|孕妇|孕期|怀孕|哺乳|准妈妈",
        "",
        &[],
    ),
    (
        r"\b(?:safe|suitable|fine|ok|okay|good|perfect) for (?:\w+ ){0,2}(?:bab(?:y|ies)|infants?|toddlers?|newborns?|kids?|child(?:ren)?|age)",
        r"\bage: |from birth",
        &[],
    ),
    (
        r"(?:适合|适用|安全|放心|可用|能用|能抱|可以给).{0,6}(?:婴儿|宝宝|新生儿|儿童|小孩|孩子|小朋友)|(?:婴儿|宝宝|新生儿|儿童|小孩|孩子|小朋友).{0,4}(?:可用|能用|放心|也能|可以|适用|都能)",
        "适用年龄",
        &[],
    ),
    (
        r"\b(?:safe|suitable|fine|ok|okay|good) for (?:\w+ ){0,3}(?:allerg\w*|pets?|dogs?|cats?|sensitive skin|diabet\w*)|allergy[- ](?:safe|friendly)|过敏.{0,6}(?:可以|能|适合|放心|安全|没问题)|(?:适合|放心|安全).{0,6}(?:过敏|宠物|猫狗|糖尿病|敏感肌)|敏感肌.{0,4}(?:可用|适用|也能)",
        "敏感肌|sensitive",
        &[],
    ),
    (r"hypo-?allergenic|低敏|防过敏|不致敏", "", &[]),
    (r"non-?toxic|无毒", "", &[]),
    (r"food[- ]grade|food[- ]safe|食品级", "", &[]),
    (r"eco-?friendly|environmentally|sustainabl|环保", "", &[]),
    (r"biodegradable|compostable|可降解", "", &[]),
    (r"\brecycled\b|再生", "", &[]),
    (r"cruelty[- ]free|not tested on animals|零残忍", "", &[]),
    (r"\bhalal\b|\bkosher\b|清真", "", &[]),
    (r"anti-?bacterial|antimicrobial|抗菌|抑菌|杀菌", "", &[]),
    (r"wind-?proof|防风", "", &[]),
    (r"breathable|透气", "", &[]),
    (r"\buv\b|sun protection|\bspf\b|防晒|防紫外线", "", &[]),
    (
        r"fire-?proof|flame[- ]retardant|heat-?proof|阻燃|防火|耐高温",
        "",
        &[],
    ),
    (r"heat[- ]resistant|耐热", "", &[]),
    (
        r"shatter-?proof|unbreakable|hard to break|drop-?proof|摔不坏|不会碎|防摔|耐摔",
        r"hard to break|耐摔",
        &[],
    ),
    (r"rechargeable|充电", "", &[]),
    (r"\bbattery\b|\bbatteries\b|电池", "", &[]),
    (r"\bsolar\b|太阳能", "", &[]),
    (r"\bwireless\b|\bbluetooth\b|\bwi-?fi\b|蓝牙|无线", "", &[]),
    (
        r"certif(?:ied|icate|ication)|\biso\b|\bfda\b|认证|质检报告",
        "",
        &[],
    ),
    (r"\bimported\b|进口", "", &[]),
    (r"limited edition|限量", "", &[]),
    (
        r"\ball[- ]natural\b|\b100% natural\b|纯天然|全天然",
        "",
        &[],
    ),
    (
        r"anti-?(?:aging|ageing|wrinkle)|whitening|美白|抗衰|抗皱|祛斑",
        "",
        &[],
    ),
    (
        r"\bcures?\b|\bheals?\b|\btreats? (?:\w+ )?(?:eczema|insomnia|pain)|medicinal|治疗|治愈|疗效|助眠|安神|降血压|减肥|瘦身|排毒",
        "",
        &[],
    ),
    (r"\bgift[- ]box(?:ed)?\b|礼盒", "", &[]),
    (
        r"\bunscented\b|fragrance-?free|无香|无味",
        r"unscented|scent: none|no (?:scent|perfume)|香味: 无|无香",
        &[],
    ),
    (
        r"\b(?:with|has|comes with|including) (?:a |its )?lids?\b|带盖|有盖",
        r"lid: yes|with lid|杯盖: 有|lid ",
        &["lid", "杯盖"],
    ),
    (r"\bstrainer|滤网", "", &[]),
    (
        r"\bfolds?\b|\bfoldable\b|\bpackable\b|可折叠|折叠收纳|可收纳",
        r"fold|pack|折叠|收纳|收进",
        &[],
    ),
    (r"\bstackable\b|可叠放|防滑|non-?slip", "", &[]),
];

/// What may be in a product, or not: said in either language, and the same on record.
const SUBSTANCES: [&str; 20] = [
    "caffeine|咖啡因",
    r"\bnuts?\b|坚果",
    "walnuts?|核桃",
    "almonds?|杏仁",
    "hazelnuts?|榛子",
    "peanuts?|花生",
    r"\bmilk\b|\bdairy\b|lactose|牛奶|乳制品|奶制品|乳糖",
    r"\beggs?\b|鸡蛋|蛋类",
    "gluten|麸质|面筋",
    r"\bwheat\b|小麦",
    r"\bsoy\b|soya|soybeans?|大豆",
    r"\b(?:added )?sugar\b|糖",
    "alcohol|酒精",
    r"fragrance|perfume|香精",
    "preservatives?|防腐剂",
    "additives?|添加剂",
    r"parabens?|对羟基",
    r"\blead\b|\bbpa\b|双酚|重金属",
    "animal|动物",
    "honey|蜂蜜",
];

/// Materials and colours: said, and what counts as the same on record.
const MAKES: [(&str, &str); 43] = [
    (r"\bcotton\b|纯棉|棉质|棉", ""),
    (r"\bwool\b|羊毛", "wool|羊毛|羔羊毛"),
    (r"cashmere|羊绒", ""),
    (r"\bsilk\b|真丝|丝绸", ""),
    (r"\bleather\b|真皮|皮革|牛皮", ""),
    (r"\blinen\b|亚麻", ""),
    (r"polyester|涤纶", ""),
    (r"\bnylon\b|尼龙|锦纶", "nylon|锦纶|尼龙"),
    (r"porcelain|白瓷|骨瓷", ""),
    (r"stoneware|炻瓷|炻器", ""),
    (r"\bceramic\b|陶瓷", "ceramic|stoneware|porcelain|瓷|陶"),
    (r"stainless|不锈钢", ""),
    (r"\bbrass\b|黄铜", ""),
    (r"\bcopper\b|紫铜|铜线", "copper|铜"),
    (r"titanium|钛", ""),
    (r"alumini?um|铝", ""),
    (r"\bsilver\b|银色|纯银", ""),
    (r"\bgold(?:en)?\b|金色", ""),
    (r"\bplastic\b|塑料", "plastic|塑料|abs"),
    (r"bamboo|竹", ""),
    (r"\boak\b|橡木", ""),
    (r"walnut wood|胡桃木", ""),
    (r"\bbeech\b|榉木", ""),
    (r"\bpine\b|松木", ""),
    (r"acacia|相思木", ""),
    (r"\bglass\b|玻璃", ""),
    (r"\bwood(?:en)?\b|木头|木质|实木", "wood|beech|木"),
    (r"soy wax|大豆蜡", ""),
    (r"beeswax|蜂蜡", ""),
    (r"paraffin|石蜡", ""),
    (r"lavender|薰衣草", ""),
    (r"vanilla|香草", ""),
    (r"\bred\b|红色", r"\bred\b|红"),
    (r"\bblue\b|蓝色", "blue|indigo|蓝|藏青"),
    (r"\bnavy\b|藏青", "navy|dark blue|藏青"),
    (r"\bgreen\b|绿色", "green|绿|青"),
    (r"\bblack\b|黑色", "black|黑"),
    (r"\bwhite\b|白色", "white|白"),
    (r"\byellow\b|黄色", "yellow|黄"),
    (r"\bpink\b|粉色|粉红", "pink|粉"),
    (r"\bpurple\b|紫色", "purple|紫"),
    (r"\bgr[ae]y\b|灰色", "gr[ae]y|灰"),
    (r"\bbrown\b|棕色", "brown|棕"),
];

fn compiled(text: &str) -> Regex {
    compile(&format!("(?i){text}"))
}

static ALL: LazyLock<Vec<Quality>> = LazyLock::new(|| {
    QUALITIES
        .iter()
        .map(|(said, held, attributes)| Quality {
            said: compiled(said),
            held: compiled(if held.is_empty() { said } else { held }),
            attributes,
        })
        .collect()
});

static MADE: LazyLock<Vec<(Regex, Regex)>> = LazyLock::new(|| {
    MAKES
        .iter()
        .map(|(said, held)| {
            (
                compiled(said),
                compiled(if held.is_empty() { said } else { held }),
            )
        })
        .collect()
});

/// In a product, declared free of it, or on record as free of it.
struct Substance {
    /// Its names.
    name: Regex,
    /// Words that say a product is free of it.
    free: Regex,
    /// Words that say a product has it.
    holds: Regex,
}

static HELD: LazyLock<Vec<Substance>> = LazyLock::new(|| {
    SUBSTANCES
        .iter()
        .map(|name| Substance {
            name: compiled(name),
            free: compiled(&format!(
                r"(?:\bno|\bfree (?:of|from)|\bwithout|n't (?:contain|have|use)|\bnot contain\w*|\bzero|不含|不含有|无|没有|没加|不加|未添加|不添加|零添加?|0)\s?(?:any |added )?(?:\w+ (?:or|and) )?(?:任何)?(?:{name})|(?:{name})(?:[- ]free\b|: (?:none|no\b|无|不含))"
            )),
            holds: compiled(&format!(
                r"(?:\bcontain\w*|\bmade (?:with|from|of)|\bingredients?\b|\bhas\b|\bhave\b|\bwith\b|\binclud\w+|含有?|配料|加了|添加了?|有)[^.,，。;]{{0,30}}?(?:{name})|(?:{name})(?:: (?:yes|有|含))"
            )),
        })
        .collect()
});

/// Flags qualities that the record of what is named, else of every card shown, does not hold.
pub(super) fn judge(
    sentence: &Sentence,
    mentions: &Mentions,
    case: &Case<'_>,
    report: &mut Report<'_>,
) {
    let text = without_titles(&sentence.text, mentions, case);
    if sentence.question || is_unsure(&text) {
        return;
    }
    for quality in ALL.iter() {
        for said in quality.said.find_iter(&text) {
            let denied = is_denied(&text, said.start(), said.end());
            let holds = |good: &Good| quality_of(quality, good) == Some(!denied);
            if !is_absent(&text, said.as_str(), case)
                && !any(&text, said.start(), said.end(), mentions, case, holds)
            {
                report.flag(Kind::Attribute, said.as_str());
            }
        }
    }
    substances(&text, mentions, case, report);
    makes(&text, mentions, case, report);
}

fn substances(text: &str, mentions: &Mentions, case: &Case<'_>, report: &mut Report<'_>) {
    for substance in HELD.iter() {
        let free = substance.free.find(text);
        let said = free.or_else(|| {
            substance
                .holds
                .find(text)
                .filter(|held| !denies(held.as_str()))
        });
        let Some(said) = said else { continue };
        let claims_free = free.is_some();
        let (from, around) = clause(text, said.start());
        let denied = denies(&around[..said.start() - from]);
        let holds = |good: &Good| {
            let is_free = substance.free.is_match(&good.record);
            if claims_free {
                is_free != denied
            } else {
                is_in(substance, good)
            }
        };
        if !is_absent(text, said.as_str(), case)
            && !any(text, said.start(), said.end(), mentions, case, holds)
        {
            report.flag(Kind::Attribute, said.as_str());
        }
    }
}

/// Whether a record has `substance` in the product: where it is named and not declared absent.
fn is_in(substance: &Substance, good: &Good) -> bool {
    good.record
        .lines()
        .flat_map(|line| line.split(['.', '。', ';', '；', ',', '，', '、']))
        .any(|part| {
            substance.name.is_match(part) && !substance.free.is_match(part) && !denies(part)
        })
}

/// Materials, scents and colours are judged only where the sentence names a product: "something red?"
/// is no claim.
fn makes(text: &str, mentions: &Mentions, case: &Case<'_>, report: &mut Report<'_>) {
    if mentions.places.is_empty()
        && !pattern!(r"(?i)\bmade (?:of|from|with)\b|\bmaterial\b|\bcolou?r\b|颜色|做的|材质|由.{1,8}制成|制作")
            .is_match(text)
    {
        return;
    }
    for (said, held) in MADE.iter() {
        let Some(found) = said.find(text) else {
            continue;
        };
        if is_denied(text, found.start(), found.end()) {
            continue;
        }
        if !any(text, found.start(), found.end(), mentions, case, |good| {
            held.is_match(&good.record)
        }) {
            report.flag(Kind::Attribute, found.as_str());
        }
    }
}

/// `text` with the titles that stand in it blanked out: a Rose Body Balm is called so.
fn without_titles(text: &str, mentions: &Mentions, case: &Case<'_>) -> String {
    let mut text = text.to_owned();
    // Words with another meaning than the part of them that is a quality.
    let other: Vec<_> = pattern!("有机会|糖渍|糖果|无香薰")
        .find_iter(&text)
        .map(|found| found.range())
        .collect();
    for span in other {
        super::text::blank(&mut text, span.start, span.end);
    }
    for place in &mentions.places {
        let name = text[place.start..place.end].to_lowercase();
        let titled = place.products.iter().any(|row| {
            case.facts.goods[*row]
                .titles
                .iter()
                .any(|title| title.contains(&name) || name.contains(title.as_str()))
        });
        if titled {
            super::text::blank(&mut text, place.start, place.end);
        }
    }
    text
}

/// Whether what stands at `start..end` is denied: before it in its clause, or right behind it.
fn is_denied(text: &str, start: usize, end: usize) -> bool {
    let (from, around) = clause(text, start);
    let behind = pattern!(
        r"(?i)^(?: ?safe|able)?\s*(?::\s*(?:no|none|否|不|无|splash|仅)|(?:不可以?|不能|不行|不支持|不适合)|(?:is|are) not|isn't)"
    );
    denies(&around[..start - from]) || behind.is_match(&text[end..])
}

/// Whether the sentence only says that the shop has nothing of the kind the shopper asked for.
fn is_absent(text: &str, words: &str, case: &Case<'_>) -> bool {
    let lower = words.to_lowercase();
    let asked = case.asked.iter().any(|asked| asked.contains(lower.trim()));
    asked && is_missing(text) && pattern!(r"(?i)\b(?:any|find|found|nothing|sell|stock|carry)\b|没有?找到|找不到|没有?卖|暂无|没有").is_match(text)
}

/// Whether any product that the words at `start..end` are about fits.
fn any(
    text: &str,
    start: usize,
    end: usize,
    mentions: &Mentions,
    case: &Case<'_>,
    fits: impl Fn(&Good) -> bool,
) -> bool {
    let rows = mentions.about(text, start, end, &clause_starts(text));
    let rows = if rows.is_empty() {
        case.shown.clone()
    } else {
        rows
    };
    rows.iter().any(|row| fits(&case.facts.goods[*row]))
}

/// Where clauses begin: a quality belongs to what was named last before it.
fn clause_starts(text: &str) -> Vec<usize> {
    let marks = pattern!(r"(?i)[,，、;；]|\band\b|\bwhile\b|\bbut\b|而|但");
    marks.find_iter(text).map(|mark| mark.start()).collect()
}

/// Whether a record says that the product has `quality`, or that it has not; `None` where it says
/// neither.
fn quality_of(quality: &Quality, good: &Good) -> Option<bool> {
    let attribute = quality
        .attributes
        .iter()
        .find_map(|name| good.product.attributes.get(*name))
        .map(|value| value.to_lowercase());
    if let Some(value) = attribute {
        return Some(pattern!(r"^(?:yes|是|可|有|支持|true)").is_match(&value));
    }
    let parts = || {
        good.record
            .lines()
            .flat_map(|line| line.split(['.', '。', ';', '；', ',', '，']))
    };
    let mut told = parts()
        .filter(|part| quality.held.is_match(part))
        .map(|part| {
            let at = quality.held.find(part).map_or(0, |found| found.start());
            !denies(&part[..at])
        });
    let first = told.next()?;
    Some(first || told.any(|yes| yes))
}
