//! The estimators of the insights, on files of anybody: lifetime, survival, classifiers, clusters, forecasts, uplift.

mod classify;
mod forecast;
mod lifetime;
mod segment;
mod survival;
mod tabular;
mod uplift;

pub use classify::{ClassifierReport, ClassifyReport, ClassifyTask, bench_classify, labels};
pub use forecast::{ForecastReport, MethodReport, SeriesFile, bench_forecast, read_series};
pub use lifetime::{LifetimeReport, bench_lifetime};
pub use segment::{ClusteringReport, SegmentReport, bench_segment};
pub use survival::{GroupReport, SurvivalReport, SurvivalTask, bench_survival};
pub use tabular::{TabularError, TabularFile, read_table};
pub use uplift::{LearnerReport, UpliftReport, UpliftTask, bench_uplift};
