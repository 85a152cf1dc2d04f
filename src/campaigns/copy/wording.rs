//! How a text is written: in the language that it says, without shouting.

use std::sync::LazyLock;

use regex::Regex;

use super::findings::{Both, Finding, Page, Severity};
use super::placeholders::{Piece, pieces};
use crate::guardrails::{normalise, pattern};
use crate::ids::{Language, has_chinese, is_chinese};

/// How a text message is answered to get no more.
static STOP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:reply|text|send|txt)\W{0,2}(?:with )?\W?(?:stop|end|quit|no)\b|\bstop\b\W{0,3}to (?:opt|end|unsub|stop|quit|cancel)|\bopt[ -]?out\b|\bunsubscribe\b|退订|拒收|(?:回复?|发送?)\W{0,2}(?:td|t|r|n)\b",
    )
});

/// What other programs write for a placeholder, and what an author left to fill in.
static FOREIGN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x) \[\s*[A-Za-z][A-Za-z_.\ ]{1,24}\] | <\s*[A-Za-z_.]{2,24}\s*> | %[A-Za-z_]{2,24}% | \$\{?[A-Za-z_.]{3,24}\}? | \*\|[A-Za-z_:]+\|\*
            | \b(?:X{2,}|TBD|TBC|TODO|FIXME)\b | (?i:lorem\ ipsum|insert\ (?:name|price|link|code|date)) | _{3,} | 某某 | [Xx]{2,}(?:先生|女士|元|折|店|商品)
            | [【\[（(<《「][^】\]）)>》」\n]{0,6}(?:姓名|名字|称呼|昵称|客户名|商品名|产品名|价格|金额|日期|优惠码|链接|填写|待定|待填)[^】\]）)>》」\n]{0,4}[】\]）)>》」]",
    )
});

/// Whether a text message says which answer ends them.
pub(super) fn says_how_to_stop(text: &str) -> bool {
    STOP.is_match(&normalise(text))
}

/// Capitals that are words of their own.
const ABBREVIATIONS: &[&str] = &[
    "SMS", "VIP", "USB", "LED", "UK", "EU", "USA", "UHT", "DIY", "FAQ", "TV", "PC", "ID", "OK",
    "QR", "STOP", "GOTS", "FSC", "OLED", "HDMI", "PVC", "BPA", "NFC", "GPS", "UV", "HD", "AM",
    "PM", "RSVP", "DVD", "CD", "XL", "XXL", "ASAP",
];

pub(super) fn check(page: Page<'_>, language: Language, found: &mut Vec<Finding>) {
    let pieces = pieces(page.text).0;
    let words: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words { text, .. } => text,
            Piece::Field { .. } => " ",
        })
        .collect();
    other_language(page, language, &words, found);
    for piece in pieces {
        if let Piece::Words { text, start } = piece {
            shouting(page, text, start, found);
            for foreign in FOREIGN.find_iter(text) {
                found.push(page.finding(
                    (Severity::Error, "placeholder-broken"),
                    (start + foreign.start(), start + foreign.end()),
                    Both::new(
                        "This looks like something to fill in, and nothing fills it: it would be sent as it stands.",
                        "这里像是待填的内容，但没有程序会填，会原样发出去。",
                    ),
                    Some(Both::new(
                        "Write a placeholder, as in {{member.name}}.",
                        "改用占位符，例如 {{member.name}}。",
                    )),
                ));
            }
        }
    }
}

fn other_language(page: Page<'_>, language: Language, words: &str, found: &mut Vec<Finding>) {
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let other = letters >= 6 && Language::of(words) != language;
    let chinese = words.chars().filter(|&c| is_chinese(c)).count();
    let mixed = language == Language::English && has_chinese(words);
    if !other && !mixed {
        return;
    }
    let severity = if other || chinese > 6 {
        Severity::Error
    } else {
        Severity::Warning
    };
    found.push(page.finding(
        (severity, "language"),
        (0, page.text.len()),
        match language {
            Language::English => Both::new("The text is not all English.", "这段文案不全是英文。"),
            Language::Chinese => Both::new("The text is not Chinese.", "这段文案不是中文。"),
        },
        None,
    ));
}

/// Runs of words in capitals.
fn shouting(page: Page<'_>, text: &str, start: usize, found: &mut Vec<Finding>) {
    let mut run: Vec<(usize, usize)> = Vec::new();
    let mut letters = 0;
    let mut at = 0;
    let mut end = |run: &mut Vec<(usize, usize)>, letters: &mut usize| {
        if let (Some(first), Some(last)) = (run.first(), run.last())
            && (run.len() >= 2 && *letters >= 7 || *letters >= 9)
        {
            found.push(page.finding(
                (Severity::Error, "shouting"),
                (start + first.0, start + last.1),
                Both::new(
                    "Capitals shout, and filters count them.",
                    "整句大写像在喊叫，也会被过滤器拦下。",
                ),
                Some(Both::new("Write small letters.", "改用小写字母。")),
            ));
        }
        run.clear();
        *letters = 0;
    };
    for word in text.split_inclusive(|c: char| !c.is_ascii_alphabetic() && c != '\'') {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        let capital = bare.len() >= 2
            && bare.chars().all(|c| c.is_ascii_uppercase() || c == '\'')
            && !ABBREVIATIONS.contains(&bare);
        if capital {
            run.push((at, at + bare.len()));
            letters += bare.len();
        } else if bare.len() > 1 {
            end(&mut run, &mut letters);
        }
        at += word.len();
    }
    end(&mut run, &mut letters);
}
