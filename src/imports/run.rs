//! The way of every file but one: read aside, settled, its faulty lines listed, put into the shop.

use std::borrow::Cow;
use std::path::Path;
use std::time::Instant;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::cleaning::Findings;
use super::error::ImportError;
use super::harvest::{Harvest, Stored};
use super::order_book::OrderBook;
use super::progress::Progress;
use super::report::{Counts, Reason, Report};
use super::rows::{Row, RowFile, Sink};
use super::{Options, Shop};

/// Where a reader says how far it is: parts done, parts in all.
pub(super) struct Speaker(UnboundedSender<(u64, u64)>);

impl Speaker {
    /// `done` of `total` parts are read. An error where nobody listens any more: the import was dropped.
    pub(super) fn say(&self, done: u64, total: u64) -> Result<(), ImportError> {
        self.0.send((done, total)).map_err(|_| ImportError::Stopped)
    }
}

/// A file that has been read.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) format: String,
    pub(super) harvest: Harvest,
    pub(super) orders: OrderBook,
    pub(super) findings: Findings,
    /// The file, where its faulty lines can be listed in its own columns.
    pub(super) file: Option<RowFile>,
}

/// Reads `file` on a thread of its own, so that the runtime's threads stay free.
pub(super) async fn aside<T: Send + 'static>(
    file: &Path,
    progress: &dyn Progress,
    read: impl FnOnce(Speaker) -> Result<T, ImportError> + Send + 'static,
) -> Result<T, ImportError> {
    let (speaker, mut listener) = unbounded_channel();
    let reading = tokio::task::spawn_blocking(move || read(Speaker(speaker)));
    while let Some((done, total)) = listener.recv().await {
        progress.at("reading", done, total);
    }
    reading.await.unwrap_or_else(|failure| {
        Err(if failure.is_panic() {
            ImportError::Damaged {
                file: file.to_owned(),
                detail: "its contents make no sense".to_owned(),
            }
        } else {
            ImportError::Stopped
        })
    })
}

/// Makes rows of the shop of one row of a file, or leaves it out.
type Take<'a> = &'a mut dyn FnMut(&Row<'_>, &mut Reading);

/// Reads the columns `wanted` of `file`; `take` is told of each row in good shape.
pub(super) fn read_rows(
    file: RowFile,
    wanted: &[usize],
    speaker: &Speaker,
    take: Take<'_>,
) -> Result<Reading, ImportError> {
    let mut taking = Taking {
        take,
        reading: Reading::default(),
        speaker,
    };
    let format = file.read(wanted, &mut taking)?;
    let mut reading = taking.reading;
    if reading.findings.lines_read == 0 {
        return Err(ImportError::Empty(file.path));
    }
    reading.format = format;
    reading.file = Some(file);
    Ok(reading)
}

/// The sink that counts rows and lets them be taken.
struct Taking<'a> {
    take: Take<'a>,
    reading: Reading,
    speaker: &'a Speaker,
}

impl Sink for Taking<'_> {
    fn row(&mut self, row: &Row<'_>) -> Result<(), ImportError> {
        self.reading.findings.lines_read += 1;
        (self.take)(row, &mut self.reading);
        Ok(())
    }

    fn malformed(
        &mut self,
        number: u64,
        detail: &str,
        _fields: &[Cow<'_, str>],
    ) -> Result<(), ImportError> {
        let findings = &mut self.reading.findings;
        findings.lines_read += 1;
        findings.leave_out(number, "line", detail, Reason::Malformed);
        Ok(())
    }

    fn progress(&mut self, done: u64, total: u64) -> Result<(), ImportError> {
        self.speaker.say(done, total)
    }
}

