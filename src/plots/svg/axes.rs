//! Two numbered axes with gridlines, and names beside the ends of curves.

use super::element::Element;
use super::measure::{shortened, widest, width};
use super::sheet::{Anchor, Area, Entry, LINE, Sample, Sheet, TEXT};
use super::style::Look;
use crate::plots::chart::{Chart, Curve, named};
use crate::plots::numbers::{Division, Tick};

/// Labels of ticks are not longer than this, in pixels.
const LONGEST_LABEL: f64 = 120.0;

/// What lies between the end of a curve and its name, for the line that joins them.
const GAP: f64 = 10.0;

/// Numbers along one direction, as pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    /// The numbers at the ends.
    pub numbers: [f64; 2],
    /// The pixels at the ends.
    pub pixels: [f64; 2],
}

impl Scale {
    /// The pixel of a number.
    pub(super) fn at(&self, number: f64) -> f64 {
        let [low, high] = self.numbers;
        let [from, to] = self.pixels;
        from + (number - low) / (high - low) * (to - from)
    }
}

/// Where numbers of two axes are on the sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    /// From left to right.
    pub x: Scale,
    /// From bottom to top.
    pub y: Scale,
}

impl Grid {
    /// The pixels of a point.
    pub(super) fn at(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.x.at(x), self.y.at(y)]
    }
}

/// So many parts of at least `least` pixels fit.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of pixels, between the ends that it is held to"
)]
pub(super) fn fitting(room: f64, least: f64, most: usize) -> usize {
    ((room / least) as usize).clamp(1, most.max(1))
}

/// The left ends of labels that stand below their ticks but inside of `limits`, with the labels shortened.
fn below(ticks: &[Tick], x: Scale, limits: [f64; 2]) -> Vec<(f64, String)> {
    let label = |tick: &Tick| {
        let text = shortened(&tick.label, TEXT, LONGEST_LABEL);
        let wide = width(&text, TEXT);
        let left = x.at(tick.at) - wide / 2.0;
        (left.min(limits[1] - wide).max(limits[0]), text)
    };
    ticks.iter().map(label).collect()
}

/// The most ticks whose labels keep clear of each other.
fn clear_ticks(chart: &Chart<'_>, x: Scale, limits: [f64; 2]) -> (Vec<Tick>, Vec<(f64, String)>) {
    let most = fitting(x.pixels[1] - x.pixels[0], 30.0, 12);
    for most in (1..=most).rev() {
        let ticks = chart.places.ticks(chart.across, most);
        let labels = below(&ticks, x, limits);
        let clear = labels.windows(2).all(|pair| {
            let [(left, text), (next, _)] = pair else {
                return true;
            };
            left + width(text, TEXT) + 12.0 <= *next
        });
        if clear {
            return (ticks, labels);
        }
    }
    (Vec::new(), Vec::new())
}

impl Sheet {
    /// Draws the axes into what is left, which shrinks to the field between them.
    pub(super) fn axes(&mut self, chart: &Chart<'_>) -> Grid {
        self.head(&chart.y.heading());
        let limits = [self.area.left, self.width - 8.0];
        let heading = shortened(&chart.x.heading(), TEXT, self.area.width());
        let base = self.area.bottom - 4.0;
        self.area.bottom -= 2.0 * LINE + 8.0;
        let parts = fitting(self.area.height(), 38.0, 8);
        let division = Division::over(chart.up, parts, chart.y.form);
        let ticks = division.ticks();
        let labels = ticks.iter().map(|tick| tick.label.as_str());
        self.area.left += widest(labels, TEXT) + 10.0;
        self.area.top += 4.0;
        let Area {
            left,
            top,
            right,
            bottom,
        } = self.area;
        let grid = Grid {
            x: Scale {
                numbers: chart.across,
                pixels: [left, right],
            },
            y: Scale {
                numbers: division.ends(),
                pixels: [bottom, top],
            },
        };
        for tick in &ticks {
            let y = grid.y.at(tick.at);
            self.rule([left, y], [right, y]);
            let at = [left - 8.0, y + 4.0];
            self.write(at, Anchor::End, self.colors.muted, &tick.label);
        }
        let (ticks, labels) = clear_ticks(chart, grid.x, limits);
        for (tick, (at, label)) in ticks.iter().zip(labels) {
            let x = grid.x.at(tick.at);
            self.rule([x, top], [x, bottom]);
            let at = [at, bottom + LINE];
            self.write(at, Anchor::Start, self.colors.muted, &label);
        }
        let floor = Element::line([left, bottom], [right, bottom]).with("stroke", self.colors.edge);
        self.draw(floor);
        self.write([right, base], Anchor::End, self.colors.muted, &heading);
        grid
    }

    /// A gridline.
    pub(super) fn rule(&mut self, from: [f64; 2], to: [f64; 2]) {
        let line = Element::line(from, to).with("stroke", self.colors.grid);
        self.draw(line);
    }

    /// Draws axes, with the names of curves beside their ends where there is room and in a key above where there is
    /// not.
    pub(super) fn named_axes(
        &mut self,
        chart: &Chart<'_>,
        curves: &[Curve<'_>],
        sample: impl Fn(Look) -> Sample,
    ) -> Grid {
        let look = |index| self.colors.look(index);
        let entries: Vec<Entry> = curves
            .iter()
            .enumerate()
            .map(|(index, curve)| Entry {
                label: curve.label.to_owned(),
                sample: sample(look(index)),
            })
            .collect();
        let labels = curves.iter().map(|curve| curve.label);
        let room = (widest(labels, TEXT) + 4.0).min(self.width * 0.25);
        let beside = self.width >= 480.0
            && self.area.height() >= 120.0 + LINE * 8.0
            && curves.len() > 1
            && curves.iter().all(|curve| !curve.pieces.is_empty());
        if !beside {
            if named(curves.iter().map(|curve| curve.label), chart.y) {
                self.key(&entries);
            }
            return self.axes(chart);
        }
        let whole = self.area.right;
        self.area.right -= room + GAP + 30.0 + 6.0;
        let grid = self.axes(chart);
        let ends = curves
            .iter()
            .filter_map(|curve| curve.pieces.last()?.last())
            .map(|&end| grid.at(end));
        let ends: Vec<[f64; 2]> = ends.collect();
        let levels = spread(
            &ends.iter().map(|end| end[1]).collect::<Vec<_>>(),
            [self.area.top, self.area.bottom],
        );
        let left = self.area.right + GAP;
        for ((entry, end), level) in entries.iter().zip(ends).zip(levels) {
            let joint = Element::line([end[0] + 2.0, end[1]], [left - 2.0, level])
                .with("stroke", self.colors.edge)
                .with("stroke-width", "0.75")
                .with("stroke-dasharray", "1 2");
            self.draw(joint);
            self.sample(&entry.sample, [left, level]);
            let label = shortened(&entry.label, TEXT, whole - left - 30.0);
            let at = [left + 30.0, level + 4.0];
            self.write(at, Anchor::Start, self.colors.text, &label);
        }
        grid
    }
}

/// Levels as near as can be to those wanted, but a line of text apart and inside of the limits, if they fit.
fn spread(wanted: &[f64], [top, bottom]: [f64; 2]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut levels = wanted.to_vec();
    let mut lowest = top;
    for &index in &order {
        levels[index] = levels[index].max(lowest);
        lowest = levels[index] + LINE;
    }
    let mut highest = bottom;
    for &index in order.iter().rev() {
        levels[index] = levels[index].min(highest);
        highest = levels[index] - LINE;
    }
    levels
}
