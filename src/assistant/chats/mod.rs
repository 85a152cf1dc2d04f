//! Conversations that outlive the program: what they remember and what was said.
//!
//! A conversation is kept under a hash of its name: who reads the database cannot go on with it.

mod ratings;
mod sql;

pub use ratings::{LONGEST_REASON, Rated, Rating};

pub(super) use sql::{last_turn, touch};

use std::collections::HashMap;
use std::str::FromStr;
use std::time::Duration;

use crate::access::Principal;
use crate::clock::Timestamp;
use crate::db::{Db, DbError, Holding, Migration};
use crate::members::{self, MembersError};

use super::conversation::{Conversation, Memory, kept_name};
use super::inbox;

/// A conversation that nobody went on with for so long is deleted.
pub const KEPT: Duration = Duration::from_hours(24 * 30);

/// Why a conversation could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum ChatsError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Whose it is could not be read.
    #[error(transparent)]
    Members(#[from] MembersError),
    /// A conversation that this program did not write.
    #[error("the conversation {name} cannot be read: {reason}; it was kept by another program")]
    Garbled {
        /// What it is called where it is kept.
        name: String,
        /// Why.
        reason: String,
    },
}

/// What was asked and answered in one turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// From 1.
    pub number: u32,
    /// When the answer was there.
    pub at: Timestamp,
    /// The person's words.
    pub asked: String,
    /// What they were shown and told, as one JSON value an event.
    pub answered: Vec<serde_json::Value>,
}

/// A conversation of somebody, with what was said in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptChat {
    /// What it is called where it is kept: it opens nothing.
    pub chat: String,
    /// When something was last said in it.
    pub used: Timestamp,
    /// What was said, the oldest first.
    pub exchanges: Vec<Exchange>,
}

/// What is held of members in conversations.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    sql::HOLDINGS.to_vec()
}

/// The schema of what is kept of conversations.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    sql::MIGRATIONS.to_vec()
}

/// The conversations that are kept.
#[derive(Clone, Debug)]
pub struct Chats {
    /// `None`: nothing is.
    db: Option<Db>,
}

/// The tables of this part of the room.
const TABLES: [&str; 3] = ["chats", "chat_messages", "chat_ratings"];

/// All tables that a conversation is in.
fn all_tables() -> Vec<&'static str> {
    [&TABLES[..], &inbox::TABLES].concat()
}

