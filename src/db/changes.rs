//! What a batch of writes did.

use std::ops::AddAssign;

/// How many of the things that were put were new, different, or already kept as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Not kept before.
    pub added: u64,
    /// Kept before, and now different.
    pub changed: u64,
    /// Kept already, exactly so; nothing was written for them.
    pub unchanged: u64,
}

impl Changes {
    /// How many things were put, each counted once.
    #[must_use]
    pub fn total(self) -> u64 {
        self.added + self.changed + self.unchanged
    }
}

impl AddAssign for Changes {
    fn add_assign(&mut self, other: Self) {
        self.added += other.added;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
    }
}
