//! Files of others.
//!
//! Owns: reading the formats in which other systems hand over goods, members, orders, events, reviews and
//! policies, the rules that make them ours, and the [`Report`] of what was taken, changed and left out.
//! Does not own: the rows themselves; they go through the doors of `catalog`, `members`, `orders` and
//! `events`.
//! Holds:
//! - every line of a file is either kept or counted under one [`Reason`]: [`Report::lines_read`] is
//!   [`Report::lines_kept`] plus all that [`Report::left_out`] counts;
//! - what was kept in another form than the file has it is counted under one [`Change`];
//! - nothing is written to the shop before the whole file has been read;
//! - the same file read twice changes nothing the second time;
//! - an import that is killed leaves whole rows behind, and running it again completes it.
//!
//! Formats: any columns by a map ([`mapped()`]), Shopify's exports ([`shopify()`]), order lines of the UCI
//! data set ([`online_retail()`]), the Complete Journey ([`complete_journey()`]), the shop of tau2-bench
//! ([`tau2_retail()`]), logs of web servers ([`access_log()`]); the rules of each stand there. `rows` reads CSV, JSON Lines and Parquet for all of
//! them, `cleaning` reads values and keeps the findings, `harvest` and `order_book` hold what was read,
//! `run` is the way from the file into the shop.

mod access_log;
mod cleaning;
mod complete_journey;
mod error;
mod harvest;
mod mapped;
mod online_retail;
mod order_book;
mod progress;
mod rejects;
mod report;
mod rows;
mod run;
mod shopify;
mod tau2_retail;
mod words;

use std::path::PathBuf;

use crate::catalog::Catalog;
use crate::clock::Timestamp;
use crate::events::Events;
use crate::members::Members;
use crate::money::Currency;
use crate::orders::Orders;

pub use access_log::{LogRules, access_log};
pub use complete_journey::complete_journey;
pub use error::ImportError;
pub use mapped::{ColumnMap, RecordKind, guess_map, mapped};
pub use online_retail::online_retail;
pub use progress::{Progress, Silent};
pub use report::{Change, Counts, Finding, Notice, Reason, Reject, Report};
pub use shopify::{ShopifyFile, shopify};
pub use tau2_retail::tau2_retail;

/// Where an import puts what it read.
#[derive(Clone, Copy)]
pub struct Shop<'a> {
    /// Takes products, reviews and policies.
    pub catalog: &'a Catalog,
    /// Takes the members.
    pub members: &'a Members,
    /// Takes the orders.
    pub orders: &'a Orders,
    /// Takes the events.
    pub events: &'a Events,
}

/// What is asked of an import.
#[derive(Clone, Debug)]
pub struct Options {
    /// A CSV file for the lines with a fault, in the file's own columns; it is written where there are any.
    pub rejects: Option<PathBuf>,
    /// Only look; put nothing into the shop.
    pub dry_run: bool,
    /// The currency of amounts that name none.
    pub currency: Option<Currency>,
    /// The present moment: nothing can have happened later.
    pub now: Timestamp,
}
