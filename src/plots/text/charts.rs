//! Plots with two numbered axes. Curves are lines of dots; letters on them say which is which.

use std::collections::HashMap;

use super::canvas::{Canvas, place, share};
use super::columns::{Side, clean, columns, cut, filled, longest};
use super::listing;
use crate::plots::chart::{Chart, Curve, named};
use crate::plots::content::{Fan, Lines, Reliability, Scatter, Steps};
use crate::plots::numbers::{Division, Tick};

/// The letters of series, of which there are fewer.
const LETTERS: [char; 10] = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'];

/// How often a letter stands on its curve, the one at its end left out.
const LETTERS_ON_CURVE: usize = 2;

/// A field with its axes.
struct Field {
    /// Where the points go.
    canvas: Canvas,
    /// The numbers at the ends of the axis across.
    across: [f64; 2],
    /// The numbers at the ends of the axis up.
    up: [f64; 2],
    /// The labels up, from the bottom.
    marks: Vec<Tick>,
    /// How many columns the labels up take.
    margin: usize,
}

impl Field {
    /// An empty field in a terminal of so many columns.
    fn new(chart: &Chart<'_>, width: usize) -> Self {
        let rows = (width / 5).clamp(8, 18);
        let division = Division::over(chart.up, rows / 3, chart.y.form);
        let marks = division.ticks();
        let margin = longest(marks.iter().map(|tick| &tick.label));
        Self {
            canvas: Canvas::new(width.saturating_sub(margin + 2).max(10), rows),
            across: chart.across,
            up: division.ends(),
            marks,
            margin,
        }
    }

    /// Numbers as shares of the field.
    fn at(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let part = |number: f64, [low, high]: [f64; 2]| (number - low) / (high - low);
        [part(x, self.across), part(y, self.up)]
    }

    /// Draws the pieces of a curve, of whose dots every nth is set.
    fn curve(&mut self, pieces: &[Vec<[f64; 2]>], every: usize) {
        for piece in pieces {
            if let [only] = piece[..] {
                let point = self.at(only);
                self.canvas.set(point);
            }
            for pair in piece.windows(2) {
                let (from, to) = (self.at(pair[0]), self.at(pair[1]));
                self.canvas.line(from, to, every);
            }
        }
    }

    /// Lays a letter on a curve: at its end, and in a few places that differ from curve to curve.
    fn letter(&mut self, curve: &Curve<'_>, index: usize, curves: usize) {
        let Some(&end) = curve.pieces.last().and_then(|piece| piece.last()) else {
            return;
        };
        let end = self.at(end);
        self.canvas.lay(end, LETTERS[index]);
        for repeat in 0..LETTERS_ON_CURVE {
            let slot = repeat * (curves + 1) + index + 1;
            let x = share(slot, LETTERS_ON_CURVE * (curves + 1));
            let pairs = curve.pieces.iter().flat_map(|piece| piece.windows(2));
            let pair = pairs
                .map(|pair| [self.at(pair[0]), self.at(pair[1])])
                .find(|[from, to]| from[0] <= x && x < to[0]);
            if let Some([from, to]) = pair {
                let part = (x - from[0]) / (to[0] - from[0]);
                let y = from[1] + (to[1] - from[1]) * part;
                self.canvas.lay([x, y], LETTERS[index]);
            }
        }
    }

    /// The field with its axes around it.
    fn lines(&self, chart: &Chart<'_>) -> Vec<String> {
        let mut lines = vec![clean(&chart.y.heading())];
        let labels: HashMap<usize, &str> = self
            .marks
            .iter()
            .map(|tick| {
                (
                    self.canvas.character(self.at([self.across[0], tick.at])).0,
                    tick,
                )
            })
            .map(|(row, tick)| (row, tick.label.as_str()))
            .collect();
        for row in 0..self.canvas.rows {
            let label = labels.get(&row).copied().unwrap_or_default();
            let edge = if label.is_empty() { '│' } else { '┤' };
            let label = filled(label, self.margin, Side::Right);
            lines.push(format!("{label} {edge}{}", self.canvas.row(row)));
        }
        let (rule, labels) = self.below(chart);
        lines.push(rule);
        lines.push(labels);
        let width = self.margin + 2 + self.canvas.columns;
        let heading = cut(&clean(&chart.x.heading()), width);
        lines.push(filled(&heading, width, Side::Right));
        lines
    }

