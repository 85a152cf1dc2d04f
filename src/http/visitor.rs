//! The browser of a member who is signed in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::State;
use super::identity::Visitor;
use super::problem::{self, Problem};

/// What a browser calls itself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Browser {
    /// The `anonymousId` that its events have.
    anonymous_id: String,
}

/// Tie this browser to the member who is signed in: what it did before is theirs.
#[utoipa::path(
    post, path = "/v1/me/visitor", tag = "members", request_body = Browser, security(("token" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn tie(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    browser: Result<Json<Browser>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let Some(ingestion) = &state.options.ingestion else {
        return Err(problem::no_such_place());
    };
    let member = visitor.member()?;
    let Json(browser) = browser?;
    let tied = ingestion
        .events()
        .tie(&browser.anonymous_id, member, state.clock.now());
    tied.await.map_err(|error| Problem::ours(&error))?;
    Ok(StatusCode::NO_CONTENT)
}
