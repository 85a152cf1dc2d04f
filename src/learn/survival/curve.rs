//! The share to whom it has not happened yet, over time (Kaplan and Meier 1958), and whether groups differ.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

use crate::learn::matrix::{Cholesky, Matrix};

use super::{SurvivalError, Watched, check, in_time};

/// The curve, a step at each time at which it happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// How many were watched.
    pub people: usize,
    /// To how many it happened.
    pub events: usize,
    /// The steps, in the order of time.
    pub points: Vec<CurvePoint>,
    /// The longest anybody was watched.
    pub end: f64,
}

/// A step down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// When.
    pub time: f64,
    /// How many were still watched just before.
    pub at_risk: usize,
    /// To how many it happened then.
    pub events: usize,
    /// The share to whom it has not happened, from this time on.
    pub share: f64,
    /// The lower end of the share's interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Curve {
    /// The curve with pointwise intervals of this confidence (Greenwood's variance 1926, on the scale of log(-log),
    /// which keeps them between 0 and 1; Kalbfleisch and Prentice 2002, section 1.4).
    ///
    /// # Errors
    /// A time that cannot be, or nobody.
    #[allow(
        clippy::cast_precision_loss,
        reason = "people are counted exactly up to 2^53"
    )]
    pub fn fit(people: &[Watched], confidence: f64) -> Result<Self, SurvivalError> {
        check(people)?;
        if people.is_empty() {
            return Err(SurvivalError::FewEvents {
                events: 0,
                needed: 1,
            });
        }
        let order = in_time(people);
        let width = Normal::standard().inverse_cdf(f64::midpoint(1.0, confidence));
        let mut points = Vec::new();
        let (mut share, mut greenwood) = (1.0, 0.0);
        let mut at = 0;
        while at < order.len() {
            let time = people[order[at]].time;
            let same = order[at..].partition_point(|&row| people[row].time <= time);
            let events = order[at..at + same]
                .iter()
                .filter(|&&row| people[row].happened)
                .count();
            let at_risk = order.len() - at;
            if events > 0 {
                let (died, risk) = (events as f64, at_risk as f64);
                share *= 1.0 - died / risk;
                greenwood += died / (risk * (risk - died));
                let (low, high) = band(share, greenwood, width);
                points.push(CurvePoint {
                    time,
                    at_risk,
                    events,
                    share,
                    low,
                    high,
                });
            }
            at += same;
        }
        Ok(Self {
            people: people.len(),
            events: points.iter().map(|point| point.events).sum(),
            points,
            end: order.last().map_or(0.0, |&row| people[row].time),
        })
    }

    /// The share to whom it has not happened by a time.
    #[must_use]
    pub fn share(&self, time: f64) -> f64 {
        let past = self.points.partition_point(|point| point.time <= time);
        past.checked_sub(1).map_or(1.0, |at| self.points[at].share)
    }

    /// The time at which it has happened to half of them; none where it has not.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        let half = self.points.iter().find(|point| point.share <= 0.5 + 1e-12);
        half.map(|point| point.time)
    }
}

/// The interval of a share.
fn band(share: f64, greenwood: f64, width: f64) -> (f64, f64) {
    if share <= 0.0 {
        return (0.0, 0.0);
    }
    let log = share.ln();
    let spread = (width * greenwood.sqrt() / log.abs()).exp();
    ((log * spread).exp(), (log / spread).exp())
}

/// Whether it happens at the same rate in all groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogRank {
    /// Chi-square.
    pub chi2: f64,
    /// Its degrees of freedom: the groups less one.
    pub df: usize,
    /// How probable so great a difference is where there is none.
    pub p: f64,
}

/// The log-rank test (Mantel 1966; Peto and Peto 1972) with the hypergeometric variance. `groups` has the number of
/// each person's group, from 0. None with fewer than two groups in which somebody is watched, or without an event.
///
/// # Errors
/// A time that cannot be.
///
/// # Panics
/// Not a group for each person.
#[allow(
    clippy::cast_precision_loss,
    reason = "people are counted exactly up to 2^53"
)]
pub fn log_rank(people: &[Watched], groups: &[usize]) -> Result<Option<LogRank>, SurvivalError> {
    assert_eq!(people.len(), groups.len(), "a group for each person");
    check(people)?;
    let count = groups.iter().max().map_or(0, |most| most + 1);
    let mut at_risk = vec![0.0; count];
    for &group in groups {
        at_risk[group] += 1.0;
    }
    let watched: Vec<usize> = (0..count).filter(|&group| at_risk[group] > 0.0).collect();
    let df = watched.len().saturating_sub(1);
    if df == 0 || people.iter().all(|person| !person.happened) {
        return Ok(None);
    }
    let order = in_time(people);
    let mut surplus = vec![0.0; count];
    let mut variance = Matrix::zero(df);
    let mut at = 0;
    while at < order.len() {
        let time = people[order[at]].time;
        let same = order[at..].partition_point(|&row| people[row].time <= time);
        let rows = &order[at..at + same];
        let died = rows.iter().filter(|&&row| people[row].happened).count() as f64;
        if died > 0.0 {
            let risk: f64 = at_risk.iter().sum();
            for &row in rows.iter().filter(|&&row| people[row].happened) {
                surplus[groups[row]] += 1.0;
            }
            let spread = if risk > 1.0 {
                died * (risk - died) / (risk - 1.0)
            } else {
                0.0
            };
            for &group in &watched {
                surplus[group] -= died * at_risk[group] / risk;
            }
            for (i, &one) in watched[..df].iter().enumerate() {
                for (j, &other) in watched[..df].iter().enumerate() {
                    let own = if i == j { 1.0 } else { 0.0 };
                    *variance.at(i, j) +=
                        spread * at_risk[one] / risk * (own - at_risk[other] / risk);
                }
            }
        }
        for &row in rows {
            at_risk[groups[row]] -= 1.0;
        }
        at += same;
    }
    let surplus: Vec<f64> = watched[..df].iter().map(|&group| surplus[group]).collect();
    let Ok(root) = Cholesky::new(&variance) else {
        return Ok(None);
    };
    let solved = root.solve(&surplus);
    let chi2: f64 = solved.iter().zip(&surplus).map(|(a, b)| a * b).sum();
    Ok(Some(LogRank {
        chi2,
        df,
        p: above(chi2, df),
    }))
}

/// How probable a chi-square above this is.
#[allow(clippy::cast_precision_loss, reason = "degrees of freedom")]
pub(super) fn above(chi2: f64, df: usize) -> f64 {
    ChiSquared::new(df as f64).map_or(1.0, |distribution| distribution.sf(chi2.max(0.0)))
}
