//! Plans: who is given which action within a budget, who proposed and who approved that, and the list for the shop's mailer.
//!
//! A plan goes `proposed -> approved -> exported`, or `proposed -> declined`; what is not approved and exported within seven
//! days is `expired`. Nothing is sent from here: the export is for the shop's own program.
//!
//! How what a plan did is measured: a share of the members it chooses is held out, drawn by a hash of the plan's name and the
//! member's key, after the same rule as the others; the arm of each is kept and stands in the export. The shop's mailer
//! reports what it sent as `Campaign Sent` (`campaign`: the column of that name in the export, `offer`: the per cent) and the
//! members of the arm `held_out` as `Campaign Held Out` (the same `campaign`), at the same moment. `train insights` then
//! compares the two arms, offer by offer. A campaign of the export has one offer, so that arms of different offers are never
//! mixed; calls and messages of the service have no `campaign`, since they are no mails with an offer.

mod deciding;
mod exporting;
mod gathering;
mod making;
mod marks;
mod sql;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::access::{Right, Role};
use crate::clock::Timestamp;
use crate::db::{Holding, Migration};
use crate::ids::MemberKey;
use crate::insights::segment::Filter;
use crate::money::Currency;

use super::Advisor;
use super::next::{Action, ActionKind, NextRules};

pub use exporting::{Export, ExportRow};

/// The schema of this part.
pub(super) fn migrations() -> Vec<Migration> {
    sql::MIGRATIONS.to_vec()
}

/// What is held of members.
pub(super) fn holdings() -> Vec<Holding> {
    sql::HOLDINGS.to_vec()
}

/// The longest name of a plan.
const LONGEST: usize = 60;
/// The greatest share that may be held out.
const MOST_HELD_OUT: f64 = 0.9;
/// The days that a plan holds.
const HOLDS_DAYS: i64 = 7;
/// Members that are shown with their arithmetic.
const SHOWN: usize = 10;

/// Why there is no plan, or why it stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// There is no such plan.
    #[error(
        "there is no plan `{0}`; `storekeeper insight actions list` lists those that there are"
    )]
    Unknown(String),
    /// A name that is none.
    #[error(
        "`{0}` cannot be the name of a plan: give 1 to 60 letters, digits, blanks, or - _ . & '"
    )]
    Name(String),
    /// The name is taken.
    #[error("there is a plan `{0}` already, and a plan is never changed: give another name")]
    Taken(String),
    /// A budget that is none.
    #[error("the budget is an amount above 0 in the shop's currency, such as 500 or 99.50")]
    Budget,
    /// A share that is none.
    #[error("the share to hold out is from 0 to 0.9, such as 0.1")]
    Holdout,
    /// Nobody is given anything.
    #[error(
        "the plan gives nobody anything within this budget and these limits: raise them, or ask for others"
    )]
    Empty,
    /// Nobody is named.
    #[error("say who it is: a name of 1 to 60 characters")]
    Nobody,
    /// Whoever decides is the author.
    #[error("{0} proposed this plan; somebody else has to approve it")]
    Author(String),
    /// The role may not.
    #[error("an agent does not plan, approve or export: that is for marketers and admins")]
    Role,
    /// A reason is missing.
    #[error("say why it is declined, in 1 to 500 characters")]
    Reason,
    /// It is in another state.
    #[error("plan `{name}` is {state}: {remedy}")]
    State {
        /// Which.
        name: String,
        /// Its state.
        state: PlanState,
        /// What can be done.
        remedy: &'static str,
    },
    /// It is not what was proposed.
    #[error("plan `{0}` is not what was proposed: its rows were changed since; propose a new one")]
    Changed(String),
}

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    /// It waits for somebody who approves it.
    Proposed,
    /// It may be exported.
    Approved,
    /// It will not be.
    Declined,
    /// It was; it may be again.
    Exported,
    /// Nobody approved and exported it in time.
    Expired,
}

impl PlanState {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Exported => "exported",
            Self::Expired => "expired",
        }
    }
}

impl std::fmt::Display for PlanState {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.word())
    }
}

/// Among whom a plan chooses.
#[derive(Clone, Debug, PartialEq)]
pub enum Whom {
    /// All members.
    Everybody,
    /// Those of a saved segment, by its filter.
    Segment(String),
    /// Those of whom a filter is true.
    Filter(Filter),
}

/// How many actions of a kind a plan may have, at most; none where there may be any number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLimits {
    /// Reminders.
    pub reminder: Option<u32>,
    /// Mails with a discount.
    pub offer: Option<u32>,
    /// Calls.
    pub call: Option<u32>,
    /// Messages of the service.
    pub care: Option<u32>,
}

impl PlanLimits {
    /// In the order of [`kind_of`].
    fn by_kind(self) -> [Option<u32>; 4] {
        [self.reminder, self.offer, self.call, self.care]
    }
}

/// The place of an action's kind among the limits; none of doing nothing.
fn kind_of(action: ActionKind) -> Option<usize> {
    match action {
        ActionKind::Wait => None,
        ActionKind::Reminder => Some(0),
        ActionKind::Offer { .. } => Some(1),
        ActionKind::Call => Some(2),
        ActionKind::Care => Some(3),
    }
}

/// What a plan is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanAsked {
    /// Among whom.
    pub whom: Whom,
    /// In minor units.
    pub budget: f64,
    /// By kind.
    pub limits: PlanLimits,
    /// The share of the chosen that is held out.
    pub holdout: f64,
}

