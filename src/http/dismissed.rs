//! Suggestions that a member does not want.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::random_name;
use crate::events::{Event, EventKind, EventsError};
use crate::ids::{MemberKey, ProductKey};

use super::State;
use super::asked::Path;
use super::identity::Visitor;
use super::problem::Problem;

/// A suggestion that is not wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NotWanted {
    /// The product's key.
    product: String,
}

/// Do not suggest a product to the member who is signed in.
#[utoipa::path(
    post, path = "/v1/me/dismissed", tag = "members", request_body = NotWanted, security(("token" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn dismiss(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    not_wanted: Result<Json<NotWanted>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let member = visitor.member()?;
    let Json(not_wanted) = not_wanted?;
    put(&state, member, &not_wanted.product, 1).await
}

/// Suggest a product again that was not wanted.
#[utoipa::path(
    delete, path = "/v1/me/dismissed/{product}", tag = "members", params(("product" = String, Path)),
    security(("token" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn want_again(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    Path(product): Path<String>,
) -> Result<StatusCode, Problem> {
    put(&state, visitor.member()?, &product, 0).await
}

async fn put(
    state: &State,
    member: &MemberKey,
    product: &str,
    value: i64,
) -> Result<StatusCode, Problem> {
    let event = Event {
        key: format!("dismissed-{}", random_name(16)),
        member: member.clone(),
        at: state.clock.now(),
        kind: EventKind::ProductDismissed,
        product: Some(ProductKey::new(product)),
        value: Some(value),
        note: None,
    };
    match state.assistant.shop().events.put(&[event]).await {
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(EventsError::UnknownProduct { .. }) => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "there is no such product",
        )),
        Err(EventsError::UnknownMember { member, .. }) => {
            let why = format!("there is no member {member}");
            Err(Problem::new(StatusCode::NOT_FOUND, why))
        }
        Err(error) => Err(Problem::ours(&error)),
    }
}
