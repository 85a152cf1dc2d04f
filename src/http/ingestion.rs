//! Events as the libraries of Segment and RudderStack send them.

use std::io::Read;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequestParts, Query, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{MethodRouter, post};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::clock::Clock;
use crate::events::{
    Call, Events, EventsError, Intake, IntakeError, KeyKind, Reading, WriteKey, WriteKeys,
};

use super::identity::network;
use super::problem::Problem;

/// The largest batch, unpacked.
const LARGEST_BATCH: usize = 4 * 1024 * 1024;
/// The largest of the other calls, unpacked.
const LARGEST_CALL: usize = 500 * 1024;
/// Requests from one address in a minute, with a key that anybody can read in a page.
const FROM_BROWSERS: u32 = 1_200;
/// After so many checks, addresses that have not come for long are forgotten.
const FORGET_EVERY: u64 = 10_000;

/// The door for events.
pub struct Ingestion {
    events: Events,
    intake: Intake,
    keys: WriteKeys,
    clock: Arc<dyn Clock>,
    strict: bool,
    behind_proxy: bool,
    browsers: DefaultKeyedRateLimiter<String>,
    checks: std::sync::atomic::AtomicU64,
}

impl Ingestion {
    /// A door to `events` for those with one of `keys`, whose writer runs on the runtime that this is called on.
    #[must_use]
    pub fn open(
        events: Events,
        keys: WriteKeys,
        clock: Arc<dyn Clock>,
        strict: bool,
        behind_proxy: bool,
    ) -> Arc<Self> {
        let most = NonZeroU32::new(FROM_BROWSERS).unwrap_or(NonZeroU32::MIN);
        Arc::new(Self {
            intake: Intake::open(events.clone()),
            events,
            keys,
            clock,
            strict,
            behind_proxy,
            browsers: RateLimiter::keyed(Quota::per_minute(most)),
            checks: 0.into(),
        })
    }

    /// The events that it lets in.
    pub(super) fn events(&self) -> &Events {
        &self.events
    }

    /// Lets a browser in, or says when it may come again.
    fn limit(&self, from: &str) -> Result<(), Problem> {
        use std::sync::atomic::Ordering;
        if self.checks.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.browsers.retain_recent();
        }
        let checked = self.browsers.check_key(&from.to_owned());
        checked.map_err(|_| Problem::later("too many events from this address; try again later", 5))
    }
}

/// The calls.
pub(super) fn routes() -> [(&'static str, MethodRouter<Arc<Ingestion>>); 7] {
    let small = || DefaultBodyLimit::max(LARGEST_CALL);
    [
        ("/v1/identify", post(identify).layer(small())),
        ("/v1/track", post(track).layer(small())),
        ("/v1/page", post(page).layer(small())),
        ("/v1/screen", post(screen).layer(small())),
        ("/v1/alias", post(alias).layer(small())),
        (
            "/v1/batch",
            post(batch).layer(DefaultBodyLimit::max(LARGEST_BATCH)),
        ),
        // Where RudderStack's library sends what is left as a page is closed.
        (
            "/beacon/v1/batch",
            post(batch).layer(DefaultBodyLimit::max(LARGEST_BATCH)),
        ),
    ]
}

/// A router with these calls alone: to measure them, and for a server that does nothing else.
pub fn ingestion_router(ingestion: &Arc<Ingestion>) -> Router {
    let mut router = Router::new();
    for (route, handlers) in routes() {
        router = router.route(route, handlers);
    }
    router.with_state(Arc::clone(ingestion))
}

/// What was done.
#[derive(Serialize, ToSchema)]
pub(super) struct Taken {
    /// That it was: everything that can be kept is on the disk.
    success: bool,
    /// Events kept now.
    kept: u64,
    /// Events kept before, under the same message ids.
    repeated: u64,
    /// Events put aside with a reason; to send them again does not help.
    rejected: u64,
}

/// One call, or several in a `batch`, as Segment's HTTP API describes it.
#[derive(Deserialize, ToSchema)]
#[allow(
    dead_code,
    reason = "it is there to be described; bodies are read more leniently"
)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sending {
    /// The key that lets it in, where Basic authentication does not have it as the user name.
    write_key: Option<String>,
    /// What names the event; the second of a name is not kept.
    message_id: Option<String>,
    /// The shop's key of the member.
    user_id: Option<String>,
    /// What names the browser.
    anonymous_id: Option<String>,
    /// What happened, for `track`.
    event: Option<String>,
    /// More about it; EVENTS.md lists it.
    #[schema(value_type = Object)]
    properties: Option<Value>,
    /// Who it is, for `identify`.
    #[schema(value_type = Object)]
    traits: Option<Value>,
    /// When it happened, RFC 3339.
    timestamp: Option<String>,
    /// What the sender's clock showed as it was sent.
    sent_at: Option<String>,
    /// The calls of a batch, each with its `type`.
    #[schema(value_type = Vec<Object>)]
    batch: Option<Vec<Value>>,
}

