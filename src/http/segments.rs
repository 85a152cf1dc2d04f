//! Segments of members, for the shop's people.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Right;
use crate::actions::{Segment, SegmentSize};
use crate::ids::{Language, MemberKey};
use crate::insights::segment::{Filter, Problem as Wrong};

use super::State;
use super::asked::{Path, language};
use super::problem::Problem;
use super::staff::OfShop;

/// Members that are named with a count, at most.
const NAMED: u32 = 20;

/// In which language sentences are.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Spoken {
    /// `en` or `zh`
    #[serde(default, deserialize_with = "language")]
    #[param(value_type = Option<String>)]
    language: Option<Language>,
}

impl Spoken {
    fn language(&self) -> Language {
        self.language.unwrap_or(Language::English)
    }
}

/// Whom a filter is true of.
#[derive(Serialize, ToSchema)]
pub(super) struct Counted {
    /// The filter in words.
    sentence: String,
    /// How many members.
    members: u64,
    /// The first of them, by key.
    #[schema(value_type = Vec<String>)]
    some: Vec<MemberKey>,
}

/// A segment to save.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToSave {
    /// Its filter.
    filter: serde_json::Value,
}

/// Reads a filter; every problem is told with its place.
pub(super) fn read(filter: &serde_json::Value) -> Result<Filter, Problem> {
    Filter::read(filter).map_err(|error| {
        let lines: Vec<String> = error.problems.iter().map(Wrong::to_string).collect();
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, lines.join("; "))
    })
}

/// How many members a filter is true of, and the first of them.
#[utoipa::path(
    post, path = "/v1/segments/count", tag = "insights", security(("token" = []), ("session" = [])), params(Spoken),
    request_body = serde_json::Value,
    responses((status = 200, body = Counted), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem))
)]
pub(super) async fn count(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    spoken: Result<Query<Spoken>, QueryRejection>,
    filter: Result<Json<serde_json::Value>, JsonRejection>,
) -> Result<Json<Counted>, Problem> {
    let (Query(spoken), Json(filter)) = (spoken?, filter?);
    staff.may(Right::SeeInsights)?;
    let filter = read(&filter)?;
    let segments = state.options.advisor.segments();
    let currency = segments.currency().await?;
    Ok(Json(Counted {
        sentence: filter.sentence(spoken.language(), &currency),
        members: segments.count(&filter).await?,
        some: segments.members(&filter, NAMED).await?,
    }))
}

/// The saved segments.
#[utoipa::path(
    get, path = "/v1/segments", tag = "insights", security(("token" = []), ("session" = [])), params(Spoken),
    responses((status = 200, content_type = "application/json"), (status = 400, body = Problem),
              (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn list(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    spoken: Result<Query<Spoken>, QueryRejection>,
) -> Result<Json<Vec<Segment>>, Problem> {
    let Query(spoken) = spoken?;
    staff.may(Right::SeeInsights)?;
    let segments = state.options.advisor.segments();
    Ok(Json(segments.all(spoken.language()).await?))
}

/// Save a segment under a name, in place of what was saved under it. For marketers and admins.
#[utoipa::path(
    put, path = "/v1/segments/{name}", tag = "insights", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The segment's name")), request_body = ToSave,
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn save(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    wanted: Result<Json<ToSave>, JsonRejection>,
) -> Result<Json<Segment>, Problem> {
    staff.may(Right::SaveSegment)?;
    let Json(wanted) = wanted?;
    let filter = read(&wanted.filter)?;
    let segments = state.options.advisor.segments();
    let by = staff.0.to_string();
    Ok(Json(
        segments
            .save(&name, &filter, &by, state.clock.now())
            .await?,
    ))
}

/// Take a saved segment away. For marketers and admins.
#[utoipa::path(
    delete, path = "/v1/segments/{name}", tag = "insights", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The segment's name")),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem))
)]
pub(super) async fn remove(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    staff.may(Right::SaveSegment)?;
    state.options.advisor.segments().remove(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How the size of a segment went, the oldest day first.
#[utoipa::path(
    get, path = "/v1/segments/{name}/sizes", tag = "insights", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The segment's name")),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn sizes(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
) -> Result<Json<Vec<SegmentSize>>, Problem> {
    staff.may(Right::SeeInsights)?;
    Ok(Json(state.options.advisor.segments().sizes(&name).await?))
}
