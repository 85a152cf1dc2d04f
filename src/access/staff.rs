//! The people of the shop, as a token or a session names them.

use std::fmt;
use std::str::FromStr;

/// What somebody of the shop may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Serves members.
    Agent,
    /// Addresses members.
    Marketer,
    /// Looks after the shop.
    Admin,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Marketer, Self::Admin];

    /// The word that a token has for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Marketer => "marketer",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// The text is no role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no role: agent, marketer or admin is expected")]
pub struct UnknownRole(String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|role| role.word() == text);
        found.ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

/// Somebody of the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// What they are called in records.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

impl fmt::Display for Staff {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.role, self.name)
    }
}
