//! The format `access-log`: its rules stand at [`access_log()`].
//!
//! `line` reads one line of a log, `rules` makes events of addresses, `visits` finds the visits.

mod line;
mod rules;
mod visits;

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;

use regex::Regex;

use super::error::ImportError;
use super::progress::Progress;
use super::rejects::Rejects;
use super::report::{Counts, Reason, Reject, Report};
use super::run::{Speaker, aside};
use super::{Options, Shop};
use crate::clock::Timestamp;
use crate::events::Visit;

use line::{Line, LogForm};
pub use rules::LogRules;
use visits::Visits;

/// The longest line that is read, in bytes; what is behind it belongs to nobody's page.
const LONGEST_LINE: u64 = 64 * 1024;
/// So many visits' events are kept in one transaction.
const TOGETHER: usize = 2_000;
/// Progress is told after so many lines.
const TELL: u64 = 10_000;

/// Imports what people looked at from the log of a web server: nginx's and Apache's Combined Log Format, or a JSON object
/// a line, plain or packed with gzip, told apart by their contents.
///
/// **Lines.** Only pages that people saw count: `GET` (or what a rule says), answered with 200 to 299 or 304. Programs (by
/// their user agents), files that belong to a page (by their endings), and addresses that no rule names are left out
/// and counted. JSON objects may call their fields as nginx does (`remote_addr`, `time_iso8601`, `time_local`, `request`,
/// `request_uri`, `request_method`, `status`, `http_user_agent`) or as Apache's usual templates do (`remoteIP`, `time`,
/// `method`, `requestPath`, `query`, `userAgent`).
///
/// **Events.** [`LogRules`] say which address is which event: `/p/{product_id}` is a product that was viewed. What
/// stands in braces becomes a property.
///
/// **Visitors.** No address of a person is kept: a visitor is a hash of the address and the user agent with a `salt`
/// that only this shop has. Several people behind one address with the same browser are one visitor.
///
/// **Visits.** After thirty minutes without a page a new visit begins; its `Session Started` has its length in seconds.
///
/// The same file read twice keeps everything once: an event's key is a hash of visitor, moment and address.
///
/// # Errors
/// Where the file cannot be read, is no such log, or the shop does not take what was read. Bad lines are no errors: the
/// [`Report`] has them.
pub async fn access_log(
    file: &Path,
    rules: LogRules,
    salt: &str,
    options: &Options,
    into: &Shop<'_>,
    progress: &dyn Progress,
) -> Result<Report, ImportError> {
    let started = Instant::now();
    let (path, salt, now) = (file.to_owned(), salt.to_owned(), options.now);
    let list = options.rejects.clone();
    let read = move |speaker| {
        let rejects = Rejects::new(None)?;
        read(&path, &rules, Visits::new(&salt), rejects, now, &speaker)
            .and_then(|reading| reading.listed(list.as_deref()))
    };
    let reading = aside(file, progress, read).await?;
    let reading_s = started.elapsed().as_secs_f64();
    let total = reading.visits.len() as u64;
    let mut events = Counts {
        added: total,
        ..Counts::default()
    };
    if !options.dry_run {
        events = Counts::default();
        let mut done = 0;
        for part in reading.visits.chunks(TOGETHER) {
            let kept = into.events.put_visits(part).await?;
            events.added += kept.kept;
            events.unchanged += kept.repeated;
            done += part.len() as u64;
            progress.at("storing", done, total);
        }
    }
    Ok(Report {
        file: file.to_owned(),
        format: reading.form.name().to_owned(),
        lines_read: reading.lines,
        lines_kept: reading.kept,
        left_out: reading.rejects.counts,
        examples: reading.rejects.examples,
        rejects: reading.list,
        events,
        dry_run: options.dry_run,
        reading_s,
        storing_s: started.elapsed().as_secs_f64() - reading_s,
        ..Report::default()
    })
}

/// A log that has been read.
struct Reading {
    form: LogForm,
    lines: u64,
    kept: u64,
    visits: Vec<Visit>,
    rejects: Rejects,
    list: Option<std::path::PathBuf>,
}

