//! The shop's own words.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::chinese;
use super::cities::CITIES;
use super::classes;
use super::combined;
use super::english;
use super::senses::{About, Asked, Sense};
use super::tokens::Meaning;
use super::usual::{CHANNELS, TIERS, WITHIN};
use super::words::{THING, Words};
use crate::guardrails::normalise;
use crate::ids::Language;
use crate::insights::segment::rfm::Segment;
use crate::money::Currency;

/// Something of the shop's, and what people call it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// The word it is kept under, which stands in the filter.
    pub kept: String,
    /// What it is called besides, in either language. A plural in s need not be given.
    pub names: Vec<String>,
}

impl Term {
    /// A term with what it is called besides.
    pub fn new<S: Into<String>>(
        kept: impl Into<String>,
        names: impl IntoIterator<Item = S>,
    ) -> Self {
        Self {
            kept: kept.into(),
            names: names.into_iter().map(Into::into).collect(),
        }
    }
}

/// A segment that somebody kept.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedSegment {
    /// Its names.
    pub names: Vec<String>,
    /// Its filter as JSON, which stands in the filter of the question as it is.
    pub filter: Value,
}

/// The shop's own words, beside which nothing of the shop is understood. The named RFM segments are known besides.
#[derive(Clone, Debug, PartialEq)]
pub struct Vocabulary {
    /// In which amounts are understood; one in another currency is not.
    pub currency: Currency,
    /// As the shop writes them. The other language's names of well-known ones are known besides.
    pub cities: Vec<Term>,
    /// Categories of products.
    pub categories: Vec<Term>,
    /// Brands of products.
    pub brands: Vec<Term>,
    /// Channels of orders. The usual ones are known besides.
    pub channels: Vec<Term>,
    /// Tags of members.
    pub tags: Vec<Term>,
    /// Tiers, without the one that everybody begins in, in which the column is empty.
    pub tiers: Vec<Term>,
    /// Campaigns, by their keys.
    pub campaigns: Vec<Term>,
    /// Kept segments.
    pub segments: Vec<SavedSegment>,
}

