//! Making a plan.

use std::collections::HashMap;

use crate::features::Asked;
use crate::ids::Language;
use crate::insights::segment::Filter;
use crate::learn::knapsack::{Limits, Taken, solve};

use super::super::{ActionsError, Advisor};
use super::gathering::Gathered;
use super::words::assumptions;
use super::{
    Chosen, MOST_HELD_OUT, MadePlan, Plan, PlanArm, PlanAsked, PlanError, PlanMember, Plans, SHOWN,
    Tally, Whom, named, sql,
};

impl Plans<'_> {
    /// Makes a plan and keeps nothing. The arms are drawn by `name`; a plan that is made under another name has others.
    ///
    /// # Errors
    /// A budget or a share that is none, an unknown segment, nothing fitted, or the database fails.
    pub async fn make(
        &self,
        wanted: &PlanAsked,
        name: Option<&str>,
    ) -> Result<MadePlan, ActionsError> {
        if !(wanted.budget > 0.0 && wanted.budget.is_finite()) {
            return Err(PlanError::Budget.into());
        }
        if !(0.0..=MOST_HELD_OUT).contains(&wanted.holdout) {
            return Err(PlanError::Holdout.into());
        }
        let name = name.map_or(Ok(""), named)?;
        let advisor = self.advisor;
        let fitted = advisor.fitted().await?;
        let (segment, filter) = whom(advisor, &wanted.whom).await?;
        let asked: Asked = advisor.segments.asked(&filter).await?;
        let considered = advisor.features.count(&asked).await?;
        let gathered = advisor.gather(&fitted, &asked, wanted, name).await?;
        let limits = Limits {
            budget: wanted.budget,
            kinds: wanted.limits.by_kind().to_vec(),
        };
        let taken = tokio::task::block_in_place(|| solve(&gathered.groups, &limits));
        let rows = chosen(&gathered, &taken);
        let tallies = tally(&rows);
        let count = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum::<u64>();
        let loss = if taken.bound > 0.0 {
            (taken.bound - taken.gain) / taken.bound
        } else {
            0.0
        };
        let plan = Plan {
            as_of: fitted.cut.rfc3339(),
            currency: fitted.currency,
            segment,
            who: filter.sentence(Language::English, &fitted.currency),
            filter: filter.to_json(),
            budget: wanted.budget,
            limits: wanted.limits,
            holdout: wanted.holdout,
            rules: advisor.rules(),
            considered,
            eligible: gathered.members.len() as u64,
            members: count(|tally| tally.members),
            held_out: count(|tally| tally.held_out),
            cost: taken.cost,
            gain: taken.gain,
            bound: taken.bound,
            // A plan that is known to be the best loses nothing, whatever the bound leaves open.
            loss: if taken.exact { 0.0 } else { loss },
            exact: taken.exact,
            price: taken.price,
            assumptions: assumptions(&fitted.cut.rfc3339(), &tallies, Language::English),
            actions: tallies,
        };
        let some = some(advisor, &rows).await?;
        Ok(MadePlan { plan, some, rows })
    }
}

/// The filter of those among whom is chosen, and the name of their segment.
async fn whom(advisor: &Advisor, whom: &Whom) -> Result<(Option<String>, Filter), ActionsError> {
    let everybody = || Filter::read(&serde_json::json!({ "all": [] }));
    let garbled =
        |error: crate::insights::segment::FilterError| ActionsError::Garbled(error.to_string());
    match whom {
        Whom::Everybody => Ok((None, everybody().map_err(garbled)?)),
        Whom::Filter(filter) => Ok((None, filter.clone())),
        Whom::Segment(name) => {
            let segment = advisor.segments.of(name, Language::English).await?;
            let filter = Filter::read(&segment.filter).map_err(garbled)?;
            Ok((Some(segment.name), filter))
        }
    }
}

/// What was taken, by member.
fn chosen(gathered: &Gathered, taken: &Taken) -> Vec<Chosen> {
    let groups = taken.choices.iter().enumerate();
    groups
        .filter_map(|(group, at)| {
            Some(Chosen {
                member: gathered.members[group],
                arm: gathered.arms[group],
                action: gathered.action(group, (*at)?),
            })
        })
        .collect()
}

/// What is done how often, the most gain first.
fn tally(rows: &[Chosen]) -> Vec<Tally> {
    let mut tallies: Vec<Tally> = Vec::new();
    for Chosen { arm, action, .. } in rows {
        // A handful of actions.
        let known = tallies
            .iter()
            .position(|tally| tally.action == action.kind && tally.measured == action.measured);
        let at = known.unwrap_or_else(|| {
            tallies.push(Tally {
                action: action.kind,
                members: 0,
                held_out: 0,
                cost: 0.0,
                gain: 0.0,
                measured: action.measured,
            });
            tallies.len() - 1
        });
        let tally = &mut tallies[at];
        match arm {
            PlanArm::HeldOut => tally.held_out += 1,
            PlanArm::Treated => {
                tally.members += 1;
                tally.cost += action.cost;
                tally.gain += action.gain;
            }
        }
    }
    tallies.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    tallies
}

/// The members of a plan that it brings most with.
async fn some(advisor: &Advisor, rows: &[Chosen]) -> Result<Vec<PlanMember>, ActionsError> {
    let mut first: Vec<&Chosen> = rows
        .iter()
        .filter(|row| row.arm == PlanArm::Treated)
        .collect();
    first.sort_by(|a, b| {
        let gain = |chosen: &Chosen| chosen.action.gain;
        gain(b).total_cmp(&gain(a)).then(a.member.cmp(&b.member))
    });
    first.truncate(SHOWN);
    let ids: Vec<i64> = first.iter().map(|row| row.member).collect();
    let keys = sql::keys(advisor.db.reader(), &ids).await?;
    let keys: HashMap<i64, _> = keys.into_iter().collect();
    let members = first.into_iter().filter_map(|row| {
        Some(PlanMember {
            member: keys.get(&row.member)?.clone(),
            arm: row.arm,
            action: row.action,
        })
    });
    Ok(members.collect())
}
