//! What is done again and again while a shop is open: putting members into the queue, claiming, handing over, marking.

mod claiming;
mod ending;
mod handing;
mod prepared;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::Timestamp;
use crate::events::{EventKind, Told};
use crate::members::{LoyaltyRules, Points, Tiers};
use crate::senders::{Message, Sender, Senders};

use super::super::approval::{self, CampaignState, Kept, PausedFor};
use super::super::audience::{self, Asks, Draw, Drawn, Standing};
use super::super::brief::Brief;
use super::super::{Campaigns, CampaignsError, TABLES};
use super::wording::{Addressee, Face, Wording, channel, since};
use super::{COMMITTED, Filling, ago, sql};
use claiming::Turn;
use ending::End;
use prepared::Prepared;

pub use handing::HandedOver;

/// Rows of members that are put into the queue in one transaction.
const AT_ONCE: i64 = 20_000;
/// Microseconds of a second.
const SECOND: i64 = 1_000_000;

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
    /// Messages of which nobody knows whether they were taken.
    pub uncertain: u64,
}

impl Worked {
    /// Counts what became of messages besides.
    fn add(&mut self, more: Self) {
        self.sent += more.sent;
        self.later += more.later;
        self.failed += more.failed;
        self.uncertain += more.uncertain;
    }

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
    doubts: i64,
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
    /// By campaign: what its messages have in common.
    prepared: Mutex<HashMap<String, Arc<Prepared>>>,
    /// Whether it was looked for what a program left that is no more.
    begun: AtomicBool,
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
            prepared: Mutex::default(),
            begun: AtomicBool::new(false),
        }
    }

    /// How the shop shows itself.
    #[must_use]
    pub fn face(&self) -> &Face {
        &self.face
    }

    /// Does what is due now, a little of it. Each message is marked as soon as it is answered, whatever the others wait for.
    ///
    /// # Errors
    /// The database fails; what was claimed and not marked is in doubt.
    pub async fn step(&self, now: Timestamp) -> Result<Worked, CampaignsError> {
        let (mut worked, claimed) = self.claim(now).await?;
        let each = claimed.into_iter().map(|one| async move {
            let mut worked = Worked::default();
            let handed = vec![self.hand_over_one(one, now).await];
            self.mark(handed, now, &mut worked).await.map(|()| worked)
        });
        let mut failed = None;
        for one in futures::future::join_all(each).await {
            match one {
                Ok(one) => worked.add(one),
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(worked), Err)
    }

    /// Claims the next messages, and does everything that comes before. A campaign that fails stands in no other's way: where the
    /// database failed it is tried again, and else it is paused until somebody has looked at it.
    ///
    /// # Errors
    /// The database fails, and nothing was claimed.
    pub async fn claim(&self, now: Timestamp) -> Result<(Worked, Vec<Claimed>), CampaignsError> {
        let (mut worked, mut claimed) = (Worked::default(), Vec::new());
        let begins = !self.begun.load(Ordering::Relaxed);
        self.doubt(now, begins, &mut worked).await?;
        self.close(now).await?;
        let mut failed = None;
        let running = approval::sql::sending(self.campaigns.db.reader()).await?;
        for kept in running {
            if kept.begins.is_some_and(|begins| begins <= now) {
                let done = self.attend(&kept.name, (now, begins), &mut worked, &mut claimed);
                if let Err(error) = done.await {
                    let passing = self.in_trouble(&kept.name, error, now).await;
                    failed = failed.or(passing.err());
                }
            }
        }
        self.begun.store(true, Ordering::Relaxed);
        match failed {
            // What was claimed is to be handed over, whatever failed beside it.
            Some(error) if claimed.is_empty() => Err(error),
            _ => Ok((worked, claimed)),
        }
    }

    /// Finds what was committed and has no answer: when this program begins, everything, since whoever waited for an answer is
    /// most likely no more; later what is older than anybody waits. Whoever waits after all still says what became of it.
    async fn doubt(
        &self,
        now: Timestamp,
        begins: bool,
        worked: &mut Worked,
    ) -> Result<(), CampaignsError> {
        let before = if begins {
            Timestamp::from_micros(i64::MAX)
        } else {
            ago(now, COMMITTED)
        };
        if sql::any_committed(self.campaigns.db.reader(), before).await? {
            let write = self.campaigns.db.write(TABLES).await?;
            let found = sql::doubt(&write, before).await?;
            write.commit().await?;
            worked.uncertain += found;
            tracing::error!(
                messages = found,
                "mails were handed over without an answer: `storekeeper campaign show` lists them, a person decides"
            );
        }
        Ok(())
    }

    /// Does for one campaign what is due.
    async fn attend(
        &self,
        name: &str,
        (now, begins): (Timestamp, bool),
        worked: &mut Worked,
        claimed: &mut Vec<Claimed>,
    ) -> Result<(), CampaignsError> {
        let kept = approval::find(self.campaigns.db.reader(), name).await?;
        let (version, brief) = approval::latest(self.campaigns.db.reader(), &kept).await?;
        if let Err(error) = approval::holds(&kept, &version) {
            let end = End::Pauses(PausedFor::Changed, error.to_string());
            return self.end(&kept.name, end, now).await;
        }
        let prepared = self.prepared(name, (&version, &brief), now).await?;
        let wording = &prepared.wording;
        if wording.is_over(now) {
            let why = "its offer is over".to_owned();
            return self.end(name, End::Expires(why), now).await;
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
            prepared: &prepared,
            gated: self.senders.has_gate(channel(brief.medium)),
            begins,
            now,
        };
        let most = usize::try_from(self.campaigns.settings.in_flight).unwrap_or(1);
        turn.claim(allowed.min(most), worked, claimed).await?;
        self.spend(name, claimed.len() - before);
        let done = kept.complete && !sql::open(self.campaigns.db.reader(), name).await?;
        if !done {
            return Ok(());
        }
        match sql::uncertain(self.campaigns.db.reader(), name).await? {
            0 => self.end(name, End::IsSent, now).await,
            many => {
                let why = format!(
                    "of {many} mails nobody knows whether they were taken: go on with --drop-uncertain, or with --send-uncertain"
                );
                self.end(name, End::Pauses(PausedFor::Uncertain, why), now)
                    .await
            }
        }
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
        // Whoever stopped it meanwhile is heard.
        if kept.state != CampaignState::Sending.word() {
            return Ok(0);
        }
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
