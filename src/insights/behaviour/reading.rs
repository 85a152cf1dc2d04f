//! What a sample of people did, cut into visits.

use crate::clock::Timestamp;
use crate::db::Db;
use crate::events::EventKind;
use crate::features::DAY;
use crate::learn::behaviour::{HALF_HOUR, gaps, sessions, valley};

use super::sql::{self, Member, Owner, PLACES, SCATTER};
use super::{BehaviourError, Sample, Silence};

/// Events that are read at most: some twenty megabytes. What comes after them in the sample is left out.
const MOST_EVENTS: usize = 500_000;
/// People whose events are read at once.
const AT_ONCE: usize = 500;

/// What somebody does in a visit.
pub(super) const ACTS: [EventKind; 30] = [
    EventKind::SessionStarted,
    EventKind::PageViewed,
    EventKind::ScreenViewed,
    EventKind::ProductsSearched,
    EventKind::ProductListViewed,
    EventKind::ProductListFiltered,
    EventKind::PromotionViewed,
    EventKind::PromotionClicked,
    EventKind::ProductClicked,
    EventKind::ProductViewed,
    EventKind::ProductAdded,
    EventKind::ProductRemoved,
    EventKind::CartViewed,
    EventKind::CheckoutStarted,
    EventKind::CheckoutStepViewed,
    EventKind::CheckoutStepCompleted,
    EventKind::PaymentInfoEntered,
    EventKind::OrderCompleted,
    EventKind::CouponEntered,
    EventKind::CouponApplied,
    EventKind::CouponDenied,
    EventKind::CouponRemoved,
    EventKind::ProductDismissed,
    EventKind::ProductAddedToWishlist,
    EventKind::ProductRemovedFromWishlist,
    EventKind::WishlistProductAddedToCart,
    EventKind::ProductShared,
    EventKind::CartShared,
    EventKind::ProductReviewed,
    EventKind::Custom,
];

/// The acts of a visit, and what the shop did to people or they did elsewhere.
pub(super) fn deeds() -> Vec<EventKind> {
    let others = [
        EventKind::CampaignSent,
        EventKind::SurveyAnswered,
        EventKind::OrderRefunded,
    ];
    [&ACTS[..], &others].concat()
}

/// The number of a kind, for the estimators.
pub(super) fn number(kind: EventKind) -> u32 {
    kind as u32
}

/// The kind of a number.
pub(super) fn kind(number: u32) -> EventKind {
    let place = usize::try_from(number).unwrap_or(usize::MAX);
    let kind = EventKind::ALL.get(place).copied();
    kind.unwrap_or(EventKind::Custom)
}

/// Microseconds as days.
#[allow(
    clippy::cast_precision_loss,
    reason = "a time within some years, to the microsecond"
)]
pub(super) fn days(micros: i64) -> f64 {
    micros as f64 / DAY as f64
}

/// A number of things, to reckon with.
#[allow(
    clippy::cast_precision_loss,
    reason = "things are counted exactly up to 2^53"
)]
pub(super) fn count(things: usize) -> f64 {
    things as f64
}

/// A time, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// Its beginning.
    pub(super) from: i64,
    /// Its end, which is outside.
    pub(super) until: i64,
}

impl Window {
    /// The last days before a moment.
    pub(super) fn before(until: Timestamp, days: u32) -> Self {
        let until = until.micros();
        Self {
            from: until - i64::from(days) * DAY,
            until,
        }
    }

    /// All the time before its end.
    pub(super) fn ever(self) -> Self {
        Self { from: 0, ..self }
    }

    /// Its first day and its last.
    pub(super) fn named(self) -> (String, String) {
        let day = |at: i64| Timestamp::from_micros(at).day();
        (day(self.from), day(self.until - 1))
    }
}

