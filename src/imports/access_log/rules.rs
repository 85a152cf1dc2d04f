//! Which address is which event.

use std::path::Path;

use serde::Deserialize;

use crate::events::EventKind;
use crate::ids::ProductKey;
use crate::imports::error::ImportError;

/// The rules that are there without a file.
const BUILT_IN: &str = include_str!("rules.toml");

/// Which address of a shop is which event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRules {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    method: String,
    /// The parts of the path between its slashes.
    path: Vec<Part>,
    /// The parameters of the query that there must be.
    query: Vec<(String, Part)>,
    kind: EventKind,
}

/// A part of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// This text.
    Text(String),
    /// Anything, which becomes this property.
    Named(String),
    /// Anything from here on.
    Rest,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "rule")]
    rules: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    address: String,
    event: String,
    method: Option<String>,
}

/// What a rule says of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: EventKind,
    pub(super) product: Option<ProductKey>,
    pub(super) note: Option<String>,
}

impl LogRules {
    /// The rules that are there without a file.
    ///
    /// # Errors
    /// A mistake in the rules compiled in.
    pub fn built_in() -> Result<Self, ImportError> {
        Self::read(BUILT_IN, "the built-in rules")
    }

    /// The rules in the file at `path`.
    ///
    /// # Errors
    /// A file that cannot be read, or what is wrong with it and where.
    pub fn load(path: &Path) -> Result<Self, ImportError> {
        let text = std::fs::read_to_string(path).map_err(|source| ImportError::Read {
            file: path.to_owned(),
            source,
        })?;
        Self::read(&text, &path.display().to_string())
    }

    fn read(text: &str, place: &str) -> Result<Self, ImportError> {
        let wrong = |place: &str, problem: String| ImportError::Map {
            place: place.to_owned(),
            problem,
        };
        let file: File = toml::from_str(text)
            .map_err(|error| wrong(place, error.to_string().trim_end().to_owned()))?;
        if file.rules.is_empty() {
            let problem = "a table `[[rule]]` with `address` and `event` is expected";
            return Err(wrong(place, problem.to_owned()));
        }
        let mut rules = Vec::new();
        for written in file.rules {
            let at = format!("{place}, rule `{}`", written.address);
            let kind = EventKind::of(&written.event).filter(|kind| *kind != EventKind::Custom);
            let kind = kind.ok_or_else(|| {
                let problem = format!(
                    "`{}` is no event of the list; `storekeeper events list` prints it",
                    written.event
                );
                wrong(&at, problem)
            })?;
            if !written.address.starts_with('/') {
                return Err(wrong(&at, "an address begins with `/`".to_owned()));
            }
            let (path, query) = written
                .address
                .split_once('?')
                .unwrap_or((&written.address, ""));
            let pairs = query.split('&').filter(|pair| !pair.is_empty());
            rules.push(Rule {
                method: written
                    .method
                    .map_or_else(|| "GET".to_owned(), |method| method.to_uppercase()),
                path: parts(path).map(Part::of).collect(),
                query: pairs
                    .map(|pair| {
                        let (name, value) = pair.split_once('=').unwrap_or((pair, "*"));
                        (name.to_owned(), Part::of(value))
                    })
                    .collect(),
                kind,
            });
        }
        Ok(Self { rules })
    }

    /// What the first rule that fits says of an address.
    pub(super) fn find(&self, method: &str, target: &str) -> Option<Found> {
        let target = target.split('#').next().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        self.rules
            .iter()
            .filter(|rule| rule.method == method)
            .find_map(|rule| rule.fit(path, query))
    }
}

impl Rule {
    fn fit(&self, path: &str, query: &str) -> Option<Found> {
        let mut named: Vec<(&str, String)> = Vec::new();
        let mut rest = parts(path);
        for part in &self.path {
            if *part == Part::Rest {
                rest = parts("");
                break;
            }
            part.fit(&decoded(rest.next()?, false), &mut named)?;
        }
        if rest.next().is_some() {
            return None;
        }
        for (name, part) in &self.query {
            let value = query.split('&').find_map(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decoded(key, true) == *name).then(|| decoded(value, true))
            })?;
            part.fit(&value, &mut named)?;
        }
        let of = |name: &str| {
            let found = named.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone())
        };
        let product = of("product_id").or_else(|| of("sku"));
        let other = named
            .iter()
            .find(|(name, _)| !["product_id", "sku"].contains(name));
        Some(Found {
            kind: self.kind,
            product: product.map(|key| ProductKey::new(&key)),
            note: match other {
                Some((_, value)) => Some(value.clone()),
                None if self.kind == EventKind::PageViewed => Some(decoded(path, false)),
                None => None,
            }
            .map(|note| note.chars().filter(|c| !c.is_control()).take(100).collect()),
        })
    }
}

impl Part {
    fn of(text: &str) -> Self {
        match text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'))
        {
            Some(name) => Self::Named(name.to_owned()),
            None if text == "*" => Self::Rest,
            None => Self::Text(text.to_owned()),
        }
    }

    fn fit<'a>(&'a self, text: &str, named: &mut Vec<(&'a str, String)>) -> Option<()> {
        match self {
            Self::Text(wanted) => (wanted == text).then_some(()),
            Self::Named(name) => {
                let good = !text.trim().is_empty()
                    && text.len() <= 200
                    && !text.contains(char::is_control);
                good.then(|| named.push((name, text.trim().to_owned())))
            }
            Self::Rest => Some(()),
        }
    }
}

/// What stands between the slashes of a path.
fn parts(path: &str) -> impl Iterator<Item = &str> + use<'_> {
    path.split('/').filter(|part| !part.is_empty())
}

/// A part of an address as a person reads it; `plus` where `+` is a blank.
fn decoded(text: &str, plus: bool) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let byte = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (byte, bytes[at]) {
            (Some(byte), _) => {
                decoded.push(byte);
                at += 2;
            }
            (None, b'+') if plus => decoded.push(b' '),
            (None, byte) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
