//! A question about members, read into a filter.
//!
//! "Who in Leeds has not bought since March and likes tea", 三月以后没下过单、喜欢喝茶的利兹会员. No model takes part: a closed
//! grammar reads the question with the words of both languages and the shop's own. What it does not understand it says,
//! and a condition that the filter has no exact counterpart of counts as not understood.
//!
//! A question passes through five steps: the longest known words, numbers and times (`tokens`; `dates`, `calendar`,
//! `stretches`); what several words say together, such as "over 500" (`phrases`) or "fine with texts" (`agreeing`); what
//! is asked about with all that says how, in whatever order it stands (`frames`, `taking`, `timing`, `alone`, `pieces`); the condition of each
//! (`conditions`, `moments`, `counts`); and the filter of all (`joining`). The words are data (`english`, `chinese`,
//! `cities`, and `classes` for what shops sell), and so are the limits that vague words stand for (`senses`).
//!
//! What had to be decided:
//! - who "has not bought for 90 days" has bought before: who never did is asked for by "never bought";
//! - a month without a year is the last one that has begun; "since March" begins with its first day, "after March" with
//!   the first of April; "around" a day are seven days on either side of it;
//! - a number of orders, items or money in a time that has no column is asked of the orders of that time;
//! - "since then" begins where the time before ended; 买 without goods behind a time goes on with those bought before it;
//! - a birthday is the next one, so that "this month" is what is left of it; "in their forties" is from 40 to 49;
//! - a month has 30 days and a year 365, and twelve months are a year;
//! - "or" holds together the two conditions beside it, "and" all; several words of one column are a list;
//! - "likes tea" means bought in two orders at least, and each vague word a limit that the filter's sentence shows, unless
//!   a number beside it says more: "big spenders (over 300 this year)";
//! - a vague word gives way to a definition beside it: "window shoppers: last order over 60 days ago"; big spenders give way
//!   to what they spent;
//! - a year of birth is an age to within a year; a part of all by spend is one by worth, the only rank there is;
//! - a campaign is meant by the name before or behind the word, and one that the shop does not have was sent to nobody;
//! - a date that there is not, such as 31 April, is not understood;
//! - goods that the shop's categories have no word for are the category of their class: candles are home decor where the
//!   shop has such a category, and nothing where it has none or several.

mod agreeing;
mod alone;
mod asides;
mod beside;
mod births;
mod blanks;
mod bounds;
mod calendar;
mod campaigns;
mod chinese;
mod cities;
mod classes;
mod closing;
mod combined;
mod conditions;
mod counting;
mod counts;
mod dates;
mod denying;
mod dotted;
mod english;
mod feasts;
mod frames;
mod goods;
mod joining;
mod lacking;
mod merging;
mod moments;
mod nothing;
mod parting;
mod person;
mod phrase;
mod phrases;
mod pieces;
mod purposes;
mod reached;
mod rhythm;
mod senses;
mod shares;
mod spans;
mod strange;
mod stretches;
mod tags;
mod taking;
mod telling;
mod text;
mod timing;
mod tokens;
mod usual;
mod vague;
mod vocabulary;
mod windows;
mod words;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use self::conditions::{condition, denied, whole};
use self::counts::ranking;
use self::joining::Joined;
use self::phrase::{End, Phrase, Spanned};
use self::pieces::{Frame, Part, Piece, said_elsewhere};
use self::tokens::Token;
use self::vague::defined;
use self::vocabulary::{Entry, Lexicon};
use crate::clock::Timestamp;
use crate::features::Direction;
use crate::guardrails::{LONGEST_MESSAGE, normalise, pattern};
use crate::ids::Language;
use crate::insights::segment::Filter;

pub use lacking::Lacking;
pub use purposes::without_asker;
pub use vocabulary::{SavedSegment, Term, Vocabulary};

