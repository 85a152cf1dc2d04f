//! `storekeeper bench campaign`: how long it takes to count an audience over a big shop, and to write its messages.

use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use crate::app::{self, Books};
use crate::campaigns::{Addressee, Brief};
use crate::catalog::{Localized, Product};
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::config::Settings;
use crate::db::Db;
use crate::evaluation::Spread;
use crate::features::{DAY, Features, Scores};
use crate::ids::{Language, MemberKey, OrderNumber, ProductKey};
use crate::learn::Draws;
use crate::members::Member;
use crate::money::{GBP, Money};
use crate::orders::{Order, OrderLine, OrderState};
use crate::senders::{Senders, Ways};

use super::super::Json;
use super::super::progress::Stages;
use super::spreads;

/// Members that are put into the shop at a time.
const AT_ONCE: u32 = 20_000;
/// One member of so many has orders: what an audience costs lies in the rows of members, not in those of orders.
const ORDERING: u32 = 10;
/// The segments that members are in, in turn.
const SEGMENTS: [&str; 4] = ["champions", "loyal", "at_risk", "hibernating"];

/// `storekeeper bench campaign`
#[derive(Debug, Args)]
pub(in crate::cli) struct BenchCampaign {
    /// The shop has so many members
    #[arg(long, default_value_t = 700_000, value_parser = clap::value_parser!(u32).range(100..=5_000_000))]
    members: u32,
    /// Write so many messages
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(100..=10_000_000))]
    messages: u32,
    /// Count each audience so often
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(2..=1_000))]
    times: u32,
    /// An empty database to make the shop in, instead of a SQLite file that is thrown away
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    #[command(flatten)]
    json: Json,
}

/// How long an audience took.
#[derive(Serialize)]
struct Audience {
    name: &'static str,
    size: u64,
    reached: u64,
    /// With the database just opened, in milliseconds.
    cold_ms: f64,
    /// After that.
    warm_ms: Option<Spread>,
}

/// How long messages took.
#[derive(Serialize)]
struct Written {
    messages: u32,
    seconds: f64,
    per_second: f64,
    /// What they come to, their HTML included.
    megabytes: f64,
}

pub(super) async fn bench(settings: &Settings, wanted: BenchCampaign) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let url = match &wanted.database {
        Some(url) => url.clone(),
        None => Db::sqlite_url(&folder.path().join("campaign.db")),
    };
    // The loyalty rules and links are the shop's own, its people are not.
    let books = app::open_books_at(settings, &url).await?;
    if books.members.count().await? > 0 {
        bail!("{url} is not empty; name a database that holds nothing yet");
    }
    let began = Instant::now();
    fill(&books, &url, wanted.members).await?;
    let filled = began.elapsed().as_secs_f64();
    let began = Instant::now();
    books.campaigns.follow_reach(true).await?;
    let followed = began.elapsed().as_secs_f64();
    drop(books);
    let mut audiences = Vec::new();
    for (name, audience) in audiences_asked() {
        audiences.push(counted(settings, &url, (name, audience), wanted.times).await?);
    }
    let written = written(settings, &url, wanted.messages).await?;
    if wanted.json.json {
        let said = json!({
            "members": wanted.members, "filled_s": filled, "reach_s": followed, "audiences": audiences,
            "written": written,
        });
        println!("{said}");
        return Ok(());
    }
    let mut rows = Vec::new();
    for audience in audiences {
        println!(
            "{}: {} members, {} reached; the first time {:.0} ms",
            audience.name, audience.size, audience.reached, audience.cold_ms
        );
        rows.push((audience.name, audience.warm_ms));
    }
    println!("{}", spreads(&rows));
    println!(
        "{} members were made in {filled:.0} s, and whom media reach was followed in {followed:.1} s, once",
        wanted.members
    );
    println!(
        "{} messages were written in {:.2} s: {:.0} a second, {:.0} MB",
        written.messages, written.seconds, written.per_second, written.megabytes
    );
    Ok(())
}

