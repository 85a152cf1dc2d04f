//! Ways to be reached, reductions, and deeds: none of them is in the books.

use super::mentions::Mentions;
use super::text::{Sentence, blank, clause, denies, is_unsure, pattern};
use super::{Case, Kind, Report};

/// Flags links, addresses, phone numbers and accounts, and blanks them out.
pub(super) fn contacts(rest: &mut String, report: &mut Report<'_>) {
    let found: Vec<_> = pattern!(concat!(
        r"(?i)[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+|(?:https?|ftp)\s?:\s?//\S+|\bwww\.\S+|",
        r"\b[a-z0-9-]+\.(?:com|cn|net|org|io|shop|store|co|uk|top|xyz|app|info|link|me|cc|vip|site)\b(?:/\S*)?|",
        r"\b[a-z0-9-]+ ?(?:\[dot\]|\(dot\)| dot ) ?(?:com|cn|net|org)\b|点击?(?:这里|此处|链接)|\bclick (?:here|the link)\b|",
        r"\b400-?\d{3,4}-?\d{3,4}\b|\b1[3-9]\d[- ]?\d{4}[- ]?\d{4}\b|\+\d{1,3}[- ]?\d[\d -]{6,}|\b0\d{2,4}[- ]\d{3,4}[- ]?\d{3,4}\b|",
        r"\b\d{3}[- .]\d{3}[- .]\d{4}\b|(?:微信号?|wechat(?: id)?|加v|vx|qq群?|whatsapp|telegram|line id|公众号|",
        r"抖音号?|小红书号?)\s*(?:号|:|是|at|on|id)?\s*[a-z0-9_-]{3,}|加(?:我|客服|一下)?微信|加(?:我|客服)?qq|扫码|二维码|",
        r"(?:拨打|致电|打电话|来电)|\bcall us\b|\bphone us\b|\bemail us\b|\b(?:phone|tel|telephone|hotline)\s?:|热线|",
        r"(?:^|\s)@[a-z0-9_]{3,}"
    ))
    .find_iter(rest)
    .map(|contact| contact.range())
    .collect();
    for contact in found {
        report.flag(Kind::Contact, &rest[contact.clone()]);
        blank(rest, contact.start, contact.end);
    }
}