/// In which arm a member of a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanArm {
    /// They are given the action.
    Treated,
    /// They would be, and are left alone, to see what comes without it.
    HeldOut,
}

impl PlanArm {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Treated => "treated",
            Self::HeldOut => "held_out",
        }
    }
}

/// What a plan does with one action.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Which action.
    #[serde(flatten)]
    pub action: ActionKind,
    /// How many are given it.
    pub members: u64,
    /// How many would be and are held out.
    pub held_out: u64,
    /// What it costs, expected.
    pub cost: f64,
    /// What it brings, expected.
    pub gain: f64,
    /// Whether its effect was measured; otherwise the shop assumes it.
    pub measured: bool,
}

/// A plan. Amounts are in minor units; costs and gains are expected ones, of the members who are given something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Up to when things counted, as RFC 3339 has it.
    pub as_of: String,
    /// The currency.
    pub currency: Currency,
    /// The saved segment that it chose among.
    pub segment: Option<String>,
    /// The filter that it chose by.
    pub filter: serde_json::Value,
    /// The filter in words.
    pub who: String,
    /// What may be spent.
    pub budget: f64,
    /// How many actions of a kind.
    pub limits: PlanLimits,
    /// The share that is held out.
    pub holdout: f64,
    /// The rules in force.
    pub rules: NextRules,
    /// Members that it chose among.
    pub considered: u64,
    /// Of them those for whom something is allowed and worth more than it costs.
    pub eligible: u64,
    /// Members who are given something.
    pub members: u64,
    /// Members who are held out.
    pub held_out: u64,
    /// By action.
    pub actions: Vec<Tally>,
    /// What it costs, expected.
    pub cost: f64,
    /// What it brings, expected, the cost already taken off.
    pub gain: f64,
    /// No plan within the budget and the limits brings more than this.
    pub bound: f64,
    /// The share of the bound that is lost at most.
    pub loss: f64,
    /// Whether none is better: the problem was small enough to search, or the gain is the bound.
    pub exact: bool,
    /// What one more unit of money would bring; 0 where the budget is not used up.
    pub price: f64,
    /// What it rests on, in English; [`Plan::assumptions_in`] has it in other words.
    pub assumptions: Vec<String>,
}

/// A member of a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanMember {
    /// Who.
    pub member: MemberKey,
    /// In which arm.
    pub arm: PlanArm,
    /// What, with its arithmetic.
    #[serde(flatten)]
    pub action: Action,
}

/// A plan that was made just now.
#[derive(Clone, Debug, Serialize)]
pub struct MadePlan {
    /// The plan.
    #[serde(flatten)]
    pub plan: Plan,
    /// The members it brings most with.
    pub some: Vec<PlanMember>,
    /// All rows.
    #[serde(skip)]
    rows: Vec<Chosen>,
}

/// What a plan has for one member.
#[derive(Clone, Copy, Debug)]
struct Chosen {
    member: i64,
    arm: PlanArm,
    action: Action,
}

/// A plan that is kept.
#[derive(Clone, Debug, Serialize)]
pub struct KeptPlan {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: PlanState,
    /// When it was proposed.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    pub proposed: Timestamp,
    /// By whom.
    pub by: String,
    /// Until when it may be approved and first exported.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    pub expires: Timestamp,
    /// When it was approved or declined, as RFC 3339 has it.
    pub decided: Option<String>,
    /// By whom.
    pub decided_by: Option<String>,
    /// Why it was declined.
    pub reason: Option<String>,
    /// When it was first exported, as RFC 3339 has it.
    pub exported: Option<String>,
    /// By whom.
    pub exported_by: Option<String>,
    /// The hash over everything that it says.
    pub hash: String,
    /// What it says.
    pub plan: Plan,
    /// The members it brings most with, of those who are still kept; only where one plan is shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub some: Vec<PlanMember>,
}

/// Somebody of the shop who plans or decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planner {
    /// What they are called: two names that differ only in blanks around or capitals are one person.
    name: String,
}

impl Planner {
    /// Who may plan and decide: marketers and admins.
    ///
    /// # Errors
    /// An agent, or no name.
    pub fn new(name: &str, role: Role) -> Result<Self, PlanError> {
        if !role.may(Right::ApprovePlan) {
            return Err(PlanError::Role);
        }
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST {
            return Err(PlanError::Nobody);
        }
        Ok(Self {
            name: name.to_owned(),
        })
    }

    /// Whether this is the person called `name`.
    fn is(&self, name: &str) -> bool {
        self.name.to_lowercase() == name.trim().to_lowercase()
    }
}

/// The plans of a shop.
#[derive(Clone, Copy)]
pub struct Plans<'a> {
    advisor: &'a Advisor,
}

impl Advisor {
    /// The plans: who is given which action within a budget.
    #[must_use]
    pub fn plans(&self) -> Plans<'_> {
        Plans { advisor: self }
    }
}

/// How many members were left out, by why.
pub type LeftOut = BTreeMap<String, u64>;

/// A name without blanks around it.
fn named(name: &str) -> Result<&str, PlanError> {
    let name = name.trim();
    let plain = |letter: char| letter.is_alphanumeric() || " -_.&'".contains(letter);
    if name.is_empty() || name.chars().count() > LONGEST || !name.chars().all(plain) {
        return Err(PlanError::Name(name.to_owned()));
    }
    Ok(name)
}
