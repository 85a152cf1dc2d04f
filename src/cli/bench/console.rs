//! `storekeeper bench console`: how long the console waits for a member, and for those found while one types.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use reqwest::Url;
use serde_json::{Value, json};

use crate::access::{Keys, Role, Staff};
use crate::app::{self, Books};
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::evaluation::Spread;
use crate::http;
use crate::ids::MemberKey;
use crate::learn::Draws;

use super::super::Json;
use super::super::progress::Stages;
use super::spreads;

/// Letters of a word that are typed one after another.
const LETTERS: usize = 5;
/// For how long the token holds.
const HOLDS: Duration = Duration::from_hours(1);

/// `storekeeper bench console`
#[derive(Debug, Args)]
pub(in crate::cli) struct BenchConsole {
    /// So many members, drawn from all
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(20..=100_000))]
    members: u32,
    /// The seed of the draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    json: Json,
}

/// Somebody of the shop who asks over the loopback.
struct Asker {
    client: reqwest::Client,
    at: Url,
    token: String,
}

/// How long it took, in milliseconds.
#[derive(Default)]
struct Times {
    opening: Vec<f64>,
    page: Vec<f64>,
    older: Vec<f64>,
    search: Vec<f64>,
}

pub(super) async fn bench(settings: &Settings, wanted: BenchConsole) -> Result<()> {
    let books = app::open_books(settings).await?;
    let all = books.members.count().await?;
    let drawn = drawn(&books, &wanted).await?;
    if drawn.is_empty() {
        bail!("there are no members: `storekeeper demo` loads a shop");
    }
    let (now, folder) = (SystemClock.now(), app::keys_folder(settings));
    let staff = Staff {
        name: "bench".to_owned(),
        role: Role::Admin,
    };
    let token = Keys::open(&folder, now)?.sign_staff(&staff, now, HOLDS)?;
    let state = Box::pin(app::open_server(settings, false)).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let asker = Asker {
        client: reqwest::Client::builder().no_proxy().build()?,
        at: Url::parse(&format!("http://{}", listener.local_addr()?))?,
        token,
    };
    tokio::spawn(http::serve(state, listener, std::future::pending()));
    let times = measure(&asker, &books, &drawn).await?;
    let rows = [
        ("open a member (recorded)", Spread::of(times.opening)),
        ("their page", Spread::of(times.page)),
        ("older moments", Spread::of(times.older)),
        ("found while typing", Spread::of(times.search)),
    ];
    if wanted.json.json {
        let [opening, page, older, search] = rows.map(|(_, spread)| spread);
        let said = json!({"members": all, "drawn": drawn.len(), "opening_ms": opening, "page_ms": page,
                          "older_ms": older, "search_ms": search});
        println!("{said}");
    } else {
        println!("{}", spreads(&rows));
        println!(
            "{} of {all} members, asked one after another over the loopback; the openings stand in the audit as those of `bench`",
            drawn.len()
        );
    }
    Ok(())
}

/// Members drawn at random.
async fn drawn(books: &Books, wanted: &BenchConsole) -> Result<Vec<MemberKey>> {
    let mut keys = books.members.keys().await?;
    Draws::new(wanted.seed).shuffle(&mut keys);
    keys.truncate(wanted.members as usize);
    Ok(keys)
}

async fn measure(asker: &Asker, books: &Books, drawn: &[MemberKey]) -> Result<Times> {
    let (stages, mut times) = (Stages::new(), Times::default());
    // What the first request alone would pay for is not what the console waits for all day.
    asker.ask(asker.search("a"), None).await?;
    for (place, member) in drawn.iter().enumerate() {
        let began = Instant::now();
        let Some(grant) = asker.open(member).await? else {
            continue;
        };
        times.opening.push(milliseconds(began));
        let (sheet, took) = asker.ask(asker.of(member, "sheet"), Some(&grant)).await?;
        times.page.push(took);
        if let Some(next) = sheet["timeline"]["next"].as_i64() {
            let mut address = asker.of(member, "timeline");
            address
                .query_pairs_mut()
                .append_pair("before", &next.to_string());
            times.older.push(asker.ask(address, Some(&grant)).await?.1);
        }
        for typed in typed(books, member, &sheet).await? {
            times
                .search
                .push(asker.ask(asker.search(&typed), None).await?.1);
        }
        stages.at("members", place as u64 + 1, drawn.len() as u64);
    }
    Ok(times)
}

/// What somebody types who looks for a member: the first letters of each thing that is known of them, one after another.
async fn typed(books: &Books, member: &MemberKey, sheet: &Value) -> Result<Vec<String>> {
    let kept = books.members.get(member).await?;
    let kept = kept.with_context(|| format!("there is no member {member}"))?;
    let name = kept.name.unwrap_or_default();
    let last = name.split(' ').next_back().unwrap_or_default().to_owned();
    let order = sheet["orders"]["newest"][0]["number"].as_str();
    let words = [
        Some(member.to_string()),
        Some(name),
        Some(last),
        kept.mail,
        kept.phone,
    ];
    let mut typed: Vec<String> = order.map(str::to_owned).into_iter().collect();
    for word in words.into_iter().flatten().filter(|word| !word.is_empty()) {
        let letters = word.chars().count().min(LETTERS);
        typed.extend((1..=letters).map(|count| word.chars().take(count).collect()));
        typed.push(word);
    }
    Ok(typed)
}

impl Asker {
    /// The address of what is told of a member.
    fn of(&self, member: &MemberKey, what: &str) -> Url {
        let mut address = self.at.clone();
        if let Ok(mut path) = address.path_segments_mut() {
            path.clear()
                .extend(["v1", "members", member.as_str(), what]);
        }
        address
    }

    /// The address of those found by what was typed.
    fn search(&self, typed: &str) -> Url {
        let mut address = self.at.clone();
        address.set_path("/v1/console/members");
        address.query_pairs_mut().append_pair("q", typed);
        address
    }

    /// Opens a member; nothing where the member is not to be seen.
    async fn open(&self, member: &MemberKey) -> Result<Option<String>> {
        let request = self.client.post(self.of(member, "openings"));
        let why = json!({"purpose": "other", "text": "storekeeper bench console"});
        let answer = request.bearer_auth(&self.token).json(&why).send().await?;
        match answer.status().as_u16() {
            201 => {
                let opening: Value = answer.json().await?;
                Ok(opening["grant"].as_str().map(str::to_owned))
            }
            404 => Ok(None),
            other => bail!("{member} is not opened: {other}: {}", answer.text().await?),
        }
    }

    /// What is answered, and after how many milliseconds all of it was there.
    async fn ask(&self, address: Url, grant: Option<&str>) -> Result<(Value, f64)> {
        let mut request = self.client.get(address.clone());
        if let Some(grant) = grant {
            request = request.header("x-opening", grant);
        }
        let began = Instant::now();
        let answer = request.bearer_auth(&self.token).send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        let took = milliseconds(began);
        if !status.is_success() {
            bail!("{} was answered with {status}: {text}", address.path());
        }
        Ok((serde_json::from_str(&text)?, took))
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
