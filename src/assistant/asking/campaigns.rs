//! Which campaign somebody was sent, by its name: "the spring campaign", 收到过春季活动.
//!
//! A campaign is kept by its key, which shops write in one piece: "spring-tea". One that the shop does not have was sent to
//! nobody, and the answer shows its name.

use std::sync::LazyLock;

use regex::Regex;

use super::senses::Sense;
use super::vocabulary::{Entry, Lexicon};
use crate::guardrails::pattern;

/// A campaign that was named, and where its name ends.
pub(super) struct Said {
    pub(super) end: usize,
    pub(super) key: String,
}

const NOUN: &str = "campaign|mailing|mailshot|promotion email";
/// "Was sent the spring campaign", "received our 'win-back' mailing".
static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"^(?:(?:been |were |was |got |get )?(?:sent|got|received|receive|get|had|reached by|touched by|targeted by|contacted by|contacted in|included in|part of|in)) (?:the |our |a )?(?:last |latest )?["'“‘]?([a-z][a-z0-9_-]*(?: [a-z0-9_-]+)?)["'”’]? (?:{NOUN})\b"#
    ))
});
/// "The campaign spring", "campaign called 'spring'".
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"^(?:(?:(?:been |were |was )?(?:sent|got|received|receive|get|had|reached by|touched by|targeted by|contacted by|contacted in|included in|part of|in)) )?(?:the |our |by )?campaign (?:called |named |key )?["'“‘]([\w -]{2,40})["'”’]|^(?:(?:been |were |was )?(?:sent|got|received|receive|get|had|reached by|included in|in) )?(?:the |our )?campaign (?:called |named |key )([a-z][a-z0-9_-]{1,39})"#,
    )
});
/// 收到过春季活动, 发过“spring”这个活动.
static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:被|给)?(?:收到过?了?|收过|接到过?|发过|发送过|推过|推送过|参加过|参与过|进过|上过|触达过|在|发了|推了|收了)(?:我们|咱们)?(?:的|了)?(?:[“\"「'《]([^”\"」'》,。]{2,24})[”\"」'》]|([a-z0-9_ -]{2,40}|[\u{4e00}-\u{9fff}]{2,6}))(?:这个|那个|这场|那场|这次|那次|的|这波|那波)?(?:营销|促销)?(?:活动|推送)(?:里|中|名单里|的)?",
    )
});
/// Sent something, and what that may be, where no word says that it is a campaign: only one that the shop has is.
static KNOWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        "^(?:被|给)?(?:收到过?了?|收过|发过|推过|触达过|发了|推了|收了)(?:我们|咱们)?的?[“\"「'《]?([a-z][a-z0-9_ -]{2,40})[”\"」'》]?",
        r#"|^(?:been sent|were sent|was sent|sent|got|received|had) (?:the |our )?(?:campaign )?["'“‘]?([a-z][a-z0-9_-]{2,40})["'”’]?"#,
    ))
});
/// Words that name no campaign.
#[rustfmt::skip]
const PLAIN: [&str; 30] = [
    "any", "a", "one", "no", "some", "last", "latest", "recent", "most recent", "marketing", "email", "mail", "text", "sms", "single", "previous",
    "first", "next", "current", "other", "another", "this", "that", "each", "every", "any of our", "any marketing", "any email", "at least", "more than",
];

/// Campaigns that are called by the season, as most shops key them.
const SEASONS: [(&str, [&str; 3]); 4] = [
    ("spring", ["春季", "春天", "春"]),
    ("summer", ["夏季", "夏天", "夏"]),
    ("autumn", ["秋季", "秋天", "秋"]),
    ("winter", ["冬季", "冬天", "冬"]),
];

/// The campaign that a text names from `at` on.
pub(super) fn said(text: &str, at: usize, lexicon: &Lexicon) -> Option<Said> {
    let (before, rest) = text.split_at(at);
    let latin = |c: char| c.is_ascii_alphanumeric();
    if before.ends_with(latin) && rest.starts_with(latin) {
        return None;
    }
    let known = KNOWN.captures(rest).and_then(|found| {
        let name = found.iter().skip(1).flatten().next()?;
        let key = lexicon.known_campaign(name.as_str())?;
        Some((found[0].len(), key))
    });
    if let Some((length, key)) = known.filter(|(length, _)| !of_a_campaign(&rest[*length..])) {
        return Some(Said {
            end: at + length,
            key,
        });
    }
    let found = BEHIND
        .captures(rest)
        .or_else(|| ENGLISH.captures(rest))
        .or_else(|| CHINESE.captures(rest))?;
    let name = found.iter().skip(1).flatten().next()?;
    let quoted = rest[..name.start()].ends_with(['"', '\'', '“', '‘', '「', '《']);
    let name = name.as_str().trim();
    let plain = name.split(' ').any(|word| PLAIN.contains(&word)) || PLAIN.contains(&name);
    if !quoted && (plain || means(name, lexicon)) {
        return None;
    }
    let season = SEASONS.iter().find(|(_, chinese)| chinese.contains(&name));
    let name = season.map_or(name, |(english, _)| english);
    Some(Said {
        end: at + found[0].len(),
        key: lexicon.campaign(name),
    })
}

/// Whether a word for a campaign follows its name.
fn of_a_campaign(behind: &str) -> bool {
    let behind = behind.trim_start();
    ["活动", "这个", "的活动", "推送", "campaign", "mailing"]
        .iter()
        .any(|word| behind.starts_with(word))
}

/// Whether a word says something else than a name beside "campaign": how many, of what kind, when.
fn means(name: &str, lexicon: &Lexicon) -> bool {
    const OTHER: [char; 24] = [
        '任', '何', '过', '次', '个', '近', '营', '促', '短', '邮', '我', '的', '最', '上', '几',
        '多', '超', '至', '少', '两', '什', '么', '一', '三',
    ];
    if name.chars().any(|c| OTHER.contains(&c)) || name.starts_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    let known = lexicon
        .longest(name)
        .filter(|(length, _)| *length == name.len());
    matches!(
        known,
        Some((
            _,
            Entry::Sense(
                Sense::Filler
                    | Sense::Number(_)
                    | Sense::Before(_)
                    | Sense::Same
                    | Sense::Not
                    | Sense::Never
                    | Sense::Channel(..)
                    | Sense::Sending
                    | Sense::About(_)
                    | Sense::Consent(_)
            )
        ))
    )
}
