//! What comes back from whoever carries messages and books orders: by a server's write key, or by somebody of the shop.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequestParts, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Right;
use crate::campaigns::{
    AddressKind, Bounce, BouncesTaken, RedeemedCoupon, Redemption, SuppressionReason,
};
use crate::events::KeyKind;
use crate::http::State;
use crate::http::problem::Problem;
use crate::http::staff::OfShop;

/// A program of the shop by its server write key, or somebody who runs campaigns: what they are called in the audit.
pub(in crate::http) struct Returning(String);

/// The user name of Basic authentication.
fn user_name(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, coded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64_STANDARD.decode(coded.trim()).ok()?).ok()?;
    let (name, _) = text.split_once(':')?;
    Some(name.to_owned())
}

impl FromRequestParts<Arc<State>> for Returning {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Problem> {
        if let Some(key) = user_name(&parts.headers) {
            let found = state.options.write_keys.find(&key).await;
            let found = found.map_err(|error| Problem::ours(&error))?;
            return match found {
                Some(key) if key.kind == KeyKind::Server => Ok(Self(format!("key:{}", key.name))),
                Some(_) => Err(Problem::new(
                    StatusCode::FORBIDDEN,
                    "this takes the write key of a server; that of a browser stands in pages",
                )),
                None => Err(Problem::new(
                    StatusCode::UNAUTHORIZED,
                    "this is no write key, or one that was revoked",
                )),
            };
        }
        let staff = OfShop::from_request_parts(parts, state).await?;
        staff.may(Right::RunCampaigns)?;
        Ok(Self(staff.0.to_string()))
    }
}

/// What came back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct CameBack {
    /// A thousand at most.
    bounces: Vec<Bounce>,
}

/// An address that nothing is to go to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ToSuppress {
    /// Of what kind it is.
    kind: AddressKind,
    /// The address.
    address: String,
}

/// How many addresses nothing goes to.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Suppressions {
    suppressions: Vec<SuppressedCount>,
}

/// Addresses of one kind, for one reason.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct SuppressedCount {
    /// `mail`, `phone` or `member`.
    kind: String,
    /// `unsubscribed`, `bounced`, `complained` or `by_hand`.
    reason: String,
    /// How many.
    addresses: u64,
}

/// Take what came back: bounces, complaints, and who unsubscribed elsewhere. By a server's write key as the user name of Basic
/// authentication, or for marketers and admins. The same again changes nothing.
#[utoipa::path(
    post, path = "/v1/campaigns/bounces", tag = "campaigns", security(("write_key" = []), ("token" = []), ("session" = [])),
    request_body = CameBack,
    responses((status = 200, body = BouncesTaken), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 422, body = Problem))
)]
pub(in crate::http) async fn bounces(
    Shared(state): Shared<Arc<State>>,
    Returning(by): Returning,
    came: Result<Json<CameBack>, JsonRejection>,
) -> Result<Json<BouncesTaken>, Problem> {
    let Json(came) = came?;
    let campaigns = &state.options.campaigns;
    let taken = campaigns.take_bounces(&came.bounces, &by, state.clock.now());
    Ok(Json(taken.await?))
}

/// Redeem a coupon with an order: once, and for the same order as often as it is asked. By a server's write key as the user name
/// of Basic authentication, or for marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns/coupons/redeem", tag = "campaigns",
    security(("write_key" = []), ("token" = []), ("session" = [])), request_body = Redemption,
    responses((status = 200, body = RedeemedCoupon), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem))
)]
pub(in crate::http) async fn redeem(
    Shared(state): Shared<Arc<State>>,
    Returning(by): Returning,
    wanted: Result<Json<Redemption>, JsonRejection>,
) -> Result<Json<RedeemedCoupon>, Problem> {
    let Json(wanted) = wanted?;
    let campaigns = &state.options.campaigns;
    Ok(Json(
        campaigns.redeem(&wanted, &by, state.clock.now()).await?,
    ))
}

/// How many addresses nothing of a campaign goes to, by kind and reason; the addresses themselves are kept as hashes. For
/// marketers and admins.
#[utoipa::path(
    get, path = "/v1/campaigns/suppressions", tag = "campaigns", security(("token" = []), ("session" = [])),
    responses((status = 200, body = Suppressions), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(in crate::http) async fn suppressions(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
) -> Result<Json<Suppressions>, Problem> {
    staff.may(Right::RunCampaigns)?;
    let counts = state
        .options
        .campaigns
        .suppressed_counts()
        .await?
        .into_iter();
    let counts = counts.map(|(kind, reason, addresses)| SuppressedCount {
        kind,
        reason,
        addresses,
    });
    Ok(Json(Suppressions {
        suppressions: counts.collect(),
    }))
}

/// Let nothing of a campaign go to an address any more. For marketers and admins.
#[utoipa::path(
    post, path = "/v1/campaigns/suppressions", tag = "campaigns", security(("token" = []), ("session" = [])),
    request_body = ToSuppress,
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem))
)]
pub(in crate::http) async fn suppress(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    wanted: Result<Json<ToSuppress>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Json(wanted) = wanted?;
    let (by, now) = (staff.0.to_string(), state.clock.now());
    let reason = SuppressionReason::ByHand;
    let campaigns = &state.options.campaigns;
    campaigns
        .suppress(wanted.kind, &wanted.address, reason, &by, now)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take an address off the list of those that nothing goes to. For marketers and admins.
#[utoipa::path(
    delete, path = "/v1/campaigns/suppressions", tag = "campaigns", security(("token" = []), ("session" = [])),
    request_body = ToSuppress,
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem))
)]
pub(in crate::http) async fn unsuppress(
    Shared(state): Shared<Arc<State>>,
    staff: OfShop,
    wanted: Result<Json<ToSuppress>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    staff.may(Right::RunCampaigns)?;
    let Json(wanted) = wanted?;
    let campaigns = &state.options.campaigns;
    let now = state.clock.now();
    campaigns
        .unsuppress(wanted.kind, &wanted.address, &staff.0, now)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
