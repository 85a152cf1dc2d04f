//! One documented table per member.
//!
//! Owns: what is counted of each member up to a cut date, in SQL; what they buy by category and brand; where the insights
//! keep what they estimated of each; the `member_features`, `member_interests` and `member_scores` tables.
//! Does not own: what a number means for the shop (`insights`), and the facts that it is counted from (`orders`,
//! `events`, `members`).
//! Holds: nothing that came at or after the cut is counted, so that a model fitted on an earlier cut cannot see what it
//! is to foretell. Three things are known as of today only: the list prices, which orders were cancelled, and which points
//! are spent. Whoever said no to analysis has no row from the next count on, and what was estimated of them goes with it.

mod columns;
mod frame;
mod scores;
mod sql;

use crate::clock::Timestamp;
use crate::db::{Db, DbError, Holding, Migration, Value};
use crate::ids::MemberKey;
use crate::money::Currency;

pub use columns::{COUNTED, Column, ESTIMATED, Holds, all as columns, column};
pub use frame::{Cell, Frame, Vocabulary};
pub use scores::Scores;

/// A day in microseconds.
pub const DAY: i64 = 86_400_000_000;

/// Members whose rows are written in one transaction: a second at most, so that nobody else waits long.
const AT_ONCE: i64 = 20_000;

/// Why features could not be counted or read.
#[derive(Debug, thiserror::Error)]
pub enum FeaturesError {
    /// Nobody ordered yet.
    #[error("the shop has no orders of members yet: import some, or run `storekeeper demo`")]
    NoOrders,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The schema of this room. It refers to that of `members`.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    sql::MIGRATIONS.to_vec()
}

/// What this room holds of members: all of it is counted or estimated anew from what others hold.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    sql::HOLDINGS.to_vec()
}

/// Up to when, and in what, is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// What came before this moment counts.
    pub at: Timestamp,
    /// Orders in this currency count: the one that most orders have.
    pub currency: Currency,
    /// When the shop began to know of visits; the cut itself where it never did.
    pub tracked: Timestamp,
}

/// Something that happened with a member.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Happening {
    /// The member's row.
    pub member: i64,
    /// When, in microseconds.
    pub at: i64,
    /// What: 0 is an order, others stand for kinds of events.
    pub kind: u32,
    /// What an order came to, in minor units; what an event carries; 0 where it carries nothing.
    pub amount: f64,
}

/// What is known of the members.
#[derive(Clone, Debug)]
pub struct Features {
    db: Db,
}

impl Features {
    /// The table in `db`, which has [`migrations()`].
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// The latest cut that makes sense: now, or just after the last order where that lies before, since nothing is known of
    /// what came later.
    ///
    /// # Errors
    /// No orders, or the database fails.
    pub async fn latest(&self, now: Timestamp) -> Result<Cut, FeaturesError> {
        let (last, currency) = sql::latest(self.db.reader())
            .await?
            .ok_or(FeaturesError::NoOrders)?;
        // Whole days: the day of the last order is over.
        let end = (last.div_euclid(DAY) + 1) * DAY;
        let at = now.min(Timestamp::from_micros(end));
        let tracked = sql::first_visit(self.db.reader()).await?;
        Ok(Cut {
            at,
            currency,
            tracked: tracked.unwrap_or(at).min(at),
        })
    }

    /// Counts everybody anew up to a cut, some thousand members at a time; `progress` hears the share that is done.
    ///
    /// # Errors
    /// The database fails; the members counted before stay counted.
    pub async fn rebuild(
        &self,
        cut: Cut,
        progress: &(dyn Fn(f64) + Sync),
    ) -> Result<(), FeaturesError> {
        let last = sql::last_member(self.db.reader()).await?;
        let mut first = 0;
        while first <= last {
            let write = self.db.write(sql::TABLES).await?;
            sql::count(&write, cut, first, first + AT_ONCE - 1).await?;
            write.commit().await?;
            first += AT_ONCE;
            progress(share_done(first, last));
        }
        let write = self.db.write(&[sql::CUT]).await?;
        sql::keep_cut(&write, cut).await?;
        Ok(write.commit().await?)
    }

    /// Counts some members anew.
    ///
    /// # Errors
    /// The database fails; then nothing changed.
    pub async fn refresh(&self, cut: Cut, members: &[i64]) -> Result<(), FeaturesError> {
        let write = self.db.write(sql::TABLES).await?;
        for &member in members {
            sql::count(&write, cut, member, member).await?;
        }
        Ok(write.commit().await?)
    }

