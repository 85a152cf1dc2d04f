//! Named parts of a year, the year they are of, and stretches from one day to another: "last summer", 去年双十一前后, "from
//! March to May last year", 今年上半年.

use std::sync::LazyLock;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use regex::Regex;

use super::dates::{self, Period};
use super::feasts::{Feast, easter};
use crate::guardrails::pattern;

/// A part of a year, whichever year it is.
#[derive(Clone, Copy)]
enum Part {
    /// So many months from one on, which may reach into the next year.
    Months(u32, u32),
    /// A day of a month.
    Day(u32, u32),
    /// Days of a month, from one to another.
    Days(u32, u32, u32),
    /// A feast of the Chinese calendar.
    Feast(Feast),
    /// The Sunday of Easter by the calendar of the west; so many days after it to so many days.
    Easter(i64, i64),
    /// The day after the fourth Thursday of November, and so many days more.
    BlackFriday(u64),
}

/// Parts of a year by their names, in small letters; the longer before those that begin alike.
#[rustfmt::skip]
const NAMED: [(Part, &[&str]); 39] = [
    (Part::Feast(Feast::NewYearHolidays), &["春节期间", "春节假期", "春节长假", "过年期间", "chinese new year holidays", "chinese new year holiday", "spring festival holiday"]),
    (Part::Feast(Feast::NewYear), &["春节", "大年初一", "农历新年", "过年", "chinese new year", "lunar new year", "spring festival"]),
    (Part::Feast(Feast::NewYearsEve), &["除夕", "大年三十"]),
    (Part::Feast(Feast::Lanterns), &["元宵节", "元宵", "lantern festival"]),
    (Part::Feast(Feast::DragonBoats), &["端午节", "端午", "dragon boat festival"]),
    (Part::Feast(Feast::DoubleSeventh), &["七夕节", "七夕", "qixi festival", "qixi"]),
    (Part::Feast(Feast::MidAutumn), &["中秋节", "中秋", "mid-autumn festival", "moon festival"]),
    (Part::Day(3, 8), &["三八妇女节", "妇女节", "三八节", "女神节", "women's day"]),
    (Part::Day(6, 1), &["六一儿童节", "儿童节", "children's day"]),
    (Part::Days(10, 1, 7), &["national day holiday", "golden week"]),
    (Part::Months(7, 2), &["暑假", "暑期"]),
    (Part::Months(3, 3), &["springtime", "spring", "春天", "春季", "开春"]),
    (Part::Months(6, 3), &["summertime", "summer", "夏天", "夏季", "入夏"]),
    (Part::Months(9, 3), &["autumn", "秋天", "秋季", "入秋"]),
    (Part::Months(12, 3), &["wintertime", "winter", "冬天", "冬季", "入冬"]),
    (Part::Months(1, 6), &["first half of the year", "first half-year", "first half year", "first six months of the year", "first half", "h1", "上半年"]),
    (Part::Months(7, 6), &["second half of the year", "second half-year", "second half year", "last six months of the year", "second half", "h2", "下半年"]),
    (Part::Months(1, 3), &["first quarter of the year", "first quarter", "1st quarter", "q1", "第一季度", "一季度", "第1季度", "1季度"]),
    (Part::Months(4, 3), &["second quarter of the year", "second quarter", "2nd quarter", "q2", "第二季度", "二季度", "第2季度", "2季度"]),
    (Part::Months(7, 3), &["third quarter of the year", "third quarter", "3rd quarter", "q3", "第三季度", "三季度", "第3季度", "3季度"]),
    (Part::Months(10, 3), &["fourth quarter of the year", "fourth quarter", "4th quarter", "last quarter of the year", "q4", "第四季度", "四季度", "第4季度", "4季度"]),
    (Part::Day(12, 24), &["christmas eve", "平安夜"]),
    (Part::Day(12, 25), &["christmas day", "christmastime", "christmas time", "christmas", "xmas day", "xmas", "圣诞节", "圣诞"]),
    (Part::Day(12, 26), &["boxing day", "节礼日"]),
    (Part::Day(12, 31), &["new year's eve", "new years eve", "跨年夜"]),
    (Part::Day(1, 1), &["new year's day", "new years day", "new year's", "元旦"]),
    (Part::Day(2, 14), &["valentine's day", "valentines day", "valentine's", "valentines", "情人节"]),
    (Part::Day(10, 31), &["halloween", "万圣节"]),
    (Part::Day(6, 18), &["618", "六一八"]),
    (Part::Day(5, 20), &["520", "五二零"]),
    (Part::Day(11, 11), &["双十一", "双11", "双十一大促", "singles' day", "singles day"]),
    (Part::Day(12, 12), &["双十二", "双12"]),
    (Part::Days(10, 1, 7), &["国庆黄金周", "国庆长假", "国庆假期", "十一黄金周", "十一长假", "十一假期", "十一期间", "十一国庆", "国庆那七天", "国庆七天", "国庆7天", "国庆那7天", "国庆的7天", "国庆节期间", "国庆节假期", "国庆期间"]),
    (Part::Day(10, 1), &["国庆节", "国庆"]),
    (Part::Days(5, 1, 5), &["五一长假", "五一假期", "五一期间", "五一黄金周"]),
    (Part::Day(5, 1), &["五一", "劳动节", "may day"]),
    (Part::Easter(-2, 2), &["easter weekend", "easter", "复活节"]),
    (Part::BlackFriday(4), &["black friday weekend", "black friday to cyber monday", "黑五到网一"]),
    (Part::BlackFriday(1), &["black friday", "黑色星期五", "黑五"]),
];
/// The names of numbers alone, which are no part of a year unless what follows shows that they are one.
const BARE: [&str; 2] = ["618", "520"];

