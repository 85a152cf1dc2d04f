//! What may come in and what may go out.
//!
//! Owns: cleaning of what people write, the check of every sentence against the evidence, what of a buyer's
//! review may be quoted, and how numbers are written in both languages.
//! Does not own: which tool runs (the turn), what replaces a sentence that fails (the assistant).
//! Holds: a sentence passes only if every price, quantity, order number, date and product name in it
//! is in the record of the thing that the sentence names; what cannot be told fails.

mod affirming;
mod claims;
mod grounding;
mod inbound;
mod lexicon;
mod measures;
mod named;
mod naming;
mod numbers;
mod outbound;
mod progress;
mod quoting;
mod stock;
mod text;

pub use grounding::{Claimed, Ground, Ungrounded, link_places, ungrounded};
pub use inbound::{
    Inbound, LONGEST_MESSAGE, asks_for_anothers_data, clean, names_another_member, receive,
    signs_of_injection,
};
pub use lexicon::Lexicon;
pub use numbers::{Amount, amounts};
pub use outbound::{Finding, Speech, check};
pub use quoting::quotable;
pub use text::{Placed, normalise, pattern, sentences};
