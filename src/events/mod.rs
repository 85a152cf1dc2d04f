//! What people did.
//!
//! Owns: events: sessions, products viewed and put in the cart, refunds, surveys, campaigns received; whose an event
//! is, of a member or of a browser that nobody signed in with yet; how they come in ([`Intake`]), with what right
//! ([`WriteKeys`]), and what could not be kept; [`Surveys`] and what members say to them; the `events`, `visitors`,
//! `visitor_ties`, `event_rejects`, `write_keys` and `survey_invitations` tables. The list of events is `EVENTS.md`.
//! Does not own: orders and their states (`orders`), who is written to and why (`campaigns`), the calls over HTTP (`http`).
//! Holds: an event's key is unique and an event never changes: putting it twice keeps it once. What was answered as kept
//! is on the disk. An event gives nobody a right.

#![doc = include_str!("EVENTS.md")]

mod intake;
mod keeping;
mod kinds;
mod rejects;
mod sql;
mod surveys;
mod vocabulary;
mod wire;
mod write_keys;

use std::collections::HashSet;

pub use intake::{Intake, IntakeError};
pub use keeping::Kept;
pub use kinds::EventKind;
pub use rejects::{KeptReject, Replayed};
pub use surveys::{
    Answer, CsatReport, Definitions, Invitation, NpsReport, Survey, SurveyKind, SurveyReport,
    Surveys, SurveysError,
};
pub use vocabulary::{Entry, Property, PropertyForm, Sender, document, vocabulary};
pub use wire::{Batch, Call, Reading};
pub use write_keys::{KeyKind, WriteKey, WriteKeys};

use crate::catalog::{self, CatalogError};
use crate::clock::Timestamp;
use crate::db::{Changes, Db, DbError, Holding, Migration, Write, differences, last_of_each};
use crate::ids::{MemberKey, ProductKey};
use crate::members::{self, MembersError};

/// One thing that a member did, or that was done to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The sender's own key of it (Segment's `messageId`).
    pub key: String,
    /// Whose it is.
    pub member: MemberKey,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// The product it is about; it must be in the catalogue.
    pub product: Option<ProductKey>,
    /// A number, as the kind says.
    pub value: Option<i64>,
    /// A key or number of something else, as the kind says.
    pub note: Option<String>,
}

/// Something that this program did to a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The key of it.
    pub key: String,
    /// The member's row.
    pub member: i64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// A number, as the kind says.
    pub value: Option<i64>,
    /// A key of something else, as the kind says.
    pub note: String,
}

/// Keeps what this program did to members, within a transaction that writes `events` and something else, so that both are kept
/// or neither; what is kept under a key already stays as it is.
///
/// # Errors
/// Where the database fails.
pub async fn tell(write: &Write, told: &[Told]) -> Result<(), EventsError> {
    if told.is_empty() {
        return Ok(());
    }
    let first = sql::last_row(write.reader()).await? + 1;
    sql::arrivals::tell(write, first, told).await
}

/// Something that somebody did whom nobody knows (yet).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The key of it.
    pub key: String,
    /// What names the visitor; no address of a person.
    pub visitor: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// The product it is about; one that is not in the catalogue is left away.
    pub product: Option<ProductKey>,
    /// A number, as the kind says.
    pub value: Option<i64>,
    /// A key or number of something else, as the kind says.
    pub note: Option<String>,
}

/// A product's page that somebody looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Who: a number that means nothing elsewhere, the same for everything that one person or browser did.
    pub who: i64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub product: ProductKey,
}

