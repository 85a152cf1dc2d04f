//! Fitting the recommender: by hand and by the clock, into versions that answer only where they are no worse.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::Books;
use crate::assistant::Shop;
use crate::catalog::Product;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::insights::baskets::ShopRules;
use crate::insights::recommend::{Recommender, Validation, likeness, tune, validate};
use crate::learn::Likeness;
use crate::learn::hybrid::HybridSettings;
use crate::orders::Baskets;
use crate::registry::{Fit, Version};
use crate::retrieval::{IndexState, Retrieval};

/// What the versions of the recommender are kept as.
pub const RECOMMEND: &str = "recommend";
/// Where a version does less than this share of what it did when it was promoted, the shop has changed: the alarm.
const DRIFTED: f64 = 0.8;

/// What training came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Trained {
    /// The data is that of the version that answers.
    NothingNew {
        /// Its number.
        answering: i64,
    },
    /// A version that answers from now on.
    Promoted {
        /// Its number.
        number: i64,
        /// How good it is.
        metrics: Validation,
        /// How good the one before is on the same data.
        before: Option<Validation>,
    },
    /// A version that is kept and does not answer: it does worse.
    Refused {
        /// Its number.
        number: i64,
        /// How good it is.
        metrics: Validation,
        /// How good the one that answers is on the same data.
        before: Validation,
    },
}

/// Whether the version that answers still does what it did when it was promoted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drift {
    /// What it did.
    pub promised: Validation,
    /// What it does on the data of now.
    pub now: Validation,
}

impl Drift {
    /// Its NDCG of now over the one that was promised.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        if self.promised.ndcg > 0.0 {
            self.now.ndcg / self.promised.ndcg
        } else {
            1.0
        }
    }

    /// Whether that is an alarm.
    #[must_use]
    pub fn alarms(&self) -> bool {
        self.ratio() < DRIFTED
    }
}

/// What the recommender is made from.
struct Data {
    baskets: Baskets,
    catalogue: Vec<Product>,
    likeness: Likeness,
}

impl Data {
    async fn read(books: &Books, retrieval: Option<&Retrieval>) -> Result<Self> {
        let (baskets, catalogue) = (books.orders.baskets().await?, books.catalog.all().await?);
        let meanings = match retrieval {
            Some(retrieval) => meanings(&baskets, retrieval).await?,
            None => Vec::new(),
        };
        let likeness = tokio::task::block_in_place(|| likeness(&baskets, &catalogue, &meanings));
        Ok(Self {
            baskets,
            catalogue,
            likeness,
        })
    }

    /// Changes with every order that stands and every product.
    fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for product in &self.catalogue {
            let text = format!(
                "{:?}\u{1f}{:?}\u{1f}{:?}\u{1f}{:?}",
                product.key, product.brand, product.category, product.attributes
            );
            hash.update(text);
        }
        for basket in self.baskets.iter() {
            hash.update(basket.placed.micros().to_le_bytes());
            hash.update(basket.member.unwrap_or(u32::MAX).to_le_bytes());
            for item in basket.items {
                hash.update(item.product.to_le_bytes());
            }
        }
        let mut name = String::with_capacity(32);
        for byte in hash.finalize().iter().take(16) {
            // Writing into a text cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        name
    }
}

/// The vectors of what the products' texts mean, in the order of the baskets' products; those that are not indexed have none.
///
/// # Errors
/// An index that cannot be read.
pub async fn meanings(baskets: &Baskets, retrieval: &Retrieval) -> Result<Vec<Option<Vec<f32>>>> {
    let mut meanings = Vec::with_capacity(baskets.products().len());
    if matches!(retrieval.state().await?, IndexState::Built { .. }) {
        for part in baskets.products().chunks(1_000) {
            meanings.extend(retrieval.meanings(part).await?);
        }
    }
    Ok(meanings)
}

/// The settings of the version of the recommender that answers; those by default where none was trained.
///
/// # Errors
/// A database that cannot be read; a version that another program wrote.
pub async fn recommend_settings(books: &Books) -> Result<HybridSettings> {
    let answering = books.registry.answering(RECOMMEND).await?;
    answering.map_or(Ok(HybridSettings::default()), |version| {
        settings_of(&version)
    })
}

fn settings_of(version: &Version) -> Result<HybridSettings> {
    serde_json::from_value(version.fit.settings.clone()).with_context(|| {
        format!(
            "the settings of version {} of the recommender",
            version.number
        )
    })
}

fn metrics_of(version: &Version) -> Result<Validation> {
    serde_json::from_value(version.fit.metrics.clone()).with_context(|| {
        format!(
            "the metrics of version {} of the recommender",
            version.number
        )
    })
}

