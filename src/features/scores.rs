//! What the insights estimated of a member.

/// A member's estimates; what is not known stays empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// The chance of no order within the horizon.
    pub churn_risk: Option<f64>,
    /// The chance that they still buy.
    pub alive: Option<f64>,
    /// Orders expected in 90 days.
    pub expected_orders: Option<f64>,
    /// The worth of the next year, in minor units.
    pub value: Option<f64>,
    /// The share of members who are worth less.
    pub value_rank: Option<f64>,
    /// Days until the next order, by their own rhythm, or without one by how those like them came back.
    pub due_days: Option<f64>,
    /// The segment by recency, frequency and money.
    pub rfm: Option<String>,
    /// The cluster.
    pub cluster: Option<String>,
    /// The mean sentiment of their comments on surveys, from -1 to 1.
    pub survey_sentiment: Option<f64>,
}
