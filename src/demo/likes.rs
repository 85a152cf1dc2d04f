//! What a member likes, and how they choose by it. See `RULES.md`.

use crate::money::Money;

use super::random::Draws;
use super::world::{Good, Place, World};

/// What a member likes.
pub(super) struct Likes {
    /// How much of their taste is for each category.
    taste: Vec<f64>,
    /// How much they like each product, out of season.
    liking: Vec<f64>,
}

impl Likes {
    /// Those of a member with this taste for the categories, whom dear goods put off by `thrift`.
    pub(super) fn new(world: &World, taste: Vec<f64>, thrift: f64) -> Self {
        let liking = |good: &Good| {
            let dear = yuan(good.price) / 60.0;
            good.weight * libm::pow(dear, -0.35 * thrift).clamp(0.25, 4.0)
        };
        Self {
            taste,
            liking: world.goods.iter().map(liking).collect(),
        }
    }

    /// How much of their taste is for one category.
    pub(super) fn taste(&self, category: usize) -> f64 {
        self.taste[category]
    }

    /// How much of it is for each.
    pub(super) fn into_taste(self) -> Vec<f64> {
        self.taste
    }

    /// A product by taste.
    pub(super) fn any(&self, world: &World, day: usize, draws: &mut Draws) -> Place {
        let category = draws.weighted(self.taste.iter().copied());
        self.of_category(world, category, day, draws)
    }

    /// A product of one category.
    pub(super) fn of_category(
        &self,
        world: &World,
        category: usize,
        day: usize,
        draws: &mut Draws,
    ) -> Place {
        let shelf = &world.shelves[category];
        let weight = |place: &Place| self.liking[*place] * world.season(&world.goods[*place], day);
        shelf[draws.weighted(shelf.iter().map(weight))]
    }
}

/// The amount in yuan.
fn yuan(price: Money) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "prices are small")]
    let fen = price.minor as f64;
    fen / 100.0
}
