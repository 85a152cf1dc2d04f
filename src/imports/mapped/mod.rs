//! Files whose columns a map gives their meaning: the rules stand at [`mapped()`].
//!
//! `fields` says what can be imported, `map` which column is what, `records` makes rows of the shop.

mod fields;
mod map;
mod names;
mod records;

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use super::cleaning::{Findings, Value};
use super::error::ImportError;
use super::progress::Progress;
use super::report::Report;
use super::rows::{Cell, Row, RowFile, Sink};
use super::run::{self, Reading, Speaker};
use super::{Options, Shop};

pub use fields::RecordKind;
pub use map::ColumnMap;
use map::Source;
pub(super) use records::{LONGEST_PROSE, LONGEST_TITLE, full_name, stock};

/// How much of the columns' names is shown in an error, in characters.
const LONGEST_LIST: usize = 600;

/// How many rows a map is guessed from.
const SAMPLE: usize = 1_000;

/// Imports a CSV, JSON Lines or Parquet file whose columns `map` gives their meaning.
///
/// **Encodings.** CSV in UTF-8, UTF-16, GBK, Big5 or Windows-1252, found by its contents; `,`, `;`, tab
/// or `|` between fields, any line ends.
///
/// **Keys.** Where a key occurs twice, an exact repetition is left out, and of two that differ the later
/// counts. Rows that are in the shop already are replaced.
///
/// **Amounts** may have their currency beside them and separators of thousands: `$1,299.00`, `1.299,00 €`,
/// `45元`. A comma with three digits behind it separates thousands, with one or two decimals.
/// `unit = "minor"` reads whole numbers as cents. The currency is that of its field, else the one beside
/// the amount, else the one of [`Options::currency`].
///
/// **Moments** are RFC 3339 and the usual forms with the year first, days with their month in letters, or
/// seconds or milliseconds since 1970; `12/1/2010` needs a `format`, which a guess finds where the values
/// leave no doubt. Without an offset they are UTC. One in the future is left out,
/// unless it is when something ends.
///
/// **Texts** lose HTML, control characters and the apostrophe that keeps spreadsheets from computing. A
/// field for one language names it (`title_en`, `title_zh`); of the others the language is found.
///
/// **Pictures** (`image`) are `http` or `https` URLs, or paths on the shop's server that begin with a single `/`;
/// anything else is left away.
///
/// **Orders** are their lines, in any order; `state`, date and buyer are those of the first. An order is
/// kept whole or not at all: where one line is at fault all of them are left out. Who ordered is named by
/// key or mail; a member whom nobody imported is added. A product that is not in the catalogue is added as
/// sold out where the line has a title, otherwise the order is left out.
///
/// **Events** without a key get one made of their contents, so that importing them twice keeps them once.
///
/// # Errors
/// Where the file or the map cannot be used, or the shop does not take what was read. Bad lines are no
/// errors: the [`Report`] has them.
pub async fn mapped(
    file: &Path,
    map: ColumnMap,
    options: &Options,
    into: &Shop<'_>,
    progress: &dyn Progress,
) -> Result<Report, ImportError> {
    let (path, settings) = (file.to_owned(), options.clone());
    let read = move |speaker| read(&path, &map, &settings, &speaker);
    run::import(file, options, into, progress, read).await
}

/// Guesses the map of `file` from its columns and first rows. `explode` names the list in each object of
/// JSON Lines whose elements are rows.
///
/// # Errors
/// Where the file cannot be read, or a needed field has no column that is called like it; the error has
/// the map as far as it goes.
pub fn guess_map(
    file: &Path,
    kind: RecordKind,
    explode: Option<&str>,
) -> Result<ColumnMap, ImportError> {
    let rows = RowFile::open(file, explode)?;
    let places = rows.readable();
    let mut sample = Sampler::default();
    match rows.read(&places, &mut sample) {
        Ok(_) | Err(ImportError::Stopped) => {}
        Err(error) => return Err(error),
    }
    let columns: Vec<String> = places
        .iter()
        .map(|place| rows.columns[*place].clone())
        .collect();
    let mut map = ColumnMap::guess(kind, &columns, &sample.rows);
    map.explode = explode.map(str::to_owned);
    let missing = map.missing();
    if missing.is_empty() {
        return Ok(map);
    }
    Err(ImportError::Map {
        place: file.display().to_string(),
        problem: format!(
            "no column was recognised for {}. The columns are {}. Write a map and name it with --map; \
             this is what was recognised:\n\n{}",
            missing.join(", "),
            rows.named(LONGEST_LIST),
            map.to_toml()
        ),
    })
}

