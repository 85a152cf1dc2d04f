//! What will be asked for, week by week, and when to order how much.
//!
//! Owns: the weekly demand of a product or a category out of its orders, which method foretells it and how every one that
//! was tried did, the stock that it asks for.
//! Does not own: the methods (`learn::forecast`), orders and stock themselves.
//! Holds: weeks are counted back from the end of what is known, so that the last one is whole; too short a history is an
//! error that says so.

mod methods;
mod sql;

use serde::Serialize;

use crate::clock::Timestamp;
use crate::db::{Db, DbError};
use crate::features::DAY;
use crate::learn::forecast::ForecastError;
use crate::learn::forecast::stock::{Plan, StockError, Supply, cover_ahead};

use methods::Found;
pub use methods::Tried;

/// A week in microseconds.
const WEEK: i64 = 7 * DAY;
/// Weeks that demand is read of, at most: four years.
const MOST_WEEKS: usize = 208;
/// Fewer weeks are too short a history.
const FEWEST_WEEKS: usize = 12;

/// Of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One product, by its key.
    Product(String),
    /// All products of a category.
    Category(String),
}

/// Why there is no forecast.
#[derive(Debug, thiserror::Error)]
pub enum DemandError {
    /// Nothing of it was ever ordered, or there is no such thing.
    #[error("nothing of `{0}` was ever ordered: check the key, or wait for orders")]
    NoOrders(String),
    /// Too short a history.
    #[error("`{name}` was first ordered {weeks} weeks ago: a forecast needs {FEWEST_WEEKS}")]
    TooShort {
        /// Of what.
        name: String,
        /// Weeks since.
        weeks: usize,
    },
    /// The series cannot be forecast.
    #[error(transparent)]
    Forecast(#[from] ForecastError),
    /// The stock cannot be planned.
    #[error(transparent)]
    Stock(#[from] StockError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What will be asked for.
#[derive(Clone, Debug, Serialize)]
pub struct Demand {
    /// Of what.
    pub name: String,
    /// The first day of each week, history and forecast.
    pub weeks: Vec<String>,
    /// Pieces of each past week, the oldest first.
    pub history: Vec<f64>,
    /// The method that was chosen, by what it would have foretold before.
    pub method: &'static str,
    /// From how many past weeks every method foretold what came next; 0 where the history is too short to try any.
    pub origins: usize,
    /// The methods that were tried, with their errors.
    pub tried: Vec<Tried>,
    /// Why the recurrent network (`lstm`) was not tried; none where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_lstm: Option<String>,
    /// Pieces of the weeks to come.
    pub forecast: Vec<Expected>,
    /// What is in stock; none where the shop does not count it, or of a category.
    pub stock: Option<i64>,
    /// In how many weeks the stock is gone; none where it outlasts the forecast or is not counted.
    pub cover_weeks: Option<f64>,
    /// When to order how much; none where the stock is not counted.
    pub plan: Option<Reorder>,
}

/// The demand of a week.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs, reason = "the ends of two intervals")]
pub struct Expected {
    /// The most likely.
    pub pieces: f64,
    pub low_80: f64,
    pub high_80: f64,
    pub low_95: f64,
    pub high_95: f64,
}

/// Advice for the stock.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Reorder {
    /// Held against more demand than expected.
    pub safety_stock: f64,
    /// At or below this an order is due.
    pub reorder_point: f64,
    /// What an order fills the stock up to.
    pub full: f64,
    /// Pieces to order now; 0 where none are due.
    pub order_now: f64,
}

/// Forecasts the demand of the next `weeks`, and plans the stock for it.
///
/// # Errors
/// Nothing was ordered, too short a history, a supply that cannot be, or the database fails.
pub async fn demand(
    db: &Db,
    wanted: &Wanted,
    until: Timestamp,
    weeks: usize,
    supply: Supply,
) -> Result<Demand, DemandError> {
    let name = match wanted {
        Wanted::Product(name) | Wanted::Category(name) => name.clone(),
    };
    let sold = sql::sold(db.reader(), wanted, until).await?;
    let Some(&(first, _)) = sold.first() else {
        return Err(DemandError::NoOrders(name));
    };
    let end = until.micros();
    let known = usize::try_from((end - first) / WEEK).unwrap_or(0);
    if known < FEWEST_WEEKS {
        return Err(DemandError::TooShort { name, weeks: known });
    }
    let length = known.min(MOST_WEEKS);
    let start = end - i64::try_from(length).unwrap_or(0) * WEEK;
    let mut history = vec![0.0; length];
    for (at, quantity) in sold.into_iter().filter(|&(at, _)| at >= start) {
        let week = usize::try_from((at - start) / WEEK).unwrap_or(0);
        #[allow(clippy::cast_precision_loss, reason = "pieces of a week")]
        if let Some(sum) = history.get_mut(week) {
            *sum += quantity as f64;
        }
    }
    let beside = sql::beside(db.reader(), wanted, (start, end)).await?;
    let beside = methods::series(&beside, length);
    let found = tokio::task::block_in_place(|| methods::find(&history, &beside, weeks))?;
    let stock = match wanted {
        Wanted::Product(key) => sql::stock(db.reader(), key).await?,
        Wanted::Category(_) => None,
    };
    let day = |week: usize| {
        let at = start + i64::try_from(week).unwrap_or(0) * WEEK;
        Timestamp::from_micros(at).day()
    };
    Ok(Demand {
        name,
        weeks: (0..length + weeks).map(day).collect(),
        ..planned(history, found, stock, supply)?
    })
}

/// A demand with its plan, still without a name and weeks.
fn planned(
    history: Vec<f64>,
    found: Found,
    stock: Option<i64>,
    supply: Supply,
) -> Result<Demand, DemandError> {
    let forecast = found.forecast.at_least(0.0);
    let (inner, outer) = (forecast.interval(0.8)?, forecast.interval(0.95)?);
    let expected = (forecast.points.iter().zip(inner).zip(outer))
        .map(|((&pieces, inner), outer)| Expected {
            pieces,
            low_80: inner.0,
            high_80: inner.1,
            low_95: outer.0,
            high_95: outer.1,
        })
        .collect();
    #[allow(clippy::cast_precision_loss, reason = "pieces in stock")]
    let on_hand = stock.map(|stock| stock as f64);
    let (mut cover_weeks, mut plan) = (None, None);
    if let Some(on_hand) = on_hand {
        cover_weeks = cover_ahead(on_hand, &forecast)?;
        let advice: Plan = supply.plan_ahead(&forecast)?;
        plan = Some(Reorder {
            safety_stock: advice.safety_stock,
            reorder_point: advice.reorder_point,
            full: advice.full,
            order_now: advice.order(on_hand, 0.0, 1.0)?,
        });
    }
    Ok(Demand {
        name: String::new(),
        weeks: Vec::new(),
        history,
        method: found.method,
        origins: found.origins,
        tried: found.tried,
        without_lstm: found.without_lstm,
        forecast: expected,
        stock,
        cover_weeks,
        plan,
    })
}
