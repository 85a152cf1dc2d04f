//! How well scores rank rows by what a treatment changes with them.

use super::UpliftError;

/// A row of a trial with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scored {
    score: f64,
    pub(super) treated: bool,
    outcome: f64,
}

/// The curves of a ranking over a trial in which everybody was treated with the same probability, whatever it was.
///
/// Rows are taken from the highest score down. Of the first k of n rows, let `t` be how many were treated and `y` what
/// their outcomes sum up to, `u` and `z` the same of the untreated; `T` and `U` are all the treated and untreated.
///
/// - Uplift curve: `(y / t - z / u) k / n`, what treating the first k and nobody else brings per row of all. The mean of
///   an arm that has nobody yet counts as 0. **AUUC** is the area under it for k / n from 0 to 1, by trapezoids, in
///   outcomes per row; half of the mean effect where the ranking tells nothing.
/// - Qini curve (Radcliffe 2007): `(y - z t / u) / T`, the outcomes that the treatment added among the first k, per row
///   treated; `z t / u` counts as 0 while nobody is untreated. The **Qini area** is the one between it and the straight
///   line to its end, for k / n from 0 to 1; the **Qini coefficient** is that over the Qini area of the best order that
///   there is in hindsight, in which the treated stand by falling outcome before the untreated by rising outcome (for
///   yes and no: treated with an outcome, all without one, untreated with one). 0 is by chance, 1 is reached
///   below 0 is worse than chance.
///
/// Both curves end in the mean effect, `y / T - z / U`. Rows of one score are passed in one straight step, so the order of
/// the rows makes no difference.
#[derive(Clone, Debug)]
pub struct Curves {
    /// By falling score; within one score by arm and outcome, so that sums do not depend on the rows' order either.
    rows: Vec<Scored>,
    /// The places in `rows` of the best order in hindsight.
    best: Vec<usize>,
}

/// A point of both curves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// The share of the rows up to here.
    pub share: f64,
    /// The uplift curve.
    pub uplift: f64,
    /// The Qini curve.
    pub qini: f64,
}

/// The areas of a ranking.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Areas {
    pub(super) auuc: f64,
    pub(super) qini_area: f64,
    pub(super) qini: f64,
    pub(super) effect: f64,
}

/// What has been passed of both arms.
#[derive(Clone, Copy, Debug, Default)]
struct Passed {
    treated: f64,
    outcomes: f64,
    untreated: f64,
    without: f64,
}

impl Passed {
    fn add(&mut self, row: &Scored, times: f64) {
        if row.treated {
            self.treated += times;
            self.outcomes += times * row.outcome;
        } else {
            self.untreated += times;
            self.without += times * row.outcome;
        }
    }

    fn point(&self, rows: f64, treated: f64) -> Point {
        let over = |sum: f64, of: f64| if of > 0.0 { sum / of } else { 0.0 };
        let share = (self.treated + self.untreated) / rows;
        let with = over(self.outcomes, self.treated);
        let without = over(self.without, self.untreated);
        Point {
            share,
            uplift: (with - without) * share,
            qini: (self.outcomes - without * self.treated) / treated,
        }
    }
}

