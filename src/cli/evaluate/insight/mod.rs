//! `storekeeper evaluate lifetime`, `survival`, `classify`, `segment`, `forecast`, `uplift`.

mod classify;
mod forecast;
mod lifetime;
mod segment;
mod survival;
mod uplift;

use std::path::Path;

use anyhow::{Context, Result};

use crate::evaluation::{TabularFile, read_table};

pub(super) use classify::{EvaluateClassify, classify};
pub(super) use forecast::{EvaluateForecast, forecast};
pub(super) use lifetime::{EvaluateLifetime, lifetime};
pub(super) use segment::{EvaluateSegment, segment};
pub(super) use survival::{EvaluateSurvival, survival};
pub(super) use uplift::{EvaluateUplift, uplift};

/// Reads a CSV file.
pub(in crate::cli) fn read(path: &Path, delimiter: u8) -> Result<TabularFile> {
    let name = || path.display().to_string();
    let bytes = std::fs::read(path).with_context(name)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| anyhow::anyhow!("the file is not UTF-8: save it as UTF-8"))
        .with_context(name)?;
    read_table(&text, delimiter).with_context(name)
}

/// A number with as many digits as tell something.
fn number(value: f64) -> String {
    if value.abs() >= 1_000.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.4}")
    }
}
