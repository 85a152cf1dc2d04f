//! Time, as the rest of the program sees it.
//!
//! Owns: [`Timestamp`] (UTC, microseconds since 1970, the form both databases keep) and the [`Clock`]
//! that says what time it is.
//! Does not own: time zones of people, formatting for a language.
//! Holds: no other room reads the system's time of day.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};

/// A moment in UTC, in microseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `micros` microseconds after 1970 began.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970 began.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Reads a date and time of day as UTC, in the first of `formats` (chrono's notation) that fits.
    #[must_use]
    pub fn parse(text: &str, formats: &[&str]) -> Option<Self> {
        formats
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
            .map(|moment| Self(moment.and_utc().timestamp_micros()))
    }

    /// The moment as RFC 3339 has it, `2011-12-09T12:50:00Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        DateTime::<Utc>::from_timestamp_micros(self.0).map_or_else(
            || format!("{} µs", self.0),
            |moment| moment.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        )
    }

    /// Reads a moment with its offset from UTC, in the first of `formats` (chrono's notation) that fits.
    #[must_use]
    pub fn parse_with_offset(text: &str, formats: &[&str]) -> Option<Self> {
        formats
            .iter()
            .find_map(|format| DateTime::parse_from_str(text, format).ok())
            .map(|moment| Self(moment.timestamp_micros()))
    }

    /// Reads a calendar day as its first moment in UTC, in the first of `formats` that fits.
    #[must_use]
    pub fn parse_day(text: &str, formats: &[&str]) -> Option<Self> {
        formats
            .iter()
            .find_map(|format| NaiveDate::parse_from_str(text, format).ok())
            .and_then(|day| day.and_hms_opt(0, 0, 0))
            .map(|moment| Self(moment.and_utc().timestamp_micros()))
    }

    /// The calendar day in UTC, `2011-12-09`.
    #[must_use]
    pub fn day(self) -> String {
        DateTime::<Utc>::from_timestamp_micros(self.0).map_or_else(
            || format!("{} µs", self.0),
            |moment| moment.format("%Y-%m-%d").to_string(),
        )
    }
}

/// Writes a moment into JSON as RFC 3339 has it.
///
/// # Errors
/// Where the writer fails.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
pub fn as_rfc3339<S: serde::Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&at.rfc3339())
}

/// Says what time it is.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the time of day"
    )]
    fn now(&self) -> Timestamp {
        Timestamp(Utc::now().timestamp_micros())
    }
}

/// A clock that goes as another does, and is ahead of it or behind.
#[derive(Clone, Copy, Debug)]
pub struct ShiftedClock<C> {
    clock: C,
    /// Microseconds.
    ahead: i64,
}

impl<C: Clock> ShiftedClock<C> {
    /// A clock that shows `moment` now, and goes on from there as `clock` does.
    pub fn showing(moment: Timestamp, clock: C) -> Self {
        let ahead = moment.0.saturating_sub(clock.now().0);
        Self { clock, ahead }
    }
}

impl<C: Clock> Clock for ShiftedClock<C> {
    fn now(&self) -> Timestamp {
        Timestamp(self.clock.now().0.saturating_add(self.ahead))
    }
}

/// A clock that stands still, for tests and simulations.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}
