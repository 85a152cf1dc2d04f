//! Member analytics, one sub-room per question; they do not import each other.

pub mod baskets;
pub mod behaviour;
pub mod churn;
pub mod demand;
pub mod lifetime;
pub mod opinions;
pub mod recommend;
pub mod segment;
pub mod survival;
pub mod taste;
