//! What can be drawn at all.

use std::fmt::Display;

use super::content::{
    Axis, Band, Bars, Content, Fan, Heatmap, Lines, Positions, Reliability, Scatter, Steps,
};
use super::places;

/// So many series can be told apart by dash, marker, pattern and letter.
pub const MOST_SERIES: usize = 8;

/// Above this a tick label would be longer than the plot is wide.
const LARGEST: f64 = 1e15;

/// Why something cannot be plotted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlotError {
    /// A text is missing that nothing can stand in for.
    #[error("{place} is empty: give it a text")]
    Nameless {
        /// Which text.
        place: String,
    },
    /// A number that is none.
    #[error("{place} is {value}: leave it out or give a finite number")]
    NotFinite {
        /// Which number.
        place: String,
        /// Infinity, or not a number.
        value: f64,
    },
    /// A number that no axis has room for.
    #[error("{place} is {value:e}: above {LARGEST:e}, give it in a larger unit")]
    TooLarge {
        /// Which number.
        place: String,
        /// The number.
        value: f64,
    },
    /// A number outside of what it can be.
    #[error("{place} is {value}: it lies from {lowest} to {highest}")]
    Outside {
        /// Which number.
        place: String,
        /// The number.
        value: f64,
        /// The lowest that can be.
        lowest: f64,
        /// The highest that can be.
        highest: f64,
    },
    /// Two lists that belong together differ in length.
    #[error("{place} has {found} entries for {expected}: give one for each, none where unknown")]
    Length {
        /// Which list.
        place: String,
        /// How many it has.
        found: usize,
        /// How many it needs.
        expected: usize,
    },
    /// Positions that go back, or stand still where they must not.
    #[error("{place} does not come after the one before it: sort them and join equal ones")]
    Order {
        /// Which position.
        place: String,
    },
    /// A date that is none.
    #[error("{place} is `{text}`: write a day of the calendar as 2026-11-27, or give labels")]
    Date {
        /// Which date.
        place: String,
        /// What it says.
        text: String,
    },
    /// A band that does not lie around what it should.
    #[error("{place} is turned round or too narrow: lower first, and 95 % around 80 %")]
    Band {
        /// Which band.
        place: String,
    },
    /// More series than can be told apart.
    #[error(
        "there are {found} {place}: at most {MOST_SERIES} can be told apart, join the smallest"
    )]
    TooMany {
        /// Of what.
        place: &'static str,
        /// How many.
        found: usize,
    },
}

/// Whether a plot can be drawn.
pub(super) fn check(title: &str, content: &Content) -> Result<(), PlotError> {
    named("the title", title)?;
    match content {
        Content::Steps(steps) => check_steps(steps),
        Content::Reliability(reliability) => check_reliability(reliability),
        Content::Heatmap(heatmap) => check_heatmap(heatmap),
        Content::Bars(bars) => check_bars(bars),
        Content::Lines(lines) => check_lines(lines),
        Content::Fan(fan) => check_fan(fan),
        Content::Scatter(scatter) => check_scatter(scatter),
    }
}

/// A text without which a plot says nothing.
fn named(place: impl Display, text: &str) -> Result<(), PlotError> {
    if text.trim().is_empty() {
        let place = place.to_string();
        return Err(PlotError::Nameless { place });
    }
    Ok(())
}

/// The labels of axes.
fn axes(axes: [(&str, &Axis); 2]) -> Result<(), PlotError> {
    axes.into_iter().try_for_each(|(place, axis)| {
        named(format_args!("the label of axis `{place}`"), &axis.label)
    })
}

/// A number that can be drawn.
fn drawable(value: f64, place: impl Fn() -> String) -> Result<(), PlotError> {
    if !value.is_finite() {
        let place = place();
        return Err(PlotError::NotFinite { place, value });
    }
    if value.abs() > LARGEST {
        let place = place();
        return Err(PlotError::TooLarge { place, value });
    }
    Ok(())
}

/// A number from `lowest` to `highest`.
fn within(
    value: f64,
    [lowest, highest]: [f64; 2],
    place: impl Fn() -> String,
) -> Result<(), PlotError> {
    drawable(value, &place)?;
    if value < lowest || value > highest {
        return Err(PlotError::Outside {
            place: place(),
            value,
            lowest,
            highest,
        });
    }
    Ok(())
}

/// As many series as can be told apart, each with a name.
fn series<'a>(
    place: &'static str,
    labels: impl ExactSizeIterator<Item = &'a String>,
) -> Result<(), PlotError> {
    let found = labels.len();
    if found > MOST_SERIES {
        return Err(PlotError::TooMany { place, found });
    }
    for (index, label) in labels.enumerate() {
        named(format_args!("the label of {place} {}", index + 1), label)?;
    }
    Ok(())
}

/// As many entries as are expected.
fn length(found: usize, expected: usize, place: impl Fn() -> String) -> Result<(), PlotError> {
    if found != expected {
        return Err(PlotError::Length {
            place: place(),
            found,
            expected,
        });
    }
    Ok(())
}

/// A value, or none, at every position.
fn values(label: &str, values: &[Option<f64>], expected: usize) -> Result<(), PlotError> {
    length(values.len(), expected, || format!("`{label}`"))?;
    for (index, value) in values.iter().enumerate() {
        if let Some(value) = value {
            drawable(*value, || format!("value {} of `{label}`", index + 1))?;
        }
    }
    Ok(())
}

