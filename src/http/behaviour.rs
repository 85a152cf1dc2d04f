//! What members do one after another, for the shop's people.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::Right;
use crate::insights::behaviour::{BehaviourError, Split, Visits};

use super::asked::Path;
use super::member360::opened;
use super::problem::Problem;
use super::staff::OfShop;
use super::{State, private};

/// Days of visits that are looked at where nothing is asked.
pub(super) const DAYS: u32 = 30;
/// And at most.
const MOST_DAYS: u32 = 730;

impl From<BehaviourError> for Problem {
    fn from(error: BehaviourError) -> Self {
        match &error {
            BehaviourError::NoMember(_) => Self::new(StatusCode::NOT_FOUND, error.to_string()),
            BehaviourError::Db(_) => Self::ours(&error),
            _ => Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()),
        }
    }
}

/// Which visits.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Days before the last thing that is known, 1 to 730; 30 without it
    #[serde(default)]
    days: Option<u32>,
    /// `true`: visits end where the gaps between acts say so, instead of after half an hour of silence
    #[serde(default)]
    valley: Option<bool>,
    /// Of the funnel, also for parts of the visits: `channel`, `category` or `standing`
    #[serde(default)]
    by: Option<String>,
}

impl Which {
    fn visits(&self) -> Result<Visits, Problem> {
        let days = self.days.unwrap_or(DAYS);
        if !(1..=MOST_DAYS).contains(&days) {
            let what = format!("`days` is a number from 1 to {MOST_DAYS}, not {days}");
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what));
        }
        Ok(Visits {
            days,
            valley: self.valley.unwrap_or(false),
        })
    }

    fn split(&self) -> Result<Option<Split>, Problem> {
        let Some(name) = &self.by else {
            return Ok(None);
        };
        Split::of(name).map(Some).ok_or_else(|| {
            let what = "`by` is `channel`, `category` or `standing`";
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what)
        })
    }
}

/// How far visits come: viewed, put in the basket, began the checkout, ordered; in all, and by a split.
#[utoipa::path(
    get, path = "/v1/insights/funnel", tag = "insights", security(("token" = []), ("session" = [])), params(Which),
    responses((status = 200, content_type = "application/json"), (status = 400, body = Problem),
              (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn funnel(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    staff.may(Right::SeeInsights)?;
    let Query(which) = which?;
    let (visits, by) = (which.visits()?, which.split()?);
    let behaviour = state.options.advisor.behaviour();
    let funnel = behaviour.funnel(visits, by, state.clock.now()).await?;
    Ok(Json(funnel).into_response())
}

/// The most common ways through a visit, what comes next, the tree of first steps, and what each kind of act does for an
/// order.
#[utoipa::path(
    get, path = "/v1/insights/paths", tag = "insights", security(("token" = []), ("session" = [])), params(Which),
    responses((status = 200, content_type = "application/json"), (status = 400, body = Problem),
              (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn paths(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    staff.may(Right::SeeInsights)?;
    let Query(which) = which?;
    let visits = which.visits()?;
    if which.by.is_some() {
        let what = "`by` is for the funnel: paths are not told apart";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what));
    }
    let behaviour = state.options.advisor.behaviour();
    let paths = behaviour.paths(visits, state.clock.now()).await?;
    Ok(Json(paths).into_response())
}

/// The members most alike to one by what they did one after another, and which of those came back who had once been as
/// quiet.
#[utoipa::path(
    get, path = "/v1/members/{key}/like", tag = "insights", security(("token" = []), ("session" = [])),
    params(("key" = String, Path, description = "The member's key"),
           ("x-opening" = String, Header, description = "`grant` of POST /v1/members/{key}/openings")),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem),
              (status = 428, body = Problem))
)]
pub(super) async fn like(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let member = opened(&state, &staff, &headers, &key).await?;
    let behaviour = state.options.advisor.behaviour();
    let now = state.clock.now();
    let like = behaviour.like(&member, now).await?;
    Ok(private(Json(like).into_response()))
}

/// The members whose last week was most unusual for them, with a rate of false alarms.
#[utoipa::path(
    get, path = "/v1/insights/unusual", tag = "insights", security(("token" = []), ("session" = [])),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn unusual(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
) -> Result<Response, Problem> {
    staff.may(Right::SeeInsights)?;
    let behaviour = state.options.advisor.behaviour();
    let unusual = behaviour.unusual(state.clock.now()).await?;
    Ok(Json(unusual).into_response())
}

/// What of a member's last four weeks is unusual against their own history.
#[utoipa::path(
    get, path = "/v1/members/{key}/unusual", tag = "insights", security(("token" = []), ("session" = [])),
    params(("key" = String, Path, description = "The member's key"),
           ("x-opening" = String, Header, description = "`grant` of POST /v1/members/{key}/openings")),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem),
              (status = 428, body = Problem))
)]
pub(super) async fn unusual_of(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let member = opened(&state, &staff, &headers, &key).await?;
    let behaviour = state.options.advisor.behaviour();
    let unusual = behaviour.unusual_of(&member, state.clock.now()).await?;
    Ok(private(Json(unusual).into_response()))
}

/// Which visits end in an order: how good the model is on the newest visits.
#[utoipa::path(
    get, path = "/v1/insights/intent", tag = "insights", security(("token" = []), ("session" = [])),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn intent(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
) -> Result<Response, Problem> {
    staff.may(Right::SeeInsights)?;
    let behaviour = state.options.advisor.behaviour();
    let intent = behaviour.intent(None, state.clock.now()).await?;
    Ok(Json(intent).into_response())
}

/// The probability that the visit a member is in, or was in last, ends in an order.
#[utoipa::path(
    get, path = "/v1/members/{key}/intent", tag = "insights", security(("token" = []), ("session" = [])),
    params(("key" = String, Path, description = "The member's key"),
           ("x-opening" = String, Header, description = "`grant` of POST /v1/members/{key}/openings")),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem),
              (status = 428, body = Problem))
)]
pub(super) async fn intent_of(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let member = opened(&state, &staff, &headers, &key).await?;
    let behaviour = state.options.advisor.behaviour();
    let intent = behaviour.intent(Some(&member), state.clock.now()).await?;
    Ok(private(Json(intent).into_response()))
}