impl Vocabulary {
    /// The same condition with every spelling that the shop has of a city: 上海 and Shanghai are one.
    pub(super) fn spelt(&self, condition: Value) -> Value {
        match condition {
            Value::Object(mut fields) if fields.get("column") == Some(&Value::from("city")) => {
                let named = match (fields.remove("is"), fields.get("one_of")) {
                    (Some(city), _) => vec![city],
                    (None, Some(Value::Array(cities))) => cities.clone(),
                    (None, _) => return Value::Object(fields),
                };
                let mut spelt: Vec<Value> = Vec::new();
                for city in named {
                    let others = city.as_str().map(|city| self.spellings(city));
                    for spelling in others.into_iter().flatten().map(Value::from) {
                        if !spelt.contains(&spelling) {
                            spelt.push(spelling);
                        }
                    }
                }
                match spelt.as_slice() {
                    [one] => fields.insert("is".to_owned(), one.clone()),
                    _ => fields.insert("one_of".to_owned(), spelt.into()),
                };
                if fields.contains_key("is") {
                    fields.remove("one_of");
                }
                Value::Object(fields)
            }
            Value::Object(fields) => fields
                .into_iter()
                .map(|(name, value)| (name, self.spelt(value)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            Value::Array(items) => items.into_iter().map(|item| self.spelt(item)).collect(),
            other => other,
        }
    }

    /// A city as it was named, and as the shop writes it besides.
    fn spellings(&self, city: &str) -> Vec<String> {
        let normal = |city: &str| normalise(city.trim_end_matches('市'));
        let named = normal(city);
        let pairs = CITIES
            .iter()
            .filter(|(english, chinese)| named == *english || named == normalise(chinese));
        let same: Vec<String> = pairs
            .flat_map(|(english, chinese)| [(*english).to_owned(), normalise(chinese)])
            .collect();
        let others = self.cities.iter().map(|term| term.kept.clone());
        let others = others.filter(|kept| kept != city && same.contains(&normal(kept)));
        std::iter::once(city.to_owned()).chain(others).collect()
    }
}

/// Something of the shop's that a question names.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Named {
    /// A word of a column that holds one word: a city, a tier, an RFM segment.
    Word(&'static str, String),
    /// Any of several words of a column: 北上广深, "gold and above".
    Words(&'static str, Vec<String>),
    Tag(String),
    /// A campaign that somebody was sent, by its key.
    Campaign(String),
    /// What is bought of or through, `category`, `brand` or `channel`, and its name.
    Goods(&'static str, String),
    /// A kept segment's filter.
    Saved(Value),
}

/// What a word of a question means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    Sense(Sense),
    Named(Named),
}

/// Every word that is known.
pub(super) struct Lexicon {
    /// The shop's own, which go first.
    shop: Words,
    /// The tiers, from the lowest to the highest.
    tiers: Vec<String>,
    /// The city that is called as a thing is, as the shop writes it.
    bath: Option<String>,
    /// The keys of campaigns by their names in normal form.
    campaigns: HashMap<String, String>,
}

/// A campaign's name with blanks between its words.
fn spaced(name: &str) -> String {
    normalise(name).replace(['-', '_'], " ")
}

/// The words of both languages, and after them the named RFM segments, among which there are everyday words such as
/// "new".
static LANGUAGE: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    for (sense, all) in english::WORDS.iter().chain(chinese::WORDS) {
        for word in *all {
            words.add(word, &Entry::Sense(ever(*sense, word)));
        }
        // "The last order" of "last order".
        if matches!(sense, Sense::About(About::LastOrder | About::LastVisit)) {
            for word in all.iter().filter(|word| word.starts_with("last ")) {
                words.add(&format!("the {word}"), &Entry::Sense(*sense));
                words.add(&format!("their {word}"), &Entry::Sense(*sense));
            }
        }
    }
    for (sense, parts) in combined::COMBINED {
        for word in combined::together(parts) {
            words.add(&word, &Entry::Sense(*sense));
        }
    }
    for (kept, names) in CHANNELS {
        let entry = Entry::Named(Named::Goods("channel", (*kept).to_owned()));
        for name in std::iter::once(kept).chain(*names) {
            words.add(name, &entry);
        }
    }
    // In a shop that tags nobody so, nobody is one.
    for word in ["vip", "vips", "vip会员", "vip客户", "贵宾"] {
        words.add(word, &Entry::Named(Named::Tag("vip".to_owned())));
    }
    let loyal = Entry::Named(Named::Word("rfm", Segment::Loyal.key().to_owned()));
    words.add("loyalists", &loyal);
    // 沉睡 alone is said of whoever has not ordered for long.
    let asleep = Entry::Named(Named::Word("rfm", Segment::Hibernating.key().to_owned()));
    words.add("沉睡会员", &asleep);
    words.add("沉睡的会员", &asleep);
    for segment in Segment::ALL {
        let entry = Entry::Named(Named::Word("rfm", segment.key().to_owned()));
        for name in segment_names(segment) {
            words.add(&name, &entry);
            words.add(&name.replace(' ', "-"), &entry);
            words.add(&format!("rfm {name}"), &entry);
        }
        let english = segment.name(Language::English);
        words.add(english.trim_end_matches('s'), &entry);
    }
    words
});

/// Who never ordered did not in any time, whatever time stands beside it; who did not order may have before.
fn ever(sense: Sense, word: &str) -> Sense {
    let none = Sense::Ready("orders", Asked::Is(0.0));
    let at_any_time = word.starts_with('从') || word.starts_with("never ");
    if sense == none && at_any_time {
        Sense::Ready("orders", Asked::Never)
    } else {
        sense
    }
}

/// The shop's own channel that is called so.
fn own_channel<'v>(channels: &'v [Term], kept: &str, names: &[&str]) -> Option<&'v Term> {
    channels.iter().find(|term| {
        let own = normalise(&term.kept);
        own == kept || names.contains(&own.as_str())
    })
}

/// What a named segment is called, in normal form.
fn segment_names(segment: Segment) -> Vec<String> {
    let chinese = segment.name(Language::Chinese);
    let english = segment.name(Language::English);
    let short = chinese.trim_end_matches("会员");
    let parts = english.split(" or ").chain(chinese.split('或'));
    let names = [english, chinese, short].into_iter().chain(parts);
    names.map(normalise).collect()
}

