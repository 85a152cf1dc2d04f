//! Amounts of money.
//!
//! Owns: [`Currency`] and [`Money`]: whole minor units (pence, 分) with their currency, read from and
//! written to decimal text without ever passing through a binary fraction.
//! Does not own: exchange rates, discounts, tax.
//! Holds: two amounts of different currencies are never added or compared as numbers.

use std::fmt;

/// An ISO 4217 currency; in JSON its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// The pound sterling.
pub const GBP: Currency = Currency(*b"GBP");
/// The renminbi yuan.
pub const CNY: Currency = Currency(*b"CNY");

/// Why a text is not an amount of money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Three capital letters were expected.
    #[error("`{0}` is not a currency code: three capital letters, such as GBP, are expected")]
    Currency(String),
    /// The text is not a plain decimal number.
    #[error("`{0}` is not an amount: digits with at most one decimal point are expected")]
    Amount(String),
    /// More decimals than the currency's smallest unit has.
    #[error("`{amount}` is finer than {currency}'s smallest unit")]
    TooFine {
        /// The text as it was given.
        amount: String,
        /// The currency it was read in.
        currency: Currency,
    },
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;

    fn try_from(code: String) -> Result<Self, MoneyError> {
        Self::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl Currency {
    /// Reads an ISO 4217 code, `GBP`.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] where `code` is not three capital letters.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(bytes) if bytes.iter().all(u8::is_ascii_uppercase) => Ok(Self(bytes)),
            _ => Err(MoneyError::Currency(code.to_owned())),
        }
    }

    /// The ISO 4217 code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// How many decimals its smallest unit has.
    #[must_use]
    pub fn decimals(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" => 0,
            b"BHD" | b"JOD" | b"KWD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }

    /// The sign written before an amount; the code and a space where there is no common sign.
    #[must_use]
    pub fn sign(&self) -> String {
        match &self.0 {
            b"GBP" => "£".to_owned(),
            b"CNY" | b"JPY" => "¥".to_owned(),
            b"EUR" => "€".to_owned(),
            b"USD" => "$".to_owned(),
            _ => format!("{} ", self.code()),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// An amount in minor units of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Pence, cents, 分.
    pub minor: i64,
    /// What they are pence of.
    pub currency: Currency,
}

impl Money {
    /// `minor` smallest units of `currency`.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// So many thousandths of the currency's unit, cut to whole minor units.
    #[must_use]
    pub fn from_thousandths(milli: i64, currency: Currency) -> Self {
        let unit = 10_i64.pow(currency.decimals());
        Self::new(milli.saturating_mul(unit) / 1000, currency)
    }

    /// Reads a plain decimal number, `2.55` or `-3`, as an amount of `currency`.
    ///
    /// # Errors
    /// [`MoneyError::Amount`] where it is not a number, [`MoneyError::TooFine`] where it has digits
    /// below the smallest unit.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let wrong = || MoneyError::Amount(text.to_owned());
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        if whole.is_empty()
            || !(whole.to_owned() + fraction)
                .bytes()
                .all(|b| b.is_ascii_digit())
        {
            return Err(wrong());
        }
        let decimals = currency.decimals() as usize;
        let (kept, finer) = fraction.split_at(fraction.len().min(decimals));
        if finer.bytes().any(|digit| digit != b'0') {
            return Err(MoneyError::TooFine {
                amount: text.to_owned(),
                currency,
            });
        }
        let minor: i64 = format!("{whole}{kept:0<decimals$}")
            .parse()
            .map_err(|_| wrong())?;
        Ok(Self {
            minor: if text.starts_with('-') { -minor } else { minor },
            currency,
        })
    }

    /// This amount `times` over; `None` where that cannot be held.
    #[must_use]
    pub fn times(self, times: i64) -> Option<Self> {
        Some(Self {
            minor: self.minor.checked_mul(times)?,
            ..self
        })
    }

    /// The plain decimal number without its currency, `4.25`.
    #[must_use]
    pub fn decimal(self) -> String {
        let decimals = self.currency.decimals();
        let unit = 10_u64.pow(decimals);
        let sign = if self.minor < 0 { "-" } else { "" };
        let magnitude = self.minor.unsigned_abs();
        if decimals == 0 {
            return format!("{sign}{magnitude}");
        }
        let width = decimals as usize;
        format!("{sign}{}.{:0width$}", magnitude / unit, magnitude % unit)
    }
}

impl Money {
    /// The amount as people say it, without decimals that are zero: ¥45, £2.50.
    #[must_use]
    pub fn short(&self) -> String {
        let whole = self.to_string();
        match whole.split_once('.') {
            Some((units, decimals)) if decimals.bytes().all(|digit| digit == b'0') => {
                units.to_owned()
            }
            _ => whole,
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimal = self.decimal();
        match decimal.strip_prefix('-') {
            Some(positive) => write!(formatter, "-{}{positive}", self.currency.sign()),
            None => write!(formatter, "{}{decimal}", self.currency.sign()),
        }
    }
}
