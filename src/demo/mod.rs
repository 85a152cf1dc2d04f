//! Shops to try the program on.
//!
//! Owns: the starter shop: 30 goods and 20 members with orders, in both languages, read from the files
//! in `starter/` that are compiled in. `shop/` has the files of the demo shop to come
//! (goods, pictures, reviews); nothing reads them yet but their test.
//! Does not own: where the facts are kept (`catalog`, `members`, `orders`).
//! Holds: everything in it is invented and says so ([`Starter::notice`]); loading it twice changes
//! nothing.

mod read;
mod starter;

pub use read::DemoError;
pub use starter::{Loaded, Starter, load, starter};
