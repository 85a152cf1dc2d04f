//! What is told of points: what is asked for, what came of it, what a member has and had.

use crate::clock::Timestamp;
use crate::ids::MemberKey;

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Points come in.
    Earn,
    /// Points are spent.
    Spend,
    /// An earning is taken back, or a spending given back.
    Reverse,
    /// Points go from one member to another.
    Transfer,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Earn, Self::Spend, Self::Reverse, Self::Transfer];

    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Earn => "earn",
            Self::Spend => "spend",
            Self::Reverse => "reverse",
            Self::Transfer => "transfer",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What stands beside every operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The idempotency key: the same work under the same key is done once.
    pub key: String,
    /// Why.
    pub reason: String,
    /// What it belongs to: an order's number.
    pub reference: Option<String>,
    /// Which of the staff did it, where one did.
    pub actor: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// From when points may be spent, and when they run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From when they may be spent; they are pending before.
    pub available_from: Timestamp,
    /// When they run out; never, where it is `None`.
    pub expires: Option<Timestamp>,
}

/// What an operation came to. The same key again gets the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The idempotency key.
    pub key: String,
    /// What was done.
    pub kind: Kind,
    /// Whose points.
    pub member: MemberKey,
    /// How many points it was about.
    pub points: i64,
    /// Of a reversal: how many could not be taken because they were not there, or were given back and have run
    /// out since.
    pub missing: i64,
    /// How many the member could spend afterwards.
    pub available: i64,
    /// When it was done.
    pub at: Timestamp,
}

/// What a member has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// What may be spent.
    pub available: i64,
    /// What may be spent later.
    pub pending: i64,
    /// When the next of those that may be spent run out, and how many do.
    pub next_expiry: Option<(Timestamp, i64)>,
    /// When the next of those that are pending may be spent, and how many may.
    pub next_available: Option<(Timestamp, i64)>,
}

/// What a line of a statement tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Points came in.
    Earned,
    /// Another member's came in.
    Received,
    /// Points were spent.
    Spent,
    /// Points went to another member.
    Sent,
    /// Points that had come in were taken back.
    TakenBack,
    /// Points that had been spent were given back.
    GivenBack,
    /// Points ran out.
    Expired,
}

impl LineKind {
    /// The word for it, as doors show it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Earned => "earned",
            Self::Received => "received",
            Self::Spent => "spent",
            Self::Sent => "sent",
            Self::TakenBack => "taken_back",
            Self::GivenBack => "given_back",
            Self::Expired => "expired",
        }
    }
}

/// One line of a statement. All lines of a member add up to what they have, pending ones included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: LineKind,
    /// How many points more, or fewer where it is below zero.
    pub points: i64,
    /// Why.
    pub reason: String,
    /// What it belongs to.
    pub reference: Option<String>,
    /// Of points that came in: from when they may be spent.
    pub available_from: Option<Timestamp>,
    /// Of points that came in or ran out: when.
    pub expires: Option<Timestamp>,
}
