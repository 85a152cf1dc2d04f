//! The schema, and what is held of members.

use crate::assistant::drafts::DRAFTS;
use crate::db::{Holding, Migration, OnMerge, Whose};

/// The schema, oldest step first.
pub(in crate::assistant) const MIGRATIONS: &[Migration] = &[Migration {
    name: "inbox_0001",
    up: &[
        "CREATE TABLE inbox_cases (
            id TEXT NOT NULL PRIMARY KEY,
            chat TEXT NOT NULL,
            who TEXT NOT NULL,
            state TEXT NOT NULL,
            agent TEXT,
            shown TEXT,
            since BIGINT NOT NULL,
            taken BIGINT,
            answered BIGINT,
            ended BIGINT,
            asked BIGINT,
            summary TEXT NOT NULL,
            turn BIGINT NOT NULL,
            undo TEXT,
            version BIGINT NOT NULL,
            stamp BIGINT NOT NULL
        )",
        "CREATE INDEX inbox_cases_chat ON inbox_cases (chat)",
        "CREATE INDEX inbox_cases_state ON inbox_cases (state, since)",
        "CREATE INDEX inbox_cases_stamp ON inbox_cases (stamp)",
        "CREATE TABLE inbox_messages (
            id TEXT NOT NULL PRIMARY KEY,
            chat TEXT NOT NULL,
            case_id TEXT NOT NULL,
            number BIGINT NOT NULL,
            turn BIGINT NOT NULL,
            at BIGINT NOT NULL,
            kind TEXT NOT NULL,
            agent TEXT,
            shown TEXT,
            text TEXT NOT NULL
        )",
        "CREATE INDEX inbox_messages_chat ON inbox_messages (chat, number)",
        "CREATE TABLE inbox_notes (
            id TEXT NOT NULL PRIMARY KEY,
            case_id TEXT NOT NULL,
            at BIGINT NOT NULL,
            author TEXT NOT NULL,
            text TEXT NOT NULL
        )",
        "CREATE INDEX inbox_notes_case ON inbox_notes (case_id, at)",
        "CREATE TABLE inbox_tags (
            id TEXT NOT NULL PRIMARY KEY,
            case_id TEXT NOT NULL,
            tag TEXT NOT NULL
        )",
        "CREATE INDEX inbox_tags_case ON inbox_tags (case_id)",
        "CREATE TABLE inbox_typing (
            id TEXT NOT NULL PRIMARY KEY,
            case_id TEXT NOT NULL,
            side TEXT NOT NULL,
            at BIGINT NOT NULL,
            stamp BIGINT NOT NULL
        )",
        "CREATE TABLE inbox_pulse (
            name TEXT NOT NULL PRIMARY KEY,
            count BIGINT NOT NULL
        )",
        // Who waited before there were cases waits on.
        "INSERT INTO inbox_cases (id, chat, who, state, since, asked, summary, turn, version, stamp)
            SELECT chat, chat, who, 'waiting', at, at, summary, 0, 1, 1 FROM handovers",
        "INSERT INTO inbox_pulse (name, count) VALUES ('all', 1)",
        "DROP TABLE handovers",
    ],
}];

/// Whose a case is.
const HOLDER: Whose = Whose::Principal("who");
/// Whose a part of a case is.
const OF_CASE: Whose = Whose::Of {
    column: "case_id",
    table: "inbox_cases",
    named: "id",
    whose: &HOLDER,
};

/// A part of a case.
const fn part(table: &'static str) -> Holding {
    Holding {
        whose: OF_CASE,
        on_merge: OnMerge::Follow,
        ..Holding::keyed(table, "")
    }
}

/// What is held of members; those that others refer to come first.
pub(in crate::assistant) const HOLDINGS: &[Holding] = &[
    Holding {
        whose: HOLDER,
        moments: &["since", "taken", "answered", "ended", "asked"],
        ..Holding::keyed("inbox_cases", "")
    },
    part("inbox_messages"),
    part("inbox_notes"),
    part("inbox_tags"),
    part("inbox_typing"),
    Holding::nobodys("inbox_pulse"),
];

/// All tables; every writer names them, so that a case and its stamp are one writer's at a time.
pub(in crate::assistant) const TABLES: [&str; 7] = [
    "inbox_cases",
    "inbox_messages",
    "inbox_notes",
    "inbox_tags",
    "inbox_typing",
    "inbox_pulse",
    DRAFTS,
];
