//! The widget's own protocol: conversations, messages, events.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::assistant::{
    Assistant, Event as AssistantEvent, Exchange, LARGEST_BASKET, Page, Rating, Replies,
};
use crate::guardrails::LONGEST_MESSAGE;
use crate::ids::ProductKey;

use super::State;
use super::asked::Path;
use super::identity::Visitor;
use super::person;
use super::problem::Problem;
use super::ratings;
use super::stream::{Place, frame};
use super::talks::Talk;

/// A comment is sent after so long without an event, so that proxies do not close the stream.
const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// What a browser waits before it comes back to a broken stream.
pub(super) const RETRY: Duration = Duration::from_secs(1);

/// A conversation.
#[derive(Serialize, ToSchema)]
pub(super) struct Begun {
    /// Its name. Whoever knows it can read the conversation, so it is kept like a password.
    id: String,
    /// Messages answered so far.
    turns: u32,
    /// Whether one is being answered.
    answering: bool,
    /// The message that is being answered; empty for a yes or no by a button.
    asked: Option<String>,
    /// Whether it is held with a member who has signed in.
    signed_in: bool,
}

impl Begun {
    fn of(talk: &Talk) -> Self {
        Self {
            id: talk.id.clone(),
            turns: talk.turns(),
            answering: talk.is_answering(),
            asked: talk.asked(),
            signed_in: talk.principal.member().is_some(),
        }
    }
}

/// A conversation, with what was said in it.
#[derive(Serialize, ToSchema)]
pub(super) struct Kept {
    #[serde(flatten)]
    begun: Begun,
    /// Who of the shop has the conversation or was asked to, where somebody does.
    person: Option<person::Attending>,
    /// The id of the last news of the shop's people, to be sent as `Last-Event-ID` of the live stream.
    news: String,
    /// The messages and answers so far, the oldest first.
    exchanges: Vec<Past>,
}

/// A message and its answer.
#[derive(Serialize, ToSchema)]
pub(super) struct Past {
    /// From 1.
    turn: u32,
    /// When the answer was there, as RFC 3339 has it.
    at: String,
    /// The message.
    asked: String,
    /// The events of the answer that show or say something, as the stream had them.
    #[schema(value_type = Vec<super::stream::Sent>)]
    answered: Vec<serde_json::Value>,
    /// What the person thinks of it, where they said so.
    rating: Option<ratings::Kept>,
}

impl Past {
    fn of(exchange: Exchange, rating: Option<Rating>) -> Self {
        Self {
            rating: rating.map(ratings::Kept::from),
            turn: exchange.number,
            at: exchange.at.rfc3339(),
            asked: exchange.asked,
            answered: exchange.answered,
        }
    }
}

/// A message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    /// What is said, at most a thousand characters.
    #[schema(max_length = 1000, example = "do you have red mugs under 50?")]
    text: String,
    /// What the person looks at. To be sent only where they agreed, and see that it is.
    page: Option<LookedAt>,
}

/// What a person looks at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LookedAt {
    /// The key of the article whose page is open: "it" is then this one.
    product: Option<String>,
    /// The keys of the articles in the basket, at most a hundred.
    #[serde(default)]
    #[schema(max_items = 100)]
    basket: Vec<String>,
}

impl From<LookedAt> for Page {
    fn from(page: LookedAt) -> Self {
        Self {
            product: page.product.as_deref().map(ProductKey::new),
            basket: page.basket.iter().map(|key| ProductKey::new(key)).collect(),
        }
    }
}

/// Begin a conversation.
///
/// With a member's token it is theirs, and needs the same token from then on; without one it is anonymous.
#[utoipa::path(
    post, path = "/v1/conversations", tag = "conversations", security((), ("token" = [])),
    responses((status = 201, body = Begun), (status = 401, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn begin(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    begin_below(&state, &visitor, "/v1/conversations")
}

/// Begins a conversation whose place is below `path`.
pub(super) fn begin_below(
    state: &State,
    visitor: &Visitor,
    path: &str,
) -> Result<Response, Problem> {
    state.limits.begin(&visitor.name())?;
    let conversation = state.assistant.converse(visitor.principal.clone());
    let talk = state.talks.open_up(conversation);
    let place = format!("{path}/{}", talk.id);
    let headers = [(axum::http::header::LOCATION, place)];
    Ok((StatusCode::CREATED, headers, Json(Begun::of(&talk))).into_response())
}

/// How a conversation stands, and what was said in it.
#[utoipa::path(
    get, path = "/v1/conversations/{id}", tag = "conversations", params(("id" = String, Path)),
    security((), ("token" = [])),
    responses((status = 200, body = Kept), (status = 404, body = Problem))
)]
pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Json<Kept>, Problem> {
    let talk = find(&state, &visitor, &id).await?;
    let chats = &state.assistant.shop().chats;
    let mut ratings: HashMap<u32, Rating> = chats.ratings(&id).await?.into_iter().collect();
    let mut exchanges = if talk.principal.staff().is_some() {
        // What the shop's people ask is kept nowhere: what is still open is all there is.
        talk.exchanges()
    } else {
        chats.exchanges(&id).await?
    };
    let (person, news) = person::attending(&state, &id, &mut exchanges).await?;
    let exchanges = exchanges
        .into_iter()
        .map(|exchange| {
            let rating = ratings.remove(&exchange.number);
            Past::of(exchange, rating)
        })
        .collect();
    Ok(Json(Kept {
        begun: Begun::of(&talk),
        person,
        news,
        exchanges,
    }))
}

