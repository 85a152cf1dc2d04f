//! Reads one value and says what had to be mended.

use super::Findings;
use super::html::{is_html, plain_text, tidy_lines};
use super::moments::{epoch, read_moment};
use crate::catalog::is_image;
use crate::clock::Timestamp;
use crate::ids::Language;
use crate::imports::report::{Change, Notice, Reason};
use crate::imports::rows::Cell;
use crate::members::Birthday;
use crate::money::{Currency, Money, MoneyError};

/// Keys longer than this are damage, not keys.
const LONGEST_KEY: usize = 128;

/// Ten million: the largest price in whole units, the largest quantity.
const LARGEST: i64 = 10_000_000;

/// Clocks of shops and theirs differ by some hours from ours: a day, in microseconds.
const CLOCKS: i64 = 86_400_000_000;

/// One value of one line.
pub(in crate::imports) struct Value<'a> {
    /// The line.
    pub(in crate::imports) line: u64,
    /// The field that it is for.
    pub(in crate::imports) field: &'static str,
    /// What the file holds.
    pub(in crate::imports) cell: &'a Cell<'a>,
    /// Is told of changes.
    pub(in crate::imports) findings: &'a mut Findings,
}

/// How amounts of money are written.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::imports) struct Amounts {
    /// The currency of amounts that name none.
    pub(in crate::imports) currency: Option<Currency>,
    /// Whether whole numbers are minor units: cents, 分.
    pub(in crate::imports) minor: bool,
}