impl Lexicon {
    /// The words of both languages and of the shop.
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let mut shop = Words::default();
        for segment in &vocabulary.segments {
            for name in &segment.names {
                shop.add(name, &Entry::Named(Named::Saved(segment.filter.clone())));
            }
        }
        let word = |column| move |kept: &str| Named::Word(column, kept.to_owned());
        shop.terms(&vocabulary.tiers, word("tier"));
        shop.terms(&vocabulary.tags, |kept| Named::Tag(kept.to_lowercase()));
        shop.terms(&vocabulary.categories, |kept| {
            Named::Goods("category", kept.to_owned())
        });
        shop.terms(&vocabulary.brands, |kept| {
            Named::Goods("brand", kept.to_owned())
        });
        shop.terms(&vocabulary.channels, |kept| {
            Named::Goods("channel", kept.to_owned())
        });
        // A channel that the shop writes otherwise is called the same.
        for (kept, names) in CHANNELS {
            let all = || std::iter::once(kept).chain(*names);
            let own = own_channel(&vocabulary.channels, kept, names).or_else(|| {
                let within = CHANNELS.iter().find(|(other, _)| *other == WITHIN.1)?;
                let inside = *kept == WITHIN.0;
                inside.then(|| own_channel(&vocabulary.channels, within.0, within.1))?
            });
            let Some(own) = own else { continue };
            let entry = Entry::Named(Named::Goods("channel", own.kept.clone()));
            for name in all() {
                shop.add(name, &entry);
            }
        }
        // So is a tier.
        for (kept, names) in TIERS {
            let own = vocabulary.tiers.iter().find(|term| {
                let mut all = std::iter::once(&term.kept).chain(&term.names);
                all.any(|name| normalise(name) == *kept)
            });
            let Some(own) = own else { continue };
            let entry = Entry::Named(Named::Word("tier", own.kept.clone()));
            for name in *names {
                shop.add(name, &entry);
                shop.add(&format!("{name}会员"), &entry);
            }
        }
        shop.terms(&vocabulary.cities, word("city"));
        shop.cities(&vocabulary.cities);
        // What the shop and the language have words for keeps their meaning.
        for (word, kept) in classes::called(&vocabulary.categories) {
            let entry = Entry::Named(Named::Goods("category", kept));
            if !LANGUAGE.entries.contains_key(word) {
                shop.add(word, &entry);
                shop.inflected(word, &entry);
            }
        }
        let names = |term: &Term| {
            let all = std::iter::once(&term.kept).chain(&term.names);
            all.map(|name| (spaced(name), term.kept.clone()))
                .collect::<Vec<_>>()
        };
        let campaigns = vocabulary.campaigns.iter().flat_map(names).collect();
        let tiers = vocabulary
            .tiers
            .iter()
            .map(|term| term.kept.clone())
            .collect();
        shop.several();
        let bath = vocabulary
            .cities
            .iter()
            .find(|term| normalise(&term.kept) == THING)
            .map(|term| term.kept.clone());
        Self {
            shop,
            tiers,
            bath,
            campaigns,
        }
    }

    /// Makes the city of the thing where it stands with another city or behind "in": "Bristol or Bath".
    pub(super) fn bath(&self, text: &str, found: &mut [(usize, usize, Meaning)]) {
        let Some(city) = &self.bath else { return };
        let is_city = |meaning: &Meaning| {
            matches!(
                meaning,
                Meaning::Named(Named::Word("city", _) | Named::Words("city", _))
            )
        };
        for at in 1..found.len() {
            let word = &text[found[at].0..found[at].1];
            if word != THING || is_city(&found[at].2) {
                continue;
            }
            let before = &found[at - 1];
            let listed = at > 1
                && is_city(&found[at - 2].2)
                && matches!(
                    before.2,
                    Meaning::Mark | Meaning::Sense(Sense::Or | Sense::And)
                );
            let followed = matches!(
                found.get(at + 1).map(|next| &next.2),
                Some(Meaning::Mark | Meaning::Sense(Sense::Or | Sense::And))
            ) && found.get(at + 2).is_some_and(|next| is_city(&next.2));
            let places = ["in", "from", "near", "around", "outside", "except"];
            let within = places.contains(&&text[before.0..before.1]);
            if listed || followed || within {
                found[at].2 = Meaning::Named(Named::Word("city", city.clone()));
            }
        }
    }

    /// A tier and those above it; nothing where there is no such tier.
    pub(super) fn tiers_from(&self, tier: &str) -> Option<Vec<String>> {
        let at = self.tiers.iter().position(|kept| kept == tier)?;
        Some(self.tiers[at..].to_vec())
    }

    /// The key of a campaign that somebody names; the name itself where the shop has none.
    pub(super) fn campaign(&self, name: &str) -> String {
        let spaced = spaced(name);
        let known = self.campaigns.get(&spaced);
        known.map_or_else(|| spaced.replace(' ', "-"), String::clone)
    }

    /// The key of a campaign that the shop has by this name.
    pub(super) fn known_campaign(&self, name: &str) -> Option<String> {
        self.campaigns.get(&spaced(name.trim())).cloned()
    }

    /// The RFM segment that `rest` of a `text` begins with, where the text speaks of segments.
    pub(super) fn segment(text: &str, rest: &str) -> Option<(usize, &'static str)> {
        if !["rfm", "分群", "segment"]
            .iter()
            .any(|word| text.contains(word))
        {
            return None;
        }
        let named = Segment::ALL.into_iter().filter_map(|segment| {
            let names = segment_names(segment);
            let length = names.iter().filter(|name| rest.starts_with(name.as_str()));
            Some((length.map(String::len).max()?, segment.key()))
        });
        named.max_by_key(|(length, _)| *length)
    }

    /// The longest word that `text` begins with, and how long it is. A word in Latin letters ends where they end.
    pub(super) fn longest(&self, text: &str) -> Option<(usize, &Entry)> {
        let longest = self.shop.longest.max(LANGUAGE.longest);
        let end = longest.min(text.len());
        (1..=end).rev().find_map(|length| {
            let word = text.get(..length)?;
            let shop = self.shop.entries.get(word);
            let entry = shop.or_else(|| LANGUAGE.entries.get(word))?;
            let latin = |c: char| c.is_ascii_alphanumeric();
            let cut = word.ends_with(latin) && text[length..].starts_with(latin);
            (!cut && !goes_on(word, entry, &text[length..])).then_some((length, entry))
        })
    }

    /// What a word in Latin letters that is not known was meant to be: the one known word that a slip or, in a long
    /// word, two make it of. Words that say nothing are not meant, or "staff" would be "stuff" and pass unsaid.
    pub(super) fn meant(&self, word: &str) -> Option<&Entry> {
        let most = match word.len() {
            0..=3 => return None,
            4..=8 => 1,
            _ => 2,
        };
        let mut best: Option<(usize, &Entry)> = None;
        let mut sure = true;
        for (known, entry) in self.shop.entries.iter().chain(&LANGUAGE.entries) {
            let alike = known.len().abs_diff(word.len()) <= most
                && known.as_bytes().first() == word.as_bytes().first()
                && known.is_ascii()
                && *entry != Entry::Sense(Sense::Filler);
            if !alike {
                continue;
            }
            let slips = strsim::osa_distance(known, word);
            // "Dyas", but "form" is no "from": two letters of four can be swapped in a noun or a verb.
            let says = matches!(entry, Entry::Sense(Sense::About(_) | Sense::Unit(_)));
            if word.len() == 4 && !(says && known.len() == 4) {
                continue;
            }
            // "older" is no slip of "order": in a short word a letter is left out, doubled or swapped, not another one.
            if word.len() < 7 && known.len() == word.len() && !swapped(known, word) {
                continue;
            }
            match best {
                _ if slips > most => {}
                Some((fewest, _)) if slips > fewest => {}
                Some((fewest, other)) if slips == fewest => sure &= other == entry,
                _ => (best, sure) = (Some((slips, entry)), true),
            }
        }
        best.filter(|_| sure).map(|(_, entry)| entry)
    }
}

