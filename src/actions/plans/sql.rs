//! The `action_plans` and `action_plan_rows` tables, and what is read of others for them.

use crate::clock::Timestamp;
use crate::db::{DbError, Holding, Insert, Migration, OnErase, OnMerge, Reader, Value, Write};
use crate::events::EventKind;
use crate::features::{Asked, DAY};
use crate::ids::MemberKey;
use crate::members;

use super::super::next::{Action, ActionKind, Agreed, Facts, Known};
use super::super::sql::Refusals;
use super::PlanArm;

/// The tables.
pub(super) const TABLES: &[&str] = &["action_plan_rows", "action_plans"];

/// The schema, oldest step first.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    name: "actions_0002",
    up: &[
        "CREATE TABLE action_plans (
            name TEXT NOT NULL PRIMARY KEY,
            state TEXT NOT NULL,
            proposed BIGINT NOT NULL,
            proposed_by TEXT NOT NULL,
            expires BIGINT NOT NULL,
            decided BIGINT,
            decided_by TEXT,
            reason TEXT,
            exported BIGINT,
            exported_by TEXT,
            content TEXT NOT NULL,
            marks BYTEA NOT NULL,
            hash TEXT NOT NULL,
            approved_hash TEXT
        )",
        "CREATE TABLE action_plan_rows (
            plan TEXT NOT NULL REFERENCES action_plans (name),
            member_id BIGINT NOT NULL REFERENCES members (id),
            subject BIGINT NOT NULL,
            salt TEXT NOT NULL,
            arm TEXT NOT NULL,
            action TEXT NOT NULL,
            per_cent BIGINT NOT NULL,
            change_share DOUBLE PRECISION NOT NULL,
            change_error DOUBLE PRECISION,
            worth DOUBLE PRECISION NOT NULL,
            cost DOUBLE PRECISION NOT NULL,
            left_out TEXT,
            PRIMARY KEY (plan, member_id)
        )",
        "CREATE INDEX action_plan_rows_member ON action_plan_rows (member_id)",
    ],
}];

/// What is held of members.
pub(super) const HOLDINGS: &[Holding] = &[
    Holding {
        // Figures and hashes, which may look like a member's key.
        others: &["name", "content", "hash", "approved_hash"],
        ..Holding::nobodys("action_plans")
    },
    Holding {
        whose: members::BY_ROW,
        on_erase: OnErase::Remove,
        on_merge: OnMerge::KeepOwn(&["plan"]),
        others: &["plan", "subject", "salt", "per_cent"],
        moments: &[],
        ..Holding::keyed("action_plan_rows", "")
    },
];

/// The rows of a plan are being put.
pub(super) const SAVING: &str = "saving";

/// A plan as its row has it.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) name: String,
    pub(super) state: String,
    pub(super) proposed: Timestamp,
    pub(super) by: String,
    pub(super) expires: Timestamp,
    pub(super) decided: Option<Timestamp>,
    pub(super) decided_by: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) exported: Option<Timestamp>,
    pub(super) exported_by: Option<String>,
    pub(super) content: String,
    pub(super) marks: Vec<u8>,
    pub(super) hash: String,
    pub(super) approved: Option<String>,
}

/// What a plan has for a member.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) member: i64,
    /// Whose it was when it was proposed.
    pub(super) subject: i64,
    pub(super) salt: String,
    pub(super) arm: PlanArm,
    pub(super) action: Action,
    /// Why the first export left it out.
    pub(super) left_out: Option<String>,
    /// Whether it is another's than its subject's, who is still there.
    pub(super) displaced: bool,
}

/// A row with what is known of its member now.
pub(super) struct RowNow {
    pub(super) row: Row,
    pub(super) key: MemberKey,
    pub(super) known: Known,
    pub(super) agreed: Agreed,
    /// They did not say no to being counted at all.
    pub(super) analysis: bool,
    /// Campaigns in 90 days.
    pub(super) campaigns: i64,
}

/// The last row of members that is counted.
pub(super) async fn last_counted(reader: Reader<'_>) -> Result<i64, DbError> {
    reader
        .number("SELECT COALESCE(MAX(member_id), -1) FROM member_features")
        .await
}

