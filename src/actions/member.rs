//! What is thought of one member, with the reasons.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::clock::Timestamp;
use crate::features::{COUNTED, Cell, Frame, Scores};
use crate::ids::MemberKey;
use crate::insights::churn::{Band, Driver, Relief};
use crate::insights::opinions::opinion;
use crate::insights::survival::Expected;
use crate::learn::behaviour::due;

use super::fitting::{Fitted, activity, clustered, columns, days, outlooks};
use super::naming::ClusterName;
use super::next::{Action, Agreed, Facts, Refused, next};
use super::{ActionsError, Advisor, sql};

/// Drivers that are told.
const DRIVERS: usize = 3;
/// The seed of the futures that are drawn.
const SEED: u64 = 7;

/// What is thought of a member.
#[derive(Clone, Debug, Serialize)]
pub struct MemberInsight {
    /// Who.
    pub member: MemberKey,
    /// Up to when things counted.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    pub as_of: Timestamp,
    /// The currency of amounts, which are in minor units.
    pub currency: String,
    /// What is counted of them, by column; what is not known is left out.
    pub features: serde_json::Map<String, serde_json::Value>,
    /// The risk of leaving; none where there is no model, or they never ordered.
    pub churn: Option<ChurnView>,
    /// Why there is no risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_churn: Option<String>,
    /// What they are worth; none where they never ordered.
    pub value: Option<ValueView>,
    /// When they are due again; none with too few orders.
    pub due: Option<DueView>,
    /// The categories that they buy again and again, the most overdue first.
    pub due_categories: Vec<CategoryDue>,
    /// Their named segment.
    pub rfm: Option<String>,
    /// Their cluster, by its key.
    pub cluster: Option<String>,
    /// What that is called.
    pub cluster_name: Option<ClusterName>,
    /// What may be done, the best first, each with its arithmetic.
    pub actions: Vec<Action>,
    /// What may not be done, and why.
    pub refused: Vec<Refused>,
}

/// A risk and its reasons.
#[derive(Clone, Debug, Serialize)]
pub struct ChurnView {
    /// The chance of no order within the horizon.
    pub risk: f64,
    /// How great that is.
    pub band: Band,
    /// Days.
    pub horizon: u32,
    /// What makes it so, the strongest first.
    pub drivers: Vec<Driver>,
    /// What would lower it, by the model.
    pub reliefs: Vec<Relief>,
}

/// What a member is worth.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ValueView {
    /// The chance that they still buy.
    pub alive: f64,
    /// Orders expected in 90 days.
    pub orders_90: f64,
    /// Spend expected in 365 days, discounted.
    pub year: Option<f64>,
    /// One in ten spends less.
    pub low: Option<f64>,
    /// One in ten spends more.
    pub high: Option<f64>,
    /// The share of members who are worth less.
    pub rank: Option<f64>,
}

/// When a member is due again: one answer, told by their own rhythm where they have one, and else by how those like them
/// came back.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DueView {
    /// What it is told by.
    pub by: DueBy,
    /// Days between their orders, typically.
    pub interval_days: f64,
    /// Days until they are due; below 0 they are late, which only their own rhythm can say.
    pub in_days: f64,
    /// One in ten comes before so many days from now.
    pub low_days: f64,
    /// One in ten comes after; none where more than one in ten was not seen to come at all.
    pub high_days: Option<f64>,
    /// The chance that the order would have come by now.
    pub overdue: f64,
    /// Intervals of their own that it rests on.
    pub intervals: usize,
}

/// What tells when a member is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DueBy {
    /// The intervals between their orders.
    Rhythm,
    /// The model of the wait for the next order (Cox), of those like them who have waited as long.
    Others,
}

/// With fewer intervals of their own a member has no rhythm yet.
const OWN_RHYTHM: usize = 3;

/// A category that a member is due to buy again.
#[derive(Clone, Debug, Serialize)]
pub struct CategoryDue {
    /// Which.
    pub category: String,
    /// When.
    #[serde(flatten)]
    pub due: DueView,
}

