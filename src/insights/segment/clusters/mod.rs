//! Groups of members that nobody named beforehand, described by their numbers.
//!
//! Each column is put on a scale of its own: amounts, counts and days by the logarithm of 1 + number, since a few
//! members have far more than the rest; shares, and columns with numbers below 0, as they are; both in deviations from
//! the mean of all. How many clusters there are says the silhouette, over a sample if there are many members; the gap
//! statistic says whether to trust it.

mod claims;
mod naming;

pub use claims::{Claims, NameError};

use serde::{Deserialize, Serialize};

use crate::features::{self, Column, Holds};
use crate::ids::Language;
use crate::learn::Draws;
use crate::learn::clusters::{
    Choice, Choosing, Clustering, ClustersError, Gap, KMeans, Points, SaidBy, Scaling, silhouette,
};

/// Why members could not be put into clusters.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SegmentClustersError {
    /// There is no such column.
    #[error("there is no column `{0}`: give columns of the features")]
    NoColumn(String),
    /// Words have no distance.
    #[error("column `{0}` holds words, which have no distance: give columns of numbers")]
    Words(String),
    /// A column twice.
    #[error("column `{0}` is given twice, and would count double: give it once")]
    Twice(String),
    /// Members who are all alike, or nobody.
    #[error(
        "{rows} members have {distinct} different rows of numbers, and clusters need two at least: give more members, or other columns"
    )]
    Alike {
        /// Members given.
        rows: usize,
        /// Rows that differ.
        distinct: usize,
    },
    /// The numbers cannot be put into clusters.
    #[error(transparent)]
    Clusters(#[from] ClustersError),
}

/// How to look for clusters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusterSettings {
    /// Clusters at most; at least 2.
    pub most_clusters: usize,
    /// Of more members a seeded sample of so many says how many clusters there are.
    pub choosing_rows: usize,
    /// Starts of k-means, for each number of clusters and for the last fit.
    pub starts: usize,
    /// Sets of even points for the gap statistic.
    pub references: usize,
    /// The same seed gives the same clusters.
    pub seed: u64,
}

impl Default for ClusterSettings {
    /// Up to eight clusters, chosen over 5,000 members.
    fn default() -> Self {
        Self {
            most_clusters: 8,
            choosing_rows: 5_000,
            starts: 10,
            references: 20,
            seed: 17,
        }
    }
}

/// Members in clusters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemberClusters {
    /// The columns, by name.
    pub columns: Vec<String>,
    /// What each number of clusters was worth.
    pub choice: Choice,
    /// The clusters, the largest first.
    pub clusters: Vec<DescribedCluster>,
    /// Per row the number of its cluster.
    pub labels: Vec<u32>,
    /// How well members sit in their clusters: the mean silhouette, near 0 where clusters overlap, at most 1.
    pub silhouette: f64,
    /// One for each column.
    scalings: Vec<Scaling>,
}

/// A cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DescribedCluster {
    /// Its number, from 0.
    pub number: u32,
    /// Members in it.
    pub size: u32,
    /// Their share of all.
    pub share: f64,
    /// The centre, column by column in its own units; where the logarithm was taken it is a geometric mean, that is,
    /// what a typical member has.
    pub centre: Vec<f64>,
    /// The arithmetic mean, column by column in its own units.
    pub means: Vec<f64>,
    /// How far the centre lies from the mean of all, column by column on its scale, in deviations of all members.
    pub deviations: Vec<f64>,
    /// What is special about it: the columns that lie far from the mean of all, the furthest first.
    pub marks: Vec<Mark>,
    /// The mean silhouette of its members.
    pub silhouette: f64,
    /// What it is called in English: a name out of its numbers, unlike those of the other clusters.
    pub name_en: String,
    /// The same in Chinese.
    pub name_zh: String,
}

/// A column that lies far from the mean of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The column, by name.
    pub column: String,
    /// How far, in deviations of all members; below 0 it lies below.
    pub deviations: f64,
}

impl DescribedCluster {
    /// What it is called.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::English => &self.name_en,
            Language::Chinese => &self.name_zh,
        }
    }
}

