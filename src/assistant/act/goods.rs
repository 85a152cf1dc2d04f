//! Looks for goods, again and again: within limits, cheaper than the last, others than those shown.

use std::sync::LazyLock;

use regex::Regex;

use crate::assistant::AssistantError;
use crate::assistant::context::leans_on_what_came_before;
use crate::assistant::conversation::LastSearch;
use crate::assistant::followup::{
    Refinement, keeps_the_limit, search_again, share_a_word, wants_the_cheapest,
};
use crate::assistant::limits::PriceLimits;
use crate::assistant::turn::Outcome;
use crate::catalog::Product;
use crate::guardrails::{normalise, pattern};
use crate::ids::{ProductKey, has_chinese};
use crate::money::Money;
use crate::retrieval::{Hit, Search};

use super::records::{brief, record};
use super::{Actor, CARDS, keys};

/// Records that the model reads: each takes a second to read on two cores and another to be spoken of,
/// small models mix up two, and the cards show the rest.
const FACTS: usize = 1;

/// What a search is narrowed by.
#[derive(Clone, Debug, Default)]
pub(super) struct Filters {
    pub(super) limits: PriceLimits,
    /// None of these.
    pub(super) exclude: Vec<ProductKey>,
    /// The cheapest of what is found come first.
    pub(super) cheapest_first: bool,
    /// What of the message still says what is looked for, where it is not all said by the search words.
    pub(super) said: Option<String>,
    /// How this changes the last search, where it does.
    pub(super) refinement: Option<Refinement>,
}

