//! How often a series is differenced until it stays around one mean.

use super::super::season::strength;
use super::super::sums::{count, differences, mean, variance};
use super::polynomial::multiply;

/// The value of the KPSS statistic above which a series does not stay around its mean, at the 5% level (Kwiatkowski,
/// Phillips, Schmidt & Shin 1992, table 1).
const KPSS: f64 = 0.463;
/// The strength above which a season is differenced (Hyndman & Athanasopoulos 2021, section 9.1).
const STRONG: f64 = 0.64;
/// The most differences of both kinds.
const MOST: usize = 2;
/// Values that must be left.
const LEFT: usize = 6;

/// How many differences are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Differences {
    /// Of neighbouring values.
    pub plain: usize,
    /// Of values a period apart.
    pub seasonal: usize,
}

impl Differences {
    /// A seasonal one where the season is strong, then plain ones as long as the KPSS test finds no rest.
    pub fn find(series: &[f64], period: usize) -> Self {
        let mut left = series.to_vec();
        let seasonal = usize::from(
            period > 1
                && left.len().saturating_sub(LEFT) / 2 >= period
                && strength(&left, period) > STRONG,
        );
        if seasonal == 1 {
            left = differences(&left, period);
        }
        let mut plain = 0;
        while plain + seasonal < MOST && left.len() > LEFT && kpss(&left) > KPSS {
            left = differences(&left, 1);
            plain += 1;
        }
        Self { plain, seasonal }
    }

    /// The differenced series.
    pub fn take(self, series: &[f64], period: usize) -> Vec<f64> {
        let mut left = series.to_vec();
        for _ in 0..self.seasonal {
            left = differences(&left, period);
        }
        for _ in 0..self.plain {
            left = differences(&left, 1);
        }
        left
    }

    /// What the lag operator does.
    pub fn polynomial(self, period: usize) -> Vec<f64> {
        let mut all = vec![1.0];
        for _ in 0..self.plain {
            all = multiply(&all, &[1.0, -1.0]);
        }
        for _ in 0..self.seasonal {
            let mut one = vec![0.0; period + 1];
            (one[0], one[period]) = (1.0, -1.0);
            all = multiply(&all, &one);
        }
        all
    }
}

/// The statistic of Kwiatkowski et al. (1992) for rest around a mean, the long-run variance with Bartlett's
/// weights up to lag 3 sqrt(n) / 13, as Hyndman & Khandakar (2008) have it. 0 of a constant.
fn kpss(series: &[f64]) -> f64 {
    let length = count(series.len());
    let centre = mean(series);
    let away: Vec<f64> = series.iter().map(|value| value - centre).collect();
    if variance(series) <= 1e-20 {
        return 0.0;
    }
    let mut partial = 0.0;
    let sums: f64 = away
        .iter()
        .map(|value| {
            partial += value;
            partial * partial
        })
        .sum();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small whole number above 0"
    )]
    let lags = (3.0 * length.sqrt() / 13.0) as usize;
    let product = |lag: usize| -> f64 {
        let pairs = away.iter().zip(&away[lag..]);
        pairs.map(|(early, late)| early * late).sum()
    };
    let mut long_run = product(0);
    for lag in 1..=lags {
        long_run += 2.0 * (1.0 - count(lag) / (count(lags) + 1.0)) * product(lag);
    }
    sums / length / long_run.max(f64::MIN_POSITIVE)
}
