//! What is unusual of members against their own history.

use serde::Serialize;

use crate::clock::Timestamp;
use crate::db::Db;
use crate::ids::MemberKey;
use crate::learn::behaviour::{
    AmountPrior, CountPrior, Direction, Own, Verdict, adjusted, due, prior, unusual_amounts,
    unusual_counts,
};

use super::reading::{Window, chosen, days, latest, share};
use super::watching::{HISTORY, Watch, Watched, watch, window};
use super::{BehaviourError, Sample, estimates, known};

/// Members that are looked at for the most unusual, at most.
const MOST: usize = 20_000;
/// Members that say what is usual for everybody, where one is looked at.
const OTHERS: usize = 2_000;
/// The period of everybody, in days.
const WEEK: u32 = 7;
/// The period of one member, in days.
const WEEKS: u32 = 28;
/// The share of false alarms among all alarms that is accepted.
const RATE: f64 = 0.1;
/// The most unusual that are named.
const NAMED: usize = 20;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Days with a visit.
    VisitDays,
    /// Orders.
    Orders,
    /// What was paid, in minor units.
    Spend,
    /// Pieces sent back.
    Returns,
    /// What the last order came to, against the orders before it; in minor units.
    LastOrder,
    /// Days since the last order, against the intervals before it. Only its being long is judged: it is not over.
    Interval,
}

/// How unusual something is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What.
    pub measure: Measure,
    /// What was seen.
    pub seen: f64,
    /// What is usual for the member: of counts the mean, of amounts the median of periods with any, of the interval the
    /// median.
    pub usual: f64,
    /// Whether it is more than usual; else it is less.
    pub more: bool,
    /// How probable it is that something usual is at least as far out.
    pub probability: f64,
    /// The same, adjusted for all that was asked at once.
    pub adjusted: f64,
    /// Whether the adjusted probability is below the accepted rate of false alarms.
    pub unusual: bool,
    /// Periods, orders or intervals of the member's own that it rests on.
    pub history: usize,
}

/// Something that cannot be judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Short {
    /// What.
    pub measure: Measure,
    /// Periods, orders or intervals of the member's own that there are.
    pub known: usize,
    /// How many it takes.
    pub needed: usize,
}

/// What is unusual of a member.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnusualOf {
    /// Who.
    pub member: String,
    /// The first day of the period that is looked at.
    pub from: String,
    /// Its last day.
    pub until: String,
    /// Its days; the periods before it have as many.
    pub days: u32,
    /// The currency of amounts; none without orders.
    pub currency: Option<String>,
    /// The accepted share of false alarms among all alarms.
    pub rate: f64,
    /// Members of whom it was read what is usual for everybody.
    pub others: usize,
    /// What could be judged, the most improbable first.
    pub findings: Vec<Finding>,
    /// What could not.
    pub too_short: Vec<Short>,
}

/// A finding of a member.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnusualMember {
    /// Who.
    pub member: String,
    /// What.
    #[serde(flatten)]
    pub finding: Finding,
}

/// The most unusual of everybody.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unusual {
    /// How much was looked at; its events are not counted.
    pub sample: Sample,
    /// The days of the period that is looked at, the last ones.
    pub days: u32,
    /// The currency of amounts; none without orders.
    pub currency: Option<String>,
    /// The accepted share of false alarms among all alarms.
    pub rate: f64,
    /// Members who were judged.
    pub judged: usize,
    /// Members who did something in these weeks, but not for long enough to judge them.
    pub too_short: usize,
    /// Findings below the rate.
    pub unusual: usize,
    /// The most improbable findings, at most twenty.
    pub findings: Vec<UnusualMember>,
}

/// What everybody's periods say.
struct Usual {
    visit_days: Option<CountPrior>,
    orders: Option<CountPrior>,
    spend: Option<AmountPrior>,
    returns: Option<CountPrior>,
}

/// Periods of a member's own before the one that is looked at, as far back as the shop knew of such things.
fn length(who: &Watched, known: usize) -> usize {
    who.periods.min(known).min(HISTORY)
}

impl Usual {
    fn of(watch: &Watch) -> Self {
        let people = &watch.people;
        let (visits, orders) = (watch.visits_known, watch.orders_known);
        let counts = |known: usize, of: fn(&Watched) -> &[u32]| {
            let own = people.iter().map(|who| &of(who)[1..=length(who, known)]);
            CountPrior::fit(&own.collect::<Vec<_>>())
        };
        let spent = people.iter().map(|who| &who.spent[1..=length(who, orders)]);
        Self {
            visit_days: counts(visits, |who| &who.visit_days),
            orders: counts(orders, |who| &who.orders),
            spend: AmountPrior::fit(&spent.collect::<Vec<_>>()),
            returns: counts(orders, |who| &who.returned),
        }
    }

