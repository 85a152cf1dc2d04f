//! Facts: the same contract for SQLite and PostgreSQL, and what opening a database says when it fails.

mod auditing;
pub(crate) mod cluster;
mod desk;
mod disclosing;
mod keeping;
mod listing;
mod loyalty;
mod opening;
mod ordering;
mod points;
mod points_model;
mod random;
mod serving;
mod serving_random;
mod shop;
mod tiers;
