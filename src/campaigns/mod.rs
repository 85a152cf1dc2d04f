//! Campaigns: what is written to members, and whether it may be.
//!
//! Owns: [`copy`], the words of a campaign, their rendering and their checks; [`writing`], how the model finds words.
//! Does not own: the language model (`llm`); what an offer is worth to whom (`actions`).
//! Holds: no word reaches a member before [`copy::check`] found no error in it; every name, amount, date and link
//! in a text is a placeholder that code fills.

pub mod copy;
pub mod writing;
