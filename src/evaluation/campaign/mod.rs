//! A simulated campaign: who is worth which offer, learnt from a randomised part of the members or while it runs.

mod exploring;
mod simulation;
mod targeting;

use std::time::Instant;

use rayon::prelude::*;
use serde::Serialize;

use crate::learn::bandits::BanditError;
use crate::learn::uplift::{Learner, UpliftError};

use exploring::{DEFAULT, METHODS, POINTS, explore};
use simulation::{ARMS, Members};
use targeting::{Policy, campaign};

/// A campaign that cannot be simulated.
#[derive(Debug, thiserror::Error)]
pub enum CampaignError {
    /// The sizes do not make sense.
    #[error("{0}")]
    Sizes(String),
    /// There is too little to learn from.
    #[error("{0}; simulate more members")]
    Uplift(#[from] UpliftError),
    /// A method cannot run.
    #[error(transparent)]
    Bandit(#[from] BanditError),
}

/// How much is simulated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CampaignTask {
    /// Members of each campaign.
    pub members: usize,
    /// Campaigns, each with members, lots and answers of its own.
    pub seeds: u64,
    /// The first seed.
    pub first_seed: u64,
    /// Rounds that the bandits play in each.
    pub rounds: usize,
}

/// What was found. Money is in the simulated shop's currency, per member.
#[derive(Clone, Debug, Serialize)]
pub struct CampaignReport {
    /// Members of each campaign: half are randomised and learnt from, half are judged on.
    pub members: usize,
    /// Campaigns.
    pub seeds: u64,
    /// Rounds of the bandits.
    pub rounds: usize,
    /// Nothing, and the offers.
    pub arms: Vec<ArmReport>,
    /// What making everybody the best single offer pays.
    pub everyone: f64,
    /// What the best offer for each member pays.
    pub oracle: f64,
    /// Ways to choose that learnt from the randomised half.
    pub policies: Vec<PolicyReport>,
    /// The rounds at which regret is told.
    pub points: Vec<usize>,
    /// The bandits.
    pub bandits: Vec<BanditReport>,
    /// Seconds for all of it.
    pub seconds: f64,
}

/// What may be offered.
#[derive(Clone, Debug, Serialize)]
pub struct ArmReport {
    /// What it is.
    pub name: &'static str,
    /// What it costs per member.
    pub cost: f64,
    /// The mean chance of a conversion with it.
    pub conversion: f64,
    /// The share of members who are less likely to buy with it than with nothing.
    pub harmed: f64,
    /// The share of members for whom it is the best.
    pub best: f64,
}

/// A way to choose offers that learnt from the randomised half, on the other half by the truth; means over the seeds.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyReport {
    /// Which.
    pub name: &'static str,
    /// Whether the product would use it.
    pub default: bool,
    /// What it pays more than making everybody the best single offer.
    pub gain: f64,
    /// That, as a share of what is there to be gained.
    pub share_of_oracle: f64,
    /// The standard error of the share, over the seeds.
    pub se: f64,
    /// What it pays less than the best offer for each.
    pub loss: f64,
}

/// A bandit that learns while it chooses; means over the seeds.
#[derive(Clone, Debug, Serialize)]
pub struct BanditReport {
    /// Which.
    pub name: &'static str,
    /// Whether the product would use it.
    pub default: bool,
    /// What was missed up to each point, summed up.
    pub regret: Vec<f64>,
    /// The standard error of the last.
    pub regret_se: f64,
    /// What it paid more, over all rounds with the first ones, than making everybody the best single offer, as a share of
    /// what was there to be gained.
    pub share_of_oracle: f64,
    /// The standard error of the share, over the seeds.
    pub se: f64,
    /// What it missed per round.
    pub loss: f64,
}

/// What one seed came to.
struct Seed {
    judged: targeting::Judged,
    explored: Vec<exploring::Explored>,
    /// Per arm: conversion, harmed, best.
    arms: Vec<[f64; 3]>,
}

