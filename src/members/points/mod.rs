//! Points: a ledger of lots that come in, may be spent from one moment on, and run out at another.
//!
//! Owns: the ledger, its verbs, what points were redeemed for; the `point_lots`, `point_entries`,
//! `point_operations` and `point_credits` tables.
//! Does not own: what earns how many (`tiers` holds the rules, `orders` counts).
//! Holds: a member never has fewer than none, however many spend at once; a key does its work once; nothing that
//! is written is changed but the running totals of a lot. Whether points are pending, available or run out is told
//! by the clock when they are read: no job has to come by.

mod award;
mod errors;
mod purse;
mod redeem;
pub(super) mod sql;
mod told;

use sha2::{Digest, Sha256};

use crate::clock::Timestamp;
use crate::db::{Db, Write};
use crate::ids::{MemberKey, hexadecimal};
use crate::members::rows_of;

pub use award::Award;
pub use errors::PointsError;
pub use redeem::{Credit, Redeemed};
pub use told::{Balance, Booking, Kind, Line, LineKind, Receipt, Span};

use purse::{Lot, Move, Outcome, Purse};
use sql::{NewLot, Operation};

/// More points than this are a slip of the hand.
pub const MOST_POINTS: i64 = 1_000_000_000;

/// The table whose turn every writer of the ledger waits for.
const LEDGER: &str = "point_lots";

/// The ledger of all members' points. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Points {
    /// Where it is kept.
    db: Db,
}

impl Points {
    /// The ledger kept in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Brings in `points` that may be spent and run out as `span` says. The moments of the span do not count when
    /// a key comes again: who tries again reckons them from a later moment.
    ///
    /// # Errors
    /// A member who is not kept, no number of points, a span that ends before it begins, a key that did something
    /// else, a database that fails; then nothing was written. The other verbs likewise.
    pub async fn earn(
        &self,
        member: &MemberKey,
        points: i64,
        span: Span,
        booking: &Booking,
    ) -> Result<Receipt, PointsError> {
        check_span(span)?;
        let content = content(&["earn", member.as_str()], points, booking);
        let write = match self.begin(points, booking, &content).await? {
            Begun::Before(operation) => return Ok(operation.receipt),
            Begun::New(write) => write,
        };
        known(&write, member).await?;
        let mut operation = operation(&write, Kind::Earn, member, points, booking, content).await?;
        let lot = NewLot {
            member,
            points,
            available_from: span.available_from,
            expires: span.expires,
            operation: Some(operation.id),
            award: None,
            basis: 0,
            reason: &booking.reason,
            reference: booking.reference.as_deref(),
            at: booking.at,
        };
        sql::bring_in(&write, &[lot], sql::last_lot(write.reader()).await?).await?;
        operation.receipt.available = purse(&write, member, booking.at)
            .await?
            .available(booking.at);
        sql::operate(&write, &operation).await?;
        write.commit().await?;
        Ok(operation.receipt)
    }

    /// Spends `points`, those that run out first before the rest.
    ///
    /// # Errors
    /// [`PointsError::NotEnough`] where there are fewer; as [`Points::earn`] otherwise.
    pub async fn spend(
        &self,
        member: &MemberKey,
        points: i64,
        booking: &Booking,
    ) -> Result<Receipt, PointsError> {
        let content = content(&["spend", member.as_str()], points, booking);
        let write = match self.begin(points, booking, &content).await? {
            Begun::Before(operation) => return Ok(operation.receipt),
            Begun::New(write) => write,
        };
        let operation = spend(&write, member, points, booking, content).await?;
        write.commit().await?;
        Ok(operation.receipt)
    }

