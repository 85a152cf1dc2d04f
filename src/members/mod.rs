//! The people who buy here.
//!
//! Owns: members, by the shop's own key: who they are, how they are reached, whether they may be written
//! to; where their goods are sent; what they agreed to, prefer and chose about how they are treated, what they told
//! with their consent, and what the shop's staff remark; how one becomes a member and signs in by a code; their tiers
//! (`tiers`) and points (`points`), and what a campaign promised them (`promotions`); the `members`, `member_...` and `point_...` tables.
//! Does not own: what they bought (`orders`) or did (`events`).
//! Holds: a member's key is unique, and one that was merged into another's stays a name of that one; a consent has one
//! place, where nothing is ever changed but only added; no answer tells a stranger who is a member.

mod addresses;
mod birthday;
mod choices;
mod codes;
mod consents;
mod merging;
mod points;
mod preferences;
pub mod promotions;
mod remarks;
mod search;
mod sql;
mod tiers;

use std::collections::{HashMap, HashSet};

use crate::clock::Timestamp;
use crate::db::{Changes, Db, DbError, Holding, Migration, Reader, Value, Whose};
use crate::db::{differences, last_of_each};
use crate::ids::{Language, MemberKey};

pub use addresses::{Address, KeptAddress, default_address};
pub use birthday::Birthday;
pub use choices::{Choices, Told, ToldKind};
pub use codes::{CodesError, Contact, Registration};
pub use consents::{Consent, Purpose};
pub use merging::{Duplicate, ERASED, Likeness, absorb, aliases, resolve};
pub use points::{
    Award, Balance, Booking, Credit, Kind as PointsKind, Line, LineKind, MOST_POINTS, Points,
    PointsError, Receipt, Redeemed, Span,
};
pub use preferences::{PREFERENCES, Preference};
pub use remarks::{Note, Tag};
pub use search::FoundMember;
pub use tiers::{
    Before, Benefits, Decision, DueGift, Gift, KeptChange, KeptTier, LoyaltyRules, Missing,
    Occasion, Person, PointRules, Purchase, RedeemError, RulesError, Standing, Tier, TierChange,
    Tiers, Why, decide, due_gifts,
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
    /// Whether they agreed to offers by mail ([`Purpose::MarketingMail`]); `None` where they were never asked, which is
    /// no.
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
    /// There is no such member.
    #[error("there is no member {0}")]
    Unknown(MemberKey),
    /// A text has nothing in it, or too much.
    #[error("a {what} has 1 to {most} characters")]
    Length {
        /// What.
        what: &'static str,
        /// Characters at most.
        most: usize,
    },
    /// An address that no carrier finds.
    #[error("an address has at least a street (`line1`) and a city (`city`)")]
    Address,
    /// No more addresses fit.
    #[error("there are {most} addresses already; take one out first")]
    Full {
        /// Addresses at most.
        most: usize,
    },
    /// Nothing that may be preferred.
    #[error("{what}")]
    Preference {
        /// What is wrong, and what there is.
        what: String,
    },
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
        consents::sql::MIGRATIONS,
        codes::sql::MIGRATIONS,
        remarks::sql::MIGRATIONS,
        preferences::sql::MIGRATIONS,
        promotions::sql::MIGRATIONS,
        merging::sql::MIGRATIONS,
        search::MIGRATIONS,
    ]
    .concat()
}

pub use sql::ROW_OF_KEY;

/// Whose a row is that has a member's row number as `member_id`.
pub const BY_ROW: Whose = Whose::Of {
    column: "member_id",
    table: "members",
    named: "id",
    whose: &Whose::Key("member_key"),
};