impl MemberClusters {
    /// Looks for clusters of members. `columns` are columns of the features that hold numbers; `values` has a row for
    /// each member, row after row, with a number for each column in its units.
    ///
    /// # Errors
    /// Columns that do not exist, hold words or come twice; numbers that are not finite or do not fill the rows;
    /// members who are all alike; settings that ask for nothing.
    pub fn find(
        columns: &[&str],
        values: &[f64],
        settings: &ClusterSettings,
    ) -> Result<Self, SegmentClustersError> {
        let columns = known(columns)?;
        if values.is_empty() {
            let (rows, distinct) = (0, 0);
            return Err(SegmentClustersError::Alike { rows, distinct });
        }
        let points = Points::new(values, columns.len())?;
        let scalings = scalings(&columns, points)?;
        let scaled = scale(&scalings, points)?;
        let scaled = Points::new(&scaled, columns.len())?;
        let choice = choose(scaled, settings)?;
        let search = KMeans {
            starts: settings.starts,
            ..KMeans::new(choice.clusters, settings.seed)
        };
        let fit = search.fit(scaled)?.clustering;
        let quality = silhouette(scaled, &fit.labels, settings.seed)?;
        let mut clusters = describe(&columns, &scalings, points, &fit)?;
        for (cluster, silhouette) in clusters.iter_mut().zip(quality.clusters) {
            cluster.silhouette = silhouette;
        }
        naming::name(&columns, &mut clusters);
        Ok(Self {
            columns: columns
                .iter()
                .map(|column| column.name.to_owned())
                .collect(),
            choice,
            clusters,
            labels: fit.labels,
            silhouette: quality.mean,
            scalings,
        })
    }

    /// Whether the gap statistic says the same number of clusters; otherwise they are a cut through a cloud without
    /// gaps, which may be of use but is not in the data.
    #[must_use]
    pub fn confirmed(&self) -> bool {
        self.choice.said_by == SaidBy::Both
    }

    /// The cluster that each of other members would be in: `values` as for [`MemberClusters::find`].
    ///
    /// # Errors
    /// Numbers that are not finite, do not fill the rows, or have no logarithm where one is taken.
    pub fn assign(&self, values: &[f64]) -> Result<Vec<u32>, SegmentClustersError> {
        if values.is_empty() {
            return Ok(Vec::new());
        }
        let scaled = scale(&self.scalings, Points::new(values, self.columns.len())?)?;
        let scaled = Points::new(&scaled, self.columns.len())?;
        let centres = self.clusters.iter().flat_map(|cluster| &cluster.deviations);
        let centres = Clustering {
            columns: self.columns.len(),
            centres: centres.copied().collect(),
            labels: Vec::new(),
            sizes: self.clusters.iter().map(|cluster| cluster.size).collect(),
            inertia: 0.0,
        };
        Ok(centres.assign(scaled)?)
    }
}

/// The columns of these names.
fn known(names: &[&str]) -> Result<Vec<&'static Column>, SegmentClustersError> {
    let mut columns: Vec<&'static Column> = Vec::with_capacity(names.len());
    for name in names {
        let column = features::column(name)
            .ok_or_else(|| SegmentClustersError::NoColumn((*name).to_owned()))?;
        if column.holds == Holds::Word {
            return Err(SegmentClustersError::Words((*name).to_owned()));
        }
        if columns.iter().any(|known| known.name == column.name) {
            return Err(SegmentClustersError::Twice((*name).to_owned()));
        }
        columns.push(column);
    }
    Ok(columns)
}

/// The numbers of one column.
fn column_of(points: Points, column: usize) -> Vec<f64> {
    points.rows().map(|row| row[column]).collect()
}

/// The scale of each column.
fn scalings(columns: &[&Column], points: Points) -> Result<Vec<Scaling>, SegmentClustersError> {
    let learn = |(place, column): (usize, &&Column)| {
        let values = column_of(points, place);
        let skewed = matches!(
            column.holds,
            Holds::Count | Holds::Days | Holds::Money | Holds::Number
        );
        let values = Points::new(&values, 1)?;
        if skewed && values.values().iter().all(|value| *value >= 0.0) {
            Ok(Scaling::log1p(values)?)
        } else {
            Ok(Scaling::plain(values))
        }
    };
    columns.iter().enumerate().map(learn).collect()
}

