//! Facts: the same contract for SQLite and PostgreSQL, and what opening a database says when it fails.

mod arriving;
mod auditing;
mod cluster;
mod desk;
mod door;
mod keeping;
mod killed;
mod listing;
mod migrating;
mod opening;
mod ordering;
mod owning;
mod random;
mod refusing;
mod serving;
mod serving_random;
mod shop;
mod surveying;
