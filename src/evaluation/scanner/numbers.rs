//! Numbers in digits, Chinese numerals and English words, with their units.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::text::{blank, compile, pattern};

/// What a number counts or measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Money of a currency.
    Money(&'static str),
    /// 块: yuan, or pieces.
    Kuai,
    /// Per hundred.
    Percent,
    /// A unit of measure, by its English sign.
    Measure(&'static str),
    /// Things.
    Piece,
    /// Nothing is said.
    Bare,
}

/// A number as it stands in a text.
#[derive(Clone, Debug)]
pub(super) struct Number {
    /// In thousandths.
    pub value: i64,
    /// What it counts.
    pub unit: Unit,
    /// Where it begins.
    pub start: usize,
    /// Where it and its unit end.
    pub end: usize,
    /// Whether it was written in English words or Chinese numerals.
    pub spelled: bool,
}

/// Chinese numerals.
pub(super) const NUMERAL: &str = "[零〇一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟]";

/// Units in the order they are tried, longer ones first.
const UNITS: [(&str, Unit); 34] = [
    (r"(?:%|percent\b|per cent\b|个百分点)", Unit::Percent),
    (r"(?:ml\b|millilit(?:re|er)s?\b|毫升)", Unit::Measure("ml")),
    (r"(?:l\b|lit(?:re|er)s?\b|升)", Unit::Measure("l")),
    (
        r"(?:kg\b|kilos?\b|kilograms?\b|千克|公斤)",
        Unit::Measure("kg"),
    ),
    (r"(?:g\b|grams?\b|克)", Unit::Measure("g")),
    (
        r"(?:cm\b|centimet(?:re|er)s?\b|厘米|公分)",
        Unit::Measure("cm"),
    ),
    (r"(?:mm\b|millimet(?:re|er)s?\b|毫米)", Unit::Measure("mm")),
    (r"(?:inch(?:es)?\b|英寸|寸)", Unit::Measure("in")),
    (
        r"(?:hours?\b|hrs?\b|h\b|个?小时|个?钟头)",
        Unit::Measure("h"),
    ),
    (r"(?:min(?:ute)?s?\b|分钟)", Unit::Measure("min")),
    (
        r"(?:days?\b|business days?\b|working days?\b|个?工作日|天|日)",
        Unit::Measure("day"),
    ),
    (r"(?:weeks?\b|周|个?星期)", Unit::Measure("week")),
    (r"(?:months?\b|个月)", Unit::Measure("month")),
    (r"(?:years?\b|年)", Unit::Measure("year")),
    (r"(?:岁)", Unit::Measure("year")),
    (
        r"(?:°\s?c\b|℃|°|degrees?\b|摄氏度|度)",
        Unit::Measure("deg"),
    ),
    (r"(?:w\b|watts?\b|瓦)", Unit::Measure("w")),
    (r"(?:pages?\b|页)", Unit::Measure("page")),
    (r"(?:m\b|met(?:re|er)s?\b|米)", Unit::Measure("m")),
    (r"(?:yuan\b|rmb\b|cny\b|元|块钱|人民币)", Unit::Money("CNY")),
    (r"(?:pounds?\b|gbp\b|quid\b|英镑|镑)", Unit::Money("GBP")),
    (
        r"(?:dollars?\b|usd\b|bucks?\b|美元|美金)",
        Unit::Money("USD"),
    ),
    (r"(?:euros?\b|eur\b|欧元)", Unit::Money("EUR")),
    (r"(?:块)", Unit::Kuai),
    (r"(?:角|毛钱|毛)", Unit::Money("CNY")),
    (r"(?:pence\b)", Unit::Money("GBP")),
    (r"(?:倍|times\b)", Unit::Measure("times")),
    (r"(?:分\b)", Unit::Measure("score")),
    (r"(?:成)", Unit::Percent),
    (r"(?:点钟|点半|点)", Unit::Measure("o'clock")),
    (
        r"(?:瓶|双|条|本|支|枚|套|份|张|颗|片|道|种|样|把|盏|罐)",
        Unit::Piece,
    ),
    (
        r"(?:件|个|只|款|盒|袋|包|单|笔|位|人|次|层|泡|圈|节|灯|尖)",
        Unit::Piece,
    ),
    (
        r"(?:pcs\b|pieces?\b|items?\b|units?\b|packs?\b|boxes\b|bags?\b|pairs?\b)",
        Unit::Piece,
    ),
    (
        r"(?:products?\b|orders?\b|mugs?\b|candles?\b|options?\b|results?\b)",
        Unit::Piece,
    ),
];

/// The numbers in `text`, in their order.
pub(super) fn find(text: &str) -> Vec<Number> {
    let mut rest = hide_idioms(text);
    let mut found = digits(&rest);
    for number in &found {
        blank(&mut rest, number.start, number.end);
    }
    found.extend(numerals(&rest));
    found.extend(english(&rest));
    found.sort_by_key(|number| number.start);
    found
}

/// The values of the numbers in `text`, in thousandths, units or not; bare Chinese numerals too.
pub(super) fn all(text: &str) -> Vec<i64> {
    let mut values: Vec<i64> = find(text).iter().map(|number| number.value).collect();
    let bare = compile(&format!("{NUMERAL}+"));
    values.extend(
        bare.find_iter(text)
            .filter_map(|numeral| numeral_value(numeral.as_str())),
    );
    values
}

/// `text` in lower case of the same length, without words that only look like numbers.
fn hide_idioms(text: &str) -> String {
    let mut hidden = text.to_ascii_lowercase();
    let idioms = pattern!(concat!(
        r"一下|一些|一起|一般|一定|一样|一点|一直|一番|一边|一来|一切|一共|统一|唯一|十分|万一|千万|百搭|四季|",
        r"三思|半天|第[零一二三四五六七八九十百\d]+|五彩|五金|两用|两相宜|一并|一道|一杯|一步|一会|",
        r"一流|一向|一句|同一|哪一|这一|那一|每一|任一|逐一|\d(?:st|nd|rd|th)\b|\bone (?:of|that|which|is|can)\b|",
        r"\b(?:no|this|that|each|every|the|another|which|any|either|right|good) one\b|\bones\b|\bone's\b"
    ));
    let spans: Vec<_> = idioms
        .find_iter(&hidden)
        .map(|idiom| idiom.range())
        .collect();
    for span in spans {
        blank(&mut hidden, span.start, span.end);
    }
    hidden
}

/// The unit that `text` begins with, after a blank or hyphen, and its length.
fn unit_at(text: &str) -> (Unit, usize) {
    static PATTERNS: LazyLock<Vec<(Regex, Unit)>> = LazyLock::new(|| {
        let compile =
            |(unit, meaning): &(&str, Unit)| (compile(&format!(r"^[ -]?[多余]?{unit}")), *meaning);
        UNITS.iter().map(compile).collect()
    });
    PATTERNS
        .iter()
        .find_map(|(unit, meaning)| unit.find(text).map(|found| (*meaning, found.end())))
        .unwrap_or((Unit::Bare, 0))
}

/// Numbers in digits.
fn digits(text: &str) -> Vec<Number> {
    let pattern = pattern!(concat!(
        r"(?P<sign>[¥£$€]|\b(?:rmb|cny|gbp|usd|eur))?\s?",
        r"(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    ));
    pattern
        .captures_iter(text)
        .filter_map(|found| digit_number(text, &found))
        .collect()
}

fn digit_number(text: &str, found: &Captures<'_>) -> Option<Number> {
    let value = found.name("value")?;
    let sign = found.name("sign");
    let start = sign.map_or(value.start(), |sign| sign.start());
    let glued = text[..value.start()]
        .chars()
        .next_back()
        .is_some_and(|c| c.is_ascii_alphabetic());
    if glued && sign.is_none() {
        return None;
    }
    let amount = decimal(value.as_str())?;
    if let Some(sign) = sign {
        let end = value.end();
        return Some(Number {
            value: amount,
            unit: currency(sign.as_str()),
            start,
            end,
            spelled: false,
        });
    }
    Some(with_unit(text, start, value.end(), amount, false))
}

/// The number of `value` at `start..end`, with the unit and the tail (九块九) that follow it.
fn with_unit(text: &str, start: usize, end: usize, value: i64, spelled: bool) -> Number {
    let (unit, length) = unit_at(&text[end..]);
    let mut number = Number {
        value,
        unit,
        start,
        end: end + length,
        spelled,
    };
    let word = &text[end..end + length];
    if word.ends_with('角') || word.contains('毛') {
        number.value /= 10;
    } else if word.contains("pence") {
        number.value /= 100;
    } else if word.ends_with('成') {
        number.value *= 10;
    }
    let tail = if unit == Unit::Kuai {
        pattern!(
            r"^([0-9一二三四五六七八九])(?:毛钱?|角|[^0-9零〇十百千\p{Han}]|$|[的了哦呢吧啊呀吗])"
        )
    } else {
        pattern!(r"^([0-9一二三四五六七八九])(?:毛|角)")
    };
    if matches!(unit, Unit::Kuai | Unit::Money("CNY"))
        && let Some(tail) = tail.captures(&text[number.end..])
        && let Some(tenths) = numeral_value(&tail[1]).or_else(|| decimal(&tail[1]))
    {
        number.value += tenths / 10;
        number.end += tail[1].len();
        number.unit = Unit::Money("CNY");
    }
    number
}

fn currency(sign: &str) -> Unit {
    Unit::Money(match sign {
        "¥" | "rmb" | "cny" => "CNY",
        "£" | "gbp" => "GBP",
        "€" | "eur" => "EUR",
        _ => "USD",
    })
}

/// `text`, digits with at most one point and commas between thousands, in thousandths.
fn decimal(text: &str) -> Option<i64> {
    let text = text.replace(',', "");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
    format!("{whole}{fraction}").parse().ok()
}

/// Numbers in Chinese numerals; they count only with a unit behind them.
fn numerals(text: &str) -> Vec<Number> {
    static PATTERN: LazyLock<Regex> =
        LazyLock::new(|| compile(&format!("(?:半|{NUMERAL}+)(?:点{NUMERAL}+)?")));
    PATTERN
        .find_iter(text)
        .filter_map(|found| {
            let value = numeral_value(found.as_str())?;
            let number = with_unit(text, found.start(), found.end(), value, true);
            (number.unit != Unit::Bare).then_some(number)
        })
        .collect()
}

/// The value of a Chinese numeral in thousandths.
pub(super) fn numeral_value(text: &str) -> Option<i64> {
    if text == "半" {
        return Some(500);
    }
    let (whole, fraction) = text.split_once('点').unwrap_or((text, ""));
    let mut thousandths = whole_value(whole)?.checked_mul(1000)?;
    for (c, place) in fraction.chars().zip([100, 10, 1]) {
        thousandths += numeral_digit(c)? * place;
    }
    Some(thousandths)
}

fn whole_value(text: &str) -> Option<i64> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > 9 {
        return None;
    }
    if characters.iter().all(|c| numeral_digit(*c).is_some()) {
        // Read digit by digit, 二〇二六.
        return characters
            .iter()
            .try_fold(0_i64, |sum, c| Some(sum * 10 + numeral_digit(*c)?));
    }
    let (mut total, mut section, mut digit, mut last_place) = (0_i64, 0_i64, 0_i64, 1_i64);
    for c in characters {
        if let Some(value) = numeral_digit(c) {
            digit = value;
            last_place = if value == 0 { 10 } else { last_place };
        } else if c == '万' {
            total += (section + digit) * 10_000;
            (section, digit, last_place) = (0, 0, 10_000);
        } else {
            let place = match c {
                '十' | '拾' => 10,
                '百' | '佰' => 100,
                _ => 1000,
            };
            section += digit.max(1) * place;
            (digit, last_place) = (0, place);
        }
    }
    // 两百五 is 250.
    let tail = if last_place >= 100 {
        digit * last_place / 10
    } else {
        digit
    };
    Some(total + section + tail)
}

fn numeral_digit(c: char) -> Option<i64> {
    let sets = [
        "零〇",
        "一壹",
        "二两贰",
        "三叁",
        "四肆",
        "五伍",
        "六陆",
        "七柒",
        "八捌",
        "九玖",
    ];
    sets.iter()
        .position(|set| set.contains(c))
        .and_then(|value| i64::try_from(value).ok())
}

/// Numbers in English words.
fn english(text: &str) -> Vec<Number> {
    let pattern = pattern!(concat!(
        r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|",
        r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|",
        r"hundred|thousand|dozen|a dozen|one|half a)(?:[ -](?:and )?(?:one|two|three|four|five|six|seven|",
        r"eight|nine|hundred|thousand|dozen|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety))*\b"
    ));
    pattern
        .find_iter(text)
        .filter_map(|found| {
            let value = spelled_value(found.as_str())?;
            Some(with_unit(text, found.start(), found.end(), value, true))
        })
        .collect()
}

fn spelled_value(text: &str) -> Option<i64> {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let (mut total, mut section) = (0_i64, 0_i64);
    for word in text
        .split([' ', '-'])
        .filter(|word| !matches!(*word, "and" | "a"))
    {
        let position = |list: &[&str]| {
            list.iter()
                .position(|other| *other == word)
                .and_then(|at| i64::try_from(at).ok())
        };
        if let Some(value) = position(&SMALL) {
            section += value * 1000;
        } else if let Some(value) = position(&TENS) {
            // "thirty-nine ninety" is a price.
            let cents = section > 0 && section < 100_000;
            section += if cents {
                (value + 2) * 100
            } else {
                (value + 2) * 10_000
            };
        } else {
            match word {
                "half" => section = 500,
                "dozen" => section = section.max(1000) * 12,
                "hundred" => section = section.max(1000) * 100,
                "thousand" => {
                    total += section.max(1000) * 1000;
                    section = 0;
                }
                _ => return None,
            }
        }
    }
    Some(total + section)
}
