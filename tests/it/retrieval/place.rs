//! A fresh place for an index, of either kind, and how to open it.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use qdrant_client::Qdrant;
use storekeeper::catalog::Product;
use storekeeper::retrieval::{Hit, IndexPlace, Retrieval, RetrievalError, Search};

use super::goods::{Ticking, WordCounter};

/// A place that no other test uses, with a clock of its own.
pub struct Place {
    place: IndexPlace,
    clock: Arc<Ticking>,
}

impl Place {
    /// The index there, read with the usual embedder.
    pub async fn open(&self) -> Retrieval {
        self.open_with(WordCounter::named("counter")).await
    }

    /// The index there, read with `embedder`.
    pub async fn open_with(&self, embedder: WordCounter) -> Retrieval {
        self.try_open(embedder).await.expect("the index opens")
    }

    /// As [`Self::open_with`], where it may fail.
    pub async fn try_open(&self, embedder: WordCounter) -> Result<Retrieval, RetrievalError> {
        Retrieval::open(&self.place, Arc::new(embedder), self.clock.clone()).await
    }

    /// A new index of `products` there.
    pub async fn with(&self, products: &[Product]) -> Retrieval {
        let retrieval = self.open().await;
        build(&retrieval, products).await;
        retrieval
    }
}

/// The place in a folder.
pub fn folder(path: &std::path::Path) -> Place {
    Place {
        place: IndexPlace::Folder(path.to_owned()),
        clock: Ticking::new(),
    }
}

/// The place behind a server's address and an alias.
pub fn server(url: &str, alias: &str) -> Place {
    Place {
        place: IndexPlace::Server {
            url: url.to_owned(),
            api_key: None,
            alias: alias.to_owned(),
        },
        clock: Ticking::new(),
    }
}

/// Indexes `products`, which must go well.
pub async fn build(retrieval: &Retrieval, products: &[Product]) {
    let indexed = retrieval.index(products, &|_, _| {}).await;
    indexed.expect("the products are indexed");
}

/// The hits of `words`.
pub async fn hits(retrieval: &Retrieval, words: &str) -> Vec<Hit> {
    let search = Search {
        words,
        limit: 10,
        ..Search::default()
    };
    retrieval.search(&search).await.expect("the index answers")
}

/// The hits of `words` that are surely meant.
pub async fn sure(retrieval: &Retrieval, words: &str) -> Vec<Hit> {
    let hits = hits(retrieval, words).await;
    hits.into_iter().filter(Hit::is_sure).collect()
}

/// The keys of some hits.
pub fn keys(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.product.as_str()).collect()
}

/// Runs `test` on a fresh folder.
pub fn on_a_folder<F: Future<Output = ()>>(test: impl FnOnce(Arc<Place>) -> F) {
    let path = tempfile::tempdir().expect("a folder");
    run(test(Arc::new(folder(path.path()))));
}

/// Runs `test` on a fresh alias of the server, where there is one.
pub fn on_the_server<F: Future<Output = ()>>(test: impl FnOnce(Arc<Place>) -> F) {
    static ALIASES: AtomicU32 = AtomicU32::new(0);
    let Ok(url) = std::env::var("QDRANT_URL") else {
        println!("skipped: QDRANT_URL names no Qdrant server");
        return;
    };
    let number = ALIASES.fetch_add(1, Ordering::Relaxed);
    let alias = format!("storekeeper-test-{}-{number}", std::process::id());
    run(async {
        test(Arc::new(server(&url, &alias))).await;
        clean_up(&url, &alias).await;
    });
}

/// Removes the collections that a test left; their alias goes with them.
async fn clean_up(url: &str, alias: &str) {
    let client = Qdrant::from_url(url).skip_compatibility_check();
    let client = client.build().expect("the server's address");
    let listed = client.list_collections().await.expect("the server answers");
    for collection in listed.collections {
        if collection.name.starts_with(&format!("{alias}-")) {
            let removed = client.delete_collection(&collection.name).await;
            removed.expect("the test's collection is removed");
        }
    }
}

/// Runs `future` to its end.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}
