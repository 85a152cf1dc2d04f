//! What can go wrong with a database.

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Anything not yet told apart.
    #[error("the database failed: {0}")]
    Failed(#[from] sea_orm::DbErr),
}
