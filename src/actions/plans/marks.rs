//! What is approved: a hash over what a plan says and over each of its rows.
//!
//! Of every row the plan keeps a mark, a hash of it. A member who is erased takes their row along, and the mark stays: it
//! tells nobody anything, since the row's salt went too. So the rows that are left can be checked for ever.

use sha2::{Digest, Sha256};

use crate::ids::hexadecimal;

use super::super::next::ActionKind;
use super::sql::{Kept, Row};

/// The bytes of a mark.
const LENGTH: usize = 16;

/// The mark of a row.
pub(super) fn mark(row: &Row) -> [u8; LENGTH] {
    let per_cent = match row.action.kind {
        ActionKind::Offer { per_cent } => per_cent,
        _ => 0,
    };
    let mut hash = Sha256::new();
    hash.update(row.salt.as_bytes());
    hash.update(row.subject.to_le_bytes());
    hash.update(row.arm.word().as_bytes());
    hash.update(row.action.kind.word().as_bytes());
    hash.update(per_cent.to_le_bytes());
    let error = row.action.change_error.unwrap_or(-1.0);
    for number in [row.action.change, error, row.action.worth, row.action.cost] {
        hash.update(number.to_bits().to_le_bytes());
    }
    let mut mark = [0; LENGTH];
    mark.copy_from_slice(&hash.finalize()[..LENGTH]);
    mark
}

/// The marks of rows, in one order whatever theirs.
pub(super) fn marks(rows: &[Row]) -> Vec<u8> {
    let mut marks: Vec<[u8; LENGTH]> = rows.iter().map(mark).collect();
    marks.sort_unstable();
    marks.concat()
}

/// The hash over all that a plan says.
pub(super) fn hash(name: &str, content: &str, marks: &[u8]) -> String {
    let mut hash = Sha256::new();
    for part in [name.as_bytes(), content.as_bytes(), marks] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hexadecimal(&hash.finalize())
}

/// Whether a plan and its rows are what the hash was made of. Rows may be gone, with their members; a row may have become
/// another member's, where the first was merged into that one and is no more.
pub(super) fn holds(plan: &Kept, rows: &[&Row], wanted: &str) -> bool {
    let (marks, rest) = plan.marks.as_chunks::<LENGTH>();
    let whole = rest.is_empty() && hash(&plan.name, &plan.content, &plan.marks) == wanted;
    whole
        && rows
            .iter()
            .all(|row| !row.displaced && marks.binary_search(&mark(row)).is_ok())
}
