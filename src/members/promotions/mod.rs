//! What the shop promised a member until a day: more points for what they order, or a gift.
//!
//! Owns: the `member_promotions` table. Does not own: who is promised what (`campaigns`), and what orders then bring (`orders`).
//! Holds: a member is promised a thing once under its name, however often that is done; what was taken back counts for nothing.

pub(super) mod sql;

use crate::catalog::Localized;
use crate::clock::Timestamp;
use crate::db::{Reader, Write};
use crate::ids::MemberKey;
use crate::members::MembersError;

/// A factor of one, in thousandths.
pub const ONCE: i64 = 1_000;

/// What a member is promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promised {
    /// Points of what they order are multiplied by so many thousandths.
    Points(i64),
    /// A gift.
    Gift(Localized),
}

/// A promise to a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promotion {
    /// The name that it is given under once: `campaign:spring`.
    pub name: String,
    /// What.
    pub promised: Promised,
    /// From when on it holds.
    pub begins: Timestamp,
    /// When it holds no longer.
    pub ends: Timestamp,
}

impl Promotion {
    /// Whether it holds at a moment.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.begins <= at && at < self.ends
    }
}

/// By what the points of an order of a moment are multiplied, in thousandths: by the most that is promised, since two promises are
/// not multiplied with each other.
#[must_use]
pub fn multiplied(promotions: &[Promotion], placed: Timestamp) -> i64 {
    let holding = promotions
        .iter()
        .filter(|promotion| promotion.holds(placed));
    let factors = holding.filter_map(|promotion| match promotion.promised {
        Promised::Points(factor) => Some(factor),
        Promised::Gift(_) => None,
    });
    factors.max().unwrap_or(ONCE).max(ONCE)
}

/// The table that promises are written to.
pub const PROMOTIONS: &str = "member_promotions";

/// Promises something to a member, within a transaction; what they were promised under this name before stays as it was.
///
/// # Errors
/// Where the database fails.
pub async fn promise(
    write: &Write,
    member: &MemberKey,
    promotion: &Promotion,
) -> Result<(), MembersError> {
    Ok(sql::promise(write, member, promotion).await?)
}

/// Takes back what members were promised under a name, within a transaction.
///
/// # Errors
/// Where the database fails.
pub async fn take_back(
    write: &Write,
    name: &str,
    members: &[MemberKey],
    now: Timestamp,
) -> Result<(), MembersError> {
    for member in members {
        sql::take_back(write, name, member, now).await?;
    }
    Ok(())
}

/// What members were promised and was not taken back, over or not, each with whose it is, the first first.
///
/// # Errors
/// Where the database fails.
pub async fn promised(
    reader: Reader<'_>,
    members: &[MemberKey],
) -> Result<Vec<(MemberKey, Promotion)>, MembersError> {
    Ok(sql::promised(reader, members).await?)
}

/// How many members hold what was promised under a name.
///
/// # Errors
/// Where the database fails.
pub async fn promised_to(reader: Reader<'_>, name: &str) -> Result<u64, MembersError> {
    Ok(sql::count(reader, name).await?)
}
