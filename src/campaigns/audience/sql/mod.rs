//! The `campaign_reach`, `campaign_reach_mark` and `campaign_suppressions` tables, and counting an audience.

mod sampling;

use crate::clock::Timestamp;
use crate::db::{DbError, Holding, Insert, Migration, OnErase, OnMerge, Reader, Row, Value, Write};
use crate::features::Asked;
use crate::ids::{Language, MemberKey};
use crate::members;

use super::standing::{Asks, NO_ANALYSIS, Standing, Which};
use super::suppression::{AddressKind, Entry, Reason};
use super::{Counts, Wanted};

pub(super) use sampling::at_edge;
pub(in crate::campaigns) use sampling::{Beside, beside, depth_of};

/// The tables that are written together.
pub(in crate::campaigns) const TABLES: &[&str] = &[
    "audit",
    "campaign_reach",
    "campaign_reach_mark",
    "campaign_suppressions",
];

/// The schema, oldest step first.
pub(in crate::campaigns) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "campaigns_0001",
        up: &[
            // One row for each member: the key holds all of it, so that a count reads one index from end to end.
            "CREATE TABLE campaign_reach (
            member_id BIGINT NOT NULL REFERENCES members (id),
            flags BIGINT NOT NULL,
            lot BIGINT NOT NULL,
            PRIMARY KEY (member_id, flags, lot)
        )",
            "CREATE TABLE campaign_reach_mark (
            place BIGINT NOT NULL PRIMARY KEY,
            row_seen BIGINT NOT NULL,
            consent_seen BIGINT NOT NULL
        )",
            "CREATE TABLE campaign_suppressions (
            kind TEXT NOT NULL,
            hash TEXT NOT NULL,
            reason TEXT NOT NULL,
            at BIGINT NOT NULL,
            put_by TEXT NOT NULL,
            PRIMARY KEY (kind, hash)
        )",
        ],
    },
    Migration {
        name: "campaigns_0006",
        // Push messages have a yes of their own since then, which the flags kept before say nothing of: all are measured anew.
        up: &[
            "DELETE FROM campaign_reach",
            "DELETE FROM campaign_reach_mark",
        ],
    },
    Migration {
        name: "campaigns_0008",
        // Few say no to analysis, and how many they are is asked with every audience.
        up: &[
            "CREATE INDEX campaign_reach_refused ON campaign_reach (member_id) WHERE (flags & 32) <> 0",
        ],
    },
];

/// What is held of members.
pub(in crate::campaigns) const HOLDINGS: &[Holding] = &[
    Holding {
        whose: members::BY_ROW,
        on_erase: OnErase::Remove,
        on_merge: OnMerge::KeepOwn(&[]),
        others: &["flags", "lot"],
        moments: &[],
        ..Holding::keyed("campaign_reach", "")
    },
    Holding::nobodys("campaign_reach_mark"),
    // A hash names nobody: it stays, so that nobody writes to the address again.
    Holding {
        others: &["hash"],
        ..Holding::nobodys("campaign_suppressions")
    },
];

/// How far members and what they said are followed.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub(super) member: i64,
    pub(super) consent: i64,
}

pub(super) async fn mark(reader: Reader<'_>) -> Result<Mark, DbError> {
    let sql = "SELECT row_seen, consent_seen FROM campaign_reach_mark WHERE place = 0";
    let rows = reader.query(sql, Vec::new()).await?;
    match rows.first() {
        Some(row) => Ok(Mark {
            member: row.get(0)?,
            consent: row.get(1)?,
        }),
        None => Ok(Mark {
            member: -1,
            consent: 0,
        }),
    }
}

pub(super) async fn keep_mark(write: &Write, mark: Mark) -> Result<(), DbError> {
    let sql = "INSERT INTO campaign_reach_mark (place, row_seen, consent_seen) VALUES (0, $1, $2) \
               ON CONFLICT (place) DO UPDATE SET row_seen = excluded.row_seen, consent_seen = excluded.consent_seen";
    write
        .execute(sql, vec![mark.member.into(), mark.consent.into()])
        .await
}

pub(in crate::campaigns) async fn last_member(reader: Reader<'_>) -> Result<i64, DbError> {
    reader
        .number("SELECT COALESCE(MAX(id), -1) FROM members")
        .await
}

pub(super) async fn last_consent(reader: Reader<'_>) -> Result<i64, DbError> {
    reader
        .number("SELECT COALESCE(MAX(number), 0) FROM member_consents")
        .await
}

