//! The text of HTML.

use html5gum::{Token, Tokenizer};

/// Whether a text has tags or character references in it.
pub(super) fn is_html(text: &str) -> bool {
    let tag = |at: usize| {
        let rest = &text[at + 1..];
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
            && rest.contains('>')
    };
    text.match_indices('<').any(|(at, _)| tag(at))
        || text.split('&').skip(1).any(|after| {
            let end = after.find(';').unwrap_or(0);
            (2..=8).contains(&end)
                && after[..end]
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '#')
        })
}

/// The text of HTML: what stands between tags, blocks on lines of their own, scripts and styles left out.
pub(super) fn plain_text(html: &str) -> String {
    let mut text = String::new();
    let mut hidden: Option<Vec<u8>> = None;
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name: &[u8] = &tag.name;
                if hidden.is_none() && !tag.self_closing && is_hidden(name) {
                    hidden = Some(name.to_vec());
                } else if name == b"td" || name == b"th" {
                    text.push(' ');
                } else if !is_inline(name) {
                    text.push('\n');
                }
            }
            Token::EndTag(tag) => {
                let name: &[u8] = &tag.name;
                if hidden.as_deref() == Some(name) {
                    hidden = None;
                } else if !is_inline(name) && name != b"td" && name != b"th" {
                    text.push('\n');
                }
            }
            Token::String(part) if hidden.is_none() => {
                // Line ends within a block are blanks.
                text.push_str(&String::from_utf8_lossy(&part).replace(['\n', '\r'], " "));
            }
            _ => {}
        }
    }
    tidy_lines(&text)
}

fn is_hidden(name: &[u8]) -> bool {
    let hidden: [&[u8]; 6] = [
        b"script",
        b"style",
        b"iframe",
        b"template",
        b"noscript",
        b"svg",
    ];
    hidden.contains(&name)
}

fn is_inline(name: &[u8]) -> bool {
    let inline: [&[u8]; 18] = [
        b"a", b"abbr", b"b", b"big", b"code", b"em", b"font", b"i", b"mark", b"q", b"s", b"small",
        b"span", b"strong", b"sub", b"sup", b"u", b"img",
    ];
    inline.contains(&name)
}

/// The lines that are not blank, without blanks around them or control characters in them.
pub(super) fn tidy_lines(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let plain: String = line
            .chars()
            .map(|c| {
                if c.is_control() || c == '\u{a0}' {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}
