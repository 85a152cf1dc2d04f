//! What a plot shows, in clauses: the names are the caller's, and so are "from" and "to".

use super::Plot;
use super::chart::{Chart, Curve, span};
use super::content::{Axis, Content, Words};

/// So many parts of a plot are named one by one; nobody listens to more.
const MOST_NAMED: usize = 12;

/// The clauses, parted by semicolons.
pub(super) fn summary(plot: &Plot) -> String {
    if plot.is_empty() {
        return plot.words.no_data.clone();
    }
    let words = &plot.words;
    let clauses = match &plot.content {
        Content::Steps(steps) => {
            let points = steps.groups.iter().flat_map(|group| &group.points);
            let at: Vec<f64> = points.map(|point| point.at).collect();
            curves(words, &steps.chart(), &at, &steps.curves())
        }
        Content::Lines(lines) => {
            let at = lines.positions.placed();
            curves(words, &lines.chart(), &at, &lines.curves())
        }
        Content::Fan(fan) => {
            let placed = fan.positions.placed();
            let [history, _] = fan.curves();
            let mut clauses = curves(words, &fan.chart(), &placed, &[history]);
            if let (Some(first), Some(last)) = (fan.forecast.first(), fan.forecast.last()) {
                let reach = [first.value, last.value];
                clauses.push(ends(words, &fan.forecast_label, reach, &fan.value));
                let end = fan.positions.texts().pop().unwrap_or_default();
                for (label, band) in [
                    (&fan.inner_label, last.inner),
                    (&fan.outer_label, last.outer),
                ] {
                    let label = format!("{end}, {label}");
                    let reach = [band.lower, band.upper];
                    clauses.push(ends(words, &label, reach, &fan.value));
                }
            }
            clauses
        }
        Content::Reliability(reliability) => {
            let bins = reliability.bins.iter().map(|bin| {
                let said = reliability.said.written(bin.said);
                let so = reliability.so.written(bin.so);
                let size = reliability.size.written(bin.size);
                let (said_label, so_label) = (&reliability.said.label, &reliability.so.label);
                let size_label = &reliability.size.label;
                format!("{said_label} {said}, {so_label} {so}, {size_label} {size}")
            });
            bins.take(MOST_NAMED).collect()
        }
        Content::Heatmap(heatmap) => {
            let cells = heatmap.cells.iter().flatten().flatten();
            let mut clauses = vec![
                format!("{}: {}", heatmap.rows.label, heatmap.rows.names.len()),
                format!("{}: {}", heatmap.columns.label, heatmap.columns.names.len()),
            ];
            let lowest = cells.clone().min_by(|a, b| a.value.total_cmp(&b.value));
            let highest = cells.max_by(|a, b| a.value.total_cmp(&b.value));
            if let (Some(lowest), Some(highest)) = (lowest, highest) {
                let Words { from, to, .. } = words;
                let heading = heatmap.value.heading();
                let (low, high) = (&lowest.text, &highest.text);
                clauses.push(format!("{heading}: {from} {low} {to} {high}"));
            }
            clauses
        }
        Content::Bars(bars) => {
            let mut clauses = vec![bars.value.heading()];
            for (index, name) in bars.names.names.iter().enumerate().take(MOST_NAMED) {
                let values = bars.series.iter().filter_map(|series| {
                    let value = bars.value.written((*series.values.get(index)?)?);
                    let several = bars.series.len() > 1;
                    Some(if several {
                        format!("{} {value}", series.label)
                    } else {
                        value
                    })
                });
                clauses.push(format!("{name}: {}", values.collect::<Vec<_>>().join(", ")));
            }
            clauses
        }
        Content::Scatter(scatter) => {
            let chart = scatter.chart();
            let all = || scatter.groups.iter().flat_map(|group| &group.points);
            let mut clauses = vec![
                ends(
                    words,
                    &chart.x.heading(),
                    span(all().map(|point| point.x)),
                    chart.x,
                ),
                ends(
                    words,
                    &chart.y.heading(),
                    span(all().map(|point| point.y)),
                    chart.y,
                ),
            ];
            let counts = scatter.groups.iter();
            clauses.extend(counts.map(|group| format!("{}: {}", group.label, group.points.len())));
            clauses
        }
    };
    clauses.join("; ")
}

/// "Revenue: from 1 to 2".
fn ends(words: &Words, label: &str, [low, high]: [f64; 2], axis: &Axis) -> String {
    let Words { from, to, .. } = words;
    let (low, high) = (axis.written(low), axis.written(high));
    format!("{label}: {from} {low} {to} {high}")
}

/// The axes, of which that across reaches over `at`, then where every curve begins and ends.
fn curves(words: &Words, chart: &Chart<'_>, at: &[f64], curves: &[Curve<'_>]) -> Vec<String> {
    let Words { from, to, .. } = words;
    let [first, last] = span(at.iter().copied()).map(|at| chart.places.written(at));
    let mut clauses = vec![
        format!("{}: {from} {first} {to} {last}", chart.x.heading()),
        chart.y.heading(),
    ];
    for curve in curves {
        let mut points = curve.pieces.iter().flatten();
        let Some(&[_, first]) = points.next() else {
            continue;
        };
        let last = points.next_back().map_or(first, |&[_, last]| last);
        clauses.push(ends(words, curve.label, [first, last], chart.y));
    }
    clauses
}
