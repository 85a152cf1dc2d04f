//! What orders bring their members: tiers and points, under the shop's rules.
//!
//! Everything here is brought to what the orders say: doing it again changes nothing, so it may be done after every
//! change of an order ([`Loyalty::refresh`]), every night for everybody ([`Loyalty::recompute`]), or both.

mod sql;

use std::collections::HashMap;
use std::sync::Arc;

use super::{OrderState, OrdersError};
use crate::clock::Timestamp;
use crate::db::Db;
use crate::ids::{MemberKey, OrderNumber};
use crate::members::promotions::{self, Promised, Promotion};
use crate::members::{
    Award, Balance, Booking, Decision, DueGift, LoyaltyRules, MembersError, Occasion, Person,
    Points, PointsError, Purchase, RedeemError, Redeemed, Standing, Tier, Tiers, decide, due_gifts,
};
use crate::money::Currency;

/// How many members are decided in one transaction.
const PART: u32 = 2_000;

/// Why tiers or points could not be told or brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum LoyaltyError {
    /// Nobody of that key.
    #[error("there is no member {0}")]
    UnknownMember(MemberKey),
    /// The rules do not redeem so many points.
    #[error(transparent)]
    Redeem(#[from] RedeemError),
    /// The ledger refuses.
    #[error(transparent)]
    Points(#[from] PointsError),
    /// The members failed.
    #[error(transparent)]
    Members(#[from] MembersError),
    /// The orders failed.
    #[error(transparent)]
    Orders(#[from] OrdersError),
}

/// Where a member stands, and what they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberLoyalty {
    /// When they became a member, where that is known.
    pub joined: Option<Timestamp>,
    /// Their tier, and what is missing for the next.
    pub standing: Standing,
    /// Their points.
    pub balance: Balance,
    /// The gifts they have now.
    pub gifts: Vec<DueGift>,
    /// Points of what they order now are multiplied by so many thousandths, and until when; none where they are not.
    pub multiplied: Option<(i64, Timestamp)>,
}

/// What bringing members up to date came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recomputed {
    /// Members looked at.
    pub members: u64,
    /// Tiers that changed.
    pub tier_changes: u64,
    /// Awards of points that were given or changed.
    pub awards: u64,
    /// Orders that stand and count for nothing, because they are in another currency than the rules.
    pub other_currency: u64,
}

/// An order as far as loyalty goes.
struct Ordered {
    /// The row of its member.
    member: i64,
    number: OrderNumber,
    placed: Timestamp,
    state: OrderState,
    currency: Currency,
    /// What was ordered and not sent back, in minor units.
    amount: i64,
}

impl Ordered {
    /// What of it counts: nothing of an order that was called off or sent back.
    fn counts(&self) -> i64 {
        match self.state {
            OrderState::Cancelled | OrderState::Returned => 0,
            _ => self.amount.max(0),
        }
    }
}

/// The loyalty of a shop's members. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Loyalty {
    /// Where orders are kept.
    db: Db,
    /// The shop's rules.
    rules: Arc<LoyaltyRules>,
    points: Points,
    tiers: Tiers,
}