    /// Up to when, and in what, everybody was last counted; none where nobody was.
    ///
    /// # Errors
    /// The database fails.
    pub async fn counted(&self) -> Result<Option<Cut>, FeaturesError> {
        Ok(sql::cut(self.db.reader()).await?)
    }

    /// The table as it was at a cut, counted now and kept nowhere. Of more members than `most` every so-many-th is taken.
    ///
    /// # Errors
    /// The database fails.
    pub async fn at(
        &self,
        cut: Cut,
        most: usize,
        progress: &(dyn Fn(f64) + Sync),
    ) -> Result<Frame, FeaturesError> {
        let last = sql::last_member(self.db.reader()).await?;
        let every = (last + 1) / i64::try_from(most.max(1)).unwrap_or(i64::MAX) + 1;
        let mut frame = Frame::empty();
        let mut first = 0;
        while first <= last {
            let rows = sql::counted_at(self.db.reader(), cut, (first, first + AT_ONCE - 1), every);
            frame.extend(&rows.await?)?;
            first += AT_ONCE;
            progress(share_done(first, last));
        }
        Ok(frame)
    }

    /// The table as it is kept, with what was estimated.
    ///
    /// # Errors
    /// The database fails.
    pub async fn all(&self) -> Result<Frame, FeaturesError> {
        Ok(Frame::kept(&sql::kept(self.db.reader(), None).await?)?)
    }

    /// The row of one member as it is kept; an empty frame where there is none.
    ///
    /// # Errors
    /// The database fails.
    pub async fn of(&self, member: &MemberKey) -> Result<Frame, FeaturesError> {
        Ok(Frame::kept(
            &sql::kept(self.db.reader(), Some(member)).await?,
        )?)
    }

    /// The rows of some members as they are kept.
    ///
    /// # Errors
    /// The database fails.
    pub async fn some(&self, members: &[i64]) -> Result<Frame, FeaturesError> {
        Ok(Frame::kept(
            &sql::kept_of(self.db.reader(), members).await?,
        )?)
    }

    /// Which of the members in these rows ordered at or after `from` and before `until`.
    ///
    /// # Errors
    /// The database fails.
    pub async fn ordered(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<std::collections::HashSet<i64>, FeaturesError> {
        Ok(sql::ordered(self.db.reader(), from, until).await?)
    }

    /// The moments at which each of some members, or all, ordered, the oldest first; of nobody who said no to analysis.
    ///
    /// # Errors
    /// The database fails.
    pub async fn purchases(
        &self,
        members: Option<&[i64]>,
        until: Timestamp,
    ) -> Result<Vec<(i64, i64)>, FeaturesError> {
        Ok(sql::purchases(self.db.reader(), members, until).await?)
    }

    /// What happened with some members from `from` on and before the cut, by member and moment: their orders, and of events
    /// visits, what went into the cart, what came back, surveys and campaigns.
    ///
    /// # Errors
    /// The database fails.
    pub async fn happenings(
        &self,
        members: &[i64],
        from: Timestamp,
        cut: Cut,
    ) -> Result<Vec<Happening>, FeaturesError> {
        Ok(sql::happenings(self.db.reader(), members, from, cut).await?)
    }

    /// Keeps what was estimated of members who are still counted, in place of what was before.
    ///
    /// # Errors
    /// The database fails; then nothing changed.
    pub async fn keep_scores(
        &self,
        scores: &[(i64, Scores)],
        at: Timestamp,
    ) -> Result<(), FeaturesError> {
        for part in scores.chunks(20_000) {
            let write = self.db.write(sql::TABLES).await?;
            sql::keep_scores(&write, part, at).await?;
            write.commit().await?;
        }
        Ok(())
    }

    /// The members of whom something happened since a moment: an event, an order, a yes or no to a purpose, points; with the
    /// moment up to which that is known.
    ///
    /// # Errors
    /// The database fails.
    pub async fn touched(&self, after: Watermark) -> Result<(Vec<i64>, Watermark), FeaturesError> {
        Ok(sql::touched(self.db.reader(), after).await?)
    }

    /// The members of whom something is still kept although they said no to analysis: [`Features::refresh`] deletes it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn refused(&self) -> Result<Vec<i64>, FeaturesError> {
        Ok(sql::refused(self.db.reader()).await?)
    }

