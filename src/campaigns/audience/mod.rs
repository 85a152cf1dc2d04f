//! Whom a campaign addresses: how many they are, and what is taken off them, with a count each.
//!
//! Everything here is counted by the database: `campaign_reach` has a row for each member with what forbids and allows, so that
//! an audience over 700,000 members is one scan of an index.

mod lot;
mod quiet;
mod reach;
mod sampling;
pub(in crate::campaigns) mod sql;
mod standing;
mod suppression;

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::features::{Asked, DAY};
use crate::ids::Language;
use crate::insights::segment::Filter;

use super::brief::{Audience, Brief, BriefError, Named, Offer, Wrong};
use super::{Campaigns, CampaignsError};

pub(super) use lot::{Draw, Drawn, choice_seed, message_id};
pub(super) use quiet::Clocks;
pub use sampling::SampledMember;
pub(super) use standing::{Asks, Standing, Which, purpose, standing};
pub use suppression::{AddressKind, Reason as SuppressionReason};

/// What the database counts.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    size: u64,
    no_address: u64,
    suppressed: u64,
    no_consent: u64,
    capped: u64,
    held_out: u64,
}

/// What is to be counted.
struct Wanted<'a> {
    /// None for everybody.
    asked: Option<&'a Asked>,
    asks: Asks,
    /// SQL that is true of who is held out.
    held: String,
    cap_messages: u32,
    since: i64,
}

/// How many members a campaign reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CampaignCounted)]
pub struct Counted {
    /// Who they are, in words.
    pub who: String,
    /// Members of the audience.
    pub size: u64,
    /// What is taken off them, each member under the first reason there is.
    pub taken_off: TakenOff,
    /// Members who are held out by lot.
    pub held_out: u64,
    /// Members who are written to: what is left.
    pub reached: u64,
    /// Members who said no to analysis, and are in no audience that is told by what they did; 0 where that is not looked at.
    pub no_analysis: u64,
    /// Campaigns that run now, and how many of the audience each writes to.
    pub overlaps: Vec<Overlapped>,
    /// How often the shop allows.
    pub cap: String,
}

/// Who of an audience is not written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct TakenOff {
    /// Nothing is known of where they are reached by this medium.
    pub no_address: u64,
    /// Their address is on the list of those that nothing goes to.
    pub suppressed: u64,
    /// They did not agree to it.
    pub no_consent: u64,
    /// They were sent as many messages lately as the shop allows.
    pub too_often: u64,
}

/// A campaign that runs now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Overlapped {
    /// Which.
    pub campaign: String,
    /// How many of the audience it writes to.
    pub members: u64,
}

impl Named {
    /// Its filter; none for everybody.
    fn filter(self) -> Option<serde_json::Value> {
        match self {
            Self::Everybody => None,
            Self::AtRiskTopThird => Some(json!({"all": [
                {"column": "churn_risk", "above": 0.5},
                {"column": "value_rank", "above": 2.0 / 3.0},
            ]})),
            Self::Lapsed => Some(json!({"column": "recency_days", "above": 90})),
            Self::OneOrder => Some(json!({"column": "orders", "is": 1})),
        }
    }
}

/// A filter, read again.
fn read(place: &str, filter: &serde_json::Value) -> Result<Filter, BriefError> {
    Filter::read(filter).map_err(|error| BriefError {
        problems: vec![Wrong::at(place, error.joined(("\n", "\n")))],
    })
}

impl Campaigns {
    /// The filter that an audience stands for now; none for everybody, whose doings are not looked at.
    ///
    /// # Errors
    /// A segment that there is none of, a filter that is none, or the database fails.
    pub async fn filter_of(&self, audience: &Audience) -> Result<Option<Filter>, CampaignsError> {
        if let Some(name) = &audience.segment {
            let segment = self.advisor.segments().of(name, Language::English).await?;
            return Ok(Some(read("audience.segment", &segment.filter)?));
        }
        let filter = match (&audience.filter, audience.named) {
            (Some(filter), _) => Some(filter.clone()),
            (None, named) => named.and_then(Named::filter),
        };
        let filter = filter.map(|filter| read("audience.filter", &filter));
        Ok(filter.transpose()?)
    }

    /// An audience as a question to the database; none for everybody.
    pub(super) async fn asked(&self, audience: &Audience) -> Result<Option<Asked>, CampaignsError> {
        match self.filter_of(audience).await? {
            Some(filter) => Ok(Some(self.advisor.segments().asked(&filter).await?)),
            None => Ok(None),
        }
    }

    /// The filters of discounts that differ, as questions to the database.
    pub(super) async fn depths(&self, offer: &Offer) -> Result<Vec<Asked>, CampaignsError> {
        let mut asked = Vec::new();
        for depth in &offer.depths {
            let filter = read("offer.depths", &depth.filter)?;
            asked.push(self.advisor.segments().asked(&filter).await?);
        }
        Ok(asked)
    }

    /// Counts the audience of a brief; under a campaign's name, with whom that campaign holds out.
    ///
    /// # Errors
    /// A segment that there is none of, insights that were not fitted yet, or the database fails.
    pub async fn count(
        &self,
        brief: &Brief,
        name: &str,
        language: Language,
        now: Timestamp,
    ) -> Result<Counted, CampaignsError> {
        self.follow_reach(false).await?;
        let filter = self.filter_of(&brief.audience).await?;
        let segments = self.advisor.segments();
        let asked = match &filter {
            Some(filter) => Some(segments.asked(filter).await?),
            None => None,
        };
        let settings = &self.settings;
        let wanted = Wanted {
            asked: asked.as_ref(),
            asks: Asks::of(brief.medium),
            held: Draw::of(&self.secret, name, Drawn::Holdout).sql("r.lot", brief.holdout),
            cap_messages: settings.cap_messages,
            since: now.micros() - i64::from(settings.cap_days) * DAY,
        };
        let reader = self.db.reader();
        let counts = sql::count(reader, &wanted).await?;
        let taken_off = TakenOff {
            no_address: counts.no_address,
            suppressed: counts.suppressed,
            no_consent: counts.no_consent,
            too_often: counts.capped,
        };
        let off = counts.no_address + counts.suppressed + counts.no_consent + counts.capped;
        let overlaps = if self.any_running(name).await? {
            sql::overlaps(reader, asked.as_ref(), name).await?
        } else {
            Vec::new()
        };
        let who = match &filter {
            Some(filter) => filter.sentence(language, &segments.currency().await?),
            None if language == Language::Chinese => "全部会员".to_owned(),
            None => "every member".to_owned(),
        };
        Ok(Counted {
            who,
            size: counts.size,
            taken_off,
            held_out: counts.held_out,
            reached: counts.size - off - counts.held_out,
            no_analysis: match asked {
                Some(_) => sql::no_analysis(reader).await?,
                None => 0,
            },
            overlaps: (overlaps.into_iter())
                .map(|(campaign, members)| Overlapped { campaign, members })
                .collect(),
            cap: match language {
                Language::English => format!(
                    "at most {} messages in {} days",
                    settings.cap_messages, settings.cap_days
                ),
                Language::Chinese => {
                    format!("{}天内最多{}条", settings.cap_days, settings.cap_messages)
                }
            },
        })
    }
}
