//! How far visits come.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::db::Db;
use crate::events::EventKind;
use crate::learn::behaviour::{Event, Funnel, Order, Stage};

use super::reading::{
    ACTS, Visit, Wanted, Who, Window, count, days, kind, latest, number, read, silence, visits,
};
use super::{BehaviourError, Sample, Silence, Visits, sql};

/// People that are looked at, at most.
const MOST: usize = 50_000;
/// Parts of a split that are told apart; smaller ones are told together.
const PARTS: usize = 8;
/// What others did next instead: so many kinds are told.
const INSTEAD: usize = 3;

/// The acts that begin or go on with a checkout.
const CHECKOUT: [EventKind; 4] = [
    EventKind::CheckoutStarted,
    EventKind::CheckoutStepViewed,
    EventKind::CheckoutStepCompleted,
    EventKind::PaymentInfoEntered,
];

/// A stage of the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// Came at all.
    Visit,
    /// Looked at a product's page.
    Viewed,
    /// Put something in the basket.
    Basket,
    /// Began the way to paying.
    Checkout,
    /// Ordered.
    Ordered,
}

impl StageName {
    /// The kinds of acts that enter it; none of the visit itself.
    pub(super) fn kinds(self) -> &'static [EventKind] {
        match self {
            Self::Visit => &[],
            Self::Viewed => &[EventKind::ProductViewed],
            Self::Basket => &[
                EventKind::ProductAdded,
                EventKind::WishlistProductAddedToCart,
            ],
            Self::Checkout => &CHECKOUT,
            Self::Ordered => &[EventKind::OrderCompleted],
        }
    }
}

/// By what visits are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Where they happen: `app` where screens of the app were looked at, `site` where pages were, `both`, `unknown`.
    Channel,
    /// The category of most of the products that were looked at or put in the basket, of equals the first; `none` without.
    Category,
    /// Who comes: a `returning` member has ordered before the visit, a `new` one has not; a `visitor` is not signed in.
    Standing,
}

impl Split {
    /// All of them, with their names.
    pub const ALL: [(&'static str, Self); 3] = [
        ("channel", Self::Channel),
        ("category", Self::Category),
        ("standing", Self::Standing),
    ];

    /// The split of this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, split)| *split)
    }
}

/// What those did next who did not go on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Instead {
    /// The kind of act, by the name that it is kept under.
    pub act: &'static str,
    /// How many.
    pub visits: usize,
}

/// What became of the visits that reached a stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageCount {
    /// Which.
    pub stage: StageName,
    /// Visits that reached it, having reached those before.
    pub visits: usize,
    /// Their share of all visits.
    pub of_all: f64,
    /// The share of them that reached the next stage; none at the last, or where none came here.
    pub to_next: Option<f64>,
    /// Median minutes to the next stage, of those that reached it, from the last act that leads there; none at the first
    /// and the last stage.
    pub minutes_to_next: Option<f64>,
    /// Visits that did not reach the next stage.
    pub left: usize,
    /// Of these, how many ended here.
    pub ended: usize,
    /// What the others did next, the most frequent first.
    pub instead: Vec<Instead>,
}

/// The funnel of some visits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunnelPart {
    /// Which.
    pub name: String,
    /// How many.
    pub visits: usize,
    /// Their stages.
    pub stages: Vec<StageCount>,
}

/// How far visits come.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunnelReport {
    /// How much was looked at.
    pub sample: Sample,
    /// The silence that ends a visit.
    pub silence: Silence,
    /// Visits of the sample.
    pub visits: usize,
    /// Orders that came outside any visit; they are in no stage.
    pub orders_outside: usize,
    /// The stages; that of the checkout is only there where the shop sends such events.
    pub stages: Vec<StageCount>,
    /// By what the parts are told apart.
    pub by: Option<Split>,
    /// The same for parts of the visits, the largest first.
    pub parts: Vec<FunnelPart>,
}

/// Reads the visits, counts, and splits.
pub(super) async fn funnel(
    db: &Db,
    asked: Visits,
    by: Option<Split>,
    now: Timestamp,
) -> Result<FunnelReport, BehaviourError> {
    let window = Window::before(latest(db, now).await?, asked.days);
    let wanted = Wanted {
        window,
        kinds: &ACTS,
        most: MOST,
        visitors: true,
    };
    let read = read(db, wanted).await?;
    let silence = silence(&read.people, asked.valley)?;
    let (all, outside) = visits(&read.people, &silence)?;
    if all.is_empty() {
        let Sample { from, until, .. } = read.sample;
        return Err(BehaviourError::NoVisits { from, until });
    }
    let stages = stages(&all);
    let mut parts: BTreeMap<String, Vec<Visit<'_>>> = BTreeMap::new();
    if let Some(by) = by {
        let names = Names::read(db, by, &all, window).await?;
        for visit in &all {
            parts.entry(names.of(visit)).or_default().push(*visit);
        }
    }
    let parts = largest(parts)
        .into_iter()
        .map(|(name, visits)| {
            Ok(FunnelPart {
                name,
                visits: visits.len(),
                stages: counted(&stages, &visits)?,
            })
        })
        .collect::<Result<_, BehaviourError>>()?;
    Ok(FunnelReport {
        stages: counted(&stages, &all)?,
        visits: all.len(),
        sample: read.sample,
        silence,
        orders_outside: outside,
        by,
        parts,
    })
}

