//! Who is asking.
//!
//! Owns: the [`Principal`] that the server derives for a conversation, never the conversation itself; the
//! [`Staff`] of the shop, their [`Accounts`], sessions, roles and [`Right`]s; the [`Keys`] that tokens are signed with;
//! the tables `staff`, `staff_sessions` and `staff_tries`.
//! Does not own: what a principal may see; every room that keeps something takes the key it is allowed.
//! Holds: no tool has an argument that a person's words could turn into another member's key; passwords and secrets of
//! sessions are kept as hashes only; what somebody of the shop does to an account, and every attempt to sign in, is
//! in the audit, in the same transaction; one admin who can sign in always stays.

mod accounts;
mod links;
mod lockout;
mod passwords;
mod rights;
mod sessions;
mod sql;
mod staff;
mod tokens;

use crate::db::{Holding, Migration};
use crate::ids::MemberKey;

pub use accounts::{Account, Accounts, AccountsError, NewAccount};
pub use lockout::{ADDRESS_TRIES, FIRST_WAIT, LONGEST_WAIT, TRIES};
pub use passwords::{
    LONGEST as LONGEST_PASSWORD, SHORTEST as SHORTEST_PASSWORD, Unfit, check as check_password,
};
pub use rights::Right;
pub use sessions::{Attempt, IDLE_MINUTES, Opened, SESSION_HOURS, Session};
pub use staff::{Role, Staff, UnknownRole};
pub use tokens::{Keys, TokenError, random_name};

/// The schema of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    sql::MIGRATIONS.to_vec()
}

/// What this room holds of members: nothing, its tables are about the shop's people.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    [sql::STAFF, sql::SESSIONS, sql::TRIES]
        .map(Holding::nobodys)
        .to_vec()
}

/// Who a conversation is held with, as the server knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// A shopper who has not signed in.
    Anonymous,
    /// A member who has.
    Member(MemberKey),
    /// Somebody of the shop.
    Staff(Staff),
}

/// The text is no principal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is nobody: `anonymous`, `member:KEY`, `agent`, `marketer` or `admin` is expected")]
pub struct UnknownPrincipal(String);

impl Principal {
    /// The member's key, where one has signed in.
    #[must_use]
    pub fn member(&self) -> Option<&MemberKey> {
        match self {
            Self::Anonymous | Self::Staff(_) => None,
            Self::Member(key) => Some(key),
        }
    }

    /// The person of the shop, where it is one.
    #[must_use]
    pub fn staff(&self) -> Option<&Staff> {
        match self {
            Self::Staff(staff) => Some(staff),
            Self::Anonymous | Self::Member(_) => None,
        }
    }
}

/// As [`Principal::from_str`](std::str::FromStr::from_str) reads it.
impl std::fmt::Display for Principal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Anonymous => formatter.write_str("anonymous"),
            Self::Member(key) => write!(formatter, "member:{key}"),
            Self::Staff(staff) => staff.fmt(formatter),
        }
    }
}

impl std::str::FromStr for Principal {
    type Err = UnknownPrincipal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let nobody = || UnknownPrincipal(text.to_owned());
        let (kind, name) = text.split_once(':').unwrap_or((text, ""));
        match (kind, name.trim()) {
            ("anonymous", "") => Ok(Self::Anonymous),
            ("member", key) if !key.is_empty() => Ok(Self::Member(MemberKey::new(key))),
            // Who is not named is called by what they do: in a terminal, in a set of questions.
            (role, name) => Ok(Self::Staff(Staff {
                role: role.parse().map_err(|_| nobody())?,
                name: if name.is_empty() { role } else { name }.to_owned(),
            })),
        }
    }
}
