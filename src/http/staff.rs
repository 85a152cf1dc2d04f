//! Who of the shop is asking: by the session of their browser, or by a token.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};

use crate::access::{Right, Session, Staff};

use super::State;
use super::cookies::{SESSION, is_secure, read};
use super::identity::bearer;
use super::problem::Problem;

/// What a page sends along to prove that it is a page of this server.
pub(super) const CSRF: HeaderName = HeaderName::from_static("x-csrf-token");
/// Where a browser says from what kind of page a request comes.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Where a proxy says which host it was asked for.
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Somebody of the shop, by their session or their token; a member is refused, and who has neither is asked for one.
pub(super) struct OfShop(pub(super) Staff);

impl OfShop {
    /// Lets through who has the right.
    pub(super) fn may(&self, right: Right) -> Result<(), Problem> {
        if self.0.role.may(right) {
            return Ok(());
        }
        let what = format!("as {} you may not {}", self.0.role, right.told());
        Err(Problem::new(StatusCode::FORBIDDEN, what))
    }
}

/// Somebody of the shop who is signed in in a browser.
pub(super) struct InSession {
    /// Their session.
    pub(super) session: Session,
    /// Its secret.
    pub(super) secret: String,
}

impl FromRequestParts<Arc<State>> for OfShop {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &Arc<State>,
    ) -> Result<Self, Self::Rejection> {
        // What is said aloud counts, and not what a browser adds by itself.
        let Some(token) = bearer(parts)? else {
            let InSession { session, .. } = signed_in(parts, state).await?;
            return Ok(Self(session.staff));
        };
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

impl FromRequestParts<Arc<State>> for InSession {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &Arc<State>,
    ) -> Result<Self, Self::Rejection> {
        if bearer(parts)?.is_some() {
            // A token of whomever: a member's is told that this is not theirs, and the shop's what to do.
            let OfShop(_) = OfShop::from_request_parts(parts, state).await?;
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "this is about a session in a browser, and a token has none: sign in with POST /v1/staff/session",
            ));
        }
        signed_in(parts, state).await
    }
}

/// The session of a request. One that changes something must come from a page of this server.
async fn signed_in(parts: &Parts, state: &State) -> Result<InSession, Problem> {
    let secret = read(&parts.headers, SESSION, is_secure(&parts.headers, state));
    let secret = secret.ok_or_else(|| {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "this is for the shop's people: sign in at /console, or send a token of `storekeeper token staff` as \
             `Authorization: Bearer TOKEN`",
        )
    })?;
    let now = state.clock.now();
    let session = state.options.accounts.session(secret, now).await?;
    let session = session.ok_or_else(|| {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "you are signed out, or were away for too long: sign in again at /console",
        )
    })?;
    if !parts.method.is_safe() {
        from_own_page(&parts.headers, state)?;
        let shown = parts.headers.get(CSRF).map(header::HeaderValue::as_bytes);
        if !shown.is_some_and(|shown| same(shown, session.csrf.as_bytes())) {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "send `csrf` of GET /v1/staff/session as the header X-CSRF-Token",
            ));
        }
    }
    Ok(InSession {
        secret: secret.to_owned(),
        session,
    })
}

/// Lets a request through that a browser says comes from a page of this server.
pub(super) fn from_own_page(headers: &HeaderMap, state: &State) -> Result<(), Problem> {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let own = if let Some(site) = text(&SITE) {
        site == "same-origin"
    } else {
        let forwarded = text(&FORWARDED_HOST).filter(|_| state.options.behind_proxy);
        let host = forwarded.or_else(|| text(&header::HOST));
        let origin = text(&header::ORIGIN).and_then(|origin| origin.split_once("://"));
        host.zip(origin)
            .is_some_and(|(host, (_, asker))| host == asker)
    };
    if own {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "this is taken from this server's own pages alone; programs send a token of `storekeeper token staff`",
    ))
}

/// Compares in a time that does not tell how much is the same.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && differences == 0
}
