//! Messages of campaigns in the shop's own chat: each waits until its member talks with the assistant the next time, and is shown
//! then, once. Where a bridge carries chat messages (`push_url`), it shows them, and nothing waits here.

use crate::clock::Timestamp;
use crate::ids::{Language, MemberKey};
use crate::members;
use crate::senders::{Channel, Message};

use super::super::approval::{self, CampaignState, holds};
use super::super::copy::Medium;
use super::super::{CampaignsError, TABLES};
use super::{Mailer, sql};

/// A row of a member whose message waits.
pub(super) struct WaitingRow {
    pub(super) campaign: String,
    pub(super) variant: String,
    pub(super) language: Option<Language>,
    pub(super) percent: i64,
    pub(super) code: Option<String>,
    pub(super) message_id: String,
}

/// A message that a member is shown in the chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatOffer {
    /// Of which campaign.
    pub campaign: String,
    /// What it says.
    pub text: String,
    /// In which language.
    pub language: Language,
}

impl Mailer {
    /// Whether a message waits in the shop's own chat instead of being handed over.
    pub(super) fn keeps(&self, message: &Message) -> bool {
        message.channel == Channel::Chat && !self.senders().bridged()
    }

    /// The message that waited longest for a member, which is theirs to be shown now, and waits no longer. Who took back their
    /// consent, or whose offer is over, is shown nothing of it; nor is anybody of a campaign that was stopped.
    ///
    /// # Errors
    /// The database fails; then it waits on.
    pub async fn waiting_for(
        &self,
        member: &MemberKey,
        now: Timestamp,
    ) -> Result<Option<ChatOffer>, CampaignsError> {
        if self.senders().bridged() {
            return Ok(None);
        }
        let db = &self.campaigns().db;
        let rows = members::rows_of(db.reader(), std::iter::once(member)).await?;
        let Some(row) = rows.into_values().next() else {
            return Ok(None);
        };
        // Most members wait for nothing: one look at an index, and no turn of the writers is taken.
        for waiting in sql::waiting_in_chat(db.reader(), row).await? {
            let Some(offer) = self.worded(member, &waiting, now).await? else {
                continue;
            };
            let write = db.write(TABLES).await?;
            let still = sql::waiting_in_chat(write.reader(), row).await?;
            if still.iter().any(|one| one.campaign == waiting.campaign) {
                sql::shown_in_chat(&write, (&waiting.campaign, row), now).await?;
                write.commit().await?;
                return Ok(Some(offer));
            }
        }
        Ok(None)
    }

    /// A message as its member is shown it; none where it may not be.
    async fn worded(
        &self,
        member: &MemberKey,
        waiting: &WaitingRow,
        now: Timestamp,
    ) -> Result<Option<ChatOffer>, CampaignsError> {
        let reader = self.campaigns().db.reader();
        let kept = approval::find(reader, &waiting.campaign).await?;
        let open = [
            CampaignState::Sending,
            CampaignState::Paused,
            CampaignState::Sent,
        ];
        let (version, brief) = approval::latest(reader, &kept).await?;
        if !open.contains(&approval::state(&kept, now)?) || holds(&kept, &version).is_err() {
            return Ok(None);
        }
        let wording = self.wording(&kept.name, &brief).await?;
        let standing = self.standing_of(member).await?;
        let analysed = brief.audience.is_analysed();
        let against = standing.against(Medium::Chat, analysed);
        if against.is_some() || wording.is_over(now) {
            return Ok(None);
        }
        let language = waiting.language.or(standing.language);
        let language = brief.language_for(language);
        let Some(text) = brief.text(&waiting.variant, language) else {
            return Ok(None);
        };
        let mut to = self.sample(&wording, &standing, now).await?;
        to.percent = waiting.percent;
        to.code.clone_from(&waiting.code);
        to.message.clone_from(&waiting.message_id);
        let offer = wording.render(text, &to).ok().map(|rendered| ChatOffer {
            campaign: kept.name,
            text: rendered.text,
            language,
        });
        Ok(offer)
    }
}