/// Who of the members in these rows is worth anything, and what their next action rests on.
pub(super) async fn candidates(
    reader: Reader<'_>,
    asked: &Asked,
    first: i64,
    end: i64,
    refusals: &Refusals,
) -> Result<Vec<(i64, String, Facts)>, DbError> {
    let asked = Asked {
        members: true,
        scores: true,
        ..asked.clone()
    };
    let mut values = asked.values.clone();
    values.extend([first.into(), end.into()]);
    let (from, until) = (values.len() - 1, values.len());
    let (tables, condition) = (asked.tables(), &asked.condition);
    let sql = format!(
        "SELECT m.id, m.member_key, m.mail IS NOT NULL, m.phone IS NOT NULL, f.mail_consent, \
         f.recency_days, f.mean_order, CAST(f.campaigns_90 AS DOUBLE PRECISION), f.survey_last, \
         s.churn_risk, s.alive, s.value, s.value_rank FROM {tables} \
         WHERE ({condition}) AND f.member_id >= ${from} AND f.member_id < ${until} \
         AND s.alive IS NOT NULL AND s.value IS NOT NULL ORDER BY f.member_id"
    );
    let rows = reader.query(&sql, values).await?;
    rows.iter()
        .map(|row| {
            let member: i64 = row.get(0)?;
            let number = |at| Ok::<f64, DbError>(row.get::<Option<f64>>(at)?.unwrap_or(f64::NAN));
            let facts = Facts {
                known: Known {
                    mail: row.get(2)?,
                    phone: row.get(3)?,
                },
                agreed: Agreed {
                    offers: row.get(4)? && !refusals.offers.contains(&member),
                    service: !refusals.service.contains(&member),
                },
                recency_days: number(5)?,
                mean_order: number(6)?,
                campaigns_90: number(7)?,
                survey_last: number(8)?,
                risk: number(9)?,
                alive: number(10)?,
                year: number(11)?,
                rank: number(12)?,
            };
            Ok((member, row.get(1)?, facts))
        })
        .collect()
}

/// The keys of members; those who are no more are left out.
pub(super) async fn keys(
    reader: Reader<'_>,
    members: &[i64],
) -> Result<Vec<(i64, MemberKey)>, DbError> {
    let members: Vec<Value> = members.iter().map(|&member| member.into()).collect();
    let sql = "SELECT id, member_key FROM members WHERE id IN";
    let rows = reader.query_in(sql, &members, "ORDER BY id").await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, MemberKey::new(&row.get::<String>(1)?))))
        .collect()
}

/// All plans, the newest first; or one. Those of which rows are still being put are left out.
pub(super) async fn plans(reader: Reader<'_>, name: Option<&str>) -> Result<Vec<Kept>, DbError> {
    let (which, values) = match name {
        Some(name) => ("AND name = $1", vec![name.into()]),
        None => ("", Vec::new()),
    };
    let sql = format!(
        "SELECT name, state, proposed, proposed_by, expires, decided, decided_by, reason, exported, exported_by, \
         content, marks, hash, approved_hash FROM action_plans WHERE state <> '{SAVING}' {which} \
         ORDER BY proposed DESC, name"
    );
    let rows = reader.query(&sql, values).await?;
    let moment = |micros: Option<i64>| micros.map(Timestamp::from_micros);
    rows.iter()
        .map(|row| {
            Ok(Kept {
                name: row.get(0)?,
                state: row.get(1)?,
                proposed: Timestamp::from_micros(row.get(2)?),
                by: row.get(3)?,
                expires: Timestamp::from_micros(row.get(4)?),
                decided: moment(row.get(5)?),
                decided_by: row.get(6)?,
                reason: row.get(7)?,
                exported: moment(row.get(8)?),
                exported_by: row.get(9)?,
                content: row.get(10)?,
                marks: row.get(11)?,
                hash: row.get(12)?,
                approved: row.get(13)?,
            })
        })
        .collect()
}

