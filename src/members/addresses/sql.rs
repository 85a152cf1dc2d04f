//! The `member_addresses` table.

use super::{Address, KeptAddress};
use crate::db::{Insert, Migration, Reader, Row, Value, Write};
use crate::ids::MemberKey;
use crate::members::MembersError;

/// The schema, oldest step first.
pub(in crate::members) const MIGRATIONS: &[Migration] = &[
    Migration {
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
    },
    Migration {
        name: "member_addresses_0002",
        up: &["ALTER TABLE member_addresses ADD COLUMN is_default BOOLEAN NOT NULL DEFAULT TRUE"],
    },
];

const ADDRESSES: Insert<11> = Insert {
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
        "is_default",
    ],
    replace: true,
};

/// The default address of a member.
pub(super) async fn default_of(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Option<Address>, MembersError> {
    let all = all_of(reader, member).await?.into_iter();
    let mut defaults = all.filter(|kept| kept.default);
    Ok(defaults.next().map(|kept| kept.address))
}

/// The addresses of a member, the default one first.
pub(super) async fn all_of(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Vec<KeptAddress>, MembersError> {
    let sql = "SELECT recipient, line1, line2, city, region, postal_code, country, id, label, is_default \
               FROM member_addresses WHERE member_key = $1 ORDER BY is_default DESC, id";
    let rows = reader.query(sql, vec![member.as_str().into()]).await?;
    rows.iter().map(kept).collect()
}

fn kept(row: &Row) -> Result<KeptAddress, MembersError> {
    Ok(KeptAddress {
        id: row.get(7)?,
        label: row.get(8)?,
        default: row.get(9)?,
        address: Address {
            recipient: row.get(0)?,
            line1: row.get(1)?,
            line2: row.get(2)?,
            city: row.get(3)?,
            region: row.get(4)?,
            postal_code: row.get(5)?,
            country: row.get(6)?,
        },
    })
}

/// Keeps addresses.
pub(super) async fn put(
    write: &Write,
    addresses: &[(&MemberKey, &KeptAddress)],
) -> Result<(), MembersError> {
    let row = |(member, kept): &(&MemberKey, &KeptAddress)| {
        let address = &kept.address;
        let texts = [
            kept.id.as_str(),
            member.as_str(),
            &kept.label,
            &address.recipient,
            &address.line1,
            &address.line2,
            &address.city,
            &address.region,
            &address.postal_code,
            &address.country,
        ];
        let mut texts = texts
            .map(Value::from)
            .into_iter()
            .chain([kept.default.into()]);
        // As many as there are columns.
        std::array::from_fn(|_| texts.next().unwrap_or_else(|| "".into()))
    };
    Ok(write
        .insert(&ADDRESSES, addresses.iter().map(row).collect())
        .await?)
}

/// Leaves members without a default address, until one is put.
pub(super) async fn no_default(write: &Write, members: &[MemberKey]) -> Result<(), MembersError> {
    let sql = "UPDATE member_addresses SET is_default = FALSE WHERE member_key IN";
    let members: Vec<Value> = members
        .iter()
        .map(|member| member.as_str().into())
        .collect();
    Ok(write.execute_in(sql, &members).await?)
}

/// Takes an address out.
pub(super) async fn remove(
    write: &Write,
    member: &MemberKey,
    id: &str,
) -> Result<(), MembersError> {
    let sql = "DELETE FROM member_addresses WHERE member_key = $1 AND id = $2";
    let values = vec![member.as_str().into(), id.into()];
    Ok(write.execute(sql, values).await?)
}
