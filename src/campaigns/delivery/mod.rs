//! Sending a campaign, and what comes back.
//!
//! A campaign that was released is put into a queue with one row for each member, a part after the other. A row goes `waiting ->
//! claimed -> sent`, each step in a transaction of its own, and nothing is handed over that was not claimed. Right before the
//! claim the member is looked at again: consent, address, suppression list, how often they were written to, their quiet time.
//!
//! *What happens when the program is killed.* Rows are claimed a few at a time (`campaigns_in_flight`), after the throttle let
//! them through, so that a few at most are claimed at any moment. A claim that is older than [`LEASE`] is of a program that is
//! no more. What becomes of its message is by what carries it. Each has a name, a hash of campaign and member:
//!
//! - A webhook is handed it as `Idempotency-Key`, sends such a message once, and so is handed it again; `doubted` counts that.
//! - A mail server takes a mail with its answer to the dot behind the text, and would take it twice. So a row is `committed`
//!   between `claimed` and `sent`: kept right before the dot leaves (`senders::Gate`). A claim that is not committed was not
//!   taken, and waits again. One that is committed and has no answer is `uncertain`, is never handed over by itself, and is listed
//!   under its `Message-ID`: a person, who can look into the mail server's log, has it sent after all or `dropped`.
//!
//! So nobody is left out, nobody is written to twice, and what code cannot know it says.
//!
//! An answer that says "later", or none within [`PATIENCE`], is tried again after one, five, twenty-five minutes and so on up to
//! six hours; an answer that says "never" ends the row, and takes back its coupon.
//! The coupon of what is uncertain, or dropped, holds: it may have arrived.

mod back;
mod chatting;
mod exporting;
pub(in crate::campaigns) mod sql;
mod trying;
mod uncertain;
mod wording;
mod worker;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::db::Write;
use crate::features::{Asked, Features, FeaturesError};
use crate::money::{Currency, GBP};

use super::{Campaigns, CampaignsError, approval, offers};

pub use back::{Bounce, BounceKind, BouncesTaken, Unsubscribed};
pub use chatting::ChatOffer;
pub use exporting::{CampaignExport, CopyMade, ExportForm, Manifest};
pub use trying::Preview;
pub use uncertain::{UncertainDecision, UncertainMessage};
pub use wording::{Addressee, Face, Wording};
pub use worker::{Claimed, HandedOver, Mailer, Worked};

/// How long a claim holds: longer than any message may take to be handed over.
pub const LEASE: Duration = Duration::from_secs(30);
/// How long a message may take until it is handed over, or until its last bytes leave.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// How long those last bytes may go without an answer: after it, nobody waits for one any more.
pub const COMMITTED: Duration = Duration::from_secs(90);

/// Uncertain messages that are listed with the progress.
const LISTED: usize = 50;

/// Which part of a campaign a member is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arm {
    Treated,
    HeldOut,
}

impl Arm {
    fn of(word: &str) -> Self {
        if word == "held_out" {
            Self::HeldOut
        } else {
            Self::Treated
        }
    }
}

/// A row that is due.
#[derive(Clone, Debug)]
struct Picked {
    member: i64,
    arm: Arm,
    tries: i64,
    doubts: i64,
    depth: i64,
    code: Option<String>,
    percent: Option<i64>,
    rfm: Option<String>,
    /// The text that was drawn when it was first claimed, with its probability.
    drawn: Option<(String, f64)>,
}

/// What the queue is filled with.
struct Filling<'a> {
    campaign: &'a str,
    /// None for everybody.
    asked: Option<&'a Asked>,
    depths: &'a [Asked],
    due: Timestamp,
    mask: i64,
    good: i64,
    held: String,
    cap_messages: u32,
    since: i64,
}

/// How far a campaign has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Progress {
    /// Members who are still to be written to.
    pub waiting: u64,
    /// Of them, those who wait for their quiet time to end, or for their day and hour to come.
    pub put_off: u64,
    /// Since when the first of these waits, as RFC 3339 has it.
    pub waits_since: Option<String>,
    /// When the first of these may be written to, as RFC 3339 has it.
    pub waits_until: Option<String>,
    /// Messages that are being handed over.
    pub in_flight: u64,
    /// Messages that were taken.
    pub sent: u64,
    /// Messages that will never be.
    pub failed: u64,
    /// Members who are held out, and those who will be when their turn comes.
    pub held_out: u64,
    /// Members who were left out when their turn came, by why.
    pub skipped: BTreeMap<String, u64>,
    /// Messages that were handed over again since it was in doubt whether they had been.
    pub doubted: u64,
    /// Mails of which nobody knows whether the mail server took them: they are not sent again until a person says so.
    pub uncertain: u64,
    /// Of them, the first fifty.
    pub uncertain_messages: Vec<UncertainMessage>,
    /// From when on it may be decided about them, as RFC 3339 has it, where that is still to come: until then another program may
    /// hear what became of one.
    pub decidable_from: Option<String>,
    /// Mails of which nobody knew, and that a person decided to let be.
    pub dropped: u64,
    /// Coupons that were given out.
    pub coupons: u64,
    /// Coupons that were redeemed.
    pub redeemed: u64,
    /// Members who hold the points or the gift that it promises.
    pub promised: u64,
}

