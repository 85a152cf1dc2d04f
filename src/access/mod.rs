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
}

/// The text is no principal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is nobody: `anonymous` or `member:KEY` is expected")]
pub struct UnknownPrincipal(String);

impl Principal {
    /// The member's key, where one has signed in.
    #[must_use]
    pub fn member(&self) -> Option<&MemberKey> {
        match self {
            Self::Anonymous => None,
            Self::Member(key) => Some(key),
        }
    }
}

/// As [`Principal::from_str`](std::str::FromStr::from_str) reads it.
impl std::fmt::Display for Principal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Anonymous => formatter.write_str("anonymous"),
            Self::Member(key) => write!(formatter, "member:{key}"),
        }
    }
}

impl std::str::FromStr for Principal {
    type Err = UnknownPrincipal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "anonymous" => Ok(Self::Anonymous),
            Some(("member", key)) if !key.trim().is_empty() => {
                Ok(Self::Member(MemberKey::new(key)))
            }
            _ => Err(UnknownPrincipal(text.to_owned())),
        }
    }
}