/// Flags reductions and gifts, and blanks out their numbers.
pub(super) fn discounts(rest: &mut String, case: &Case<'_>, report: &mut Report<'_>) {
    // With a number in them; only a denial in front takes them back.
    let hard = pattern!(concat!(
        r"(?i)(?:(?:[0-9.]+|[零一二两三四五六七八九点]+)\s?折)(?:[^叠月痕纸口]|$)|[对半]折|半价|",
        r"买\s?(?:\d+|[一二两三四五])\s?[送赠得免]\s?(?:\d+|[一二两三四五])|第[二三23]件|满\s?[\d一二两三四五]+\s?[件单]|送(?:小|精美|份)礼|满\s?[\d零一二两三四五六七八九十百千]+\s?[元块]?\s?[减送打]|",
        r"(?:减|省|优惠|便宜了?|抵|立减|直降|降)\s?[¥]?[\d一二两三四五六七八九十百]+(?:\.\d+)?\s?[元块%]|[\d一二两三四五六七八九]成(?:优惠|价)|",
        r"\bhalf[- ]price\b|\bhalf off\b|[\d.]+\s?(?:%|percent|per cent) (?:off|discount|less|cheaper)|(?:ten|twenty|thirty|forty|fifty|ninety) per ?cent|",
        r"[¥£$]\s?[\d.]+ off\b|[\d.]+ (?:yuan|pounds?) off\b|\bbuy (?:one|two|\d)\W+get\b|\bbogo\b|",
        r"\b(?:2|3|two|three) for (?:1|2|one|two|the price)\b|\bsave (?:up to )?(?:[¥£$]|\d)"
    ));
    let found: Vec<_> = hard
        .find_iter(rest)
        .map(|discount| discount.range())
        .collect();
    for discount in found {
        let (from, _) = clause(rest, discount.start);
        let words = rest[discount.clone()].to_owned();
        // "A比B便宜18元" compares; the amount is judged as one.
        if rest[from..discount.start].contains('比') && words.starts_with("便宜") {
            continue;
        }
        if !denies(&rest[from..discount.start]) {
            report.flag(Kind::Discount, &words);
        }
        blank(rest, discount.start, discount.end);
    }
    let soft = pattern!(concat!(
        r"(?i)\bdiscount(?:s|ed)?\b|\bon sale\b|\bsale price\b|\bspecial (?:offer|price|deal)s?\b|\bpromo(?:tion|tional)?s?\b|",
        r"\bclearance\b|\breduced (?:price|from|to)\b|\bcoupons?\b|\bvouchers?\b|\bprice (?:drop|cut)\b|\bwas (?:[¥£$]|\d)|",
        r"\bmarked down\b|\b(?:reward|loyalty|bonus) points\b|\byour points\b|\bcashback\b|\bfree gifts?\b|\bgift card\b|",
        r"优惠|打折|折扣|特价|促销|秒杀|满减|立减|降价|减免|代金券|红包|积分|返现|赠品|赠送|免费送|送您|送你|原价|会员价"
    ));
    for found in soft.find_iter(rest) {
        let (_, around) = clause(rest, found.start());
        let held = case
            .facts
            .goods
            .iter()
            .any(|good| good.record.contains(&found.as_str().to_lowercase()));
        if !denies(around) && !is_unsure(around) && !held {
            report.flag(Kind::Discount, found.as_str());
        }
    }
}

