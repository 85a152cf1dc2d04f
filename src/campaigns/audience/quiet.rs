//! Quiet times: when nobody is written to, by the clocks where a member lives.
//!
//! There is no database of time zones in the program. `places.tsv` names countries and cities with the offset of their clocks
//! in winter and the rule of their summer time; the rules of Europe and of North America are those in force since 1996 and 2007.
//! Whoever lives in none of them has the shop's clocks.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};

use crate::clock::Timestamp;
use crate::config::CampaignSettings;

use super::super::brief::Brief;

/// A minute in microseconds.
const MINUTE: i64 = 60_000_000;
/// A day in microseconds.
const DAY: i64 = 24 * 60 * MINUTE;
/// Minutes of a day.
const MINUTES: i64 = 24 * 60;

/// When clocks go forward and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Summer {
    /// They stay.
    Never,
    /// From the last Sunday of March to that of October, at one o'clock UTC.
    Europe,
    /// From the second Sunday of March to the first of November, at two o'clock where one is.
    America,
    /// From the first Sunday of October to that of April, at two o'clock where one is.
    Australia,
    /// From the last Sunday of September to the first of April, at two o'clock where one is.
    NewZealand,
}

/// Clocks of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Zone {
    /// Minutes ahead of UTC in winter.
    ahead: i64,
    summer: Summer,
}

/// The places, by their names in small letters.
static PLACES: LazyLock<HashMap<&'static str, Zone>> = LazyLock::new(|| {
    let mut places = HashMap::new();
    for line in include_str!("places.tsv").lines() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let mut columns = line.split('\t');
        let (Some(ahead), Some(summer), Some(names)) =
            (columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let zone = Zone {
            ahead: ahead.parse().unwrap_or(0),
            summer: match summer {
                "europe" => Summer::Europe,
                "america" => Summer::America,
                "australia" => Summer::Australia,
                "new-zealand" => Summer::NewZealand,
                _ => Summer::Never,
            },
        };
        places.extend(names.split('|').map(|name| (name, zone)));
    }
    places
});

/// The day of the `nth` Sunday of a month, or of the last one where `nth` is 0, counted from 1970.
fn sunday(year: i32, month: u32, nth: u32) -> i64 {
    let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
    let found = if nth > 0 {
        NaiveDate::from_weekday_of_month_opt(
            year,
            month,
            Weekday::Sun,
            u8::try_from(nth).unwrap_or(1),
        )
    } else {
        let last = (22..=31)
            .rev()
            .filter_map(|day| NaiveDate::from_ymd_opt(year, month, day));
        last.into_iter().find(|day| day.weekday() == Weekday::Sun)
    };
    let epoch = NaiveDate::default();
    found
        .unwrap_or(first)
        .signed_duration_since(epoch)
        .num_days()
}

impl Zone {
    /// Minutes by which the clocks are ahead at a moment.
    fn ahead_at(self, at: Timestamp) -> i64 {
        let year = DateTime::<Utc>::from_timestamp_micros(at.micros()).map_or(1970, |at| at.year());
        let hours = |day: i64, minutes: i64| day * DAY + minutes * MINUTE;
        let now = at.micros();
        // Both changes as moments; clocks show two o'clock of winter, or three of summer, as they change.
        let winter = |day: i64| hours(day, 120 - self.ahead);
        let summer = match self.summer {
            Summer::Never => false,
            Summer::Europe => {
                now >= hours(sunday(year, 3, 0), 60) && now < hours(sunday(year, 10, 0), 60)
            }
            Summer::America => {
                now >= winter(sunday(year, 3, 2)) && now < winter(sunday(year, 11, 1)) - 60 * MINUTE
            }
            Summer::Australia => {
                now >= winter(sunday(year, 10, 1)) || now < winter(sunday(year, 4, 1))
            }
            Summer::NewZealand => {
                now >= winter(sunday(year, 9, 0)) || now < winter(sunday(year, 4, 1))
            }
        };
        self.ahead + if summer { 60 } else { 0 }
    }
}

/// The clocks of members.
#[derive(Clone, Copy, Debug)]
pub(in crate::campaigns) struct Clocks<'a> {
    settings: &'a CampaignSettings,
}

impl<'a> Clocks<'a> {
    pub(in crate::campaigns) fn new(settings: &'a CampaignSettings) -> Self {
        Self { settings }
    }

    /// The clocks of a city, or else of a country, or else of the shop.
    fn zone(self, country: Option<&str>, city: Option<&str>) -> Zone {
        let known = |name: Option<&str>| PLACES.get(name?.trim().to_lowercase().as_str()).copied();
        known(city).or_else(|| known(country)).unwrap_or(Zone {
            ahead: self.settings.ahead.into(),
            summer: Summer::Never,
        })
    }

    /// Until when somebody has to wait who lives there, where they have to: for their quiet time to end, for the day and hour
    /// of the campaign to come.
    pub(in crate::campaigns) fn wait(
        self,
        brief: &Brief,
        country: Option<&str>,
        city: Option<&str>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let zone = self.zone(country, city);
        let mut at = now;
        if let Some((day, hour)) = brief.local_hour() {
            let local = day.micros() + i64::from(hour) * 60 * MINUTE;
            let begins = local - zone.ahead_at(day) * MINUTE;
            at = at.max(Timestamp::from_micros(begins));
        }
        at = self.after_quiet(zone, at);
        (at > now).then_some(at)
    }

    /// The first moment from `at` on that is in no quiet time.
    fn after_quiet(self, zone: Zone, at: Timestamp) -> Timestamp {
        let (from, to) = (
            i64::from(self.settings.quiet_from),
            i64::from(self.settings.quiet_to),
        );
        if from == to {
            return at;
        }
        let ahead = zone.ahead_at(at);
        let local = at.micros().div_euclid(MINUTE) + ahead;
        let minute = local.rem_euclid(MINUTES);
        let length = (to - from).rem_euclid(MINUTES);
        let into = (minute - from).rem_euclid(MINUTES);
        if into >= length {
            return at;
        }
        Timestamp::from_micros((local + length - into - ahead) * MINUTE)
    }
}