impl Curves {
    /// The curves of these scores: outcomes are 0 and 1 for a response, or any number, as what was spent.
    ///
    /// # Errors
    /// Lists of different lengths, a score or outcome that is not finite, or an arm without anybody.
    pub fn of(scores: &[f64], treated: &[bool], outcomes: &[f64]) -> Result<Self, UpliftError> {
        let rows = scores.len();
        for (list, found) in [
            ("who was treated", treated.len()),
            ("the outcome", outcomes.len()),
        ] {
            if found != rows {
                return Err(UpliftError::Lengths { rows, list, found });
            }
        }
        for (what, numbers) in [("score", scores), ("outcome", outcomes)] {
            if let Some(row) = numbers.iter().position(|number| !number.is_finite()) {
                let found = numbers[row];
                return Err(UpliftError::NotFinite { row, what, found });
            }
        }
        for (arm, wanted) in [("treated", true), ("untreated", false)] {
            if !treated.contains(&wanted) {
                let where_in = "in the trial";
                return Err(UpliftError::NoArm { where_in, arm });
            }
        }
        let mut rows: Vec<Scored> = (scores.iter().zip(treated).zip(outcomes))
            .map(|((&score, &treated), &outcome)| Scored {
                // No row is told from another by the sign of a 0.
                score: score + 0.0,
                treated,
                outcome,
            })
            .collect();
        rows.sort_by(|a, b| {
            (b.score.total_cmp(&a.score))
                .then(a.treated.cmp(&b.treated))
                .then(a.outcome.total_cmp(&b.outcome))
        });
        let mut best: Vec<usize> = (0..rows.len()).collect();
        let hindsight = |place: usize| hindsight(&rows[place]);
        best.sort_by(|&a, &b| hindsight(b).total_cmp(&hindsight(a)).then(a.cmp(&b)));
        Ok(Self { rows, best })
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The curves: the beginning, then a point after the rows of each score.
    #[must_use]
    pub fn points(&self) -> Vec<Point> {
        let mut points = Vec::new();
        self.walk(
            0..self.rows.len(),
            |row| row.score,
            None,
            |point| {
                points.push(point);
            },
        );
        points
    }

    /// The area under the uplift curve, in outcomes per row.
    #[must_use]
    pub fn auuc(&self) -> f64 {
        self.areas(None).auuc
    }

    /// The area between the Qini curve and the straight line, in outcomes per row treated.
    #[must_use]
    pub fn qini_area(&self) -> f64 {
        self.areas(None).qini_area
    }

    /// The Qini coefficient; 0 where no order is better than another.
    #[must_use]
    pub fn qini(&self) -> f64 {
        self.areas(None).qini
    }

    /// The mean effect: what the treated had more than the untreated, per row.
    #[must_use]
    pub fn effect(&self) -> f64 {
        self.areas(None).effect
    }

    /// The rows by falling score.
    pub(super) fn ranked(&self) -> &[Scored] {
        &self.rows
    }

    /// The areas, where each ranked row counts so many times.
    pub(super) fn areas(&self, times: Option<&[u32]>) -> Areas {
        let (auuc, under, effect) = self.under(0..self.rows.len(), |row| row.score, times);
        let (_, most, _) = self.under(self.best.iter().copied(), hindsight, times);
        let qini_area = under - effect / 2.0;
        let most = most - effect / 2.0;
        Areas {
            auuc,
            qini_area,
            qini: if most > 1e-15 { qini_area / most } else { 0.0 },
            effect,
        }
    }

    /// The areas under both curves, and where they end.
    fn under(
        &self,
        order: impl Iterator<Item = usize>,
        score: impl Fn(&Scored) -> f64,
        times: Option<&[u32]>,
    ) -> (f64, f64, f64) {
        let mut before = Point::default();
        let (mut uplift, mut qini) = (0.0, 0.0);
        self.walk(order, score, times, |point| {
            let width = point.share - before.share;
            uplift += width * f64::midpoint(before.uplift, point.uplift);
            qini += width * f64::midpoint(before.qini, point.qini);
            before = point;
        });
        (uplift, qini, before.uplift)
    }

    /// Goes through the rows in an order and calls at its beginning and behind the rows of each score.
    fn walk(
        &self,
        order: impl Iterator<Item = usize>,
        score: impl Fn(&Scored) -> f64,
        times: Option<&[u32]>,
        mut reached: impl FnMut(Point),
    ) {
        let times = |place: usize| times.map_or(1.0, |times| f64::from(times[place]));
        let (mut rows, mut treated) = (0.0, 0.0);
        for (place, row) in self.rows.iter().enumerate() {
            rows += times(place);
            treated += times(place) * f64::from(u8::from(row.treated));
        }
        let mut passed = Passed::default();
        reached(Point::default());
        let mut order = order.peekable();
        while let Some(place) = order.next() {
            let row = &self.rows[place];
            passed.add(row, times(place));
            let next = order.peek().map(|&next| score(&self.rows[next]));
            if next.is_none_or(|next| next.total_cmp(&score(row)).is_ne()) {
                reached(passed.point(rows, treated));
            }
        }
    }
}

/// What the best order in hindsight ranks by.
fn hindsight(row: &Scored) -> f64 {
    if row.treated {
        row.outcome + 0.0
    } else {
        0.0 - row.outcome
    }
}
