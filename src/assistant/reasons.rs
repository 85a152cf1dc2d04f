//! Why something is suggested, in the words that the assistant has for it: pages say it as cards do.

use minijinja::context;

use crate::ids::Language;
use crate::insights::recommend::{Deed, Why};
use crate::prompts::PromptError;

use super::Assistant;

/// For what something is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestedFor<'a> {
    /// For nothing in particular: others buy it.
    Others,
    /// To go with the product that a person looks at.
    Product,
    /// To go with the article of this title in a person's basket.
    Basket(&'a str),
    /// Because of what a person did: what speaks for it, and the title of the product that does.
    Suiting(&'a Why, &'a str),
}

impl Assistant {
    /// Why something that is in so many `orders` is suggested.
    ///
    /// # Errors
    /// A phrase that cannot be rendered: a mistake of the build.
    pub fn reason(
        &self,
        suggested_for: SuggestedFor<'_>,
        orders: u32,
        language: Language,
    ) -> Result<String, PromptError> {
        let (phrase, name) = match suggested_for {
            SuggestedFor::Others => ("reason_popular", None),
            SuggestedFor::Product => ("reason_together", None),
            SuggestedFor::Basket(name) => ("reason_basket", Some(name)),
            SuggestedFor::Suiting(why, name) => (phrase(why), Some(name)),
        };
        let values = context! { orders, name };
        self.prompts.say(phrase, language, values)
    }
}

/// The phrase that says what speaks for a suggestion.
pub(super) fn phrase(why: &Why) -> &'static str {
    match why {
        Why::Popular { .. } => "reason_popular",
        Why::Taste => "reason_taste",
        Why::With { deed, .. } => match deed {
            Deed::Bought => "reason_with_bought",
            Deed::InBasket => "reason_with_basket",
            Deed::Wanted => "reason_with_wanted",
            Deed::LookedAt => "reason_with_looked_at",
        },
        Why::Like { deed, .. } => match deed {
            Deed::Bought => "reason_like_bought",
            Deed::InBasket => "reason_like_basket",
            Deed::Wanted => "reason_like_wanted",
            Deed::LookedAt => "reason_like_looked_at",
        },
    }
}
