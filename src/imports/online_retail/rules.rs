//! What counts as goods, as a key, a price, a quantity and a date.
//!
//! Each function reads one value and says why it cannot.

use std::borrow::Cow;

use crate::clock::Timestamp;
use crate::imports::report::Reason;
use crate::imports::rows::Cell;
use crate::money::{GBP, Money, MoneyError};

/// Codes of the shop's books that are no goods. Single letters are keys of the till (`M` manual, `D`
/// discount, `S` samples, `B` bad debt) and are left out by rule, not by name.
const SERVICES: [&str; 12] = [
    "POST",         // postage
    "DOT",          // postage of the web shop
    "C2",           // carriage
    "C3",           // carriage
    "23444",        // next day carriage
    "23574",        // packing charge
    "23702",        // a picture file
    "BANK CHARGES", // and their refunds
    "AMAZONFEE",    // commission
    "CRUK",         // donation to a charity
    "PADS",         // filling that comes with a cushion, booked at a tenth of a penny
    "GIFT",         // vouchers
];

/// How such codes begin where they carry a number: corrections of the books, trials, vouchers.
const SERVICE_PREFIXES: [&str; 3] = ["ADJUST", "TEST", "GIFT_"];

/// Keys longer than this are damage, not keys.
const LONGEST_KEY: usize = 64;

/// Ten million: pounds of a price, pieces of a line.
const LARGEST: i64 = 10_000_000;

/// The first moment of 2200, in microseconds since 1970.
const END_OF_TIME: i64 = 7_258_118_400_000_000;

const DATE_FORMS: [&str; 5] = [
    "%Y-%m-%d %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%m/%d/%Y %H:%M:%S",
];

/// Whether a stock code, in capitals, names a service rather than goods.
pub(super) fn is_service(code: &str) -> bool {
    code.chars().count() == 1
        || SERVICES.contains(&code)
        || SERVICE_PREFIXES
            .iter()
            .any(|prefix| code.starts_with(prefix))
}

/// Whether an invoice's number, in capitals, is that of a cancellation.
pub(super) fn is_cancellation(invoice: &str) -> bool {
    invoice.starts_with('C')
}

/// A key in capitals, so that `15056bl` and `15056BL` are one product; `None` where the cell is empty.
/// A number that a spreadsheet turned into a fraction, `13085.0`, loses it again.
pub(super) fn key(cell: &Cell<'_>, reason: Reason) -> Result<Option<String>, Reason> {
    let text = cell.text();
    let text = match text.strip_suffix(".0") {
        Some(whole) if whole.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => &text,
    };
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > LONGEST_KEY || text.chars().any(char::is_control) {
        return Err(reason);
    }
    Ok(Some(text.to_uppercase()))
}

/// A price in pounds, zero or more, in whole pence.
pub(super) fn price(cell: &Cell<'_>) -> Result<i64, Reason> {
    let pence = match cell {
        Cell::Text(_) => match Money::parse(&cell.text(), GBP) {
            Ok(money) => money.minor,
            Err(MoneyError::TooFine { .. }) => return Err(Reason::PriceTooFine),
            Err(_) => return Err(Reason::Price),
        },
        Cell::Integer(pounds) => pounds.checked_mul(100).ok_or(Reason::PriceTooLarge)?,
        Cell::Number(pounds) => pence(*pounds)?,
        Cell::Empty | Cell::Moment(_) => return Err(Reason::Price),
    };
    match pence {
        ..0 => Err(Reason::NegativePrice),
        _ if pence > LARGEST * 100 => Err(Reason::PriceTooLarge),
        _ => Ok(pence),
    }
}

/// Pounds in binary as pence. A binary fraction only ever comes near a penny: what is within a
/// millionth of a penny of one is that penny, anything else is finer than one.
fn pence(pounds: f64) -> Result<i64, Reason> {
    if !pounds.is_finite() {
        return Err(Reason::Price);
    }
    let scaled = pounds * 100.0;
    if scaled.abs() > 1e14 {
        return Err(if scaled < 0.0 {
            Reason::NegativePrice
        } else {
            Reason::PriceTooLarge
        });
    }
    let whole = scaled.round();
    if (scaled - whole).abs() > 1e-6 {
        return Err(if scaled < 0.0 {
            Reason::NegativePrice
        } else {
            Reason::PriceTooFine
        });
    }
    #[allow(clippy::cast_possible_truncation, reason = "whole and below 1e14")]
    Ok(whole as i64)
}

/// The pieces of a line as a positive number: invoices count up, cancellations down.
pub(super) fn quantity(cell: &Cell<'_>, cancellation: bool) -> Result<i64, Reason> {
    let pieces = whole_number(cell).ok_or(Reason::Quantity)?;
    let pieces = if cancellation {
        pieces.checked_neg().ok_or(Reason::QuantityTooLarge)?
    } else {
        pieces
    };
    match pieces {
        0 => Err(Reason::ZeroQuantity),
        ..0 => Err(Reason::QuantitySign),
        _ if pieces > LARGEST => Err(Reason::QuantityTooLarge),
        _ => Ok(pieces),
    }
}

fn whole_number(cell: &Cell<'_>) -> Option<i64> {
    match cell {
        Cell::Integer(number) => Some(*number),
        Cell::Number(_) | Cell::Text(_) => {
            let text = cell.text();
            text.strip_suffix(".0").unwrap_or(&text).parse().ok()
        }
        Cell::Empty | Cell::Moment(_) => None,
    }
}

/// The moment of an invoice. The shop's own time of day is taken as UTC.
pub(super) fn moment(cell: &Cell<'_>) -> Result<Timestamp, Reason> {
    let moment = match cell {
        Cell::Moment(moment) => Some(*moment),
        Cell::Text(_) => Timestamp::parse(&cell.text(), &DATE_FORMS),
        Cell::Empty | Cell::Integer(_) | Cell::Number(_) => None,
    };
    moment
        .filter(|moment| (0..END_OF_TIME).contains(&moment.micros()))
        .ok_or(Reason::Date)
}

/// A text without control characters and with single blanks.
pub(super) fn tidy(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains("  ") && !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let blanked: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    Cow::Owned(blanked.split_whitespace().collect::<Vec<_>>().join(" "))
}
