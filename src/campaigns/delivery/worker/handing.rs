//! Handing claimed messages over, and keeping what became of each.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::events::{self, EventKind};
use crate::senders::{Gate, SendError, Sender};

use super::super::super::{CampaignsError, TABLES, offers};
use super::super::{COMMITTED, PATIENCE, sql};
use super::{Claimed, Mailer, SECOND, Worked, sent};

/// Microseconds of a minute.
const MINUTE: i64 = 60 * SECOND;

/// What became of a message.
#[derive(Debug)]
pub struct HandedOver {
    claimed: Claimed,
    fate: Fate,
}

/// How it went.
#[derive(Debug)]
enum Fate {
    /// It was taken.
    Taken,
    /// It was not, and may be later.
    Later(String),
    /// It never will be.
    Never(String),
    /// It may have been.
    Uncertain(String),
    /// It is another's by now, and did not go.
    Held,
}

/// Keeps that the last bytes of a message leave, where it is still ours.
struct Commit<'a> {
    mailer: &'a Mailer,
    claimed: &'a Claimed,
    now: Timestamp,
    passed: AtomicBool,
}

#[async_trait]
impl Gate for Commit<'_> {
    async fn pass(&self) -> Result<(), String> {
        let kept = self.commit().await.map_err(|error| error.to_string())?;
        self.passed.store(kept, Ordering::Relaxed);
        if kept {
            return Ok(());
        }
        Err("another program has taken it over".to_owned())
    }
}

impl Commit<'_> {
    async fn commit(&self) -> Result<bool, CampaignsError> {
        let write = self.mailer.campaigns.db.write(&["campaign_queue"]).await?;
        let Claimed {
            campaign,
            member,
            lease,
            ..
        } = self.claimed;
        let kept = sql::commit(&write, (campaign, *member), lease, self.now).await?;
        write.commit().await?;
        Ok(kept)
    }
}

impl Mailer {
    /// Hands messages over, all at the same time.
    pub async fn hand_over(&self, claimed: Vec<Claimed>, now: Timestamp) -> Vec<HandedOver> {
        let each = claimed.into_iter();
        futures::future::join_all(each.map(|claimed| self.hand_over_one(claimed, now))).await
    }

    /// Hands one message over.
    pub(super) async fn hand_over_one(&self, claimed: Claimed, now: Timestamp) -> HandedOver {
        let message = match &claimed.message {
            Ok(message) => message,
            Err(why) => {
                let fate = Fate::Never(why.clone());
                return HandedOver { claimed, fate };
            }
        };
        if self.keeps(message) {
            let fate = Fate::Taken;
            return HandedOver { claimed, fate };
        }
        let gate = Commit {
            mailer: self,
            claimed: &claimed,
            now,
            passed: AtomicBool::new(false),
        };
        // A sender with a gate knows better when to give up than a clock outside of it.
        let patience = if self.senders.has_gate(message.channel) {
            COMMITTED
        } else {
            PATIENCE
        };
        let sent = tokio::time::timeout(patience, self.senders.hand_over(message, &gate)).await;
        let fate = match sent {
            Ok(Ok(())) => Fate::Taken,
            Ok(Err(SendError::Uncertain { reason, .. })) => Fate::Uncertain(reason),
            Ok(Err(SendError::Held(_))) => Fate::Held,
            Ok(Err(error)) if error.is_temporary() => Fate::Later(error.to_string()),
            Ok(Err(error)) => Fate::Never(error.to_string()),
            Err(_) => {
                let why = format!("no answer within {} s", patience.as_secs());
                if gate.passed.load(Ordering::Relaxed) {
                    Fate::Uncertain(why)
                } else {
                    Fate::Later(why)
                }
            }
        };
        HandedOver { claimed, fate }
    }

    /// Keeps what became of messages, each sent one as an event.
    ///
    /// # Errors
    /// The database fails; then they are in doubt.
    pub async fn mark(
        &self,
        handed: Vec<HandedOver>,
        now: Timestamp,
        worked: &mut Worked,
    ) -> Result<(), CampaignsError> {
        if handed.is_empty() {
            return Ok(());
        }
        let write = self.campaigns.db.write(TABLES).await?;
        let mut told = Vec::new();
        for HandedOver { claimed, fate } in handed {
            let held = sql::held_by(write.reader(), &claimed.campaign, &claimed.lease).await?;
            if !held.contains(&claimed.member) {
                continue; // It took too long, and is another's by now.
            }
            let row = (claimed.campaign.as_str(), claimed.member);
            let tries = claimed.tries + 1;
            let most = i64::from(self.campaigns.settings.tries);
            let mut mark = sql::Mark {
                state: "sent",
                tries,
                due: now,
                reason: None,
            };
            match &fate {
                Fate::Taken => {
                    worked.sent += 1;
                    told.push(sent(&claimed, EventKind::CampaignSent, now));
                }
                // It did not go, for a reason of this program: its claim runs out, and it is tried again.
                Fate::Held => continue,
                Fate::Later(why) if tries < most => {
                    worked.later += 1;
                    mark.state = "waiting";
                    mark.due = Timestamp::from_micros(now.micros() + wait(tries));
                    mark.reason = Some(why);
                }
                Fate::Uncertain(why) => {
                    worked.uncertain += 1;
                    mark.state = "uncertain";
                    mark.reason = Some(why);
                }
                Fate::Later(why) | Fate::Never(why) => {
                    worked.failed += 1;
                    mark.state = "failed";
                    mark.reason = Some(why);
                    offers::undo(&write, row, claimed.code.as_deref(), now).await?;
                }
            }
            sql::mark(&write, row, &mark, now).await?;
            let kept = claimed.message().is_some_and(|message| self.keeps(message));
            if kept && matches!(fate, Fate::Taken) {
                sql::wait_in_chat(&write, row).await?;
            }
        }
        events::tell(&write, &told).await?;
        Ok(write.commit().await?)
    }
}

/// Microseconds until a message is tried again.
fn wait(tries: i64) -> i64 {
    let times = u32::try_from((tries - 1).clamp(0, 4)).unwrap_or(0);
    (MINUTE * 5_i64.pow(times)).min(360 * MINUTE)
}
