//! Claims without a number: attributes, promises, discounts, contacts.
//!
//! The lists are closed and in both languages; each line says in what words a thing is claimed, and in
//! what words a record says it.

use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::Record;

use super::text::{normalise, pattern};

static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"https?:|www\.|[a-z0-9-]+\.(com?|cn|net|org|shop|store|app|io|ly|cc|xyz|top|uk|de|me|info)\b|[\w.+-]+@[\w-]+|\+?\d[\d -]{8,}\d",
        r"|微信|[v薇威]信|\bwechat|qq|加我|加v|whatsapp|telegram|二维码|扫码|热线",
    ))
});

/// A day as records write it, which is no telephone number.
static DAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u:\b)\d{4}-\d{2}-\d{2}(?-u:\b)"));

/// Who may eat or use a thing is for a doctor to say.
static HEALTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(safe|suitable|fine|ok|okay|good) for\b.*\b(allerg|pregnan|diabet)",
        r"|\bhelps? (you |with |to )?(fall asleep|sleep|relax|digest|lose weight|calm)|\blowers? (your )?(blood|cholesterol)|\bblood (pressure|sugar)\b|\bgood for (your )?(skin|sleep|health|digestion|heart|stomach|throat)|\bboosts? (your )?immun|\bimmune\b|\bdetox",
        r"|助眠|安神|降(血)?压|降(血)?糖|降火|清火|祛湿|养生|养胃|护肝|改善睡眠|提高免疫|增强免疫|有助(于)?(睡眠|消化|入睡)",
        r"|(过敏(者|人群|体质|的人|的朋友)|糖尿病).*(可以|可|能|放心|适合)|适合.*(过敏|糖尿病)",
    ))
});

static PROMISE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(i|we)('ve| have| will|'ll| can| just|'m going to| are going to)? ?(already |now )?",
        r"(cancel|refund|ship|send|sent|order|reserv|book|appl|chang|updat|deliver|return|exchang|process|added|add |place|email|call)",
        r"|\b(has|have|been|is|was) (been )?(cancelled|canceled|refunded|shipped|reserved|processed|delivered|dispatched)\b",
        r"|\b(set|put|keep|kept|hold|holding|held|save|saved)\b.{0,50}\b(aside|back for|for you|by for)\b|\b(give|ring|text|message|write|notify|contact|remind|tell) you (a (call|ring|shout)|as soon|when|once|by)|\blet you know\b|\bwe'll (call|ring|text|write|notify|contact)\b",
        r"|\b(back|again) in stock (in|by|soon|next|again|within)\b|\brestock|\bnew stock\b|(预计|会|将|即将|很快|近期).{0,6}(补货|到货|上架|上新)",
        r"|(为|帮|给|替)(您|你)(先|预|保)?(留|占|存|通知|提醒|盯)|(留|保留)(着|给您|给你)|(通知|提醒|联系|打电话给|发消息给)(您|你)",
        r"|已(经)?(为|帮|给|替)(您|你)|(我|我们)(会|将|马上|立即|已经?|这就)(为|帮|给|替)?(您|你)?(取消|退款|退货|换货|发货|下单|预留|安排|修改|更新|处理|寄|登记)|保证|承诺|guarantee",
        r"|(为|帮|给|替)(您|你)(马上|立即|立刻|尽快)?(取消|退款|退货|换货|发货|下单|预留|预订|安排|修改|更新|登记|寄)",
        r"|次日达|当天发货|(今天|明天|后天|今晚|周[一二三四五六日天末]|星期[一二三四五六日天])[前内上下午之就能可以会即]*(到|送|发|寄)",
        r"|\b(will|should|to) (be (delivered|shipped|sent|dispatched|refunded)|arrive)\b|same[- ]day|next[- ]day",
        r"|\b(arrives?|ships?|deliver(y|ed)?|there|with you) (by |on |before |until )?(today|tonight|tomorrow|(mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    ))
});

