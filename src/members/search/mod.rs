//! Finding members by what somebody of the shop knows of them: a name, a mail address, a telephone number, a key.

mod sql;

use super::{Members, MembersError};
use crate::db::Migration;
use crate::ids::MemberKey;

/// A member as a list of those found shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundMember {
    /// The shop's key.
    pub key: MemberKey,
    /// Their name, where it is known.
    pub name: Option<String>,
    /// Their city, where it is known.
    pub city: Option<String>,
}

/// Names that are looked for at once, at most.
const MOST_NAMES: usize = 400;

/// The schema that the search needs.
pub(super) const MIGRATIONS: &[Migration] = sql::MIGRATIONS;

impl Members {
    /// The members whose whole name is one of `names`, whatever the letters' case; by key, at most `limit`. Of many
    /// names the first 400 count.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn named(
        &self,
        names: &[String],
        limit: u32,
    ) -> Result<Vec<FoundMember>, MembersError> {
        let mut wanted: Vec<String> = names
            .iter()
            .flat_map(|name| [name.to_lowercase(), name.to_ascii_lowercase()])
            .collect();
        wanted.sort();
        wanted.dedup();
        wanted.truncate(MOST_NAMES);
        if wanted.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let mut found = sql::named(self.db.reader(), &wanted).await?;
        found.sort_by(|a, b| a.key.cmp(&b.key));
        found.truncate(limit as usize);
        Ok(found)
    }

    /// The members of whom `text` is the beginning of the name or of a later part of it, of the mail address or of the
    /// key, or, from four digits on, a part of the telephone number; those whose name begins so first, at most `limit`.
    /// Those who were erased are not found, and an empty text finds nobody.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn search(&self, text: &str, limit: u32) -> Result<Vec<FoundMember>, MembersError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let only_number = text
            .chars()
            .all(|c| c.is_ascii_digit() || " -()+".contains(c));
        let phone = (only_number && digits.len() >= 4).then_some(digits);
        sql::search(
            self.db.reader(),
            &text.to_lowercase(),
            phone.as_deref(),
            limit,
        )
        .await
    }
}
