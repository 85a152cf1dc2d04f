//! Makes drafts, checks texts, and sends what came of them; all of it on record.

use std::collections::BTreeSet;

use crate::access::{Staff, random_name};
use crate::assistant::cards::Card;
use crate::assistant::fixed::Phrases;
use crate::assistant::inbox::{Agent, Case, InboxError, LONGEST_REPLY};
use crate::assistant::recording::record_in_case;
use crate::assistant::turn::Source;
use crate::assistant::{Assistant, AssistantError, context};
use crate::audit::{Audit, TurnRecord};
use crate::ids::Language;

use super::composing::Composer;
use super::findings::{Basis, Finding, findings};
use super::gathering::{Answered, Known, Planner};
use super::keeping::NewDraft;
use super::rules::Severity;
use super::wording::{Worded, prompt};
use super::{Draft, DraftWish, DraftsError};

/// Who of the shop asks, and where it is put on record.
#[derive(Clone, Copy)]
pub struct DraftDesk<'a> {
    /// As cases know them.
    pub agent: &'a Agent,
    /// As the record knows them.
    pub staff: &'a Staff,
    /// The record.
    pub audit: &'a Audit,
}

/// A reply that is about to be sent.
#[derive(Clone, Copy, Debug)]
pub struct DraftedReply<'a> {
    /// What it says.
    pub text: &'a str,
    /// The draft that it came of.
    pub draft: Option<&'a str>,
    /// Whether it is sent although something in it is not borne out.
    pub despite: bool,
}

impl Assistant {
    /// A draft of a reply for a case, kept with it and put on record. Nothing is said to its holder.
    ///
    /// # Errors
    /// Where there is no such case or it is over, a draft for it is being made already, or something fails; then nothing
    /// was kept.
    pub async fn draft(
        &self,
        case: &str,
        wish: DraftWish,
        desk: DraftDesk<'_>,
    ) -> Result<Draft, DraftsError> {
        let shop = self.shop();
        let case = shop.inbox.case(case).await?;
        if !case.state.is_open() {
            return Err(case.conflict("it is over: nobody waits for a reply").into());
        }
        let _turn = shop.inbox.drafting().begin(&case.id)?;
        let known = self.known(case).await?;
        let language = wish.language.unwrap_or(known.language);
        let tone = wish.tone.unwrap_or(shop.inbox.rules().tone);
        let answered = self.answers(&known, language, Planner::Turn).await?;
        let following = self.following(&known, &answered, language).await?;
        let more: Vec<Card> = following.iter().map(|(card, _)| card.clone()).collect();
        let basis = self.basis(&known, &answered, &more).await?;
        let worded = self.worded(&answered, &basis, language, tone).await?;
        let composer = Composer {
            known: &known,
            answered: &answered,
            phrases: Phrases {
                prompts: &self.prompts,
                language,
            },
            tone,
            agent: desk.agent,
            following,
        };
        let composed = composer.compose(&worded)?;
        let draft = Draft {
            id: random_name(8),
            language,
            tone,
            findings: self.found(&composed.text, &basis)?,
            text: composed.text,
            sentences: composed.sentences,
            sources: composed.sources,
            by: if worded.pieces.is_some() {
                Source::Model
            } else {
                Source::Template
            },
        };
        self.keep(&known, &answered, &worded, &draft, desk).await?;
        Ok(draft)
    }

    /// What is wrong with a text for the holder of a case.
    ///
    /// # Errors
    /// A text that is empty or too long; where there is no such case, or something fails.
    pub async fn check_reply(&self, case: &str, text: &str) -> Result<Vec<Finding>, DraftsError> {
        let length = text.chars().count();
        if text.trim().is_empty() || length > LONGEST_REPLY {
            let why = format!(
                "a message has 1 to {LONGEST_REPLY} characters, this one has {length}: shorten it"
            );
            return Err(InboxError::Unfit(why).into());
        }
        let case = self.shop().inbox.case(case).await?;
        let (_, basis) = self.read_again(case).await?;
        self.found(text, &basis)
    }