static OFFER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"半价|买.送.|包邮|免(运费|邮|费)|打折|折扣|特价|促销|优惠|满减|满\d+减|立减|立省|直降|返现|秒杀|领券|赠品|赠送|清仓|限时|假一赔",
        r"|half[- ]price|\bdiscount|\bsale price\b|\bon sale\b|special offer|free (shipping|delivery|gift|return)|\b(ships?|delivered|posted|sent) (for )?free\b|\bno (shipping|postage|delivery) (cost|fee|charge)|\b(post|postage|delivery)[- ]free\b",
        r"|\bcoupon|\bvoucher|\bpromo|\bbuy one\b|\bbuy (two|three|\d)\b.*\bget\b|\bfor the price of\b|\breduced (from|to)\b|cash ?back|clearance|\bbargain|limited time",
    ))
});

/// What the shop has settled is shown as it was written; a paraphrase of it is a promise.
static RULE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(send|sent|bring|brought|give|gave|take|took) \w+ back\b|\breturn(s|ed|able|ing)?\b|\brefund(s|ed|able)?\b|\bexchang(e|ed|es|ing|eable)\b|\bmoney[- ]back\b",
        r"|\bshipping\b|\bpostage\b|\binvoices?\b|\b(pay|payment) (by|with|via|in)\b|\bwithin \w+ (working |business )?days\b",
        r"|退货|退换|换货|退款|能退|可退|包退|无理由|运费|邮费|发票|货到付款|分期|工作日内",
    ))
});

static SUPERLATIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"cheapest|most expensive|best[- ]?sell|most popular|top[- ]rated|lowest price|highest|bestseller",
        r"|\b(cheaper|dearer|lighter|heavier|bigger|larger|smaller|thicker|thinner|warmer|softer|quieter|stronger|longer|shorter|faster|better|worse|pricier|more \w+|less \w+) than\b",
        r"|比.{1,20}?(更|还|要)?(轻|重|大|小|厚|薄|暖|软|硬|安静|结实|长|短|快|慢|好|差|便宜|贵|耐用|划算|实惠)",
        r"|最便宜|最贵|最受欢迎|畅销|热销|销量|好评|最低价|爆款|评分",
        r"|\b(also|usually|often|commonly|typically|normally|frequently) (buy|bought|get|purchase|order|pick|pair)|bought together|\b(customers|shoppers|buyers|people) (love|like|buy|choose|who)",
        r"|(一般|通常|往往|经常|常常?)(都|也|还|会|一起)*(会)?(买|购买|搭配)|(也|还)都?会买|(顾客|客人|大家|很多人|的人)(都|也|还|常|会)*(喜欢|爱|买|选)",
    ))
});

/// What claims nothing of a thing: that a record does not say it, and what somebody allergic should do.
static UNCLAIMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:does not|doesn't|do not|don't|not) (?:say|mention|state|list|specify)\b[^,.;]*|\bif you(?:'re| are) allergic\b[^,.;]*",
        r"|(?:没有?|未)(?:写|提到?|说明|标注|注明)[^，,。；;]*|过敏的话|(?:如果?)?.{0,3}过敏者?(?:请|要)(?:注意|留意|慎)",
    ))
});

/// A size by its letter: "size M", L码.
static LETTER_SIZE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[^a-z])(x{0,3}[sl]|m)(?:码|号)|\bsizes? (x{0,3}[sl]|m)\b"));

static NEGATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(no|not|without|isn't|aren't|doesn't|don't|non|never|neither|nor|none)\b|n't|不|非|没|无|未",
    )
});

/// Denies whatever comes after it in its sentence.
static NEITHER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bneither\b|\bnone of\b"));

/// What ends the reach of a negation.
static CLAUSE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[，。；：;:]|, (?:but|only|and it|it|while)\b|\bbut\b|只|但"));

static NO: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(no|not|none|false|否|不|无|没有|未)"));

/// A value that grants a property only in part: "splash-proof only (IPX4)".
static IN_PART: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bonly\b|\bpartly\b|\bpartial|\bup to\b|仅|只|部分|限于"));

/// That the shop does not have something. No tool says that: where it found nothing the phrase speaks,
/// and where it found something the sentence is wrong.
static NOT_SOLD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(we|i|the shop) (do not|don't|currently don't) (currently )?(have|sell|carry|stock|offer)\b",
        r"|\bwe have no\b|(我们|本店|店里|这里)(这里|店)?(暂时|目前|现在|并)?(没有?卖?|不卖)([^库现货存]|$)",
    ))
});

