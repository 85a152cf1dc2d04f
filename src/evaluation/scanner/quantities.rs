//! Amounts, counts, measures and what is left of a product.

use super::books::{Good, thousandths};
use super::mentions::Mentions;
use super::numbers::{self, Number, Unit};
use super::order_states::{Named, may_count_orders};
use super::text::{Sentence, clause, denies, is_missing, pattern};
use super::{Case, Kind, Report};

/// What a number may be true of.
struct About<'a> {
    /// The products.
    goods: Vec<&'a Good>,
    /// Rows of orders.
    orders: Vec<usize>,
    /// Whether the sentence names a product.
    named: bool,
}

/// Flags the numbers in `rest` that nothing supports, and what is said to be in stock and is not.
pub(super) fn judge(
    rest: &str,
    sentence: &Sentence,
    mentions: &Mentions,
    orders: &Named,
    case: &Case<'_>,
    report: &mut Report<'_>,
) {
    let found = numbers::find(rest);
    for number in &found {
        // A measure in between ("fits 8 cm candles, ¥56.00") does not part a price from its product.
        let measures = matches!(number.unit, Unit::Measure(_));
        let borders = found
            .iter()
            .filter(|other| measures || !matches!(other.unit, Unit::Measure(_)));
        let starts: Vec<usize> = borders.map(|other| other.start).collect();
        let about = about(rest, number, &starts, mentions, orders, case);
        if let Some(kind) = unsupported(rest, number, &found, &about, sentence, mentions, case) {
            report.flag(kind, &rest[number.start..number.end]);
        }
    }
    codes(rest, mentions, orders, case, report);
    stock_words(rest, sentence, mentions, case, report);
}

fn about<'a>(
    text: &str,
    number: &Number,
    starts: &[usize],
    mentions: &Mentions,
    orders: &Named,
    case: &Case<'a>,
) -> About<'a> {
    let mut products = mentions.about(text, number.start, number.end, starts);
    if matches!(number.unit, Unit::Measure(_)) {
        // "The holder takes an 8 cm pillar candle": a measure may be that of what was named before.
        let before = mentions
            .places
            .iter()
            .rfind(|place| place.end <= number.start);
        products.extend(before.iter().flat_map(|place| &place.products));
    }
    let named = !products.is_empty();
    let rows = if named {
        products
    } else if orders.any {
        Vec::new()
    } else {
        case.shown.clone()
    };
    let counts_orders = !named || may_count_orders(text, orders);
    About {
        goods: rows.iter().map(|row| &case.facts.goods[*row]).collect(),
        orders: if counts_orders {
            orders.judged_by(case)
        } else {
            Vec::new()
        },
        named,
    }
}

/// What kind of unsupported thing `number` is; `None` where something supports it.
fn unsupported(
    text: &str,
    number: &Number,
    all: &[Number],
    about: &About<'_>,
    sentence: &Sentence,
    mentions: &Mentions,
    case: &Case<'_>,
) -> Option<Kind> {
    if is_limit(text, number, about, sentence, case) {
        return None;
    }
    let priced = is_priced(text, number);
    match number.unit {
        _ if is_stock(text, number) && !priced => {
            let left = about.goods.iter().filter_map(|good| good.product.stock);
            (!left.into_iter().any(|stock| stock * 1000 == number.value)).then_some(Kind::Stock)
        }
        Unit::Money(_) => {
            (!is_amount(text, number, all, about, mentions, case)).then_some(Kind::Price)
        }
        Unit::Kuai if is_recorded(number, about) => None,
        Unit::Kuai => (!is_amount(text, number, all, about, mentions, case)).then_some(Kind::Price),
        _ if priced => {
            (!is_amount(text, number, all, about, mentions, case)).then_some(Kind::Price)
        }
        Unit::Percent => (!is_recorded(number, about) && !is_denied_echo(text, number, case))
            .then_some(Kind::Discount),
        Unit::Measure(_) => (!is_recorded(number, about)).then_some(Kind::Quantity),
        Unit::Piece | Unit::Bare => {
            // "The tea has 60 of it" (茶有60件): as many as are left.
            let left = about.goods.iter().filter_map(|good| good.product.stock);
            let has = about.named
                && text[..number.start].trim_end().ends_with('有')
                && left.into_iter().any(|stock| stock * 1000 == number.value);
            let fine = has
                || is_recorded(number, about)
                || is_count(text, number, about, mentions, case)
                || (number.unit == Unit::Bare
                    && is_amount(text, number, all, about, mentions, case));
            (!fine).then_some(Kind::Quantity)
        }
    }
}

