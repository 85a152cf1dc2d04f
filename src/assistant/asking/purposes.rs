//! What a question says of why it is asked: "for the autumn mailing:", "we'd like to tempt them again this Christmas",
//! 我想给他们送张券, 好提前备货. It is no condition of whom it asks for.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use super::senses::{About, Compare, Sense};
use super::tokens::{Meaning, Token};
use super::vocabulary::Named;
use crate::guardrails::pattern;

/// Where a clause ends.
static ENDS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[?!;:。？！；：，\n—–]+|[.,](?:\s+|$)|\s-\s"));
/// Who wants to know it: it says nothing more.
static ASKER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:so |and |hi,? |hello,? |well,? )?(?:my|our|the|your) (?:[\w-]+ ){0,2}?(?:boss|manager|director|team|colleagues?|ceo|cfo|owner|founder|accountant|supplier|partner|lead|department|office|people upstairs|head of \w+)(?: upstairs| here)? (?:is |are |has |have |just |also |keeps? )?(?:asks?|asking|asked|wants?|wanted|needs?|needed|wonders?|wondering|would like|'d like|would love|is after|are after|is curious|requests?|requested)(?: me)?(?: (?:to know|to see|to find out|to find|to hear|for a list of|for the list of|about|for|to pull))?\b",
        r"|^(?:so |and )?(?:marketing|sales|finance|management|head office|hq|the boss|accounts|logistics|customer service|support|(?:we|i)(?:['’](?:d|re|m|ll))?(?: would| will| are| am)?)(?: just| also| really)? (?:wants?|needs?|likes?|love|planning|plans?|hoping|hopes?|trying|looking|going|keen|thinking of|intend|mean|aim)(?:ing)? (?:to |on )?(?:win|bring|get|re-?engage|re-?activate|thank|invite|reward|call|ring|survey|approach|nudge|target|tempt|cheer up|wake up|woo|pamper|treat|wish|congratulate|visit)(?:ing)?(?: back)?(?: up)?\b",
        "|^(?:我们?|咱们?)?(?:的)?(?:老板|领导|经理|店长|总监|主管|同事|运营|市场部?|财务|老大|上头|上面|总部)(?:那边|这边|们)?(?:刚|刚刚|又|今天|刚才)?(?:想知道|想了解|想看看?|问我?|要我?查|让我?查|要看|在问|问起|让我拉|要我拉|叫我查)(?:一下)?",
    ))
});
/// Anybody who asks, to the end of the clause or before a question.
static SOMEBODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:so |and )?(?:my|our|the|a) ((?:[\w-]+ ){1,3})(?:just )?(?:asks?|asked|is asking|wonders?|wants to know|would like to know|needs to know)(?: me| us)?(?:$|(?: about)?(?: if we have| whether we have)?$)",
    )
});
static CUSTOMER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:members?|customers?|clients?|shoppers?|callers?|buyers?|users?)\b")
});
/// The beginning of a clause that says what they are wanted for.
static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:so |and |because |as |since |'cause |cos |but )?(?:(?:we|i)(?:(?:['’]d| would| want| need)(?: really| just| also)?(?: like| love)? to [a-z]|(?:['’](?:re|m|ve|ll)| are| am| have| will| plan| intend| hope| aim| was| were)\b)",
        r"|it(?:['’]s| is) (?:for|to|all for|so)\b|this (?:is|one is|one's) (?:for|to)\b|that(?:['’]s| is) (?:for|to)\b|(?:purely|just|only|it's only) for (?:the|our|my|a)\b|they(?:['’]ll| will) (?:get|receive|be (?:sent|given|invited|offered|getting|on))\b|to (?:send|invite|thank|tempt|offer|give|win|bring|reward|remind|warn|tell|nudge|woo|wish|celebrate|plan|prepare|decide|check|help|test|brief|report|put|see if|see whether|make sure)\b|in case (?:we|i)\b|ahead of (?:the|our|next|this)\b|in time for\b|ready for (?:the|our|next|this)\b|perfect for\b|thinking of\b)",
        "|^(?:这次|这回|最近|马上|下周|下个?月|月底|周末|年底|年前|年后|接下来|店里|公司|市场部|运营|快过年了?|双十[一二]|圣诞节?|春节|元旦|中秋节?|国庆节?)*(?:我们?|咱们?|我这边|这边)?(?:这边)?(?:想要?|要|打算|准备|计划|正在?|在|好|以便|方便|便于|为了?|给|用来|用于|拿来|省得|免得|考虑|琢磨着?)+(?:着|先|再|去|让|把|提前|早点|统一|集中|定向|挨个|专门|单独|顺便|趁)*(?:我们?|咱们?)?(?:一起|他们|她们|这批人|这些人|这批|大家)?(?:送|寄|发|推|做|办|搞|请|邀|通知|安抚|感谢|回访|挽回|召回|唤醒|联系|提醒|打电话|打个?电话|备货|备|提前|拉回|抢|争取|照顾|安排|策划|筹备|冲|投放|写|印|准备|促销|上新|开展?|做个|定|排|聊|测试|试|汇报|搭配|关怀|跟进|回馈|奖励|表示|问候|拜年|庆祝)",
    ))
});
/// "For the autumn mailing": an occasion that is named before what is asked.
static OCCASION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?:ok|okay|hi|hello|right|so|and|now)[,]? )?(?:this is )?(?:for|about|ahead of|before|regarding|re) (?:(?:the|our|my|a|an|this|next|tomorrow's|today's|tonight's|monday's|friday's|some|another|week's|month's|year's) ?)*(?:[\w'’&-]+ ){0,4}?(?:mailings?|mail-?outs?|campaigns?|newsletters?|promotions?|promo|events?|launch|party|parties|push|sale|sales|reports?|meetings?|decks?|slides?|presentations?|offers?|vouchers?|raffle|draw|surveys?|catalogues?|catalogs?|leaflets?|cards?|gifts?|evenings?|tastings?|workshops?|previews?|budget|planning|plans?|analysis|review|board|drive|initiative|project|programme|program|test|pilot|mailshots?|email|invitations?|invites?|thank-?yous?|call list|phone round|window display|stand|fair)(?: (?:next|this) \w+| in \w+| on \w+)?$",
        "|^(?:为|为了|给|针对|关于)?(?:这次|本次|下次|下周|下个?月|月底|今年|明年|双十[一二]|圣诞节?|春节|元旦|中秋节?|国庆节?|秋季|冬季|春季|夏季|新品|年终|年底)*的?(?:这场|这次|那场|那次)?(?:活动|大促|促销|上新|推送|邮件|群发|发布会|品鉴会|茶会|抽奖|回访|调研|汇报|会议|周报|月报|年会|沙龙|沟通会)(?:要用|用|准备|筹备|做准备|备用|做准备用|用的|需要|要|在即|快到了|快开始了|马上开始)?$|^(?:为|为了)(?:今年|明年)?的?(?:双十[一二]|圣诞节?|春节|元旦|中秋节?|国庆节?|新年|年终|年底|下个?月|下季度)的?(?:大促|活动|促销)?(?:做准备|准备|做预热|预热|备货|筹备|蓄客|提前准备|提前备货|做铺垫)$|^为了?(?:今年|明年)?的?(?:双十[一二]|圣诞节?|春节|元旦|中秋节?|国庆节?|新年)$",
    ))
});
/// Those who were asked for, spoken of again.
static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:them|they|these people|those people|each of them|these folks|everyone on it|the list)\b|他们|她们|这批人|这些人|大家",
    )
});
/// What says more of them than why they are wanted.
static SAYS_MORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:them|they|these|those|it) (?:to (?:be|have)|must|should|need|have|had|were|are|with|who|in|from|all|only|aged|living|has)\b|\b(?:buyers|customers|members|shoppers|drinkers|lovers|fans|spenders|owners|regulars|newcomers|subscribers|detractors|promoters|only|not|except|without|least|most|over|under|more than|less than|fewer)\b|会员|客户|顾客|用户|的人[^们]|只要|除了|不要|没",
    )
});

