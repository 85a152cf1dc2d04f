//! Cases.

use super::super::cases::{Case, CaseState, Undo};
use super::super::{Filter, InboxError};
use super::whole;
use crate::clock::Timestamp;
use crate::db::{Insert, Reader, Row, Value, Write};

const CASES: Insert<16> = Insert {
    table: "inbox_cases",
    columns: [
        "id", "chat", "who", "state", "agent", "shown", "since", "taken", "answered", "ended",
        "asked", "summary", "turn", "undo", "version", "stamp",
    ],
    replace: true,
};

/// The cases that `rest` says, in its order, without their tags.
async fn cases(
    reader: Reader<'_>,
    rest: &str,
    values: Vec<Value>,
) -> Result<Vec<Case>, InboxError> {
    let sql = format!(
        "SELECT {} FROM inbox_cases {rest}",
        CASES.columns.join(", ")
    );
    let rows = reader.query(&sql, values).await?;
    rows.iter().map(read_case).collect()
}

fn read_case(row: &Row) -> Result<Case, InboxError> {
    let id: String = row.get(0)?;
    let moment = |column| -> Result<Option<Timestamp>, InboxError> {
        let micros: Option<i64> = row.get(column)?;
        Ok(micros.map(Timestamp::from_micros))
    };
    let state: String = row.get(3)?;
    let garbled = |reason: String| InboxError::Garbled {
        case: id.clone(),
        reason,
    };
    let state = CaseState::of(&state).ok_or_else(|| garbled(format!("no state `{state}`")))?;
    let undo: Option<String> = row.get(13)?;
    let undo: Option<Undo> = undo
        .map(|undo| serde_json::from_str(&undo))
        .transpose()
        .map_err(|error| garbled(error.to_string()))?;
    Ok(Case {
        chat: row.get(1)?,
        who: row.get(2)?,
        state,
        agent: row.get(4)?,
        shown: row.get(5)?,
        since: Timestamp::from_micros(row.get(6)?),
        taken: moment(7)?,
        answered: moment(8)?,
        ended: moment(9)?,
        asked: moment(10)?,
        summary: serde_json::from_str(&row.get::<String>(11)?).unwrap_or_default(),
        turn: whole(row.get(12)?),
        undo,
        version: row.get(14)?,
        stamp: row.get(15)?,
        tags: Vec::new(),
        id,
    })
}

/// The case of this name.
pub(in crate::assistant::inbox) async fn case(
    reader: Reader<'_>,
    id: &str,
) -> Result<Option<Case>, InboxError> {
    let found = cases(reader, "WHERE id = $1", vec![id.into()]).await?;
    Ok(found.into_iter().next())
}

/// The newest case of a conversation; one that is open comes first.
pub(in crate::assistant::inbox) async fn latest_of(
    reader: Reader<'_>,
    chat: &str,
) -> Result<Option<Case>, InboxError> {
    let rest = "WHERE chat = $1 ORDER BY CASE WHEN ended IS NULL THEN 0 ELSE 1 END, since DESC, stamp DESC LIMIT 1";
    let found = cases(reader, rest, vec![chat.into()]).await?;
    Ok(found.into_iter().next())
}

/// Open cases first and by how long they wait, then the others from the newest on.
const IN_ORDER: &str = "CASE WHEN ended IS NULL THEN 0 ELSE 1 END, \
     CASE WHEN ended IS NULL THEN since ELSE -ended END, id";

/// The cases that a filter lets through: open ones by how long they wait, others the newest first.
pub(in crate::assistant::inbox) async fn filtered(
    reader: Reader<'_>,
    filter: &Filter,
) -> Result<Vec<Case>, InboxError> {
    let (mut conditions, mut values) = (Vec::new(), Vec::<Value>::new());
    let mut next = |value: &str| {
        values.push(value.into());
        format!("${}", values.len())
    };
    if !filter.states.is_empty() {
        let states: Vec<String> = filter
            .states
            .iter()
            .map(|state| next(state.word()))
            .collect();
        conditions.push(format!("state IN ({})", states.join(", ")));
    }
    match filter.assignee.as_deref() {
        None => {}
        Some("") => conditions.push("agent IS NULL".to_owned()),
        Some(agent) => conditions.push(format!("agent = {}", next(agent))),
    }
    if let Some(tag) = &filter.tag {
        conditions.push(format!(
            "id IN (SELECT case_id FROM inbox_tags WHERE tag = {})",
            next(tag)
        ));
    }
    let only = if conditions.is_empty() {
        String::new()
    } else {
        format!("WHERE {}", conditions.join(" AND "))
    };
    let rest = format!("{only} ORDER BY {} LIMIT {}", IN_ORDER, filter.limit);
    cases(reader, &rest, values).await
}

/// How many cases are in each state.
pub(in crate::assistant::inbox) async fn counts(
    reader: Reader<'_>,
) -> Result<Vec<(CaseState, u64)>, InboxError> {
    let sql = "SELECT state, COUNT(*) FROM inbox_cases GROUP BY state ORDER BY state";
    let rows = reader.query(sql, Vec::new()).await?;
    let mut counts = Vec::new();
    for row in &rows {
        let count: i64 = row.get(1)?;
        if let Some(state) = CaseState::of(&row.get::<String>(0)?) {
            counts.push((state, count.unsigned_abs()));
        }
    }
    Ok(counts)
}

/// Keeps a case, without its tags.
pub(in crate::assistant::inbox) async fn put_case(
    write: &Write,
    case: &Case,
) -> Result<(), InboxError> {
    let moment = |at: Option<Timestamp>| at.map(Timestamp::micros);
    let row = [
        case.id.as_str().into(),
        case.chat.as_str().into(),
        case.who.as_str().into(),
        case.state.word().into(),
        case.agent.clone().into(),
        case.shown.clone().into(),
        case.since.micros().into(),
        moment(case.taken).into(),
        moment(case.answered).into(),
        moment(case.ended).into(),
        moment(case.asked).into(),
        json(&case.summary).into(),
        i64::from(case.turn).into(),
        case.undo.as_ref().map(json).into(),
        case.version.into(),
        case.stamp.into(),
    ];
    Ok(write.insert(&CASES, vec![row]).await?)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
