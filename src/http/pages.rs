//! The pages and the widget, as Vite made them: compiled in, each with its compressed forms beside it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;
use sha2::{Digest, Sha256};

use crate::ids::hexadecimal;

use super::State;
use super::asked::Path;
use super::pictures::holds;
use super::problem::{self, Problem};

/// What Vite made; empty where it was not run before the program was compiled.
#[derive(Embed)]
#[folder = "web/dist/"]
struct Built;

/// The page that every address of the storefront shows: its script looks at the address.
const STOREFRONT: &str = "storefront.html";
/// The page of the shop's people.
const CONSOLE: &str = "console.html";
/// The page of those who run campaigns.
const STUDIO: &str = "studio.html";
/// What pages may load: nothing but this server's own, and pictures of goods from where the shop has them. The
/// widget brings its own copy of Lit, as on any shop's page, so its policy is there twice.
macro_rules! policy {
    ($more:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; \
             connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'; \
             trusted-types lit-html 'allow-duplicates'",
            $more
        )
    };
}
const POLICY: &str = policy!("");
/// The studio shows mails as they look, in frames of what it made itself; such a frame may not run or load anything more.
const STUDIO_POLICY: &str = policy!("; frame-src blob:");
/// A name with a hash in it is never given to anything else.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// Shops write these names into their pages; a newer one is there within minutes.
const FOR_MINUTES: &str = "public, max-age=300";
/// Asked for each time, and answered with 304 while it is the same.
const EACH_TIME: &str = "no-cache";
/// Said where the program was compiled without the pages.
const NOT_BUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Storekeeper</title><h1>No pages</h1>\
    <p>This program was compiled without its pages. <code>make build</code> makes both; everything under \
    <a href=/openapi.json>/v1</a> works without them.</p>";
/// Said to a browser where nothing is.
const NOT_FOUND: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Not found</title>\
    <h1>There is nothing here</h1><p lang=zh-CN>这里什么也没有。</p><p><a href=/>To the shop · 返回商店</a></p>";

/// The types of files by the ends of their names.
const TYPES: [(&str, &str); 6] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("json", "application/json"),
];

/// A file, plain and compressed.
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    /// Tells this content from any other.
    tag: String,
    kind: &'static str,
}

/// The pages that a server shows.
pub struct Pages {
    /// By their names below the top.
    files: BTreeMap<String, File>,
}

impl Pages {
    /// Those compiled in.
    #[must_use]
    pub fn builtin() -> Self {
        Self::of(Built::iter().filter_map(|name| {
            let data = Built::get(&name)?.data;
            let data = match data {
                Cow::Borrowed(data) => Bytes::from_static(data),
                Cow::Owned(data) => Bytes::from(data),
            };
            Some((name.into_owned(), data))
        }))
    }

    /// These files, by their names below the top; `x.br` and `x.gz` are the compressed forms of `x`. Files of other
    /// types than pages are made of are left out.
    #[must_use]
    pub fn of(files: impl IntoIterator<Item = (String, Bytes)>) -> Self {
        let all: BTreeMap<String, Bytes> = files.into_iter().collect();
        let file = |(name, plain): (&String, &Bytes)| {
            let (_, end) = name.rsplit_once('.')?;
            let (_, kind) = TYPES.iter().find(|(known, _)| *known == end)?;
            let file = File {
                plain: plain.clone(),
                brotli: all.get(&format!("{name}.br")).cloned(),
                gzip: all.get(&format!("{name}.gz")).cloned(),
                tag: hexadecimal(&Sha256::digest(plain)[..12]),
                kind,
            };
            Some((name.clone(), file))
        };
        Self {
            files: all.iter().filter_map(file).collect(),
        }
    }

    fn file(&self, name: &str) -> Option<&File> {
        self.files.get(name)
    }
}

