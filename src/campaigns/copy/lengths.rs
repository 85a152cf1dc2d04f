//! How long a text message is, and what makes it longer.
//!
//! Source: 3GPP TS 23.038, sections 6.1.2 and 6.2.1 (the default alphabet and its extension table), TS 23.040, section
//! 9.2.3.24.1 (a message of several parts gives six octets of each to the header that joins them).

use serde::Serialize;

/// The default alphabet, one septet each. The escape to the extension table is not a character.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The extension table, two septets each: the escape and the character.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";
/// Characters that look like one of the alphabet, and what to write for them.
const REPLACEMENTS: &[(char, &str)] = &[
    ('’', "'"),
    ('‘', "'"),
    ('‚', ","),
    ('“', "\""),
    ('”', "\""),
    ('„', "\""),
    ('«', "\""),
    ('»', "\""),
    ('′', "'"),
    ('″', "\""),
    ('`', "'"),
    ('´', "'"),
    ('–', "-"),
    ('—', "-"),
    ('‐', "-"),
    ('‑', "-"),
    ('−', "-"),
    ('…', "..."),
    ('•', "-"),
    ('·', "-"),
    ('×', "x"),
    ('\u{a0}', " "),
    ('\u{2009}', " "),
    ('\u{202f}', " "),
    ('\u{3000}', " "),
    ('\t', " "),
    ('\u{200b}', ""),
    ('\u{200d}', ""),
    ('\u{feff}', ""),
    ('\u{ad}', ""),
    ('。', "."),
    ('、', ","),
    ('，', ","),
    ('！', "!"),
    ('？', "?"),
    ('：', ":"),
    ('；', ";"),
    ('（', "("),
    ('）', ")"),
    ('￥', "¥"),
    ('™', "(TM)"),
    ('®', "(R)"),
    ('©', "(C)"),
    ('ç', "c"),
    ('á', "a"),
    ('â', "a"),
    ('ã', "a"),
    ('ê', "e"),
    ('ë', "e"),
    ('í', "i"),
    ('î', "i"),
    ('ï', "i"),
    ('ó', "o"),
    ('ô', "o"),
    ('õ', "o"),
    ('ú', "u"),
    ('û', "u"),
];

/// How a text message is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Encoding {
    /// Seven bits a character: 160 in a single message, 153 in each of several.
    #[serde(rename = "GSM-7")]
    Gsm7,
    /// Sixteen bits a unit: 70 in a single message, 67 in each of several.
    #[serde(rename = "UCS-2")]
    Ucs2,
}

impl Encoding {
    /// Units in a single message, and in each of several.
    pub(super) fn sizes(self) -> (usize, usize) {
        match self {
            Self::Gsm7 => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }

    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gsm7 => "GSM-7",
            Self::Ucs2 => "UCS-2",
        }
    }
}

/// A character that the alphabet does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Forced {
    /// It.
    pub character: char,
    /// Its place in the text, in UTF-16 units.
    pub at: usize,
    /// What the alphabet has in its place, where it has something.
    pub replacement: Option<String>,
}

/// How long a text message is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SmsLength {
    /// How it is written.
    pub encoding: Encoding,
    /// Septets of GSM-7, or UTF-16 units of UCS-2.
    pub units: usize,
    /// The messages that it takes; an empty text takes none.
    pub segments: usize,
    /// Units that the last of them has left.
    pub left: usize,
    /// The characters that forced UCS-2, the first of each.
    pub forced: Vec<Forced>,
}

/// What a character costs in the default alphabet; `None` where it has none.
fn septets(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        Some(1)
    } else {
        EXTENSION.contains(c).then_some(2)
    }
}

/// What the default alphabet has in place of a character.
#[must_use]
pub fn replacement(c: char) -> Option<String> {
    if let '\u{ff01}'..='\u{ff5e}' = c {
        let half = char::from_u32(u32::from(c) - 0xfee0)?;
        return septets(half).map(|_| half.to_string());
    }
    let known = REPLACEMENTS.iter().find(|(from, _)| *from == c);
    known.map(|(_, to)| (*to).to_owned())
}

/// Measures a text message as it is sent.
#[must_use]
pub fn sms_length(text: &str) -> SmsLength {
    let mut forced: Vec<Forced> = Vec::new();
    let mut at = 0;
    for c in text.chars() {
        if septets(c).is_none() && !forced.iter().any(|known| known.character == c) {
            forced.push(Forced {
                character: c,
                at,
                replacement: replacement(c),
            });
        }
        at += c.len_utf16();
    }
    let encoding = if forced.is_empty() {
        Encoding::Gsm7
    } else {
        Encoding::Ucs2
    };
    let (single, several) = encoding.sizes();
    let cost = |c: char| match encoding {
        Encoding::Gsm7 => septets(c).unwrap_or(1),
        Encoding::Ucs2 => c.len_utf16(),
    };
    let units: usize = text.chars().map(cost).sum();
    let (segments, left) = if units <= single {
        (usize::from(units > 0), single - units)
    } else {
        parts(text.chars().map(cost), several)
    };
    SmsLength {
        encoding,
        units,
        segments,
        left,
        forced,
    }
}

/// How many parts of a size characters fill, and what the last has left. A character of two units is never split: it
/// goes whole into the next part.
fn parts(costs: impl Iterator<Item = usize>, size: usize) -> (usize, usize) {
    let (mut parts, mut filled) = (1, 0);
    for cost in costs {
        if filled + cost > size {
            parts += 1;
            filled = 0;
        }
        filled += cost;
    }
    (parts, size - filled)
}
