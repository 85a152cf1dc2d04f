//! `storekeeper audit`: the record of what was answered.

use anyhow::{Result, bail};
use clap::Subcommand;

use crate::app;
use crate::config::Settings;

use super::Json;

/// `storekeeper audit`
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Check that no record was changed, taken out or put in between
    #[command(after_help = "Example:\n  storekeeper audit verify")]
    Verify {
        #[command(flatten)]
        json: Json,
    },
    /// Print records, a line of JSON each
    #[command(after_help = "Example:\n  storekeeper audit show --from 120 --limit 5")]
    Show {
        /// The first record's number
        #[arg(long, default_value_t = 1)]
        from: i64,
        /// How many
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
}

/// Faults that are listed one by one.
const LISTED: usize = 20;

pub(super) async fn audit(settings: &Settings, wanted: Audit) -> Result<()> {
    let audit = app::open_books(settings).await?.audit;
    match wanted {
        Audit::Show { from, limit } => {
            for kept in audit.read(from, limit).await? {
                let line = serde_json::json!({
                    "number": kept.number, "at": kept.at.rfc3339(), "record": kept.record,
                });
                println!("{line}");
            }
            Ok(())
        }
        Audit::Verify { json } => {
            let verdict = audit.verify().await?;
            if json.json {
                let faults: Vec<_> = verdict
                    .faults
                    .iter()
                    .map(|(number, what)| serde_json::json!({"record": number, "fault": what}))
                    .collect();
                let report = serde_json::json!({
                    "records": verdict.records, "erased": verdict.erased, "last": verdict.last, "faults": faults,
                });
                println!("{report}");
            } else {
                let erased = match verdict.erased {
                    0 => String::new(),
                    erased => format!(", {erased} of them erased"),
                };
                println!("{} records{erased}", verdict.records);
                if verdict.records > 0 {
                    println!(
                        "the last one's hash, to be written down elsewhere: {}",
                        verdict.last
                    );
                }
                for (number, what) in verdict.faults.iter().take(LISTED) {
                    println!("record {number} {what}");
                }
            }
            match verdict.faults.len() {
                0 => Ok(()),
                1 => bail!("the record was tampered with: 1 fault"),
                faults => bail!("the record was tampered with: {faults} faults"),
            }
        }
    }
}