/// Which year, said before it.
static YEAR_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:the )?(last year(?:'s)?|this year(?:'s)?|the year before last(?:'s)?|last|this|past|previous) |(?:in )?((?:19|20)[0-9]{2})(?:'s|年的?)? ?|(今年|本年|去年|前年|上个?|这个?)的? ?)(?:the )?",
    )
});
/// Which year, said behind it.
static YEAR_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^,? (?:of |in )?(?:(last year|this year|the year before last|the year before|the previous year)|((?:19|20)[0-9]{2}))(?:[^0-9a-z]|$)",
    )
});
/// Some days on either side.
static AROUND_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:in the days |at the time )?(?:around|over|round|about) (?:the )?")
});
static AROUND_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^ ?(?:前后|那会儿|那阵子|那几天|左右|那段时间|(?:season|period|holidays)\b)")
});
/// No more than the day itself.
static ITSELF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^ ?(?:当天|那天|这天|期间|大促期间|大促|活动期间|活动|节|itself\b)")
});
/// A part of a month, or of a named part of the year: "the first week of December", 三月上旬.
static EDGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:the )?(first|last) (week|fortnight|two weeks|half|ten days) (?:of|in) ")
});
/// "The week before Christmas".
static DAYS_BESIDE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:the )?(day|week|fortnight|two weeks|month) (before|after) "));
/// 圣诞节前一周.
static DAYS_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:的)?之?(前|后)(?:的)?([0-9]{1,2}|[一两二三四五六七八九十]{1,2})(周|天|个星期|星期|个礼拜|个月)",
    )
});
/// A day behind a month: 8月15号.
static DAY_OF_MONTH: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[0-9一二三四五六七八九十]{1,3}[日号]"));
static SAME_TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:around |at )?(?:about )?(?:this|the same) time last year|去年(?:的)?(?:这个时候|这时候|同期|此时))",
    )
});
/// "Since the start of September" is since September.
static START: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:the )?(?:very )?(?:start|beginning) of (?:the )?"));
static DECADE: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[上中下]旬|^[上下]半月|^月?[初中底末]|^的?第?[一二三四]周"));
/// What makes the end of a stretch a bound: 9月底之前.
static BOUNDS: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:[之以]?[前后]|以来|为止|起)"));
/// Words before which the end of a stretch is a bound: "before the end of September".
static BOUND_BY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:before|until|till|by|since|after|to|from) $"));
/// The end of a month or of a year that is over: "the end of last year", "late October", 去年年底.
static LATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:the )?(?:(?:very )?(end) of |(early|mid|late)[ -])(?:the )?"));
static ENDS_OF_YEAR: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:(去年|前年)|((?:19|20)[0-9]{2})年)的?年?([初底末])"));
/// Days of a month: "1 to 25 December 2025", 12月1日到25日 is read by its own end.
static ENGLISH_DAYS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:the )?([0-9]{1,2})(?:st|nd|rd|th)? ?(?:to|-|–|and|until|till|through) ?(?:the )?([0-9]{1,2})(?:st|nd|rd|th)? (?:of )?",
        r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b\.?",
    ))
});
/// 6-8月.
static CHINESE_MONTHS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^([0-9]{1,2}|[一二三四五六七八九十]{1,2})月? ?(?:-|–|—|到|至|~) ?([0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?",
    )
});

