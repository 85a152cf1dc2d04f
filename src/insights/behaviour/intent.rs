//! Which visits end in an order.

use std::collections::HashMap;

use serde::Serialize;

use crate::clock::{Timestamp, as_rfc3339};
use crate::db::Db;
use crate::events::EventKind;
use crate::features::DAY;
use crate::ids::MemberKey;
use crate::learn::behaviour::{Act as Done, HALF_HOUR, KindOfAct, Layout};
use crate::learn::classify::logistic::{Logistic, Penalty};
use crate::learn::classify::quality::{
    Bin, auc, average_precision, calibration_error, reliability,
};
use crate::learn::classify::{ClassifyError, Column, Table, Values, probability};

use super::reading::{
    ACTS, Act, Visit, Wanted, Who, Window, count, days, is_order, latest, number, of_members, read,
    silence, visits,
};
use super::{BehaviourError, Sample, Silence, known, sql, too_few};

/// Members whose visits are learnt from, at most.
const MOST: usize = 20_000;
/// Visits that are learnt from, at most: of more, every so-many-th.
const VISITS: usize = 12_000;
/// Days whose visits are learnt from.
const DAYS: u32 = 90;
/// Days before the last thing that is known within which a member's last visit must lie.
const LAST: u32 = 400;
/// After so many acts a visit is a row to learn from: as if one had asked then.
const ACTS_SEEN: [usize; 6] = [1, 2, 3, 5, 8, 13];
/// The share of visits, the older ones, that the tested model is fitted to.
const FITTED: f64 = 0.7;
/// Visits of each kind that it takes to fit, and to test.
const NEEDED: [usize; 2] = [50, 20];
/// Nobody looks at anything for longer than so many seconds.
const LONGEST: f64 = 1_800.0;
/// The penalties that are gone through, the last one being the model's: small, since rows are many beside the columns.
const PENALTIES: [f64; 3] = [0.1, 0.01, 0.001];
/// Points of the reliability.
const BINS: usize = 10;
/// What speaks for or against an order: so many columns are told.
const DRIVERS: usize = 4;
/// The columns of the member, behind those of the visit.
const OF_MEMBER: [&str; 2] = ["orders_before", "days_since_order"];

/// The kinds that have columns of their own, and how far on the way each is.
const KINDS: [(EventKind, &str, u32); 12] = [
    (EventKind::PageViewed, "page", 0),
    (EventKind::ScreenViewed, "screen", 0),
    (EventKind::ProductsSearched, "search", 0),
    (EventKind::ProductListViewed, "list", 0),
    (EventKind::ProductClicked, "click", 1),
    (EventKind::ProductViewed, "view", 1),
    (EventKind::ProductAddedToWishlist, "wish", 1),
    (EventKind::ProductAdded, "add", 2),
    (EventKind::ProductRemoved, "remove", 1),
    (EventKind::CartViewed, "basket", 2),
    (EventKind::CheckoutStarted, "checkout", 3),
    (EventKind::CouponApplied, "coupon", 3),
];

/// How good the model was on visits after those that it was fitted to, and what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IntentModel {
    /// Visits that were learnt from, those of the test among them.
    pub visits: usize,
    /// Of these, those with an order.
    pub ordered: usize,
    /// Visits of the test, the newest.
    pub tested: usize,
    /// Moments of these visits at which it was asked.
    pub moments: usize,
    /// The share of these moments that an order followed.
    pub base: f64,
    /// The area under the curve.
    pub auc: f64,
    /// The average precision.
    pub average_precision: f64,
    /// The expected calibration error.
    pub calibration_error: f64,
    /// The reliability: moments, said, so.
    pub reliability: Vec<(usize, f64, f64)>,
}

/// What speaks for or against an order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Driver {
    /// The column.
    pub column: String,
    /// What the visit has there; none where it is not known.
    pub value: Option<f64>,
    /// What it adds to the log odds, against the mean visit.
    pub effect: f64,
}

/// A member's visit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VisitIntent {
    /// Who.
    pub member: String,
    /// When it began.
    #[serde(serialize_with = "as_rfc3339")]
    pub began: Timestamp,
    /// The last act that counts, which is the last before an order.
    #[serde(serialize_with = "as_rfc3339")]
    pub last: Timestamp,
    /// Acts up to then.
    pub acts: usize,
    /// Whether the visit may still go on.
    pub going_on: bool,
    /// Whether something was ordered in it. Then the probability is what would have been said just before.
    pub ordered: bool,
    /// The probability that an order follows in this visit.
    pub probability: f64,
    /// What speaks for or against it, the strongest first.
    pub drivers: Vec<Driver>,
}

/// Which visits end in an order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IntentReport {
    /// How much was looked at.
    pub sample: Sample,
    /// The silence that ends a visit.
    pub silence: Silence,
    /// The model.
    pub model: IntentModel,
    /// The member's visit, where one was asked about.
    pub visit: Option<VisitIntent>,
}

