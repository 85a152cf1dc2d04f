//! Sizes side by side. The bars lie, so that names of any length stand beside them.

use super::axes::{Scale, fitting};
use super::element::Element;
use super::measure::{shortened, widest, width};
use super::sheet::{Anchor, Area, Entry, LINE, Sample, Sheet, TEXT};
use crate::plots::chart::{named, span};
use crate::plots::content::Bars;
use crate::plots::places::Places;

/// Between the end of a bar and its number.
const GAP: f64 = 5.0;

/// A single bar is not thicker than this.
const THICKEST: f64 = 26.0;

impl Sheet {
    /// Bars for every name, one for each series.
    pub(super) fn bars(&mut self, bars: &Bars) {
        let fills = self.fills(bars);
        self.head(&bars.value.heading());
        let names = &bars.names.names;
        let rows = f64::from(u32::try_from(names.len()).unwrap_or(u32::MAX));
        let each = f64::from(u32::try_from(bars.series.len()).unwrap_or(u32::MAX));
        self.area.bottom -= LINE + 8.0;
        let room = self.area.width() * 0.35;
        let names_width = widest(names.iter().map(String::as_str), TEXT).min(room);
        self.area.left += names_width + 10.0;
        let (x, numbers) = self.value_axis(bars);
        let Area { left, top, .. } = self.area;
        let row = self.area.height() / rows;
        let thick = (row * 0.78 / each).min(THICKEST);
        let apart = names
            .len()
            .div_ceil(fitting(self.area.height(), LINE - 3.0, names.len()));
        for (index, name) in names.iter().enumerate() {
            let middle = top + row * (count(index) + 0.5);
            if index.is_multiple_of(apart) {
                let name = shortened(name, TEXT, names_width);
                let at = [left - 10.0, middle + 4.0];
                self.write(at, Anchor::End, self.colors.text, &name);
            }
            for (place, (series, fill)) in bars.series.iter().zip(&fills).enumerate() {
                let Some(Some(value)) = series.values.get(index) else {
                    continue;
                };
                let from = middle + thick * (count(place) - each / 2.0);
                let text = bars.value.written(*value);
                let tip = if each > 1.0 {
                    format!("{name}, {}: {text}", series.label)
                } else {
                    format!("{name}: {text}")
                };
                let color = self.colors.look(place).color;
                let (start, end) = (x.at(0.0), x.at(*value));
                let bar = Element::rectangle([start, from + 0.75], [end, from + thick - 0.75])
                    .with("fill", fill)
                    .with("stroke", color)
                    .holding(Element::new("title").words(&tip));
                self.draw(bar);
                if numbers && thick >= TEXT - 1.0 {
                    let (anchor, side) = if *value < 0.0 {
                        (Anchor::End, -GAP)
                    } else {
                        (Anchor::Start, GAP)
                    };
                    let at = [end + side, from + thick / 2.0 + 4.0];
                    self.write(at, anchor, self.colors.text, &text);
                }
            }
        }
        let zero = x.at(0.0);
        let axis = Element::line([zero, self.area.top], [zero, self.area.bottom])
            .with("stroke", self.colors.edge);
        self.draw(axis);
    }

    /// What each series is filled with, and a key that says so where it is needed.
    fn fills(&mut self, bars: &Bars) -> Vec<String> {
        let mut fills = Vec::new();
        let mut patterns = Element::new("defs");
        let mut entries = Vec::new();
        for (index, series) in bars.series.iter().enumerate() {
            let look = self.colors.look(index);
            let (fill, pattern) = look.fill(&self.id);
            if let Some(pattern) = pattern {
                patterns.push(pattern);
            }
            entries.push(Entry {
                label: series.label.clone(),
                sample: Sample::Fill {
                    fill: fill.clone(),
                    opacity: 1.0,
                    edge: look.color,
                    dash: "",
                },
            });
            fills.push(fill);
        }
        if named(
            bars.series.iter().map(|series| series.label.as_str()),
            &bars.value,
        ) {
            self.draw(patterns);
            self.key(&entries);
        }
        fills
    }

    /// The axis of the sizes, and whether it leaves room for the numbers at the ends of bars.
    fn value_axis(&mut self, bars: &Bars) -> (Scale, bool) {
        let values = || {
            bars.series
                .iter()
                .flat_map(|series| &series.values)
                .flatten()
        };
        let [low, high] = span(values().copied());
        let (low, high) = (low.min(0.0), high.max(0.0));
        let high = if low == 0.0 && high == 0.0 { 1.0 } else { high };
        let texts: Vec<String> = values().map(|&value| bars.value.written(value)).collect();
        let room = GAP + 3.0 + widest(texts.iter().map(String::as_str), TEXT);
        let numbers = room <= self.area.width() * 0.4;
        let room = if numbers { room } else { GAP };
        let Area {
            left,
            right,
            top,
            bottom,
        } = self.area;
        let start = if low < 0.0 { left + room } else { left };
        let end = if high > 0.0 {
            right - room
        } else {
            right - 4.0
        };
        let x = Scale {
            numbers: [low, high],
            pixels: [start, end.max(start + 1.0)],
        };
        let places = Places::Numbers(bars.value.form);
        let mut most = fitting(end - start, 48.0, 8);
        let ticks = loop {
            let ticks = places.ticks([low, high], most);
            let wide = widest(ticks.iter().map(|tick| tick.label.as_str()), TEXT) + 14.0;
            let clear = ticks
                .windows(2)
                .all(|pair| x.at(pair[1].at) - x.at(pair[0].at) >= wide);
            if clear || most <= 1 {
                break if clear { ticks } else { Vec::new() };
            }
            most -= 1;
        };
        for tick in ticks {
            let at = x.at(tick.at);
            self.rule([at, top], [at, bottom]);
            let half = width(&tick.label, TEXT) / 2.0;
            if at - half > 2.0 && at + half < self.width - 2.0 {
                let at = [at, bottom + LINE];
                self.write(at, Anchor::Middle, self.colors.muted, &tick.label);
            }
        }
        (x, numbers)
    }
}

/// A small count as a number to reckon with.
fn count(index: usize) -> f64 {
    f64::from(u32::try_from(index).unwrap_or(u32::MAX))
}