/// A row of the queue, for people.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct RowShown {
    /// Whose, by their key.
    pub member: String,
    /// `treated` or `held_out`.
    pub arm: String,
    /// `waiting`, `claimed`, `committed`, `sent`, `held_out`, `skipped`, `failed`, `uncertain` or `dropped`.
    pub state: String,
    /// Which text.
    pub variant: Option<String>,
    /// In which language.
    pub language: Option<String>,
    /// The discount in per cent.
    pub percent: Option<i64>,
    /// The rule that decided it.
    pub rule: Option<String>,
    /// The code.
    pub code: Option<String>,
    /// When it ended, as RFC 3339 has it.
    pub done: Option<String>,
    /// Why it was skipped, failed or came back, or is uncertain.
    pub reason: Option<String>,
    /// What names the message: the left half of a mail's `Message-ID`.
    pub message_id: Option<String>,
    /// The probability with which its text was drawn.
    pub propensity: Option<f64>,
}

/// The moment that lies so long before another.
fn ago(now: Timestamp, time: Duration) -> Timestamp {
    let micros = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_micros(now.micros() - micros)
}

/// Takes back what was given to those whom a campaign that ends has not reached.
pub(super) async fn undo_unreached(
    write: &Write,
    campaign: &str,
    now: Timestamp,
) -> Result<(), CampaignsError> {
    for (member, code) in sql::unreached(write.reader(), campaign).await? {
        offers::undo(write, (campaign, member), code.as_deref(), now).await?;
    }
    Ok(())
}

impl Campaigns {
    /// How far a campaign has come, and who waits at a moment.
    ///
    /// # Errors
    /// There is none of this name, or the database fails.
    pub async fn progress(&self, name: &str, now: Timestamp) -> Result<Progress, CampaignsError> {
        let reader = self.db.reader();
        let kept = approval::find(reader, name).await?;
        let over = kept.ended.is_some();
        let (put_off, since, until) = if over {
            (0, None, None)
        } else {
            sql::waits(reader, &kept.name, now).await?
        };
        let mut progress = Progress {
            put_off,
            waits_since: since.map(Timestamp::rfc3339),
            waits_until: until.map(Timestamp::rfc3339),
            doubted: sql::doubted(reader, &kept.name).await?,
            uncertain_messages: sql::uncertain_rows(reader, &kept.name, LISTED).await?,
            decidable_from: self.decidable_from(&kept.name, now).await?,
            ..Progress::default()
        };
        for (arm, state, why, rows) in sql::counts(reader, &kept.name).await? {
            match (arm.as_str(), state.as_str()) {
                ("held_out", "waiting" | "held_out") => progress.held_out += rows,
                (_, "waiting") => progress.waiting += rows,
                (_, "claimed" | "committed") => progress.in_flight += rows,
                (_, "uncertain") => progress.uncertain += rows,
                (_, "dropped") => progress.dropped += rows,
                (_, "sent") => progress.sent += rows,
                (_, "failed") => progress.failed += rows,
                _ => *progress.skipped.entry(why.unwrap_or_default()).or_default() += rows,
            }
        }
        (progress.coupons, progress.redeemed) = offers::counts(reader, &kept.name).await?;
        progress.promised = offers::holders(reader, &kept.name).await?;
        Ok(progress)
    }

    /// The currency of the shop: that of its insights, or else that most orders have, or else of its goods; in a shop without either
    /// no amount is written, and it is the pound.
    pub(super) async fn currency(&self) -> Result<Currency, CampaignsError> {
        let features = Features::new(self.db.clone());
        if let Some(cut) = features.counted().await? {
            return Ok(cut.currency);
        }
        match features.latest(Timestamp::from_micros(i64::MAX / 2)).await {
            Ok(cut) => Ok(cut.currency),
            Err(FeaturesError::NoOrders) => {
                let products = self.catalog.all().await?;
                let first = products.first().map(|product| product.price.currency);
                Ok(first.unwrap_or(GBP))
            }
            Err(error) => Err(error.into()),
        }
    }
}
