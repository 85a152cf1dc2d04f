//! What may be done for each of many members, read some thousand at a time.

use sha2::{Digest, Sha256};

use crate::features::Asked;
use crate::learn::knapsack::{Choice, Groups};

use super::super::fitting::Fitted;
use super::super::next::{Action, NextRules, next};
use super::super::{ActionsError, Advisor, sql as facts};
use super::{PlanArm, PlanAsked, kind_of, sql};

/// Rows of members that are read at a time.
const AT_ONCE: i64 = 50_000;

/// Those for whom something may be done. Of each only what could be chosen is kept, some hundred bytes.
pub(super) struct Gathered {
    /// Who, by row.
    pub(super) members: Vec<i64>,
    /// In which arm each would be.
    pub(super) arms: Vec<PlanArm>,
    /// Of each what may be chosen.
    pub(super) groups: Groups,
    /// The same with its arithmetic, one after the other.
    actions: Vec<Action>,
    /// Where the actions of each end.
    ends: Vec<usize>,
}

impl Gathered {
    /// An action of a member, by its place among their own.
    pub(super) fn action(&self, group: usize, at: usize) -> Action {
        let from = group.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.actions[from + at]
    }

    fn push(&mut self, member: i64, arm: PlanArm, actions: &[Action]) {
        let choices: Vec<Choice> = actions
            .iter()
            .filter_map(|action| {
                Some(Choice {
                    cost: action.cost,
                    gain: action.gain,
                    kind: kind_of(action.kind)?,
                })
            })
            .collect();
        self.members.push(member);
        self.arms.push(arm);
        self.groups.push(&choices, arm == PlanArm::HeldOut);
        self.actions.extend_from_slice(actions);
        self.ends.push(self.actions.len());
    }
}

impl Advisor {
    /// What may be done for those whom a condition is true of.
    pub(super) async fn gather(
        &self,
        fitted: &Fitted,
        asked: &Asked,
        wanted: &PlanAsked,
        name: &str,
    ) -> Result<Gathered, ActionsError> {
        let reader = self.db.reader();
        let refusals = facts::refusals(reader, fitted.cut, None).await?;
        let last = sql::last_counted(reader).await?;
        let mut gathered = Gathered {
            members: Vec::new(),
            arms: Vec::new(),
            groups: Groups::default(),
            actions: Vec::new(),
            ends: Vec::new(),
        };
        let limits = wanted.limits.by_kind();
        let mut first = 0;
        while first <= last {
            let rows = sql::candidates(reader, asked, first, first + AT_ONCE, &refusals).await?;
            for (member, key, facts) in rows {
                let (actions, _) = next(&self.rules, &fitted.effects, &facts);
                let actions = worth_choosing(&actions, &limits);
                if !actions.is_empty() {
                    let arm = arm(name, &key, wanted.holdout);
                    gathered.push(member, arm, &actions);
                }
            }
            first += AT_ONCE;
        }
        Ok(gathered)
    }

    /// The rules in force.
    pub(super) fn rules(&self) -> NextRules {
        *self.rules
    }
}

/// The actions that could be chosen: doing nothing is not among them, and none for which another one brings as much, costs no
/// more and uses up no other limit.
fn worth_choosing(actions: &[Action], limits: &[Option<u32>; 4]) -> Vec<Action> {
    let mut kept: Vec<Action> = Vec::with_capacity(actions.len());
    // The best come first.
    for action in actions {
        let Some(kind) = kind_of(action.kind) else {
            continue;
        };
        let beaten = kept.iter().any(|other| {
            let free =
                kind_of(other.kind).is_some_and(|other| other == kind || limits[other].is_none());
            free && other.cost <= action.cost
        });
        if !beaten && action.gain > 0.0 {
            kept.push(*action);
        }
    }
    kept
}

/// The arm of a member in a plan: drawn by a hash of both, so that it is the same whenever it is asked.
fn arm(plan: &str, member: &str, holdout: f64) -> PlanArm {
    let mut hash = Sha256::new();
    hash.update((plan.len() as u64).to_le_bytes());
    hash.update(plan);
    hash.update(member);
    let drawn = hash.finalize();
    let drawn = drawn[..6]
        .iter()
        .fold(0_u64, |number, &byte| (number << 8) | u64::from(byte));
    #[allow(clippy::cast_precision_loss, reason = "48 bits")]
    let drawn = drawn as f64 / (1_u64 << 48) as f64;
    if drawn < holdout {
        PlanArm::HeldOut
    } else {
        PlanArm::Treated
    }
}
