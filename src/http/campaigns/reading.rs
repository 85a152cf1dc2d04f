//! Looking at campaigns.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Query, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Right;
use crate::campaigns::{
    Brief, Campaign, CampaignsError, Counted, ExportForm, Outcome, Preview, Progress, SampleAsked,
    SampleSize, SampledMember, TextFindings, VersionContent, sample_size,
};
use crate::http::State;
use crate::http::asked::{Path, Spoken};
use crate::http::problem::Problem;
use crate::http::staff::OfShop;
use crate::ids::MemberKey;

/// Which versions are compared.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Versions {
    /// The older one
    from: i64,
    /// The newer one
    to: i64,
}

/// Whose message is looked at.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Whose {
    /// A member's key; without it somebody of whom nothing is known
    member: Option<String>,
}

/// What a campaign is to show.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct ToShow {
    /// The share of members that orders anyway, such as 0.1
    baseline: f64,
    /// The smallest change of it that is worth knowing of, such as 0.02
    effect: f64,
    /// The share that is held out; 0.5 without it
    holdout: Option<f64>,
    /// How often an effect may be seen where there is none; 0.05 without it
    alpha: Option<f64>,
    /// How often one of this size is to be seen; 0.8 without it
    power: Option<f64>,
}

/// In which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct Form {
    /// `json`, `csv` or `html`
    format: Option<String>,
}

/// Members to look at messages with.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Sample {
    /// At most twelve.
    members: Vec<SampledMember>,
}

/// What members would be sent.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Previews {
    messages: Vec<Preview>,
}

/// A campaign: its brief, its versions, what was said about it. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/{name}", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name")),
    responses((status = 200, body = Campaign), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem))
)]
pub(in crate::http) async fn show(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
) -> Result<Json<Campaign>, Problem> {
    staff.may(Right::RunCampaigns)?;
    Ok(Json(
        state.options.campaigns.of(&name, state.clock.now()).await?,
    ))
}

/// What one version of a campaign has otherwise than another. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/{name}/diff", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name"), Versions),
    responses((status = 200, body = VersionContent), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn diff(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    versions: Result<Query<Versions>, QueryRejection>,
) -> Result<Json<VersionContent>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Query(versions) = versions?;
    let campaigns = &state.options.campaigns;
    Ok(Json(
        campaigns.diff(&name, versions.from, versions.to).await?,
    ))
}

/// How many members a brief reaches, and what is taken off its audience. The body is a brief. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns/count", tag = "campaigns", security(("token" = []), ("session" = [])), params(Spoken),
    request_body = Brief,
    responses((status = 200, body = Counted), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem))
)]
pub(in crate::http) async fn count(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    spoken: Result<Query<Spoken>, QueryRejection>,
    brief: Result<Json<serde_json::Value>, JsonRejection>,
) -> Result<Json<Counted>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let (Query(spoken), Json(brief)) = (spoken?, brief?);
    let brief = Brief::read(&brief).map_err(CampaignsError::from)?;
    let now = state.clock.now();
    let counted = state
        .options
        .campaigns
        .count(&brief, "", spoken.language(), now)
        .await?;
    Ok(Json(counted))
}

/// How many members a campaign reaches now. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/{name}/count", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name"), Spoken),
    responses((status = 200, body = Counted), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem))
)]
pub(in crate::http) async fn count_of(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    spoken: Result<Query<Spoken>, QueryRejection>,
) -> Result<Json<Counted>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Query(spoken) = spoken?;
    let now = state.clock.now();
    let campaigns = &state.options.campaigns;
    let campaign = campaigns.of(&name, now).await?;
    let name = &campaign.listed.name;
    Ok(Json(
        campaigns
            .count(&campaign.brief, name, spoken.language(), now)
            .await?,
    ))
}

/// What the checks find in the texts of a campaign; with an error among it the campaign cannot be submitted or approved. For
/// marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/{name}/findings", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name")),
    responses((status = 200, body = Vec<TextFindings>), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem))
)]
pub(in crate::http) async fn findings(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
) -> Result<Json<Vec<TextFindings>>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let campaigns = &state.options.campaigns;
    let campaign = campaigns.of(&name, state.clock.now()).await?;
    Ok(Json(campaigns.findings(&campaign.brief).await?))
}

