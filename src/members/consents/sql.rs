//! The `member_consents` table: nothing in it is ever changed, the newest row of a purpose holds.

use std::collections::HashMap;

use super::{Consent, IMPORT, Purpose};
use crate::clock::Timestamp;
use crate::db::{Insert, Migration, Reader, Value, Write};
use crate::ids::MemberKey;
use crate::members::MembersError;

/// The schema, oldest step first. What members and their choices held of it before moves here: it has one place.
pub(in crate::members) const MIGRATIONS: &[Migration] = &[Migration {
    name: "member_consents_0001",
    up: &[
        "CREATE TABLE member_consents (
            number BIGINT NOT NULL PRIMARY KEY,
            member_key TEXT NOT NULL,
            purpose TEXT NOT NULL,
            granted BOOLEAN NOT NULL,
            at BIGINT NOT NULL,
            said_by TEXT NOT NULL,
            source TEXT NOT NULL,
            wording TEXT
        )",
        "CREATE INDEX member_consents_member ON member_consents (member_key, purpose)",
        "INSERT INTO member_consents (number, member_key, purpose, granted, at, said_by, source) \
         SELECT 2 * id, member_key, 'marketing_mail', marketing, 0, 'import', 'import' \
         FROM members WHERE marketing IS NOT NULL",
        "INSERT INTO member_consents (number, member_key, purpose, granted, at, said_by, source) \
         SELECT 2 * m.id + 1, c.member_key, 'personalisation', c.personalised, 0, 'member', 'assistant' \
         FROM member_choices c JOIN members m ON m.member_key = c.member_key WHERE NOT c.personalised",
        "ALTER TABLE members DROP COLUMN marketing",
        "ALTER TABLE member_choices DROP COLUMN personalised",
    ],
}];

const CONSENTS: Insert<8> = Insert {
    table: "member_consents",
    columns: [
        "number",
        "member_key",
        "purpose",
        "granted",
        "at",
        "said_by",
        "source",
        "wording",
    ],
    replace: false,
};

/// Everything a member said, the oldest first. A purpose of a later program is left out.
pub(super) async fn history(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Vec<Consent>, MembersError> {
    let sql = "SELECT purpose, granted, at, said_by, source, wording FROM member_consents \
               WHERE member_key = $1 ORDER BY at, number";
    let mut said = Vec::new();
    for row in reader.query(sql, vec![member.as_str().into()]).await? {
        let Some(purpose) = Purpose::of(&row.get::<String>(0)?) else {
            continue;
        };
        let at: i64 = row.get(2)?;
        said.push(Consent {
            purpose,
            granted: row.get(1)?,
            at: (at != 0).then(|| Timestamp::from_micros(at)),
            by: row.get(3)?,
            source: row.get(4)?,
            wording: row.get(5)?,
        });
    }
    Ok(said)
}

/// Of each of `keys` who said anything about offers by mail: what, and whether a file of the shop said it.
pub(in crate::members) async fn marketing(
    reader: Reader<'_>,
    keys: &[Value],
) -> Result<HashMap<MemberKey, (bool, bool)>, MembersError> {
    let sql = "SELECT member_key, granted, said_by FROM member_consents \
               WHERE purpose = 'marketing_mail' AND member_key IN";
    let mut said = HashMap::new();
    for row in reader.query_in(sql, keys, "ORDER BY at, number").await? {
        let member = MemberKey::new(&row.get::<String>(0)?);
        said.insert(member, (row.get(1)?, row.get::<String>(2)? == IMPORT));
    }
    Ok(said)
}

/// Keeps what members say.
pub(in crate::members) async fn append(
    write: &Write,
    said: &[(&MemberKey, &Consent)],
) -> Result<(), MembersError> {
    let last = "SELECT COALESCE(MAX(number), 0) FROM member_consents";
    let last = write.reader().number(last).await?;
    let rows = (last + 1..).zip(said).map(|(number, (member, consent))| {
        [
            number.into(),
            member.as_str().into(),
            consent.purpose.word().into(),
            consent.granted.into(),
            consent.at.map_or(0, Timestamp::micros).into(),
            consent.by.as_str().into(),
            consent.source.as_str().into(),
            consent.wording.clone().into(),
        ]
    });
    Ok(write.insert(&CONSENTS, rows.collect()).await?)
}
