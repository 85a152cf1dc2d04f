//! What members do one after another: how far visits come, which ways they take, who is like whom, what is unusual of
//! somebody, and whether a visit will end in an order.
//!
//! Owns: reading events and orders as people's acts and visits, the reports made of them, what kinds of acts are called.
//! Does not own: the estimators (`learn::behaviour`, `learn::classify`), events and orders themselves.
//! Holds: whoever said no to analysis is not read, nor are browsers that were ever tied to them. Work and memory have a
//! bound: of many people a sample is read, by a hash of their rows, and each report says how large it is. Too little data is
//! an error that says how much there is and how much it takes, and never a number.

mod deeds;
mod funnel;
mod intent;
mod like;
mod paths;
mod reading;
mod returning;
mod sql;
mod unusual;
mod watching;
mod words;

use serde::Serialize;

use crate::clock::Timestamp;
use crate::db::{Db, DbError};
use crate::ids::MemberKey;
use crate::learn::behaviour as estimates;
use crate::learn::classify::ClassifyError;

pub use deeds::Common;
pub use funnel::{FunnelPart, FunnelReport, Instead, Split, StageCount, StageName};
pub use intent::{Driver, IntentModel, IntentReport, VisitIntent};
pub use like::{Alike, LikeReport};
pub use paths::{After, KindInfluence, Next, PathsReport, Step, Way};
pub use returning::{Before, CameBack, Returned, Trigger};
pub use unusual::{Finding, Measure, Short, Unusual, UnusualMember, UnusualOf};
pub use words::{act_name, deed_name, measure_name, part_name, stage_name, trigger_name};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum BehaviourError {
    /// The shop knows of nothing.
    #[error(
        "the shop has neither events nor orders yet: import some, or send events to `/v1/batch`"
    )]
    Nothing,
    /// Nobody came.
    #[error(
        "no visits are known from {from} to {until}: look at more days (`--days`, `days=`), or send events to `/v1/batch`"
    )]
    NoVisits {
        /// The first day.
        from: String,
        /// The last.
        until: String,
    },
    /// The member is unknown here.
    #[error(
        "nothing is known of what member {0} does: the key is unknown, or the member said no to analysis"
    )]
    NoMember(String),
    /// The member did not come.
    #[error("member {member} did nothing in the shop in the last {days} days")]
    Idle {
        /// Who.
        member: String,
        /// Days that were looked at.
        days: u32,
    },
    /// Not enough is known.
    #[error("{known} {what} are too few: it takes {needed}")]
    TooFew {
        /// Of what.
        what: &'static str,
        /// How many there are.
        known: usize,
        /// How many it takes.
        needed: usize,
    },
    /// An estimator has no answer.
    #[error(transparent)]
    Estimates(#[from] estimates::BehaviourError),
    /// No classifier can be fitted.
    #[error(transparent)]
    Classify(#[from] ClassifyError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// How much was looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sample {
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Members, whether they did anything or not.
    pub members: usize,
    /// Browsers that nobody signed in with.
    pub visitors: usize,
    /// Events and orders.
    pub events: usize,
    /// The share of all people that was looked at, chosen by a hash; 1 is everybody.
    pub share: f64,
}

/// The silence that ends a visit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Silence {
    /// Minutes; half an hour, or the valley of the gaps between acts where that was asked for and there is one.
    pub minutes: f64,
    /// Whether it is the valley.
    pub valley: bool,
}

/// The visits to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visits {
    /// Days before the last thing that is known.
    pub days: u32,
    /// Whether visits end where the gaps between acts say so, instead of after half an hour.
    pub valley: bool,
}

/// What is known of what people do.
#[derive(Clone, Debug)]
pub struct Behaviour {
    db: Db,
}

impl Behaviour {
    /// What is kept in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// How far visits come: viewed, put in the basket, began the checkout, ordered; in all, and by a split.
    ///
    /// # Errors
    /// No visits, or the database fails.
    pub async fn funnel(
        &self,
        visits: Visits,
        by: Option<Split>,
        now: Timestamp,
    ) -> Result<FunnelReport, BehaviourError> {
        funnel::funnel(&self.db, visits, by, now).await
    }

    /// The ways that visits take, and what each kind of act does for an order.
    ///
    /// # Errors
    /// No visits, or the database fails.
    pub async fn paths(
        &self,
        visits: Visits,
        now: Timestamp,
    ) -> Result<PathsReport, BehaviourError> {
        paths::paths(&self.db, visits, now).await
    }

    /// The members most alike to one by what they did one after another, and which of those came back who had once been
    /// as quiet.
    ///
    /// # Errors
    /// An unknown member, one who did nothing, nobody to compare with, or the database fails.
    pub async fn like(
        &self,
        member: &MemberKey,
        now: Timestamp,
    ) -> Result<LikeReport, BehaviourError> {
        like::like(&self.db, member, now).await
    }

    /// What of a member's last four weeks is unusual against their own history.
    ///
    /// # Errors
    /// An unknown member, or the database fails.
    pub async fn unusual_of(
        &self,
        member: &MemberKey,
        now: Timestamp,
    ) -> Result<UnusualOf, BehaviourError> {
        unusual::of_member(&self.db, member, now).await
    }

    /// The members whose last week was most unusual for them.
    ///
    /// # Errors
    /// Nobody with a history, or the database fails.
    pub async fn unusual(&self, now: Timestamp) -> Result<Unusual, BehaviourError> {
        unusual::of_all(&self.db, now).await
    }

    /// A model of which visits end in an order, how good it is, and what it says of the visit that a member is in, or was
    /// in last.
    ///
    /// # Errors
    /// Too few visits with or without an order, an unknown member or one without a visit, or the database fails.
    pub async fn intent(
        &self,
        member: Option<&MemberKey>,
        now: Timestamp,
    ) -> Result<IntentReport, BehaviourError> {
        intent::intent(&self.db, member, now).await
    }
}

/// A member who may be looked at.
async fn known(db: &Db, member: &MemberKey) -> Result<sql::Member, BehaviourError> {
    let found = sql::one(db.reader(), member).await?;
    found.ok_or_else(|| BehaviourError::NoMember(member.as_str().to_owned()))
}

/// Whether as many are known as it takes.
fn too_few(what: &'static str, known: usize, needed: usize) -> Result<(), BehaviourError> {
    if known < needed {
        return Err(BehaviourError::TooFew {
            what,
            known,
            needed,
        });
    }
    Ok(())
}