/// Years in which every day of the calendar has been: the 29th of February leaves out seven at most.
const MOST_YEARS: i32 = 9;
/// Days on either side of a day around which something is asked.
const AROUND: u64 = 7;

/// The first or the last days of a part of the year, those before it or behind it, and the same time of another year.
pub(super) fn edge(before: &str, rest: &str, today: NaiveDate) -> Option<(usize, Period)> {
    if let Some(found) = SAME_TIME.find(rest) {
        let day = years(Period::day(today)?, -1)?;
        return Some((found.end(), widened(day)?));
    }
    if let Some(found) = DAYS_BESIDE.captures(rest) {
        let start = found.get(0)?.end();
        let (length, whole, _) = qualified(&rest[start..], today)?;
        let period = beside(whole, days_of(&found[1])?, &found[2] == "after")?;
        return Some((start + length, period));
    }
    if let Some((length, whole, _)) = qualified(rest, today)
        && let Some(found) = DAYS_BEHIND.captures(&rest[length..])
    {
        let days = u64::from(dates::numeral(&found[2])?) * days_of(&found[3])?;
        let period = beside(whole, days, &found[1] == "后")?;
        return Some((length + found[0].len(), period));
    }
    if let Some(found) = START.find(rest) {
        let start = found.end();
        let (length, period) = part_of_year(&rest[start..], today)
            .or_else(|| dates::single(" in ", &rest[start..], today))?;
        return Some((start + length, period));
    }
    if let Some(found) = ENDS_OF_YEAR.captures(rest) {
        let year = match (found.get(1), found.get(2)) {
            (Some(word), _) => today.year() - back(word.as_str())?,
            (_, Some(number)) => number.as_str().parse().ok()?,
            (None, None) => return None,
        };
        let month = if &found[3] == "初" { 1 } else { 12 };
        let whole = Period::within(year, month, None)?;
        let length = found[0].len();
        let bound = month == 12 && BOUNDS.is_match(&rest[length..]);
        let bound = bound.then(|| Period::day(whole.to));
        return Some((length, bound.unwrap_or(Some(whole))?));
    }
    if let Some(found) = LATE.captures(rest) {
        return late(before, rest, &found, today);
    }
    if let Some(found) = EDGE.captures(rest) {
        let start = found.get(0)?.end();
        let own = qualified(&rest[start..], today).or_else(|| {
            let (length, part) = part(&rest[start..])?;
            Some((length, begun(part, today)?, ""))
        });
        let month =
            || dates::single(" in ", &rest[start..], today).filter(|(_, own)| is_month(*own));
        let (length, whole, _) =
            own.or_else(|| month().map(|(length, month)| (length, month, "")))?;
        let days = match &found[2] {
            "week" => 7,
            "ten days" => 10,
            "half" => whole.to.signed_duration_since(whole.from).num_days() / 2,
            _ => 14,
        };
        let days = Days::new(u64::try_from(days).ok()?);
        let period = match &found[1] {
            "first" => Period::between(whole.from, whole.from.checked_add_days(days)?),
            _ => Period::between(whole.to.checked_sub_days(days)?, whole.to),
        };
        return Some((start + length, period));
    }
    let (length, whole) = part_of_year(rest, today)
        .or_else(|| dates::single(" in ", rest, today))
        .filter(|(length, _)| DECADE.is_match(&rest[*length..]))?;
    let word = DECADE.find(&rest[length..])?;
    let day = |day: u32| whole.from.with_day(day);
    if !is_month(whole) {
        return None;
    }
    let (from, to) = match word.as_str() {
        "上旬" | "初" | "月初" => (whole.from, day(11)?),
        "中旬" | "中" | "月中" => (day(11)?, day(21)?),
        "底" | "末" | "月底" | "月末" if BOUNDS.is_match(&rest[length + word.end()..]) => {
            (whole.to, whole.to.succ_opt()?)
        }
        "下旬" | "底" | "末" | "月底" | "月末" => (day(21)?, whole.to),
        "上半月" => (whole.from, day(16)?),
        week if week.ends_with('周') => {
            let place = "一二三四".chars().zip(0..);
            let (_, place) = place.into_iter().find(|(c, _)| week.contains(*c))?;
            (day(place * 7 + 1)?, day(place * 7 + 8)?)
        }
        _ => (day(16)?, whole.to),
    };
    Some((length + word.end(), Period::between(from, to)))
}