    /// Where the newest rows of events, orders, consents and points stand now.
    ///
    /// # Errors
    /// The database fails.
    pub async fn watermark(&self) -> Result<Watermark, FeaturesError> {
        Ok(sql::watermark(self.db.reader()).await?)
    }

    /// How many members a condition is true of.
    ///
    /// # Errors
    /// The database fails.
    pub async fn count(&self, asked: &Asked) -> Result<u64, FeaturesError> {
        Ok(sql::matching(self.db.reader(), asked).await?)
    }

    /// The keys of the members whom a condition is true of, by key; at most `limit`.
    ///
    /// # Errors
    /// The database fails.
    pub async fn members(
        &self,
        asked: &Asked,
        limit: u32,
    ) -> Result<Vec<(i64, MemberKey)>, FeaturesError> {
        Ok(sql::members(self.db.reader(), asked, limit).await?)
    }

    /// How many members a condition is true of for each word of a column, the most first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn sizes(
        &self,
        asked: &Asked,
        column: &Column,
    ) -> Result<Vec<(Option<String>, u64)>, FeaturesError> {
        Ok(sql::sizes(self.db.reader(), asked, column).await?)
    }

    /// The means of columns of numbers over whom a condition is true of, in the order of `columns`, each over those of whom it is
    /// known; money in minor units. `None` where it is known of nobody.
    ///
    /// # Errors
    /// The database fails, or a column is none of numbers.
    pub async fn means(
        &self,
        asked: &Asked,
        columns: &[&Column],
    ) -> Result<Vec<Option<f64>>, FeaturesError> {
        Ok(sql::means(self.db.reader(), asked, columns).await?)
    }

    /// The words that a column of words holds, in order; none of a column of numbers.
    ///
    /// # Errors
    /// The database fails.
    pub async fn words(&self, name: &str) -> Result<Vec<String>, FeaturesError> {
        match column(name).filter(|column| column.holds == Holds::Word) {
            Some(column) => Ok(sql::words(self.db.reader(), column).await?),
            None => Ok(Vec::new()),
        }
    }

    /// The members whom a condition is true of with all that is known of them, in the order of a column, those of whom
    /// it is not known last; a part of them.
    ///
    /// # Errors
    /// The database fails.
    pub async fn list(
        &self,
        asked: &Asked,
        order: Option<(&Column, Direction)>,
        part: Part,
    ) -> Result<Frame, FeaturesError> {
        let rows = sql::listed(self.db.reader(), asked, order, part).await?;
        Ok(Frame::kept(&rows)?)
    }
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Members before it.
    pub skipped: u32,
    /// Members in it, at most.
    pub limit: u32,
}

/// Which end of a column comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The least.
    Ascending,
    /// The most.
    Descending,
}

impl Direction {
    fn sql(self) -> &'static str {
        match self {
            Self::Ascending => "ASC",
            Self::Descending => "DESC",
        }
    }
}

/// The share of members that is done where the next row is `next` and the last one `last`.
#[allow(clippy::cast_precision_loss, reason = "a share")]
fn share_done(next: i64, last: i64) -> f64 {
    next.min(last + 1) as f64 / (last + 1) as f64
}

/// A question about the members.
#[derive(Clone, Debug)]
pub struct Asked {
    /// SQL over `f` (the counted columns), `s` (the estimated ones) and `m` (the member), with parameters from `$1` on.
    pub condition: String,
    /// The parameters.
    pub values: Vec<Value>,
    /// Whether it speaks of `m`.
    pub members: bool,
    /// Whether it speaks of `s`.
    pub scores: bool,
}

impl Asked {
    /// The tables that it speaks of, to select from: a join that nothing asks for costs seconds over a big shop.
    #[must_use]
    pub fn tables(&self) -> String {
        let mut from = "member_features f".to_owned();
        if self.members {
            from.push_str(" JOIN members m ON m.id = f.member_id");
        }
        if self.scores {
            from.push_str(" LEFT JOIN member_scores s ON s.member_id = f.member_id");
        }
        from
    }
}

/// The newest rows of events, orders, consents and points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watermark {
    /// Of events.
    pub event: i64,
    /// Of orders.
    pub order: i64,
    /// Of consents.
    pub consent: i64,
    /// Of points that came in.
    pub lot: i64,
    /// Of what was done with points.
    pub operation: i64,
}
