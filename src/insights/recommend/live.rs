//! The recommender that answers now, and is replaced while it does.

use std::sync::{Arc, PoisonError, RwLock};

use super::Recommender;

/// Hands out the recommender of now. Who has one keeps it to the end of their answer.
#[derive(Debug)]
pub struct Live {
    /// The one of now.
    now: RwLock<Arc<Recommender>>,
}

impl Live {
    /// Answers with this one.
    #[must_use]
    pub fn new(recommender: Recommender) -> Self {
        let now = RwLock::new(Arc::new(recommender));
        Self { now }
    }

    /// The one of now.
    #[must_use]
    pub fn now(&self) -> Arc<Recommender> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Answers with this one from now on.
    pub fn replace(&self, recommender: Recommender) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(recommender);
    }
}
