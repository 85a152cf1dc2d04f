//! Wiring: opens what the settings name and puts the rooms together.
//!
//! Owns: which implementation stands behind each border: database, index, model.
//! Does not own: anything a room does; what a command prints.
//! Holds: embedded and distributed differ in a URL, and only here.

mod books;
mod contracts;
mod erasing;
mod following;
mod indexes;
mod mailing;
mod rules;
mod training;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::access::{Keys, random_name};
use crate::assistant::{Assistant, Chats, KnownWords, Live, OrderTries, Shop, Titles};
use crate::campaigns::Campaigns;
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::config::Settings;
use crate::guardrails::Lexicon;
use crate::http;
use crate::insights::baskets::ShopRules;
use crate::insights::recommend::{Recommender, likeness};
use crate::llm::{Admission, GrammarDialect, InProcess, Llm, Remote, Weights, has_accelerator};
use crate::models::{Models, Source};
use crate::money::{Currency, Money};
use crate::prompts::Prompts;
use crate::retrieval::IndexState;
use crate::senders::{Senders, Ways};

pub use books::{Books, migrations, open_books, open_books_at};
pub use contracts::{ContractTask, ScoredRow, score_contracts, train_contracts};
pub use erasing::{Ended, end_erasure};
use indexes::open_shelves;
pub use indexes::{AllIndexed, copy_of, index_all, open_profiles, open_retrieval};
pub use mailing::open_mailer;
pub use rules::{
    brand_voice, loyalty_rules, open_surveys, read_loyalty_rules, service_clock, service_rules,
};
pub use training::{
    Drift, RECOMMEND, Trained, meanings, recommend_drift, recommend_settings, train_recommend,
};

/// The weights on this machine.
///
/// # Errors
/// A mistake in the built-in manifest, or a source that does not exist.
pub fn open_models(settings: &Settings) -> Result<Models> {
    let sources = Source::list(&settings.model_sources.join(","))?;
    Ok(Models::new(settings.models.clone(), sources)?)
}

/// The names of the models that this machine needs by default: chat, embedder, ONNX Runtime.
///
/// # Errors
/// A mistake in the built-in manifest.
pub fn default_models(settings: &Settings, models: &Models) -> Result<Vec<String>> {
    let gpu = has_accelerator();
    let chat = match &settings.model {
        Some(name) => models.entry(name).ok().map(|entry| entry.name.clone()),
        None if settings.llm_urls.is_empty() => Some(models.default_chat(gpu)?.name.clone()),
        None => None,
    };
    let embedder = models.default_embedder(gpu)?.name.clone();
    let runtime = models.runtime()?.name.clone();
    Ok(chat.into_iter().chain([embedder, runtime]).collect())
}

/// Loads the model that the settings name, behind its queue.
///
/// # Errors
/// Weights that were not pulled or cannot be loaded.
pub async fn open_llm(settings: &Settings) -> Result<Llm> {
    if !settings.llm_urls.is_empty() {
        let dialect = match settings.llm_grammar.as_str() {
            "vllm" => GrammarDialect::Vllm,
            "none" => GrammarDialect::None,
            _ => GrammarDialect::MistralRs,
        };
        let model = settings.model.as_deref().unwrap_or("default");
        let remote = Remote::new(&settings.llm_urls, model, dialect)?;
        let slots = slots(settings, 16 * settings.llm_urls.len());
        return Ok(Llm::new(
            Arc::new(remote),
            Admission {
                slots,
                queue: slots * 4,
            },
        ));
    }
    let weights = find_weights(settings)?;
    // On a CPU two generations together are hardly faster than one after the other, and the engine reads
    // a sequence again from its beginning after it was set aside for another one.
    let slots = slots(settings, if has_accelerator() { 16 } else { 1 });
    let engine = InProcess::load(weights, slots).await?;
    Ok(Llm::new(
        Arc::new(engine),
        Admission {
            slots,
            queue: slots * 16,
        },
    ))
}

fn slots(settings: &Settings, default: usize) -> usize {
    if settings.slots == 0 {
        default
    } else {
        settings.slots
    }
}

/// The weights that the settings name.
///
/// # Errors
/// Weights that were not pulled, or a name that is no chat model.
pub fn find_weights(settings: &Settings) -> Result<Weights> {
    let models = open_models(settings)?;
    if let Some(id) = settings
        .model
        .as_deref()
        .and_then(|model| model.strip_prefix("hub:"))
    {
        return Ok(Weights::Hub { id: id.to_owned() });
    }
    if let Some(file) = settings.model.as_deref().filter(|model| is_gguf(model)) {
        let file = PathBuf::from(file);
        if !file.is_file() {
            bail!(
                "there is no model file {}: check STOREKEEPER_MODEL",
                file.display()
            );
        }
        let name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // A file of one's own: the Qwen line's end tokens are its most common ones here.
        return Ok(Weights::Gguf {
            name,
            file,
            ends: vec![151_643, 151_645],
        });
    }
    let entry = match &settings.model {
        Some(name) => models.entry(name)?,
        None => models.default_chat(has_accelerator())?,
    };
    let located = models.locate(&entry.name)?;
    let profile = entry.chat.as_ref().with_context(|| {
        format!(
            "{} is not a chat model: check STOREKEEPER_MODEL",
            entry.name
        )
    })?;
    Ok(Weights::Gguf {
        name: entry.name.clone(),
        file: located.main,
        ends: profile.stop_tokens.clone(),
    })
}

