//! All campaigns beside each other: where they stand, and what they brought.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Right;
use crate::campaigns::{Glance, Overview};
use crate::http::State;
use crate::http::problem::Problem;
use crate::http::staff::OfShop;

/// Campaigns in one request at most.
const MOST: usize = 50;

/// The campaigns.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct All {
    campaigns: Vec<Overview>,
}

/// Which campaigns.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Names {
    /// Their names, apart by commas, at most 50
    names: String,
}

/// What campaigns brought.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Glances {
    /// In the order in which they were asked for.
    results: Vec<Glance>,
}

/// The campaigns with what they are about, the last changed first. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns", tag = "campaigns", security(("token" = []), ("session" = [])),
    responses((status = 200, body = All), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(in crate::http) async fn list(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
) -> Result<Json<All>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let campaigns = state.options.campaigns.overview(state.clock.now()).await?;
    Ok(Json(All { campaigns }))
}

/// What several campaigns brought, in short; those that are not there or were never released are left out. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/results", tag = "campaigns", security(("token" = []), ("session" = [])), params(Names),
    responses((status = 200, body = Glances), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub(in crate::http) async fn glance(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    names: Result<Query<Names>, QueryRejection>,
) -> Result<Json<Glances>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Query(Names { names }) = names?;
    let names = names.split(',').map(str::trim);
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    if names.is_empty() || names.len() > MOST {
        let why = format!("`names` is 1 to {MOST} names of campaigns, apart by commas");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, why));
    }
    let campaigns = &state.options.campaigns;
    let results = campaigns.glances(&names, state.clock.now()).await?;
    Ok(Json(Glances { results }))
}
