//! Suggestions: what goes with an article, what suits what a member did, what others buy.

use std::collections::HashMap;

use crate::assistant::AssistantError;
use crate::assistant::asks;
use crate::assistant::followup::Refinement;
use crate::assistant::limits::PriceLimits;
use crate::assistant::tools::Which;
use crate::assistant::turn::Outcome;
use crate::catalog::Product;
use crate::ids::ProductKey;
use crate::insights::recommend::{Suggestion, Suited, Why, varied};

use crate::retrieval::Hit;

use super::{Actor, CARDS, offered, to_be_had};

/// Where suggestions come from: the phrase they are said in, and the counts behind them.
struct Basis {
    phrase: &'static str,
    suggestions: Vec<Suggestion>,
    /// What speaks for each, where it suits what the asker did.
    whys: HashMap<ProductKey, Why>,
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
        // What is popular is so whoever asks, and what is personal was asked for without it.
        if !matches!(basis.phrase, "popular" | "personal") {
            let member = self.conversation.principal().member();
            basis.without.extend(self.shop.not_for(member).await?);
        }
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
        let named = products
            .iter()
            .filter_map(|product| basis.whys.get(&product.key)?.product().cloned());
        let named: Vec<ProductKey> = named.collect();
        let names = self.shop.catalog.get(&named).await?;
        let reason = |product: &Product| self.reason_for(&basis, product, &names);
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
        if basis.whys.is_empty() {
            return Ok(offered(products, limits, &basis.without));
        }
        Ok(varied(to_be_had(products, limits, &basis.without), CARDS))
    }

    async fn basis(&self, anchor: Option<&Product>) -> Result<Basis, AssistantError> {
        if let Some(product) = anchor.filter(|_| asks::for_similar(self.message)) {
            return self.similar(product).await;
        }
        if let Some(product) = anchor {
            return Ok(Basis {
                phrase: "together",
                suggestions: self
                    .shop
                    .recommender
                    .now()
                    .together(&product.key, CARDS * 5),
                whys: HashMap::new(),
                without: Vec::new(),
            });
        }
        if asks::for_the_basket(self.message) {
            return Ok(Basis {
                phrase: "basket_with",
                suggestions: self.together_with(self.basket),
                whys: HashMap::new(),
                without: self.basket.to_vec(),
            });
        }
        if asks::for_the_popular(self.message) {
            return Ok(self.popular());
        }
        Ok(self.personal().await?.unwrap_or_else(|| self.popular()))
    }

    /// What has texts of like meaning.
    async fn similar(&self, product: &Product) -> Result<Basis, AssistantError> {
        let hits = self.shop.retrieval.similar(&product.key, CARDS * 4).await?;
        let suggestion = |hit: Hit| Suggestion {
            product: hit.product,
            score: 0.0,
            orders: 0,
        };
        Ok(Basis {
            phrase: "similar",
            suggestions: hits.into_iter().map(suggestion).collect(),
            whys: HashMap::new(),
            without: vec![product.key.clone()],
        })
    }

    /// What is bought together with these.
    fn together_with(&self, products: &[ProductKey]) -> Vec<Suggestion> {
        let found = self.shop.recommender.now().beside(products, CARDS * 10);
        found.into_iter().map(|one| one.suggestion).collect()
    }

    fn popular(&self) -> Basis {
        Basis {
            phrase: "popular",
            suggestions: self.shop.recommender.now().popular(CARDS * 10),
            whys: HashMap::new(),
            without: Vec::new(),
        }
    }

    /// What suits a member by what they did. `None` for somebody who has not signed in, did nothing that says something, or
    /// wants no personal suggestions: then nothing of theirs is even read.
    async fn personal(&self) -> Result<Option<Basis>, AssistantError> {
        let Some(member) = self.conversation.principal().member() else {
            return Ok(None);
        };
        let suits = self.shop.suits(Some(member), &[], CARDS * 10).await?;
        if !suits.personal || suits.suggestions.is_empty() {
            return Ok(None);
        }
        let (mut suggestions, mut whys) = (Vec::new(), HashMap::new());
        for Suited { suggestion, why } in suits.suggestions {
            whys.insert(suggestion.product.clone(), why);
            suggestions.push(suggestion);
        }
        Ok(Some(Basis {
            phrase: "personal",
            suggestions,
            whys,
            without: suits.without,
        }))
    }

    /// Why a product is suggested.
    fn reason_for(&self, basis: &Basis, product: &Product, names: &[Product]) -> Option<String> {
        // What is alike was found by its texts: no order speaks for it.
        let suggestion = basis.suggestions.iter().find(|s| s.product == product.key);
        let orders = suggestion.map_or(0, |suggestion| suggestion.orders);
        match basis.whys.get(&product.key) {
            Some(why) => {
                let name = names.iter().find(|named| Some(&named.key) == why.product());
                let name = name.map(|named| named.title.in_language(self.language()));
                self.phrases.why(why, name, orders).ok()
            }
            None => self.phrases.reason(basis.phrase, orders).ok(),
        }
    }
}