fn is_gguf(model: &str) -> bool {
    std::path::Path::new(model)
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("gguf"))
}

/// The assistant over the shop's books, with or without a model; nothing it does is recorded,
/// and no conversation is kept.
///
/// # Errors
/// An empty shop, and whatever stands in the way of opening a part of it.
pub async fn open_assistant(
    settings: &Settings,
    with_model: bool,
) -> Result<(Assistant, Option<Llm>)> {
    let mut books = open_books(settings).await?;
    books.chats = Chats::forgetful();
    books.inbox = books.inbox.forgetful();
    assemble(settings, books, with_model).await
}

/// The same, with every turn recorded in the audit.
///
/// # Errors
/// As [`open_assistant`].
pub async fn open_audited_assistant(
    settings: &Settings,
    with_model: bool,
) -> Result<(Assistant, Option<Llm>)> {
    let books = open_books(settings).await?;
    Box::pin(assemble_audited(settings, books, with_model)).await
}

async fn assemble_audited(
    settings: &Settings,
    books: Books,
    with_model: bool,
) -> Result<(Assistant, Option<Llm>)> {
    books.chats.forget_old(SystemClock.now()).await?;
    let audit = books.audit.clone();
    // Boxed, what it holds while it waits is not part of those who call this.
    let (assistant, llm) = Box::pin(assemble(settings, books, with_model)).await?;
    Ok((assistant.audited(audit), llm))
}

async fn assemble(
    settings: &Settings,
    books: Books,
    with_model: bool,
) -> Result<(Assistant, Option<Llm>)> {
    let products = books.catalog.all().await?;
    let Some(first) = products.first() else {
        bail!(
            "the shop in {} is empty: load the starter shop with `storekeeper demo`, or your own with `storekeeper import`",
            settings.data.display()
        );
    };
    let currency = most_common_currency(products.iter().map(|product| product.price))
        .unwrap_or(first.price.currency);
    let names = products.iter().flat_map(|product| {
        product
            .title
            .english
            .as_deref()
            .into_iter()
            .chain(product.title.chinese.as_deref())
    });
    let lexicon = Lexicon::new(names);
    let titles = Titles::new(products.iter());
    let (retrieval, passages) = open_shelves(settings).await?;
    match retrieval.state().await? {
        IndexState::Built {
            products: indexed, ..
        } if indexed != products.len() as u64 => {
            tracing::warn!(
                indexed,
                products = products.len(),
                "the index is older than the catalogue: rebuild it with `storekeeper index`"
            );
        }
        IndexState::Built { .. } => {}
        IndexState::Absent => bail!("the goods are not indexed yet: run `storekeeper index`"),
        IndexState::Unusable { reason } => {
            bail!("the index cannot be used ({reason}): rebuild it with `storekeeper index`")
        }
    }
    retrieval.teach(&products);
    let baskets = books.orders.baskets().await?;
    let meanings = meanings(&baskets, &retrieval).await?;
    let alike = likeness(&baskets, &products, &meanings);
    let recommender = Recommender::fit(&baskets, alike, recommend_settings(&books).await?);
    let llm = if with_model {
        Some(open_llm(settings).await?)
    } else {
        None
    };
    let surveys = open_surveys(settings, &books)?;
    let shop = Shop {
        catalog: books.catalog,
        members: books.members,
        orders: books.orders,
        loyalty: books.loyalty,
        chats: books.chats,
        inbox: books.inbox,
        order_tries: OrderTries::default(),
        surveys,
        service_rules: service_rules(settings)?,
        clock: Arc::new(SystemClock),
        service_clock: service_clock(settings),
        retrieval,
        passages,
        events: books.events,
        recommender: Live::new(recommender),
        rules: Live::new(ShopRules::fit(&baskets)?),
        advisor: books.advisor,
        campaigns: Campaigns::clone(&books.campaigns),
        words: KnownWords::default(),
        currency,
        titles,
        lexicon,
    };
    let assistant = Assistant::new(Arc::new(shop), Arc::new(Prompts::builtin()?), llm.clone());
    Ok((assistant, llm))
}

/// The folder of the keys that tokens are signed with.
#[must_use]
pub fn keys_folder(settings: &Settings) -> PathBuf {
    settings.data.join("keys")
}

/// The secret that addresses of visitors are hashed with, made where there is none; without it nobody can find out
/// whose address a hash is of.
///
/// # Errors
/// A data folder that cannot be read or written.
pub fn visitor_salt(settings: &Settings) -> Result<String> {
    secret(settings, "visitor.salt")
}

