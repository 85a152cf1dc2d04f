//! The people who buy here.
//!
//! Owns: members, by the shop's own key: who they are, how they are reached, whether they may be written
//! to; where their goods are sent; what they chose about how they are treated, and what they told with their
//! consent; the `members`, `member_addresses`, `member_choices` and `member_told` tables; their tiers (`tiers`) and
//! points (`points`).
//! Does not own: what they bought (`orders`) or did (`events`).
//! Holds: a member's key is unique.

mod addresses;
mod birthday;
mod choices;
mod points;
mod sql;
mod tiers;

use std::collections::{HashMap, HashSet};

use crate::clock::Timestamp;
use crate::db::{Changes, Db, DbError, Migration, Reader, differences, last_of_each};
use crate::ids::{Language, MemberKey};

pub use addresses::{Address, default_address};
pub use birthday::Birthday;
pub use choices::{Choices, Told, ToldKind};
pub use points::{
    Award, Balance, Booking, Credit, Kind as PointsKind, Line, LineKind, MOST_POINTS, Points,
    PointsError, Receipt, Redeemed, Span, hand_over_points, remove_points,
};
pub use tiers::{
    Before, Benefits, Decision, DueGift, Gift, KeptChange, KeptTier, LoyaltyRules, Missing,
    Occasion, Person, PointRules, Purchase, RedeemError, RulesError, Standing, Tier, TierChange,
    Tiers, Why, decide, due_gifts, hand_over_tiers, remove_tiers,
};

/// One member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The shop's own key.
    pub key: MemberKey,
    /// What they are called, where the shop knows.
    pub name: Option<String>,
    /// The country as the shop writes it.
    pub country: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// Where mail reaches them.
    pub mail: Option<String>,
    /// Their telephone number as the shop writes it.
    pub phone: Option<String>,
    /// The language they are spoken to in.
    pub language: Option<Language>,
    /// When they became a member.
    pub joined: Option<Timestamp>,
    /// Whether they agreed to be written to with offers; `None` where they were never asked, which is no.
    pub marketing: Option<bool>,
    /// Their birthday, where they told it.
    pub birthday: Option<Birthday>,
}

impl Member {
    /// A member of whom nothing but the key is known.
    #[must_use]
    pub fn new(key: MemberKey) -> Self {
        Self {
            key,
            name: None,
            country: None,
            city: None,
            mail: None,
            phone: None,
            language: None,
            joined: None,
            marketing: None,
            birthday: None,
        }
    }
}

/// Why the members could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum MembersError {
    /// A member has an empty key.
    #[error("a member without a key cannot be kept")]
    NoKey,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The schema of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    [
        sql::MIGRATIONS,
        choices::sql::MIGRATIONS,
        addresses::sql::MIGRATIONS,
        points::sql::MIGRATIONS,
        tiers::sql::MIGRATIONS,
    ]
    .concat()
}

/// The members that are kept.
#[derive(Clone, Debug)]
pub struct Members {
    /// Where they are kept.
    db: Db,
}

impl Members {
    /// The members kept in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Keeps `members`: new ones are added, those that differ replaced. Where a key occurs twice the
    /// last one counts.
    ///
    /// # Errors
    /// [`MembersError::NoKey`] for a member without a key, [`MembersError::Db`] where the database fails;
    /// then nothing was written.
    pub async fn put(&self, members: &[Member]) -> Result<Changes, MembersError> {
        if members.iter().any(|member| member.key.as_str().is_empty()) {
            return Err(MembersError::NoKey);
        }
        let members = last_of_each(members, |member| &member.key);
        let write = self.db.write(&["members"]).await?;
        let kept = sql::find(write.reader(), members.iter().map(|member| &member.key)).await?;
        let last = sql::last_row(write.reader()).await?;
        let different = differences(members, &kept, |member| &member.key, last);
        sql::write(&write, &different.rows).await?;
        write.commit().await?;
        Ok(different.changes)
    }

    /// The member with this key.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn get(&self, key: &MemberKey) -> Result<Option<Member>, MembersError> {
        let mut found = sql::find(self.db.reader(), std::iter::once(key)).await?;
        Ok(found.remove(key).map(|(_, member)| member))
    }

    /// The members who were put first, at most so many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn first(&self, limit: u32) -> Result<Vec<Member>, MembersError> {
        let reader = self.db.reader();
        let keys = sql::first_keys(reader, limit).await?;
        let mut found = sql::find(reader, keys.iter()).await?;
        let members = keys.iter().filter_map(|key| found.remove(key));
        Ok(members.map(|(_, member)| member).collect())
    }

    /// Which of `keys` are kept.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn known(
        &self,
        keys: impl Iterator<Item = &MemberKey>,
    ) -> Result<HashSet<MemberKey>, MembersError> {
        Ok(sql::rows_of(self.db.reader(), keys)
            .await?
            .into_keys()
            .collect())
    }

    /// The members with these mail addresses (in small letters); of several with the same the one that
    /// was put first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn by_mail(
        &self,
        mails: impl Iterator<Item = &str>,
    ) -> Result<HashMap<String, MemberKey>, MembersError> {
        sql::by_mail(self.db.reader(), mails).await
    }

    /// How many members there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count(&self) -> Result<u64, MembersError> {
        sql::count(self.db.reader()).await
    }
}

/// The row numbers of the members among `keys` that are kept, for a room whose rows refer to them.
///
/// # Errors
/// Where the database fails.
pub async fn rows_of(
    reader: Reader<'_>,
    keys: impl Iterator<Item = &MemberKey>,
) -> Result<HashMap<MemberKey, i64>, MembersError> {
    sql::rows_of(reader, keys).await
}

/// The keys of the members at `rows`, for a room whose rows refer to them.
///
/// # Errors
/// Where the database fails.
pub async fn keys_of(
    reader: Reader<'_>,
    rows: &[i64],
) -> Result<HashMap<i64, MemberKey>, MembersError> {
    sql::keys_of(reader, rows).await
}

/// The row number and key of every member, in the order they were first put.
///
/// # Errors
/// Where the database fails.
pub async fn all_keys(reader: Reader<'_>) -> Result<Vec<(i64, MemberKey)>, MembersError> {
    sql::all_keys(reader).await
}