impl Loyalty {
    /// The loyalty of the members kept in `db`, under `rules`.
    #[must_use]
    pub fn new(db: Db, rules: Arc<LoyaltyRules>) -> Self {
        Self {
            points: Points::new(db.clone()),
            tiers: Tiers::new(db.clone()),
            db,
            rules,
        }
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &LoyaltyRules {
        &self.rules
    }

    /// The tier of a standing.
    #[must_use]
    pub fn tier(&self, standing: &Standing) -> &Tier {
        &self.rules.tiers[standing.tier]
    }

    /// The ledger of points.
    #[must_use]
    pub fn points(&self) -> &Points {
        &self.points
    }

    /// The tiers as they were last decided.
    #[must_use]
    pub fn tiers(&self) -> &Tiers {
        &self.tiers
    }

    /// Where a member stands at `now`, counted afresh from their orders; `None` where there is no such member.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn of(
        &self,
        member: &MemberKey,
        now: Timestamp,
    ) -> Result<Option<MemberLoyalty>, LoyaltyError> {
        let Some(person) = self.tiers.person(member).await? else {
            return Ok(None);
        };
        let orders = sql::orders_of(self.db.reader(), person.row, person.row).await?;
        let (bought, _) = purchases(&self.rules, &orders);
        let promised = promotions::promised(self.db.reader(), std::slice::from_ref(&person.key));
        let promised: Vec<Promotion> = (promised.await?.into_iter())
            .map(|(_, promotion)| promotion)
            .collect();
        let mut gifts = due_gifts(&self.rules, &person, now);
        gifts.extend(promised_gifts(&promised, &person, now));
        Ok(Some(MemberLoyalty {
            joined: person.joined,
            standing: decide(&self.rules, &bought, None, now).standing,
            balance: self.points.balance(member, now).await?,
            gifts,
            multiplied: multiplied_until(&promised, now),
        }))
    }

    /// Redeems points of a member for credit, at the rate of the rules; the same key brings the same credit.
    ///
    /// # Errors
    /// A number of points that is not redeemed, more than are there, a key that did something else.
    pub async fn redeem(
        &self,
        member: &MemberKey,
        points: i64,
        booking: &Booking,
    ) -> Result<Redeemed, LoyaltyError> {
        let credit = self.rules.credit_for(points)?;
        Ok(self.points.redeem(member, points, credit, booking).await?)
    }

    /// Brings one member's tier and points to what their orders say at `now`.
    ///
    /// # Errors
    /// Nobody of that key; a database that fails.
    pub async fn refresh(
        &self,
        member: &MemberKey,
        now: Timestamp,
    ) -> Result<Recomputed, LoyaltyError> {
        let person = self.tiers.person(member).await?;
        let person = person.ok_or_else(|| LoyaltyError::UnknownMember(member.clone()))?;
        self.bring(&[person], now).await
    }

    /// Brings every member's tier and points to what the orders say at `now`. `done` is told how many members are
    /// finished, and of how many. Where it is stopped, what was done stays, and doing it again does the rest.
    ///
    /// # Errors
    /// A database that fails.
    pub async fn recompute(
        &self,
        now: Timestamp,
        done: impl Fn(u64, u64),
    ) -> Result<Recomputed, LoyaltyError> {
        let total = crate::members::Members::new(self.db.clone())
            .count()
            .await?;
        let mut all = Recomputed::default();
        let mut after = 0;
        loop {
            let people = self.tiers.people(after, PART).await?;
            let Some(last) = people.last() else {
                return Ok(all);
            };
            after = last.row;
            let part = self.bring(&people, now).await?;
            all.members += part.members;
            all.tier_changes += part.tier_changes;
            all.awards += part.awards;
            all.other_currency += part.other_currency;
            done(all.members, total);
        }
    }

    /// Brings `people`, in the order of their rows, up to date.
    async fn bring(&self, people: &[Person], now: Timestamp) -> Result<Recomputed, LoyaltyError> {
        let (Some(first), Some(last)) = (people.first(), people.last()) else {
            return Ok(Recomputed::default());
        };
        let mut brought = Recomputed {
            members: people.len() as u64,
            ..Recomputed::default()
        };
        let orders = sql::orders_of(self.db.reader(), first.row, last.row).await?;
        let mut left = orders.as_slice();
        let (mut history, mut of_each) = (Vec::new(), Vec::new());
        for person in people {
            let end = left.partition_point(|order| order.member <= person.row);
            let (theirs, rest) = left.split_at(end);
            left = rest;
            // Between two of these rows there may be a member who came while we read.
            let start = theirs.partition_point(|order| order.member < person.row);
            let (bought, other) = purchases(&self.rules, &theirs[start..]);
            brought.other_currency += other;
            history.push(bought);
            of_each.push(&theirs[start..]);
        }
        let decisions = self
            .tiers
            .decide(&self.rules, people, &history, now)
            .await?;
        let keys: Vec<MemberKey> = people.iter().map(|person| person.key.clone()).collect();
        let mut promised: HashMap<MemberKey, Vec<Promotion>> = HashMap::new();
        for (member, promotion) in promotions::promised(self.db.reader(), &keys).await? {
            promised.entry(member).or_default().push(promotion);
        }
        let mut awards = Vec::new();
        for ((person, orders), decision) in people.iter().zip(of_each).zip(&decisions) {
            brought.tier_changes += decision.changes.len() as u64;
            awards.extend(self.gifts(person, now));
            let promised = promised.get(&person.key).map_or(&[][..], Vec::as_slice);
            awards.extend(self.awards(person, (orders, promised), decision, now));
        }
        brought.awards = self.points.award(&awards, now).await?;
        Ok(brought)
    }

