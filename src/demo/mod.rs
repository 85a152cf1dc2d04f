//! Shops to try the program on.
//!
//! Owns: the demo shop: goods, pictures, policies and reviews in `shop/`, and its people, who are simulated by
//! the rules of `RULES.md`; the starter shop of 30 goods in `starter/`, which the tests are held in.
//! Does not own: where the facts are kept (`catalog`, `members`, `orders`, `events`), and who shows the pictures (`http`).
//! Holds: everything in them is invented and says so; loading twice changes nothing; the same seed gives
//! the same people on every machine, and member *i* is the same however many there are.

mod browse;
mod campaigns;
mod likes;
mod load;
mod people;
mod pictures;
mod random;
mod read;
mod service;
mod shop;
mod simulate;
mod starter;
mod world;

pub use campaigns::Response;
pub use load::{Books, Loaded, load, load_demo};
pub use pictures::write_pictures;
pub use read::DemoError;
pub use service::{Service, today};
pub use shop::{DemoShop, Shelf, demo_shop};
pub use simulate::{Life, SEED, Simulation, Truth};
pub use starter::{Starter, starter};
pub use world::end;
