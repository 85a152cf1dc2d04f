//! What a member agreed to, purpose by purpose, with everything they said about it before.

pub(super) mod sql;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Members, MembersError};
use crate::clock::Timestamp;
use crate::db::{Reader, Write};
use crate::ids::MemberKey;

/// The tables that are written when somebody agrees or refuses.
pub(super) const TABLE: &str = "member_consents";

/// What a member may agree to, each by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Messages about their own orders and account.
    Service,
    /// Counting what they buy and do for the shop's own figures.
    Analysis,
    /// Suggestions made from what they bought and did.
    Personalisation,
    /// Offers by mail.
    MarketingMail,
    /// Offers by SMS.
    MarketingSms,
    /// Offers by notifications of the shop's app.
    MarketingPush,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 6] = [
        Self::Service,
        Self::Analysis,
        Self::Personalisation,
        Self::MarketingMail,
        Self::MarketingSms,
        Self::MarketingPush,
    ];

    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Analysis => "analysis",
            Self::Personalisation => "personalisation",
            Self::MarketingMail => "marketing_mail",
            Self::MarketingSms => "marketing_sms",
            Self::MarketingPush => "marketing_push",
        }
    }

    /// The purpose kept under `word`.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.word() == word)
    }

    /// What holds for a member who was never asked: the contract's own purposes and the shop's own figures and
    /// suggestions, until they refuse; offers never.
    #[must_use]
    pub fn unasked(self) -> bool {
        !matches!(
            self,
            Self::MarketingMail | Self::MarketingSms | Self::MarketingPush
        )
    }
}

/// One yes or no of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// To what.
    pub purpose: Purpose,
    /// Yes or no.
    pub granted: bool,
    /// When; `None` where it came out of the shop's own books without a moment.
    pub at: Option<Timestamp>,
    /// Who said so: `member`, `import`, `staff NAME`.
    pub by: String,
    /// Where: `registration`, `profile`, `assistant`, `import`.
    pub source: String,
    /// Which version of the wording they were shown.
    pub wording: Option<String>,
}

/// Who says it where a file of the shop does. What a member said themselves is not changed by a file.
pub(super) const IMPORT: &str = "import";
/// Who says it where the member does.
const MEMBER: &str = "member";

impl Consent {
    /// What a member says themselves, at `source`.
    #[must_use]
    pub fn said(purpose: Purpose, granted: bool, at: Timestamp, source: &str) -> Self {
        Self {
            purpose,
            granted,
            at: Some(at),
            by: MEMBER.to_owned(),
            source: source.to_owned(),
            wording: None,
        }
    }
}

impl Consent {
    /// What a file of the shop says of offers by mail.
    pub(super) fn imported(granted: bool) -> Self {
        Self {
            purpose: Purpose::MarketingMail,
            granted,
            at: None,
            by: IMPORT.to_owned(),
            source: IMPORT.to_owned(),
            wording: None,
        }
    }
}

impl Members {
    /// What a member last said of each purpose that they were asked about.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn consents(&self, member: &MemberKey) -> Result<Vec<Consent>, MembersError> {
        Ok(latest(&self.consent_history(member).await?))
    }

    /// Everything a member ever said about purposes, the oldest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn consent_history(&self, member: &MemberKey) -> Result<Vec<Consent>, MembersError> {
        sql::history(self.db.reader(), member).await
    }

    /// Whether a member agrees to `purpose`; where they never said, what holds for everybody.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn agrees(&self, member: &MemberKey, purpose: Purpose) -> Result<bool, MembersError> {
        agrees(self.db.reader(), member, purpose).await
    }

    /// Keeps what a member says. What is no change of what holds is kept too: that it was said again is worth
    /// knowing.
    ///
    /// # Errors
    /// Where the database fails; then nothing was kept.
    pub async fn consent(
        &self,
        member: &MemberKey,
        consents: &[Consent],
    ) -> Result<(), MembersError> {
        let write = self.db.write(&[TABLE]).await?;
        let said: Vec<_> = consents.iter().map(|consent| (member, consent)).collect();
        sql::append(&write, &said).await?;
        Ok(write.commit().await?)
    }
}

/// [`Members::agrees`] as a transaction sees it.
pub(super) async fn agrees(
    reader: Reader<'_>,
    member: &MemberKey,
    purpose: Purpose,
) -> Result<bool, MembersError> {
    let said = latest(&sql::history(reader, member).await?).into_iter();
    let said = said.rev().find(|consent| consent.purpose == purpose);
    Ok(said.map_or(purpose.unasked(), |consent| consent.granted))
}

/// Keeps what a member says of `purpose`, where that differs from what holds.
pub(super) async fn change(
    write: &Write,
    member: &MemberKey,
    consent: &Consent,
) -> Result<(), MembersError> {
    if agrees(write.reader(), member, consent.purpose).await? != consent.granted {
        sql::append(write, &[(member, consent)]).await?;
    }
    Ok(())
}

/// The last of each purpose, of a history that begins with the oldest.
fn latest(history: &[Consent]) -> Vec<Consent> {
    Purpose::ALL
        .into_iter()
        .filter_map(|purpose| {
            let said = history
                .iter()
                .rev()
                .find(|consent| consent.purpose == purpose);
            said.cloned()
        })
        .collect()
}
