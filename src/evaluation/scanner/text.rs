//! Plain characters, sentences, clauses, and whether something is denied.

use std::sync::LazyLock;

use regex::Regex;

/// A regular expression that is compiled once.
macro_rules! pattern {
    ($text:expr) => {{
        static PATTERN: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| crate::evaluation::scanner::text::compile($text));
        &*PATTERN
    }};
}
pub(super) use pattern;

/// `text` as a regular expression whose `\b` is the border of a Latin word, Chinese beside it or not.
pub(super) fn compile(text: &str) -> Regex {
    Regex::new(&text.replace(r"\b", r"(?-u:\b)")).expect("a sound pattern")
}

/// One sentence or line.
pub(super) struct Sentence {
    /// Its words, in plain characters.
    pub text: String,
    /// Whether it asks rather than says.
    pub question: bool,
}

/// `text` with full-width, circled and mathematical characters as plain ones.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(plain_char).collect()
}

fn plain_char(c: char) -> char {
    let moved = |base: u32, to: char| char::from_u32(c as u32 - base + to as u32).unwrap_or(c);
    match c {
        '\u{ff01}'..='\u{ff5e}' => moved(0xff01, '!'),
        '\u{3000}' | '\u{a0}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => ' ',
        '￥' => '¥',
        '￡' => '£',
        '①'..='⑨' => moved('①' as u32, '1'),
        '\u{1d7ce}'..='\u{1d7ff}' => char::from_digit((c as u32 - 0x1d7ce) % 10, 10).unwrap_or(c),
        '\u{660}'..='\u{669}' => moved(0x660, '0'),
        '’' | '‘' => '\'',
        '–' | '—' => '-',
        _ => c,
    }
}

/// The sentences of `said`, list marks and headings taken off.
pub(super) fn sentences(said: &str) -> Vec<Sentence> {
    let text = plain(said);
    // What the shopper is told they may say is no claim.
    let text = pattern!(concat!(
        r#"(?i)(\b(?:say|asks?|asking|type|search for)(?: me)?(?: for)?|(?:可以|跟我|对我|试着|直接)(?:说|问)|输入|回复)\s?:?\s?["“「]"#,
        r#"[^"”」]*["”」]"#
    ))
    .replace_all(&text, "$1");
    let mut found = Vec::new();
    for line in text.lines() {
        let line = pattern!(r"^\s*(?:\d{1,2}[.)、]\s+|\d{1,2}、|[-*•#>]+\s+)").replace(line, "");
        let mut from = 0;
        for (at, c) in line.char_indices() {
            let after = at + c.len_utf8();
            if ends_sentence(&line, at, c) {
                push(&mut found, &line[from..after]);
                from = after;
            }
        }
        push(&mut found, &line[from..]);
    }
    found
}

fn ends_sentence(line: &str, at: usize, c: char) -> bool {
    match c {
        '。' | '!' | '?' | ';' | '…' => true,
        '.' => {
            let next = line[at + 1..].chars().next();
            next.is_none_or(char::is_whitespace)
                && !pattern!(r"(?i)\b(?:no|approx|e\.g|i\.e|vs|mr|mrs|ms|dr)$")
                    .is_match(&line[..at])
        }
        _ => false,
    }
}

fn push(found: &mut Vec<Sentence>, text: &str) {
    if text.chars().any(char::is_alphanumeric) {
        let question = pattern!(r"(?:\?|吗|呢|么)[\s。!.~]*$").is_match(text);
        found.push(Sentence {
            text: text.to_owned(),
            question,
        });
    }
}

/// The clause of `sentence` that the byte `at` stands in, and where it begins.
pub(super) fn clause(sentence: &str, at: usize) -> (usize, &str) {
    static MARK: LazyLock<Regex> = LazyLock::new(|| {
        compile(concat!(
            r"(?i)[,、;:]\s|[,、;](?:[^0-9]|$)|, | - |\bbut\b|\bwhile\b|\bso\b|但是?|不过|而且|并且|",
            r"\band (?:is|are|it|has|have|was|comes?|can|will|costs?|contains?|holds?)\b"
        ))
    });
    let (mut from, mut to) = (0, sentence.len());
    for mark in MARK.find_iter(sentence) {
        // The character after a comma may belong to the next clause, so the mark is cut after its sign.
        let first = sentence[mark.start()..]
            .chars()
            .next()
            .map_or(1, char::len_utf8);
        let end = if mark.as_str().starts_with(char::is_alphanumeric) {
            mark.end()
        } else {
            mark.start() + first
        };
        if end <= at {
            from = end;
        } else if mark.start() >= at {
            to = mark.start();
            break;
        }
    }
    (from, &sentence[from..to.max(from)])
}

/// Whether `text` denies something.
pub(super) fn denies(text: &str) -> bool {
    let text = text.to_lowercase();
    let text = pattern!(concat!(
        r"no problem|no worries|not only|no doubt|don't worry|not to be missed|don't miss|why not|",
        r"not a problem|no trouble|不锈|不错|不仅|不但|不只|不同|不要错过|不容错过|别错过|没问题|没关系|",
        r"不客气|不用担心|不好意思|无论|无线|不少|不过|无花果|无香|差不多|未来|毫不|别致|特别|分别|区别|个别"
    ))
    .replace_all(&text, "");
    pattern!(concat!(
        r"\b(?:no|not|cannot|never|without|unable|neither|nor|none|nothing|isnt|dont|cant|doesnt)\b|",
        r"n't\b|[不没无未勿别]|暂无|尚无"
    ))
    .is_match(&text)
}

/// Whether `sentence` says that something is not known.
pub(super) fn is_unsure(sentence: &str) -> bool {
    pattern!(concat!(
        r"(?i)not sure|(?:don't|do not|doesn't|does not) (?:know|have (?:that |any )?information)|",
        r"no (?:information|record|details|mention)|(?:not|n't) (?:say|state|stated|mention|mentioned|",
        r"list|listed|specif\w+|given|recorded)|(?:can't|cannot|can not) (?:say|confirm|tell|promise|",
        r"guarantee|verify)|unclear|unknown|没有?(?:说明|注明|写明?|提到|标注|提及|记录|相关信息|资料)|",
        r"未(?:注明|说明|标注|提及|记录)|不清楚|不知道|不确定|不了解|无法(?:确认|保证|判断|确定)|",
        r"不能(?:确认|保证)|没法(?:确认|保证)|咨询"
    ))
    .is_match(sentence)
}

/// Whether `sentence` says that something was not found, or is not sold here.
pub(super) fn is_missing(sentence: &str) -> bool {
    pattern!(concat!(
        r"(?i)(?:couldn't|could not|can't|cannot|can not|didn't|did not|don't|do not|doesn't|unable to|",
        r"no|not|nothing|isn't|aren't|never)\b.{0,40}\b(?:find|found|have|sell|stock|carry|see|match\w*|",
        r"look up|show|share|access|belong\w*|exist\w*|yours|result\w*|order|help)\b|",
        r"(?:没有?|未|未能|不|找不|查不|无法|不能).{0,10}(?:找|查|卖|出售|上架|看到|经营|到|提供|透露|属于|存在|",
        r"显示|帮|商品|订单|货)|暂无|not found|没有"
    ))
    .is_match(sentence)
}

/// Blanks out `from..to` of `text`, keeping every other byte in its place.
pub(super) fn blank(text: &mut String, from: usize, to: usize) {
    let blanks = " ".repeat(to - from);
    text.replace_range(from..to, &blanks);
}
