//! Messages of campaigns in the shop's own chat: each waits until its member talks with the assistant the next time, and is shown
//! then, once. Where a bridge carries chat messages (`push_url`), it shows them, and nothing waits here.

use crate::clock::Timestamp;
use crate::ids::{Language, MemberKey};
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
    /// Whose row it is.
    pub(super) member: i64,
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

/// What becomes of a message that waits.
enum Worded {
    /// It is shown.
    Offer(ChatOffer),
    /// It may not be shown now, and may be later.
    NotNow,
    /// It never will be: its campaign was stopped, or its offer is over.
    Over,
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
        // Most members wait for nothing: one look at an index, and no turn of the writers is taken.
        for waiting in sql::waiting_in_chat(db.reader(), member).await? {
            let row = (waiting.campaign.as_str(), waiting.member);
            let offer = match self.worded(member, &waiting, now).await? {
                Worded::Offer(offer) => offer,
                Worded::NotNow => continue,
                Worded::Over => {
                    let write = db.write(TABLES).await?;
                    sql::over_in_chat(&write, row).await?;
                    write.commit().await?;
                    continue;
                }
            };
            let write = db.write(TABLES).await?;
            let still = sql::waiting_in_chat(write.reader(), member).await?;
            if still.iter().any(|one| one.campaign == waiting.campaign) {
                sql::shown_in_chat(&write, row, now).await?;
                write.commit().await?;
                return Ok(Some(offer));
            }
        }
        Ok(None)
    }

    /// A message as its member is shown it, or why they are not.
    async fn worded(
        &self,
        member: &MemberKey,
        waiting: &WaitingRow,
        now: Timestamp,
    ) -> Result<Worded, CampaignsError> {
        let reader = self.campaigns().db.reader();
        let kept = approval::find(reader, &waiting.campaign).await?;
        let open = [
            CampaignState::Sending,
            CampaignState::Paused,
            CampaignState::Sent,
        ];
        let (version, brief) = approval::latest(reader, &kept).await?;
        if !open.contains(&approval::state(&kept, now)?) {
            return Ok(Worded::Over);
        }
        if holds(&kept, &version).is_err() {
            return Ok(Worded::NotNow);
        }
        let ends = brief.ends(self.campaigns().settings.ahead);
        if ends.is_some_and(|ends| now >= ends) {
            return Ok(Worded::Over);
        }
        // Their yes is theirs to give again.
        let standing = self.standing_of(member).await?;
        let analysed = brief.audience.is_analysed();
        if standing.against(Medium::Chat, analysed).is_some() {
            return Ok(Worded::NotNow);
        }
        let wording = self.wording(&kept.name, &brief).await?;
        let language = waiting.language.or(standing.language);
        let language = brief.language_for(language);
        let Some(text) = brief.text(&waiting.variant, language) else {
            return Ok(Worded::Over);
        };
        let mut to = self.sample(&wording, &standing, now).await?;
        to.percent = waiting.percent;
        to.code.clone_from(&waiting.code);
        to.message.clone_from(&waiting.message_id);
        // What it is about may be gone, and come again.
        let offer = wording.render(text, &to).ok();
        Ok(offer.map_or(Worded::NotNow, |rendered| {
            Worded::Offer(ChatOffer {
                campaign: kept.name,
                text: rendered.text,
                language,
            })
        }))
    }
}
