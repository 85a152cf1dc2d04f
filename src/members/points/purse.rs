//! What one member has, lot by lot, and the arithmetic of taking and giving back.

use crate::clock::Timestamp;

/// Points that came in together and run out together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lot {
    /// Its row.
    pub(super) id: i64,
    /// How many came in.
    pub(super) points: i64,
    /// How many of them are left, run out or not.
    pub(super) unspent: i64,
    /// How many of them were taken back, from here or, where these were spent, from other lots.
    pub(super) taken_back: i64,
    /// How many were to be taken back when the member had none.
    pub(super) owed: i64,
    /// From when they may be spent.
    pub(super) available_from: Timestamp,
    /// When they run out.
    pub(super) expires: Option<Timestamp>,
}

impl Lot {
    /// Whether they have not run out by `now`.
    fn lives(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }

    fn available(&self, now: Timestamp) -> bool {
        self.lives(now) && self.available_from <= now
    }

    /// What runs out first comes first, then what came first; what never does comes last.
    fn order(&self) -> (bool, Option<Timestamp>, i64) {
        (self.expires.is_none(), self.expires, self.id)
    }
}

/// So many points more or fewer in a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) lot: i64,
    pub(super) change: i64,
}

/// A member's lots.
#[derive(Clone, Debug, Default)]
pub(super) struct Purse {
    lots: Vec<Lot>,
    /// The lots as they came.
    kept: Vec<Lot>,
}

/// What taking or giving back came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// What moved.
    pub(super) moves: Vec<Move>,
    /// What could not be taken because it was not there, or was given back and has run out or was owed.
    pub(super) missing: i64,
}

impl Purse {
    pub(super) fn new(mut lots: Vec<Lot>) -> Self {
        lots.sort_by_key(Lot::order);
        let kept = lots.clone();
        Self { lots, kept }
    }

    /// The lots that are not as they came.
    pub(super) fn changed(&self) -> impl Iterator<Item = &Lot> {
        let pairs = self.lots.iter().zip(&self.kept);
        pairs.filter_map(|(lot, kept)| (lot != kept).then_some(lot))
    }

    /// The lots, what runs out first before the rest.
    pub(super) fn lots(&self) -> &[Lot] {
        &self.lots
    }

    pub(super) fn lot(&self, id: i64) -> Option<&Lot> {
        self.lots.iter().find(|lot| lot.id == id)
    }

    /// How many may be spent at `now`.
    pub(super) fn available(&self, now: Timestamp) -> i64 {
        let lots = self.lots.iter().filter(|lot| lot.available(now));
        lots.map(|lot| lot.unspent).sum()
    }

    /// How many will be, but are not yet.
    pub(super) fn pending(&self, now: Timestamp) -> i64 {
        let lots = self.lots.iter().filter(|lot| lot.available_from > now);
        lots.map(|lot| lot.unspent).sum()
    }

    /// Takes `points` of those that may be spent, what runs out first before the rest; nothing where there
    /// are not enough.
    pub(super) fn spend(&mut self, points: i64, now: Timestamp) -> Option<Vec<Move>> {
        if self.available(now) < points {
            return None;
        }
        let mut moves = Vec::new();
        take(&mut self.lots, points, &mut moves, |lot| lot.available(now));
        Some(moves)
    }

    /// Takes back `points` that came in with `lot`: what is left of it, then what else the member can spend,
    /// then what is pending. What is not there at all is owed.
    pub(super) fn take_back(&mut self, lot: i64, points: i64, now: Timestamp) -> Outcome {
        let mut outcome = Outcome::default();
        let same = |other: &Lot| other.id == lot;
        let mut left = take(&mut self.lots, points, &mut outcome.moves, same);
        left = take(&mut self.lots, left, &mut outcome.moves, |lot| {
            lot.available(now)
        });
        left = take(&mut self.lots, left, &mut outcome.moves, |lot| {
            lot.lives(now)
        });
        if let Some(lot) = self.lots.iter_mut().find(|other| other.id == lot) {
            lot.taken_back += points;
            lot.owed += left;
        }
        outcome.missing = left;
        outcome
    }

    /// Gives `points` back to the lots they were `taken` from (the lot and how many of it are still out): what
    /// runs out last first. What is owed is kept; what has run out since stays so.
    pub(super) fn give_back(&mut self, points: i64, taken: &[Move], now: Timestamp) -> Outcome {
        let mut outcome = Outcome::default();
        let mut left = points;
        for lot in self.lots.iter_mut().rev() {
            let out = taken.iter().find(|taken| taken.lot == lot.id);
            let given = out.map_or(0, |taken| taken.change.min(left));
            if given <= 0 {
                continue;
            }
            left -= given;
            let kept = given.min(lot.owed);
            lot.owed -= kept;
            lot.unspent += given - kept;
            outcome.missing += if lot.lives(now) { kept } else { given };
            outcome.moves.push(Move {
                lot: lot.id,
                change: given,
            });
            if kept > 0 {
                outcome.moves.push(Move {
                    lot: lot.id,
                    change: -kept,
                });
            }
        }
        outcome
    }
}

/// Takes up to `points` out of the lots that `fit`, in their order; returns how many were not there.
fn take(lots: &mut [Lot], points: i64, moves: &mut Vec<Move>, fit: impl Fn(&Lot) -> bool) -> i64 {
    let mut left = points;
    for lot in lots.iter_mut().filter(|lot| fit(lot)) {
        let taken = lot.unspent.min(left);
        if taken > 0 {
            lot.unspent -= taken;
            left -= taken;
            moves.push(Move {
                lot: lot.id,
                change: -taken,
            });
        }
    }
    left
}
