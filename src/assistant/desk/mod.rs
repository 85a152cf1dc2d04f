//! What the shop's own people ask: of a member, of many members, of demand and of what campaigns did.
//!
//! The way of a message is a shopper's way: it is planned, the plan is verified, code answers from the records. The
//! difference is in whose eyes it is: an [`Enquiry`] may name any member, so it is planned only in a conversation with
//! [`crate::access::Staff`], and what it says is a fixed phrase around numbers that code made. Such conversations are not
//! kept when the program ends, because members who are spoken of in them may ask to be forgotten; the audit has them.

mod answering;
mod behaving;
mod campaigning;
mod choosing;
mod cues;
mod enquiry;
mod lists;
mod planning;
mod refining;
mod thought;
mod vocabulary;
mod whom;
mod wishes;

use serde::{Deserialize, Serialize};

use crate::ids::MemberKey;

pub use campaigning::CampaignTask;
pub use enquiry::{Enquiry, Side};
pub(super) use enquiry::{grammar, parse};
pub use vocabulary::KnownWords;

/// What a conversation with somebody of the shop remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Desk {
    /// The member spoken of last.
    pub(super) member: Option<MemberKey>,
    /// The members listed last, in their order.
    pub(super) listed: Vec<MemberKey>,
    /// The filter that was asked last, as JSON.
    pub(super) filter: Option<serde_json::Value>,
    /// The campaign spoken of last.
    pub(super) campaign: Option<String>,
    /// The campaign that was put forward last.
    pub(super) proposed: Option<campaigning::Proposed>,
}

impl Desk {
    /// Takes in what an answer was about; what it does not speak of stays.
    pub(super) fn note(&mut self, of: Self) {
        let Self {
            member,
            listed,
            filter,
            campaign,
            proposed,
        } = of;
        if member.is_some() {
            self.member = member;
        }
        if !listed.is_empty() {
            self.listed = listed;
        }
        if filter.is_some() {
            self.filter = filter;
        }
        if campaign.is_some() {
            self.campaign = campaign;
        }
        if proposed.is_some() {
            self.proposed = proposed;
        }
    }
}
