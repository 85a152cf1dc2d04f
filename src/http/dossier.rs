//! Everything that is held of the member who is signed in: taking it away, and having it erased.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Principal;
use crate::dossiers::{Dossier, Rows};

use super::State;
use super::identity::Visitor;
use super::problem::Problem;

/// That one means it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Confirmed {
    /// One's own key, as `GET /v1/me` tells it.
    confirm: String,
}

/// What was erased.
#[derive(Serialize, ToSchema)]
pub(super) struct Erased {
    /// Rows that were deleted or emptied, by table.
    removed: Rows,
    /// Rows that stay for the shop's books under a name that means nobody, by table.
    pseudonymised: Rows,
    /// Cells of texts in which something of the member was found afterwards: none, or the shop's people are told.
    found: u64,
}

/// Everything that the shop holds of oneself, as one JSON object.
#[utoipa::path(
    get, path = "/v1/me/export", tag = "members", security(("token" = [])),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 404, body = Problem))
)]
pub(super) async fn export(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
) -> Result<impl IntoResponse, Problem> {
    let key = visitor.member()?;
    let now = state.clock.now();
    let dossier: Dossier = state.options.dossiers.export(key, now).await?;
    let file = "attachment; filename=\"storekeeper-export.json\"";
    Ok(([(header::CONTENT_DISPOSITION, file)], Json(dossier)))
}

/// Have oneself erased, for good: profile, conversations, consents, everything. Orders stay under a name that means
/// nobody, because the shop has to keep its books.
#[utoipa::path(
    post, path = "/v1/me/erase", tag = "members", request_body = Confirmed, security(("token" = [])),
    responses((status = 200, body = Erased), (status = 401, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem))
)]
pub(super) async fn erase(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    confirmed: Result<Json<Confirmed>, JsonRejection>,
) -> Result<Json<Erased>, Problem> {
    let key = visitor.member()?;
    let Json(confirmed) = confirmed?;
    if confirmed.confirm.trim() != key.as_str() {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "this cannot be undone: send `confirm` with your own key, which GET /v1/me tells",
        ));
    }
    let (now, dossiers) = (state.clock.now(), &state.options.dossiers);
    let by = Principal::Member(key.clone()).to_string();
    let erasure = dossiers.erase(key, &by, now).await?;
    // Vectors follow; whoever holds the index is told.
    state.options.erased.notify_one();
    let proof = dossiers.prove(&erasure).await?;
    let found = proof.found.iter().map(|found| found.cells).sum();
    if found > 0 {
        tracing::error!(
            found,
            "an erasure left something: `storekeeper erase` says where"
        );
    }
    Ok(Json(Erased {
        removed: erasure.removed,
        pseudonymised: erasure.pseudonymised,
        found,
    }))
}
