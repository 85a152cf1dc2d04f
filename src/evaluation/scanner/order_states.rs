//! Orders: whose they are, how far they have come, what is in them.

use crate::orders::OrderState;

use super::mentions::Mentions;
use super::text::{Sentence, blank, clause, denies, is_missing, pattern};
use super::{Case, Kind, Report};

/// The orders that a sentence names.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Rows of those that are the asker's own.
    pub own: Vec<usize>,
    /// Whether any was named, own or not.
    pub any: bool,
    /// Whether the sentence is about the asker's latest.
    latest: bool,
}

impl Named {
    /// The orders that a sentence is judged by: those named, else the latest, else all of the asker's.
    pub(super) fn judged_by(&self, case: &Case<'_>) -> Vec<usize> {
        if self.any {
            return self.own.clone();
        }
        if self.latest {
            let newest = case
                .own
                .iter()
                .max_by_key(|row| case.facts.orders[**row].placed);
            return newest.copied().into_iter().collect();
        }
        case.own.clone()
    }
}

/// Words that a sentence about orders has.
fn speaks_of_orders(text: &str) -> bool {
    pattern!(concat!(
        r"(?i)\b(?:orders?|invoices?|parcels?|packages?|delivery|shipment|purchases?|bought|ordered|paid)\b|",
        r"订单|单号|包裹|快递|下单|购买|买了|买过|买的|发票|这单|一单"
    ))
    .is_match(text)
}

/// Finds the order numbers of a sentence and blanks them out; flags those that are not the asker's.
pub(super) fn numbers(
    rest: &mut String,
    sentence: &Sentence,
    case: &Case<'_>,
    report: &mut Report<'_>,
) -> Named {
    let latest = pattern!(concat!(
        r"(?i)\b(?:your|the) (?:latest|last|most recent|newest) (?:order|purchase|parcel|invoice)\b|",
        r"最近(?:的|一|这)?.{0,3}(?:订单|单)|上一?(?:个|笔)?(?:订单|单)|最新.{0,2}订单"
    ))
    .is_match(&sentence.text);
    let mut named = Named {
        latest,
        ..Named::default()
    };
    let candidates: Vec<_> = pattern!(r"\b[A-Za-z]{1,3}[- ]?\d{3,}\b|\b\d{5,}\b|#\s?\d{3,}")
        .find_iter(rest)
        .map(|found| (found.start(), found.end(), found.as_str().to_owned()))
        .collect();
    for (start, end, words) in candidates {
        let number = words.trim_start_matches(['#', ' ']);
        let row = case.facts.row_of_order(number);
        if row.is_none()
            && (case.facts.row_of_key(number).is_some()
                || !looks_like_order(rest, start, &words, case))
        {
            continue;
        }
        named.any = true;
        match row.filter(|row| case.own.contains(row)) {
            Some(row) => named.own.push(row),
            // To say that it was not found is no claim about it.
            None if is_missing(&sentence.text) && is_echo(number, case) => {}
            None => report.flag(Kind::OrderNumber, &words),
        }
        blank(rest, start, end);
    }
    named
}

/// Whether the shopper said `number` themself.
fn is_echo(number: &str, case: &Case<'_>) -> bool {
    case.asked
        .iter()
        .any(|asked| asked.contains(&number.to_lowercase()))
}

/// Whether `words` at `start` are an order's number by their form or by what stands before them.
fn looks_like_order(text: &str, start: usize, words: &str, case: &Case<'_>) -> bool {
    let letters = |text: &str| {
        text.chars()
            .take_while(char::is_ascii_alphabetic)
            .collect::<String>()
    };
    let own = case
        .facts
        .orders
        .first()
        .map(|order| letters(order.number.as_str()))
        .unwrap_or_default();
    let same_letters = !own.is_empty() && letters(words).eq_ignore_ascii_case(&own);
    let introduced = pattern!(r"(?i)(?:\b(?:order|invoice|number|no\.?)s?|订单号?|单号)\W{0,4}$");
    same_letters || words.starts_with('#') || introduced.is_match(&text[..start])
}

