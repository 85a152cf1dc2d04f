//! The list of addresses that nothing of a campaign goes to. Addresses are kept as keyed hashes: who was erased is written to as
//! little as before, and nobody reads here who it was.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Staff;
use crate::clock::Timestamp;

use super::super::copy::Medium;
use super::super::{Campaigns, CampaignsError, recording};
use super::lot::address_hash;
use super::{reach, sql};

/// Of what kind an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddressKind {
    /// A mail address.
    Mail,
    /// A telephone number.
    Phone,
    /// A member's key: push messages and those in the chat.
    Member,
}

impl AddressKind {
    /// The kind of address that a medium goes to.
    #[must_use]
    pub fn of(medium: Medium) -> Self {
        match medium {
            Medium::Mail => Self::Mail,
            Medium::Sms => Self::Phone,
            Medium::Push | Medium::Chat => Self::Member,
        }
    }

    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Member => "member",
        }
    }

    /// An address in the one form in which it is hashed: mail in small letters, a number without what only makes it easier
    /// to read.
    #[must_use]
    pub fn plain(self, address: &str) -> String {
        let address = address.trim();
        match self {
            Self::Mail => address.to_lowercase(),
            Self::Phone => address
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == '+')
                .collect(),
            Self::Member => address.to_owned(),
        }
    }
}

/// Why nothing goes to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SuppressionReason)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// They said that they want no more. A later yes of the member, said by themselves, takes it back.
    Unsubscribed,
    /// It does not exist, or takes nothing.
    Bounced,
    /// They complained to whoever keeps their mailbox.
    Complained,
    /// Somebody of the shop put it there.
    ByHand,
}

impl Reason {
    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unsubscribed => "unsubscribed",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::ByHand => "by_hand",
        }
    }

    /// The reason kept under a word; an unknown one of a later program is as strong as any.
    pub(super) fn of(word: &str) -> Self {
        match word {
            "unsubscribed" => Self::Unsubscribed,
            "bounced" => Self::Bounced,
            "complained" => Self::Complained,
            _ => Self::ByHand,
        }
    }
}

/// An entry of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::campaigns) struct Entry {
    pub(in crate::campaigns) reason: Reason,
    pub(in crate::campaigns) at: Timestamp,
}

impl Campaigns {
    /// Puts an address on the list, and finds anew whom of the members that concerns. One that is there keeps its first reason,
    /// but that what was unsubscribed becomes what is stronger.
    ///
    /// # Errors
    /// An address that is none, or the database fails.
    pub async fn suppress(
        &self,
        kind: AddressKind,
        address: &str,
        reason: Reason,
        by: &str,
        now: Timestamp,
    ) -> Result<(), CampaignsError> {
        let plain = kind.plain(address);
        if plain.is_empty() || plain.contains(char::is_control) || plain.len() > 320 {
            return Err(CampaignsError::Address);
        }
        let hash = address_hash(&self.secret, &plain);
        let write = self.db.write(sql::TABLES).await?;
        sql::suppress(&write, kind, &hash, reason, by, now).await?;
        let members = sql::members_at(write.reader(), kind, &plain).await?;
        reach::measure(self, &write, &members).await?;
        recording::keep(
            &write,
            by,
            None,
            &format!("suppress a {} address: {}", kind.word(), reason.word()),
            now,
        )
        .await?;
        Ok(write.commit().await?)
    }

    /// Takes an address off the list.
    ///
    /// # Errors
    /// It is not there, or the database fails.
    pub async fn unsuppress(
        &self,
        kind: AddressKind,
        address: &str,
        by: &Staff,
        now: Timestamp,
    ) -> Result<(), CampaignsError> {
        let plain = kind.plain(address);
        let hash = address_hash(&self.secret, &plain);
        let write = self.db.write(sql::TABLES).await?;
        if sql::suppressed(write.reader(), kind, std::slice::from_ref(&hash))
            .await?
            .is_empty()
        {
            return Err(CampaignsError::NotSuppressed);
        }
        sql::unsuppress(&write, kind, &hash).await?;
        let members = sql::members_at(write.reader(), kind, &plain).await?;
        reach::measure(self, &write, &members).await?;
        let act = format!("take a {} address off the suppression list", kind.word());
        recording::keep(&write, &by.to_string(), None, &act, now).await?;
        Ok(write.commit().await?)
    }

    /// How many addresses of a kind are on the list, by reason.
    ///
    /// # Errors
    /// The database fails.
    pub async fn suppressed_counts(&self) -> Result<Vec<(String, String, u64)>, CampaignsError> {
        Ok(sql::suppressed_counts(self.db.reader()).await?)
    }
}