/// How far a campaign has come. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/{name}/progress", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name")),
    responses((status = 200, body = Progress), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem))
)]
pub(in crate::http) async fn progress(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
) -> Result<Json<Progress>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let now = state.clock.now();
    Ok(Json(state.options.campaigns.progress(&name, now).await?))
}

/// Some members of a campaign's audience to look at its messages with: those first with whom a text may go wrong (the longest name,
/// none, no language, each language, no tier, each discount), then by lot. Names come in part. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/{name}/sample", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name"), Spoken),
    responses((status = 200, body = Sample), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem))
)]
pub(in crate::http) async fn sample(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    spoken: Result<Query<Spoken>, QueryRejection>,
) -> Result<Json<Sample>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Query(spoken) = spoken?;
    let campaigns = &state.options.campaigns;
    let campaign = campaigns.of(&name, state.clock.now()).await?;
    let (name, brief) = (&campaign.listed.name, &campaign.brief);
    let members = campaigns.sample(name, brief, spoken.language());
    Ok(Json(Sample {
        members: members.await?,
    }))
}

/// Every text of a campaign as a member would be sent it. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/{name}/preview", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name"), Whose),
    responses((status = 200, body = Previews), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(in crate::http) async fn preview(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    whose: Result<Query<Whose>, QueryRejection>,
) -> Result<Json<Previews>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Query(whose) = whose?;
    let now = state.clock.now();
    let campaign = state.options.campaigns.of(&name, now).await?;
    let member = whose.member.as_deref().map(MemberKey::new);
    let mailer = &state.options.mailer;
    let messages = mailer.preview(&campaign.listed.name, &campaign.brief, member.as_ref(), now);
    let messages = messages.await?;
    Ok(Json(Previews { messages }))
}

/// What a campaign brought, of those whose window is over. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/{name}/results", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name")),
    responses((status = 200, body = Outcome), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem))
)]
pub(in crate::http) async fn results(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
) -> Result<Json<Outcome>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let campaigns = &state.options.campaigns;
    Ok(Json(campaigns.outcome(&name, state.clock.now()).await?))
}

/// How many members it takes to see an effect. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/sample-size", tag = "campaigns", security(("token" = []), ("session" = [])), params(ToShow),
    responses((status = 200, body = SampleSize), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub(in crate::http) async fn size(
    staff: OfShop,
    wanted: Result<Query<ToShow>, QueryRejection>,
) -> Result<Json<SampleSize>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Query(wanted) = wanted?;
    let size = sample_size(SampleAsked {
        baseline: wanted.baseline,
        effect: wanted.effect,
        alpha: wanted.alpha.unwrap_or(0.05),
        power: wanted.power.unwrap_or(0.8),
        holdout: wanted.holdout.unwrap_or(0.5),
    });
    let none = "give shares above 0 and below 1, and an effect that is not 0 and stays within them";
    size.map(Json)
        .ok_or_else(|| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, none))
}

/// Export a campaign as it was sent, with a manifest: who wrote its texts, with which model and prompt. For marketers and admins;
/// it is recorded.
#[utoipa::path(
    post, path = "/v1/campaigns/{name}/export", tag = "campaigns", security(("token" = []), ("session" = [])),
    params(("name" = String, Path, description = "The campaign's name"), Form),
    responses((status = 200, content((String = "application/json"), (String = "text/csv"), (String = "text/html"))),
              (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(in crate::http) async fn export(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    Path(name): Path<String>,
    form: Result<Query<Form>, QueryRejection>,
) -> Result<Response, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Query(form) = form?;
    let form = ExportForm::of(form.format.as_deref().unwrap_or("json"));
    let form = form.ok_or_else(|| {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "`format` is json, csv or html",
        )
    })?;
    let campaigns = &state.options.campaigns;
    let export = campaigns.export(&name, &staff.0, state.clock.now()).await?;
    let text = export.text(form)?;
    Ok(([(header::CONTENT_TYPE, form.content_type())], text).into_response())
}
