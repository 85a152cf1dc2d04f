//! Searching the `members` table.

use super::FoundMember;
use crate::db::{Migration, Reader, Row, Value, escaped};
use crate::ids::MemberKey;
use crate::members::MembersError;
use crate::members::merging::sql::{PHONE, not_erased};

/// The last word of a name in small letters: what is left without everything up to the last space.
const LAST_WORD: &str =
    "REPLACE(LOWER(name), RTRIM(LOWER(name), REPLACE(LOWER(name), ' ', '')), '')";
/// The last four digits of a telephone number.
const LAST_DIGITS: &str = "SUBSTR(REPLACE(REPLACE(REPLACE(REPLACE(phone, ' ', ''), '-', ''), '(', ''), ')', ''), \
    LENGTH(REPLACE(REPLACE(REPLACE(REPLACE(phone, ' ', ''), '-', ''), '(', ''), ')', '')) - 3)";

/// The indexes by names, and by how names, keys, addresses and numbers begin; those of whole names and numbers are among
/// them.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "members_0006",
        up: &["CREATE INDEX members_name ON members (LOWER(name))"],
    },
    Migration {
        name: "members_0007",
        up: &[
            "DROP INDEX members_name",
            "CREATE INDEX members_name ON members (LOWER(name) /*begins*/)",
            "CREATE INDEX members_last_word ON members \
             (REPLACE(LOWER(name), RTRIM(LOWER(name), REPLACE(LOWER(name), ' ', '')), '') /*begins*/)",
            "CREATE INDEX members_key_begins ON members (LOWER(member_key) /*begins*/)",
            "CREATE INDEX members_mail_begins ON members (LOWER(mail) /*begins*/)",
            "DROP INDEX members_phone",
            "CREATE INDEX members_phone ON members \
             (REPLACE(REPLACE(REPLACE(REPLACE(phone, ' ', ''), '-', ''), '(', ''), ')', '') /*begins*/)",
            "CREATE INDEX members_last_digits ON members \
             (SUBSTR(REPLACE(REPLACE(REPLACE(REPLACE(phone, ' ', ''), '-', ''), '(', ''), ')', ''), \
              LENGTH(REPLACE(REPLACE(REPLACE(REPLACE(phone, ' ', ''), '-', ''), '(', ''), ')', '')) - 3))",
        ],
    },
];

/// What is read of a member who was found.
const COLUMNS: &str = "member_key, name, city, mail, phone";

fn found(row: &Row) -> Result<FoundMember, MembersError> {
    Ok(FoundMember {
        key: MemberKey::new(&row.get::<String>(0)?),
        name: row.get(1)?,
        city: row.get(2)?,
        mail: row.get(3)?,
        phone: row.get(4)?,
    })
}

/// The members whose key, name, last word of the name, mail address or telephone number begins with a text in small
/// letters, or whose telephone number ends in these digits, of which there are four at least; in this order, each by
/// name. Some may come twice. One statement, a few rows of each index.
pub(super) async fn lookup(
    reader: Reader<'_>,
    text: &str,
    digits: Option<&str>,
    limit: u32,
) -> Result<Vec<FoundMember>, MembersError> {
    let mut values: Vec<Value> = vec![i64::from(limit).into()];
    let mut parts = Vec::new();
    let mut look = |by: &str, condition: String| {
        let number = parts.len();
        parts.push(format!(
            "SELECT * FROM (SELECT {COLUMNS}, CAST({number} AS BIGINT) AS place FROM members \
             WHERE {} AND {condition} ORDER BY {by} LIMIT $1) part{number}",
            not_erased()
        ));
    };
    for by in ["LOWER(member_key)", "LOWER(name)", LAST_WORD, "LOWER(mail)"] {
        look(by, reader.begins(by, text, &mut values));
    }
    if let Some(digits) = digits {
        for begin in [digits.to_owned(), format!("+{digits}")] {
            look(PHONE, reader.begins(PHONE, &begin, &mut values));
        }
        let last: String = digits
            .chars()
            .skip(digits.len().saturating_sub(4))
            .collect();
        values.extend([last.into(), format!("%{digits}").into()]);
        let (last, end) = (values.len() - 1, values.len());
        look(
            PHONE,
            format!("{LAST_DIGITS} = ${last} AND {PHONE} LIKE ${end}"),
        );
    }
    let rows = reader.query(&parts.join(" UNION ALL "), values).await?;
    let mut members = Vec::with_capacity(rows.len());
    for row in &rows {
        members.push((row.get::<i64>(5)?, found(row)?));
    }
    // No database promises an order over several parts.
    members.sort_by_cached_key(|(place, member)| {
        let name = member.name.as_ref().map(|name| name.to_lowercase());
        (*place, name, member.key.clone())
    });
    Ok(members.into_iter().map(|(_, member)| member).collect())
}

/// The members with one of these names, which are in small letters.
pub(super) async fn named(
    reader: Reader<'_>,
    names: &[String],
) -> Result<Vec<FoundMember>, MembersError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM members WHERE {} AND LOWER(name) IN",
        not_erased()
    );
    let names: Vec<Value> = names.iter().map(|name| name.as_str().into()).collect();
    let rows = reader.query_in(&sql, &names, "").await?;
    rows.iter().map(found).collect()
}

/// The members of whom a text in small letters is a beginning, or some digits a part of the telephone number.
pub(super) async fn scan(
    reader: Reader<'_>,
    text: &str,
    phone: Option<&str>,
    limit: u32,
) -> Result<Vec<FoundMember>, MembersError> {
    let text = escaped(text);
    let mut values: Vec<Value> = vec![
        format!("{text}%").into(),
        format!("% {text}%").into(),
        i64::from(limit).into(),
    ];
    let by_phone = phone.map_or_else(String::new, |digits| {
        values.push(format!("%{digits}%").into());
        format!(" OR {PHONE} LIKE $4")
    });
    let sql = format!(
        "SELECT {COLUMNS} FROM members WHERE {} AND (
            LOWER(name) LIKE $1 ESCAPE '!' OR LOWER(name) LIKE $2 ESCAPE '!'
            OR LOWER(mail) LIKE $1 ESCAPE '!' OR LOWER(member_key) LIKE $1 ESCAPE '!'{by_phone})
         ORDER BY CASE WHEN LOWER(name) LIKE $1 ESCAPE '!' THEN 0 ELSE 1 END, name, member_key LIMIT $3",
        not_erased()
    );
    let rows = reader.query(&sql, values).await?;
    rows.iter().map(found).collect()
}
