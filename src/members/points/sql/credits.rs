//! The `point_credits` table.

use crate::clock::Timestamp;
use crate::db::{Insert, Reader, Row, Write};
use crate::ids::MemberKey;
use crate::members::points::{Credit, PointsError};
use crate::money::{Currency, Money};

const CREDITS: Insert<8> = Insert {
    table: "point_credits",
    columns: [
        "reference",
        "operation_id",
        "member_key",
        "amount",
        "currency",
        "used_for",
        "cancelled",
        "at",
    ],
    replace: false,
};

/// What is read of a credit.
const CREDIT: &str = "reference, member_key, amount, currency, used_for, cancelled, at";

fn credit(row: &Row) -> Result<Credit, PointsError> {
    let (reference, code): (String, String) = (row.get(0)?, row.get(3)?);
    let currency = Currency::parse(&code).map_err(|error| PointsError::Credit {
        reference: reference.clone(),
        why: error.to_string(),
    })?;
    Ok(Credit {
        reference,
        member: MemberKey::new(&row.get::<String>(1)?),
        amount: Money::new(row.get(2)?, currency),
        used_for: row.get(4)?,
        cancelled: row.get(5)?,
        at: Timestamp::from_micros(row.get(6)?),
    })
}

/// The credit that an operation's points were redeemed for.
pub(in crate::members::points) async fn credit_of(
    reader: Reader<'_>,
    operation: i64,
) -> Result<Option<Credit>, PointsError> {
    let sql = format!("SELECT {CREDIT} FROM point_credits WHERE operation_id = $1");
    let rows = reader.query(&sql, vec![operation.into()]).await?;
    rows.first().map(credit).transpose()
}

/// The credits of a member, the newest first.
pub(in crate::members::points) async fn credits(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Vec<Credit>, PointsError> {
    let sql = format!(
        "SELECT {CREDIT} FROM point_credits WHERE member_key = $1 ORDER BY operation_id DESC"
    );
    let rows = reader.query(&sql, vec![member.as_str().into()]).await?;
    rows.iter().map(credit).collect()
}

/// Writes a new credit.
pub(in crate::members::points) async fn issue(
    write: &Write,
    operation: i64,
    credit: &Credit,
) -> Result<(), PointsError> {
    let row = [
        credit.reference.as_str().into(),
        operation.into(),
        credit.member.as_str().into(),
        credit.amount.minor.into(),
        credit.amount.currency.code().into(),
        credit.used_for.as_deref().into(),
        credit.cancelled.into(),
        credit.at.micros().into(),
    ];
    Ok(write.insert(&CREDITS, vec![row]).await?)
}

/// Writes what became of a credit.
pub(in crate::members::points) async fn use_up(
    write: &Write,
    credit: &Credit,
) -> Result<(), PointsError> {
    let sql = "UPDATE point_credits SET used_for = $1, cancelled = $2 WHERE reference = $3";
    let values = vec![
        credit.used_for.as_deref().into(),
        credit.cancelled.into(),
        credit.reference.as_str().into(),
    ];
    Ok(write.execute(sql, values).await?)
}
