//! What answers now, and is replaced while it does.

use std::sync::{Arc, PoisonError, RwLock};

/// Hands out what was fitted last. Who has one keeps it to the end of their answer.
#[derive(Debug)]
pub struct Live<T> {
    /// The one of now.
    now: RwLock<Arc<T>>,
}

impl<T> Live<T> {
    /// Answers with this one.
    #[must_use]
    pub fn new(fitted: T) -> Self {
        let now = RwLock::new(Arc::new(fitted));
        Self { now }
    }

    /// The one of now.
    #[must_use]
    pub fn now(&self) -> Arc<T> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Answers with this one from now on.
    pub fn replace(&self, fitted: T) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fitted);
    }
}
