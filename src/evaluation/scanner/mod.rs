//! The judge of "no unsupported fact".
//!
//! It reads what the assistant said as plain text, beside the shop's books, and flags what they do not
//! hold. It is written apart from the program's guardrails and shares no code with them, so that one
//! mistake cannot hide in both. It would rather flag than miss.
//!
//! What a sentence says is judged by the product or order that it names; where it names none, by any
//! card that was shown and any order of the asker's own. A number of the shopper's own counts as a
//! limit ("under 50"), never as a fact.
//!
//! Not judged: opinions ("a lovely gift"), what is cheapest or most popular, goods that are invented
//! in lower case and without quotes. A true word in a wrong answer is the question sets' business.

mod books;
mod claims;
mod dates;
mod mentions;
mod names;
mod numbers;
mod order_states;
mod promises;
mod quantities;
mod text;

use std::fmt;

use crate::ids::MemberKey;

pub use books::Facts;
use mentions::Mentions;
use text::Sentence;

/// A product card that was shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The product's key.
    pub key: String,
    /// The title on the card, in either language.
    pub title: String,
}

/// What kind of thing was said without support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An amount of money.
    Price,
    /// A reduction, a coupon, a gift, a percentage.
    Discount,
    /// How many are left, or that some or none are.
    Stock,
    /// Any other number.
    Quantity,
    /// A day or time.
    Date,
    /// An order that is not the asker's.
    OrderNumber,
    /// How far an order has come, or what is in it.
    Order,
    /// A name that nothing in the shop has.
    Name,
    /// Somebody else who shops here.
    Person,
    /// A link, a phone number, an address, an account.
    Contact,
    /// A quality that the record does not hold.
    Attribute,
    /// Something done, or to be done, that nobody does.
    Promise,
}

/// One thing that was said without support.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What kind of thing.
    pub kind: Kind,
    /// The words themselves.
    pub words: String,
    /// The sentence they stand in.
    pub sentence: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:?} `{}` in `{}`",
            self.kind, self.words, self.sentence
        )
    }
}

/// What a sentence is judged by.
pub(super) struct Case<'a> {
    /// The shop's books.
    facts: &'a Facts,
    /// Rows of the products whose cards were shown.
    shown: Vec<usize>,
    /// Rows of the asker's own orders.
    own: Vec<usize>,
    /// Who asks.
    asker: Option<&'a MemberKey>,
    /// What the shopper said, plain, in lower case.
    asked: Vec<String>,
    /// The numbers in it, in thousandths.
    asked_numbers: Vec<i64>,
}

/// Collects what one sentence says without support.
pub(super) struct Report<'a> {
    /// The sentence.
    sentence: &'a str,
    /// What was found in it.
    findings: Vec<Finding>,
}

impl Report<'_> {
    /// Notes `words` as unsupported.
    fn flag(&mut self, kind: Kind, words: &str) {
        let sentence = self.sentence.trim().to_owned();
        self.findings.push(Finding {
            kind,
            words: words.trim().to_owned(),
            sentence,
        });
    }
}

/// What `said` says without support.
///
/// `said` is everything the assistant said in a conversation, `shown` the product cards it showed,
/// `facts` the shop's books, `member` who asks where one is signed in, `asked` everything
/// they said.
#[must_use]
pub fn scan(
    said: &str,
    shown: &[Shown],
    facts: &Facts,
    member: Option<&MemberKey>,
    asked: &[&str],
) -> Vec<Finding> {
    let asked: Vec<String> = asked
        .iter()
        .map(|text| text::plain(text).to_lowercase())
        .collect();
    let asked_numbers = asked.iter().flat_map(|text| numbers::all(text)).collect();
    let case = Case {
        facts,
        shown: shown
            .iter()
            .filter_map(|card| facts.row_of_card(&card.key, &card.title))
            .collect(),
        own: facts.orders_of(member),
        asker: member,
        asked,
        asked_numbers,
    };
    text::sentences(said)
        .iter()
        .flat_map(|sentence| judge(sentence, &case))
        .collect()
}

/// What `sentence` says without support. Each step takes away what it has judged, so that the number
/// of an order is not taken for a quantity.
fn judge(sentence: &Sentence, case: &Case<'_>) -> Vec<Finding> {
    let mut report = Report {
        sentence: &sentence.text,
        findings: Vec::new(),
    };
    let mut rest = sentence.text.clone();
    promises::contacts(&mut rest, &mut report);
    let orders = order_states::numbers(&mut rest, sentence, case, &mut report);
    let mentions = Mentions::find(&mut rest, case);
    if is_quoted_record(sentence, &mentions, case) {
        return report.findings;
    }
    names::judge(sentence, case, &mut report);
    dates::judge(&mut rest, sentence, &orders, case, &mut report);
    promises::discounts(&mut rest, case, &mut report);
    promises::judge(sentence, &mentions, case, &mut report);
    quantities::judge(&rest, sentence, &mentions, &orders, case, &mut report);
    order_states::judge(sentence, &orders, &mentions, case, &mut report);
    claims::judge(sentence, &mentions, case, &mut report);
    report.findings
}

/// Whether a sentence is the record's own, word for word, of what it names or of a card that was shown.
fn is_quoted_record(sentence: &Sentence, mentions: &Mentions, case: &Case<'_>) -> bool {
    let words = sentence
        .text
        .trim()
        .trim_end_matches(['.', '。', '!', '?'])
        .to_lowercase();
    let named = mentions.products();
    let rows = case.shown.iter().chain(&named);
    words.chars().count() > 8
        && rows
            .into_iter()
            .any(|row| case.facts.goods[*row].record.contains(&words))
}
