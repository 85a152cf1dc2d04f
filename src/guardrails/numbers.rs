//! Numbers as people write them: digits, full-width digits, Chinese numerals, English words.

use std::sync::LazyLock;

use regex::Regex;

use super::text::pattern;

/// What a number is a number of, told by what stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Money; the currency's code, or ¥, where a sign or word tells it.
    Money(Option<&'static str>),
    /// Per cent, 折, "off".
    Discount,
    /// A day, month or year.
    Date,
    /// Pieces on the shelf.
    Stock,
    /// Pieces or kinds of something.
    Count,
    /// Anything else: a size, a volume, a model number.
    Plain,
}

/// A number in a normalised text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Its value in thousandths.
    pub(super) milli: i64,
    /// What it counts.
    pub(super) kind: Kind,
}

/// A number that may be an amount of money, as a shopper writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Where it begins in the normalised text, in bytes.
    pub start: usize,
    /// Where it ends, its currency word included.
    pub end: usize,
    /// Its value in thousandths.
    pub milli: i64,
    /// Whether a currency stands beside it.
    pub money: bool,
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)",
        r"|(?P<chinese>[零〇一二两三四五六七八九十百千万]+(?:点[零〇一二三四五六七八九]+)?(?:块[一二三四五六七八九])?)",
        r"|\b(?P<word>(?:(?:one|a|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty",
        r"|sixty|seventy|eighty|ninety)(?:[ -](?:hundred|thousand))+(?:(?: and)? )?)?",
        r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -](?:one|two|three|four|five|six|seven|eight|nine)",
        r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen",
        r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy",
        r"|eighty|ninety|hundred|thousand|dozen)",
        r"|(?:one|a|two|three|four|five|six|seven|eight|nine)[ -](?:hundred|thousand))\b",
    ))
});

static MONEY_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(¥|£|\$|€|rmb|cny|gbp|usd|eur)\s*$"));
static MONEY_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*(元|块钱|块|圆|人民币|英镑|镑|美元|美金|欧元|便士|毛|角|yuan\b|kuai\b|rmb\b|cny\b|pounds?\b",
        r"|quid\b|gbp\b|pence\b|p\b|dollars?\b|bucks?\b|usd\b|euros?\b|eur\b|¥|£|\$|€)",
    ))
});
/// Words after which a bare number is an amount.
static PRICE_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(\b(costs?|priced? (at|is|of)|price:|sells? for|on sale for|yours for|only for|pay)( only| just)?",
        r"|售价|价格|定价|卖价|单价|只要|只需|仅需|仅售|卖)\s*(是|为|才|只要)?[:：]?\s*$",
    ))
});
static DISCOUNT_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(%|per ?cent\b|percent\b|折|成(新|优惠)?|off\b)"));
/// 五号电池 is a size of batteries.
static BATTERY: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*号(?:碱性)?电池"));
static DATE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(\s*(年|月|日|号)|[-/]\d|(st|nd|rd|th)\b|\s*(days?|weeks?|months?|hours?)\b|\s*(个)?(工作日|天|周|星期|小时|月)",
        r"|\s*(january|february|march|april|may|june|july|august|september|october|november|december)\b)",
    ))
});
static DATE_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(\d[-/]|\b(january|february|march|april|may|june|july|august|september|october|november",
        r"|december|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)\.?\s*)$",
    ))
});
static STOCK_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*(pieces?|pcs|units?|items?|of them|copies|件|个|只|盒|瓶|把|套|条|本|袋|包|盏|双)?\s*",
        r"(currently |still |now )?(are |is )?(in stock|left\b|available\b|remaining\b|on the shelf|库存|现货|有货|可售)",
    ))
});
static STOCK_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(库存|现货|剩余|还剩|仅剩|只剩|还有|尚余|stock:?|stock of|stock is|in stock:?|left:?|有货)\s*(量|数量)?(还)?(为|是|有|共)?[:：]?\s*(只有|仅有)?$",
    )
});
static COUNT_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*(件|个|只|款|种|样|条|盒|瓶|杯|本|套|双|支|张|包|袋|把|盏|副|份|other|more|such|great|nice|different",
        r"|options?|items?|products?|kinds?|types?|pieces?|choices?|things?|articles?|of (them|these|those|the|our))",
    ))
});
/// What a lone Chinese numeral must stand before to be a number at all: 十分, 万一 and 千万 are words.
static CHINESE_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(元|块|圆|折|%|英镑|镑|美元|欧元|毛|角|件|个|只|款|种|样|条|盒|瓶|杯|本|套|双|支|张|包|袋|把|盏|副|份|天|周|小时|分钟|年|月|日|号|毫升|升|克|斤|米|厘米|公斤|寸|岁|片|颗|枚|块)",
    )
});

