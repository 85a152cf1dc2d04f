//! Why something is suggested, in the words that the assistant has for it: pages say it as cards do.

use minijinja::context;

use crate::ids::Language;
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
        };
        let values = context! { orders, name };
        self.prompts.say(phrase, language, values)
    }
}
