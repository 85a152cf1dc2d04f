//! Why something is suggested, in the words that the assistant has for it: pages say it as cards do.

use minijinja::context;

use crate::ids::Language;
use crate::insights::recommend::{Deed, Why};
use crate::prompts::PromptError;

use super::Assistant;

/// For what something is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestedFor<'a> {
    /// To go with the product that a person looks at.
    Product,
    /// To go with the article of this title in a person's basket.
    Basket(&'a str),
    /// Because of what a person did, or of what others buy: what speaks for it, and the title of the product that does,
    /// where the shop still has one.
    Suiting(&'a Why, Option<&'a str>),
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
            SuggestedFor::Product => ("reason_together", None),
            SuggestedFor::Basket(name) => ("reason_basket", Some(name)),
            SuggestedFor::Suiting(why, name) => (phrase(why, name), name),
        };
        let values = context! { orders, name };
        self.prompts.say(phrase, language, values)
    }
}

/// The phrase that says what speaks for a suggestion, `name` being the title of the product that does.
pub(super) fn phrase(why: &Why, name: Option<&str>) -> &'static str {
    match why {
        Why::Popular => "reason_popular",
        // What is not sold any more has no name here.
        Why::With { .. } | Why::Like { .. } if name.is_none() => "reason_taste",
        Why::Taste => "reason_taste",
        Why::With { deed, .. } => match deed {
            Deed::Bought => "reason_with_bought",
            Deed::Wanted => "reason_with_wanted",
            Deed::LookedAt => "reason_with_looked_at",
        },
        Why::Like { deed, .. } => match deed {
            Deed::Bought => "reason_like_bought",
            Deed::Wanted => "reason_like_wanted",
            Deed::LookedAt => "reason_like_looked_at",
        },
    }
}
