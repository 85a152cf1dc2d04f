//! How much stock a demand asks for.
//!
//! Demands and stocks are in one unit, pieces for instance; times are in periods of the series, parts of a period too.
//! Demand is taken to be normally distributed over the time that an order takes. For what is rarely asked for, so that most
//! periods have a demand of 0, that is rough: longer periods make it better.

use serde::{Deserialize, Serialize};

use super::Forecast;
use super::outcome::standard;
use super::sums::{count, mean};

/// Periods that a demand is known from at the least: of fewer the deviation is not known within a third.
pub const FEWEST: usize = 6;

/// What is asked for in a time, of any length.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Demand {
    /// What is expected.
    pub mean: f64,
    /// The standard deviation from it.
    pub deviation: f64,
}

/// How stock is replenished.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Supply {
    /// Periods from an order to its arrival; 0 or more.
    pub lead: f64,
    /// Periods from one look at the stock to the next; 0 where it is always watched.
    pub review: f64,
    /// The probability that stock lasts until the next arrival, from 0.5 to below 1.
    pub level: f64,
}

/// When to order.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What is held against demand that is higher than expected.
    pub safety_stock: f64,
    /// The stock, with what is on order, at which or below which an order is due.
    pub reorder_point: f64,
    /// What an order fills the stock up to, with what is on order.
    pub full: f64,
}

/// Why there is no number.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StockError {
    /// Demand is known of too few periods.
    #[error(
        "the demand of {length} periods is too little to plan stock from; wait until there are {FEWEST}, or take shorter periods"
    )]
    TooFew {
        /// How many there are.
        length: usize,
    },
    /// A demand can not be.
    #[error(
        "the demand of period {at}, {value}, is not a number of at least 0; leave returns out of it or mend it"
    )]
    Demand {
        /// Its place, the first being 0.
        at: usize,
        /// The demand.
        value: f64,
    },
    /// A forecast ends before the order arrives.
    #[error(
        "a forecast of {length} periods ends before the {needed} periods that an order takes; forecast {needed}"
    )]
    Horizon {
        /// Periods until what is ordered at the next look arrives.
        needed: usize,
        /// Periods that are foretold.
        length: usize,
    },
    /// A time that can not be.
    #[error(
        "{0} periods is no time that an order can take; give lead and review times of at least 0 and together above 0"
    )]
    Time(f64),
    /// A level that can not be held.
    #[error(
        "a service level of {0} can not be planned for; give one from 0.5 to below 1, such as 0.95"
    )]
    Level(f64),
    /// A stock that can not be.
    #[error("a stock of {0} can not be reckoned with; count it anew")]
    Stock(f64),
    /// A pack that can not be.
    #[error("a pack of {0} can not be ordered; give the pieces of one pack, 1 for single ones")]
    Pack(f64),
}

impl Demand {
    /// The demand of one period, out of that of each past period: mean and sample standard deviation.
    ///
    /// # Errors
    /// Fewer than [`FEWEST`] periods, or a demand that is negative or not finite.
    pub fn of(history: &[f64]) -> Result<Self, StockError> {
        let unusable = |value: &f64| !(value.is_finite() && *value >= 0.0);
        if let Some(at) = history.iter().position(unusable) {
            let value = history[at];
            return Err(StockError::Demand { at, value });
        }
        let length = history.len();
        if length < FEWEST {
            return Err(StockError::TooFew { length });
        }
        let centre = mean(history);
        let squares: f64 = history.iter().map(|value| (value - centre).powi(2)).sum();
        Ok(Self {
            mean: centre,
            deviation: (squares / count(length - 1)).sqrt(),
        })
    }

    /// The demand of a time of `periods`, when this is the demand of one and that of each period does not depend on the one
    /// before: `periods` times the mean and the variance.
    ///
    /// # Errors
    /// The time is negative or not finite.
    pub fn over(self, periods: f64) -> Result<Self, StockError> {
        let periods = time(periods)?;
        Ok(Self {
            mean: self.mean * periods,
            deviation: self.deviation * periods.sqrt(),
        })
    }

    /// The demand of the next `periods` by a forecast: the sum of the points, and the root of the sum of the variances,
    /// errors of different periods being taken not to depend on each other. A part of the last period counts by its share.
    /// Points below 0 count as 0.
    ///
    /// # Errors
    /// The forecast is shorter; the time is negative or not finite.
    pub fn foretold(forecast: &Forecast, periods: f64) -> Result<Self, StockError> {
        let mut left = time(periods)?;
        let (mut sum, mut variance) = (0.0, 0.0);
        for (point, deviation) in forecast.points.iter().zip(&forecast.deviations) {
            let share = left.clamp(0.0, 1.0);
            sum += share * point.max(0.0);
            variance += share * deviation * deviation;
            left -= share;
        }
        if left > 1e-9 {
            return Err(StockError::Horizon {
                needed: whole(periods),
                length: forecast.points.len(),
            });
        }
        Ok(Self {
            mean: sum,
            deviation: variance.sqrt(),
        })
    }
}