/// Why events could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum EventsError {
    /// An event has an empty key.
    #[error("an event of member {0} has no key and cannot be kept")]
    NoKey(MemberKey),
    /// An event names a member that is not kept.
    #[error("event {event} names member {member}, who is not kept; put the member first")]
    UnknownMember {
        /// Which event.
        event: String,
        /// The member.
        member: MemberKey,
    },
    /// An event names a product that is not in the catalogue.
    #[error(
        "event {event} names product {product}, which is not in the catalogue; put the product first"
    )]
    UnknownProduct {
        /// Which event.
        event: String,
        /// The product.
        product: ProductKey,
    },
    /// An event is kept in a form this program does not understand.
    #[error("event {event} cannot be read from the database: {reason}; put it again")]
    Unreadable {
        /// Which event.
        event: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A write key cannot be called so.
    #[error("`{0}` is no name for a write key: a word such as `storefront` is")]
    KeyName(String),
    /// A write key is called so already.
    #[error("there is a write key `{0}` already; revoked ones keep their names, choose another")]
    KeyTaken(String),
    /// There is no such write key.
    #[error("no write key `{0}` holds; `storekeeper token write-key list` shows those that do")]
    NoSuchKey(String),
    /// The catalogue failed.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The members failed.
    #[error(transparent)]
    Members(#[from] MembersError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What this room holds of members: what they did.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    sql::HOLDINGS.to_vec()
}

/// The schema of this room. It refers to that of `catalog` and `members`, which come before it.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    [sql::MIGRATIONS, surveys::MIGRATIONS].concat()
}

/// The purpose that links to surveys are signed for ([`Keys::sign_link`](crate::access::Keys::sign_link)).
pub const SURVEY_LINKS: &str = "survey";

/// The events that are kept.
#[derive(Clone, Debug)]
pub struct Events {
    /// Where they are kept.
    db: Db,
}

impl Events {
    /// The events kept in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Keeps `events` in one transaction. Where a key occurs twice the last one counts.
    ///
    /// # Errors
    /// Where an event has no key or names a member or product that is not kept, or the database fails;
    /// then nothing was written.
    pub async fn put(&self, events: &[Event]) -> Result<Changes, EventsError> {
        if let Some(nameless) = events.iter().find(|event| event.key.is_empty()) {
            return Err(EventsError::NoKey(nameless.member.clone()));
        }
        let events = last_of_each(events, |event| &event.key);
        let write = self.db.write(&["events"]).await?;
        let products: HashSet<&ProductKey> = events
            .iter()
            .filter_map(|event| event.product.as_ref())
            .collect();
        let owners: HashSet<&MemberKey> = events.iter().map(|event| &event.member).collect();
        let products = catalog::rows_of(write.reader(), products.into_iter()).await?;
        let owners = members::rows_of(write.reader(), owners.into_iter()).await?;
        let rows = events
            .iter()
            .map(|event| sql::KeptEvent::of(event, &owners, &products))
            .collect::<Result<Vec<_>, _>>()?;
        let kept = sql::find(write.reader(), rows.iter().map(|row| &row.key)).await?;
        let last = sql::last_row(write.reader()).await?;
        let different = differences(&rows, &kept, |row| &row.key, last);
        sql::write(&write, &different.rows).await?;
        write.commit().await?;
        Ok(different.changes)
    }

    /// The newest `limit` events of `member`, newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn latest(&self, member: &MemberKey, limit: u32) -> Result<Vec<Event>, EventsError> {
        let rows = members::rows_of(self.db.reader(), std::iter::once(member)).await?;
        let Some(&row) = rows.get(member) else {
            return Ok(Vec::new());
        };
        let kept = sql::latest_of(self.db.reader(), row, limit).await?;
        let products: Vec<i64> = kept.iter().filter_map(|event| event.product).collect();
        let keys = catalog::keys_of(self.db.reader(), &products).await?;
        kept.into_iter()
            .map(|event| event.named(member, &keys))
            .collect()
    }

    /// The properties of an event that came in, as JSON; `None` where it has none or is not kept.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn properties(&self, key: &str) -> Result<Option<String>, EventsError> {
        sql::arrivals::properties(self.db.reader(), key).await
    }

    /// Every page of a product that somebody looked at, person by person, each one's in the order of time.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn views(&self) -> Result<Vec<View>, EventsError> {
        sql::views(self.db.reader()).await
    }

    /// How many events of each kind there are; kinds without any are left out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn counts(&self) -> Result<Vec<(EventKind, u64)>, EventsError> {
        sql::counts(self.db.reader()).await
    }
}
