//! Everything in a text that the evidence does not bear out, each with its place.
//!
//! [`super::check`] tells of a sentence of the model only that it does not pass, and of whose record each number is said.
//! What a person writes is freer: it is one text of many sentences, and rests on all that was looked up and shown. So a
//! number passes here that any of the records holds, by the same reading of numbers, or that one of the texts has.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::{Evidence, Fact, Record, Subject};
use crate::ids::OrderNumber;

use super::lexicon::Lexicon;
use super::measures::holds_measure;
use super::named::{called, is_part_of_a_name};
use super::naming::namings;
use super::numbers::{Kind, Mention, mentions};
use super::outbound::{ORDER_NUMBER, Speech, View, blank, holds_number};
use super::text::{Placed, normalise, pattern};
use super::{progress, stock};

/// What a text rests on.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// What was looked up.
    pub evidence: &'a Evidence,
    /// What was shown or settled, in words.
    pub texts: &'a [String],
    /// The names of all goods.
    pub lexicon: &'a Lexicon,
}

/// What kind of thing is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// An amount of money.
    Amount,
    /// A day, or how long something takes.
    Date,
    /// Per cent, or 折.
    Discount,
    /// So many pieces on the shelf, or that there are some or none.
    Stock,
    /// The number of an order, a telephone, anything that names something by digits.
    Key,
    /// Any other number.
    Number,
    /// An article.
    Name,
    /// How far an order is.
    State,
    /// A web or mail address.
    Link,
}

/// Something claimed that nothing bears out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ungrounded {
    /// What kind of thing.
    pub what: Claimed,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"https?://[^\s，。；！？、）)】》]+|\bwww\.[^\s，。；！？、）)】》]+|[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+",
        r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|shop|store|app|io|ly|cc|xyz|top|co|uk|de|info|link|site|vip)\b(?:/[^\s，。；！？、）)】》]*)?",
    ))
});

static WHOLE_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?",
        r"|(?P<m2>\d{1,2})\s*月\s*(?P<d2>\d{1,2})\s*[日号]?",
        r"|\b(?P<d3>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<n3>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:,?\s+(?P<y3>\d{4}))?",
        r"|\b(?P<n4>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?P<d4>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<y4>\d{4}))?\b",
    ))
});

/// What makes a number one of a list: its place at the front of a line.
static LIST_MARK: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*[.)、：:]\s*\D"));

/// A day of the calendar: the year where it is said, month and day.
type Day = (Option<u32>, u32, u32);

/// The days in a (normalised) text with their places.
fn days(text: &str) -> Vec<(Range<usize>, Day)> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let read = |found: &regex::Captures<'_>| {
        let number = |names: &[&str]| {
            let part = names.iter().find_map(|name| found.name(name))?;
            part.as_str().parse::<u32>().ok()
        };
        let named = found.name("n3").or(found.name("n4"));
        let month = match named {
            Some(name) => {
                let place = MONTHS.iter().position(|month| *month == name.as_str())?;
                u32::try_from(place).ok()? + 1
            }
            None => number(&["m", "m2"])?,
        };
        let day = number(&["d", "d2", "d3", "d4"])?;
        let likely = (1..=12).contains(&month) && (1..=31).contains(&day);
        likely.then_some((number(&["y", "y3", "y4"]), month, day))
    };
    let found = WHOLE_DATE.captures_iter(text);
    found
        .filter_map(|found| Some((found.get(0)?.range(), read(&found)?)))
        .collect()
}

/// Where web and mail addresses stand in a (normalised) text.
#[must_use]
pub fn link_places(text: &str) -> Vec<Range<usize>> {
    let found = LINK.find_iter(text).map(|found| {
        let words = found
            .as_str()
            .trim_end_matches(['.', ',', ';', ':', '!', '?']);
        found.start()..found.start() + words.len()
    });
    found.collect()
}

/// Everything in `text` that nothing bears out, in the order in which it stands there.
#[must_use]
pub fn ungrounded(text: &str, ground: &Ground<'_>) -> Vec<Ungrounded> {
    let placed = Placed::of(text);
    let texts: Vec<String> = ground.texts.iter().map(|text| normalise(text)).collect();
    let records = &ground.evidence.records;
    let alone = records.iter().map(|record| Evidence {
        records: vec![record.clone()],
        limits: ground.evidence.limits.clone(),
    });
    let mut search = Search {
        records,
        alone: alone.collect(),
        numbers: texts.iter().map(|text| mentions(text)).collect(),
        texts,
        ground,
        found: Vec::new(),
        orders: Vec::new(),
        masked: placed.text().to_owned(),
    };
    search.links();
    search.names(text, &placed);
    search.dates();
    search.keys();
    search.numbers();
    search.states();
    let mut found: Vec<Ungrounded> = search
        .found
        .into_iter()
        .map(|(what, range)| {
            let range = placed.original(range);
            Ungrounded {
                what,
                start: range.start,
                end: range.end,
            }
        })
        .collect();
    found.sort_by_key(|one| (one.start, one.end));
    found
}