/// Moments of visits as rows of numbers.
#[derive(Default)]
struct Rows {
    /// The rows, each beside the names of the columns.
    numbers: Vec<Vec<f64>>,
    /// Whether an order followed.
    labels: Vec<bool>,
}

/// When members ordered, each in the order of time.
type Ordered = HashMap<i64, Vec<i64>>;

/// Fits, tests, and says what the model says of a member's visit.
pub(super) async fn intent(
    db: &Db,
    member: Option<&MemberKey>,
    now: Timestamp,
) -> Result<IntentReport, BehaviourError> {
    let asked = match member {
        Some(member) => Some(known(db, member).await?),
        None => None,
    };
    let until = latest(db, now).await?;
    let wanted = Wanted {
        window: Window::before(until, DAYS),
        kinds: &ACTS,
        most: MOST,
        visitors: false,
    };
    let read = read(db, wanted).await?;
    let rows: Vec<i64> = read.members.iter().map(|member| member.row).collect();
    let orders = ordered(db, &rows, wanted.window).await?;
    let silence = silence(&read.people, false)?;
    let (model, fitted) = tokio::task::block_in_place(|| {
        let (mut all, _) = visits(&read.people, &silence)?;
        all.retain(|visit| !before_order(visit).is_empty());
        all.sort_by_key(|visit| (visit.began(), visit.who));
        let step = all.len().div_ceil(VISITS).max(1);
        let all: Vec<Visit<'_>> = all.into_iter().step_by(step).collect();
        learnt(&all, &orders)
    })?;
    let visit = match asked {
        Some(asked) => Some(of_visit(db, &asked, &fitted, (until, now)).await?),
        None => None,
    };
    Ok(IntentReport {
        sample: read.sample,
        silence,
        model,
        visit,
    })
}

async fn ordered(db: &Db, rows: &[i64], window: Window) -> Result<Ordered, BehaviourError> {
    let mut orders: Ordered = HashMap::new();
    for (member, at) in sql::orders(db.reader(), rows, window.ever()).await? {
        orders.entry(member).or_default().push(at);
    }
    Ok(orders)
}

/// The acts of a visit before its first order.
fn before_order<'a>(visit: &Visit<'a>) -> &'a [Act] {
    let order = visit.acts.iter().position(is_order);
    &visit.acts[..order.unwrap_or(visit.acts.len())]
}

fn layout() -> Layout {
    let kind = |(kind, name, stage): (EventKind, &str, u32)| KindOfAct {
        kind: number(kind),
        name: name.to_owned(),
        stage,
    };
    Layout {
        kinds: KINDS.map(kind).to_vec(),
        longest: LONGEST,
    }
}

/// The row of the first acts of a visit, as known when the last of them was done.
fn row(layout: &Layout, acts: &[Act], orders: &[i64]) -> Result<Vec<f64>, BehaviourError> {
    let began = acts.first().map_or(0, |act| act.at);
    let last = acts.last().map_or(0, |act| act.at);
    let seconds = |at: i64| days(at - began) * 86_400.0;
    let mut things: HashMap<i64, u32> = HashMap::new();
    let done: Vec<Done> = (acts.iter())
        .map(|act| Done {
            time: seconds(act.at),
            kind: number(act.kind),
            thing: act.thing.map(|thing| {
                let next = u32::try_from(things.len()).unwrap_or(u32::MAX);
                *things.entry(thing).or_insert(next)
            }),
        })
        .collect();
    let mut row = layout.row(&done, seconds(last))?;
    let before = orders.partition_point(|&at| at < began);
    row.push(count(before));
    let since = before
        .checked_sub(1)
        .map(|place| days(began - orders[place]));
    row.push(since.unwrap_or(f64::NAN));
    Ok(row)
}

