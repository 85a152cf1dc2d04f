//! Segments of members, for the shop's people.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Right;
use crate::actions::{MemberTable, Segment, SegmentSize};
use crate::features::{Column, Direction, Part, column};
use crate::ids::{Language, MemberKey};
use crate::insights::segment::{Filter, Problem as Wrong};

use super::State;
use super::asked::{Path, Spoken, language};
use super::problem::{Problem, WrongPart};
use super::staff::OfShop;

/// Members that are named with a count, at most.
const NAMED: u32 = 20;
/// Members of a list at a time, where the asker does not say, and at most.
const LISTED: u32 = 20;
const MOST_LISTED: u32 = 100;

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
        let told = error.joined(("; ", "；"));
        let problems = error.problems.into_iter();
        let problems = problems.map(|Wrong { place, what }| WrongPart::new(place, what));
        Problem::told(StatusCode::UNPROCESSABLE_ENTITY, told).at(problems.collect())
    })
}

/// Which part of the members is wanted, and in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListAsked {
    /// `en` or `zh`
    #[serde(default, deserialize_with = "language")]
    #[param(value_type = Option<String>)]
    language: Option<Language>,
    /// The column whose order they are in; by their keys without one.
    by: Option<String>,
    /// Whether the most comes first.
    #[serde(default)]
    descending: bool,
    /// Members before the first that is wanted.
    #[serde(default)]
    skip: u32,
    /// Members at most: 1 to 100, 20 where it is not said.
    limit: Option<u32>,
}

impl ListAsked {
    /// The column and the end that comes first.
    fn order(&self) -> Result<Option<(&'static Column, Direction)>, Problem> {
        let Some(name) = self.by.as_deref() else {
            return Ok(None);
        };
        let direction = if self.descending {
            Direction::Descending
        } else {
            Direction::Ascending
        };
        let column = column(name).ok_or_else(|| {
            let what = format!(
                "there is no column `{name}` to sort by: GET /v1/insights/columns has them all"
            );
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what)
        })?;
        Ok(Some((column, direction)))
    }

    fn part(&self) -> Part {
        Part {
            skipped: self.skip,
            limit: self.limit.unwrap_or(LISTED).clamp(1, MOST_LISTED),
        }
    }
}

/// Whom a filter is true of, row by row.
#[derive(Serialize, ToSchema)]
pub(super) struct Listed {
    /// The filter in words.
    sentence: String,
    /// The filter, as it was understood.
    filter: serde_json::Value,
    /// How many members it is true of.
    members: u64,
    /// A part of them.
    table: MemberTable,
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

/// The members whom a filter is true of, some at a time, in the order of a column. Names are for those who serve members.
#[utoipa::path(
    post, path = "/v1/staff/segments/list", tag = "insights", security(("token" = []), ("session" = [])),
    params(ListAsked), request_body = serde_json::Value,
    responses((status = 200, body = Listed), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem))
)]
pub(super) async fn list_members(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    asked: Result<Query<ListAsked>, QueryRejection>,
    filter: Result<Json<serde_json::Value>, JsonRejection>,
) -> Result<Json<Listed>, Problem> {
    staff.may(Right::SeeInsights)?;
    let (Query(asked), Json(filter)) = (asked?, filter?);
    let (filter, order) = (read(&filter)?, asked.order()?);
    let language = asked.language.unwrap_or(Language::English);
    let segments = state.options.advisor.segments();
    let currency = segments.currency().await?;
    let frame = segments.list(&filter, order, asked.part()).await?;
    let names = if staff.may(Right::SeeMember).is_ok() {
        Some(state.assistant.shop().members.names(&frame.keys).await?)
    } else {
        None
    };
    Ok(Json(Listed {
        sentence: filter.sentence(language, &currency),
        filter: filter.to_json(),
        members: segments.count(&filter).await?,
        table: MemberTable::of(&frame, names.as_deref(), currency, language),
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
