//! How long it takes until members order again, and what makes that shorter or longer.

use serde::Serialize;

use crate::clock::Timestamp;
use crate::insights::survival::{After, NextOrder, Waiting};

use super::{ActionsError, Advisor};

/// What is known of the wait for the next order.
#[derive(Clone, Debug, Serialize)]
pub struct Survival {
    /// Up to when orders count for the model.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    pub cut: Timestamp,
    /// The model (Cox): what makes the wait shorter or longer; none with too few orders.
    pub model: Option<Waiting>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_model: Option<String>,
    /// The curves (Kaplan and Meier) by how many orders came before. They are not told by segment: a segment of today knows
    /// how long the wait was.
    pub groups: Vec<SurvivalGroup>,
    /// Whether they differ (log-rank); none with one group only.
    pub log_rank: Option<SurvivalTest>,
    /// The curves themselves.
    #[serde(skip)]
    pub curves: NextOrder,
}

/// A curve in one line.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SurvivalGroup {
    /// How many orders came before.
    pub after: After,
    /// Waits.
    pub waits: usize,
    /// Waits that ended with an order.
    pub orders: usize,
    /// In so many days half of them order again; none where fewer do.
    pub median_days: Option<f64>,
    /// The share that has ordered again within 90 days.
    pub within_90_days: f64,
}

/// Whether curves differ.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "standard terms")]
pub struct SurvivalTest {
    pub chi2: f64,
    pub df: usize,
    pub p: f64,
}

impl Advisor {
    /// How long it takes until members order again.
    ///
    /// # Errors
    /// Nothing was fitted, no orders, or the database fails.
    pub async fn survival(&self, now: Timestamp) -> Result<Survival, ActionsError> {
        let fitted = self.fitted().await?;
        let cut = self.features.latest(now).await?;
        let purchases = self.features.purchases(None, cut.at).await?;
        let curves = NextOrder::fit(&purchases, cut.at.micros())?;
        let groups = curves.curves.iter().map(|(after, curve)| SurvivalGroup {
            after: *after,
            waits: curve.people,
            orders: curve.events,
            median_days: curve.median(),
            within_90_days: 1.0 - curve.share(90.0),
        });
        Ok(Survival {
            cut: fitted.cut,
            model: fitted.waiting.clone(),
            without_model: fitted.without_waiting.clone(),
            groups: groups.collect(),
            log_rank: curves.test.map(|test| SurvivalTest {
                chi2: test.chi2,
                df: test.df,
                p: test.p,
            }),
            curves,
        })
    }
}
