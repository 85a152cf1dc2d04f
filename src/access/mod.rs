//! Who is asking.
//!
//! Owns: the [`Principal`] that the server derives for a conversation, never the conversation itself; the
//! [`Staff`] of the shop and their roles; the [`Keys`] that tokens are signed with.
//! Does not own: what a principal may see; every room that keeps something takes the key it is allowed.
//! Holds: no tool has an argument that a person's words could turn into another member's key.

mod links;
mod staff;
mod tokens;

use crate::ids::MemberKey;

pub use staff::{Role, Staff, UnknownRole};
pub use tokens::{Keys, TokenError, random_name};

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
