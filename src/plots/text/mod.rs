//! The plot for a terminal.

mod bars;
mod canvas;
mod charts;
mod columns;
mod listing;

use self::columns::{clean, cut, joined};
use super::Plot;
use super::content::Content;

/// With fewer columns nothing could be read.
const NARROWEST: usize = 40;

/// More make nothing clearer.
const WIDEST: usize = 400;

/// The plot in lines of at most so many columns.
pub(super) fn write(plot: &Plot, width: usize) -> String {
    let width = width.clamp(NARROWEST, WIDEST);
    let mut lines = vec![cut(&clean(&plot.title), width), String::new()];
    if plot.is_empty() {
        lines.push(cut(&clean(&plot.words.no_data), width));
        return joined(&lines);
    }
    lines.extend(match &plot.content {
        Content::Steps(steps) => charts::steps(steps, width),
        Content::Reliability(reliability) => charts::reliability(reliability, width),
        Content::Heatmap(heatmap) => listing::heatmap(heatmap, width),
        Content::Bars(content) => bars::bars(content, width),
        Content::Lines(lines) => charts::lines(lines, width),
        Content::Fan(fan) => charts::fan(fan, width),
        Content::Scatter(scatter) => charts::scatter(scatter, width),
    });
    let lines: Vec<String> = lines.iter().map(|line| cut(line, width)).collect();
    joined(&lines)
}