impl Chats {
    /// The conversations kept in `db`, which has their tables.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db: Some(db) }
    }

    /// Keeps nothing: for who measures a shop's assistant and must leave no trace in the shop.
    #[must_use]
    pub fn forgetful() -> Self {
        Self { db: None }
    }

    /// Whether anything is kept.
    pub(super) fn keeps(&self) -> bool {
        self.db.is_some()
    }

    /// Keeps a conversation as it is now, with what was just said in it; that of a member who is not kept, and was
    /// perhaps erased while they spoke, is not kept either.
    ///
    /// # Errors
    /// Where the database fails; then nothing was kept.
    pub async fn keep(
        &self,
        conversation: &Conversation,
        exchange: &Exchange,
    ) -> Result<(), ChatsError> {
        // What the shop's people ask is about members who may ask to be forgotten: it is in the audit, and not here.
        let passing = conversation.is_closed() || conversation.principal().staff().is_some();
        let Some(db) = self.db.as_ref().filter(|_| !passing) else {
            return Ok(());
        };
        let name = conversation.name();
        let garbled = |error: serde_json::Error| ChatsError::Garbled {
            name: name.clone(),
            reason: error.to_string(),
        };
        let memory = serde_json::to_string(&conversation.memory).map_err(garbled)?;
        let answered = serde_json::to_string(&exchange.answered).map_err(garbled)?;
        let who = conversation.principal().to_string();
        let write = db.write(&TABLES[..2]).await?;
        if let Some(member) = conversation.principal().member()
            && members::resolve(write.reader(), member).await?.is_none()
        {
            return Ok(());
        }
        sql::put_chat(&write, &name, &who, memory, exchange.at).await?;
        sql::put_message(&write, &name, exchange, answered).await?;
        Ok(write.commit().await?)
    }

    /// The conversation `id`, where it was kept and is `principal`'s.
    ///
    /// # Errors
    /// Where the database fails, or holds a conversation that is none.
    pub async fn find(
        &self,
        id: &str,
        principal: &Principal,
    ) -> Result<Option<Conversation>, ChatsError> {
        let kept = self.kept(&kept_name(id)).await?;
        let own = kept.filter(|(who, _)| who == principal);
        Ok(own.map(|(who, memory)| Conversation::again(id, who, memory)))
    }

    /// A copy of the conversation that is called `name` where it is kept, to be read: it has no name to go on with it by.
    ///
    /// # Errors
    /// As [`Chats::find`].
    pub(super) async fn of_name(&self, name: &str) -> Result<Option<Conversation>, ChatsError> {
        let kept = self.kept(name).await?;
        Ok(kept.map(|(who, memory)| Conversation::again("", who, memory)))
    }

    /// Whose the conversation is that is called `name` where it is kept, and what it remembers.
    async fn kept(&self, name: &str) -> Result<Option<(Principal, Memory)>, ChatsError> {
        let Some(db) = &self.db else {
            return Ok(None);
        };
        let Some((who, memory)) = sql::chat(db.reader(), name).await? else {
            return Ok(None);
        };
        let garbled = |reason: String| ChatsError::Garbled {
            name: name.to_owned(),
            reason,
        };
        let who = Principal::from_str(&who).map_err(|error| garbled(error.to_string()))?;
        let memory: Memory =
            serde_json::from_str(&memory).map_err(|error| garbled(error.to_string()))?;
        Ok(Some((who, memory)))
    }

    /// What was said in the conversation `id`, the oldest first.
    ///
    /// # Errors
    /// Where the database fails, or holds a conversation that is none.
    pub async fn exchanges(&self, id: &str) -> Result<Vec<Exchange>, ChatsError> {
        self.exchanges_of(&kept_name(id)).await
    }

    /// The same of the conversation that is called `name` where it is kept, for the shop's people.
    ///
    /// # Errors
    /// As [`Chats::exchanges`].
    pub async fn exchanges_of(&self, name: &str) -> Result<Vec<Exchange>, ChatsError> {
        let Some(db) = &self.db else {
            return Ok(Vec::new());
        };
        said_in(db, name).await
    }

    /// What was said last by the holders of the conversations that are called `names` where they are kept, by these
    /// names: the words, and when they were answered. Conversations in which nothing was said are left out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn last_asked(
        &self,
        names: &[&str],
    ) -> Result<HashMap<String, (String, Timestamp)>, ChatsError> {
        let Some(db) = &self.db else {
            return Ok(HashMap::new());
        };
        let last = sql::last_asked(db.reader(), names).await?;
        let by_name = last
            .into_iter()
            .map(|(name, asked, at)| (name, (asked, at)));
        Ok(by_name.collect())
    }

    /// The newest conversations of somebody, the newest first, at most `limit`, with all that was said in them.
    ///
    /// # Errors
    /// Where the database fails, or holds a conversation that is none.
    pub async fn of(&self, principal: &Principal, limit: u32) -> Result<Vec<KeptChat>, ChatsError> {
        let Some(db) = &self.db else {
            return Ok(Vec::new());
        };
        let mut chats = Vec::new();
        for (chat, used) in sql::newest(db.reader(), &principal.to_string(), limit).await? {
            chats.push(KeptChat {
                exchanges: said_in(db, &chat).await?,
                chat,
                used,
            });
        }
        Ok(chats)
    }

    /// How many conversations `principal` has.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn count(&self, principal: &Principal) -> Result<u64, ChatsError> {
        let Some(db) = &self.db else {
            return Ok(0);
        };
        sql::count(db.reader(), &principal.to_string()).await
    }

    /// Deletes the conversation `id`.
    ///
    /// # Errors
    /// Where the database fails; then nothing was deleted.
    pub async fn forget(&self, id: &str) -> Result<(), ChatsError> {
        let Some(db) = &self.db else {
            return Ok(());
        };
        let write = db.write(&all_tables()).await?;
        let name = kept_name(id);
        inbox::delete(&write, &name).await?;
        sql::delete(&write, &name).await?;
        Ok(write.commit().await?)
    }

    /// Deletes all conversations of a member.
    ///
    /// # Errors
    /// Where the database fails; then nothing was deleted.
    pub async fn forget_all(&self, member: &Principal) -> Result<(), ChatsError> {
        let Some(db) = &self.db else {
            return Ok(());
        };
        let write = db.write(&all_tables()).await?;
        let who = member.to_string();
        inbox::delete_of(&write, &who).await?;
        sql::delete_of(&write, &who).await?;
        Ok(write.commit().await?)
    }

    /// Deletes the conversations that nobody has gone on with for thirty days.
    ///
    /// # Errors
    /// Where the database fails; then nothing was deleted.
    pub async fn forget_old(&self, now: Timestamp) -> Result<(), ChatsError> {
        let Some(db) = &self.db else {
            return Ok(());
        };
        let kept = i64::try_from(KEPT.as_micros()).unwrap_or(i64::MAX);
        let before = Timestamp::from_micros(now.micros().saturating_sub(kept));
        let write = db.write(&all_tables()).await?;
        sql::delete_before(&write, before).await?;
        inbox::delete_before(&write, before).await?;
        Ok(write.commit().await?)
    }
}

/// What was said in the conversation that is kept under `name`, the oldest first.
async fn said_in(db: &Db, name: &str) -> Result<Vec<Exchange>, ChatsError> {
    let messages = sql::messages(db.reader(), name).await?;
    let exchange = |(number, at, asked, answered): (i64, _, _, String)| {
        let answered = serde_json::from_str(&answered);
        Ok(Exchange {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            at,
            asked,
            answered: answered.map_err(|error| ChatsError::Garbled {
                name: name.to_owned(),
                reason: error.to_string(),
            })?,
        })
    };
    messages.into_iter().map(exchange).collect()
}
