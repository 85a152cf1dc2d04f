//! Where the picture of a product may be.

/// Longer addresses are not kept: the longest that browsers and servers agree on.
const LONGEST: usize = 2048;

/// Whether `address` can be that of a product's picture: an `http` or `https` URL, or a path on the shop's own
/// server. A path begins with a single `/`, because `//host` names another server, and so does `/\host` in a
/// browser.
#[must_use]
pub fn is_image(address: &str) -> bool {
    let written = |c: char| !c.is_whitespace() && !c.is_control() && c != '\\';
    if address.len() > LONGEST || !address.chars().all(written) {
        return false;
    }
    if let Some(path) = address.strip_prefix('/') {
        return !path.is_empty() && !path.starts_with('/');
    }
    let scheme = |scheme: &str| {
        let (start, rest) = address.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    let rest = scheme("https://").or_else(|| scheme("http://"));
    rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_alphanumeric() || first == '['))
}
