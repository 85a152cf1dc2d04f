//! A server that is killed while events come in: what was answered is there, and nothing is there twice.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};
use storekeeper::clock::{Clock, SystemClock};
use storekeeper::db::Db;
use storekeeper::events::{Events, KeyKind, WriteKeys};

use super::door::serve;
use super::shop::{Shop, migrations, on_both, run};

on_both!(what_was_answered_outlives_a_kill);

/// Where the server of the other process keeps its events; only it sets this.
const DATABASE: &str = "STOREKEEPER_TEST_DATABASE";
/// What that process says before its address.
const SAID: &str = "events come in at ";

/// Not a test of its own: the server that is killed. It is this very program, started again.
#[test]
fn a_server_of_its_own() {
    let Ok(url) = std::env::var(DATABASE) else {
        return;
    };
    run(async {
        let db = Db::open(&url, migrations()).await.unwrap();
        let at = serve(&db, Arc::new(SystemClock), false).await;
        println!("\n{SAID}{at}");
        std::future::pending::<()>().await;
    });
}

/// A server in a process of its own, and its address.
fn start(url: &str) -> (Child, String) {
    let name = "facts::killed::a_server_of_its_own";
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(DATABASE, url)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let at = lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix(SAID).map(str::to_owned))
        .expect("the server says where it is");
    (child, at)
}

/// The events of a batch that no other has.
fn batch(n: usize) -> Value {
    let events: Vec<Value> = (0..50)
        .map(|event| {
            json!({
                "type": "track", "event": "Product Viewed", "userId": "m0", "anonymousId": format!("b{}", n % 7),
                "messageId": format!("{n}-{event}"), "properties": {"product_id": "p1"},
            })
        })
        .collect();
    json!({ "batch": events })
}

/// Sends a batch: how many of it were kept and how many had been before; `None` where there was no answer.
async fn send(client: &reqwest::Client, at: &str, key: &str, n: usize) -> Option<(u64, u64)> {
    let request = client
        .post(format!("http://{at}/v1/batch"))
        .basic_auth(key, Some(""));
    let response = request.body(batch(n).to_string()).send().await.ok()?;
    let said: Value = response.error_for_status().ok()?.json().await.ok()?;
    Some((said["kept"].as_u64()?, said["repeated"].as_u64()?))
}

async fn what_was_answered_outlives_a_kill(shop: Shop) {
    shop.stock(3, 3).await;
    let keys = WriteKeys::new(shop.db.clone());
    let key = keys
        .add("backend", KeyKind::Server, SystemClock.now())
        .await
        .unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut answered: Vec<usize> = Vec::new();
    let mut sent = 0;
    for _ in 0..3 {
        let (mut child, at) = start(&shop.url);
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let senders: Vec<_> = (0..4)
            .map(|sender| {
                let (client, at, key, told) =
                    (client.clone(), at.clone(), key.clone(), told.clone());
                let first = sent + sender * 1_000;
                tokio::spawn(async move {
                    // Until the server is gone.
                    for n in first..first + 1_000 {
                        if send(&client, &at, &key, n).await != Some((50, 0)) {
                            return n;
                        }
                        let _ = told.send(n);
                    }
                    panic!("the server was not killed in time");
                })
            })
            .collect();
        drop(told);
        for _ in 0..12 {
            answered.push(heard.recv().await.expect("an answer"));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // Answers that were on their way count as well.
        while let Some(n) = heard.recv().await {
            answered.push(n);
        }
        let mut cut_off = Vec::new();
        for sender in senders {
            cut_off.push(sender.await.unwrap());
        }
        let (mut child, at) = start(&shop.url);
        for n in &answered {
            assert_eq!(
                send(&client, &at, &key, *n).await,
                Some((0, 50)),
                "answered and lost"
            );
        }
        for n in cut_off {
            let (kept, repeated) = send(&client, &at, &key, n).await.expect("an answer");
            assert!(
                [(50, 0), (0, 50)].contains(&(kept, repeated)),
                "kept by halves: {kept} and {repeated}"
            );
            answered.push(n);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        sent += 4_000;
    }
    let counts = Events::new(shop.db.clone()).counts().await.unwrap();
    let kept: u64 = counts.iter().map(|(_, count)| count).sum();
    assert_eq!(kept, answered.len() as u64 * 50);
}
