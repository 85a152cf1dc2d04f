//! Files of others.
//!
//! Owns: reading the formats in which other systems hand over goods, members and orders, the rules that
//! make them ours, and the [`Report`] of what was taken and what was left out.
//! Does not own: the rows themselves; they go through the doors of `catalog`, `members` and `orders`.
//! Holds:
//! - every line of a file is either kept or counted under one [`Reason`]: [`Report::lines_read`] is
//!   [`Report::lines_kept`] plus all that [`Report::left_out`] counts;
//! - the same file read twice changes nothing the second time;
//! - an import that is killed leaves whole orders behind, and running it again completes it;
//! - memory grows with the lines kept (some 60 bytes each), not with their text.
//!
//! One format so far: [`online_retail()`], where its rules stand.

mod error;
mod online_retail;
mod progress;
mod rejects;
mod report;

use crate::catalog::Catalog;
use crate::members::Members;
use crate::orders::Orders;

pub use error::ImportError;
pub use online_retail::online_retail;
pub use progress::{Progress, Silent};
pub use report::{Counts, Reason, Reject, Report};

/// Where an import puts what it read.
#[derive(Clone, Copy)]
pub struct Shop<'a> {
    /// Takes the products.
    pub catalog: &'a Catalog,
    /// Takes the members.
    pub members: &'a Members,
    /// Takes the orders.
    pub orders: &'a Orders,
}
