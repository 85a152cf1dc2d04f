//! A turn, from the message to the last event, with a model that says what a script tells it to.

mod account;
mod audited;
mod campaign_changes;
mod campaign_texts;
mod campaign_words;
mod campaigning;
mod certain;
mod embedder;
mod errands;
mod following;
mod guests;
mod heard;
mod looking;
mod memory;
mod offering;
mod orders;
mod rewards;
pub mod shop;
mod standing_in;
mod strangers;
mod texts;
mod tools;
mod untrusted;
mod words;
