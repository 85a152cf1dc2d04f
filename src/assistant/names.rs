//! What the titles of the goods hold: which words, and how many articles share them.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::catalog::Product;
use crate::guardrails::{normalise, pattern};
use crate::ids::{ProductKey, has_chinese, is_chinese};

/// A title is singled out by words that weigh at least so much: two that a tenth of the titles share, or one that
/// hardly any other has.
const TELLING: f32 = 4.0;
/// One word is enough in a message of no more than so many.
const SHORT: usize = 4;
/// And by so much more than the next best.
const MARGIN: f32 = 1.15;

/// The titles of all goods, to be asked what they hold.
#[derive(Clone, Debug, Default)]
pub struct Titles {
    /// The words of the English titles in singular, each with the titles that hold it, in rising order.
    english: HashMap<String, Vec<u32>>,
    /// The Chinese titles.
    chinese: Vec<String>,
    /// The goods, by the number of their titles.
    keys: Vec<ProductKey>,
    /// What every title is told by, of both languages: words, and pairs of Chinese characters; each with the titles
    /// that hold it, in rising order.
    parts: HashMap<String, Vec<u32>>,
}

impl Titles {
    /// Reads the titles of `products`.
    pub fn new<'a>(products: impl Iterator<Item = &'a Product>) -> Self {
        let mut titles = Self::default();
        for (number, product) in (0..).zip(products) {
            let english = product.title.english.as_deref().unwrap_or_default();
            let chinese = product.title.chinese.as_deref().unwrap_or_default();
            titles.keys.push(product.key.clone());
            for part in parts(english).into_iter().chain(parts(chinese)) {
                let holding = titles.parts.entry(part).or_default();
                if holding.last() != Some(&number) {
                    holding.push(number);
                }
            }
            for word in normalise(english).split(|c: char| !c.is_alphanumeric()) {
                let holding = titles.english.entry(singular(word)).or_default();
                if holding.last() != Some(&number) {
                    holding.push(number);
                }
            }
            titles.chinese.push(normalise(chinese));
        }
        titles.english.remove("");
        titles
    }

    /// How many titles hold all of `name`, in either language.
    #[must_use]
    pub(super) fn sharing(&self, name: &str) -> usize {
        let words: Vec<&str> = name.split_whitespace().collect();
        self.holding(&words) + self.holding_chinese(&[name])
    }

    /// How many English titles hold every one of `words`, in singular or plural.
    #[must_use]
    pub(super) fn holding(&self, words: &[&str]) -> usize {
        let mut holding: Vec<&[u32]> = Vec::with_capacity(words.len());
        for word in words {
            match self.english.get(&singular(word)) {
                Some(titles) => holding.push(titles),
                None => return 0,
            }
        }
        holding.sort_unstable_by_key(|titles| titles.len());
        let Some((fewest, others)) = holding.split_first() else {
            return 0;
        };
        fewest
            .iter()
            .filter(|title| others.iter().all(|held| held.binary_search(title).is_ok()))
            .count()
    }

    /// How many Chinese titles hold every one of `parts`. A part of one character must end a word of the
    /// title, as 杯 ends 马克杯: there it says what the thing is.
    #[must_use]
    pub(super) fn holding_chinese(&self, parts: &[&str]) -> usize {
        let holds = |title: &&String| {
            parts.iter().all(|part| {
                let one = part.chars().count() == 1;
                let follows = |at: usize| title[at + part.len()..].chars().next();
                title
                    .match_indices(part)
                    .any(|(at, _)| !one || !follows(at).is_some_and(is_chinese))
            })
        };
        match parts {
            [] => 0,
            _ => self.chinese.iter().filter(holds).count(),
        }
    }

    /// The one article that `message` tells apart from all others by the words of its title, where there is one. Only those
    /// `among` which the choice is, where it is among some; then less is enough. `alone` says whether a single word of
    /// a short message may be.
    #[must_use]
    pub(super) fn singled_out(
        &self,
        message: &str,
        among: Option<&[ProductKey]>,
        alone: bool,
    ) -> Option<&ProductKey> {
        let said = parts(message).len();
        let weighed = self.weighed(message, among);
        let (best, weight, words) = weighed.first()?;
        let next = weighed.get(1).map_or(0.0, |(_, weight, _)| *weight);
        // One rare word in a long message is there by chance: "if the cat chews on it".
        let enough = *words > 1 || (alone && said <= SHORT);
        let telling = among.is_some() || (*weight >= TELLING && enough);
        (telling && *weight > next * MARGIN).then_some(*best)
    }

    /// Whether `words` say anything of the title of this article; 杯子 is what titles call 杯.
    #[must_use]
    pub(super) fn says(&self, words: &str, article: &ProductKey) -> bool {
        let ending = words.trim_end_matches(['子', '儿']);
        let place = self.keys.iter().position(|key| key == article);
        let held = place.and_then(|place| self.chinese.get(place));
        let in_chinese = !ending.is_ascii() && held.is_some_and(|title| title.contains(ending));
        let said = self.weighed(words, Some(std::slice::from_ref(article)));
        in_chinese || !said.is_empty()
    }

    /// The articles whose titles `message` says most of, at most `limit`.
    #[must_use]
    pub(super) fn nearest(&self, message: &str, limit: usize) -> Vec<ProductKey> {
        let weighed = self.weighed(message, None).into_iter();
        let telling = weighed.filter(|(_, weight, words)| *weight >= TELLING && *words > 1);
        telling.take(limit).map(|(key, _, _)| key.clone()).collect()
    }

    /// The articles by how much of their titles `message` says: what that weighs, and of how many words. The most first.
    fn weighed(
        &self,
        message: &str,
        among: Option<&[ProductKey]>,
    ) -> Vec<(&ProductKey, f32, usize)> {
        let mut weights: HashMap<u32, (f32, usize)> = HashMap::new();
        for part in parts(message) {
            let Some(holding) = self.parts.get(&part) else {
                continue;
            };
            #[allow(clippy::cast_precision_loss, reason = "counts of titles")]
            let rarity = (self.keys.len() as f32 / holding.len() as f32).ln();
            // A word tells more than a pair of characters: 保温杯 has two of them.
            let weight = if has_chinese(&part) {
                rarity * 0.7
            } else {
                rarity
            };
            for number in holding {
                let entry = weights.entry(*number).or_default();
                *entry = (entry.0 + weight, entry.1 + 1);
            }
        }
        let weights = weights.into_iter();
        let mut weighed: Vec<(&ProductKey, f32, usize)> = weights
            .filter_map(|(number, (weight, words))| {
                let key = self.keys.get(number as usize)?;
                let meant = among.is_none_or(|among| among.contains(key));
                meant.then_some((key, weight, words))
            })
            .collect();
        weighed.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(other.0)));
        weighed
    }
}