/// The moment up to which anything is known: the end of the day of the last order or event, or now where that is earlier.
pub(super) async fn latest(db: &Db, now: Timestamp) -> Result<Timestamp, BehaviourError> {
    let last = sql::newest(db.reader()).await?;
    let last = last.ok_or(BehaviourError::Nothing)?;
    let end = (last.div_euclid(DAY) + 1) * DAY;
    Ok(now.min(Timestamp::from_micros(end)))
}

/// Something that was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Act {
    /// When, in microseconds.
    pub(super) at: i64,
    /// What; an order of the shop's books is there as [`EventKind::OrderCompleted`].
    pub(super) kind: EventKind,
    /// The row of the product that it was done to.
    pub(super) thing: Option<i64>,
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Who {
    /// A member, by row.
    Member(i64),
    /// A browser that nobody signed in with, by row.
    Visitor(i64),
}

/// A person's acts in the order of time; at least one.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// Who.
    pub(super) who: Who,
    /// What they did.
    pub(super) acts: Vec<Act>,
}

/// What was read of a sample.
#[derive(Clone, Debug)]
pub(super) struct Read {
    /// Those who did anything.
    pub(super) people: Vec<Person>,
    /// The members of the sample, whether they did anything or not.
    pub(super) members: Vec<Member>,
    /// How much that is.
    pub(super) sample: Sample,
}

/// Whom and what to read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    /// The time.
    pub(super) window: Window,
    /// The kinds of events.
    pub(super) kinds: &'a [EventKind],
    /// People at most.
    pub(super) most: usize,
    /// Whether browsers that nobody signed in with count too.
    pub(super) visitors: bool,
}

/// Where a row number is scattered to.
pub(super) fn place(row: i64) -> i64 {
    row.wrapping_mul(SCATTER).rem_euclid(PLACES)
}

/// The members of a sample of `most` people: the share of all places that is looked at, and who is in it.
pub(super) async fn chosen(db: &Db, most: usize) -> Result<(i64, Vec<Member>), BehaviourError> {
    let (members, _) = sql::sizes(db.reader()).await?;
    let below = below(members, most);
    Ok((below, sql::members(db.reader(), below).await?))
}

/// The place below which about `most` of so many people are scattered.
fn below(people: i64, most: usize) -> i64 {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    if people <= most {
        PLACES
    } else {
        // A product of some thousands and 2^32.
        PLACES.saturating_mul(most) / people
    }
}

/// The share that places below this one are of all.
#[allow(clippy::cast_precision_loss, reason = "2^32 at most")]
pub(super) fn share(below: i64) -> f64 {
    below as f64 / PLACES as f64
}

/// Reads what a sample of people did. Who is in it depends on nothing but row numbers.
pub(super) async fn read(db: &Db, wanted: Wanted<'_>) -> Result<Read, BehaviourError> {
    let (members, visitors) = sql::sizes(db.reader()).await?;
    let all = members + if wanted.visitors { visitors } else { 0 };
    let below = below(all, wanted.most);
    let mut members = sql::members(db.reader(), below).await?;
    let mut visitors = Vec::new();
    if wanted.visitors {
        visitors = sql::visitors(db.reader(), below).await?;
    }
    // Part by part of the places, so that wherever it stops, members and browsers are sampled alike.
    let parts = (members.len() + visitors.len()).div_ceil(AT_ONCE).max(1);
    let width = below / i64::try_from(parts).unwrap_or(i64::MAX) + 1;
    let (mut known, mut seen, mut end) = (0, 0, 0);
    let mut events = 0;
    let mut people = Vec::new();
    while end < below && events < MOST_EVENTS {
        end = (end + width).min(below);
        let ahead = members[known..].partition_point(|member| place(member.row) < end);
        let rows: Vec<i64> = (members[known..known + ahead].iter())
            .map(|member| member.row)
            .collect();
        known += ahead;
        let part = of_members(db, &rows, wanted.kinds, wanted.window).await?;
        let ahead = visitors[seen..].partition_point(|&row| place(row) < end);
        let rows = &visitors[seen..seen + ahead];
        seen += ahead;
        let (kinds, window) = (wanted.kinds, wanted.window);
        let acts = sql::acts(db.reader(), Owner::Visitors, rows, kinds, window).await?;
        for person in part.into_iter().chain(grouped(acts, Who::Visitor)) {
            events += person.acts.len();
            people.push(person);
        }
    }
    members.truncate(known);
    let (from, until) = wanted.window.named();
    Ok(Read {
        people,
        sample: Sample {
            from,
            until,
            members: known,
            visitors: seen,
            events,
            share: share(end),
        },
        members,
    })
}

