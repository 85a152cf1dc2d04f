//! Suggestions: what goes with an article, what fits what a member bought, what others buy.

use crate::assistant::AssistantError;
use crate::assistant::asks;
use crate::assistant::followup::Refinement;
use crate::assistant::limits::PriceLimits;
use crate::assistant::tools::Which;
use crate::assistant::turn::Outcome;
use crate::catalog::Product;
use crate::ids::ProductKey;
use crate::insights::recommend::Suggestion;

use super::{Actor, CARDS, offered};

/// Orders of a member that personal suggestions are made from, the newest.
const OWN_ORDERS: u32 = 5;

/// Where suggestions come from: the phrase they are said in, and the counts behind them.
struct Basis {
    phrase: &'static str,
    suggestions: Vec<Suggestion>,
    /// What is not suggested: the asker has it.
    without: Vec<ProductKey>,
}

impl Actor<'_> {
    /// What is in the basket, where the person lets the assistant see it.
    pub(super) async fn basket(&self) -> Result<Outcome, AssistantError> {
        if self.basket.is_empty() {
            return self.say("basket_unseen");
        }
        let products = self.shop.catalog.get(self.basket).await?;
        let seen = &products[..products.len().min(CARDS)];
        let fixed = self.phrases.basket(products.len(), seen.len())?;
        Ok(self.shown(seen, fixed, None, |_| None))
    }

    pub(super) async fn recommend(&self, with: Option<&Which>) -> Result<Outcome, AssistantError> {
        let anchor = match with {
            Some(which) => self.resolve(which).await?,
            None => None,
        };
        if anchor.is_none() && self.basket.is_empty() && asks::for_the_basket(self.message) {
            return self.say("basket_unseen");
        }
        let mut limits = self.limits();
        let refinement = Refinement::of(self.message);
        self.beside_the_last(&refinement, limits, &mut limits)
            .await?;
        let mut basis = self.basis(anchor.as_ref()).await?;
        if refinement.others {
            basis
                .without
                .extend(self.conversation.shown().iter().cloned());
        }
        let mut products = self.suggested(&basis, limits).await?;
        if products.is_empty() && matches!(basis.phrase, "personal" | "basket_with") {
            let without = std::mem::take(&mut basis.without);
            basis = Basis {
                without,
                ..self.popular()
            };
            products = self.suggested(&basis, limits).await?;
        }
        if let (Some(product), true) = (&anchor, products.is_empty()) {
            basis.phrase = "alike";
            let hits = self.shop.retrieval.similar(&product.key, CARDS * 2).await?;
            let keys: Vec<ProductKey> = hits.into_iter().map(|hit| hit.product).collect();
            products = offered(self.shop.catalog.get(&keys).await?, limits, &basis.without);
        }
        if products.is_empty() {
            let narrowed = refinement.any() || limits != PriceLimits::default();
            return self.say(if narrowed {
                "no_others"
            } else {
                "recommend_nothing"
            });
        }
        let name = anchor
            .as_ref()
            .map(|product| product.title.in_language(self.language()));
        let phrase = basis.phrase;
        let fixed = self
            .phrases
            .suggested(phrase, name, &products.iter().collect::<Vec<_>>())?;
        let reason = |product: &Product| {
            // What is alike was found by its texts: no order speaks for it.
            let suggestion = basis.suggestions.iter().find(|s| s.product == product.key);
            let orders = suggestion.map_or(0, |suggestion| suggestion.orders);
            self.phrases.reason(phrase, orders).ok()
        };
        Ok(self.shown(&products, fixed, None, reason))
    }

    async fn suggested(
        &self,
        basis: &Basis,
        limits: PriceLimits,
    ) -> Result<Vec<Product>, AssistantError> {
        let suggestions = basis.suggestions.iter();
        let keys: Vec<ProductKey> = suggestions.map(|s| s.product.clone()).collect();
        let products = self.shop.catalog.get(&keys).await?;
        Ok(offered(products, limits, &basis.without))
    }

    async fn basis(&self, anchor: Option<&Product>) -> Result<Basis, AssistantError> {
        if let Some(product) = anchor {
            return Ok(Basis {
                phrase: "together",
                suggestions: self.shop.recommender.together(&product.key, CARDS * 5),
                without: Vec::new(),
            });
        }
        if asks::for_the_basket(self.message) {
            return Ok(Basis {
                phrase: "basket_with",
                suggestions: self.together_with(self.basket),
                without: self.basket.to_vec(),
            });
        }
        if asks::for_the_popular(self.message) {
            return Ok(self.popular());
        }
        Ok(self.personal().await?.unwrap_or_else(|| self.popular()))
    }

    /// What is bought together with these.
    fn together_with(&self, products: &[ProductKey]) -> Vec<Suggestion> {
        let found = self.shop.recommender.beside(products, CARDS * 10);
        found.into_iter().map(|one| one.suggestion).collect()
    }

    fn popular(&self) -> Basis {
        Basis {
            phrase: "popular",
            suggestions: self.shop.recommender.popular(CARDS * 10),
            without: Vec::new(),
        }
    }

    /// What is bought together with what a member bought last. `None` for somebody who has not signed in, has
    /// bought nothing, or wants no personal suggestions: then none of their orders is even read.
    async fn personal(&self) -> Result<Option<Basis>, AssistantError> {
        let Some(member) = self.conversation.principal().member() else {
            return Ok(None);
        };
        if !self.shop.members.choices(member).await?.personalised {
            return Ok(None);
        }
        let orders = self.shop.orders.latest(member, OWN_ORDERS).await?;
        let lines = orders.iter().flat_map(|order| &order.lines);
        let mut bought: Vec<ProductKey> = Vec::new();
        for line in lines {
            if !bought.contains(&line.product) {
                bought.push(line.product.clone());
            }
        }
        let suggestions = self.together_with(&bought);
        Ok((!suggestions.is_empty()).then_some(Basis {
            phrase: "personal",
            suggestions,
            without: bought,
        }))
    }
}
