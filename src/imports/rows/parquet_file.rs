//! Reads Parquet, column by column and a few thousand rows at a time.

use std::fs::File;
use std::path::Path;

use parquet::basic::{Compression, ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::cell::{Cell, Row};
use super::csv_file::decode;
use super::{RowFile, Sink};
use crate::clock::Timestamp;
use crate::imports::error::ImportError;

/// How many rows are held at a time.
const ROWS: usize = 8_192;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

fn open(path: &Path, file: File) -> Result<SerializedFileReader<File>, ImportError> {
    SerializedFileReader::new(file).map_err(|error| damaged(path, &error))
}

fn damaged(path: &Path, error: &ParquetError) -> ImportError {
    ImportError::Damaged {
        file: path.to_owned(),
        detail: error.to_string(),
    }
}

/// The columns of `file`: their names, and whether they are of a type that is read here.
pub(super) fn columns(path: &Path, file: File) -> Result<Vec<(String, bool)>, ImportError> {
    let reader = open(path, file)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let columns = schema.columns().iter();
    let columns = columns.map(|column| (column.path().string(), kind_of(path, column).is_ok()));
    Ok(columns.collect())
}

/// Hands every row of `file` to `sink`.
pub(super) fn read(
    of: &RowFile,
    file: File,
    wanted: &[usize],
    sink: &mut dyn Sink,
) -> Result<(), ImportError> {
    let path = of.path.as_path();
    let reader = open(path, file)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let kinds = wanted
        .iter()
        .map(|place| kind_of(path, &schema.column(*place)))
        .collect::<Result<Vec<_>, _>>()?;
    let total = u64::try_from(reader.metadata().file_metadata().num_rows()).unwrap_or(0);
    let mut number = 0;
    for group in 0..reader.num_row_groups() {
        let rows = reader
            .get_row_group(group)
            .map_err(|error| damaged(path, &error))?;
        check_compression(path, rows.as_ref(), wanted)?;
        let mut columns =
            open_columns(rows.as_ref(), wanted, &kinds).map_err(|error| damaged(path, &error))?;
        loop {
            let held = fill(&mut columns).map_err(|error| damaged(path, &error))?;
            if held == 0 {
                break;
            }
            for row in 0..held {
                number += 1;
                let cells: Vec<Cell<'_>> =
                    columns.iter_mut().map(|column| column.cell(row)).collect();
                sink.row(&Row {
                    number,
                    cells: &cells,
                })?;
            }
            sink.progress(number, total)?;
        }
    }
    Ok(())
}

/// What this program can unpack; other ways would each need a library of their own.
fn check_compression(
    path: &Path,
    rows: &dyn RowGroupReader,
    places: &[usize],
) -> Result<(), ImportError> {
    let known = |place: &usize| {
        let compression = rows.metadata().column(*place).compression();
        matches!(
            compression,
            Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_)
        )
    };
    if places.iter().all(known) {
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
    Truth,
    /// A whole number of so many decimals.
    Decimal(usize),
    /// A moment, in so many of its units per second.
    Moment(i64),
    /// Days since 1970.
    Day,
}

fn kind_of(path: &Path, column: &ColumnDescriptor) -> Result<Kind, ImportError> {
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
    let decimals = usize::try_from(column.type_scale()).ok();
    let plain = matches!(
        logical,
        None | Some(LogicalType::Integer(_) | LogicalType::String | LogicalType::Enum)
    );
    let kind = match (column.physical_type(), converted) {
        (Type::INT64, _) if moment.is_some() => moment.map(Kind::Moment),
        // Spark's and R's moments, of which nothing but their being moments is known.
        (Type::INT96, _) => Some(Kind::Moment(1_000_000)),
        (Type::INT32, ConvertedType::DATE) => Some(Kind::Day),
        (Type::INT32 | Type::INT64, ConvertedType::DECIMAL) => decimals.map(Kind::Decimal),
        (Type::BYTE_ARRAY, _) if plain => Some(Kind::Text),
        (Type::INT32 | Type::INT64, _) if plain => Some(Kind::Whole),
        (Type::FLOAT | Type::DOUBLE, _) if plain => Some(Kind::Fraction),
        (Type::BOOLEAN, _) => Some(Kind::Truth),
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
    places: &[usize],
    kinds: &[Kind],
) -> Result<Vec<Column>, ParquetError> {
    let mut columns = Vec::with_capacity(places.len());
    for (place, kind) in places.iter().zip(kinds) {
        columns.push(Column {
            reader: rows.get_column_reader(*place)?,
            kind: *kind,
            present: rows
                .metadata()
                .column(*place)
                .column_descr()
                .max_def_level(),
            levels: Vec::new(),
            values: Values::Whole(Vec::new()),
            used: 0,
        });
    }
    Ok(columns)
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
            ColumnReader::BoolColumnReader(reader) => {
                let (rows, values) = records(reader, levels)?;
                (
                    rows,
                    Values::Whole(values.into_iter().map(i64::from).collect()),
                )
            }
            ColumnReader::Int32ColumnReader(reader) => {
                let (rows, values) = records(reader, levels)?;
                (
                    rows,
                    Values::Whole(values.into_iter().map(i64::from).collect()),
                )
            }
            ColumnReader::Int96ColumnReader(reader) => {
                let (rows, values) = records(reader, levels)?;
                let micros = values.iter().map(parquet::data_type::Int96::to_micros);
                (rows, Values::Whole(micros.collect()))
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
            ColumnReader::FixedLenByteArrayColumnReader(_) => {
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
            Values::Bytes(values) => values
                .get(place)
                .map(|value| Cell::of_text(decode(value.data()).0)),
            Values::Whole(values) => values.get(place).map(|value| whole(*value, self.kind)),
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

fn whole(value: i64, kind: Kind) -> Cell<'static> {
    match kind {
        Kind::Moment(per_second) => moment(value, per_second),
        Kind::Day => match value.checked_mul(DAY) {
            Some(micros) => Cell::Moment(Timestamp::from_micros(micros)),
            None => Cell::Integer(value),
        },
        Kind::Truth => Cell::of_text(if value == 0 { "false" } else { "true" }),
        Kind::Decimal(decimals) if decimals > 0 => Cell::of_text(decimal(value, decimals)),
        _ => Cell::Integer(value),
    }
}

/// A whole number as text with so many decimals.
fn decimal(value: i64, decimals: usize) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    format!("{sign}{whole}.{fraction}")
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
