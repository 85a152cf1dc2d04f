//! What the shop thinks of a member, and what it may do about it.
//!
//! Owns: fitting the insights to the members of now, what they say of one member with their reasons, which actions are
//! allowed for whom, what each would change and is worth; what clusters are called; plans of actions for many members
//! within a budget, their approval and their export; the drivers and actions in plain words.
//! Does not own: the insights themselves (`insights`), the counting (`features`), sending anything (`campaigns`).
//! Holds: nothing is done here: every action is a proposal, with its arithmetic and its assumptions, for a person to
//! approve. An action that the member did not agree to, or that comes too often, is not proposed.

mod contract;
mod effects;
mod fitting;
mod lapsing;
mod member;
mod naming;
mod next;
mod plans;
pub mod plots;
mod segments;
mod sql;
mod survival;
mod waits;
mod words;

use std::sync::{Arc, PoisonError, RwLock};

use crate::clock::Timestamp;
use crate::db::{Db, DbError, Holding, Migration};
use crate::features::{Cut, Features, FeaturesError, Watermark};
use crate::ids::Both;
use crate::insights::behaviour::Behaviour;
use crate::insights::churn::ChurnError;
use crate::insights::demand::{Demand, DemandError, Wanted, demand};
use crate::insights::segment::clusters::NameError;
use crate::insights::segment::cohorts::{Cohorts, CohortsError, cohorts};
use crate::insights::survival::NextOrder;
use crate::learn::forecast::stock::Supply;
use crate::learn::lifetime::LifetimeError;
use crate::learn::survival::SurvivalError;
use crate::orders::LoyaltyError;
use crate::prompts::PromptError;
use crate::registry::{Registry, RegistryError};

pub use contract::CONTRACT;
pub use effects::{Effect, Effects};
pub use fitting::{Fitted, ModelsWanted, Overview};
pub use lapsing::Lapsing;
pub use member::{CategoryDue, ChurnView, DueBy, DueView, MemberInsight, Past, ValueView};
pub use naming::{ClusterName, ClusterView, NamedBy, Unnamed};
pub use next::{Action, ActionKind, NextRules, Reason, Refused};
pub use plans::{
    Export, ExportRow, KeptPlan, LeftOut, MadePlan, Plan, PlanArm, PlanAsked, PlanError,
    PlanLimits, PlanMember, PlanState, Planner, Plans, Tally, Whom,
};
pub use segments::{MemberTable, Segment, SegmentSize, Segments, TableColumn};
pub use survival::{Survival, SurvivalGroup, SurvivalTest};
pub use waits::{Begun, OneAtATime, WaitCurve};
pub use words::{
    action_name, action_words, amount, churn_words, contract_words, driver_words, due_words,
    effect_words, reason_words, relief_words, value_words,
};

/// What the versions of the insights are kept as.
pub const INSIGHTS: &str = "insights";