/// Say something; the answer comes as server-sent events.
///
/// Each event has an id. Where the connection breaks, `GET .../events` with `Last-Event-ID` goes on behind it;
/// an answer that nobody reads for five seconds is cancelled.
#[utoipa::path(
    post, path = "/v1/conversations/{id}/messages", tag = "conversations", request_body = Said,
    params(("id" = String, Path)), security((), ("token" = [])),
    responses(
        (status = 200, content_type = "text/event-stream", body = super::stream::Sent),
        (status = 400, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 413, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)
    )
)]
pub(super) async fn say(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path(id): Path<String>,
    said: Result<Json<Said>, JsonRejection>,
) -> Result<Response, Problem> {
    let talk = find(&state, &visitor, &id).await?;
    let Json(said) = said?;
    let length = said.text.chars().count();
    if length > LONGEST_MESSAGE {
        let why =
            format!("a message has at most {LONGEST_MESSAGE} characters, this one has {length}");
        return Err(Problem::new(StatusCode::BAD_REQUEST, why));
    }
    let page = said.page.map(Page::from).unwrap_or_default();
    if page.basket.len() > LARGEST_BASKET {
        let why = format!("`page.basket` has at most {LARGEST_BASKET} articles; send the newest");
        return Err(Problem::new(StatusCode::BAD_REQUEST, why));
    }
    answer(&state, &visitor, &talk, &said.text, |assistant| {
        assistant.answer_at(&talk.conversation, &said.text, page)
    })
}

/// A yes or no to a change that was put forward.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Decided {
    /// The proposal's name, from its `confirm` event.
    id: String,
    /// Whether the change is to be made.
    yes: bool,
}

/// Say yes or no to a change that was put forward; the answer comes as server-sent events.
///
/// A proposal waits until it is decided or something else is said; after that the answer is 409.
#[utoipa::path(
    post, path = "/v1/conversations/{id}/confirm", tag = "conversations", request_body = Decided,
    params(("id" = String, Path)), security((), ("token" = [])),
    responses(
        (status = 200, content_type = "text/event-stream", body = super::stream::Sent),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 429, body = Problem),
        (status = 503, body = Problem)
    )
)]
pub(super) async fn confirm(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path(id): Path<String>,
    decided: Result<Json<Decided>, JsonRejection>,
) -> Result<Response, Problem> {
    let talk = find(&state, &visitor, &id).await?;
    let Json(decided) = decided?;
    if talk.is_answering() {
        return Err(busy());
    }
    person::must_be_assistants(&state, &id).await?;
    if !talk.conversation.lock().await.awaits(&decided.id) {
        let why = "this change waits no longer: it was decided, or something else was said";
        return Err(Problem::new(StatusCode::CONFLICT, why));
    }
    answer(&state, &visitor, &talk, "", |assistant| {
        assistant.decide(&talk.conversation, &decided.id, decided.yes)
    })
}

fn busy() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "the last message is still being answered; wait for its end or cancel it",
    )
}

/// Begins an answer in `talk`, within the visitor's limits, and streams it.
fn answer(
    state: &Arc<State>,
    visitor: &Visitor,
    talk: &Arc<Talk>,
    asked: &str,
    begin: impl FnOnce(&Assistant) -> Replies,
) -> Result<Response, Problem> {
    if state.stopping.is_cancelled() {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "this server is being stopped",
        ));
    }
    if talk.is_answering() {
        return Err(busy());
    }
    let answering = state
        .limits
        .answer(&visitor.name(), visitor.answers_at_a_time())?;
    let replies = begin(&state.assistant);
    let (told, id) = (Arc::clone(state), talk.id.clone());
    let principal = visitor.principal.clone();
    let each = move |event: &AssistantEvent| {
        told.metrics.event(event);
        if *event == AssistantEvent::Forgotten && principal.member().is_some() {
            let chats = &told.assistant.shop().chats;
            told.talks.forget_others(&principal, &id, chats);
        }
    };
    let place = talk
        .begin(asked, state.clock.now(), replies, answering, each)
        .ok_or_else(busy)?;
    Ok(stream(talk, place))
}

