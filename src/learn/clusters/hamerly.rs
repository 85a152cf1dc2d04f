//! One descent of k-means.

use rayon::prelude::*;

use super::Points;
use super::clustering::{inertia, sums};
use super::points::{CHUNK, narrow, squared_distance};

/// What is known of a point without measuring: triangle inequalities over how far the centres have moved.
#[derive(Clone, Copy)]
struct Seat {
    /// Its own centre is at most this far.
    upper: f64,
    /// Every other centre is at least this far.
    lower: f64,
    /// Its cluster.
    label: u32,
}

/// Points and centres on the way to rest (Lloyd 1982), with the bounds of Hamerly 2010, "Making k-means even faster": a
/// point is measured only when its two bounds no longer tell which centre is nearest.
pub(super) struct Descent<'a> {
    points: Points<'a>,
    seats: Vec<Seat>,
    centres: Vec<f64>,
    /// The sum of the points of each cluster.
    sums: Vec<f64>,
    sizes: Vec<u32>,
    /// How far each centre moved after the bounds were last brought up to date.
    moved: Vec<f64>,
    /// Updates of the centres so far.
    pub iterations: usize,
    /// Whether no point changes its cluster any more.
    pub resting: bool,
}

/// What a chunk of points changes in the sums.
struct Change {
    sums: Vec<f64>,
    sizes: Vec<i64>,
    moves: usize,
}

/// What every point is compared with.
struct Field<'a> {
    columns: usize,
    centres: &'a [f64],
    /// Per centre half the way to the nearest other one.
    halves: Vec<f64>,
    moved: &'a [f64],
    /// Per centre how far any other moved at most.
    others: Vec<f64>,
}

impl<'a> Descent<'a> {
    /// Begins at these centres.
    pub fn new(points: Points<'a>, centres: Vec<f64>) -> Self {
        let clusters = centres.len() / points.columns();
        let count = points.count();
        let mut sizes = vec![0; clusters];
        sizes[0] = narrow(count);
        // All sit in the first cluster until the first pass, which measures every point, as nothing bounds it.
        let seat = Seat {
            upper: f64::INFINITY,
            lower: 0.0,
            label: 0,
        };
        Self {
            points,
            seats: vec![seat; count],
            sums: sums(points, &vec![0; count], clusters),
            sizes,
            moved: vec![0.0; clusters],
            centres,
            iterations: 0,
            resting: false,
        }
    }

    /// Goes on until no point changes its cluster, until the squared ways of all centres sum to at most `tolerance`, or
    /// until `most` iterations in all.
    pub fn run(&mut self, tolerance: f64, most: usize) {
        while !self.resting && self.iterations < most {
            self.resting = self.seat() == 0;
            if self.resting {
                return;
            }
            self.iterations += 1;
            if self.shift() <= tolerance {
                return;
            }
        }
    }

    /// Seats every point once more if centres have moved since, and hands out the labels.
    pub fn labels(&mut self) -> Vec<u32> {
        if !self.resting {
            self.seat();
        }
        self.seats.iter().map(|seat| seat.label).collect()
    }

    /// The sum of the squared distances of the points from the centre of their cluster.
    pub fn inertia(&self) -> f64 {
        let labels: Vec<u32> = self.seats.iter().map(|seat| seat.label).collect();
        inertia(self.points, &labels, &self.centres)
    }

    /// Puts every point to its nearest centre and says how many changed.
    fn seat(&mut self) -> usize {
        let columns = self.points.columns();
        let field = Field::new(columns, &self.centres, &self.moved);
        let changes: Vec<Change> = self
            .seats
            .par_chunks_mut(CHUNK)
            .zip(self.points.values().par_chunks(CHUNK * columns))
            .map(|(seats, values)| field.seat(seats, values))
            .collect();
        self.moved.fill(0.0);
        let mut moves = 0;
        for change in &changes {
            moves += change.moves;
            if change.moves == 0 {
                continue;
            }
            for (sum, change) in self.sums.iter_mut().zip(&change.sums) {
                *sum += change;
            }
            for (size, &change) in self.sizes.iter_mut().zip(&change.sizes) {
                let left = i64::from(*size) + change;
                *size = u32::try_from(left).expect("a cluster loses only points that it has");
            }
        }
        while let Some(empty) = self.sizes.iter().position(|&size| size == 0) {
            self.fill(empty);
            moves += 1;
        }
        moves
    }

