//! Taking back what was made of a campaign that nobody was sent.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::Right;
use crate::campaigns::Brief;
use crate::http::State;
use crate::http::asked::Path;
use crate::http::problem::Problem;
use crate::http::staff::OfShop;

/// Which version.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct OfVersion {
    /// Its number
    version: i64,
}

/// The brief of one version of a campaign: whoever wants it back puts it in the place of the last one. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/{name}/brief", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name"), OfVersion),
    responses((status = 200, body = Brief), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn brief(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    asked: Result<Query<OfVersion>, QueryRejection>,
) -> Result<Json<Brief>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Query(asked) = asked?;
    let brief = state.options.campaigns.brief_of(&name, asked.version);
    Ok(Json(brief.await?))
}

/// Throw a draft away, with its versions and comments, where the version that was looked at is its last. For its author, and for
/// admins.
#[utoipa::path(
    delete, path = "/v1/campaigns/{name}", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name"), OfVersion),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub(in crate::http) async fn discard(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    asked: Result<Query<OfVersion>, QueryRejection>,
) -> Result<StatusCode, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Query(asked) = asked?;
    let campaigns = &state.options.campaigns;
    let now = state.clock.now();
    campaigns
        .discard(&name, asked.version, &staff.0, now)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
