//! Drafts of replies: what a person of the shop could send, with what each sentence rests on beside it.
//!
//! What the holder of a case asked last goes through the same planning and tools as a turn of theirs, as that person and
//! only to be read: nothing is changed, nothing put forward, nothing said, and the conversation stays as it is. Around the
//! answer stand phrases: a greeting, an acknowledgment, what follows by the shop's rules, the agent's name.
//!
//! Holds:
//! - a sentence of the model stands in a draft only where all of them pass the check of a turn's sentences and the table
//!   of promises; otherwise the phrases speak;
//! - a text of a person is checked by the same table, against what was looked up for this very case;
//! - a draft is kept with its case, goes with it, and is told with what was sent instead, so that drafts can be judged.

mod asked;
mod composing;
mod drafting;
mod findings;
mod gathering;
mod keeping;
mod promises;
mod rules;
mod sources;
mod sql;
mod wording;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::{Holding, Migration};
use crate::ids::Language;

use super::AssistantError;
use super::inbox::InboxError;
use super::turn::Source;

pub use drafting::{DraftDesk, DraftedReply};
pub use findings::Finding;
pub use keeping::{DraftFigures, KeptDraft, NEWEST_DRAFTS};
pub use rules::{FindingKind, InBoth, Severity};

pub(super) use keeping::{Drafting, drop_open, settle};
pub(super) use sql::DRAFTS;

/// Why there is no draft, or a reply was not sent.
#[derive(Debug, thiserror::Error)]
pub enum DraftsError {
    /// The case, or what is to be sent.
    #[error(transparent)]
    Inbox(#[from] InboxError),
    /// What was to be looked up.
    #[error(transparent)]
    Assistant(#[from] AssistantError),
    /// A draft for the case is being made already.
    #[error("case {0}: a draft is being made already; wait for it")]
    Busy(String),
    /// Something in the text is not to be sent just so.
    #[error(
        "something in this text is not borne out, or cannot be promised: mend it, or send it despite that"
    )]
    Findings(Vec<Finding>),
    /// A mistake in the table of rules.
    #[error("the table of promises cannot be read: {0}")]
    Rules(&'static str),
}

/// How a draft sounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[schema(as = DraftTone)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// As to somebody one knows.
    #[default]
    Warm,
    /// Short.
    Plain,
    /// As in a letter.
    Formal,
}

impl Tone {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Warm, Self::Plain, Self::Formal];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Warm => "warm",
            Self::Plain => "plain",
            Self::Formal => "formal",
        }
    }

    /// The tone of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tone| tone.word() == word)
    }
}

/// What is wanted of a draft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DraftWish {
    /// In which language; without it, the member's own.
    pub language: Option<Language>,
    /// How it sounds; without it, as the shop does.
    pub tone: Option<Tone>,
}

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// An order.
    Order,
    /// An article, or what buyers say of it.
    Product,
    /// What the shop has settled, or has on offer.
    Policy,
    /// What the shop has of the member.
    Member,
    /// Their tier and points.
    Points,
    /// What was said.
    Conversation,
}

impl SourceKind {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Product => "product",
            Self::Policy => "policy",
            Self::Member => "member",
            Self::Points => "points",
            Self::Conversation => "conversation",
        }
    }
}

/// What a sentence rests on, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftSource {
    /// From 1, in the order in which sentences rest on them.
    pub number: u32,
    /// What it is.
    pub kind: SourceKind,
    /// What it is called.
    pub title: String,
    /// What of it was used.
    pub text: String,
    /// Where it is in the console.
    pub link: Option<String>,
}

/// A sentence of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftSentence {
    /// The sentence.
    pub text: String,
    /// The numbers of its sources.
    pub sources: Vec<u32>,
}

/// A draft of a reply.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Names it.
    pub id: String,
    /// Its language.
    pub language: Language,
    /// How it sounds.
    pub tone: Tone,
    /// The whole of it; paragraphs have an empty line between them.
    pub text: String,
    /// Its sentences, in order.
    pub sentences: Vec<DraftSentence>,
    /// What they rest on.
    pub sources: Vec<DraftSource>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Who found the words of the answer.
    pub by: Source,
}

/// The schema of what is kept of drafts.
pub(super) fn migrations() -> Vec<Migration> {
    sql::MIGRATIONS.to_vec()
}

/// What is held of members in drafts.
pub(super) fn holdings() -> Vec<Holding> {
    sql::HOLDINGS.to_vec()
}
