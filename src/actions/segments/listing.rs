//! Members beside each other, as people read them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::plots::pick;
use crate::actions::words::amount;
use crate::features::{Cell, Column, Frame, Holds, column};
use crate::ids::Language;
use crate::insights::segment::rfm::Segment;
use crate::money::Currency;

/// What is shown of each, beside the key and the name.
const SHOWN: [&str; 6] = [
    "city",
    "recency_days",
    "orders",
    "spend",
    "churn_risk",
    "value",
];

/// Members beside each other, a row each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MemberTable {
    /// What each column is.
    pub columns: Vec<TableColumn>,
    /// A text for each column; a dash where nothing is known.
    pub rows: Vec<Vec<String>>,
    /// The keys of the members, one a row.
    pub members: Vec<String>,
}

/// A column of a table of members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TableColumn {
    /// `member`, `name`, or the column of the features that a list can be in the order of.
    pub name: String,
    /// For people.
    pub label: String,
    /// Whether a list can be in its order.
    pub sorts: bool,
    /// Whether it holds numbers.
    pub numeric: bool,
}

impl MemberTable {
    /// The members of `frame`; with their `names`, one a row, for whom may see them.
    #[must_use]
    pub fn of(
        frame: &Frame,
        names: Option<&[Option<String>]>,
        currency: Currency,
        language: Language,
    ) -> Self {
        let shown: Vec<&Column> = SHOWN.iter().filter_map(|name| column(name)).collect();
        let plain = |name: &str, label| TableColumn {
            name: name.to_owned(),
            label,
            sorts: false,
            numeric: false,
        };
        let mut columns = vec![plain("member", pick(language, "Member number", "会员号"))];
        columns.extend(names.map(|_| plain("name", pick(language, "Name", "姓名"))));
        columns.extend(shown.iter().map(|column| TableColumn {
            name: column.name.to_owned(),
            label: pick(language, column.en, column.zh),
            sorts: true,
            numeric: !matches!(column.holds, Holds::Word | Holds::Flag),
        }));
        let rows = frame.keys.iter().enumerate().map(|(place, key)| {
            let mut row = vec![key.to_string()];
            row.extend(names.map(|names| names.get(place).cloned().flatten().unwrap_or_default()));
            let cells = shown.iter();
            row.extend(cells.map(|column| cell(frame, place, column, currency, language)));
            row
        });
        Self {
            rows: rows.collect(),
            columns,
            members: frame.keys.iter().map(ToString::to_string).collect(),
        }
    }
}

/// What a member has in a column, for people.
fn cell(
    frame: &Frame,
    row: usize,
    column: &Column,
    currency: Currency,
    language: Language,
) -> String {
    match (frame.cell(row, column.name), column.holds) {
        (None, _) => "–".to_owned(),
        (Some(Cell::Word(word)), _) => Segment::of(&word)
            .filter(|_| column.name == "rfm")
            .map_or(word, |segment| segment.name(language).to_owned()),
        (Some(Cell::Number(minor)), Holds::Money) => amount(minor, currency),
        (Some(Cell::Number(share)), Holds::Share) => format!("{:.0}%", share * 100.0),
        (Some(Cell::Number(number)), _) => format!("{number:.0}"),
    }
}
