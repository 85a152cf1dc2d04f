//! Files of sequences and of attributes, in the format of S3-Rec's data.

use std::collections::{BTreeMap, HashMap};

use crate::learn::{Attributes, Sequences};

/// A file of sequences.
#[derive(Clone, Debug)]
pub struct SequencesFile {
    /// The sequences; items are numbered in the order in which the file first has them.
    pub sequences: Sequences,
    /// The number of each item by its name in the file.
    pub items: HashMap<String, u32>,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SequencesFileError {
    /// A line without items.
    #[error(
        "line {line}: there is no item behind the user `{user}`; a line is a user and their items, the oldest first, \
         with blanks between"
    )]
    NoItems {
        /// From 1.
        line: usize,
        /// Whose.
        user: String,
    },
    /// A user has two lines.
    #[error(
        "line {line}: the user `{user}` has line {first} already; put a user's items on one line"
    )]
    Twice {
        /// From 1.
        line: usize,
        /// Where the user was before.
        first: usize,
        /// Whose.
        user: String,
    },
    /// There is nobody.
    #[error(
        "the file has no lines; it needs a user and their items on each, the oldest first, with blanks between"
    )]
    Empty,
    /// Attributes that are no JSON object of lists.
    #[error(
        "the attributes are no JSON object of items with lists of attributes, {{\"item\": [1, 2], ...}}: {0}"
    )]
    Attributes(#[from] serde_json::Error),
}

/// Reads `user item item ...` a line, in the order of time. Empty lines are passed over.
///
/// # Errors
/// A line that is none, a user with two lines, a file without lines.
pub fn read_sequences(text: &str) -> Result<SequencesFile, SequencesFileError> {
    let mut items: HashMap<String, u32> = HashMap::new();
    let mut users: HashMap<&str, usize> = HashMap::new();
    let mut taken: Vec<Vec<u32>> = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (line, written) in (1..).zip(text.lines()) {
        let mut words = written.split_whitespace();
        let Some(user) = words.next() else { continue };
        if let Some(&first) = users.get(user) {
            let user = user.to_owned();
            return Err(SequencesFileError::Twice { line, first, user });
        }
        users.insert(user, line);
        let sequence: Vec<u32> = words.map(|item| number(&mut items, item)).collect();
        if sequence.is_empty() {
            let user = user.to_owned();
            return Err(SequencesFileError::NoItems { line, user });
        }
        taken.push(sequence);
    }
    if taken.is_empty() {
        return Err(SequencesFileError::Empty);
    }
    let mut sequences = Sequences::new(items.len());
    for sequence in &taken {
        sequences.push(sequence);
    }
    Ok(SequencesFile { sequences, items })
}

/// The number of an item, a new one where it was not seen yet.
fn number(items: &mut HashMap<String, u32>, item: &str) -> u32 {
    if let Some(&number) = items.get(item) {
        return number;
    }
    let number = u32::try_from(items.len()).unwrap_or(u32::MAX);
    items.insert(item.to_owned(), number);
    number
}

/// Reads `{"item": [attribute, ...], ...}`, attributes being numbers or words. Items that no sequence has are passed over;
/// an item without attributes is like nothing.
///
/// # Errors
/// Text that is no such object.
pub fn read_attributes(text: &str, file: &SequencesFile) -> Result<Attributes, SequencesFileError> {
    let written: BTreeMap<String, Vec<serde_json::Value>> = serde_json::from_str(text)?;
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut sets = vec![Vec::new(); file.sequences.items()];
    for (item, attributes) in written {
        if let Some(&place) = file.items.get(&item) {
            let own = attributes
                .iter()
                .map(|attribute| number(&mut numbers, &attribute.to_string()));
            sets[place as usize] = own.collect();
        }
    }
    Ok(Attributes::weigh(&sets))
}
