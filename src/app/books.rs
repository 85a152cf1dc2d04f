//! The rooms that keep facts, over one database.

use std::sync::Arc;

use anyhow::Result;

use super::rules::{brand_voice, open_inbox};
use super::{loyalty_rules, secret};
use crate::access::{self, Accounts};
use crate::actions::{self, Advisor};
use crate::assistant::{self, Chats, Inbox};
use crate::audit::{self, Audit};
use crate::campaigns::{self, Campaigns};
use crate::catalog::{self, Catalog};
use crate::config::Settings;
use crate::db::{Db, Migration};
use crate::dossiers::{self, Dossiers};
use crate::events::{self, Events, WriteKeys};
use crate::features;
use crate::members::{self, Members};
use crate::orders::{self, Loyalty, Orders};
use crate::registry::{self, Registry};

/// The rooms that keep facts.
#[derive(Clone)]
pub struct Books {
    /// The goods.
    pub catalog: Catalog,
    /// The members.
    pub members: Members,
    /// The orders.
    pub orders: Orders,
    /// What the orders bring them: tiers and points.
    pub loyalty: Loyalty,
    /// What the members did.
    pub events: Events,
    /// What lets events in.
    pub write_keys: WriteKeys,
    /// The database of all of them, for a room that is opened with more than it.
    pub(super) db: Db,
    /// What was answered, and why.
    pub audit: Audit,
    /// The accounts of the shop's people.
    pub accounts: Accounts,
    /// The conversations.
    pub chats: Chats,
    /// Those that a person of the shop was asked to take over.
    pub inbox: Inbox,
    /// Everything that is held of one member.
    pub dossiers: Dossiers,
    /// Which versions of fitted models answer.
    pub registry: Registry,
    /// What is thought of the members.
    pub advisor: Arc<Advisor>,
    /// The campaigns.
    pub campaigns: Arc<Campaigns>,
}

/// The schema of all rooms, each after those that it refers to.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    [
        catalog::migrations(),
        members::migrations(),
        orders::migrations(),
        events::migrations(),
        audit::migrations(),
        registry::migrations(),
        features::migrations(),
        actions::migrations(),
        campaigns::migrations(),
        assistant::migrations(),
        dossiers::migrations(),
        access::migrations(),
    ]
    .concat()
}

/// Opens the database that the settings name.
///
/// # Errors
/// A database that cannot be opened or is newer than this program.
pub async fn open_books(settings: &Settings) -> Result<Books> {
    open_books_at(settings, &settings.database()).await
}

/// Opens the database at `url` instead of the one that the settings name.
///
/// # Errors
/// As [`open_books`].
pub async fn open_books_at(settings: &Settings, url: &str) -> Result<Books> {
    let rules = loyalty_rules(settings)?;
    let db = Db::open(url, migrations()).await?;
    let advisor = Arc::new(Advisor::new(
        db.clone(),
        Registry::new(db.clone()),
        settings.actions,
    ));
    let campaigns = Campaigns::new(
        db.clone(),
        Arc::clone(&advisor),
        settings.campaigns.clone(),
        settings.actions.most_discount,
        &secret(settings, "campaigns.secret")?,
    );
    let campaigns = Arc::new(match brand_voice(settings)? {
        Some(voice) => campaigns.in_voice(voice),
        None => campaigns,
    });
    Ok(Books {
        catalog: Catalog::new(db.clone()),
        members: Members::new(db.clone()),
        orders: Orders::new(db.clone()),
        loyalty: Loyalty::new(db.clone(), Arc::new(rules)),
        events: Events::new(db.clone()),
        write_keys: WriteKeys::new(db.clone()),
        db: db.clone(),
        audit: Audit::new(db.clone()),
        accounts: Accounts::new(db.clone()),
        chats: Chats::new(db.clone()),
        inbox: open_inbox(settings, db.clone())?,
        dossiers: Dossiers::new(db.clone()),
        registry: Registry::new(db),
        advisor,
        campaigns,
    })
}