/// A property that a sentence may claim: the words for it in either language.
type Property = &'static [&'static str];

/// Properties that matter to a buyer and that a model likes to invent.
const PROPERTIES: &[Property] = &[
    &[
        "waterproof",
        "water-resistant",
        "water resistant",
        "防水",
        "rainproof",
        "防雨",
    ],
    &["windproof", "防风"],
    &["quiet", "silent", "noiseless", "安静", "静音", "噪音"],
    &["leakproof", "leak-proof", "leaks", "防漏", "漏水"],
    &[
        "weigh", "weighs", "weight", "heavy", "heavier", "重量", "净重",
    ],
    &["vegan", "纯素", "纯植物"],
    &["vegetarian", "素食"],
    &["organic", "有机"],
    &[
        "nut", "nuts", "peanut", "almond", "hazelnut", "cashew", "坚果", "花生", "杏仁", "榛子",
        "腰果",
    ],
    &["gluten", "麸质", "无麸"],
    &["lactose", "dairy", "milk", "乳糖", "牛奶", "乳制品", "奶"],
    &["allerg", "hypoallergenic", "过敏", "致敏"],
    &["pregnan", "孕妇", "孕期"],
    &["baby", "babies", "infant", "婴儿", "宝宝"],
    &["sensitive skin", "敏感肌", "敏感皮肤"],
    &["dishwasher", "洗碗机"],
    &["microwave", "微波"],
    &["oven", "烤箱"],
    &["machine wash", "machine-wash", "机洗"],
    &[
        "fragrance-free",
        "unscented",
        "无香",
        "fragrance",
        "scent",
        "香味",
        "香型",
    ],
    &["caffeine", "decaf", "咖啡因"],
    &["sugar", "sugar-free", "无糖", "含糖", "糖"],
    &[
        "handmade",
        "hand-made",
        "handcrafted",
        "thrown by hand",
        "made by hand",
        "woven by hand",
        "hand-thrown",
        "hand-woven",
        "手工",
    ],
    &["hand-painted", "painted by hand", "手绘"],
    &["recycl", "再生", "可回收"],
    &["biodegradable", "降解"],
    &["eco-friendly", "sustainable", "环保"],
    &["bpa", "双酚"],
    &["warranty", "保修", "质保"],
    &["rechargeable", "usb", "充电"],
    &["dimmable", "调光"],
    &["fireproof", "heat-resistant", "耐热", "耐高温", "隔热"],
    &["non-slip", "防滑"],
    &["uv", "防晒", "紫外线"],
    &["antibacterial", "抗菌", "抑菌"],
    &["genuine leather", "真皮"],
    &["limited edition", "限量"],
    &[
        "made in", "imported", "产自", "产地", "原产", "进口", "国产",
    ],
    &[
        "food-grade",
        "food grade",
        "food-safe",
        "food safe",
        "食品级",
    ],
    &["certif", "认证"],
    &[
        "cure", "cures", "heals", "relieve", "relieves", "治疗", "疗效", "缓解", "减肥", "美白",
    ],
    // Colours.
    &["red", "红"],
    &["blue", "navy", "蓝"],
    &["green", "celadon", "sage", "olive", "绿", "青"],
    &["yellow", "mustard", "黄"],
    &["orange", "橙", "橘"],
    &["purple", "lilac", "lavender", "紫", "薰衣草"],
    &["pink", "rose", "粉", "玫瑰"],
    &["black", "黑"],
    &["white", "ivory", "白"],
    &["grey", "gray", "charcoal", "灰"],
    &["brown", "walnut", "棕", "褐", "胡桃"],
    &["beige", "oat", "cream", "米色", "燕麦", "奶油"],
    &["gold", "golden", "brass", "金色", "黄铜"],
    &["silver", "银"],
    // Materials.
    &["ceramic", "porcelain", "stoneware", "陶", "瓷"],
    &["glass", "玻璃"],
    &["wood", "wooden", "oak", "beech", "walnut", "木"],
    &["bamboo", "竹"],
    &["cotton", "棉"],
    &["linen", "亚麻"],
    &["wool", "merino", "cashmere", "羊毛", "羊绒"],
    &["silk", "丝绸", "真丝", "桑蚕丝"],
    &["leather", "皮革", "牛皮"],
    &["stainless", "不锈钢"],
    &["cast iron", "铸铁"],
    &["plastic", "塑料"],
    &["beeswax", "蜂蜡"],
    &["soy wax", "大豆蜡"],
];

