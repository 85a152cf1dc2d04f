//! What was put forward of a campaign, made after a yes: once, by the room `campaigns`, which asks for the right and records it.

use minijinja::context;

use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::cards::Card;
use crate::assistant::changes::Change;
use crate::assistant::desk::Desk;
use crate::assistant::turn::Outcome;
use crate::campaigns::{Brief, Campaign, CampaignsError};

use super::Proposed;
use super::naming::told_error;

impl Actor<'_> {
    /// Makes the change of a campaign that the person said yes to; none where the change is of something else.
    pub(in crate::assistant) async fn change_campaign(
        &self,
        change: &Change,
    ) -> Result<Option<Outcome>, AssistantError> {
        let (name, done, before) = match change {
            Change::Campaign { name, .. } => (name, "campaign_saved", 0),
            Change::CampaignTexts { name, version, .. } => (name, "campaign_texts_saved", *version),
            _ => return Ok(None),
        };
        if let Some(decided) = self.decided_since(change).await? {
            return Ok(Some(decided));
        }
        let mut cards = Vec::new();
        let version = if self.shop.chats.keeps() {
            match self.changed_campaign(change).await {
                Ok(Some(campaign)) => {
                    let Campaign { listed, .. } = campaign;
                    cards.push(Card::Campaign {
                        name: listed.name,
                        state: listed.state.word().to_owned(),
                        version: listed.version,
                        before: (before < listed.version).then_some(before),
                    });
                    listed.version
                }
                Ok(None) => return self.say("proposal_gone").map(Some),
                Err(error) => match told_error(&error) {
                    Some(why) => {
                        let values = context! { name => name.clone(), why };
                        return self.say_filled("campaign_not_saved", values).map(Some);
                    }
                    None => return Err(error.into()),
                },
            }
        } else {
            // Somebody measures: the shop's campaigns are left as they are.
            1
        };
        let values = context! { name => name.clone(), version };
        let proposed = self.desk().proposed.clone();
        let proposed = proposed.filter(|last| last.name == *name);
        Ok(Some(Outcome {
            cards,
            desk: Some(Desk {
                campaign: Some(name.clone()),
                proposed: proposed.map(|last| Proposed {
                    saved: true,
                    ..last
                }),
                ..Desk::default()
            }),
            ..self.say_filled(done, values)?
        }))
    }

    /// That a campaign that is to have texts stands elsewhere than when they were shown: an approval is not lost unseen.
    async fn decided_since(&self, change: &Change) -> Result<Option<Outcome>, AssistantError> {
        let Change::CampaignTexts { name, state, .. } = change else {
            return Ok(None);
        };
        let all = self.shop.campaigns.all(self.now).await?;
        let now = all.iter().find(|campaign| campaign.name == *name);
        let Some(now) = now.filter(|now| now.state.word() != state) else {
            return Ok(None);
        };
        let name = now.name.clone();
        if now.released_by.is_some() {
            return self
                .say_filled("campaign_released", context! { name })
                .map(Some);
        }
        let state = self.state_word(now.state)?;
        self.say_filled("campaign_decided_since", context! { name, state })
            .map(Some)
    }

    /// The campaign as it is then; nothing where nobody of the shop says yes, or the change is of something else.
    async fn changed_campaign(&self, change: &Change) -> Result<Option<Campaign>, CampaignsError> {
        let Some(staff) = self.conversation.principal().staff() else {
            return Ok(None);
        };
        let campaigns = &self.shop.campaigns;
        let made = match change {
            Change::Campaign { name, brief } => {
                let brief = Brief::read(brief)?;
                campaigns.create(name, &brief, staff, self.now).await?
            }
            Change::CampaignTexts {
                name,
                version,
                brief,
                ..
            } => {
                let brief = Brief::read(brief)?;
                let seen = Some(*version);
                campaigns.edit(name, &brief, seen, staff, self.now).await?
            }
            _ => return Ok(None),
        };
        Ok(Some(made))
    }
}
