//! Rust text as the rules need it: code with comments and literals blanked out, and the literals.

/// A source file taken apart.
pub struct Source {
    /// The text with every comment and the inside of every literal replaced by blanks; lines stay.
    pub code: String,
    /// Every string literal: the line (from 1) on which it begins, and what stands between its quotes.
    pub strings: Vec<(usize, String)>,
}

/// A piece of code that the rules look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// An identifier or a keyword.
    Word(String),
    /// `::`
    Path,
    /// Any other visible character.
    Mark(char),
}

/// Takes a file apart. Good enough for code that compiles; anything else gives some answer, no panic.
pub fn take_apart(text: &str) -> Source {
    let mut reader = Reader {
        chars: text.chars().collect(),
        at: 0,
        line: 1,
        source: Source {
            code: String::with_capacity(text.len()),
            strings: Vec::new(),
        },
    };
    while reader.at < reader.chars.len() {
        reader.step();
    }
    reader.source
}

/// The tokens of code that [`take_apart`] has blanked, each with its line.
pub fn tokens(code: &str) -> Vec<(usize, Token)> {
    let chars: Vec<char> = code.chars().collect();
    let (mut at, mut line, mut found) = (0, 1, Vec::new());
    while let Some(&c) = chars.get(at) {
        let start = at;
        at += 1;
        if c == '\n' {
            line += 1;
        } else if is_word(c) {
            while chars.get(at).is_some_and(|&c| is_word(c)) {
                at += 1;
            }
            found.push((line, Token::Word(chars[start..at].iter().collect())));
        } else if c == ':' && chars.get(at) == Some(&':') {
            at += 1;
            found.push((line, Token::Path));
        } else if !c.is_whitespace() {
            found.push((line, Token::Mark(c)));
        }
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    line: usize,
    source: Source,
}

impl Reader {
    fn step(&mut self) {
        match (self.chars[self.at], self.peek(1)) {
            ('/', Some('/')) => self.line_comment(),
            ('/', Some('*')) => self.block_comment(),
            ('"', _) => self.string(0, true),
            ('\'', _) => self.quote(),
            (c, _) if is_word(c) => self.word(),
            _ => self.keep(1),
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn keep(&mut self, count: usize) {
        self.copy(count, false);
    }

    fn blank(&mut self, count: usize) {
        self.copy(count, true);
    }

    fn copy(&mut self, count: usize, blank: bool) {
        for _ in 0..count {
            let Some(&c) = self.chars.get(self.at) else {
                return;
            };
            self.line += usize::from(c == '\n');
            self.source
                .code
                .push(if blank && c != '\n' { ' ' } else { c });
            self.at += 1;
        }
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.blank(1);
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => {
                    depth += 1;
                    self.blank(2);
                }
                (Some('*'), Some('/')) => {
                    depth -= 1;
                    self.blank(2);
                    if depth == 0 {
                        return;
                    }
                }
                (Some(_), _) => self.blank(1),
                (None, _) => return,
            }
        }
    }

    /// An identifier, or the `r` in front of a raw string.
    fn word(&mut self) {
        let length = self.chars[self.at..]
            .iter()
            .take_while(|&&c| is_word(c))
            .count();
        let word: String = self.chars[self.at..self.at + length].iter().collect();
        self.keep(length);
        if matches!(word.as_str(), "r" | "br" | "cr") {
            let hashes = self.chars[self.at..]
                .iter()
                .take_while(|&&c| c == '#')
                .count();
            if self.peek(hashes) == Some('"') {
                self.blank(hashes);
                self.string(hashes, false);
            }
        }
    }

    /// A string from its opening quote to its closing one with as many `#` behind it.
    fn string(&mut self, hashes: usize, escapes: bool) {
        let line = self.line;
        self.keep(1);
        let start = self.at;
        while let Some(c) = self.peek(0) {
            if c == '\\' && escapes {
                self.blank(2);
            } else if c == '"' && (1..=hashes).all(|n| self.peek(n) == Some('#')) {
                break;
            } else {
                self.blank(1);
            }
        }
        let end = self.at.min(self.chars.len());
        let inside = self.chars[start..end].iter().collect();
        self.source.strings.push((line, inside));
        self.keep(1);
        self.blank(hashes);
    }

    /// A character literal is blanked, a lifetime is kept.
    fn quote(&mut self) {
        if self.peek(1) == Some('\\') {
            self.blank(3);
            while self.peek(0).is_some_and(|c| c != '\'' && c != '\n') {
                self.blank(1);
            }
            self.blank(1);
        } else if self.peek(2) == Some('\'') {
            self.blank(3);
        } else {
            self.keep(1);
        }
    }
}

#[test]
fn comments_and_literals_are_blanked_and_lines_stay() {
    let text = concat!(
        "let a = \"crate::x \\\" //\"; // crate::y\n",
        "/* crate::z /* nested */\n still */ fn f<'a>(b: &'a str) -> char { '\"' }\n",
        "let c = br#\"one \" two\"#; let d = '\\''; let e = \"end\";\n",
    );
    let source = take_apart(text);
    assert_eq!(source.code.lines().count(), 4);
    for gone in ["crate", "nested", "still", "two", "end"] {
        assert!(
            !source.code.contains(gone),
            "{gone} is left in {}",
            source.code
        );
    }
    assert!(source.code.contains("fn f<'a>(b: &'a str) -> char {"));
    let strings: Vec<_> = source.strings.iter().map(|(n, s)| (*n, &**s)).collect();
    assert_eq!(
        strings,
        [(1, "crate::x \\\" //"), (4, "one \" two"), (4, "end")]
    );
}
