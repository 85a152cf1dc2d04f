//! The cookies of the shop's people. No page's script can read them, and no other site's page can have them sent.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::State;

/// A cookie by its name, without what stands before it where the connection is encrypted.
pub(super) const SESSION: &str = "storekeeper-staff";
/// Says that somebody signed in in this browser before.
pub(super) const KNOWN: &str = "storekeeper-known";
/// A name that a browser takes for this host only, from an encrypted connection only (RFC 6265bis).
const HOST_ONLY: &str = "__Host-";
/// Where a proxy says how it was asked.
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Whether the browser's connection is encrypted: our proxy says so, or the page that asks has such an address.
pub(super) fn is_secure(headers: &HeaderMap, state: &State) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let forwarded = text(FORWARDED_PROTO)
        .filter(|_| state.options.behind_proxy)
        .and_then(|list| list.rsplit(',').next())
        .map(str::trim);
    match forwarded {
        Some(how) => how.eq_ignore_ascii_case("https"),
        None => text(header::ORIGIN).is_some_and(|origin| origin.starts_with("https://")),
    }
}

/// What the cookie `name` holds. Over an encrypted connection only one counts that came over such.
pub(super) fn read<'a>(headers: &'a HeaderMap, name: &str, secure: bool) -> Option<&'a str> {
    let cookies = || {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
    };
    let host_only = format!("{HOST_ONLY}{name}");
    let found = |wanted: &str| {
        cookies()
            .find(|(cookie, _)| *cookie == wanted)
            .map(|(_, value)| value)
    };
    found(&host_only).or_else(|| found(name).filter(|_| !secure))
}

/// What sets the cookie `name`, for `seconds`, or until the browser is closed; nought takes it away.
pub(super) fn set(
    name: &str,
    value: &str,
    seconds: Option<i64>,
    secure: bool,
) -> Option<HeaderValue> {
    let (before, after) = if secure {
        (HOST_ONLY, "; Secure")
    } else {
        ("", "")
    };
    let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let cookie = format!("{before}{name}={value}; Path=/; HttpOnly; SameSite=Strict{age}{after}");
    HeaderValue::try_from(cookie).ok()
}