/// The stages that can be told: that of the checkout where anybody was seen there.
fn stages(visits: &[Visit<'_>]) -> Vec<StageName> {
    let mut acts = visits.iter().flat_map(|visit| visit.acts);
    let checkout = acts.any(|act| CHECKOUT.contains(&act.kind));
    let known = checkout.then_some(StageName::Checkout);
    [StageName::Viewed, StageName::Basket]
        .into_iter()
        .chain(known)
        .chain([StageName::Ordered])
        .collect()
}

/// The largest parts, the largest first; what is left comes last, as `other`.
fn largest<'a>(parts: BTreeMap<String, Vec<Visit<'a>>>) -> Vec<(String, Vec<Visit<'a>>)> {
    let mut sorted: Vec<(String, Vec<Visit<'a>>)> = parts.into_iter().collect();
    sorted.sort_by_key(|(_, visits)| std::cmp::Reverse(visits.len()));
    if sorted.len() > PARTS {
        let rest = sorted.split_off(PARTS - 1);
        let rest = rest.into_iter().flat_map(|(_, visits)| visits).collect();
        sorted.push(("other".to_owned(), rest));
    }
    sorted
}

/// The stages of some visits.
fn counted(stages: &[StageName], visits: &[Visit<'_>]) -> Result<Vec<StageCount>, BehaviourError> {
    let numbers = |stage: &StageName| stage.kinds().iter().map(|&kind| number(kind)).collect();
    let funnel = Funnel {
        stages: stages.iter().map(numbers).collect(),
        within: f64::INFINITY,
        order: Order::Loose,
    };
    let rows: Vec<Vec<Event>> = visits.iter().map(events).collect();
    let found = funnel.count(&rows)?;
    let all = visits.len();
    let first = found.first().map_or(0, |stage| stage.reached);
    let visit = StageCount {
        stage: StageName::Visit,
        visits: all,
        of_all: 1.0,
        to_next: (all > 0).then(|| count(first) / count(all)),
        minutes_to_next: None,
        left: all - first,
        ended: all - first,
        instead: Vec::new(),
    };
    let others = stages.iter().zip(found).map(|(&name, stage)| {
        let Stage {
            reached,
            share,
            conversion,
            median_time,
            dropped,
            ended,
            instead,
        } = stage;
        let instead = instead.into_iter().take(INSTEAD);
        StageCount {
            stage: name,
            visits: reached,
            of_all: share,
            to_next: conversion,
            minutes_to_next: median_time.map(|days| days * 24.0 * 60.0),
            left: dropped,
            ended,
            instead: instead
                .map(|(next, visits)| Instead {
                    act: kind(next).name(),
                    visits,
                })
                .collect(),
        }
    });
    Ok(std::iter::once(visit).chain(others).collect())
}

/// A visit as the estimators take it, in days since its beginning.
fn events(visit: &Visit<'_>) -> Vec<Event> {
    let began = visit.began();
    let event = |act: &super::reading::Act| Event {
        time: days(act.at - began),
        kind: number(act.kind),
    };
    visit.acts.iter().map(event).collect()
}

/// What it takes to name the part of a visit.
enum Names {
    Channel,
    /// The categories of products.
    Category(HashMap<i64, String>),
    /// When members ordered first.
    Standing(HashMap<i64, i64>),
}

impl Names {
    async fn read(
        db: &Db,
        by: Split,
        visits: &[Visit<'_>],
        window: Window,
    ) -> Result<Self, BehaviourError> {
        Ok(match by {
            Split::Channel => Self::Channel,
            Split::Category => {
                let acts = visits.iter().flat_map(|visit| visit.acts);
                let mut products: Vec<i64> = acts.filter_map(|act| act.thing).collect();
                products.sort_unstable();
                products.dedup();
                Self::Category(sql::categories(db.reader(), &products).await?)
            }
            Split::Standing => {
                let members = visits.iter().filter_map(|visit| match visit.who {
                    Who::Member(row) => Some(row),
                    Who::Visitor(_) => None,
                });
                let mut members: Vec<i64> = members.collect();
                members.dedup();
                let mut first = HashMap::new();
                for (member, at) in sql::orders(db.reader(), &members, window.ever()).await? {
                    first.entry(member).or_insert(at);
                }
                Self::Standing(first)
            }
        })
    }

    /// The part that a visit belongs to.
    fn of(&self, visit: &Visit<'_>) -> String {
        match self {
            Self::Channel => {
                let has = |kind| visit.acts.iter().any(|act| act.kind == kind);
                let app = has(EventKind::ScreenViewed);
                let site = has(EventKind::PageViewed);
                match (app, site) {
                    (true, true) => "both",
                    (true, false) => "app",
                    (false, true) => "site",
                    (false, false) => "unknown",
                }
                .to_owned()
            }
            Self::Category(known) => {
                let mut counts: Vec<(&String, usize)> = Vec::new();
                let things = visit.acts.iter().filter_map(|act| act.thing);
                for category in things.filter_map(|thing| known.get(&thing)) {
                    match counts.iter_mut().find(|(name, _)| *name == category) {
                        Some((_, times)) => *times += 1,
                        None => counts.push((category, 1)),
                    }
                }
                let most = counts.iter().map(|(_, times)| *times).max();
                let first = counts.iter().find(|(_, times)| Some(*times) == most);
                first.map_or_else(|| "none".to_owned(), |(name, _)| (*name).clone())
            }
            Self::Standing(first) => match visit.who {
                Who::Visitor(_) => "visitor",
                Who::Member(row) => match first.get(&row) {
                    Some(&at) if at < visit.began() => "returning",
                    _ => "new",
                },
            }
            .to_owned(),
        }
    }
}