/// All numbers in a normalised text.
pub(super) fn mentions(text: &str) -> Vec<Mention> {
    NUMBER
        .captures_iter(text)
        .filter_map(|found| mention(text, &found))
        .collect()
}

fn mention(text: &str, found: &regex::Captures<'_>) -> Option<Mention> {
    let whole = found.get(0)?;
    let (before, after) = (&text[..whole.start()], &text[whole.end()..]);
    let (milli, chinese) = match (found.name("digits"), found.name("chinese")) {
        (Some(digits), _) => (read_digits(digits.as_str())?, false),
        (None, Some(numeral)) => (read_chinese(numeral.as_str())?, true),
        (None, None) => (read_word(whole.as_str())?.checked_mul(1000)?, false),
    };
    let milli = milli / parts_of_a_unit(after);
    let kind = if whole.as_str().contains('块') {
        Kind::Money(Some("CNY"))
    } else {
        kind(before, after)
    };
    let counts_one = milli == 1000 && chinese && matches!(kind, Kind::Count | Kind::Plain);
    let part_of_a_word =
        chinese && kind == Kind::Plain && (!CHINESE_UNIT.is_match(after) || before.ends_with('第'));
    if counts_one || part_of_a_word {
        return None;
    }
    Some(Mention {
        start: whole.start(),
        end: whole.end(),
        milli,
        kind,
    })
}

fn kind(before: &str, after: &str) -> Kind {
    if let Some(sign) = MONEY_BEFORE.captures(before) {
        return Kind::Money(code(&sign[1]));
    }
    if let Some((word, _)) = money_after(after) {
        return Kind::Money(code(word));
    }
    if DISCOUNT_AFTER.is_match(after) {
        Kind::Discount
    } else if BATTERY.is_match(after) {
        Kind::Plain
    } else if DATE_AFTER.is_match(after) || DATE_BEFORE.is_match(before) {
        Kind::Date
    } else if STOCK_AFTER.is_match(after) || STOCK_BEFORE.is_match(before) {
        Kind::Stock
    } else if COUNT_AFTER.is_match(after) {
        Kind::Count
    } else if PRICE_BEFORE.is_match(before) {
        Kind::Money(None)
    } else {
        Kind::Plain
    }
}

/// How many of the unit that stands after a number make one of the currency's: 50 pence are half a pound.
fn parts_of_a_unit(after: &str) -> i64 {
    match money_after(after) {
        Some(("pence" | "p" | "便士", _)) => 100,
        Some(("毛" | "角", _)) => 10,
        _ => 1,
    }
}

/// The currency's word or sign that stands after a number, and where it ends. A sign before another number
/// is that one's: of `13 ¥25.90` only the second is money.
fn money_after(after: &str) -> Option<(&str, usize)> {
    let word = MONEY_AFTER.captures(after)?.get(1)?;
    let sign = !word.as_str().chars().any(char::is_alphabetic);
    let next = after[word.end()..].trim_start();
    let of_next = sign && next.starts_with(|c: char| c.is_ascii_digit());
    (!of_next).then_some((word.as_str(), word.end()))
}

/// The currency of a sign or word. ¥ stands for itself: it is the yuan's sign and the yen's.
fn code(sign: &str) -> Option<&'static str> {
    match sign {
        "¥" => Some("¥"),
        "元" | "块钱" | "块" | "圆" | "人民币" | "毛" | "角" | "yuan" | "kuai" | "rmb" | "cny" => {
            Some("CNY")
        }
        "£" | "英镑" | "镑" | "pound" | "pounds" | "quid" | "gbp" | "pence" | "p" | "便士" => {
            Some("GBP")
        }
        "$" | "美元" | "美金" | "dollar" | "dollars" | "buck" | "bucks" | "usd" => Some("USD"),
        "€" | "欧元" | "euro" | "euros" | "eur" => Some("EUR"),
        _ => None,
    }
}