fn is_month(period: Period) -> bool {
    (28..=31).contains(&period.to.signed_duration_since(period.from).num_days())
}

/// The beginning, the middle or the end of a month, or the last month of a year that is over.
fn late(
    before: &str,
    rest: &str,
    found: &regex::Captures<'_>,
    today: NaiveDate,
) -> Option<(usize, Period)> {
    let start = found.get(0)?.end();
    let (length, whole) = part_of_year(&rest[start..], today)
        .or_else(|| dates::single(" in ", &rest[start..], today))?;
    let days = whole.to.signed_duration_since(whole.from).num_days();
    let day = |day: u32| whole.from.with_day(day);
    let ends = found.get(1).is_some();
    let (from, to) = match (days, found.get(2).map(|word| word.as_str())) {
        // What has not ended has no end that was.
        _ if whole.lasts(today) && days > 31 => return None,
        _ if ends && BOUND_BY.is_match(before) => (whole.to, whole.to.succ_opt()?),
        (28..=31, Some("early")) => (whole.from, day(11)?),
        (28..=31, Some("mid")) => (day(11)?, day(21)?),
        (28..=31, _) => (day(21)?, whole.to),
        (365..=366, None) => (whole.from.with_month(12)?, whole.to),
        _ => return None,
    };
    Some((start + length, Period::between(from, to)))
}

/// So many days before a period or behind it.
fn beside(period: Period, days: u64, behind: bool) -> Option<Period> {
    let days = Days::new(days);
    Some(if behind {
        Period::between(period.to, period.to.checked_add_days(days)?)
    } else {
        Period::between(period.from.checked_sub_days(days)?, period.from)
    })
}

/// Days of a length of time.
fn days_of(word: &str) -> Option<u64> {
    Some(match word {
        "day" | "天" => 1,
        "week" | "周" | "个星期" | "星期" | "个礼拜" => 7,
        "fortnight" | "two weeks" => 14,
        "month" | "个月" => 30,
        _ => return None,
    })
}

