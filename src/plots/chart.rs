//! What the plots with two numbered axes have in common, whoever draws them.

use super::content::{Axis, Fan, Lines, Reliability, Scatter, Steps, runs};
use super::places::Places;

/// Two axes and how far they reach.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chart<'a> {
    /// From left to right.
    pub x: &'a Axis,
    /// What its numbers stand for.
    pub places: Places<'a>,
    /// Where it begins and ends.
    pub across: [f64; 2],
    /// From bottom to top.
    pub y: &'a Axis,
    /// Where it begins and ends.
    pub up: [f64; 2],
}

/// A curve with its name.
#[derive(Clone, Debug)]
pub(super) struct Curve<'a> {
    /// Whose.
    pub label: &'a str,
    /// Pieces without a gap, each of at least one point.
    pub pieces: Vec<Vec<[f64; 2]>>,
}

/// The lowest and the highest; 0 and 1 where there is nothing.
pub(super) fn span(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let ends = values.fold(None, |ends: Option<[f64; 2]>, value| match ends {
        Some([low, high]) => Some([low.min(value), high.max(value)]),
        None => Some([value, value]),
    });
    ends.unwrap_or([0.0, 1.0])
}

/// Makes room on both sides where both ends are as good as the same.
fn opened([low, high]: [f64; 2]) -> [f64; 2] {
    let least = 1e-9 * low.abs().max(high.abs()).max(1e-3);
    if high - low > least {
        return [low, high];
    }
    // What is nearer to 0 than any label could tell is taken for 0.
    let room = if high.abs() < 1e-9 {
        1.0
    } else {
        high.abs() * 0.1
    };
    [low - room, high + room]
}

/// Begins at 0 where the numbers are not far from it, so that no small change looks large.
fn rooted([low, high]: [f64; 2]) -> [f64; 2] {
    if low >= 0.0 && low <= high * 0.6 {
        opened([0.0, high])
    } else if high <= 0.0 && high >= low * 0.6 {
        opened([low, 0.0])
    } else {
        opened([low, high])
    }
}

/// Keeps points off the edges.
fn padded([low, high]: [f64; 2]) -> [f64; 2] {
    let room = (high - low) * 0.04;
    [low - room, high + room]
}

/// Whether the names of series have to be shown: those of several, and one that the axis does not say already.
pub(super) fn named<'a>(mut labels: impl ExactSizeIterator<Item = &'a str>, value: &Axis) -> bool {
    labels.len() > 1 || labels.any(|label| label != value.label)
}

impl Steps {
    /// The axes.
    pub(super) fn chart(&self) -> Chart<'_> {
        let points = || self.groups.iter().flat_map(|group| &group.points);
        let values = points().flat_map(|point| {
            let band = point.band.map(|band| [band.lower, band.upper]);
            [point.value].into_iter().chain(band.into_iter().flatten())
        });
        let [low, high] = span(values);
        Chart {
            x: &self.time,
            places: Places::Numbers(self.time.form),
            across: opened(span(points().map(|point| point.at))),
            y: &self.value,
            up: opened([low.min(0.0), high.max(0.0)]),
        }
    }

    /// The curves.
    pub(super) fn curves(&self) -> Vec<Curve<'_>> {
        let curve = |points| Self::stairs(points, |point| point.value);
        self.groups
            .iter()
            .map(|group| Curve {
                label: &group.label,
                pieces: Some(curve(&group.points))
                    .filter(|corners| !corners.is_empty())
                    .into_iter()
                    .collect(),
            })
            .collect()
    }
}

impl Lines {
    /// The axes.
    pub(super) fn chart(&self) -> Chart<'_> {
        let values = self.series.iter().flat_map(|line| &line.values).flatten();
        Chart {
            x: &self.time,
            places: self.positions.places(self.time.form),
            across: opened(span(self.positions.placed().into_iter())),
            y: &self.value,
            up: rooted(span(values.copied())),
        }
    }

    /// The curves.
    pub(super) fn curves(&self) -> Vec<Curve<'_>> {
        let placed = self.positions.placed();
        self.series
            .iter()
            .map(|line| Curve {
                label: &line.label,
                pieces: runs(&placed, &line.values),
            })
            .collect()
    }
}

impl Fan {
    /// The axes.
    pub(super) fn chart(&self) -> Chart<'_> {
        let history = self.history.iter().flatten().copied();
        let forecast = self
            .forecast
            .iter()
            .flat_map(|point| [point.value, point.outer.lower, point.outer.upper]);
        Chart {
            x: &self.time,
            places: self.positions.places(self.time.form),
            across: opened(span(self.positions.placed().into_iter())),
            y: &self.value,
            up: rooted(span(history.chain(forecast))),
        }
    }

    /// What was and what is to come; the second begins where the first ends, so that nothing seems to break off.
    pub(super) fn curves(&self) -> [Curve<'_>; 2] {
        let placed = self.positions.placed();
        let ahead = placed.get(self.history.len()..).unwrap_or_default();
        let mut forecast: Vec<[f64; 2]> = self.joint().into_iter().collect();
        let steps = ahead.iter().zip(&self.forecast);
        forecast.extend(steps.map(|(&at, point)| [at, point.value]));
        if self.forecast.is_empty() {
            forecast.clear();
        }
        [
            Curve {
                label: &self.history_label,
                pieces: runs(&placed, &self.history),
            },
            Curve {
                label: &self.forecast_label,
                pieces: Some(forecast)
                    .filter(|points| !points.is_empty())
                    .into_iter()
                    .collect(),
            },
        ]
    }

    /// The last point of the history, from which the forecast goes on; none where the history ends in a gap.
    pub(super) fn joint(&self) -> Option<[f64; 2]> {
        let value = (*self.history.last()?)?;
        let at = *self.positions.placed().get(self.history.len() - 1)?;
        Some([at, value])
    }
}

impl Scatter {
    /// The axes.
    pub(super) fn chart(&self) -> Chart<'_> {
        let points = || self.groups.iter().flat_map(|group| &group.points);
        Chart {
            x: &self.x,
            places: Places::Numbers(self.x.form),
            across: padded(opened(span(points().map(|point| point.x)))),
            y: &self.y,
            up: padded(opened(span(points().map(|point| point.y)))),
        }
    }
}

impl Reliability {
    /// The axes.
    pub(super) fn chart(&self) -> Chart<'_> {
        Chart {
            x: &self.said,
            places: Places::Numbers(self.said.form),
            across: [0.0, 1.0],
            y: &self.so,
            up: [0.0, 1.0],
        }
    }
}
