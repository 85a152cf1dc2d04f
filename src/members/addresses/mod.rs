//! Where a member's goods are sent.

pub(super) mod sql;

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Members, MembersError};
use crate::access::random_name;
use crate::db::Reader;
use crate::ids::MemberKey;

/// A postal address, as a carrier needs it. What is not known, or not used in the country, is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    /// Who receives, where that is not the member.
    pub recipient: String,
    /// Street and house number.
    pub line1: String,
    /// Flat, floor, building.
    pub line2: String,
    /// City.
    pub city: String,
    /// State, province or county.
    pub region: String,
    /// Postal code.
    pub postal_code: String,
    /// Country, as the shop writes it.
    pub country: String,
}

impl Address {
    /// The parts that are there, in the order they are written on a parcel.
    fn parts(&self) -> impl Iterator<Item = &str> {
        [
            &self.recipient,
            &self.line1,
            &self.line2,
            &self.city,
            &self.region,
            &self.postal_code,
            &self.country,
        ]
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
    }
}

/// On one line, its parts with commas between them.
impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.parts().collect::<Vec<_>>().join(", "))
    }
}

/// An address in a member's book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeptAddress {
    /// Its name, to change or delete it by.
    pub id: String,
    /// What the member calls it: `home`, `office`.
    pub label: String,
    /// Whether goods go there where an order says no other.
    pub default: bool,
    /// The address.
    pub address: Address,
}

/// Addresses of one member at most.
const MOST: usize = 50;
/// Characters of each part at most.
const LONGEST: usize = 200;

impl Members {
    /// The addresses of a member, the default one first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn addresses(&self, member: &MemberKey) -> Result<Vec<KeptAddress>, MembersError> {
        sql::all_of(self.db.reader(), member).await
    }

    /// Puts an address into a member's book, or in the place of the one named `id`; the first one, and one that
    /// is put as the default, is the default from then on. Returns its name; `None` where there is no `id`.
    ///
    /// # Errors
    /// An address without a street or city, or too long; a full book; a member who is not kept; or the database
    /// fails. Then nothing was changed.
    pub async fn put_address(
        &self,
        member: &MemberKey,
        id: Option<&str>,
        label: &str,
        address: &Address,
        default: bool,
    ) -> Result<Option<String>, MembersError> {
        check(label, address)?;
        let write = self.db.write(&["member_addresses"]).await?;
        let member = super::kept(write.reader(), member).await?;
        let there = sql::all_of(write.reader(), &member).await?;
        let (id, was_default) = match id {
            None if there.len() >= MOST => return Err(MembersError::Full { most: MOST }),
            None => (random_name(8), false),
            Some(id) => match there.iter().find(|kept| kept.id == id) {
                Some(kept) => (id.to_owned(), kept.default),
                None => return Ok(None),
            },
        };
        let default = default || was_default || there.is_empty();
        if default {
            sql::no_default(&write, std::slice::from_ref(&member)).await?;
        }
        let kept = KeptAddress {
            id,
            label: label.trim().to_owned(),
            default,
            address: address.clone(),
        };
        sql::put(&write, &[(&member, &kept)]).await?;
        write.commit().await?;
        Ok(Some(kept.id))
    }

    /// Takes the address named `id` out of a member's book; false where there is none. Where it was the default,
    /// another one becomes it.
    ///
    /// # Errors
    /// Where the database fails; then nothing was changed.
    pub async fn remove_address(&self, member: &MemberKey, id: &str) -> Result<bool, MembersError> {
        let write = self.db.write(&["member_addresses"]).await?;
        let there = sql::all_of(write.reader(), member).await?;
        let (gone, left): (Vec<_>, Vec<_>) = there.into_iter().partition(|kept| kept.id == id);
        let Some(gone) = gone.first() else {
            return Ok(false);
        };
        sql::remove(&write, member, id).await?;
        if let Some(next) = left.into_iter().next().filter(|_| gone.default) {
            let next = KeptAddress {
                default: true,
                ..next
            };
            sql::put(&write, &[(member, &next)]).await?;
        }
        write.commit().await?;
        Ok(true)
    }

    /// The address that a member's goods go to where an order says no other.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn default_address(
        &self,
        member: &MemberKey,
    ) -> Result<Option<Address>, MembersError> {
        default_address(self.db.reader(), member).await
    }

    /// Keeps the default address of each member as the shop's books have it; one that was kept so already is
    /// replaced, one of the member's own stays in their book.
    ///
    /// # Errors
    /// Where the database fails; then nothing was changed.
    pub async fn put_default_addresses(
        &self,
        addresses: &[(MemberKey, Address)],
    ) -> Result<(), MembersError> {
        let write = self.db.write(&["member_addresses"]).await?;
        let members: Vec<MemberKey> = addresses.iter().map(|(member, _)| member.clone()).collect();
        sql::no_default(&write, &members).await?;
        let of_the_shop = |(member, address): &(MemberKey, Address)| KeptAddress {
            id: format!("{member}\n"),
            label: String::new(),
            default: true,
            address: address.clone(),
        };
        let kept: Vec<KeptAddress> = addresses.iter().map(of_the_shop).collect();
        let rows: Vec<_> = members.iter().zip(&kept).collect();
        sql::put(&write, &rows).await?;
        Ok(write.commit().await?)
    }
}

fn check(label: &str, address: &Address) -> Result<(), MembersError> {
    if address.line1.trim().is_empty() || address.city.trim().is_empty() {
        return Err(MembersError::Address);
    }
    let long = |part: &str| part.chars().count() > LONGEST;
    if long(label) || address.parts().any(long) {
        return Err(MembersError::Length {
            what: "part of an address",
            most: LONGEST,
        });
    }
    Ok(())
}

/// [`Members::default_address`] as a transaction sees it.
///
/// # Errors
/// Where the database fails.
pub async fn default_address(
    reader: Reader<'_>,
    member: &MemberKey,
) -> Result<Option<Address>, MembersError> {
    sql::default_of(reader, member).await
}
