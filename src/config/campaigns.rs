//! Settings of campaigns: how often members are written to, when not, how fast, and how low prices may go; `[campaigns]` in the
//! file, `STOREKEEPER_CAMPAIGNS_...` as variables.

use std::path::PathBuf;

use super::inbox::{minute, zone};
use super::{Setting, number, some, web_url, whole};

/// What the shop allows of campaigns.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignSettings {
    /// A member is sent so many messages of campaigns at most,
    pub cap_messages: u32,
    /// in so many days.
    pub cap_days: u32,
    /// The minute of the day from which on nobody is written to, by the clocks where they live.
    pub quiet_from: u16,
    /// The minute until which; the same as `quiet_from`: at no time.
    pub quiet_to: u16,
    /// Minutes by which the shop's clocks are ahead of UTC: the clocks of members of whose place nothing is known.
    pub ahead: i16,
    /// Messages in a second, over all campaigns.
    pub per_second: u32,
    /// Messages that are being handed over at a time, at most: so many are in doubt after a crash.
    pub in_flight: u32,
    /// How often a message that was not taken is tried again.
    pub tries: u32,
    /// Days for which an approval holds.
    pub approval_days: u32,
    /// No offer takes a price below this share of the list price.
    pub price_floor: f64,
    /// Where what a product costs the shop is known: no offer leaves a smaller share of the price.
    pub margin_floor: f64,
    /// Where this server is reached from outside, `https://shop.example`; links in messages begin with it.
    pub link: Option<String>,
    /// The file of the shop's voice: names, how it speaks, words that it does not use. Every text is held to it.
    pub voice: Option<PathBuf>,
}

impl Default for CampaignSettings {
    fn default() -> Self {
        Self {
            cap_messages: 3,
            cap_days: 7,
            quiet_from: 21 * 60,
            quiet_to: 8 * 60,
            ahead: 0,
            per_second: 10,
            in_flight: 4,
            tries: 5,
            approval_days: 14,
            price_floor: 0.5,
            margin_floor: 0.05,
            link: None,
            voice: None,
        }
    }
}

/// The settings, each in the file under `[campaigns]` or as `campaigns_...`.
pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        key: "campaigns_cap_messages",
        set: |s, v| count(v, 1_000).map(|n| s.campaigns.cap_messages = n),
    },
    Setting {
        key: "campaigns_cap_days",
        set: |s, v| count(v, 366).map(|n| s.campaigns.cap_days = n),
    },
    Setting {
        key: "campaigns_quiet_from",
        set: |s, v| minute(v).map(|minute| s.campaigns.quiet_from = minute),
    },
    Setting {
        key: "campaigns_quiet_to",
        set: |s, v| minute(v).map(|minute| s.campaigns.quiet_to = minute),
    },
    Setting {
        key: "campaigns_zone",
        set: |s, v| zone(v).map(|ahead| s.campaigns.ahead = ahead),
    },
    Setting {
        key: "campaigns_per_second",
        set: |s, v| count(v, 10_000).map(|n| s.campaigns.per_second = n),
    },
    Setting {
        key: "campaigns_in_flight",
        set: |s, v| count(v, 64).map(|n| s.campaigns.in_flight = n),
    },
    Setting {
        key: "campaigns_tries",
        set: |s, v| count(v, 20).map(|n| s.campaigns.tries = n),
    },
    Setting {
        key: "campaigns_approval_days",
        set: |s, v| count(v, 366).map(|n| s.campaigns.approval_days = n),
    },
    Setting {
        key: "campaigns_price_floor",
        set: |s, v| number(v, 0.0, 1.0).map(|n| s.campaigns.price_floor = n),
    },
    Setting {
        key: "campaigns_margin_floor",
        set: |s, v| number(v, 0.0, 1.0).map(|n| s.campaigns.margin_floor = n),
    },
    Setting {
        key: "campaigns_link",
        set: |s, v| {
            let url = web_url(v.trim_end_matches('/'))?;
            s.campaigns.link = url.and_then(|url| some(&url));
            Ok(())
        },
    },
    Setting {
        key: "campaigns_voice",
        set: |s, v| {
            s.campaigns.voice = some(v).map(PathBuf::from);
            Ok(())
        },
    },
];

/// A whole number from 1 on.
fn count(value: &str, most: usize) -> Result<u32, String> {
    match whole(value, most)? {
        0 => Err(format!("`0` is not a whole number from 1 to {most}")),
        number => Ok(u32::try_from(number).unwrap_or(u32::MAX)),
    }
}
