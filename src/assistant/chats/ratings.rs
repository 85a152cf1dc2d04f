//! What people think of answers: thumbs, with a reason where they gave one.

use crate::clock::Timestamp;

use super::super::conversation::kept_name;
use super::{Chats, ChatsError, sql};

/// Characters of a reason; who takes one refuses more.
pub const LONGEST_REASON: usize = 500;

/// What somebody thinks of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// Whether it helped.
    pub helped: bool,
    /// Why not, in their words.
    pub reason: Option<String>,
}

/// A rating with the answer that it is of, for the shop's people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rated {
    /// The conversation, as a case of the inbox names it.
    pub chat: String,
    /// The answer's number.
    pub turn: u32,
    /// When it was rated.
    pub at: Timestamp,
    /// What they think.
    pub rating: Rating,
    /// What was asked.
    pub asked: String,
    /// The sentences of the answer.
    pub answered: Vec<String>,
}

impl Chats {
    /// Keeps what the holder of the conversation `id` thinks of its answer `turn`; a later one replaces it, and `None`
    /// takes it back. False where there is no such answer.
    ///
    /// # Errors
    /// Where the database fails; then nothing was kept.
    pub async fn rate(
        &self,
        id: &str,
        turn: u32,
        rating: Option<&Rating>,
        now: Timestamp,
    ) -> Result<bool, ChatsError> {
        let Some(db) = &self.db else {
            return Ok(false);
        };
        let chat = kept_name(id);
        let write = db.write(&["chat_messages", "chat_ratings"]).await?;
        if !sql::has_message(write.reader(), &chat, turn).await? {
            return Ok(false);
        }
        match rating {
            Some(rating) => sql::put_rating(&write, &chat, turn, rating, now).await?,
            None => sql::delete_rating(&write, &chat, turn).await?,
        }
        write.commit().await?;
        Ok(true)
    }

    /// The ratings of the conversation `id`, with the numbers of the answers.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn ratings(&self, id: &str) -> Result<Vec<(u32, Rating)>, ChatsError> {
        match &self.db {
            Some(db) => sql::ratings(db.reader(), &kept_name(id)).await,
            None => Ok(Vec::new()),
        }
    }

    /// The newest ratings of all conversations, the newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn rated(&self, limit: u32) -> Result<Vec<Rated>, ChatsError> {
        match &self.db {
            Some(db) => sql::rated(db.reader(), limit).await,
            None => Ok(Vec::new()),
        }
    }
}

/// The sentences among the events of an answer.
pub(super) fn sentences(answered: &str) -> Vec<String> {
    let events: Vec<serde_json::Value> = serde_json::from_str(answered).unwrap_or_default();
    let said = events.iter().filter(|event| event["event"] == "text");
    said.filter_map(|event| event["text"].as_str().map(str::to_owned))
        .collect()
}