impl Supply {
    /// Periods that stock must last from one look at it until what is ordered at the next look has come: lead and review
    /// time.
    ///
    /// # Errors
    /// A time is negative or not finite, or both are 0.
    pub fn risk(self) -> Result<f64, StockError> {
        let both = time(self.lead)? + time(self.review)?;
        if both > 0.0 {
            Ok(both)
        } else {
            Err(StockError::Time(both))
        }
    }

    /// When to order, by the demand of each past period, which is taken to go on as it was.
    ///
    /// # Errors
    /// As [`Demand::of`], [`Supply::risk`] and [`safety_stock`].
    pub fn plan(self, history: &[f64]) -> Result<Plan, StockError> {
        let one = Demand::of(history)?;
        self.planned(one.over(self.risk()?)?, one.over(self.review)?)
    }

    /// When to order, by what is foretold.
    ///
    /// # Errors
    /// As [`Demand::foretold`], [`Supply::risk`] and [`safety_stock`].
    pub fn plan_ahead(self, forecast: &Forecast) -> Result<Plan, StockError> {
        let risk = Demand::foretold(forecast, self.risk()?)?;
        self.planned(risk, Demand::foretold(forecast, self.review)?)
    }

    /// The policy (R, s, S) of Silver, Pyke & Peterson (1998, chapter 7): an order is due when stock may
    /// not last for lead and review time, and is for one review time more.
    fn planned(self, risk: Demand, review: Demand) -> Result<Plan, StockError> {
        let safety_stock = safety_stock(risk, self.level)?;
        let reorder_point = risk.mean + safety_stock;
        Ok(Plan {
            safety_stock,
            reorder_point,
            full: reorder_point + review.mean,
        })
    }
}

impl Plan {
    /// How much to order now, in whole packs: nothing as long as the stock, with what is on order, is above the reorder
    /// point, otherwise what is missing until it is full.
    ///
    /// # Errors
    /// A stock that is not finite (one that is owed to customers is negative), an order that is negative, or a pack of
    /// nothing.
    pub fn order(self, on_hand: f64, on_order: f64, pack: f64) -> Result<f64, StockError> {
        if !on_hand.is_finite() {
            return Err(StockError::Stock(on_hand));
        }
        if !(on_order.is_finite() && on_order >= 0.0) {
            return Err(StockError::Stock(on_order));
        }
        if !(pack.is_finite() && pack > 0.0) {
            return Err(StockError::Pack(pack));
        }
        let position = on_hand + on_order;
        if position > self.reorder_point {
            return Ok(0.0);
        }
        // What is only reckoned, not missing, must not fill a pack.
        let packs = ((self.full - position) / pack - 1e-9).ceil().max(0.0);
        Ok(packs * pack)
    }
}

/// The stock that is held against demand above what is expected, so that it lasts through the time of the demand with the
/// probability `level`: the normal quantile times the deviation of the demand over lead and review time (Silver, Pyke &
/// Peterson 1998, chapter 7).
///
/// # Errors
/// The level is below 0.5, at which no stock is held at all, or not below 1, at which none is enough.
pub fn safety_stock(risk: Demand, level: f64) -> Result<f64, StockError> {
    if !(0.5..1.0).contains(&level) {
        return Err(StockError::Level(level));
    }
    let away = standard(level).map_err(|_| StockError::Level(level))?;
    Ok(away.max(0.0) * risk.deviation)
}

/// For how many periods the stock lasts if each has the demand of `one` period; none where nothing is asked for, so that it
/// lasts for ever. What is owed lasts for 0.
///
/// # Errors
/// The stock is not finite.
pub fn cover(on_hand: f64, one: Demand) -> Result<Option<f64>, StockError> {
    if !on_hand.is_finite() {
        return Err(StockError::Stock(on_hand));
    }
    Ok((one.mean > 0.0).then(|| on_hand.max(0.0) / one.mean))
}

/// For how many periods the stock lasts by a forecast, within a period by the share of it; none where it outlasts the
/// forecast.
///
/// # Errors
/// The stock is not finite.
pub fn cover_ahead(on_hand: f64, forecast: &Forecast) -> Result<Option<f64>, StockError> {
    if !on_hand.is_finite() {
        return Err(StockError::Stock(on_hand));
    }
    let mut left = on_hand.max(0.0);
    for (at, point) in forecast.points.iter().enumerate() {
        let taken = point.max(0.0);
        if taken > left {
            return Ok(Some(count(at) + left / taken));
        }
        left -= taken;
    }
    Ok(None)
}

/// A time that can pass.
fn time(periods: f64) -> Result<f64, StockError> {
    if periods.is_finite() && periods >= 0.0 {
        Ok(periods)
    } else {
        Err(StockError::Time(periods))
    }
}

/// The whole periods that a time touches.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a finite number of at least 0; of more than can be counted the most is meant"
)]
fn whole(periods: f64) -> usize {
    periods.ceil() as usize
}