/// A secret in a file of the data folder, made where there is none.
fn secret(settings: &Settings, name: &str) -> Result<String> {
    let file = settings.data.join(name);
    let told = || file.display().to_string();
    match std::fs::read_to_string(&file) {
        Ok(salt) => return Ok(salt.trim().to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(told),
    }
    let salt = random_name(16);
    std::fs::create_dir_all(&settings.data).with_context(told)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut made = options.open(&file).with_context(told)?;
    std::io::Write::write_all(&mut made, salt.as_bytes()).with_context(told)?;
    Ok(salt)
}

/// The folder of the pictures of goods that the server itself shows.
#[must_use]
pub fn pictures_folder(settings: &Settings) -> PathBuf {
    settings.data.join("pictures")
}

/// A server's state: the assistant, warmed up, with the keys of the data folder.
///
/// # Errors
/// As [`open_assistant`]; a key that cannot be used.
pub async fn open_server(settings: &Settings, with_model: bool) -> Result<Arc<http::State>> {
    let clock = Arc::new(SystemClock);
    let keys = Keys::open(&keys_folder(settings), clock.now())?;
    let senders = Senders::open(&Ways {
        smtp_url: settings.smtp_url.clone(),
        mail_from: settings.mail_from.clone(),
        sms_url: settings.sms_url.clone(),
        push_url: settings.push_url.clone(),
    })?;
    let books = open_books(settings).await?;
    let (events, write_keys) = (books.events.clone(), books.write_keys.clone());
    let surveys = open_surveys(settings, &books)?;
    let (assistant, llm) = assemble_audited(settings, books, with_model).await?;
    assistant.warm_up().await?;
    let books = open_books(settings).await?;
    let (accounts, dossiers) = (books.accounts.clone(), books.dossiers.clone());
    let audit = books.audit.clone();
    let advisor = Arc::clone(&books.advisor);
    let campaigns = Campaigns::clone(&books.campaigns);
    following::follow(settings, Arc::clone(&advisor), llm, clock.clone());
    training::refit(settings, books.clone(), assistant.shop());
    let erased = erasing::end_those_begun(settings.clone(), books, Arc::clone(assistant.shop()));
    // A message at the door is a stranger's: what they left behind goes when it is old, every day as at the start.
    let chats = assistant.shop().chats.clone();
    let rejects = events.clone();
    tokio::spawn(async move {
        loop {
            if let Err(error) = rejects.forget_rejects(month_ago(SystemClock.now())).await {
                tracing::error!(%error, "old rejects of events could not be deleted");
            }
            tokio::time::sleep(Duration::from_hours(24)).await;
            if let Err(error) = chats.forget_old(SystemClock.now()).await {
                tracing::error!(%error, "old conversations could not be deleted");
            }
        }
    });
    let ingestion = http::Ingestion::open(
        events,
        write_keys.clone(),
        clock.clone(),
        settings.events_strict,
        settings.behind_proxy,
    );
    let mailer = Arc::new(open_mailer(settings, campaigns.clone(), senders.clone())?);
    mailing::send_campaigns(Arc::clone(&mailer), campaigns.clone(), clock.clone());
    let assistant = assistant.offering(Arc::clone(&mailer));
    let options = http::Options {
        campaigns,
        mailer,
        write_keys,
        ingestion: Some(ingestion),
        surveys: Some(surveys),
        allowed_origins: settings.allowed_origins.clone(),
        messages_per_minute: u32::try_from(settings.messages_per_minute).unwrap_or(u32::MAX),
        behind_proxy: settings.behind_proxy,
        shop_name: settings.shop_name.clone(),
        demo_sign_in: settings.demo_sign_in,
        pages: http::Pages::builtin(),
        pictures: pictures_folder(settings),
        senders,
        accounts,
        audit,
        dossiers,
        advisor,
        erased,
    };
    Ok(http::State::new(assistant, keys, clock, options))
}

/// Thirty days before `now`.
fn month_ago(now: Timestamp) -> Timestamp {
    Timestamp::from_micros(now.micros() - 30 * 24 * 3_600_000_000)
}

fn most_common_currency(prices: impl Iterator<Item = Money>) -> Option<Currency> {
    let mut counts: Vec<(Currency, usize)> = Vec::new();
    for price in prices {
        match counts
            .iter_mut()
            .find(|(currency, _)| *currency == price.currency)
        {
            Some((_, count)) => *count += 1,
            None => counts.push((price.currency, 1)),
        }
    }
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(currency, _)| currency)
}

/// The settings of this machine and user.
///
/// # Errors
/// A settings file that cannot be read, and everything wrong in it and in the variables.
pub fn settings() -> Result<Settings> {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .context("HOME is not set")?;
    let named = std::env::var_os("STOREKEEPER_CONFIG").map(PathBuf::from);
    let path = named
        .clone()
        .unwrap_or_else(|| PathBuf::from("storekeeper.toml"));
    let file = match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => None,
        Err(error) => {
            return Err(error).with_context(|| format!("the settings file {}", path.display()));
        }
    };
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with("STOREKEEPER_"))
        .collect();
    let file = file.as_deref().map(|text| (text, path.as_path()));
    Ok(Settings::defaults(&home).overlay(file, &variables)?)
}
