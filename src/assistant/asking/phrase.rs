//! What a phrase can say.

use super::dates::Period;
use super::senses::{About, Asked, Compare, LONG_DAYS, Sense, Unit};
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
    /// Bought at least one of the goods that were named.
    BoughtAny,
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

/// What a sense says alone, whatever stands beside it; what needs something beside it says nothing that is known.
pub(super) fn alone(sense: Sense) -> Phrase {
    match sense {
        Sense::Filler
        | Sense::Past
        | Sense::Tagged
        | Sense::To
        | Sense::Group(_)
        | Sense::Inside
        | Sense::LastOf
        | Sense::UpTo
        | Sense::Articles
        | Sense::Unit(Unit::Pieces)
        | Sense::ThatTime
        | Sense::AgoFromNow
        | Sense::Taking
        | Sense::Either
        | Sense::UntilNow => Phrase::Filler,
        Sense::Who => Phrase::Join(Join::Who),
        Sense::And => Phrase::Join(Join::And),
        Sense::But => Phrase::Join(Join::But),
        Sense::Or => Phrase::Join(Join::Or),
        Sense::Nor => Phrase::Nor,
        Sense::Not => Phrase::Not,
        Sense::Never => Phrase::Never,
        Sense::Except => Phrase::Except,
        Sense::ExceptEnd => Phrase::ExceptEnd,
        Sense::Behind(compare) | Sense::AgedBehind(compare) => Phrase::Behind(compare),
        Sense::Long => Phrase::Window(Window::Lasting(Some(Compare::Above), LONG_DAYS)),
        Sense::Total => Phrase::Total,
        Sense::Only => Phrase::Only,
        Sense::Same => Phrase::Same,
        Sense::About(about) => Phrase::About(about),
        Sense::WithUs => Phrase::About(About::Tenure),
        Sense::Touched => Phrase::About(About::Campaigns),
        Sense::Ready(column, asked) => Phrase::Ready(column, asked),
        Sense::Consent(purpose) => Phrase::Consent(purpose, true),
        Sense::High => Phrase::High,
        Sense::Low => Phrase::Low,
        Sense::Most => Phrase::Most,
        Sense::Least => Phrase::Least,
        Sense::Ranked(column) => Phrase::Ranked(column),
        Sense::People => Phrase::People,
        Sense::HowMany => Phrase::HowMany,
        Sense::WhichShare => Phrase::WhichShare,
        Sense::OverHalf => Phrase::Quantity(Quantity {
            compare: Some(Compare::Above),
            value: 50.0,
            to: None,
            kind: Kind::Percent,
        }),
        Sense::Looks => Phrase::Looks,
        Sense::BoughtAny => Phrase::BoughtAny,
        // 买茶后没买咖啡: an order of what happened, which nothing can be asked of.
        Sense::SinceBehind
        | Sense::SinceThen
        | Sense::Using
        | Sense::Every
        | Sense::Purpose
        | Sense::Plus
        | Sense::HalfMore(_)
        | Sense::Oftener
        | Sense::Other
        | Sense::Aside
        | Sense::OneOf
        | Sense::LastOne
        | Sense::YearOf
        | Sense::Unit(_)
        | Sense::Ago
        | Sense::Before(_)
        | Sense::Aged(_)
        | Sense::Decade(_)
        | Sense::Between
        | Sense::Number(_)
        | Sense::Times(_)
        | Sense::Seconds(_)
        | Sense::Days(_)
        | Sense::Last
        | Sense::Recently
        | Sense::Next
        | Sense::Agree(_)
        | Sense::Subscribed(_)
        | Sense::May
        | Sense::Channel(..)
        | Sense::Part(_)
        | Sense::Since
        | Sense::After
        | Sense::Until
        | Sense::Through
        | Sense::UntilBehind
        | Sense::Top
        | Sense::Bottom
        | Sense::By
        | Sense::Will
        | Sense::Sending => Phrase::Unknown,
    }
}
