//! What suits a visitor: by what they did, where they agreed that it is looked at.

use crate::ids::{MemberKey, ProductKey};
use crate::insights::recommend::{History, Suited};

use super::{AssistantError, Shop};

/// Suggestions that are looked at for each one that is asked for: some are sold out, some too much like others.
const SPARE: usize = 6;

/// What suits a visitor.
#[derive(Debug)]
pub struct Suits {
    /// The best first, more than were asked for: the caller leaves out what cannot be had.
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
        let mut history = History::default();
        if let Some(member) = member
            && self.members.choices(member).await?.personalised
        {
            history = History::of(&self.orders, &self.events, member).await?;
        }
        let history = history.with_session(session).with_basket(basket);
        Ok(Suits {
            suggestions: self.recommender.now().suited(&history, limit * SPARE),
            personal: !history.steps.is_empty(),
            without: history.without,
        })
    }
}