/// Trains the recommender on the orders and goods of now, and on what their texts mean where `retrieval` says it. Where a
/// version answers already and `full` is not set, its settings are kept and only the counts are new; otherwise settings
/// are chosen anew. A version that foretells what members took next worse than the one that answers, on the same data, is
/// kept and does not answer.
///
/// # Errors
/// A database that fails.
pub async fn train_recommend(
    books: &Books,
    retrieval: Option<&Retrieval>,
    full: bool,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<Trained> {
    let data = Data::read(books, retrieval).await?;
    train(books, &data, full, progress).await
}

async fn train(
    books: &Books,
    data: &Data,
    full: bool,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<Trained> {
    let fingerprint = data.fingerprint();
    let answering = books.registry.answering(RECOMMEND).await?;
    if let Some(version) = answering
        .as_ref()
        .filter(|version| !full && version.fit.fingerprint == fingerprint)
    {
        let answering = version.number;
        return Ok(Trained::NothingNew { answering });
    }
    let before = answering.as_ref().map(settings_of).transpose()?;
    let computed = tokio::task::block_in_place(|| {
        let before =
            before.map(|settings| (settings, validate(&data.baskets, &data.likeness, settings)));
        let (settings, metrics) = match before {
            Some(kept) if !full => kept,
            _ => {
                let chosen = tune(&data.baskets, &data.likeness, &mut |share| progress(share));
                (chosen.settings, Validation::of(&chosen.hits))
            }
        };
        (settings, metrics, before.map(|(_, metrics)| metrics))
    });
    let (settings, metrics, before) = computed;
    progress(1.0);
    let fit = Fit {
        fingerprint,
        settings: serde_json::to_value(settings)?,
        metrics: serde_json::to_value(metrics)?,
    };
    let worse = before.filter(|before| metrics.ndcg < before.ndcg);
    let number = books
        .registry
        .add(RECOMMEND, &fit, worse.is_none(), SystemClock.now())
        .await?;
    Ok(match worse {
        Some(before) => Trained::Refused {
            number,
            metrics,
            before,
        },
        None => Trained::Promoted {
            number,
            metrics,
            before,
        },
    })
}

/// How the version that answers does on the data of now; `None` where none was trained.
///
/// # Errors
/// A database that fails.
pub async fn recommend_drift(
    books: &Books,
    retrieval: Option<&Retrieval>,
) -> Result<Option<Drift>> {
    let Some(version) = books.registry.answering(RECOMMEND).await? else {
        return Ok(None);
    };
    let data = Data::read(books, retrieval).await?;
    drift(&version, &data).map(Some)
}

fn drift(version: &Version, data: &Data) -> Result<Drift> {
    let (promised, settings) = (metrics_of(version)?, settings_of(version)?);
    let now = tokio::task::block_in_place(|| validate(&data.baskets, &data.likeness, settings));
    Ok(Drift { promised, now })
}

/// Fits the recommender that answers again every so often (`refit_hours`; 0 is never): with the orders of now and the
/// settings of the version that is to answer then. Says so loudly where it does much worse than it did.
pub(super) fn refit(settings: &Settings, books: Books, shop: &Arc<Shop>) {
    let (every, shop) = (Duration::from_hours(settings.refit_hours), Arc::clone(shop));
    if every.is_zero() {
        return;
    }
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(every).await;
            if let Err(error) = refit_once(&books, &shop).await {
                tracing::error!(
                    error = format!("{error:#}"),
                    "the recommender could not be fitted again"
                );
            }
        }
    });
}

async fn refit_once(books: &Books, shop: &Shop) -> Result<()> {
    let data = Data::read(books, Some(&shop.retrieval)).await?;
    let answering = books.registry.answering(RECOMMEND).await?;
    let drift = answering
        .map(|version| drift(&version, &data))
        .transpose()?;
    if let Some(drift) = drift.filter(Drift::alarms) {
        tracing::warn!(
            promised = drift.promised.ndcg,
            now = drift.now.ndcg,
            "the recommender does much worse than when it was trained: `storekeeper train recommend --full`"
        );
    }
    let trained = train(books, &data, false, &|_| ()).await?;
    tracing::info!(?trained, "the recommender was trained");
    let settings = recommend_settings(books).await?;
    let (fitted, rules) = tokio::task::block_in_place(|| {
        let fitted = Recommender::fit(&data.baskets, data.likeness, settings);
        (fitted, ShopRules::fit(&data.baskets))
    });
    shop.recommender.replace(fitted);
    shop.rules.replace(rules?);
    Ok(())
}
