//! Survival curves, histories and forecasts.

use std::fmt::Write as _;

use super::axes::Grid;
use super::element::{Element, coordinate, path};
use super::sheet::{Entry, Sample, Sheet};
use super::style::Look;
use crate::plots::chart::Curve;
use crate::plots::content::{Band, Fan, Lines, StepPoint, Steps};

/// Up to so many points of a line are marked; more would hide it.
const MOST_MARKED: usize = 32;

/// The edges of the bands of a forecast: of 80 %, of 95 %.
const EDGES: [&str; 2] = ["5 3", "1 3"];

/// How much the bands of a forecast cover: of 80 %, of 95 %.
const COVERS: [f64; 2] = [0.3, 0.14];

impl Sheet {
    /// Draws the pieces of a curve.
    fn curve(&mut self, grid: &Grid, curve: &Curve<'_>, look: Look) {
        for piece in &curve.pieces {
            let points = piece.iter().map(|&point| grid.at(point));
            let line = Element::stroke(&path(points), look.color, 2.0).dashed(look.dash);
            self.draw(line);
        }
    }

    /// Draws a filled outline along two edges.
    fn band(&mut self, grid: &Grid, edges: [&[[f64; 2]]; 2], look: Look, cover: f64, dash: &str) {
        let [lower, upper] = edges;
        let around = lower.iter().chain(upper.iter().rev());
        let mut outline = path(around.map(|&point| grid.at(point)));
        outline.push('Z');
        let field = Element::new("path")
            .with("d", &outline)
            .with("fill", look.color)
            .number("fill-opacity", cover)
            .with("stroke", look.color)
            .with("stroke-width", "0.75")
            .with("stroke-opacity", "0.7")
            .dashed(dash);
        self.draw(field);
    }

    /// Survival curves with their bands.
    pub(super) fn steps(&mut self, steps: &Steps) {
        let curves = steps.curves();
        let grid = self.named_axes(&steps.chart(), &curves, Sample::Line);
        for (index, group) in steps.groups.iter().enumerate() {
            let look = self.colors.look(index);
            let banded = |point: &&StepPoint| point.band.is_some();
            let Some(first) = group.points.iter().position(|point| banded(&point)) else {
                continue;
            };
            // A band reaches as far as it is known.
            let points: Vec<StepPoint> = group.points[first..]
                .iter()
                .take_while(banded)
                .copied()
                .collect();
            let edge = |end: fn(Band) -> f64| {
                Steps::stairs(&points, |point| point.band.map_or(point.value, end))
            };
            let (lower, upper) = (edge(|band| band.lower), edge(|band| band.upper));
            self.band(&grid, [&lower, &upper], look, 0.13, "1 2");
        }
        for (index, curve) in curves.iter().enumerate() {
            let look = self.colors.look(index);
            self.curve(&grid, curve, look);
        }
    }

    /// Histories.
    pub(super) fn lines(&mut self, lines: &Lines) {
        let curves = lines.curves();
        let grid = self.named_axes(&lines.chart(), &curves, Sample::Marked);
        for (index, curve) in curves.iter().enumerate() {
            let look = self.colors.look(index);
            self.curve(&grid, curve, look);
            self.points(&grid, curve, look);
        }
    }

    /// Marks the points of a curve if they are few, and those that stand alone in any case: no line shows them.
    fn points(&mut self, grid: &Grid, curve: &Curve<'_>, look: Look) {
        let all: usize = curve.pieces.iter().map(Vec::len).sum();
        for piece in &curve.pieces {
            if all > MOST_MARKED && piece.len() > 1 {
                continue;
            }
            for &point in piece {
                self.mark(look, grid.at(point), 3.5);
            }
        }
    }

    /// A history with its forecast.
    pub(super) fn fan(&mut self, fan: &Fan) {
        let colors = self.colors;
        let (past, ahead) = (colors.look(0), colors.look(1));
        let band = |index: usize, label: &str| Entry {
            label: label.to_owned(),
            sample: Sample::Fill {
                fill: ahead.color.to_owned(),
                opacity: COVERS[index],
                edge: ahead.color,
                dash: EDGES[index],
            },
        };
        let line = |label: &str, look| Entry {
            label: label.to_owned(),
            sample: Sample::Line(look),
        };
        let mut entries = vec![line(&fan.history_label, past)];
        if !fan.forecast.is_empty() {
            entries.push(line(&fan.forecast_label, ahead));
            entries.push(band(0, &fan.inner_label));
            entries.push(band(1, &fan.outer_label));
        }
        self.key(&entries);
        let grid = self.axes(&fan.chart());
        let placed = fan.positions.placed();
        let joint = fan.joint();
        let steps = placed.get(fan.history.len()..).unwrap_or_default();
        let edge = |end: &dyn Fn(usize) -> f64| -> Vec<[f64; 2]> {
            let steps = steps.iter().take(fan.forecast.len()).enumerate();
            joint
                .into_iter()
                .chain(steps.map(|(index, &at)| [at, end(index)]))
                .collect()
        };
        if !fan.forecast.is_empty() {
            let outer = [
                edge(&|index| fan.forecast[index].outer.lower),
                edge(&|index| fan.forecast[index].outer.upper),
            ];
            let inner = [
                edge(&|index| fan.forecast[index].inner.lower),
                edge(&|index| fan.forecast[index].inner.upper),
            ];
            self.band(&grid, [&outer[0], &outer[1]], ahead, COVERS[1], EDGES[1]);
            self.band(&grid, [&inner[0], &inner[1]], ahead, COVERS[0], EDGES[0]);
            self.present(&grid, joint);
        }
        let [history, forecast] = fan.curves();
        for (curve, look) in [(&history, past), (&forecast, ahead)] {
            self.curve(&grid, curve, look);
            let mut alone = curve.clone();
            alone.pieces.retain(|piece| piece.len() == 1);
            self.points(&grid, &alone, look);
        }
    }

    /// A rule where the history ends.
    fn present(&mut self, grid: &Grid, joint: Option<[f64; 2]>) {
        let Some([at, _]) = joint else { return };
        let x = grid.x.at(at);
        let mut rule = String::new();
        let (top, bottom) = (coordinate(self.area.top), coordinate(self.area.bottom));
        let _ = write!(rule, "M{} {top}V{bottom}", coordinate(x));
        let rule = Element::stroke(&rule, self.colors.edge, 1.0).dashed("3 3");
        self.draw(rule);
    }
}
