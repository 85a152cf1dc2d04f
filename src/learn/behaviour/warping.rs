//! How alike two series are where the one may run ahead of the other.

/// Sums of what is larger have no end.
const LARGEST: f64 = 1e100;

/// The cheapest way to lay one series along the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Warped {
    /// The mean difference along the way, in the unit of the series.
    pub distance: f64,
    /// Which place of the one lies at which place of the other, from both beginnings to both ends.
    pub way: Vec<(usize, usize)>,
}

/// Dynamic time warping (Sakoe and Chiba 1978, the symmetric form without a slope constraint: a step along both counts
/// twice, and the sum is divided by both lengths), the difference being that of the values. Places may lie apart by `band`
/// at most; none means any. Takes time and room of the product of the lengths. None where a series is empty, a value is not
/// a number of common size, or the lengths differ by more than the band.
#[must_use]
pub fn warping(one: &[f64], other: &[f64], band: Option<usize>) -> Option<Warped> {
    let (rows, columns) = (one.len(), other.len());
    let band = band.unwrap_or(rows.max(columns));
    let finite = one.iter().chain(other).all(|value| value.abs() < LARGEST);
    if rows == 0 || columns == 0 || !finite || rows.abs_diff(columns) > band {
        return None;
    }
    let mut sums = vec![f64::INFINITY; rows * columns];
    for (row, value) in one.iter().enumerate() {
        for column in
            row.saturating_sub(band)..columns.min(row.saturating_add(band).saturating_add(1))
        {
            let apart = (value - other[column]).abs();
            let ways = ways(&sums, columns, (row, column), apart);
            sums[row * columns + column] = ways.into_iter().fold(f64::INFINITY, f64::min);
        }
    }
    let (mut row, mut column) = (rows - 1, columns - 1);
    let mut way = vec![(row, column)];
    while (row, column) != (0, 0) {
        let apart = (one[row] - other[column]).abs();
        let [across, both, down] = ways(&sums, columns, (row, column), apart);
        if both <= across && both <= down {
            (row, column) = (row - 1, column - 1);
        } else if across <= down {
            column -= 1;
        } else {
            row -= 1;
        }
        way.push((row, column));
    }
    way.reverse();
    #[allow(clippy::cast_precision_loss, reason = "lengths of series")]
    let lengths = (rows + columns) as f64;
    Some(Warped {
        distance: sums[rows * columns - 1] / lengths,
        way,
    })
}

/// The sums with which a place is reached along the other, along both, along the one. The beginning is a step along
/// both, from nothing.
fn ways(sums: &[f64], columns: usize, (row, column): (usize, usize), apart: f64) -> [f64; 3] {
    let sum = |row: Option<usize>, column: Option<usize>| match (row, column) {
        (Some(row), Some(column)) => sums[row * columns + column],
        (None, None) => 0.0,
        _ => f64::INFINITY,
    };
    let (above, before) = (row.checked_sub(1), column.checked_sub(1));
    [
        sum(Some(row), before) + apart,
        sum(above, before) + 2.0 * apart,
        sum(above, Some(column)) + apart,
    ]
}
