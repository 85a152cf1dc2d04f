//! Settings of the inbox: when the shop's people answer, and how soon they mean to.

use super::{Setting, whole};

/// What the days are called, from Monday on.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// How drafts of replies may sound; the first where nothing is said.
const TONES: [&str; 3] = ["warm", "plain", "formal"];

/// When the shop's people answer those who ask for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxSettings {
    /// Whether they begin to answer on Mondays, Tuesdays, ....
    pub days: [bool; 7],
    /// The minute of the day from which on they do.
    pub from: u16,
    /// The minute of the day until which they do; where it is not after `from`, it is one of the next day.
    pub to: u16,
    /// Minutes by which the shop's clocks are ahead of UTC.
    pub ahead: i16,
    /// Minutes of opening time within which somebody is to have a first answer.
    pub target_minutes: u32,
    /// How drafts of replies sound: `warm`, `plain` or `formal`.
    pub tone: String,
}

impl Default for InboxSettings {
    /// Always: a shop that said nothing is not said to be closed.
    fn default() -> Self {
        Self {
            days: [true; 7],
            from: 0,
            to: 0,
            ahead: 0,
            target_minutes: 10,
            tone: TONES[0].to_owned(),
        }
    }
}

/// The settings, each in the file under `[inbox]` or as `inbox_...`.
pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        key: "inbox_days",
        set: |s, v| days(v).map(|days| s.inbox.days = days),
    },
    Setting {
        key: "inbox_from",
        set: |s, v| minute(v).map(|minute| s.inbox.from = minute),
    },
    Setting {
        key: "inbox_to",
        set: |s, v| minute(v).map(|minute| s.inbox.to = minute),
    },
    Setting {
        key: "inbox_zone",
        set: |s, v| zone(v).map(|ahead| s.inbox.ahead = ahead),
    },
    Setting {
        key: "inbox_target_minutes",
        set: |s, v| {
            whole(v, 10_000)
                .map(|n| s.inbox.target_minutes = u32::try_from(n).unwrap_or(u32::MAX).max(1))
        },
    },
    Setting {
        key: "inbox_tone",
        set: |s, v| tone(v).map(|tone| s.inbox.tone = tone),
    },
];

fn tone(value: &str) -> Result<String, String> {
    let known = TONES.iter().find(|tone| value.eq_ignore_ascii_case(tone));
    known
        .map(|tone| (*tone).to_owned())
        .ok_or_else(|| format!("`{value}` is no tone: {} is expected", TONES.join(", ")))
}

fn days(value: &str) -> Result<[bool; 7], String> {
    let mut days = [false; 7];
    for day in value
        .split(',')
        .map(str::trim)
        .filter(|day| !day.is_empty())
    {
        let place = |name: &str| DAYS.iter().position(|day| name.eq_ignore_ascii_case(day));
        let (first, last) = day.split_once('-').unwrap_or((day, day));
        let (Some(first), Some(last)) = (place(first.trim()), place(last.trim())) else {
            return Err(format!(
                "`{day}` is no day: {} or a range such as mon-fri is expected",
                DAYS.join(", ")
            ));
        };
        // "sat-mon" goes over the end of the week.
        let many = (last + 7 - first) % 7;
        for step in 0..=many {
            days[(first + step) % 7] = true;
        }
    }
    if days.contains(&true) {
        Ok(days)
    } else {
        Err("at least one day is expected, such as mon-fri".to_owned())
    }
}

/// A time of day as its minute; `24:00` is the end of the day.
pub(super) fn minute(value: &str) -> Result<u16, String> {
    let wrong = || format!("`{value}` is no time of day: one such as 09:30 is expected");
    let (hour, minute) = value.split_once(':').ok_or_else(wrong)?;
    let (hour, minute): (u16, u16) = (
        hour.parse().map_err(|_| wrong())?,
        minute.parse().map_err(|_| wrong())?,
    );
    match (hour, minute) {
        (24, 0) => Ok(0),
        (0..=23, 0..=59) => Ok(hour * 60 + minute),
        _ => Err(wrong()),
    }
}

/// An offset from UTC in minutes.
pub(super) fn zone(value: &str) -> Result<i16, String> {
    let wrong =
        || format!("`{value}` is no offset from UTC: one such as +08:00 is expected, or UTC");
    if value.eq_ignore_ascii_case("utc") || value == "Z" {
        return Ok(0);
    }
    let (sign, rest) = match value.as_bytes().first() {
        Some(b'+') => (1, &value[1..]),
        Some(b'-') => (-1, &value[1..]),
        _ => return Err(wrong()),
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let (hours, minutes): (i16, i16) = (
        hours.parse().map_err(|_| wrong())?,
        minutes.parse().map_err(|_| wrong())?,
    );
    if !(0..=14).contains(&hours) || !(0..=59).contains(&minutes) {
        return Err(wrong());
    }
    Ok(sign * (hours * 60 + minutes))
}
