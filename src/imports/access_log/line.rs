//! One line of a log.

use std::borrow::Cow;
use std::sync::OnceLock;

use regex::Regex;
use serde_json::{Map, Value};

use crate::clock::Timestamp;

/// How a log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogForm {
    /// `ADDRESS - USER [TIME] "GET /PATH HTTP/1.1" STATUS BYTES "REFERRER" "USER AGENT"`
    Combined,
    /// A JSON object a line.
    Json,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The address it came from; it leaves this module only as a hash.
    pub(super) address: Cow<'a, str>,
    pub(super) at: Timestamp,
    pub(super) method: Cow<'a, str>,
    /// The path, with its query.
    pub(super) target: Cow<'a, str>,
    status: u16,
    pub(super) agent: Cow<'a, str>,
}

/// Programs say who they are, mostly.
const PROGRAMS: [&str; 20] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "curl",
    "wget",
    "python",
    "java/",
    "go-http",
    "okhttp",
    "httpclient",
    "monitor",
    "headless",
    "lighthouse",
    "preview",
    "facebookexternalhit",
    "scrapy",
    "feed",
    "pingdom",
    "uptime",
];
/// Files that a browser fetches because a page names them.
const PARTS: [&str; 22] = [
    "css",
    "js",
    "mjs",
    "map",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "webp",
    "avif",
    "ico",
    "woff",
    "woff2",
    "ttf",
    "mp4",
    "webm",
    "json",
    "xml",
    "txt",
    "webmanifest",
    "wasm",
];

impl LogForm {
    /// The form of a log that begins with this line.
    pub(super) fn of(first: &str) -> Self {
        if first.trim_start().starts_with('{') {
            Self::Json
        } else {
            Self::Combined
        }
    }

    /// What it is called in the report.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Combined => "Combined Log Format",
            Self::Json => "JSON lines of a web server",
        }
    }

    /// The request that a line tells of.
    pub(super) fn read(self, line: &str) -> Option<Line<'_>> {
        match self {
            Self::Combined => combined(line),
            Self::Json => json(line),
        }
    }
}

fn combined(line: &str) -> Option<Line<'_>> {
    static FORM: OnceLock<Option<Regex>> = OnceLock::new();
    let form = FORM.get_or_init(|| {
        let form = r#"^(\S+) \S+ .*?\[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) \S+(?: "(?:[^"\\]|\\.)*" "((?:[^"\\]|\\.)*)")?"#;
        Regex::new(form).ok()
    });
    let found = form.as_ref()?.captures(line)?;
    let group = |n: usize| found.get(n).map(|part| part.as_str());
    let (method, target) = request(group(3)?)?;
    Some(Line {
        address: group(1)?.into(),
        at: moment(group(2)?)?,
        method: method.into(),
        target: target.into(),
        status: group(4)?.parse().ok()?,
        agent: group(5).unwrap_or_default().into(),
    })
}

/// Method and target of `GET /path HTTP/1.1`.
fn request(request: &str) -> Option<(&str, &str)> {
    let mut words = request.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let method_is_good = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
    (method_is_good && target.starts_with('/')).then_some((method, target))
}

fn json(line: &str) -> Option<Line<'static>> {
    let fields: Map<String, Value> = serde_json::from_str(line).ok()?;
    let text = |names: &[&str]| {
        let found = names.iter().find_map(|name| fields.get(*name));
        match found? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    };
    let whole = text(&["request"]);
    let of_request = whole.as_deref().and_then(request);
    let method = text(&["request_method", "method", "requestMethod"])
        .or_else(|| of_request.map(|(method, _)| method.to_owned()))?;
    let mut target = text(&["request_uri", "requestPath", "uri", "path", "url"])
        .or_else(|| of_request.map(|(_, target)| target.to_owned()))?;
    if let Some(query) = text(&["query", "query_string", "args"])
        && !query.is_empty()
        && !target.contains('?')
    {
        target = format!("{target}?{}", query.trim_start_matches('?'));
    }
    if !target.starts_with('/') {
        return None;
    }
    let at = text(&[
        "time_iso8601",
        "time_local",
        "@timestamp",
        "timestamp",
        "time",
    ])?;
    Some(Line {
        address: text(&["remote_addr", "remoteIP", "clientip", "client_ip", "host"])?.into(),
        at: moment(at.trim_matches(['[', ']']))?,
        method: method.into(),
        target: target.into(),
        status: text(&["status", "statusCode", "response"])?.parse().ok()?,
        agent: text(&["http_user_agent", "userAgent", "user_agent", "agent"])
            .unwrap_or_default()
            .into(),
    })
}

fn moment(text: &str) -> Option<Timestamp> {
    let forms = ["%d/%b/%Y:%H:%M:%S %z", "%+", "%Y-%m-%dT%H:%M:%S%.f%z"];
    Timestamp::parse_with_offset(text, &forms)
}

impl Line<'_> {
    /// Whether a program asked, not a person; also one that does not say who it is.
    pub(super) fn is_program(&self) -> bool {
        let agent = self.agent.to_lowercase();
        agent.len() < 3 || PROGRAMS.iter().any(|program| agent.contains(program))
    }

    /// Whether it is a picture, a script or another part of a page.
    pub(super) fn is_part_of_a_page(&self) -> bool {
        let path = self.target.split('?').next().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').is_some_and(|(_, end)| {
            let end = end.to_ascii_lowercase();
            PARTS.contains(&end.as_str())
        })
    }

    /// Whether somebody got what they asked for.
    pub(super) fn was_seen(&self) -> bool {
        matches!(self.status, 200..=299 | 304)
    }
}