    /// Verdicts on a measure of periods for these members.
    fn judge(
        &self,
        measure: Measure,
        people: &[&Watched],
        (visits, orders): (usize, usize),
    ) -> Result<Vec<Verdict>, BehaviourError> {
        let counts = |known: usize, prior: Option<&CountPrior>, of: fn(&Watched) -> &[u32]| {
            let own = people.iter().map(|who| Own {
                history: &of(who)[1..=length(who, known)],
                seen: of(who)[0],
            });
            unusual_counts(&own.collect::<Vec<_>>(), prior, RATE)
        };
        Ok(match measure {
            Measure::VisitDays => counts(visits, self.visit_days.as_ref(), |who| &who.visit_days),
            Measure::Orders => counts(orders, self.orders.as_ref(), |who| &who.orders),
            Measure::Returns => counts(orders, self.returns.as_ref(), |who| &who.returned),
            Measure::Spend | Measure::LastOrder | Measure::Interval => {
                let own = people.iter().map(|who| Own {
                    history: &who.spent[1..=length(who, orders)],
                    seen: who.spent[0],
                });
                unusual_amounts(&own.collect::<Vec<_>>(), self.spend.as_ref(), RATE)
            }
        }?)
    }
}

/// A verdict as it is told, not yet adjusted for what else was asked.
fn told(measure: Measure, verdict: Verdict, history: usize) -> Result<Finding, Short> {
    match verdict {
        Verdict::TooShort { periods, needed } => Err(Short {
            measure,
            known: periods,
            needed,
        }),
        Verdict::Judged(judged) => Ok(Finding {
            measure,
            seen: judged.seen,
            usual: judged.expected,
            more: judged.direction == Direction::More,
            probability: judged.probability,
            adjusted: 1.0,
            unusual: false,
            history,
        }),
    }
}

/// Adjusts findings for one another, and puts the most improbable first; of equals the first by member.
fn together(findings: &mut [UnusualMember]) {
    let probabilities = findings.iter().map(|own| own.finding.probability);
    let adjusted = adjusted(&probabilities.collect::<Vec<_>>());
    for (UnusualMember { finding, .. }, adjusted) in findings.iter_mut().zip(adjusted) {
        finding.adjusted = adjusted;
        finding.unusual = adjusted < RATE;
    }
    findings.sort_by(|one, other| {
        let probability = |own: &UnusualMember| own.finding.probability;
        (probability(one).total_cmp(&probability(other)))
            .then_with(|| one.member.cmp(&other.member))
    });
}

/// The members whose last week was most unusual for them.
pub(super) async fn of_all(db: &Db, now: Timestamp) -> Result<Unusual, BehaviourError> {
    let until = latest(db, now).await?;
    let (below, members) = chosen(db, MOST).await?;
    let watch = watch(db, &members, (until, WEEK), None).await?;
    tokio::task::block_in_place(|| {
        let usual = Usual::of(&watch);
        let people: Vec<&Watched> = watch.people.iter().filter(|who| !who.is_idle()).collect();
        let periods = (watch.visits_known, watch.orders_known);
        let mut findings = Vec::new();
        let mut judged = vec![false; people.len()];
        for measure in [Measure::VisitDays, Measure::Spend, Measure::Returns] {
            let verdicts = usual.judge(measure, &people, periods)?;
            for ((who, verdict), judged) in people.iter().zip(verdicts).zip(&mut judged) {
                if let Ok(finding) = told(measure, verdict, who.periods) {
                    *judged = true;
                    findings.push(UnusualMember {
                        member: who.key.as_str().to_owned(),
                        finding,
                    });
                }
            }
        }
        let all = judged.len();
        let judged = judged.into_iter().filter(|judged| *judged).count();
        if judged == 0 {
            return Err(BehaviourError::TooFew {
                what: "members with four weeks or more before the last one",
                known: 0,
                needed: 1,
            });
        }
        together(&mut findings);
        let unusual = findings.iter().filter(|own| own.finding.unusual).count();
        findings.truncate(NAMED);
        let (from, last) = window(until, WEEK).named();
        Ok(Unusual {
            sample: Sample {
                from,
                until: last,
                members: members.len(),
                visitors: 0,
                events: 0,
                share: share(below),
            },
            days: WEEK,
            currency: watch.currency,
            rate: RATE,
            judged,
            too_short: all - judged,
            unusual,
            findings,
        })
    })
}

