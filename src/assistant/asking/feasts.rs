//! Feasts that follow the moon: those of the Chinese calendar, whose days are a table, and Easter by its rule.

use chrono::{Days, NaiveDate};

use super::dates::Period;

/// A feast of the Chinese calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feast {
    /// The first day of the year.
    NewYear,
    /// The day before.
    NewYearsEve,
    /// The first seven days.
    NewYearHolidays,
    /// The fifteenth day of the first month.
    Lanterns,
    /// The fifth day of the fifth month.
    DragonBoats,
    /// The seventh day of the seventh month.
    DoubleSeventh,
    /// The fifteenth day of the eighth month.
    MidAutumn,
}

/// The first year of the table.
const FIRST: i32 = 2020;
/// Months and days of each year from the first on: of the new year, and of the fifth, the seventh and the eighth month's
/// feast (after the tables of the Hong Kong Observatory).
const DAYS: [[(u32, u32); 4]; 11] = [
    [(1, 25), (6, 25), (8, 25), (10, 1)],
    [(2, 12), (6, 14), (8, 14), (9, 21)],
    [(2, 1), (6, 3), (8, 4), (9, 10)],
    [(1, 22), (6, 22), (8, 22), (9, 29)],
    [(2, 10), (6, 10), (8, 10), (9, 17)],
    [(1, 29), (5, 31), (8, 29), (10, 6)],
    [(2, 17), (6, 19), (8, 19), (9, 25)],
    [(2, 6), (6, 9), (8, 8), (9, 15)],
    [(1, 26), (5, 28), (8, 26), (10, 3)],
    [(2, 13), (6, 16), (8, 16), (9, 22)],
    [(2, 3), (6, 5), (8, 5), (9, 12)],
];

impl Feast {
    /// When it is in a year; nothing in a year that the table does not have.
    pub(super) fn of(self, year: i32) -> Option<Period> {
        let days = DAYS.get(usize::try_from(year - FIRST).ok()?)?;
        let (column, moved, length) = match self {
            Self::NewYear => (0, 0, 1),
            Self::NewYearsEve => (0, -1, 1),
            Self::NewYearHolidays => (0, 0, 7),
            Self::Lanterns => (0, 14, 1),
            Self::DragonBoats => (1, 0, 1),
            Self::DoubleSeventh => (2, 0, 1),
            Self::MidAutumn => (3, 0, 1),
        };
        let (month, day) = days[column];
        let from = NaiveDate::from_ymd_opt(year, month, day)?
            .checked_add_signed(chrono::TimeDelta::days(moved))?;
        let to = from.checked_add_days(Days::new(length))?;
        Some(Period::between(from, to))
    }
}

/// The Sunday of Easter (Meeus 1991, after the anonymous rule in Nature of 1876).
pub(super) fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let shifted = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - shifted + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let day = epact + weekday - 7 * late + 114;
    let (month, day) = (day / 31, day % 31 + 1);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}