/// The members who said something after the row `number`.
pub(super) async fn spoke_since(reader: Reader<'_>, number: i64) -> Result<Vec<i64>, DbError> {
    let sql = "SELECT DISTINCT m.id FROM member_consents c JOIN members m ON m.member_key = c.member_key \
               WHERE c.number > $1 ORDER BY m.id";
    rows_of(&reader.query(sql, vec![number.into()]).await?)
}

/// The members whose address came or went.
pub(super) async fn moved(reader: Reader<'_>) -> Result<Vec<i64>, DbError> {
    let sql = "SELECT m.id FROM campaign_reach r CROSS JOIN members m WHERE m.id = r.member_id \
               AND (r.flags & 3) <> (CASE WHEN m.mail IS NULL THEN 0 ELSE 1 END) \
               + (CASE WHEN m.phone IS NULL THEN 0 ELSE 2 END) ORDER BY m.id";
    rows_of(&reader.query(sql, Vec::new()).await?)
}

fn rows_of(rows: &[Row]) -> Result<Vec<i64>, DbError> {
    rows.iter().map(|row| row.get(0)).collect()
}

/// The members at an address.
pub(super) async fn members_at(
    reader: Reader<'_>,
    kind: AddressKind,
    plain: &str,
) -> Result<Vec<i64>, DbError> {
    let same = match kind {
        AddressKind::Mail => "LOWER(mail) = $1",
        AddressKind::Phone => {
            "REPLACE(REPLACE(REPLACE(REPLACE(phone, ' ', ''), '-', ''), '(', ''), ')', '') = $1"
        }
        AddressKind::Member => "member_key = $1",
    };
    let sql = format!("SELECT id FROM members WHERE {same} ORDER BY id");
    rows_of(&reader.query(&sql, vec![plain.into()]).await?)
}

pub(super) async fn forget_reach(write: &Write, members: &[i64]) -> Result<(), DbError> {
    let members: Vec<Value> = members.iter().map(|&member| member.into()).collect();
    write
        .execute_in("DELETE FROM campaign_reach WHERE member_id IN", &members)
        .await
}

pub(super) async fn forget_rows(write: &Write, first: i64, last: i64) -> Result<(), DbError> {
    let sql = "DELETE FROM campaign_reach WHERE member_id BETWEEN $1 AND $2";
    write.execute(sql, vec![first.into(), last.into()]).await
}

const REACH: Insert<3> = Insert {
    table: "campaign_reach",
    columns: ["member_id", "flags", "lot"],
    replace: false,
};

pub(super) async fn put_reach(write: &Write, rows: &[(i64, i64, i64)]) -> Result<(), DbError> {
    let rows = rows
        .iter()
        .map(|&(member, flags, lot)| [member.into(), flags.into(), lot.into()]);
    write.insert(&REACH, rows.collect()).await
}

/// What a member said, as its row has it.
pub(super) struct ConsentRow {
    pub(super) member: i64,
    pub(super) purpose: String,
    pub(super) granted: bool,
    pub(super) at: i64,
    pub(super) by: String,
}

/// The rows that a question about members gives, whichever they are.
async fn of_members(
    reader: Reader<'_>,
    select: &str,
    which: Which<'_>,
    after: &str,
) -> Result<Vec<Row>, DbError> {
    match which {
        Which::Rows(first, last) => {
            let sql = format!("{select} WHERE m.id BETWEEN $1 AND $2 {after}");
            reader.query(&sql, vec![first.into(), last.into()]).await
        }
        Which::These(members) => {
            let members: Vec<Value> = members.iter().map(|&member| member.into()).collect();
            reader
                .query_in(&format!("{select} WHERE m.id IN"), &members, after)
                .await
        }
    }
}

/// Everything that members said of purposes, of each the last last.
pub(super) async fn consents(
    reader: Reader<'_>,
    which: Which<'_>,
) -> Result<Vec<ConsentRow>, DbError> {
    let select = "SELECT m.id, c.purpose, c.granted, c.at, c.said_by FROM members m \
                  JOIN member_consents c ON c.member_key = m.member_key";
    let rows = of_members(reader, select, which, "ORDER BY m.id, c.at, c.number").await?;
    rows.iter()
        .map(|row| {
            Ok(ConsentRow {
                member: row.get(0)?,
                purpose: row.get(1)?,
                granted: row.get(2)?,
                at: row.get(3)?,
                by: row.get(4)?,
            })
        })
        .collect()
}