    /// The axis across and its labels.
    fn below(&self, chart: &Chart<'_>) -> (String, String) {
        let margin = self.margin + 2;
        let wide = self.canvas.columns;
        let mut rule = vec!['─'; wide];
        let mut labels = String::new();
        let most = (wide / 8).clamp(1, 10);
        let clear = (1..=most).rev().find_map(|most| {
            let ticks = chart.places.ticks(chart.across, most);
            let placed = self.placed(&ticks);
            let apart =
                |pair: &[(usize, usize, String)]| pair[0].1 + columns(&pair[0].2) + 2 <= pair[1].1;
            placed.windows(2).all(apart).then_some(placed)
        });
        for (column, left, label) in clear.unwrap_or_default() {
            rule[column] = '┴';
            labels = filled(&labels, left, Side::Left);
            labels.push_str(&label);
        }
        let rule: String = rule.into_iter().collect();
        (format!("{}└{rule}", " ".repeat(margin - 1)), labels)
    }

    /// The column of each tick in the field, and where its label begins in the line.
    fn placed(&self, ticks: &[Tick]) -> Vec<(usize, usize, String)> {
        let margin = self.margin + 2;
        let most = margin + self.canvas.columns;
        ticks
            .iter()
            .map(|tick| {
                let [x, _] = self.at([tick.at, self.up[0]]);
                let column = place(x, self.canvas.columns);
                let label = cut(&clean(&tick.label), 16);
                let wide = columns(&label);
                let left = (margin + column).saturating_sub(wide / 2);
                (column, left.min(most.saturating_sub(wide)), label)
            })
            .collect()
    }
}

