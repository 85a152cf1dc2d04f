//! What a check finds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use crate::ids::Both;

use super::Part;

/// How grave a finding is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[schema(as = CopySeverity)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The text cannot be approved.
    Error,
    /// A person should look.
    Warning,
}

/// Something in a text that may not stay, or that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CopyFinding)]
pub struct Finding {
    /// How grave.
    pub severity: Severity,
    /// The rule's name.
    pub rule: String,
    /// Where.
    pub part: Part,
    /// The place where it begins in the part, in UTF-16 units.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What stands there.
    pub quote: String,
    /// Why it may not.
    pub why: Both,
    /// What to write instead.
    pub suggestion: Option<Both>,
}

/// Whether a text with these findings may be approved: none of them is an error.
#[must_use]
pub fn approvable(findings: &[Finding]) -> bool {
    findings
        .iter()
        .all(|finding| finding.severity != Severity::Error)
}

/// Puts findings into the order of the text, of those that begin at one place the gravest first.
pub fn in_order(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| (finding.part, finding.start, finding.severity));
}

/// A part of a text in which things are found by their place in bytes.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    /// Which part.
    pub(super) part: Part,
    /// Its text.
    pub(super) text: &'a str,
}

impl Page<'_> {
    /// A finding over a range of bytes.
    pub(super) fn finding(
        self,
        (severity, rule): (Severity, &str),
        (start, end): (usize, usize),
        why: Both,
        suggestion: Option<Both>,
    ) -> Finding {
        let units = |to: usize| {
            self.text
                .get(..to)
                .map_or(0, |text| text.encode_utf16().count())
        };
        Finding {
            severity,
            rule: rule.to_owned(),
            part: self.part,
            start: units(start),
            end: units(end),
            quote: self.text.get(start..end).unwrap_or_default().to_owned(),
            why,
            suggestion,
        }
    }
}
