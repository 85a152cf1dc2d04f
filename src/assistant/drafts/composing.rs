//! Puts a draft together: greeting, acknowledgment, answer, what follows, closing.

use minijinja::context;
use tokio::sync::OnceCell;

use crate::assistant::cards::Card;
use crate::assistant::fixed::Phrases;
use crate::assistant::inbox::Agent;
use crate::assistant::{Assistant, AssistantError};
use crate::ids::Language;

use super::asked;
use super::gathering::{Answered, Known};
use super::sources::{Piece, Sources, member_link, orders, pieces, rule, source, state_of};
use super::wording::{Worded, may_word};
use super::{DraftSentence, DraftSource, SourceKind, Tone};

/// Sentences of a rule that say what follows.
const FOLLOWING: usize = 2;
/// Characters of the member's words that a source shows.
const SHOWN: usize = 300;

/// What the rule about deliveries is found by, and the words that its sentences are chosen by.
const DELIVERY: (&str, &str) = (
    "how long delivery takes 多久能收到",
    "dispatch courier takes days 发货 快递",
);
/// The same of refunds.
const REFUND: (&str, &str) = (
    "when a refund arrives 退款多久到账",
    "refund within working days 退款 到账",
);

/// A draft's words.
pub(super) struct Composed {
    pub(super) text: String,
    pub(super) sentences: Vec<DraftSentence>,
    pub(super) sources: Vec<DraftSource>,
}

impl Assistant {
    /// The rule that says what follows for the orders that were told of, where there is one.
    pub(super) async fn following(
        &self,
        known: &Known,
        answered: &[Answered],
        language: Language,
    ) -> Result<Option<(Card, &'static str)>, AssistantError> {
        let told = answered.iter().flat_map(orders);
        let mut wanted = told.filter_map(|(_, record)| match state_of(record) {
            "cancelled" | "return requested" | "returned" => Some(REFUND),
            "delivered" | "exchange requested" | "" => None,
            _ => Some(DELIVERY),
        });
        let Some((words, chosen_by)) = wanted.next() else {
            return Ok(None);
        };
        let read = OnceCell::new();
        let actor = self.reader(&known.conversation, words, language, &read);
        let Some(card) = actor.rule_on(words).await? else {
            return Ok(None);
        };
        // What was told as the answer is not told again.
        let again = answered.iter().any(|one| one.outcome.cards.contains(&card));
        Ok((!again).then_some((card, chosen_by)))
    }
}

/// Puts everything together.
pub(super) struct Composer<'a> {
    pub(super) known: &'a Known,
    pub(super) answered: &'a [Answered],
    pub(super) phrases: Phrases<'a>,
    pub(super) tone: Tone,
    pub(super) agent: &'a Agent,
    pub(super) following: Option<(Card, &'static str)>,
}

impl Composer<'_> {
    /// The draft, with the model's words where there are any.
    pub(super) fn compose(&self, worded: &Worded) -> Result<Composed, AssistantError> {
        let mut sources = Sources::default();
        let mut paragraphs = vec![
            vec![self.greeting(&mut sources)?],
            vec![self.acknowledged(&mut sources)?],
        ];
        let member = self.known.case.member();
        let number = |piece: &Piece, sources: &mut Sources| DraftSentence {
            text: piece.text.clone(),
            sources: piece
                .cards
                .iter()
                .filter_map(|card| source(card, member, &self.phrases))
                .map(|source| sources.number(source))
                .collect(),
        };
        let mut answer = Vec::new();
        let mut unknown = self.answered.is_empty();
        let mut worded_yet = false;
        for one in self.answered {
            match &worded.pieces {
                Some(said) if may_word(one) => {
                    if !worded_yet {
                        answer.extend(said.iter().map(|piece| number(piece, &mut sources)));
                    }
                    worded_yet = true;
                }
                _ => {
                    let said = pieces(one, &self.phrases)?;
                    unknown |= said.is_empty();
                    answer.extend(said.iter().map(|piece| number(piece, &mut sources)));
                }
            }
        }
        answer.dedup();
        let alone = answer.is_empty();
        if !alone {
            paragraphs.push(answer);
        }
        if unknown {
            let phrase = if alone {
                "draft_unknown"
            } else {
                "draft_rest_unknown"
            };
            paragraphs.push(vec![self.plain(phrase)?]);
        }
        if let Some((card, chosen_by)) = &self.following {
            let said = rule(card, chosen_by, FOLLOWING);
            paragraphs.push(
                said.iter()
                    .map(|piece| number(piece, &mut sources))
                    .collect(),
            );
        }
        paragraphs.push(vec![self.closing()?]);
        let between = match self.phrases.language {
            Language::English => " ",
            Language::Chinese => "",
        };
        let joined: Vec<String> = paragraphs
            .iter()
            .map(|paragraph| {
                let texts: Vec<&str> = paragraph.iter().map(|one| one.text.as_str()).collect();
                texts.join(between)
            })
            .collect();
        Ok(Composed {
            text: joined.join("\n\n"),
            sentences: paragraphs.into_iter().flatten().collect(),
            sources: sources.all(),
        })
    }

    fn said(&self, phrase: &str, values: minijinja::Value) -> Result<String, AssistantError> {
        Ok(self.phrases.filled(phrase, values)?)
    }

    /// A sentence that rests on nothing.
    fn plain(&self, phrase: &str) -> Result<DraftSentence, AssistantError> {
        Ok(DraftSentence {
            text: self.said(phrase, context! { tone => self.tone.word() })?,
            sources: Vec::new(),
        })
    }

    fn greeting(&self, sources: &mut Sources) -> Result<DraftSentence, AssistantError> {
        let member = self.known.member.as_ref();
        let name = member.and_then(|member| member.name.as_deref());
        let name = name
            .map(crate::guardrails::clean)
            .filter(|name| !name.is_empty());
        let text = self.said("draft_hello", context! { tone => self.tone.word(), name })?;
        let source = member.zip(name).map(|(member, name)| DraftSource {
            number: 0,
            kind: SourceKind::Member,
            title: member.key.to_string(),
            text: name,
            link: Some(member_link(member.key.as_str())),
        });
        Ok(DraftSentence {
            text,
            sources: source
                .map(|source| sources.number(source))
                .into_iter()
                .collect(),
        })
    }

    fn acknowledged(&self, sources: &mut Sources) -> Result<DraftSentence, AssistantError> {
        let known = self.known;
        let phrase = asked::acknowledgment(&known.case, &known.questions);
        let words = asked::newest(&known.case, &known.questions);
        let source = words.map(|words| DraftSource {
            number: 0,
            kind: SourceKind::Conversation,
            title: match self.phrases.language {
                Language::English => "What the member wrote".to_owned(),
                Language::Chinese => "会员的留言".to_owned(),
            },
            text: words.chars().take(SHOWN).collect(),
            link: None,
        });
        Ok(DraftSentence {
            sources: source
                .map(|source| sources.number(source))
                .into_iter()
                .collect(),
            ..self.plain(phrase)?
        })
    }

    fn closing(&self) -> Result<DraftSentence, AssistantError> {
        let values = context! { tone => self.tone.word(), agent => self.agent.shown.as_str() };
        Ok(DraftSentence {
            text: self.said("draft_closing", values)?,
            sources: Vec::new(),
        })
    }
}
