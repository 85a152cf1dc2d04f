//! What changes in the inbox, as it does.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::response::sse::Event;
use serde::Serialize;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

use crate::assistant::{Changed, Party, Seen, Watch};

use super::super::State;
use super::super::conversations::{RETRY, sent_as_stream};
use super::super::limits::Answering;
use super::super::person::LONGEST_STREAM;
use super::super::problem::Problem;
use super::super::staff::OfShop;
use super::serving;

/// What changed in the inbox. Its name is also the event's name on the stream; the id is the change's number.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
#[schema(as = InboxEvent)]
pub(in crate::http) enum Happened {
    /// A case is new, was changed, or something was said in it: it is to be read again.
    Changed {
        /// Which.
        case: String,
    },
    /// The shopper of a case types; this holds for six seconds.
    Typing {
        /// Which.
        case: String,
    },
    /// The reader was too slow: everything is to be read again.
    Missed,
}

impl Happened {
    fn of(changed: &Changed) -> Option<Self> {
        let case = changed.case.clone();
        match changed.typing {
            None => Some(Self::Changed { case }),
            Some(Party::Shopper) => Some(Self::Typing { case }),
            Some(Party::Agent) => None,
        }
    }

    fn frame(&self) -> Event {
        let name = match self {
            Self::Changed { .. } => "changed",
            Self::Typing { .. } => "typing",
            Self::Missed => "missed",
        };
        let data = serde_json::to_string(self).unwrap_or_default();
        Event::default().event(name).data(data)
    }
}

/// What changes in the inbox, as server-sent events, behind the change that `Last-Event-ID` names, or from now on.
///
/// After ten minutes the stream ends and is to be opened again, so that a token is looked at again. For agents and admins.
#[utoipa::path(
    get, path = "/v1/inbox/events", tag = "inbox", security(("token" = []), ("session" = [])),
    params(("Last-Event-ID" = Option<i64>, Header)),
    responses((status = 200, content_type = "text/event-stream", body = Happened), (status = 400, body = Problem),
              (status = 401, body = Problem), (status = 403, body = Problem), (status = 429, body = Problem))
)]
pub(in crate::http) async fn follow(
    Shared(state): Shared<Arc<State>>,
    OfShop(staff): OfShop,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    serving(&staff)?;
    let after = match headers.get("last-event-id") {
        None => None,
        Some(text) => Some(
            text.to_str()
                .ok()
                .and_then(|text| text.trim().parse::<i64>().ok())
                .ok_or_else(|| {
                    let why = "Last-Event-ID is the number of a change, such as 12";
                    Problem::new(StatusCode::BAD_REQUEST, why)
                })?,
        ),
    };
    let inbox = &state.assistant.shop().inbox;
    let listening = state.limits.listen(&staff.to_string())?;
    // Watched before anything is read: what comes in between is seen twice and not missed.
    let watch = inbox.watch().await?;
    let last = match after {
        Some(after) => after,
        None => inbox.stamp().await?,
    };
    let mut reader = Reader {
        watch,
        last,
        frames: VecDeque::new(),
        until: Instant::now() + LONGEST_STREAM,
        stopping: state.stopping.clone(),
        _listening: listening,
    };
    reader.take(&inbox.changed_after(last).await?);
    Ok(sent_as_stream(reader.stream()))
}

/// Who reads what changes.
struct Reader {
    watch: Watch,
    /// The number of the last change that was told.
    last: i64,
    frames: VecDeque<Event>,
    until: Instant,
    stopping: CancellationToken,
    _listening: Answering,
}

impl Reader {
    /// Takes in changes; those that were told before are left out.
    fn take(&mut self, changes: &[Changed]) {
        for change in changes {
            if change.stamp <= self.last {
                continue;
            }
            self.last = change.stamp;
            if let Some(happened) = Happened::of(change) {
                let frame = happened.frame().id(change.stamp.to_string());
                self.frames.push_back(frame.retry(RETRY));
            }
        }
    }

    fn stream(self) -> impl futures::Stream<Item = Result<Event, Infallible>> + Send + 'static {
        futures::stream::unfold(self, |mut reader| async move {
            loop {
                if let Some(frame) = reader.frames.pop_front() {
                    return Some((Ok(frame), reader));
                }
                let seen = tokio::select! {
                    seen = reader.watch.next() => seen,
                    () = tokio::time::sleep_until(reader.until) => return None,
                    () = reader.stopping.cancelled() => return None,
                };
                match seen {
                    Seen::Changes(changes) => reader.take(&changes),
                    Seen::Missed => reader.frames.push_back(Happened::Missed.frame()),
                }
            }
        })
    }
}
