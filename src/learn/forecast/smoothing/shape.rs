//! The shapes of exponential smoothing, and how their states follow the values.

/// Whether and how the level rises or falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    Flat,
    Linear,
    Damped,
}

/// Whether and how a season acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seasonality {
    None,
    Added,
    Multiplied,
}

/// One of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Errors are shares of what was expected.
    pub relative: bool,
    pub trend: Trend,
    pub season: Seasonality,
}

/// What is fitted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weights {
    /// How much of an error goes into the level, into the slope, into the season.
    pub alpha: f64,
    pub beta: f64,
    pub gamma: f64,
    /// What is left of the slope a period later.
    pub phi: f64,
    /// Before the first value.
    pub level: f64,
    pub slope: f64,
}

/// What is known after a value.
#[derive(Clone, Copy, Debug)]
pub struct State {
    pub level: f64,
    pub slope: f64,
}

impl Shape {
    /// All that are tried. A multiplied season with added errors is not: its variance has no bound (Hyndman et al. 2008,
    /// chapter 15).
    pub fn all() -> impl Iterator<Item = Self> {
        let trends = [Trend::Flat, Trend::Linear, Trend::Damped];
        let seasons = [
            Seasonality::None,
            Seasonality::Added,
            Seasonality::Multiplied,
        ];
        [false, true]
            .into_iter()
            .flat_map(move |relative| {
                trends.into_iter().flat_map(move |trend| {
                    seasons.into_iter().map(move |season| Self {
                        relative,
                        trend,
                        season,
                    })
                })
            })
            .filter(|shape| shape.relative || shape.season != Seasonality::Multiplied)
    }

    /// How many numbers the shape reads.
    pub fn weights(self) -> usize {
        let trend = match self.trend {
            Trend::Flat => 0,
            Trend::Linear => 2,
            Trend::Damped => 3,
        };
        2 + trend + usize::from(self.season != Seasonality::None)
    }

    /// The weights out of level, alpha, slope, beta / alpha, phi, gamma / (1 - alpha), of which a shape has those that it
    /// needs: with the shares below 1, beta stays below alpha and gamma below 1 - alpha.
    pub fn read(self, values: &[f64]) -> Weights {
        let mut values = values.iter().copied();
        let mut next = || values.next().unwrap_or_default();
        let mut weights = Weights {
            level: next(),
            alpha: next(),
            phi: 1.0,
            ..Weights::default()
        };
        if self.trend != Trend::Flat {
            weights.slope = next();
            weights.beta = weights.alpha * next();
        }
        if self.trend == Trend::Damped {
            weights.phi = next();
        }
        if self.season != Seasonality::None {
            weights.gamma = (1.0 - weights.alpha) * next();
        }
        weights
    }

    /// Follows the values, telling of each what was expected and by how much it was too little. Of `season`, each place is
    /// left as it is after the last value. Added and relative errors move the states alike, since a relative error is the
    /// added one divided by what was expected.
    pub fn run(
        self,
        weights: Weights,
        season: &mut [f64],
        series: &[f64],
        mut each: impl FnMut(f64, f64),
    ) -> State {
        let Weights {
            alpha,
            beta,
            gamma,
            phi,
            mut level,
            mut slope,
        } = weights;
        let mut place = 0;
        for value in series {
            let drawn = level + phi * slope;
            let factor = &mut season[place];
            let (expected, divisor) = match self.season {
                Seasonality::None => (drawn, 1.0),
                Seasonality::Added => (drawn + *factor, 1.0),
                Seasonality::Multiplied => (drawn * *factor, *factor),
            };
            let error = value - expected;
            each(expected, error);
            level = drawn + alpha * error / divisor;
            slope = phi * slope + beta * error / divisor;
            match self.season {
                Seasonality::None => {}
                Seasonality::Added => *factor += gamma * error,
                Seasonality::Multiplied => *factor += gamma * error / drawn,
            }
            place += 1;
            if place == season.len() {
                place = 0;
            }
        }
        State { level, slope }
    }
}

impl State {
    /// The levels of the next `h` values, the slope being multiplied by `phi` before each.
    pub fn ahead(self, phi: f64, h: usize) -> Vec<f64> {
        let Self {
            mut level,
            mut slope,
        } = self;
        (0..h)
            .map(|_| {
                slope *= phi;
                level += slope;
                level
            })
            .collect()
    }
}