/// Imports what `read` finds in `file`. Nothing is written to the shop before the whole file has been
/// read; then come products and members, orders, events and reviews, in transactions of whole rows.
pub(super) async fn import(
    file: &Path,
    options: &Options,
    into: &Shop<'_>,
    progress: &dyn Progress,
    read: impl FnOnce(Speaker) -> Result<Reading, ImportError> + Send + 'static,
) -> Result<Report, ImportError> {
    let started = Instant::now();
    let Reading {
        format,
        mut harvest,
        orders,
        mut findings,
        file: rows,
    } = aside(file, progress, read).await?;
    harvest.look_at_products(&mut findings);
    harvest.look_at_members(&mut findings);
    let orders = orders.settle(&mut harvest, into, &mut findings).await?;
    settle_references(&mut harvest, into, &mut findings).await?;
    let rejects = match (&options.rejects, rows) {
        (Some(list), Some(rows)) => {
            let list = list.clone();
            let listed = aside(file, progress, move |_| {
                let written = findings.write_rejects(&rows, &list);
                written.map(|written| (written, findings))
            });
            let (written, returned) = listed.await?;
            findings = returned;
            written
        }
        _ => None,
    };
    let reading_s = started.elapsed().as_secs_f64();
    let stored = if options.dry_run {
        would_store(&harvest, orders.len())
    } else {
        harvest.store(&orders, into, progress).await?
    };
    let report = Report {
        file: file.to_owned(),
        format,
        lines_read: findings.lines_read,
        lines_kept: findings.lines_kept(),
        left_out: findings.left_out,
        examples: findings.examples,
        changed: findings.changed,
        noticed: findings.noticed,
        findings: findings.shown,
        rejects,
        products: Counts::from(stored.products),
        members: Counts::from(stored.members),
        orders: Counts::from(stored.orders),
        events: Counts::from(stored.events),
        reviews: Counts::from(stored.reviews),
        policies: Counts::from(stored.policies),
        dry_run: options.dry_run,
        reading_s,
        storing_s: started.elapsed().as_secs_f64() - reading_s,
        ..Report::default()
    };
    tracing::info!(
        lines = report.lines_read,
        kept = report.lines_kept,
        dry_run = report.dry_run,
        "imported {}",
        file.display()
    );
    Ok(report)
}

/// Leaves out events and reviews whose member or product is nowhere.
async fn settle_references(
    harvest: &mut Harvest,
    into: &Shop<'_>,
    findings: &mut Findings,
) -> Result<(), ImportError> {
    let of_events = harvest
        .events
        .iter()
        .filter_map(|(_, event)| event.product.as_ref());
    let of_reviews = harvest.reviews.iter().map(|(_, review)| &review.product);
    let products = into.catalog.known(of_events.chain(of_reviews)).await?;
    let members = harvest.events.iter().map(|(_, event)| &event.member);
    let members = into.members.known(members).await?;
    let Harvest {
        products: new_products,
        members: new_members,
        events,
        reviews,
        ..
    } = harvest;
    events.retain(|line, event| {
        let product = event.product.as_ref();
        let unknown =
            product.filter(|key| !products.contains(*key) && !new_products.has(key.as_str()));
        if let Some(key) = unknown {
            findings.leave_out(line, "product", key.as_str(), Reason::UnknownProduct);
            return false;
        }
        let known = members.contains(&event.member) || new_members.has(event.member.as_str());
        if !known {
            findings.leave_out(line, "member", event.member.as_str(), Reason::UnknownMember);
        }
        known
    });
    reviews.retain(|line, review| {
        let key = &review.product;
        let known = products.contains(key) || new_products.has(key.as_str());
        if !known {
            findings.leave_out(line, "product", key.as_str(), Reason::UnknownProduct);
        }
        known
    });
    Ok(())
}

/// What would be put, all as added.
fn would_store(harvest: &Harvest, orders: usize) -> Stored {
    let added = |rows: usize| crate::db::Changes {
        added: rows as u64,
        ..crate::db::Changes::default()
    };
    Stored {
        products: added(harvest.products.len()),
        members: added(harvest.members.len()),
        orders: added(orders),
        events: added(harvest.events.len()),
        reviews: added(harvest.reviews.len()),
        policies: added(harvest.policies.len()),
    }
}
