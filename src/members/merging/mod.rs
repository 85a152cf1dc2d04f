//! One person who is kept twice: finding them, and making one member of two. The key that goes stays as another name
//! of the one that stays.

pub(super) mod sql;

use super::{Member, Members, MembersError};
use crate::db::{Reader, Write};
use crate::ids::MemberKey;

/// What members' keys begin with who were erased: the shop's books go on under such a name.
pub const ERASED: &str = "erased-";

/// Why two members are likely one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The same mail address.
    Mail,
    /// The same telephone number, however it is written.
    Phone,
    /// The same name in the same city.
    NameAndCity,
}

/// Two members who are likely one person.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Duplicate {
    /// The one who was put first.
    pub first: MemberKey,
    /// The other.
    pub second: MemberKey,
    /// Why.
    pub why: Likeness,
}

impl Members {
    /// Pairs of members who are likely one person, the surest first; each pair once, at most `limit`.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn duplicates(&self, limit: usize) -> Result<Vec<Duplicate>, MembersError> {
        let mut found: Vec<Duplicate> = Vec::new();
        for why in [Likeness::Mail, Likeness::Phone, Likeness::NameAndCity] {
            for (first, second) in sql::pairs(self.db.reader(), why, limit).await? {
                let known = |one: &Duplicate| one.first == first && one.second == second;
                if !found.iter().any(known) {
                    found.push(Duplicate { first, second, why });
                }
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    /// The member that `key` names: by their own key, or one that was merged into theirs.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn resolve(&self, key: &MemberKey) -> Result<Option<MemberKey>, MembersError> {
        resolve(self.db.reader(), key).await
    }
}

/// [`Members::resolve`] as a transaction sees it.
///
/// # Errors
/// Where the database fails.
pub async fn resolve(
    reader: Reader<'_>,
    key: &MemberKey,
) -> Result<Option<MemberKey>, MembersError> {
    let found = super::sql::rows_of(reader, std::iter::once(key)).await?;
    if found.contains_key(key) {
        return Ok(Some(key.clone()));
    }
    sql::survivor(reader, key).await
}

/// The keys that were merged into that of `member`.
///
/// # Errors
/// Where the database fails.
pub async fn aliases(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Vec<MemberKey>, MembersError> {
    sql::aliases(reader, member).await
}

/// Ends a merge, after every other table's rows were moved: `into` gets what it lacks of `from`'s profile, and the key
/// of `from` becomes another name of `into`.
///
/// # Errors
/// Where one of the two is not kept, or the database fails.
pub async fn absorb(write: &Write, from: &MemberKey, into: &MemberKey) -> Result<(), MembersError> {
    let mut found = super::sql::find(write.reader(), [from, into].into_iter()).await?;
    let unknown = |key: &MemberKey| MembersError::Unknown(key.clone());
    let (row, gone) = found.remove(from).ok_or_else(|| unknown(from))?;
    let (at, stays) = found.remove(into).ok_or_else(|| unknown(into))?;
    let joined = [stays.joined, gone.joined].into_iter().flatten().min();
    let merged = Member {
        key: stays.key,
        name: stays.name.or(gone.name),
        country: stays.country.or(gone.country),
        city: stays.city.or(gone.city),
        mail: stays.mail.or(gone.mail),
        phone: stays.phone.or(gone.phone),
        language: stays.language.or(gone.language),
        joined,
        marketing: None,
        birthday: stays.birthday.or(gone.birthday),
    };
    sql::remove(write, row).await?;
    super::sql::write(write, &[(at, &merged)]).await?;
    sql::alias(write, from, into).await
}
