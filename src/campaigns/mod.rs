//! Campaigns: whom to address, with what offer, in which words, whether it may be, and whether it worked.
//!
//! Owns: briefs and their versions, comments and approval (`brief`, `approval`); who is addressed and who is not, with the list
//! of addresses that nothing goes to (`audience`); coupons and limits of prices (`offers`); [`copy`], the words of a campaign,
//! their rendering and their checks; [`writing`], how the model finds words; which of the texts a member gets (`choosing`); sending, and what comes back (`delivery`); what it
//! brought (`outcome`); the `campaigns` and `campaign_...` tables.
//! Does not own: the language model (`llm`); what an offer is worth to whom (`actions`); what carries a message (`senders`).
//! Holds:
//! - no word reaches a member before [`copy::check`] found no error in it; every name, amount, date and link in a text is a
//!   placeholder that code fills;
//! - what was approved is what is sent: a change makes a new version and loses the approval, and nobody approves what they wrote
//!   or changed last;
//! - a member is in a campaign once, and is looked at again, with everything that forbids, in the moment before the message goes;
//! - every message that goes, and everybody who is held out, is an event;
//! - every change is in the audit.

mod approval;
mod audience;
mod brief;
mod choosing;
pub mod copy;
mod delivery;
mod drafting;
mod offers;
mod outcome;
mod recording;
pub mod writing;

use std::sync::Arc;

use crate::access::Right;
use crate::actions::{ActionsError, Advisor};
use crate::audit::AuditError;
use crate::catalog::{Catalog, CatalogError};
use crate::config::CampaignSettings;
use crate::db::{Db, DbError, Holding, Migration};
use crate::events::EventsError;
use crate::features::FeaturesError;
use crate::members::promotions::PROMOTIONS;
use crate::members::{MembersError, PointsError};

use copy::{BrandWords, Voice};
use writing::WritingError;

pub use approval::{
    About, Campaign, CampaignState, Change, Comment, LONGEST_NAME, Listed, Overview, PausedFor,
    StateError, TextFindings, Version, VersionContent, can_be_a_name,
};
pub use audience::{AddressKind, Counted, Overlapped, SampledMember, SuppressionReason, TakenOff};
pub use brief::{
    Audience, Brief, BriefError, Choice, Chooser, Depth, Measured, Metric, Named, Offer, OfferKind,
    Schedule, Variant, Written, Wrong,
};
pub use choosing::{Replay, ReplayAsked, Valued};
pub use delivery::{
    Addressee, Bounce, BounceKind, BouncesTaken, COMMITTED, CampaignExport, ChatOffer, Claimed,
    CopyMade, ExportForm, Face, HandedOver, LEASE, Mailer, Manifest, PATIENCE, Preview, Progress,
    RowShown, UncertainDecision, UncertainMessage, Unsubscribed, Wording, Worked,
};
pub use drafting::{TextDrafted, TextWanted, TextsWanted, WordsBy};
pub use offers::{
    CouponError, PriceLimits, PriceRule, Priced, RedeemedCoupon, Redemption, allowed, price,
};

pub use outcome::{
    Anytime, ArmOutcome, Compared, DayLift, Difference, ForAll, Glance, Group, Outcome,
    SampleAsked, SampleSize, SegmentLift, VariantOutcome, Verdict, sample_size,
};