    /// Takes back points that came in under the key `what`, or gives back what was spent under it: `points` of
    /// them, or all that are not reversed yet. What came in is taken from its own lot first; where the member has
    /// spent it, from what else they have, and what is not there at all is told as missing. What was spent goes
    /// back where it came from and runs out when it would have.
    ///
    /// # Errors
    /// A key that nothing was booked under, more points than are left of it, a transfer or a reversal, a credit
    /// that was used already; as [`Points::earn`] otherwise.
    pub async fn reverse(
        &self,
        what: &str,
        points: Option<i64>,
        booking: &Booking,
    ) -> Result<Receipt, PointsError> {
        let content = content(&["reverse", what], points.unwrap_or(0), booking);
        let write = match self.begin(points.unwrap_or(1), booking, &content).await? {
            Begun::Before(operation) => return Ok(operation.receipt),
            Begun::New(write) => write,
        };
        let reversed = sql::find(write.reader(), what)
            .await?
            .ok_or_else(|| PointsError::UnknownOperation(what.to_owned()))?;
        let member = reversed.receipt.member.clone();
        let mut purse = purse(&write, &member, booking.at).await?;
        let (points, outcome) = match reversed.receipt.kind {
            Kind::Earn => {
                let lot = sql::lot_of(write.reader(), reversed.id).await?;
                let Some(lot) = lot else {
                    return Err(PointsError::UnknownOperation(what.to_owned()));
                };
                let points = at_most(what, points, lot.points - lot.taken_back)?;
                let id = lot.id;
                purse = with(&purse, vec![lot]);
                (points, purse.take_back(id, points, booking.at))
            }
            Kind::Spend => {
                let out = sql::still_out(write.reader(), reversed.id).await?;
                let points = at_most(what, points, out.iter().map(|out| out.change).sum())?;
                redeem::cancel(&write, &reversed, points).await?;
                let lots: Vec<i64> = out.iter().map(|out| out.lot).collect();
                purse = with(&purse, sql::lots(write.reader(), &lots).await?);
                (points, purse.give_back(points, &out, booking.at))
            }
            Kind::Reverse | Kind::Transfer => {
                return Err(PointsError::NotReversible {
                    key: what.to_owned(),
                    kind: reversed.receipt.kind.word(),
                });
            }
        };
        let mut operation =
            operation(&write, Kind::Reverse, &member, points, booking, content).await?;
        operation.reverses = Some(reversed.id);
        operation.receipt.missing = outcome.missing;
        if operation.reference.is_none() {
            operation.reference = reversed.reference;
        }
        settle(&write, &mut operation, &purse, &outcome.moves).await?;
        write.commit().await?;
        Ok(operation.receipt)
    }

    /// Sends `points` of `from` to `to`; they run out when they would have.
    ///
    /// # Errors
    /// [`PointsError::NotEnough`], no name of who of the staff does it; as [`Points::earn`] otherwise.
    pub async fn transfer(
        &self,
        from: &MemberKey,
        to: &MemberKey,
        points: i64,
        booking: &Booking,
    ) -> Result<Receipt, PointsError> {
        if booking
            .actor
            .as_deref()
            .is_none_or(|actor| actor.trim().is_empty())
        {
            return Err(PointsError::Blank("the name of who does it"));
        }
        if from == to {
            return Err(PointsError::ToOneself(from.clone()));
        }
        let content = content(&["transfer", from.as_str(), to.as_str()], points, booking);
        let write = match self.begin(points, booking, &content).await? {
            Begun::Before(operation) => return Ok(operation.receipt),
            Begun::New(write) => write,
        };
        known(&write, to).await?;
        let mut purse = purse(&write, from, booking.at).await?;
        let moves = taken(&mut purse, from, points, booking.at)?;
        let mut operation =
            operation(&write, Kind::Transfer, from, points, booking, content).await?;
        settle(&write, &mut operation, &purse, &moves).await?;
        let lots: Vec<NewLot<'_>> = moves
            .iter()
            .filter_map(|moved| {
                let lot = purse.lot(moved.lot)?;
                Some(NewLot {
                    member: to,
                    points: -moved.change,
                    available_from: lot.available_from,
                    expires: lot.expires,
                    operation: Some(operation.id),
                    award: None,
                    basis: 0,
                    reason: &booking.reason,
                    reference: booking.reference.as_deref(),
                    at: booking.at,
                })
            })
            .collect();
        sql::bring_in(&write, &lots, sql::last_lot(write.reader()).await?).await?;
        write.commit().await?;
        Ok(operation.receipt)
    }

    /// What a member has at `now`.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn balance(
        &self,
        member: &MemberKey,
        now: Timestamp,
    ) -> Result<Balance, PointsError> {
        let lots = sql::living(self.db.reader(), member, now).await?;
        let purse = Purse::new(lots);
        let sum_at = |moment: Option<Timestamp>, of: &dyn Fn(&Lot) -> Option<Timestamp>| {
            let same = purse.lots().iter().filter(|lot| of(lot) == moment);
            moment.map(|moment| (moment, same.map(|lot| lot.unspent).sum()))
        };
        let expiry = |lot: &Lot| lot.expires.filter(|_| lot.available_from <= now);
        let begin = |lot: &Lot| Some(lot.available_from).filter(|&from| from > now);
        let first =
            |of: &dyn Fn(&Lot) -> Option<Timestamp>| purse.lots().iter().filter_map(of).min();
        Ok(Balance {
            available: purse.available(now),
            pending: purse.pending(now),
            next_expiry: sum_at(first(&expiry), &expiry),
            next_available: sum_at(first(&begin), &begin),
        })
    }

    /// The newest `limit` lines of a member's statement, the newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn statement(
        &self,
        member: &MemberKey,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Line>, PointsError> {
        let mut lines = sql::lines(self.db.reader(), member, now, limit).await?;
        lines.sort_by_key(|line| std::cmp::Reverse(line.at));
        lines.truncate(limit as usize);
        Ok(lines)
    }

    /// Begins an operation: or finds that it was done before.
    async fn begin(
        &self,
        points: i64,
        booking: &Booking,
        content: &str,
    ) -> Result<Begun, PointsError> {
        if !(1..=MOST_POINTS).contains(&points) {
            return Err(PointsError::Amount(points));
        }
        if booking.key.trim().is_empty() {
            return Err(PointsError::Blank("a key"));
        }
        if booking.reason.trim().is_empty() {
            return Err(PointsError::Blank("a reason"));
        }
        let write = self.db.write(&[LEDGER]).await?;
        match sql::find(write.reader(), &booking.key).await? {
            None => Ok(Begun::New(write)),
            Some(done) if done.content == content => Ok(Begun::Before(Box::new(done))),
            Some(done) => Err(PointsError::KeyUsed {
                key: booking.key.clone(),
                at: done.receipt.at.rfc3339(),
            }),
        }
    }
}

