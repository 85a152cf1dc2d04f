//! Whether the server lives, whether it is ready, and what it counts.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use axum::Json;
use axum::extract::{Request, State as Shared};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use serde::Serialize;
use utoipa::ToSchema;

use crate::assistant::{Event, tool_of};
use crate::retrieval::IndexState;

use super::State;
use super::problem::Problem;

/// Bounds of the times of answers, in seconds: what a person notices, and what makes them leave.
const SECONDS: [f64; 10] = [0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 3.0, 6.0, 12.0, 30.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: String,
    route: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    stop: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Rated {
    verdict: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct By {
    source: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct With {
    tool: String,
}

/// What is counted since the start. No label holds a word that somebody wrote.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Asked, Counter>,
    answers: Family<Ended, Counter>,
    tools: Family<With, Counter>,
    sentences: Family<By, Counter>,
    held_back: Counter,
    ratings: Family<Rated, Counter>,
    first_card: Histogram,
    first_text: Histogram,
    end: Histogram,
    conversations: Gauge<i64>,
    started: Instant,
    uptime: Gauge<f64, AtomicU64>,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let times = || Histogram::new(SECONDS);
        let mut metrics = Self {
            registry: Registry::with_prefix("storekeeper"),
            requests: Family::default(),
            answers: Family::default(),
            tools: Family::default(),
            sentences: Family::default(),
            held_back: Counter::default(),
            ratings: Family::default(),
            first_card: times(),
            first_text: times(),
            end: times(),
            conversations: Gauge::default(),
            started: Instant::now(),
            uptime: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("requests", "Requests answered", metrics.requests.clone());
        registry.register(
            "answers",
            "Messages answered, by how it ended",
            metrics.answers.clone(),
        );
        registry.register(
            "ratings",
            "Answers rated, by verdict",
            metrics.ratings.clone(),
        );
        registry.register("tools", "Tools run", metrics.tools.clone());
        registry.register(
            "sentences",
            "Sentences said, by who found the words",
            metrics.sentences.clone(),
        );
        registry.register(
            "sentences_held_back",
            "Sentences of the model that did not pass the check",
            metrics.held_back.clone(),
        );
        for (name, help, histogram) in [
            (
                "first_card",
                "From the message to the first card",
                &metrics.first_card,
            ),
            (
                "first_text",
                "From the message to the first words",
                &metrics.first_text,
            ),
            (
                "answer",
                "From the message to the end of the answer",
                &metrics.end,
            ),
        ] {
            registry.register_with_unit(name, help, Unit::Seconds, histogram.clone());
        }
        registry.register(
            "conversations",
            "Conversations that are open",
            metrics.conversations.clone(),
        );
        registry.register_with_unit(
            "uptime",
            "Since the start",
            Unit::Seconds,
            metrics.uptime.clone(),
        );
        metrics
    }

    /// Counts a verdict on an answer.
    pub(super) fn rated(&self, verdict: &'static str) {
        self.ratings.get_or_create(&Rated { verdict }).inc();
    }

    /// Counts an event of an answer.
    pub(super) fn event(&self, event: &Event) {
        match event {
            Event::Tool { line } => {
                let tool = tool_of(line).to_owned();
                self.tools.get_or_create(&With { tool }).inc();
            }
            Event::Text { source, .. } => {
                let source = source.word();
                self.sentences.get_or_create(&By { source }).inc();
            }
            Event::Done { stop, account } => {
                let stop = stop.word();
                self.answers.get_or_create(&Ended { stop }).inc();
                self.held_back.inc_by(account.held_back.len() as u64);
                let times = [
                    (&self.first_card, account.first_card_ms),
                    (&self.first_text, account.first_text_ms),
                    (&self.end, Some(account.end_ms)),
                ];
                for (histogram, ms) in times {
                    if let Some(ms) = ms {
                        histogram.observe(ms / 1000.0);
                    }
                }
            }
            Event::Thinking
            | Event::Queued { .. }
            | Event::Card(_)
            | Event::Confirm { .. }
            | Event::Handoff { .. }
            | Event::Received
            | Event::Forgotten
            | Event::Error { .. } => {}
        }
    }
}

/// What the counting of a route needs to know.
#[derive(Clone)]
pub(super) struct Route {
    pub(super) state: Arc<State>,
    /// As it was given to the router: a path could hold a conversation's secret name.
    pub(super) route: &'static str,
}

/// Counts a request by its route.
pub(super) async fn count(
    Shared(Route { state, route }): Shared<Route>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().as_str().to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let asked = Asked {
        method,
        route,
        status,
    };
    state.metrics.requests.get_or_create(&asked).inc();
    response
}

/// The server answers.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, body = String)))]
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// Whether everything that answers need is there.
#[derive(Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "a list of what is there")]
pub(super) struct Readiness {
    /// Whether all of it is.
    ready: bool,
    /// The database answers.
    database: bool,
    /// The index can be searched.
    index: bool,
    /// A model finds the words; without one fixed phrases do.
    model: bool,
}

/// Whether it can answer. Without a model it can.
#[utoipa::path(
    get, path = "/readyz", tag = "operation",
    responses((status = 200, body = Readiness), (status = 503, body = Readiness))
)]
pub(super) async fn ready(Shared(state): Shared<Arc<State>>) -> Response {
    let shop = state.assistant.shop();
    let database = shop.catalog.count().await.is_ok_and(|count| count > 0);
    let index = matches!(shop.retrieval.state().await, Ok(IndexState::Built { .. }));
    let readiness = Readiness {
        ready: database && index && !state.stopping.is_cancelled(),
        database,
        index,
        model: state.assistant.has_model(),
    };
    let status = if readiness.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(readiness)).into_response()
}

/// What was counted, as Prometheus reads it.
#[utoipa::path(get, path = "/metrics", tag = "operation", responses((status = 200, body = String)))]
pub(super) async fn metrics(Shared(state): Shared<Arc<State>>) -> Result<Response, Problem> {
    let metrics = &state.metrics;
    metrics.uptime.set(metrics.started.elapsed().as_secs_f64());
    let open = i64::try_from(state.talks.count()).unwrap_or(i64::MAX);
    metrics.conversations.set(open);
    let mut text = String::new();
    encode(&mut text, &metrics.registry).map_err(|error| Problem::ours(&error))?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
