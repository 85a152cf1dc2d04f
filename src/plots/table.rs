//! The numbers of a plot, row by row.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Plot;
use super::content::{Axis, Band, Content, Fan, Words};
use super::numbers::plain;

/// A table, every row as long as the head.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotTable)]
pub struct Table {
    /// What the columns hold.
    pub head: Vec<String>,
    /// What they hold; an empty text where there is nothing.
    pub rows: Vec<Vec<String>>,
}

/// A number, or nothing.
fn maybe(value: Option<f64>) -> String {
    value.map(plain).unwrap_or_default()
}

/// Both ends of a band, or two times nothing.
fn both(band: Option<Band>) -> [String; 2] {
    [band.map(|band| band.lower), band.map(|band| band.upper)].map(maybe)
}

/// A head, then per place a row with the value of every column.
fn wide<'a>(
    first: String,
    places: Vec<String>,
    columns: impl Iterator<Item = (&'a str, &'a [Option<f64>])>,
    axis: &Axis,
) -> Table {
    let mut head = vec![first];
    let mut rows: Vec<Vec<String>> = places.into_iter().map(|place| vec![place]).collect();
    for (label, values) in columns {
        head.push(match axis.unit.as_str() {
            "" => label.to_owned(),
            unit => format!("{label} ({unit})"),
        });
        for (row, &value) in rows.iter_mut().zip(values) {
            row.push(maybe(value));
        }
    }
    Table { head, rows }
}

/// The numbers of a plot.
pub(super) fn table(plot: &Plot) -> Table {
    let words = &plot.words;
    match &plot.content {
        Content::Steps(steps) => {
            let value = steps.value.heading();
            let bounds = [&words.lower, &words.upper].map(|end| format!("{value}, {end}"));
            let mut head = vec![steps.group.clone(), steps.time.heading(), value];
            head.extend(bounds);
            let groups = steps.groups.iter();
            let points = groups.flat_map(|group| group.points.iter().map(move |at| (group, at)));
            let rows = points.map(|(group, point)| {
                let [lower, upper] = both(point.band);
                let label = group.label.clone();
                vec![label, plain(point.at), plain(point.value), lower, upper]
            });
            let rows = rows.collect();
            Table { head, rows }
        }
        Content::Reliability(reliability) => {
            let axes = [&reliability.said, &reliability.so, &reliability.size];
            let bins = reliability.bins.iter();
            Table {
                head: axes.map(Axis::heading).to_vec(),
                rows: bins
                    .map(|bin| [bin.said, bin.so, bin.size].map(plain).to_vec())
                    .collect(),
            }
        }
        Content::Heatmap(heatmap) => {
            let mut head = vec![heatmap.rows.label.clone()];
            head.extend_from_slice(&heatmap.columns.names);
            let rows = heatmap.rows.names.iter().zip(&heatmap.cells);
            let rows = rows.map(|(name, cells)| {
                let values = cells
                    .iter()
                    .map(|cell| cell.as_ref().map(|cell| cell.value));
                let mut row = vec![name.clone()];
                row.extend(values.map(maybe));
                row
            });
            let rows = rows.collect();
            Table { head, rows }
        }
        Content::Bars(bars) => wide(
            bars.names.label.clone(),
            bars.names.names.clone(),
            bars.series
                .iter()
                .map(|series| (series.label.as_str(), series.values.as_slice())),
            &bars.value,
        ),
        Content::Lines(lines) => wide(
            lines.time.heading(),
            lines.positions.texts(),
            lines
                .series
                .iter()
                .map(|line| (line.label.as_str(), line.values.as_slice())),
            &lines.value,
        ),
        Content::Fan(fan) => fan_table(fan, words),
        Content::Scatter(scatter) => {
            let head = vec![
                scatter.group.clone(),
                scatter.x.heading(),
                scatter.y.heading(),
            ];
            let groups = scatter.groups.iter();
            let points = groups.flat_map(|group| group.points.iter().map(move |at| (group, at)));
            let rows = points.map(|(group, point)| {
                let label = group.label.clone();
                vec![label, plain(point.x), plain(point.y)]
            });
            let rows = rows.collect();
            Table { head, rows }
        }
    }
}

/// Per position what was, or what is to come with its bands.
fn fan_table(fan: &Fan, words: &Words) -> Table {
    let unit = match fan.value.unit.as_str() {
        "" => String::new(),
        unit => format!(" ({unit})"),
    };
    let mut head = vec![fan.time.heading()];
    head.extend([&fan.history_label, &fan.forecast_label].map(|label| format!("{label}{unit}")));
    for label in [&fan.inner_label, &fan.outer_label] {
        head.extend([&words.lower, &words.upper].map(|end| format!("{label}{unit}, {end}")));
    }
    let steps = fan.forecast.iter().map(Some);
    let ahead = fan.history.iter().map(|_| None).chain(steps);
    let past = fan.history.iter().copied().chain(std::iter::repeat(None));
    let texts = fan.positions.texts().into_iter();
    let rows = texts.zip(past).zip(ahead).map(|((text, past), point)| {
        let mut row = vec![text, maybe(past), maybe(point.map(|point| point.value))];
        row.extend(both(point.map(|point| point.inner)));
        row.extend(both(point.map(|point| point.outer)));
        row
    });
    let rows = rows.collect();
    Table { head, rows }
}