impl Advisor {
    /// What is thought of a member.
    ///
    /// # Errors
    /// Nothing was fitted, nothing is counted of the member, or the database fails.
    pub async fn of(&self, member: &MemberKey) -> Result<MemberInsight, ActionsError> {
        let fitted = self.fitted().await?;
        let frame = self.features.of(member).await?;
        if frame.is_empty() {
            return Err(ActionsError::NoMember(member.to_string()));
        }
        let id = frame.ids[0];
        let purchases = self.features.purchases(Some(&[id]), fitted.cut).await?;
        let by_category = sql::categories_bought(self.db.reader(), id, fitted.cut).await?;
        let known = sql::contact(self.db.reader(), id).await?;
        let refusals = sql::refusals(self.db.reader(), fitted.cut, Some(id)).await?;
        let outlook = fitted.buying.outlook(&frame, 0);
        let worth = fitted.buying.worth(&frame, 0, SEED);
        let estimates = columns(&[outlook]).map(|column| column[0]);
        let churn = fitted.churn.as_ref().ok().and_then(|churn| {
            let risk = churn.risks(&frame, estimates.map(|value| vec![value]))[0];
            (!risk.is_nan()).then(|| ChurnView {
                risk,
                band: Band::of(risk),
                horizon: churn.horizon,
                drivers: churn.drivers(&frame, 0, estimates, DRIVERS),
                reliefs: churn.reliefs(&frame, 0, estimates),
            })
        });
        let value = outlook.map(|outlook| ValueView {
            alive: outlook.alive,
            orders_90: outlook.orders_90,
            year: outlook.value_365,
            low: worth.map(|worth| worth.low),
            high: worth.map(|worth| worth.high),
            rank: outlook.value_365.map(|value| fitted.rank(value)),
        });
        let moments: Vec<f64> = purchases.iter().map(|&(_, at)| days(at)).collect();
        let number = |name: &str| frame.numbers(name).first().copied().unwrap_or(f64::NAN);
        let of_value = |of: fn(&ValueView) -> Option<f64>| value.as_ref().and_then(of);
        let facts = Facts {
            recency_days: number("recency_days"),
            mean_order: number("mean_order"),
            campaigns_90: number("campaigns_90"),
            survey_last: number("survey_last"),
            risk: churn.as_ref().map_or(f64::NAN, |churn| churn.risk),
            alive: of_value(|value| Some(value.alive)).unwrap_or(f64::NAN),
            year: of_value(|value| value.year).unwrap_or(f64::NAN),
            rank: of_value(|value| value.rank).unwrap_or(f64::NAN),
            known,
            agreed: Agreed {
                offers: number("mail_consent") > 0.5 && !refusals.offers.contains(&id),
                service: !refusals.service.contains(&id),
            },
        };
        let (actions, refused) = next(&self.rules, &fitted.effects, &facts);
        let cluster = word(&frame, "cluster");
        let called = |key: &String| fitted.names().into_iter().find(|name| name.key == *key);
        Ok(MemberInsight {
            member: member.clone(),
            as_of: fitted.cut,
            currency: fitted.currency.code().to_owned(),
            features: features(&frame),
            without_churn: fitted.churn.as_ref().err().cloned(),
            churn,
            value,
            due: fitted.due(&frame, 0, &moments),
            due_categories: categories(&fitted, &by_category),
            rfm: word(&frame, "rfm"),
            cluster_name: cluster.as_ref().and_then(called),
            cluster,
            actions,
            refused,
        })
    }
}

/// What is counted of the only row, as JSON.
fn features(frame: &Frame) -> serde_json::Map<String, serde_json::Value> {
    COUNTED
        .iter()
        .filter_map(|column| {
            let value = match frame.cell(0, column.name)? {
                Cell::Number(number) => serde_json::json!(number),
                Cell::Word(word) => serde_json::json!(word),
            };
            Some((column.name.to_owned(), value))
        })
        .collect()
}

fn word(frame: &Frame, column: &str) -> Option<String> {
    frame.words(column).first().cloned().flatten()
}

/// The categories that were bought on three days or more, the most overdue first.
fn categories(fitted: &Fitted, bought: &[(String, i64)]) -> Vec<CategoryDue> {
    let mut dues: Vec<CategoryDue> = bought
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|own| {
            let moments: Vec<f64> = own.iter().map(|&(_, at)| days(at)).collect();
            let due = due_of(&moments, None, days(fitted.cut.micros()))?;
            Some(CategoryDue {
                category: own[0].0.clone(),
                due,
            })
        })
        .collect();
    dues.sort_by(|a, b| b.due.overdue.total_cmp(&a.due.overdue));
    dues
}

fn due_of(
    moments: &[f64],
    prior: Option<&crate::learn::behaviour::Prior>,
    now: f64,
) -> Option<DueView> {
    let due = due(moments, prior, now).ok()?;
    Some(DueView {
        by: DueBy::Rhythm,
        interval_days: due.interval,
        in_days: due.due_at - now,
        low_days: due.low - now,
        high_days: Some(due.high - now),
        overdue: due.overdue,
        intervals: due.intervals,
    })
}

fn by_others(expected: Expected, intervals: usize) -> DueView {
    DueView {
        by: DueBy::Others,
        interval_days: expected.usual,
        in_days: expected.median,
        low_days: expected.low,
        high_days: expected.high,
        overdue: expected.past,
        intervals,
    }
}

