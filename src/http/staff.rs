//! Who of the shop is asking.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::access::Staff;

use super::State;
use super::identity::bearer;
use super::problem::Problem;

/// Somebody of the shop, by their token; a member is refused, and whoever has no token is asked for one.
pub(super) struct OfShop(pub(super) Staff);

impl FromRequestParts<Arc<State>> for OfShop {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &Arc<State>,
    ) -> Result<Self, Self::Rejection> {
        let token = bearer(parts)?.ok_or_else(|| {
            Problem::new(
                StatusCode::UNAUTHORIZED,
                "this is for the shop's people: send a token of `storekeeper token staff` as `Authorization: Bearer TOKEN`",
            )
        })?;
        let staff = state.keys.verify_staff(token, state.clock.now());
        match staff {
            Ok(Some(staff)) => Ok(Self(staff)),
            Ok(None) => Err(Problem::new(
                StatusCode::FORBIDDEN,
                "this is for the shop's people, and the token is a member's",
            )),
            Err(error) => Err(Problem::new(StatusCode::UNAUTHORIZED, error.to_string())),
        }
    }
}