/// Takes a name for a plan whose rows are to follow; false where it is taken. A plan whose rows were not all put by `stale`
/// is of a program that was killed: it makes way.
pub(super) async fn claim(write: &Write, plan: &Kept, stale: Timestamp) -> Result<bool, DbError> {
    let of_killed = format!("state = '{SAVING}' AND proposed < $2");
    for sql in [
        format!(
            "DELETE FROM action_plan_rows WHERE plan = $1 AND plan IN \
             (SELECT name FROM action_plans WHERE {of_killed})"
        ),
        format!("DELETE FROM action_plans WHERE name = $1 AND {of_killed}"),
    ] {
        let values = vec![plan.name.as_str().into(), stale.micros().into()];
        write.execute(&sql, values).await?;
    }
    let there = "SELECT 1 FROM action_plans WHERE name = $1";
    let there = write.reader().query(there, vec![plan.name.as_str().into()]);
    if !there.await?.is_empty() {
        return Ok(false);
    }
    let sql = format!(
        "INSERT INTO action_plans (name, state, proposed, proposed_by, expires, content, marks, hash) \
         VALUES ($1, '{SAVING}', $2, $3, $4, $5, $6, $7)"
    );
    let values = vec![
        plan.name.as_str().into(),
        plan.proposed.micros().into(),
        plan.by.as_str().into(),
        plan.expires.micros().into(),
        plan.content.as_str().into(),
        plan.marks.clone().into(),
        plan.hash.as_str().into(),
    ];
    write.execute(&sql, values).await?;
    Ok(true)
}

const ROWS: Insert<11> = Insert {
    table: "action_plan_rows",
    columns: [
        "plan",
        "member_id",
        "subject",
        "salt",
        "arm",
        "action",
        "per_cent",
        "change_share",
        "change_error",
        "worth",
        "cost",
    ],
    replace: false,
};

/// Puts some rows of a plan.
pub(super) async fn put(write: &Write, plan: &str, rows: &[&Row]) -> Result<(), DbError> {
    let rows = rows.iter().map(|row| {
        let per_cent = match row.action.kind {
            ActionKind::Offer { per_cent } => per_cent,
            _ => 0,
        };
        [
            plan.into(),
            row.member.into(),
            row.subject.into(),
            row.salt.as_str().into(),
            row.arm.word().into(),
            row.action.kind.word().into(),
            per_cent.into(),
            row.action.change.into(),
            row.action.change_error.into(),
            row.action.worth.into(),
            row.action.cost.into(),
        ]
    });
    write.insert(&ROWS, rows.collect()).await
}

/// All rows of a plan are put, these of them.
pub(super) async fn propose(write: &Write, plan: &Kept) -> Result<(), DbError> {
    let sql = "UPDATE action_plans SET state = 'proposed', content = $2, marks = $3, hash = $4 WHERE name = $1";
    let values = vec![
        plan.name.as_str().into(),
        plan.content.as_str().into(),
        plan.marks.clone().into(),
        plan.hash.as_str().into(),
    ];
    write.execute(sql, values).await
}

/// Keeps that a plan was approved, with the hash of what was; or, with a reason, declined.
pub(super) async fn decide(
    write: &Write,
    name: &str,
    by: &str,
    now: Timestamp,
    decision: Result<&str, &str>,
) -> Result<(), DbError> {
    let (state, hash, reason) = match decision {
        Ok(hash) => ("approved", Some(hash), None),
        Err(reason) => ("declined", None, Some(reason)),
    };
    let sql = "UPDATE action_plans SET state = $2, decided = $3, decided_by = $4, approved_hash = $5, reason = $6 \
               WHERE name = $1";
    let values = vec![
        name.into(),
        state.into(),
        now.micros().into(),
        by.into(),
        hash.map(str::to_owned).into(),
        reason.map(str::to_owned).into(),
    ];
    write.execute(sql, values).await
}

