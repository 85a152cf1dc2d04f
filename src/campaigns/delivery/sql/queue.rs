//! The queue as people look at it: how many rows are where, and the rows themselves.

use crate::clock::Timestamp;
use crate::db::{DbError, Reader, Row, Write};

use super::super::RowShown;

/// How many rows of a campaign are in each state, by arm, state and reason.
pub(in crate::campaigns::delivery) async fn counts(
    reader: Reader<'_>,
    campaign: &str,
) -> Result<Vec<(String, String, Option<String>, u64)>, DbError> {
    let sql = "SELECT arm, state, CASE WHEN state = 'skipped' THEN reason END AS why, COUNT(*) FROM campaign_queue \
               WHERE campaign = $1 GROUP BY arm, state, CASE WHEN state = 'skipped' THEN reason END \
               ORDER BY arm, state";
    let rows = reader.query(sql, vec![campaign.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get::<i64>(3)?.unsigned_abs(),
            ))
        })
        .collect()
}

/// How many messages of a campaign were handed over when it was in doubt whether they had been.
pub(in crate::campaigns::delivery) async fn doubted(
    reader: Reader<'_>,
    campaign: &str,
) -> Result<u64, DbError> {
    let sql = "SELECT COUNT(*) FROM campaign_queue WHERE campaign = $1 AND doubts > 0";
    let rows = reader.query(sql, vec![campaign.into()]).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// The rows of a campaign after a member's, in their order.
pub(in crate::campaigns::delivery) async fn rows(
    reader: Reader<'_>,
    campaign: &str,
    after: i64,
    most: usize,
) -> Result<Vec<(i64, RowShown)>, DbError> {
    let sql = format!(
        "SELECT q.member_id, m.member_key, q.arm, q.state, q.variant, q.language, q.percent, q.rule, q.code, q.done, q.reason, q.message_id, q.propensity \
         FROM campaign_queue q JOIN members m ON m.id = q.member_id \
         WHERE q.campaign = $1 AND q.member_id > $2 ORDER BY q.member_id LIMIT {most}"
    );
    let rows = reader
        .query(&sql, vec![campaign.into(), after.into()])
        .await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, shown(row)?)))
        .collect()
}

fn shown(row: &Row) -> Result<RowShown, DbError> {
    let done: Option<i64> = row.get(9)?;
    Ok(RowShown {
        member: row.get(1)?,
        arm: row.get(2)?,
        state: row.get(3)?,
        variant: row.get(4)?,
        language: row.get(5)?,
        percent: row.get(6)?,
        rule: row.get(7)?,
        code: row.get(8)?,
        done: done.map(|at| Timestamp::from_micros(at).rfc3339()),
        reason: row.get(10)?,
        message_id: row.get(11)?,
        propensity: row.get(12)?,
    })
}

/// What was claimed before a moment of campaigns that have ended: no program waits for it any more.
pub(in crate::campaigns::delivery) async fn left_claimed(
    reader: Reader<'_>,
    before: Timestamp,
) -> Result<Vec<(String, i64)>, DbError> {
    let sql = "SELECT q.campaign, q.member_id FROM campaign_queue q JOIN campaigns c ON c.name = q.campaign \
               WHERE q.state = 'claimed' AND q.claimed < $1 AND c.ended IS NOT NULL ORDER BY q.campaign, q.member_id";
    let rows = reader.query(sql, vec![before.micros().into()]).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Ends a row that was claimed before a moment and is still; its code and how often it was in doubt.
pub(in crate::campaigns::delivery) async fn close(
    write: &Write,
    (campaign, member): (&str, i64),
    before: Timestamp,
    now: Timestamp,
) -> Result<Option<(Option<String>, i64)>, DbError> {
    let found = "SELECT code, doubts FROM campaign_queue \
                 WHERE campaign = $1 AND member_id = $2 AND state = 'claimed' AND claimed < $3";
    let values = vec![campaign.into(), member.into(), before.micros().into()];
    let rows = write.reader().query(found, values).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let sql = "UPDATE campaign_queue SET state = 'failed', lease = NULL, done = $3, \
               reason = 'the campaign ended before it was handed over' WHERE campaign = $1 AND member_id = $2";
    let values = vec![campaign.into(), member.into(), now.micros().into()];
    write.execute(sql, values).await?;
    Ok(Some((row.get(0)?, row.get(1)?)))
}
