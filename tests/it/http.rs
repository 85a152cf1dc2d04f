//! The doors over HTTP, asked as a browser, a shop's backend and somebody hostile would.

mod account;
mod asking;
mod behaving;
mod browser;
mod campaign_list;
mod campaigns;
mod conversations;
mod desk;
mod drafts;
mod findings;
mod goods;
mod identity;
mod inbox;
mod insights;
mod joining;
mod keeping;
mod limits;
mod log;
mod loyalty;
mod members;
mod members360;
mod opening;
mod operation;
mod orders;
mod pages;
mod person;
mod pictures;
mod plans;
mod ratings;
mod rights;
mod sink;
mod staff;
mod suiting;
mod surveys;
mod writing;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};
use storekeeper::access::{Accounts, Keys, Role, Staff};
use storekeeper::assistant::Chats;
use storekeeper::audit::Audit;
use storekeeper::clock::{Clock, SystemClock, Timestamp};
use storekeeper::events::WriteKeys;
use storekeeper::http::{self, Options, Pages, State};
use storekeeper::ids::MemberKey;
use storekeeper::llm::Scripted;
use storekeeper::members::Members;
use storekeeper::orders::Loyalty;
use storekeeper::senders::{Log, Sender, Senders};
use tokio_util::sync::CancellationToken;

use super::turn::shop::Starter;

/// How a server behaves that no test changes; its folder holds keys and pictures.
fn options(folder: &Path, shop: &Starter, messages_per_minute: u32) -> Options {
    Options {
        allowed_origins: vec!["https://shop.example".to_owned()],
        messages_per_minute,
        behind_proxy: true,
        pictures: folder.join("pictures"),
        shop_name: None,
        demo_sign_in: false,
        pages: Pages::of([]),
        ingestion: None,
        surveys: None,
        senders: Senders::all_by(Arc::new(Log)),
        accounts: Accounts::new(shop.db.clone()),
        audit: Audit::new(shop.db.clone()),
        dossiers: shop.dossiers.clone(),
        advisor: Arc::clone(&shop.advisor),
        erased: Arc::default(),
        mailer: Arc::new(shop.mailer(Arc::new(Log))),
        campaigns: shop.campaigns(),
        write_keys: WriteKeys::new(shop.db.clone()),
    }
}

/// A clock that goes on as the machine's does, and can be moved forward.
#[derive(Default)]
pub struct Moved {
    by: AtomicI64,
}

impl Moved {
    pub fn forward(&self, seconds: i64) {
        self.by.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }
}

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(SystemClock.now().micros() + self.by.load(Ordering::Relaxed))
    }
}

/// A server of the starter shop on a port of its own.
pub struct Server {
    at: String,
    client: Client,
    keys: Arc<tempfile::TempDir>,
    stop: CancellationToken,
    shop: Arc<Starter>,
}

impl Server {
    /// Without a model, and with limits that no test reaches by accident.
    pub async fn open() -> Self {
        Self::with(None, 10_000).await
    }

    pub async fn with(model: Option<Scripted>, messages_per_minute: u32) -> Self {
        let (shop, keys) = (Starter::open().await, tempfile::tempdir().unwrap());
        Self::over(Arc::new(shop), Arc::new(keys), model, messages_per_minute).await
    }

    /// With these pages, and with or without the demo's sign-in.
    pub async fn showing(pages: Pages, demo_sign_in: bool) -> Self {
        let (shop, keys) = (Starter::open().await, tempfile::tempdir().unwrap());
        let options = Options {
            pages,
            demo_sign_in,
            ..options(keys.path(), &shop, 10_000)
        };
        Self::run(Arc::new(shop), Arc::new(keys), None, options).await
    }

    /// With whoever carries its mail and SMS.
    pub async fn sending(sender: Arc<dyn Sender>) -> Self {
        let (shop, keys) = (Starter::open().await, tempfile::tempdir().unwrap());
        let options = Options {
            mailer: Arc::new(shop.mailer(sender.clone())),
            senders: Senders::all_by(sender),
            ..options(keys.path(), &shop, 10_000)
        };
        Self::run(Arc::new(shop), Arc::new(keys), None, options).await
    }

    /// With a clock that can be moved.
    pub async fn moving() -> (Self, Arc<Moved>) {
        let (shop, keys) = (Starter::open().await, tempfile::tempdir().unwrap());
        let options = options(keys.path(), &shop, 10_000);
        let (clock, keys) = (Arc::new(Moved::default()), Arc::new(keys));
        let server = Self::run_by(clock.clone(), Arc::new(shop), keys, None, options).await;
        (server, clock)
    }

    /// Of a changed shop, without a model.
    pub async fn of(shop: Starter) -> Self {
        let keys = Arc::new(tempfile::tempdir().unwrap());
        Self::over(Arc::new(shop), keys, None, 10_000).await
    }

    /// Another one of the same shop, as after a restart.
    pub async fn again(&self) -> Self {
        Self::over(Arc::clone(&self.shop), Arc::clone(&self.keys), None, 10_000).await
    }

    async fn over(
        shop: Arc<Starter>,
        keys: Arc<tempfile::TempDir>,
        model: Option<Scripted>,
        messages_per_minute: u32,
    ) -> Self {
        let options = options(keys.path(), &shop, messages_per_minute);
        Self::run(shop, keys, model, options).await
    }

    async fn run(
        shop: Arc<Starter>,
        keys: Arc<tempfile::TempDir>,
        model: Option<Scripted>,
        options: Options,
    ) -> Self {
        Self::run_by(Arc::new(SystemClock), shop, keys, model, options).await
    }

