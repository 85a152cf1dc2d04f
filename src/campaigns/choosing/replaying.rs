//! What another way to choose among the texts of a campaign would have brought, told by the draws that were made.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::Language;
use crate::learn::bandits::{
    Bandit, BanditError, Estimate, Weighed, inverse_propensity, self_normalised,
};

use super::super::brief::{Chooser, even_share};
use super::super::outcome::DEVIATIONS;
use super::super::{Campaigns, CampaignsError, approval};
use super::{context, fresh, sql};

/// What the draws of the other way are drawn by.
const SEED: u64 = 1;

/// What is to be replayed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReplayAsked {
    /// The other way.
    pub by: Chooser,
    /// The least share of each text; that of the campaign without it.
    pub explore: Option<f64>,
}

/// A share of members that ordered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = CampaignValued)]
pub struct Valued {
    /// The estimate.
    pub share: f64,
    /// Where it lies with 95 per cent.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// What another way to choose would have brought.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = CampaignReplay)]
pub struct Replay {
    /// Which campaign.
    pub campaign: String,
    /// The way in which its texts were drawn.
    pub drawn_by: Chooser,
    /// The other way.
    pub by: Chooser,
    /// The least share of each text in it.
    pub explore: f64,
    /// Draws whose time is over.
    pub draws: usize,
    /// The share of members that ordered, as it was.
    pub as_it_was: Valued,
    /// What the other way would have brought, each draw weighted by how much likelier the other way makes it: without bias.
    pub inverse_propensity: Valued,
    /// The same with weights made to have the mean 1: a little bias, less spread.
    pub self_normalised: Valued,
    /// How often the other way would have sent each text, over all draws, in the order of the texts.
    pub shares: Vec<(String, f64)>,
}

fn valued(estimate: Estimate) -> Valued {
    let reach = DEVIATIONS * estimate.error;
    Valued {
        share: estimate.mean,
        low: estimate.mean - reach,
        high: estimate.mean + reach,
    }
}

/// A draw, read.
struct Read {
    context: Vec<f64>,
    arm: usize,
    propensity: f64,
    at: i64,
    outcome: f64,
}

/// Goes through the draws in their order: the other way makes each by what it could have learnt until then, from outcomes whose
/// time was over. Returns the draws weighed, and the sum of the probabilities of each text.
fn walk(
    bandit: &mut Bandit,
    draws: &[Read],
    (arms, window): (usize, i64),
) -> Result<(Vec<Weighed>, Vec<f64>), BanditError> {
    let (mut weighed, mut sums) = (Vec::with_capacity(draws.len()), vec![0.0; arms]);
    let mut known = draws.iter().peekable();
    for draw in draws {
        while let Some(over) = known.next_if(|past| past.at + window <= draw.at) {
            bandit.learn(over.arm, &over.context, over.outcome)?;
        }
        let decision = bandit.decide(&draw.context)?;
        for (sum, share) in sums.iter_mut().zip(&decision.shares) {
            *sum += share;
        }
        weighed.push(Weighed {
            target: decision.shares[draw.arm],
            propensity: draw.propensity,
            pay: draw.outcome,
        });
    }
    bandit.take_log();
    Ok((weighed, sums))
}

impl Campaigns {
    /// What another way to choose among the texts of a campaign would have brought.
    ///
    /// # Errors
    /// There is none of this name, one with a single text, a share that cannot be kept, fewer than two draws whose time is over, or
    /// the database fails.
    pub async fn replay(
        &self,
        name: &str,
        asked: ReplayAsked,
        now: Timestamp,
    ) -> Result<Replay, CampaignsError> {
        let reader = self.db.reader();
        let kept = approval::find(reader, name).await?;
        let (_, brief) = approval::latest(reader, &kept).await?;
        let arms = brief.variants();
        if arms.len() < 2 {
            return Err(CampaignsError::OneText(kept.name));
        }
        let even = even_share(arms.len());
        let explore = asked.explore.unwrap_or(brief.choice.explore).min(even);
        let window = brief.learning_window();
        let drawn = sql::drawn(reader, &kept.name, window, now).await?;
        let draws = drawn.into_iter().filter_map(|draw| {
            let language = draw.language.as_deref().and_then(Language::from_tag);
            Some(Read {
                context: context(language, draw.rfm.as_deref()),
                arm: arms.iter().position(|arm| *arm == draw.variant)?,
                // Before draws were kept, they were even.
                propensity: draw.propensity.unwrap_or(even),
                at: draw.at,
                outcome: f64::from(u8::from(draw.ordered)),
            })
        });
        let draws: Vec<Read> = draws.collect();
        if draws.len() < 2 {
            return Err(CampaignsError::FewDraws(kept.name, draws.len()));
        }
        let mut bandit = fresh(asked.by, arms.len(), explore, SEED)?;
        let walked =
            tokio::task::block_in_place(|| walk(&mut bandit, &draws, (arms.len(), window)));
        let (weighed, sums) = walked?;
        let same = weighed.iter().map(|one| Weighed {
            target: one.propensity,
            ..*one
        });
        let same: Vec<Weighed> = same.collect();
        let all: f64 = sums.iter().sum();
        let shares = arms.iter().zip(&sums);
        Ok(Replay {
            drawn_by: brief.choice.by,
            by: asked.by,
            explore,
            draws: draws.len(),
            as_it_was: valued(inverse_propensity(&same)?),
            inverse_propensity: valued(inverse_propensity(&weighed)?),
            self_normalised: valued(self_normalised(&weighed)?),
            shares: shares
                .map(|(arm, sum)| ((*arm).to_owned(), sum / all))
                .collect(),
            campaign: kept.name.clone(),
        })
    }
}
