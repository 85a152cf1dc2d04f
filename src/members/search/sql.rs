//! Searching the `members` table.

use super::FoundMember;
use crate::db::{Migration, Reader, Row, Value};
use crate::ids::MemberKey;
use crate::members::MembersError;
use crate::members::merging::sql::{PHONE, not_erased};

/// The index by whole names.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    name: "members_0006",
    up: &["CREATE INDEX members_name ON members (LOWER(name))"],
}];

fn found(row: &Row) -> Result<FoundMember, MembersError> {
    Ok(FoundMember {
        key: MemberKey::new(&row.get::<String>(0)?),
        name: row.get(1)?,
        city: row.get(2)?,
    })
}

/// The members with one of these names, which are in small letters.
pub(super) async fn named(
    reader: Reader<'_>,
    names: &[String],
) -> Result<Vec<FoundMember>, MembersError> {
    let sql = format!(
        "SELECT member_key, name, city FROM members WHERE {} AND LOWER(name) IN",
        not_erased()
    );
    let names: Vec<Value> = names.iter().map(|name| name.as_str().into()).collect();
    let rows = reader.query_in(&sql, &names, "").await?;
    rows.iter().map(found).collect()
}

/// The members of whom a text in small letters is a beginning, or some digits a part of the telephone number.
pub(super) async fn search(
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
        "SELECT member_key, name, city FROM members WHERE {} AND (
            LOWER(name) LIKE $1 ESCAPE '!' OR LOWER(name) LIKE $2 ESCAPE '!'
            OR LOWER(mail) LIKE $1 ESCAPE '!' OR LOWER(member_key) LIKE $1 ESCAPE '!'{by_phone})
         ORDER BY CASE WHEN LOWER(name) LIKE $1 ESCAPE '!' THEN 0 ELSE 1 END, name, member_key LIMIT $3",
        not_erased()
    );
    let rows = reader.query(&sql, values).await?;
    rows.iter().map(found).collect()
}

/// The text with the marks that a pattern would read set aside.
fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let mark = matches!(c, '%' | '_' | '!').then_some('!');
            mark.into_iter().chain(std::iter::once(c))
        })
        .collect()
}
