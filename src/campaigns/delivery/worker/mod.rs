//! What is done again and again while a shop is open: putting members into the queue, claiming, handing over, marking.

mod claiming;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::Timestamp;
use crate::events::{self, EventKind, Told};
use crate::members::{LoyaltyRules, Points, Tiers};
use crate::senders::{Message, SendError, Sender, Senders};

use super::super::approval::{self, CampaignState, Kept};
use super::super::audience::{self, Asks, Draw, Drawn, Standing};
use super::super::brief::Brief;
use super::super::{Campaigns, CampaignsError, TABLES, offers, recording};
use super::wording::{Addressee, Face, Wording, since};
use super::{Filling, PATIENCE, sql};
use claiming::Turn;

/// Rows of members that are put into the queue in one transaction.
const AT_ONCE: i64 = 20_000;
/// Microseconds of a second, a minute.
const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;

/// What was done in one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worked {
    /// Rows of members that were looked at for the queue.
    pub filled: u64,
    /// Members who were left out, or put off, when their turn came.
    pub passed: u64,
    /// Members who were held out.
    pub held_out: u64,
    /// Messages that were taken.
    pub sent: u64,
    /// Messages that are to be tried again.
    pub later: u64,
    /// Messages that will never be taken.
    pub failed: u64,
}

impl Worked {
    /// Whether anything was done.
    #[must_use]
    pub fn any(self) -> bool {
        self != Self::default()
    }
}

/// A message that is claimed.
#[derive(Clone, Debug)]
pub struct Claimed {
    campaign: String,
    member: i64,
    lease: String,
    tries: i64,
    percent: i64,
    code: Option<String>,
    message_id: String,
    /// What is handed over, or why it cannot be written.
    message: Result<Message, String>,
}

impl Claimed {
    /// What is handed over, where it could be written.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.message.as_ref().ok()
    }
}

/// What became of a message.
#[derive(Debug)]
pub struct HandedOver {
    claimed: Claimed,
    /// Nothing where it was taken.
    error: Option<(String, bool)>,
}

/// How many messages may go now: a bucket that fills with time.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// In millionths of a message.
    level: i64,
    at: Timestamp,
}

/// Sends campaigns.
pub struct Mailer {
    campaigns: Campaigns,
    senders: Senders,
    face: Face,
    tiers: Arc<LoyaltyRules>,
    /// By campaign; under no name that of all.
    buckets: Mutex<HashMap<String, Bucket>>,
}

impl Mailer {
    /// Sends the campaigns of a shop that shows itself as `face`, whose tiers are called as these rules say.
    #[must_use]
    pub fn new(
        campaigns: Campaigns,
        senders: Senders,
        face: Face,
        tiers: Arc<LoyaltyRules>,
    ) -> Self {
        Self {
            campaigns,
            senders,
            face,
            tiers,
            buckets: Mutex::default(),
        }
    }

    /// How the shop shows itself.
    #[must_use]
    pub fn face(&self) -> &Face {
        &self.face
    }

    /// Does what is due now, a little of it.
    ///
    /// # Errors
    /// The database fails; what was claimed and not marked is in doubt.
    pub async fn step(&self, now: Timestamp) -> Result<Worked, CampaignsError> {
        let (mut worked, claimed) = self.claim(now).await?;
        let handed = self.hand_over(claimed).await;
        self.mark(handed, now, &mut worked).await?;
        Ok(worked)
    }

    /// Claims the next messages, and does everything that comes before.
    ///
    /// # Errors
    /// The database fails.
    pub async fn claim(&self, now: Timestamp) -> Result<(Worked, Vec<Claimed>), CampaignsError> {
        let (mut worked, mut claimed) = (Worked::default(), Vec::new());
        let running = approval::sql::sending(self.campaigns.db.reader()).await?;
        for kept in running {
            if kept.begins.is_some_and(|begins| begins <= now) {
                self.attend(&kept.name, now, &mut worked, &mut claimed)
                    .await?;
            }
        }
        Ok((worked, claimed))
    }

