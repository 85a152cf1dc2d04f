//! What people did.
//!
//! Owns: events of members: sessions, products viewed and put in the cart, refunds, surveys, campaigns
//! received; the `events` table. Names follow Segment's e-commerce specification where it has one.
//! Does not own: orders and their states (`orders`), who is written to and why (`campaigns`).
//! Holds: an event's key is unique and an event never changes: putting it twice keeps it once.

mod sql;

use std::collections::HashSet;

use crate::catalog::{self, CatalogError};
use crate::clock::Timestamp;
use crate::db::{Changes, Db, DbError, Holding, Migration, differences, last_of_each};
use crate::ids::{MemberKey, ProductKey};
use crate::members::{self, MembersError};

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// A visit began; the value is its seconds.
    SessionStarted,
    /// A product's page was looked at.
    ProductViewed,
    /// A product was put in the cart; the value is how many.
    ProductAdded,
    /// A line of an order was sent back; the value is how many, the note the order's number.
    OrderRefunded,
    /// A survey was answered; the value is the score from 0 to 10, the note the order's number.
    SurveyAnswered,
    /// A campaign's message was sent; the value is its offer in per cent, the note the campaign's key.
    CampaignSent,
    /// The member was chosen for a campaign and, by lot, not written to; the note is the campaign's key.
    CampaignHeldOut,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::SessionStarted,
        Self::ProductViewed,
        Self::ProductAdded,
        Self::OrderRefunded,
        Self::SurveyAnswered,
        Self::CampaignSent,
        Self::CampaignHeldOut,
    ];

    /// The name it is kept under.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SessionStarted => "Session Started",
            Self::ProductViewed => "Product Viewed",
            Self::ProductAdded => "Product Added",
            Self::OrderRefunded => "Order Refunded",
            Self::SurveyAnswered => "Survey Answered",
            Self::CampaignSent => "Campaign Sent",
            Self::CampaignHeldOut => "Campaign Held Out",
        }
    }

    /// The kind kept under `name`.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

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
    sql::MIGRATIONS.to_vec()
}

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

    /// How many events of each kind there are; kinds without any are left out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn counts(&self) -> Result<Vec<(EventKind, u64)>, EventsError> {
        sql::counts(self.db.reader()).await
    }
}