/// Puts every column on its scale.
fn scale(scalings: &[Scaling], points: Points) -> Result<Vec<f64>, SegmentClustersError> {
    let mut scaled = vec![0.0; points.values().len()];
    for (place, scaling) in scalings.iter().enumerate() {
        let values = column_of(points, place);
        let values = scaling
            .apply(Points::new(&values, 1)?)
            .map_err(|error| match error {
                // The scale saw one column alone.
                ClustersError::NoLogarithm { row, value, .. } => ClustersError::NoLogarithm {
                    row,
                    column: place,
                    value,
                },
                error => error,
            })?;
        let places = scaled.iter_mut().skip(place).step_by(scalings.len());
        for (scaled, value) in places.zip(values) {
            *scaled = value;
        }
    }
    Ok(scaled)
}

/// How many clusters to take.
fn choose(points: Points, settings: &ClusterSettings) -> Result<Choice, SegmentClustersError> {
    let mut sample = points.values().to_vec();
    if points.count() > settings.choosing_rows {
        let end = u32::try_from(points.count()).unwrap_or(u32::MAX);
        let mut rows: Vec<u32> = (0..end).collect();
        Draws::new(settings.seed).shuffle(&mut rows);
        rows.truncate(settings.choosing_rows);
        rows.sort_unstable();
        let rows = rows.iter().flat_map(|row| points.row(*row as usize));
        sample = rows.copied().collect();
    }
    let sample = Points::new(&sample, points.columns())?;
    let distinct = distinct(sample);
    if distinct < 2 {
        return Err(SegmentClustersError::Alike {
            rows: points.count(),
            distinct,
        });
    }
    let most = settings.most_clusters.min(distinct);
    let choosing = Choosing {
        search: KMeans {
            starts: settings.starts,
            ..KMeans::new(most, settings.seed)
        },
        gap: Gap {
            references: settings.references,
            ..Gap::new(most, settings.seed)
        },
    };
    Ok(choosing.choose(sample)?)
}

/// How many rows differ.
fn distinct(points: Points) -> usize {
    let mut rows: Vec<Vec<u64>> = points
        .rows()
        // 0 and -0 are one number.
        .map(|row| row.iter().map(|value| (value + 0.0).to_bits()).collect())
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows.len()
}

/// The least deviation that is special.
const FAR: f64 = 0.5;

/// Describes the clusters, all but their quality and their names.
fn describe(
    columns: &[&Column],
    scalings: &[Scaling],
    points: Points,
    fit: &Clustering,
) -> Result<Vec<DescribedCluster>, SegmentClustersError> {
    let mut sums = vec![0.0; fit.clusters() * columns.len()];
    for (row, &label) in points.rows().zip(&fit.labels) {
        let sums = &mut sums[label as usize * columns.len()..];
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += value;
        }
    }
    let all: u32 = fit.sizes.iter().sum();
    let mut clusters = Vec::with_capacity(fit.clusters());
    for (number, (&size, sums)) in (0..).zip(fit.sizes.iter().zip(sums.chunks_exact(columns.len())))
    {
        let deviations = fit.centre(clusters.len());
        let mut centre = Vec::with_capacity(columns.len());
        for (scaling, deviation) in scalings.iter().zip(deviations) {
            centre.extend(scaling.undo(Points::new(&[*deviation], 1)?)?);
        }
        let mut marks: Vec<Mark> = columns
            .iter()
            .zip(deviations)
            .filter(|(_, deviation)| deviation.abs() >= FAR)
            .map(|(column, &deviations)| Mark {
                column: column.name.to_owned(),
                deviations,
            })
            .collect();
        marks.sort_by(|left, right| right.deviations.abs().total_cmp(&left.deviations.abs()));
        clusters.push(DescribedCluster {
            number,
            size,
            share: f64::from(size) / f64::from(all),
            centre,
            means: sums.iter().map(|sum| sum / f64::from(size)).collect(),
            deviations: deviations.to_vec(),
            marks,
            silhouette: 0.0,
            name_en: String::new(),
            name_zh: String::new(),
        });
    }
    Ok(clusters)
}