/// Who they are and where they are reached; how they stand is not in it yet.
pub(super) async fn people(reader: Reader<'_>, which: Which<'_>) -> Result<Vec<Standing>, DbError> {
    let select = "SELECT m.id, m.member_key, m.name, m.country, m.city, m.mail, m.phone, m.language FROM members m";
    let rows = of_members(reader, select, which, "ORDER BY m.id").await?;
    rows.iter()
        .map(|row| {
            let language: Option<String> = row.get(7)?;
            Ok(Standing {
                row: row.get(0)?,
                key: MemberKey::new(&row.get::<String>(1)?),
                name: row.get(2)?,
                country: row.get(3)?,
                city: row.get(4)?,
                mail: row.get(5)?,
                phone: row.get(6)?,
                language: language.and_then(|tag| Language::from_tag(&tag)),
                flags: 0,
                lot: 0,
            })
        })
        .collect()
}

pub(super) async fn suppress(
    write: &Write,
    kind: AddressKind,
    hash: &str,
    reason: Reason,
    by: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    // What was unsubscribed can be taken back by a later yes, and so gives way to what cannot; and is said anew.
    let sql = "INSERT INTO campaign_suppressions (kind, hash, reason, at, put_by) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (kind, hash) DO UPDATE SET reason = excluded.reason, at = excluded.at, put_by = excluded.put_by \
               WHERE campaign_suppressions.reason = 'unsubscribed'";
    let values = vec![
        kind.word().into(),
        hash.into(),
        reason.word().into(),
        now.micros().into(),
        by.into(),
    ];
    write.execute(sql, values).await
}

pub(super) async fn unsuppress(
    write: &Write,
    kind: AddressKind,
    hash: &str,
) -> Result<(), DbError> {
    let sql = "DELETE FROM campaign_suppressions WHERE kind = $1 AND hash = $2";
    write
        .execute(sql, vec![kind.word().into(), hash.into()])
        .await
}

fn entries(rows: &[Row]) -> Result<Vec<(String, Entry)>, DbError> {
    rows.iter()
        .map(|row| {
            let entry = Entry {
                reason: Reason::of(&row.get::<String>(1)?),
                at: Timestamp::from_micros(row.get(2)?),
            };
            Ok((row.get(0)?, entry))
        })
        .collect()
}

/// Which of these hashes are on the list.
pub(super) async fn suppressed(
    reader: Reader<'_>,
    kind: AddressKind,
    hashes: &[String],
) -> Result<Vec<(String, Entry)>, DbError> {
    let hashes: Vec<Value> = hashes.iter().map(|hash| hash.as_str().into()).collect();
    let sql = format!(
        "SELECT hash, reason, at FROM campaign_suppressions WHERE kind = '{}' AND hash IN",
        kind.word()
    );
    entries(&reader.query_in(&sql, &hashes, "").await?)
}

/// The whole list of a kind.
pub(super) async fn all_suppressed(
    reader: Reader<'_>,
    kind: AddressKind,
) -> Result<Vec<(String, Entry)>, DbError> {
    let sql = "SELECT hash, reason, at FROM campaign_suppressions WHERE kind = $1";
    entries(&reader.query(sql, vec![kind.word().into()]).await?)
}

pub(super) async fn suppressed_counts(
    reader: Reader<'_>,
) -> Result<Vec<(String, String, u64)>, DbError> {
    let sql = "SELECT kind, reason, COUNT(*) FROM campaign_suppressions GROUP BY kind, reason ORDER BY kind, reason";
    let rows = reader.query(sql, Vec::new()).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get::<i64>(2)?.unsigned_abs())))
        .collect()
}

/// The tables of an audience, in the order in which they are read fast: what is counted of members from end to end, and beside
/// each row what belongs to it, which lies in the same order.
pub(in crate::campaigns) fn from(asked: Option<&Asked>) -> String {
    let Some(asked) = asked else {
        return "campaign_reach r".to_owned();
    };
    let mut from = "member_features f CROSS JOIN campaign_reach r".to_owned();
    if asked.members {
        from.push_str(" CROSS JOIN members m");
    }
    if asked.scores {
        from.push_str(" LEFT JOIN member_scores s ON s.member_id = f.member_id");
    }
    from
}

/// The condition of an audience.
pub(in crate::campaigns) fn condition(asked: Option<&Asked>) -> String {
    match asked {
        Some(asked) => {
            let member = if asked.members {
                " AND m.id = f.member_id"
            } else {
                ""
            };
            // That everybody was counted up to some moment keeps an index from being read that has no moment.
            let condition = opaque(&format!("({}) AND f.cut > 0", asked.condition));
            format!("f.member_id = r.member_id{member} AND {condition}")
        }
        None => "1 = 1".to_owned(),
    }
}

