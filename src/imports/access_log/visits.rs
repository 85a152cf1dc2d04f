//! Who visited, and when a visit began and ended.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::line::Line;
use super::rules::Found;
use crate::clock::Timestamp;
use crate::events::{EventKind, Visit};
use crate::ids::hexadecimal;

/// After so long without a page a new visit begins, in microseconds.
const PAUSE: i64 = 30 * 60 * 1_000_000;

/// The visits of a log.
pub(super) struct Visits {
    salt: String,
    /// What visitors saw, in the order of the file.
    seen: HashMap<String, Vec<Seen>>,
}

/// One page.
struct Seen {
    at: Timestamp,
    /// Tells the address from others.
    target: [u8; 8],
    found: Found,
}

impl Visits {
    pub(super) fn new(salt: &str) -> Self {
        Self {
            salt: salt.to_owned(),
            seen: HashMap::new(),
        }
    }

    /// Remembers what a line says.
    pub(super) fn see(&mut self, line: &Line<'_>, found: Found) {
        let who = [self.salt.as_str(), &line.address, &line.agent].join("\n");
        let visitor = hexadecimal(&Sha256::digest(who)[..16]);
        let mut target = [0; 8];
        target.copy_from_slice(&Sha256::digest(line.target.as_bytes())[..8]);
        let seen = Seen {
            at: line.at,
            target,
            found,
        };
        self.seen.entry(visitor).or_default().push(seen);
    }

    /// All events, with the beginnings of the visits among them.
    pub(super) fn settle(self) -> Vec<Visit> {
        let mut visits = Vec::new();
        let mut visitors: Vec<_> = self.seen.into_iter().collect();
        visitors.sort_by(|one, other| one.0.cmp(&other.0));
        for (visitor, mut seen) in visitors {
            // Servers write a line when an answer ends, so lines are nearly in order.
            seen.sort_by_key(|seen| seen.at);
            let mut began: Option<(usize, Timestamp, Timestamp)> = None;
            let mut same: HashMap<(Timestamp, [u8; 8]), u32> = HashMap::new();
            for seen in seen {
                match &mut began {
                    Some((_, _, last)) if seen.at.micros() - last.micros() <= PAUSE => {
                        *last = seen.at;
                    }
                    _ => {
                        close(&mut visits, began);
                        began = Some((visits.len(), seen.at, seen.at));
                        visits.push(session(&visitor, seen.at));
                    }
                }
                let times = same.entry((seen.at, seen.target)).or_default();
                *times += 1;
                let said = format!(
                    "{visitor}\n{}\n{}\n{times}",
                    seen.at.micros(),
                    hexadecimal(&seen.target)
                );
                visits.push(Visit {
                    key: format!("log:{}", hexadecimal(&Sha256::digest(said)[..16])),
                    visitor: visitor.clone(),
                    at: seen.at,
                    kind: seen.found.kind,
                    product: seen.found.product,
                    value: None,
                    note: seen.found.note,
                });
            }
            close(&mut visits, began);
        }
        visits
    }
}

/// The beginning of a visit whose length is not known yet.
fn session(visitor: &str, at: Timestamp) -> Visit {
    let said = format!("{visitor}\n{}\nsession", at.micros());
    Visit {
        key: format!("log:{}", hexadecimal(&Sha256::digest(said)[..16])),
        visitor: visitor.to_owned(),
        at,
        kind: EventKind::SessionStarted,
        product: None,
        value: Some(0),
        note: None,
    }
}

/// Tells the beginning of a visit how long it was.
fn close(visits: &mut [Visit], visit: Option<(usize, Timestamp, Timestamp)>) {
    if let Some((place, began, last)) = visit
        && let Some(beginning) = visits.get_mut(place)
    {
        beginning.value = Some((last.micros() - began.micros()) / 1_000_000);
    }
}
