//! Keeping the model of contracts, which is fitted to a table of the shop's own.

use serde_json::json;

use crate::clock::Timestamp;
use crate::insights::churn::Contract;
use crate::registry::Fit;

use super::{ActionsError, Advisor};

/// What the versions of the model of contracts are kept as.
pub const CONTRACT: &str = "contract";

impl Advisor {
    /// Keeps a model of contracts, which answers from now on; the number of its version. `fingerprint` stands for the table
    /// that it was fitted to.
    ///
    /// # Errors
    /// The database fails; then nothing was kept.
    pub async fn keep_contract(
        &self,
        contract: &Contract,
        fingerprint: String,
        now: Timestamp,
    ) -> Result<i64, ActionsError> {
        let fit = Fit {
            fingerprint,
            settings: json!({ "names": contract.names, "rows": contract.rows, "left": contract.left }),
            metrics: serde_json::to_value(&contract.tested)?,
        };
        let body = serde_json::to_string(contract)?;
        let number = self.registry.add_with_body(CONTRACT, &fit, &body, now);
        Ok(number.await?)
    }

    /// The model of contracts that was fitted last.
    ///
    /// # Errors
    /// None was, or the database fails.
    pub async fn contract(&self) -> Result<Contract, ActionsError> {
        let kept = self.registry.body(CONTRACT).await?;
        let (_, body) = kept.ok_or(ActionsError::NoContract)?;
        Ok(serde_json::from_str(&body)?)
    }
}
