//! The doors over HTTP.
//!
//! Owns: routes, who is asking ([`crate::access::Keys`] tell), conversations while they are open, the stream of
//! events, limits per visitor, what a request that fails is told, and how the pages are sent (they are made in `web`).
//! Does not own: answers (`assistant`), goods (`catalog`); every handler is a few calls of the rooms below.
//! Holds:
//! - who asks comes from a signed token, never from a body or a path;
//! - a conversation that is not the asker's does not exist;
//! - after the first byte of a stream an error is an event;
//! - one visitor has one answer at a time, so that nobody holds the machine alone;
//! - what is for the shop's people is let through by [`crate::access::Right`]; a browser's session changes something
//!   only from this server's own pages;
//! - nothing that people write is logged.

mod account;
mod addresses;
mod asked;
mod audit_log;
mod behaviour;
mod campaigns;
mod codes;
mod columns;
mod conversations;
mod cookies;
mod demo_sign_in;
mod desk;
mod dismissed;
mod dossier;
mod goods;
mod health;
mod identity;
mod inbox;
mod ingestion;
mod insights;
mod limits;
mod loyalty;
mod me;
mod member360;
mod openapi;
mod orders;
mod pages;
mod person;
mod pictures;
mod plans;
mod problem;
mod ratings;
mod segments;
mod staff;
mod staff_sessions;
mod stream;
mod survey;
mod talks;
mod visitor;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware;
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, post, put};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

use crate::access::{Accounts, Keys};
use crate::actions::Advisor;
use crate::assistant::Assistant;
use crate::audit::Audit;
use crate::campaigns::{Campaigns, Mailer};
use crate::clock::Clock;
use crate::dossiers::Dossiers;
use crate::events::{Surveys, WriteKeys};
use crate::senders::Senders;

use health::Metrics;
use limits::Limits;
use talks::Talks;

pub use ingestion::{Ingestion, ingestion_router};
pub use pages::Pages;

/// A body is a message or a few fields: nothing longer is read.
const LONGEST_BODY: usize = 16 * 1024;
/// How long open answers may go on after the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// The header that a request is found again by in the log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How the server behaves.
pub struct Options {
    /// The sites whose pages may ask.
    pub allowed_origins: Vec<String>,
    /// Messages that one visitor may send in a minute.
    pub messages_per_minute: u32,
    /// Whether `X-Forwarded-For` tells the visitor's address.
    pub behind_proxy: bool,
    /// The folder of the pictures of goods that are shown from here.
    pub pictures: PathBuf,
    /// What the shop is called on its pages.
    pub shop_name: Option<String>,
    /// Whether anybody may sign in as any member: only for a demo, on an address that nobody else reaches.
    pub demo_sign_in: bool,
    /// The storefront and the widget.
    pub pages: Pages,
    /// The door for events; without it the calls that bring them are not there.
    pub ingestion: Option<Arc<Ingestion>>,
    /// The surveys that links lead to.
    pub surveys: Option<Surveys>,
    /// Who carries mail and SMS.
    pub senders: Senders,
    /// The accounts of the shop's people.
    pub accounts: Accounts,
    /// The record of what was answered and done.
    pub audit: Audit,
    /// Everything that is held of one member.
    pub dossiers: Dossiers,
    /// What is thought of members.
    pub advisor: Arc<Advisor>,
    /// The campaigns.
    pub campaigns: Campaigns,
    /// Who sends them, a test to oneself included.
    pub mailer: Arc<Mailer>,
    /// The keys of the shop's own servers.
    pub write_keys: WriteKeys,
    /// Told when a member erased themselves: what is not in the books is to follow.
    pub erased: Arc<Notify>,
}

/// What handlers share.
pub struct State {
    assistant: Assistant,
    keys: Keys,
    clock: Arc<dyn Clock>,
    talks: Talks,
    limits: Limits,
    metrics: Metrics,
    options: Options,
    stopping: CancellationToken,
}

impl State {
    /// The state of a server for `assistant`, which believes tokens signed with `keys`.
    #[must_use]
    pub fn new(
        assistant: Assistant,
        keys: Keys,
        clock: Arc<dyn Clock>,
        options: Options,
    ) -> Arc<Self> {
        Arc::new(Self {
            assistant,
            keys,
            clock,
            talks: Talks::default(),
            limits: Limits::new(options.messages_per_minute),
            metrics: Metrics::new(),
            options,
            stopping: CancellationToken::new(),
        })
    }
}

/// `router` with one route more, whose requests are counted under its name.
fn counted(
    router: Router<Arc<State>>,
    state: &Arc<State>,
    route: &'static str,
    handlers: MethodRouter<Arc<State>>,
) -> Router<Arc<State>> {
    let counting = health::Route {
        state: Arc::clone(state),
        route,
    };
    router.route(
        route,
        handlers.layer(middleware::from_fn_with_state(counting, health::count)),
    )
}

