//! Sending campaigns while the shop is open.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::loyalty_rules;
use crate::campaigns::{Campaigns, Face, Mailer};
use crate::clock::Clock;
use crate::config::Settings;
use crate::senders::Senders;

/// How long is waited after a step in which nothing was to do, and after one in which something was.
const IDLE: Duration = Duration::from_secs(1);
const BUSY: Duration = Duration::from_millis(50);
/// How often is looked for members whose address came or went.
const FOLLOWED: Duration = Duration::from_mins(10);

/// Who sends the campaigns of the shop that the settings name.
///
/// # Errors
/// Rules of tiers that cannot be read.
pub fn open_mailer(settings: &Settings, campaigns: Campaigns, senders: Senders) -> Result<Mailer> {
    let name = settings.shop_name.clone();
    let link = settings.campaigns.link.clone();
    let face = Face {
        name: name.unwrap_or_else(|| "Storekeeper".to_owned()),
        link: link.unwrap_or_else(|| format!("http://{}", settings.listen)),
    };
    let tiers = Arc::new(loyalty_rules(settings)?);
    Ok(Mailer::new(campaigns, senders, face, tiers))
}

/// Sends what is due, a little at a time, as long as the program runs, and follows whom campaigns can reach.
pub(super) fn send_campaigns(mailer: Arc<Mailer>, campaigns: Campaigns, clock: Arc<dyn Clock>) {
    tokio::spawn(async move {
        let mut followed: Option<Instant> = None;
        loop {
            let pause = match mailer.step(clock.now()).await {
                Ok(worked) if worked.any() => BUSY,
                Ok(_) => IDLE,
                Err(error) => {
                    tracing::error!(%error, "a campaign could not be sent on; it is tried again");
                    IDLE
                }
            };
            if pause == IDLE && followed.is_none_or(|at| at.elapsed() >= FOLLOWED) {
                followed = Some(Instant::now());
                if let Err(error) = campaigns.follow_reach(true).await {
                    tracing::error!(%error, "whom campaigns reach could not be counted anew");
                }
            }
            tokio::time::sleep(pause).await;
        }
    });
}