/// The rows of visits.
fn rows(visits: &[Visit<'_>], orders: &Ordered) -> Result<Rows, BehaviourError> {
    let layout = layout();
    let mut rows = Rows::default();
    for visit in visits {
        let acts = before_order(visit);
        let own = match visit.who {
            Who::Member(row) => orders.get(&row).map_or(&[][..], Vec::as_slice),
            Who::Visitor(_) => &[],
        };
        for seen in ACTS_SEEN.into_iter().filter(|&seen| seen <= acts.len()) {
            rows.numbers.push(row(&layout, &acts[..seen], own)?);
            rows.labels.push(visit.ordered());
        }
    }
    Ok(rows)
}

fn table(rows: &[Vec<f64>]) -> Table {
    let names = layout().names().into_iter();
    let names = names.chain(OF_MEMBER.map(str::to_owned));
    let column = |(at, name): (usize, String)| Column {
        name,
        values: Values::Numbers(rows.iter().map(|row| row[at]).collect()),
    };
    Table::new(names.enumerate().map(column).collect())
}

/// Whether there are visits enough with and without an order.
fn enough(visits: &[Visit<'_>], needed: usize, newest: bool) -> Result<(), BehaviourError> {
    let ordered = visits.iter().filter(|visit| visit.ordered()).count();
    let what = if newest {
        [
            "visits that ended in an order, of the newest ones that are tested on,",
            "visits that did not end in an order, of the newest ones that are tested on,",
        ]
    } else {
        [
            "visits that ended in an order, of the older ones that are learnt from,",
            "visits that did not end in an order, of the older ones that are learnt from,",
        ]
    };
    for (what, known) in what.into_iter().zip([ordered, visits.len() - ordered]) {
        too_few(what, known, needed)?;
    }
    Ok(())
}

fn fit(rows: &Rows) -> Result<Logistic, BehaviourError> {
    let all: Vec<usize> = (0..rows.labels.len()).collect();
    let penalties = PENALTIES.map(|weight| Penalty { weight, lasso: 0.0 });
    let table = table(&rows.numbers);
    let path = Logistic::path(&table, &rows.labels, &all, &penalties)?;
    let last = path.into_iter().next_back();
    last.ok_or_else(|| ClassifyError::NoColumns.into())
}

/// A model of visits in the order of time: fitted to the older ones, tested on the newest, and fitted again to all.
fn learnt(
    visits: &[Visit<'_>],
    orders: &Ordered,
) -> Result<(IntentModel, Logistic), BehaviourError> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of some thousand visits"
    )]
    let cut = (count(visits.len()) * FITTED) as usize;
    let (older, newest) = visits.split_at(cut);
    enough(older, NEEDED[0], false)?;
    enough(newest, NEEDED[1], true)?;
    let (learnt, test) = (rows(older, orders)?, rows(newest, orders)?);
    let first = fit(&learnt)?;
    let asked = table(&test.numbers);
    let chances: Vec<f64> = (0..test.labels.len())
        .map(|row| probability(first.log_odds(&asked, row)))
        .collect();
    let followed = test.labels.iter().filter(|&&label| label).count();
    let bins = reliability(&chances, &test.labels, BINS);
    let model = IntentModel {
        visits: visits.len(),
        ordered: visits.iter().filter(|visit| visit.ordered()).count(),
        tested: newest.len(),
        moments: test.labels.len(),
        base: count(followed) / count(test.labels.len()),
        auc: auc(&chances, &test.labels).unwrap_or(0.5),
        average_precision: average_precision(&chances, &test.labels).unwrap_or(0.0),
        calibration_error: calibration_error(&chances, &test.labels),
        reliability: (bins.iter())
            .map(|Bin { rows, said, so }| (*rows, *said, *so))
            .collect(),
    };
    let mut all = learnt;
    all.numbers.extend(test.numbers);
    all.labels.extend(test.labels);
    Ok((model, fit(&all)?))
}

/// What the model says of the visit that a member is in, or was in last.
async fn of_visit(
    db: &Db,
    member: &sql::Member,
    model: &Logistic,
    (latest, now): (Timestamp, Timestamp),
) -> Result<VisitIntent, BehaviourError> {
    let idle = || BehaviourError::Idle {
        member: member.key.as_str().to_owned(),
        days: LAST,
    };
    // Up to now, and as far back as the shop knows of anything.
    let window = Window {
        until: now.micros(),
        ..Window::before(latest, LAST)
    };
    let people = of_members(db, &[member.row], &ACTS, window).await?;
    let orders = ordered(db, &[member.row], window).await?;
    let silence = silence(&people, false)?;
    let (all, _) = visits(&people, &silence)?;
    let last = all.iter().rfind(|visit| !before_order(visit).is_empty());
    let visit = last.ok_or_else(idle)?;
    let acts = before_order(visit);
    let end = visit.acts.last().map_or(0, |act| act.at);
    let until = acts.last().ok_or_else(idle)?.at;
    let own = orders.get(&member.row).map_or(&[][..], Vec::as_slice);
    let numbers = vec![row(&layout(), acts, own)?];
    let table = table(&numbers);
    let effects = model.contributions(&table, 0);
    let mut drivers: Vec<Driver> = (table.columns().iter().zip(effects).zip(&numbers[0]))
        .map(|((column, effect), value)| Driver {
            column: column.name.clone(),
            value: Some(*value).filter(|value| value.is_finite()),
            effect,
        })
        .collect();
    drivers.sort_by(|one, other| other.effect.abs().total_cmp(&one.effect.abs()));
    drivers.truncate(DRIVERS);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "half an hour in microseconds"
    )]
    let half_hour = (HALF_HOUR * DAY as f64) as i64;
    Ok(VisitIntent {
        member: member.key.as_str().to_owned(),
        began: Timestamp::from_micros(visit.began()),
        last: Timestamp::from_micros(until),
        acts: acts.len(),
        going_on: now.micros() - end <= half_hour,
        ordered: visit.ordered(),
        probability: probability(model.log_odds(&table, 0)),
        drivers,
    })
}