impl Fitted {
    /// When the member in a row, who ordered at these moments in days, is due again: by their own rhythm where they have
    /// one, else by the wait of those like them, of whom more than half must have come back. Where no model of that could be
    /// fitted, everybody's rhythm stands in.
    #[must_use]
    pub fn due(&self, frame: &Frame, row: usize, moments: &[f64]) -> Option<DueView> {
        let rhythm = due_of(moments, self.rhythm.as_ref(), days(self.cut.micros()));
        match (rhythm, &self.waiting) {
            (Some(own), Some(_)) if own.intervals >= OWN_RHYTHM => Some(own),
            (rhythm, Some(waiting)) => {
                let expected = waiting.expected(frame, row)?;
                let intervals = rhythm.map_or(0, |own| own.intervals);
                Some(by_others(expected, intervals))
            }
            (rhythm, None) => rhythm,
        }
    }

    /// The share of members who are worth less than this.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "at most a hundred")]
    pub fn rank(&self, value: f64) -> f64 {
        self.worths.partition_point(|worth| *worth < value) as f64 / 100.0
    }

    /// What is estimated of members, their rhythm by what they ordered and their sentiment by what they wrote.
    #[must_use]
    pub fn scores(&self, frame: &Frame, past: &Past) -> Vec<(i64, Scores)> {
        let outlooks = outlooks(&self.buying, frame);
        let estimates = columns(&outlooks);
        let risks = match &self.churn {
            Ok(churn) => churn.risks(frame, estimates.clone()),
            Err(_) => vec![f64::NAN; frame.len()],
        };
        let known = |value: f64| (!value.is_nan()).then_some(value);
        let (clusters, sentiments) = (self.clusters_of(frame), past.sentiments(frame));
        (0..frame.len())
            .map(|row| {
                let value = outlooks[row].and_then(|outlook| outlook.value_365);
                let moments = own(&past.purchases, frame.ids[row]);
                let scores = Scores {
                    churn_risk: known(risks[row]),
                    alive: known(estimates[0][row]),
                    expected_orders: known(estimates[1][row]),
                    value,
                    value_rank: value.map(|value| self.rank(value)),
                    due_days: self.due(frame, row, &moments).map(|due| due.in_days),
                    rfm: self.quintiles.as_ref().map(|fifths| {
                        let segment = fifths.segment(activity(frame, row));
                        segment.key().to_owned()
                    }),
                    cluster: clusters[row].clone(),
                    survey_sentiment: sentiments.get(&frame.ids[row]).copied(),
                };
                (frame.ids[row], scores)
            })
            .collect()
    }

    /// The key of the cluster of each member; none of those who never ordered.
    fn clusters_of(&self, frame: &Frame) -> Vec<Option<String>> {
        let mut names = vec![None; frame.len()];
        if let Some(clusters) = &self.clusters {
            let (rows, values) = clustered(frame);
            if let Ok(labels) = clusters.assign(&values) {
                for (row, label) in rows.into_iter().zip(labels) {
                    let cluster = clusters.clusters.get(label as usize);
                    names[row] = cluster.map(|cluster| cluster.name_en.clone());
                }
            }
        }
        names
    }

    /// The same with ranks by what everybody is worth now.
    #[must_use]
    pub(super) fn ranked(&self, mut scores: Vec<(i64, Scores)>) -> Vec<(i64, Scores)> {
        for (_, scores) in &mut scores {
            scores.value_rank = scores.value.map(|value| self.rank(value));
        }
        scores
    }
}

/// What members did that no column holds.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// Whose row ordered when, in the order of rows and moments.
    pub purchases: Vec<(i64, i64)>,
    /// Whose row wrote what on surveys.
    pub comments: Vec<(i64, String)>,
}

impl Past {
    /// The mean sentiment of what each of these members wrote; what others did is not looked at.
    fn sentiments(&self, frame: &Frame) -> HashMap<i64, f64> {
        let counted: HashSet<i64> = frame.ids.iter().copied().collect();
        let mut sums: HashMap<i64, (f64, f64)> = HashMap::new();
        let own = self.comments.iter();
        for (member, comment) in own.filter(|(member, _)| counted.contains(member)) {
            let (sum, count) = sums.entry(*member).or_default();
            *sum += f64::from(opinion(comment).score);
            *count += 1.0;
        }
        sums.into_iter()
            .map(|(member, (sum, count))| (member, sum / count))
            .collect()
    }
}

/// The moments, in days, at which a member ordered.
fn own(purchases: &[(i64, i64)], member: i64) -> Vec<f64> {
    let from = purchases.partition_point(|&(id, _)| id < member);
    let rest = &purchases[from..];
    let until = rest.partition_point(|&(id, _)| id == member);
    rest[..until].iter().map(|&(_, at)| days(at)).collect()
}
