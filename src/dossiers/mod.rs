//! Everything that the shop holds of one member, over all rooms: given out, made one of two, erased, and proved gone.
//!
//! Owns: the order in which that is done over all tables, the record of erasures that are not over yet; the `erasures`
//! table.
//! Does not own: where anything is held (each room's `holdings()` says it), the index of profiles (`app` sees to it).
//! Holds: a table that no room's holdings name fails a test; a member is merged or erased in one transaction; an
//! erasure that was stopped is gone on with when it is asked for again; what an erasure says of itself was looked for
//! in every text of every table afterwards.

mod erasing;
mod export;
mod merging;
mod sql;
mod timeline;

use std::collections::BTreeMap;

use crate::access;
use crate::actions;
use crate::assistant;
use crate::audit::{self, AuditError};
use crate::campaigns;
use crate::catalog::{self, CatalogError};
use crate::db::{Db, DbError, Holding, Migration, Whose};
use crate::events;
use crate::features;
use crate::ids::MemberKey;
use crate::members::{self, MembersError, PointsError};
use crate::orders;
use crate::registry;

pub use erasing::{Erasure, Found, Proof};
pub use export::Dossier;
pub use timeline::{Happened, Moment, Timeline};

/// Why a dossier could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum DossiersError {
    /// There is no such member, and no erasure of one that is not over.
    #[error("there is no member {0}")]
    Unknown(MemberKey),
    /// A member is to be merged into themselves.
    #[error("{0} cannot be merged into itself: name two members")]
    Same(MemberKey),
    /// An erasure was begun by another program.
    #[error("the erasure {0} cannot be read; it was begun by another program")]
    Garbled(String),
    /// The members.
    #[error(transparent)]
    Members(#[from] MembersError),
    /// The ledger of points.
    #[error(transparent)]
    Points(#[from] PointsError),
    /// The goods.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The audit.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The schema of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    sql::MIGRATIONS.to_vec()
}

/// What all rooms hold of members; tables that others refer to come first.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    [
        catalog::holdings(),
        members::holdings(),
        orders::holdings(),
        events::holdings(),
        audit::holdings(),
        registry::holdings(),
        features::holdings(),
        actions::holdings(),
        campaigns::holdings(),
        assistant::holdings(),
        access::holdings(),
        vec![Holding::nobodys(sql::TABLE)],
    ]
    .concat()
}

/// So many rows of each table.
pub type Rows = BTreeMap<String, u64>;

/// The dossiers of all members.
#[derive(Clone, Debug)]
pub struct Dossiers {
    db: Db,
}

impl Dossiers {
    /// The dossiers of the members kept in `db`, which has the schema of every room.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// The key that `member` is kept under.
    async fn kept(&self, member: &MemberKey) -> Result<MemberKey, DossiersError> {
        let found = members::resolve(self.db.reader(), member).await?;
        found.ok_or_else(|| DossiersError::Unknown(member.clone()))
    }
}

/// The tables of `holdings` that are written when a member is merged or erased.
fn written(holdings: &[Holding]) -> Vec<&'static str> {
    let of_members = holdings
        .iter()
        .filter(|holding| !matches!(holding.whose, Whose::Nobody));
    of_members
        .map(|holding| holding.table)
        .chain([sql::TABLE])
        .collect()
}
