//! The language in which a group of members is asked for.
//!
//! | form | who |
//! |---|---|
//! | `{"all": [...]}` | of whom all conditions are true; `{"all": []}`, at the top alone, is everybody |
//! | `{"any": [...]}` | of whom one condition at least is true |
//! | `{"not": {...}}` | of whom the condition is not true, those included of whom nothing is known |
//! | `{"column": "recency_days", "below": 90}` | a column of `features`, with one of `below`, `above`, `at_least`, `at_most`, `between` (both ends included), `is`, `is_not`, `one_of`, `known` |
//! | `{"bought": {"category": "tea", "within_days": 90, "times": 2}}` | who bought of a category or a `brand`: in so many orders at least, the last of them within so many days, or `"since": "2026-03-01"`, on that day (UTC) or later; with `"before": "2026-06-01"` all these orders count only if they were placed before that day, and from `since` on where it is given |
//! | `{"ordered": {"since": "2026-03-01", "before": "2026-06-01", "orders": {"at_least": 2}}}` | who ordered in a time: `within_days`, or from the day `since` on and before the day `before`, of which one may be left out. Of what they ordered then one of `orders`, `spend` and `items` can be asked, with `below`, `above`, `at_least`, `at_most`, `between` or `is`; whoever ordered nothing has 0 of each. Without one: at least one order. Cancelled orders do not count |
//! | `{"consents_to": "marketing_sms"}` | who agrees to a purpose |
//! | `{"in_campaign": {"within_days": 14, "key": "spring"}}` | who was sent a campaign; one of the two may be left out |
//! | `{"tag": "vip"}` | who carries a tag |
//! | `{"joined_after": "2026-01-01"}`, `{"joined_before": ...}` | who joined on that day (UTC) or later; before that day |
//! | `{"last_order_after": "2026-03-01"}`, `{"last_order_before": ...}` | whose last order was on that day (UTC) or later; before that day |
//!
//! A comparison is false of whoever has nothing in the column, and so its opposite by `not` is true of them; `is_not`
//! is the opposite of `is`. Money is in whole units of the shop's currency, a share is from 0 to 1.

mod clauses;
mod ordered;
mod phrases;
mod reading;
mod sentence;
mod sql;
mod testing;
mod words;

use serde_json::{Value, json};

use crate::clock::Timestamp;
use crate::features::Column;
use crate::ids::Both;
use crate::members::Purpose;

use self::ordered::{Ordered, Time};

pub use sql::{Condition, Parameter};

/// Groups stand in each other this deep at most.
pub const MOST_NESTED: usize = 8;
/// Conditions of a filter, and entries of a list, at most.
pub const MOST_CONDITIONS: usize = 100;
/// Characters of a text at most.
pub const MOST_CHARACTERS: usize = 200;

/// A condition on members.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// What is asked.
    node: Node,
}

/// Why a JSON value is no filter: everything that is wrong with it, in the order in which it stands there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.joined(("\n", "\n")).en)]
pub struct FilterError {
    /// At least one.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong with a filter.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// Where: `all[1].column`; empty for the filter as a whole.
    pub place: String,
    /// What, and what to do.
    pub what: Both,
}

impl FilterError {
    /// All that is wrong, with what stands between one and the next in English and in Chinese.
    #[must_use]
    pub fn joined(&self, between: (&str, &str)) -> Both {
        Both::joined(self.problems.iter().map(Problem::line), between)
    }
}

impl Problem {
    /// What is wrong and where, in a line.
    fn line(&self) -> Both {
        self.what.behind(match self.place.as_str() {
            "" => ("the filter", "筛选条件"),
            place => (place, place),
        })
    }
}

/// A condition with those in it.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Column(&'static Column, Test),
    Bought(Bought),
    Ordered(Ordered),
    ConsentsTo(Purpose),
    InCampaign(InCampaign),
    /// In small letters, as tags are kept.
    Tag(String),
    /// The day's first moment.
    JoinedAfter(Timestamp),
    /// The day's first moment.
    JoinedBefore(Timestamp),
    /// The day's first moment.
    LastOrderAfter(Timestamp),
    /// The day's first moment.
    LastOrderBefore(Timestamp),
}

