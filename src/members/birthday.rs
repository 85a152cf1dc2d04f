//! A member's birthday, with or without the year.

use std::fmt;

use chrono::NaiveDate;

/// A day of birth. Many tell the day and keep the year to themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Birthday {
    year: Option<i16>,
    month: u8,
    day: u8,
}

impl Birthday {
    /// A birthday that the calendar has, in a leap year where none is given.
    #[must_use]
    pub fn new(year: Option<i16>, month: u8, day: u8) -> Option<Self> {
        let leap = 2000;
        let named = i32::from(year.unwrap_or(leap));
        let plausible = (1880..=2200).contains(&named);
        let exists = NaiveDate::from_ymd_opt(named, month.into(), day.into()).is_some();
        (plausible && exists).then_some(Self { year, month, day })
    }

    /// Reads `1990-05-17`, or `--05-17` or `05-17` where the year is not told.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let without_year = text.strip_prefix("--").unwrap_or(text);
        let parts: Vec<&str> = without_year.split('-').collect();
        let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !parts.iter().all(digits) {
            return None;
        }
        match parts.as_slice() {
            [month, day] => Self::new(None, month.parse().ok()?, day.parse().ok()?),
            [year, month, day] if year.len() == 4 && without_year == text => Self::new(
                Some(year.parse().ok()?),
                month.parse().ok()?,
                day.parse().ok()?,
            ),
            _ => None,
        }
    }

    /// The year, where it is known.
    #[must_use]
    pub fn year(self) -> Option<i16> {
        self.year
    }

    /// The month, from 1.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }
}

/// `1990-05-17`, or `--05-17` without the year (ISO 8601, the older edition, and vCard write it so).
impl fmt::Display for Birthday {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(formatter, "{year:04}-{:02}-{:02}", self.month, self.day),
            None => write!(formatter, "--{:02}-{:02}", self.month, self.day),
        }
    }
}
