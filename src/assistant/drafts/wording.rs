//! The model's words for the answer of a draft: one ask, over what the phrases would say it from.

use std::time::Duration;

use minijinja::context;

use crate::assistant::cards::Card;
use crate::assistant::tools::Plan;
use crate::assistant::{Assistant, AssistantError};
use crate::evidence::{Evidence, Record};
use crate::guardrails::{Speech, sentences};
use crate::ids::Language;
use crate::llm::{Ask, Shape, Urgency};

use super::DraftsError;
use super::Tone;
use super::findings::{Basis, findings};
use super::gathering::Answered;
use super::rules::{FindingKind, Severity};
use super::sources::{Piece, orders};

/// When no slot is free for so long, the phrases speak: a person waits for the draft.
const PATIENCE: Duration = Duration::from_secs(3);
/// When the words are not there after so long, the phrases speak.
const LONGEST: Duration = Duration::from_secs(25);
/// Four sentences in either language.
const TOKENS: usize = 160;
/// Records that the model reads: small models mix them up.
const RECORDS: usize = 3;
/// Characters of what was asked that it reads.
const ASKED: usize = 400;
/// Sentences that are taken of it.
const SENTENCES: usize = 4;

/// What came of asking the model.
pub(super) struct Worded {
    /// The sentences, where all of them passed.
    pub(super) pieces: Option<Vec<Piece>>,
    /// Whether the model was asked.
    pub(super) asked: bool,
    /// Sentences that did not pass, with the reason.
    pub(super) held_back: Vec<(String, String)>,
}

impl Worded {
    fn none(asked: bool) -> Self {
        Self {
            pieces: None,
            asked,
            held_back: Vec::new(),
        }
    }
}

/// The prompt that the words are asked with.
pub(super) fn prompt(language: Language) -> &'static str {
    match language {
        Language::English => "draft.en",
        Language::Chinese => "draft.zh",
    }
}

/// Whether a model may word an answer: it speaks of orders and goods, whose every number can be checked. What the shop has
/// settled is told in the shop's own words.
pub(super) fn may_word(answered: &Answered) -> bool {
    let plan = matches!(
        answered.plan,
        Some(Plan::Order | Plan::Search { .. } | Plan::Product(_) | Plan::Recommend { .. })
    );
    plan && !answered.outcome.evidence.records.is_empty()
}

/// The records of an answer with the cards that show them.
fn shown(answered: &Answered) -> Vec<(&Card, &Record)> {
    if answered.plan == Some(Plan::Order) {
        return orders(answered);
    }
    let outcome = &answered.outcome;
    outcome
        .cards
        .iter()
        .zip(&outcome.evidence.records)
        .take(RECORDS)
        .collect()
}

impl Assistant {
    /// Asks the model for the words of those answers that it may word.
    pub(super) async fn worded(
        &self,
        answered: &[Answered],
        basis: &Basis,
        language: Language,
        tone: Tone,
    ) -> Result<Worded, DraftsError> {
        let worded: Vec<&Answered> = answered.iter().filter(|one| may_word(one)).collect();
        let mut records: Vec<(&Card, &Record)> = worded.iter().flat_map(|one| shown(one)).collect();
        records.truncate(RECORDS);
        let (Some(llm), Some(first)) = (&self.llm, worded.first()) else {
            return Ok(Worded::none(false));
        };
        if records.is_empty() {
            return Ok(Worded::none(false));
        }
        let facts: Vec<String> = records
            .iter()
            .map(|(_, record)| record.line(language))
            .collect();
        let mut asked: Vec<&str> = worded.iter().map(|one| one.question.as_str()).collect();
        asked.dedup();
        let message: String = asked.join(" ").chars().take(ASKED).collect();
        let values = context! { facts => facts.join("\n"), message, tone => tone.word() };
        let rendered = self.prompts.render(prompt(language), values);
        let ask = Ask {
            messages: rendered.map_err(AssistantError::from)?.into(),
            shape: Shape::Prose,
            max_tokens: TOKENS,
            urgency: Urgency::Word,
            patience: PATIENCE,
        };
        let said = match tokio::time::timeout(LONGEST, llm.line(ask)).await {
            Ok(Ok((said, _))) => said,
            Ok(Err(error)) => {
                tracing::info!(%error, "a draft is worded by phrases");
                return Ok(Worded::none(false));
            }
            Err(_) => return Ok(Worded::none(true)),
        };
        let evidence = Evidence {
            records: records
                .iter()
                .map(|(_, record)| (*record).clone())
                .collect(),
            limits: first.outcome.evidence.limits.clone(),
        };
        let mut speech = Speech::after(&message, true);
        let mut pieces = Vec::new();
        let basis = in_language(basis, language);
        for sentence in sentences(&mut said.clone(), true)
            .into_iter()
            .take(SENTENCES)
        {
            let checked = speech.check(&sentence, &evidence, &self.shop.lexicon);
            let mut wrong = checked.err().map(|finding| finding.to_string());
            if wrong.is_none() {
                let worst = findings(&sentence, &basis, &self.shop.lexicon)
                    .map_err(DraftsError::Rules)?
                    .into_iter()
                    .find(|one| {
                        one.severity == Severity::Error || one.rule == FindingKind::Language
                    });
                wrong = worst.map(|one| format!("{}: {}", one.why.en, one.quote));
            }
            if let Some(why) = wrong {
                return Ok(Worded {
                    pieces: None,
                    asked: true,
                    held_back: vec![(sentence, why)],
                });
            }
            pieces.push(Piece {
                cards: self.rests_on(&sentence, &records),
                text: sentence,
            });
        }
        Ok(Worded {
            pieces: (!pieces.is_empty()).then_some(pieces),
            asked: true,
            held_back: Vec::new(),
        })
    }

    /// The cards of those records that bear a sentence out by themselves; all of them, where none does alone.
    fn rests_on(&self, sentence: &str, records: &[(&Card, &Record)]) -> Vec<Card> {
        let alone = |record: &Record| {
            let evidence = Evidence {
                records: vec![record.clone()],
                limits: Vec::new(),
            };
            Speech::after("", true)
                .check(sentence, &evidence, &self.shop.lexicon)
                .is_ok()
        };
        let bearing: Vec<Card> = records
            .iter()
            .filter(|(_, record)| alone(record))
            .map(|(card, _)| (*card).clone())
            .collect();
        if bearing.is_empty() {
            records.iter().map(|(card, _)| (*card).clone()).collect()
        } else {
            bearing
        }
    }
}

/// The same basis for a text in a certain language: a draft may be wanted in another one than the member's.
fn in_language(basis: &Basis, language: Language) -> Basis {
    Basis {
        language: Some(language),
        ..basis.clone()
    }
}
