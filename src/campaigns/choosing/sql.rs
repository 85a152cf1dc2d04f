//! What came of the texts that were drawn.

use crate::clock::Timestamp;
use crate::db::{DbError, Reader};

use super::super::outcome::came;
use super::Learnt;

/// A draw whose time is over.
pub(super) struct Drawn {
    pub(super) variant: String,
    pub(super) language: Option<String>,
    pub(super) rfm: Option<String>,
    /// None of a message that went before draws were kept.
    pub(super) propensity: Option<f64>,
    pub(super) at: i64,
    pub(super) ordered: bool,
}

/// The messages of a campaign whose time is over, each with whether its member ordered in it; numbers are written out, they are
/// ours.
fn ripe(window: i64, now: Timestamp) -> String {
    let (until, came) = (now.micros(), came(window));
    format!(
        "SELECT q.member_id AS member_id, q.variant AS variant, q.language AS language, q.rfm AS rfm, \
         q.propensity AS propensity, q.done AS done, {came} AS came \
         FROM campaign_queue q WHERE q.campaign = $1 AND q.state = 'sent' AND q.done + {window} <= {until}"
    )
}

/// What came of the draws whose time is over, those together of whose members the same is known.
pub(super) async fn learnt(
    reader: Reader<'_>,
    campaign: &str,
    window: i64,
    now: Timestamp,
) -> Result<Vec<Learnt>, DbError> {
    let sql = format!(
        "SELECT t.variant, t.language, t.rfm, COUNT(*), COUNT(CASE WHEN t.came = 1 THEN 1 END) FROM ({}) t \
         GROUP BY t.variant, t.language, t.rfm ORDER BY t.variant, t.language, t.rfm",
        ripe(window, now)
    );
    let rows = reader.query(&sql, vec![campaign.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Learnt {
                variant: row.get::<Option<String>>(0)?.unwrap_or_default(),
                language: row.get(1)?,
                rfm: row.get(2)?,
                members: row.get(3)?,
                ordered: row.get(4)?,
            })
        })
        .collect()
}

/// The draws whose time is over, the oldest first.
pub(super) async fn drawn(
    reader: Reader<'_>,
    campaign: &str,
    window: i64,
    now: Timestamp,
) -> Result<Vec<Drawn>, DbError> {
    let sql = format!(
        "SELECT t.variant, t.language, t.rfm, t.propensity, t.done, t.came FROM ({}) t ORDER BY t.done, t.member_id",
        ripe(window, now)
    );
    let rows = reader.query(&sql, vec![campaign.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(Drawn {
                variant: row.get::<Option<String>>(0)?.unwrap_or_default(),
                language: row.get(1)?,
                rfm: row.get(2)?,
                propensity: row.get(3)?,
                at: row.get(4)?,
                ordered: row.get::<i64>(5)? == 1,
            })
        })
        .collect()
}
