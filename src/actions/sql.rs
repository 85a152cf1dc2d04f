//! What this room reads of the tables of others.

use std::collections::HashSet;

use crate::clock::Timestamp;
use crate::db::{DbError, Reader, Value};
use crate::events::EventKind;
use crate::features::DAY;
use crate::members::Purpose;

use super::effects::{Arm, Effects, WINDOW};
use super::next::Known;

/// How the members of past campaigns did who were written to, and those who were held out by lot.
pub(super) async fn effects(reader: Reader<'_>, until: Timestamp) -> Result<Effects, DbError> {
    // A member is quiet where their last order lay more than this before the campaign.
    let quiet = 60 * DAY;
    let window = i64::from(WINDOW) * DAY;
    let sql = format!(
        "SELECT offer, quiet, sent, COUNT(*), SUM(came) FROM (
            SELECT COALESCE(t.offer, 0) AS offer, e.kind = '{sent}' AS sent,
                CASE WHEN EXISTS (SELECT 1 FROM orders r WHERE r.member_id = e.member_id
                    AND r.placed >= e.at - {quiet} AND r.placed < e.at AND r.state <> 'cancelled')
                    THEN FALSE ELSE TRUE END AS quiet,
                CASE WHEN EXISTS (SELECT 1 FROM orders r WHERE r.member_id = e.member_id
                    AND r.placed >= e.at AND r.placed < e.at + {window} AND r.state <> 'cancelled')
                    THEN 1 ELSE 0 END AS came
            FROM events e
            JOIN (SELECT note, MAX(value) AS offer FROM events
                  WHERE kind = '{sent}' AND note IS NOT NULL GROUP BY note) t ON t.note = e.note
            WHERE e.kind IN ('{sent}', '{held}') AND e.at < $1 - {window} AND e.member_id IS NOT NULL
        ) told GROUP BY offer, quiet, sent ORDER BY offer, quiet, sent",
        sent = EventKind::CampaignSent.name(),
        held = EventKind::CampaignHeldOut.name(),
    );
    let rows = reader.query(&sql, vec![until.micros().into()]).await?;
    let mut arms = Vec::new();
    for row in &rows {
        arms.push(Arm {
            offer: row.get(0)?,
            quiet: row.get(1)?,
            sent: row.get(2)?,
            members: row.get(3)?,
            came: row.get(4)?,
        });
    }
    Ok(Effects::of(&arms))
}

/// How many members are in each named segment or cluster.
pub(super) async fn members_by(
    reader: Reader<'_>,
    column: &'static str,
) -> Result<Vec<(Option<String>, i64)>, DbError> {
    let sql = format!("SELECT {column}, COUNT(*) FROM member_scores GROUP BY {column}");
    let rows = reader.query(&sql, Vec::new()).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Which categories a member bought when, by category and moment.
pub(super) async fn categories_bought(
    reader: Reader<'_>,
    member: i64,
    until: Timestamp,
) -> Result<Vec<(String, i64)>, DbError> {
    let sql = "SELECT DISTINCT p.category, r.placed FROM orders r \
               JOIN order_lines l ON l.order_id = r.id JOIN products p ON p.id = l.product_id \
               WHERE r.member_id = $1 AND r.placed < $2 AND r.state <> 'cancelled' \
               AND p.category IS NOT NULL ORDER BY p.category, r.placed";
    let values = vec![member.into(), until.micros().into()];
    let rows = reader.query(sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// What members wrote on surveys before a moment, with their rows, some members' only where they are named.
pub(super) async fn comments(
    reader: Reader<'_>,
    members: Option<&[i64]>,
    until: Timestamp,
) -> Result<Vec<(i64, String)>, DbError> {
    // Whoever answered without a word has none, or null, for a comment.
    let select = format!(
        "SELECT member_id, at, properties FROM events WHERE kind = '{}' \
         AND properties LIKE '%\"comment\":\"%' AND member_id",
        EventKind::SurveyAnswered.name()
    );
    let order = "ORDER BY id";
    let rows = match members {
        None => {
            let sql = format!("{select} IS NOT NULL {order}");
            reader.query(&sql, Vec::new()).await?
        }
        Some(members) => {
            let keys: Vec<Value> = members.iter().map(|&member| member.into()).collect();
            let sql = format!("{select} IN");
            reader.query_in(&sql, &keys, order).await?
        }
    };
    let mut comments = Vec::new();
    for row in &rows {
        let (member, at): (i64, i64) = (row.get(0)?, row.get(1)?);
        let told: Option<serde_json::Value> = serde_json::from_str(&row.get::<String>(2)?).ok();
        let comment = told.and_then(|told| Some(told.get("comment")?.as_str()?.to_owned()));
        comments.extend(
            comment
                .filter(|_| at < until.micros())
                .map(|comment| (member, comment)),
        );
    }
    Ok(comments)
}

/// Whether a mail address and a telephone number of a member are known.
pub(super) async fn contact(reader: Reader<'_>, member: i64) -> Result<Known, DbError> {
    let sql = "SELECT mail IS NOT NULL, phone IS NOT NULL FROM members WHERE id = $1";
    let rows = reader.query(sql, vec![member.into()]).await?;
    let row = rows.first();
    let flag = |at: usize| row.map_or(Ok(false), |row| row.get(at));
    Ok(Known {
        mail: flag(0)?,
        phone: flag(1)?,
    })
}

/// Who said no.
#[derive(Clone, Debug)]
pub(super) struct Refusals {
    /// To messages about their own orders and account.
    pub(super) service: HashSet<i64>,
    /// To offers by mail, since the members were counted.
    pub(super) offers: HashSet<i64>,
}

/// Who said no, of all members or of one.
pub(super) async fn refusals(
    reader: Reader<'_>,
    counted: Timestamp,
    member: Option<i64>,
) -> Result<Refusals, DbError> {
    let always = Timestamp::from_micros(0);
    Ok(Refusals {
        service: refused(reader, Purpose::Service, always, member).await?,
        offers: refused(reader, Purpose::MarketingMail, counted, member).await?,
    })
}

/// Who said no to a purpose at a moment or later, and did not say yes again.
async fn refused(
    reader: Reader<'_>,
    purpose: Purpose,
    since: Timestamp,
    member: Option<i64>,
) -> Result<HashSet<i64>, DbError> {
    let mut values: Vec<Value> = vec![purpose.word().into(), since.micros().into()];
    let mut sql =
        "SELECT m.id FROM member_consents c JOIN members m ON m.member_key = c.member_key \
                   WHERE c.purpose = $1 AND c.at >= $2 AND NOT c.granted \
                   AND NOT EXISTS (SELECT 1 FROM member_consents l \
                       WHERE l.member_key = c.member_key AND l.purpose = c.purpose \
                       AND (l.at > c.at OR (l.at = c.at AND l.number > c.number)))"
            .to_owned();
    if let Some(member) = member {
        sql.push_str(" AND m.id = $3");
        values.push(member.into());
    }
    let rows = reader.query(&sql, values).await?;
    rows.iter().map(|row| row.get(0)).collect()
}
