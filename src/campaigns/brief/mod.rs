//! The brief of a campaign: what it is for, whom it addresses, with what offer, in which words, when, and by what it is judged.
//!
//! A brief is one JSON object; [`Brief::read`] says everything that is wrong with one, each with its place. What a draft may
//! lack and a campaign that is to be approved may not, says [`Brief::lacks`].

mod choice;
mod offering;
mod reading;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::Language;

use super::copy::{Axis, Copy, Medium};

pub(super) use choice::even_share;
pub use choice::{Choice, Chooser};
pub(super) use reading::not_spoken;
pub use reading::{BriefError, Wrong};

/// A brief. Amounts are in whole units of the shop's currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Brief {
    /// What it is to bring about, in the shop's words.
    pub objective: String,
    /// Who is addressed.
    pub audience: Audience,
    /// By what it is sent.
    #[schema(value_type = String, example = "mail")]
    pub medium: Medium,
    /// The languages it speaks, `en` and `zh`; whoever speaks none of them is addressed in the first.
    #[serde(with = "reading::languages")]
    #[schema(value_type = Vec<String>)]
    pub languages: Vec<Language>,
    /// How it sounds, in the shop's words: for who writes it.
    #[serde(default)]
    pub tone: String,
    /// What is offered.
    #[serde(default)]
    pub offer: Offer,
    /// The product that it is about, by its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// When it goes out; without it as soon as it is released.
    #[serde(default)]
    pub send: Schedule,
    /// The share of the audience that is held out by lot, 0 to 0.9.
    #[serde(default)]
    pub holdout: f64,
    /// By what it is judged; fixed with the approval.
    #[serde(default)]
    pub metric: Metric,
    /// The texts.
    #[serde(default)]
    pub copies: Vec<Variant>,
    /// How a text is chosen for each member.
    #[serde(default, skip_serializing_if = "Choice::is_default")]
    pub choice: Choice,
    /// Messages in a second at most, where it is to be slower than the shop's setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_second: Option<u32>,
}

/// Who is addressed: exactly one of the three.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    /// The members of a saved segment, by its filter as it is when the campaign begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Those of whom a filter is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<serde_json::Value>,
    /// A group with a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<Named>,
}

/// Groups that have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// Every member; nothing of what they bought is looked at.
    Everybody,
    /// Members of the third of all that is worth most whose risk of leaving is above a half.
    AtRiskTopThird,
    /// Members whose last order lies more than 90 days back.
    Lapsed,
    /// Members who ordered once.
    OneOrder,
}

/// What is offered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Of which kind.
    #[serde(default)]
    pub kind: OfferKind,
    /// A coupon's discount in per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<i64>,
    /// A coupon's discount as an amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// The least that a basket has to come to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<f64>,
    /// The last day on which it holds, `2026-12-31`, by the shop's clocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// Coupons in all, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// How often one member may redeem coupons of this campaign; once without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_member: Option<u32>,
    /// Whether a coupon may be used together with another.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stacks: bool,
    /// By what points are multiplied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<f64>,
    /// What the gift or the event is, in English and
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what_en: Option<String>,
    /// in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what_zh: Option<String>,
    /// Other discounts for some members: the first whose filter is true of a member holds, and else `percent`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depths: Vec<Depth>,
    /// That members are told that others may be offered something else; to be said where there are `depths`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disclosed: bool,
}

/// Kinds of offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferKind {
    /// Nothing but the message.
    #[default]
    Nothing,
    /// A code that is used once.
    Coupon,
    /// More points for what is bought until `ends`: booked for every member who is written to.
    Points,
    /// Something that comes along with an order until `ends`: it stands among the gifts of every member who is written to.
    Gift,
    /// Something to come to: it is announced, and nothing is booked.
    Event,
}

/// A discount for some members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Depth {
    /// The rule's name, which is kept with every member it decides about.
    pub rule: String,
    /// Of whom it is true.
    pub filter: serde_json::Value,
    /// Per cent off.
    pub percent: i64,
}

/// When a campaign goes out. Nobody is written to in their quiet time, whatever stands here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// A moment, `2026-12-01T10:00:00+08:00`; or else
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// a calendar day, for each member by the clocks where they live,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// from this hour on, 0 to 23.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour: Option<u8>,
}