/// The names of letters, in as many lines as they need; one name alone needs no letter.
fn key<'a>(labels: impl ExactSizeIterator<Item = &'a str>, width: usize) -> Vec<String> {
    let alone = labels.len() == 1;
    let mut lines = vec![String::new()];
    for (label, letter) in labels.zip(LETTERS) {
        let label = cut(&clean(label), width.saturating_sub(2));
        let entry = if alone {
            label
        } else {
            format!("{letter} {label}")
        };
        let last = lines.len() - 1;
        if lines[last].is_empty() {
            lines[last] = entry;
        } else if columns(&lines[last]) + 3 + columns(&entry) <= width {
            lines[last].push_str("   ");
            lines[last].push_str(&entry);
        } else {
            lines.push(entry);
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// Curves with their letters.
fn curves(chart: &Chart<'_>, curves: &[Curve<'_>], width: usize) -> Vec<String> {
    let mut field = Field::new(chart, width);
    for curve in curves {
        field.curve(&curve.pieces, 1);
    }
    if curves.len() > 1 {
        for (index, curve) in curves.iter().enumerate() {
            field.letter(curve, index, curves.len());
        }
    }
    let mut lines = field.lines(chart);
    let labels = || curves.iter().map(|curve| curve.label);
    if named(labels(), chart.y) {
        lines.extend(key(labels(), width));
    }
    lines
}

/// Survival curves. The bands are left out: in one colour nobody could tell them from curves.
pub(super) fn steps(steps: &Steps, width: usize) -> Vec<String> {
    curves(&steps.chart(), &steps.curves(), width)
}

/// Histories.
pub(super) fn lines(lines: &Lines, width: usize) -> Vec<String> {
    curves(&lines.chart(), &lines.curves(), width)
}

/// A history with its forecast; the edges of the bands are dotted.
pub(super) fn fan(fan: &Fan, width: usize) -> Vec<String> {
    let chart = fan.chart();
    let mut field = Field::new(&chart, width);
    let placed = fan.positions.placed();
    let ahead = placed.get(fan.history.len()..).unwrap_or_default();
    let edges = fan.forecast.iter().map(|point| {
        [
            point.inner.lower,
            point.inner.upper,
            point.outer.lower,
            point.outer.upper,
        ]
    });
    let edges: Vec<[f64; 4]> = edges.collect();
    for (edge, every) in [3, 3, 5, 5].into_iter().enumerate() {
        let points = ahead.iter().zip(&edges).map(|(&at, ends)| [at, ends[edge]]);
        let piece: Vec<[f64; 2]> = fan.joint().into_iter().chain(points).collect();
        if edges.is_empty() {
            continue;
        }
        field.curve(std::slice::from_ref(&piece), every);
        if let Some(&end) = piece.last() {
            let end = field.at(end);
            field.canvas.lay(end, LETTERS[2 + edge / 2]);
        }
    }
    let parts = fan.curves();
    for (index, curve) in parts.iter().enumerate() {
        field.curve(&curve.pieces, index + 1);
        field.letter(curve, index, parts.len());
    }
    let mut lines = field.lines(&chart);
    let labels = [
        &fan.history_label,
        &fan.forecast_label,
        &fan.inner_label,
        &fan.outer_label,
    ];
    let shown = if fan.forecast.is_empty() {
        1
    } else {
        labels.len()
    };
    let labels = labels.into_iter().take(shown).map(String::as_str);
    lines.extend(key(labels, width));
    lines
}

/// Points, as dots for one group and as letters for several; where they meet, the group with most points shows.
pub(super) fn scatter(scatter: &Scatter, width: usize) -> Vec<String> {
    let chart = scatter.chart();
    let mut field = Field::new(&chart, width);
    let several = scatter.groups.len() > 1;
    let mut counts: HashMap<(usize, usize), [usize; LETTERS.len()]> = HashMap::new();
    for (index, group) in scatter.groups.iter().enumerate() {
        for point in &group.points {
            let at = field.at([point.x, point.y]);
            if several {
                counts.entry(field.canvas.character(at)).or_default()[index] += 1;
            } else {
                field.canvas.set(at);
            }
        }
    }
    for (index, group) in scatter.groups.iter().enumerate() {
        for point in &group.points {
            let at = field.at([point.x, point.y]);
            let here = counts.get(&field.canvas.character(at));
            let most = here.is_some_and(|here| here.iter().all(|&other| other <= here[index]));
            if most {
                field.canvas.lay(at, LETTERS[index]);
            }
        }
    }
    let mut lines = field.lines(&chart);
    let labels = scatter.groups.iter().map(|group| group.label.as_str());
    lines.extend(key(labels, width));
    lines
}

/// The points beside the dotted diagonal, then the bins in numbers.
pub(super) fn reliability(reliability: &Reliability, width: usize) -> Vec<String> {
    let chart = reliability.chart();
    let mut field = Field::new(&chart, width.min(64));
    field.curve(&[vec![[0.0, 0.0], [1.0, 1.0]]], 3);
    for bin in &reliability.bins {
        let at = field.at([bin.said, bin.so]);
        field.canvas.lay(at, 'o');
    }
    let mut lines = field.lines(&chart);
    let entries = [("o", &reliability.label), ("⠡", &reliability.diagonal)];
    let entries = entries.map(|(mark, label)| format!("{mark} {}", clean(label)));
    lines.push(cut(&entries.join("   "), width));
    lines.push(String::new());
    let axes = [&reliability.said, &reliability.so, &reliability.size];
    let rows = reliability.bins.iter().map(|bin| {
        let values = [bin.said, bin.so, bin.size];
        let texts = axes.iter().zip(values);
        texts.map(|(axis, value)| axis.written(value)).collect()
    });
    let head = axes.map(|axis| clean(&axis.heading())).to_vec();
    lines.extend(listing::listing(&head, &rows.collect::<Vec<_>>(), width));
    lines
}
