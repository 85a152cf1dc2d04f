//! Aligned columns.

use super::columns::{Side, clean, cut, filled, longest};
use crate::plots::content::Heatmap;

/// Between two columns.
const APART: usize = 2;

/// Rows below their head. The first column stands to the left and comes again wherever the others do not fit beside
/// each other and go on below.
pub(super) fn listing(head: &[String], rows: &[Vec<String>], width: usize) -> Vec<String> {
    let mut wide = Vec::with_capacity(head.len());
    for (column, name) in head.iter().enumerate() {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let room = if column == 0 {
            width * 2 / 5
        } else {
            width / 2
        };
        wide.push(longest(cells.chain([name])).min(room));
    }
    let Some((&first, others)) = wide.split_first() else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let mut from = 1;
    while from < head.len() || lines.is_empty() {
        let mut used = first;
        let fit = others[(from - 1).min(others.len())..]
            .iter()
            .take_while(|&&column| {
                used += APART + column;
                used <= width
            });
        // One goes in any case, or this would not end.
        let to = (from + fit.count().max(1)).min(head.len());
        if !lines.is_empty() {
            lines.push(String::new());
        }
        for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
            let mut line = filled(row.first().map_or("", String::as_str), first, Side::Left);
            for (column, &room) in wide.iter().enumerate().take(to).skip(from) {
                let cell = row.get(column).map_or("", String::as_str);
                line.push_str(&" ".repeat(APART));
                line.push_str(&filled(cell, room, Side::Right));
            }
            lines.push(line);
        }
        from = to.max(from + 1);
    }
    lines
}

/// The numbers of a heatmap as they are to be read.
pub(super) fn heatmap(heatmap: &Heatmap, width: usize) -> Vec<String> {
    let mut head = vec![clean(&heatmap.rows.label)];
    head.extend(heatmap.columns.names.iter().map(|name| clean(name)));
    let rows = heatmap.rows.names.iter().zip(&heatmap.cells);
    let rows = rows.map(|(name, cells)| {
        let texts = cells.iter().map(|cell| match cell {
            Some(cell) => clean(&cell.text),
            None => "·".to_owned(),
        });
        std::iter::once(clean(name)).chain(texts).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let columns = clean(&heatmap.columns.label);
    let heading = format!("{} / {columns}", clean(&heatmap.value.heading()));
    let mut lines = vec![cut(&heading, width)];
    lines.extend(listing(&head, &rows, width));
    lines
}
