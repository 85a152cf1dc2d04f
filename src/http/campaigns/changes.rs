//! Writing, approving and sending campaigns.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Right;
use crate::campaigns::{Brief, Campaign, CampaignsError};
use crate::http::State;
use crate::http::asked::Path;
use crate::http::problem::Problem;
use crate::http::staff::OfShop;
use crate::ids::Language;

/// A campaign to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ToMake {
    /// Its name, which stays its own.
    name: String,
    /// Its brief.
    #[schema(value_type = Brief)]
    brief: serde_json::Value,
}

/// A brief in place of the last one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ToChange {
    /// The new brief.
    #[schema(value_type = Brief)]
    brief: serde_json::Value,
    /// The version that was looked at: where there is a newer one by now, nothing is changed.
    #[serde(default)]
    version: Option<i64>,
}

/// A version to approve.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ToApprove {
    /// The version that was looked at: where there is a newer one by now, nothing is approved.
    #[serde(default)]
    version: Option<i64>,
}

/// Words about a campaign.
#[derive(Deserialize, ToSchema)]
#[schema(as = CampaignSaid)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Said {
    /// In 1 to 2000 characters.
    text: String,
}

/// Why.
#[derive(Deserialize, ToSchema)]
#[schema(as = CampaignReason)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Reason {
    /// In 1 to 2000 characters.
    reason: String,
}

/// Another name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewName {
    /// The new campaign's.
    name: String,
}

/// Where a test goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ToTry {
    /// An address of one's own.
    to: String,
    /// Which texts: `en` or `zh`.
    language: String,
}

/// That a test went.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Tried {
    /// Messages.
    sent: u64,
}

/// The description of a route that takes a campaign one step on.
macro_rules! step {
    ($(#[doc = $about:literal])* $name:ident, $path:literal, $right:ident, $verb:ident) => {
        $(#[doc = $about])*
        #[utoipa::path(
            post, path = $path, tag = "campaigns", security(("token" = []), ("session" = [])),
            params(("name" = String, Path, description = "The campaign's name")),
            responses((status = 200, body = Campaign), (status = 401, body = Problem), (status = 403, body = Problem),
                      (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
        )]
        pub(in crate::http) async fn $name(
            Shared(state): Shared<Arc<State>>,
            staff: OfShop,
            Path(name): Path<String>,
        ) -> Result<Json<Campaign>, Problem> {
            staff.may(Right::$right)?;
            let campaigns = &state.options.campaigns;
            Ok(Json(campaigns.$verb(&name, &staff.0, state.clock.now()).await?))
        }
    };
}

step! {
    /// Hand a draft over for approval. For marketers and admins.
    submit, "/v1/campaigns/{name}/submit", RunCampaigns, submit
}
step! {
    /// Send an approved campaign, from now on or from its moment on. For marketers and admins.
    send, "/v1/campaigns/{name}/send", RunCampaigns, release
}
step! {
    /// Stop a campaign for now. For marketers and admins.
    pause, "/v1/campaigns/{name}/pause", RunCampaigns, pause
}
step! {
    /// Go on with a paused campaign. For marketers and admins.
    resume, "/v1/campaigns/{name}/resume", RunCampaigns, resume
}

/// Make a campaign: a draft. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns", tag = "campaigns", security(("token" = []), ("session" = [])), request_body = ToMake,
    responses((status = 201, body = Campaign), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub(in crate::http) async fn create(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    wanted: Result<Json<ToMake>, JsonRejection>,
) -> Result<(StatusCode, Json<Campaign>), Problem> {
    staff.may(Right::RunCampaigns)?;
    let Json(wanted) = wanted?;
    let brief = Brief::read(&wanted.brief).map_err(CampaignsError::from)?;
    let now = state.clock.now();
    let made = state
        .options
        .campaigns
        .create(&wanted.name, &brief, &staff.0, now)
        .await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Change a campaign: a new version, and a draft again whatever was decided. For marketers and admins.
#[utoipa::path(
    put, path = "/v1/campaigns/{name}", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name")), request_body = ToChange,
    responses((status = 200, body = Campaign), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem))
)]
pub(in crate::http) async fn edit(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    wanted: Result<Json<ToChange>, JsonRejection>,
) -> Result<Json<Campaign>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Json(wanted) = wanted?;
    let brief = Brief::read(&wanted.brief).map_err(CampaignsError::from)?;
    let campaigns = &state.options.campaigns;
    let now = state.clock.now();
    let changed = campaigns.edit(&name, &brief, wanted.version, &staff.0, now);
    Ok(Json(changed.await?))
}