/// Why there is no insight.
#[derive(Debug, thiserror::Error)]
pub enum ActionsError {
    /// Nothing was fitted yet.
    #[error("{}", self.english())]
    NotFitted,
    /// The member is unknown here.
    #[error(
        "nothing is counted of member {0}: the key is unknown, or the member said no to analysis, or joined after the last fit"
    )]
    NoMember(String),
    /// No model of contracts was fitted yet.
    #[error(
        "no model of contracts was fitted yet: run `storekeeper train churn --data FILE --target COLUMN`"
    )]
    NoContract,
    /// There is no such segment.
    #[error("{}", self.english())]
    NoSegment(String),
    /// A name that is none.
    #[error("{}", self.english())]
    SegmentName(String),
    /// There is no such cluster.
    #[error("there is no cluster `{0}`; `storekeeper insight clusters` lists those that there are")]
    NoCluster(String),
    /// A name that is none.
    #[error("`{0}` cannot be the name of a cluster: give 1 to 60 characters in one line")]
    ClusterName(String),
    /// A name that is another cluster's.
    #[error(transparent)]
    ClusterNamed(#[from] NameError),
    /// A prompt cannot be read.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// There is no such plan, or it cannot be made, approved or exported.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// What is kept cannot be read.
    #[error("the fitted insights cannot be read ({0}): run `storekeeper train insights` again")]
    Garbled(String),
    /// Too little to fit the model of buying.
    #[error(transparent)]
    Lifetime(#[from] LifetimeError),
    /// Too little to fit the model of leaving.
    #[error(transparent)]
    Churn(#[from] ChurnError),
    /// The demand cannot be told.
    #[error(transparent)]
    Demand(#[from] DemandError),
    /// The orders cannot be put into cohorts.
    #[error(transparent)]
    Cohorts(#[from] CohortsError),
    /// The times between orders cannot be told.
    #[error(transparent)]
    Survival(#[from] SurvivalError),
    /// The features failed.
    #[error(transparent)]
    Features(#[from] FeaturesError),
    /// What members bought could not be held against the rules of the tiers.
    #[error(transparent)]
    Loyalty(#[from] LoyaltyError),
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<serde_json::Error> for ActionsError {
    fn from(error: serde_json::Error) -> Self {
        Self::Garbled(error.to_string())
    }
}

impl ActionsError {
    /// Whether it says only that nothing was fitted yet.
    #[must_use]
    pub fn is_not_fitted(&self) -> bool {
        matches!(self, Self::NotFitted)
    }

    /// What whoever works with segments and campaigns is told in both languages; none of what is said in English alone.
    #[must_use]
    pub fn told(&self) -> Option<Both> {
        Some(match self {
            Self::NotFitted => Both::new(
                "the insights were not fitted yet: run `storekeeper train insights`",
                "会员洞察尚未计算：请先运行 `storekeeper train insights`",
            ),
            Self::NoSegment(name) => Both::new(
                format!(
                    "there is no saved segment `{name}`; `storekeeper insight segments` lists those that there are"
                ),
                format!("没有名为“{name}”的分群，可能已被删除：请另选分群"),
            ),
            Self::SegmentName(name) => Both::new(
                format!(
                    "`{name}` cannot be the name of a segment: give 1 to 60 letters, digits, blanks, or - _ . & '"
                ),
                format!("“{name}”不能用作分群名称：请使用 1 到 60 个文字、数字、空格或 - _ . & '"),
            ),
            _ => return None,
        })
    }

    /// What is said in English of that which is said in both languages.
    fn english(&self) -> String {
        self.told().map(|told| told.en).unwrap_or_default()
    }
}

/// The schema of this room. It refers to that of `members`.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    [segments::migrations(), plans::migrations()].concat()
}

/// What this room holds of members: who is in which saved segment, and what plans have for them.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    [segments::holdings(), plans::holdings()].concat()
}

/// What was fitted last, with its number.
type Known = (i64, Arc<Fitted>);

/// What is thought of the members.
#[derive(Clone)]
pub struct Advisor {
    db: Db,
    features: Features,
    segments: Segments,
    registry: Registry,
    rules: Arc<NextRules>,
    /// What was fitted last, once it was read.
    fitted: Arc<RwLock<Option<Known>>>,
    /// The curves that belong to it, once they were asked for.
    waits: Arc<waits::Waits>,
}

impl Advisor {
    /// An advisor over what is kept in `db`.
    #[must_use]
    pub fn new(db: Db, registry: Registry, rules: NextRules) -> Self {
        Self {
            features: Features::new(db.clone()),
            segments: Segments::new(db.clone()),
            db,
            registry,
            rules: Arc::new(rules),
            fitted: Arc::default(),
            waits: Arc::default(),
        }
    }

    /// What will be asked for of a product or a category in the coming weeks, and the stock that it asks for.
    ///
    /// # Errors
    /// Too little is known of it, or the database fails.
    pub async fn demand(
        &self,
        wanted: &Wanted,
        weeks: usize,
        supply: Supply,
        now: Timestamp,
    ) -> Result<Demand, ActionsError> {
        let cut = self.features.latest(now).await?;
        Ok(demand(&self.db, wanted, cut.at, weeks, supply).await?)
    }

    /// Who comes back, by the month of the first order; and how long it takes.
    ///
    /// # Errors
    /// The shop has no orders, or the database fails.
    pub async fn returning(&self, now: Timestamp) -> Result<(Cohorts, NextOrder), ActionsError> {
        let cut = self.features.latest(now).await?;
        let purchases = self.features.purchases(None, cut.at).await?;
        let until = cut.at.micros();
        let cohorts = cohorts(&purchases, None, until)?;
        Ok((cohorts, NextOrder::fit(&purchases, until)?))
    }

    /// What members do one after another.
    #[must_use]
    pub fn behaviour(&self) -> Behaviour {
        Behaviour::new(self.db.clone())
    }

    /// The table of what is known of each member.
    #[must_use]
    pub fn features(&self) -> &Features {
        &self.features
    }

    /// The saved segments.
    #[must_use]
    pub fn segments(&self) -> &Segments {
        &self.segments
    }

    /// What was fitted last.
    ///
    /// # Errors
    /// Nothing was, or the database fails.
    pub async fn fitted(&self) -> Result<Arc<Fitted>, ActionsError> {
        let number = self.registry.body_number(INSIGHTS).await?;
        let number = number.ok_or(ActionsError::NotFitted)?;
        let known = || {
            let known = self.fitted.read().unwrap_or_else(PoisonError::into_inner);
            known.clone()
        };
        if let Some((of, fitted)) = known()
            && of == number
        {
            return Ok(fitted);
        }
        let (number, body) =
            (self.registry.body(INSIGHTS).await?).ok_or(ActionsError::NotFitted)?;
        let fitted: Fitted = serde_json::from_str(&body)?;
        let fitted = Arc::new(fitted);
        let mut known = self.fitted.write().unwrap_or_else(PoisonError::into_inner);
        *known = Some((number, Arc::clone(&fitted)));
        Ok(fitted)
    }

    /// Counts the members of whom something happened anew, and estimates them with what was fitted last; how many there
    /// were. `after` is where the last call ended.
    ///
    /// # Errors
    /// Nothing was fitted, or the database fails.
    pub async fn follow(
        &self,
        after: Watermark,
        now: Timestamp,
    ) -> Result<(Vec<i64>, Watermark), ActionsError> {
        let (members, newest) = self.features.touched(after).await?;
        self.estimate_anew(&members, now).await?;
        Ok((members, newest))
    }

    /// Deletes what is counted and estimated of members who said no to analysis while nobody followed, and takes them out of
    /// the saved segments; where to follow from.
    ///
    /// # Errors
    /// Nobody was counted, or the database fails.
    pub async fn begin_to_follow(&self, now: Timestamp) -> Result<Watermark, ActionsError> {
        let newest = self.features.watermark().await?;
        let refused = self.features.refused().await?;
        self.estimate_anew(&refused, now).await?;
        Ok(newest)
    }

    /// What all members, or some, ordered and wrote before a moment.
    async fn past(&self, members: Option<&[i64]>, until: Timestamp) -> Result<Past, ActionsError> {
        Ok(Past {
            purchases: self.features.purchases(members, until).await?,
            comments: sql::comments(self.db.reader(), members, until).await?,
        })
    }

    /// Counts and estimates some members anew; those who said no to analysis are in nothing afterwards.
    async fn estimate_anew(&self, members: &[i64], now: Timestamp) -> Result<(), ActionsError> {
        if members.is_empty() {
            return Ok(());
        }
        let cut = self.features.counted().await?;
        let cut = Cut {
            at: now,
            ..cut.ok_or(ActionsError::NotFitted)?
        };
        self.features.refresh(cut, members).await?;
        match self.fitted().await {
            Ok(fitted) => {
                let frame = self.features.some(members).await?;
                let past = self.past(Some(members), cut.at).await?;
                let scores = tokio::task::block_in_place(|| fitted.scores(&frame, &past));
                self.features.keep_scores(&scores, cut.at).await?;
            }
            // Counted they are; who said no is forgotten all the same.
            Err(error) if error.is_not_fitted() => {}
            Err(error) => return Err(error),
        }
        self.segments.refresh(Some(members), now).await
    }
}