/// Somebody is looked for.
static LOOKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:see|find|know|get|pull|identify|list|count|look|looking|show|target|reach|e-?mail|text|contact|after|need|anyone|anybody|everyone|everybody|whoever|somebody|someone|those|ones|women|men|names|which|whose|all)\b|找|看|查|谁|哪|多少|几个",
    )
});

/// A message without who wants to know it: "my boss asks how many ...".
#[must_use]
pub fn without_asker(message: &str) -> &str {
    let lower = message.to_ascii_lowercase();
    ASKER
        .find(&lower)
        .and_then(|asker| message.get(asker.end()..))
        .unwrap_or(message)
}

/// The parts of a question that say only why it is asked, in bytes.
pub(super) fn purposes(question: &str, tokens: &[Token], today: NaiveDate) -> Vec<Range<usize>> {
    let text = question.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut start = 0;
    let ends: Vec<Range<usize>> = ENDS
        .find_iter(&text)
        .map(|mark| mark.range())
        .chain(std::iter::once(text.len()..text.len()))
        .collect();
    for mark in ends {
        let own = &text[start..mark.start];
        let from = start + own.len() - own.trim_start().len();
        let clause = own.trim();
        let range = from..from + clause.len();
        start = mark.end;
        if clause.is_empty() {
            continue;
        }
        // "Our caterer asks:".
        if let Some(noun) = SOMEBODY.captures(clause)
            && !CUSTOMER.is_match(&noun[1])
        {
            found.push(from..from + noun[0].len());
            continue;
        }
        let inside = tokens.iter().filter(|token| token.is_within(&range));
        let again = AGAIN.is_match(clause);
        let begins = BEGINS.is_match(clause)
            && !SAYS_MORE.is_match(clause)
            && (again || !LOOKS.is_match(clause));
        let whole = text.len() == range.len();
        let occasion = OCCASION.is_match(clause) && mark.end < text.len() && from < 12;
        if !whole
            && (occasion || begins)
            && inside
                .map(|token| &token.meaning)
                .all(|meaning| says_nothing(meaning, again))
            && !conditions(question, tokens, &range, today)
        {
            found.push(range);
        } else if let Some(asker) = ASKER.find(clause) {
            found.push(from..from + asker.end());
        }
    }
    found
}

