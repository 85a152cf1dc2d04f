//! What a member said to the assistant, and was answered.

use serde::Serialize;

use crate::access::Principal;
use crate::assistant::{ChatsError, InboxError, KeptChat, weave};
use crate::http::State;
use crate::http::problem::Problem;
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
    /// The case that it is in the inbox, where a person was asked for.
    case: Option<InTheInbox>,
    /// How many exchanges came before those that are shown.
    before: usize,
    /// The oldest first.
    exchanges: Vec<Said>,
}

/// The newest case of a conversation.
#[derive(Serialize)]
struct InTheInbox {
    /// What it is called there.
    id: String,
    /// `waiting`, `taken`, `returned` or `closed`.
    state: &'static str,
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
    /// What people of the shop wrote after it.
    people: Vec<OfAPerson>,
}

/// What somebody of the shop wrote.
#[derive(Serialize)]
struct OfAPerson {
    /// Their name, as the member reads it.
    name: String,
    text: String,
}

impl Talked {
    fn new(chat: KeptChat, case: Option<InTheInbox>) -> Self {
        let before = chat.exchanges.len().saturating_sub(EXCHANGES);
        let said = chat.exchanges.into_iter().skip(before).map(|exchange| {
            let of = |kind: &'static str| {
                let events = exchange.answered.iter();
                events.filter(move |event| event["event"] == kind)
            };
            let written = |event: &serde_json::Value| {
                Some(OfAPerson {
                    name: event["name"].as_str()?.to_owned(),
                    text: event["text"].as_str()?.to_owned(),
                })
            };
            Said {
                at: exchange.at.rfc3339(),
                answered: of("text")
                    .filter_map(|event| event["text"].as_str().map(str::to_owned))
                    .collect(),
                cards: of("card").count(),
                people: of("person").filter_map(written).collect(),
                asked: exchange.asked.clone(),
            }
        });
        Self {
            exchanges: said.collect(),
            chat: chat.chat,
            channel: "chat",
            used: chat.used.rfc3339(),
            case,
            before,
        }
    }
}

/// The newest conversations of a member, with what people of the shop wrote in them; nothing where one cannot be read.
pub(super) async fn talked(
    state: &State,
    member: &MemberKey,
) -> Result<Option<Vec<Talked>>, Problem> {
    let who = Principal::Member(member.clone());
    let shop = state.assistant.shop();
    let chats = match shop.chats.of(&who, CHATS).await {
        Err(ChatsError::Garbled { .. }) => return Ok(None),
        read => read?,
    };
    let mut all = Vec::with_capacity(chats.len());
    for mut chat in chats {
        let case = match shop.inbox.of_chat(&chat.chat).await {
            Err(InboxError::Garbled { .. }) => return Ok(None),
            read => read?,
        };
        let case = case.map(|case| InTheInbox {
            id: case.id,
            state: case.state.word(),
        });
        let told = shop.inbox.told(&chat.chat, 0).await?;
        weave(&mut chat.exchanges, &told);
        all.push(Talked::new(chat, case));
    }
    Ok(Some(all))
}
