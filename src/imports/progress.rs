//! How far an import is.

/// Is told how far an import is.
pub trait Progress: Send + Sync {
    /// `done` of `total` parts of `stage` are finished. What a part is differs by stage (bytes of a CSV
    /// file, rows of a Parquet file, orders), but not within one.
    fn at(&self, stage: &'static str, done: u64, total: u64);
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn at(&self, _stage: &'static str, _done: u64, _total: u64) {}
}
