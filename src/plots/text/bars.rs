//! Bars of block characters.

use super::canvas::place;
use super::columns::{Side, clean, filled, longest};
use crate::plots::chart::{named, span};
use crate::plots::content::Bars;

/// A block filled from the left by so many eighths.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A full block.
const FULL: &str = "█";

/// The bars of every name, one below the other.
pub(super) fn bars(bars: &Bars, width: usize) -> Vec<String> {
    let names: Vec<String> = bars.names.names.iter().map(|name| clean(name)).collect();
    let series = bars.series.iter().map(|series| clean(&series.label));
    let series: Vec<String> = series.collect();
    let several = series.len() > 1;
    let values = || {
        bars.series
            .iter()
            .flat_map(|series| &series.values)
            .flatten()
    };
    let [low, high] = span(values().copied());
    let (low, high) = (low.min(0.0), high.max(0.0));
    let whole = if high > low { high - low } else { 1.0 };
    let written: Vec<String> = values().map(|&value| bars.value.written(value)).collect();
    let name_room = longest(&names).min(width * 3 / 10);
    let series_room = if several {
        longest(&series).min(width / 5) + 1
    } else {
        0
    };
    let room = width.saturating_sub(name_room + series_room + longest(&written) + 3);
    let room = room.max(8);
    // Where bars go both ways, those to the left have their share of the room.
    let left = place(-low / whole, room + 1);
    let mut heading = clean(&bars.value.heading());
    if !several && named(series.iter().map(String::as_str), &bars.value) {
        heading.push_str(" / ");
        heading.push_str(&series.join(""));
    }
    let mut lines = vec![heading];
    for (index, name) in names.iter().enumerate() {
        for (place, series) in bars.series.iter().enumerate() {
            let name = if place == 0 { name } else { "" };
            let mut line = filled(name, name_room, Side::Left);
            line.push(' ');
            if several {
                let label = clean(&series.label);
                line.push_str(&filled(&label, series_room - 1, Side::Left));
                line.push(' ');
            }
            let value = series.values.get(index).copied().flatten();
            line.push_str(&bar(value, whole, room, left));
            if let Some(value) = value {
                line.push(' ');
                line.push_str(&bars.value.written(value));
            } else {
                line.push('·');
            }
            lines.push(line);
        }
    }
    lines
}

/// One bar. Those to the left of zero end where the others begin.
fn bar(value: Option<f64>, whole: f64, room: usize, left: usize) -> String {
    let value = value.unwrap_or(0.0);
    // In eighths of a block; what is not nothing shows.
    let long = place(value.abs() / whole, room * 8 + 1);
    let long = if value == 0.0 { 0 } else { long.max(1) };
    if value < 0.0 {
        // There are no blocks that are filled from the right.
        let blocks = FULL.repeat(long.div_ceil(8).min(left));
        return filled(&blocks, left, Side::Right);
    }
    " ".repeat(left) + &FULL.repeat(long / 8) + EIGHTHS[long % 8]
}
