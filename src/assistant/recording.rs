//! The record of a turn, for the audit.

use crate::access::Staff;
use crate::audit::{self, Audit, AuditError, TurnRecord};
use crate::clock::Timestamp;
use crate::ids::{Language, MemberKey};
use crate::members;

use super::cards::Card;
use super::conversation::Conversation;
use super::inbox::Case;
use super::turn::{Account, Event, Outcome, Stop};
use super::{Assistant, AssistantError, context};

/// Gathers what a turn did.
#[derive(Default)]
pub(super) struct Recording {
    evidence: Vec<String>,
    said: Vec<(String, String)>,
    /// What a person saw and heard, as they would again.
    told: Vec<serde_json::Value>,
    signs: Vec<String>,
    /// What the person looked at, where they agreed to tell.
    page: Option<String>,
    /// Whether somebody of the shop was told of one member.
    about_one: bool,
}

impl Recording {
    /// Notes what a tool came back with.
    pub(super) fn outcome(&mut self, outcome: &Outcome) {
        self.about_one |= outcome
            .desk
            .as_ref()
            .is_some_and(|desk| desk.member.is_some());
        let records = outcome.evidence.records.iter();
        self.evidence
            .extend(records.map(|record| record.line(Language::English)));
        self.evidence
            .extend(outcome.cards.iter().filter_map(|card| match card {
                Card::Policy { title, text, .. } => Some(format!("rule: {title}: {text}")),
                Card::Review { stars, text, .. } => Some(format!("review, {stars} of 5: {text}")),
                Card::Product { .. }
                | Card::Comparison { .. }
                | Card::Profile { .. }
                | Card::Table { .. }
                | Card::Filter { .. }
                | Card::Plot { .. }
                | Card::Campaign { .. }
                | Card::Order { .. } => None,
            }));
    }

    /// Notes that a message looks like an injection, and by what.
    pub(super) fn signs(&mut self, signs: &[&str]) {
        self.signs = signs.iter().map(ToString::to_string).collect();
    }

    /// Notes what the person looks at.
    pub(super) fn page(&mut self, page: Option<String>) {
        self.page = page;
    }

    /// Notes what a person was told.
    pub(super) fn event(&mut self, event: &Event) {
        if let Event::Text { text, source } = event {
            self.said.push((source.word().to_owned(), text.clone()));
        }
        // A proposal waits for the next word and no longer; what it would have kept of a person is not kept here.
        if !matches!(
            event,
            Event::Thinking
                | Event::Queued { .. }
                | Event::Tool { .. }
                | Event::Confirm { .. }
                | Event::Done { .. }
        ) {
            self.told.extend(serde_json::to_value(event).ok());
        }
    }

    /// What a person saw and heard so far, one value an event.
    pub(super) fn told(&self) -> Vec<serde_json::Value> {
        self.told.clone()
    }

    /// The record, at the end.
    pub(super) fn finish(
        self,
        assistant: &Assistant,
        conversation: &Conversation,
        language: Language,
        account: &Account,
        stop: Stop,
    ) -> TurnRecord {
        let principal = conversation.principal();
        let spoken_of = conversation.memory.desk.member.as_ref();
        let member = principal.member().or(spoken_of.filter(|_| self.about_one));
        let model = assistant.llm.as_ref().map(|llm| llm.identity().model);
        let mut prompts = Vec::new();
        let used = [
            (account.planning.is_some(), context::plan_prompt(principal)),
            (account.wording.is_some(), context::word_prompt(language)),
        ];
        for (used, name) in used {
            if used && let Ok(hash) = assistant.prompts.hash(name) {
                prompts.push((name.to_owned(), hash));
            }
        }
        TurnRecord {
            conversation: conversation.name(),
            who: conversation.principal().to_string(),
            about: member.map(ToString::to_string),
            plan: (!account.plans.is_empty()).then(|| account.plans.join("; ")),
            planned_by: if account.planning.is_some() {
                "model"
            } else {
                "code"
            }
            .to_owned(),
            evidence: self.evidence,
            said: self.said,
            held_back: account.held_back.clone(),
            model,
            prompts,
            stop: stop.word().to_owned(),
            signs: self.signs,
            page: self.page,
        }
    }
}

impl Assistant {
    /// Keeps the record of a turn, where turns are recorded. A member who is not kept, and was perhaps erased while they
    /// spoke, is not named.
    pub(super) async fn record(
        &self,
        conversation: &Conversation,
        mut record: TurnRecord,
        now: Timestamp,
    ) -> Result<(), AssistantError> {
        let Some(records) = &self.audit else {
            return Ok(());
        };
        let write = records.write().await?;
        if let Some(member) = conversation.principal().member()
            && members::resolve(write.reader(), member).await?.is_none()
        {
            record.forget_member();
        }
        audit::append(&write, now, &record).await?;
        Ok(write.commit().await.map_err(AuditError::from)?)
    }
}

/// Puts on record what somebody of the shop did in a case, with the conversation and the member that it is of. Of a member
/// who was erased meanwhile nothing is kept.
///
/// # Errors
/// Where the database fails.
pub async fn record_in_case(
    audit: &Audit,
    case: &Case,
    staff: &Staff,
    record: TurnRecord,
    now: Timestamp,
) -> Result<(), AssistantError> {
    let member = case.member().map(MemberKey::new);
    let write = audit.write().await?;
    if let Some(member) = &member
        && members::resolve(write.reader(), member).await?.is_none()
    {
        return Ok(());
    }
    let record = TurnRecord {
        conversation: case.chat.clone(),
        who: staff.to_string(),
        about: member.as_ref().map(ToString::to_string),
        ..record
    };
    audit::append(&write, now, &record).await?;
    Ok(write.commit().await.map_err(AuditError::from)?)
}
