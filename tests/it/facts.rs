//! Facts: the same contract for SQLite and PostgreSQL, and what opening a database says when it fails.

mod auditing;
mod cluster;
mod codes;
mod consenting;
mod desk;
mod dossiers;
mod keeping;
mod listing;
mod opening;
mod ordering;
mod random;
mod serving;
mod serving_random;
mod shop;
