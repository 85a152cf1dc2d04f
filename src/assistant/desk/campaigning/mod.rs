//! What marketers ask of one campaign, or of one that is to be: whom it addresses, how it should be, in which words, and what
//! it brought.
//!
//! The words of a message choose the task (`cues`), never the model. Code picks the audience by the objective out of a closed
//! list (`objectives`), keeps the offer inside the shop's limits and reckons how many members it takes (`sizing`); the answer
//! shows each number, and each is evidence. A campaign, and a new version of one, is put forward and made after a yes
//! (`changing`), by the room `campaigns`, which asks for the right once more and keeps the record.

mod changing;
mod cues;
mod describing;
mod explaining;
mod naming;
mod objectives;
mod proposing;
mod reckoning;
mod sizing;
mod telling;
mod variants;
mod wishes;

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::assistant::act::Actor;
use crate::assistant::turn::Outcome;
use crate::assistant::{AssistantError, asking::Reading};
use crate::guardrails::normalise;

use super::choosing::Situation;
use wishes::Wishes;

/// Something that is asked about a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignTask {
    /// What the members of an audience are like.
    Audience,
    /// How a campaign for an objective should be.
    Propose,
    /// The texts of a draft.
    Write,
    /// What one campaign brought.
    Results,
}

impl CampaignTask {
    /// The word of its plan.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Audience => "audience",
            Self::Propose => "propose",
            Self::Write => "write",
            Self::Results => "results",
        }
    }
}

/// A campaign that was proposed, so that "by SMS instead" changes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::assistant) struct Proposed {
    /// The message that asked for it.
    message: String,
    /// What was wished, those of later messages included.
    wishes: Wishes,
    /// What it was to be called.
    name: String,
    /// Whether it was saved since: then it is changed where it is.
    #[serde(default)]
    saved: bool,
}

impl Actor<'_> {
    /// The task that the message asks for; none where it asks for something else.
    pub(in crate::assistant::desk) async fn campaign_task(
        &self,
        situation: Situation<'_>,
    ) -> Result<Option<CampaignTask>, AssistantError> {
        let text = normalise(self.message);
        let desk = self.desk();
        // After a yes that could not be done it is still changed; one that was saved is said to be.
        let before = [CampaignTask::Propose.word(), "confirm"].contains(&situation.before);
        let goes_on = desk.proposed.is_some() && before;
        if goes_on && Wishes::changed(self.message).is_some() {
            return Ok(Some(CampaignTask::Propose));
        }
        let (writes, explains) = (cues::writes(&text), cues::explains(&text));
        let describes = cues::describes(&text);
        let named = (writes || explains || describes) && self.names_a_campaign().await?;
        if !named && (situation.named || cues::of_one(self.message)) {
            return Ok(None);
        }
        if writes && (named || desk.campaign.is_some() || cues::says_campaign(&text)) {
            return Ok(Some(CampaignTask::Write));
        }
        let spoken = desk.campaign.is_some() && cues::says_the_campaign(&text);
        let of_campaign = named || spoken;
        let may = self.may(Right::RunCampaigns);
        if describes {
            let explicit = of_campaign || cues::says_audience(&text);
            let these = desk.filter.is_some() && cues::says_these(&text);
            let known = explicit
                || these
                || understood(&self.read_subject(&cues::described(self.message)).await?);
            if known && (may || explicit) {
                return Ok(Some(CampaignTask::Audience));
            }
        }
        if explains && (of_campaign || naming::quoted(self.message).is_some()) {
            return Ok(Some(CampaignTask::Results));
        }
        let proposes = cues::proposes(&text) || (may && cues::aims(&text));
        Ok(proposes.then_some(CampaignTask::Propose))
    }

    /// Does what is asked about campaigns, for those who may.
    pub(in crate::assistant::desk) async fn campaigning(
        &self,
        task: CampaignTask,
    ) -> Result<Outcome, AssistantError> {
        if !self.may(Right::RunCampaigns) {
            return self.say("campaign_not_allowed");
        }
        match task {
            CampaignTask::Audience => self.describe_audience().await,
            CampaignTask::Propose => self.propose_campaign().await,
            CampaignTask::Write => self.write_variants().await,
            CampaignTask::Results => self.explain_results().await,
        }
    }

    /// The conditions on members in `subject`, which is a message without the words that ask.
    async fn read_subject(&self, subject: &str) -> Result<Reading, AssistantError> {
        let reader = self.shop.reader(self.now).await?;
        Ok(reader.read(subject, self.now))
    }
}

/// Whether most of what was said is a condition on members.
fn understood(reading: &Reading) -> bool {
    reading.filter.is_some()
        && !reading.understood.is_empty()
        && !reading.goods_alone
        && reading.left.len() <= reading.understood.len()
}
