//! How a campaign chooses among its texts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::reading::{HOUR, Wrong};
use super::{Brief, Measured};

/// The least share of each text, where nothing is said.
const EXPLORE: f64 = 0.1;
/// The least that may be said: below it, hardly anything can be told afterwards.
const LEAST: f64 = 0.01;

/// How a campaign chooses among its texts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = CampaignChoice)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// By what.
    #[serde(default)]
    pub by: Chooser,
    /// The least share of each text in every draw, whatever was learnt: 0.01 up to an even share.
    #[serde(default = "explore")]
    pub explore: f64,
    /// An order within so many hours after a message is what is learnt from, and is known when they are over; without it the
    /// window of the metric. Whoever wants a campaign of some days to learn gives few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
}

/// By what a campaign chooses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CampaignChooser)]
#[serde(rename_all = "snake_case")]
pub enum Chooser {
    /// By lot, each as often as the others.
    #[default]
    Even,
    /// Each with the probability that it is the best (Thompson 1933).
    Thompson,
    /// The one that promises most to members of this language and segment, its doubt added (`LinUCB`, Li et al. 2010).
    #[serde(rename = "linucb")]
    LinUcb,
}

impl Chooser {
    /// The word that it is asked for with.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Even => "even",
            Self::Thompson => "thompson",
            Self::LinUcb => "linucb",
        }
    }
}

fn explore() -> f64 {
    EXPLORE
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            by: Chooser::Even,
            explore: EXPLORE,
            hours: None,
        }
    }
}

impl Choice {
    /// Whether it is what stands nowhere.
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The share of each of so many texts, where none is preferred.
pub(in crate::campaigns) fn even_share(texts: usize) -> f64 {
    1.0 / f64::from(u32::try_from(texts.max(1)).unwrap_or(u32::MAX))
}

impl Brief {
    /// For how long after a message an order counts for what is learnt, in microseconds.
    pub(in crate::campaigns) fn learning_window(&self) -> i64 {
        match self.choice.hours {
            Some(hours) => i64::from(hours) * HOUR,
            None => self.metric.window(),
        }
    }

    /// What is wrong with how it chooses.
    pub(super) fn choosing(&self, wrong: &mut Vec<Wrong>) {
        let choice = self.choice;
        if choice
            .hours
            .is_some_and(|hours| !(1..=4_320).contains(&hours))
        {
            wrong.push(Wrong::at(
                "choice.hours",
                ("1 to 4320 hours", "须为 1 到 4320 小时"),
            ));
        }
        if choice.by == Chooser::Even {
            return;
        }
        if self.metric.what != Measured::Ordered {
            let what = (
                "what is learnt is whether members ordered: set `metric.what` to `ordered`, or choose `even`",
                "自动选择按会员是否下单来学习：请把衡量指标设为“会员是否下单”，或改为“随机均分”",
            );
            wrong.push(Wrong::at("choice.by", what));
        }
        let texts = self.variants().len().max(1);
        let even = even_share(texts);
        if !(LEAST..=even + 1e-12).contains(&choice.explore) {
            let what = (
                format!(
                    "the least share of each text is from 0.01 to {even:.3}, an even share of {texts} texts"
                ),
                format!(
                    "每条文案的最低占比须在 1% 到 {:.1}% 之间（{texts} 条文案的平均占比）",
                    even * 100.0
                ),
            );
            wrong.push(Wrong::at("choice.explore", what));
        }
    }
}