    /// Does for one campaign what is due.
    async fn attend(
        &self,
        name: &str,
        now: Timestamp,
        worked: &mut Worked,
        claimed: &mut Vec<Claimed>,
    ) -> Result<(), CampaignsError> {
        let kept = approval::find(self.campaigns.db.reader(), name).await?;
        let (version, brief) = approval::latest(self.campaigns.db.reader(), &kept).await?;
        if let Err(error) = approval::holds(&kept, &version) {
            return self
                .end(
                    &kept.name,
                    CampaignState::Paused,
                    Some(error.to_string()),
                    now,
                )
                .await;
        }
        let wording = Wording::prepare(&self.campaigns, name, &brief, &self.face).await?;
        if wording.is_over(now) {
            let why = Some("its offer is over".to_owned());
            return self.end(name, CampaignState::Expired, why, now).await;
        }
        if !kept.complete {
            worked.filled += self.fill(&kept, &brief, now).await?;
        }
        let allowed = self.allowance(name, brief.per_second, now);
        let before = claimed.len();
        let turn = Turn {
            mailer: self,
            name,
            brief: &brief,
            wording: &wording,
            now,
        };
        let most = usize::try_from(self.campaigns.settings.in_flight).unwrap_or(1);
        turn.claim(allowed.min(most), worked, claimed).await?;
        self.spend(name, claimed.len() - before);
        let done = kept.complete && !sql::open(self.campaigns.db.reader(), name).await?;
        if done {
            self.end(name, CampaignState::Sent, None, now).await?;
        }
        Ok(())
    }

    /// Ends a campaign, or stops it for somebody to look at, unless somebody did meanwhile.
    async fn end(
        &self,
        name: &str,
        state: CampaignState,
        why: Option<String>,
        now: Timestamp,
    ) -> Result<(), CampaignsError> {
        let write = self.campaigns.db.write(TABLES).await?;
        let mut kept = approval::find(write.reader(), name).await?;
        if kept.state != CampaignState::Sending.word() {
            return Ok(());
        }
        if state == CampaignState::Expired {
            super::undo_unreached(&write, name, now).await?;
        }
        kept.enter(state);
        kept.ended = (state != CampaignState::Paused).then_some(now);
        kept.changed = now;
        kept.why = why;
        approval::sql::put(&write, &kept).await?;
        let act = format!("campaign `{name}` is {state}");
        recording::keep(&write, "storekeeper", None, &act, now).await?;
        Ok(write.commit().await?)
    }

    /// Puts the next members into the queue; returns how many rows were looked at.
    async fn fill(
        &self,
        kept: &Kept,
        brief: &Brief,
        now: Timestamp,
    ) -> Result<u64, CampaignsError> {
        let campaigns = &self.campaigns;
        if kept.filled < 0 {
            campaigns.follow_reach(true).await?;
        }
        let asked = campaigns.asked(&brief.audience).await?;
        let depths = campaigns.depths(&brief.offer).await?;
        let asks = Asks::of(brief.medium);
        let filling = Filling {
            campaign: &kept.name,
            asked: asked.as_ref(),
            depths: &depths,
            due: kept.begins.unwrap_or(now),
            mask: asks.mask(),
            good: asks.good(),
            held: Draw::of(&campaigns.secret, &kept.name, Drawn::Holdout)
                .sql("r.lot", brief.holdout),
            cap_messages: campaigns.settings.cap_messages,
            since: since(campaigns, now).micros(),
        };
        let write = campaigns.db.write(TABLES).await?;
        let mut kept = approval::find(write.reader(), &kept.name).await?;
        let last = audience::sql::last_member(write.reader()).await?;
        let end = last.min(kept.filled + AT_ONCE);
        sql::fill(&write, &filling, (kept.filled + 1, end)).await?;
        let looked_at = (end - kept.filled).unsigned_abs();
        kept.filled = end;
        kept.complete = end >= last;
        approval::sql::put(&write, &kept).await?;
        write.commit().await?;
        Ok(looked_at.max(1))
    }

    /// How many messages the throttles let through now.
    fn allowance(&self, name: &str, own: Option<u32>, now: Timestamp) -> usize {
        let shops = self.campaigns.settings.per_second;
        let own = own.unwrap_or(shops).min(shops);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut level = |name: &str, per_second: u32| {
            let rate = i64::from(per_second);
            let bucket = buckets.entry(name.to_owned()).or_insert(Bucket {
                level: rate * SECOND,
                at: now,
            });
            let passed = (now.micros() - bucket.at.micros()).clamp(0, SECOND);
            bucket.level = (bucket.level + passed * rate).min((rate * SECOND).max(SECOND));
            bucket.at = now;
            bucket.level / SECOND
        };
        let allowed = level("", shops).min(level(name, own));
        usize::try_from(allowed).unwrap_or(0)
    }

    /// Takes messages that were claimed out of the throttles.
    fn spend(&self, name: &str, messages: usize) {
        let spent = i64::try_from(messages).unwrap_or(0) * SECOND;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        for name in ["", name] {
            if let Some(bucket) = buckets.get_mut(name) {
                bucket.level -= spent;
            }
        }
    }

