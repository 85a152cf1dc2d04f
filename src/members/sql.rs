//! The `members` table.

use std::collections::HashMap;

use super::merging::sql::not_erased;
use super::{Birthday, Member, MembersError, consents};
use crate::clock::Timestamp;
use crate::db::{Holding, Insert, Migration, OnErase, OnMerge, Reader, Value, Whose, Write};
use crate::ids::{Language, MemberKey};

/// The schema, oldest step first.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "members_0001",
        up: &["CREATE TABLE members (
            id BIGINT NOT NULL PRIMARY KEY,
            member_key TEXT NOT NULL UNIQUE,
            name TEXT,
            country TEXT
        )"],
    },
    Migration {
        name: "members_0002",
        up: &[
            "ALTER TABLE members ADD COLUMN city TEXT",
            "ALTER TABLE members ADD COLUMN mail TEXT",
            "ALTER TABLE members ADD COLUMN phone TEXT",
            "ALTER TABLE members ADD COLUMN language TEXT",
            "ALTER TABLE members ADD COLUMN joined BIGINT",
            "ALTER TABLE members ADD COLUMN marketing BOOLEAN",
        ],
    },
    Migration {
        name: "members_0003",
        up: &["CREATE INDEX members_mail ON members (mail)"],
    },
    Migration {
        name: "members_0005",
        up: &["ALTER TABLE members ADD COLUMN birthday TEXT"],
    },
];

/// What is read of a member.
const COLUMNS: &str =
    "id, member_key, name, country, city, mail, phone, language, joined, birthday";

/// What the tables of this room hold of members; those that others refer to come first.
pub(super) const HOLDINGS: &[Holding] = &[
    Holding {
        on_erase: OnErase::Pseudonymise(&[
            "name", "city", "mail", "phone", "language", "joined", "birthday",
        ]),
        on_merge: OnMerge::Follow,
        moments: &["joined"],
        ..Holding::keyed("members", "member_key")
    },
    Holding::keyed("member_addresses", "member_key"),
    Holding {
        on_merge: OnMerge::KeepOwn(&[]),
        ..Holding::keyed("member_choices", "member_key")
    },
    Holding::keyed("member_told", "member_key"),
    Holding::keyed("member_consents", "member_key"),
    Holding {
        on_merge: OnMerge::KeepOwn(&["tag"]),
        ..Holding::keyed("member_tags", "member_key")
    },
    Holding::keyed("member_notes", "member_key"),
    Holding {
        on_merge: OnMerge::KeepOwn(&["name"]),
        ..Holding::keyed("member_preferences", "member_key")
    },
    Holding::keyed("member_aliases", "member_key"),
    // The tier is decided anew from the orders of both.
    Holding {
        on_merge: OnMerge::KeepOwn(&[]),
        moments: &["since", "keeps_until", "decided"],
        ..Holding::keyed("member_tiers", "member_key")
    },
    Holding {
        moments: &["at", "noted"],
        ..Holding::keyed("member_tier_changes", "member_key")
    },
    Holding {
        on_merge: OnMerge::KeepOwn(&["name"]),
        others: &["name", "factor"],
        moments: &["begins", "ends", "taken_back"],
        ..Holding::keyed("member_promotions", "member_key")
    },
    Holding {
        others: &["idempotency_key", "content", "reference"],
        ..Holding::keyed("point_operations", "member_key")
    },
    Holding {
        others: &["award", "reference"],
        moments: &["at", "available_from", "expires"],
        ..Holding::keyed("point_lots", "member_key")
    },
    Holding::keyed("point_entries", "member_key"),
    Holding {
        others: &["reference", "used_for"],
        ..Holding::keyed("point_credits", "member_key")
    },
    // Rows are found by the mail address or telephone number in them.
    Holding {
        whose: Whose::Mentioned,
        on_merge: OnMerge::Follow,
        ..Holding::keyed("member_codes", "")
    },
];

/// Where a member is written.
const INSERT: Insert<10> = Insert {
    table: "members",
    columns: [
        "id",
        "member_key",
        "name",
        "country",
        "city",
        "mail",
        "phone",
        "language",
        "joined",
        "birthday",
    ],
    replace: true,
};

/// The members kept under `keys`, each with its row number.
pub(super) async fn find(
    reader: Reader<'_>,
    keys: impl Iterator<Item = &MemberKey>,
) -> Result<HashMap<MemberKey, (i64, Member)>, MembersError> {
    let sql = format!("SELECT {COLUMNS} FROM members WHERE member_key IN");
    let keys = as_values(keys);
    let marketing = consents::sql::marketing(reader, &keys).await?;
    let mut found = HashMap::new();
    for row in reader.query_in(&sql, &keys, "").await? {
        let key = MemberKey::new(&row.get::<String>(1)?);
        let member = Member {
            key: key.clone(),
            name: row.get(2)?,
            country: row.get(3)?,
            city: row.get(4)?,
            mail: row.get(5)?,
            phone: row.get(6)?,
            language: row
                .get::<Option<String>>(7)?
                .and_then(|tag| Language::from_tag(&tag)),
            joined: row.get::<Option<i64>>(8)?.map(Timestamp::from_micros),
            marketing: marketing.get(&key).map(|(granted, _)| *granted),
            birthday: row
                .get::<Option<String>>(9)?
                .and_then(|text| Birthday::parse(&text)),
        };
        found.insert(key, (row.get(0)?, member));
    }
    Ok(found)
}