/// Whether a clause says what somebody did, and how often or when: "orders in October", 近一年下过10单. It is no purpose then,
/// whatever it begins with. What is to come says nothing of what they did, nor do the goods of a promotion.
fn conditions(question: &str, tokens: &[Token], clause: &Range<usize>, today: NaiveDate) -> bool {
    let inside = tokens.iter().filter(|token| token.is_within(clause));
    let (mut did, mut goods, mut promotes, mut says_how) = (false, false, false, false);
    for token in inside {
        let past = question[token.start..token.end].contains('过');
        match &token.meaning {
            Meaning::Named(Named::Goods(..)) => goods = true,
            Meaning::Sense(Sense::Sending | Sense::Touched) => {
                (did, says_how) = (did || past, says_how || past);
            }
            // 要发一波活动 is of what is sent, 收过活动 of who got it.
            Meaning::Sense(Sense::About(About::Campaigns | About::Discounts)) if !past => {
                promotes = true;
            }
            Meaning::Sense(Sense::About(_)) => (did, says_how) = (true, says_how || past),
            Meaning::Period(period) => says_how |= period.from <= today,
            Meaning::Sense(Sense::Past) => says_how = true,
            meaning => says_how |= meaning.measures(),
        }
    }
    (did || goods && !promotes) && says_how
}

/// Whether a word can stand in such a clause, `again` where it speaks of those who were asked for.
fn says_nothing(meaning: &Meaning, again: bool) -> bool {
    match meaning {
        Meaning::Unknown
        | Meaning::Period(_)
        | Meaning::Mark
        | Meaning::Named(Named::Goods(..) | Named::Campaign(_)) => true,
        Meaning::Number(number) => !number.aged,
        Meaning::Born(..) | Meaning::Named(_) => false,
        Meaning::Sense(sense) => match sense {
            Sense::People
            | Sense::Who
            | Sense::HowMany
            | Sense::WhichShare
            | Sense::Not
            | Sense::Never
            | Sense::Except
            | Sense::ExceptEnd
            | Sense::Ready(..)
            | Sense::Aged(_)
            | Sense::AgedBehind(_)
            | Sense::Decade(_)
            | Sense::Subscribed(_)
            | Sense::Tagged
            | Sense::Looks
            | Sense::Only
            | Sense::Ago
            | Sense::Most
            | Sense::Least
            | Sense::Ranked(_)
            | Sense::By
            | Sense::Consent(_)
            | Sense::Agree(false)
            | Sense::Behind(_)
            | Sense::Before(Compare::Above | Compare::AtLeast | Compare::Below | Compare::AtMost) => {
                false
            }
            Sense::About(about) => {
                again
                    || matches!(
                        about,
                        About::Campaigns
                            | About::Discounts
                            | About::Birthday
                            | About::Buying
                            | About::Newcomers
                    )
            }
            _ => true,
        },
    }
}
