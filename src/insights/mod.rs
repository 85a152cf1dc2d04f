//! Member analytics, one sub-room per question; they do not import each other.

pub mod baskets;
pub mod opinions;
pub mod recommend;
pub mod taste;
