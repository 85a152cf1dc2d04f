//! Addresses in a text: only those of the facts may stand there.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::facts::Facts;
use super::findings::{Both, Finding, Page, Severity};
use super::placeholders::{Piece, pieces};
use crate::guardrails::pattern;

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?i)(?:\b(?:https?|ftp|hxxps?)\s?[:：]\s?//|\bwww\s?[.。．]\s?)[^\s，。！？；）)<>"'”]+"#,
        r"|\b[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:[.．][a-z0-9-]+)*\s?(?:[.．]|\[\.\]|\(dot\)| dot )\s?(?:com|cn|net|org|co|uk|shop|store|io|ly|me|cc|top|vip|xyz|info|hk|tw|app|link|club|biz|eu|de|fr|gl|gg|tk|ru|site|online|gd)\b(?:/[^\s，。！？；）)]*)?",
        r"|[a-z0-9._%+-]+[@＠][a-z0-9-]+(?:\.[a-z0-9-]+)+",
    ))
});

/// An address without what does not matter.
fn bare(address: &str) -> String {
    let small = address.trim().to_lowercase();
    let small = small
        .strip_prefix("https://")
        .or_else(|| small.strip_prefix("http://"))
        .unwrap_or(&small);
    let small = small.strip_prefix("www.").unwrap_or(small);
    small.trim_end_matches(['/', '.', ',', '!']).to_owned()
}

/// Whether a sentence ends where an address seemed to: "... on weekdays. Online, the lights stay on."
fn ends_sentence(address: &str) -> bool {
    let words = [
        "me", "shop", "store", "top", "link", "club", "site", "online",
    ];
    address.rsplit_once('.').is_some_and(|(_, next)| {
        let word = next.trim_start();
        word.len() < next.len()
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && words.contains(&word.to_lowercase().as_str())
    })
}

/// Where addresses stand in words.
fn found_in(words: &str) -> impl Iterator<Item = regex::Match<'_>> {
    ADDRESS
        .find_iter(words)
        .filter(|address| !ends_sentence(address.as_str()))
}

/// Whether the facts hold an address, or one that it begins with.
fn held(address: &str, facts: &Facts) -> bool {
    let address = bare(address);
    let begins = |held: &String| {
        let held = bare(held);
        let rest = address.strip_prefix(&held);
        !held.is_empty()
            && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    };
    facts.links.iter().any(begins)
}

/// Finds addresses that may not stand there, and returns the ranges of those that may.
pub(super) fn check(
    page: Page<'_>,
    facts: &Facts,
    found: &mut Vec<Finding>,
) -> Vec<(usize, usize)> {
    let mut free = Vec::new();
    for piece in pieces(page.text).0 {
        let Piece::Words { text, start } = piece else {
            continue;
        };
        for address in found_in(text) {
            let range = (start + address.start(), start + address.end());
            if held(address.as_str(), facts) {
                free.push(range);
                continue;
            }
            found.push(page.finding(
                (Severity::Error, "link"),
                range,
                Both::new(
                    "This address is not among the campaign's links.",
                    "这个地址不在活动允许的链接之内。",
                ),
                Some(Both::new(
                    "Use {{product.link}} or {{shop.link}}.",
                    "改用 {{product.link}} 或 {{shop.link}}。",
                )),
            ));
        }
    }
    free
}

/// The addresses in words, without what does not matter, and where they stand in bytes.
pub(super) fn addresses(words: &str) -> Vec<(String, Range<usize>)> {
    found_in(words)
        .map(|address| (bare(address.as_str()), address.range()))
        .collect()
}
