//! What says yes, and what says no: whole messages out of a closed list (`prompts/answers.toml`).

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::guardrails::normalise;
use crate::ids::has_chinese;

/// The lists, as the file has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    yes: Vec<String>,
    no: Vec<String>,
    unsure: Vec<String>,
}

/// The lists, in the form of [`said`].
struct Lists {
    yes: HashSet<String>,
    no: HashSet<String>,
    /// What leaves it open, and what says yes, the longest first.
    open: Vec<String>,
}

static LISTS: LazyLock<Option<Lists>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../prompts/answers.toml"))
        // Then only the buttons say yes or no.
        .inspect_err(|error| tracing::error!(%error, "prompts/answers.toml cannot be read"))
        .ok()?;
    let plain = |words: &[String]| words.iter().filter_map(|word| said(word)).collect();
    let yes: HashSet<String> = plain(&file.yes);
    let mut open: Vec<String> = file.unsure.iter().map(|word| normalise(word)).collect();
    open.extend(yes.iter().cloned());
    open.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    Some(Lists {
        no: plain(&file.no),
        yes,
        open,
    })
});

/// The longest message that can be about whether to say yes, in characters.
const LONGEST: usize = 40;
/// Words besides that still say nothing.
const OTHER_WORDS: usize = 2;
/// The same in characters of Chinese.
const OTHER_CHARACTERS: usize = 3;

/// Whether a whole message is a yes or a no; `None` where it is more, less or something else.
pub(super) fn yes_or_no(message: &str) -> Option<bool> {
    let lists = LISTS.as_ref()?;
    let said = said(message)?;
    if lists.yes.contains(&said) {
        Some(true)
    } else {
        lists.no.contains(&said).then_some(false)
    }
}

/// Whether a short message hesitates, or says yes with something besides: neither a yes nor another question.
pub(super) fn hesitates(message: &str) -> bool {
    let Some(lists) = LISTS.as_ref() else {
        return false;
    };
    let text = normalise(message);
    if text.chars().count() > LONGEST {
        return false;
    }
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut rest = format!(" {} ", words.join(" "));
    let mut known = words.is_empty();
    for word in &lists.open {
        let whole = if word.is_ascii() {
            format!(" {word} ")
        } else {
            word.clone()
        };
        known |= rest.contains(&whole);
        rest = rest.replace(&whole, " ");
    }
    known && !says_more(&rest)
}

/// Whether what is left of a message asks for something.
fn says_more(rest: &str) -> bool {
    if has_chinese(rest) {
        rest.chars().filter(|c| c.is_alphanumeric()).count() > OTHER_CHARACTERS
    } else {
        rest.split(' ').filter(|word| !word.is_empty()).count() > OTHER_WORDS
    }
}

/// The message in the form of the lists; `None` where its marks say more than its words.
fn said(message: &str) -> Option<String> {
    let text = normalise(message);
    let text = text.trim();
    let words = text.trim_end_matches(['.', '。', '!', '！']);
    let marks = &text[words.len()..];
    // One full stop ends a sentence; several are a hesitation.
    let stops = marks
        .chars()
        .filter(|mark| matches!(mark, '.' | '。'))
        .count();
    (stops <= 1).then(|| words.replace(", ", " ").replace(',', " ").trim().to_owned())
}