/// The numbers in a shopper's (normalised) message that may be amounts of money.
#[must_use]
pub fn amounts(text: &str) -> Vec<Amount> {
    NUMBER
        .captures_iter(text)
        .filter_map(|found| {
            let whole = found.get(0)?;
            let milli = match (found.name("digits"), found.name("chinese")) {
                (Some(digits), _) => read_digits(digits.as_str())?,
                (None, Some(numeral)) => read_chinese(numeral.as_str())?,
                (None, None) => read_word(whole.as_str())?.checked_mul(1000)?,
            };
            let (before, after) = (&text[..whole.start()], &text[whole.end()..]);
            let milli = milli / parts_of_a_unit(after);
            let word = money_after(after).map_or(0, |(_, end)| end);
            let sign = MONEY_BEFORE.find(before);
            let money = word > 0 || sign.is_some() || whole.as_str().contains('块');
            Some(Amount {
                start: sign.map_or(whole.start(), |sign| sign.start()),
                end: whole.end() + word,
                milli,
                money,
            })
        })
        .collect()
}

fn read_digits(text: &str) -> Option<i64> {
    let text = text.replace(',', "");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(1000)?
        .checked_add(fraction.parse().ok()?)
}

/// Reads 三十九, 一百二, 两千零五十, 九块九, 三点五, 一二三. In thousandths.
fn read_chinese(text: &str) -> Option<i64> {
    if let Some((whole, tenths)) = text.split_once('块') {
        return read_chinese(whole)?.checked_add(digit(tenths.chars().next()?)? * 100);
    }
    if let Some((whole, fraction)) = text.split_once('点') {
        let digits: Option<Vec<i64>> = fraction.chars().map(digit).collect();
        let milli = digits?
            .into_iter()
            .zip([100, 10, 1])
            .map(|(d, place)| d * place)
            .sum::<i64>();
        return read_chinese(whole)?.checked_add(milli);
    }
    let unit = |c| match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' => Some(10_000),
        _ => None,
    };
    if !text.chars().any(|c| unit(c).is_some()) {
        let value = text
            .chars()
            .try_fold(0_i64, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?))?;
        return value.checked_mul(1000);
    }
    let (mut sum, mut section, mut current, mut last_unit) = (0_i64, 0_i64, None, 10_i64);
    for c in text.chars() {
        match unit(c) {
            Some(10_000) => {
                sum += (section + current.take().unwrap_or(0)).max(1) * 10_000;
                (section, last_unit) = (0, 10_000);
            }
            Some(unit) => {
                section += current.take().unwrap_or(1) * unit;
                last_unit = unit;
            }
            None if matches!(c, '零' | '〇') => last_unit = 10,
            None => current = Some(digit(c)?),
        }
    }
    // 一百二 is 120, 一百零二 is 102.
    let rest = current.map_or(0, |digit| digit * (last_unit / 10).max(1));
    (sum + section + rest).checked_mul(1000)
}

fn digit(c: char) -> Option<i64> {
    let place = "零一二三四五六七八九".chars().position(|d| d == c);
    match (c, place) {
        ('〇', _) => Some(0),
        ('两', _) => Some(2),
        (_, Some(place)) => i64::try_from(place).ok(),
        _ => None,
    }
}

/// Reads "two", "twenty-five", "three hundred and twenty-eight". `None` for a number that no shop has.
fn read_word(words: &str) -> Option<i64> {
    let parts = words
        .split([' ', '-'])
        .filter(|part| !part.is_empty() && *part != "and");
    let (mut sum, mut current) = (0_i64, 0_i64);
    for part in parts {
        match part {
            "a" | "one" => current = current.checked_add(1)?,
            "hundred" => current = current.max(1).checked_mul(100)?,
            "thousand" => {
                sum = sum.checked_add(current.max(1).checked_mul(1000)?)?;
                current = 0;
            }
            part => current = current.checked_add(small_number(part)?)?,
        }
    }
    sum.checked_add(current)
}

fn small_number(word: &str) -> Option<i64> {
    const WORDS: &[(&str, i64)] = &[
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("thirteen", 13),
        ("fourteen", 14),
        ("fifteen", 15),
        ("sixteen", 16),
        ("seventeen", 17),
        ("eighteen", 18),
        ("nineteen", 19),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("sixty", 60),
        ("seventy", 70),
        ("eighty", 80),
        ("ninety", 90),
        ("dozen", 12),
    ];
    WORDS
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, value)| *value)
}
