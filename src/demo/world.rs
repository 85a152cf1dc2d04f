//! The goods and the calendar of the simulation: what all members share. See `RULES.md`.

use std::collections::HashMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::clock::Timestamp;
use crate::ids::ProductKey;
use crate::money::Money;

use super::campaigns::{CAMPAIGNS, Campaign};
use super::random::Draws;
use super::shop::DemoShop;

/// How many days are simulated.
pub(super) const DAYS: usize = 549;
/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;
/// Beijing is so many seconds ahead of UTC.
const AHEAD: i64 = 8 * 3600;

/// The seasons of goods; the last stands for none.
const SEASONS: [&str; 6] = [
    "spring",
    "summer",
    "autumn",
    "winter",
    "spring-festival",
    "mid-autumn",
];

/// A product, by its place in [`World::goods`].
pub(super) type Place = usize;

/// What the simulation knows of a product.
pub(super) struct Good {
    /// The shop's key.
    pub(super) key: ProductKey,
    /// The place of its category.
    pub(super) category: usize,
    /// What one costs.
    pub(super) price: Money,
    /// What it goes with.
    pub(super) goes_with: Vec<Place>,
    /// What is bought after it.
    pub(super) follow_up: Place,
    /// The place of its season; the number of seasons where it has none.
    season: usize,
    /// How popular it is within its category.
    pub(super) weight: f64,
    /// How good it is.
    pub(super) quality: f64,
}

/// What all members share.
pub(super) struct World {
    /// The goods, in the order of the shop's files.
    pub(super) goods: Vec<Good>,
    /// The keys of the categories.
    pub(super) categories: Vec<String>,
    /// The goods of each category.
    pub(super) shelves: Vec<Vec<Place>>,
    /// The weight of each category.
    pub(super) popularity: Vec<f64>,
    /// The shop's tempo on each day.
    pub(super) tempo: Vec<f64>,
    /// The day of each campaign, in their order.
    pub(super) campaign_days: [usize; CAMPAIGNS.len()],
    /// What the seasons do to goods on each day; 1 at the end, for goods without one.
    seasons: Vec<[f64; 7]>,
}

impl World {
    /// The world of `shop`; stream 0 of `seed`.
    pub(super) fn new(shop: &DemoShop, seed: u64) -> Self {
        let mut draws = Draws::new(seed, 0);
        let places: HashMap<&ProductKey, Place> = shop
            .products
            .iter()
            .enumerate()
            .map(|(place, product)| (&product.key, place))
            .collect();
        let mut categories: Vec<String> = Vec::new();
        let mut shelves: Vec<Vec<Place>> = Vec::new();
        for (place, shelf) in shop.shelves.iter().enumerate() {
            if categories.last() != Some(&shelf.category) {
                categories.push(shelf.category.clone());
                shelves.push(Vec::new());
            }
            if let Some(shelf) = shelves.last_mut() {
                shelf.push(place);
            }
        }
        let mut popularity: Vec<f64> = categories.iter().map(|_| draws.gamma(4.0)).collect();
        let count = f64::from(u32::try_from(popularity.len()).unwrap_or(1));
        let mean = popularity.iter().sum::<f64>() / count;
        for weight in &mut popularity {
            *weight /= mean;
        }
        let mut goods: Vec<Good> = Vec::with_capacity(shop.products.len());
        for (category, shelf) in shelves.iter().enumerate() {
            let mut ranks: Vec<u32> = (0..u32::try_from(shelf.len()).unwrap_or(0)).collect();
            draws.shuffle(&mut ranks);
            for (number, (&place, rank)) in shelf.iter().zip(ranks).enumerate() {
                let known = &shop.shelves[place];
                let season = known.season.as_deref();
                let other = |key: &ProductKey| places.get(key).copied();
                goods.push(Good {
                    key: shop.products[place].key.clone(),
                    category,
                    price: shop.products[place].price,
                    goes_with: known.goes_with.iter().filter_map(other).collect(),
                    follow_up: shelf[(number + 1) % shelf.len()],
                    season: season
                        .and_then(|name| SEASONS.iter().position(|season| *season == name))
                        .unwrap_or(SEASONS.len()),
                    weight: libm::pow(f64::from(rank + 3), -0.8),
                    quality: draws.normal(),
                });
            }
        }
        let dates: Vec<NaiveDate> = (0..DAYS).map(date).collect();
        Self {
            goods,
            categories,
            shelves,
            popularity,
            tempo: dates.iter().copied().map(tempo).collect(),
            campaign_days: CAMPAIGNS.each_ref().map(Campaign::day),
            seasons: dates.iter().copied().map(seasons).collect(),
        }
    }

    /// What the season of `good` does to its weight on `day`.
    pub(super) fn season(&self, good: &Good, day: usize) -> f64 {
        self.seasons[day][good.season]
    }

    /// The place of the category with this key.
    pub(super) fn category(&self, key: &str) -> Option<usize> {
        self.categories.iter().position(|category| category == key)
    }
}

/// The moment `second` seconds into `day`, by Beijing's clock.
pub(super) fn moment(day: usize, second: i64) -> Timestamp {
    let first = date(0).signed_duration_since(NaiveDate::default());
    let day = first.num_days() + i64::try_from(day).unwrap_or(0);
    Timestamp::from_micros((day * DAY + second - AHEAD) * 1_000_000)
}

/// The date of `day`.
pub(super) fn date(day: usize) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2025, 5, 1).unwrap_or_default();
    first + Days::new(day as u64)
}

/// The day of a date.
pub(super) fn day_of(year: i32, month: u32, day: u32) -> usize {
    let wanted = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    usize::try_from(wanted.signed_duration_since(date(0)).num_days()).unwrap_or(0)
}

/// Whether everything is reduced on this day.
pub(super) fn is_sale(date: NaiveDate) -> bool {
    matches!((date.month(), date.day()), (11, 9..=13) | (6, 16..=20))
}

fn tempo(date: NaiveDate) -> f64 {
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let week = if weekend { 1.2 } else { 1.0 };
    let month = match (date.month(), date.day()) {
        (11, 9..=13) => 2.2,
        (6, 16..=20) => 1.8,
        (11 | 12, _) => 1.15,
        (2, _) => 0.8,
        _ => 1.0,
    };
    week * month
}

fn seasons(date: NaiveDate) -> [f64; 7] {
    let month = date.month();
    let quarter = |months: [u32; 3]| if months.contains(&month) { 2.0 } else { 0.5 };
    let feast = |days: &[(i32, u32, u32)]| {
        let near = days.iter().any(|&(year, month, day)| {
            let feast = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
            (0..30).contains(&feast.signed_duration_since(date).num_days())
        });
        if near { 4.0 } else { 0.3 }
    };
    [
        quarter([3, 4, 5]),
        quarter([6, 7, 8]),
        quarter([9, 10, 11]),
        quarter([12, 1, 2]),
        feast(&[(2026, 2, 17)]),
        feast(&[(2025, 10, 6), (2026, 9, 25)]),
        1.0,
    ]
}

/// The moment at which the simulation ends: what the demo shop's people have is counted then.
#[must_use]
pub fn end() -> Timestamp {
    moment(DAYS, 0)
}