/// What of a member's last four weeks is unusual.
pub(super) async fn of_member(
    db: &Db,
    member: &MemberKey,
    now: Timestamp,
) -> Result<UnusualOf, BehaviourError> {
    let asked = known(db, member).await?;
    let until = latest(db, now).await?;
    let (_, members) = chosen(db, OTHERS).await?;
    let at = (until, WEEKS);
    let others = watch(db, &members, at, None).await?;
    let own = watch(db, &[asked], at, others.currency.clone()).await?;
    let Some(own) = own.people.first() else {
        return Err(BehaviourError::NoMember(member.as_str().to_owned()));
    };
    let mut findings = Vec::new();
    let mut too_short = Vec::new();
    let mut tell = |told: Result<Finding, Short>| match told {
        Ok(finding) => findings.push(UnusualMember {
            member: String::new(),
            finding,
        }),
        Err(short) => too_short.push(short),
    };
    let usual = Usual::of(&others);
    let periods = (others.visits_known, others.orders_known);
    for measure in [
        Measure::VisitDays,
        Measure::Orders,
        Measure::Spend,
        Measure::Returns,
    ] {
        for verdict in usual.judge(measure, &[own], periods)? {
            tell(told(measure, verdict, own.periods));
        }
    }
    if own.orders[0] > 0 {
        tell(last_order(own, &others)?);
    }
    tell(interval(own, &others, until)?);
    together(&mut findings);
    let (from, last) = Window::before(until, WEEKS).named();
    Ok(UnusualOf {
        member: member.as_str().to_owned(),
        from,
        until: last,
        days: WEEKS,
        currency: others.currency,
        rate: RATE,
        others: others.people.len(),
        findings: findings.into_iter().map(|own| own.finding).collect(),
        too_short,
    })
}

/// What the last order came to, against those before it.
fn last_order(own: &Watched, others: &Watch) -> Result<Result<Finding, Short>, BehaviourError> {
    let amounts = |who: &Watched| who.bought.iter().map(|(_, amount)| *amount).collect();
    let all: Vec<Vec<f64>> = others.people.iter().map(amounts).collect();
    let prior = AmountPrior::fit(&all);
    let own: Vec<f64> = amounts(own);
    let Some((&seen, history)) = own.split_last() else {
        return Ok(Err(Short {
            measure: Measure::LastOrder,
            known: 0,
            needed: 1,
        }));
    };
    let verdicts = unusual_amounts(&[Own { history, seen }], prior.as_ref(), RATE)?;
    let verdict = verdicts.into_iter().next();
    let verdict = verdict.unwrap_or(Verdict::TooShort {
        periods: history.len(),
        needed: 1,
    });
    Ok(told(Measure::LastOrder, verdict, history.len()))
}

/// How long ago the last order is, against the intervals before it.
fn interval(
    own: &Watched,
    others: &Watch,
    until: Timestamp,
) -> Result<Result<Finding, Short>, BehaviourError> {
    let times = |who: &Watched| -> Vec<f64> {
        let since = who.bought.first().map_or(0, |(at, _)| *at);
        who.bought.iter().map(|(at, _)| days(at - since)).collect()
    };
    let waits =
        |who: &Watched| -> Vec<f64> { times(who).windows(2).map(|two| two[1] - two[0]).collect() };
    let all: Vec<Vec<f64>> = others.people.iter().map(waits).collect();
    let since = own.bought.first().map_or(0, |(at, _)| *at);
    let now = days(until.micros() - since);
    let own = times(own);
    match due(&own, prior(&all).as_ref(), now) {
        Ok(due) => {
            let probability = 1.0 - due.overdue;
            Ok(Ok(Finding {
                measure: Measure::Interval,
                seen: now - own.last().copied().unwrap_or(0.0),
                usual: due.interval,
                more: due.overdue > 0.5,
                probability,
                adjusted: 1.0,
                unusual: false,
                history: due.intervals,
            }))
        }
        Err(estimates::BehaviourError::TooFew { known, needed, .. }) => Ok(Err(Short {
            measure: Measure::Interval,
            known,
            needed,
        })),
        Err(other) => Err(other.into()),
    }
}
