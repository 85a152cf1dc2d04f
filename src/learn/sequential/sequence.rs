//! An interval for a difference that holds at all times at once.

use serde::{Deserialize, Serialize};

use super::{SequentialError, positive, share};

/// Count, mean and squares of numbers that come one after another (Welford 1962).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    /// How many there were.
    pub count: f64,
    /// Their mean.
    pub mean: f64,
    /// The sum of the squares of their distances from it.
    pub squares: f64,
}

impl Moments {
    /// Those of conversions: so many of so many people.
    #[must_use]
    #[allow(
        clippy::cast_precision_loss,
        reason = "people are counted exactly up to 2^53"
    )]
    pub fn of_rate(converted: u64, people: u64) -> Self {
        let (converted, count) = (converted as f64, people as f64);
        let mean = if people > 0 { converted / count } else { 0.0 };
        Self {
            count,
            mean,
            squares: count * mean * (1.0 - mean),
        }
    }

    /// One number more.
    pub fn add(&mut self, number: f64) {
        self.count += 1.0;
        let off = number - self.mean;
        self.mean += off / self.count;
        self.squares += off * (number - self.mean);
    }

    /// The variance of the numbers, by their count.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.count > 0.0 {
            self.squares / self.count
        } else {
            0.0
        }
    }
}

/// An asymptotic confidence sequence for the difference of two means (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2021,
/// theorem 2.2: Robbins' normal mixture with an estimated variance).
///
/// After n = n1 + n2 people the interval is the difference of the means, give or take
/// `s sqrt((n r + 1) / (n^2 r) ln((n r + 1) / a^2))`, where `a` is the level, `r` the mixture's variance and
/// `s^2 = n (v1 / n1 + v2 / n2)` with the variances of both groups. It holds the true difference at all n at once with
/// probability 1 - a, as far as means of so many people are normal; so it may be looked at after every person, and the
/// test ended at any time for any reason. `r` is chosen so that it is narrowest at the number of people that is planned
/// with; it holds at every other number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfidenceSequence {
    level: f64,
    /// The variance of the mixture, for numbers of variance 1.
    mixture: f64,
    /// What a group needs before anything is said: people, and of a rate so many of both kinds.
    start: f64,
}

/// A difference with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The second mean less the first.
    pub difference: f64,
    /// The low end; the difference is above it at all times at once.
    pub low: f64,
    /// The high end.
    pub high: f64,
    /// How probable it is that such a look comes at any time where nothing differs. Of several looks the least counts.
    pub p: f64,
}

impl Bounds {
    /// Whether there is a difference.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// People of each group, and of rates people of each kind, before the normal law is trusted.
const START: f64 = 25.0;

impl ConfidenceSequence {
    /// The sequence that is narrowest after `planned` people of both groups together.
    ///
    /// # Errors
    /// A level that is not strictly between 0 and 1, or not above 0 people.
    pub fn new(level: f64, planned: f64) -> Result<Self, SequentialError> {
        share("level", level)?;
        positive("number of people", planned)?;
        // The width's slope by u = n r + 1 is 0 where u = 1 - 2 ln a + ln u.
        let fixed = 1.0 - 2.0 * level.ln();
        let mut u = fixed;
        for _ in 0..60 {
            u = fixed + u.ln();
        }
        Ok(Self {
            level,
            mixture: (u - 1.0) / planned,
            start: START,
        })
    }

    /// The same, but nothing is said before each group has so many people (and of rates so many of both kinds): 25
    /// without this. With fewer the interval is not to be relied on.
    ///
    /// # Errors
    /// Not above 0 people.
    pub fn starting_at(self, people: f64) -> Result<Self, SequentialError> {
        positive("number of people", people)?;
        Ok(Self {
            start: people,
            ..self
        })
    }

    /// The difference of two rates: those who converted, and all, of the first and of the second group. None while it is too
    /// early to say anything.
    #[must_use]
    pub fn rates(&self, first: (u64, u64), second: (u64, u64)) -> Option<Bounds> {
        let of = |(converted, people): (u64, u64)| {
            let moments = Moments::of_rate(converted, people);
            let converted = moments.mean * moments.count;
            let least = converted.min(moments.count - converted);
            // A sum of shares may miss a whole number by its last digit.
            (least + 1e-6 >= self.start).then_some(moments)
        };
        self.bounds(of(first)?, of(second)?)
    }

    /// The difference of two means. None while it is too early to say anything, or while nothing varies.
    #[must_use]
    pub fn means(&self, first: &Moments, second: &Moments) -> Option<Bounds> {
        let enough = first.count >= self.start && second.count >= self.start;
        enough.then_some(())?;
        self.bounds(*first, *second)
    }

    fn bounds(&self, first: Moments, second: Moments) -> Option<Bounds> {
        let n = first.count + second.count;
        let square = n * (first.variance() / first.count + second.variance() / second.count);
        (square > 0.0).then_some(())?;
        let difference = second.mean - first.mean;
        let u = n * self.mixture + 1.0;
        let factor = u / (n * n * self.mixture);
        let width = (square * factor * (u.ln() - 2.0 * self.level.ln())).sqrt();
        // The interval of level p ends at 0.
        let evidence = difference * difference / (square * factor);
        Some(Bounds {
            difference,
            low: difference - width,
            high: difference + width,
            p: f64::midpoint(u.ln(), -evidence).exp().min(1.0),
        })
    }
}