/// A state, and how it is said.
fn states() -> [(OrderState, &'static regex::Regex); 6] {
    [
        (
            OrderState::Shipped,
            pattern!(
                r"(?i)\b(?:shipped|dispatched|sent out|on (?:its|the|their) way|in transit|out for delivery)\b|发货|发出|寄出|出库|在路上|路上|途中|运输|派送|配送"
            ),
        ),
        (
            OrderState::Delivered,
            pattern!(r"(?i)\b(?:delivered|arrived)\b|签收|送达|送到|妥投|收货|已到"),
        ),
        (OrderState::Cancelled, pattern!(r"(?i)\bcancell?ed\b|取消")),
        (
            OrderState::Returned,
            pattern!(r"(?i)\b(?:returned|sent back)\b|退货|退回"),
        ),
        (
            OrderState::Invoiced,
            pattern!(r"(?i)\b(?:invoiced|billed)\b|开票|开单|出账|开具发票|开了发票"),
        ),
        (
            OrderState::Placed,
            pattern!(
                r"(?i)\b(?:status|state)\b.{0,12}\bplaced\b|\b(?:being )?process(?:ed|ing)\b|待处理|处理中|待发货|备货"
            ),
        ),
    ]
}

/// Flags states that no order has which the sentence may mean, and goods that are not in it.
pub(super) fn judge(
    sentence: &Sentence,
    orders: &Named,
    mentions: &Mentions,
    case: &Case<'_>,
    report: &mut Report<'_>,
) {
    let text = &sentence.text;
    let rows = orders.judged_by(case);
    let said: Vec<(OrderState, usize, &str)> = states()
        .into_iter()
        .filter_map(|(state, pattern)| {
            pattern
                .find(text)
                .map(|found| (state, found.start(), found.as_str()))
        })
        .filter(|(_, at, words)| is_told(text, *at, words, orders))
        .collect();
    let delivered = |row: &usize| case.facts.orders[*row].state == OrderState::Delivered;
    let also_delivered = said
        .iter()
        .any(|(state, ..)| *state == OrderState::Delivered)
        && rows.iter().any(delivered);
    for (state, at, words) in said {
        if sentence.question || (is_missing(text) && rows.is_empty()) {
            continue;
        }
        let (from, around) = clause(text, at);
        let denied = denies(&around[..at - from]) || pattern!(r"待发货|待处理").is_match(around);
        let holds = |row: &usize| {
            let is = case.facts.orders[*row].state;
            let same = is == state || (state == OrderState::Shipped && also_delivered);
            if words == "待发货" || !denied {
                same
            } else {
                !came_to(is, state)
            }
        };
        let generic = !orders.any && offers_only(around);
        if !generic && !rows.iter().any(holds) {
            report.flag(Kind::Order, words);
        }
    }
    contents(sentence, orders, mentions, case, report);
}

/// Whether an order that is now in state `is` has been in `state`.
fn came_to(is: OrderState, state: OrderState) -> bool {
    is == state
        || (state == OrderState::Shipped
            && matches!(is, OrderState::Delivered | OrderState::Returned))
        || (state == OrderState::Delivered && is == OrderState::Returned)
}

/// Whether the words at `at` tell how an order stands, rather than use the verb in some other way.
fn is_told(text: &str, at: usize, words: &str, orders: &Named) -> bool {
    let before = &text[..at];
    if words.is_ascii() {
        let told = pattern!(concat!(
            r"(?i)(?:\b(?:has|have|had|is|was|were|are|been|got|being|not|yet|already|status|state|now|currently|",
            r"just)\b|'s|'ve|n't|:|-|\()\W*(?:\w+\W+){0,2}$"
        ));
        return orders.any
            || (told.is_match(before) && speaks_of_parcel(text))
            || text.trim().len() < words.len() + 12;
    }
    let told = pattern!(
        r"(?:已经?|尚未|还未|还没有?|未|没有?|被|正在|在|状态(?:是|为|:|：)?\s*)(?:[^,，。]{0,3})$"
    );
    let after = &text[at + words.len()..];
    told.is_match(before)
        || pattern!(r"^(?:了|中)").is_match(after)
        || matches!(words, "待发货" | "待处理" | "处理中" | "备货" | "已到")
        || (orders.any
            && !pattern!(r"^(?:时间|日期|地址|后|前|方式|[^,，。]{0,4}吗)").is_match(after))
}

/// Whether the sentence has something that can be shipped.
fn speaks_of_parcel(text: &str) -> bool {
    speaks_of_orders(text)
        || pattern!(r"(?i)\b(?:it|they|status|state|items?|this one|that one)\b").is_match(text)
}

/// Whether a clause only says what can be asked or is (not) done here.
fn offers_only(clause: &str) -> bool {
    pattern!(r"(?i)\b(?:if|whether|once|when|can be|cannot be|can't be|could be|until)\b|如果|是否|能否|可以").is_match(clause)
}

/// Flags goods that the sentence puts in an order which does not hold them.
fn contents(
    sentence: &Sentence,
    orders: &Named,
    mentions: &Mentions,
    case: &Case<'_>,
    report: &mut Report<'_>,
) {
    let text = &sentence.text;
    let own = orders.any
        || pattern!(concat!(
            r"(?i)\byour (?:\w+ ){0,2}(?:order|parcel|package|purchase)\b|\byou (?:have |had |'ve )?(?:bought|ordered)\b|",
            r"(?:您|你)的?.{0,6}(?:订单|单子?|包裹|购买|买了|买过|下单)|(?:这|上|最近)一?(?:个|笔)?(?:订单|单)"
        ))
        .is_match(text);
    let holds = pattern!(concat!(
        r"(?i)\b(?:contain(?:s|ed|ing)?|include[sd]?|including|consist\w*|items?|bought|ordered|was for|is for|made up)\b|",
        r"包含|包括|里面?有|内有|买了|买的是|买过|购买了|商品(?:是|为|:)|共.{0,6}件"
    ));
    if !own || sentence.question || !holds.is_match(text) || denies(text) {
        return;
    }
    let rows = orders.judged_by(case);
    for place in &mentions.places {
        let inside = place.products.iter().any(|product| {
            let key = &case.facts.goods[*product].product.key;
            rows.iter().any(|row| {
                case.facts.orders[*row]
                    .lines
                    .iter()
                    .any(|line| line.product == *key)
            })
        });
        if !inside {
            report.flag(Kind::Order, &text[place.start..place.end]);
        }
    }
}

/// Whether numbers in `text` may be an order's although it names a product.
pub(super) fn may_count_orders(text: &str, orders: &Named) -> bool {
    orders.any || speaks_of_orders(text) || pattern!(r"\d\s?[×xX]\s|[×xX]\s?\d").is_match(text)
}
