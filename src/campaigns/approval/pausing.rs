//! For what a campaign that is paused waits.

use serde::Serialize;
use utoipa::ToSchema;

/// For what a campaign is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CampaignPausedFor)]
#[serde(rename_all = "snake_case")]
pub enum PausedFor {
    /// Somebody paused it: it goes on when somebody says so.
    Person,
    /// Everything else is done, and somebody has to decide about mails of which nobody knows whether they were taken: it goes on
    /// with the decision.
    Uncertain,
    /// It is not what was approved.
    Changed,
    /// It cannot be sent as things are, a segment that is gone for instance: it goes on when somebody has mended that and says so.
    Trouble,
}

impl PausedFor {
    /// The word it is kept under.
    pub(in crate::campaigns) fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Uncertain => "uncertain",
            Self::Changed => "changed",
            Self::Trouble => "trouble",
        }
    }

    /// What is kept under a word; none under one that another program wrote.
    pub(super) fn of(word: &str) -> Option<Self> {
        [Self::Person, Self::Uncertain, Self::Changed, Self::Trouble]
            .into_iter()
            .find(|pause| pause.word() == word)
    }
}
