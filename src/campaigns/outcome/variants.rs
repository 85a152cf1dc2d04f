//! How the texts of a campaign did beside each other.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::brief::Measured;
use super::{ArmOutcome, DEVIATIONS};

/// Sums over the members who got one text, each weighed by one over the probability with which it was drawn for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Weighed {
    pub(super) variant: String,
    pub(super) members: i64,
    pub(super) ordered: i64,
    pub(super) spent: f64,
    /// Of the weights, and of their squares.
    pub(super) weight: f64,
    pub(super) weight_squared: f64,
    /// Of weights times outcomes; of squared weights times outcomes, and times squared outcomes.
    pub(super) outcome: f64,
    pub(super) outcome_of_squared: f64,
    pub(super) squared: f64,
}

/// How one text did.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = CampaignVariantOutcome)]
pub struct VariantOutcome {
    /// Which text.
    pub variant: String,
    /// Members who got it and whose window is over.
    #[serde(flatten)]
    pub arm: ArmOutcome,
    /// The share of the campaign's messages that it was.
    pub share: f64,
    /// What the metric would have been if everybody had got it; none where that cannot be told.
    pub for_all: Option<ForAll>,
}

/// A metric, had everybody got one text: each member weighed by one over the probability with which they got it (self-normalised
/// inverse propensity, Hájek 1971), so that a text that was sent to those who order anyway gains nothing by it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = CampaignForAll)]
pub struct ForAll {
    /// The estimate.
    pub metric: f64,
    /// Where it lies with 95 per cent at one look.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The middle and the reach of Wilson's interval of a share, seen at so many members.
fn wilson(share: f64, members: f64) -> (f64, f64) {
    let squared = DEVIATIONS.powi(2);
    let whole = 1.0 + squared / members;
    let middle = (share + squared / (2.0 * members)) / whole;
    let error = share * (1.0 - share) / members + squared / (4.0 * members.powi(2));
    (middle, DEVIATIONS * error.sqrt() / whole)
}

#[allow(clippy::cast_precision_loss, reason = "numbers of members")]
impl Weighed {
    /// The mean with its linearised error; of a share, with the interval of Wilson (1927) for as many members as would err as much
    /// (Korn and Graubard 1998), which stays within 0 and 1 and has a width where nobody ordered, too.
    fn for_all(&self, what: Measured) -> Option<ForAll> {
        if self.members < 2 || self.weight <= 0.0 {
            return None;
        }
        let mean = self.outcome / self.weight;
        let spread =
            self.squared - 2.0 * mean * self.outcome_of_squared + mean * mean * self.weight_squared;
        let variance = spread.max(0.0) / self.weight.powi(2);
        let (middle, reach) = match what {
            Measured::Ordered => {
                let of_one = mean * (1.0 - mean);
                let alike = self.weight.powi(2) / self.weight_squared;
                let members = if variance > 0.0 && of_one > 0.0 {
                    of_one / variance
                } else {
                    alike
                };
                wilson(mean.clamp(0.0, 1.0), members)
            }
            Measured::Spent => (mean, DEVIATIONS * variance.sqrt()),
        };
        // Rounding may take the ends of a share of nobody or of all a little beyond what was measured, or short of it.
        let end = |end: f64| match what {
            Measured::Ordered => end.clamp(0.0, 1.0),
            Measured::Spent => end,
        };
        Some(ForAll {
            metric: mean,
            low: end(middle - reach).min(mean),
            high: end(middle + reach).max(mean),
        })
    }

    pub(super) fn shown(&self, what: Measured, all: i64) -> VariantOutcome {
        let members = self.members as f64;
        let sum = match what {
            Measured::Ordered => self.ordered as f64,
            Measured::Spent => self.spent,
        };
        VariantOutcome {
            variant: self.variant.clone(),
            arm: ArmOutcome {
                members: self.members.unsigned_abs(),
                ordered: self.ordered.unsigned_abs(),
                spent: self.spent,
                metric: if members > 0.0 { sum / members } else { 0.0 },
            },
            share: if all > 0 { members / all as f64 } else { 0.0 },
            for_all: self.for_all(what),
        }
    }
}