/// A condition that no index is chosen for. The indices of what is known of members are in the order of a number: SQLite takes one
/// where it thinks that few fit, and over 700,000 members of whom many do, it then looks each of them up in another place
/// (measured: 4.6 s against 0.6 s).
pub(in crate::campaigns) fn opaque(condition: &str) -> String {
    format!("CASE WHEN {condition} THEN 1 ELSE 0 END = 1")
}

/// Joins those who were sent so many messages since a moment; numbers are written out, they are ours.
pub(in crate::campaigns) fn capped(most: u32, since: i64) -> String {
    format!(
        "LEFT JOIN (SELECT q.member_id FROM campaign_queue q WHERE q.state = 'sent' AND q.done >= {since} \
         GROUP BY q.member_id HAVING COUNT(*) >= {most}) often ON often.member_id = r.member_id"
    )
}

/// Counts an audience, and what is taken off it; each member under the first reason there is.
pub(super) async fn count(reader: Reader<'_>, wanted: &Wanted<'_>) -> Result<Counts, DbError> {
    let Asks {
        address,
        consent: _,
        stop,
    } = wanted.asks;
    let (mask, good) = (wanted.asks.mask(), wanted.asks.good());
    let fit = format!("(r.flags & {mask}) = {good}");
    let held = wanted.held.clone();
    // A join that takes nobody off costs a fifth of a second over a big shop.
    let (often, is_often, not_often) = if any_sent(reader, wanted.since).await? {
        let often = capped(wanted.cap_messages, wanted.since);
        (
            often,
            "often.member_id IS NOT NULL",
            "often.member_id IS NULL",
        )
    } else {
        (String::new(), "1 = 0", "1 = 1")
    };
    let sql = format!(
        "SELECT COUNT(*), \
         COUNT(CASE WHEN (r.flags & {address}) <> {address} THEN 1 END), \
         COUNT(CASE WHEN (r.flags & {address}) = {address} AND (r.flags & {stop}) <> 0 THEN 1 END), \
         COUNT(CASE WHEN (r.flags & {mask}) = {address} THEN 1 END), \
         COUNT(CASE WHEN {fit} AND {is_often} THEN 1 END), \
         COUNT(CASE WHEN {fit} AND {not_often} AND {held} THEN 1 END) \
         FROM {} {often} WHERE {}",
        from(wanted.asked),
        condition(wanted.asked),
    );
    let values = wanted
        .asked
        .map(|asked| asked.values.clone())
        .unwrap_or_default();
    let rows = reader.query(&sql, values).await?;
    let number = |column: usize| -> Result<u64, DbError> {
        match rows.first() {
            Some(row) => Ok(row.get::<i64>(column)?.unsigned_abs()),
            None => Ok(0),
        }
    };
    Ok(Counts {
        size: number(0)?,
        no_address: number(1)?,
        suppressed: number(2)?,
        no_consent: number(3)?,
        capped: number(4)?,
        held_out: number(5)?,
    })
}

/// Whether anybody was sent anything since a moment.
async fn any_sent(reader: Reader<'_>, since: i64) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM campaign_queue WHERE state = 'sent' AND done >= $1 LIMIT 1";
    Ok(!reader.query(sql, vec![since.into()]).await?.is_empty())
}

/// How many members said no to analysis.
pub(super) async fn no_analysis(reader: Reader<'_>) -> Result<u64, DbError> {
    let sql = format!("SELECT COUNT(*) FROM campaign_reach r WHERE (r.flags & {NO_ANALYSIS}) <> 0");
    Ok(reader.number(&sql).await?.unsigned_abs())
}

/// How many of an audience each campaign writes to that runs now.
pub(super) async fn overlaps(
    reader: Reader<'_>,
    asked: Option<&Asked>,
    but: &str,
) -> Result<Vec<(String, u64)>, DbError> {
    let mut values = asked.map(|asked| asked.values.clone()).unwrap_or_default();
    values.push(but.into());
    let sql = format!(
        "SELECT q.campaign, COUNT(*) FROM {} JOIN campaign_queue q ON q.member_id = r.member_id \
         JOIN campaigns c ON c.name = q.campaign \
         WHERE {} AND c.state IN ('sending', 'paused') AND q.arm = 'treated' AND q.campaign <> ${} \
         GROUP BY q.campaign ORDER BY q.campaign",
        from(asked),
        condition(asked),
        values.len(),
    );
    let rows = reader.query(&sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get::<i64>(1)?.unsigned_abs())))
        .collect()
}