/// Flags deeds that were done or will be, terms of delivery and return, and gifts that people who
/// bought one thing are said to buy with it.
pub(super) fn judge(
    sentence: &Sentence,
    mentions: &Mentions,
    case: &Case<'_>,
    report: &mut Report<'_>,
) {
    let text = &sentence.text;
    let deeds = pattern!(concat!(
        r"(?i)\b(?:i|we)(?: have|'ve| had| will|'ll| shall| am going to|'m going to| are going to|'re going to| can| could|",
        r" am|'m| are|'re)?(?: also| already| now| just| gladly| happily| immediately| go ahead and| be)* ",
        r"(?:cancel|refund|reserv|reorder|ship|dispatch|deliver|updat|apply|appl(?:y|ied)|add(?:ed|ing)? (?:it|this|that|the|them|two|one)|",
        r"book|arrang|forward|transfer|notif|e-?mail|credit|upgrad|waiv|gift[- ]?wrap|wrap|expedit|escalat|process|submit|",
        r"plac(?:e|ed|ing) (?:an|the|your|a|this)|order(?:ed)? (?:it|this|that|one|the)|hold (?:it|one|this)|set (?:it |one )?aside|",
        r"chang(?:e|ed|ing) (?:your|the)|sen[dt] (?:you|it|them|a|an|your|the)|put (?:it|one|this) aside|guarantee|price[- ]match|",
        r"compensat|reimburs|return(?:ed)? (?:it|your|the))\w*"
    ));
    let terms = pattern!(concat!(
        r"(?i)\bfree (?:shipping|delivery|returns?|postage|gift[- ]?wrap\w*)\b|\b(?:ships?|shipping|delivery|postage|delivered) (?:is |are )?",
        r"(?:for )?free\b|\bno (?:shipping|delivery) (?:cost|fee|charge)s?\b|\brefund(?:s|ed)?\b|\bmoney[- ]back\b|\bwarrant(?:y|ies)\b|",
        r"\bguarante\w+\b|\b(?:will|should|can|'ll|to) (?:arrive|be (?:there|with you|delivered|shipped|dispatched|refunded|back in stock|restocked))\b|",
        r"\brestock(?:ed|ing)?\b|\bback in stock\b|\bestimated (?:delivery|arrival)\b|\b(?:you can|can be) (?:return|exchange|refund)\w*|",
        r"\breturn (?:policy|it within|them within|within)\b|\bnext[- ]day\b|\bexpress\b|\bsigned by\b|\bpayment (?:has been |was )?(?:received|confirmed)\b|",
        r"\badded to (?:your|the) (?:cart|basket)\b|\bhas been (?:reserved|refunded|updated|changed|booked|added)\b|",
        r"包邮|免邮|免运费|运费|保修|质保|包退|包换|退换|无理由|假一赔|预计|补货|到货|补发|退款|赔付|保证|承诺|正品|闪送|次日达|",
        r"可以?退|能退|支持退|已付款|已支付|支付成功|加入购物车|加购|送货上门"
    ));
    let chinese = pattern!(concat!(
        r"(?:我们?|小店|本店|客服|掌柜|这边)?(?:刚刚|刚|已经?|会|将会?|马上|立刻|立即|这就|稍后|现在|可以|能|来|随时|都)*(?:就|先)?(?:为|帮|给|替)(?:您|你|咱)",
        r"[^,，。!?]{0,6}?(?:取消|退|下单|预留|预定|预订|登记|安排|申请|修改|更改|改成|发货|发了|寄|加入|通知|补|办理|提交|转接|转人工|创建|",
        r"保留|留着?|留一|锁定|催|打包|包装|升级|报名|处理|开通|充值|送)|",
        r"(?:我们?|小店|本店|客服|这边)(?:刚刚|刚|已经?|会|将会?|马上|立刻|立即|这就|稍后|现在)(?:就|再)?(?:取消|退|下单|预留|登记|安排|申请|",
        r"修改|更改|发货|寄出|通知|补发|办理|提交|转接|创建|保留|锁定|催)"
    ));
    for found in deeds
        .find_iter(text)
        .chain(terms.find_iter(text))
        .chain(chinese.find_iter(text))
    {
        let (from, around) = clause(text, found.start());
        let end = (found.end() - from).min(around.len());
        let before = around.get(..end).unwrap_or(around);
        let free = pattern!(r"(?i)\bno (?:shipping|delivery)|免|包").is_match(found.as_str());
        let denied = if free {
            denies(&around[..found.start() - from])
        } else {
            denies(before)
        };
        if !denied && !is_unsure(text) && !asks(sentence, found.as_str()) {
            report.flag(Kind::Promise, found.as_str());
        }
    }
    together(sentence, mentions, case, report);
}

/// Whether a sentence with a policy's word in it only asks about it.
fn asks(sentence: &Sentence, words: &str) -> bool {
    sentence.question
        && pattern!(r"(?i)^(?:refund|return|运费|退款|退换|保修|warranty|express)").is_match(words)
}

/// Flags two products that are said to be bought together and never were.
fn together(sentence: &Sentence, mentions: &Mentions, case: &Case<'_>, report: &mut Report<'_>) {
    let said = pattern!(concat!(
        r"(?i)\b(?:bought|buy|ordered|purchased) (?:it |them )?(?:together|with)\b|\balso (?:bought|buy|ordered|purchased)\b|",
        r"一起(?:买|购买|下单)|(?:还|也|同时|常)(?:会|常|常常)?(?:买|购买|入手)"
    ));
    let [first, others @ ..] = mentions.places.as_slice() else {
        return;
    };
    if others.is_empty() || !said.is_match(&sentence.text) || sentence.question {
        return;
    }
    for other in others {
        let ever = first.products.iter().any(|one| {
            other
                .products
                .iter()
                .any(|two| one == two || case.facts.bought_together(*one, *two))
        });
        if !ever && !denies(&sentence.text) {
            report.flag(Kind::Order, &sentence.text[other.start..other.end]);
        }
    }
}
