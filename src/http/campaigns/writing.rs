//! Texts of campaigns before they are in one: checked as they are typed, written by the model, held to the shop's voice.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::Right;
use crate::campaigns::copy::{Axis, Voice};
use crate::campaigns::{Brief, CampaignsError, TextDrafted, TextFindings, TextWanted};
use crate::http::State;
use crate::http::problem::Problem;
use crate::http::staff::OfShop;
use crate::ids::Language;

/// A text to have written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ToWrite {
    /// The brief that it is for; texts that are in it are not repeated.
    #[schema(value_type = Brief)]
    brief: serde_json::Value,
    /// The text's name: texts of one name say the same in several languages.
    variant: String,
    /// What it appeals to: `benefit`, `proof`, `urgency` or `warmth`.
    axis: String,
    /// `en` or `zh`.
    language: String,
}

/// What the checks find in the texts of a brief, as they are typed: the same that keeps a campaign from being approved. The body
/// is a brief. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns/check", tag = "campaigns", security(("token" = []), ("session" = [])), request_body = Brief,
    responses((status = 200, body = Vec<TextFindings>), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub(in crate::http) async fn check(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    brief: Result<Json<serde_json::Value>, JsonRejection>,
) -> Result<Json<Vec<TextFindings>>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Json(brief) = brief?;
    let brief = Brief::read(&brief).map_err(CampaignsError::from)?;
    Ok(Json(state.options.campaigns.findings(&brief).await?))
}

/// Have one text written by the model, out of what the brief and the goods hold; it is kept nowhere. It may take a minute, and the
/// model stops when the request is dropped. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns/write", tag = "campaigns", security(("token" = []), ("session" = [])), request_body = ToWrite,
    responses((status = 200, body = TextDrafted), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem))
)]
pub(in crate::http) async fn write(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    wanted: Result<Json<ToWrite>, JsonRejection>,
) -> Result<Json<TextDrafted>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Json(wanted) = wanted?;
    let brief = Brief::read(&wanted.brief).map_err(CampaignsError::from)?;
    let wrong = |what: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what);
    let variant = wanted.variant.trim();
    if variant.is_empty() {
        return Err(wrong("`variant` is a name"));
    }
    let axis = Axis::of(&wanted.axis);
    let language = Language::from_tag(&wanted.language);
    let text = TextWanted {
        variant: variant.to_owned(),
        axis: axis.ok_or_else(|| wrong("`axis` is benefit, proof, urgency or warmth"))?,
        language: language.ok_or_else(|| wrong("`language` is en or zh"))?,
    };
    let assistant = &state.assistant;
    let llm = assistant.llm().ok_or(CampaignsError::NoModel)?;
    let campaigns = &state.options.campaigns;
    let drafted = campaigns.write(&brief, &text, Some(llm), assistant.prompts());
    Ok(Json(drafted.await?))
}

/// The shop's voice that every text is held to; `null` where it has none. For marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/voice", tag = "campaigns", security(("token" = []), ("session" = [])),
    responses((status = 200, body = Option<Voice>), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(in crate::http) async fn voice(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
) -> Result<Json<Option<Voice>>, Problem> {
    staff.may(Right::RunCampaigns)?;
    Ok(Json(state.options.campaigns.voice()))
}
