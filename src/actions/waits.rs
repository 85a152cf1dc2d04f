//! The curves of the wait for the next order, counted once for what was fitted, so that a page about one member has them at
//! once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use serde::Serialize;

use crate::insights::survival::{After, NextOrder};
use crate::learn::survival::Curve;

use super::fitting::Fitted;
use super::{ActionsError, Advisor};

/// Points of a curve, at most.
const POINTS: usize = 60;

/// How long those wait for their next order who have ordered as often.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaitCurve {
    /// How many orders came before.
    pub after: After,
    /// Waits.
    pub waits: usize,
    /// Waits that ended with an order.
    pub orders: usize,
    /// In so many days half of them order again; none where fewer do.
    pub median_days: Option<f64>,
    /// The share that has ordered again within 90 days.
    pub within_90_days: f64,
    /// Days, the share that has not ordered again by then, and the ends of its interval (19 of 20).
    pub points: Vec<[f64; 4]>,
}

impl WaitCurve {
    fn of(after: After, curve: &Curve) -> Self {
        // What a page draws has fewer steps than there are days.
        let every = curve.points.len().div_ceil(POINTS).max(1);
        let points = curve.points.iter().step_by(every);
        Self {
            after,
            waits: curve.people,
            orders: curve.events,
            median_days: curve.median(),
            within_90_days: 1.0 - curve.share(90.0),
            points: points
                .map(|point| [point.time, point.share, point.low, point.high])
                .collect(),
        }
    }
}

/// Something that is done by one at a time.
#[derive(Clone, Debug, Default)]
pub struct OneAtATime(Arc<AtomicBool>);

/// That it is being done: until this is dropped, at the end or where a task breaks off in the middle.
#[derive(Debug)]
pub struct Begun(Arc<AtomicBool>);

impl OneAtATime {
    /// Begins it; `None` where somebody else has.
    #[must_use]
    pub fn begin(&self) -> Option<Begun> {
        let busy = self.0.swap(true, Ordering::AcqRel);
        (!busy).then(|| Begun(Arc::clone(&self.0)))
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// The curves that were counted last.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// With the cut that they are of, in microseconds.
    known: RwLock<Option<(i64, Arc<Vec<WaitCurve>>)>>,
    /// The counting, which reads every order there is.
    counting: OneAtATime,
}

impl Waits {
    fn of(&self, cut: i64) -> Option<Arc<Vec<WaitCurve>>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let known = known.as_ref().filter(|(of, _)| *of == cut);
        known.map(|(_, curves)| Arc::clone(curves))
    }
}

impl Advisor {
    /// The curves for what was fitted last, by how many orders came before. `None` while they are counted, which reads every
    /// order there is and so is done beside, once.
    ///
    /// # Errors
    /// Nothing was fitted, or the database fails.
    pub async fn waits(&self) -> Result<Option<Arc<Vec<WaitCurve>>>, ActionsError> {
        let fitted = self.fitted().await?;
        let cut = fitted.cut.micros();
        if let Some(curves) = self.waits.of(cut) {
            return Ok(Some(curves));
        }
        if let Some(begun) = self.waits.counting.begin() {
            let advisor = self.clone();
            tokio::spawn(async move {
                let _begun = begun;
                if let Err(error) = advisor.count_waits(&fitted).await {
                    tracing::error!(%error, "the waits for the next order could not be counted");
                }
            });
        }
        Ok(None)
    }

    async fn count_waits(&self, fitted: &Fitted) -> Result<(), ActionsError> {
        let purchases = self.features.purchases(None, fitted.cut).await?;
        let cut = fitted.cut.micros();
        let counted = tokio::task::spawn_blocking(move || NextOrder::fit(&purchases, cut)).await;
        // One that was cut off is counted when it is asked for again.
        let Ok(next) = counted else { return Ok(()) };
        let next = next?.curves;
        let curves = next
            .iter()
            .map(|(after, curve)| WaitCurve::of(*after, curve));
        let curves = Arc::new(curves.collect());
        let mut known = self
            .waits
            .known
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *known = Some((cut, curves));
        Ok(())
    }
}