/// What was understood of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Whom it asks for; nothing where no condition was understood, or more were given than a filter has.
    pub filter: Option<Filter>,
    /// The same as JSON, `null` without one.
    pub json: Value,
    /// What of them is wanted.
    pub wanted: Wanted,
    /// What was understood as a condition.
    pub understood: Vec<Understood>,
    /// The words that carry meaning and were not understood, in their order. Where there are any, the filter asks for less
    /// than the question did, and has to be shown with them.
    pub left: Vec<String>,
    /// What of them asks for something that the shop's data do not say.
    pub lacking: Vec<Lacking>,
    /// By which column they are to be ordered.
    pub order: Option<Ranking>,
    /// How many of them are wanted at most.
    pub limit: Option<usize>,
    /// Nothing was named but goods: it may be these that are looked for, and no members.
    pub goods_alone: bool,
    /// Goods were named of which nothing is said.
    pub goods_named: bool,
    /// The question, where its conditions are none together: more than a filter has, or such that nobody can be.
    pub refused: Option<String>,
    /// It speaks of what can be asked of members, whether that was understood or not.
    pub of_members: bool,
    /// Where a time is all that it names, "and in October?", its limits as the filter takes them: `since`, `before`,
    /// `within_days`.
    pub time: Option<Value>,
    /// The parts of the question that say only why it is asked, in bytes: "we want to invite them next week".
    pub purposes: Vec<Range<usize>>,
}

impl Reading {
    /// The question without what says only why it is asked.
    #[must_use]
    pub fn without_purposes(&self, question: &str) -> String {
        let mut rest = String::new();
        let mut at = 0;
        for purpose in &self.purposes {
            rest.push_str(question.get(at..purpose.start).unwrap_or_default());
            at = purpose.end;
        }
        rest.push_str(question.get(at..).unwrap_or_default());
        rest.trim_matches(|c: char| c.is_whitespace() || ",:，：".contains(c))
            .to_owned()
    }
}

/// A part of the question that is a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// From its first word to its last, in bytes of the question. Others may stand in between.
    pub span: Range<usize>,
    /// The condition in words of the question's language.
    pub condition: String,
}

/// What is wanted of those who are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// Who they are.
    #[default]
    List,
    /// How many they are.
    Count,
    /// Which part of all members they are.
    Share,
    /// How many they are for each word of this column.
    Sizes(&'static str),
}

/// By which column members are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// A column of `features`.
    pub column: &'static str,
    /// The most first, or the least.
    pub direction: Direction,
}

/// Reads a question with the shop's words, as a [`Reader`] does that is made for it alone.
#[must_use]
pub fn read_question(question: &str, vocabulary: &Vocabulary, today: Timestamp) -> Reading {
    Reader::new(vocabulary.clone()).read(question, today)
}

/// Reads questions with the words of one shop, which are put in order once.
pub struct Reader {
    vocabulary: Vocabulary,
    lexicon: Lexicon,
}

impl Reader {
    /// A reader with the shop's words.
    #[must_use]
    pub fn new(vocabulary: Vocabulary) -> Self {
        let lexicon = Lexicon::new(&vocabulary);
        Self {
            vocabulary,
            lexicon,
        }
    }

    /// Whether a text as a whole names something of the shop's: a city, a tier, a brand, a category, a tag.
    #[must_use]
    pub fn names(&self, text: &str) -> bool {
        let text = normalise(text.trim());
        let found = self.lexicon.longest(&text);
        found
            .is_some_and(|(length, entry)| length == text.len() && matches!(entry, Entry::Named(_)))
    }

    /// Reads a question; `today` is the moment from which days are counted back.
    ///
    /// A question longer than [`LONGEST_MESSAGE`] characters is not read: all of it is left.
    #[must_use]
    pub fn read(&self, question: &str, today: Timestamp) -> Reading {
        read(question, &self.vocabulary, &self.lexicon, today)
    }
}

