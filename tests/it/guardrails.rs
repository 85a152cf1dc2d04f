//! The room `guardrails`: what comes in is cleaned, and no sentence goes out that the records do not hold.

mod amounts;
mod books;
mod incoming;
mod limits;
mod quoting;
mod replies;
mod sentences;
mod verdicts;
