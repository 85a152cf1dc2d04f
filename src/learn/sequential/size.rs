//! How many people a test of two rates takes.

use statrs::distribution::{ContinuousCDF, Normal};

use super::{SequentialError, positive, share};

/// How many people a test takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleSize {
    /// In the first group, before rounding up.
    pub exact: f64,
    /// In the first group.
    pub first: u64,
    /// In the second group.
    pub second: u64,
}

/// People per group for a two-sided test of two proportions at its end: with rates `rates` a difference is found with
/// probability `power`, with equal rates with probability `level`. The second group has `ratio` times the people of
/// the first. The test's deviation is that of the common rate, that under the difference is each group's own (Fleiss,
/// Tytun and Ury 1980, without their correction for continuity; R's `power.prop.test` for a ratio of 1).
///
/// # Errors
/// A rate, power or level that is not strictly between 0 and 1, equal rates, or a ratio that is not above 0.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of people, rounded up"
)]
pub fn sample_size(
    rates: (f64, f64),
    power: f64,
    level: f64,
    ratio: f64,
) -> Result<SampleSize, SequentialError> {
    let (one, other) = rates;
    share("first rate", one)?;
    share("second rate", other)?;
    share("power", power)?;
    share("level", level)?;
    positive("ratio", ratio)?;
    let difference = other - one;
    if difference == 0.0 {
        return Err(SequentialError::Same(one));
    }
    let quantile = |share: f64| Normal::standard().inverse_cdf(share);
    let common = (one + ratio * other) / (1.0 + ratio);
    let alike = (common * (1.0 - common) * (1.0 + 1.0 / ratio)).sqrt();
    let apart = (one * (1.0 - one) + other * (1.0 - other) / ratio).sqrt();
    let reach = quantile(1.0 - level / 2.0) * alike + quantile(power) * apart;
    let exact = (reach / difference).powi(2);
    let up = |people: f64| people.ceil().max(1.0) as u64;
    Ok(SampleSize {
        exact,
        first: up(exact),
        second: up(exact * ratio),
    })
}
