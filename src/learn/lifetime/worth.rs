//! What a person will spend, discounted, with an interval: drawn from what the fitted models say of them.

use rand_distr::{Beta, Distribution, Exp1, Gamma, StandardUniform};

use crate::learn::Draws;

use super::{BetaGeometric, GammaGamma, Purchases, Spend};

/// How far is looked, and what later money is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Horizon {
    /// In the unit of time of the model.
    pub time: f64,
    /// Money a unit of time later is worth this much less: exp(-discount).
    pub discount: f64,
}

/// What a person will spend from now to the horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// The mean.
    pub mean: f64,
    /// One in ten spends less than this.
    pub low: f64,
    /// One in ten spends more than this.
    pub high: f64,
    /// The chance that they buy at all.
    pub buys: f64,
}

impl Worth {
    /// Draws futures: whether the person still buys, which they do with chance `alive`, their rate, their chance of leaving and the level of their
    /// spending from what the models say after their purchases (conjugate, so exact), then purchases one after another.
    /// The parameters of the models are taken as they are: the interval does not hold their own uncertainty. None where
    /// a model's parameters cannot be drawn from.
    ///
    /// # Panics
    /// No draws.
    #[must_use]
    pub fn draw(
        buying: &BetaGeometric,
        spending: &GammaGamma,
        (purchases, spend): (&Purchases, Spend),
        alive: f64,
        horizon: Horizon,
        (draws, count): (&mut Draws, usize),
    ) -> Option<Self> {
        assert!(count > 0, "at least one future");
        let repeats = f64::from(purchases.repeats);
        let rates = Gamma::new(buying.shape + repeats, 1.0 / (buying.rate + purchases.age)).ok()?;
        let chances = f64::from(buying.after.chances(purchases.repeats));
        let leaving = Beta::new(buying.leaves, buying.stays + chances).ok()?;
        let bought = spending.purchase * f64::from(spend.purchases);
        let levels = Gamma::new(
            spending.shape + bought,
            1.0 / (spending.rate + f64::from(spend.purchases) * spend.mean),
        )
        .ok()?;
        let amounts = Gamma::new(spending.purchase, 1.0).ok()?;
        let random = draws.random();
        let mut futures: Vec<f64> = (0..count)
            .map(|_| {
                let chance: f64 = StandardUniform.sample(random);
                if chance >= alive {
                    return 0.0;
                }
                let rate = rates.sample(random);
                let leaves = leaving.sample(random);
                let level = levels.sample(random);
                let (mut time, mut sum) = (0.0, 0.0);
                loop {
                    let wait: f64 = Exp1.sample(random);
                    time += wait / rate;
                    if time > horizon.time {
                        return sum;
                    }
                    sum += amounts.sample(random) / level * (-horizon.discount * time).exp();
                    let chance: f64 = StandardUniform.sample(random);
                    if chance < leaves {
                        return sum;
                    }
                }
            })
            .collect();
        futures.sort_by(f64::total_cmp);
        #[allow(clippy::cast_precision_loss, reason = "some thousand futures")]
        let all = count as f64;
        let bought = futures.iter().filter(|&&sum| sum > 0.0).count();
        #[allow(clippy::cast_precision_loss, reason = "some thousand futures")]
        let buys = bought as f64 / all;
        Some(Self {
            mean: futures.iter().sum::<f64>() / all,
            low: futures[(count - 1) / 10],
            high: futures[count - 1 - (count - 1) / 10],
            buys,
        })
    }
}
