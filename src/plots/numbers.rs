//! Numbers as people read them, and where an axis has its ticks.

use super::content::{Axis, Form};

/// Axes are not divided further than this, whatever room there is.
const MOST_TICKS: usize = 50;

/// A place on an axis that has a label.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    /// Where, in the numbers of the axis.
    pub at: f64,
    /// What stands there.
    pub label: String,
}

/// A stretch of an axis, divided at round numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Division {
    /// The multiple of the step at or below the low end.
    first: f64,
    /// The multiple of the step at or above the high end.
    last: f64,
    /// From tick to tick, as shown.
    step: f64,
    /// How the numbers are written.
    form: Form,
}

impl Form {
    /// How many times a number is larger when shown.
    fn times(self) -> f64 {
        match self {
            Self::Number => 1.0,
            Self::Share => 100.0,
        }
    }

    /// A number with so many places, as shown.
    fn finished(self, shown: f64, decimals: usize) -> String {
        let digits = separated(shown, decimals);
        match self {
            Self::Number => digits,
            Self::Share => format!("{digits}%"),
        }
    }

    /// A number for the eye: three digits that count, all those before the point.
    pub(super) fn written(self, value: f64) -> String {
        let shown = value * self.times();
        let most = decimals(2 - exponent(shown));
        let enough = (0..most).find(|&fewer| {
            let unit = power(fewer);
            let rest = (shown * unit).round() / unit - shown;
            // Closer than the last of the three digits can tell.
            rest.abs() < 0.01 / power(most)
        });
        self.finished(shown, enough.unwrap_or(most))
    }
}

impl Axis {
    /// A number of the axis for the eye.
    pub(super) fn written(&self, value: f64) -> String {
        self.form.written(value)
    }
}

/// 10 to the power of `decimals`.
fn power(decimals: usize) -> f64 {
    i32::try_from(decimals).map_or(1.0, |decimals| 10_f64.powi(decimals))
}

/// The power of ten at or below a number; 0 for 0.
#[allow(
    clippy::cast_possible_truncation,
    reason = "the exponent of a finite number is three digits at most"
)]
fn exponent(value: f64) -> i32 {
    if value == 0.0 {
        return 0;
    }
    value.abs().log10().floor() as i32
}

/// Places after the point, none where there would be fewer than none.
fn decimals(wanted: i32) -> usize {
    usize::try_from(wanted.clamp(0, 12)).unwrap_or(0)
}

/// A number with thousands separators, a true minus and so many decimals.
fn separated(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::with_capacity(plain.len() + plain.len() / 3 + 4);
    // What rounds to nothing has no sign.
    if value < 0.0
        && plain
            .chars()
            .any(|digit| digit.is_ascii_digit() && digit != '0')
    {
        text.push('\u{2212}');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !rest.is_empty() {
        text.push('.');
        text.push_str(rest);
    }
    text
}

/// A number for a machine: with a point, to 12 digits, so that 0.1 + 0.2 is written 0.3.
pub(super) fn plain(value: f64) -> String {
    let places = decimals(11 - exponent(value));
    let text = format!("{value:.places$}");
    let text = match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.'),
        None => &text,
    };
    if text == "-0" { "0" } else { text }.to_owned()
}

impl Division {
    /// Divides a stretch into at most so many parts, with at least one.
    pub(super) fn over([low, high]: [f64; 2], most: usize, form: Form) -> Self {
        let times = form.times();
        let (low, high) = (low * times, high * times);
        #[allow(
            clippy::cast_precision_loss,
            reason = "there are some fifty ticks at most"
        )]
        let rough = (high - low) / most.clamp(1, MOST_TICKS) as f64;
        let unit = 10_f64.powi(exponent(rough));
        let quarters = if unit >= 10.0 { 2.5 } else { 2.0 };
        let step = [1.0, 2.0, quarters, 5.0]
            .map(|part| part * unit)
            .into_iter()
            .find(|step| *step >= rough * (1.0 - 1e-9))
            .unwrap_or(10.0 * unit);
        let step = if step > 0.0 { step } else { 1.0 };
        Self {
            first: (low / step + 1e-9).floor(),
            last: (high / step - 1e-9).ceil(),
            step,
            form,
        }
    }

    /// The ends, both at a tick.
    pub(super) fn ends(&self) -> [f64; 2] {
        let times = self.form.times();
        [
            self.first * self.step / times,
            self.last * self.step / times,
        ]
    }

    /// The ticks, both ends included.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let decimals = decimals(-exponent(self.step));
        let mut ticks = Vec::new();
        let mut multiple = self.first;
        while multiple <= self.last && ticks.len() <= MOST_TICKS + 2 {
            let shown = multiple * self.step;
            ticks.push(Tick {
                at: shown / self.form.times(),
                label: self.form.finished(shown, decimals),
            });
            multiple += 1.0;
        }
        ticks
    }
}