    /// Sends a reply in the name of the agent who has the case, where nothing in it is an error, or despite that; the
    /// latter is put on record.
    ///
    /// # Errors
    /// [`DraftsError::Findings`] where something is and it is not sent despite that; a text that does not fit, a draft
    /// that is none of this case, a case that the agent does not have; where something fails.
    pub async fn reply_checked(
        &self,
        case: &str,
        reply: DraftedReply<'_>,
        desk: DraftDesk<'_>,
    ) -> Result<Case, DraftsError> {
        let shop = self.shop();
        let now = shop.clock.now();
        let (kept, text) = shop
            .inbox
            .fit_reply(case, reply.text, desk.agent, now)
            .await?;
        let (known, basis) = self.read_again(kept).await?;
        let found = self.found(&text, &basis)?;
        let errors: Vec<&Finding> = found
            .iter()
            .filter(|one| one.severity == Severity::Error)
            .collect();
        if !errors.is_empty() && !reply.despite {
            return Err(DraftsError::Findings(found));
        }
        let despite = (!errors.is_empty()).then(|| TurnRecord {
            plan: Some(format!("reply despite {} findings", errors.len())),
            planned_by: "person".to_owned(),
            evidence: lines(&basis),
            said: vec![("person".to_owned(), text.clone())],
            held_back: errors
                .iter()
                .map(|one| (one.quote.clone(), one.why.en.clone()))
                .collect(),
            stop: "sent_despite".to_owned(),
            ..TurnRecord::default()
        });
        let inbox = &shop.inbox;
        let after = inbox
            .reply_after(case, &text, reply.draft, desk.agent, now)
            .await?;
        if let Some(record) = despite {
            let now = shop.clock.now();
            record_in_case(desk.audit, &known.case, desk.staff, record, now).await?;
        }
        Ok(after)
    }

    /// What is looked up for a case once more, by the plans of its newest draft: no model is asked.
    async fn read_again(&self, case: Case) -> Result<(Known, Basis), DraftsError> {
        let plans = self.shop().inbox.draft_plans(&case.id).await?;
        let known = self.known(case).await?;
        let language = known.language;
        let answered = self
            .answers(&known, language, Planner::Kept(&plans))
            .await?;
        let following = self.following(&known, &answered, language).await?;
        let more: Vec<Card> = following.into_iter().map(|(card, _)| card).collect();
        let basis = self.basis(&known, &answered, &more).await?;
        Ok((known, basis))
    }

    fn found(&self, text: &str, basis: &Basis) -> Result<Vec<Finding>, DraftsError> {
        findings(text, basis, &self.shop.lexicon).map_err(DraftsError::Rules)
    }

    /// Keeps a draft, and puts on record what it was made from.
    async fn keep(
        &self,
        known: &Known,
        answered: &[Answered],
        worded: &Worded,
        draft: &Draft,
        desk: DraftDesk<'_>,
    ) -> Result<(), DraftsError> {
        let shop = self.shop();
        let hash = |name: &str| {
            let hash = self.prompts.hash(name);
            hash.map_err(AssistantError::from)
        };
        let plans: Vec<(&str, &str)> = answered
            .iter()
            .map(|one| (one.question.as_str(), one.line.as_str()))
            .collect();
        let worded_with = prompt(draft.language);
        let by_model = answered.iter().any(|one| one.by_model);
        let mut prompts = Vec::new();
        if by_model {
            let name = context::plan_prompt(known.conversation.principal());
            prompts.push((name.to_owned(), hash(name)?));
        }
        let mut prompted = None;
        if worded.asked {
            let hash = hash(worded_with)?;
            prompts.push((worded_with.to_owned(), hash.clone()));
            prompted = Some(hash);
        }
        let new = NewDraft {
            id: &draft.id,
            case: &known.case.id,
            at: shop.clock.now(),
            agent: &desk.agent.name,
            language: draft.language,
            tone: draft.tone,
            by: draft.by,
            prompt: prompted,
            plans: serde_json::to_string(&plans).unwrap_or_default(),
            text: &draft.text,
        };
        shop.inbox.keep_draft(&new).await?;
        let planned: BTreeSet<&str> = answered.iter().map(|one| one.line.as_str()).collect();
        let planned: Vec<&str> = planned.into_iter().collect();
        let said = draft.sentences.iter();
        let said = said.map(|one| (draft.by.word().to_owned(), one.text.clone()));
        let record = TurnRecord {
            plan: Some(format!("draft: {}", planned.join("; "))),
            planned_by: if by_model { "model" } else { "code" }.to_owned(),
            evidence: draft
                .sources
                .iter()
                .map(|source| format!("{}: {}", source.title, source.text))
                .collect(),
            said: said.collect(),
            held_back: worded.held_back.clone(),
            model: self.llm.as_ref().map(|llm| llm.identity().model),
            prompts,
            stop: "drafted".to_owned(),
            ..TurnRecord::default()
        };
        let now = shop.clock.now();
        Ok(record_in_case(desk.audit, &known.case, desk.staff, record, now).await?)
    }
}

/// What a text was checked against, a line each.
fn lines(basis: &Basis) -> Vec<String> {
    let records = basis.evidence.records.iter();
    records
        .map(|record| record.line(Language::English))
        .collect()
}
