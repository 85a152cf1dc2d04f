//! Why a risk is what it is, and what would lower it.

use serde::Serialize;

use crate::features::{Cell, Frame};
use crate::learn::classify::{Values, log_odds, probability};

use super::{Churn, ESTIMATES, table};

/// Columns that say the same in other words are told as one, by the first of them.
const TOGETHER: [&[&str]; 7] = [
    &["recency_days", "overdue", "alive"],
    &[
        "orders",
        "purchase_days",
        "items",
        "orders_365",
        "expected_orders",
    ],
    &["orders_90", "spend_90"],
    &["spend", "spend_365", "mean_order"],
    &[
        "interval_mean",
        "interval_variance",
        "interval_last",
        "interval_trend",
    ],
    &[
        "seen_days",
        "visit_days_30",
        "visit_days_90",
        "views_90",
        "carts_90",
        "dwell_90",
    ],
    &["survey_last", "survey_mean", "surveys"],
];

/// What lowers a risk by less is not told.
const WORTH_TELLING: f64 = 0.015;

/// Something that makes a risk greater or smaller.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Driver {
    /// The column that it is told by.
    pub column: String,
    /// What the member has there.
    pub value: DriverValue,
    /// What it adds to the log odds of leaving.
    pub effect: f64,
    /// How much greater the risk is with it than without it.
    pub risk: f64,
}

/// What a member has in a column.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum DriverValue {
    /// A number, as the table has it.
    Number(f64),
    /// A word.
    Word(String),
    /// Nothing is known.
    Unknown,
}

/// What would lower a risk, by the model: the risk of a member who is the same but for this.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Relief {
    /// What happens.
    pub change: Change,
    /// The risk then.
    pub risk: f64,
}

/// Something that may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// They order today.
    OrderToday,
    /// They visit the shop today.
    VisitToday,
    /// Their next survey says 9.
    ContentSurvey,
}

impl Churn {
    /// The drivers of the risk of the member in a row, those with the greatest effect first, at most `most`.
    #[must_use]
    pub fn drivers(
        &self,
        frame: &Frame,
        row: usize,
        estimates: [f64; 2],
        most: usize,
    ) -> Vec<Driver> {
        let one = frame.pick(&[row]);
        let table = table(&one, &self.vocabulary, estimates.map(|value| vec![value]));
        let contributions = self.contributions(&table, 0);
        let risk = probability(self.model.log_odds(&table, &[0])[0]);
        let mut groups: Vec<(String, f64)> = Vec::new();
        for (column, effect) in contributions {
            let group = TOGETHER
                .iter()
                .find(|group| group.contains(&column.as_str()))
                .map_or(column.as_str(), |group| group[0]);
            match groups.iter_mut().find(|(name, _)| name == group) {
                Some((_, sum)) => *sum += effect,
                None => groups.push((group.to_owned(), effect)),
            }
        }
        groups.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        groups
            .into_iter()
            .filter(|(_, effect)| effect.abs() > 1e-6)
            .take(most)
            .map(|(column, effect)| Driver {
                value: value(&one, &column, estimates),
                effect,
                risk: risk - probability(log_odds(risk) - effect),
                column,
            })
            .collect()
    }

    /// What would lower the risk of the member in a row, the most helpful first; only what does.
    #[must_use]
    pub fn reliefs(&self, frame: &Frame, row: usize, estimates: [f64; 2]) -> Vec<Relief> {
        let one = frame.pick(&[row]);
        let plain = table(&one, &self.vocabulary, estimates.map(|value| vec![value]));
        let risk = probability(self.model.log_odds(&plain, &[0])[0]);
        let mut reliefs: Vec<Relief> = [
            Change::OrderToday,
            Change::VisitToday,
            Change::ContentSurvey,
        ]
        .into_iter()
        .map(|change| {
            let columns = plain.columns().iter().map(|column| {
                let mut column = column.clone();
                if let Values::Numbers(numbers) = &mut column.values {
                    numbers[0] = changed(change, &column.name, numbers[0], &one);
                }
                column
            });
            let table = crate::learn::classify::Table::new(columns.collect());
            Relief {
                change,
                risk: probability(self.model.log_odds(&table, &[0])[0]),
            }
        })
        .filter(|relief| relief.risk < risk - WORTH_TELLING)
        .collect();
        reliefs.sort_by(|a, b| a.risk.total_cmp(&b.risk));
        reliefs
    }
}

/// What a column would hold after a change.
fn changed(change: Change, column: &str, value: f64, one: &Frame) -> f64 {
    let known = |name: &str| one.numbers(name).first().copied().unwrap_or(f64::NAN);
    match (change, column) {
        (Change::OrderToday, "recency_days" | "overdue" | "seen_days")
        | (Change::VisitToday, "seen_days") => 0.0,
        (Change::OrderToday, "orders" | "purchase_days" | "orders_90" | "orders_365")
        | (Change::OrderToday | Change::VisitToday, "visit_days_30" | "visit_days_90") => {
            value + 1.0
        }
        (Change::OrderToday, "items") => value + (known("items") / known("orders")).round(),
        (Change::OrderToday, "spend" | "spend_90" | "spend_365") => value + known("mean_order"),
        (Change::OrderToday, "alive") => value.max(0.95),
        (Change::OrderToday, "interval_last") => known("recency_days"),
        (Change::OrderToday, "interval_mean") => known("first_days") / known("orders"),
        (Change::OrderToday, "interval_trend") => {
            known("recency_days") / (known("first_days") / known("orders"))
        }
        (Change::ContentSurvey, "survey_last") => value.max(9.0),
        (Change::ContentSurvey, "survey_mean") => {
            let count = known("surveys");
            if value.is_nan() {
                9.0
            } else {
                value.max((value * count + 9.0) / (count + 1.0))
            }
        }
        (Change::ContentSurvey, "surveys") => value + 1.0,
        _ => value,
    }
}

/// What a member has in a column.
fn value(one: &Frame, column: &str, estimates: [f64; 2]) -> DriverValue {
    let estimate = ESTIMATES.iter().position(|name| *name == column);
    if let Some(at) = estimate {
        return DriverValue::Number(estimates[at]);
    }
    match one.cell(0, column) {
        Some(Cell::Number(number)) => DriverValue::Number(number),
        Some(Cell::Word(word)) => DriverValue::Word(word),
        None => DriverValue::Unknown,
    }
}