/// Where a call comes from, and what stands around its body.
pub(super) struct Caller {
    headers: HeaderMap,
    address: Option<SocketAddr>,
    /// The write key in the address of the call.
    key: Option<String>,
}

/// What may stand in the address of a call.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    write_key: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let address = Query::<Address>::from_request_parts(parts, state).await;
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self {
            address: peer.map(|ConnectInfo(address)| *address),
            key: address.ok().and_then(|Query(address)| address.write_key),
            headers: parts.headers.clone(),
        })
    }
}

impl Caller {
    /// The user name of Basic authentication.
    fn user_name(&self) -> Option<String> {
        let value = self.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, coded) = value.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let decoded = BASE64_STANDARD.decode(coded.trim()).ok()?;
        let decoded = String::from_utf8(decoded).ok()?;
        let name = decoded.split(':').next().unwrap_or_default().trim();
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// The address that limits count by.
    fn from(&self, behind_proxy: bool) -> String {
        let forwarded = self.headers.get("x-forwarded-for");
        let forwarded = forwarded
            .filter(|_| behind_proxy)
            .and_then(|list| list.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        let peer = self.address.map(|address| address.ip());
        forwarded
            .or(peer)
            .map_or_else(String::new, |address| network(address).to_string())
    }

    /// The body, unpacked where it is packed.
    fn unpacked(&self, body: Bytes, most: usize) -> Result<Vec<u8>, Problem> {
        let too_large = || {
            Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("unpacked, this is larger than {most} bytes; send it in parts"),
            )
        };
        let packed = self.headers.get(header::CONTENT_ENCODING);
        let packed = packed
            .and_then(|coding| coding.to_str().ok())
            .unwrap_or("identity");
        match packed.trim().to_ascii_lowercase().as_str() {
            "identity" | "" => Ok(body.into()),
            "gzip" | "x-gzip" => {
                let mut unpacked = Vec::new();
                let read = flate2::read::MultiGzDecoder::new(body.as_ref())
                    .take(most as u64 + 1)
                    .read_to_end(&mut unpacked);
                read.map_err(|error| {
                    let why = format!("the body is no gzip, as its Content-Encoding says: {error}");
                    Problem::new(StatusCode::BAD_REQUEST, why)
                })?;
                if unpacked.len() > most {
                    return Err(too_large());
                }
                Ok(unpacked)
            }
            other => Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                format!("Content-Encoding `{other}` is not read here; gzip is"),
            )),
        }
    }
}

/// Says who somebody is: ties the browser to the member.
#[utoipa::path(
    post, path = "/v1/identify", tag = "events", request_body = Sending, security(("write_key" = [])),
    responses(
        (status = 200, body = Taken), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 413, body = Problem), (status = 429, body = Problem)
    )
)]
pub(super) async fn identify(
    Shared(door): Shared<Arc<Ingestion>>,
    caller: Caller,
    body: Bytes,
) -> Result<Json<Taken>, Problem> {
    take(&door, Call::Identify, &caller, body).await
}

/// Keeps something that somebody did.
#[utoipa::path(
    post, path = "/v1/track", tag = "events", request_body = Sending, security(("write_key" = [])),
    responses(
        (status = 200, body = Taken), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 413, body = Problem), (status = 429, body = Problem)
    )
)]
pub(super) async fn track(
    Shared(door): Shared<Arc<Ingestion>>,
    caller: Caller,
    body: Bytes,
) -> Result<Json<Taken>, Problem> {
    take(&door, Call::Track, &caller, body).await
}

