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
    /// Where mail reaches them, where it is known: not for everybody's eyes.
    pub mail: Option<String>,
    /// Their telephone number, likewise.
    pub phone: Option<String>,
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

    /// The members found while somebody types: those whose key, name, last word of the name or mail address begins with
    /// `text`, or whose telephone number begins with its digits or, from four on, ends in them; at most `limit`, in the order
    /// of what they are found by. Only indexes are asked. Those who were erased are not found, and an empty text finds nobody.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn lookup(&self, text: &str, limit: u32) -> Result<Vec<FoundMember>, MembersError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let (small, digits) = (text.to_lowercase(), digits_of(text));
        let found = sql::lookup(self.db.reader(), &small, digits.as_deref(), limit).await?;
        let mut once: Vec<FoundMember> = Vec::new();
        for member in found {
            if once.iter().all(|known| known.key != member.key) {
                once.push(member);
            }
        }
        once.truncate(limit as usize);
        Ok(once)
    }

    /// [`Members::lookup`]; where it finds nobody, the members of whom `text` is the beginning of any part of the name, or,
    /// from four digits on, a part of the telephone number: for that everybody is read.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn search(&self, text: &str, limit: u32) -> Result<Vec<FoundMember>, MembersError> {
        let text = text.trim();
        let found = self.lookup(text, limit).await?;
        if text.is_empty() || !found.is_empty() {
            return Ok(found);
        }
        let digits = digits_of(text);
        sql::scan(
            self.db.reader(),
            &text.to_lowercase(),
            digits.as_deref(),
            limit,
        )
        .await
    }
}

/// The digits of a text that can only be a telephone number, where there are four or more.
fn digits_of(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let only_number = text
        .chars()
        .all(|c| c.is_ascii_digit() || " -()+".contains(c));
    (only_number && digits.len() >= 4).then_some(digits)
}
