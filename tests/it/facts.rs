//! Facts: the same contract for SQLite and PostgreSQL, and what opening a database says when it fails.

mod arriving;
mod auditing;
pub(crate) mod cluster;
mod codes;
mod consenting;
mod desk;
mod disclosing;
mod door;
mod dossiers;
mod keeping;
mod killed;
mod listing;
mod loyalty;
mod migrating;
mod opening;
mod ordering;
mod owning;
mod points;
mod points_model;
mod random;
mod refusing;
mod serving;
mod serving_random;
mod shop;
mod surveying;
mod tiers;
mod versions;
