//! What happened with members, in its order.

use crate::clock::Timestamp;
use crate::db::{DbError, Reader, Value};
use crate::events::EventKind;
use crate::features::{Cut, Happening};

/// The kinds of events that are read: one for a visit, not one for every page of it.
const READ: [EventKind; 5] = [
    EventKind::SessionStarted,
    EventKind::ProductAdded,
    EventKind::OrderRefunded,
    EventKind::SurveyAnswered,
    EventKind::CampaignSent,
];

/// Orders and events of some members from a moment to the cut, by member and moment.
pub(in crate::features) async fn happenings(
    reader: Reader<'_>,
    members: &[i64],
    from: Timestamp,
    cut: Cut,
) -> Result<Vec<Happening>, DbError> {
    let keys: Vec<Value> = members.iter().map(|&member| member.into()).collect();
    let (from, until) = (from.micros(), cut.at.micros());
    let sql = format!(
        "SELECT r.member_id, r.placed, CAST(SUM(l.quantity * l.unit_price) AS DOUBLE PRECISION)
         FROM orders r JOIN order_lines l ON l.order_id = r.id
         WHERE r.state <> 'cancelled' AND r.currency = '{currency}'
            AND r.placed >= {from} AND r.placed < {until} AND r.member_id IN",
        currency = cut.currency.code(),
    );
    let after = "GROUP BY r.member_id, r.id, r.placed";
    let mut all = Vec::new();
    for row in &reader.query_in(&sql, &keys, after).await? {
        all.push(Happening {
            member: row.get(0)?,
            at: row.get(1)?,
            kind: 0,
            amount: row.get(2)?,
        });
    }
    let kinds = EventKind::in_sql(&READ);
    let sql = format!(
        "SELECT member_id, at, kind, CAST(COALESCE(value, 0) AS DOUBLE PRECISION) FROM events
         WHERE kind IN ({kinds}) AND at >= {from} AND at < {until} AND member_id IN"
    );
    for row in &reader.query_in(&sql, &keys, "").await? {
        let kind: String = row.get(2)?;
        let known = READ.iter().zip(1..).find(|(known, _)| known.name() == kind);
        all.push(Happening {
            member: row.get(0)?,
            at: row.get(1)?,
            kind: known.map_or(0, |(_, number)| number),
            amount: row.get(3)?,
        });
    }
    all.sort_by(|a, b| {
        let place = |one: &Happening| (one.member, one.at, one.kind);
        place(a).cmp(&place(b)).then(a.amount.total_cmp(&b.amount))
    });
    Ok(all)
}
