//! Where a member's goods are sent.

pub(super) mod sql;

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Members, MembersError};
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

impl Members {
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

    /// Keeps the default address of each member; one that is kept already is replaced.
    ///
    /// # Errors
    /// Where the database fails; then nothing was changed.
    pub async fn put_default_addresses(
        &self,
        addresses: &[(MemberKey, Address)],
    ) -> Result<(), MembersError> {
        let write = self.db.write(&["member_addresses"]).await?;
        sql::put_default(&write, addresses).await?;
        Ok(write.commit().await?)
    }
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
