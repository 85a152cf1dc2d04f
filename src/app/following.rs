//! Keeping what is thought of members up to date while the shop is open.

use std::sync::Arc;
use std::time::Duration;

use crate::actions::Advisor;
use crate::clock::Clock;
use crate::config::Settings;

/// How often is looked for members of whom something happened.
const EVERY: Duration = Duration::from_secs(20);

/// Counts and estimates members anew of whom something happened, their segments too; and fits all insights again every so
/// often (`refit_hours`; 0 is never). Nothing is done before `storekeeper train insights` was run once.
pub(super) fn follow(settings: &Settings, advisor: Arc<Advisor>, clock: Arc<dyn Clock>) {
    let refit = Duration::from_hours(settings.refit_hours);
    tokio::spawn(async move {
        let mut after = None;
        let mut since = Duration::ZERO;
        loop {
            tokio::time::sleep(EVERY).await;
            since += EVERY;
            if !refit.is_zero() && since >= refit && advisor.fitted().await.is_ok() {
                since = Duration::ZERO;
                let (now, silent) = (clock.now(), |_: &str, _: f64| {});
                if let Err(error) = advisor.fit(now, &silent).await {
                    tracing::error!(%error, "the insights could not be fitted again");
                }
            }
            let newest = match after {
                // What happened before the shop was opened is counted by the next fit; a no to analysis does not wait.
                None => advisor.begin_to_follow(clock.now()).await,
                Some(after) => advisor.follow(after, clock.now()).await.map(|(_, at)| at),
            };
            match newest {
                Ok(newest) => after = Some(newest),
                Err(error) if error.is_not_fitted() => {}
                Err(error) => tracing::error!(%error, "members could not be counted anew"),
            }
        }
    });
}