/// Whether the shopper's own number is only refused.
fn is_denied_echo(text: &str, number: &Number, case: &Case<'_>) -> bool {
    let (from, _) = clause(text, number.start);
    case.asked_numbers.contains(&number.value) && denies(&text[from..number.start])
}

/// Whether `number` is a limit that the shopper set, and what is named keeps to it.
fn is_limit(
    text: &str,
    number: &Number,
    about: &About<'_>,
    sentence: &Sentence,
    case: &Case<'_>,
) -> bool {
    if matches!(number.unit, Unit::Percent | Unit::Measure(_))
        || !case.asked_numbers.contains(&number.value)
    {
        return false;
    }
    let (before, after) = (&text[..number.start], &text[number.end..]);
    let upper = pattern!(concat!(
        r"(?i)(?:\b(?:under|below|less than|up to|within|no more than|not more than|at most|max(?:imum)?(?: of)?|cheaper than|",
        r"lower than|budget(?: is| of)?|(?:not )?exceed(?:s|ing)?|beneath|limit(?: of)?)|不超过|低于|少于|小于|不到|不高于|预算(?:是|为)?|最多|控制在|便宜过)\s*(?:about |around )?$"
    ))
    .is_match(before)
        || pattern!(r"(?i)^\s*(?:以内|以下|之内|内|or less|or under|or below|or cheaper|max\b|budget|limit|的?预算)").is_match(after);
    let lower = pattern!(r"(?i)(?:\b(?:over|above|more than|at least|from|starting at)|高于|超过|大于|至少|不低于)\s*$").is_match(before)
        || pattern!(r"(?i)^\s*(?:以上|起|or more|and up|or above)").is_match(after);
    let near = pattern!(r"(?i)\b(?:around|about|roughly|near)\s*$|(?:大约|约|差不多)$")
        .is_match(before)
        || pattern!(r"^\s*(?:左右|上下|出头)").is_match(after);
    if !(upper || lower || near) {
        return false;
    }
    if !about.named || is_missing(&sentence.text) || denies(&sentence.text) {
        return true;
    }
    about.goods.iter().any(|good| {
        let price = thousandths(good.product.price);
        (upper && price <= number.value) || (lower && price >= number.value)
    })
}

/// Whether the words around `number` make it a price.
fn is_priced(text: &str, number: &Number) -> bool {
    matches!(number.unit, Unit::Bare | Unit::Kuai)
        && pattern!(concat!(
            r"(?i)(?:\b(?:costs?|price[ds]?(?: is| at| of| was)?|priced at|sells? for|selling for|sold for|comes to|total(?: is| of)?)|",
            r"售价|价格|单价|定价|卖价|总价|合计|总计|只卖|卖|价钱)\s*(?:是|为|:|just |only |only: |仅|仅需|只要|才)*\s*$"
        ))
        .is_match(&text[..number.start])
}

/// Whether the words around `number` say how many are left.
fn is_stock(text: &str, number: &Number) -> bool {
    if !matches!(number.unit, Unit::Bare | Unit::Piece | Unit::Kuai) {
        return false;
    }
    let (before, after) = (&text[..number.start], &text[number.end..]);
    let kinds = pattern!(r"(?:款|种|样|位|人|次|单|笔)$").is_match(&text[number.start..number.end]);
    let chinese = pattern!(
        r"(?:库存|存货|还有|还剩下?|仅剩|只剩|剩余|剩下|剩|余|现货|现有|有货)(?:数?量)?(?:还有|只有|有|仅|为|是|:|约|大约)*\s*$"
    );
    let english = pattern!(
        r"(?i)\b(?:in stock|stock|stock level|inventory|left|remaining)\b\s*(?:is|are|of|:|at|-|\()*\s*(?:only |just )?$"
    );
    let behind = pattern!(
        r"(?i)^[^,;.0-9]{0,30}?\b(?:in stock|left|remaining|available|to go)\b|^\s*(?:现货|库存|存货|有货|可售)"
    );
    !kinds && (chinese.is_match(before) || english.is_match(before) || behind.is_match(after))
}

/// Whether `number` stands on a product's record with a unit that fits.
fn is_recorded(number: &Number, about: &About<'_>) -> bool {
    about
        .goods
        .iter()
        .flat_map(|good| &good.numbers)
        .any(|held| {
            let fits = match (number.unit, held.unit) {
                (one, other) if one == other => true,
                (Unit::Bare, Unit::Measure(_) | Unit::Piece | Unit::Kuai)
                | (Unit::Kuai, Unit::Piece)
                | (Unit::Kuai | Unit::Piece | Unit::Measure(_), Unit::Bare) => true,
                _ => false,
            };
            let from_age = number.unit == Unit::Measure("year")
                && held.unit == Unit::Measure("month")
                && held.value <= number.value * 12;
            from_age || (fits && held.value == number.value)
        })
}