/// How many members there are.
pub(super) async fn count(reader: Reader<'_>) -> Result<u64, MembersError> {
    Ok(reader
        .number(&format!(
            "SELECT COUNT(*) FROM members WHERE {}",
            not_erased()
        ))
        .await?
        .unsigned_abs())
}

/// The highest row number in use.
pub(super) async fn last_row(reader: Reader<'_>) -> Result<i64, MembersError> {
    Ok(reader
        .number("SELECT COALESCE(MAX(id), 0) FROM members")
        .await?)
}

/// Writes each member at its row number; what they agreed to is written elsewhere.
pub(super) async fn write(write: &Write, members: &[(i64, &Member)]) -> Result<(), MembersError> {
    let values = |(id, member): &(i64, &Member)| {
        [
            (*id).into(),
            member.key.as_str().into(),
            member.name.clone().into(),
            member.country.clone().into(),
            member.city.clone().into(),
            member.mail.clone().into(),
            member.phone.clone().into(),
            member.language.map(Language::tag).into(),
            member.joined.map(Timestamp::micros).into(),
            member.birthday.map(|day| day.to_string()).into(),
        ]
    };
    Ok(write
        .insert(&INSERT, members.iter().map(values).collect())
        .await?)
}

/// The row numbers of the members among `keys` that are kept.
pub(super) async fn rows_of(
    reader: Reader<'_>,
    keys: impl Iterator<Item = &MemberKey>,
) -> Result<HashMap<MemberKey, i64>, MembersError> {
    let sql = "SELECT member_key, id FROM members WHERE member_key IN";
    let rows = reader.query_in(sql, &as_values(keys), "").await?;
    rows.iter()
        .map(|row| Ok((MemberKey::new(&row.get::<String>(0)?), row.get(1)?)))
        .collect()
}

/// The keys of the members at `rows`.
pub(super) async fn keys_of(
    reader: Reader<'_>,
    rows: &[i64],
) -> Result<HashMap<i64, MemberKey>, MembersError> {
    let rows: Vec<Value> = rows.iter().map(|row| (*row).into()).collect();
    let sql = "SELECT id, member_key FROM members WHERE id IN";
    let rows = reader.query_in(sql, &rows, "").await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, MemberKey::new(&row.get::<String>(1)?))))
        .collect()
}

/// The row number and key of every member, by row number.
pub(super) async fn all_keys(reader: Reader<'_>) -> Result<Vec<(i64, MemberKey)>, MembersError> {
    let sql = "SELECT id, member_key FROM members ORDER BY id";
    let rows = reader.query(sql, Vec::new()).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, MemberKey::new(&row.get::<String>(1)?))))
        .collect()
}

/// The keys of the members who were put first.
pub(super) async fn first_keys(
    reader: Reader<'_>,
    limit: u32,
) -> Result<Vec<MemberKey>, MembersError> {
    let sql = format!(
        "SELECT member_key FROM members WHERE {} ORDER BY id LIMIT $1",
        not_erased()
    );
    let rows = reader.query(&sql, vec![i64::from(limit).into()]).await?;
    rows.iter()
        .map(|row| Ok(MemberKey::new(&row.get::<String>(0)?)))
        .collect()
}

/// The members with these mail addresses; of several with the same the one that was put first.
pub(super) async fn by_mail(
    reader: Reader<'_>,
    mails: impl Iterator<Item = &str>,
) -> Result<HashMap<String, MemberKey>, MembersError> {
    let sql = "SELECT mail, member_key, id FROM members WHERE mail IN";
    let mails: Vec<Value> = mails.map(Value::from).collect();
    let mut first: HashMap<String, (i64, MemberKey)> = HashMap::new();
    for row in reader.query_in(sql, &mails, "").await? {
        let (key, id) = (MemberKey::new(&row.get::<String>(1)?), row.get(2)?);
        let kept = first.entry(row.get(0)?).or_insert((id, key.clone()));
        if id < kept.0 {
            *kept = (id, key);
        }
    }
    let named = first.into_iter().map(|(mail, (_, key))| (mail, key));
    Ok(named.collect())
}

/// Keys as parameters.
fn as_values<'a>(keys: impl Iterator<Item = &'a MemberKey>) -> Vec<Value> {
    keys.map(|key| key.as_str().into()).collect()
}

/// SQL that asks for the row of the member whose key, or key before a merge, is the parameter `$1`.
pub const ROW_OF_KEY: &str = "SELECT id FROM members WHERE member_key = $1 UNION \
     SELECT m.id FROM member_aliases a JOIN members m ON m.member_key = a.member_key WHERE a.alias = $1";
