//! What can be wrong with moving points.

use super::MOST_POINTS;
use crate::db::DbError;
use crate::ids::MemberKey;
use crate::members::MembersError;

/// Why points could not be read or moved.
#[derive(Debug, thiserror::Error)]
pub enum PointsError {
    /// Fewer are there than are to be spent.
    #[error("member {member} has {available} points to spend, which is fewer than {wanted}")]
    NotEnough {
        /// Who.
        member: MemberKey,
        /// How many they have.
        available: i64,
        /// How many were to be spent.
        wanted: i64,
    },
    /// No number of points that can move.
    #[error("{0} points cannot be moved: a whole number from 1 to {MOST_POINTS} is expected")]
    Amount(i64),
    /// They would have run out before they could be spent.
    #[error("the points would run out on {expires}, before they may be spent on {available_from}")]
    Span {
        /// From when they may be spent.
        available_from: String,
        /// When they run out.
        expires: String,
    },
    /// A booking lacks something.
    #[error("a booking of points needs {0}")]
    Blank(&'static str),
    /// The key has done other work before.
    #[error("the key {key} has been used for something else on {at}; take a new key")]
    KeyUsed {
        /// The key.
        key: String,
        /// When it was used.
        at: String,
    },
    /// Nobody of that key.
    #[error("there is no member {0}")]
    UnknownMember(MemberKey),
    /// Points sent to oneself.
    #[error("member {0} cannot send points to themselves")]
    ToOneself(MemberKey),
    /// Nothing was booked under that key.
    #[error("no points were booked under the key {0}; the statement of a member lists none either")]
    UnknownOperation(String),
    /// That is not taken back.
    #[error("{key} is a {kind}, which cannot be reversed; book the opposite")]
    NotReversible {
        /// Its key.
        key: String,
        /// What it is.
        kind: &'static str,
    },
    /// More than was booked, or than is left of it.
    #[error("{wanted} points are to be reversed, but only {left} of {key} are not reversed yet")]
    TooMuch {
        /// The key of what is reversed.
        key: String,
        /// How many were asked for.
        wanted: i64,
        /// How many are left.
        left: i64,
    },
    /// The credit is no more.
    #[error("the credit {reference} cannot be used: {why}")]
    Credit {
        /// Which.
        reference: String,
        /// What is the matter with it.
        why: String,
    },
    /// A row that this program did not write.
    #[error(
        "the operation {key} is a `{word}`, which this program does not know; was it written by a newer one?"
    )]
    Garbled {
        /// Its key.
        key: String,
        /// What stands there.
        word: String,
    },
    /// The members failed.
    #[error(transparent)]
    Members(#[from] Box<MembersError>),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<MembersError> for PointsError {
    fn from(error: MembersError) -> Self {
        Self::Members(Box::new(error))
    }
}
