//! The campaigns of the simulation, and what each does to a member. See `RULES.md`.

use serde::Serialize;

use super::world::day_of;

/// The days after a campaign's own in which an order counts.
pub(super) const WINDOW: usize = 14;

/// A campaign.
pub(super) struct Campaign {
    /// Its key.
    pub(super) key: &'static str,
    /// Year, month and day that it goes out.
    date: (i32, u32, u32),
    /// What it takes off, in per cent.
    pub(super) offer: i64,
    /// The category that it is about; `None` for all.
    pub(super) category: Option<&'static str>,
}

/// The campaigns, in their order.
pub(super) const CAMPAIGNS: [Campaign; 6] = [
    Campaign {
        key: "spring-tea",
        date: (2026, 3, 12),
        offer: 10,
        category: Some("tea"),
    },
    Campaign {
        key: "win-back",
        date: (2026, 4, 16),
        offer: 20,
        category: None,
    },
    Campaign {
        key: "june-home",
        date: (2026, 6, 3),
        offer: 10,
        category: Some("bedding"),
    },
    Campaign {
        key: "summer-outdoor",
        date: (2026, 7, 9),
        offer: 15,
        category: Some("outdoor"),
    },
    Campaign {
        key: "mid-autumn",
        date: (2026, 9, 8),
        offer: 10,
        category: Some("pantry"),
    },
    Campaign {
        key: "autumn-wardrobe",
        date: (2026, 10, 8),
        offer: 15,
        category: Some("clothing"),
    },
];

/// What a campaign does to one member: the chances of an order within the window.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Response {
    /// The campaign's key.
    pub campaign: String,
    /// Whether the member was written to, by lot.
    pub treated: bool,
    /// The chance of an order without the campaign.
    pub without: f64,
    /// The chance of one with it.
    pub with: f64,
    /// The chance of an extra order, where they are written to.
    #[serde(skip)]
    pub(super) extra: f64,
}

impl Campaign {
    /// The day that it goes out.
    pub(super) fn day(&self) -> usize {
        day_of(self.date.0, self.date.1, self.date.2)
    }

    /// What it does to a member who would place `expected` orders in the window, whose taste for its
    /// category is `taste`.
    pub(super) fn response(
        &self,
        treated: bool,
        lapsed: bool,
        alone: bool,
        expected: f64,
        taste: Option<f64>,
        thrift: f64,
    ) -> Response {
        let wins_back = self.category.is_none();
        let extra = match (alone, lapsed) {
            (true, _) => 0.0,
            (false, true) if wins_back => 0.08,
            (false, true) => 0.01,
            (false, false) => {
                let drawn = taste.map_or(0.1, |taste| (4.0 * taste).min(1.0));
                0.02 + 0.30 * drawn * (0.6 + 0.4 * normal_below(thrift))
            }
        };
        let own = if lapsed { 0.0 } else { expected };
        let kept = if alone { 0.5 } else { 1.0 };
        Response {
            campaign: self.key.to_owned(),
            treated,
            without: 1.0 - libm::exp(-own),
            with: 1.0 - (1.0 - extra) * libm::exp(-own * kept),
            extra,
        }
    }
}

/// The chance that a normal draw is below `x`.
fn normal_below(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}
