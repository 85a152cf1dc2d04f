//! Pictures of goods that lie in the data folder. What is a picture elsewhere is the browser's to fetch.

use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::Path as File;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use axum::extract::State as Shared;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::State;
use super::asked::Path;
use super::problem::Problem;

/// The types of pictures by the ends of their names.
const TYPES: [(&str, &str); 6] = [
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
];
/// A picture of a name hardly ever changes; where it does, the new one is there within a day.
const CACHED: &str = "public, max-age=86400";
/// An SVG file is a document that could hold scripts, and somebody may open it by its address.
const NO_SCRIPTS: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// A picture of a product, where the product's `image` is a path on this server.
#[utoipa::path(
    get, path = "/pictures/{name}", tag = "goods", params(("name" = String, Path, description = "`TEA-01.svg`")),
    responses(
        (status = 200, description = "The picture", content_type = "image/*"),
        (status = 304, description = "The one with the `ETag` of `If-None-Match` still holds"),
        (status = 404, body = Problem)
    )
)]
pub(super) async fn picture(
    Shared(state): Shared<Arc<State>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let kind = kind(&name).ok_or_else(no_picture)?;
    let file = state.options.pictures.join(&name);
    let metadata = found(tokio::fs::metadata(&file).await, &file)?;
    if !metadata.is_file() {
        return Err(no_picture());
    }
    let tag = tag(&metadata);
    let asked = headers.get(header::IF_NONE_MATCH);
    let response = if asked.is_some_and(|asked| holds(asked, &tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let picture = found(tokio::fs::read(&file).await, &file)?;
        ([(header::CONTENT_TYPE, kind)], picture).into_response()
    };
    Ok(with_rules(response, &tag, kind))
}

/// The type of a picture by its name; `None` for anything that no picture of this folder is called, so that
/// no name leads out of the folder.
fn kind(name: &str) -> Option<&'static str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let (stem, end) = name.rsplit_once('.')?;
    if stem.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
        return None;
    }
    let of = TYPES
        .iter()
        .find(|(known, _)| end.eq_ignore_ascii_case(known));
    of.map(|(_, kind)| *kind)
}

/// What was read. That there is no such file is the asker's to know, any other failure is ours.
fn found<T>(read: std::io::Result<T>, file: &File) -> Result<T, Problem> {
    read.map_err(|error| match error.kind() {
        ErrorKind::NotFound => no_picture(),
        _ => Problem::ours(&format!("{}: {error}", file.display())),
    })
}

fn no_picture() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is no such picture")
}

/// Tells this picture from what had its name before: by its time and its size.
fn tag(metadata: &Metadata) -> String {
    let changed = metadata.modified().ok();
    let changed = changed.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let changed = changed.unwrap_or_default().as_nanos();
    format!("\"{changed:x}-{:x}\"", metadata.len())
}

/// Whether `asked`, an `If-None-Match`, names `tag` (RFC 9110, 13.1.2).
pub(super) fn holds(asked: &HeaderValue, tag: &str) -> bool {
    let Ok(asked) = asked.to_str() else {
        return false;
    };
    let mut tags = asked.split(',').map(str::trim);
    tags.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

fn with_rules(mut response: Response, tag: &str, kind: &str) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHED));
    headers.extend(HeaderValue::try_from(tag).map(|tag| (header::ETAG, tag)));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    // The widget shows them on the pages of the shop, which are another origin.
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    if kind == "image/svg+xml" {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(NO_SCRIPTS),
        );
    }
    response
}