/// The events of the last answers, behind the one that `Last-Event-ID` names.
///
/// 204 where there is nothing more: a browser then stops coming back. With `live=true` it is the stream of the shop's
/// people instead (`person`, `attended`, `typing`), which has ids of its own (`p-3`) and stays open as long as somebody
/// waits for a person or talks with one; after ten minutes it ends and is to be opened again.
#[utoipa::path(
    get, path = "/v1/conversations/{id}/events", tag = "conversations",
    params(("id" = String, Path), person::Following, ("Last-Event-ID" = Option<String>, Header)),
    security((), ("token" = [])),
    responses(
        (status = 200, content_type = "text/event-stream", body = super::stream::Sent),
        (status = 204), (status = 400, body = Problem), (status = 404, body = Problem)
    )
)]
pub(super) async fn events(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path(id): Path<String>,
    following: Result<Query<person::Following>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Query(following) = following?;
    let talk = find(&state, &visitor, &id).await?;
    if following.live {
        return person::follow(&state, &visitor, &id, &headers).await;
    }
    behind(&talk, &headers)
}

/// What came behind the event that `Last-Event-ID` names.
fn behind(talk: &Arc<Talk>, headers: &HeaderMap) -> Result<Response, Problem> {
    let place = match headers.get("last-event-id") {
        None => Place::default(),
        Some(text) => text.to_str().ok().and_then(Place::parse).ok_or_else(|| {
            let why = "Last-Event-ID is the id of an event, such as 3-12";
            Problem::new(StatusCode::BAD_REQUEST, why)
        })?,
    };
    if !talk.is_answering() && !talk.has_after(place) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(stream(talk, place))
}

/// The same for a conversation of `visitor`.
pub(super) async fn missed(
    state: &State,
    visitor: &Visitor,
    id: &str,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    behind(&find(state, visitor, id).await?, headers)
}

/// Stop the answer that is going on.
#[utoipa::path(
    post, path = "/v1/conversations/{id}/cancel", tag = "conversations", params(("id" = String, Path)),
    security((), ("token" = [])),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(super) async fn cancel(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    find(&state, &visitor, &id).await?.cancel();
    Ok(StatusCode::NO_CONTENT)
}

/// Close a conversation and forget what was said.
#[utoipa::path(
    delete, path = "/v1/conversations/{id}", tag = "conversations", params(("id" = String, Path)),
    security((), ("token" = [])),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(super) async fn forget(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let talk = find(&state, &visitor, &id).await?;
    talk.delete(&state.assistant.shop().chats).await?;
    state.talks.forget(&talk);
    Ok(StatusCode::NO_CONTENT)
}

/// The conversation of this name, where it is the visitor's: an open one, or one that was kept.
pub(super) async fn find(state: &State, visitor: &Visitor, id: &str) -> Result<Arc<Talk>, Problem> {
    if let Some(talk) = state.talks.find(id, &visitor.principal) {
        return Ok(talk);
    }
    let chats = &state.assistant.shop().chats;
    let kept = chats.find(id, &visitor.principal).await?;
    kept.map(|conversation| state.talks.open_up(conversation))
        .ok_or_else(Problem::no_conversation)
}

/// The events of `talk` behind `place`, as they come.
fn stream(talk: &Arc<Talk>, place: Place) -> Response {
    let mut first = true;
    let frames = talk.events(place).map(move |(place, sent)| {
        let mut event: Event = frame(place, &sent);
        if std::mem::take(&mut first) {
            event = event.retry(RETRY);
        }
        Ok::<_, Infallible>(event)
    });
    sent_as_stream(frames)
}

/// Events as a response that a proxy hands on as they come.
pub(super) fn sent_as_stream(
    frames: impl Stream<Item = Result<Event, Infallible>> + Send + 'static,
) -> Response {
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    let headers = [
        // A proxy that gathers the answer before it hands it on would undo the stream.
        ("x-accel-buffering", "no"),
        ("cache-control", "no-store"),
    ];
    (headers, Sse::new(frames).keep_alive(keep_alive)).into_response()
}
