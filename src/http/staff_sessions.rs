//! Signing in as somebody of the shop, in a browser, and out again.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State as Shared;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{AccountsError, Attempt, Opened, Right, Session, Staff, random_name};
use crate::clock::Timestamp;

use super::cookies::{KNOWN, SESSION, is_secure, read, set};
use super::identity::Address;
use super::problem::Problem;
use super::staff::{InSession, OfShop, from_own_page};
use super::{State, private};

/// What a browser's cookie that it is known is signed for.
const PURPOSE: &str = "staff-browser";
/// How long a browser is known.
const KNOWN_FOR: Duration = Duration::from_hours(90 * 24);

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    /// The name of the account.
    name: String,
    /// Its password.
    password: String,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AnotherPassword {
    /// The one that holds.
    old: String,
    /// The one that is to hold.
    new: String,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct SignedIn {
    /// The name of the account.
    name: String,
    /// What they are called.
    called: String,
    /// `agent`, `marketer` or `admin`.
    role: &'static str,
    /// What they may do.
    rights: Vec<&'static str>,
    /// To be sent as the header `X-CSRF-Token` with whatever changes something; none for a token, which needs none.
    csrf: Option<String>,
    /// When the session ends, used or not, as RFC 3339 has it; half an hour without a request ends it sooner.
    until: Option<String>,
}

impl SignedIn {
    fn of(staff: Staff, session: Option<Session>) -> Self {
        let (called, csrf, until) = match session {
            Some(session) => (
                session.called,
                Some(session.csrf),
                Some(session.until.rfc3339()),
            ),
            None => (staff.name.clone(), None, None),
        };
        Self {
            called,
            role: staff.role.word(),
            rights: staff.role.rights().map(Right::word).collect(),
            name: staff.name,
            csrf,
            until,
        }
    }
}

/// Sign in. The session is a cookie that only this server's pages can send; it is another one each time.
#[utoipa::path(
    post, path = "/v1/staff/session", tag = "staff", request_body = Credentials,
    responses((status = 201, body = SignedIn), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn sign_in(
    Shared(state): Shared<Arc<State>>,
    from: Address,
    headers: HeaderMap,
    credentials: Result<Json<Credentials>, JsonRejection>,
) -> Result<Response, Problem> {
    from_own_page(&headers, &state)?;
    let Json(credentials) = credentials?;
    let (now, secure) = (state.clock.now(), is_secure(&headers, &state));
    let name = credentials.name.trim().to_lowercase();
    let known = read(&headers, KNOWN, secure)
        .and_then(|cookie| state.keys.verify_link(PURPOSE, cookie, now).ok())
        .filter(|known| known.rsplit_once(' ').is_some_and(|(who, _)| who == name));
    let attempt = Attempt {
        name: &name,
        password: &credentials.password,
        address: &from.name(),
        known: known.as_deref(),
        before: read(&headers, SESSION, secure),
    };
    let opened = state.options.accounts.sign_in(&attempt, now).await;
    let opened = opened.map_err(|error| match error {
        AccountsError::Wrong => Problem::new(StatusCode::UNAUTHORIZED, error.to_string()),
        other => other.into(),
    })?;
    let mut response = opened_here(opened, secure);
    if known.is_none()
        && let Some(cookie) = known_from_now_on(&state, &name, now, secure)
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Who is signed in, what they may do, and what their page must show with a change.
#[utoipa::path(
    get, path = "/v1/staff/session", tag = "staff", security(("session" = []), ("token" = [])),
    responses((status = 200, body = SignedIn), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn who(
    OfShop(staff): OfShop,
    session: Result<InSession, Problem>,
) -> impl IntoResponse {
    let session = session.ok().map(|here| here.session);
    private(Json(SignedIn::of(staff, session)).into_response())
}

/// Sign out in this browser.
#[utoipa::path(
    delete, path = "/v1/staff/session", tag = "staff", security(("session" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn sign_out(
    Shared(state): Shared<Arc<State>>,
    here: InSession,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let accounts = &state.options.accounts;
    accounts.sign_out(&here.secret, state.clock.now()).await?;
    Ok(signed_out(is_secure(&headers, &state)))
}

/// Sign out in every browser.
#[utoipa::path(
    delete, path = "/v1/staff/sessions", tag = "staff", security(("session" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn sign_out_everywhere(
    Shared(state): Shared<Arc<State>>,
    InSession { session, .. }: InSession,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (accounts, by) = (&state.options.accounts, session.staff.to_string());
    accounts
        .sign_out_everywhere(&session.staff.name, &by, state.clock.now())
        .await?;
    Ok(signed_out(is_secure(&headers, &state)))
}

/// Change one's own password. Every other browser is signed out, and this one has a new session.
#[utoipa::path(
    post, path = "/v1/staff/password", tag = "staff", request_body = AnotherPassword, security(("session" = [])),
    responses((status = 201, body = SignedIn), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn change_password(
    Shared(state): Shared<Arc<State>>,
    here: InSession,
    headers: HeaderMap,
    wanted: Result<Json<AnotherPassword>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(wanted) = wanted?;
    let opened = state
        .options
        .accounts
        .change_password(&here.secret, &wanted.old, &wanted.new, state.clock.now())
        .await
        .map_err(|error| match error {
            AccountsError::Wrong => Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "`old` is not the password that you have",
            ),
            other => other.into(),
        })?;
    Ok(opened_here(opened, is_secure(&headers, &state)))
}

/// Tells who is signed in now, and gives the browser the session.
fn opened_here(Opened { secret, session }: Opened, secure: bool) -> Response {
    let told = SignedIn::of(session.staff.clone(), Some(session));
    let mut response = private((StatusCode::CREATED, Json(told)).into_response());
    if let Some(cookie) = set(SESSION, &secret, None, secure) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Takes the session out of the browser.
fn signed_out(secure: bool) -> Response {
    let mut response = private(StatusCode::NO_CONTENT.into_response());
    if let Some(cookie) = set(SESSION, "", Some(0), secure) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// What lets a browser's own tries be counted apart from strangers': for this name, signed by this server.
fn known_from_now_on(
    state: &State,
    name: &str,
    now: Timestamp,
    secure: bool,
) -> Option<HeaderValue> {
    let subject = format!("{name} {}", random_name(16));
    let link = state
        .keys
        .sign_link(PURPOSE, &subject, now, KNOWN_FOR)
        .ok()?;
    let seconds = i64::try_from(KNOWN_FOR.as_secs()).ok()?;
    set(KNOWN, &link, Some(seconds), secure)
}