/// All routes.
#[allow(
    clippy::too_many_lines,
    reason = "most of them are the table of routes"
)]
pub fn router(state: &Arc<State>) -> Router {
    let origins: Vec<HeaderValue> = state
        .options
        .allowed_origins
        .iter()
        .filter_map(|origin| origin.parse().ok())
        .collect();
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_ENCODING,
            header::CONTENT_TYPE,
            HeaderName::from_static("anonymousid"),
            HeaderName::from_static("last-event-id"),
        ])
        .expose_headers([REQUEST_ID, header::RETRY_AFTER])
        .max_age(Duration::from_hours(1));
    // Neither the path (it holds a conversation's secret name) nor a header is logged.
    let trace = TraceLayer::new_for_http()
        .make_span_with(|request: &axum::http::Request<_>| {
            let id = request.headers().get(REQUEST_ID);
            let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
            tracing::info_span!("request", method = %request.method(), id)
        })
        .on_request(())
        .on_body_chunk(())
        .on_eos(());
    let routes: Vec<(&'static str, MethodRouter<Arc<State>>)> = vec![
        ("/v1/conversations", post(conversations::begin)),
        (
            "/v1/conversations/{id}",
            get(conversations::show).delete(conversations::forget),
        ),
        ("/v1/conversations/{id}/messages", post(conversations::say)),
        (
            "/v1/conversations/{id}/confirm",
            post(conversations::confirm),
        ),
        ("/v1/conversations/{id}/events", get(conversations::events)),
        ("/v1/conversations/{id}/cancel", post(conversations::cancel)),
        ("/v1/conversations/{id}/rating", post(ratings::rate)),
        ("/v1/conversations/{id}/typing", post(person::types)),
        ("/v1/inbox", get(inbox::cases::list)),
        ("/v1/inbox/events", get(inbox::events::follow)),
        ("/v1/inbox/replies", get(inbox::replies::list)),
        ("/v1/inbox/drafts", get(inbox::drafts::figures)),
        ("/v1/inbox/{case}", get(inbox::cases::show)),
        ("/v1/inbox/{case}/draft", post(inbox::drafts::draft)),
        ("/v1/inbox/{case}/check", post(inbox::drafts::check)),
        ("/v1/inbox/{case}/take", post(inbox::changes::take)),
        ("/v1/inbox/{case}/assign", post(inbox::changes::assign)),
        ("/v1/inbox/{case}/reply", post(inbox::changes::reply)),
        ("/v1/inbox/{case}/note", post(inbox::changes::note)),
        ("/v1/inbox/{case}/tags", post(inbox::changes::tag)),
        (
            "/v1/inbox/{case}/hand-back",
            post(inbox::changes::hand_back),
        ),
        ("/v1/inbox/{case}/close", post(inbox::changes::close)),
        ("/v1/inbox/{case}/undo", post(inbox::changes::undo)),
        ("/v1/inbox/{case}/typing", post(inbox::changes::types)),
        ("/v1/shop", get(me::shop)),
        ("/v1/me", get(me::me)),
        ("/v1/me/choices", put(me::choose)),
        ("/v1/me/loyalty", get(loyalty::mine)),
        ("/v1/me/visitor", post(visitor::tie)),
        ("/v1/me/dismissed", post(dismissed::dismiss)),
        ("/v1/me/dismissed/{product}", delete(dismissed::want_again)),
        ("/v1/me/profile", get(account::profile).put(account::change)),
        (
            "/v1/me/preferences",
            get(account::preferences).put(account::prefer),
        ),
        (
            "/v1/me/consents",
            get(account::consents).put(account::consent),
        ),
        (
            "/v1/me/addresses",
            get(addresses::list).post(addresses::add),
        ),
        (
            "/v1/me/addresses/{id}",
            put(addresses::change).delete(addresses::remove),
        ),
        ("/v1/me/export", get(dossier::export)),
        ("/v1/me/erase", post(dossier::erase)),
        ("/v1/registrations", post(codes::register)),
        ("/v1/registrations/activate", post(codes::activate)),
        ("/v1/sign-in", post(codes::ask)),
        ("/v1/sign-in/code", post(codes::enter)),
        ("/v1/demo/members", get(demo_sign_in::members)),
        ("/v1/demo/session", post(demo_sign_in::sign_in)),
        ("/v1/orders", get(orders::list_orders)),
        ("/v1/orders/{number}", get(orders::show_order)),
        (
            "/v1/orders/{number}/proposals",
            post(orders::propose_change),
        ),
        (
            "/v1/orders/{number}/requests/{key}",
            put(orders::carry_out_change),
        ),
        ("/v1/products", get(goods::list)),
        ("/v1/products/{key}", get(goods::product)),
        ("/v1/products/{key}/reviews", get(goods::reviews)),
        ("/v1/categories", get(goods::categories)),
        ("/v1/bundles", get(goods::bundles)),
        ("/v1/recommendations", get(goods::recommendations)),
        ("/v1/console/members", get(member360::search)),
        ("/v1/members/{key}/openings", post(member360::open)),
        ("/v1/members/{key}/contact", post(member360::reveal)),
        ("/v1/members/{key}/sheet", get(member360::sheet)),
        ("/v1/members/{key}/timeline", get(member360::timeline)),
        ("/v1/audit", get(audit_log::list)),
        ("/v1/audit/export", get(audit_log::export)),
        ("/v1/audit/verify", get(audit_log::verify)),
        ("/v1/members/{key}/insight", get(insights::member)),
        ("/v1/insights", get(insights::overview)),
        ("/v1/insights/columns", get(columns::list)),
        ("/v1/insights/plots/{name}", get(insights::plot)),
        ("/v1/insights/demand", get(insights::demand)),
        ("/v1/insights/funnel", get(behaviour::funnel)),
        ("/v1/insights/paths", get(behaviour::paths)),
        ("/v1/insights/unusual", get(behaviour::unusual)),
        ("/v1/insights/intent", get(behaviour::intent)),
        ("/v1/members/{key}/like", get(behaviour::like)),
        ("/v1/members/{key}/unusual", get(behaviour::unusual_of)),
        ("/v1/members/{key}/intent", get(behaviour::intent_of)),
        ("/v1/insights/survival", get(insights::survival)),
        ("/v1/segments", get(segments::list)),
        ("/v1/segments/count", post(segments::count)),
        (
            "/v1/segments/{name}",
            put(segments::save).delete(segments::remove),
        ),
        ("/v1/segments/{name}/sizes", get(segments::sizes)),
        (
            "/v1/staff/session",
            get(staff_sessions::who)
                .post(staff_sessions::sign_in)
                .delete(staff_sessions::sign_out),
        ),
        (
            "/v1/staff/sessions",
            delete(staff_sessions::sign_out_everywhere),
        ),
        ("/v1/staff/password", post(staff_sessions::change_password)),
        ("/v1/staff/conversations", post(desk::begin)),
        (
            "/v1/staff/conversations/{id}",
            get(desk::show).delete(desk::forget),
        ),
        ("/v1/staff/conversations/{id}/messages", post(desk::say)),
        ("/v1/staff/conversations/{id}/confirm", post(desk::confirm)),
        ("/v1/staff/conversations/{id}/events", get(desk::events)),
        ("/v1/staff/conversations/{id}/cancel", post(desk::cancel)),
        ("/v1/staff/segments/list", post(segments::list_members)),
        ("/v1/actions/plans", get(plans::list).post(plans::propose)),
        ("/v1/actions/plans/{name}", get(plans::show)),
        ("/v1/actions/plans/{name}/approve", post(plans::approve)),
        ("/v1/actions/plans/{name}/decline", post(plans::decline)),
        ("/v1/actions/plans/{name}/export", post(plans::export)),
        ("/pictures/{name}", get(pictures::picture)),
        ("/", get(pages::storefront)),
        ("/c/{category}", get(pages::storefront)),
        ("/p/{key}", get(pages::storefront)),
        ("/search", get(pages::storefront)),
        ("/basket", get(pages::storefront)),
        ("/survey/{link}", get(survey::show).post(survey::answer)),
        ("/console", get(pages::console)),
        ("/console/ask", get(pages::console)),
        ("/console/inbox", get(pages::console)),
        ("/console/inbox/{case}", get(pages::console)),
        ("/console/members", get(pages::console)),
        ("/console/members/{key}", get(pages::console)),
        ("/console/audit", get(pages::console)),
        ("/studio", get(pages::studio)),
        ("/studio/calendar", get(pages::studio)),
        ("/studio/new", get(pages::studio)),
        ("/studio/campaigns/{name}", get(pages::studio)),
        ("/studio/campaigns/{name}/{part}", get(pages::studio)),
        ("/embed.html", get(pages::embedding)),
        ("/assets/{name}", get(pages::asset)),
        ("/widget.js", get(pages::widget_script)),
        ("/widget.mjs", get(pages::widget_module)),
        ("/favicon.svg", get(pages::icon)),
        ("/healthz", get(health::alive)),
        ("/readyz", get(health::ready)),
        ("/metrics", get(health::metrics)),
        ("/openapi.json", get(openapi::document)),
    ];
    let mut router = Router::new();
    for (route, handlers) in routes.into_iter().chain(campaigns::routes()) {
        router = counted(router, state, route, handlers);
    }
    if let Some(ingestion) = &state.options.ingestion {
        for (route, handlers) in ingestion::routes() {
            let handlers = handlers.with_state(Arc::clone(ingestion));
            router = counted(router, state, route, handlers);
        }
    }
    router
        .fallback(pages::nothing)
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(middleware::from_fn(problem::in_language))
        .layer(trace)
        .layer(cors)
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .with_state(Arc::clone(state))
}

/// Answers on `listener` until `stop` is there; then open answers may go on for a few seconds.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    state: Arc<State>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let stopping = state.stopping.clone();
    let service = router(&state).into_make_service_with_connect_info::<SocketAddr>();
    let told = stopping.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        told.cancel();
    });
    let late = async {
        stopping.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = async { server.await } => ended,
        () = late => {
            state.talks.cancel_all();
            Ok(())
        }
    }
}

/// An answer that no cache on the way keeps.
fn private(mut response: Response) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}

/// The description of all routes, as `/openapi.json` gives it.
#[must_use]
pub fn openapi() -> String {
    openapi::text()
}