/// Whether two words have the same letters.
fn swapped(one: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<u8> = word.bytes().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one) == sorted(other)
}

/// Whether "or less" is the beginning of "or less than 50" rather than the end of "50 or less".
fn goes_on(word: &str, entry: &Entry, rest: &str) -> bool {
    // 高于0 is not the beginning of 高于0.5.
    let digit = |c: char| c.is_ascii_digit();
    let decimal = rest.strip_prefix('.').unwrap_or_default();
    if word.ends_with(digit) && decimal.starts_with(digit) {
        return true;
    }
    // "We can't" is not "we can".
    if rest.starts_with("'t") {
        return true;
    }
    // 流失风险大于 compares, although 流失风险大 is a word.
    if rest.starts_with('于') && word.ends_with(['大', '高', '低', '小', '多', '少']) {
        return true;
    }
    // 不下单 orders nothing, 不下10单 is ten at least.
    if word == "不下" && rest.starts_with('单') {
        return true;
    }
    // 消费过三千 is over so much.
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百千万两半".contains(c);
    if word == "消费过" && rest.starts_with(numeral) && !rest.starts_with(|c| "一两".contains(c))
    {
        return true;
    }
    // 买家纺 buys textiles.
    if word.ends_with("买家") && rest.starts_with(['纺', '具', '居', '电', '饰']) {
        return true;
    }
    let number = |c: char| c.is_ascii_digit() || matches!(c, '£' | '$' | '€' | '¥');
    matches!(entry, Entry::Sense(Sense::Behind(_)))
        && word.contains(' ')
        && rest
            .strip_prefix(' ')
            .is_some_and(|rest| rest.starts_with("than ") || rest.starts_with(number))
}
