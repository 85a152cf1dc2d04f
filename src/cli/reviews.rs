//! What people say about a product.

use anyhow::{Result, bail};
use clap::Args;

use crate::app;
use crate::config::Settings;
use crate::ids::{Language, ProductKey};
use crate::insights::opinions::{Sentiment, Summary};

use super::Json;
use super::terminal::table;

/// `storekeeper reviews`
#[derive(Debug, Args)]
pub(super) struct Reviews {
    /// The product's key
    product: String,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn reviews(settings: &Settings, wanted: Reviews) -> Result<()> {
    let books = app::open_books(settings).await?;
    let key = ProductKey::new(&wanted.product);
    let Some(product) = books.catalog.get(std::slice::from_ref(&key)).await?.pop() else {
        bail!("there is no product {key}");
    };
    let reviews = books.catalog.reviews(&key).await?;
    let texts = reviews
        .iter()
        .map(|review| (review.stars, review.text.as_str()));
    let summary = Summary::of(texts);
    let count = |sentiment| summary.sentiments.get(&sentiment).copied().unwrap_or(0);
    let (negative, mixed, positive) = (
        count(Sentiment::Negative),
        count(Sentiment::Mixed),
        count(Sentiment::Positive),
    );
    if wanted.json.json {
        let topics: serde_json::Map<String, serde_json::Value> = summary
            .topics
            .iter()
            .map(|(topic, of)| {
                let of = serde_json::json!({"reviews": of.texts, "praised": of.praised, "faulted": of.faulted});
                (topic.word().to_owned(), of)
            })
            .collect();
        let report = serde_json::json!({
            "product": key.as_str(), "reviews": summary.texts, "stars": summary.mean_stars(),
            "negative": negative, "mixed": mixed, "positive": positive, "topics": topics,
        });
        println!("{report}");
        return Ok(());
    }
    println!("{}", product.title.in_language(Language::English));
    let Some(stars) = summary.mean_stars() else {
        println!("nobody has reviewed it yet");
        return Ok(());
    };
    println!(
        "{} reviews, {stars:.1} of 5 stars: {positive} for it, {mixed} mixed, {negative} against",
        summary.texts
    );
    let rows = summary.topics.iter().map(|(topic, of)| {
        let counts = [of.texts, of.praised, of.faulted].map(|count| count.to_string());
        let [texts, praised, faulted] = counts;
        [topic.word().to_owned(), texts, praised, faulted]
    });
    println!(
        "{}",
        table(&["topic", "reviews", "praised", "faulted"], rows)
    );
    Ok(())
}
