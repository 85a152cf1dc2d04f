//! What an item of a history weighs against a newer one.

/// Items with a smaller weight than this are not looked at.
pub const LEAST: f32 = 1e-4;

/// The weight of what was taken `age` steps ago: recency^age.
#[must_use]
pub fn falling(recency: f32, age: u32) -> f32 {
    recency.powi(i32::try_from(age).unwrap_or(i32::MAX))
}

/// The items of a history, each with its age, with their weights; those that weigh nearly nothing are left out.
pub fn aged(
    history: impl Iterator<Item = (u32, u32)>,
    recency: f32,
) -> impl Iterator<Item = (u32, f32)> {
    history.filter_map(move |(item, age)| {
        let weight = falling(recency, age);
        (weight >= LEAST).then_some((item, weight))
    })
}

/// The items of a history, one a step, the oldest first, each with its age; the newest comes first.
pub fn ages(history: &[u32]) -> impl Iterator<Item = (u32, u32)> + Clone {
    (0..)
        .zip(history.iter().rev())
        .map(|(age, &item)| (item, age))
}