/// What this room holds of members.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    sql::HOLDINGS.to_vec()
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
    /// last one counts. A key that was merged into another member's is left out. Offers by mail: what is not said
    /// stays as it is, and what a member said themselves is not changed.
    ///
    /// # Errors
    /// [`MembersError::NoKey`] for a member without a key, [`MembersError::Db`] where the database fails;
    /// then nothing was written.
    pub async fn put(&self, members: &[Member]) -> Result<Changes, MembersError> {
        if members.iter().any(|member| member.key.as_str().is_empty()) {
            return Err(MembersError::NoKey);
        }
        let members = last_of_each(members, |member| &member.key);
        let write = self.db.write(&["members", consents::TABLE]).await?;
        let reader = write.reader();
        let keys: Vec<Value> = members.iter().map(|one| one.key.as_str().into()).collect();
        let merged = merging::sql::rows_of_aliases(reader, &keys).await?;
        let merged: HashSet<MemberKey> = merged.into_iter().map(|(alias, _)| alias).collect();
        let said = consents::sql::marketing(reader, &keys).await?;
        let put: Vec<Member> = members
            .into_iter()
            .filter(|member| !merged.contains(&member.key))
            .map(|member| {
                let marketing = match said.get(&member.key) {
                    Some((said, true)) => member.marketing.or(Some(*said)),
                    Some((said, false)) => Some(*said),
                    None => member.marketing,
                };
                Member {
                    marketing,
                    ..member.clone()
                }
            })
            .collect();
        let kept = sql::find(reader, put.iter().map(|member| &member.key)).await?;
        let last = sql::last_row(reader).await?;
        let mut different = differences(&put, &kept, |member| &member.key, last);
        sql::write(&write, &different.rows).await?;
        let news: Vec<(&MemberKey, Consent)> = different
            .rows
            .iter()
            .filter_map(|(_, member)| {
                let granted = member.marketing?;
                let known = said.get(&member.key).map(|(said, _)| *said);
                (known != Some(granted)).then(|| (&member.key, Consent::imported(granted)))
            })
            .collect();
        let news: Vec<_> = news.iter().map(|(member, said)| (*member, said)).collect();
        consents::sql::append(&write, &news).await?;
        write.commit().await?;
        different.changes.unchanged += merged.len() as u64;
        Ok(different.changes)
    }

    /// The member with this key, or with one that it was merged into.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn get(&self, key: &MemberKey) -> Result<Option<Member>, MembersError> {
        let Some(key) = self.resolve(key).await? else {
            return Ok(None);
        };
        let mut found = sql::find(self.db.reader(), std::iter::once(&key)).await?;
        Ok(found.remove(&key).map(|(_, member)| member))
    }

    /// What the members with these keys are called, in their order; none for who has no name here, or is not known.
    ///
    /// # Errors
    /// The database fails.
    pub async fn names(&self, keys: &[MemberKey]) -> Result<Vec<Option<String>>, MembersError> {
        let found = sql::find(self.db.reader(), keys.iter()).await?;
        let name = |key| found.get(key).and_then(|(_, member)| member.name.clone());
        Ok(keys.iter().map(name).collect())
    }

    /// The members who were put first, at most so many, those who were erased left out.
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
        Ok(rows_of(self.db.reader(), keys).await?.into_keys().collect())
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

    /// The keys of all members, in the order they were first put.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn keys(&self) -> Result<Vec<MemberKey>, MembersError> {
        let all = all_keys(self.db.reader()).await?;
        Ok(all.into_iter().map(|(_, key)| key).collect())
    }

    /// How many members there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count(&self) -> Result<u64, MembersError> {
        sql::count(self.db.reader()).await
    }
}

/// The row numbers of the members among `keys` that are kept, for a room whose rows refer to them; a key that was
/// merged into another's has the row of that one.
///
/// # Errors
/// Where the database fails.
pub async fn rows_of(
    reader: Reader<'_>,
    keys: impl Iterator<Item = &MemberKey>,
) -> Result<HashMap<MemberKey, i64>, MembersError> {
    let keys: Vec<&MemberKey> = keys.collect();
    let mut rows = sql::rows_of(reader, keys.iter().copied()).await?;
    let missing = keys.into_iter().filter(|key| !rows.contains_key(*key));
    let missing: Vec<Value> = missing.map(|key| key.as_str().into()).collect();
    rows.extend(merging::sql::rows_of_aliases(reader, &missing).await?);
    Ok(rows)
}

/// The member that is kept under `key`, by their own key, as a transaction sees it.
///
/// Whoever writes about a member asks in the transaction that writes: a token outlives an erasure, and a row that
/// came after it would bring the key back.
///
/// # Errors
/// Where there is no such member, or the database fails.
pub async fn kept(reader: Reader<'_>, key: &MemberKey) -> Result<MemberKey, MembersError> {
    let found = merging::resolve(reader, key).await?;
    found.ok_or_else(|| MembersError::Unknown(key.clone()))
}

/// The member with exactly this key, as a transaction sees it.
///
/// # Errors
/// Where the database fails.
pub async fn profile(reader: Reader<'_>, key: &MemberKey) -> Result<Option<Member>, MembersError> {
    let mut found = sql::find(reader, std::iter::once(key)).await?;
    Ok(found.remove(key).map(|(_, member)| member))
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