impl File {
    /// The file as the asker can read it, or that the one they have still holds.
    fn answer(&self, asked: &HeaderMap, cached: &'static str) -> Response {
        let (body, coding) = self.coded(asked);
        // Each coding is a representation of its own (RFC 9110, 8.8.3).
        let tag = format!(
            "\"{}{}\"",
            self.tag,
            coding.map_or(String::new(), |c| format!("-{c}"))
        );
        let known = asked.get(header::IF_NONE_MATCH);
        let mut response = if known.is_some_and(|known| holds(known, &tag)) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            body.clone().into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cached));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        headers.extend(HeaderValue::try_from(tag).map(|tag| (header::ETAG, tag)));
        if let Some(coding) = coding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        if self.kind.starts_with("text/html") {
            headers.insert(
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(POLICY),
            );
            headers.insert(
                header::REFERRER_POLICY,
                HeaderValue::from_static("strict-origin-when-cross-origin"),
            );
        }
        response
    }

    /// The smallest form that the asker takes, and its coding.
    fn coded(&self, asked: &HeaderMap) -> (&Bytes, Option<&'static str>) {
        let taken = asked.get(header::ACCEPT_ENCODING);
        let taken = taken
            .and_then(|taken| taken.to_str().ok())
            .unwrap_or_default();
        if let Some(body) = self.brotli.as_ref().filter(|_| takes(taken, "br")) {
            return (body, Some("br"));
        }
        if let Some(body) = self.gzip.as_ref().filter(|_| takes(taken, "gzip")) {
            return (body, Some("gzip"));
        }
        (&self.plain, None)
    }
}

/// Whether an `Accept-Encoding` takes a coding: it names it, and not with the weight nought.
fn takes(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim().eq_ignore_ascii_case(coding) && weight.parse::<f32>().is_ok_and(|q| q > 0.0)
    })
}

/// The storefront, whatever its address names.
pub(super) async fn storefront(Shared(state): Shared<Arc<State>>, asked: HeaderMap) -> Response {
    match state.options.pages.file(STOREFRONT) {
        Some(page) => page.answer(&asked, EACH_TIME),
        None => html(StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT),
    }
}

/// The console of the shop's people: whoever is not signed in sees the form for it, and nothing else.
pub(super) async fn console(Shared(state): Shared<Arc<State>>, asked: HeaderMap) -> Response {
    match state.options.pages.file(CONSOLE) {
        Some(page) => page.answer(&asked, EACH_TIME),
        None => html(StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT),
    }
}

/// The studio of those who run campaigns: whoever is not signed in sees the form for it, and nothing else.
pub(super) async fn studio(Shared(state): Shared<Arc<State>>, asked: HeaderMap) -> Response {
    match state.options.pages.file(STUDIO) {
        Some(page) => {
            let mut response = page.answer(&asked, EACH_TIME);
            response.headers_mut().insert(
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(STUDIO_POLICY),
            );
            response
        }
        None => html(StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT),
    }
}

/// A file under a name with a hash in it.
pub(super) async fn asset(
    Shared(state): Shared<Arc<State>>,
    Path(name): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let file = state.options.pages.file(&format!("assets/{name}"));
    file.map(|file| file.answer(&asked, FOR_GOOD))
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "there is no such file"))
}

/// The widget as a script, for pages of other sites.
pub(super) async fn widget_script(state: Shared<Arc<State>>, asked: HeaderMap) -> Response {
    shared(&state, "widget.js", &asked)
}

/// The widget as a module, for pages of other sites.
pub(super) async fn widget_module(state: Shared<Arc<State>>, asked: HeaderMap) -> Response {
    shared(&state, "widget.mjs", &asked)
}

/// The shop's sign.
pub(super) async fn icon(state: Shared<Arc<State>>, asked: HeaderMap) -> Response {
    shared(&state, "favicon.svg", &asked)
}

/// A page with nothing but the widget, to see how it is embedded.
pub(super) async fn embedding(Shared(state): Shared<Arc<State>>, asked: HeaderMap) -> Response {
    match state.options.pages.file("embed.html") {
        Some(page) => page.answer(&asked, EACH_TIME),
        None => html(StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT),
    }
}

/// A file that pages of any site may load: it holds nothing but code.
fn shared(state: &State, name: &str, asked: &HeaderMap) -> Response {
    let Some(file) = state.options.pages.file(name) else {
        return html(StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT);
    };
    let mut response = file.answer(asked, FOR_MINUTES);
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    response
}

/// Nothing is there: a page for a browser, a problem for a program and below `/v1`, which is for programs.
pub(super) async fn nothing(place: Uri, asked: HeaderMap) -> Response {
    let accepted = asked.get(header::ACCEPT);
    let browser = accepted.is_some_and(|accepted| {
        let accepted = accepted.to_str().unwrap_or_default();
        accepted.contains("text/html")
    });
    if browser && !place.path().starts_with("/v1/") {
        html(StatusCode::NOT_FOUND, NOT_FOUND)
    } else {
        problem::no_such_place().into_response()
    }
}

fn html(status: StatusCode, page: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, page).into_response()
}