/// Audiences of every kind: everybody, those with a name, a filter over several columns, one over the members themselves.
fn audiences_asked() -> [(&'static str, Value); 6] {
    [
        ("everybody", json!({"named": "everybody"})),
        ("at risk, top third", json!({"named": "at_risk_top_third"})),
        ("lapsed", json!({"named": "lapsed"})),
        ("one order", json!({"named": "one_order"})),
        (
            "several columns",
            json!({"filter": {"all": [
                {"column": "orders", "below": 3}, {"column": "churn_risk", "above": 0.2},
                {"column": "mail_consent", "is": true},
            ]}}),
        ),
        (
            "nearly everybody",
            json!({"filter": {"column": "orders", "below": 1_000}}),
        ),
    ]
}

/// A brief to an audience.
fn brief(audience: &Value) -> Result<Brief> {
    let brief = json!({
        "objective": "bench", "audience": audience, "medium": "mail", "languages": ["en", "zh"], "product": "bench",
        "holdout": 0.1,
        "offer": {"kind": "coupon", "percent": 10, "ends": "2099-12-31"},
        "copies": [
            {"variant": "a", "language": "en", "subject": "{{member.name|Dear member}}, {{offer.what}}",
             "body": "Dear {{member.name|member}},\n\n{{product.title}} is {{product.price}} instead of {{product.was}} \
                      with {{offer.code}}, until {{offer.ends}}: {{product.link}}\n\nYours, {{shop.name}}\n\n\
                      Unsubscribe: {{unsubscribe}}"},
            {"variant": "a", "language": "zh", "subject": "{{member.name|您好}}，{{offer.what}}",
             "body": "{{member.name|会员}}，您好：\n\n凭{{offer.code}}，{{product.title}}由{{product.was}}降为\
                      {{product.price}}，{{offer.ends}}截止：{{product.link}}\n\n{{shop.name}}\n\n退订：{{unsubscribe}}"},
        ],
    });
    Ok(Brief::read(&brief)?)
}

/// Member number `n`.
fn member(n: u32) -> Member {
    let chinese = n.is_multiple_of(2);
    Member {
        name: Some(if chinese {
            format!("王小{n}")
        } else {
            format!("Robin Member {n}")
        }),
        country: Some(if chinese { "China" } else { "United Kingdom" }.to_owned()),
        city: Some(if chinese { "Shanghai" } else { "Leeds" }.to_owned()),
        mail: (!n.is_multiple_of(50)).then(|| format!("b{n}@bench.example")),
        phone: (!n.is_multiple_of(3)).then(|| format!("+44 113 {n:07}")),
        language: Some(if chinese {
            Language::Chinese
        } else {
            Language::English
        }),
        marketing: Some(!n.is_multiple_of(5)),
        ..Member::new(key(n))
    }
}

fn key(n: u32) -> MemberKey {
    MemberKey::new(&format!("B{n}"))
}

/// An order of a member, so many days ago.
fn order(n: u32, days: i64, now: Timestamp) -> Order {
    Order {
        number: OrderNumber::new(&format!("B{n}-{days}")),
        member: Some(key(n)),
        placed: Timestamp::from_micros(now.micros() - days * DAY),
        state: OrderState::Invoiced,
        currency: GBP,
        lines: vec![OrderLine {
            product: ProductKey::new("bench"),
            quantity: i64::from(1 + n % 4),
            unit_price: Money::new(1_990, GBP),
        }],
    }
}

/// Makes the shop: its members through the doors that an import has, counted, and with estimates by lot.
async fn fill(books: &Books, url: &str, members: u32) -> Result<()> {
    let (stages, now) = (Stages::new(), SystemClock.now());
    let product = Product {
        key: ProductKey::new("bench"),
        title: Localized {
            english: Some("A teapot for two".to_owned()),
            chinese: Some("双人茶壶".to_owned()),
        },
        description: Localized::default(),
        brand: None,
        category: None,
        price: Money::new(1_990, GBP),
        stock: None,
        attributes: std::collections::BTreeMap::new(),
        image: None,
        family: None,
    };
    books.catalog.put(&[product]).await?;
    for first in (0..members).step_by(AT_ONCE as usize) {
        let part = first..members.min(first + AT_ONCE);
        let people: Vec<Member> = part.clone().map(member).collect();
        books.members.put(&people).await?;
        let ordering = part.clone().filter(|n| n.is_multiple_of(ORDERING));
        let orders = ordering.flat_map(|n| {
            let again = n.is_multiple_of(ORDERING * 2).then_some(5);
            let days = [Some(10 + i64::from(n % 300)), again];
            days.into_iter()
                .flatten()
                .map(move |days| order(n, days, now))
        });
        books.orders.put(&orders.collect::<Vec<_>>()).await?;
        stages.at("members", part.end.into(), members.into());
    }
    let db = Db::open(url, app::migrations()).await?;
    let features = Features::new(db.clone());
    let cut = features.latest(now).await?;
    let told = |share| stages.share("counting", share);
    features.rebuild(cut, &told).await?;
    let keys: Vec<MemberKey> = (0..members).map(key).collect();
    let mut draws = Draws::new(1);
    for part in keys.chunks(AT_ONCE as usize) {
        let rows = crate::members::rows_of(db.reader(), part.iter()).await?;
        let mut rows: Vec<i64> = rows.into_values().collect();
        rows.sort_unstable();
        let scores = rows.into_iter().map(|row| {
            let scores = Scores {
                churn_risk: Some(f64::from(draws.unit())),
                value_rank: Some(f64::from(draws.unit())),
                rfm: SEGMENTS
                    .get(draws.below(4) as usize)
                    .map(|name| (*name).to_owned()),
                ..Scores::default()
            };
            (row, scores)
        });
        let scores: Vec<(i64, Scores)> = scores.collect();
        features.keep_scores(&scores, now).await?;
    }
    Ok(db.close().await?)
}

/// Counts an audience again and again, the first time with the database just opened.
async fn counted(
    settings: &Settings,
    url: &str,
    (name, audience): (&'static str, Value),
    times: u32,
) -> Result<Audience> {
    let brief = brief(&audience)?;
    let books = app::open_books_at(settings, url).await?;
    let (mut cold_ms, mut warm, mut last) = (0.0, Vec::new(), None);
    for time in 0..=times {
        let began = Instant::now();
        let now = SystemClock.now();
        let counted = (books.campaigns).count(&brief, "bench", Language::English, now);
        last = Some(counted.await?);
        let took = began.elapsed().as_secs_f64() * 1_000.0;
        if time == 0 {
            cold_ms = took;
        } else {
            warm.push(took);
        }
    }
    let counted = last.context("an audience is counted once at least")?;
    Ok(Audience {
        name,
        size: counted.size,
        reached: counted.reached,
        cold_ms,
        warm_ms: Spread::of(warm),
    })
}

/// Writes messages, one after another, as they are written before they are handed over.
async fn written(settings: &Settings, url: &str, messages: u32) -> Result<Written> {
    let books = app::open_books_at(settings, url).await?;
    let campaigns = books.campaigns.as_ref().clone();
    let mailer = app::open_mailer(settings, campaigns, Senders::open(&Ways::default())?)?;
    let brief = brief(&json!({"named": "everybody"}))?;
    let wording = mailer.wording("bench", &brief).await?;
    let (mut bytes, began) = (0, Instant::now());
    for n in 0..messages {
        let member = member(n);
        let to = Addressee {
            name: member.name,
            code: Some("7KPM-Q2XZ-49TB".to_owned()),
            percent: wording.depth(0).0,
            message: format!("{n:032x}"),
            ..Addressee::default()
        };
        let text = wording.text(n.into(), member.language);
        let text = text.context("there is a text in both languages")?;
        let address = member.mail.unwrap_or_default();
        let message = wording.message(text, &to, &address)?;
        let html = message.bulk.and_then(|bulk| bulk.html).unwrap_or_default();
        bytes += message.text.len() + html.len();
    }
    let seconds = began.elapsed().as_secs_f64();
    #[allow(clippy::cast_precision_loss, reason = "megabytes")]
    let megabytes = bytes as f64 / 1e6;
    Ok(Written {
        messages,
        seconds,
        per_second: f64::from(messages) / seconds.max(1e-9),
        megabytes,
    })
}
