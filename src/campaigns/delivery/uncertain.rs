//! Mails of which nobody knows whether the mail server took them, and what a person decides about them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Right, Staff};
use crate::clock::Timestamp;

use super::super::approval::{self, Campaign, CampaignState, StateError};
use super::super::{Campaigns, CampaignsError, TABLES, recording};
use super::{COMMITTED, ago, sql};

/// A mail of which nobody knows whether it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CampaignUncertainMessage)]
pub struct UncertainMessage {
    /// To whom, by their key.
    pub member: String,
    /// The left half of its `Message-ID`: what the mail server's log has it under.
    pub message_id: String,
    /// When its last bytes left, as RFC 3339 has it.
    pub since: String,
    /// Why nobody knows.
    pub reason: String,
}

/// What is to become of the uncertain messages of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CampaignUncertainDecision)]
#[serde(rename_all = "snake_case")]
pub enum UncertainDecision {
    /// They are sent again: whoever got theirs gets it twice.
    Send,
    /// They are let be: whoever did not get theirs never will.
    Drop,
}

impl Campaigns {
    /// Decides about the uncertain messages of a campaign, which is on record; a campaign that is paused goes on.
    ///
    /// # Errors
    /// Somebody who may not, there are none, some of them may still be answered, sending again what is not approved any more or
    /// was ended, or the database fails.
    pub async fn decide_uncertain(
        &self,
        name: &str,
        decision: UncertainDecision,
        by: &Staff,
        now: Timestamp,
    ) -> Result<Campaign, CampaignsError> {
        approval::may(by, Right::RunCampaigns)?;
        let write = self.db.write(TABLES).await?;
        let mut kept = approval::find(write.reader(), name).await?;
        let many = sql::uncertain(write.reader(), &kept.name).await?;
        if many == 0 {
            return Err(CampaignsError::NoneUncertain(kept.name));
        }
        if sql::just_committed(write.reader(), &kept.name, ago(now, COMMITTED)).await? {
            return Err(CampaignsError::MayBeAnswered(COMMITTED.as_secs()));
        }
        let state = approval::state(&kept, now)?;
        let runs = matches!(state, CampaignState::Sending | CampaignState::Paused);
        let act = match decision {
            UncertainDecision::Send => {
                if !runs {
                    let error = StateError::State {
                        name: kept.name,
                        state,
                        remedy: "only what is being sent, or paused, sends again; drop what is uncertain",
                    };
                    return Err(error.into());
                }
                let (last, _) = approval::latest(write.reader(), &kept).await?;
                approval::holds(&kept, &last)?;
                let reason = format!("it was uncertain; {by} had it sent again");
                sql::send_uncertain(&write, &kept.name, &reason, now).await?;
                "send again"
            }
            UncertainDecision::Drop => {
                let reason = format!("it was uncertain; {by} let it be");
                sql::drop_uncertain(&write, &kept.name, &reason, now).await?;
                "drop"
            }
        };
        let act = format!(
            "{act} {many} uncertain messages of campaign `{}`",
            kept.name
        );
        recording::keep(&write, &by.to_string(), None, &act, now).await?;
        if state == CampaignState::Paused {
            kept.enter(CampaignState::Sending);
            kept.why = None;
            kept.changed = now;
            approval::sql::put(&write, &kept).await?;
        }
        write.commit().await?;
        self.of(&kept.name, now).await
    }
}
