//! For how long no order is taken for leaving.

use super::ChurnError;
use crate::features::DAY;

/// Of repeat orders, the share that come within the horizon.
const COME: f64 = 0.9;

/// The days within which nine of ten repeat orders come, by the shop's own orders up to a cut, in whole weeks from 4 to 52.
/// `purchases` has the members and moments in microseconds, in their order.
///
/// # Errors
/// The shop is too young: the horizon must fit three times into the days since its first order, twice for fitting and
/// testing and once before.
pub fn horizon(purchases: &[(i64, i64)], cut: i64) -> Result<u32, ChurnError> {
    let mut gaps: Vec<i64> = purchases
        .windows(2)
        .filter(|pair| pair[0].0 == pair[1].0)
        .map(|pair| pair[1].1.div_euclid(DAY) - pair[0].1.div_euclid(DAY))
        .filter(|&days| days > 0)
        .collect();
    gaps.sort_unstable();
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list"
    )]
    let place = (gaps.len() as f64 * COME) as usize;
    let days = gaps.get(place).copied().unwrap_or(13 * 7);
    let weeks = (days + 6) / 7;
    let horizon = u32::try_from(weeks.clamp(4, 52) * 7).unwrap_or(91);
    let first = purchases.iter().map(|&(_, at)| at).min().unwrap_or(cut);
    let days = u32::try_from((cut - first) / DAY).unwrap_or(0);
    let needed = 3 * horizon;
    if days < needed {
        return Err(ChurnError::TooYoung {
            days,
            horizon,
            needed,
        });
    }
    Ok(horizon)
}
