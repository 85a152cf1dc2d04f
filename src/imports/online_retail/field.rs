//! The columns of the format.

use crate::imports::rows::{Cell, Row};

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

    /// The cell of this field in a row of [`Field::ALL`].
    pub(super) fn cell<'r, 'a>(self, row: &'r Row<'a>) -> &'r Cell<'a> {
        &row.cells[self as usize]
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