/// What some members did, their orders among it.
pub(super) async fn of_members(
    db: &Db,
    rows: &[i64],
    kinds: &[EventKind],
    window: Window,
) -> Result<Vec<Person>, BehaviourError> {
    let mut acts = sql::acts(db.reader(), Owner::Members, rows, kinds, window).await?;
    let orders = sql::orders(db.reader(), rows, window).await?;
    acts.extend(orders.into_iter().map(|(member, at)| {
        let act = Act {
            at,
            kind: EventKind::OrderCompleted,
            thing: None,
        };
        (member, act)
    }));
    Ok(grouped(acts, Who::Member))
}

/// Acts person by person; those at the same moment stay in the order in which they came.
fn grouped(mut acts: Vec<(i64, Act)>, who: fn(i64) -> Who) -> Vec<Person> {
    acts.sort_by_key(|(row, act)| (*row, act.at));
    acts.chunk_by(|one, other| one.0 == other.0)
        .map(|own| Person {
            who: who(own[0].0),
            acts: own.iter().map(|(_, act)| *act).collect(),
        })
        .collect()
}

/// A visit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit<'a> {
    /// Whose.
    pub(super) who: Who,
    /// What was done in it; at least one act that is no order.
    pub(super) acts: &'a [Act],
}

impl Visit<'_> {
    /// When it began.
    pub(super) fn began(&self) -> i64 {
        self.acts.first().map_or(0, |act| act.at)
    }

    /// Whether something was ordered in it.
    pub(super) fn ordered(&self) -> bool {
        self.acts.iter().any(is_order)
    }
}

/// Whether it is an order.
pub(super) fn is_order(act: &Act) -> bool {
    act.kind == EventKind::OrderCompleted
}

/// Times in days, as the estimators take them.
pub(super) fn times(acts: &[Act]) -> Vec<f64> {
    let first = acts.first().map_or(0, |act| act.at);
    acts.iter().map(|act| days(act.at - first)).collect()
}

/// After which silence a new visit begins: after half an hour, or where the gaps of all say so.
pub(super) fn silence(people: &[Person], by_valley: bool) -> Result<Silence, BehaviourError> {
    let mut found = None;
    if by_valley {
        let mut all = Vec::new();
        for person in people {
            all.extend(gaps(&times(&person.acts))?);
        }
        found = valley(&all);
    }
    Ok(Silence {
        minutes: found.map_or(HALF_HOUR, |valley| valley.gap) * 24.0 * 60.0,
        valley: found.is_some(),
    })
}

/// Cuts everybody's acts into visits, by person and time; and how many orders came outside any visit.
pub(super) fn visits<'a>(
    people: &'a [Person],
    silence: &Silence,
) -> Result<(Vec<Visit<'a>>, usize), BehaviourError> {
    let gap = silence.minutes / 24.0 / 60.0;
    let (mut visits, mut outside) = (Vec::new(), 0);
    for person in people {
        for session in sessions(&times(&person.acts), gap)? {
            let acts = &person.acts[session.events];
            if acts.iter().all(is_order) {
                outside += acts.len();
            } else {
                visits.push(Visit {
                    who: person.who,
                    acts,
                });
            }
        }
    }
    Ok((visits, outside))
}
