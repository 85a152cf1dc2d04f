//! Who took which items in which order.

use serde::{Deserialize, Serialize};

/// The items that each person took, the oldest first. Items are numbered from 0; persons are the places of their
/// sequences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequences {
    /// Where each person's items begin in `taken`, and behind the last one its length.
    starts: Vec<usize>,
    /// All persons' items, one person after the other.
    taken: Vec<u32>,
    /// Beside each item, in which step of its person's way it was taken: those of one basket share a step.
    steps: Vec<u32>,
    /// How many items there are, those that nobody took included.
    items: usize,
}

impl Sequences {
    /// No sequences yet, over the items `0..items`.
    ///
    /// # Panics
    /// More items than a `u32` numbers.
    #[must_use]
    pub fn new(items: usize) -> Self {
        assert!(
            u32::try_from(items).is_ok(),
            "{items} items are too many to number"
        );
        Self {
            starts: vec![0],
            taken: Vec::new(),
            steps: Vec::new(),
            items,
        }
    }

    /// Adds the next person's sequence, one item a step; it may be empty.
    ///
    /// # Panics
    /// An item that is not below the number of items.
    pub fn push(&mut self, sequence: &[u32]) {
        self.push_steps((0..).zip(sequence).map(|(step, &item)| (item, step)));
    }

    /// Adds the next person's sequence of items, each with its step, which never falls: what one basket held has the
    /// same step.
    ///
    /// # Panics
    /// An item that is not below the number of items.
    pub fn push_steps(&mut self, sequence: impl Iterator<Item = (u32, u32)>) {
        for (item, step) in sequence {
            assert!(
                (item as usize) < self.items,
                "item {item} is not below {}",
                self.items
            );
            self.taken.push(item);
            self.steps.push(step);
        }
        self.starts.push(self.taken.len());
    }

    /// How many persons there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many items there are, those that nobody took included.
    #[must_use]
    pub fn items(&self) -> usize {
        self.items
    }

    /// How many times something was taken, by everybody together.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.taken.len()
    }

    /// What the person at a place took, the oldest first.
    ///
    /// # Panics
    /// Where there is no such person.
    #[must_use]
    pub fn get(&self, person: usize) -> &[u32] {
        &self.taken[self.starts[person]..self.starts[person + 1]]
    }

    /// Beside [`Sequences::get`]: the step in which each item was taken.
    ///
    /// # Panics
    /// Where there is no such person.
    #[must_use]
    pub fn steps(&self, person: usize) -> &[u32] {
        &self.steps[self.starts[person]..self.starts[person + 1]]
    }

    /// What each person took, in the order of the persons.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u32]> {
        self.starts
            .windows(2)
            .map(|ends| &self.taken[ends[0]..ends[1]])
    }

    /// The same sequences without the last `n` items of each; who has no more than these is left with none.
    #[must_use]
    pub fn without_last(&self, n: usize) -> Self {
        let mut shorter = Self::new(self.items);
        for person in 0..self.len() {
            let (items, steps) = (self.get(person), self.steps(person));
            let kept = items.len().saturating_sub(n);
            let pairs = items.iter().copied().zip(steps.iter().copied());
            shorter.push_steps(pairs.take(kept));
        }
        shorter
    }

    /// How many times each item was taken.
    #[must_use]
    pub fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.items];
        for &item in &self.taken {
            counts[item as usize] += 1;
        }
        counts
    }
}
