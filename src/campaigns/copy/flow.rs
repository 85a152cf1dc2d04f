//! Whether a text reads on: nothing in it is said twice, and a placeholder stands where its kind can stand. None of it
//! is against a law, so a person is only warned; what the model writes is not taken with it.

use std::sync::LazyLock;

use regex::Regex;

use super::findings::{Both, Finding, Page, Severity};
use super::placeholders::{Kind, Piece, Placeholder, pieces};
use crate::guardrails::pattern;
use crate::ids::is_chinese;

/// The rule about what is said twice.
pub(in crate::campaigns) const TWICE: &str = "said-twice";
/// The rule about a placeholder where a day belongs.
pub(in crate::campaigns) const MISPLACED: &str = "placeholder-place";

/// Chinese characters, or words of another language, from which on a repeated clause is no accident of grammar.
const CLAUSE: usize = 6;

/// Words after which only a day can stand.
static UNTIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:\b(?:until|till|valid through)|截至|截止到?|有效期[至到])\s*$"));

/// What a clause ends with.
fn ends(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '?' | ',' | ';' | '\n' | '。' | '！' | '？' | '，' | '；'
    )
}

/// How long a clause is: its Chinese characters and its other words.
fn length(clause: &str) -> usize {
    let chinese = clause.chars().filter(|c| is_chinese(*c)).count();
    let words = clause.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let others = words.filter(|word| !word.is_empty() && !word.chars().any(is_chinese));
    chinese + others.count()
}

pub(super) fn check(page: Page<'_>, found: &mut Vec<Finding>) {
    let pieces = pieces(page.text).0;
    clauses(page, &pieces, found);
    let mut sentence: Vec<Placeholder> = Vec::new();
    let mut before = "";
    for piece in pieces {
        match piece {
            Piece::Words { text, .. } => {
                if text.contains(['.', '!', '?', '\n', '。', '！', '？']) {
                    sentence.clear();
                }
                before = text;
            }
            Piece::Field {
                field, start, end, ..
            } => {
                if sentence.contains(&field) {
                    found.push(twice(page, (start, end)));
                }
                sentence.push(field);
                if field.kind != Kind::Date && UNTIL.is_match(&before.to_lowercase()) {
                    found.push(misplaced(page, field, (start, end)));
                }
                before = "";
            }
        }
    }
}

/// Clauses that stand there twice. A stop within a placeholder ends nothing.
fn clauses(page: Page<'_>, pieces: &[Piece<'_>], found: &mut Vec<Finding>) {
    let mut text = page.text.to_owned();
    for piece in pieces {
        if let Piece::Field { start, end, .. } = *piece {
            let whole = |c: char| {
                if ends(c) {
                    "_".repeat(c.len_utf8())
                } else {
                    c.into()
                }
            };
            let field: String = page.text[start..end].chars().map(whole).collect();
            text.replace_range(start..end, &field);
        }
    }
    let mut seen: Vec<String> = Vec::new();
    let mut at = 0;
    for clause in text.split_inclusive(ends) {
        let said = clause.trim().trim_end_matches(ends);
        if length(said) >= CLAUSE {
            let start = at + clause.len() - clause.trim_start().len();
            let folded = said.to_lowercase();
            if seen.contains(&folded) {
                found.push(twice(page, (start, start + said.len())));
            }
            seen.push(folded);
        }
        at += clause.len();
    }
}

fn twice(page: Page<'_>, place: (usize, usize)) -> Finding {
    page.finding(
        (Severity::Warning, TWICE),
        place,
        Both::new(
            "This has been said before in the text.",
            "这句话前面已经说过。",
        ),
        Some(Both::new("Say it once.", "只说一遍。")),
    )
}

fn misplaced(page: Page<'_>, field: Placeholder, place: (usize, usize)) -> Finding {
    let name = field.name;
    page.finding(
        (Severity::Warning, MISPLACED),
        place,
        Both::new(
            format!("A day belongs here, and `{name}` is none."),
            format!("这里应写日期，而“{name}”不是日期。"),
        ),
        Some(Both::new("Write {{offer.ends}}.", "改为 {{offer.ends}}。")),
    )
}
