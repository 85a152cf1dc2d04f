//! One value of one row, whatever type the file keeps it in.

use std::borrow::Cow;
use std::fmt;

use crate::clock::Timestamp;

/// One value as the file holds it.
#[derive(Clone, Debug)]
pub(in crate::imports) enum Cell<'a> {
    /// Nothing, or blanks.
    Empty,
    /// A text, blanks around it included.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A number in binary floating point.
    Number(f64),
    /// A moment.
    Moment(Timestamp),
}

/// One row as the file holds it: the cells of the columns that were asked for, in that order.
pub(in crate::imports) struct Row<'a> {
    /// The line on which it begins in a text file, whose first line is 1; the row of a Parquet file,
    /// whose first row is 1.
    pub(in crate::imports) number: u64,
    /// The cells.
    pub(in crate::imports) cells: &'a [Cell<'a>],
}

impl<'a> Cell<'a> {
    /// A text, or nothing where it is blank.
    pub(super) fn of_text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.trim().is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// The value as text: whole numbers without decimals, text without blanks around it.
    pub(in crate::imports) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text.trim()),
            Self::Empty => Cow::Borrowed(""),
            Self::Integer(_) | Self::Number(_) | Self::Moment(_) => Cow::Owned(self.to_string()),
        }
    }
}

impl fmt::Display for Cell<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => formatter.write_str(text),
            Self::Integer(number) => number.fmt(formatter),
            Self::Number(number) => number.fmt(formatter),
            Self::Moment(moment) => formatter.write_str(&moment.rfc3339()),
        }
    }
}