    /// Gives an empty cluster the point that lies furthest from its centre, among those that do not sit alone.
    fn fill(&mut self, empty: usize) {
        let columns = self.points.columns();
        let mut furthest = (-1.0, 0);
        for (row, (seat, values)) in self.seats.iter().zip(self.points.rows()).enumerate() {
            let place = seat.label as usize * columns;
            if self.sizes[seat.label as usize] > 1 {
                let distance = squared_distance(values, &self.centres[place..place + columns]);
                if distance > furthest.0 {
                    furthest = (distance, row);
                }
            }
        }
        let row = furthest.1;
        let seat = &mut self.seats[row];
        let from = seat.label as usize;
        // Nothing bounds the point any more, so that the next pass measures it.
        *seat = Seat {
            upper: f64::INFINITY,
            lower: 0.0,
            label: narrow(empty),
        };
        self.sizes[from] -= 1;
        self.sizes[empty] += 1;
        for (column, value) in self.points.row(row).iter().enumerate() {
            self.sums[from * columns + column] -= value;
            self.sums[empty * columns + column] += value;
        }
    }

    /// Moves every centre to the mean of its points and says the sum of the squared ways.
    fn shift(&mut self) -> f64 {
        let columns = self.points.columns();
        let mut total = 0.0;
        let centres = self.centres.chunks_exact_mut(columns);
        let sums = self.sums.chunks_exact(columns).zip(&self.sizes);
        for ((centre, (sum, &size)), moved) in centres.zip(sums).zip(&mut self.moved) {
            let mut squared = 0.0;
            for (value, sum) in centre.iter_mut().zip(sum) {
                let mean = sum / f64::from(size);
                squared += (mean - *value) * (mean - *value);
                *value = mean;
            }
            *moved = squared.sqrt();
            total += squared;
        }
        total
    }
}

impl<'a> Field<'a> {
    fn new(columns: usize, centres: &'a [f64], moved: &'a [f64]) -> Self {
        let clusters = moved.len();
        let centre = |number: usize| &centres[number * columns..(number + 1) * columns];
        let least = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::INFINITY, f64::min);
        let halves = (0..clusters).map(|own| {
            let others = (0..clusters).filter(|&other| other != own);
            let mut squares = others.map(|other| squared_distance(centre(own), centre(other)));
            least(&mut squares).sqrt() / 2.0
        });
        let most = (0..clusters).fold(0, |most, next| {
            if moved[next] > moved[most] {
                next
            } else {
                most
            }
        });
        let second = (0..clusters).filter(|&other| other != most);
        let second = second.fold(0.0, |second: f64, other| second.max(moved[other]));
        let others = (0..clusters).map(|own| if own == most { second } else { moved[most] });
        Self {
            columns,
            centres,
            halves: halves.collect(),
            moved,
            others: others.collect(),
        }
    }

    /// Seats the points of one chunk.
    fn seat(&self, seats: &mut [Seat], values: &[f64]) -> Change {
        let mut change = Change {
            sums: vec![0.0; self.centres.len()],
            sizes: vec![0; self.moved.len()],
            moves: 0,
        };
        for (seat, row) in seats.iter_mut().zip(values.chunks_exact(self.columns)) {
            let from = seat.label as usize;
            seat.upper += self.moved[from];
            seat.lower -= self.others[from];
            let bound = seat.lower.max(self.halves[from]);
            if seat.upper <= bound {
                continue;
            }
            if seat.upper < f64::INFINITY {
                let place = from * self.columns;
                let own = &self.centres[place..place + self.columns];
                seat.upper = squared_distance(row, own).sqrt();
                if seat.upper <= bound {
                    continue;
                }
            }
            *seat = self.measure(row);
            let to = seat.label as usize;
            if to != from {
                change.moves += 1;
                change.sizes[from] -= 1;
                change.sizes[to] += 1;
                for (column, value) in row.iter().enumerate() {
                    change.sums[from * self.columns + column] -= value;
                    change.sums[to * self.columns + column] += value;
                }
            }
        }
        change
    }

    /// Measures a point from every centre.
    fn measure(&self, row: &[f64]) -> Seat {
        let (mut nearest, mut second) = (f64::INFINITY, f64::INFINITY);
        let mut label = 0;
        for (number, centre) in (0..).zip(self.centres.chunks_exact(self.columns)) {
            let distance = squared_distance(row, centre);
            if distance < nearest {
                second = nearest;
                nearest = distance;
                label = number;
            } else if distance < second {
                second = distance;
            }
        }
        Seat {
            upper: nearest.sqrt(),
            lower: second.sqrt(),
            label,
        }
    }
}
