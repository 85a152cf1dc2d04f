//! What the shop's staff say of a member: tags and notes.

pub(super) mod sql;

use super::{Members, MembersError};
use crate::access::random_name;
use crate::clock::Timestamp;
use crate::ids::MemberKey;

/// Characters of a tag at most.
const LONGEST_TAG: usize = 40;
/// Characters of a note at most.
const LONGEST_NOTE: usize = 4_000;

/// A word that a member is found by.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Tag {
    /// The word, in small letters.
    pub tag: String,
    /// Who put it on.
    pub by: String,
    /// When.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    pub at: Timestamp,
}

/// What somebody of the staff wrote about a member.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Note {
    /// Its name, to delete it by.
    pub id: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    pub at: Timestamp,
    /// What.
    pub text: String,
}

impl Members {
    /// Puts a tag on a member; one that is there stays as it is.
    ///
    /// # Errors
    /// A tag that is empty or too long, a member who is not kept, or the database fails.
    pub async fn tag(
        &self,
        member: &MemberKey,
        tag: &str,
        by: &str,
        at: Timestamp,
    ) -> Result<(), MembersError> {
        let tag = tag.trim().to_lowercase();
        check("tag", &tag, LONGEST_TAG)?;
        let write = self.db.write(&["member_tags"]).await?;
        let member = super::kept(write.reader(), member).await?;
        let by = by.to_owned();
        let tag = Tag { tag, by, at };
        sql::tag(&write, &member, &tag).await?;
        Ok(write.commit().await?)
    }

    /// Takes a tag off a member.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn untag(&self, member: &MemberKey, tag: &str) -> Result<(), MembersError> {
        let write = self.db.write(&["member_tags"]).await?;
        sql::untag(&write, member, &tag.trim().to_lowercase()).await?;
        Ok(write.commit().await?)
    }

    /// The tags of a member, by the alphabet.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tags(&self, member: &MemberKey) -> Result<Vec<Tag>, MembersError> {
        sql::tags(self.db.reader(), member).await
    }

    /// The members with a tag, by key.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tagged(&self, tag: &str) -> Result<Vec<MemberKey>, MembersError> {
        sql::tagged(self.db.reader(), &tag.trim().to_lowercase()).await
    }

    /// Every tag that somebody carries, by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn all_tags(&self) -> Result<Vec<String>, MembersError> {
        sql::all_tags(self.db.reader()).await
    }

    /// Keeps a note about a member, and returns its name.
    ///
    /// # Errors
    /// A note that is empty or too long, a member who is not kept, or the database fails.
    pub async fn note(
        &self,
        member: &MemberKey,
        text: &str,
        by: &str,
        at: Timestamp,
    ) -> Result<String, MembersError> {
        check("note", text.trim(), LONGEST_NOTE)?;
        let note = Note {
            id: random_name(8),
            by: by.to_owned(),
            at,
            text: text.trim().to_owned(),
        };
        let write = self.db.write(&["member_notes"]).await?;
        let member = super::kept(write.reader(), member).await?;
        sql::note(&write, &member, &note).await?;
        write.commit().await?;
        Ok(note.id)
    }

    /// Deletes the note of this name about a member.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn unnote(&self, member: &MemberKey, id: &str) -> Result<(), MembersError> {
        let write = self.db.write(&["member_notes"]).await?;
        sql::unnote(&write, member, id).await?;
        Ok(write.commit().await?)
    }

    /// The notes about a member, the oldest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn notes(&self, member: &MemberKey) -> Result<Vec<Note>, MembersError> {
        sql::notes(self.db.reader(), member).await
    }
}

fn check(what: &'static str, text: &str, most: usize) -> Result<(), MembersError> {
    if text.is_empty() || text.chars().count() > most {
        return Err(MembersError::Length { what, most });
    }
    Ok(())
}
