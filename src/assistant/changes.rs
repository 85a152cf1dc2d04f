//! Changes of what the shop keeps of a person: shown first, made once, after a yes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::random_name;
use crate::clock::Timestamp;
use crate::ids::OrderNumber;
use crate::members::{Purpose, Told, ToldKind};
use crate::orders::Request;
use crate::prompts::PromptError;

use super::fixed::Phrases;

/// A change that a person can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Change {
    /// Personal suggestions are made from now on, or no longer.
    Personal(bool),
    /// Something that the member told is kept, and so are such things from now on.
    Remember {
        /// What kind of thing.
        kind: ToldKind,
        /// In their own words.
        text: String,
    },
    /// Everything they told is forgotten, and nothing is kept from now on.
    ForgetTold,
    /// Their conversations are deleted.
    ForgetChats,
    /// Points become credit.
    Redeem {
        /// How many.
        points: i64,
        /// How many there were when it was shown.
        available: i64,
    },
    /// Offers are sent from now on, or no longer.
    Consents {
        /// By which ways.
        purposes: Vec<Purpose>,
        /// From now on, or no longer.
        on: bool,
    },
    /// Something about one of their orders.
    Order {
        /// Which.
        number: OrderNumber,
        /// What.
        request: Box<Request>,
        /// Names exactly what would change: it is done only if it still would.
        seal: String,
    },
    /// A campaign is made: a draft.
    Campaign {
        /// What it is called.
        name: String,
        /// Its brief.
        brief: serde_json::Value,
    },
    /// A draft of a campaign gets texts: a new version.
    CampaignTexts {
        /// Which.
        name: String,
        /// The version that was looked at: another one is not changed.
        version: i64,
        /// Where it stood then, as a word: one that was decided about since is not changed.
        state: String,
        /// The brief with them.
        brief: serde_json::Value,
    },
}

/// A change that was put forward and waits for a yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Proposal {
    /// Names it: a yes is a yes to this one alone, and only once.
    pub(super) id: String,
    pub(super) change: Change,
    /// What the person was shown.
    #[serde(default)]
    pub(super) shown: Vec<Difference>,
}

impl Proposal {
    pub(super) fn new(change: Change, shown: Vec<Difference>) -> Self {
        Self {
            id: random_name(8),
            change,
            shown,
        }
    }
}

/// One thing that a change makes different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    /// What, for people.
    pub what: String,
    /// As it is now.
    pub before: String,
    /// As it will be.
    pub after: String,
}

/// What a member keeps as the shop has it now, for the differences.
pub(super) struct Now {
    pub(super) personalised: bool,
    pub(super) remembers: bool,
    pub(super) told: Vec<Told>,
    pub(super) chats: u64,
}

impl Change {
    /// What it makes different, in a person's words.
    pub(super) fn differences(
        &self,
        now: &Now,
        phrases: &Phrases<'_>,
    ) -> Result<Vec<Difference>, PromptError> {
        let row = |what: &str, before: String, after: String| {
            Ok::<_, PromptError>(Difference {
                what: phrases.plain(what)?,
                before,
                after,
            })
        };
        let nothing = || phrases.plain("nothing");
        let memory = |after| {
            row(
                "what_memory",
                phrases.switch(now.remembers)?,
                phrases.switch(after)?,
            )
        };
        Ok(match self {
            Self::Personal(on) => vec![row(
                "what_personal",
                phrases.switch(now.personalised)?,
                phrases.switch(*on)?,
            )?],
            Self::Remember { kind, text } => {
                let mut rows = Vec::new();
                if !now.remembers {
                    rows.push(memory(true)?);
                }
                let what = format!("what_{}", kind.word());
                rows.push(row(&what, nothing()?, text.clone())?);
                rows
            }
            Self::ForgetTold => {
                let mut rows = Vec::new();
                for told in &now.told {
                    let what = format!("what_{}", told.kind.word());
                    rows.push(row(&what, told.text.clone(), nothing()?)?);
                }
                if now.remembers {
                    rows.push(memory(false)?);
                }
                rows
            }
            // Laid out where they are put forward: they take what is there.
            Self::Order { .. }
            | Self::Redeem { .. }
            | Self::Consents { .. }
            | Self::Campaign { .. }
            | Self::CampaignTexts { .. } => Vec::new(),
            Self::ForgetChats => vec![row("what_chats", now.chats.to_string(), "0".to_owned())?],
        })
    }

    /// What was told, of a change that keeps it.
    pub(super) fn told(&self, at: Timestamp) -> Option<Told> {
        match self {
            Self::Remember { kind, text } => Some(Told {
                kind: *kind,
                text: text.clone(),
                at,
            }),
            _ => None,
        }
    }

    /// The phrase that says it was done.
    pub(super) fn done(&self) -> &'static str {
        match self {
            Self::Personal(true) => "done_personal_on",
            Self::Personal(false) => "done_personal_off",
            Self::Remember { .. } => "done_remember",
            Self::ForgetTold => "done_forget_told",
            Self::ForgetChats => "done_forget_chats",
            // What is done of a campaign is said where it is done: with its name.
            Self::Order { .. }
            | Self::Redeem { .. }
            | Self::Campaign { .. }
            | Self::CampaignTexts { .. } => "done_order",
            Self::Consents { on: true, .. } => "done_marketing_on",
            Self::Consents { on: false, .. } => "done_marketing_off",
        }
    }
}
