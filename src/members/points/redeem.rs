//! Points turned into credit towards an order.

use super::{Begun, Booking, Operation, Points, PointsError, Receipt, content, spend, sql};
use crate::access::random_name;
use crate::clock::Timestamp;
use crate::db::Write;
use crate::ids::MemberKey;
use crate::money::Money;

/// Random bytes in a credit's reference: nobody guesses one.
const REFERENCE: usize = 8;

/// What points were redeemed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redeemed {
    /// What was spent.
    pub receipt: Receipt,
    /// What it brought.
    pub credit: Credit,
}

/// Credit of a member, used whole and once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Its name, which whoever has it can use it by.
    pub reference: String,
    /// Whose it is.
    pub member: MemberKey,
    /// What it is worth.
    pub amount: Money,
    /// What it was used for: an order's number.
    pub used_for: Option<String>,
    /// Whether the points were given back, so that it is worth nothing.
    pub cancelled: bool,
    /// Since when.
    pub at: Timestamp,
}

impl Points {
    /// Spends `points` and issues a credit of `amount` for them; the same key again brings the same credit.
    ///
    /// # Errors
    /// As [`Points::spend`]; an amount that is not above zero.
    pub async fn redeem(
        &self,
        member: &MemberKey,
        points: i64,
        amount: Money,
        booking: &Booking,
    ) -> Result<Redeemed, PointsError> {
        if amount.minor <= 0 {
            return Err(PointsError::Blank("a credit that is worth something"));
        }
        // What the points are worth is not asked for, it follows from the rules: when these change meanwhile, who
        // tries again still gets the credit of the first time.
        let content = content(&["redeem", member.as_str()], points, booking);
        match self.begin(points, booking, &content).await? {
            Begun::Before(done) => {
                let credit = sql::credit_of(self.db.reader(), done.id).await?;
                let credit = credit.ok_or_else(|| gone(&booking.key))?;
                Ok(Redeemed {
                    receipt: done.receipt,
                    credit,
                })
            }
            Begun::New(write) => {
                let spent = spend(&write, member, points, booking, content).await?;
                let credit = Credit {
                    reference: random_name(REFERENCE),
                    member: member.clone(),
                    amount,
                    used_for: None,
                    cancelled: false,
                    at: booking.at,
                };
                sql::issue(&write, spent.id, &credit).await?;
                write.commit().await?;
                Ok(Redeemed {
                    receipt: spent.receipt,
                    credit,
                })
            }
        }
    }

    /// The credits of a member, the newest first, the used ones too.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn credits(&self, member: &MemberKey) -> Result<Vec<Credit>, PointsError> {
        sql::credits(self.db.reader(), member).await
    }

    /// Uses up a credit of `member` for `order`; for the same order again it changes nothing.
    ///
    /// # Errors
    /// A credit that is not theirs, was used for something else or cancelled.
    pub async fn use_credit(
        &self,
        member: &MemberKey,
        reference: &str,
        order: &str,
    ) -> Result<Credit, PointsError> {
        let write = self.db.write(&[super::LEDGER]).await?;
        let mut credits = sql::credits(write.reader(), member).await?;
        let place = credits
            .iter()
            .position(|credit| credit.reference == reference);
        let mut credit = match place {
            Some(place) => credits.swap_remove(place),
            None => return Err(gone(reference)),
        };
        let refused = |why: String| PointsError::Credit {
            reference: reference.to_owned(),
            why,
        };
        match &credit.used_for {
            _ if credit.cancelled => Err(refused("its points were given back".to_owned())),
            Some(used) if used == order => Ok(credit),
            Some(used) => Err(refused(format!("it was used for order {used}"))),
            None => {
                credit.used_for = Some(order.to_owned());
                sql::use_up(&write, &credit).await?;
                write.commit().await?;
                Ok(credit)
            }
        }
    }
}

/// Cancels the credit that `points` of an operation were redeemed for, where they were.
pub(super) async fn cancel(
    write: &Write,
    operation: &Operation,
    points: i64,
) -> Result<(), PointsError> {
    let Some(credit) = sql::credit_of(write.reader(), operation.id).await? else {
        return Ok(());
    };
    let refused = |why: String| PointsError::Credit {
        reference: credit.reference.clone(),
        why,
    };
    if let Some(used) = &credit.used_for {
        return Err(refused(format!(
            "it was used for order {used}, so its points stay spent"
        )));
    }
    if points != operation.receipt.points {
        return Err(refused(
            "its points are given back whole or not at all".to_owned(),
        ));
    }
    let cancelled = Credit {
        cancelled: true,
        ..credit
    };
    sql::use_up(write, &cancelled).await
}

fn gone(reference: &str) -> PointsError {
    PointsError::Credit {
        reference: reference.to_owned(),
        why: "the member has none of that name".to_owned(),
    }
}
