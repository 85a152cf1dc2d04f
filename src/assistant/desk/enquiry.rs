//! The tools of the shop's people: what each is called, when it is used, and how a plan's line is read.

use std::sync::LazyLock;

use regex::Regex;

use crate::assistant::tools::Plan;

use super::campaigning::CampaignTask;

/// Which side of a member is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Everything in short.
    All,
    /// The risk of leaving and its reasons.
    Risk,
    /// What they are worth.
    Value,
    /// When they are due again.
    Due,
    /// What may be done for them.
    Next,
    /// What of theirs is unusual.
    Unusual,
    /// Who is like them, and came back.
    Like,
    /// Their orders.
    Orders,
    /// How to reach them, since when, tier, points, consents.
    Profile,
}

impl Side {
    const ALL: [Self; 9] = [
        Self::All,
        Self::Risk,
        Self::Value,
        Self::Due,
        Self::Next,
        Self::Unusual,
        Self::Like,
        Self::Orders,
        Self::Profile,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::All => "summary",
            Self::Risk => "risk",
            Self::Value => "value",
            Self::Due => "due",
            Self::Next => "next",
            Self::Unusual => "unusual",
            Self::Like => "like",
            Self::Orders => "orders",
            Self::Profile => "profile",
        }
    }
}

/// What somebody of the shop wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enquiry {
    /// One member; which one is told by the message and the conversation.
    Member(Side),
    /// The members that the message's words are true of.
    Find,
    /// How many members are in which segment.
    Segments,
    /// How good the estimates are.
    Models,
    /// What will be asked for of a category or an article, which the message names.
    Demand,
    /// What past campaigns did.
    Campaigns,
    /// How far visits come.
    Visits,
    /// Of whom something is unusual.
    Unusual,
    /// Something about one campaign, or one that is to be. Only the words of a message choose it.
    Campaign(CampaignTask),
}

/// What a plan's line may be, beside a side of a member.
const WORDS: &[(&str, Enquiry)] = &[
    ("find", Enquiry::Find),
    ("segments", Enquiry::Segments),
    ("models", Enquiry::Models),
    ("demand", Enquiry::Demand),
    ("campaigns", Enquiry::Campaigns),
    ("visits", Enquiry::Visits),
    ("unusual", Enquiry::Unusual),
];
/// The tools for goods and rules that the shop's people have too; they take words.
const SHOP: &[&str] = &["search", "product", "reviews", "policy"];

impl Enquiry {
    /// The tool's name.
    #[must_use]
    pub fn tool(&self) -> &'static str {
        match self {
            Self::Member(_) => "member",
            Self::Campaign(task) => task.word(),
            other => WORDS
                .iter()
                .find(|(_, enquiry)| enquiry == other)
                .map_or("find", |(word, _)| word),
        }
    }

    /// The plan's line.
    #[must_use]
    pub fn line(&self) -> String {
        match self {
            Self::Member(side) => format!("member {}", side.word()),
            other => other.tool().to_owned(),
        }
    }
}

/// The regular expression of a plan's line.
#[must_use]
pub fn grammar() -> String {
    let sides: Vec<&str> = Side::ALL.iter().map(|side| side.word()).collect();
    let words: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
    format!(
        "(member ({})|{}|({}) [a-z0-9]{{1,14}}( [a-z0-9]{{1,14}}){{0,4}}|reply|refuse)",
        sides.join("|"),
        words.join("|"),
        SHOP.join("|")
    )
}

static LINE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("^{}$", grammar())).ok());

/// Reads a plan's line, whatever a grammar promised.
#[must_use]
pub fn parse(line: &str) -> Option<Plan> {
    let line = line.trim();
    if !LINE.as_ref()?.is_match(line) {
        return None;
    }
    if let Some(word) = line.strip_prefix("member ") {
        let side = Side::ALL.into_iter().find(|side| side.word() == word)?;
        return Some(Plan::Enquire(Enquiry::Member(side)));
    }
    let enquiry = WORDS.iter().find(|(word, _)| *word == line);
    match enquiry {
        Some((_, enquiry)) => Some(Plan::Enquire(enquiry.clone())),
        // Goods, rules and courtesies are the same tools as a shopper's.
        None => Plan::parse(line),
    }
}