    async fn run_by(
        clock: Arc<dyn Clock>,
        shop: Arc<Starter>,
        keys: Arc<tempfile::TempDir>,
        model: Option<Scripted>,
        options: Options,
    ) -> Self {
        let opened = Keys::open(keys.path(), clock.now()).unwrap();
        let state = State::new(shop.assistant(model), opened, clock, options);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let told = stop.clone().cancelled_owned();
        tokio::spawn(http::serve(state, listener, told));
        let client = Client::builder()
            .timeout(Duration::from_secs(30))
            .build()
            .unwrap();
        Self {
            at,
            client,
            keys,
            stop,
            shop,
        }
    }

    /// A token for a member, signed as the shop's backend would.
    pub fn token(&self, member: &str) -> String {
        let now = SystemClock.now();
        let keys = Keys::open(self.keys.path(), now).unwrap();
        keys.sign(&MemberKey::new(member), now, Duration::from_mins(1))
            .unwrap()
    }

    /// Of somebody of the shop.
    pub fn staff_token(&self, role: Role) -> String {
        self.staff_token_of("lin", role)
    }

    /// Of somebody else of the shop.
    pub fn staff_token_of(&self, name: &str, role: Role) -> String {
        self.staff_token_ahead(name, role, 0)
    }

    /// The same, made so many seconds from now.
    pub fn staff_token_ahead(&self, name: &str, role: Role, seconds: i64) -> String {
        let now = Timestamp::from_micros(SystemClock.now().micros() + seconds * 1_000_000);
        let keys = Keys::open(self.keys.path(), now).unwrap();
        let staff = Staff {
            name: name.to_owned(),
            role,
        };
        keys.sign_staff(&staff, now, Duration::from_mins(1))
            .unwrap()
    }

    pub async fn get(&self, path: &str) -> Response {
        self.client
            .get(format!("{}{path}", self.at))
            .send()
            .await
            .unwrap()
    }

    /// What is answered, which must be well.
    pub async fn json(&self, path: &str) -> Value {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.unwrap()
    }

    /// Asks with one header more.
    pub async fn get_with(&self, path: &str, header: &str, value: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.at));
        request.header(header, value).send().await.unwrap()
    }

    /// Sends a request, a member's where there is a token.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Response {
        let mut request = self.client.request(method, format!("{}{path}", self.at));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().await.unwrap()
    }

    /// The accounts of its shop's people.
    pub fn accounts(&self) -> Accounts {
        Accounts::new(self.shop.db.clone())
    }

    /// The members of its shop.
    pub fn members(&self) -> Members {
        self.shop.assistant(None).shop().members.clone()
    }

    /// The conversations that this server keeps.
    pub fn chats(&self) -> Chats {
        self.shop.assistant(None).shop().chats.clone()
    }

    /// The tiers and points that this server shows.
    pub fn loyalty(&self) -> Loyalty {
        self.shop.assistant(None).shop().loyalty.clone()
    }

    /// Puts a file into the folder of pictures.
    pub fn picture(&self, name: &str, data: &[u8]) {
        let file = self.keys.path().join("pictures").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, data).unwrap();
    }

    /// Begins a conversation, a member's where there is a token.
    pub async fn begin(&self, token: Option<&str>) -> Talk<'_> {
        let mut request = self.client.post(format!("{}/v1/conversations", self.at));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        let place = response.headers()["location"].to_str().unwrap().to_owned();
        let body: Value = response.json().await.unwrap();
        assert_eq!(
            place,
            format!("/v1/conversations/{}", body["id"].as_str().unwrap())
        );
        Talk {
            server: self,
            place,
            token: token.map(str::to_owned),
        }
    }
}

impl Server {
    /// A conversation that was begun on another server.
    pub fn go_on(&self, talk: &Talk<'_>) -> Talk<'_> {
        Talk {
            server: self,
            place: talk.place.clone(),
            token: talk.token.clone(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A conversation as its holder sees it.
pub struct Talk<'a> {
    server: &'a Server,
    pub place: String,
    pub token: Option<String>,
}

impl Talk<'_> {
    pub fn request(&self, method: Method, rest: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{}{rest}", self.server.at, self.place);
        let request = self.server.client.request(method, url);
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn post(&self, text: &str) -> Response {
        self.request(Method::POST, "/messages")
            .json(&json!({"text": text}))
            .send()
            .await
            .unwrap()
    }

    /// Says something and reads the whole answer.
    pub async fn say(&self, text: &str) -> Vec<Sent> {
        let response = self.post(text).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        events(&response.text().await.unwrap())
    }
}

/// An event as it came.
#[derive(Debug)]
pub struct Sent {
    pub id: String,
    pub name: String,
    pub data: Value,
}

/// The events of a stream.
pub fn events(text: &str) -> Vec<Sent> {
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name));
        line.map(|value| value.trim_start_matches(':').trim().to_owned())
    };
    text.split("\n\n")
        .filter_map(|block| {
            Some(Sent {
                id: field(block, "id")?,
                name: field(block, "event")?,
                data: serde_json::from_str(&field(block, "data")?).unwrap(),
            })
        })
        .collect()
}

/// Everything that was said.
pub fn text(events: &[Sent]) -> String {
    let texts = events.iter().filter(|sent| sent.name == "text");
    texts
        .map(|sent| sent.data["text"].as_str().unwrap())
        .collect::<Vec<_>>()
        .join(" ")
}
