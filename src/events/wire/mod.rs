//! Events as the libraries of Segment and RudderStack send them, read and checked against the list.

mod traits;
mod values;

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::vocabulary::{Entry, Sender, entry_of};
use super::write_keys::KeyKind;
use super::{EventKind, vocabulary};
use crate::clock::Timestamp;
use crate::ids::{MemberKey, ProductKey, hexadecimal};

pub(super) use traits::Traits;
use traits::traits;
use values::{fits, id, id_is_good, moment, plain, text, tidy, weight, whole};

/// The longest event that is kept, in bytes.
const LARGEST_EVENT: usize = 32 * 1024;
/// The longest properties that are kept whole, in bytes of JSON.
const LARGEST_PROPERTIES: usize = 4 * 1024;
/// What is kept of one property where they are more, in characters.
const LONGEST_PROPERTY: usize = 500;
/// The longest name of an event, and the longest note, in characters.
const LONGEST_NAME: usize = 100;
/// What is kept of the text of an event that is refused, in bytes.
const LARGEST_RAW: usize = 4 * 1024;
/// An event from before this is a clock that was never set: 1990.
const EARLIEST: Timestamp = Timestamp::from_micros(631_152_000_000_000);

/// The call that brought an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `/v1/track`
    Track,
    /// `/v1/page`
    Page,
    /// `/v1/screen`
    Screen,
    /// `/v1/identify`
    Identify,
    /// `/v1/alias`
    Alias,
    /// `/v1/batch`, whose events name their calls themselves.
    Batch,
}

impl Call {
    /// The word that an event of a batch says it with.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::Page => "page",
            Self::Screen => "screen",
            Self::Identify => "identify",
            Self::Alias => "alias",
            Self::Batch => "batch",
        }
    }

    /// The call of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let calls = [
            Self::Track,
            Self::Page,
            Self::Screen,
            Self::Identify,
            Self::Alias,
            Self::Batch,
        ];
        calls.into_iter().find(|call| call.word() == word)
    }
}

/// Why an event is not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("not readable as JSON: {0}")]
    NoJson(String),
    #[error("an object is expected")]
    NoObject,
    #[error("a batch has its events in a list `batch`")]
    NoBatch,
    #[error("`type` is `{0}`; track, page, screen, identify and alias are kept")]
    NoCall(String),
    #[error("nobody is named; `userId` or `anonymousId` is needed")]
    Nobody,
    #[error("`{0}` is needed")]
    Missing(&'static str),
    #[error("`{0}` is no {1}")]
    Form(&'static str, &'static str),
    #[error("`{0}` is too long or has control characters")]
    BadId(&'static str),
    #[error("`{0}` is no moment; 2026-11-26T12:00:00.000Z is one")]
    Time(&'static str),
    #[error("an event has at most 32 kB")]
    TooLarge,
    #[error("`{0}` is taken from servers' keys only")]
    NotFromBrowsers(&'static str),
    #[error("`{0}` is not in the list of events, and the setting events_strict is on")]
    Unlisted(String),
}

/// An event that is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reject {
    pub(super) reason: String,
    /// The call that can be made again with the text.
    pub(super) call: Call,
    pub(super) raw: String,
    /// Whether the text is all of it, so that it can be tried again.
    pub(super) whole: bool,
}

impl Reject {
    fn new(reason: &Refused, call: Call, raw: &str) -> Self {
        let mut end = raw.len().min(LARGEST_RAW);
        while !raw.is_char_boundary(end) {
            end -= 1;
        }
        Self {
            reason: reason.to_string(),
            call,
            raw: raw[..end].replace('\0', "\u{fffd}"),
            whole: end == raw.len(),
        }
    }
}

/// An event that can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arrival {
    pub(super) key: String,
    pub(super) user: Option<MemberKey>,
    pub(super) visitor: Option<String>,
    pub(super) at: Timestamp,
    pub(super) kind: EventKind,
    pub(super) product: Option<ProductKey>,
    pub(super) value: Option<i64>,
    pub(super) note: Option<String>,
    pub(super) properties: Option<String>,
    /// Of a server's `identify`.
    pub(super) traits: Option<Traits>,
}

/// The events of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub(super) arrivals: Vec<Arrival>,
    pub(super) rejects: Vec<Reject>,
    /// The name of the write key that it came with.
    pub(super) source: String,
    pub(super) received: Option<Timestamp>,
    /// Whether the body was no such call at all.
    pub(super) unreadable: bool,
}

