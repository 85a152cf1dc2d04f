//! Points by two measures, and what was said against what came so.

use std::collections::HashSet;

use super::axes::Scale;
use super::element::{Element, path};
use super::measure::{shortened, width};
use super::sheet::{Anchor, Entry, LINE, Sample, Sheet, TEXT};
use crate::plots::chart::named;
use crate::plots::content::{Reliability, Scatter};

/// How high the strip with the sizes of bins is, its heading included.
const STRIP: f64 = 84.0;

/// The size of the numbers over the bars of that strip.
const SMALL: f64 = 10.0;

impl Sheet {
    /// Points in groups.
    pub(super) fn scatter(&mut self, scatter: &Scatter) {
        let colors = self.colors;
        if named(
            scatter.groups.iter().map(|group| group.label.as_str()),
            &scatter.y,
        ) {
            let entries = scatter
                .groups
                .iter()
                .enumerate()
                .map(|(index, group)| Entry {
                    label: group.label.clone(),
                    sample: Sample::Marker(colors.look(index)),
                });
            self.key(&entries.collect::<Vec<_>>());
        }
        let grid = self.axes(&scatter.chart());
        let all: usize = scatter.groups.iter().map(|group| group.points.len()).sum();
        let radius = match all {
            0..=150 => 4.0,
            151..=600 => 3.2,
            _ => 2.4,
        };
        for (index, group) in scatter.groups.iter().enumerate() {
            let look = colors.look(index);
            let mut outline = String::new();
            // Of points on the same spot one is enough: thousands would only make the file large.
            let mut spots = HashSet::new();
            for point in &group.points {
                let [x, y] = grid.at([point.x, point.y]);
                let spot = [x, y].map(|pixel| (pixel * 2.0).round().to_bits());
                if spots.insert(spot) {
                    outline.push_str(&look.marker([x, y], radius));
                }
            }
            let markers = Element::new("path")
                .with("d", &outline)
                .with("fill", look.color)
                .with("fill-opacity", "0.8");
            self.draw(markers);
        }
    }

    /// The curve of reliability with its diagonal, and how many each bin holds below.
    pub(super) fn reliability(&mut self, reliability: &Reliability) {
        let look = self.colors.look(0);
        self.key(&[
            Entry {
                label: reliability.label.clone(),
                sample: Sample::Marked(look),
            },
            Entry {
                label: reliability.diagonal.clone(),
                sample: Sample::Rule("4 4"),
            },
        ]);
        let bottom = self.area.bottom;
        let left = self.area.left;
        let strip = self.area.height() > 3.0 * STRIP;
        if strip {
            self.area.bottom -= STRIP;
        }
        let grid = self.axes(&reliability.chart());
        let diagonal = path([grid.at([0.0, 0.0]), grid.at([1.0, 1.0])]);
        let diagonal = Element::stroke(&diagonal, self.colors.edge, 1.5).dashed("4 4");
        self.draw(diagonal);
        let points = reliability.bins.iter().map(|bin| [bin.said, bin.so]);
        let points: Vec<[f64; 2]> = points.map(|point| grid.at(point)).collect();
        let curve = Element::stroke(&path(points.iter().copied()), look.color, 2.0);
        self.draw(curve);
        for &point in &points {
            self.mark(look, point, 4.5);
        }
        if strip {
            self.sizes(reliability, grid.x, left, bottom);
        }
    }

    /// How many each bin holds, as bars below the same axis.
    fn sizes(&mut self, reliability: &Reliability, x: Scale, left: f64, bottom: f64) {
        let colors = self.colors;
        let heading = shortened(&reliability.size.heading(), TEXT, self.area.width());
        let top = bottom - STRIP + LINE;
        self.write([left, top], Anchor::Start, colors.muted, &heading);
        let highest = reliability
            .bins
            .iter()
            .map(|bin| bin.size)
            .fold(0.0, f64::max);
        let y = Scale {
            numbers: [0.0, highest.max(f64::MIN_POSITIVE)],
            pixels: [bottom - 4.0, top + LINE + 6.0],
        };
        let mut taken = f64::NEG_INFINITY;
        for bin in &reliability.bins {
            let (middle, level) = (x.at(bin.said), y.at(bin.size));
            let bar = Element::rectangle([middle - 5.0, level], [middle + 5.0, y.pixels[0]])
                .with("fill", colors.edge)
                .with("fill-opacity", "0.6");
            self.draw(bar);
            let text = reliability.size.written(bin.size);
            let half = width(&text, SMALL) / 2.0;
            let middle = middle.min(self.width - 4.0 - half);
            if middle - half > taken {
                let at = [middle, level - 4.0];
                self.write_sized(at, Anchor::Middle, colors.muted, SMALL, &text);
                taken = middle + half + 4.0;
            }
        }
        let floor = [x.pixels[0], y.pixels[0]];
        let floor = Element::line(floor, [x.pixels[1], y.pixels[0]]).with("stroke", colors.edge);
        self.draw(floor);
    }
}