/// Whether `number` counts what was shown, named, ordered or wished for.
fn is_count(
    text: &str,
    number: &Number,
    about: &About<'_>,
    mentions: &Mentions,
    case: &Case<'_>,
) -> bool {
    let thousand = |count: usize| i64::try_from(count).unwrap_or(i64::MAX / 1000) * 1000;
    if number.value == 1000 && number.spelled {
        return true;
    }
    let counted = number.value <= thousand(case.shown.len()) && number.value % 1000 == 0;
    let ordered = about.orders.iter().map(|row| &case.facts.orders[*row]);
    let named: Vec<_> = about.goods.iter().map(|good| &good.product.key).collect();
    let in_orders = ordered.clone().any(|order| {
        let lines = order
            .lines
            .iter()
            .filter(|line| !about.named || named.contains(&&line.product));
        let each = lines
            .clone()
            .any(|line| line.quantity * 1000 == number.value);
        let sum: i64 = order.lines.iter().map(|line| line.quantity).sum();
        each || (!about.named
            && (sum * 1000 == number.value || thousand(order.lines.len()) == number.value))
    });
    let own_orders = thousand(case.own.len()) == number.value
        && (pattern!(r"(?i)(?:orders?|单|笔)$").is_match(&text[number.start..number.end])
            || pattern!(r"(?i)^\s*(?:past |张)?(?:orders?\b|订单)").is_match(&text[number.end..]));
    let variants =
        pattern!(r"(?i)^\s*(?:个|种)?(?:different )?(?:尺码|颜色|码数?|sizes?\b|colou?rs?\b)")
            .is_match(&text[number.end..])
            && about.goods.iter().any(|good| {
                let lists = good.product.attributes.values();
                lists
                    .into_iter()
                    .any(|list| thousand(list.split([',', '、']).count()) == number.value)
            });
    let of_cards = (number.spelled || number.unit == Unit::Bare || number.unit == Unit::Piece)
        && (pattern!(r"(?i)\b(?:the|these|those|both|all)\s*$|[这那以上下面]$|(?:here are|found|showing|找到了?|这里有|推荐)\s*$")
            .is_match(&text[..number.start])
            || text[number.start..number.end].ends_with(['款', '种']));
    variants
        || ((!about.named || of_cards) && counted)
        || thousand(mentions.places.len()) == number.value
        || in_orders
        || own_orders
        || case.asked_numbers.contains(&number.value)
}

/// Whether `number` is a price, a line's or order's amount, or what code can make of them.
fn is_amount(
    text: &str,
    number: &Number,
    all: &[Number],
    about: &About<'_>,
    mentions: &Mentions,
    case: &Case<'_>,
) -> bool {
    let currency = |code: &str| match number.unit {
        Unit::Money(said) => said == code,
        Unit::Kuai => code == "CNY",
        _ => true,
    };
    let prices: Vec<i64> = about
        .goods
        .iter()
        .filter(|good| currency(good.product.price.currency.code()))
        .map(|good| thousandths(good.product.price))
        .collect();
    // So many at that price: as many as the shopper or the sentence says.
    let times = all
        .iter()
        .filter(|other| matches!(other.unit, Unit::Piece | Unit::Bare))
        .map(|other| other.value);
    let times: Vec<i64> = times
        .chain(case.asked_numbers.iter().copied())
        .filter(|n| (2000..=100_000).contains(n))
        .collect();
    prices.contains(&number.value)
        || prices
            .iter()
            .any(|price| times.iter().any(|n| price * n / 1000 == number.value))
        || is_order_amount(number, about, case, &currency)
        || is_combined(text, number, mentions, case)
}

fn is_order_amount(
    number: &Number,
    about: &About<'_>,
    case: &Case<'_>,
    currency: &impl Fn(&str) -> bool,
) -> bool {
    let named: Vec<_> = about.goods.iter().map(|good| &good.product.key).collect();
    about
        .orders
        .iter()
        .map(|row| &case.facts.orders[*row])
        .filter(|order| currency(order.currency.code()))
        .any(|order| {
            let lines = order
                .lines
                .iter()
                .filter(|line| !about.named || named.contains(&&line.product));
            let line = lines.clone().any(|line| {
                let each = thousandths(line.unit_price);
                each == number.value || each * line.quantity == number.value
            });
            let whole = order
                .total()
                .is_some_and(|total| thousandths(total) == number.value);
            line || whole
        })
}

