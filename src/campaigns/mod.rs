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
mod refusing;
pub mod writing;

use std::sync::Arc;

use crate::actions::Advisor;
use crate::catalog::Catalog;
use crate::config::CampaignSettings;
use crate::db::{Db, Holding, Migration};
use crate::members::promotions::PROMOTIONS;

use copy::{BrandWords, Voice};

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
pub use refusing::CampaignsError;

pub use outcome::{
    Anytime, ArmOutcome, Compared, DayLift, Difference, ForAll, Glance, Group, Outcome,
    SampleAsked, SampleSize, SegmentLift, VariantOutcome, Verdict, sample_size,
};

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
