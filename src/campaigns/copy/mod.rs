//! The words of a campaign: placeholders, how they are filled, how long they are, and what may not be said.
//!
//! Owns: the placeholders and their rendering per medium; lengths; the rule file of claims; brand words; all
//! findings over a text; the comparison between languages.
//! Does not own: who is addressed, what an offer is, the sending.
//! Holds:
//! - A placeholder is known by name and has one kind; an unknown one is an error that names the known.
//! - A value never becomes markup: it is escaped where the medium has markup, and a link is one only by http or https.
//! - What cannot be read is an error: the checks fail closed.
//! - A number in a text is a placeholder's; so is a date, an amount, a code, a link.

mod brand;
mod checks;
mod claims;
mod comparing;
mod facts;
mod findings;
mod flow;
mod folding;
mod frames;
mod lengths;
mod links;
mod numbers;
mod placeholders;
mod render;
mod rulebook;
mod sizes;
mod tone;
mod weighing;
mod wording;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::Language;

pub use brand::{BrandWords, Voice, VoiceWord};
pub use checks::{SUBJECT, check};
pub use claims::{Claims, Lift, Rule};
pub use comparing::{Difference, compare, differing};
pub use facts::{Facts, OfferKind, Values};
pub use findings::{Both, Finding, Severity, approvable, in_order};
pub(in crate::campaigns) use flow::{MISPLACED, TWICE};
pub use lengths::{Encoding, Forced, SmsLength, replacement, sms_length};
pub(in crate::campaigns) use placeholders::known_names;
pub use placeholders::{CopyError, Kind, PLACEHOLDERS, Piece, Placeholder, pieces};
pub use render::{Fields, Rendered, render};
pub use rulebook::ClaimsError;
pub use tone::{Lesson, Tone};
pub use weighing::lessons;

/// What a text is sent by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    /// E-mail: a subject, paragraphs, HTML beside plain text.
    Mail,
    /// A text message.
    Sms,
    /// A notification of an app: a title and a line.
    Push,
    /// A message in the shop's chat.
    Chat,
}

impl Medium {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Mail, Self::Sms, Self::Push, Self::Chat];

    /// Its word in files and addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Push => "push",
            Self::Chat => "chat",
        }
    }

    /// The medium of a word; `email`, `e-mail` and `text` are understood too.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "mail" | "email" | "e-mail" => Some(Self::Mail),
            "sms" | "text" => Some(Self::Sms),
            "push" => Some(Self::Push),
            "chat" | "in-chat" => Some(Self::Chat),
            _ => None,
        }
    }

    /// Whether a text has a subject or a title there.
    #[must_use]
    pub fn has_subject(self) -> bool {
        matches!(self, Self::Mail | Self::Push)
    }
}

/// What a text appeals to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// What the member gains.
    Benefit,
    /// What is known of the thing.
    Proof,
    /// That it ends, and when.
    Urgency,
    /// Kindness, without pressing.
    Warmth,
}

impl Axis {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Benefit, Self::Proof, Self::Urgency, Self::Warmth];

    /// Its word in files and addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Benefit => "benefit",
            Self::Proof => "proof",
            Self::Urgency => "urgency",
            Self::Warmth => "warmth",
        }
    }

    /// The axis of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|axis| axis.word() == word)
    }
}

/// A text with placeholders, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// What it is written in.
    pub language: Language,
    /// The subject of a mail, the title of a notification.
    #[serde(default)]
    pub subject: Option<String>,
    /// The text; a blank line parts paragraphs.
    pub body: String,
}

/// Where in a text something is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[schema(as = CopyPart)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The subject or title.
    Subject,
    /// The text.
    Body,
}

impl Copy {
    /// Its parts in the order in which they are read.
    pub fn parts(&self) -> impl Iterator<Item = (Part, &str)> {
        let subject = self.subject.as_deref();
        let subject = subject.map(|subject| (Part::Subject, subject));
        subject
            .into_iter()
            .chain([(Part::Body, self.body.as_str())])
    }
}
