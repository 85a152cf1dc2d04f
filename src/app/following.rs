//! Keeping what is thought of members up to date while the shop is open.

use std::sync::Arc;
use std::time::Duration;

use crate::actions::Advisor;
use crate::clock::{Clock, Timestamp};
use crate::config::Settings;
use crate::llm::Llm;
use crate::prompts::Prompts;

/// How often is looked for members of whom something happened.
const EVERY: Duration = Duration::from_secs(20);

/// Counts and estimates members anew of whom something happened, their segments too; and fits all insights again every so
/// often (`refit_hours`; 0 is never). Nothing is done before `storekeeper train insights` was run once.
/// Where there is a model, it names the clusters that a fit has found.
pub(super) fn follow(
    settings: &Settings,
    advisor: Arc<Advisor>,
    model: Option<Llm>,
    clock: Arc<dyn Clock>,
) {
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
                } else if let Some(llm) = &model {
                    name_clusters(&advisor, llm, now).await;
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

/// Lets the model name the clusters; that it finds no name is no harm.
async fn name_clusters(advisor: &Advisor, llm: &Llm, now: Timestamp) {
    let prompts = match Prompts::builtin() {
        Ok(prompts) => prompts,
        Err(error) => return tracing::error!(%error, "the clusters could not be named"),
    };
    match advisor.name_clusters(llm, &prompts, now).await {
        Ok(unnamed) => {
            for left in unnamed {
                tracing::info!(
                    cluster = left.key,
                    why = left.why,
                    "a cluster keeps its name"
                );
            }
        }
        Err(error) => tracing::error!(%error, "the clusters could not be named"),
    }
}
