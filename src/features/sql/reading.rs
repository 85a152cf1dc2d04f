//! Reading the tables.

use std::collections::HashSet;

use crate::clock::Timestamp;
use crate::db::{DbError, Reader, Row, Value};
use crate::features::columns::{COUNTED, Column, ESTIMATED, Holds};
use crate::features::{Asked, Cut, Direction, Part, Watermark};
use crate::ids::MemberKey;
use crate::money::Currency;

use super::counting;

/// When the last order of a member was placed, and the currency that most orders have.
pub(in crate::features) async fn latest(
    reader: Reader<'_>,
) -> Result<Option<(i64, Currency)>, DbError> {
    let sql = "SELECT MAX(placed), currency FROM orders \
               WHERE member_id IS NOT NULL AND state <> 'cancelled' \
               GROUP BY currency ORDER BY COUNT(*) DESC, currency LIMIT 1";
    let rows = reader.query(sql, Vec::new()).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let currency = Currency::parse(&row.get::<String>(1)?).ok();
    Ok(currency
        .zip(Some(row.get(0)?))
        .map(|(currency, last)| (last, currency)))
}

/// When the first event of browsing came in.
pub(in crate::features) async fn first_visit(
    reader: Reader<'_>,
) -> Result<Option<Timestamp>, DbError> {
    let sql = format!(
        "SELECT MIN(at) FROM events WHERE member_id IS NOT NULL AND kind IN ({})",
        counting::browsing()
    );
    let rows = reader.query(&sql, Vec::new()).await?;
    let at: Option<i64> = match rows.first() {
        Some(row) => row.get(0)?,
        None => None,
    };
    Ok(at.map(Timestamp::from_micros))
}

/// Up to when, and in what, the table was last counted.
pub(in crate::features) async fn cut(reader: Reader<'_>) -> Result<Option<Cut>, DbError> {
    let sql = "SELECT cut, currency, tracked FROM features_cut";
    let rows = reader.query(sql, Vec::new()).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let currency = Currency::parse(&row.get::<String>(1)?).ok();
    let (at, tracked) = (row.get(0)?, row.get(2)?);
    Ok(currency.map(|currency| Cut {
        at: Timestamp::from_micros(at),
        currency,
        tracked: Timestamp::from_micros(tracked),
    }))
}

/// The last row of members.
pub(in crate::features) async fn last_member(reader: Reader<'_>) -> Result<i64, DbError> {
    let sql = "SELECT COALESCE(MAX(id), -1) FROM members";
    reader.number(sql).await
}

/// Rows counted now, up to a cut: every so-many-th member from the first to the last row.
pub(in crate::features) async fn counted_at(
    reader: Reader<'_>,
    cut: Cut,
    (first, last): (i64, i64),
    every: i64,
) -> Result<Vec<Row>, DbError> {
    let counted = counting::features(every);
    let names = columns(COUNTED.iter(), "c");
    let sql = format!("SELECT c.id, c.member_key, {names} FROM ({counted}) c ORDER BY c.id");
    let values = counting::all_values(cut, first, last);
    reader.query(&sql, values).await
}

/// Selects the rows that are kept, with what was estimated; a condition and an order are to follow.
fn select_kept() -> String {
    let counted = columns(COUNTED.iter(), "f");
    let estimated = columns(ESTIMATED.iter(), "s");
    format!(
        "SELECT m.id, m.member_key, {counted}, {estimated}
         FROM member_features f
         JOIN members m ON m.id = f.member_id
         LEFT JOIN member_scores s ON s.member_id = f.member_id"
    )
}

/// The rows that are kept: all of them, or a member's.
pub(in crate::features) async fn kept(
    reader: Reader<'_>,
    member: Option<&MemberKey>,
) -> Result<Vec<Row>, DbError> {
    let (which, values) = match member {
        Some(key) => ("WHERE m.member_key = $1", vec![key.as_str().into()]),
        None => ("", Vec::new()),
    };
    let sql = format!("{} {which} ORDER BY m.id", select_kept());
    reader.query(&sql, values).await
}

/// The rows of some members that are kept.
pub(in crate::features) async fn kept_of(
    reader: Reader<'_>,
    members: &[i64],
) -> Result<Vec<Row>, DbError> {
    let sql = format!("{} WHERE f.member_id IN", select_kept());
    reader.query_in(&sql, &keys(members), "ORDER BY m.id").await
}

/// Rows of members as keys to look for.
fn keys(members: &[i64]) -> Vec<Value> {
    members.iter().map(|&member| member.into()).collect()
}

