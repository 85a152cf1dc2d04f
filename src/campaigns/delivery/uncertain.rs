//! Mails of which nobody knows whether the mail server took them, and what a person decides about them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Right, Staff};
use crate::clock::Timestamp;

use super::super::approval::{self, Campaign, CampaignState, PausedFor, StateError};
use super::super::{Campaigns, CampaignsError, TABLES, recording};
use super::{COMMITTED, sql};

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

/// From when on it may be decided, where the last message was committed `last` and that is still to come.
fn decidable(last: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    let wait = i64::try_from(COMMITTED.as_micros()).unwrap_or(i64::MAX);
    let (last, now) = (last?.micros(), now.micros());
    // What lies further ahead than anybody waits was committed before the clock was set back.
    let waits = last.abs_diff(now) <= wait.unsigned_abs();
    waits.then(|| Timestamp::from_micros(last.saturating_add(wait)))
}

impl Campaigns {
    /// From when on it may be decided about the uncertain messages of a campaign, where that is still to come.
    pub(super) async fn decidable_from(
        &self,
        name: &str,
        now: Timestamp,
    ) -> Result<Option<String>, CampaignsError> {
        let last = sql::last_committed(self.db.reader(), name).await?;
        Ok(decidable(last, now).map(Timestamp::rfc3339))
    }

    /// Decides about the uncertain messages of a campaign, which is on record. A campaign that waited for this decision alone goes
    /// on, where it still is what was approved; one that is paused for anything else stays paused.
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
        if decidable(sql::last_committed(write.reader(), &kept.name).await?, now).is_some() {
            return Err(CampaignsError::MayBeAnswered(COMMITTED.as_secs()));
        }
        let state = approval::state(&kept, now)?;
        let runs = matches!(state, CampaignState::Sending | CampaignState::Paused);
        let (last, _) = approval::latest(write.reader(), &kept).await?;
        let held = approval::holds(&kept, &last);
        let act = match decision {
            UncertainDecision::Send => {
                if !runs {
                    let error = StateError::State {
                        name: kept.name,
                        state,
                        remedy: (
                            "only what is being sent, or paused, sends again; drop what is uncertain",
                            "只有发送中或已暂停的活动可以重新发送；不确定是否送达的消息请选择“不再发送”",
                        ),
                    };
                    return Err(error.into());
                }
                held.clone()?;
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
        if kept.waits_for(PausedFor::Uncertain) {
            match held {
                Ok(()) => kept.go_on(),
                Err(error) => {
                    kept.pause(PausedFor::Changed);
                    kept.why = Some(error.to_string());
                }
            }
            kept.changed = now;
            approval::sql::put(&write, &kept).await?;
        }
        write.commit().await?;
        self.of(&kept.name, now).await
    }
}