/// An operation that begins, or was done before.
enum Begun {
    New(Write),
    Before(Box<Operation>),
}

fn check_span(span: Span) -> Result<(), PointsError> {
    match span.expires {
        Some(expires) if expires <= span.available_from => Err(PointsError::Span {
            available_from: span.available_from.rfc3339(),
            expires: expires.rfc3339(),
        }),
        _ => Ok(()),
    }
}

async fn known(write: &Write, member: &MemberKey) -> Result<(), PointsError> {
    let rows = rows_of(write.reader(), std::iter::once(member)).await?;
    if rows.is_empty() {
        return Err(PointsError::UnknownMember(member.clone()));
    }
    Ok(())
}

/// The lots of `member` that have not run out.
async fn purse(write: &Write, member: &MemberKey, now: Timestamp) -> Result<Purse, PointsError> {
    Ok(Purse::new(sql::living(write.reader(), member, now).await?))
}

/// `purse` with these lots in it too.
fn with(purse: &Purse, lots: Vec<Lot>) -> Purse {
    let mut all = purse.lots().to_vec();
    let new = lots.into_iter().filter(|lot| purse.lot(lot.id).is_none());
    all.extend(new);
    Purse::new(all)
}

/// How many of the `left` are to be reversed.
fn at_most(key: &str, wanted: Option<i64>, left: i64) -> Result<i64, PointsError> {
    let points = wanted.unwrap_or(left);
    if points > left || points < 1 {
        return Err(PointsError::TooMuch {
            key: key.to_owned(),
            wanted: points.max(1),
            left,
        });
    }
    Ok(points)
}

/// Takes `points` out of `purse`.
fn taken(
    purse: &mut Purse,
    member: &MemberKey,
    points: i64,
    now: Timestamp,
) -> Result<Vec<Move>, PointsError> {
    let available = purse.available(now);
    purse
        .spend(points, now)
        .ok_or_else(|| PointsError::NotEnough {
            member: member.clone(),
            available,
            wanted: points,
        })
}

/// Spends within a transaction that has begun.
async fn spend(
    write: &Write,
    member: &MemberKey,
    points: i64,
    booking: &Booking,
    content: String,
) -> Result<Operation, PointsError> {
    let mut purse = purse(write, member, booking.at).await?;
    let moves = taken(&mut purse, member, points, booking.at)?;
    let mut operation = operation(write, Kind::Spend, member, points, booking, content).await?;
    settle(write, &mut operation, &purse, &moves).await?;
    Ok(operation)
}

/// An operation that nothing is written of yet.
async fn operation(
    write: &Write,
    kind: Kind,
    member: &MemberKey,
    points: i64,
    booking: &Booking,
    content: String,
) -> Result<Operation, PointsError> {
    Ok(Operation {
        id: sql::next_operation(write.reader()).await?,
        content,
        receipt: Receipt {
            key: booking.key.clone(),
            kind,
            member: member.clone(),
            points,
            missing: 0,
            available: 0,
            at: booking.at,
        },
        reverses: None,
        reason: booking.reason.clone(),
        reference: booking.reference.clone(),
        actor: booking.actor.clone(),
    })
}

/// Writes an operation, what it moved, and what the lots have now.
async fn settle(
    write: &Write,
    operation: &mut Operation,
    purse: &Purse,
    moves: &[Move],
) -> Result<(), PointsError> {
    operation.receipt.available = purse.available(operation.receipt.at);
    sql::operate(write, operation).await?;
    sql::enter(write, operation.id, &operation.receipt.member, moves).await?;
    for lot in purse.changed() {
        sql::change(write, lot).await?;
    }
    Ok(())
}

/// The hash of what an operation was asked to do. The moment is not in it: who tries again does so later.
fn content(names: &[&str], points: i64, booking: &Booking) -> String {
    let mut digest = Sha256::new();
    let reference = booking.reference.as_deref().unwrap_or("\0");
    let points = points.to_string();
    let parts = names
        .iter()
        .copied()
        .chain([points.as_str(), &booking.reason, reference]);
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    hexadecimal(&digest.finalize())
}