fn read(question: &str, vocabulary: &Vocabulary, lexicon: &Lexicon, today: Timestamp) -> Reading {
    let cut = question.char_indices().nth(LONGEST_MESSAGE);
    if let Some((end, _)) = cut {
        return Reading::nothing(vec![format!("{}…", question[..end].trim())]);
    }
    let today = dates::day_of(today);
    let mut tokens = tokens::tokens(question, lexicon, vocabulary.currency, today);
    let purposes = purposes::purposes(question, &tokens, today);
    for token in &mut tokens {
        if purposes.iter().any(|purpose| token.is_within(purpose)) {
            token.meaning = tokens::Meaning::Sense(senses::Sense::Filler);
        }
    }
    parting::one_is_enough(question, &mut tokens);
    parting::last_ones(question, &mut tokens);
    let phrases = phrases::phrases(&tokens, today);
    let english = Language::of(question) == Language::English;
    // The words of a phrase, and what follows them.
    let split = |spanned: &Spanned| {
        let end = tokens[spanned.to - 1].end;
        let said = question[tokens[spanned.from].start..end].to_lowercase();
        (said, &question[end..])
    };
    let which = |is: &dyn Fn(&str, &str) -> bool| {
        let is = |spanned: &Spanned| {
            let (said, rest) = split(spanned);
            is(&said, rest)
        };
        (0..phrases.len())
            .filter(|number| is(&phrases[*number]))
            .collect()
    };
    let takes = which(&|said, rest| {
        matches!(
            said,
            "买" | "买过"
                | "买了"
                | "买的"
                | "再买"
                | "购买"
                | "购买过"
                | "回购"
                | "回购过"
                | "复购"
                | "复购过"
        ) || said == "bought" && rest.to_lowercase().starts_with(" none")
    });
    // "No orders in the last 90 days" counts them, as "has not ordered for 90 days" does not.
    let none = which(&|said, rest| {
        matches!(said, "no" | "nothing" | "zero" | "without" | "无")
            || rest.starts_with("订单") && matches!(said, "没有" | "没")
    });
    let (pieces, left) = frames::pieces(&phrases, english, takes, none);
    let begins = |piece: &Piece| {
        let phrase = piece
            .phrases
            .first()
            .and_then(|number| phrases.get(*number));
        phrase.map_or(0, |phrase| tokens[phrase.from].start)
    };
    let pieces = defined(
        pieces,
        DEFINES.find(question).map(|found| found.start()),
        begins,
    );
    let mut answer = Answer {
        question,
        vocabulary,
        tokens: &tokens,
        phrases: &phrases,
        conditions: Vec::new(),
        spans: Vec::new(),
        left,
        reading: Reading::nothing(Vec::new()),
        worth_ranked: None,
        first: Direction::Descending,
    };
    for (number, piece) in pieces.iter().enumerate() {
        if !said_elsewhere(&pieces, number) {
            answer.leave(piece, today);
        }
    }
    for (number, piece) in pieces.iter().enumerate() {
        if !said_elsewhere(&pieces, number) {
            answer.take(piece, today);
        }
    }
    answer.reading.purposes = purposes;
    answer.reading.of_members = pieces.iter().any(Piece::speaks);
    answer.reading.time = match pieces.as_slice() {
        [piece] => piece.time(today),
        _ => None,
    };
    answer.reading.goods_named = pieces.iter().any(Piece::names_goods);
    answer.reading.goods_alone = !pieces.is_empty() && pieces.iter().all(Piece::names_goods);
    answer.finish()
}

/// What defines the words before it: "lapsed tea drinkers = bought tea in the past year, not in the last 90 days".
static DEFINES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[:：=]|\bi\.?e\.?\b|\bthat is to say\b|\bmeaning\b|也就是|就是说|指的是|意思是|[，,]就是",
    )
});

/// What becomes of the pieces.
struct Answer<'a> {
    question: &'a str,
    vocabulary: &'a Vocabulary,
    tokens: &'a [Token],
    phrases: &'a [Spanned],
    conditions: Vec<Joined>,
    /// Where each of them stands.
    spans: Vec<Range<usize>>,
    /// Phrases that were not understood.
    left: Vec<usize>,
    reading: Reading,
    /// The piece that ordered by worth in one word, 价值最高, which may only begin "the top third".
    worth_ranked: Option<usize>,
    /// Which end of an order is meant where it does not say itself.
    first: Direction,
}

