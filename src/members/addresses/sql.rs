//! The `member_addresses` table.

use super::Address;
use crate::db::{Insert, Migration, Reader, Write};
use crate::ids::MemberKey;
use crate::members::MembersError;

/// The schema, oldest step first.
pub(in crate::members) const MIGRATIONS: &[Migration] = &[Migration {
    name: "member_addresses_0001",
    up: &[
        "CREATE TABLE member_addresses (
            id TEXT NOT NULL PRIMARY KEY,
            member_key TEXT NOT NULL,
            label TEXT NOT NULL,
            recipient TEXT NOT NULL,
            line1 TEXT NOT NULL,
            line2 TEXT NOT NULL,
            city TEXT NOT NULL,
            region TEXT NOT NULL,
            postal_code TEXT NOT NULL,
            country TEXT NOT NULL
        )",
        "CREATE INDEX member_addresses_member ON member_addresses (member_key)",
    ],
}];

/// The label of the address that holds where nothing else is said.
const DEFAULT: &str = "";

const ADDRESSES: Insert<10> = Insert {
    table: "member_addresses",
    columns: [
        "id",
        "member_key",
        "label",
        "recipient",
        "line1",
        "line2",
        "city",
        "region",
        "postal_code",
        "country",
    ],
    replace: true,
};

/// The default address of a member.
pub(super) async fn default_of(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Option<Address>, MembersError> {
    let sql = "SELECT recipient, line1, line2, city, region, postal_code, country \
               FROM member_addresses WHERE member_key = $1 AND label = $2";
    let values = vec![member.as_str().into(), DEFAULT.into()];
    let rows = reader.query(sql, values).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Address {
        recipient: row.get(0)?,
        line1: row.get(1)?,
        line2: row.get(2)?,
        city: row.get(3)?,
        region: row.get(4)?,
        postal_code: row.get(5)?,
        country: row.get(6)?,
    }))
}

/// Keeps default addresses.
pub(super) async fn put_default(
    write: &Write,
    addresses: &[(MemberKey, Address)],
) -> Result<(), MembersError> {
    let row = |(member, address): &(MemberKey, Address)| {
        let id = format!("{member}\n{DEFAULT}");
        [
            id.as_str(),
            member.as_str(),
            DEFAULT,
            &address.recipient,
            &address.line1,
            &address.line2,
            &address.city,
            &address.region,
            &address.postal_code,
            &address.country,
        ]
        .map(Into::into)
    };
    Ok(write
        .insert(&ADDRESSES, addresses.iter().map(row).collect())
        .await?)
}
