//! What suits a visitor: by what they did, where they agreed that it is looked at.

use crate::ids::{MemberKey, ProductKey};
use crate::insights::recommend::{History, Suited};

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

impl Shop {
    /// What suits `member`, or a visitor whom nobody knows, who has these articles in the basket and looked at those in
    /// this visit, the newest last. A member's own orders and events are read only where they agreed to it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn suits(
        &self,
        member: Option<&MemberKey>,
        basket: &[ProductKey],
        session: &[ProductKey],
        limit: usize,
    ) -> Result<Suits, AssistantError> {
        let history = self.history(member).await?;
        let history = history.with_session(session).with_basket(basket);
        Ok(Suits {
            suggestions: self.recommender.now().suited(&history, limit),
            personal: !history.steps.is_empty(),
            without: history.without,
        })
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
