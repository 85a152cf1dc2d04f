//! K-means and Ward's clustering of the rows of a table.

use std::ops::RangeInclusive;
use std::time::Instant;

use serde::Serialize;

use crate::learn::clusters::{
    Clustering, ClustersError, Gap, KMeans, Points, Scaling, silhouette, ward_cut,
};

use super::{TabularError, TabularFile};

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct SegmentReport {
    /// Rows.
    pub rows: usize,
    /// The best of many starts, for each k.
    pub kmeans: Vec<ClusteringReport>,
    /// The cut of the tree, for each k.
    pub ward: Vec<ClusteringReport>,
    /// The k that the silhouette of k-means names.
    pub k_by_silhouette: usize,
    /// The k that the gap statistic names, 1 meaning that there are no clusters; none where it names none up to the
    /// greatest.
    pub k_by_gap: Option<usize>,
    /// Seconds for all of it.
    pub seconds: f64,
}

/// A clustering into k.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "standard terms")]
pub struct ClusteringReport {
    pub k: usize,
    pub inertia: f64,
    pub silhouette: f64,
    pub sizes: Vec<u32>,
}

/// The starts of k-means.
const STARTS: usize = 60;
/// Of so many points a tree is grown; of more, of a sample.
const TREE: usize = 10_000;

/// Clusters the rows by these columns, z-scored with the population deviation, after ln(1 + x) where `log1p` says so.
///
/// # Errors
/// A column is missing, a cell is not a number, or there is no such clustering.
pub fn bench_segment(
    file: &TabularFile,
    columns: &[String],
    log1p: bool,
    k: RangeInclusive<usize>,
    progress: &dyn Fn(&str, f64),
) -> Result<SegmentReport, TabularError> {
    let begun = Instant::now();
    let columns: Vec<Vec<f64>> = columns
        .iter()
        .map(|name| file.whole_numbers(file.column(name)?))
        .collect::<Result<_, _>>()?;
    let values: Vec<f64> = (0..file.rows.len())
        .flat_map(|row| columns.iter().map(move |column| column[row]))
        .collect();
    let unfit = |error: ClustersError| TabularError::Unfit(error.to_string());
    let points = Points::new(&values, columns.len()).map_err(unfit)?;
    let scaling = if log1p {
        Scaling::log1p(points).map_err(unfit)?
    } else {
        Scaling::plain(points)
    };
    let scaled = scaling.apply(points).map_err(unfit)?;
    let points = Points::new(&scaled, columns.len()).map_err(unfit)?;
    let report = |k: usize, clustering: &Clustering| -> Result<ClusteringReport, ClustersError> {
        Ok(ClusteringReport {
            k,
            inertia: clustering.inertia,
            silhouette: if k < 2 {
                0.0
            } else {
                silhouette(points, &clustering.labels, 0)?.mean
            },
            sizes: clustering.sizes.clone(),
        })
    };
    #[allow(clippy::cast_precision_loss, reason = "some clusterings")]
    let share = |k_done: usize| k_done as f64 / (2 * (k.end() - k.start() + 1)) as f64;
    let (mut kmeans, mut ward) = (Vec::new(), Vec::new());
    for k in k.clone() {
        let search = KMeans {
            starts: STARTS,
            tolerance: if points.count() > 100_000 { 1e-4 } else { 1e-9 },
            ..KMeans::new(k, 0)
        };
        let fit = search.fit(points).map_err(unfit)?;
        kmeans.push(report(k, &fit.clustering).map_err(unfit)?);
        progress("k-means", share(kmeans.len()));
    }
    for k in k.clone() {
        let cut = ward_cut(points, k, TREE, 0).map_err(unfit)?;
        ward.push(report(k, &cut.clustering).map_err(unfit)?);
        progress("Ward's tree", share(kmeans.len() + ward.len()));
    }
    let gaps = Gap::new(*k.end(), 0).measure(points).map_err(unfit)?;
    let best = kmeans
        .iter()
        .max_by(|a, b| a.silhouette.total_cmp(&b.silhouette));
    Ok(SegmentReport {
        rows: file.rows.len(),
        k_by_silhouette: best.map_or(1, |report| report.k),
        k_by_gap: Gap::choose(&gaps),
        kmeans,
        ward,
        seconds: begun.elapsed().as_secs_f64(),
    })
}
