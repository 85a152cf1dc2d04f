//! One form of a text for patterns, with the way back to where each character stood.
//!
//! Full-width, circled, mathematical and look-alike characters become plain ones, capitals small, traditional
//! characters simplified (those that the rules use), invisible ones nothing, and a placeholder one character of the
//! private use area. In the tight form what was put between Chinese characters, or between single letters, to hide a
//! word is gone too.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Copy;
use super::findings::Page;
use super::placeholders::{Piece, Placeholder, pieces};
use crate::ids::is_chinese;

/// The first character that stands for a placeholder; the place in the list of placeholders is added.
const FIELDS: u32 = 0xe000;

/// Traditional characters and their simplified forms, in pairs.
const SIMPLIFIED: &str = "國国級级極极優优強强頂顶獨独絕绝無无對对萬万價价贈赠費费療疗癒愈減减後后僅仅時时間间個个買买倉仓庫库環环\
綠绿淨净藥药醫医證证認认護护膚肤實实驗验專专員员會会連连鏈链點点擊击領领獎奖紅红東东車车貨货賣卖銷销網网業业歷历產产廠厂館馆區区當当錯错\
過过緊紧趕赶嚴严觸触壓压臟脏腦脑體体質质種种類类標标準准誰谁復复發发補补養养衛卫滅灭殺杀億亿兩两幾几雙双單单圓圆塊块錢钱張张條条隻只這这\
們们來来為为與与給给請请訂订閱阅選选項项題题檢检測测稱称譽誉確确讓让誠诚還还達达遠远運运動动務务勝胜勢势場场報报寶宝屬属導导帶带從从應应\
戰战擁拥擇择據据數数斷断樂乐權权歡欢歲岁湯汤溫温潔洁濟济煙烟熱热爭争狀状現现畫画異异監监盤盘積积競竞筆笔節节範范紀纪純纯終终結结統统經经\
維维緩缓總总績绩罷罢聖圣聯联聽听腫肿膽胆臨临舊旧華华處处號号術术裝装見见規规觀观計计記记設设許许試试該该誤误說说調调談谈識识議议變变負负\
財财責责貼贴貴贵賞赏賠赔贏赢躍跃輕轻輸输轉转辦办適适邊边郵邮釋释鎖锁長长門门開开關关隨随險险雜杂離离難难電电靈灵順顺頭头額额顏颜願愿風风\
飲饮餘余驚惊髮发鮮鲜麗丽黃黄齊齐齡龄碳碳糧粮艷艳豐丰貳贰陸陆參叁佔占夠够";

/// Letters of other scripts, and with marks, that look like Latin ones.
const ALIKE: &str = "аaеeоoрpсcхxуyіiѕsјjһhԁdѵvвbкkмmнhтtαaβbεeιiκkνvοoρpτtυuχxáaàaâaäaãaåaéeèeêeëeíiìiîiïióoòoôoöoõoúuùuûuüuñnçcıiłl";

static MAP: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for pairs in [SIMPLIFIED, ALIKE] {
        let mut characters = pairs.chars();
        while let (Some(from), Some(to)) = (characters.next(), characters.next()) {
            map.insert(from, to);
        }
    }
    map
});

/// The character that stands for a placeholder.
pub(super) fn field_character(placeholder: Placeholder) -> char {
    let number = u32::try_from(placeholder.number()).unwrap_or_default();
    char::from_u32(FIELDS + number).unwrap_or('\u{e000}')
}

/// Whether a character stands for a placeholder.
pub(super) fn is_field(c: char) -> bool {
    (FIELDS..FIELDS + 0x100).contains(&u32::from(c))
}

/// A part of a text in both forms, folded once for all that look at it.
pub(super) struct FoldedPart<'a> {
    /// The part as it is written.
    pub(super) page: Page<'a>,
    /// Its folded form.
    pub(super) plain: Folded,
    /// Its tight form.
    pub(super) tight: Folded,
}

impl<'a> FoldedPart<'a> {
    /// The parts of a text, in the order in which they are read.
    pub(super) fn all(copy: &'a Copy) -> Vec<Self> {
        let fold = |(part, text)| {
            let plain = Folded::of(text);
            Self {
                page: Page { part, text },
                tight: plain.tight(),
                plain,
            }
        };
        copy.parts().map(fold).collect()
    }
}

/// A folded text.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    /// The text.
    pub(super) text: String,
    /// For each byte of it, the bytes of the character that it came from.
    origins: Vec<(usize, usize)>,
}

impl Folded {
    fn push(&mut self, c: char, origin: (usize, usize)) {
        self.text.push(c);
        self.origins
            .extend(std::iter::repeat_n(origin, c.len_utf8()));
    }

    /// The place in the text as it was written of a range of bytes of the folded one.
    pub(super) fn origin(&self, start: usize, end: usize) -> (usize, usize) {
        let from = self.origins.get(start).map_or(0, |origin| origin.0);
        let to = end.checked_sub(1).and_then(|last| self.origins.get(last));
        (from, to.map_or(from, |origin| origin.1).max(from))
    }

    /// Its characters with their origins.
    fn characters(&self) -> Vec<(char, (usize, usize))> {
        let characters = self.text.char_indices();
        characters.map(|(at, c)| (c, self.origins[at])).collect()
    }

