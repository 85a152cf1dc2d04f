//! Points that a rule gives: brought to what the rule says, as often as one likes.

use std::collections::HashMap;

use super::{
    Booking, Kind, NewLot, Outcome, Points, PointsError, Span, check_span, content, operation,
    purse, settle, sql, with,
};
use crate::clock::Timestamp;
use crate::db::Write;
use crate::ids::MemberKey;

/// What a rule gives a member for one thing: an order, a birthday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// Its own name: `order:489434`, `birthday:2026:M100052`.
    pub name: String,
    /// Who gets it.
    pub member: MemberKey,
    /// How many points it is worth, where it is new. Once it is given, its points follow [`Award::basis`] in
    /// proportion: other rules change nothing about what was earned.
    pub points: i64,
    /// What the points are for: an order's amount in minor units; 0, where that is undone; 1 for a gift.
    pub basis: i64,
    /// From when they may be spent, and when they run out.
    pub span: Span,
    /// Why.
    pub reason: String,
    /// What it belongs to: the order's number.
    pub reference: Option<String>,
    /// When what it is for happened.
    pub at: Timestamp,
}

/// An award as the ledger has it.
#[derive(Default)]
struct Given {
    /// What it is worth so far.
    points: i64,
    /// The points it began with, and what they were for.
    first: Option<(i64, i64)>,
    /// Its lots, the newest first, and how much of each was not taken back.
    lots: Vec<(i64, i64)>,
}

impl Given {
    /// What `award` is to be worth.
    fn target(&self, award: &Award) -> i64 {
        match self.first {
            None if award.basis <= 0 => 0,
            None => award.points,
            Some((points, basis)) => {
                let target =
                    i128::from(points) * i128::from(award.basis.max(0)) / i128::from(basis.max(1));
                i64::try_from(target)
                    .map_or(super::MOST_POINTS, |points| points.min(super::MOST_POINTS))
            }
        }
    }
}

impl Points {
    /// Brings each of `awards`, no two of one name, to its points, in one transaction: what lacks comes in, what is too much is taken
    /// back as [`Points::reverse`] does. Doing it again changes nothing. Returns how many awards changed.
    ///
    /// # Errors
    /// A number of points below zero or beyond reason, a span that ends before it begins, a database that fails;
    /// then nothing was written. That the members are kept is the caller's to know.
    pub async fn award(&self, awards: &[Award], now: Timestamp) -> Result<u64, PointsError> {
        for award in awards {
            if !(0..=super::MOST_POINTS).contains(&award.points) {
                return Err(PointsError::Amount(award.points));
            }
            check_span(award.span)?;
        }
        if awards.is_empty() {
            return Ok(0);
        }
        let write = self.db.write(&[super::LEDGER]).await?;
        let names: Vec<&str> = awards.iter().map(|award| award.name.as_str()).collect();
        let mut given: HashMap<String, Given> = HashMap::new();
        for (name, basis, lot) in sql::awarded(write.reader(), &names).await? {
            let given = given.entry(name).or_default();
            // The oldest lot comes last.
            given.first = Some((lot.points, basis));
            given.points += lot.points - lot.taken_back;
            given.lots.push((lot.id, lot.points - lot.taken_back));
        }
        let mut new = Vec::new();
        let mut changed = 0;
        let none = Given::default();
        for award in awards {
            let given = given.get(&award.name).unwrap_or(&none);
            let more = given.target(award) - given.points;
            if more > 0 {
                new.push(lot(award, more));
            } else if more < 0 {
                take_back(&write, award, given, -more, now).await?;
            }
            changed += u64::from(more != 0);
        }
        sql::bring_in(&write, &new, sql::last_lot(write.reader()).await?).await?;
        if changed > 0 {
            write.commit().await?;
        }
        Ok(changed)
    }
}

fn lot(award: &Award, points: i64) -> NewLot<'_> {
    NewLot {
        member: &award.member,
        points,
        available_from: award.span.available_from,
        expires: award.span.expires,
        operation: None,
        award: Some(&award.name),
        basis: award.basis,
        reason: &award.reason,
        reference: award.reference.as_deref(),
        at: award.at,
    }
}

/// Takes back `points` of an award, out of its newest lot first.
async fn take_back(
    write: &Write,
    award: &Award,
    given: &Given,
    points: i64,
    now: Timestamp,
) -> Result<(), PointsError> {
    let lots: Vec<i64> = given.lots.iter().map(|(lot, _)| *lot).collect();
    let lots = sql::lots(write.reader(), &lots).await?;
    let mut purse = with(&purse(write, &award.member, now).await?, lots);
    let mut outcome = Outcome::default();
    let mut left = points;
    for &(lot, out) in &given.lots {
        let part = out.min(left);
        if part > 0 {
            let taken = purse.take_back(lot, part, now);
            outcome.moves.extend(taken.moves);
            outcome.missing += taken.missing;
            left -= part;
        }
    }
    let next = sql::next_operation(write.reader()).await?;
    let booking = Booking {
        key: format!("{}/{next}", award.name),
        reason: award.reason.clone(),
        reference: award.reference.clone(),
        actor: None,
        at: now,
    };
    let content = content(&["award", award.member.as_str()], points, &booking);
    let mut operation = operation(
        write,
        Kind::Reverse,
        &award.member,
        points,
        &booking,
        content,
    )
    .await?;
    operation.receipt.missing = outcome.missing;
    settle(write, &mut operation, &purse, &outcome.moves).await
}
