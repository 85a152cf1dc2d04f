//! What a phrase can say.

use super::dates::Period;
use super::senses::{About, Asked, Compare};
use super::vocabulary::Named;
use crate::members::Purpose;

/// What several words say together.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Phrase {
    Filler,
    Unknown,
    Join(Join),
    /// Joins, and denies what follows.
    Nor,
    Not,
    /// The same, at any time.
    Never,
    Except,
    ExceptEnd,
    Quantity(Quantity),
    /// The comparison of the number that stood before.
    Behind(Compare),
    /// The comparison of a number that follows what it is of: 超过平时周期两倍.
    Ahead(Compare),
    Window(Window),
    Total,
    /// The goods that were named before, if it stands for something.
    Same,
    Only,
    About(About),
    Ready(&'static str, Asked),
    /// Whether they agree to a purpose, or said no to it.
    Consent(Purpose, bool),
    Named(Named),
    High,
    Low,
    Most,
    Least,
    Ranked(&'static str),
    /// This part of everybody, from the top or from the bottom.
    Part(f64, End),
    /// So many people, from the top of an order or from its bottom.
    Limit(usize, End),
    By,
    /// A breakdown by this column.
    Breakdown(&'static str),
    People,
    HowMany,
    WhichShare,
    /// Who looks and does not buy.
    Looks,
    /// The first of several alternatives, each of which may be of several conditions, follows.
    Either,
    /// The next one follows.
    Alternative,
}

/// An end of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Top,
    Bottom,
}

/// What joins a condition with the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    And,
    But,
    Or,
    /// A comma or another mark.
    Mark,
    /// "who": nothing but the beginning of a clause.
    Who,
}

/// A number and how something compares with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quantity {
    pub(super) compare: Option<Compare>,
    pub(super) value: f64,
    /// The other end of a range.
    pub(super) to: Option<f64>,
    pub(super) kind: Kind,
}

/// What a number counts, as far as it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    Money,
    Percent,
    Times,
    Points,
    Pieces,
    /// Seconds.
    Seconds,
    /// Days on which something was done.
    Dates,
    /// Years of age.
    Age,
    /// Points that can be spent, as they are called: "over 500 points".
    Balance,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Window {
    /// The last so many days.
    Within(f64),
    /// So many days, which are compared where a comparison stands with them: "for 90 days", "over a year".
    Lasting(Option<Compare>, f64),
    /// So many days ago, or longer ago.
    Ago(Option<Compare>, f64),
    /// So many days to so many.
    Range(f64, f64),
    /// The next so many days.
    Next(f64),
    /// Later than so many days from now: 60天以后.
    Beyond(f64),
    Since(Period),
    After(Period),
    Until(Period),
    In(Period),
    /// A stretch that has not begun.
    Coming(Period),
}

/// A phrase and its tokens, from the first to before the second.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spanned {
    pub(super) phrase: Phrase,
    pub(super) from: usize,
    pub(super) to: usize,
}
