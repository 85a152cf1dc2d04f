//! One value of one line, whatever type the file keeps it in.

use std::borrow::Cow;
use std::fmt;

use crate::clock::Timestamp;

/// The columns of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Invoice,
    Code,
    Description,
    Quantity,
    Date,
    Price,
    Member,
    Country,
}

/// One value as the file holds it.
#[derive(Clone, Debug)]
pub(super) enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    Integer(i64),
    Number(f64),
    Moment(Timestamp),
}

/// One line as the file holds it; `cells` in the order of [`Field::ALL`].
pub(super) struct RawLine<'a> {
    /// Line of a CSV file, row of a Parquet file.
    pub(super) number: u64,
    pub(super) cells: [Cell<'a>; Field::ALL.len()],
}

impl Field {
    pub(super) const ALL: [Self; 8] = [
        Self::Invoice,
        Self::Code,
        Self::Description,
        Self::Quantity,
        Self::Date,
        Self::Price,
        Self::Member,
        Self::Country,
    ];

    /// The names of the column in the two versions of the file, reports use the first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Invoice => &["InvoiceNo", "Invoice"],
            Self::Code => &["StockCode"],
            Self::Description => &["Description"],
            Self::Quantity => &["Quantity"],
            Self::Date => &["InvoiceDate"],
            Self::Price => &["UnitPrice", "Price"],
            Self::Member => &["CustomerID", "Customer ID"],
            Self::Country => &["Country"],
        }
    }

    pub(super) fn name(self) -> &'static str {
        self.names()[0]
    }

    /// Finds each field's place among a file's columns, whatever their case and blanks; on failure the
    /// names that are missing.
    pub(super) fn places(
        columns: &[String],
    ) -> Result<[usize; Self::ALL.len()], Vec<&'static str>> {
        let plain = |name: &str| -> String {
            name.chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|c| c.to_ascii_lowercase())
                .collect()
        };
        let columns: Vec<String> = columns.iter().map(|column| plain(column)).collect();
        let mut missing = Vec::new();
        let places = Self::ALL.map(|field| {
            let place = field
                .names()
                .iter()
                .find_map(|name| columns.iter().position(|column| *column == plain(name)));
            place.unwrap_or_else(|| {
                missing.push(field.name());
                0
            })
        });
        if missing.is_empty() {
            Ok(places)
        } else {
            Err(missing)
        }
    }
}

impl<'a> RawLine<'a> {
    pub(super) fn cell(&self, field: Field) -> &Cell<'a> {
        &self.cells[field as usize]
    }
}

impl Cell<'_> {
    /// The value as text: whole numbers without decimals, text without blanks around it.
    pub(super) fn text(&self) -> Cow<'_, str> {
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
            Self::Moment(moment) => write!(formatter, "{} ({} µs)", moment.day(), moment.micros()),
        }
    }
}

/// Text in a file of unknown encoding: UTF-8 where it is that, otherwise Windows-1252, of which
/// Latin-1 is a part. Says whether it was the latter.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (
            Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
            true,
        ),
    }
}

/// The characters of Windows-1252 at 0x80 to 0x9f; everywhere else it equals Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}