/// Why something about a campaign cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum CampaignsError {
    /// There is none of this name.
    #[error("there is no campaign `{0}`; `storekeeper campaign list` lists those that there are")]
    Unknown(String),
    /// A name that is none.
    #[error(
        "`{0}` cannot be the name of a campaign: give 1 to 60 letters, digits, blanks, or - _ . & '"
    )]
    Name(String),
    /// The name is taken.
    #[error("there is a campaign `{0}` already: give another name")]
    Taken(String),
    /// Somebody may not.
    #[error("as {role} you may not {}", right.told())]
    Role {
        /// What they are.
        role: crate::access::Role,
        /// What it takes.
        right: Right,
    },
    /// The brief is wrong, or lacks something.
    #[error(transparent)]
    Brief(#[from] BriefError),
    /// It is in another state, or cannot be decided so.
    #[error(transparent)]
    State(#[from] StateError),
    /// A coupon is not taken.
    #[error(transparent)]
    Coupon(#[from] CouponError),
    /// A text that is empty or too long.
    #[error("say it in 1 to {0} characters")]
    Words(usize),
    /// There is no such version.
    #[error("campaign `{0}` has no version {1}")]
    NoVersion(String, i64),
    /// An address that is none.
    #[error("this is no address: a mail address, a telephone number or a member's key is expected")]
    Address,
    /// An address that is not on the list.
    #[error("this address is not on the list of those that nothing goes to")]
    NotSuppressed,
    /// Bounces that name nothing, or too many.
    #[error("each bounce has a `message_id` or an `address`, and {0} at most come in one call")]
    Bounces(usize),
    /// A campaign without uncertain messages.
    #[error("campaign `{0}` has no uncertain message: there is nothing to decide")]
    NoneUncertain(String),
    /// Uncertain messages that may still be answered.
    #[error(
        "another program may still be waiting for the mail server's answer to some of these messages: decide in {0} s"
    )]
    MayBeAnswered(u64),
    /// A campaign with one text, where it takes several.
    #[error("campaign `{0}` has one text: there is nothing to choose among")]
    OneText(String),
    /// Too few draws whose time is over.
    #[error(
        "campaign `{0}` has {1} messages whose time for an order is over: it takes two to judge by; `choice.hours` says how long it is"
    )]
    FewDraws(String, usize),
    /// A campaign that nothing can be learnt from.
    #[error(
        "campaign `{0}` has no members of both arms whose window is over: it takes a holdout, and time, to learn from"
    )]
    NoTrial(String),
    /// A test was not sent.
    #[error("the test was not sent: {0}")]
    Test(String),
    /// No model is there to write.
    #[error(
        "there is no language model to write with: `storekeeper models pull` gets one, and `storekeeper serve` without --no-model uses it"
    )]
    NoModel,
    /// A text cannot be written at all.
    #[error(transparent)]
    Writing(#[from] WritingError),
    /// What is kept cannot be read.
    #[error("a campaign cannot be read ({0}): it was written by another program")]
    Garbled(String),
    /// The insights and segments.
    #[error(transparent)]
    Actions(#[from] ActionsError),
    /// The features.
    #[error(transparent)]
    Features(#[from] FeaturesError),
    /// The members.
    #[error(transparent)]
    Members(#[from] MembersError),
    /// Their points.
    #[error(transparent)]
    Points(#[from] PointsError),
    /// The goods.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The events.
    #[error(transparent)]
    Events(#[from] EventsError),
    /// The audit.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<serde_json::Error> for CampaignsError {
    fn from(error: serde_json::Error) -> Self {
        Self::Garbled(error.to_string())
    }
}

/// The tables that changes of a campaign write.
const TABLES: &[&str] = &[
    "audit",
    "campaign_comments",
    "campaign_coupons",
    "campaign_queue",
    "campaign_versions",
    "campaigns",
    "events",
    PROMOTIONS,
];

/// The schema of this room. It refers to that of `members`.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    [
        audience::sql::MIGRATIONS,
        offers::sql::MIGRATIONS,
        approval::sql::MIGRATIONS,
        delivery::sql::MIGRATIONS,
    ]
    .concat()
}

/// What this room holds of members.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    [
        audience::sql::HOLDINGS,
        offers::sql::HOLDINGS,
        approval::sql::HOLDINGS,
        delivery::sql::HOLDINGS,
    ]
    .concat()
}

/// The campaigns of a shop. Cheap to clone.
#[derive(Clone)]
pub struct Campaigns {
    /// Where they are kept.
    db: Db,
    /// The goods that they are about.
    catalog: Catalog,
    /// Who knows the segments, and what is estimated of members.
    advisor: Arc<Advisor>,
    /// What the shop allows.
    settings: CampaignSettings,
    /// The highest discount, in per cent.
    most_discount: i64,
    /// What lots and hashes of addresses are keyed with.
    secret: Arc<str>,
    /// The shop's voice, where it has one.
    voice: Option<Arc<BrandWords>>,
}

impl Campaigns {
    /// The campaigns kept in `db`; `most_discount` is the highest that the shop allows, in per cent. `secret` keys the lots and the
    /// hashes of the suppression list: with another one everybody has other lots, and nothing on the list is found again.
    #[must_use]
    pub fn new(
        db: Db,
        advisor: Arc<Advisor>,
        settings: CampaignSettings,
        most_discount: i64,
        secret: &str,
    ) -> Self {
        Self {
            catalog: Catalog::new(db.clone()),
            db,
            advisor,
            settings,
            most_discount,
            secret: Arc::from(secret),
            voice: None,
        }
    }

    /// The same ones of a shop with a voice of its own, which every text is held to.
    #[must_use]
    pub fn in_voice(mut self, voice: BrandWords) -> Self {
        self.voice = Some(Arc::new(voice));
        self
    }

    /// The voice in force; none where the shop has none.
    #[must_use]
    pub fn voice(&self) -> Option<Voice> {
        self.voice.as_ref().map(|voice| voice.voice())
    }
}
