//! Which products a sentence names, and which of them a number belongs to.

use std::collections::{HashMap, HashSet};

use super::Case;
use super::books::{SMALL_WORDS, singular};
use super::text::{blank, pattern};

/// English words that describe rather than name, even where one title alone has them.
const PLAIN_WORDS: [&str; 36] = [
    "green",
    "white",
    "red",
    "blue",
    "evening",
    "aged",
    "sleepy",
    "handle",
    "scented",
    "unscented",
    "paper",
    "moon",
    "string",
    "dotted",
    "pocket",
    "fine",
    "check",
    "stacking",
    "wooden",
    "body",
    "hand",
    "dark",
    "linen",
    "insulated",
    "commuter",
    "rechargeable",
    "camping",
    "quilted",
    "misty",
    "hill",
    "glaze",
    "scarf",
    "peel",
    "gauze",
    "light",
    "chocolate",
];

/// Chinese pairs of the same kind.
const PLAIN_PAIRS: [&str; 20] = [
    "充电", "棉质", "带盖", "无香", "加厚", "隔热", "轻量", "通勤", "身体", "床头", "红格", "收纳",
    "口袋", "木制", "装礼", "保温", "不锈", "锈钢", "山茶", "手套",
];

/// Products named at one place of a sentence; several where the words fit several.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// Where the name begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Rows of the products it may mean.
    pub products: Vec<usize>,
    /// How many of a title's words it holds.
    weight: usize,
}

/// The products that a sentence names, in their order.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    /// Each place.
    pub places: Vec<Mention>,
}

/// A word, or two neighbouring Chinese characters, and where it stands.
struct Token {
    word: String,
    start: usize,
    end: usize,
}

/// Whether `c` is a Chinese character.
pub(super) fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

impl Mentions {
    /// Finds the products named in `text`; keys are blanked out of it.
    pub(super) fn find(text: &mut String, case: &Case<'_>) -> Self {
        let mut places = keys(text, case);
        let lower = text.to_ascii_lowercase();
        places.extend(whole_titles(&lower, case));
        places.extend(partial(&english_tokens(&lower), &lower, 2, case));
        places.extend(partial(&chinese_tokens(&lower), &lower, 2, case));
        let mut mentions = Self {
            places: resolve(places, case),
        };
        if mentions.places.is_empty() {
            mentions.places = resolve(single(&lower, case), case);
        }
        mentions
    }

