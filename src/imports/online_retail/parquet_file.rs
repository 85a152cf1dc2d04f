//! Reads the format's Parquet, column by column and a few thousand rows at a time.

use std::fs::File;
use std::path::Path;

use parquet::basic::{Compression, ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::cell::{Cell, Field, RawLine, decode};
use super::{Sink, columns_error};
use crate::clock::Timestamp;
use crate::imports::error::ImportError;

/// How many rows are held at a time.
const ROWS: usize = 8_192;

/// Hands every row of `file` to `sink`.
pub(super) fn read(
    path: &Path,
    file: File,
    sink: &mut dyn Sink,
) -> Result<&'static str, ImportError> {
    let damaged = |error: &ParquetError| ImportError::Damaged {
        file: path.to_owned(),
        detail: error.to_string(),
    };
    let reader = SerializedFileReader::new(file).map_err(|error| damaged(&error))?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let names: Vec<String> = schema
        .columns()
        .iter()
        .map(|column| column.path().string())
        .collect();
    let places = Field::places(&names).map_err(|missing| columns_error(path, &missing, &names))?;
    let mut kinds = [Kind::Text; Field::ALL.len()];
    for (field, kind) in Field::ALL.into_iter().zip(&mut kinds) {
        *kind = kind_of(path, field, &schema.column(places[field as usize]))?;
    }
    let total = u64::try_from(reader.metadata().file_metadata().num_rows()).unwrap_or(0);
    let mut number = 0;
    for group in 0..reader.num_row_groups() {
        let rows = reader
            .get_row_group(group)
            .map_err(|error| damaged(&error))?;
        check_compression(path, rows.as_ref(), places)?;
        let mut columns =
            open_columns(rows.as_ref(), places, kinds).map_err(|error| damaged(&error))?;
        loop {
            let held = fill(&mut columns).map_err(|error| damaged(&error))?;
            if held == 0 {
                break;
            }
            for row in 0..held {
                number += 1;
                let cells = columns.each_mut().map(|column| column.cell(row));
                sink.line(&RawLine { number, cells })?;
            }
            sink.progress(number, total)?;
        }
    }
    Ok("Parquet")
}

/// What this program can unpack; other ways would each need a library of their own.
fn check_compression(
    path: &Path,
    rows: &dyn RowGroupReader,
    places: [usize; Field::ALL.len()],
) -> Result<(), ImportError> {
    let known = |place: usize| {
        let compression = rows.metadata().column(place).compression();
        matches!(
            compression,
            Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_)
        )
    };
    if places.into_iter().all(known) {
        return Ok(());
    }
    Err(ImportError::Kind {
        file: path.to_owned(),
        kind: "Parquet compressed in a way that is not read here",
        remedy: "save it with zstd, snappy or no compression",
    })
}

/// How a column's values become cells.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Whole,
    Fraction,
    /// A moment, in so many of its units per second.
    Moment(i64),
}

fn kind_of(path: &Path, field: Field, column: &ColumnDescriptor) -> Result<Kind, ImportError> {
    let logical = column.logical_type_ref();
    let converted = column.converted_type();
    let moment = match (logical, converted) {
        (Some(LogicalType::Timestamp(timestamp)), _) => Some(match timestamp.unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        }),
        (_, ConvertedType::TIMESTAMP_MILLIS) => Some(1_000),
        (_, ConvertedType::TIMESTAMP_MICROS) => Some(1_000_000),
        _ => None,
    };
    // A decimal is stored as a bare whole number that is not the amount.
    let plain = matches!(
        logical,
        None | Some(LogicalType::Integer(_) | LogicalType::String | LogicalType::Enum)
    ) && !matches!(converted, ConvertedType::DECIMAL | ConvertedType::DATE);
    let kind = match (column.physical_type(), moment) {
        (Type::INT64, Some(per_second)) if field == Field::Date => Some(Kind::Moment(per_second)),
        (_, Some(_)) => None,
        (Type::BYTE_ARRAY, _) if plain => Some(Kind::Text),
        (Type::INT32 | Type::INT64, _) if plain && field != Field::Date => Some(Kind::Whole),
        (Type::FLOAT | Type::DOUBLE, _) if plain && field != Field::Date => Some(Kind::Fraction),
        _ => None,
    };
    kind.filter(|_| column.max_rep_level() == 0)
        .ok_or_else(|| ImportError::ColumnType {
            file: path.to_owned(),
            column: column.path().string(),
            found: logical.map_or_else(
                || format!("{} {converted}", column.physical_type()),
                |logical| format!("{} {logical:?}", column.physical_type()),
            ),
        })
}

