//! `storekeeper bench events`: how many events a second are kept, durably, by a real server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use axum::Router;
use clap::Args;
use serde_json::json;

use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::db::Db;
use crate::events::KeyKind;
use crate::http::{Ingestion, ingestion_router};
use crate::ids::MemberKey;
use crate::members::Member;

use super::super::Json;
use super::super::progress::Stages;

/// So many members do things.
const MEMBERS: usize = 2_000;

/// `storekeeper bench events`
#[derive(Debug, Args)]
pub(in crate::cli) struct BenchEvents {
    /// So many events in all
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1_000..=10_000_000))]
    events: u32,
    /// So many events in a batch
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=2_000))]
    batch: u32,
    /// So many clients send at the same time, each one batch after the other
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=256))]
    clients: u32,
    /// An empty database to keep them in, instead of a SQLite file that is thrown away
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn bench(settings: &Settings, wanted: BenchEvents) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let url = match &wanted.database {
        Some(url) => url.clone(),
        None => Db::sqlite_url(&folder.path().join("events.db")),
    };
    let books = app::open_books_at(settings, &url).await?;
    if books.members.count().await? > 0 {
        bail!("{url} is not empty; name a database that holds nothing yet");
    }
    let members = (0..MEMBERS).map(|n| Member::new(MemberKey::new(&format!("B{n}"))));
    books.members.put(&members.collect::<Vec<_>>()).await?;
    let key = books
        .write_keys
        .add("bench", KeyKind::Server, SystemClock.now());
    let key = key.await?;
    let clock = Arc::new(SystemClock);
    let door = Ingestion::open(
        books.events.clone(),
        books.write_keys.clone(),
        clock,
        false,
        false,
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let at = listener.local_addr()?;
    tokio::spawn(serve(ingestion_router(&door), listener));

    let bodies = Arc::new(bodies(&wanted, &key));
    let sent = send(at, &bodies, wanted.clients).await?;
    let kept: u64 = books
        .events
        .counts()
        .await?
        .iter()
        .map(|(_, count)| count)
        .sum();
    let count = bodies.len() as u64 * u64::from(wanted.batch);
    if kept != count {
        bail!("{count} events were answered and {kept} are kept");
    }
    #[allow(clippy::cast_precision_loss, reason = "a rate")]
    let rate = count as f64 / sent.seconds;
    let times = sorted(sent.times);
    let (p50, p99) = (quantile(&times, 50), quantile(&times, 99));
    let database = if url.starts_with("sqlite") {
        "SQLite"
    } else {
        "PostgreSQL"
    };
    if wanted.json.json {
        let said = json!({
            "events": count, "batch": wanted.batch, "clients": wanted.clients, "seconds": sent.seconds,
            "events_per_second": rate, "batch_ms_p50": p50, "batch_ms_p99": p99, "database": database,
        });
        println!("{said}");
    } else {
        println!(
            "{count} events in batches of {}, {} clients, {database}: {rate:.0} events a second",
            wanted.batch, wanted.clients
        );
        println!(
            "a batch was answered in {p50:.1} ms (p50), {p99:.1} ms (p99); all {kept} are kept once"
        );
    }
    Ok(())
}

fn sorted(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times
}

/// So many of a hundred of `sorted` are at most this (nearest rank).
fn quantile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
}

async fn serve(router: Router, listener: tokio::net::TcpListener) {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, service).await {
        tracing::error!(%error, "the bench's server ended");
    }
}

/// The bodies of all batches, as a server's library sends them.
fn bodies(wanted: &BenchEvents, key: &str) -> Vec<String> {
    let now = SystemClock.now().rfc3339();
    let batches = wanted.events.div_ceil(wanted.batch);
    let event = |n: u32| {
        json!({
            "type": "track", "event": if n.is_multiple_of(4) { "Product Added" } else { "Product Viewed" },
            "messageId": format!("{}-{n}", crate::access::random_name(12)),
            "userId": format!("B{}", n as usize % MEMBERS),
            "anonymousId": format!("browser-{}", n as usize % MEMBERS),
            "timestamp": now,
            "context": {
                "library": {"name": "analytics.js", "version": "2.1.0"},
                "page": {"path": "/p/KIT-01", "url": "https://shop.example/p/KIT-01", "title": "A mug"},
                "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
            },
            "properties": {
                "product_id": format!("P{}", n % 500), "name": "A mug", "price": 19.5, "quantity": 1,
                "currency": "EUR", "category": "kitchen",
            },
        })
    };
    (0..batches)
        .map(|batch| {
            let events: Vec<_> = (0..wanted.batch)
                .map(|n| event(batch * wanted.batch + n))
                .collect();
            json!({"writeKey": key, "sentAt": now, "batch": events}).to_string()
        })
        .collect()
}

/// How long it took: all of it, and each batch in milliseconds.
struct Sent {
    seconds: f64,
    times: Vec<f64>,
}

async fn send(at: SocketAddr, bodies: &Arc<Vec<String>>, clients: u32) -> Result<Sent> {
    let stages = Arc::new(Stages::new());
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let clients: Vec<_> = (0..clients)
        .map(|_| {
            let (bodies, next, stages) =
                (Arc::clone(bodies), Arc::clone(&next), Arc::clone(&stages));
            tokio::spawn(async move {
                let client = reqwest::Client::builder().no_proxy().build()?;
                let mut times = Vec::new();
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(body) = bodies.get(place) else {
                        return anyhow::Ok(times);
                    };
                    let asked = Instant::now();
                    loop {
                        let request = client
                            .post(format!("http://{at}/v1/batch"))
                            .body(body.clone());
                        let response = request.send().await?;
                        match response.status().as_u16() {
                            200 => break,
                            429 => tokio::time::sleep(Duration::from_millis(100)).await,
                            other => bail!(
                                "a batch was answered with {other}: {}",
                                response.text().await?
                            ),
                        }
                    }
                    times.push(asked.elapsed().as_secs_f64() * 1000.0);
                    stages.at("sending", place as u64 + 1, bodies.len() as u64);
                }
            })
        })
        .collect();
    let mut times = Vec::new();
    for client in clients {
        times.extend(client.await??);
    }
    Ok(Sent {
        seconds: began.elapsed().as_secs_f64(),
        times,
    })
}