/// The sink that keeps the first rows and then stops.
#[derive(Default)]
struct Sampler {
    rows: Vec<Vec<String>>,
}

impl Sink for Sampler {
    fn row(&mut self, row: &Row<'_>) -> Result<(), ImportError> {
        self.rows.push(
            row.cells
                .iter()
                .map(|cell| cell.text().into_owned())
                .collect(),
        );
        if self.rows.len() >= SAMPLE {
            return Err(ImportError::Stopped);
        }
        Ok(())
    }
}

fn read(
    path: &Path,
    map: &ColumnMap,
    options: &Options,
    speaker: &Speaker,
) -> Result<Reading, ImportError> {
    let file = RowFile::open(path, map.explode.as_deref())?;
    let plan = Plan::new(&file, map)?;
    run::read_rows(file, &plan.wanted, speaker, &mut |row, reading| {
        let Reading {
            harvest,
            orders,
            findings,
            ..
        } = reading;
        let mut mapped = Mapped {
            plan: &plan,
            row,
            options,
            findings,
        };
        let taken = records::take(&mut mapped, harvest, orders);
        if let Err((field, reason)) = taken {
            let value = mapped.value(field).cell.to_string();
            mapped.findings.leave_out(row.number, field, &value, reason);
        }
    })
}

/// A map with its columns found in a file.
struct Plan {
    kind: RecordKind,
    /// The columns that are read.
    wanted: Vec<usize>,
    fields: HashMap<&'static str, Found>,
    /// Attributes with the places of their cells.
    attributes: Vec<(String, usize)>,
}

/// Where a field's values are.
struct Found {
    /// The place of its cell among those read; `None` for one value on every line.
    place: Option<usize>,
    constant: Cell<'static>,
    source: Source,
}

impl Plan {
    fn new(file: &RowFile, map: &ColumnMap) -> Result<Self, ImportError> {
        let missing = map.missing();
        let problem = |problem| ImportError::Map {
            place: format!("the map for {}", file.path.display()),
            problem,
        };
        if !missing.is_empty() {
            return Err(problem(format!("it lacks {}", missing.join(", "))));
        }
        let mut wanted = Vec::new();
        let mut find = |column: &String| {
            let place = file.columns.iter().position(|name| name == column);
            let place = place.or_else(|| {
                let plain = map::plain(column);
                file.columns
                    .iter()
                    .position(|name| map::plain(name) == plain)
            });
            let place = place.ok_or_else(|| {
                let columns = file.named(LONGEST_LIST);
                problem(format!("the file has no column {column}; it has {columns}"))
            })?;
            Ok::<usize, ImportError>(
                wanted
                    .iter()
                    .position(|known| *known == place)
                    .unwrap_or_else(|| {
                        wanted.push(place);
                        wanted.len() - 1
                    }),
            )
        };
        let mut fields = HashMap::new();
        for field in map.kind.fields() {
            let Some(source) = map.fields.get(field.name) else {
                continue;
            };
            let place = source.column.as_ref().map(&mut find).transpose()?;
            let constant = match &source.value {
                Some(value) => Cell::Text(Cow::Owned(value.clone())),
                None => Cell::Empty,
            };
            let source = source.clone();
            fields.insert(
                field.name,
                Found {
                    place,
                    constant,
                    source,
                },
            );
        }
        let attributes = map.attributes.iter();
        let attributes = attributes.map(|(name, column)| Ok((name.clone(), find(column)?)));
        let attributes = attributes.collect::<Result<_, ImportError>>()?;
        Ok(Self {
            kind: map.kind,
            wanted,
            fields,
            attributes,
        })
    }
}

/// One row under its map.
struct Mapped<'a> {
    plan: &'a Plan,
    row: &'a Row<'a>,
    options: &'a Options,
    findings: &'a mut Findings,
}

impl Mapped<'_> {
    /// The value of a field; nothing where the map has none.
    fn value(&mut self, field: &'static str) -> Value<'_> {
        const NOTHING: &Cell<'static> = &Cell::Empty;
        let found = self.plan.fields.get(field);
        let cell = found.map_or(NOTHING, |found| {
            found
                .place
                .map_or(&found.constant, |place| &self.row.cells[place])
        });
        Value {
            line: self.row.number,
            field,
            cell,
            findings: self.findings,
        }
    }

    /// What the map says about a field.
    fn source(&self, field: &str) -> Option<&Source> {
        self.plan.fields.get(field).map(|found| &found.source)
    }
}
