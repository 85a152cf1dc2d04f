//! The rows of messages whose last bytes left, and of those of which nobody knows whether they were taken.

use crate::clock::Timestamp;
use crate::db::{DbError, Reader, Write};

use super::super::UncertainMessage;

/// Keeps that the last bytes of a message leave now; whether its lease still holds it, or else nothing is kept and it must not
/// go.
pub(in crate::campaigns::delivery) async fn commit(
    write: &Write,
    (campaign, member): (&str, i64),
    lease: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let held = "SELECT 1 FROM campaign_queue WHERE campaign = $1 AND member_id = $2 AND state = 'claimed' AND lease = $3";
    let values = vec![campaign.into(), member.into(), lease.into()];
    if write.reader().query(held, values).await?.is_empty() {
        return Ok(false);
    }
    let sql = "UPDATE campaign_queue SET state = 'committed', claimed = $3 \
               WHERE campaign = $1 AND member_id = $2 AND state = 'claimed'";
    let values = vec![campaign.into(), member.into(), now.micros().into()];
    write.execute(sql, values).await?;
    Ok(true)
}

/// Whether any message was committed before a moment and has no answer.
pub(in crate::campaigns::delivery) async fn any_committed(
    reader: Reader<'_>,
    before: Timestamp,
) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM campaign_queue WHERE state = 'committed' AND claimed < $1 LIMIT 1";
    let rows = reader.query(sql, vec![before.micros().into()]).await?;
    Ok(!rows.is_empty())
}

/// What was committed before a moment and has no answer is uncertain from now on; how many there are. The lease stays: a program
/// that is alive after all may still say what became of it.
pub(in crate::campaigns::delivery) async fn doubt(
    write: &Write,
    before: Timestamp,
) -> Result<u64, DbError> {
    let found = "SELECT COUNT(*) FROM campaign_queue WHERE state = 'committed' AND claimed < $1";
    let rows = write
        .reader()
        .query(found, vec![before.micros().into()])
        .await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
    let sql = "UPDATE campaign_queue SET state = 'uncertain', \
               reason = 'the program ended between the end of the mail and its answer' \
               WHERE state = 'committed' AND claimed < $1";
    write.execute(sql, vec![before.micros().into()]).await?;
    Ok(count.unsigned_abs())
}

/// How many messages of a campaign are uncertain.
pub(in crate::campaigns::delivery) async fn uncertain(
    reader: Reader<'_>,
    campaign: &str,
) -> Result<u64, DbError> {
    let sql = "SELECT COUNT(*) FROM campaign_queue WHERE campaign = $1 AND state = 'uncertain'";
    let rows = reader.query(sql, vec![campaign.into()]).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// When the last of the uncertain messages of a campaign was committed that may still be answered; none where no program waits.
pub(in crate::campaigns::delivery) async fn last_committed(
    reader: Reader<'_>,
    campaign: &str,
) -> Result<Option<Timestamp>, DbError> {
    let sql = "SELECT MAX(claimed) FROM campaign_queue WHERE campaign = $1 AND state = 'uncertain' AND lease IS NOT NULL";
    let rows = reader.query(sql, vec![campaign.into()]).await?;
    let last: Option<i64> = rows.first().map_or(Ok(None), |row| row.get(0))?;
    Ok(last.map(Timestamp::from_micros))
}

/// The uncertain messages of a campaign, by when their last bytes left.
pub(in crate::campaigns::delivery) async fn uncertain_rows(
    reader: Reader<'_>,
    campaign: &str,
    most: usize,
) -> Result<Vec<UncertainMessage>, DbError> {
    let sql = format!(
        "SELECT m.member_key, q.message_id, q.claimed, q.reason FROM campaign_queue q JOIN members m ON m.id = q.member_id \
         WHERE q.campaign = $1 AND q.state = 'uncertain' ORDER BY q.claimed, q.member_id LIMIT {most}"
    );
    let rows = reader.query(&sql, vec![campaign.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(UncertainMessage {
                member: row.get(0)?,
                message_id: row.get::<Option<String>>(1)?.unwrap_or_default(),
                since: Timestamp::from_micros(row.get(2)?).rfc3339(),
                reason: row.get::<Option<String>>(3)?.unwrap_or_default(),
            })
        })
        .collect()
}

/// The uncertain messages of a campaign are handed over again, under the same names.
pub(in crate::campaigns::delivery) async fn send_uncertain(
    write: &Write,
    campaign: &str,
    reason: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let sql = "UPDATE campaign_queue SET state = 'waiting', due = $3, doubts = doubts + 1, lease = NULL, reason = $2 \
               WHERE campaign = $1 AND state = 'uncertain'";
    let values = vec![campaign.into(), reason.into(), now.micros().into()];
    write.execute(sql, values).await
}

/// The uncertain messages of a campaign are let be.
pub(in crate::campaigns::delivery) async fn drop_uncertain(
    write: &Write,
    campaign: &str,
    reason: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let sql = "UPDATE campaign_queue SET state = 'dropped', done = $3, lease = NULL, reason = $2 \
               WHERE campaign = $1 AND state = 'uncertain'";
    let values = vec![campaign.into(), reason.into(), now.micros().into()];
    write.execute(sql, values).await
}
