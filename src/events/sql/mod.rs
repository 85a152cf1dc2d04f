//! The `events` table; those of visitors, rejects and write keys are in files of their own.
//!
//! Rows refer to products and members by the row numbers that `catalog` and `members` gave them.

pub(super) mod arrivals;
pub(super) mod rejects;
pub(super) mod visitors;
pub(super) mod write_keys;

use std::collections::HashMap;

use super::{Event, EventKind, EventsError, View};
use crate::clock::Timestamp;
use crate::db::{Holding, Insert, Migration, OnErase, OnMerge, Reader, Row, Value, Whose, Write};
use crate::ids::{MemberKey, ProductKey};
use crate::members;

/// The schema, oldest step first.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "events_0001",
        up: &[
            "CREATE TABLE events (
            id BIGINT NOT NULL PRIMARY KEY,
            event_key TEXT NOT NULL UNIQUE,
            member_id BIGINT NOT NULL REFERENCES members (id),
            at BIGINT NOT NULL,
            kind TEXT NOT NULL,
            product_id BIGINT REFERENCES products (id),
            value BIGINT,
            note TEXT
        )",
            "CREATE INDEX events_of_member ON events (member_id, at)",
        ],
    },
    Migration {
        name: "events_0002",
        up: &[
            "CREATE TABLE visitors (
                id BIGINT NOT NULL PRIMARY KEY,
                visitor_key TEXT NOT NULL UNIQUE
            )",
            "CREATE TABLE visitor_ties (
                id BIGINT NOT NULL PRIMARY KEY,
                visitor_id BIGINT NOT NULL REFERENCES visitors (id),
                member_id BIGINT NOT NULL REFERENCES members (id),
                at BIGINT NOT NULL
            )",
            "CREATE INDEX ties_of_visitor ON visitor_ties (visitor_id)",
            "CREATE INDEX ties_of_member ON visitor_ties (member_id)",
            "CREATE TABLE event_rejects (
                id BIGINT NOT NULL PRIMARY KEY,
                reject_key TEXT NOT NULL UNIQUE,
                at BIGINT NOT NULL,
                source TEXT NOT NULL,
                call TEXT NOT NULL,
                reason TEXT NOT NULL,
                raw TEXT NOT NULL,
                whole BOOLEAN NOT NULL
            )",
            "CREATE TABLE write_keys (
                name TEXT NOT NULL PRIMARY KEY,
                hash TEXT NOT NULL UNIQUE,
                kind TEXT NOT NULL,
                ends_in TEXT NOT NULL,
                made BIGINT NOT NULL,
                revoked BIGINT
            )",
            // An event may belong to nobody yet. SQLite cannot drop a NOT NULL, so the table is written anew; its
            // index of random keys comes last, sorted, which takes seconds where inserting takes minutes.
            "ALTER TABLE events RENAME TO events_of_members",
            "CREATE TABLE events (
                id BIGINT NOT NULL PRIMARY KEY,
                event_key TEXT NOT NULL,
                member_id BIGINT REFERENCES members (id),
                visitor_id BIGINT REFERENCES visitors (id),
                at BIGINT NOT NULL,
                kind TEXT NOT NULL,
                product_id BIGINT REFERENCES products (id),
                value BIGINT,
                note TEXT,
                properties TEXT
            )",
            "INSERT INTO events (id, event_key, member_id, at, kind, product_id, value, note)
                SELECT id, event_key, member_id, at, kind, product_id, value, note
                FROM events_of_members ORDER BY id",
            "DROP TABLE events_of_members",
            "CREATE UNIQUE INDEX events_key ON events (event_key)",
            "CREATE INDEX events_of_member ON events (member_id, at)",
            "CREATE INDEX events_of_visitor ON events (visitor_id) WHERE member_id IS NULL",
        ],
    },
];

/// What is held of members.
pub(super) const HOLDINGS: &[Holding] = &[
    Holding::nobodys("write_keys"),
    Holding {
        whose: members::BY_ROW,
        ..Holding::keyed("visitor_ties", "")
    },
    // A browser without its tie means nobody: what else it did stays, and is nobody's.
    Holding {
        whose: Whose::Of {
            column: "id",
            table: "visitor_ties",
            named: "visitor_id",
            whose: &members::BY_ROW,
        },
        on_erase: OnErase::Pseudonymise(&[]),
        on_merge: OnMerge::Follow,
        others: &["visitor_key"],
        ..Holding::keyed("visitors", "")
    },
    Holding {
        whose: members::BY_ROW,
        others: &["event_key", "note"],
        ..Holding::keyed("events", "")
    },
    Holding {
        whose: members::BY_ROW,
        on_merge: OnMerge::KeepOwn(&["survey", "about"]),
        others: &["name", "about"],
        moments: &["made", "open_until", "answered", "corrected"],
        ..Holding::keyed("survey_invitations", "")
    },
    // What could not be kept may mention anybody.
    Holding {
        whose: Whose::Mentioned,
        on_merge: OnMerge::Follow,
        others: &["reject_key"],
        ..Holding::keyed("event_rejects", "")
    },
];

/// Where an event is written.
const INSERT: Insert<8> = Insert {
    table: "events",
    columns: [
        "id",
        "event_key",
        "member_id",
        "at",
        "kind",
        "product_id",
        "value",
        "note",
    ],
    replace: true,
};

/// What is read of an event, in the order of [`event`].
const COLUMNS: &str = "id, event_key, member_id, at, kind, product_id, value, note";

/// An event as its row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeptEvent {
    /// The sender's own key.
    pub(super) key: String,
    /// The row of its member; nobody's yet where there is none.
    member: Option<i64>,
    /// When.
    at: Timestamp,
    /// What.
    kind: EventKind,
    /// The row of its product.
    pub(super) product: Option<i64>,
    /// Its number.
    value: Option<i64>,
    /// Its note.
    note: Option<String>,
}

