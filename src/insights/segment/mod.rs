//! Which members belong together.
//!
//! Owns: [`Filter`], the language in which a group of members is asked for, its sentence and its SQL; the scores and
//! named segments of recency, frequency and money ([`rfm`]); what became of those who first bought in a month
//! ([`cohorts`]); groups that nobody named beforehand ([`clusters`]); what two groups have in common ([`overlap()`]).
//! Does not own: what a column means and how it is counted (`features`), kept segments, who is written to.
//! Holds: pure, it asks no database and reads no clock. No text of a filter is ever part of its SQL. The same rows and
//! the same seed give the same groups with the same names.

pub mod clusters;
pub mod cohorts;
mod filter;
mod overlap;
pub mod rfm;

pub use filter::{
    Condition, Filter, FilterError, MOST_CHARACTERS, MOST_CONDITIONS, MOST_NESTED, Parameter,
    Problem,
};
pub use overlap::{Overlap, overlap};