/// Two ends in order.
fn band(band: Band, place: impl Fn() -> String) -> Result<(), PlotError> {
    drawable(band.lower, || format!("the lower end of {}", place()))?;
    drawable(band.upper, || format!("the upper end of {}", place()))?;
    if band.lower > band.upper {
        return Err(PlotError::Band { place: place() });
    }
    Ok(())
}

/// Positions that rise; gives how many.
fn positions(positions: &Positions) -> Result<usize, PlotError> {
    let place = |index: usize| format!("position {}", index + 1);
    let numbers = match positions {
        Positions::Labels(labels) => return Ok(labels.len()),
        Positions::Numbers(numbers) => numbers.clone(),
        Positions::Dates(dates) => {
            let mut days = Vec::with_capacity(dates.len());
            for (index, text) in dates.iter().enumerate() {
                let day = places::day(text).ok_or_else(|| PlotError::Date {
                    place: place(index),
                    text: text.clone(),
                })?;
                days.push(day);
            }
            days
        }
    };
    for (index, &number) in numbers.iter().enumerate() {
        drawable(number, || place(index))?;
        if index > 0 && number <= numbers[index - 1] {
            let place = place(index);
            return Err(PlotError::Order { place });
        }
    }
    Ok(numbers.len())
}

fn check_steps(steps: &Steps) -> Result<(), PlotError> {
    axes([("time", &steps.time), ("value", &steps.value)])?;
    series("groups", steps.groups.iter().map(|group| &group.label))?;
    for group in &steps.groups {
        let mut before = f64::NEG_INFINITY;
        for (index, point) in group.points.iter().enumerate() {
            let place = || format!("point {} of `{}`", index + 1, group.label);
            drawable(point.at, || format!("the time of {}", place()))?;
            drawable(point.value, || format!("the value of {}", place()))?;
            if let Some(ends) = point.band {
                band(ends, || format!("the band of {}", place()))?;
            }
            if point.at < before {
                let place = place();
                return Err(PlotError::Order { place });
            }
            before = point.at;
        }
    }
    Ok(())
}

fn check_reliability(reliability: &Reliability) -> Result<(), PlotError> {
    axes([("said", &reliability.said), ("so", &reliability.so)])?;
    let mut before = 0.0;
    for (index, bin) in reliability.bins.iter().enumerate() {
        let place = |what: &str| format!("`{what}` of bin {}", index + 1);
        within(bin.said, [0.0, 1.0], || place("said"))?;
        within(bin.so, [0.0, 1.0], || place("so"))?;
        within(bin.size, [0.0, LARGEST], || place("size"))?;
        if bin.said < before {
            let place = place("said");
            return Err(PlotError::Order { place });
        }
        before = bin.said;
    }
    Ok(())
}

fn check_heatmap(heatmap: &Heatmap) -> Result<(), PlotError> {
    named("the label of the heatmap's values", &heatmap.value.label)?;
    let rows = &heatmap.rows.names;
    let columns = &heatmap.columns.names;
    length(heatmap.cells.len(), rows.len(), || {
        "the heatmap (by rows)".to_owned()
    })?;
    for (name, cells) in rows.iter().zip(&heatmap.cells) {
        length(cells.len(), columns.len(), || format!("row `{name}`"))?;
        for (column, cell) in columns.iter().zip(cells) {
            let Some(cell) = cell else { continue };
            drawable(cell.value, || format!("row `{name}`, column `{column}`"))?;
        }
    }
    Ok(())
}

fn check_bars(bars: &Bars) -> Result<(), PlotError> {
    named("the label of the bars' values", &bars.value.label)?;
    series("series", bars.series.iter().map(|series| &series.label))?;
    let expected = bars.names.names.len();
    bars.series
        .iter()
        .try_for_each(|series| values(&series.label, &series.values, expected))
}

fn check_lines(lines: &Lines) -> Result<(), PlotError> {
    axes([("time", &lines.time), ("value", &lines.value)])?;
    series("series", lines.series.iter().map(|line| &line.label))?;
    let expected = positions(&lines.positions)?;
    lines
        .series
        .iter()
        .try_for_each(|line| values(&line.label, &line.values, expected))
}

fn check_fan(fan: &Fan) -> Result<(), PlotError> {
    axes([("time", &fan.time), ("value", &fan.value)])?;
    let expected = positions(&fan.positions)?;
    let found = fan.history.len() + fan.forecast.len();
    length(found, expected, || "history and forecast".to_owned())?;
    values(&fan.history_label, &fan.history, fan.history.len())?;
    for (index, point) in fan.forecast.iter().enumerate() {
        let place = |what: &str| format!("{what} of step {} of the forecast", index + 1);
        drawable(point.value, || place("the value"))?;
        band(point.inner, || place("the band of 80 %"))?;
        band(point.outer, || place("the band of 95 %"))?;
        if point.outer.lower > point.inner.lower || point.outer.upper < point.inner.upper {
            let place = place("the band of 95 %");
            return Err(PlotError::Band { place });
        }
    }
    Ok(())
}

fn check_scatter(scatter: &Scatter) -> Result<(), PlotError> {
    axes([("x", &scatter.x), ("y", &scatter.y)])?;
    series("groups", scatter.groups.iter().map(|group| &group.label))?;
    for group in &scatter.groups {
        for (index, point) in group.points.iter().enumerate() {
            let place = |what: &str| format!("{what} of point {} of `{}`", index + 1, group.label);
            drawable(point.x, || place("x"))?;
            drawable(point.y, || place("y"))?;
        }
    }
    Ok(())
}
