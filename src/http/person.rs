//! The shop's people as the holder of a conversation sees them: who has it, what they say, that they type.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use utoipa::{IntoParams, ToSchema};

use crate::assistant::{
    Case, CaseState, Exchange, Inbox, InboxError, Party, Seen, UNDO_SECONDS, Watch, kept_name,
    weave,
};
use crate::clock::Timestamp;

use super::State;
use super::asked::Path;
use super::conversations::{RETRY, find, sent_as_stream};
use super::identity::Visitor;
use super::limits::Answering;
use super::problem::Problem;
use super::stream::{Sent, frame_without_id};

/// A stream is ended after so long: who still wants it asks for it again, and shows again who they are.
pub(super) const LONGEST_STREAM: Duration = Duration::from_mins(10);

/// A case that is over may come back for so long: somebody undoes it.
const MAY_COME_BACK: Duration = Duration::from_secs(UNDO_SECONDS.unsigned_abs() + 5);

/// Which events are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Following {
    /// Whether it is those of the shop's people, as they come, instead of those of the last answers.
    #[serde(default)]
    #[param(default = false)]
    pub(super) live: bool,
}

/// Who of the shop has a conversation, or was asked to.
#[derive(Serialize, ToSchema)]
pub(super) struct Attending {
    /// `waiting`: nobody yet, the assistant goes on; `taken`: a person has it, and the assistant is silent.
    state: &'static str,
    /// The person's name.
    name: Option<String>,
}

/// Who has the conversation `id`, and the id of the last news; what they said is put between its exchanges.
pub(super) async fn attending(
    state: &State,
    id: &str,
    exchanges: &mut [Exchange],
) -> Result<(Option<Attending>, String), Problem> {
    let (inbox, chat) = (&state.assistant.shop().inbox, kept_name(id));
    let told = inbox.told(&chat, 0).await?;
    weave(exchanges, &told);
    let last = told.last().map_or(0, |told| told.number);
    let case = inbox.of_chat(&chat).await?;
    let open = case.filter(|case| case.state.is_open());
    let attending = open.map(|case| Attending {
        state: case.state.word(),
        name: case.shown,
    });
    Ok((attending, news_id(last)))
}

/// That no person has the conversation `id`.
pub(super) async fn must_be_assistants(state: &State, id: &str) -> Result<(), Problem> {
    if state
        .assistant
        .shop()
        .inbox
        .has_person(&kept_name(id))
        .await?
    {
        let why = "a person of the shop has this conversation: what was put forward before waits no longer";
        return Err(Problem::new(StatusCode::CONFLICT, why));
    }
    Ok(())
}

