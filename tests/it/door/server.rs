//! A server on the loopback that speaks the OpenAI protocol as it is told to.

use std::collections::VecDeque;
use std::io::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Response, StatusCode, Uri};
use futures::{StreamExt, stream};
use serde_json::{Value, json};

/// What the server says to one request.
pub(super) enum Reply {
    /// These pieces, one after the other, then the end.
    Stream(Vec<Vec<u8>>),
    /// These pieces, then the connection breaks.
    Cut(Vec<Vec<u8>>),
    /// This piece again and again, until nobody reads any more.
    Endless(Vec<u8>),
    /// This status and text.
    Refusal(u16, &'static str),
}

/// A server that is running.
pub(super) struct Server {
    /// Its base URL, `http://host:port/v1`.
    pub(super) url: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    replies: Mutex<VecDeque<Reply>>,
    bodies: Mutex<Vec<Value>>,
    left: AtomicBool,
}

impl Server {
    /// Says these, one to each request; 503 when there are no more.
    pub(super) async fn open(replies: impl IntoIterator<Item = Reply>) -> Self {
        let shared = Arc::new(Shared {
            replies: Mutex::new(replies.into_iter().collect()),
            ..Shared::default()
        });
        let router = Router::new().fallback(answer).with_state(shared.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url: format!("http://{address}/v1"),
            shared,
        }
    }

    /// The bodies of all requests.
    pub(super) fn bodies(&self) -> Vec<Value> {
        self.shared.bodies.lock().unwrap().clone()
    }

    /// Whether the reader of an endless answer has left.
    pub(super) fn reader_left(&self) -> bool {
        self.shared.left.load(Ordering::SeqCst)
    }
}

/// An address where nothing listens.
pub(super) const NOBODY: &str = "http://127.0.0.1:1/v1";

/// One event of a stream.
pub(super) fn event(data: &Value) -> Vec<u8> {
    format!("data: {data}\n\n").into_bytes()
}

/// The event of the next words.
pub(super) fn text(words: &str) -> Vec<u8> {
    event(&json!({"choices": [{"index": 0, "delta": {"content": words}}]}))
}

/// The last event.
pub(super) fn done() -> Vec<u8> {
    b"data: [DONE]\n\n".to_vec()
}

/// A whole answer in one piece.
pub(super) fn saying(words: &str) -> Reply {
    Reply::Stream(vec![text(words), done()])
}

async fn answer(State(shared): State<Arc<Shared>>, uri: Uri, body: Bytes) -> Response<Body> {
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    shared.bodies.lock().unwrap().push(body);
    let reply = shared.replies.lock().unwrap().pop_front();
    let reply = match uri.path() {
        "/v1/chat/completions" | "/v1/completions" => {
            reply.unwrap_or(Reply::Refusal(503, "nothing left to say"))
        }
        _ => Reply::Refusal(404, "no such path"),
    };
    let body = match reply {
        Reply::Refusal(status, said) => {
            let status = StatusCode::from_u16(status).expect("a status");
            return Response::builder()
                .status(status)
                .body(Body::from(said))
                .unwrap();
        }
        Reply::Stream(pieces) => Body::from_stream(stream::iter(pieces).map(Ok::<_, Error>)),
        Reply::Cut(pieces) => {
            let pieces = stream::iter(pieces).map(Ok);
            // The pieces need time to leave before the connection breaks.
            let cut = stream::once(async {
                tokio::time::sleep(Duration::from_millis(100)).await;
                Err(Error::other("cut off"))
            });
            Body::from_stream(pieces.chain(cut))
        }
        Reply::Endless(piece) => {
            let leaving = Leaving(shared);
            Body::from_stream(stream::unfold((leaving, piece), |(leaving, piece)| async {
                tokio::time::sleep(Duration::from_millis(5)).await;
                Some((Ok::<_, Error>(piece.clone()), (leaving, piece)))
            }))
        }
    };
    Response::builder()
        .header("content-type", "text/event-stream")
        .body(body)
        .unwrap()
}

/// Notes that an endless answer was given up.
struct Leaving(Arc<Shared>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.left.store(true, Ordering::SeqCst);
    }
}
