//! `storekeeper insight contract`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::actions::contract_words;
use crate::app::{self, Books};
use crate::cli::Json;
use crate::cli::evaluate::{delimiter, read};
use crate::cli::terminal::table;
use crate::ids::Language;

use super::Spoken;

/// Contracts that are shown; JSON has them all.
const SHOWN: usize = 30;

/// `storekeeper insight contract`
#[derive(Debug, Args)]
pub(in crate::cli) struct ContractArgs {
    /// The contracts: CSV with the columns that the model was fitted to
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// What separates the columns
    #[arg(long, value_name = "CHARACTER", default_value = ",", value_parser = delimiter)]
    delimiter: u8,
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn contract(books: &Books, wanted: &ContractArgs) -> Result<()> {
    let file = read(&wanted.data, wanted.delimiter)?;
    let (contract, rows) = app::score_contracts(books, &file).await?;
    let language = wanted.language.language();
    let words = |row: &app::ScoredRow| -> Vec<String> {
        let drivers = row.scored.drivers.iter();
        drivers
            .map(|driver| contract_words(driver, language))
            .collect()
    };
    if wanted.json.json {
        let all = rows.iter().map(|row| {
            serde_json::json!({
                "key": row.key, "line": row.line, "risk": row.scored.risk, "band": row.scored.band,
                "drivers": row.scored.drivers, "words": words(row),
            })
        });
        let report = serde_json::json!({
            "target": contract.names.target, "positive": contract.names.positive,
            "tested": contract.tested, "contracts": all.collect::<Vec<_>>(),
        });
        println!("{report}");
        return Ok(());
    }
    println!(
        "{}, those most likely to be {} ({}) first; the model was fitted to {} contracts",
        rows.len(),
        contract.names.positive,
        contract.names.target,
        contract.rows
    );
    let shown = rows.iter().take(SHOWN).map(|row| {
        let (english, chinese) = row.scored.band.words();
        let band = match language {
            Language::English => english,
            Language::Chinese => chinese,
        };
        [
            row.key.clone(),
            format!("{:.0}%", row.scored.risk * 100.0),
            band.to_owned(),
            words(row).join("\n"),
        ]
    });
    println!("{}", table(&["contract", "risk", "", "why"], shown));
    Ok(())
}
