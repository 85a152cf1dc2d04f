//! What suits a visitor: by what they did, where they agreed that it is looked at.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::ids::{MemberKey, ProductKey};
use crate::insights::baskets::ProductCompletion;
use crate::insights::recommend::{History, Suggestion, Suited};

use super::{AssistantError, Shop};

/// What suits a visitor.
#[derive(Debug)]
pub struct Suits {
    /// The best first. The caller asks for more than are shown, and leaves out what cannot be had.
    pub suggestions: Vec<Suited>,
    /// Whether they come out of what the visitor did. Otherwise, they are what others buy.
    pub personal: bool,
    /// What the visitor is not shown.
    pub without: Vec<ProductKey>,
}

/// Something that completes a basket.
#[derive(Clone, Debug, PartialEq)]
pub struct Completes {
    /// What is suggested; its orders are those of it and of all of `with`.
    pub suggestion: Suggestion,
    /// The articles of the basket that speak for it, at least one.
    pub with: Vec<ProductKey>,
}

impl From<ProductCompletion> for Completes {
    fn from(completion: ProductCompletion) -> Self {
        Self {
            suggestion: Suggestion {
                product: completion.product,
                score: completion.confidence,
                orders: completion.orders,
            },
            with: completion.with,
        }
    }
}

/// What a rank in one of two lists counts (reciprocal rank fusion, Cormack and others 2009).
#[allow(clippy::cast_precision_loss, reason = "a rank")]
fn by_rank(rank: usize) -> f64 {
    1.0 / (rank as f64 + 10.0)
}

impl Shop {
    /// What suits `member`, or a visitor whom nobody knows, who looked at these in this visit, the newest last. A member's own orders and events are read only where they agreed to it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn suits(
        &self,
        member: Option<&MemberKey>,
        session: &[ProductKey],
        limit: usize,
    ) -> Result<Suits, AssistantError> {
        let history = self.history(member).await?.with_session(session);
        Ok(Suits {
            suggestions: self.recommender.now().suited(&history, limit),
            personal: !history.steps.is_empty(),
            without: history.without,
        })
    }

    /// What completes a basket: by what each of its articles is bought with, and, where there are several, by rules over them
    /// at once, the two lists fused by their ranks.
    #[must_use]
    pub fn completes(&self, basket: &[ProductKey], limit: usize) -> Vec<Completes> {
        let mut fused: HashMap<ProductKey, (f64, Completes)> = HashMap::new();
        let beside = self.recommender.now().beside(basket, limit);
        for (rank, one) in beside.into_iter().enumerate() {
            let completes = Completes {
                suggestion: one.suggestion,
                with: vec![one.with],
            };
            let key = completes.suggestion.product.clone();
            fused.insert(key, (by_rank(rank), completes));
        }
        if basket.len() > 1 {
            let completions = self.rules.now().complete(basket, limit);
            for (rank, completion) in completions.into_iter().enumerate() {
                let by_rule = Completes::from(completion);
                match fused.entry(by_rule.suggestion.product.clone()) {
                    Entry::Occupied(mut found) => {
                        let (score, completes) = found.get_mut();
                        *score += by_rank(rank);
                        // Several articles say more than one of them.
                        if by_rule.with.len() > 1 {
                            *completes = by_rule;
                        }
                    }
                    Entry::Vacant(place) => {
                        place.insert((by_rank(rank), by_rule));
                    }
                }
            }
        }
        let mut fused: Vec<(f64, Completes)> = fused.into_values().collect();
        fused.sort_by(|(a, one), (b, other)| {
            let keys = (&one.suggestion.product, &other.suggestion.product);
            b.total_cmp(a).then_with(|| keys.0.cmp(keys.1))
        });
        fused.truncate(limit);
        fused.into_iter().map(|(_, completes)| completes).collect()
    }

    /// What `member` is not suggested: what they bought, sent back or do not want. Nothing where they did not agree that it is
    /// looked at, or nobody has signed in.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn not_for(
        &self,
        member: Option<&MemberKey>,
    ) -> Result<Vec<ProductKey>, AssistantError> {
        Ok(self.history(member).await?.without)
    }

    async fn history(&self, member: Option<&MemberKey>) -> Result<History, AssistantError> {
        match member {
            Some(member) if self.members.choices(member).await?.personalised => {
                Ok(History::of(&self.orders, &self.events, member).await?)
            }
            _ => Ok(History::default()),
        }
    }
}
