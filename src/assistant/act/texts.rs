//! What the shop has settled, and what buyers say.

use crate::assistant::AssistantError;
use crate::assistant::cards::Card;
use crate::assistant::names::Titles;
use crate::assistant::tools::Which;
use crate::assistant::turn::Outcome;
use crate::catalog::{Policy, PolicyKind, Product, Review};
use crate::clock::Timestamp;
use crate::guardrails::quotable;
use crate::insights::opinions::{Opinion, Summary, Topic, opinion};
use crate::retrieval::{PassageHit, PassageKind, PassageSearch, RetrievalError};

use super::{Actor, CARDS};

/// Rules shown for one question: the nearest, and one more where it is nearly as near.
const POLICIES: usize = 2;
/// How much of the best score the second rule needs.
const NEARLY: f32 = 0.9;
/// Topics named as praised and as faulted.
const TOPICS: usize = 3;

impl Actor<'_> {
    /// Tells what the shop has settled about something.
    pub(super) async fn policy(&self, words: &str) -> Result<Outcome, AssistantError> {
        // The shopper's own words say more than the planner's few; those are in English, and help where
        // the shopper's find nothing.
        let mut hits = Vec::new();
        for words in [self.message, words] {
            hits = self.passages(words).await?;
            if !hits.is_empty() {
                break;
            }
        }
        let policies = self.shop.catalog.policies().await?;
        let best = hits.first().map_or(0.0, |hit| hit.score);
        let mut found: Vec<&Policy> = Vec::new();
        for hit in hits.iter().filter(|hit| hit.score >= best * NEARLY) {
            let policy = policies.iter().find(|policy| policy.key == hit.key);
            found.extend(policy.filter(|policy| !found.iter().any(|kept| kept.key == policy.key)));
        }
        found.truncate(POLICIES);
        let fixed = match found.first() {
            None => self.phrases.plain("policy_nothing")?,
            Some(policy) => {
                let title = policy.title.in_language(self.language());
                let settled = policy.kind == PolicyKind::Policy && !title.is_empty();
                self.phrases.policy(settled.then_some(title))?
            }
        };
        Ok(Outcome {
            cards: found.into_iter().map(|policy| self.rule(policy)).collect(),
            fixed,
            ..Outcome::default()
        })
    }

    /// Tells what is on offer.
    pub(super) async fn offers(&self) -> Result<Outcome, AssistantError> {
        let offers = self.shop.catalog.offers(self.now).await?;
        let fixed = self.phrases.offers(offers.len())?;
        Ok(Outcome {
            cards: offers.iter().map(|offer| self.rule(offer)).collect(),
            fixed,
            ..Outcome::default()
        })
    }

    /// The one rule that surely speaks of `words`.
    pub(in crate::assistant) async fn rule_on(
        &self,
        words: &str,
    ) -> Result<Option<Card>, AssistantError> {
        let hits = self.passages(words).await?;
        let Some(hit) = hits.first().filter(|hit| hit.is_sure()) else {
            return Ok(None);
        };
        let policies = self.shop.catalog.policies().await?;
        let policy = policies.iter().find(|policy| policy.key == hit.key);
        Ok(policy.map(|policy| self.rule(policy)))
    }

    fn rule(&self, policy: &Policy) -> Card {
        Card::Policy {
            title: policy.title.in_language(self.language()).to_owned(),
            text: policy.text.in_language(self.language()).to_owned(),
            offer: policy.kind == PolicyKind::Offer,
            ends: policy.last_day(),
        }
    }

    /// The rules and answers that are near `words`. A shop without an index of them has none to find.
    pub(super) async fn passages(&self, words: &str) -> Result<Vec<PassageHit>, AssistantError> {
        let search = PassageSearch {
            words,
            kinds: &[PassageKind::Policy, PassageKind::Question],
            product: None,
            language: None,
            limit: POLICIES * 2,
        };
        match self.shop.passages.search(&search).await {
            Err(RetrievalError::NotBuilt { .. }) => Ok(Vec::new()),
            found => Ok(found?),
        }
    }

    /// Tells what buyers say about a product, or of which products of a kind they say most.
    pub(super) async fn reviews(&self, which: &Which) -> Result<Outcome, AssistantError> {
        let meant = match (self.among_shown(which).await?, which) {
            (None, Which::Named(words)) => {
                let mut kind = self.of_kind(words).await?;
                if kind.len() > 1 {
                    return self.rated(&kind).await;
                }
                match kind.pop() {
                    None => self.best_match(words).await?,
                    only => only,
                }
            }
            (shown, _) => shown,
        };
        let Some(product) = meant else {
            return self.not_found(which);
        };
        let reviews = self.shop.catalog.reviews(&product.key).await?;
        let judged: Vec<(Review, Opinion)> = reviews
            .into_iter()
            .map(|review| {
                let opinion = opinion(&review.text);
                (review, opinion)
            })
            .collect();
        let mut summary = Summary::default();
        for (review, opinion) in &judged {
            summary.add(review.stars, opinion);
        }
        // What was asked about is told first: "does it smell?" Nearly every word says something of quality.
        // A scented candle is not asked about its smell by its name.
        let name = product.title.in_language(self.language());
        let named = opinion(name.split([',', '，']).next().unwrap_or(name)).topics;
        let told = |topic: &Topic| summary.topics.contains_key(topic) && !named.contains_key(topic);
        let asked = opinion(self.message).topics.into_keys().filter(told);
        let asked = asked.min_by_key(|topic| *topic == Topic::Quality);
        let fixed = self.phrases.reviews(
            product.title.in_language(self.language()),
            &summary,
            asked.map(|topic| (topic, summary.topics[&topic])),
            TOPICS,
        )?;
        let mut outcome = self.shown(std::slice::from_ref(&product), fixed, None, |_| None);
        outcome.cards.extend(self.quoted(&product, &judged, asked));
        Ok(outcome)
    }

    /// Reviews to be read: of those in the conversation's language that may be shown, the most decided one
    /// of each side.
    fn quoted(
        &self,
        product: &Product,
        judged: &[(Review, Opinion)],
        asked: Option<Topic>,
    ) -> Vec<Card> {
        let mut fitting: Vec<(f32, &Review, String)> = Vec::new();
        for (review, opinion) in judged {
            let on_topic = asked.is_none_or(|topic| opinion.topics.contains_key(&topic));
            if on_topic && review.language == self.language() {
                let text = quotable(&review.text);
                fitting.extend(text.map(|text| (decided(review, opinion), review, text)));
            }
        }
        fitting.sort_by(|one, other| {
            let newer_first = other.1.written.cmp(&one.1.written);
            other.0.total_cmp(&one.0).then(newer_first)
        });
        let most_against = if fitting.len() > 1 {
            fitting.pop()
        } else {
            None
        };
        let most_for = fitting.into_iter().next();
        let card = |(_, review, text): (f32, &Review, String)| Card::Review {
            product: product.title.in_language(self.language()).to_owned(),
            stars: review.stars,
            text,
            day: review.written.map(Timestamp::day),
        };
        most_for.into_iter().chain(most_against).map(card).collect()
    }

    /// The products of a kind, each with how it is rated.
    async fn rated(&self, products: &[Product]) -> Result<Outcome, AssistantError> {
        let mut reasons = Vec::with_capacity(products.len());
        for product in products {
            let reviews = self.shop.catalog.reviews(&product.key).await?;
            let texts = reviews
                .iter()
                .map(|review| (review.stars, review.text.as_str()));
            let summary = Summary::of(texts);
            reasons.push(self.phrases.rating(&summary)?);
        }
        let fixed = self.phrases.plain("reviews_which")?;
        let reason = |product: &Product| {
            let place = products.iter().position(|one| one.key == product.key)?;
            reasons.get(place).cloned()
        };
        Ok(self.shown(products, fixed, None, reason))
    }

    /// The products whose titles hold all of `words`, of those that a search for them finds.
    async fn of_kind(&self, words: &str) -> Result<Vec<Product>, AssistantError> {
        let (found, sure) = self.find(words, CARDS).await?;
        let words: Vec<&str> = words.split(' ').collect();
        let holds = |product: &Product| {
            let titles = Titles::new(std::iter::once(product));
            titles.holding(&words) + titles.holding_chinese(&words) > 0
        };
        Ok(found
            .into_iter()
            .filter(|product| sure && holds(product))
            .collect())
    }
}

/// How far a review is for (above zero) or against its product, by its stars and by its words.
fn decided(review: &Review, opinion: &Opinion) -> f32 {
    #[allow(clippy::cast_precision_loss, reason = "stars are 1 to 5")]
    let stars = (review.stars - 3) as f32 / 2.0;
    stars + opinion.score
}
