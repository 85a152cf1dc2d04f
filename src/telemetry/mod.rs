//! What the program says about itself while it runs.
//!
//! Owns: the log on standard error, and which parts of the program speak at which level.
//! Does not own: what a person reads as an answer (standard output belongs to the commands).
//! Holds: the inference engine's crates and the drivers are quiet unless asked; nothing is logged to
//! standard output.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

/// The variable whose value replaces the levels: `STOREKEEPER_LOG=storekeeper::imports=debug,warn`.
pub const VARIABLE: &str = "STOREKEEPER_LOG";

/// Crates that say much and seldom anything that a shop needs.
const QUIET: [&str; 19] = [
    "candle_core",
    "h2",
    "hf_hub",
    "hyper",
    "hyper_util",
    "mistralrs",
    "mistralrs_core",
    "mistralrs_quant",
    "ort",
    "qdrant_client",
    "qdrant_edge",
    "quantization",
    "reqwest",
    "rustls",
    "sea_orm",
    "sea_orm_migration",
    "segment",
    "sqlx",
    "tokenizers",
];

/// How much is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verbosity {
    /// Errors only.
    Quiet,
    /// Warnings; the engine's errors.
    #[default]
    Normal,
    /// What this program does, in a line per piece of work.
    Verbose,
    /// Everything this program knows, and what the engine does.
    Debug,
}

/// Why logging was not set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The variable's value is not a list of levels.
    #[error("{VARIABLE}={value} is not understood: {source}; an example is storekeeper=debug,warn")]
    Filter {
        /// What it says.
        value: String,
        /// Where it fails.
        source: ParseError,
    },
    /// Another part of the process has set up logging.
    #[error("logging is set up twice in this process")]
    Twice,
}

/// Starts logging to standard error, at the levels of the variable [`VARIABLE`] or else of `verbosity`.
///
/// # Errors
/// [`TelemetryError::Filter`] where the variable cannot be read, [`TelemetryError::Twice`] on a second call.
pub fn init(verbosity: Verbosity) -> Result<(), TelemetryError> {
    let setting = std::env::var(VARIABLE).ok();
    tracing_subscriber::fmt()
        .with_env_filter(filter(verbosity, setting.as_deref())?)
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal())
        .with_target(matches!(verbosity, Verbosity::Debug) || setting.is_some())
        .try_init()
        .map_err(|_| TelemetryError::Twice)
}

/// The levels for `verbosity`, or those of `setting` where it is not blank.
///
/// # Errors
/// [`TelemetryError::Filter`] where `setting` is not a list of levels.
pub fn filter(verbosity: Verbosity, setting: Option<&str>) -> Result<EnvFilter, TelemetryError> {
    let levels = match setting.map(str::trim).filter(|setting| !setting.is_empty()) {
        Some(setting) => setting.to_owned(),
        None => levels(verbosity),
    };
    EnvFilter::builder()
        .parse(&levels)
        .map_err(|source| TelemetryError::Filter {
            value: levels,
            source,
        })
}

fn levels(verbosity: Verbosity) -> String {
    let (others, ours, engine) = match verbosity {
        Verbosity::Quiet => ("error", "error", "off"),
        Verbosity::Normal => ("warn", "warn", "error"),
        Verbosity::Verbose => ("warn", "info", "error"),
        Verbosity::Debug => ("info", "debug", "info"),
    };
    let quiet = QUIET.map(|name| format!("{name}={engine}"));
    format!("{others},storekeeper={ours},{}", quiet.join(","))
}
