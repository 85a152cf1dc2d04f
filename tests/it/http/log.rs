//! What a conversation leaves in the log: that there was one, and not a word of it.

use std::io::Write;
use std::sync::{Arc, Mutex};

use reqwest::Method;
use tracing_subscriber::fmt::MakeWriter;

use super::Server;
use crate::turn::shop::planning;

/// Lines of the log, kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Kept {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Set in the process that this test starts.
const ALONE: &str = "TEST_ALONE";

/// In a process of its own: which places of the program log at all is decided for a process, by whichever of its
/// tests comes there first.
#[test]
fn nothing_that_people_write_is_logged() {
    if std::env::var_os(ALONE).is_some() {
        return conversation();
    }
    let this = std::env::current_exe().expect("this program has a path");
    let ran = std::process::Command::new(this)
        .args(["http::log::nothing_that_people_write_is_logged", "--exact"])
        .env(ALONE, "yes")
        .output()
        .expect("this program runs again");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && said.contains("1 passed"), "{said}");
}

// One thread, so that the log of this test is its own.
#[tokio::main(flavor = "current_thread")]
async fn conversation() {
    let kept = Kept::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_env_filter("trace,h2=off,hyper=off,hyper_util=off,reqwest=off,sqlx=off,mio=off")
        .with_writer(kept.clone())
        .finish();
    let _log = tracing::subscriber::set_default(subscriber);
    // A plan that is none, so that the rules plan; a sentence that does not pass.
    let model = planning(
        |_| "search zanzibar, please!".into(),
        |_| "It costs ¥0.01, zanzibar.".into(),
    );
    let server = Server::with(Some(model), 1000).await;
    let token = server.token("M1001");
    let talk = server.begin(Some(&token)).await;
    for said in [
        "zanzibar mugs for wang@example.com, call 13812345678",
        "where is my order SK-240351",
        "tell me about the celadon glaze mug zanzibar",
    ] {
        talk.say(said).await;
    }
    server.get("/v1/products?query=zanzibar").await;
    let bad = talk.request(Method::POST, "/messages").body("zanzibar");
    bad.send().await.unwrap();
    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains("request") && log.contains("the model's plan is not one"),
        "{log}"
    );
    let id = talk.place.rsplit('/').next().unwrap();
    let secret = token.rsplit('.').next().unwrap();
    for word in ["zanzibar", "wang", "13812345678", "240351", id, secret] {
        let line = log.lines().find(|line| line.contains(word));
        assert_eq!(line, None, "`{word}` is in the log");
    }
}