/// What a sentence claims that no record could support in this shop: contacts, promises, offers.
pub(super) fn forbidden(sentence: &str) -> Option<&'static str> {
    let sentence = DAY.replace_all(sentence, "_");
    [
        (&CONTACT, "a link or contact"),
        (&PROMISE, "a promise of something done"),
        (&OFFER, "an offer"),
        (&RULE, "a rule of the shop"),
        (&HEALTH, "advice on health"),
        (&SUPERLATIVE, "a comparison that nothing counted"),
        (&NOT_SOLD, "that the shop does not have it"),
    ]
    .into_iter()
    .find(|(pattern, _)| pattern.is_match(&sentence))
    .map(|(_, what)| what)
}

/// The first property in a (normalised) part of a sentence that the record does not hold, or holds the
/// other way round. Names of records have been blanked out of `part`.
pub(super) fn unsupported_property(part: &str, record: &Record) -> Option<&'static str> {
    let part = &*UNCLAIMED.replace_all(part, "_");
    let sizes = LETTER_SIZE.captures_iter(part);
    let mut sizes = sizes.filter_map(|found| found.iter().skip(1).flatten().next());
    let held = |size: &str| {
        let holds = |value: &str| {
            value
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|word| word == size)
        };
        record
            .attributes()
            .any(|(_, value)| holds(&normalise(value)))
    };
    if sizes.any(|size| !held(size.as_str())) {
        return Some("a size");
    }
    PROPERTIES.iter().find_map(|&property| {
        let said = property.iter().find(|word| holds(part, word))?;
        (!supported(part, said, property, record)).then_some(*said)
    })
}

fn supported(part: &str, said: &str, property: Property, record: &Record) -> bool {
    let denied = denies(part, said);
    let mut named = false;
    for (name, value) in record.attributes() {
        let (name, value) = (normalise(name), normalise(value));
        let about = property.iter().any(|word| holds(&name, word));
        let inside = property.iter().any(|word| holds(&value, word));
        if about || inside {
            named = true;
            let absent = NO.is_match(&value)
                || property
                    .iter()
                    .any(|word| holds(&value, word) && denies(&value, word));
            // "Only the top is waterproof" says it; "it is waterproof, splash-proof only" does not.
            let before = part.split(said).next().unwrap_or_default();
            let in_part = IN_PART.is_match(&value) && !IN_PART.is_match(before);
            if absent == denied && (denied || !in_part) {
                return true;
            }
        }
    }
    if named {
        return false;
    }
    let in_name = record
        .names()
        .map(normalise)
        .any(|name| property.iter().any(|word| holds(&name, word)));
    in_name && !denied
}

/// Whether the word is denied: a negation shortly before it, or `-free` / `free` right after.
fn denies(text: &str, word: &str) -> bool {
    if word.starts_with("un") || word.ends_with("-free") || word.starts_with('无') {
        return true;
    }
    let Some(place) = text.find(word) else {
        return false;
    };
    let after = &text[place + word.len()..];
    if after
        .trim_start_matches(['-', 's', ' '])
        .starts_with("free")
    {
        return true;
    }
    let clause = CLAUSE.split(&text[..place]).last().unwrap_or_default();
    let before: String = {
        let tail: Vec<char> = clause.chars().rev().take(16).collect();
        tail.into_iter().rev().collect()
    };
    NEGATION.is_match(&before) || NEITHER.is_match(&text[..place])
}

/// Whether a text holds a word: as a word of its own in English (its plural too), anywhere in Chinese.
fn holds(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return text.contains(word);
    }
    text.match_indices(word).any(|(place, _)| {
        let before = text[..place].chars().next_back();
        let after = text[place + word.len()..].chars().next();
        let starts = !before.is_some_and(|c| c.is_ascii_alphanumeric());
        let long = word.len() > 5;
        starts && (long || !after.is_some_and(|c| c.is_ascii_alphanumeric()))
    })
}
