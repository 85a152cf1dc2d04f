//! Where things stand from left to right: at dates, labels or numbers.

use chrono::{Datelike, NaiveDate};

use super::content::{Form, Positions};
use super::numbers::{Division, Tick, plain};

/// What the numbers along an axis stand for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Places<'a> {
    /// Days, counted from the common era.
    Days,
    /// The labels, from 0.
    Labels(&'a [String]),
    /// Themselves.
    Numbers(Form),
}

/// How far dates with a label are apart.
#[derive(Clone, Copy)]
enum Every {
    /// So many days; by 7, Mondays.
    Days(i32),
    /// So many months.
    Months(i32),
    /// So many years.
    Years(i32),
}

/// From the finest to the coarsest.
const CALENDAR: [Every; 15] = [
    Every::Days(1),
    Every::Days(2),
    Every::Days(7),
    Every::Days(14),
    Every::Months(1),
    Every::Months(2),
    Every::Months(3),
    Every::Months(6),
    Every::Years(1),
    Every::Years(2),
    Every::Years(5),
    Every::Years(10),
    Every::Years(50),
    Every::Years(100),
    Every::Years(1000),
];

/// The day that a date says, counted from the common era; `None` if it is none.
pub(super) fn day(text: &str) -> Option<f64> {
    // "2026-1-5" would sort wrongly wherever dates are sorted as texts.
    if text.len() != 10 {
        return None;
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(f64::from(date.num_days_from_ce()))
}

impl Positions {
    /// Where the positions stand; those of a plot that was checked.
    pub(super) fn placed(&self) -> Vec<f64> {
        match self {
            Self::Dates(dates) => dates.iter().filter_map(|text| day(text)).collect(),
            Self::Labels(labels) => (0_u32..).map(f64::from).take(labels.len()).collect(),
            Self::Numbers(numbers) => numbers.clone(),
        }
    }

    /// What they stand for.
    pub(super) fn places(&self, form: Form) -> Places<'_> {
        match self {
            Self::Dates(_) => Places::Days,
            Self::Labels(labels) => Places::Labels(labels),
            Self::Numbers(_) => Places::Numbers(form),
        }
    }

    /// Each of them as text, for a machine.
    pub(super) fn texts(&self) -> Vec<String> {
        match self {
            Self::Dates(texts) | Self::Labels(texts) => texts.clone(),
            Self::Numbers(numbers) => numbers.iter().map(|&number| plain(number)).collect(),
        }
    }
}

impl Places<'_> {
    /// At most so many labelled places within a stretch, and one more.
    pub(super) fn ticks(self, [low, high]: [f64; 2], most: usize) -> Vec<Tick> {
        match self {
            Self::Numbers(form) => {
                let mut ticks = Division::over([low, high], most, form).ticks();
                let slack = (high - low) * 1e-9;
                ticks.retain(|tick| tick.at >= low - slack && tick.at <= high + slack);
                ticks
            }
            Self::Labels(labels) => {
                let apart = labels.len().div_ceil(most.max(1)).max(1);
                (0_u32..)
                    .map(f64::from)
                    .zip(labels)
                    .step_by(apart)
                    .map(|(at, label)| Tick {
                        at,
                        label: label.clone(),
                    })
                    .collect()
            }
            Self::Days => CALENDAR
                .into_iter()
                .map(|every| every.within(low, high, most + 1))
                .find(|ticks| ticks.len() <= most)
                .unwrap_or_default(),
        }
    }

    /// A place in words.
    pub(super) fn written(self, at: f64) -> String {
        match self {
            Self::Days => date(at).map_or_else(String::new, |date| date.to_string()),
            Self::Labels(labels) => {
                let mut places = (0_u32..).map(f64::from).zip(labels);
                let found = places.find(|(place, _)| *place >= at - 0.5);
                found.map_or_else(String::new, |(_, label)| label.clone())
            }
            Self::Numbers(form) => form.written(at),
        }
    }
}

/// The date of a day counted from the common era.
#[allow(
    clippy::cast_possible_truncation,
    reason = "the days of a calendar fit, and a cast of what does not stops at the last that does"
)]
fn date(at: f64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(at.round() as i32)
}

impl Every {
    /// The first place of this kind at or after a date.
    fn first(self, from: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => {
                // Day 1 of the common era was a Monday.
                let past = (from.num_days_from_ce() - 1).rem_euclid(days);
                let ahead = (days - past) % days;
                NaiveDate::from_num_days_from_ce_opt(from.num_days_from_ce() + ahead)
            }
            Self::Months(months) => {
                let passed = i32::from(from.day() > 1);
                let count = from.year() * 12 + from.month0().cast_signed() + passed;
                let count = count + (-count).rem_euclid(months);
                month(count)
            }
            Self::Years(years) => {
                let passed = i32::from(from.ordinal() > 1);
                let year = from.year() + passed;
                NaiveDate::from_ymd_opt(year + (-year).rem_euclid(years), 1, 1)
            }
        }
    }

    /// The place after another one.
    fn next(self, date: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => {
                NaiveDate::from_num_days_from_ce_opt(date.num_days_from_ce() + days)
            }
            Self::Months(months) => month(date.year() * 12 + date.month0().cast_signed() + months),
            Self::Years(years) => NaiveDate::from_ymd_opt(date.year() + years, 1, 1),
        }
    }

    /// The places of this kind in a stretch, but no more than `most`.
    fn within(self, low: f64, high: f64, most: usize) -> Vec<Tick> {
        let first = date(low.ceil()).and_then(|from| self.first(from));
        std::iter::successors(first, |&date| self.next(date))
            .map(|date| Tick {
                at: f64::from(date.num_days_from_ce()),
                label: self.written(date),
            })
            .take_while(|tick| tick.at <= high)
            .take(most)
            .collect()
    }

    /// As much of a date as tells it apart.
    fn written(self, date: NaiveDate) -> String {
        match self {
            Self::Days(_) => date.to_string(),
            Self::Months(_) => date.format("%Y-%m").to_string(),
            Self::Years(_) => date.year().to_string(),
        }
    }
}

/// The first day of a month, counted from year 0.
fn month(count: i32) -> Option<NaiveDate> {
    let month = u32::try_from(count.rem_euclid(12)).ok()?;
    NaiveDate::from_ymd_opt(count.div_euclid(12), month + 1, 1)
}