/// Keeps that a page was looked at.
#[utoipa::path(
    post, path = "/v1/page", tag = "events", request_body = Sending, security(("write_key" = [])),
    responses(
        (status = 200, body = Taken), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 413, body = Problem), (status = 429, body = Problem)
    )
)]
pub(super) async fn page(
    Shared(door): Shared<Arc<Ingestion>>,
    caller: Caller,
    body: Bytes,
) -> Result<Json<Taken>, Problem> {
    take(&door, Call::Page, &caller, body).await
}

/// Keeps that a screen of an app was looked at.
#[utoipa::path(
    post, path = "/v1/screen", tag = "events", request_body = Sending, security(("write_key" = [])),
    responses(
        (status = 200, body = Taken), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 413, body = Problem), (status = 429, body = Problem)
    )
)]
pub(super) async fn screen(
    Shared(door): Shared<Arc<Ingestion>>,
    caller: Caller,
    body: Bytes,
) -> Result<Json<Taken>, Problem> {
    take(&door, Call::Screen, &caller, body).await
}

/// Ties the browser `previousId` to the member `userId`.
#[utoipa::path(
    post, path = "/v1/alias", tag = "events", request_body = Sending, security(("write_key" = [])),
    responses(
        (status = 200, body = Taken), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 413, body = Problem), (status = 429, body = Problem)
    )
)]
pub(super) async fn alias(
    Shared(door): Shared<Arc<Ingestion>>,
    caller: Caller,
    body: Bytes,
) -> Result<Json<Taken>, Problem> {
    take(&door, Call::Alias, &caller, body).await
}

/// Does several calls at once; those that cannot be kept are put aside with a reason, the others are kept.
#[utoipa::path(
    post, path = "/v1/batch", tag = "events", request_body = Sending, security(("write_key" = [])),
    responses(
        (status = 200, body = Taken), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 413, body = Problem), (status = 429, body = Problem)
    )
)]
pub(super) async fn batch(
    Shared(door): Shared<Arc<Ingestion>>,
    caller: Caller,
    body: Bytes,
) -> Result<Json<Taken>, Problem> {
    take(&door, Call::Batch, &caller, body).await
}

/// Keeps what a call brings. It is answered when the disk has it.
async fn take(
    door: &Ingestion,
    call: Call,
    caller: &Caller,
    body: Bytes,
) -> Result<Json<Taken>, Problem> {
    let received = door.clock.now();
    let most = if call == Call::Batch {
        LARGEST_BATCH
    } else {
        LARGEST_CALL
    };
    let body = caller.unpacked(body, most)?;
    let json: Result<Value, String> =
        serde_json::from_slice(&body).map_err(|error| error.to_string());
    let secret = caller
        .user_name()
        .or_else(|| {
            json.as_ref()
                .ok()
                .and_then(Reading::write_key)
                .map(str::to_owned)
        })
        .or_else(|| caller.key.clone());
    let key = admitted(door, secret.as_deref()).await?;
    if key.kind == KeyKind::Browser {
        door.limit(&caller.from(door.behind_proxy))?;
    }
    let reading = Reading {
        call,
        key: key.kind,
        source: &key.name,
        received,
        strict: door.strict,
        secret: secret.as_deref().unwrap_or_default(),
    };
    let text = String::from_utf8_lossy(&body);
    let batch = reading.read(json, &text);
    let problem = batch.problem().map(str::to_owned);
    let kept = door.intake.keep(batch).await.map_err(unkept)?;
    if let Some(problem) = problem {
        return Err(Problem::new(StatusCode::BAD_REQUEST, problem));
    }
    Ok(Json(Taken {
        success: true,
        kept: kept.kept,
        repeated: kept.repeated,
        rejected: kept.rejected,
    }))
}

/// The write key that a call came with.
async fn admitted(door: &Ingestion, secret: Option<&str>) -> Result<WriteKey, Problem> {
    let refused = |why: &str| Problem::new(StatusCode::UNAUTHORIZED, why);
    let secret = secret.ok_or_else(|| {
        refused(
            "a write key is needed: as the user name of Basic authentication, or as `writeKey` in the body",
        )
    })?;
    let found = door.keys.find(secret).await;
    let found = found.map_err(|error: EventsError| Problem::ours(&error))?;
    found.ok_or_else(|| refused("no write key of this shop is so; it may have been revoked"))
}

fn unkept(error: IntakeError) -> Problem {
    match error {
        IntakeError::Full => Problem::later(error.to_string(), 1),
        IntakeError::Closed => Problem::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
        IntakeError::Events(error) => Problem::ours(&error),
    }
}
