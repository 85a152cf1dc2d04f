//! The `assistant_drafts` table.

use super::keeping::{Figures, KeptDraft, NewDraft};
use crate::assistant::inbox::InboxError;
use crate::clock::Timestamp;
use crate::db::{DbError, Holding, Insert, Migration, OnMerge, Reader, Row, Value, Whose, Write};

/// The table's name, for those who write a case and all that goes with it.
pub(in crate::assistant) const DRAFTS: &str = "assistant_drafts";

/// The schema, oldest step first.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    name: "drafts_0001",
    up: &[
        "CREATE TABLE assistant_drafts (
            id TEXT NOT NULL PRIMARY KEY,
            case_id TEXT NOT NULL,
            at BIGINT NOT NULL,
            agent TEXT NOT NULL,
            language TEXT NOT NULL,
            tone TEXT NOT NULL,
            worded_by TEXT NOT NULL,
            prompt TEXT,
            plans TEXT NOT NULL,
            draft TEXT NOT NULL,
            outcome TEXT NOT NULL,
            sent TEXT,
            sent_at BIGINT,
            similarity DOUBLE PRECISION
        )",
        "CREATE INDEX assistant_drafts_case ON assistant_drafts (case_id, at)",
        "CREATE INDEX assistant_drafts_at ON assistant_drafts (at)",
    ],
}];

/// What is held of members: a draft is its case's.
pub(super) const HOLDINGS: &[Holding] = &[Holding {
    whose: Whose::Of {
        column: "case_id",
        table: "inbox_cases",
        named: "id",
        whose: &Whose::Principal("who"),
    },
    on_merge: OnMerge::Follow,
    moments: &["at", "sent_at"],
    ..Holding::keyed(DRAFTS, "")
}];

const ROW: Insert<14> = Insert {
    table: DRAFTS,
    columns: [
        "id",
        "case_id",
        "at",
        "agent",
        "language",
        "tone",
        "worded_by",
        "prompt",
        "plans",
        "draft",
        "outcome",
        "sent",
        "sent_at",
        "similarity",
    ],
    replace: false,
};

/// Keeps a draft that nothing came of yet.
pub(super) async fn put(write: &Write, draft: &NewDraft<'_>) -> Result<(), DbError> {
    let none = || Value::from(None::<String>);
    let row = [
        draft.id.into(),
        draft.case.into(),
        draft.at.micros().into(),
        draft.agent.into(),
        draft.language.tag().into(),
        draft.tone.word().into(),
        draft.by.word().into(),
        draft.prompt.clone().into(),
        draft.plans.as_str().into(),
        draft.text.into(),
        "open".into(),
        none(),
        None::<i64>.into(),
        None::<f64>.into(),
    ];
    write.insert(&ROW, vec![row]).await
}

/// The text of a draft of this case that nothing came of yet.
pub(super) async fn open(
    reader: Reader<'_>,
    case: &str,
    id: &str,
) -> Result<Option<String>, DbError> {
    let sql =
        "SELECT draft FROM assistant_drafts WHERE id = $1 AND case_id = $2 AND outcome = 'open'";
    let rows = reader.query(sql, vec![id.into(), case.into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// Notes what was sent after a draft.
pub(super) async fn sent(
    write: &Write,
    id: &str,
    text: &str,
    at: Timestamp,
    similarity: f64,
) -> Result<(), DbError> {
    let sql =
        "UPDATE assistant_drafts SET outcome = 'sent', sent = $2, sent_at = $3, similarity = $4
        WHERE id = $1";
    let values = vec![
        id.into(),
        text.into(),
        at.micros().into(),
        similarity.into(),
    ];
    write.execute(sql, values).await
}

/// Notes of all drafts of a case that nothing came of that nothing will.
pub(super) async fn dropped(write: &Write, case: &str) -> Result<(), DbError> {
    let sql =
        "UPDATE assistant_drafts SET outcome = 'dropped' WHERE case_id = $1 AND outcome = 'open'";
    write.execute(sql, vec![case.into()]).await
}

/// The plans of the newest draft of a case, as they were kept.
pub(super) async fn plans(reader: Reader<'_>, case: &str) -> Result<Option<String>, DbError> {
    let sql =
        "SELECT plans FROM assistant_drafts WHERE case_id = $1 ORDER BY at DESC, id DESC LIMIT 1";
    let rows = reader.query(sql, vec![case.into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// How many drafts there are of each language, author and outcome, and how many of them were sent just so.
pub(super) async fn figures(reader: Reader<'_>) -> Result<Vec<Figures>, InboxError> {
    let sql = "SELECT language, worded_by, outcome, COUNT(*),
            COALESCE(SUM(CASE WHEN sent = draft THEN 1 ELSE 0 END), 0)
        FROM assistant_drafts GROUP BY language, worded_by, outcome";
    let rows = reader.query(sql, Vec::new()).await?;
    rows.iter()
        .map(|row| {
            Ok(Figures {
                language: row.get(0)?,
                by: row.get(1)?,
                outcome: row.get(2)?,
                count: row.get::<i64>(3)?.unsigned_abs(),
                unchanged: row.get::<i64>(4)?.unsigned_abs(),
            })
        })
        .collect()
}

/// The similarities of those that were sent from the place `skip` on, at most two, in order.
pub(super) async fn similarities(reader: Reader<'_>, skip: i64) -> Result<Vec<f64>, InboxError> {
    let sql = "SELECT similarity FROM assistant_drafts WHERE outcome = 'sent'
        ORDER BY similarity, id LIMIT 2 OFFSET $1";
    let rows = reader.query(sql, vec![skip.into()]).await?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// The newest drafts, the newest first.
pub(super) async fn newest(reader: Reader<'_>, limit: u32) -> Result<Vec<KeptDraft>, InboxError> {
    let sql = "SELECT id, case_id, at, agent, language, tone, worded_by, prompt, draft, outcome, sent, sent_at, similarity
        FROM assistant_drafts ORDER BY at DESC, id DESC LIMIT $1";
    let rows = reader.query(sql, vec![i64::from(limit).into()]).await?;
    rows.iter().map(|row| Ok(kept(row)?)).collect()
}

fn kept(row: &Row) -> Result<KeptDraft, DbError> {
    let sent_at: Option<i64> = row.get(11)?;
    Ok(KeptDraft {
        id: row.get(0)?,
        case: row.get(1)?,
        at: Timestamp::from_micros(row.get(2)?),
        agent: row.get(3)?,
        language: row.get(4)?,
        tone: row.get(5)?,
        by: row.get(6)?,
        prompt: row.get(7)?,
        draft: row.get(8)?,
        outcome: row.get(9)?,
        sent: row.get(10)?,
        sent_at: sent_at.map(Timestamp::from_micros),
        similarity: row.get(12)?,
    })
}