/// Columns to select, numbers as such.
fn columns<'a>(columns: impl Iterator<Item = &'a Column>, table: &str) -> String {
    let select = |column: &Column| {
        let name = column.name;
        match column.holds {
            Holds::Word => format!("{table}.{name}"),
            Holds::Flag => format!(
                "CASE WHEN {table}.{name} THEN CAST(1 AS DOUBLE PRECISION) ELSE CAST(0 AS DOUBLE PRECISION) END"
            ),
            _ => format!("CAST({table}.{name} AS DOUBLE PRECISION)"),
        }
    };
    columns.map(select).collect::<Vec<_>>().join(", ")
}

/// Who ordered in a time.
pub(in crate::features) async fn ordered(
    reader: Reader<'_>,
    from: Timestamp,
    until: Timestamp,
) -> Result<HashSet<i64>, DbError> {
    let sql = "SELECT DISTINCT member_id FROM orders \
               WHERE member_id IS NOT NULL AND placed >= $1 AND placed < $2 AND state <> 'cancelled'";
    let values = vec![from.micros().into(), until.micros().into()];
    let rows = reader.query(sql, values).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Who ordered when, in the order of members and moments, but for those who said no to analysis.
pub(in crate::features) async fn purchases(
    reader: Reader<'_>,
    members: Option<&[i64]>,
    until: Timestamp,
) -> Result<Vec<(i64, i64)>, DbError> {
    let select = format!(
        "SELECT member_id, placed FROM orders \
         WHERE state <> 'cancelled' AND member_id NOT IN ({REFUSED}) AND member_id"
    );
    let order = "ORDER BY member_id, placed";
    let rows = match members {
        None => {
            let sql = format!("{select} IS NOT NULL {order}");
            reader.query(&sql, Vec::new()).await?
        }
        Some(members) => {
            let sql = format!("{select} IN");
            reader.query_in(&sql, &keys(members), order).await?
        }
    };
    let pairs: Result<Vec<(i64, i64)>, DbError> = rows
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect();
    let mut pairs = pairs?;
    pairs.retain(|&(_, placed)| placed < until.micros());
    // Some members come in parts, each in order.
    pairs.sort_unstable();
    Ok(pairs)
}

/// Where the newest rows stand.
pub(in crate::features) async fn watermark(reader: Reader<'_>) -> Result<Watermark, DbError> {
    Ok(Watermark {
        event: reader
            .number("SELECT COALESCE(MAX(id), 0) FROM events")
            .await?,
        order: reader
            .number("SELECT COALESCE(MAX(id), 0) FROM orders")
            .await?,
        consent: reader
            .number("SELECT COALESCE(MAX(number), 0) FROM member_consents")
            .await?,
        lot: reader
            .number("SELECT COALESCE(MAX(id), 0) FROM point_lots")
            .await?,
        operation: reader
            .number("SELECT COALESCE(MAX(id), 0) FROM point_operations")
            .await?,
    })
}

/// The rows of members who last said no to analysis.
const REFUSED: &str = "SELECT m.id FROM member_consents c JOIN members m ON m.member_key = c.member_key \
    WHERE c.purpose = 'analysis' AND NOT c.granted \
    AND NOT EXISTS (SELECT 1 FROM member_consents n WHERE n.member_key = c.member_key \
        AND n.purpose = c.purpose AND (n.at > c.at OR (n.at = c.at AND n.number > c.number)))";

/// Of whom something is counted or estimated although they said no to analysis.
pub(in crate::features) async fn refused(reader: Reader<'_>) -> Result<Vec<i64>, DbError> {
    let sql = format!(
        "SELECT r.id FROM ({REFUSED}) r \
         WHERE EXISTS (SELECT 1 FROM member_features f WHERE f.member_id = r.id) \
         OR EXISTS (SELECT 1 FROM member_scores s WHERE s.member_id = r.id) ORDER BY r.id"
    );
    let rows = reader.query(&sql, Vec::new()).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Of whom something newer than this is kept.
pub(in crate::features) async fn touched(
    reader: Reader<'_>,
    after: Watermark,
) -> Result<(Vec<i64>, Watermark), DbError> {
    let newest = watermark(reader).await?;
    let sql = "SELECT member_id FROM events WHERE id > $1 AND id <= $2 AND member_id IS NOT NULL \
               UNION SELECT member_id FROM orders WHERE id > $3 AND id <= $4 AND member_id IS NOT NULL \
               UNION SELECT m.id FROM member_consents c JOIN members m ON m.member_key = c.member_key \
                   WHERE c.number > $5 AND c.number <= $6 \
               UNION SELECT m.id FROM point_lots t JOIN members m ON m.member_key = t.member_key \
                   WHERE t.id > $7 AND t.id <= $8 \
               UNION SELECT m.id FROM point_operations o JOIN members m ON m.member_key = o.member_key \
                   WHERE o.id > $9 AND o.id <= $10";
    let values = vec![
        after.event.into(),
        newest.event.into(),
        after.order.into(),
        newest.order.into(),
        after.consent.into(),
        newest.consent.into(),
        after.lot.into(),
        newest.lot.into(),
        after.operation.into(),
        newest.operation.into(),
    ];
    let rows = reader.query(sql, values).await?;
    let members: Result<Vec<i64>, DbError> = rows.iter().map(|row| row.get(0)).collect();
    Ok((members?, newest))
}

/// How many members a condition is true of.
pub(in crate::features) async fn matching(
    reader: Reader<'_>,
    asked: &Asked,
) -> Result<u64, DbError> {
    let (tables, condition) = (asked.tables(), &asked.condition);
    let sql = format!("SELECT COUNT(*) FROM {tables} WHERE {condition}");
    let rows = reader.query(&sql, asked.values.clone()).await?;
    let count: i64 = match rows.first() {
        Some(row) => row.get(0)?,
        None => 0,
    };
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Who they are.
pub(in crate::features) async fn members(
    reader: Reader<'_>,
    asked: &Asked,
    limit: u32,
) -> Result<Vec<(i64, MemberKey)>, DbError> {
    let mut values = asked.values.clone();
    values.push(i64::from(limit).into());
    let asked = Asked {
        members: true,
        ..asked.clone()
    };
    let (tables, condition) = (asked.tables(), &asked.condition);
    let sql = format!(
        "SELECT m.id, m.member_key FROM {tables} WHERE {condition} ORDER BY m.member_key LIMIT ${}",
        values.len()
    );
    let rows = reader.query(&sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, MemberKey::new(&row.get::<String>(1)?))))
        .collect()
}

/// The rows of whom a condition is true, as an order of the columns has them.
pub(in crate::features) async fn listed(
    reader: Reader<'_>,
    asked: &Asked,
    order: Option<(&Column, Direction)>,
    part: Part,
) -> Result<Vec<Row>, DbError> {
    let mut values = asked.values.clone();
    values.push(i64::from(part.limit).into());
    values.push(i64::from(part.skipped).into());
    let order = order.map_or_else(String::new, |(column, direction)| {
        let table = if column.estimated { "s" } else { "f" };
        format!("{table}.{} {} NULLS LAST, ", column.name, direction.sql())
    });
    let sql = format!(
        "{} WHERE {} ORDER BY {order}m.member_key LIMIT ${} OFFSET ${}",
        select_kept(),
        asked.condition,
        values.len() - 1,
        values.len()
    );
    reader.query(&sql, values).await
}

/// The words that a column holds.
pub(in crate::features) async fn words(
    reader: Reader<'_>,
    column: &Column,
) -> Result<Vec<String>, DbError> {
    let name = column.name;
    let table = if column.estimated {
        "member_scores"
    } else {
        "member_features"
    };
    let sql =
        format!("SELECT DISTINCT {name} FROM {table} WHERE {name} IS NOT NULL ORDER BY {name}");
    let rows = reader.query(&sql, Vec::new()).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// How many members a condition is true of, by the word of a column.
pub(in crate::features) async fn sizes(
    reader: Reader<'_>,
    asked: &Asked,
    column: &Column,
) -> Result<Vec<(Option<String>, u64)>, DbError> {
    let asked = Asked {
        scores: asked.scores || column.estimated,
        ..asked.clone()
    };
    let table = if column.estimated { "s" } else { "f" };
    let (tables, condition, name) = (asked.tables(), &asked.condition, column.name);
    let sql = format!(
        "SELECT CAST({table}.{name} AS TEXT), COUNT(*) FROM {tables} WHERE {condition}
         GROUP BY {table}.{name} ORDER BY COUNT(*) DESC, {table}.{name}"
    );
    let rows = reader.query(&sql, asked.values.clone()).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, u64::try_from(row.get::<i64>(1)?).unwrap_or(0))))
        .collect()
}

/// The means of columns over whom a condition is true of, each over those of whom it is known.
pub(in crate::features) async fn means(
    reader: Reader<'_>,
    asked: &Asked,
    means: &[&Column],
) -> Result<Vec<Option<f64>>, DbError> {
    let asked = Asked {
        scores: asked.scores || means.iter().any(|column| column.estimated),
        ..asked.clone()
    };
    let mean = |column: &&Column| {
        let table = if column.estimated { "s" } else { "f" };
        format!("AVG(CAST({table}.{} AS DOUBLE PRECISION))", column.name)
    };
    let select = means.iter().map(mean).collect::<Vec<_>>().join(", ");
    let (tables, condition) = (asked.tables(), &asked.condition);
    let sql = format!("SELECT {select} FROM {tables} WHERE {condition}");
    let rows = reader.query(&sql, asked.values.clone()).await?;
    let Some(row) = rows.first() else {
        return Ok(vec![None; means.len()]);
    };
    (0..means.len()).map(|place| row.get(place)).collect()
}
