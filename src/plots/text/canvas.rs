//! A field of Braille characters, each of which holds two by four dots, with characters laid over it.

use std::collections::HashMap;

/// The character without any dot.
const BLANK: u32 = 0x2800;

/// The bit of each dot, by row and column within a character.
const BITS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// A field to draw into; points are given as shares of its width and height, from the bottom left.
#[derive(Debug)]
pub(super) struct Canvas {
    /// How many characters lie side by side.
    pub columns: usize,
    /// How many lines there are.
    pub rows: usize,
    /// The dots of each character, line by line.
    dots: Vec<u32>,
    /// What is laid over them, by line and column.
    over: HashMap<(usize, usize), char>,
}

/// The index of a share among so many.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a small count, which is neither negative nor larger than it"
)]
pub(super) fn place(share: f64, count: usize) -> usize {
    let last = count.saturating_sub(1);
    (share.clamp(0.0, 1.0) * last as f64).round() as usize
}

impl Canvas {
    /// An empty field.
    pub(super) fn new(columns: usize, rows: usize) -> Self {
        Self {
            columns,
            rows,
            dots: vec![0; columns * rows],
            over: HashMap::new(),
        }
    }

    /// The column and line of the dot at a point, dots from the top left.
    fn dot(&self, [x, y]: [f64; 2]) -> [usize; 2] {
        [place(x, self.columns * 2), place(1.0 - y, self.rows * 4)]
    }

    /// Sets the dot at a point.
    pub(super) fn set(&mut self, point: [f64; 2]) {
        let [x, y] = self.dot(point);
        self.dots[(y / 4) * self.columns + x / 2] |= BITS[y % 4][x % 2];
    }

    /// Draws a line of dots, of which `every` nth is set.
    pub(super) fn line(&mut self, from: [f64; 2], to: [f64; 2], every: usize) {
        let ([x, y], [to_x, to_y]) = (self.dot(from), self.dot(to));
        let steps = x.abs_diff(to_x).max(y.abs_diff(to_y)).max(1);
        for step in 0..=steps {
            // Counted from the left, so that the dashes of one piece go on in the next.
            let column = x.min(to_x) + step;
            if !column.is_multiple_of(every.max(1)) {
                continue;
            }
            let part = share(step, steps);
            let part = if x <= to_x { part } else { 1.0 - part };
            self.set([
                from[0] + (to[0] - from[0]) * part,
                from[1] + (to[1] - from[1]) * part,
            ]);
        }
    }

    /// The line and column of the character at a point.
    pub(super) fn character(&self, [x, y]: [f64; 2]) -> (usize, usize) {
        let [x, y] = self.dot([x, y]);
        (y / 4, x / 2)
    }

    /// Lays a character over the field, unless one lies there.
    pub(super) fn lay(&mut self, point: [f64; 2], character: char) {
        let at = self.character(point);
        self.over.entry(at).or_insert(character);
    }

    /// One line as text. What is empty is a space: some fonts draw the empty Braille character as rings.
    pub(super) fn row(&self, row: usize) -> String {
        (0..self.columns)
            .map(|column| {
                if let Some(&character) = self.over.get(&(row, column)) {
                    return character;
                }
                match self.dots[row * self.columns + column] {
                    0 => ' ',
                    dots => char::from_u32(BLANK + dots).unwrap_or(' '),
                }
            })
            .collect()
    }
}

/// A part of a small count.
#[allow(
    clippy::cast_precision_loss,
    reason = "the dots across a terminal are few"
)]
pub(super) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
