//! Handing claimed messages over, and keeping what became of each.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::db::{Reader, Write};
use crate::events::{self, EventKind, Told};
use crate::senders::{Gate, SendError, Sender};

use super::super::super::approval::{self, PausedFor};
use super::super::super::{CampaignsError, TABLES, offers, recording};
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
    /// It had no answer: it may have been taken, and is handed over again under its name.
    Unanswered(String),
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
            Ok(Err(error @ SendError::Unanswered { .. })) => Fate::Unanswered(error.to_string()),
            Ok(Err(error)) if error.is_temporary() => Fate::Later(error.to_string()),
            Ok(Err(error)) => Fate::Never(error.to_string()),
            Err(_) => {
                let why = format!("no answer within {} s", patience.as_secs());
                match self.senders.has_gate(message.channel) {
                    true if gate.passed.load(Ordering::Relaxed) => Fate::Uncertain(why),
                    true => Fate::Later(why),
                    false => Fate::Unanswered(why),
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
            let campaign = claimed.campaign.clone();
            let held = sql::held_by(write.reader(), &campaign, &claimed.lease).await?;
            // Whose row it is may have changed: two members were made one. Without one it took too long, and is another's by now.
            let Some((member, state)) = held else {
                continue;
            };
            let claimed = Claimed { member, ..claimed };
            self.mark_one(&write, (&claimed, fate), now, (worked, &mut told))
                .await?;
            if state == "uncertain" {
                decided_by_answer(&write, &campaign, now).await?;
            }
        }
        events::tell(&write, &told).await?;
        Ok(write.commit().await?)
    }

    /// Keeps what became of one message, whose lease holds.
    async fn mark_one(
        &self,
        write: &Write,
        (claimed, fate): (&Claimed, Fate),
        now: Timestamp,
        (worked, told): (&mut Worked, &mut Vec<Told>),
    ) -> Result<(), CampaignsError> {
        let row = (claimed.campaign.as_str(), claimed.member);
        let tries = claimed.tries + 1;
        let mut mark = sql::Mark {
            state: "sent",
            tries,
            doubts: i64::from(matches!(fate, Fate::Unanswered(_))),
            due: now,
            reason: None,
        };
        let again = match &fate {
            Fate::Later(_) | Fate::Unanswered(_) => {
                tries < i64::from(self.campaigns.settings.tries)
                    && goes_on(write.reader(), &claimed.campaign).await?
            }
            _ => false,
        };
        match fate {
            Fate::Taken => {
                worked.sent += 1;
                told.push(sent(claimed, EventKind::CampaignSent, now));
            }
            // It did not go, for a reason of this program: its claim runs out, and it is tried again.
            Fate::Held => return Ok(()),
            Fate::Later(why) | Fate::Unanswered(why) if again => {
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
            Fate::Later(why) | Fate::Unanswered(why) | Fate::Never(why) => {
                worked.failed += 1;
                mark.state = "failed";
                mark.reason = Some(why);
                // What may have arrived holds.
                if claimed.doubts + mark.doubts == 0 {
                    offers::undo(write, row, claimed.code.as_deref(), now).await?;
                }
            }
        }
        let taken = mark.state == "sent";
        sql::mark(write, row, &mark, now).await?;
        if taken && claimed.message().is_some_and(|message| self.keeps(message)) {
            sql::wait_in_chat(write, row).await?;
        }
        Ok(())
    }
}

/// Whether a campaign was not ended meanwhile: what is not taken then is not tried again.
async fn goes_on(reader: Reader<'_>, campaign: &str) -> Result<bool, CampaignsError> {
    Ok(approval::find(reader, campaign).await?.ended.is_none())
}

/// A message that was taken for uncertain has its answer after all: a campaign that waited for a decision about no other goes on.
async fn decided_by_answer(
    write: &Write,
    campaign: &str,
    now: Timestamp,
) -> Result<(), CampaignsError> {
    let mut kept = approval::find(write.reader(), campaign).await?;
    if !kept.waits_for(PausedFor::Uncertain) || sql::uncertain(write.reader(), campaign).await? > 0
    {
        return Ok(());
    }
    kept.go_on();
    kept.changed = now;
    approval::sql::put(write, &kept).await?;
    let act = format!("campaign `{campaign}` goes on: its uncertain messages have their answers");
    recording::keep(write, "storekeeper", None, &act, now).await
}

/// Microseconds until a message is tried again.
fn wait(tries: i64) -> i64 {
    let times = u32::try_from((tries - 1).clamp(0, 4)).unwrap_or(0);
    (MINUTE * 5_i64.pow(times)).min(360 * MINUTE)
}
