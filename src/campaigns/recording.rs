//! Keeping in the audit what somebody did with a campaign.

use crate::audit::{self, TurnRecord};
use crate::clock::Timestamp;
use crate::db::Write;

use super::CampaignsError;

/// Keeps what was done, in the transaction that does it.
pub(super) async fn keep(
    write: &Write,
    by: &str,
    about: Option<&str>,
    act: &str,
    now: Timestamp,
) -> Result<(), CampaignsError> {
    let record = TurnRecord {
        about: about.map(str::to_owned),
        ..TurnRecord::done(by, act)
    };
    audit::append(write, now, &record).await?;
    Ok(())
}