/// Whether `number` is the sum of what is named, or the difference of two.
fn is_combined(text: &str, number: &Number, mentions: &Mentions, case: &Case<'_>) -> bool {
    let prices: Vec<i64> = mentions
        .places
        .iter()
        .filter_map(|place| place.products.first())
        .map(|row| thousandths(case.facts.goods[*row].product.price))
        .collect();
    let sums = pattern!(
        r"(?i)\b(?:total|together|both|altogether|combined|sum|in all)\b|一共|总共|合计|加起来|一起|共计|共"
    )
    .is_match(text);
    let differs =
        pattern!(r"(?i)\b(?:more|less|cheaper|dearer|difference|differ)\b|便宜|贵|差|多|少")
            .is_match(text);
    let sum: i64 = prices.iter().sum();
    let shown = case
        .shown
        .iter()
        .map(|row| thousandths(case.facts.goods[*row].product.price));
    let all_shown = prices.is_empty() && case.shown.len() > 1 && shown.sum::<i64>() == number.value;
    (sums && (all_shown || prices.len() > 1 && sum == number.value))
        || (differs
            && prices.iter().any(|one| {
                prices
                    .iter()
                    .any(|other| one != other && (one - other).abs() == number.value)
            }))
}

/// Flags codes such as IPX7 or A4 that no record holds.
fn codes(
    text: &str,
    mentions: &Mentions,
    orders: &Named,
    case: &Case<'_>,
    report: &mut Report<'_>,
) {
    let named = mentions.products();
    let rows = if named.is_empty() {
        &case.shown
    } else {
        &named
    };
    for code in pattern!(r"\b[A-Za-z]{1,4}-?\d{1,4}[A-Za-z]?\b").find_iter(text) {
        let lower = code.as_str().to_lowercase();
        let held = rows.iter().any(|row| {
            let good = &case.facts.goods[*row];
            good.record.contains(&lower) || good.product.key.as_str().to_lowercase() == lower
        });
        let member = case
            .asker
            .is_some_and(|asker| asker.as_str().to_lowercase() == lower);
        let echoed = is_missing(text) && case.asked.iter().any(|asked| asked.contains(&lower));
        if !held && !member && !echoed && !orders.any {
            report.flag(Kind::Quantity, code.as_str());
        }
    }
}

/// Flags "in stock" for what is not, "sold out" for what is, and "the last few" for many.
fn stock_words(
    text: &str,
    sentence: &Sentence,
    mentions: &Mentions,
    case: &Case<'_>,
    report: &mut Report<'_>,
) {
    if sentence.question {
        return;
    }
    let words = pattern!(concat!(
        r"(?i)(?P<none>\b(?:out of stock|sold out|unavailable|none left|no longer available)\b|缺货|无货|售罄|卖完|售空|断货|没货|卖光|没有货|没有?现货|没有?库存|暂无库存)|",
        r"(?P<few>\b(?:only a few|last few|just a few|almost (?:gone|sold out)|nearly (?:gone|sold out)|limited stock|running (?:low|out)|selling fast|few left)\b|",
        r"库存不多|库存紧张|所剩不多|仅剩少量|少量|快卖完|手慢无|数量有限)|",
        r"(?P<many>\b(?:plenty|lots|well stocked|fully stocked|large stock)\b|充足|大量|很多库存)|",
        r"(?P<some>\b(?:in stock|available (?:now|today|to order)|still available|(?:is|are) available)\b|有货|现货|有库存)"
    ));
    for found in words.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let (from, around) = clause(text, whole.start());
        // "0 are in stock" is judged as a number.
        if !numbers::find(&around[..whole.start() - from]).is_empty()
            && found.name("some").is_some()
        {
            continue;
        }
        let denied = denies(&around[..whole.start() - from]);
        let rows = mentions.about(text, whole.start(), whole.end(), &[]);
        let rows = if rows.is_empty() {
            case.shown.clone()
        } else {
            rows
        };
        let holds = |stock: i64| {
            if found.name("none").is_some() {
                (stock == 0) != denied
            } else if found.name("few").is_some() {
                (1..=10).contains(&stock) != denied
            } else if found.name("many").is_some() {
                (stock >= 20) != denied
            } else {
                (stock > 0) != denied
            }
        };
        let stocks: Vec<i64> = rows
            .iter()
            .filter_map(|row| case.facts.goods[*row].product.stock)
            .collect();
        let missing =
            rows.is_empty() && (is_missing(text) || denied || found.name("none").is_some());
        if !missing && !stocks.into_iter().any(holds) {
            report.flag(Kind::Stock, whole.as_str());
        }
    }
}
