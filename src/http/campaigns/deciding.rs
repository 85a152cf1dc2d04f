//! What a person decides while a campaign is sent, and what another way to choose would have brought.

use std::sync::Arc;

use axum::Json;
use axum::extract::Query;
use axum::extract::State as Shared;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::access::Right;
use crate::campaigns::{Campaign, Chooser, Replay, ReplayAsked, UncertainDecision};
use crate::http::State;
use crate::http::asked::Path;
use crate::http::problem::Problem;
use crate::http::staff::OfShop;

/// What is to become of uncertain messages.
#[derive(Deserialize, ToSchema)]
#[schema(as = CampaignUncertainDecided)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Decided {
    /// `send` or `drop`.
    decision: UncertainDecision,
}

/// What is to be replayed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ToReplay {
    /// The other way: `even`, `thompson` or `linucb`
    #[param(inline)]
    by: Chooser,
    /// The least share of each text; that of the campaign without it
    #[serde(default)]
    explore: Option<f64>,
}

/// Decide about mails of which nobody knows whether the mail server took them: they are sent again, or let be. A campaign that
/// waited for this alone goes on; one that somebody paused stays paused. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns/{name}/uncertain", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name")), request_body = Decided,
    responses((status = 200, body = Campaign), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem))
)]
pub(in crate::http) async fn uncertain(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    decided: Result<Json<Decided>, JsonRejection>,
) -> Result<Json<Campaign>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Json(Decided { decision }) = decided?;
    let (campaigns, now) = (&state.options.campaigns, state.clock.now());
    let decided = campaigns.decide_uncertain(&name, decision, &staff.0, now);
    Ok(Json(decided.await?))
}

/// What another way to choose among a campaign's texts would have brought, told by the draws that were made. For marketers and
/// admins.
#[utoipa::path(
    get, path = "/v1/campaigns/{name}/replay", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name"), ToReplay),
    responses((status = 200, body = Replay), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub(in crate::http) async fn replay(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    asked: Result<Query<ToReplay>, QueryRejection>,
) -> Result<Json<Replay>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Query(ToReplay { by, explore }) = asked?;
    let asked = ReplayAsked { by, explore };
    let campaigns = &state.options.campaigns;
    Ok(Json(
        campaigns.replay(&name, asked, state.clock.now()).await?,
    ))
}