impl Value<'_> {
    fn changed(&mut self, became: &str, change: Change) {
        let value = self.cell.to_string();
        self.findings
            .change(self.line, self.field, &value, became, change);
    }

    /// The text on one line, at most `longest` characters; `None` where there is none.
    ///
    /// # Errors
    /// [`Reason::TooLong`].
    pub(in crate::imports) fn text(&mut self, longest: usize) -> Result<Option<String>, Reason> {
        let text = self.cell.text().into_owned();
        if text.is_empty() {
            return Ok(None);
        }
        let text = self.without_apostrophe(text);
        if text.starts_with('=') {
            self.findings
                .notice(self.line, self.field, &text, Notice::Formula);
        }
        let text = if text.contains(|c: char| c.is_control() && !c.is_whitespace()) {
            let blanked: String = text
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            self.changed(blanked.trim(), Change::Control);
            blanked
        } else {
            text
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().nth(longest).is_some() {
            return Err(Reason::TooLong);
        }
        Ok((!text.is_empty()).then_some(text))
    }

    /// A text that may be HTML and of any length; it is kept as plain text of at most `longest` characters.
    pub(in crate::imports) fn prose(&mut self, longest: usize) -> Option<String> {
        let text = self.cell.text().into_owned();
        if text.is_empty() {
            return None;
        }
        let text = self.without_apostrophe(text);
        let mut plain = if is_html(&text) {
            let plain = plain_text(&text);
            self.changed(&plain, Change::Html);
            plain
        } else {
            tidy_lines(&text)
        };
        if let Some((end, _)) = plain.char_indices().nth(longest) {
            plain.truncate(end);
            self.changed(&plain, Change::Cut);
        }
        (!plain.is_empty()).then_some(plain)
    }

    /// A key, as it is written.
    ///
    /// # Errors
    /// [`Reason::Missing`] or [`Reason::TooLong`].
    pub(in crate::imports) fn key(&mut self) -> Result<String, Reason> {
        let key = self.text(LONGEST_KEY)?.ok_or(Reason::Missing)?;
        if key.contains(char::is_control) {
            return Err(Reason::TooLong);
        }
        Ok(key)
    }

    /// An amount of money; `None` where there is none.
    ///
    /// # Errors
    /// The reason why it is no price.
    pub(in crate::imports) fn amount(&mut self, how: Amounts) -> Result<Option<Money>, Reason> {
        let (digits, currency) = match self.cell {
            Cell::Empty => return Ok(None),
            Cell::Moment(_) => return Err(Reason::Price),
            Cell::Integer(number) => (number.to_string(), how.currency),
            Cell::Number(number) => (exact(*number).ok_or(Reason::Price)?, how.currency),
            Cell::Text(text) => {
                let text = text.trim();
                let text = text.strip_prefix('\'').unwrap_or(text);
                let (digits, beside) = apart(text).ok_or(Reason::Price)?;
                let currency = match beside.as_str() {
                    "" => how.currency,
                    sign => Some(currency_of(sign, how.currency).ok_or(Reason::Currency)?),
                };
                (self.decimal_point(&digits, 2)?, currency)
            }
        };
        let currency = currency.ok_or(Reason::Currency)?;
        let minor = if how.minor {
            let digits = digits.strip_suffix(".0").unwrap_or(&digits);
            digits.parse().map_err(|_| Reason::PriceTooFine)?
        } else {
            match Money::parse(&digits, currency) {
                Ok(money) => money.minor,
                Err(MoneyError::TooFine { .. }) => return Err(Reason::PriceTooFine),
                Err(_) => return Err(Reason::Price),
            }
        };
        let most = LARGEST.saturating_mul(10_i64.pow(currency.decimals()));
        match minor {
            ..0 => Err(Reason::NegativePrice),
            _ if minor > most => Err(Reason::PriceTooLarge),
            _ => Ok(Some(Money::new(minor, currency))),
        }
    }

    /// A whole number, which may have separators and a unit: `1,200`, `12 pcs`, `12件`.
    ///
    /// # Errors
    /// [`Reason::Quantity`] or [`Reason::QuantityTooLarge`].
    pub(in crate::imports) fn whole(&mut self) -> Result<Option<i64>, Reason> {
        let number = match self.cell {
            Cell::Empty => return Ok(None),
            Cell::Moment(_) => return Err(Reason::Quantity),
            Cell::Integer(number) => *number,
            Cell::Number(number) => {
                let text = exact(*number).ok_or(Reason::Quantity)?;
                text.parse().map_err(|_| Reason::Quantity)?
            }
            Cell::Text(text) => {
                let text = text.trim().trim_start_matches('\'');
                let (digits, unit) = apart(text).ok_or(Reason::Quantity)?;
                let digits = self.decimal_point(&digits, 0)?;
                let digits = digits
                    .trim_end_matches('0')
                    .strip_suffix('.')
                    .map_or(digits.as_str(), |whole| whole);
                let number = digits.parse().map_err(|_| Reason::Quantity)?;
                if !unit.is_empty() {
                    let known = unit.chars().count() <= 6 && unit.chars().all(char::is_alphabetic);
                    if !known {
                        return Err(Reason::Quantity);
                    }
                    self.changed(digits, Change::Unit);
                }
                number
            }
        };
        if number.unsigned_abs() > LARGEST.unsigned_abs() {
            return Err(Reason::QuantityTooLarge);
        }
        Ok(Some(number))
    }

    /// How many pieces of a line of an order: above zero.
    ///
    /// # Errors
    /// As [`Self::whole`], [`Reason::ZeroQuantity`] or [`Reason::QuantitySign`].
    pub(in crate::imports) fn pieces(&mut self) -> Result<Option<i64>, Reason> {
        match self.whole()? {
            Some(0) => Err(Reason::ZeroQuantity),
            Some(..0) => Err(Reason::QuantitySign),
            pieces => Ok(pieces),
        }
    }

    /// A moment that is not later than `now`. `format` is chrono's notation; without it day and month are
    /// only read where they cannot be mistaken.
    ///
    /// # Errors
    /// [`Reason::Date`] or [`Reason::Future`].
    pub(in crate::imports) fn moment(
        &mut self,
        format: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, Reason> {
        let moment = match self.cell {
            Cell::Empty => return Ok(None),
            Cell::Moment(moment) => *moment,
            Cell::Integer(number) => epoch(*number).ok_or(Reason::Date)?,
            Cell::Number(_) => return Err(Reason::Date),
            Cell::Text(text) => read_moment(text.trim(), format).ok_or(Reason::Date)?,
        };
        match moment.micros() {
            ..0 => Err(Reason::Date),
            micros if micros > now.micros() + CLOCKS => Err(Reason::Future),
            _ => Ok(Some(moment)),
        }
    }

    /// Yes or no; `None` where there is nothing or something else.
    pub(in crate::imports) fn truth(&mut self) -> Option<bool> {
        match self.cell.text().to_lowercase().as_str() {
            "yes" | "y" | "true" | "t" | "1" | "是" | "对" | "subscribed" => Some(true),
            "no" | "n" | "false" | "f" | "0" | "否" | "unsubscribed" | "not_subscribed" => {
                Some(false)
            }
            _ => None,
        }
    }

    /// A mail address in small letters; `None` where there is none or something else.
    pub(in crate::imports) fn mail(&mut self) -> Option<String> {
        let text = self.cell.text().to_lowercase();
        if text.is_empty() {
            return None;
        }
        let parts = text.split_once('@');
        let fits = parts.is_some_and(|(name, domain)| {
            !name.is_empty() && domain.contains('.') && !domain.contains('@')
        });
        let fits = fits
            && text.len() <= 254
            && !text.contains(|c: char| c.is_whitespace() || c.is_control());
        if !fits {
            self.changed("", Change::Mail);
            return None;
        }
        Some(text)
    }

    /// A birthday, the year first or not told; `None` where there is none or something else.
    pub(in crate::imports) fn birthday(&mut self) -> Option<Birthday> {
        let text = match self.cell {
            Cell::Moment(moment) => moment.day(),
            cell => cell.text().into_owned(),
        };
        let day = text.trim().split(['T', ' ']).next().unwrap_or_default();
        if day.is_empty() {
            return None;
        }
        let hyphens = day.replace(['/', '.', '年', '月'], "-");
        let birthday = Birthday::parse(hyphens.trim_end_matches('日'));
        if birthday.is_none() {
            self.changed("", Change::Birthday);
        }
        birthday
    }

    /// The address of a picture; `None` where there is none or something else.
    pub(in crate::imports) fn image(&mut self) -> Option<String> {
        let text = self.cell.text().into_owned();
        if text.is_empty() {
            return None;
        }
        if !is_image(&text) {
            self.changed("", Change::Image);
            return None;
        }
        Some(text)
    }

    /// A language by its tag or name.
    ///
    /// # Errors
    /// [`Reason::Language`].
    pub(in crate::imports) fn language(&mut self) -> Result<Option<Language>, Reason> {
        let text = self.cell.text().to_lowercase();
        match text.as_str() {
            "" => Ok(None),
            "english" | "英文" | "英语" => Ok(Some(Language::English)),
            "chinese" | "中文" | "汉语" => Ok(Some(Language::Chinese)),
            tag => Language::from_tag(tag).map(Some).ok_or(Reason::Language),
        }
    }

    /// Spreadsheets are kept from computing `=1+1` by an apostrophe before it, and shops write telephone
    /// numbers so.
    fn without_apostrophe(&mut self, text: String) -> String {
        let rest = text.strip_prefix('\'');
        let Some(rest) = rest.filter(|rest| {
            rest.starts_with(['=', '+', '-', '@', '\t']) || rest.chars().all(|c| c.is_ascii_digit())
        }) else {
            return text;
        };
        let rest = rest.to_owned();
        self.changed(&rest, Change::Apostrophe);
        rest
    }

    /// `digits` with a point for its decimals and nothing for its thousands. Where only one kind of
    /// separator stands in it, three digits behind a comma are thousands and fewer are decimals, a point
    /// is always decimal unless it stands more than once. Nothing is decimal where `decimals` is zero and
    /// three digits follow.
    fn decimal_point(&mut self, digits: &str, decimals: usize) -> Result<String, Reason> {
        let commas = digits.matches([',', '，']).count();
        let points = digits.matches('.').count();
        let digits = digits.replace('，', ",");
        let last_is_comma = digits.rfind(',') > digits.rfind('.');
        let behind = |mark: char| digits.rsplit(mark).next().map_or(0, str::len);
        let (thousands, decimal) = match (commas, points) {
            (0, 0 | 1) => return Ok(digits),
            (0, _) => ('.', None),
            (1, 0) if behind(',') != 3 && decimals > 0 => ('.', Some(',')),
            (_, 0) => (',', None),
            _ if last_is_comma && commas == 1 => ('.', Some(',')),
            _ if !last_is_comma && points == 1 => (',', Some('.')),
            _ => return Err(Reason::Price),
        };
        let whole = decimal.map_or(digits.as_str(), |mark| {
            digits
                .split_once(mark)
                .map_or(digits.as_str(), |(whole, _)| whole)
        });
        let mut groups = whole.split(thousands).skip(1);
        if groups.any(|group| group.len() != 3) {
            return Err(if decimals > 0 {
                Reason::Price
            } else {
                Reason::Quantity
            });
        }
        let separated = whole.contains(thousands);
        let plain = digits.replace(thousands, "").replace(',', ".");
        if separated {
            self.changed(&plain, Change::Thousands);
        }
        if decimal == Some(',') {
            self.changed(&plain, Change::DecimalComma);
        }
        Ok(plain)
    }
}

/// The number in a text and what stands beside it: `CN¥ 1,200.50` is `1,200.50` and `CN¥`.
fn apart(text: &str) -> Option<(String, String)> {
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '，' | '-' | '−');
    // A sign before the number may have blanks or the currency between.
    let start = text.find(|c: char| c.is_ascii_digit() || c == '.')?;
    let rest = &text[start..];
    let end = rest
        .find(|c: char| !of_number(c) && !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\''))
        .unwrap_or(rest.len());
    let (number, after) = rest.split_at(end);
    let blanks = [' ', '\u{a0}', '\u{202f}', '\''];
    let groups: Vec<&str> = number.trim_end_matches(blanks).split(blanks).collect();
    if groups
        .iter()
        .skip(1)
        .any(|group| group.split(['.', ',']).next().map_or(0, str::len) != 3)
    {
        return None;
    }
    let before = text[..start].trim();
    let negative = before.starts_with(['-', '−', '(']) || before.ends_with(['-', '−']);
    let beside = before.trim_matches(['-', '−', '(', ' ']);
    let after = after.trim().trim_end_matches(')').trim();
    if !beside.is_empty() && !after.is_empty() {
        return None;
    }
    let digits = groups.concat();
    if digits.contains(['-', '−']) {
        return None;
    }
    let sign = if negative { "-" } else { "" };
    Some((format!("{sign}{digits}"), format!("{beside}{after}")))
}

