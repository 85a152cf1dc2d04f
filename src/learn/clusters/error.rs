//! Why points cannot be grouped.

/// Why points cannot be grouped, or a grouping cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ClustersError {
    /// No rows.
    #[error("there are no points to group: give at least one row")]
    Empty,
    /// Numbers that make no matrix.
    #[error(
        "{values} numbers do not fill rows of {columns} columns: give every row the same number of columns, at least one"
    )]
    Shape {
        /// Numbers given.
        values: usize,
        /// Columns asked for.
        columns: usize,
    },
    /// A number that cannot be measured with.
    #[error(
        "row {row}, column {column} is {value}: leave the row out or fill the gap, and keep numbers within 1e100 of 0"
    )]
    NotANumber {
        /// Its row, from 0.
        row: usize,
        /// Its column, from 0.
        column: usize,
        /// What stands there.
        value: f64,
    },
    /// A number that has no logarithm.
    #[error(
        "row {row}, column {column} is {value}, but log1p needs numbers above -1: raise it to 0 first, or scale without \
         the logarithm"
    )]
    NoLogarithm {
        /// Its row, from 0.
        row: usize,
        /// Its column, from 0.
        column: usize,
        /// What stands there.
        value: f64,
    },
    /// Columns that are not those that were learnt.
    #[error(
        "rows have {given} columns, but {wanted} were learnt: give the same columns in the same order"
    )]
    Columns {
        /// Columns given.
        given: usize,
        /// Columns learnt.
        wanted: usize,
    },
    /// A count of nothing.
    #[error("the number of {0} is 0: ask for at least one")]
    Nothing(&'static str),
    /// More clusters than there are different points.
    #[error(
        "{clusters} clusters were asked for, but only {distinct} points are distinct: ask for at most {distinct}"
    )]
    Distinct {
        /// Clusters asked for.
        clusters: usize,
        /// Points that differ.
        distinct: usize,
    },
    /// Clusters without any spread within them.
    #[error(
        "{clusters} clusters hold only equal points, which the gap statistic cannot compare: ask for fewer clusters, or \
         give points that differ"
    )]
    NoSpread {
        /// Clusters.
        clusters: usize,
    },
    /// Clusters too few to choose between.
    #[error(
        "the largest number of clusters to try is {0}, which leaves nothing to choose: allow at least 2"
    )]
    NoChoice(usize),
    /// Labels that are not those of the points.
    #[error("there are {labels} labels for {points} points: give one label to every point")]
    Labels {
        /// Labels given.
        labels: usize,
        /// Points.
        points: usize,
    },
    /// One cluster alone.
    #[error(
        "all points are in one cluster, but a silhouette compares clusters: give labels of at least two"
    )]
    OneCluster,
    /// Points that would take too long or do not fit.
    #[error(
        "{points} points are more than the {most} that are allowed here: take a sample of them"
    )]
    TooMany {
        /// Points given.
        points: usize,
        /// What is allowed.
        most: usize,
    },
}
