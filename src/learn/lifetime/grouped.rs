//! People who bought alike are counted once.

use super::Purchases;

/// Purchases that differ, each with how many people have them, and time in units of its mean.
pub(super) struct Grouped {
    /// The different ones; times divided by `unit`.
    pub(super) kinds: Vec<(Purchases, f64)>,
    /// The mean of the watched times.
    pub(super) unit: f64,
    /// The most repeats anybody has.
    pub(super) most: u32,
    /// The sum of all repeats.
    pub(super) repeats: f64,
}

impl Grouped {
    pub(super) fn new(people: &[Purchases]) -> Self {
        #[allow(
            clippy::cast_precision_loss,
            reason = "people are counted exactly up to 2^53"
        )]
        let unit = people.iter().map(|person| person.age).sum::<f64>() / people.len() as f64;
        let mut sorted = people.to_vec();
        sorted.sort_by(|a, b| {
            (a.repeats.cmp(&b.repeats))
                .then(a.recency.total_cmp(&b.recency))
                .then(a.age.total_cmp(&b.age))
        });
        let mut kinds: Vec<(Purchases, f64)> = Vec::new();
        for person in sorted {
            let scaled = Purchases {
                recency: person.recency / unit,
                age: person.age / unit,
                ..person
            };
            match kinds.last_mut() {
                Some((kind, count)) if *kind == scaled => *count += 1.0,
                _ => kinds.push((scaled, 1.0)),
            }
        }
        Self {
            unit,
            most: people
                .iter()
                .map(|person| person.repeats)
                .max()
                .unwrap_or(0),
            repeats: people.iter().map(|person| f64::from(person.repeats)).sum(),
            kinds,
        }
    }

    /// The log-likelihood changes by this where time is counted in other units: each repeat has a density.
    pub(super) fn of_units(&self) -> f64 {
        -self.repeats * self.unit.ln()
    }
}
