//! A shade and a number for every pair of a row and a column.

use super::axes::fitting;
use super::element::Element;
use super::measure::{shortened, widest, width};
use super::sheet::{Anchor, Area, LINE, Sheet, TEXT};
use crate::plots::chart::span;
use crate::plots::content::{Cell, Heatmap};

/// The sizes that the numbers in cells may have, the first that fits.
const SIZES: [f64; 3] = [12.0, 11.0, 10.0];

/// How many fields the scale of shades has.
const SHADES: u32 = 7;

impl Sheet {
    /// The cells, with names above and to the left, and the scale of shades below.
    pub(super) fn heatmap(&mut self, heatmap: &Heatmap) {
        let cells = || heatmap.cells.iter().flatten().flatten();
        let [low, high] = span(cells().map(|cell| cell.value));
        let part = |value: f64| {
            if high > low {
                (value - low) / (high - low)
            } else {
                0.5
            }
        };
        self.shades(heatmap);
        let (rows, columns) = (&heatmap.rows.names, &heatmap.columns.names);
        let room = self.area.width() * 0.3;
        let heads = rows.iter().chain([&heatmap.rows.label]);
        let names = widest(heads.map(String::as_str), TEXT).min(room);
        let Area { left, top, .. } = self.area;
        self.area.left += names + 10.0;
        let heading = shortened(&heatmap.columns.label, TEXT, self.area.width());
        let at = [self.area.left, top + TEXT];
        self.write(at, Anchor::Start, self.colors.muted, &heading);
        let corner = shortened(&heatmap.rows.label, TEXT, names);
        let at = [left + names, top + LINE + TEXT];
        self.write(at, Anchor::End, self.colors.muted, &corner);
        self.area.top += 2.0 * LINE + 3.0;
        let wide = self.area.width() / count(columns.len());
        let tall = (self.area.height() / count(rows.len())).min(96.0);
        self.column_names(columns, wide);
        let Area { left, top, .. } = self.area;
        let apart = rows
            .len()
            .div_ceil(fitting(self.area.height(), LINE - 3.0, rows.len()));
        let size = SIZES.into_iter().find(|size| {
            tall >= size + 3.0 && cells().all(|cell| width(&cell.text, *size) + 4.0 <= wide)
        });
        for (row, (name, cells)) in rows.iter().zip(&heatmap.cells).enumerate() {
            let from = top + tall * count(row);
            if row.is_multiple_of(apart) {
                let name = shortened(name, TEXT, names);
                let at = [left - 10.0, from + tall / 2.0 + 4.0];
                self.write(at, Anchor::End, self.colors.text, &name);
            }
            for (column, cell) in cells.iter().enumerate() {
                let Some(cell) = cell else { continue };
                let from = [left + wide * count(column), from];
                let tip = format!("{name}, {}: {}", columns[column], cell.text);
                self.cell(cell, part(cell.value), (from, [wide, tall]), size, &tip);
            }
        }
    }

    /// One cell, with its number if there is a size that fits.
    fn cell(
        &mut self,
        cell: &Cell,
        part: f64,
        ([x, y], [wide, tall]): ([f64; 2], [f64; 2]),
        size: Option<f64>,
        tip: &str,
    ) {
        let (shade, text) = self.colors.shade(part);
        // Cells of a single pixel would vanish behind their own gaps.
        let gap = if wide > 8.0 && tall > 8.0 { 1.0 } else { 0.0 };
        let field = Element::rectangle([x + gap, y + gap], [x + wide - gap, y + tall - gap])
            .with("fill", &shade)
            .holding(Element::new("title").words(tip));
        self.draw(field);
        if let Some(size) = size {
            let at = [x + wide / 2.0, y + tall / 2.0 + size * 0.36];
            self.write_sized(at, Anchor::Middle, text, size, &cell.text);
        }
    }

    /// The names above the columns, as many as keep clear of each other.
    fn column_names(&mut self, columns: &[String], wide: f64) {
        let longest = widest(columns.iter().map(String::as_str), TEXT).min(110.0);
        let room = fitting(self.area.width(), longest + 10.0, columns.len());
        let apart = columns.len().div_ceil(room).max(1);
        let base = self.area.top - 8.0;
        for (index, name) in columns.iter().enumerate().step_by(apart) {
            let left = self.area.left + wide * count(index);
            // A name of one column stands over its middle. One that needs the room of several begins with its own.
            let (x, anchor, room) = if apart == 1 {
                (left + wide / 2.0, Anchor::Middle, wide - 6.0)
            } else {
                let room = (wide * count(apart) - 8.0).min(self.area.right - left);
                (left + 1.0, Anchor::Start, room)
            };
            if room > TEXT {
                let name = shortened(name, TEXT, room);
                self.write([x, base], anchor, self.colors.text, &name);
            }
        }
    }

    /// From the lowest number to the highest, at the bottom of what is left.
    fn shades(&mut self, heatmap: &Heatmap) {
        let cells = || heatmap.cells.iter().flatten().flatten();
        let lowest = cells().min_by(|a, b| a.value.total_cmp(&b.value));
        let highest = cells().max_by(|a, b| a.value.total_cmp(&b.value));
        let (Some(lowest), Some(highest)) = (lowest, highest) else {
            return;
        };
        let Area { left, bottom, .. } = self.area;
        let whole = self.area.width();
        let base = bottom - 5.0;
        let ends = [lowest, highest].map(|cell| shortened(&cell.text, TEXT, whole * 0.3));
        let [low, high] = ends.each_ref().map(|text| width(text, TEXT));
        let field = ((whole - low - high - 12.0) / f64::from(SHADES)).clamp(4.0, 16.0);
        let taken = low + high + 26.0 + field * f64::from(SHADES);
        let mut x = left;
        // The heading goes first where there is no room for all.
        if whole - taken > 4.0 * TEXT {
            let heading = shortened(&heatmap.value.heading(), TEXT, whole - taken);
            self.write([x, base], Anchor::Start, self.colors.muted, &heading);
            x += width(&heading, TEXT) + 14.0;
        }
        self.write([x, base], Anchor::Start, self.colors.muted, &ends[0]);
        x += low + 6.0;
        for shade in 0..SHADES {
            let part = f64::from(shade) / f64::from(SHADES - 1);
            let (shade, _) = self.colors.shade(part);
            let from = [x, base - 10.0];
            let rectangle = Element::rectangle(from, [x + field, base + 1.0]);
            self.draw(rectangle.with("fill", &shade));
            x += field;
        }
        let at = [x + 6.0, base];
        self.write(at, Anchor::Start, self.colors.muted, &ends[1]);
        self.area.bottom -= LINE + 10.0;
    }
}

/// A count as a number to reckon with.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