/// Say something about a campaign. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns/{name}/comments", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name")), request_body = Said,
    responses((status = 200, body = Campaign), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(in crate::http) async fn comment(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    said: Result<Json<Said>, JsonRejection>,
) -> Result<Json<Campaign>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Json(said) = said?;
    let campaigns = &state.options.campaigns;
    let said = campaigns.comment(&name, &said.text, &staff.0, state.clock.now());
    Ok(Json(said.await?))
}

/// Approve a campaign that somebody else wrote and somebody else changed last. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns/{name}/approve", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name")), request_body = ToApprove,
    responses((status = 200, body = Campaign), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem))
)]
pub(in crate::http) async fn approve(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    wanted: Result<Json<ToApprove>, JsonRejection>,
) -> Result<Json<Campaign>, Problem> {
    staff.may(Right::ApproveCampaign)?;
    let Json(wanted) = wanted?;
    let campaigns = &state.options.campaigns;
    let approved = campaigns.approve(&name, wanted.version, &staff.0, state.clock.now());
    Ok(Json(approved.await?))
}

/// Give a campaign back to be changed. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns/{name}/decline", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name")), request_body = Reason,
    responses((status = 200, body = Campaign), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem))
)]
pub(in crate::http) async fn decline(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    why: Result<Json<Reason>, JsonRejection>,
) -> Result<Json<Campaign>, Problem> {
    staff.may(Right::ApproveCampaign)?;
    let Json(why) = why?;
    let campaigns = &state.options.campaigns;
    let declined = campaigns.decline(&name, &why.reason, &staff.0, state.clock.now());
    Ok(Json(declined.await?))
}

/// Stop a campaign for good. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns/{name}/stop", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name")), request_body = Reason,
    responses((status = 200, body = Campaign), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem))
)]
pub(in crate::http) async fn stop(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    why: Result<Json<Reason>, JsonRejection>,
) -> Result<Json<Campaign>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Json(why) = why?;
    let campaigns = &state.options.campaigns;
    let stopped = campaigns.stop(&name, &why.reason, &staff.0, state.clock.now());
    Ok(Json(stopped.await?))
}

/// Make a draft of what another campaign is. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns/{name}/clone", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name")), request_body = NewName,
    responses((status = 201, body = Campaign), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem))
)]
pub(in crate::http) async fn clone(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    new: Result<Json<NewName>, JsonRejection>,
) -> Result<(StatusCode, Json<Campaign>), Problem> {
    staff.may(Right::RunCampaigns)?;
    let Json(new) = new?;
    let campaigns = &state.options.campaigns;
    let made = campaigns.clone_as(&name, &new.name, &staff.0, state.clock.now());
    Ok((StatusCode::CREATED, Json(made.await?)))
}

/// Send the texts of a campaign to an address of one's own, marked as a test, with a code that is none. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns/{name}/test", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name")), request_body = ToTry,
    responses((status = 200, body = Tried), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem),
              (status = 502, body = Problem))
)]
pub(in crate::http) async fn test(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    wanted: Result<Json<ToTry>, JsonRejection>,
) -> Result<Json<Tried>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Json(wanted) = wanted?;
    let language = Language::from_tag(&wanted.language)
        .ok_or_else(|| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "`language` is en or zh"))?;
    let mailer = &state.options.mailer;
    let sent = mailer.test(&name, &wanted.to, language, &staff.0, state.clock.now());
    Ok(Json(Tried { sent: sent.await? }))
}