impl Answer<'_> {
    /// Leaves a frame that is no condition, before the others are looked at: it makes one beside it doubtful.
    fn leave(&mut self, piece: &Piece, today: chrono::NaiveDate) {
        if let Part::Frame(frame) = &piece.part {
            let orders = frame.by || frame.ranked.is_some();
            if !orders && condition(frame, today).is_none() {
                self.left.extend(&piece.phrases);
            }
        }
    }

    fn take(&mut self, piece: &Piece, today: chrono::NaiveDate) {
        let condition = match &piece.part {
            Part::Whole(phrase, negated) => match whole(phrase) {
                Some(condition) => Some(denied(condition, *negated)),
                None if self.wish(phrase, piece) => return,
                None => None,
            },
            Part::Frame(frame) => {
                if self.ranked(frame) {
                    return;
                }
                // "bought a sofa" does not ask for whoever bought anything, nor "likes coffee and hates tea" for
                // whoever likes both.
                let doubtful = frame.is_bare() && frame.campaign.is_none()
                    || frame.inherits
                    || self.buys_unknown(frame, &piece.phrases);
                if doubtful && self.beside_left(&piece.phrases) {
                    None
                } else {
                    condition(frame, today)
                }
            }
        };
        let Some(condition) = condition else {
            self.left.extend(&piece.phrases);
            return;
        };
        // A part can be asked for by worth alone, for which spend stands, too.
        let top = matches!(&piece.part, Part::Frame(frame) if frame.part.is_some());
        let ranked = |phrase: &Phrase| matches!(phrase, Phrase::Ranked(column) if !["value", "spend"].contains(column));
        if top && self.phrases.iter().any(|spanned| ranked(&spanned.phrase)) {
            self.left.extend(&piece.phrases);
            return;
        }
        // What the filter's own reading refuses is not understood either.
        if Filter::read(&condition).is_err() {
            self.left.extend(&piece.phrases);
            return;
        }
        if top && self.worth_ranked.take().is_some() {
            self.reading.order = None;
        }
        self.spans.push(self.span(&piece.phrases));
        self.conditions.push(Joined {
            condition,
            join: piece.join,
            exception: piece.exception,
            alternative: piece.alternative,
            vague: piece.is_vague(),
        });
    }

    /// Whether what was bought is not understood: "bought a sofa in the last 90 days".
    fn buys_unknown(&self, frame: &Frame, phrases: &[usize]) -> bool {
        let buys = [senses::About::Buying, senses::About::Liking];
        let verb = phrases.iter().find(|number| {
            matches!(&self.phrases[**number].phrase, Phrase::About(about) if buys.contains(about))
        });
        let plain = frame.goods.is_empty() && frame.quantity.is_none();
        let object = verb.and_then(|verb| {
            (verb + 1..self.phrases.len())
                .find(|number| self.phrases[*number].phrase != Phrase::Filler)
        });
        plain && object.is_some_and(|object| self.left.contains(&object))
    }

    /// Whether what was not understood stands beside some phrases.
    fn beside_left(&self, phrases: &[usize]) -> bool {
        let unknown = |number: &usize| self.left.contains(number);
        let filler = |number: &usize| {
            let phrase = &self.phrases[*number].phrase;
            matches!(phrase, Phrase::Filler | Phrase::People)
        };
        let (Some(first), Some(last)) = (phrases.first(), phrases.last()) else {
            return false;
        };
        let before = (0..*first).rev().find(|number| !filler(number));
        let behind = (last + 1..self.phrases.len()).find(|number| !filler(number));
        let inside = (*first..*last).any(|number| unknown(&number));
        inside || [before, behind].iter().flatten().any(unknown)
    }

    /// Takes what says which of them is wanted, and in which form, and says whether it was that.
    fn wish(&mut self, phrase: &Phrase, piece: &Piece) -> bool {
        match phrase {
            Phrase::HowMany if self.reading.wanted == Wanted::List => {
                self.reading.wanted = Wanted::Count;
            }
            Phrase::WhichShare => self.reading.wanted = Wanted::Share,
            Phrase::HowMany => {}
            Phrase::Breakdown(column) => self.reading.wanted = Wanted::Sizes(column),
            Phrase::Limit(limit, end) if self.reading.limit.is_none() => {
                self.reading.limit = Some(*limit);
                if *end == End::Bottom {
                    self.first = Direction::Ascending;
                }
            }
            Phrase::Ranked(column) if self.reading.order.is_none() => {
                self.reading.order = Some(Ranking {
                    column,
                    direction: Direction::Descending,
                });
                let worth = ["value", "spend"].contains(column);
                self.worth_ranked = worth.then_some(piece.phrases[0]);
            }
            _ => return false,
        }
        true
    }

    /// Takes a frame that says how members are ordered.
    fn ranked(&mut self, frame: &Frame) -> bool {
        if !frame.by && frame.ranked.is_none() || frame.part.is_some() {
            return false;
        }
        let (None, Some(column)) = (self.reading.order, ranking(frame)) else {
            return false;
        };
        let direction = match frame.ranked {
            Some(false) => Direction::Ascending,
            _ => self.first,
        };
        self.reading.order = Some(Ranking { column, direction });
        true
    }
}