impl Batch {
    /// How many events it has, those that are refused too.
    #[must_use]
    pub fn len(&self) -> usize {
        self.arrivals.len() + self.rejects.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is wrong with the whole body, where nothing of it could be read.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        let first = self.rejects.first().filter(|_| self.unreadable);
        first.map(|reject| reject.reason.as_str())
    }
}

/// How a body is read.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// The call that brought it.
    pub call: Call,
    /// What its write key may.
    pub key: KeyKind,
    /// What its write key is called.
    pub source: &'a str,
    /// When it came.
    pub received: Timestamp,
    /// Whether only events of the list are kept.
    pub strict: bool,
    /// The write key itself, which is kept nowhere.
    pub secret: &'a str,
}

impl Reading<'_> {
    /// The write key in a body, where it has one.
    #[must_use]
    pub fn write_key(body: &Value) -> Option<&str> {
        body.get("writeKey").and_then(Value::as_str)
    }

    /// The events of `body`, which was read from `text`, or why it could not be.
    #[must_use]
    pub fn read(&self, body: Result<Value, String>, text: &str) -> Batch {
        let mut batch = Batch {
            source: self.source.to_owned(),
            received: Some(self.received),
            ..Batch::default()
        };
        let unreadable = |mut batch: Batch, reason: Refused| {
            batch.unreadable = true;
            let raw = text.replace(self.secret, "(write key)");
            batch.rejects.push(Reject::new(&reason, self.call, &raw));
            batch
        };
        let body = match body {
            Ok(Value::Object(body)) => body,
            Ok(_) => return unreadable(batch, Refused::NoObject),
            Err(reason) => return unreadable(batch, Refused::NoJson(reason)),
        };
        let mut keep = |call: Option<Call>, event: &Value, sent: Option<&Value>| match self
            .event(call, event, sent)
        {
            Ok(arrival) => batch.arrivals.push(arrival),
            Err(reason) => {
                let raw = stamped(event, sent);
                let call = call.unwrap_or(Call::Batch);
                batch.rejects.push(Reject::new(&reason, call, &raw));
            }
        };
        if self.call != Call::Batch {
            keep(Some(self.call), &Value::Object(body), None);
            return batch;
        }
        let Some(Value::Array(events)) = body.get("batch") else {
            return unreadable(batch, Refused::NoBatch);
        };
        for event in events {
            let word = event.get("type").and_then(Value::as_str);
            let call = word.and_then(Call::of).filter(|call| *call != Call::Batch);
            keep(call, event, body.get("sentAt"));
        }
        batch
    }

    /// One event; `sent` is the batch's moment of sending.
    fn event(
        &self,
        call: Option<Call>,
        event: &Value,
        sent: Option<&Value>,
    ) -> Result<Arrival, Refused> {
        let Value::Object(fields) = event else {
            return Err(Refused::NoObject);
        };
        let call = call.ok_or_else(|| {
            let said = fields.get("type").map_or("missing".to_owned(), plain);
            Refused::NoCall(said.chars().take(LONGEST_NAME).collect())
        })?;
        if weight(event) > LARGEST_EVENT {
            return Err(Refused::TooLarge);
        }
        let user = id(fields, "userId")?;
        let visitor = match call {
            // The older id of the two is the browser's.
            Call::Alias => Some(id(fields, "previousId")?.ok_or(Refused::Missing("previousId"))?),
            _ => id(fields, "anonymousId")?,
        };
        match (call, &user, &visitor) {
            (Call::Alias, None, _) => return Err(Refused::Missing("userId")),
            (_, None, None) => return Err(Refused::Nobody),
            _ => {}
        }
        let (kind, name) = self.kind(call, fields)?;
        let mut properties = match fields.get("properties") {
            _ if kind == EventKind::Identified => Map::new(),
            Some(Value::Object(properties)) => properties.clone(),
            None | Some(Value::Null) => Map::new(),
            Some(_) => return Err(Refused::Form("properties", "object")),
        };
        if matches!(call, Call::Page | Call::Screen) {
            complete_page(&mut properties, fields);
        }
        let entry = entry_of(kind);
        if let Some(entry) = entry {
            self.check(entry, &properties)?;
        }
        let named = |name: Option<&'static str>| name.and_then(|name| properties.get(name));
        let product = ["product_id", "sku"]
            .into_iter()
            .find_map(|name| text(properties.get(name)?))
            .filter(|key| id_is_good(key));
        let note = match name {
            Some(name) => Some(name),
            None => named(entry.and_then(|entry| entry.note)).and_then(text),
        };
        Ok(Arrival {
            key: key(call, fields, self.received)?,
            user: user.map(|key| MemberKey::new(&key)),
            visitor,
            at: self.moment(fields, sent)?,
            kind,
            product: product.map(|key| ProductKey::new(&key)),
            value: named(entry.and_then(|entry| entry.value)).and_then(whole),
            note: note.map(|note| tidy(&note, LONGEST_NAME)),
            properties: kept(properties, entry),
            traits: (call == Call::Identify && self.key == KeyKind::Server).then(|| traits(fields)),
        })
    }

    /// The kind of an event, and its own name where it is a custom one.
    fn kind(
        &self,
        call: Call,
        fields: &Map<String, Value>,
    ) -> Result<(EventKind, Option<String>), Refused> {
        match call {
            Call::Page => return Ok((EventKind::PageViewed, None)),
            Call::Screen => return Ok((EventKind::ScreenViewed, None)),
            Call::Identify | Call::Alias => return Ok((EventKind::Identified, None)),
            Call::Track | Call::Batch => {}
        }
        let name = fields.get("event").and_then(text);
        let name = name.ok_or(Refused::Missing("event"))?;
        match listed(&name) {
            Some(kind) => Ok((kind, None)),
            None if self.strict => Err(Refused::Unlisted(tidy(&name, LONGEST_NAME))),
            None => Ok((EventKind::Custom, Some(name))),
        }
    }

    /// Sees that an event of the list has what it needs, from somebody who may send it.
    fn check(&self, entry: &Entry, properties: &Map<String, Value>) -> Result<(), Refused> {
        if entry.sender == Sender::Servers && self.key == KeyKind::Browser {
            return Err(Refused::NotFromBrowsers(entry.kind.name()));
        }
        let has = |name: &str| properties.get(name).and_then(text).is_some();
        if entry.product && !has("product_id") && !has("sku") {
            return Err(Refused::Missing("product_id"));
        }
        for property in entry.properties.iter().filter(|property| property.required) {
            match properties.get(property.name) {
                None | Some(Value::Null) => return Err(Refused::Missing(property.name)),
                Some(value) if !fits(value, property.form) => {
                    return Err(Refused::Form(property.name, property.form.name()));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// When it happened, by our clock.
    fn moment(
        &self,
        fields: &Map<String, Value>,
        sent: Option<&Value>,
    ) -> Result<Timestamp, Refused> {
        let said = ["timestamp", "originalTimestamp"].into_iter();
        let said = said.map(|name| (name, fields.get(name)));
        let Some((name, Some(said))) = said
            .into_iter()
            .find(|(_, said)| said.is_some_and(|said| !said.is_null()))
        else {
            return Ok(self.received);
        };
        let said = moment(said).ok_or(Refused::Time(name))?;
        let sent = match fields.get("sentAt").or(sent) {
            None | Some(Value::Null) => None,
            Some(sent) => Some(moment(sent).ok_or(Refused::Time("sentAt"))?),
        };
        let skew = sent.map_or(0, |sent| self.received.micros() - sent.micros());
        let at = Timestamp::from_micros(said.micros().saturating_add(skew)).min(self.received);
        if at < EARLIEST {
            return Err(Refused::Time(name));
        }
        Ok(at)
    }
}

/// The kind of the list that is called so, in whatever case and with blanks or underscores.
fn listed(name: &str) -> Option<EventKind> {
    static LISTED: OnceLock<HashMap<String, EventKind>> = OnceLock::new();
    let plain = |name: &str| name.to_lowercase().replace('_', " ");
    let listed = LISTED.get_or_init(|| {
        let kinds = vocabulary().iter().map(|entry| entry.kind);
        kinds
            .filter(|kind| *kind != EventKind::Identified)
            .map(|kind| (plain(kind.name()), kind))
            .collect()
    });
    listed.get(plain(name).as_str()).copied()
}

/// What a page call says beside its properties.
fn complete_page(properties: &mut Map<String, Value>, fields: &Map<String, Value>) {
    let mut add = |name: &str, value: Option<&Value>| {
        if let Some(value) = value.filter(|value| value.is_string())
            && !properties.contains_key(name)
        {
            properties.insert(name.to_owned(), value.clone());
        }
    };
    for name in ["name", "category"] {
        add(name, fields.get(name));
    }
    let page = fields
        .get("context")
        .and_then(|context| context.get("page"));
    for name in ["path", "url", "referrer", "title", "search"] {
        add(name, page.and_then(|page| page.get(name)));
    }
}

/// The name that an event is kept under once.
fn key(call: Call, fields: &Map<String, Value>, received: Timestamp) -> Result<String, Refused> {
    if let Some(key) = id(fields, "messageId")? {
        return Ok(key);
    }
    let mut said = Map::new();
    said.insert("type".to_owned(), call.word().into());
    let names = [
        "event",
        "name",
        "userId",
        "anonymousId",
        "previousId",
        "timestamp",
        "originalTimestamp",
        "properties",
        "traits",
    ];
    for name in names {
        if let Some(value) = fields.get(name) {
            said.insert(name.to_owned(), value.clone());
        }
    }
    if !said.contains_key("timestamp") && !said.contains_key("originalTimestamp") {
        said.insert("day".to_owned(), received.day().into());
    }
    let digest = Sha256::digest(Value::Object(said).to_string());
    Ok(format!("content:{}", hexadecimal(&digest[..16])))
}

/// The properties as they are kept.
fn kept(properties: Map<String, Value>, entry: Option<&Entry>) -> Option<String> {
    if properties.is_empty() {
        return None;
    }
    let whole = Value::Object(properties);
    let text = whole.to_string();
    if text.len() <= LARGEST_PROPERTIES {
        return Some(text);
    }
    let mut cut = Map::new();
    for property in entry.map_or(&[][..], |entry| entry.properties) {
        match &whole[property.name] {
            Value::String(text) => {
                let text: String = text.chars().take(LONGEST_PROPERTY).collect();
                cut.insert(property.name.to_owned(), text.into());
            }
            value @ (Value::Number(_) | Value::Bool(_)) => {
                cut.insert(property.name.to_owned(), value.clone());
            }
            Value::Null | Value::Array(_) | Value::Object(_) => {}
        }
    }
    Some(Value::Object(cut).to_string())
}

/// `event` as a call of its own would have it: with the batch's moment of sending, without the write key.
fn stamped(event: &Value, sent: Option<&Value>) -> String {
    let Value::Object(fields) = event else {
        return event.to_string();
    };
    let mut fields = fields.clone();
    fields.remove("writeKey");
    if let Some(sent) = sent
        && !fields.contains_key("sentAt")
    {
        fields.insert("sentAt".to_owned(), sent.clone());
    }
    Value::Object(fields).to_string()
}
