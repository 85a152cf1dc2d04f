//! What several campaigns brought, each in short, by one question to the database.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::money::Currency;

use super::super::brief::{Brief, Metric};
use super::super::{Campaigns, CampaignsError, approval};
use super::statistics::difference;
use super::{Compared, PLANNED, SampleSize, Sums, Verdict, anytime, needed, planned, sql, verdict};

/// What a campaign brought, in short: the same as the parts of an [`super::Outcome`] that have these names.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = CampaignGlance)]
pub struct Glance {
    /// Which campaign.
    pub campaign: String,
    /// The metric that was fixed with the approval.
    pub metric: Metric,
    /// The currency of what was spent, which is in minor units.
    #[schema(value_type = String)]
    pub currency: Currency,
    /// Everybody.
    pub all: Compared,
    /// Members whose window is not over: they count later.
    pub early: u64,
    /// How many members it takes to see the effect that was named, where one was.
    pub needed: Option<SampleSize>,
    /// What to make of it.
    pub verdict: Verdict,
}

/// Members of one campaign and one arm whose window is over, or is not.
pub(super) struct Side {
    pub(super) campaign: String,
    pub(super) held_out: bool,
    pub(super) past: bool,
    pub(super) members: i64,
    pub(super) came: i64,
    pub(super) spent: f64,
    pub(super) spent_squared: f64,
}

#[derive(Clone, Copy, Default)]
struct Arms {
    treated: Sums,
    held_out: Sums,
    early: i64,
}

impl Campaigns {
    /// What these campaigns brought, in the order of their names; those that are not there or were never released are left out.
    ///
    /// # Errors
    /// The database fails.
    pub async fn glances(
        &self,
        names: &[&str],
        now: Timestamp,
    ) -> Result<Vec<Glance>, CampaignsError> {
        let reader = self.db.reader();
        let found = approval::sql::named(reader, names).await?;
        let mut metrics: HashMap<String, (Metric, f64)> = HashMap::new();
        for (kept, brief) in found {
            // A brief of a newer program is none here, and no reason to tell nothing of the others.
            let brief = serde_json::from_str::<Brief>(&brief);
            if let (Some(_), Ok(brief)) = (kept.released, brief) {
                metrics.insert(kept.name, (brief.metric, brief.holdout));
            }
        }
        if metrics.is_empty() {
            return Ok(Vec::new());
        }
        let windows = metrics
            .iter()
            .map(|(name, (metric, _))| (name.as_str(), metric.window()));
        let windows: Vec<(&str, i64)> = windows.collect();
        let mut arms: HashMap<String, Arms> = HashMap::new();
        for side in sql::sides(reader, &windows, now.micros()).await? {
            let arms = arms.entry(side.campaign).or_default();
            if !side.past {
                arms.early += side.members;
                continue;
            }
            let sums = Sums {
                members: side.members,
                came: side.came,
                spent: side.spent,
                squared: side.spent_squared,
            };
            if side.held_out {
                arms.held_out = sums;
            } else {
                arms.treated = sums;
            }
        }
        let currency = self.currency().await?;
        let glances = names.iter().filter_map(|name| {
            let (metric, holdout) = metrics.remove(*name)?;
            let arms = arms.get(*name).copied().unwrap_or_default();
            Some(glance(name, (metric, holdout), currency, arms))
        });
        Ok(glances.collect())
    }
}

fn glance(name: &str, (metric, holdout): (Metric, f64), currency: Currency, arms: Arms) -> Glance {
    let Arms {
        treated,
        held_out,
        early,
    } = arms;
    let needed = needed(&metric, holdout);
    let all = Compared {
        treated: treated.shown(metric.what),
        held_out: held_out.shown(metric.what),
        difference: difference(treated.mean(metric.what), held_out.mean(metric.what)),
        anytime: anytime(
            held_out,
            treated,
            metric.what,
            planned(needed).unwrap_or(PLANNED),
        ),
    };
    let early = early.unsigned_abs();
    Glance {
        campaign: name.to_owned(),
        currency,
        verdict: verdict(&all, early, needed, holdout),
        all,
        early,
        needed,
        metric,
    }
}
