//! The starter shop with the real model.

use std::path::PathBuf;

use storekeeper::app;
use storekeeper::assistant::Assistant;
use storekeeper::config::Settings;
use storekeeper::demo;

use storekeeper::evaluation::Facts;

/// The assistant over a fresh starter shop, and everything that is true there.
pub(super) struct LiveShop {
    pub(super) assistant: Assistant,
    pub(super) facts: Facts,
    /// Removed when the shop is dropped.
    _data: tempfile::TempDir,
}

impl LiveShop {
    /// `None`, with a message, where the weights are missing and not required.
    pub(super) async fn starter() -> Option<Self> {
        let data = tempfile::tempdir().expect("a temporary folder");
        let home = PathBuf::from(std::env::var_os("HOME").expect("HOME is set"));
        let mut settings = Settings::defaults(&home);
        if let Some(models) = std::env::var_os("STOREKEEPER_MODELS") {
            settings.models = models.into();
        }
        settings.data = data.path().to_owned();
        if let Err(error) = app::find_weights(&settings) {
            let required = std::env::var("LIVE_MODEL").is_ok_and(|value| value == "required");
            assert!(!required, "the weights are required and missing: {error:#}");
            eprintln!("skipped: the real model's weights are missing ({error:#})");
            return None;
        }
        let starter = demo::starter().expect("the starter shop can be read");
        let facts = Facts::new(&starter.products, &starter.members, &starter.orders);
        {
            let books = app::open_books(&settings).await.expect("the books open");
            demo::load(&starter, &books.catalog, &books.members, &books.orders)
                .await
                .expect("the starter shop is loaded");
            let retrieval = app::open_retrieval(&settings)
                .await
                .expect("the index opens");
            retrieval
                .index(&starter.products, &|_, _| {})
                .await
                .expect("the goods are indexed");
        }
        let (assistant, _) = app::open_assistant(&settings, true)
            .await
            .expect("the assistant opens");
        assistant.warm_up().await.expect("the prompts are read");
        Some(Self {
            assistant,
            facts,
            _data: data,
        })
    }
}