/// What is asked of a column: numbers of columns of numbers, texts of columns of words.
#[derive(Clone, Debug, PartialEq)]
enum Test {
    Below(f64),
    Above(f64),
    AtLeast(f64),
    AtMost(f64),
    Between(f64, f64),
    /// One of them, one or more.
    Numbers(Vec<f64>),
    /// None of them, or nothing.
    NotNumber(f64),
    /// One of them, one or more.
    Words(Vec<String>),
    /// Another word, or none.
    NotWord(String),
    Flag(bool),
    Known(bool),
}

/// What products are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Interest {
    Category,
    Brand,
}

impl Interest {
    /// The word it is kept under and asked for with.
    fn word(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Brand => "brand",
        }
    }
}

/// Bought of a category or a brand.
#[derive(Clone, Debug, PartialEq)]
struct Bought {
    kind: Interest,
    name: String,
    /// When the last time was; before a day, when all were.
    time: Time,
    /// In so many orders at least.
    times: Option<u32>,
}

/// Was sent a campaign, any one or this one.
#[derive(Clone, Debug, PartialEq)]
struct InCampaign {
    key: Option<String>,
    /// At most so many days ago.
    within_days: Option<u32>,
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place and what to do.
    pub fn read(value: &Value) -> Result<Self, FilterError> {
        reading::read(value).map(|node| Self { node })
    }

    /// The filter as JSON; reading it again gives the same filter.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.node.to_json()
    }
}

impl Node {
    fn to_json(&self) -> Value {
        let list = |nodes: &[Self]| nodes.iter().map(Self::to_json).collect::<Vec<_>>();
        match self {
            Self::All(nodes) => json!({ "all": list(nodes) }),
            Self::Any(nodes) => json!({ "any": list(nodes) }),
            Self::Not(node) => json!({ "not": node.to_json() }),
            Self::Column(column, test) => {
                let (operator, value) = test.to_json();
                json!({ "column": column.name, operator: value })
            }
            Self::Bought(bought) => json!({ "bought": bought.to_json() }),
            Self::Ordered(ordered) => json!({ "ordered": ordered.to_json() }),
            Self::ConsentsTo(purpose) => json!({ "consents_to": purpose.word() }),
            Self::InCampaign(campaign) => json!({ "in_campaign": campaign.to_json() }),
            Self::Tag(tag) => json!({ "tag": tag }),
            Self::JoinedAfter(day) => json!({ "joined_after": day.day() }),
            Self::JoinedBefore(day) => json!({ "joined_before": day.day() }),
            Self::LastOrderAfter(day) => json!({ "last_order_after": day.day() }),
            Self::LastOrderBefore(day) => json!({ "last_order_before": day.day() }),
        }
    }
}

impl Test {
    /// The operator and what it is given.
    fn to_json(&self) -> (&'static str, Value) {
        match self {
            Self::Below(number) => ("below", plain(*number)),
            Self::Above(number) => ("above", plain(*number)),
            Self::AtLeast(number) => ("at_least", plain(*number)),
            Self::AtMost(number) => ("at_most", plain(*number)),
            Self::Between(least, most) => ("between", json!([plain(*least), plain(*most)])),
            Self::NotNumber(number) => ("is_not", plain(*number)),
            Self::NotWord(word) => ("is_not", json!(word)),
            Self::Flag(flag) => ("is", json!(flag)),
            Self::Known(known) => ("known", json!(known)),
            Self::Numbers(numbers) => match numbers.as_slice() {
                [number] => ("is", plain(*number)),
                numbers => {
                    let numbers = numbers.iter().map(|number| plain(*number));
                    ("one_of", numbers.collect())
                }
            },
            Self::Words(words) => match words.as_slice() {
                [word] => ("is", json!(word)),
                words => ("one_of", json!(words)),
            },
        }
    }
}

impl Bought {
    fn to_json(&self) -> Value {
        let mut value = json!({ self.kind.word(): self.name });
        self.time.put_into(&mut value);
        put(&mut value, "times", self.times.map(Value::from));
        value
    }
}

impl InCampaign {
    fn to_json(&self) -> Value {
        let mut value = json!({});
        put(&mut value, "within_days", self.within_days.map(Value::from));
        put(&mut value, "key", self.key.clone().map(Value::from));
        value
    }
}

/// Puts what there is under a key.
fn put(object: &mut Value, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        object[key] = value;
    }
}

/// A number as people write it: 90 rather than 90.0.
#[allow(clippy::cast_possible_truncation, reason = "below 2^53 it is whole")]
fn plain(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        json!(number as i64)
    } else {
        json!(number)
    }
}