    /// Hands messages over, all at the same time.
    pub async fn hand_over(&self, claimed: Vec<Claimed>) -> Vec<HandedOver> {
        let sending = claimed.into_iter().map(|claimed| async move {
            let sent = match &claimed.message {
                Ok(message) if self.keeps(message) => Ok(Ok(())),
                Ok(message) => tokio::time::timeout(PATIENCE, self.senders.send(message)).await,
                Err(why) => {
                    let error = Some((why.clone(), false));
                    return HandedOver { claimed, error };
                }
            };
            let error = match sent {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some((error.to_string(), SendError::is_temporary(&error))),
                Err(_) => Some((format!("no answer within {} s", PATIENCE.as_secs()), true)),
            };
            HandedOver { claimed, error }
        });
        futures::future::join_all(sending).await
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
        for HandedOver { claimed, error } in handed {
            let held = sql::held_by(write.reader(), &claimed.campaign, &claimed.lease).await?;
            if !held.contains(&claimed.member) {
                continue; // It took too long, and is another's by now.
            }
            let tries = claimed.tries + 1;
            let most = i64::from(self.campaigns.settings.tries);
            let mut mark = sql::Mark {
                state: "sent",
                tries,
                due: now,
                reason: error.as_ref().map(|(why, _)| why.as_str()),
            };
            match &error {
                None => {
                    worked.sent += 1;
                    told.push(sent(&claimed, EventKind::CampaignSent, now));
                }
                Some((_, true)) if tries < most => {
                    worked.later += 1;
                    mark.state = "waiting";
                    mark.due = Timestamp::from_micros(now.micros() + wait(tries));
                }
                Some(_) => {
                    worked.failed += 1;
                    mark.state = "failed";
                    let row = (claimed.campaign.as_str(), claimed.member);
                    offers::undo(&write, row, claimed.code.as_deref(), now).await?;
                }
            }
            let row = (claimed.campaign.as_str(), claimed.member);
            sql::mark(&write, row, &mark, now).await?;
            let kept = claimed.message().is_some_and(|message| self.keeps(message));
            if kept && error.is_none() {
                sql::wait_in_chat(&write, row).await?;
            }
        }
        events::tell(&write, &told).await?;
        Ok(write.commit().await?)
    }

    /// What is filled in for a member beside their profile, where a text asks for it.
    async fn addressee(
        &self,
        wording: &Wording,
        member: &Standing,
        now: Timestamp,
    ) -> Result<Addressee, CampaignsError> {
        let db = &self.campaigns.db;
        let mut to = Addressee {
            name: member.name.clone(),
            ..Addressee::default()
        };
        if wording.asks_for("member.points") {
            let points = Points::new(db.clone());
            to.points = Some(points.balance(&member.key, now).await?.available);
        }
        if wording.asks_for("member.tier") {
            let kept = Tiers::new(db.clone()).kept(&member.key).await?;
            let place = kept.and_then(|kept| self.tiers.place(&kept.tier));
            let tier = place.and_then(|place| self.tiers.tiers.get(place));
            let language = wording.language_for(member.language);
            to.tier = tier.map(|tier| tier.name.in_language(language).to_owned());
        }
        Ok(to)
    }

    /// What a member would be sent: for a look at it, and for a test.
    ///
    /// # Errors
    /// The database fails.
    pub(super) async fn sample(
        &self,
        wording: &Wording,
        member: &Standing,
        now: Timestamp,
    ) -> Result<Addressee, CampaignsError> {
        self.addressee(wording, member, now).await
    }

    /// The campaigns that it sends.
    pub(super) fn campaigns(&self) -> &Campaigns {
        &self.campaigns
    }

    /// Who carries messages.
    pub(super) fn senders(&self) -> &Senders {
        &self.senders
    }
}

/// Microseconds until a message is tried again.
fn wait(tries: i64) -> i64 {
    let times = u32::try_from((tries - 1).clamp(0, 4)).unwrap_or(0);
    (MINUTE * 5_i64.pow(times)).min(360 * MINUTE)
}

/// The event of a message or of a member who was held out.
fn sent(claimed: &Claimed, kind: EventKind, now: Timestamp) -> Told {
    Told {
        key: format!("campaign-{}", claimed.message_id),
        member: claimed.member,
        at: now,
        kind,
        value: Some(claimed.percent),
        note: claimed.campaign.clone(),
    }
}
