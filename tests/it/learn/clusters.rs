//! K-means, Ward's tree, silhouettes, the gap, stability.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "counts of a small set"
)]

use storekeeper::learn::Draws;
use storekeeper::learn::clusters::{
    Choosing, ClustersError, Gap, KMeans, Points, Scaling, Stability, Tree, adjusted_rand,
    silhouette, ward_cut,
};

/// Clouds of a hundred points around corners that lie far apart, and which corner each is of.
fn clouds(corners: usize) -> (Vec<f64>, Vec<u32>) {
    let mut draws = Draws::new(4);
    let (mut values, mut of) = (Vec::new(), Vec::new());
    for corner in 0..corners {
        for _ in 0..100 {
            values.push(10.0 * (corner % 2) as f64 + f64::from(draws.normal()));
            values.push(10.0 * (corner / 2) as f64 + f64::from(draws.normal()));
            of.push(corner as u32);
        }
    }
    (values, of)
}

#[test]
fn clouds_are_found_by_both_ways_and_by_every_way_to_count_them() {
    let (values, of) = clouds(4);
    let points = Points::new(&values, 2).expect("points");
    let means = KMeans::new(4, 1).fit(points).expect("it fits").clustering;
    let ward = ward_cut(points, 4, 1_000, 1).expect("it fits").clustering;
    for labels in [&means.labels, &ward.labels] {
        assert!((adjusted_rand(labels, &of).expect("as many") - 1.0).abs() < 1e-12);
    }
    assert_eq!(means.sizes, [100; 4]);
    let choice = Choosing::new(7, 1).choose(points).expect("it fits");
    assert_eq!((choice.by_silhouette, choice.clusters), (4, 4));
    let gaps = Gap::new(7, 1).measure(points).expect("it fits");
    assert_eq!(Gap::choose(&gaps), Some(4));
    let search = KMeans::new(4, 1);
    let stable = Stability::measure(points, &search, 5).expect("it fits");
    assert!(stable.mean > 0.99);
}

#[test]
fn the_inertia_is_what_the_labels_say_and_more_clusters_lower_it() {
    let (values, _) = clouds(3);
    let points = Points::new(&values, 2).expect("points");
    let mut before = f64::INFINITY;
    for k in 1..=6 {
        let fit = KMeans::new(k, 2).fit(points).expect("it fits").clustering;
        let by_hand: f64 = points
            .rows()
            .zip(&fit.labels)
            .map(|(row, &label)| {
                let centre = fit.centre(label as usize);
                row.iter()
                    .zip(centre)
                    .map(|(x, c)| (x - c).powi(2))
                    .sum::<f64>()
            })
            .sum();
        assert!((by_hand / fit.inertia - 1.0).abs() < 1e-9 && fit.inertia < before);
        before = fit.inertia;
    }
}

#[test]
fn a_silhouette_is_that_worked_out_by_hand() {
    let values = [0.0, 1.0, 10.0, 12.0];
    let points = Points::new(&values, 1).expect("points");
    let mean = silhouette(points, &[0, 0, 1, 1], 0)
        .expect("two clusters")
        .mean;
    let by_hand = (10.0 / 11.0 + 9.0 / 10.0 + 7.5 / 9.5 + 9.5 / 11.5) / 4.0;
    assert!((mean - by_hand).abs() < 1e-12, "{mean} is not {by_hand}");
}

#[test]
fn heights_of_ward_rise_and_scales_can_be_undone() {
    let (values, _) = clouds(3);
    let points = Points::new(&values, 2).expect("points");
    let tree = Tree::grow(points).expect("it grows");
    assert_eq!(tree.merges.len(), 299);
    assert!(
        tree.merges
            .windows(2)
            .all(|pair| pair[0].height <= pair[1].height + 1e-12)
    );
    let scaling = Scaling::plain(points);
    let scaled = scaling.apply(points).expect("it fits");
    let back = scaling
        .undo(Points::new(&scaled, 2).expect("points"))
        .expect("it fits");
    assert!(back.iter().zip(&values).all(|(a, b)| (a - b).abs() < 1e-9));
}

#[test]
fn what_cannot_be_clustered_is_an_error() {
    assert!(
        matches!(Points::new(&[], 2), Err(ClustersError::Empty)) || Points::new(&[], 2).is_err()
    );
    assert!(Points::new(&[1.0, f64::NAN], 1).is_err());
    let same = [3.0; 10];
    let points = Points::new(&same, 1).expect("points");
    let error = KMeans::new(2, 1)
        .fit(points)
        .expect_err("one distinct point");
    assert!(error.to_string().contains("distinct"), "{error}");
    assert!(KMeans::new(0, 1).fit(points).is_err());
    assert!(KMeans::new(1, 1).fit(points).is_ok());
}
