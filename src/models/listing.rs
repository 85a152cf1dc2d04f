//! What `storekeeper models list` shows.

use std::path::Path;

use indicatif::DecimalBytes;

use super::disk;
use super::manifest::{Entry, Machine, Origin};

/// A model and whether it is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The manifest's entry.
    pub entry: Entry,
    /// Whether it is here.
    pub state: State,
}

/// Whether a model is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// All of it, by the sizes of its files.
    Present,
    /// This many bytes of it; a pull goes on from there.
    Partial(u64),
    /// Nothing of it.
    Absent,
}

/// The heads of the columns that [`rows`] fills.
pub const HEADER: [&str; 8] = [
    "model",
    "use",
    "machine",
    "size",
    "licence",
    "from",
    "default for",
    "state",
];

/// The listing as rows of a table under [`HEADER`].
#[must_use]
pub fn rows(listings: &[Listing]) -> Vec<[String; 8]> {
    listings.iter().map(row).collect()
}

fn row(listing: &Listing) -> [String; 8] {
    let entry = &listing.entry;
    let machines = entry
        .default_for
        .iter()
        .map(|machine| Machine::word(*machine));
    let state = match listing.state {
        State::Present => "here".to_owned(),
        State::Partial(bytes) => format!("{} of it here", DecimalBytes(bytes)),
        State::Absent => "not here".to_owned(),
    };
    [
        entry.name.clone(),
        entry.purpose.word().to_owned(),
        entry.machine.word().to_owned(),
        DecimalBytes(entry.size()).to_string(),
        entry.licence.clone(),
        sources(entry),
        machines.collect::<Vec<_>>().join(", "),
        state,
    ]
}

fn sources(entry: &Entry) -> String {
    let mut names: Vec<String> = Vec::new();
    let origins = entry
        .files_here()
        .flat_map(|file| &file.sources)
        .map(Origin::source);
    for name in origins.map(|source| source.to_string()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// Looks at the sizes of a model's files in `models`, the folder of all models.
pub(super) fn state(models: &Path, entry: &Entry) -> State {
    let folder = models.join(&entry.name);
    let here = |file: &&super::ModelFile| disk::has_size(&folder.join(&file.name), file.size);
    let whole: u64 = entry.files_here().filter(here).map(|file| file.size).sum();
    if whole == entry.size() {
        return State::Present;
    }
    match whole + disk::size_of_files_in(&folder.join(disk::UNDER_WAY)) {
        0 => State::Absent,
        bytes => State::Partial(bytes),
    }
}