/// Simulates the campaigns.
///
/// # Errors
/// No seeds, fewer rounds than points, or too few members to learn from.
pub fn bench_campaign(
    task: &CampaignTask,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<CampaignReport, CampaignError> {
    let begun = Instant::now();
    if task.seeds == 0 || task.members < 2 || task.rounds < POINTS {
        let what = format!("it takes a seed, 2 members and {POINTS} rounds at least");
        return Err(CampaignError::Sizes(what));
    }
    let done = std::sync::atomic::AtomicU64::new(0);
    let seeds = (task.first_seed..task.first_seed + task.seeds).into_par_iter();
    let seeds = seeds.map(|seed| {
        let members = Members::draw(task.members, seed);
        let judged = campaign(&members, seed)?;
        let explored = METHODS.into_par_iter();
        let explored = explored.map(|(_, method)| explore(&members, method, task.rounds, seed));
        let explored = explored.collect::<Result<Vec<_>, BanditError>>()?;
        let done = 1 + done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        progress(done, task.seeds);
        Ok(Seed {
            judged,
            explored,
            arms: arms(&members),
        })
    });
    let seeds = seeds.collect::<Result<Vec<Seed>, CampaignError>>()?;
    Ok(report(task, &seeds, begun))
}

/// What the arms do with the members, in truth.
#[allow(clippy::cast_precision_loss, reason = "some members")]
fn arms(members: &Members) -> Vec<[f64; 3]> {
    let all = members.count() as f64;
    let mut arms = vec![[0.0; 3]; ARMS.len()];
    for (member, chances) in members.chances.iter().enumerate() {
        let best = members.best(member);
        for (arm, sums) in arms.iter_mut().enumerate() {
            sums[0] += chances[arm] / all;
            sums[1] += f64::from(u8::from(chances[arm] < chances[0])) / all;
            sums[2] += f64::from(u8::from(best == arm)) / all;
        }
    }
    arms
}

/// A mean with its standard error, 0 of one seed.
#[allow(clippy::cast_precision_loss, reason = "some seeds")]
fn mean(seeds: &[Seed], of: impl Fn(&Seed) -> f64) -> (f64, f64) {
    let values: Vec<f64> = seeds.iter().map(of).collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0).max(1.0) / count).sqrt())
}

fn report(task: &CampaignTask, seeds: &[Seed], begun: Instant) -> CampaignReport {
    let policies = Policy::all();
    let best = policies.iter().position(|&policy| policy == Policy::Oracle);
    let oracle = |seed: &Seed| best.map_or(0.0, |at| seed.judged.pays[at]);
    let policies = policies.iter().enumerate().map(|(at, &policy)| {
        let gain = |seed: &Seed| seed.judged.pays[at] - seed.judged.everyone;
        let (share_of_oracle, se) = mean(seeds, |seed| {
            gain(seed) / (oracle(seed) - seed.judged.everyone)
        });
        PolicyReport {
            name: policy.name(),
            default: policy == Policy::Uplift(Learner::DEFAULT),
            gain: mean(seeds, gain).0,
            share_of_oracle,
            se,
            loss: mean(seeds, |seed| oracle(seed) - seed.judged.pays[at]).0,
        }
    });
    let bandits = METHODS.iter().enumerate().map(|(at, &(name, _))| {
        let own = |seed: &Seed, point: usize| seed.explored[at].regret[point];
        let (share_of_oracle, se) = mean(seeds, |seed| {
            let explored = &seed.explored[at];
            (explored.pay - explored.everyone) / (explored.oracle - explored.everyone)
        });
        BanditReport {
            name,
            default: name == DEFAULT,
            regret: (0..POINTS)
                .map(|point| mean(seeds, |seed| own(seed, point)).0)
                .collect(),
            regret_se: mean(seeds, |seed| own(seed, POINTS - 1)).1,
            share_of_oracle,
            se,
            loss: mean(seeds, |seed| {
                seed.explored[at].oracle - seed.explored[at].pay
            })
            .0,
        }
    });
    let arms = ARMS.iter().enumerate().map(|(at, &(name, terms))| {
        let of = |number: usize| mean(seeds, |seed| seed.arms[at][number]).0;
        ArmReport {
            name,
            cost: terms.cost,
            conversion: of(0),
            harmed: of(1),
            best: of(2),
        }
    });
    CampaignReport {
        members: task.members,
        seeds: task.seeds,
        rounds: task.rounds,
        arms: arms.collect(),
        everyone: mean(seeds, |seed| seed.judged.everyone).0,
        oracle: mean(seeds, oracle).0,
        policies: policies.collect(),
        points: (1..=POINTS)
            .map(|point| task.rounds * point / POINTS)
            .collect(),
        bandits: bandits.collect(),
        seconds: begun.elapsed().as_secs_f64(),
    }
}
