//! How the sending of a campaign ends, or stops for somebody to look at it.

use crate::actions::ActionsError;
use crate::clock::Timestamp;
use crate::senders::Sender;

use super::super::super::approval::{self, CampaignState, PausedFor};
use super::super::super::{CampaignsError, TABLES, offers, recording};
use super::super::wording::channel;
use super::super::{LEASE, ago, sql, undo_unreached};
use super::Mailer;

/// How it ends.
pub(super) enum End {
    /// Everybody was written to.
    IsSent,
    /// Its offer is over.
    Expires(String),
    /// It waits for somebody, for this and why.
    Pauses(PausedFor, String),
}

/// Whether an error is of the campaign itself, and stays until somebody mends it; any other, such as one of the database, passes.
fn stays(error: &CampaignsError) -> bool {
    matches!(
        error,
        CampaignsError::Brief(_)
            | CampaignsError::Garbled(_)
            | CampaignsError::NoVersion(..)
            | CampaignsError::Actions(
                ActionsError::NoSegment(_) | ActionsError::NotFitted | ActionsError::Garbled(_)
            )
    )
}

impl Mailer {
    /// Ends a campaign, or stops it for somebody to look at, unless somebody did meanwhile.
    pub(super) async fn end(
        &self,
        name: &str,
        end: End,
        now: Timestamp,
    ) -> Result<(), CampaignsError> {
        let write = self.campaigns.db.write(TABLES).await?;
        let mut kept = approval::find(write.reader(), name).await?;
        if kept.state != CampaignState::Sending.word() {
            return Ok(());
        }
        self.forget(name);
        kept.ended = (!matches!(end, End::Pauses(..))).then_some(now);
        kept.why = None;
        let state = match end {
            End::IsSent => {
                kept.enter(CampaignState::Sent);
                CampaignState::Sent
            }
            End::Expires(why) => {
                undo_unreached(&write, name, now).await?;
                kept.enter(CampaignState::Expired);
                kept.why = Some(why);
                CampaignState::Expired
            }
            End::Pauses(until, why) => {
                kept.pause(until);
                kept.why = Some(why);
                CampaignState::Paused
            }
        };
        kept.changed = now;
        approval::sql::put(&write, &kept).await?;
        let act = format!("campaign `{name}` is {state}");
        recording::keep(&write, "storekeeper", None, &act, now).await?;
        Ok(write.commit().await?)
    }

    /// Sees to a campaign that could not be attended to: where the database failed that is told, and else it is paused.
    pub(super) async fn in_trouble(
        &self,
        name: &str,
        error: CampaignsError,
        now: Timestamp,
    ) -> Result<(), CampaignsError> {
        if !stays(&error) {
            tracing::error!(campaign = name, %error, "a campaign is tried again");
            return Err(error);
        }
        tracing::error!(campaign = name, %error, "a campaign is paused: it cannot be sent");
        self.end(
            name,
            End::Pauses(PausedFor::Trouble, error.to_string()),
            now,
        )
        .await
    }

    /// Ends what a program that is no more had claimed of campaigns that were ended since: it is not tried again. What was surely
    /// not taken loses its coupon and its promise.
    pub(super) async fn close(&self, now: Timestamp) -> Result<(), CampaignsError> {
        let before = ago(now, LEASE);
        let left = sql::left_claimed(self.campaigns.db.reader(), before).await?;
        if left.is_empty() {
            return Ok(());
        }
        let write = self.campaigns.db.write(TABLES).await?;
        for (campaign, member) in left {
            let row = (campaign.as_str(), member);
            let Some((code, doubts)) = sql::close(&write, row, before, now).await? else {
                continue; // It was answered meanwhile.
            };
            let kept = approval::find(write.reader(), &campaign).await?;
            let (_, brief) = approval::latest(write.reader(), &kept).await?;
            if doubts == 0 && self.senders.has_gate(channel(brief.medium)) {
                offers::undo(&write, row, code.as_deref(), now).await?;
            }
        }
        Ok(write.commit().await?)
    }
}
