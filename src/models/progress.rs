//! Telling a person how a pull goes.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use indicatif::{DecimalBytes, ProgressBar, ProgressStyle};

/// Is told how a pull goes. One file at a time: started, advanced as often as bytes arrive, finished.
pub trait Progress: Send + Sync {
    /// A file of `total` bytes begins, of which `done` are here already. Bytes are those that travel: a
    /// file out of packages travels compressed.
    fn started(&self, name: &str, total: u64, done: u64);
    /// `done` bytes of the file are here now. Falls if a download had to begin again.
    fn advanced(&self, done: u64);
    /// The file is whole and verified.
    fn finished(&self);
    /// Something worth a line: waiting, verifying, a source that could not be reached.
    fn note(&self, text: &str);
}

/// Says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn started(&self, _: &str, _: u64, _: u64) {}
    fn advanced(&self, _: u64) {}
    fn finished(&self) {}
    fn note(&self, _: &str) {}
}

/// A bar on the terminal; nothing where standard error is none.
#[derive(Debug)]
pub struct Bar(ProgressBar);

impl Default for Bar {
    fn default() -> Self {
        let bar = ProgressBar::new(0);
        let template =
            "{msg} {wide_bar} {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec} {eta}";
        // The template is ours and a bar without it works as well.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self(bar)
    }
}

impl Progress for Bar {
    fn started(&self, name: &str, total: u64, done: u64) {
        self.0.reset();
        self.0.set_message(name.to_owned());
        self.0.set_length(total);
        self.0.set_position(done);
        self.0.reset_eta();
    }

    fn advanced(&self, done: u64) {
        self.0.set_position(done);
    }

    fn finished(&self) {
        self.0.finish();
    }

    fn note(&self, text: &str) {
        // Where nobody reads it, that is no matter.
        let _ = self.0.suspend(|| writeln!(std::io::stderr(), "{text}"));
    }
}

/// A line for every tenth of a file, where there is no terminal.
#[derive(Debug)]
pub struct LogLines<W>(Mutex<Lines<W>>);

#[derive(Debug)]
struct Lines<W> {
    /// Where lines go.
    out: W,
    /// The file under way.
    name: String,
    /// Its bytes.
    total: u64,
    /// Tenths of it that have been told.
    tenths: u64,
}

impl<W: Write> LogLines<W> {
    /// Writes its lines to `out`; an error there is of no interest to the pull.
    pub fn new(out: W) -> Self {
        Self(Mutex::new(Lines {
            out,
            name: String::new(),
            total: 0,
            tenths: 0,
        }))
    }

    fn with(&self, work: impl FnOnce(&mut Lines<W>)) {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl<W: Write> Lines<W> {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }
}

impl<W: Write + Send> Progress for LogLines<W> {
    fn started(&self, name: &str, total: u64, done: u64) {
        self.with(|lines| {
            name.clone_into(&mut lines.name);
            lines.total = total.max(1);
            lines.tenths = done.saturating_mul(10) / lines.total;
            let here = if done > 0 {
                format!(", {} here already", DecimalBytes(done))
            } else {
                String::new()
            };
            lines.line(&format!("{name}: fetching {}{here}", DecimalBytes(total)));
        });
    }

    fn advanced(&self, done: u64) {
        self.with(|lines| {
            let tenths = done.saturating_mul(10) / lines.total.max(1);
            if tenths > lines.tenths {
                lines.line(&format!(
                    "{}: {} % of {}",
                    lines.name,
                    tenths * 10,
                    DecimalBytes(lines.total)
                ));
            }
            lines.tenths = tenths;
        });
    }

    fn finished(&self) {
        self.with(|lines| lines.line(&format!("{}: done, checksum verified", lines.name)));
    }

    fn note(&self, text: &str) {
        self.with(|lines| lines.line(text));
    }
}