/// A number with its unit: 4升, "18 cm".
static NUMBERED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(\d+(?:\.\d+)?) ?([a-z]{1,6}|[\p{Han}])"));

/// What a text is told by: its words in singular, numbers with what stands right behind them, and every two Chinese
/// characters that stand together.
fn parts(text: &str) -> HashSet<String> {
    const SMALL: &[&str] = &[
        "a", "an", "and", "are", "at", "by", "can", "do", "does", "for", "from", "go", "have",
        "how", "i", "in", "is", "it", "me", "my", "not", "of", "on", "one", "or", "that", "the",
        "this", "to", "what", "which", "with", "you", "your",
    ];
    let text = normalise(text);
    let mut found = HashSet::new();
    for word in text.split(|c: char| !c.is_alphanumeric() || is_chinese(c)) {
        if word.len() > 1 && !SMALL.contains(&word) {
            found.insert(singular(word));
        }
    }
    for number in NUMBERED.captures_iter(&text) {
        found.insert(format!("{}{}", &number[1], &number[2]));
    }
    let characters: Vec<char> = text.chars().collect();
    for pair in characters.windows(2) {
        if pair.iter().all(|c| is_chinese(*c)) {
            found.insert(pair.iter().collect());
        }
    }
    found
}

fn singular(word: &str) -> String {
    let stem = word
        .strip_suffix('s')
        .filter(|stem| stem.len() > 2 && !stem.ends_with('s'));
    stem.unwrap_or(word).to_owned()
}
