//! Who will not order again soon, and why the model thinks so.
//!
//! Owns: the horizon, the labels, which classifier on the features is used and how each did on a later time, bands,
//! drivers in plain words, what would lower a risk; the same of a table of contracts with an end.
//! Does not own: the estimators (`learn::classify`), the counting (`features`), what is done about it (`actions`).
//! Holds: what a model was fitted on lies wholly before what it was tested on, and the test chooses nothing; with too
//! little data there is an error and never a number.

mod comparing;
mod contract;
mod drivers;
mod horizon;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::features::{Frame, Vocabulary};
use crate::learn::classify::chosen::{Model, fit};
use crate::learn::classify::quality::{
    Bin, auc, average_precision, calibration_error, confusion, reliability,
};
use crate::learn::classify::{ClassifyError, Table, probability};

pub use comparing::{Compared, Lived, lived};
pub use contract::{Contract, ContractColumn, ContractNames, ScoredContract};
pub use drivers::{Change, Driver, DriverValue, Relief};
pub use horizon::horizon;

/// The columns that the classifier sees.
const COLUMNS: [&str; 33] = [
    "orders",
    "purchase_days",
    "items",
    "spend",
    "mean_order",
    "orders_90",
    "spend_90",
    "orders_365",
    "spend_365",
    "recency_days",
    "first_days",
    "tenure_days",
    "interval_mean",
    "interval_variance",
    "interval_last",
    "interval_trend",
    "overdue",
    "discount_share",
    "returned_share",
    "categories",
    "category_share",
    "category",
    "brand_share",
    "visit_days_30",
    "visit_days_90",
    "views_90",
    "carts_90",
    "dwell_90",
    "seen_days",
    "surveys",
    "survey_mean",
    "survey_last",
    "tier",
];
/// Columns that others estimated, which come with the frame.
pub const ESTIMATES: [&str; 2] = ["alive", "expected_orders"];

/// Why there is no model.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ChurnError {
    /// The shop is too young.
    #[error(
        "the shop has orders of {days} days: to learn who leaves within {horizon} days it needs {needed}"
    )]
    TooYoung {
        /// Days with orders.
        days: u32,
        /// The horizon.
        horizon: u32,
        /// Days that it takes.
        needed: u32,
    },
    /// Too few members.
    #[error("{0}: too little to learn who leaves")]
    TooFew(#[from] ClassifyError),
}

/// Some members at a cut, with what others estimated of them, and who ordered within the horizon.
#[derive(Debug)]
pub struct Snapshot<'a> {
    /// What is known of them.
    pub frame: &'a Frame,
    /// The columns of [`ESTIMATES`].
    pub estimates: [Vec<f64>; 2],
    /// Who ordered.
    pub ordered: &'a HashSet<i64>,
}

/// A fitted model.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Churn {
    /// Days within which no order is taken for leaving.
    pub horizon: u32,
    model: Model,
    vocabulary: Vocabulary,
    /// How good it was on a time after the one that it was fitted on.
    pub tested: Tested,
    /// The same of every model that was fitted, the one that is used among them.
    #[serde(default)]
    pub compared: Vec<Compared>,
}

/// How good a model was on members of a later time, of whom it was known by then who ordered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tested {
    /// Members.
    pub members: usize,
    /// The share of them who did not order.
    pub left: f64,
    /// The area under the curve.
    pub auc: f64,
    /// The average precision.
    pub average_precision: f64,
    /// The expected calibration error.
    pub calibration_error: f64,
    /// `[[stayed and said so, stayed], [left, left and said so]]`
    pub confusion: [[usize; 2]; 2],
    /// The reliability plot: members, said, so.
    pub reliability: Vec<(usize, f64, f64)>,
}

/// How great a risk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Below a third.
    Low,
    /// Below two thirds.
    Medium,
    /// The rest.
    High,
}

impl Band {
    /// The band of a risk.
    #[must_use]
    pub fn of(risk: f64) -> Self {
        match risk {
            ..0.333_333 => Self::Low,
            ..0.666_667 => Self::Medium,
            _ => Self::High,
        }
    }

    /// What it is called, in English and in Chinese.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Low => ("low", "低"),
            Self::Medium => ("medium", "中"),
            Self::High => ("high", "高"),
        }
    }
}

