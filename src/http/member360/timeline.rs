//! What happened with a member, page by page.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::Right;
use crate::clock::Timestamp;
use crate::http::asked::Path;
use crate::http::problem::Problem;
use crate::http::staff::OfShop;
use crate::http::{State, private};

use super::opening::opened;

/// Things on a page where no number is asked for, and at most.
pub(super) const USUAL: u32 = 30;
const MOST: u32 = 200;

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Before {
    /// `next` of the page before: a moment in microseconds. Without it, the newest
    #[serde(default)]
    before: Option<i64>,
    /// How many, 1 to 200; 30 without it
    #[serde(default)]
    limit: Option<u32>,
}

/// What happened with a member, the newest first: orders, visits by day, baskets left, surveys, campaigns, tiers, points,
/// consents. Asks for the grant of an opening.
#[utoipa::path(
    get, path = "/v1/members/{key}/timeline", tag = "member360", security(("token" = []), ("session" = [])),
    params(("key" = String, Path, description = "The member's key"), Before,
           ("x-opening" = String, Header, description = "`grant` of POST /v1/members/{key}/openings")),
    responses((status = 200, content_type = "application/json"), (status = 400, body = Problem),
              (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem), (status = 428, body = Problem))
)]
pub(in crate::http) async fn timeline(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(key): Path<String>,
    headers: HeaderMap,
    before: Result<Query<Before>, QueryRejection>,
) -> Result<Response, Problem> {
    staff.may(Right::SeeMember)?;
    let Query(Before { before, limit }) = before?;
    let limit = limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        let what = format!("`limit` is a number from 1 to {MOST}, not {limit}");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what));
    }
    let member = opened(&state, &staff, &headers, &key).await?;
    let before = before.map_or_else(|| newest(&state), Timestamp::from_micros);
    let dossiers = &state.options.dossiers;
    let timeline = dossiers.timeline(&member, before, limit).await?;
    Ok(private(Json(timeline).into_response()))
}

/// Before which moment the newest page is: whatever was kept has happened.
pub(super) fn newest(state: &State) -> Timestamp {
    let now = state.clock.now().micros();
    let of_orders = state.assistant.shop().service_clock.now().micros();
    Timestamp::from_micros(now.max(of_orders) + 1)
}