/// Keeps that a plan was exported, and whom the export left out and why.
pub(super) async fn export(
    write: &Write,
    name: &str,
    by: &str,
    now: Timestamp,
    left_out: &[(i64, &'static str)],
) -> Result<(), DbError> {
    let sql = "UPDATE action_plans SET state = 'exported', exported = $2, exported_by = $3 WHERE name = $1";
    let values = vec![name.into(), now.micros().into(), by.into()];
    write.execute(sql, values).await?;
    let sql = "UPDATE action_plan_rows SET left_out = $3 WHERE plan = $1 AND member_id = $2";
    for &(member, why) in left_out {
        write
            .execute(sql, vec![name.into(), member.into(), why.into()])
            .await?;
    }
    Ok(())
}

/// The members that a plan brings most with.
pub(super) async fn best(
    reader: Reader<'_>,
    plan: &str,
    most: usize,
) -> Result<Vec<(MemberKey, Row)>, DbError> {
    let sql = format!(
        "SELECT {ROW}, m.member_key FROM action_plan_rows r JOIN members m ON m.id = r.member_id \
         WHERE r.plan = $1 AND r.arm = 'treated' \
         ORDER BY r.change_share * r.worth - r.cost DESC, r.member_id LIMIT {most}"
    );
    let rows = reader.query(&sql, vec![plan.into()]).await?;
    rows.iter()
        .map(|row| Ok((MemberKey::new(&row.get::<String>(ROW_COLUMNS)?), read(row)?)))
        .collect()
}

/// All rows of a plan with what is known of their members now, up to `now`.
pub(super) async fn rows(
    reader: Reader<'_>,
    plan: &str,
    now: Timestamp,
) -> Result<Vec<RowNow>, DbError> {
    let consent = |purpose: &str, unasked: &str| {
        format!(
            "COALESCE((SELECT c.granted FROM member_consents c WHERE c.member_key = m.member_key \
             AND c.purpose = '{purpose}' ORDER BY c.at DESC, c.number DESC LIMIT 1), {unasked})"
        )
    };
    let sql = format!(
        "SELECT {ROW}, m.member_key, m.mail IS NOT NULL, m.phone IS NOT NULL, {}, {}, {}, \
         (SELECT COUNT(*) FROM events e WHERE e.member_id = r.member_id AND e.kind = '{}' AND e.at >= $2) \
         FROM action_plan_rows r JOIN members m ON m.id = r.member_id WHERE r.plan = $1",
        consent("marketing_mail", "FALSE"),
        consent("service", "TRUE"),
        consent("analysis", "TRUE"),
        EventKind::CampaignSent.name(),
    );
    let since = now.micros() - 90 * DAY;
    let rows = reader.query(&sql, vec![plan.into(), since.into()]).await?;
    rows.iter()
        .map(|row| {
            let at = ROW_COLUMNS;
            Ok(RowNow {
                row: read(row)?,
                key: MemberKey::new(&row.get::<String>(at)?),
                known: Known {
                    mail: row.get(at + 1)?,
                    phone: row.get(at + 2)?,
                },
                agreed: Agreed {
                    offers: row.get(at + 3)?,
                    service: row.get(at + 4)?,
                },
                analysis: row.get(at + 5)?,
                campaigns: row.get(at + 6)?,
            })
        })
        .collect()
}

/// The columns of a row, and how many.
const ROW: &str = "r.member_id, r.subject, r.salt, r.arm, r.action, r.per_cent, r.change_share, r.change_error, \
                   r.worth, r.cost, r.left_out, \
                   EXISTS (SELECT 1 FROM members o WHERE o.id = r.subject AND r.subject <> r.member_id)";
const ROW_COLUMNS: usize = 12;

fn read(row: &crate::db::Row) -> Result<Row, DbError> {
    let (word, per_cent) = (row.get::<String>(4)?, row.get(5)?);
    let kind = ActionKind::of(&word, per_cent).unwrap_or(ActionKind::Wait);
    let arm: String = row.get(3)?;
    Ok(Row {
        member: row.get(0)?,
        subject: row.get(1)?,
        salt: row.get(2)?,
        arm: if arm == PlanArm::HeldOut.word() {
            PlanArm::HeldOut
        } else {
            PlanArm::Treated
        },
        action: Action::new(kind, row.get(6)?, row.get(7)?, row.get(8)?, row.get(9)?),
        left_out: row.get(10)?,
        displaced: row.get(11)?,
    })
}