/// One column of a row group, of which up to [`ROWS`] values are held.
struct Column {
    reader: ColumnReader,
    kind: Kind,
    /// The definition level of a value that is there.
    present: i16,
    /// The level of each row held; empty where the column has no gaps.
    levels: Vec<i16>,
    values: Values,
    /// How many values the rows before used up.
    used: usize,
}

/// The values of the rows held, gaps left out.
enum Values {
    Bytes(Vec<ByteArray>),
    Whole(Vec<i64>),
    Fraction(Vec<f64>),
}

fn open_columns(
    rows: &dyn RowGroupReader,
    places: [usize; Field::ALL.len()],
    kinds: [Kind; Field::ALL.len()],
) -> Result<[Column; Field::ALL.len()], ParquetError> {
    let mut columns = Vec::with_capacity(places.len());
    for (place, kind) in places.into_iter().zip(kinds) {
        columns.push(Column {
            reader: rows.get_column_reader(place)?,
            kind,
            present: rows.metadata().column(place).column_descr().max_def_level(),
            levels: Vec::new(),
            values: Values::Whole(Vec::new()),
            used: 0,
        });
    }
    columns
        .try_into()
        .map_err(|_| ParquetError::General("a column is missing".to_owned()))
}

/// Reads the next rows of every column; returns how many, the same for all.
fn fill(columns: &mut [Column]) -> Result<usize, ParquetError> {
    let mut held = None;
    for column in columns {
        let rows = column.fill()?;
        if *held.get_or_insert(rows) != rows {
            return Err(ParquetError::General(
                "its columns differ in length".to_owned(),
            ));
        }
    }
    Ok(held.unwrap_or(0))
}

impl Column {
    fn fill(&mut self) -> Result<usize, ParquetError> {
        self.used = 0;
        self.levels.clear();
        let levels = &mut self.levels;
        let (rows, values) = match &mut self.reader {
            ColumnReader::ByteArrayColumnReader(reader) => {
                let (rows, values) = records(reader, levels)?;
                (rows, Values::Bytes(values))
            }
            ColumnReader::Int32ColumnReader(reader) => {
                let (rows, values) = records(reader, levels)?;
                (
                    rows,
                    Values::Whole(values.into_iter().map(i64::from).collect()),
                )
            }
            ColumnReader::Int64ColumnReader(reader) => {
                let (rows, values) = records(reader, levels)?;
                (rows, Values::Whole(values))
            }
            // By way of its shortest text, so that 2.55 stays 2.55.
            ColumnReader::FloatColumnReader(reader) => {
                let (rows, values) = records(reader, levels)?;
                let exact = |value: f32| value.to_string().parse().unwrap_or(f64::NAN);
                (
                    rows,
                    Values::Fraction(values.into_iter().map(exact).collect()),
                )
            }
            ColumnReader::DoubleColumnReader(reader) => {
                let (rows, values) = records(reader, levels)?;
                (rows, Values::Fraction(values))
            }
            _ => {
                return Err(ParquetError::General(
                    "a column changed its type".to_owned(),
                ));
            }
        };
        self.values = values;
        Ok(rows)
    }

    /// The value of the `row`-th row held. To be called once for each, in order.
    fn cell(&mut self, row: usize) -> Cell<'_> {
        if self
            .levels
            .get(row)
            .is_some_and(|level| *level < self.present)
        {
            return Cell::Empty;
        }
        let place = self.used;
        self.used += 1;
        let cell = match &self.values {
            Values::Bytes(values) => values.get(place).map(|value| match decode(value.data()).0 {
                text if text.trim().is_empty() => Cell::Empty,
                text => Cell::Text(text),
            }),
            Values::Whole(values) => values.get(place).map(|value| match self.kind {
                Kind::Moment(per_second) => moment(*value, per_second),
                _ => Cell::Integer(*value),
            }),
            Values::Fraction(values) => values.get(place).map(|value| Cell::Number(*value)),
        };
        cell.unwrap_or(Cell::Empty)
    }
}

fn records<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    levels: &mut Vec<i16>,
) -> Result<(usize, Vec<T::T>), ParquetError> {
    let mut values = Vec::with_capacity(ROWS);
    let (rows, _, _) = reader.read_records(ROWS, Some(levels), None, &mut values)?;
    Ok((rows, values))
}

fn moment(value: i64, per_second: i64) -> Cell<'static> {
    let micros = if per_second > 1_000_000 {
        Some(value.div_euclid(per_second / 1_000_000))
    } else {
        value.checked_mul(1_000_000 / per_second)
    };
    micros.map_or(Cell::Integer(value), |micros| {
        Cell::Moment(Timestamp::from_micros(micros))
    })
}