/// By what a campaign is judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// What counts.
    #[serde(default)]
    pub what: Measured,
    /// Days after the message in which an order counts.
    #[serde(default = "reading::fortnight")]
    pub window_days: u32,
    /// The share of members that is thought to order anyway: for the size of the campaign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<f64>,
    /// The smallest change of it that is worth knowing of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<f64>,
}

impl Default for Metric {
    fn default() -> Self {
        Self {
            what: Measured::default(),
            window_days: reading::fortnight(),
            baseline: None,
            effect: None,
        }
    }
}

impl Metric {
    /// How long its window is, in microseconds.
    pub(super) fn window(&self) -> i64 {
        i64::from(self.window_days) * reading::DAY
    }
}

/// What may count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// Whether a member ordered.
    #[default]
    Ordered,
    /// What a member spent.
    Spent,
}

/// One of the texts of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Its name: texts of one name say the same in several languages.
    pub variant: String,
    /// What it appeals to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "benefit")]
    pub axis: Option<Axis>,
    /// `en` or `zh`.
    #[serde(with = "reading::language")]
    #[schema(value_type = String)]
    pub language: Language,
    /// The subject of a mail, the title of a push message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The text, with placeholders.
    pub body: String,
    /// Who wrote it; without it a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
}

/// That a model wrote a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Which.
    pub model: String,
    /// The hash of the prompt.
    pub prompt_hash: String,
    /// Whether a person changed the text afterwards.
    #[serde(default)]
    pub edited: bool,
}

impl Variant {
    /// The text itself.
    #[must_use]
    pub fn copy(&self) -> Copy {
        Copy {
            language: self.language,
            subject: self.subject.clone(),
            body: self.body.clone(),
        }
    }
}

impl Audience {
    /// Whether it is told by what members did: whoever said no to analysis is in no such audience.
    #[must_use]
    pub fn is_analysed(&self) -> bool {
        self.named != Some(Named::Everybody)
    }
}

impl Brief {
    /// The names of the texts, in the order in which they come.
    #[must_use]
    pub fn variants(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for copy in &self.copies {
            if !names.contains(&copy.variant.as_str()) {
                names.push(&copy.variant);
            }
        }
        names
    }

    /// The language in which somebody is addressed who speaks `theirs`.
    #[must_use]
    pub fn language_for(&self, theirs: Option<Language>) -> Language {
        let spoken = theirs.filter(|language| self.languages.contains(language));
        spoken
            .or_else(|| self.languages.first().copied())
            .unwrap_or(Language::English)
    }

    /// The text of a variant in a language.
    #[must_use]
    pub fn text(&self, variant: &str, language: Language) -> Option<&Variant> {
        let texts = self.copies.iter();
        texts
            .into_iter()
            .find(|copy| copy.variant == variant && copy.language == language)
    }

    /// When its offer ends: the first moment at which it no longer holds, by clocks that are `ahead` minutes ahead of UTC.
    #[must_use]
    pub fn ends(&self, ahead: i16) -> Option<Timestamp> {
        let day = self.offer.ends.as_deref()?;
        let day = Timestamp::parse_day(day, &["%Y-%m-%d"])?;
        let micros = day.micros() + reading::DAY - i64::from(ahead) * 60_000_000;
        Some(Timestamp::from_micros(micros))
    }

    /// The moment that it waits for, where it waits for one; a calendar day begins where it begins first.
    #[must_use]
    pub fn begins(&self) -> Option<Timestamp> {
        if let Some(at) = &self.send.at {
            return Timestamp::parse_with_offset(at, reading::MOMENTS);
        }
        let (day, hour) = self.local_hour()?;
        // Fourteen hours ahead of UTC is as early as any place on earth has a day.
        Some(Timestamp::from_micros(
            day.micros() + (i64::from(hour) - 14) * reading::HOUR,
        ))
    }

    /// The calendar day and the hour that it waits for where each member lives.
    #[must_use]
    pub fn local_hour(&self) -> Option<(Timestamp, u8)> {
        let day = Timestamp::parse_day(self.send.day.as_deref()?, &["%Y-%m-%d"])?;
        Some((day, self.send.hour.unwrap_or(10)))
    }
}
