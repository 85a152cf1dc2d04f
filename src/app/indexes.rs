//! Opens the indexes and fills them from the books.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::{Books, open_models};
use crate::clock::SystemClock;
use crate::config::Settings;
use crate::ids::{Language, MemberKey};
use crate::insights::taste::tastes;
use crate::llm::has_accelerator;
use crate::members::ERASED;
use crate::retrieval::{
    Embedder, EmbedderFiles, IndexPlace, Indexed, OnnxEmbedder, Passages, Profile, Profiles,
    Progress, Retrieval, passages,
};

/// Loads the embedder that the manifest names.
///
/// # Errors
/// An embedder that was not pulled or cannot be loaded.
async fn open_embedder(settings: &Settings) -> Result<Arc<dyn Embedder>> {
    let models = open_models(settings)?;
    let embedder = models.default_embedder(has_accelerator())?.clone();
    let located = models.locate(&embedder.name)?;
    let runtime = models.locate(&models.runtime()?.name)?;
    let profile = embedder
        .embedding
        .as_ref()
        .context("the manifest's embedder has no profile")?;
    let languages = |tag: &String| match tag.as_str() {
        "en" => Some(Language::English),
        "zh" => Some(Language::Chinese),
        _ => None,
    };
    let files = EmbedderFiles {
        model: located.main,
        tokenizer: located
            .tokenizer
            .context("the embedder's tokenizer is not in the manifest")?,
        runtime: runtime.main,
        name: embedder.name.clone(),
        dimensions: profile.dimensions,
        languages: profile.languages.iter().filter_map(languages).collect(),
    };
    Ok(Arc::new(OnnxEmbedder::load(files).await?))
}

/// Where the settings keep the indexes.
fn index_place(settings: &Settings) -> IndexPlace {
    match &settings.qdrant_url {
        Some(url) => IndexPlace::Server {
            url: url.clone(),
            api_key: settings.qdrant_key.clone(),
            alias: "storekeeper-products".to_owned(),
        },
        None => IndexPlace::Folder(settings.data.join("index")),
    }
}

/// Opens the index of the goods.
///
/// # Errors
/// An embedder that was not pulled; an index that another process holds.
pub async fn open_retrieval(settings: &Settings) -> Result<Retrieval> {
    let embedder = open_embedder(settings).await?;
    Ok(Retrieval::open(&index_place(settings), embedder, Arc::new(SystemClock)).await?)
}

/// Opens the indexes that a conversation asks: the goods, and the shop's and its buyers' texts.
///
/// # Errors
/// As [`open_retrieval`].
pub(super) async fn open_shelves(settings: &Settings) -> Result<(Retrieval, Passages)> {
    let embedder = open_embedder(settings).await?;
    let (place, clock) = (index_place(settings), Arc::new(SystemClock));
    let passages = Passages::open(&place, Arc::clone(&embedder), clock.clone()).await?;
    Ok((Retrieval::open(&place, embedder, clock).await?, passages))
}

/// Opens the index of members' tastes.
///
/// # Errors
/// As [`open_retrieval`].
pub async fn open_profiles(settings: &Settings) -> Result<Profiles> {
    let embedder = open_embedder(settings).await?;
    Ok(Profiles::open(&index_place(settings), embedder, Arc::new(SystemClock)).await?)
}

/// What an indexing of everything did.
pub struct AllIndexed {
    /// The goods.
    pub products: Indexed,
    /// Policies, questions and reviews.
    pub passages: Indexed,
    /// Members' tastes.
    pub profiles: Indexed,
}