impl Reading {
    /// With the lines at fault listed in `file`, where there are any.
    fn listed(mut self, file: Option<&Path>) -> Result<Self, ImportError> {
        let Some(file) = file.filter(|_| !self.rejects.examples.is_empty()) else {
            return Ok(self);
        };
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|source| ImportError::Rejects {
                file: file.to_owned(),
                source,
            })?;
        }
        let mut list = Rejects::new(Some(file))?;
        for reject in &self.rejects.examples {
            list.add(reject.clone())?;
        }
        self.list = list.publish()?;
        Ok(self)
    }
}

fn read(
    file: &Path,
    rules: &LogRules,
    mut visits: Visits,
    mut rejects: Rejects,
    now: Timestamp,
    speaker: &Speaker,
) -> Result<Reading, ImportError> {
    let failed = |source| ImportError::Read {
        file: file.to_owned(),
        source,
    };
    if file.is_dir() {
        return Err(ImportError::Folder(file.to_owned()));
    }
    let opened = File::open(file).map_err(failed)?;
    let size = opened.metadata().map_err(failed)?.len();
    let mut opened = BufReader::new(opened);
    let packed = opened
        .fill_buf()
        .map_err(failed)?
        .starts_with(&[0x1f, 0x8b]);
    let mut lines: Box<dyn BufRead> = if packed {
        Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(opened)))
    } else {
        Box::new(opened)
    };
    let (mut form, mut count, mut kept, mut bytes) = (None, 0, 0, 0_u64);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let length = lines
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut buffer);
        let length = length.map_err(failed)?;
        if length == 0 {
            break;
        }
        let whole = buffer.ends_with(b"\n") || (length as u64) < LONGEST_LINE;
        if !whole {
            lines.skip_until(b'\n').map_err(failed)?;
        }
        count += 1;
        bytes += length as u64;
        if count % TELL == 0 {
            // How far a packed file is cannot be told by what comes out of it.
            speaker.say(if packed { 0 } else { bytes }, size.max(bytes))?;
        }
        let text = String::from_utf8_lossy(&buffer);
        let text = text.trim();
        let form = *form.get_or_insert_with(|| LogForm::of(text));
        let read = form.read(text).filter(|_| whole);
        let reason = match read {
            None => Some(Reason::LogLine),
            Some(line) if line.at > now => Some(Reason::Future),
            Some(line) => take(&line, rules, &mut visits),
        };
        match reason {
            None => kept += 1,
            Some(reason) if reason.is_fault() => rejects.add(Reject {
                line: count,
                field: "line",
                value: masked(text),
                reason,
            })?,
            Some(reason) => *rejects.counts.entry(reason).or_default() += 1,
        }
    }
    let Some(form) = form else {
        return Err(ImportError::Empty(file.to_owned()));
    };
    if rejects.counts.get(&Reason::LogLine) == Some(&count) {
        return Err(ImportError::Kind {
            file: file.to_owned(),
            kind: "no log of a web server that is understood here",
            remedy: "set the server to the Combined Log Format or to JSON lines",
        });
    }
    Ok(Reading {
        form,
        lines: count,
        kept,
        visits: visits.settle(),
        rejects,
        list: None,
    })
}

/// Makes an event of a line, or says why it is none.
fn take(line: &Line<'_>, rules: &LogRules, visits: &mut Visits) -> Option<Reason> {
    if line.is_program() {
        return Some(Reason::Program);
    }
    if line.is_part_of_a_page() {
        return Some(Reason::PartOfPage);
    }
    if !line.was_seen() {
        return Some(Reason::NotSeen);
    }
    let Some(found) = rules.find(&line.method, &line.target) else {
        return Some(Reason::NoRule);
    };
    visits.see(line, found);
    None
}

/// A line at fault as it is shown: without what looks like the address of a person.
fn masked(line: &str) -> String {
    static ADDRESS: OnceLock<Option<Regex>> = OnceLock::new();
    let address = ADDRESS.get_or_init(|| {
        let v4 = r"\b\d{1,3}(?:\.\d{1,3}){3}\b";
        let v6 = r"(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4}|[0-9A-Fa-f:]*::[0-9A-Fa-f:]*";
        Regex::new(&format!("{v4}|{v6}")).ok()
    });
    match address {
        Some(address) => address.replace_all(line, "(address)").into_owned(),
        None => String::new(),
    }
}