/// The same part of another year.
pub(super) fn years(period: Period, by: i32) -> Option<Period> {
    let moved = |day: NaiveDate| {
        let months = Months::new(12 * by.unsigned_abs());
        if by < 0 {
            day.checked_sub_months(months)
        } else {
            day.checked_add_months(months)
        }
    };
    Some(Period {
        from: moved(period.from)?,
        to: moved(period.to)?,
        ..period
    })
}

/// A part of a year with what says of which.
pub(super) fn part_of_year(rest: &str, today: NaiveDate) -> Option<(usize, Period)> {
    let around = AROUND_BEFORE.find(rest).map_or(0, |found| found.end());
    // "Over" compares where no part of a year follows.
    let (around, (own, period, name)) = [around, 0]
        .into_iter()
        .find_map(|skipped| Some((skipped, qualified(&rest[skipped..], today)?)))?;
    let length = around + own;
    let one = period.is_day();
    if let Some(behind) = AROUND_BEHIND.find(&rest[length..]) {
        let period = if one { widened(period)? } else { period };
        return Some((length + behind.end(), period));
    }
    let behind = ITSELF.find(&rest[length..]).map_or(0, |found| found.end());
    if BARE.contains(&name) && behind == 0 && !dated(&rest[length..]) {
        return None;
    }
    if around > 0 && one {
        return Some((length + behind, widened(period)?));
    }
    Some((length + behind, period))
}

/// Whether what stands behind a number shows that it is a date.
fn dated(behind: &str) -> bool {
    let behind = behind.trim_start();
    let listed = ["和双", "、双", "或双", "跟双", "与双"];
    listed.iter().any(|joined| behind.starts_with(joined))
        || behind.starts_with(['之', '以', '前', '后', '那', '当', '期', '活', '大'])
        // 618买过小家电: a verb behind a number that counts nothing.
        || behind.starts_with(['买', '下', '消', '花', '购', '来', '没', '逛', '就', '时', '都'])
}

fn widened(period: Period) -> Option<Period> {
    Some(Period {
        from: period.from.checked_sub_days(Days::new(AROUND))?,
        to: period.to.checked_add_days(Days::new(AROUND))?,
        stretch: true,
    })
}

/// A part of a year, its year before or behind it; its length and its own name.
fn qualified(rest: &str, today: NaiveDate) -> Option<(usize, Period, &str)> {
    let year = YEAR_BEFORE.captures(rest);
    let year = year.and_then(|year| {
        let start = year.get(0)?.end();
        Some((part(&rest[start..])?, year, start))
    });
    if let Some(((length, part), year, start)) = year {
        let name = &rest[start..start + length];
        let word = year
            .get(1)
            .or_else(|| year.get(3))
            .map(|word| word.as_str());
        let period = match (word, year.get(2)) {
            (_, Some(number)) => of_year(part, number.as_str().parse().ok()?),
            (Some("last" | "past" | "previous" | "上" | "上个"), _) => ended(part, today),
            (Some(word), _) => of_year(part, today.year() - back(word)?),
            (None, None) => None,
        };
        return Some((start + length, period?, name));
    }
    let (length, part) = part(rest)?;
    let name = &rest[..length];
    if let Some(year) = YEAR_BEHIND.captures(&rest[length..]) {
        let (word, number) = (year.get(1), year.get(2));
        let period = match (word, number) {
            (Some(word), _) => of_year(part, today.year() - back(word.as_str())?),
            (_, Some(number)) => of_year(part, number.as_str().parse().ok()?),
            (None, None) => None,
        };
        let end = word.or(number)?.end();
        return Some((length + end, period?, name));
    }
    // Alone a month is read elsewhere.
    let (_, part) = of_several(rest)?;
    Some((length, begun(part, today)?, name))
}

/// How many years back a word means.
fn back(word: &str) -> Option<i32> {
    Some(match word.trim_end_matches("'s") {
        "this year" | "this" | "今年" | "本年" | "这" | "这个" => 0,
        "last year" | "去年" | "the previous year" | "the year before" => 1,
        "the year before last" | "前年" => 2,
        _ => return None,
    })
}

