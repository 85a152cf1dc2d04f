//! The shop, and the member who is signed in with their choices.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::MemberKey;

use super::State;
use super::goods::Texts;
use super::identity::Visitor;
use super::problem::Problem;

/// The shop.
#[derive(Serialize, ToSchema)]
pub(super) struct Shop {
    /// What prices are in: an ISO 4217 code.
    currency: String,
    /// What it is called, where the settings say so.
    name: Option<Texts>,
    /// Whether one may sign in as a member of the demo shop.
    demo: bool,
    /// Whether a model finds the words.
    model: bool,
}

/// What the shop is called and how it answers.
#[utoipa::path(get, path = "/v1/shop", tag = "goods", responses((status = 200, body = Shop)))]
pub(super) async fn shop(Shared(state): Shared<Arc<State>>) -> Json<Shop> {
    let name = state.options.shop_name.as_deref();
    Json(Shop {
        currency: state.assistant.shop().currency.code().to_owned(),
        name: name.map(Texts::same),
        demo: state.options.demo_sign_in,
        model: state.assistant.has_model(),
    })
}

/// The member who is signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// The shop's key.
    key: String,
    /// What they are called, where the shop knows.
    name: Option<String>,
    choices: Choices,
}

/// What a member chose for the assistant to do with what it knows.
#[derive(Serialize, ToSchema)]
pub(super) struct Choices {
    /// Whether suggestions may come out of their own orders.
    personal: bool,
    /// Whether what they tell is remembered.
    remember: bool,
}

/// What is to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    /// Suggestions out of one's own orders.
    personal: Option<bool>,
    /// Remembering what one tells. Off, what was told before is forgotten.
    remember: Option<bool>,
}

/// Who is signed in, and what they chose.
#[utoipa::path(
    get, path = "/v1/me", tag = "members", security(("token" = [])),
    responses((status = 200, body = Me), (status = 401, body = Problem))
)]
pub(super) async fn me(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
) -> Result<Json<Me>, Problem> {
    described(&state, visitor.member()?).await
}

/// Change one's choices. The person themselves presses the switch, so it is done at once.
#[utoipa::path(
    put, path = "/v1/me/choices", tag = "members", request_body = Chosen, security(("token" = [])),
    responses((status = 200, body = Me), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(super) async fn choose(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    chosen: Result<Json<Chosen>, JsonRejection>,
) -> Result<Json<Me>, Problem> {
    let member = visitor.member()?;
    let Json(chosen) = chosen?;
    let members = &state.assistant.shop().members;
    let mut choices = members.choices(member).await?;
    choices.personalised = chosen.personal.unwrap_or(choices.personalised);
    choices.remembers = chosen.remember.unwrap_or(choices.remembers);
    members
        .choose(member, choices, state.clock.now(), "profile")
        .await?;
    described(&state, member).await
}

async fn described(state: &State, key: &MemberKey) -> Result<Json<Me>, Problem> {
    let members = &state.assistant.shop().members;
    let (member, choices) = (members.get(key).await?, members.choices(key).await?);
    Ok(Json(Me {
        key: key.to_string(),
        name: member.and_then(|member| member.name),
        choices: Choices {
            personal: choices.personalised,
            remember: choices.remembers,
        },
    }))
}
