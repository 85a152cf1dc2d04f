//! The shop's own words for a question about members: its cities, categories, brands, tiers, tags, campaigns and saved
//! segments.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::RwLock;

use crate::assistant::asking::{Reader, SavedSegment, Term, Vocabulary};
use crate::assistant::{AssistantError, Shop};
use crate::clock::Timestamp;
use crate::ids::Language;

/// Words are read anew after so long: a new city waits for it.
const FRESH: Duration = Duration::from_mins(10);

/// The words as they were read last.
#[derive(Default)]
pub struct KnownWords(RwLock<Option<(Timestamp, Arc<Reader>)>>);

impl Shop {
    /// A reader with the shop's words, which are read at most every ten minutes.
    pub(super) async fn reader(&self, now: Timestamp) -> Result<Arc<Reader>, AssistantError> {
        if let Some((read, words)) = &*self.words.0.read().await {
            let age = now.micros().abs_diff(read.micros());
            if u128::from(age) < FRESH.as_micros() {
                return Ok(Arc::clone(words));
            }
        }
        let words = Arc::new(Reader::new(self.read_words(now).await?));
        *self.words.0.write().await = Some((now, Arc::clone(&words)));
        Ok(words)
    }

    async fn read_words(&self, now: Timestamp) -> Result<Vocabulary, AssistantError> {
        let features = self.advisor.features();
        let of_column = |column| async move {
            let words = features.words(column).await;
            let plain = |word: String| Term::new(word, Vec::<String>::new());
            words.map(|words| words.into_iter().map(plain).collect::<Vec<_>>())
        };
        let advice = |error| AssistantError::Advice(crate::actions::ActionsError::from(error));
        let categories = self
            .catalog
            .categories()
            .await?
            .into_iter()
            .map(|category| {
                let names = parts(&category.name)
                    .into_iter()
                    .chain(category.chinese.iter().flat_map(|name| parts(name)))
                    .chain(category.chinese.clone());
                Term::new(category.name.clone(), names.collect::<Vec<_>>())
            });
        let tiers = self.loyalty.rules().tiers.iter().skip(1).map(|tier| {
            let names = [Language::English, Language::Chinese];
            Term::new(
                tier.key.clone(),
                names.map(|language| tier.name.in_language(language).to_owned()),
            )
        });
        let tags = self.members.all_tags().await?;
        let campaigns = self.campaigns.all(now).await?;
        let segments = match self.advisor.segments().all(Language::English).await {
            Ok(segments) => segments,
            Err(error) if error.is_not_fitted() => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        Ok(Vocabulary {
            currency: self.currency,
            cities: of_column("city").await.map_err(advice)?,
            categories: categories.collect(),
            brands: of_column("brand").await.map_err(advice)?,
            channels: of_column("channel").await.map_err(advice)?,
            tags: tags
                .into_iter()
                .map(|tag| Term::new(tag, Vec::<String>::new()))
                .collect(),
            tiers: tiers.collect(),
            campaigns: campaigns
                .into_iter()
                .map(|campaign| Term::new(campaign.name, Vec::<String>::new()))
                .collect(),
            segments: segments
                .into_iter()
                .map(|segment| SavedSegment {
                    names: vec![segment.name],
                    filter: segment.filter,
                })
                .collect(),
        })
    }
}

/// The things that a category's name lists: tea and coffee of "Tea & coffee", 茶 and 咖啡 of 茶与咖啡.
fn parts(name: &str) -> Vec<String> {
    let english: Vec<&str> = name.split(" and ").collect();
    let split = |c: char| "&,/+、，与和及".contains(c);
    let parts: Vec<String> = english
        .into_iter()
        .flat_map(|part| part.split(split))
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() > 1 { parts } else { Vec::new() }
}