    /// The text as it is read, a placeholder one character. Fallbacks stand at the end, each on a line of its own.
    pub(super) fn of(text: &str) -> Self {
        let mut folded = Self::default();
        let (pieces, _) = pieces(text);
        for piece in &pieces {
            match piece {
                Piece::Words { text, start } => folded.words(text, *start),
                Piece::Field {
                    field, start, end, ..
                } => {
                    folded.push(field_character(*field), (*start, *end));
                }
            }
        }
        for piece in &pieces {
            if let Piece::Field {
                fallback: Some(words),
                fallback_start,
                ..
            } = piece
            {
                folded.push('\n', (*fallback_start, *fallback_start));
                folded.words(words, *fallback_start);
            }
        }
        folded
    }

    fn words(&mut self, text: &str, start: usize) {
        for (at, c) in text.char_indices() {
            let origin = (start + at, start + at + c.len_utf8());
            let Some(plain) = plain(c) else { continue };
            if plain == ' ' && self.text.ends_with([' ', '\n']) {
                continue;
            }
            for small in plain.to_lowercase() {
                self.push(MAP.get(&small).copied().unwrap_or(small), origin);
            }
        }
    }

    /// The text without what hides words: blanks and signs between Chinese characters, and between letters that
    /// stand alone.
    pub(super) fn tight(&self) -> Self {
        let characters = self.characters();
        let mut tight = Self::default();
        let mut at = 0;
        while at < characters.len() {
            let (c, origin) = characters[at];
            if let Some(end) = spelled_out(&characters, at) {
                let spelled = &characters[at..end];
                for (c, origin) in spelled.iter().step_by(2) {
                    tight.push(*c, *origin);
                }
                at = end;
                continue;
            }
            let before = tight.text.chars().next_back().is_some_and(is_chinese);
            if before && is_noise(c) {
                let run = characters[at..]
                    .iter()
                    .take_while(|(c, _)| is_noise(*c))
                    .count();
                let next = characters.get(at + run);
                if run <= 4 && next.is_some_and(|(c, _)| is_chinese(*c)) {
                    at += run;
                    continue;
                }
            }
            tight.push(letter_for(c, at, &characters), origin);
            at += 1;
        }
        tight
    }
}

/// The letter that a sign stands for within a word: `fr€e`, `c@sh`.
fn letter_for(c: char, at: usize, characters: &[(char, (usize, usize))]) -> char {
    let letter = match c {
        '€' => 'e',
        '$' => 's',
        '@' => 'a',
        '£' => 'l',
        '¢' => 'c',
        _ => return c,
    };
    let is_letter = |at: usize| {
        characters
            .get(at)
            .is_some_and(|(c, _)| c.is_ascii_alphabetic())
    };
    if at.checked_sub(1).is_some_and(is_letter) && is_letter(at + 1) {
        letter
    } else {
        c
    }
}

/// Where letters end that stand alone with a sign or a blank between each two: `f.r.e.e`, `b e s t`.
fn spelled_out(characters: &[(char, (usize, usize))], at: usize) -> Option<usize> {
    let letter = |at: usize| {
        characters
            .get(at)
            .is_some_and(|(c, _)| c.is_ascii_alphabetic())
    };
    let sign = |at: usize| {
        let sign = characters.get(at).map(|(c, _)| *c);
        sign.is_some_and(|c| matches!(c, ' ' | '.' | '-' | '_' | '*' | '·' | '/' | '|' | '~' | '+'))
    };
    if !letter(at) || at.checked_sub(1).is_some_and(letter) {
        return None;
    }
    let mut end = at;
    while letter(end) && sign(end + 1) && letter(end + 2) && !letter(end + 3) {
        end += 2;
    }
    (end >= at + 6 || (end == at + 4 && !letter(end + 1))).then_some(end + 1)
}

/// What may be put between characters without parting sentences.
fn is_noise(c: char) -> bool {
    let parts = matches!(
        c,
        '\n' | '，'
            | '。'
            | '！'
            | '？'
            | '；'
            | '：'
            | '、'
            | ','
            | '!'
            | '?'
            | ';'
            | ':'
            | '('
            | ')'
            | '['
            | ']'
            | '【'
            | '】'
            | '《'
            | '》'
            | '%'
            | '#'
            | '¥'
            | '$'
            | '€'
            | '£'
            | '…'
            | '—'
    );
    !parts && !c.is_alphanumeric() && !is_field(c)
}

/// A character in its plain form; `None` for one that cannot be seen.
fn plain(c: char) -> Option<char> {
    let code = u32::from(c);
    let letter = |from: u32, first: char| char::from_u32(code - from + u32::from(first));
    match c {
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{300}'..='\u{36f}'
        | '\u{20e3}'
        | '\u{e0000}'..='\u{e007f}' => None,
        '\n' => Some('\n'),
        '’' | '‘' | '＇' => Some('\''),
        '“' | '”' | '＂' => Some('"'),
        '‐' | '‑' | '–' | '−' => Some('-'),
        '￥' => Some('¥'),
        '￡' => Some('£'),
        '，' | '！' | '？' | '；' | '：' => Some(c),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(code - 0xfee0),
        '\u{24b6}'..='\u{24cf}' => letter(0x24b6, 'a'),
        '\u{24d0}'..='\u{24e9}' => letter(0x24d0, 'a'),
        '\u{1f130}'..='\u{1f149}' => letter(0x1f130, 'a'),
        '\u{1f170}'..='\u{1f189}' => letter(0x1f170, 'a'),
        '\u{1d400}'..='\u{1d6a3}' => char::from_u32((code - 0x1d400) % 26 + u32::from('a')),
        '№' => Some('#'),
        c if c.is_whitespace() || c.is_control() => Some(' '),
        c => Some(c),
    }
}
