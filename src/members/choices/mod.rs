//! What a member chose about how they are treated, and what they told with their consent.

pub(super) mod sql;

use super::consents::{self, Consent, Purpose};
use super::{Members, MembersError};
use crate::clock::Timestamp;
use crate::ids::MemberKey;

/// What a member chose about how they are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Whether suggestions may be made from what they bought and did: their consent to
    /// [`Purpose::Personalisation`].
    pub personalised: bool,
    /// Whether what they tell may be kept.
    pub remembers: bool,
}

/// What holds for somebody who never chose: suggestions from the shop's own records, nothing told is kept.
impl Default for Choices {
    fn default() -> Self {
        Self {
            personalised: true,
            remembers: false,
        }
    }
}

/// What kind of thing a member told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToldKind {
    /// A size they wear.
    Size,
    /// What they must not have.
    Allergy,
    /// For whom they buy.
    Recipient,
    /// Anything else.
    Other,
}

impl ToldKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Size, Self::Allergy, Self::Recipient, Self::Other];

    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Allergy => "allergy",
            Self::Recipient => "recipient",
            Self::Other => "other",
        }
    }

    /// The kind kept under `word`.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One thing a member told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What kind of thing.
    pub kind: ToldKind,
    /// In their own words.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

impl Members {
    /// What a member chose, or what holds for one who never did.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn choices(&self, member: &MemberKey) -> Result<Choices, MembersError> {
        let reader = self.db.reader();
        let chosen = sql::remembers(reader, member).await?;
        Ok(Choices {
            personalised: consents::agrees(reader, member, Purpose::Personalisation).await?,
            remembers: chosen.unwrap_or_default(),
        })
    }

    /// Keeps what a member chose at the moment `at`, in `source` (`profile`, `assistant`). One who wants nothing
    /// kept has what they told forgotten at once.
    ///
    /// # Errors
    /// Where the database fails; then nothing was changed.
    pub async fn choose(
        &self,
        member: &MemberKey,
        choices: Choices,
        at: Timestamp,
        source: &str,
    ) -> Result<(), MembersError> {
        let tables = [consents::TABLE, "member_choices", "member_told"];
        let write = self.db.write(&tables).await?;
        let member = &super::kept(write.reader(), member).await?;
        let said = Consent::said(Purpose::Personalisation, choices.personalised, at, source);
        consents::change(&write, member, &said).await?;
        sql::choose(&write, member, choices.remembers).await?;
        if !choices.remembers {
            sql::untell(&write, member, None).await?;
        }
        Ok(write.commit().await?)
    }

    /// What a member told, the oldest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn told(&self, member: &MemberKey) -> Result<Vec<Told>, MembersError> {
        sql::told(self.db.reader(), member).await
    }

    /// Keeps something a member told, and that they want such things kept: the two go together, because
    /// they are agreed to together.
    ///
    /// # Errors
    /// Where the database fails; then nothing was changed.
    pub async fn tell(&self, member: &MemberKey, told: &Told) -> Result<(), MembersError> {
        let write = self.db.write(&["member_choices", "member_told"]).await?;
        let member = &super::kept(write.reader(), member).await?;
        sql::choose(&write, member, true).await?;
        sql::tell(&write, member, told).await?;
        Ok(write.commit().await?)
    }

    /// Forgets what a member told: the thing with these words, or everything.
    ///
    /// # Errors
    /// Where the database fails; then nothing was changed.
    pub async fn untell(&self, member: &MemberKey, text: Option<&str>) -> Result<(), MembersError> {
        let write = self.db.write(&["member_told"]).await?;
        sql::untell(&write, member, text).await?;
        Ok(write.commit().await?)
    }
}