impl Actor<'_> {
    /// What the message narrows a search for `words` by. Where it goes on with the last search, that one's
    /// limits hold unless the message sets its own.
    pub(super) async fn filters(&self, words: &str) -> Result<Filters, AssistantError> {
        let mut limits = self.limits();
        let mut filters = Filters {
            cheapest_first: wants_the_cheapest(self.message),
            said: chinese(self.message),
            ..Filters::default()
        };
        if let Some(last) = self.conversation.last_search() {
            let refinement = Refinement::of(self.message);
            let again = search_again(self.message, &last.words);
            let goes_on = refinement.any() || again.is_some();
            let leans = leans_on_what_came_before(self.message) && share_a_word(words, &last.words);
            let same = keeps_the_limit(self.message);
            if goes_on || leans || same || words == last.words {
                let money = |minor: i64| Money::new(minor, self.shop.currency);
                let said = limits;
                limits.most = limits.most.or(last.most.map(money));
                limits.least = limits.least.or(last.least.map(money));
                if let (Some(milli), Some(most)) = (refinement.raised, last.most) {
                    let raise = Money::from_thousandths(milli, self.shop.currency);
                    limits.most = Some(money(most.saturating_add(raise.minor)));
                }
                self.beside_the_last(&refinement, said, &mut limits).await?;
                if refinement.others {
                    filters.exclude.clone_from(&last.seen);
                }
                filters.refinement = Some(refinement);
            }
            if again.is_some() {
                // The message says how the search changes, and nothing of what is looked for.
                filters.said = chinese(words).or_else(|| last.said.clone());
            }
        }
        filters.limits = limits;
        Ok(filters)
    }

    /// The limits of "cheaper" and "dearer", where the message sets none itself: the price of what was spoken of by
    /// itself, or of all that was shown.
    pub(super) async fn beside_the_last(
        &self,
        refinement: &Refinement,
        said: PriceLimits,
        limits: &mut PriceLimits,
    ) -> Result<(), AssistantError> {
        if !(refinement.cheaper || refinement.dearer) {
            return Ok(());
        }
        let spoken_of = match self.conversation.singled() {
            Some(key) => std::slice::from_ref(key),
            None => self.conversation.shown(),
        };
        let products = self.shop.catalog.get(spoken_of).await?;
        let prices = || products.iter().map(|product| product.price);
        let least = prices().min_by_key(|price| price.minor);
        let most = prices().max_by_key(|price| price.minor);
        let beside = |price: Money, step: i64| Money {
            minor: price.minor + step,
            ..price
        };
        if refinement.cheaper && said.most.is_none() {
            limits.most = least.map(|price| beside(price, -1)).or(limits.most);
        }
        if refinement.dearer && said.least.is_none() {
            limits.least = most.map(|price| beside(price, 1)).or(limits.least);
            limits.most = said.most;
        }
        Ok(())
    }

    /// Where nothing is cheaper than all that was shown: what is cheaper than the first of it, the cheapest first.
    async fn cheaper_than_the_first(&self, words: &str) -> Result<Vec<Product>, AssistantError> {
        let shown = self.shown_before().await?;
        let (Some(first), None) = (shown.first(), self.conversation.singled()) else {
            return Ok(Vec::new());
        };
        let dearest = first.price;
        let filters = Filters {
            limits: PriceLimits {
                least: None,
                most: Some(Money {
                    minor: dearest.minor - 1,
                    ..dearest
                }),
            },
            cheapest_first: true,
            said: chinese(words).or_else(|| self.conversation.last_search()?.said.clone()),
            ..Filters::default()
        };
        let (found, sure) = self.find_within(words, CARDS, &filters).await?;
        Ok(if sure { found } else { Vec::new() })
    }

    /// The products that a search of the message's own finds, and whether they are surely what was meant.
    pub(super) async fn find(
        &self,
        words: &str,
        limit: usize,
    ) -> Result<(Vec<Product>, bool), AssistantError> {
        let filters = Filters {
            limits: self.limits(),
            said: chinese(self.message),
            ..Filters::default()
        };
        self.find_within(words, limit, &filters).await
    }

    /// The products that a search finds, and whether they are surely what was meant.
    pub(super) async fn find_within(
        &self,
        words: &str,
        limit: usize,
        filters: &Filters,
    ) -> Result<(Vec<Product>, bool), AssistantError> {
        let widened = if filters.cheapest_first {
            limit * 2
        } else {
            limit
        };
        let hits = self
            .shop
            .retrieval
            .search(&Search {
                words,
                said: filters.said.as_deref(),
                min_price: filters.limits.least,
                max_price: filters.limits.most,
                exclude: &filters.exclude,
                limit: widened,
                ..Search::default()
            })
            .await?;
        let sure = hits.iter().any(Hit::is_sure);
        // Beside what surely is cheaper, nothing that only comes near is.
        let surely = sure && filters.refinement.is_some();
        let near = hits
            .into_iter()
            .filter(|hit| if surely { hit.is_sure() } else { hit.is_near() });
        let found: Vec<ProductKey> = near.map(|hit| hit.product).collect();
        let mut products = self.shop.catalog.get(&found).await?;
        if filters.cheapest_first {
            products.sort_by_key(|product| product.price.minor);
            products.truncate(limit);
        }
        Ok((products, sure))
    }

    pub(super) async fn search(&self, words: &str) -> Result<Outcome, AssistantError> {
        let filters = self.filters(words).await?;
        // Where the planner's words find nothing for sure, what they say before "for whom" may, or the
        // shopper's own.
        let thing = words.split(" for ").next().unwrap_or(words);
        let mut tries = vec![words, thing];
        if filters.refinement.is_none() {
            tries.push(self.message);
        }
        tries.dedup();
        let (mut products, mut sure) = (Vec::new(), false);
        for words in tries {
            let found = self.find_within(words, CARDS, &filters).await?;
            sure = found.1;
            if sure || products.is_empty() {
                products = found.0;
            }
            if sure {
                break;
            }
        }
        if !sure && GIFT.is_match(words) {
            // "A gift" is no kind of goods: what others like is the better answer.
            return self.recommend(None).await;
        }
        // What the message tells apart from all others comes first: "a backpack, has to fit a laptop".
        if let Some(meant) = self.shop.titles.singled_out(self.message, None, true) {
            products.sort_by_key(|product| product.key != *meant);
        }
        let changed = filters.refinement.clone().unwrap_or_default();
        if changed.cheaper && !sure && self.limits().most.is_none() {
            products = self.cheaper_than_the_first(words).await?;
            sure = !products.is_empty();
        }
        let search = self.looked_for(words, filters.limits, &keys(&products));
        if products.is_empty() {
            let fixed = if changed.others {
                self.phrases.plain("no_others")?
            } else if changed.cheaper || changed.dearer {
                let phrase = if changed.cheaper {
                    "nothing_cheaper"
                } else {
                    "nothing_dearer"
                };
                self.phrases.plain(phrase)?
            } else {
                self.phrases.found_nothing(filters.limits)?
            };
            return Ok(Outcome {
                fixed,
                search: Some(search),
                ..Outcome::default()
            });
        }
        let found: Vec<&Product> = products.iter().collect();
        let (fixed, facts) = if sure {
            let asked = normalise(&format!("{} {words}", self.message));
            let brief = |product| brief(&record(product), &asked).line(self.language());
            let lines: Vec<String> = products.iter().take(FACTS).map(brief).collect();
            (self.phrases.found(&found)?, Some(lines.join("\n")))
        } else {
            (self.phrases.near(&found)?, None)
        };
        let mut outcome = self.shown(&products, fixed, facts, |_| None);
        let limits = filters.limits;
        outcome.evidence.limits = [limits.least, limits.most].into_iter().flatten().collect();
        outcome.search = Some(search);
        Ok(outcome)
    }

    /// The search that a next message can go on with: what it showed, and where it went on itself, what those
    /// before it did.
    pub(super) fn looked_for(
        &self,
        words: &str,
        limits: PriceLimits,
        shown: &[ProductKey],
    ) -> LastSearch {
        let last = self.conversation.last_search();
        let mut seen = match last {
            Some(last) if last.words == words => last.seen.clone(),
            _ => Vec::new(),
        };
        for key in shown {
            if !seen.contains(key) {
                seen.push(key.clone());
            }
        }
        let said = match last {
            Some(last) if last.words == words && last.said.is_some() => last.said.clone(),
            _ => chinese(self.message),
        };
        LastSearch {
            said,
            ..LastSearch::new(words, limits, seen)
        }
    }
}

/// A text that says in Chinese what is looked for.
pub(super) fn chinese(text: &str) -> Option<String> {
    has_chinese(text).then(|| text.to_owned())
}

static GIFT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(gifts?|presents?|ideas?|something)\b"));
