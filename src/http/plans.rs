//! Plans of actions for many members within a budget, for marketers and admins.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Query, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Staff;
use crate::actions::{KeptPlan, PlanAsked, PlanError, PlanLimits, Planner, Whom};

use super::State;
use super::asked::Path;
use super::problem::Problem;
use super::segments;
use super::staff::OfShop;

impl From<PlanError> for Problem {
    fn from(error: PlanError) -> Self {
        let status = match &error {
            PlanError::Unknown(_) => StatusCode::NOT_FOUND,
            PlanError::Role | PlanError::Author(_) => StatusCode::FORBIDDEN,
            PlanError::Taken(_) | PlanError::State { .. } | PlanError::Changed(_) => {
                StatusCode::CONFLICT
            }
            PlanError::Name(_)
            | PlanError::Budget
            | PlanError::Holdout
            | PlanError::Empty
            | PlanError::Nobody
            | PlanError::Reason => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, error.to_string())
    }
}

/// Whoever of the shop may plan: their token says who they are.
fn planner(staff: &Staff) -> Result<Planner, PlanError> {
    Planner::new(&staff.name, staff.role)
}

/// A plan to propose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToPropose {
    /// Its name; a plan is never changed under its name.
    name: String,
    /// What may be spent, in whole units of the shop's currency.
    budget: f64,
    /// The saved segment to choose among; or else
    #[serde(default)]
    segment: Option<String>,
    /// the filter to choose by; without both it is everybody.
    #[serde(default)]
    filter: Option<serde_json::Value>,
    /// How many actions of a kind, at most.
    #[serde(default)]
    most: Most,
    /// The share of the chosen that is held out by lot, 0 to .9; 0 without it.
    #[serde(default)]
    holdout: f64,
}

/// How many actions of a kind a plan may have.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Most {
    /// Reminders by mail.
    #[serde(default)]
    reminder: Option<u32>,
    /// Mails with a discount.
    #[serde(default)]
    offer: Option<u32>,
    /// Calls by the staff.
    #[serde(default)]
    call: Option<u32>,
    /// Messages of the service.
    #[serde(default)]
    care: Option<u32>,
}

/// Why a plan is declined.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Declined {
    /// In 1 to 500 characters.
    reason: String,
}

/// The plans.
#[derive(Serialize)]
pub(super) struct Listed {
    plans: Vec<KeptPlan>,
}

/// Propose a plan: at most one action per member, so that the expected gains within the budget are the greatest. Nothing is
/// done: somebody else has to approve it within seven days. For marketers and admins. Amounts in the answer are in minor units.
#[utoipa::path(
    post, path = "/v1/actions/plans", tag = "insights", security(("token" = []), ("session" = [])), request_body = ToPropose,
    responses((status = 201, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem), (status = 503, body = Problem))
)]
pub(super) async fn propose(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    wanted: Result<Json<ToPropose>, JsonRejection>,
) -> Result<(StatusCode, Json<KeptPlan>), Problem> {
    let by = planner(&staff)?;
    let Json(wanted) = wanted?;
    let whom = match (wanted.segment, wanted.filter) {
        (Some(_), Some(_)) => {
            let what = "name a `segment` or give a `filter`, not both";
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what));
        }
        (Some(name), None) => Whom::Segment(name),
        (None, Some(filter)) => Whom::Filter(segments::read(&filter)?),
        (None, None) => Whom::Everybody,
    };
    let advisor = &state.options.advisor;
    let currency = advisor.segments().currency().await?;
    let asked = PlanAsked {
        whom,
        budget: (wanted.budget * 10_f64.powi(currency.decimals().cast_signed())).round(),
        limits: PlanLimits {
            reminder: wanted.most.reminder,
            offer: wanted.most.offer,
            call: wanted.most.call,
            care: wanted.most.care,
        },
        holdout: wanted.holdout,
    };
    let plans = advisor.plans();
    let now = state.clock.now();
    let kept = plans.propose(&wanted.name, &asked, &by, now).await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

/// The plans, the newest first. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/actions/plans", tag = "insights", security(("token" = []), ("session" = [])),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem))
)]
pub(super) async fn list(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
) -> Result<Json<Listed>, Problem> {
    planner(&staff)?;
    let plans = state.options.advisor.plans();
    let plans = plans.all(state.clock.now()).await?;
    Ok(Json(Listed { plans }))
}

/// A plan, with the members it brings most with. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/actions/plans/{name}", tag = "insights", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The plan's name")),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(name): Path<String>,
) -> Result<Json<KeptPlan>, Problem> {
    planner(&staff)?;
    let plans = state.options.advisor.plans();
    Ok(Json(plans.of(&name, state.clock.now()).await?))
}

/// Approve a plan that somebody else proposed. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/actions/plans/{name}/approve", tag = "insights", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The plan's name")),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub(super) async fn approve(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(name): Path<String>,
) -> Result<Json<KeptPlan>, Problem> {
    let by = planner(&staff)?;
    let plans = state.options.advisor.plans();
    Ok(Json(plans.approve(&name, &by, state.clock.now()).await?))
}

/// Decline a plan. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/actions/plans/{name}/decline", tag = "insights", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The plan's name")), request_body = Declined,
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem))
)]
pub(super) async fn decline(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(name): Path<String>,
    declined: Result<Json<Declined>, JsonRejection>,
) -> Result<Json<KeptPlan>, Problem> {
    let by = planner(&staff)?;
    let Json(declined) = declined?;
    let plans = state.options.advisor.plans();
    let now = state.clock.now();
    let kept = plans.decline(&name, &declined.reason, &by, now).await?;
    Ok(Json(kept))
}

/// In which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Form {
    /// `json`, or `csv`: `member,action,per_cent,arm,campaign`
    #[serde(default)]
    format: Option<String>,
}

/// Export an approved plan for the shop's own mailer: nothing is sent from here. Exporting again gives the same rows, less
/// those of members who withdrew their consent since or were erased. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/actions/plans/{name}/export", tag = "insights", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The plan's name"), Form),
    responses((status = 200, content((String = "application/json"), (String = "text/csv"))), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem))
)]
pub(super) async fn export(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    Path(name): Path<String>,
    form: Result<Query<Form>, QueryRejection>,
) -> Result<Response, Problem> {
    let by = planner(&staff)?;
    let Query(form) = form?;
    let csv = match form.format.as_deref() {
        None | Some("json") => false,
        Some("csv") => true,
        Some(_) => {
            let what = "`format` is json or csv";
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what));
        }
    };
    let plans = state.options.advisor.plans();
    let export = plans.export(&name, &by, state.clock.now()).await?;
    if !csv {
        return Ok(Json(export).into_response());
    }
    let text = export.csv().map_err(|error| Problem::ours(&error))?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], text).into_response())
}