    /// Rows of all products named.
    pub(super) fn products(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = self
            .places
            .iter()
            .flat_map(|place| place.products.iter().copied())
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// The products that what stands at `start..end` of `text` is about: those named since the number
    /// before it (`numbers` holds where numbers begin), or right behind it ("¥39.90 for the mug").
    pub(super) fn about(
        &self,
        text: &str,
        start: usize,
        end: usize,
        numbers: &[usize],
    ) -> Vec<usize> {
        if let Some(inside) = self
            .places
            .iter()
            .find(|place| place.start < end && place.end > start)
        {
            return inside.products.clone();
        }
        let next = self.places.iter().find(|place| place.start >= end);
        if let Some(next) = next {
            let between = &text[end..next.start];
            let bound = pattern!(
                r"(?i)^\s*(?:for|of|on|at|in)?(?: (?:the|our|a|an|this))?\s*$|^.{0,6}的[^,、;]{0,6}$"
            );
            if !between.is_empty() && bound.is_match(between) {
                return next.products.clone();
            }
        }
        // "This one is sold out, but the lantern ...": what was shown before is meant.
        let points = pattern!(r"(?i)\b(?:it|this|that)(?: one)?\b|[这那][款个件]|它");
        let next = next.filter(|next| !points.is_match(&text[..start.min(next.start)]));
        let before: Vec<&Mention> = self
            .places
            .iter()
            .filter(|place| place.end <= start)
            .collect();
        let Some(last) = before.last() else {
            return next.map(|place| place.products.clone()).unwrap_or_default();
        };
        // "A and B cost x and y": all that were named since the last number in front of them.
        let boundary = numbers
            .iter()
            .copied()
            .filter(|number| *number < last.start)
            .max();
        let group = before
            .iter()
            .filter(|place| boundary.is_none_or(|at| place.start > at));
        group
            .flat_map(|place| place.products.iter().copied())
            .collect()
    }
}

/// Products named by their keys, which are blanked out.
fn keys(text: &mut String, case: &Case<'_>) -> Vec<Mention> {
    let found: Vec<Mention> = pattern!(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
        .find_iter(text)
        .filter(|word| word.as_str().bytes().any(|b| b.is_ascii_digit()) && word.len() >= 5)
        .filter_map(|word| {
            let row = case.facts.row_of_key(word.as_str())?;
            Some(Mention {
                start: word.start(),
                end: word.end(),
                products: vec![row],
                weight: 100,
            })
        })
        .collect();
    for mention in &found {
        blank(text, mention.start, mention.end);
    }
    found
}

/// Products named by a whole title.
fn whole_titles(lower: &str, case: &Case<'_>) -> Vec<Mention> {
    let goods = case.facts.goods.iter().enumerate();
    // A title's size or count is often left out: 无香柱形蜡烛 for 无香柱形蜡烛 15厘米.
    let short = |title: &str| title.split(' ').next().unwrap_or_default().to_owned();
    let both = |title: &String| {
        let chinese = title.contains(is_chinese).then(|| short(title));
        [Some(title.clone()), chinese].into_iter().flatten()
    };
    goods
        .flat_map(|(row, good)| {
            good.titles
                .iter()
                .flat_map(both)
                .map(move |title| (row, title))
        })
        .filter(|(_, title)| title.len() >= 4)
        .filter_map(|(row, title)| {
            let start = lower.find(title.as_str())?;
            let end = start + title.len();
            Some(Mention {
                start,
                end,
                products: vec![row],
                weight: 100 + title.len(),
            })
        })
        .collect()
}

fn english_tokens(lower: &str) -> Vec<Token> {
    pattern!(r"[a-z][a-z'+-]*")
        .find_iter(lower)
        .map(|word| Token {
            word: singular(word.as_str()),
            start: word.start(),
            end: word.end(),
        })
        .collect()
}

fn chinese_tokens(lower: &str) -> Vec<Token> {
    let characters: Vec<(usize, char)> = lower.char_indices().collect();
    characters
        .windows(2)
        .filter(|pair| pair.iter().all(|(_, c)| is_chinese(*c)))
        .map(|pair| Token {
            word: pair.iter().map(|(_, c)| *c).collect(),
            start: pair[0].0,
            end: pair[1].0 + pair[1].1.len_utf8(),
        })
        .collect()
}

/// Places where at least `least` different words of one title stand together.
fn partial(tokens: &[Token], lower: &str, least: usize, case: &Case<'_>) -> Vec<Mention> {
    let mut open: HashMap<usize, (Mention, HashSet<&str>)> = HashMap::new();
    let mut found = Vec::new();
    for token in tokens {
        for &row in case.facts.with_word(&token.word) {
            let together = open.get(&row).is_some_and(|(mention, _)| {
                mention.end >= token.start || joins(&lower[mention.end..token.start])
            });
            let fresh = || {
                (
                    Mention {
                        start: token.start,
                        end: token.end,
                        products: vec![row],
                        weight: 0,
                    },
                    HashSet::new(),
                )
            };
            if !together && let Some((mention, words)) = open.remove(&row) {
                close(mention, words.len(), least, &mut found);
            }
            let (mention, words) = open.entry(row).or_insert_with(fresh);
            mention.end = token.end;
            words.insert(&token.word);
        }
    }
    for (mention, words) in open.into_values() {
        close(mention, words.len(), least, &mut found);
    }
    found
}

fn close(mut mention: Mention, words: usize, least: usize, found: &mut Vec<Mention>) {
    mention.weight = words;
    if words >= least {
        found.push(mention);
    }
}

/// Whether two words of a title still belong together with `between` between them.
fn joins(between: &str) -> bool {
    let chinese = between.chars().count() <= 2 && between.chars().all(is_chinese);
    let mut words = between
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let small = |word: &str| SMALL_WORDS.contains(&word) && !matches!(word, "is" | "our" | "or");
    let broken = between
        .chars()
        .any(|c| !c.is_ascii_alphanumeric() && !c.is_whitespace() && !"&-+".contains(c));
    chinese || (!broken && words.clone().count() <= 1 && words.all(small))
}

/// Products named by one word that no other title has: "the Longjing", "龙井还有24件".
fn single(lower: &str, case: &Case<'_>) -> Vec<Mention> {
    let mut found = Vec::new();
    for token in english_tokens(lower) {
        let rows = case.facts.with_word(&token.word);
        let told =
            pattern!(r"(?:^|\b(?:the|our|this|that|your) )\W*$").is_match(&lower[..token.start]);
        if rows.len() == 1
            && token.word.len() >= 4
            && told
            && !PLAIN_WORDS.contains(&token.word.as_str())
        {
            found.push(mention_of(&token, rows[0]));
        }
    }
    for token in chinese_tokens(lower) {
        let rows = case.facts.with_word(&token.word);
        if rows.len() == 1 && !PLAIN_PAIRS.contains(&token.word.as_str()) {
            found.push(mention_of(&token, rows[0]));
        }
    }
    // One word is a weak sign: where its product was not shown, the cards that were are meant too.
    for mention in &mut found {
        if !case.shown.contains(&mention.products[0]) {
            mention.products.extend(&case.shown);
        }
    }
    found
}

fn mention_of(token: &Token, row: usize) -> Mention {
    Mention {
        start: token.start,
        end: token.end,
        products: vec![row],
        weight: 1,
    }
}

/// Where several products fit one place, those that fit most of it; of equals those that were shown.
fn resolve(mut found: Vec<Mention>, case: &Case<'_>) -> Vec<Mention> {
    found.sort_by_key(|mention| {
        (
            std::cmp::Reverse(mention.weight),
            mention.start,
            mention.products[0],
        )
    });
    let mut kept: Vec<Mention> = Vec::new();
    for mention in found {
        let overlap = kept
            .iter_mut()
            .find(|other| mention.start < other.end && other.start < mention.end);
        match overlap {
            Some(other) if other.weight == mention.weight => {
                other.products.extend(mention.products);
            }
            Some(_) => {}
            None => kept.push(mention),
        }
    }
    for mention in &mut kept {
        mention.products.sort_unstable();
        mention.products.dedup();
        let shown: Vec<usize> = mention
            .products
            .iter()
            .copied()
            .filter(|row| case.shown.contains(row))
            .collect();
        if !shown.is_empty() {
            mention.products = shown;
        }
    }
    kept.sort_by_key(|mention| mention.start);
    kept
}
