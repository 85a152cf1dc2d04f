//! What a member said to the assistant, and was answered.

use serde::Serialize;

use crate::access::Principal;
use crate::assistant::{ChatsError, KeptChat};
use crate::http::State;
use crate::ids::MemberKey;

/// Conversations that are shown.
const CHATS: u32 = 5;
/// Exchanges of each, the newest.
const EXCHANGES: usize = 20;

/// A conversation.
#[derive(Serialize)]
pub(super) struct Talked {
    /// A name that opens nothing.
    chat: String,
    /// Where they talked: so far all do in the shop's own chat.
    channel: &'static str,
    /// When something was last said.
    used: String,
    /// Whether it waits for a person of the shop.
    waits: bool,
    /// How many exchanges came before those that are shown.
    before: usize,
    /// The oldest first.
    exchanges: Vec<Said>,
}

/// What was asked and answered.
#[derive(Serialize)]
struct Said {
    at: String,
    /// The member's words.
    asked: String,
    /// The sentences of the answer.
    answered: Vec<String>,
    /// How many cards came with it.
    cards: usize,
}

impl From<KeptChat> for Talked {
    fn from(chat: KeptChat) -> Self {
        let before = chat.exchanges.len().saturating_sub(EXCHANGES);
        let said = chat.exchanges.into_iter().skip(before).map(|exchange| {
            let of = |kind: &'static str| {
                let events = exchange.answered.iter();
                events.filter(move |event| event["event"] == kind)
            };
            Said {
                at: exchange.at.rfc3339(),
                answered: of("text")
                    .filter_map(|event| event["text"].as_str().map(str::to_owned))
                    .collect(),
                cards: of("card").count(),
                asked: exchange.asked.clone(),
            }
        });
        Self {
            exchanges: said.collect(),
            chat: chat.chat,
            channel: "chat",
            used: chat.used.rfc3339(),
            waits: chat.waits,
            before,
        }
    }
}

/// The newest conversations of a member.
pub(super) async fn talked(state: &State, member: &MemberKey) -> Result<Vec<Talked>, ChatsError> {
    let who = Principal::Member(member.clone());
    let chats = state.assistant.shop().chats.of(&who, CHATS).await?;
    Ok(chats.into_iter().map(Talked::from).collect())
}
