//! Placeholders: `{{member.name}}`, `{{member.name|valued customer}}`.

/// What a placeholder's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Words.
    Words,
    /// An amount of money or points, written in the language.
    Amount,
    /// A share, with its sign.
    Percent,
    /// A code to type.
    Code,
    /// A day or time, written in the language.
    Date,
    /// An address, http or https.
    Link,
}

/// A placeholder that code knows how to fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Its name, as it stands between the braces.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// Whether every message has a value, so that none is missed without a fallback.
    pub always: bool,
}

const fn known(name: &'static str, kind: Kind, always: bool) -> Placeholder {
    Placeholder { name, kind, always }
}

/// All that are known.
pub const PLACEHOLDERS: [Placeholder; 16] = [
    known("member.name", Kind::Words, false),
    known("member.tier", Kind::Words, false),
    known("member.points", Kind::Amount, false),
    known("offer.what", Kind::Words, false),
    known("offer.code", Kind::Code, false),
    known("offer.percent", Kind::Percent, false),
    known("offer.amount", Kind::Amount, false),
    known("offer.minimum", Kind::Amount, false),
    known("offer.ends", Kind::Date, false),
    known("product.title", Kind::Words, false),
    known("product.price", Kind::Amount, false),
    known("product.was", Kind::Amount, false),
    known("product.link", Kind::Link, false),
    known("shop.name", Kind::Words, true),
    known("shop.link", Kind::Link, true),
    known("unsubscribe", Kind::Link, true),
];

impl Placeholder {
    /// The placeholder of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        PLACEHOLDERS.into_iter().find(|known| known.name == name)
    }

    /// Its place in [`PLACEHOLDERS`].
    pub(super) fn number(self) -> usize {
        let mut known = PLACEHOLDERS.iter();
        known.position(|known| *known == self).unwrap_or_default()
    }
}

/// Why a text cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CopyError {
    /// A name that is none.
    #[error("there is no placeholder `{name}`: write one of {}", known_names())]
    Unknown {
        /// What stands there.
        name: String,
        /// Where it begins in its part, in bytes.
        start: usize,
        /// Where it ends.
        end: usize,
    },
    /// Braces that do not pair, or one where two belong.
    #[error(
        "`{quote}` is a broken placeholder: write two braces on each side, as in {{{{member.name}}}}"
    )]
    Broken {
        /// What stands there.
        quote: String,
        /// Where it begins in its part, in bytes.
        start: usize,
        /// Where it ends.
        end: usize,
    },
    /// Nothing to fill in.
    #[error(
        "`{name}` has no value here: give it a fallback, as in {{{{{name}|...}}}}, or leave it out"
    )]
    Missing {
        /// The placeholder.
        name: &'static str,
    },
    /// A value that is not of its kind.
    #[error(
        "`{name}` is a link and its value is not: give an address that begins with http:// or https://"
    )]
    NoLink {
        /// The placeholder.
        name: &'static str,
    },
    /// A subject that is missing or one too many.
    #[error("{0}")]
    Subject(&'static str),
}

/// The known names in a line.
pub(in crate::campaigns) fn known_names() -> String {
    PLACEHOLDERS.map(|known| known.name).join(", ")
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words as they are.
    Words {
        /// Them.
        text: &'a str,
        /// Where they begin, in bytes.
        start: usize,
    },
    /// A placeholder.
    Field {
        /// Which.
        field: Placeholder,
        /// What stands in for a value that is missing.
        fallback: Option<&'a str>,
        /// Where the fallback begins, in bytes.
        fallback_start: usize,
        /// Where the braces open, in bytes.
        start: usize,
        /// Where they end.
        end: usize,
    },
}

/// Takes a text apart. What is wrong with it is returned beside the pieces, each in the order of the text.
#[must_use]
pub fn pieces(text: &str) -> (Vec<Piece<'_>>, Vec<CopyError>) {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(open) = rest.find("{{") else {
            words(text, at, text.len(), &mut found, &mut wrong);
            break;
        };
        let start = at + open;
        words(text, at, start, &mut found, &mut wrong);
        let inside = &text[start + 2..];
        let close = inside.find("}}");
        let next = inside.find("{{").unwrap_or(inside.len());
        let Some(close) = close.filter(|close| *close < next) else {
            let line = inside.find(['\n', '{']).unwrap_or(inside.len());
            let line = inside[..line]
                .chars()
                .take(24)
                .map(char::len_utf8)
                .sum::<usize>();
            let end = start + 2 + line;
            wrong.push(broken(text, start, end));
            at = end;
            continue;
        };
        let end = start + close + 4;
        match field(&inside[..close], start, end) {
            Ok(piece) => found.push(piece),
            Err(error) => wrong.push(error),
        }
        at = end;
    }
    (found, wrong)
}

/// Reads what stands between the braces.
fn field(inside: &str, start: usize, end: usize) -> Result<Piece<'_>, CopyError> {
    let (name, fallback) = match inside.split_once('|') {
        Some((name, fallback)) => (name, Some(fallback)),
        None => (inside, None),
    };
    let known = Placeholder::of(name.trim()).ok_or_else(|| CopyError::Unknown {
        name: name.trim().to_owned(),
        start,
        end,
    })?;
    let before = fallback.map_or("", |words| &words[..words.len() - words.trim_start().len()]);
    Ok(Piece::Field {
        field: known,
        fallback: fallback.map(str::trim),
        fallback_start: start + 2 + name.len() + 1 + before.len(),
        start,
        end,
    })
}

/// Words between placeholders; a brace in them is a placeholder that was broken.
fn words<'a>(
    text: &'a str,
    start: usize,
    end: usize,
    found: &mut Vec<Piece<'a>>,
    wrong: &mut Vec<CopyError>,
) {
    if start == end {
        return;
    }
    let piece = &text[start..end];
    let mut at = 0;
    while let Some(brace) = piece[at..].find(['{', '}', '｛', '｝']) {
        let from = at + brace;
        let to = piece[from..]
            .char_indices()
            .take(28)
            .take_while(|(_, c)| !matches!(c, '\n' | ' ' | '，' | '。'))
            .find(|(place, c)| *place > 0 && matches!(c, '}' | '｝'))
            .map_or_else(
                || from + piece[from..].chars().next().map_or(1, char::len_utf8),
                |(place, c)| from + place + c.len_utf8(),
            );
        wrong.push(broken(text, start + from, start + to));
        at = to;
    }
    found.push(Piece::Words { text: piece, start });
}

fn broken(text: &str, start: usize, end: usize) -> CopyError {
    CopyError::Broken {
        quote: text[start..end].to_owned(),
        start,
        end,
    }
}