/// Brings all indexes up to date with the books.
///
/// # Errors
/// Where the books cannot be read or an index cannot be written; then the one in use stays.
pub async fn index_all(
    settings: &Settings,
    books: &Books,
    progress: &(dyn Fn(&'static str, u64, u64) + Send + Sync),
) -> Result<AllIndexed> {
    let embedder = open_embedder(settings).await?;
    let (place, clock) = (index_place(settings), Arc::new(SystemClock));
    let retrieval = Retrieval::open(&place, Arc::clone(&embedder), clock.clone()).await?;
    let goods = books.catalog.all().await?;
    let told = |done, total| progress("products", done, total);
    let products = retrieval.index(&goods, &told).await?;
    let shelf = Passages::open(&place, Arc::clone(&embedder), clock.clone()).await?;
    let policies = books.catalog.policies().await?;
    let passages = passages(policies, books.catalog.all_reviews().await?);
    let told = |done, total| progress("policies and reviews", done, total);
    let passages = shelf.index(&passages, &told).await?;
    let shelf = Profiles::open(&place, embedder, clock).await?;
    let told = |done, total| progress("members", done, total);
    let profiles = index_profiles(books, &retrieval, &shelf, &told).await?;
    Ok(AllIndexed {
        products,
        passages,
        profiles,
    })
}

/// Brings the index of members' tastes up to date; who was erased has none.
async fn index_profiles(
    books: &Books,
    retrieval: &Retrieval,
    shelf: &Profiles,
    progress: &dyn Progress,
) -> Result<Indexed> {
    let baskets = books.orders.baskets().await?;
    let meanings = super::meanings(&baskets, retrieval).await?;
    let tastes = tastes(&baskets, &meanings).into_iter();
    let tastes: Vec<Profile> = tastes
        .filter(|(member, _)| !member.as_str().starts_with(ERASED))
        .map(|(member, taste)| Profile { member, taste })
        .collect();
    Ok(shelf.index(&tastes, progress).await?)
}

/// Takes `members`, who are no longer in the books, out of the index of tastes. `retrieval` is the index of the goods,
/// where this program has it open.
///
/// # Errors
/// An embedder that was not pulled; an index that another program holds.
pub(super) async fn forget_profiles(
    settings: &Settings,
    books: &Books,
    retrieval: Option<&Retrieval>,
    members: &[MemberKey],
) -> Result<()> {
    let (place, clock) = (index_place(settings), Arc::new(SystemClock));
    if !Profiles::may_be_in(&place) {
        return Ok(());
    }
    let embedder = open_embedder(settings).await?;
    let shelf = Profiles::open(&place, Arc::clone(&embedder), clock.clone()).await?;
    if shelf.holds(members).await?.is_empty() {
        return Ok(());
    }
    if let Some(retrieval) = retrieval {
        index_profiles(books, retrieval, &shelf, &|_, _| {}).await?;
    } else {
        let retrieval = Retrieval::open(&place, embedder, clock).await?;
        index_profiles(books, &retrieval, &shelf, &|_, _| {}).await?;
    }
    match shelf.holds(members).await?.first() {
        Some(member) => bail!("{member} is still in the index of tastes: run `storekeeper index`"),
        None => Ok(()),
    }
}

/// A copy of an embedded shop in another folder: its books alone, to be indexed there. Returns the settings to open it
/// with.
///
/// # Errors
/// A shop whose database is on a server; a folder that cannot be written to.
pub async fn copy_of(settings: &Settings, folder: &Path) -> Result<Settings> {
    if settings.database_url.is_some() {
        bail!(
            "only a shop in a data folder can be copied, and this one's database is elsewhere: unset \
             STOREKEEPER_DATABASE_URL and load the shop with `storekeeper demo` or `storekeeper import`"
        );
    }
    for ending in ["", "-wal"] {
        let name = format!("storekeeper.db{ending}");
        let from = settings.data.join(&name);
        match tokio::fs::copy(&from, folder.join(&name)).await {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            copied => {
                copied.with_context(|| format!("{} cannot be copied", from.display()))?;
            }
        }
    }
    Ok(Settings {
        data: folder.to_owned(),
        qdrant_url: None,
        ..settings.clone()
    })
}