    /// What `orders` of `person` are worth in points, with what they were promised when they placed them; what would have run out by now is left as it is.
    fn awards(
        &self,
        person: &Person,
        (orders, promised): (&[Ordered], &[Promotion]),
        decision: &Decision,
        now: Timestamp,
    ) -> impl Iterator<Item = Award> {
        orders.iter().filter_map(move |order| {
            let span = self.rules.span_of_order(order.placed);
            let lives = span.expires.is_none_or(|expires| expires > now);
            if !lives || order.placed > now || order.currency != self.rules.currency {
                return None;
            }
            let amount = order.counts();
            let tier = decision.tier_before(order.placed);
            Some(Award {
                name: format!("order:{}", order.number),
                member: person.key.clone(),
                points: self.rules.points_times(
                    amount,
                    tier,
                    promotions::multiplied(promised, order.placed),
                ),
                basis: amount,
                span,
                reason: "order".to_owned(),
                reference: Some(order.number.to_string()),
                at: order.placed,
            })
        })
    }

    /// The points among the gifts of `person`.
    fn gifts(&self, person: &Person, now: Timestamp) -> impl Iterator<Item = Award> {
        let gifts = due_gifts(&self.rules, person, now);
        let with_points = gifts.into_iter().filter(|gift| gift.points > 0);
        with_points.map(|gift| Award {
            member: person.key.clone(),
            points: gift.points,
            basis: 1,
            span: self.rules.span_from(gift.since),
            reason: gift.occasion.word().to_owned(),
            reference: None,
            at: gift.since,
            name: gift.name,
        })
    }
}

/// The gifts that `person` was promised and has at `now`.
fn promised_gifts(
    promised: &[Promotion],
    person: &Person,
    now: Timestamp,
) -> impl Iterator<Item = DueGift> {
    let holding = promised
        .iter()
        .filter(move |promotion| promotion.holds(now));
    holding.filter_map(|promotion| match &promotion.promised {
        Promised::Points(_) => None,
        Promised::Gift(gift) => Some(DueGift {
            occasion: Occasion::Campaign,
            name: format!("{}:{}", promotion.name, person.key),
            points: 0,
            gift: Some(gift.clone()),
            since: promotion.begins,
            until: promotion.ends,
        }),
    })
}

/// By what points are multiplied at `now`, and until when the promise that says so holds.
fn multiplied_until(promised: &[Promotion], now: Timestamp) -> Option<(i64, Timestamp)> {
    let holding = promised.iter().filter(|promotion| promotion.holds(now));
    let factors = holding.filter_map(|promotion| match promotion.promised {
        Promised::Points(factor) if factor > promotions::ONCE => Some((factor, promotion.ends)),
        _ => None,
    });
    factors.max()
}

/// What of `orders` counts, and how many stand that do not, because of their currency.
fn purchases(rules: &LoyaltyRules, orders: &[Ordered]) -> (Vec<Purchase>, u64) {
    let standing = orders.iter().filter(|order| order.counts() > 0);
    let (ours, others): (Vec<&Ordered>, Vec<&Ordered>) =
        standing.partition(|order| order.currency == rules.currency);
    let bought = ours.iter().map(|order| Purchase {
        at: order.placed,
        amount: order.counts(),
    });
    (bought.collect(), others.len() as u64)
}
