//! The door for events, open on the loopback over a database of either kind.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use storekeeper::clock::{Clock, FixedClock, SystemClock, Timestamp};
use storekeeper::db::Db;
use storekeeper::events::{Event, EventKind, Events, KeyKind, WriteKeys};
use storekeeper::http::{Ingestion, ingestion_router};
use storekeeper::ids::MemberKey;

use super::shop::Shop;

/// The moment at which everything is received here.
pub const NOW: &str = "2026-11-26T12:00:00Z";

/// A moment of this text.
pub fn moment(text: &str) -> Timestamp {
    Timestamp::parse_with_offset(text, &["%+"]).expect("a moment")
}

/// A server that takes events in, with a key of either kind.
pub struct Door {
    pub shop: Shop,
    pub events: Events,
    pub keys: WriteKeys,
    pub at: String,
    pub client: Client,
    pub server: String,
    pub browser: String,
}

/// Serves the calls for events on a port of the loopback.
pub async fn serve(db: &Db, clock: Arc<dyn Clock>, strict: bool) -> SocketAddr {
    let events = Events::new(db.clone());
    let door = Ingestion::open(events, WriteKeys::new(db.clone()), clock, strict, false);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let service = ingestion_router(&door).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    at
}

impl Door {
    /// With products `p0` to `p4` and members `m0` to `m2`.
    pub async fn open(shop: Shop) -> Self {
        Self::with(shop, false).await
    }

    pub async fn with(shop: Shop, strict: bool) -> Self {
        shop.stock(5, 3).await;
        let keys = WriteKeys::new(shop.db.clone());
        let now = SystemClock.now();
        let server = keys.add("backend", KeyKind::Server, now).await.unwrap();
        let browser = keys.add("storefront", KeyKind::Browser, now).await.unwrap();
        let at = serve(&shop.db, Arc::new(FixedClock(moment(NOW))), strict).await;
        Self {
            events: Events::new(shop.db.clone()),
            keys,
            at: format!("http://{at}"),
            client: Client::builder().no_proxy().build().unwrap(),
            server,
            browser,
            shop,
        }
    }

    /// A call with a key as the user name.
    pub fn call(&self, key: &str, path: &str) -> RequestBuilder {
        let request = self.client.post(format!("{}{path}", self.at));
        request.basic_auth(key, Some(""))
    }

    /// Makes a call and returns its status and answer.
    pub async fn post(&self, key: &str, path: &str, body: &Value) -> (u16, Value) {
        answer(self.call(key, path).body(body.to_string())).await
    }

    /// Makes a call that must go well; returns how many were kept, repeated and rejected.
    pub async fn keeps(&self, key: &str, path: &str, body: &Value) -> [u64; 3] {
        let (status, answer) = self.post(key, path, body).await;
        assert_eq!(
            (status, &answer["success"]),
            (200, &json!(true)),
            "{answer}"
        );
        ["kept", "repeated", "rejected"].map(|name| answer[name].as_u64().unwrap())
    }

    /// Something that a browser saw, with or without a member.
    pub async fn viewed(&self, key: &str, visitor: &str, user: Option<&str>, at: &str) {
        let body = json!({
            "event": "Product Viewed", "anonymousId": visitor, "userId": user, "timestamp": at,
            "messageId": format!("{visitor}-{at}"), "properties": {"product_id": "p1"},
        });
        assert_eq!(self.keeps(key, "/v1/track", &body).await, [1, 0, 0]);
    }

    /// What a member did, the newest first.
    pub async fn of(&self, member: &str) -> Vec<Event> {
        self.events
            .latest(&MemberKey::new(member), 1_000)
            .await
            .unwrap()
    }

    /// The keys of what a member did, identifying left out, oldest first.
    pub async fn keys_of(&self, member: &str) -> Vec<String> {
        let mut events = self.of(member).await;
        events.retain(|event| event.kind != EventKind::Identified);
        events.reverse();
        events.into_iter().map(|event| event.key).collect()
    }

    /// How many events are kept.
    pub async fn count(&self) -> u64 {
        let counts = self.events.counts().await.unwrap();
        counts.iter().map(|(_, count)| count).sum()
    }
}

/// The status and the JSON of what is answered.
pub async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or(Value::Null))
}

/// The one event there is.
pub fn only(events: Vec<Event>) -> Event {
    let [event] = events.try_into().expect("one event");
    event
}

/// Packed with gzip.
pub fn packed(data: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(data).unwrap();
    packer.finish().unwrap()
}