/// A part of a year by its name.
fn named(rest: &str) -> Option<(usize, Part)> {
    NAMED.iter().find_map(|(part, names)| {
        let name = names.iter().find(|name| {
            let behind = rest.strip_prefix(**name);
            let latin = |c: char| c.is_ascii_alphanumeric();
            behind.is_some_and(|behind| !(name.ends_with(latin) && behind.starts_with(latin)))
        })?;
        Some((name.len(), *part))
    })
}

/// 6-8月.
fn months(rest: &str) -> Option<(usize, Part)> {
    let found = CHINESE_MONTHS.captures(rest)?;
    let (first, last) = (dates::numeral(&found[1])?, dates::numeral(&found[2])?);
    let valid = (1..=12).contains(&first) && (1..=12).contains(&last) && first != last;
    let end = found.get(2)?.end() + "月".len();
    let end = end + if rest[end..].starts_with('份') { 3 } else { 0 };
    let count = (last + 12 - first) % 12 + 1;
    let valid = valid && !DAY_OF_MONTH.is_match(&rest[end..]);
    valid.then_some((end, Part::Months(first, count)))
}

/// "1 to 25 December".
fn days_of_month(rest: &str) -> Option<(usize, Part)> {
    let found = ENGLISH_DAYS.captures(rest)?;
    let month = dates::month(&found[3])?;
    let (from, to) = (found[1].parse().ok()?, found[2].parse().ok()?);
    (from < to).then_some((found[0].len(), Part::Days(month, from, to)))
}

/// A part of a year by its name, or from one month or day to another.
fn of_several(rest: &str) -> Option<(usize, Part)> {
    named(rest)
        .or_else(|| months(rest))
        .or_else(|| days_of_month(rest))
}

/// A part of a year: one of those, or a month with or without a day.
fn part(rest: &str) -> Option<(usize, Part)> {
    if let Some(found) = of_several(rest) {
        return Some(found);
    }
    let (length, month, day) = dates::month_and_day(rest)?;
    Some((
        length,
        day.map_or(Part::Months(month, 1), |day| Part::Day(month, day)),
    ))
}

/// A part of a certain year.
fn of_year(part: Part, year: i32) -> Option<Period> {
    match part {
        Part::Months(month, count) => {
            Period::months(NaiveDate::from_ymd_opt(year, month, 1)?, count)
        }
        Part::Day(month, day) => Period::within(year, month, Some(day)),
        Part::Days(month, from, to) => {
            let last = NaiveDate::from_ymd_opt(year, month, to)?;
            let from = NaiveDate::from_ymd_opt(year, month, from)?;
            Some(Period {
                stretch: true,
                ..Period::between(from, last.succ_opt()?)
            })
        }
        Part::Feast(feast) => feast.of(year),
        Part::Easter(from, to) => {
            let sunday = easter(year)?;
            let moved = |days: i64| sunday.checked_add_signed(chrono::TimeDelta::days(days));
            Some(Period::between(moved(from)?, moved(to)?))
        }
        Part::BlackFriday(length) => {
            let thursday = NaiveDate::from_weekday_of_month_opt(year, 11, Weekday::Thu, 4)?;
            let from = thursday.succ_opt()?;
            let to = from.checked_add_days(Days::new(length))?;
            Some(Period::between(from, to))
        }
    }
}

/// The last one that has begun.
fn begun(part: Part, today: NaiveDate) -> Option<Period> {
    (0..MOST_YEARS)
        .filter_map(|back| of_year(part, today.year() - back))
        .find(|period| period.from <= today)
}

/// The last one that is over.
fn ended(part: Part, today: NaiveDate) -> Option<Period> {
    (0..MOST_YEARS)
        .filter_map(|back| of_year(part, today.year() - back))
        .find(|period| period.to <= today)
}
