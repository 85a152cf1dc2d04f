//! A member's own addresses.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::MemberKey;
use crate::members::{Address, KeptAddress};

use super::State;
use super::asked::Path;
use super::identity::Visitor;
use super::problem::Problem;

/// The addresses of a member.
#[derive(Serialize, ToSchema)]
pub(super) struct Addresses {
    /// The default one first.
    addresses: Vec<KeptAddress>,
}

/// An address to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressToKeep {
    /// What the member calls it: `home`.
    #[serde(default)]
    label: String,
    /// Whether goods go there where an order says no other.
    #[serde(default)]
    default: bool,
    /// The address.
    address: Address,
}

/// One's addresses.
#[utoipa::path(
    get, path = "/v1/me/addresses", tag = "members", security(("token" = [])),
    responses((status = 200, body = Addresses), (status = 401, body = Problem))
)]
pub(super) async fn list(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
) -> Result<Json<Addresses>, Problem> {
    listed(&state, visitor.member()?).await
}

/// Keep another address; the first one is the default.
#[utoipa::path(
    post, path = "/v1/me/addresses", tag = "members", request_body = AddressToKeep, security(("token" = [])),
    responses((status = 201, body = Addresses), (status = 401, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem))
)]
pub(super) async fn add(
    Shared(state): Shared<Arc<State>>,
    visitor: Visitor,
    wanted: Result<Json<AddressToKeep>, JsonRejection>,
) -> Result<(StatusCode, Json<Addresses>), Problem> {
    let key = visitor.member()?;
    keep(&state, key, None, wanted).await?;
    Ok((StatusCode::CREATED, listed(&state, key).await?))
}

/// Change an address.
#[utoipa::path(
    put, path = "/v1/me/addresses/{id}", tag = "members", request_body = AddressToKeep, security(("token" = [])),
    params(("id" = String, Path, description = "The address's name")),
    responses((status = 200, body = Addresses), (status = 401, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem))
)]
pub(super) async fn change(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    visitor: Visitor,
    wanted: Result<Json<AddressToKeep>, JsonRejection>,
) -> Result<Json<Addresses>, Problem> {
    let key = visitor.member()?;
    keep(&state, key, Some(&id), wanted).await?;
    listed(&state, key).await
}

/// Take an address out.
#[utoipa::path(
    delete, path = "/v1/me/addresses/{id}", tag = "members", security(("token" = [])),
    params(("id" = String, Path, description = "The address's name")),
    responses((status = 200, body = Addresses), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn remove(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Json<Addresses>, Problem> {
    let key = visitor.member()?;
    let members = &state.assistant.shop().members;
    if !members.remove_address(key, &id).await? {
        return Err(no_such_address());
    }
    listed(&state, key).await
}

async fn keep(
    state: &State,
    key: &MemberKey,
    id: Option<&str>,
    wanted: Result<Json<AddressToKeep>, JsonRejection>,
) -> Result<(), Problem> {
    let Json(wanted) = wanted?;
    let members = &state.assistant.shop().members;
    let kept = members
        .put_address(key, id, &wanted.label, &wanted.address, wanted.default)
        .await?;
    kept.map(drop).ok_or_else(no_such_address)
}

async fn listed(state: &State, key: &MemberKey) -> Result<Json<Addresses>, Problem> {
    let addresses = state.assistant.shop().members.addresses(key).await?;
    Ok(Json(Addresses { addresses }))
}

fn no_such_address() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "there is no such address; GET /v1/me/addresses lists them",
    )
}