impl KeptEvent {
    /// `event` with row numbers instead of keys.
    pub(super) fn of(
        event: &Event,
        members: &HashMap<MemberKey, i64>,
        products: &HashMap<ProductKey, i64>,
    ) -> Result<Self, EventsError> {
        let member = members.get(&event.member).copied();
        let product = event.product.as_ref().map(|product| {
            products
                .get(product)
                .copied()
                .ok_or_else(|| EventsError::UnknownProduct {
                    event: event.key.clone(),
                    product: product.clone(),
                })
        });
        Ok(Self {
            key: event.key.clone(),
            member: Some(member.ok_or_else(|| EventsError::UnknownMember {
                event: event.key.clone(),
                member: event.member.clone(),
            })?),
            at: event.at,
            kind: event.kind,
            product: product.transpose()?,
            value: event.value,
            note: event.note.clone(),
        })
    }

    /// The event of `member`, its product by the shop's key.
    pub(super) fn named(
        self,
        member: &MemberKey,
        products: &HashMap<i64, ProductKey>,
    ) -> Result<Event, EventsError> {
        let product = self.product.map(|row| {
            products
                .get(&row)
                .cloned()
                .ok_or_else(|| unreadable(&self.key, format!("there is no product in row {row}")))
        });
        Ok(Event {
            product: product.transpose()?,
            key: self.key,
            member: member.clone(),
            at: self.at,
            kind: self.kind,
            value: self.value,
            note: self.note,
        })
    }
}

/// The events kept under `keys`, each with its row number.
pub(super) async fn find(
    reader: Reader<'_>,
    keys: impl Iterator<Item = &String>,
) -> Result<HashMap<String, (i64, KeptEvent)>, EventsError> {
    let keys: Vec<Value> = keys.map(|key| key.as_str().into()).collect();
    let sql = format!("SELECT {COLUMNS} FROM events WHERE event_key IN");
    let rows = reader.query_in(&sql, &keys, "").await?;
    rows.iter()
        .map(|row| {
            let event = event(row)?;
            Ok((event.key.clone(), (row.get(0)?, event)))
        })
        .collect()
}

/// The newest `limit` events of the member at row `member`, newest first.
pub(super) async fn latest_of(
    reader: Reader<'_>,
    member: i64,
    limit: u32,
) -> Result<Vec<KeptEvent>, EventsError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM events WHERE member_id = $1 ORDER BY at DESC, id DESC LIMIT $2"
    );
    let values = vec![member.into(), i64::from(limit).into()];
    let rows = reader.query(&sql, values).await?;
    rows.iter().map(event).collect()
}

/// Every page of a product that somebody looked at, person by person.
pub(super) async fn views(reader: Reader<'_>) -> Result<Vec<View>, EventsError> {
    // Members have even numbers, browsers that nobody signed in with odd ones.
    let sql = "SELECT COALESCE(e.member_id * 2, e.visitor_id * 2 + 1) AS who, e.at, p.product_key \
               FROM events e JOIN products p ON p.id = e.product_id \
               WHERE e.kind = $1 ORDER BY who, e.at, e.id";
    let rows = reader
        .query(sql, vec![EventKind::ProductViewed.name().into()])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(View {
                who: row.get(0)?,
                at: Timestamp::from_micros(row.get(1)?),
                product: ProductKey::new(&row.get::<String>(2)?),
            })
        })
        .collect()
}

/// How many events of each kind there are.
pub(super) async fn counts(reader: Reader<'_>) -> Result<Vec<(EventKind, u64)>, EventsError> {
    let sql = "SELECT kind, COUNT(*) FROM events GROUP BY kind ORDER BY kind";
    let rows = reader.query(sql, Vec::new()).await?;
    rows.iter()
        .map(|row| {
            Ok((
                kind("of some kind", row, 0)?,
                row.get::<i64>(1)?.unsigned_abs(),
            ))
        })
        .collect()
}

/// The highest row number in use.
pub(super) async fn last_row(reader: Reader<'_>) -> Result<i64, EventsError> {
    Ok(reader
        .number("SELECT COALESCE(MAX(id), 0) FROM events")
        .await?)
}

/// Writes each event at its row number.
pub(super) async fn write(write: &Write, events: &[(i64, &KeptEvent)]) -> Result<(), EventsError> {
    let values = |(id, event): &(i64, &KeptEvent)| {
        [
            (*id).into(),
            event.key.as_str().into(),
            event.member.into(),
            event.at.micros().into(),
            event.kind.name().into(),
            event.product.into(),
            event.value.into(),
            event.note.clone().into(),
        ]
    };
    Ok(write
        .insert(&INSERT, events.iter().map(values).collect())
        .await?)
}

/// The event in `row`.
fn event(row: &Row) -> Result<KeptEvent, EventsError> {
    let key: String = row.get(1)?;
    Ok(KeptEvent {
        member: row.get(2)?,
        at: Timestamp::from_micros(row.get(3)?),
        kind: kind(&key, row, 4)?,
        product: row.get(5)?,
        value: row.get(6)?,
        note: row.get(7)?,
        key,
    })
}

/// The kind in `column` of `row`, which is the row of `event`.
fn kind(event: &str, row: &Row, column: usize) -> Result<EventKind, EventsError> {
    let name: String = row.get(column)?;
    EventKind::of(&name).ok_or_else(|| unreadable(event, format!("its kind is `{name}`")))
}

/// What is kept of `event` cannot be understood.
fn unreadable(event: &str, reason: String) -> EventsError {
    EventsError::Unreadable {
        event: event.to_owned(),
        reason,
    }
}
