//! The assistant for the shop's people, by the session of their browser or by a token: the protocol of
//! [`conversations`], held with somebody of the shop.
//!
//! Whoever has a session and a basket in the same browser is a shopper at `/v1/conversations`: no cookie is looked at
//! there. A conversation of this place is nobody's there, and the other way round.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequestParts, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::access::Principal;

use super::State;
use super::asked::Path;
use super::conversations::{self, Begun, Decided, Kept, Said};
use super::identity::{Address, Visitor};
use super::problem::Problem;
use super::staff::OfShop;

/// Somebody of the shop, as conversations are held with them.
pub(super) struct AtDesk(Visitor);

impl FromRequestParts<Arc<State>> for AtDesk {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &Arc<State>,
    ) -> Result<Self, Self::Rejection> {
        let OfShop(staff) = OfShop::from_request_parts(parts, state).await?;
        let address = Address::from_request_parts(parts, state).await?;
        Ok(Self(Visitor::known(Principal::Staff(staff), address)))
    }
}

/// Begin a conversation about members, segments and the shop's figures.
///
/// What is answered is what the asker's role may see. It is kept while the program runs and used, and nowhere else; the
/// audit has what was asked.
#[utoipa::path(
    post, path = "/v1/staff/conversations", tag = "staff", security(("token" = []), ("session" = [])),
    responses((status = 201, body = Begun), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 429, body = Problem))
)]
pub(super) async fn begin(
    Shared(state): Shared<Arc<State>>,
    AtDesk(visitor): AtDesk,
) -> Result<Response, Problem> {
    conversations::begin_below(&state, &visitor, "/v1/staff/conversations")
}

/// How a conversation stands, and what was said in it.
#[utoipa::path(
    get, path = "/v1/staff/conversations/{id}", tag = "staff", params(("id" = String, Path)),
    security(("token" = []), ("session" = [])),
    responses((status = 200, body = Kept), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem))
)]
pub(super) async fn show(
    state: Shared<Arc<State>>,
    AtDesk(visitor): AtDesk,
    id: Path<String>,
) -> Result<Json<Kept>, Problem> {
    conversations::show(state, visitor, id).await
}

/// Ask something; the answer comes as server-sent events, as that of `/v1/conversations/{id}/messages`.
#[utoipa::path(
    post, path = "/v1/staff/conversations/{id}/messages", tag = "staff", request_body = Said,
    params(("id" = String, Path)), security(("token" = []), ("session" = [])),
    responses(
        (status = 200, content_type = "text/event-stream", body = super::stream::Sent),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 429, body = Problem), (status = 503, body = Problem)
    )
)]
pub(super) async fn say(
    state: Shared<Arc<State>>,
    AtDesk(visitor): AtDesk,
    id: Path<String>,
    said: Result<Json<Said>, JsonRejection>,
) -> Result<Response, Problem> {
    conversations::say(state, visitor, id, said).await
}

/// Say yes or no to a change that was put forward; the answer comes as server-sent events.
#[utoipa::path(
    post, path = "/v1/staff/conversations/{id}/confirm", tag = "staff", request_body = Decided,
    params(("id" = String, Path)), security(("token" = []), ("session" = [])),
    responses(
        (status = 200, content_type = "text/event-stream", body = super::stream::Sent),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 429, body = Problem),
        (status = 503, body = Problem)
    )
)]
pub(super) async fn confirm(
    state: Shared<Arc<State>>,
    AtDesk(visitor): AtDesk,
    id: Path<String>,
    decided: Result<Json<Decided>, JsonRejection>,
) -> Result<Response, Problem> {
    conversations::confirm(state, visitor, id, decided).await
}

/// The events of the last answers, behind the one that `Last-Event-ID` names; 204 where there is nothing more.
#[utoipa::path(
    get, path = "/v1/staff/conversations/{id}/events", tag = "staff",
    params(("id" = String, Path), ("Last-Event-ID" = Option<String>, Header)),
    security(("token" = []), ("session" = [])),
    responses(
        (status = 200, content_type = "text/event-stream", body = super::stream::Sent),
        (status = 204), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)
    )
)]
pub(super) async fn events(
    Shared(state): Shared<Arc<State>>,
    AtDesk(visitor): AtDesk,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    conversations::missed(&state, &visitor, &id, &headers).await
}

/// Stop the answer that is going on.
#[utoipa::path(
    post, path = "/v1/staff/conversations/{id}/cancel", tag = "staff", params(("id" = String, Path)),
    security(("token" = []), ("session" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem))
)]
pub(super) async fn cancel(
    state: Shared<Arc<State>>,
    AtDesk(visitor): AtDesk,
    id: Path<String>,
) -> Result<StatusCode, Problem> {
    conversations::cancel(state, visitor, id).await
}

/// Close a conversation and forget what was said.
#[utoipa::path(
    delete, path = "/v1/staff/conversations/{id}", tag = "staff", params(("id" = String, Path)),
    security(("token" = []), ("session" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem))
)]
pub(super) async fn forget(
    state: Shared<Arc<State>>,
    AtDesk(visitor): AtDesk,
    id: Path<String>,
) -> Result<StatusCode, Problem> {
    conversations::forget(state, visitor, id).await
}