/// The currency of a sign or code; a sign that several currencies share is that of the file where it fits.
pub(in crate::imports) fn currency_of(text: &str, of_file: Option<Currency>) -> Option<Currency> {
    let text = text.trim().trim_end_matches('.');
    let shared = |codes: &[&str]| {
        let of_file = of_file.filter(|currency| codes.contains(&currency.code()));
        of_file.or_else(|| Currency::parse(codes[0]).ok())
    };
    match text {
        "£" => shared(&["GBP", "EGP", "GIP"]),
        "€" => shared(&["EUR"]),
        "$" => shared(&["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN"]),
        "US$" => shared(&["USD"]),
        "HK$" => shared(&["HKD"]),
        "NT$" => shared(&["TWD"]),
        "¥" | "￥" => shared(&["CNY", "JPY"]),
        "元" | "块" | "RMB" | "rmb" | "CN¥" | "人民币" => shared(&["CNY"]),
        "円" => shared(&["JPY"]),
        code => Currency::parse(&code.to_uppercase()).ok(),
    }
}

/// A binary number as the decimal one that it stands for: within a millionth of the sixth decimal.
fn exact(number: f64) -> Option<String> {
    if !number.is_finite() || number.abs() > 1e13 {
        return None;
    }
    let text = format!("{number:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    Some(text.to_owned())
}
