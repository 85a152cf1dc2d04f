//! What comes again every period: whether there is such a thing, and a series without it.

use super::sums::{count, mean, variance};

/// The normal quantile of a two-sided test at 90%.
const TWO_SIDED: f64 = 1.645;
/// Whole periods that a series must have before seasonality is tested for, as in the M competitions.
const PERIODS: usize = 3;

/// How a season acts on a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Added,
    Multiplied,
}

/// The part of a series that comes again every period.
#[derive(Clone, Debug, PartialEq)]
pub struct Season {
    pub kind: Kind,
    /// Per place in the period, the first value of the series having the first place. Their mean is 0 where they are
    /// added, 1 where they are multiplied.
    pub factors: Vec<f64>,
}

impl Season {
    /// The season of a series, if the test finds one: multiplied where it can be, otherwise added.
    pub fn find(series: &[f64], period: usize) -> Option<Self> {
        if !is_seasonal(series, period) {
            return None;
        }
        Self::decompose(series, period, Kind::Multiplied)
            .or_else(|| Self::decompose(series, period, Kind::Added))
    }

    /// Classical decomposition by moving averages (Macaulay 1931; Makridakis, Wheelwright & Hyndman 1998, section 3/4):
    /// the means, per place in the period, of what is left over a centred moving average. None where the series has fewer
    /// than two periods, or where a factor is not above 0 and can not be divided by.
    pub fn decompose(series: &[f64], period: usize, kind: Kind) -> Option<Self> {
        if period < 2 || series.len() / 2 < period {
            return None;
        }
        if kind == Kind::Multiplied && series.iter().any(|&value| value <= 0.0) {
            return None;
        }
        let first = period / 2;
        let mut left = vec![(0.0, 0_usize); period];
        for (at, trend) in moving(series, period).into_iter().enumerate() {
            let at = at + first;
            let (sum, number) = &mut left[at % period];
            *sum += match kind {
                Kind::Added => series[at] - trend,
                Kind::Multiplied => series[at] / trend,
            };
            *number += 1;
        }
        let mut factors: Vec<f64> = left
            .into_iter()
            .map(|(sum, number)| sum / count(number.max(1)))
            .collect();
        let centre = mean(&factors);
        for factor in &mut factors {
            match kind {
                Kind::Added => *factor -= centre,
                Kind::Multiplied => *factor /= centre,
            }
        }
        let usable = kind == Kind::Added || factors.iter().all(|&factor| factor > 1e-3);
        usable.then_some(Self { kind, factors })
    }

    /// The series without its season.
    pub fn without(&self, series: &[f64]) -> Vec<f64> {
        let factors = self.factors.iter().cycle();
        series
            .iter()
            .zip(factors)
            .map(|(value, factor)| match self.kind {
                Kind::Added => value - factor,
                Kind::Multiplied => value / factor,
            })
            .collect()
    }

    /// Gives the season back to the values from place `from` of the series on, and to their standard deviations.
    pub fn restore(&self, from: usize, points: &mut [f64], deviations: &mut [f64]) {
        for (at, (point, deviation)) in points.iter_mut().zip(deviations).enumerate() {
            let factor = self.factors[(from + at) % self.factors.len()];
            match self.kind {
                Kind::Added => *point += factor,
                Kind::Multiplied => {
                    *point *= factor;
                    *deviation *= factor;
                }
            }
        }
    }
}

/// The centred moving average over a period, the first being that of the value at half a period.
fn moving(series: &[f64], period: usize) -> Vec<f64> {
    if period % 2 == 1 {
        return series.windows(period).map(mean).collect();
    }
    // Of an even period the two outermost values count half.
    series
        .windows(period + 1)
        .map(|window| {
            let ends = f64::midpoint(window[0], window[period]);
            (window[1..period].iter().sum::<f64>() + ends) / count(period)
        })
        .collect()
}

/// Whether the autocorrelation at one period differs from 0 at the 90% level, its variance being that of Bartlett (1946):
/// |r(m)| > 1.645 sqrt((1 + 2 (r(1)² + … + r(m-1)²)) / n), as tested before the benchmarks of the M3 and M4
/// competitions (Makridakis & Hibon 2000; Makridakis, Spiliotis & Assimakopoulos 2018).
pub fn is_seasonal(series: &[f64], period: usize) -> bool {
    if period < 2 || series.len() / PERIODS < period {
        return false;
    }
    let centre = mean(series);
    let whole: f64 = series.iter().map(|value| (value - centre).powi(2)).sum();
    if whole <= 0.0 {
        return false;
    }
    let correlation = |lag: usize| {
        let pairs = series.iter().zip(&series[lag..]);
        pairs
            .map(|(early, late)| (early - centre) * (late - centre))
            .sum::<f64>()
            / whole
    };
    let before: f64 = (1..period).map(|lag| correlation(lag).powi(2)).sum();
    let limit = TWO_SIDED * ((1.0 + 2.0 * before) / count(series.len())).sqrt();
    correlation(period).abs() > limit
}

/// How much of what moves around the trend is season, from 0 to 1: 1 - Var(rest) / Var(season + rest), at least 0 (Wang,
/// Smith & Hyndman 2006, "Characteristic-based clustering for time series data"), over a classical decomposition.
pub fn strength(series: &[f64], period: usize) -> f64 {
    let Some(season) = Season::decompose(series, period, Kind::Added) else {
        return 0.0;
    };
    let first = period / 2;
    let (mut moved, mut rest) = (Vec::new(), Vec::new());
    for (at, trend) in moving(series, period).into_iter().enumerate() {
        let at = at + first;
        moved.push(series[at] - trend);
        rest.push(series[at] - trend - season.factors[at % period]);
    }
    let whole = variance(&moved);
    if whole > 0.0 {
        (1.0 - variance(&rest) / whole).max(0.0)
    } else {
        0.0
    }
}