impl Churn {
    /// Fits all models to the members of a cut and tests each on those of a later one. The one that foretold best members of
    /// the earlier cut whom it had not learnt from is used: it is fitted again, to the later cut, so that what answers is as
    /// new as it can be. `lived` is what happened with some of the members of both cuts: with it networks that read events
    /// are measured too. `progress` hears of each model.
    ///
    /// # Errors
    /// Too few members who left, or who stayed.
    pub fn fit(
        earlier: &Snapshot<'_>,
        later: &Snapshot<'_>,
        lived: Option<&[Lived; 2]>,
        (horizon, seed): (u32, u64),
        progress: &(dyn Fn(&str, f64) + Sync),
    ) -> Result<Self, ChurnError> {
        let vocabulary = earlier.frame.vocabulary(&COLUMNS);
        let before = Prepared::new(earlier, &vocabulary);
        let test = Prepared::new(later, &vocabulary);
        let (family, tested, mut compared) = comparing::compare(&before, &test, seed, progress)?;
        if let Some(lived) = lived {
            compared.extend(comparing::networks(lived, seed, progress));
        }
        let vocabulary = later.frame.vocabulary(&COLUMNS);
        let now = Prepared::new(later, &vocabulary);
        let models = fit(&now.table, &now.labels, &now.rows, &[family], seed)?;
        let model = models.into_iter().next().ok_or(ClassifyError::NoColumns)?;
        Ok(Self {
            horizon,
            model,
            vocabulary,
            tested,
            compared,
        })
    }

    /// The risk of each member; not a number for who never ordered.
    #[must_use]
    pub fn risks(&self, frame: &Frame, estimates: [Vec<f64>; 2]) -> Vec<f64> {
        let table = table(frame, &self.vocabulary, estimates);
        let rows = buyers(frame);
        let mut risks = vec![f64::NAN; frame.len()];
        for (&row, score) in rows.iter().zip(self.model.log_odds(&table, &rows)) {
            risks[row] = probability(score);
        }
        risks
    }

    /// What each column does to the log odds of a member, and what they would be without any.
    fn contributions(&self, table: &Table, row: usize) -> Vec<(String, f64)> {
        let values = self.model.contributions(table, row);
        let names = table.columns().iter().map(|column| column.name.clone());
        names.zip(values).collect()
    }
}

/// A snapshot as a classifier takes it.
struct Prepared {
    table: Table,
    /// Of every row; those who never ordered are not looked at.
    labels: Vec<bool>,
    /// Who ordered before the cut.
    rows: Vec<usize>,
}

impl Prepared {
    fn new(snapshot: &Snapshot<'_>, vocabulary: &Vocabulary) -> Self {
        let Snapshot {
            frame,
            estimates,
            ordered,
        } = snapshot;
        let left = |id: &i64| !ordered.contains(id);
        Self {
            table: table(frame, vocabulary, estimates.clone()),
            labels: frame.ids.iter().map(left).collect(),
            rows: buyers(frame),
        }
    }

    fn own_labels(&self) -> Vec<bool> {
        self.rows.iter().map(|&row| self.labels[row]).collect()
    }
}

/// The table that the classifier sees.
fn table(frame: &Frame, vocabulary: &Vocabulary, estimates: [Vec<f64>; 2]) -> Table {
    let more = ESTIMATES.into_iter().zip(estimates).collect();
    frame.table(&COLUMNS, vocabulary, more)
}

/// The rows of those who ordered at least once.
fn buyers(frame: &Frame) -> Vec<usize> {
    let orders = frame.numbers("orders");
    (0..frame.len()).filter(|&row| orders[row] > 0.0).collect()
}

impl Tested {
    #[allow(
        clippy::cast_precision_loss,
        reason = "members are counted exactly up to 2^53"
    )]
    fn of(scores: &[f64], labels: &[bool]) -> Self {
        let chances: Vec<f64> = scores.iter().map(|&score| probability(score)).collect();
        let left = labels.iter().filter(|&&label| label).count();
        let bins = reliability(&chances, labels, 10);
        Self {
            members: labels.len(),
            left: left as f64 / labels.len().max(1) as f64,
            auc: auc(&chances, labels).unwrap_or(0.5),
            average_precision: average_precision(&chances, labels).unwrap_or(0.0),
            calibration_error: calibration_error(&chances, labels),
            confusion: confusion(&chances, labels),
            reliability: bins
                .iter()
                .map(|Bin { rows, said, so }| (*rows, *said, *so))
                .collect(),
        }
    }
}
