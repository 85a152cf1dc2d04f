//! Which member is meant.

use std::sync::LazyLock;

use regex::Regex;

use crate::assistant::AssistantError;
use crate::assistant::act::{Actor, mail_address};
use crate::assistant::followup::{Pointer, pointers};
use crate::clock::Timestamp;
use crate::guardrails::pattern;
use crate::ids::{MemberKey, OrderNumber, is_chinese};
use crate::members::FoundMember;

use super::cues;

/// Members with one name that are listed, at most.
const NAMESAKES: u32 = 8;
/// Words that a name has, at most.
const LONGEST_NAME: usize = 4;

/// Who is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    /// Nobody is named.
    Nobody,
    /// This one.
    One(MemberKey),
    /// One of these, who have the same name.
    Several(Vec<FoundMember>),
    /// Somebody whom the shop does not know.
    Unknown(String),
}

/// A key, an order number: letters and digits without a blank.
static CODE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?-u:\b)[A-Za-z]{0,8}[-_#]?\d[A-Za-z0-9_-]{1,31}(?-u:\b)"));
/// A key as shops write them: a few letters and then digits. "Spring-2026" is none.
static KEY: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[A-Za-z]{1,5}[-_#]?\d[A-Za-z0-9_-]*$"));
/// What is named in quotation marks, or as a campaign.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        "[“\"「《]([^”\"」》]{2,60})[”\"」》]|['‘]([^'’]{2,60})['’]",
        r"|([\w-]+(?: [\w-]+)?) (?i:campaign|mailing|newsletter|promotion)\b|\b(?i:campaign|mailing) ([\w-]+)|([A-Za-z0-9_-]+)(?:这个|这场|这次|的)?活动",
    ))
});

/// Whether a code stands in the name of something: “双11回归”, "the Spring 2026 campaign".
fn named_so(message: &str, code: &str) -> bool {
    NAMED.captures_iter(message).any(|found| {
        let name = found.iter().skip(1).flatten().next();
        let name = name.map_or("", |name| name.as_str());
        name.contains(code) && (name != code || !KEY.is_match(code))
    })
}

/// A telephone number.
static PHONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\+?\d[\d ()-]{6,18}\d"));
/// A name in English is written with capitals: words side by side that may be one.
static CAPITALISED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b\p{Lu}[\p{L}'’-]+(?: (?:& )?\p{Lu}[\p{L}'’-]+)*"));

impl Actor<'_> {
    /// Who the message names or points at; nobody where it does neither.
    pub(super) async fn whom(&self) -> Result<Whom, AssistantError> {
        let desk = self.desk();
        for pointer in pointers(self.message) {
            let place = match pointer {
                Pointer::Number(number) => number.checked_sub(1),
                Pointer::Last => desk.listed.len().checked_sub(1),
                Pointer::Cheapest | Pointer::Dearest => None,
            };
            if let Some(key) = place.and_then(|place| desk.listed.get(place)) {
                return Ok(Whom::One(key.clone()));
            }
        }
        if let Some(mail) = mail_address(self.message) {
            let known = self.shop.members.by_mail(std::iter::once(mail.as_str()));
            let known = known.await?.remove(&mail);
            return Ok(known.map_or(Whom::Unknown(mail), Whom::One));
        }
        let mut unknown = None;
        for code in CODE.find_iter(self.message) {
            let code = code.as_str();
            if let Some(key) = self.by_code(code).await? {
                return Ok(Whom::One(key));
            }
            let lettered = KEY.is_match(code) && !named_so(self.message, code);
            let dated = Timestamp::parse_day(code, &["%Y-%m-%d"]).is_some();
            let ordered = code.len() >= 5 && !dated && cues::says_order(self.message);
            if ordered && !named_so(self.message, code) || (lettered && code.len() >= 4) {
                unknown = Some(code.to_owned());
            }
        }
        if let Some(phone) = PHONE.find(self.message) {
            let found = self.shop.members.search(phone.as_str(), NAMESAKES).await?;
            if !found.is_empty() {
                return Ok(one_of(found));
            }
        }
        let found = self.by_name().await?;
        Ok(match (found.is_empty(), unknown) {
            (true, Some(unknown)) => Whom::Unknown(unknown),
            (true, None) => Whom::Nobody,
            (false, _) => one_of(found),
        })
    }

    /// The member with this key, or who placed the order with this number.
    async fn by_code(&self, code: &str) -> Result<Option<MemberKey>, AssistantError> {
        for spelt in [code.to_owned(), code.to_uppercase()] {
            let key = MemberKey::new(&spelt);
            if let Some(key) = self.shop.members.resolve(&key).await? {
                return Ok(Some(key));
            }
            let number = OrderNumber::new(spelt.trim_start_matches('#'));
            if let Some(key) = self.shop.orders.owner_of(&number).await? {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    /// The members whose whole name stands in the message, those of the longest name; or else, in a message that is not
    /// about many, those whose name begins with the capitalised words that stand side by side in it.
    async fn by_name(&self) -> Result<Vec<FoundMember>, AssistantError> {
        let mut found = self.shop.members.named(&names(self.message), 64).await?;
        let length = |found: &FoundMember| found.name.as_ref().map_or(0, String::len);
        let longest = found.iter().map(length).max().unwrap_or(0);
        found.retain(|member| length(member) == longest);
        found.truncate(NAMESAKES as usize);
        if !found.is_empty() || cues::about_many(self.message) {
            return Ok(found);
        }
        let reader = self.shop.reader(self.now).await?;
        let asks_of_one = !cues::sides(self.message).is_empty();
        for run in CAPITALISED.find_iter(self.message) {
            // The first word is capitalised in any sentence.
            let words = run.as_str().split(' ').skip(usize::from(run.start() == 0));
            let words: Vec<&str> = words.map(bare).filter(|word| !word.is_empty()).collect();
            let whole = words.join(" ");
            // A city, a brand, a tier is nobody's name.
            if words.is_empty() || reader.names(&whole) {
                continue;
            }
            let found = self.shop.members.search(&whole, NAMESAKES).await?;
            if !found.is_empty() {
                return Ok(found);
            }
            // Several words that are no member's name together are the name of something else, a shop or a company,
            // unless it is asked what only somebody can do.
            let several = words.len() > 1;
            for word in words.iter().filter(|_| several && asks_of_one) {
                let found = self.shop.members.search(word, NAMESAKES).await?;
                if !found.is_empty() {
                    return Ok(found);
                }
            }
        }
        Ok(Vec::new())
    }
}

fn one_of(mut found: Vec<FoundMember>) -> Whom {
    if found.len() == 1 {
        Whom::One(found.remove(0).key)
    } else {
        Whom::Several(found)
    }
}

/// A word without what says whose something is.
fn bare(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    ["'s", "’s"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .unwrap_or(word)
}

/// All that may be a whole name in a message: two to four words beside each other, two to four Chinese characters.
fn names(message: &str) -> Vec<String> {
    let mut names = Vec::new();
    let words: Vec<&str> = message
        .split(|c: char| c.is_whitespace() || ",;:?!()，。？！、；：（）".contains(c))
        .map(bare)
        .filter(|word| !word.is_empty())
        .collect();
    for length in 2..=LONGEST_NAME {
        names.extend(words.windows(length).map(|window| window.join(" ")));
    }
    for run in message.split(|c: char| !is_chinese(c)) {
        let run: Vec<char> = run.chars().collect();
        for length in 2..=LONGEST_NAME {
            names.extend(run.windows(length).map(|window| window.iter().collect()));
        }
    }
    names
}