/// A text that is searched for claims, each kind hidden once it was looked at.
struct Search<'a> {
    records: &'a [Record],
    /// Each of them as all the evidence there is.
    alone: Vec<Evidence>,
    /// Normalised.
    texts: Vec<String>,
    /// The numbers of each text.
    numbers: Vec<Vec<Mention>>,
    ground: &'a Ground<'a>,
    found: Vec<(Claimed, Range<usize>)>,
    /// The numbers of orders on record that the text names, and where.
    orders: Vec<(Range<usize>, OrderNumber)>,
    /// The normalised text without what was looked at.
    masked: String,
}

impl Search<'_> {
    fn hide(&mut self, places: &[Range<usize>]) {
        let hidden = |place: usize| places.iter().any(|range| range.contains(&place));
        self.masked = blank(&self.masked, hidden);
    }

    /// Whether one of the texts has these words.
    fn is_written(&self, words: &str) -> bool {
        self.texts.iter().any(|text| text.contains(words))
    }

    fn links(&mut self) {
        let places = link_places(&self.masked);
        for place in &places {
            if !self.is_written(&self.masked[place.clone()]) {
                self.found.push((Claimed::Link, place.clone()));
            }
        }
        self.hide(&places);
    }

    fn names(&mut self, text: &str, placed: &Placed) {
        let evidence = self.ground.evidence;
        let known = namings(&self.masked, self.records);
        for name in &known {
            if let Some(Subject::Order(number)) = self.records.get(name.record).map(|r| &r.subject)
            {
                self.orders.push((name.start..name.end, number.clone()));
            }
        }
        let mut places: Vec<Range<usize>> = known.iter().map(|name| name.start..name.end).collect();
        for (start, end) in self.ground.lexicon.names_in(&self.masked) {
            let name = &self.masked[start..end];
            let within = known.iter().any(|k| k.start <= start && end <= k.end);
            if !within && !is_part_of_a_name(name, evidence) && !self.is_written(name) {
                self.found.push((Claimed::Name, start..end));
            }
            places.push(start..end);
        }
        // A thing that is called like goods and is none of them.
        for place in called(text) {
            let words = &text[place.clone()];
            let name = normalise(words);
            if self.ground.lexicon.sounds_like_goods(&name)
                && !is_part_of_a_name(words, evidence)
                && !self.is_written(&name)
            {
                let at = placed.normalised(place);
                let (start, end) = (at.start, at.end);
                let told = places
                    .iter()
                    .any(|range| range.start < end && start < range.end);
                if !told {
                    self.found.push((Claimed::Name, start..end));
                    places.push(start..end);
                }
            }
        }
        self.hide(&places);
    }

    fn dates(&mut self) {
        let mut known: Vec<Day> = self
            .texts
            .iter()
            .flat_map(|text| days(text))
            .map(|(_, day)| day)
            .collect();
        let placed = self.records.iter().flat_map(|record| &record.facts);
        known.extend(
            placed
                .flat_map(|fact| match fact {
                    Fact::Placed(moment) => days(&moment.day()),
                    Fact::Attribute { value, .. } => days(&normalise(value)),
                    _ => Vec::new(),
                })
                .map(|(_, day)| day),
        );
        let same = |one: &Day, other: &Day| {
            let years = one.0.zip(other.0).is_none_or(|(one, other)| one == other);
            years && (one.1, one.2) == (other.1, other.2)
        };
        let said = days(&self.masked);
        for (place, day) in &said {
            if !known.iter().any(|other| same(day, other)) {
                self.found.push((Claimed::Date, place.clone()));
            }
        }
        let places: Vec<Range<usize>> = said.into_iter().map(|(place, _)| place).collect();
        self.hide(&places);
    }

    /// Numbers that name something.
    fn keys(&mut self) {
        let mut places = Vec::new();
        for found in ORDER_NUMBER.find_iter(&self.masked) {
            let rest = &self.masked[found.end()..];
            let more = rest.len()
                - rest
                    .trim_start_matches(|c: char| c == '-' || c.is_ascii_digit())
                    .len();
            let more = rest[..more].trim_end_matches('-').len();
            places.push(found.start()..found.end() + more);
        }
        for place in &places {
            let key = &self.masked[place.clone()];
            let of = |record: &Record| match &record.subject {
                Subject::Order(number) => normalise(number.as_str()) == key,
                _ => holds_number(record, key),
            };
            let part = |c: char| !(c.is_alphanumeric() || c == '-');
            let written = |text: &String| text.split(part).any(|word| word == key);
            // 10000元 is an amount.
            let amount = || {
                mentions(&self.masked).into_iter().any(|mention| {
                    place.contains(&mention.start) && !matches!(mention.kind, Kind::Plain)
                })
            };
            let order = |record: &Record| match &record.subject {
                Subject::Order(number) if of(record) => Some(number.clone()),
                _ => None,
            };
            let named = self.records.iter().find_map(order);
            let known = self.records.iter().any(of) || self.texts.iter().any(written) || amount();
            if let Some(number) = named {
                self.orders.push((place.clone(), number));
            }
            if !known {
                self.found.push((Claimed::Key, place.clone()));
            }
        }
        let told: Vec<Range<usize>> = self
            .found
            .iter()
            .filter(|(what, _)| *what == Claimed::Key)
            .map(|(_, place)| place.clone())
            .collect();
        self.hide(&told);
    }

    fn numbers(&mut self) {
        let masked = std::mem::take(&mut self.masked);
        for mention in mentions(&masked) {
            if self.is_idle(&masked, &mention) || self.holds(&masked, &mention) {
                continue;
            }
            let what = match mention.kind {
                Kind::Money(_) => Claimed::Amount,
                Kind::Discount => Claimed::Discount,
                Kind::Date => Claimed::Date,
                Kind::Stock => Claimed::Stock,
                Kind::Count | Kind::Plain => Claimed::Number,
            };
            self.found
                .push((what, mention.start..unit_end(&masked, &mention)));
        }
        self.masked = masked;
    }

    /// Whether a number claims nothing: a few of something in words, the number of a line.
    #[allow(clippy::unused_self, reason = "a question about one of its numbers")]
    fn is_idle(&self, masked: &str, mention: &Mention) -> bool {
        let words = &masked[mention.start..mention.end];
        let before = &masked[..mention.start];
        let digits = words.starts_with(|c: char| c.is_ascii_digit());
        let counts = matches!(mention.kind, Kind::Count | Kind::Plain);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let listed = line.trim().is_empty() && LIST_MARK.is_match(&masked[mention.end..]);
        (counts && !digits && mention.milli <= 3000) || (digits && listed)
    }

    fn holds(&self, masked: &str, mention: &Mention) -> bool {
        let by_record = self.alone.iter().any(|evidence| {
            let view = View {
                evidence,
                names: &[],
                speech: &Speech::default(),
            };
            view.check_number(masked, mention).is_ok()
        });
        let after = &masked[mention.end..];
        let alike = |one: Kind| match (mention.kind, one) {
            (Kind::Money(said), Kind::Money(held)) => same_currency(said, held),
            (Kind::Money(None), Kind::Plain | Kind::Count) => true,
            (Kind::Money(_), _) | (_, Kind::Money(_)) => false,
            (Kind::Discount, one) | (one, Kind::Discount) => one == Kind::Discount,
            _ => true,
        };
        by_record
            || self.texts.iter().zip(&self.numbers).any(|(text, numbers)| {
                let same = |held: &Mention| held.milli == mention.milli && alike(held.kind);
                let money = matches!(mention.kind, Kind::Money(_) | Kind::Discount);
                numbers.iter().any(same) && (money || holds_measure(text, mention.milli, after))
            })
    }

    /// The orders that the sentence around a place names; none where it names none.
    fn named_beside(&self, place: &Range<usize>) -> Vec<&OrderNumber> {
        let ends = ['.', '!', '?', ';', '。', '！', '？', '；', '\n'];
        let from = self.masked[..place.start].rfind(ends).unwrap_or(0);
        let to = self.masked[place.end..].find(ends);
        let to = to.map_or(self.masked.len(), |length| place.end + length);
        let beside = self
            .orders
            .iter()
            .filter(|(at, _)| from <= at.start && at.end <= to);
        beside.map(|(_, number)| number).collect()
    }

    /// How far orders are, and whether articles can be had, where there are any to be told of. What is said beside the
    /// number of an order is said of that order.
    fn states(&mut self) {
        if progress::has_orders(self.records) {
            for claim in progress::claims(&self.masked) {
                let named = self.named_beside(&(claim.start..claim.end));
                let meant = |record: &Record| match &record.subject {
                    Subject::Order(number) => named.is_empty() || named.contains(&number),
                    _ => true,
                };
                let true_of = |record: &Record| meant(record) && claim.is_of(record);
                if !self.records.iter().any(true_of) {
                    self.found.push((Claimed::State, claim.start..claim.end));
                }
            }
        }
        let stocks: Vec<i64> = self.records.iter().filter_map(Record::stock).collect();
        if stocks.is_empty() {
            return;
        }
        for claim in stock::claims(&self.masked) {
            if !stocks.iter().any(|stock| (*stock > 0) == claim.present) {
                self.found.push((Claimed::Stock, claim.start..claim.end));
            }
        }
    }
}

/// Where a number ends with its unit, for who reads it.
fn unit_end(masked: &str, mention: &Mention) -> usize {
    static UNIT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^\s*(?:%|per ?cent\b|percent\b|(?:working |business )?(?:days?|weeks?|months?|hours?|minutes?)\b|个?(?:工作日|小时|星期|月)|分钟|[元块折天日号周年件个])",
        )
    });
    let after = &masked[mention.end..];
    mention.end + UNIT.find(after).map_or(0, |unit| unit.end())
}

/// Whether two currencies can be the same: ¥ is the yuan's sign too, and none said may be any.
fn same_currency(one: Option<&str>, other: Option<&str>) -> bool {
    let plain = |code: &str| {
        if code == "¥" {
            "CNY".to_owned()
        } else {
            code.to_owned()
        }
    };
    one.zip(other)
        .is_none_or(|(one, other)| plain(one) == plain(other))
}
