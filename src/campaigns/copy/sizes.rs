//! Whether a text fits its medium, filled with the longest values that are known.

use super::facts::Facts;
use super::findings::{Both, Finding, Page, Severity};
use super::lengths::{Encoding, replacement, sms_length};
use super::placeholders::{Kind, Piece, Placeholder, pieces};
use super::{Copy, Medium, Part};
use crate::ids::Language;

/// The most messages that one text may take.
const MOST_SEGMENTS: usize = 4;

/// How long a part may be, in characters: a person should look beyond the first, none is sent beyond the second.
fn bounds(medium: Medium, part: Part, language: Language) -> (usize, usize) {
    match (medium, part, language) {
        (Medium::Mail, Part::Subject, Language::English) => (60, 150),
        (Medium::Mail, Part::Subject, Language::Chinese) => (30, 80),
        (Medium::Push, Part::Subject, Language::English) => (50, 80),
        (Medium::Push, Part::Subject, Language::Chinese) => (20, 40),
        (Medium::Push, Part::Body, Language::English) => (150, 240),
        (Medium::Push, Part::Body, Language::Chinese) => (60, 120),
        (Medium::Chat, _, Language::English) => (400, 1000),
        (Medium::Chat, _, Language::Chinese) => (200, 500),
        (Medium::Mail, Part::Body, _) => (3000, 10_000),
        (Medium::Sms, ..) => (usize::MAX, usize::MAX),
    }
}

/// What a value is at its longest where the facts do not say.
fn usual(kind: Kind, language: Language) -> &'static str {
    match (kind, language) {
        (Kind::Words, Language::English) => "aaaaaaaaaaaaaaaaaaaa",
        (Kind::Words, Language::Chinese) => "某某某某某某某某",
        (Kind::Amount, _) => "00000.00",
        (Kind::Percent, _) => "00%",
        (Kind::Code, _) => "AAAAAAAAAA",
        (Kind::Date, Language::English) => "30 September",
        (Kind::Date, Language::Chinese) => "12月30日",
        (Kind::Link, _) => "https://example.com/aaaaaa",
    }
}

/// The longest of a placeholder's values, as a text message counts them: one that forces UCS-2 before any other.
fn longest(
    field: Placeholder,
    fallback: Option<&str>,
    facts: &Facts,
    language: Language,
) -> String {
    let known = facts
        .values
        .get(field.name)
        .map_or(&[][..], |values| values.all());
    let weight = |text: &str| {
        let length = sms_length(text);
        (length.encoding == Encoding::Ucs2, length.units)
    };
    let all = known.iter().map(String::as_str).chain(fallback);
    let longest = all.max_by_key(|text| weight(text));
    match longest {
        Some(longest) if !known.is_empty() => longest.to_owned(),
        other => {
            let usual = usual(field.kind, language);
            let fallback = other.filter(|other| weight(other) > weight(usual));
            fallback.unwrap_or(usual).to_owned()
        }
    }
}

/// A part with its longest values, and for each of its bytes the range of the part that it came from.
fn filled(text: &str, facts: &Facts, language: Language) -> (String, Vec<(usize, usize)>) {
    let (mut filled, mut origins) = (String::new(), Vec::new());
    for piece in pieces(text).0 {
        match piece {
            Piece::Words { text, start } => {
                filled.push_str(text);
                for (at, c) in text.char_indices() {
                    let origin = (start + at, start + at + c.len_utf8());
                    origins.extend(std::iter::repeat_n(origin, c.len_utf8()));
                }
            }
            Piece::Field {
                field,
                fallback,
                start,
                end,
                ..
            } => {
                let value = longest(field, fallback, facts, language);
                origins.extend(std::iter::repeat_n((start, end), value.len()));
                filled.push_str(&value);
            }
        }
    }
    (filled, origins)
}

pub(super) fn check(copy: &Copy, medium: Medium, facts: &Facts, found: &mut Vec<Finding>) {
    for (part, text) in copy.parts() {
        let page = Page { part, text };
        let (filled, origins) = filled(text, facts, copy.language);
        if medium == Medium::Sms {
            if part == Part::Body {
                sms(page, (&filled, &origins), copy.language, found);
            }
            continue;
        }
        let length = filled.chars().count();
        let (long, most) = bounds(medium, part, copy.language);
        if length > long {
            let severity = if length > most {
                Severity::Error
            } else {
                Severity::Warning
            };
            let medium = medium.word();
            found.push(page.finding(
                (severity, "length"),
                (0, text.len()),
                Both::new(
                    format!("With its longest values it has {length} characters; {long} are read easily in {medium}, {most} are the most."),
                    format!("填入最长的值后有 {length} 个字符；此渠道以 {long} 个为宜，最多 {most} 个。"),
                ),
                Some(Both::new("Say it shorter.", "请精简。")),
            ));
        }
    }
}

/// What a text message costs, and which character of an English one made it cost more.
fn sms(
    page: Page<'_>,
    (filled, origins): (&str, &[(usize, usize)]),
    language: Language,
    found: &mut Vec<Finding>,
) {
    let length = sms_length(filled);
    if length.encoding == Encoding::Ucs2 && language == Language::English {
        let mut named = Vec::new();
        for (at, c) in filled.char_indices() {
            let forced = length.forced.iter().any(|forced| forced.character == c);
            let range = origins.get(at).copied().unwrap_or_default();
            if !forced || named.contains(&(range, c)) {
                continue;
            }
            named.push((range, c));
            found.push(forced_ucs2(page, range, c));
        }
    }
    let (units, segments) = (length.units, length.segments);
    let (single, several) = length.encoding.sizes();
    if segments > 1 {
        let severity = if segments > MOST_SEGMENTS {
            Severity::Error
        } else {
            Severity::Warning
        };
        let encoding = length.encoding.name();
        found.push(page.finding(
            (severity, "length"),
            (0, page.text.len()),
            Both::new(
                format!("With its longest values it has {units} units of {encoding}: {segments} messages (one holds {single}, each of several {several}; {MOST_SEGMENTS} are the most)."),
                format!("填入最长的值后为 {units} 个 {encoding} 单位，需 {segments} 条短信（单条 {single}，多条每条 {several}，最多 {MOST_SEGMENTS} 条）。"),
            ),
            Some(Both::new("Say it shorter.", "请精简。")),
        ));
    }
}

fn forced_ucs2(page: Page<'_>, range: (usize, usize), c: char) -> Finding {
    let code = u32::from(c);
    let suggestion = match replacement(c) {
        Some(plain) if plain.is_empty() => Both::new("Take it out.", "删掉它。"),
        Some(plain) => Both::new(format!("Write “{plain}”."), format!("改为“{plain}”。")),
        None => Both::new("Leave it out.", "不要用它。"),
    };
    page.finding(
        (Severity::Warning, "sms-encoding"),
        range,
        Both::new(
            format!("“{c}” (U+{code:04X}) is not in GSM-7: it makes the message UCS-2, 70 units instead of 160."),
            format!("“{c}”（U+{code:04X}）不在 GSM-7 字符集中，使短信改用 UCS-2，单条从 160 降到 70。"),
        ),
        Some(suggestion),
    )
}