/// Tell the person of the shop that something is being typed.
///
/// It counts for six seconds, so it is to be said again every few while somebody types. Nothing comes of it where no
/// person has the conversation.
#[utoipa::path(
    post, path = "/v1/conversations/{id}/typing", tag = "conversations", params(("id" = String, Path)),
    security((), ("token" = [])),
    responses((status = 204), (status = 404, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn types(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    find(&state, &visitor, &id).await?;
    state.limits.types(&visitor.name())?;
    let shop = state.assistant.shop();
    let case = shop.inbox.of_chat(&kept_name(&id)).await?;
    if let Some(case) = case.filter(|case| case.state == CaseState::Taken) {
        shop.inbox.types(&case.id, None, shop.clock.now()).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The news of the shop's people in the conversation `id`, which is the visitor's, as they come.
pub(super) async fn follow(
    state: &Arc<State>,
    visitor: &Visitor,
    id: &str,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let after = match headers.get("last-event-id") {
        None => 0,
        Some(text) => text.to_str().ok().and_then(number_of).ok_or_else(|| {
            let why = "Last-Event-ID of the live stream is the id of an event in it, such as p-3";
            Problem::new(StatusCode::BAD_REQUEST, why)
        })?,
    };
    let shop = state.assistant.shop();
    let listening = state.limits.listen(&visitor.name())?;
    let now = Instant::now();
    let mut reader = Reader {
        // Watched before anything is read: what comes in between is seen twice and not missed.
        watch: shop.inbox.watch().await?,
        inbox: shop.inbox.clone(),
        chat: kept_name(id),
        after,
        frames: VecDeque::new(),
        latest: now + LONGEST_STREAM,
        until: now + LONGEST_STREAM,
        stopping: state.stopping.clone(),
        _listening: listening,
    };
    let case = reader.read().await?;
    let Some(case) = case.filter(|case| may_come_back(case, shop.clock.now())) else {
        if reader.frames.is_empty() {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        // What was missed, and that is all.
        reader.until = now;
        return Ok(sent_as_stream(reader.stream()));
    };
    if shop
        .inbox
        .typing(&case.id, Party::Agent, shop.clock.now())
        .await?
    {
        reader.types(&case);
    }
    Ok(sent_as_stream(reader.stream()))
}

/// Whether a case is open, or was ended so short a time before `now` that this may be undone.
fn may_come_back(case: &Case, now: Timestamp) -> bool {
    let kept = i64::try_from(MAY_COME_BACK.as_micros()).unwrap_or(i64::MAX);
    case.ended
        .is_none_or(|ended| now.micros().saturating_sub(ended.micros()) < kept)
}

/// Who reads the news of one conversation.
struct Reader {
    inbox: Inbox,
    watch: Watch,
    chat: String,
    /// The number of the last news that were read.
    after: u32,
    /// What is to be sent.
    frames: VecDeque<Event>,
    /// When the stream ends at the latest.
    latest: Instant,
    /// When it ends.
    until: Instant,
    stopping: CancellationToken,
    /// The visitor's right to the stream.
    _listening: Answering,
}

impl Reader {
    /// Reads what is new. Returns the conversation's case.
    async fn read(&mut self) -> Result<Option<Case>, InboxError> {
        for told in self.inbox.told(&self.chat, self.after).await? {
            self.after = told.number;
            let frame = frame_without_id(&Sent::from(told.news)).id(news_id(told.number));
            self.frames.push_back(frame.retry(RETRY));
        }
        let case = self.inbox.of_chat(&self.chat).await?;
        let open = case.as_ref().is_some_and(|case| case.state.is_open());
        self.until = if open {
            self.latest
        } else {
            self.latest.min(Instant::now() + MAY_COME_BACK)
        };
        Ok(case)
    }

    fn types(&mut self, case: &Case) {
        let typing = Sent::Typing {
            name: case.shown.clone(),
        };
        self.frames.push_back(frame_without_id(&typing));
    }

    /// Waits for news; false where the stream is over.
    async fn wait(&mut self) -> bool {
        let seen = tokio::select! {
            seen = self.watch.next() => seen,
            () = tokio::time::sleep_until(self.until) => return false,
            () = self.stopping.cancelled() => return false,
        };
        let (mut news, mut types) = (false, false);
        match seen {
            Seen::Missed => news = true,
            Seen::Changes(changes) => {
                for change in changes.iter().filter(|change| change.chat == self.chat) {
                    news |= change.typing.is_none();
                    types |= change.typing == Some(Party::Agent);
                }
            }
        }
        if !news && !types {
            return true;
        }
        match self.read().await {
            Ok(case) => {
                let case = case.filter(|case| types && case.state == CaseState::Taken);
                if let Some(case) = case
                    && self.frames.is_empty()
                {
                    self.types(&case);
                }
                true
            }
            Err(error) => {
                tracing::error!(%error, "news of a conversation cannot be read");
                false
            }
        }
    }

    fn stream(self) -> impl futures::Stream<Item = Result<Event, Infallible>> + Send + 'static {
        futures::stream::unfold(self, |mut reader| async move {
            loop {
                if let Some(frame) = reader.frames.pop_front() {
                    return Some((Ok(frame), reader));
                }
                if !reader.wait().await {
                    return None;
                }
            }
        })
    }
}

/// The id of news with this number.
fn news_id(number: u32) -> String {
    format!("p-{number}")
}

/// Reads `p-3`.
fn number_of(text: &str) -> Option<u32> {
    text.trim().strip_prefix("p-")?.parse().ok()
}
