//! How far long work is: a bar on a terminal, a line now and then elsewhere.

use std::io::{IsTerminal, stderr};
use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};

/// Shows stages of work, one after the other.
pub(super) struct Stages {
    /// `None` where standard error is no terminal.
    bar: Option<ProgressBar>,
    /// The stage under way and the tenths of it that were told.
    told: Mutex<(String, u64)>,
}

impl Stages {
    pub(super) fn new() -> Self {
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            if let Ok(style) =
                ProgressStyle::with_template("{msg:28} {wide_bar} {percent:>3}% {eta}")
            {
                bar.set_style(style);
            }
            bar
        });
        Self {
            bar,
            told: Mutex::new((String::new(), 0)),
        }
    }

    /// This share of `stage`, from 0 to 1, is finished.
    pub(super) fn share(&self, stage: &str, share: f64) {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share"
        )]
        self.at(stage, (share * 1_000.0) as u64, 1_000);
    }

    /// `done` of `total` of `stage` are finished.
    pub(super) fn at(&self, stage: &str, done: u64, total: u64) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = told.0 != stage;
        if begins {
            *told = (stage.to_owned(), 0);
        }
        if let Some(bar) = &self.bar {
            if begins {
                bar.reset();
                bar.set_message(stage.to_owned());
            }
            bar.set_length(total);
            bar.set_position(done);
            return;
        }
        let tenths = (done * 10).checked_div(total).unwrap_or(10);
        if tenths > told.1 {
            told.1 = tenths;
            eprintln!("{stage}: {} %", tenths * 10);
        }
    }
}

impl Drop for Stages {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl crate::imports::Progress for Stages {
    fn at(&self, stage: &'static str, done: u64, total: u64) {
        Self::at(self, stage, done, total);
    }
}

impl crate::retrieval::Progress for Stages {
    fn at(&self, done: u64, total: u64) {
        Self::at(self, "indexing", done, total);
    }
}
