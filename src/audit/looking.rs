//! Looking through the record: the newest first, by who, about whom, when, and what was planned.

use super::{Audit, AuditError, Kept, PERSON, TurnRecord, sql};
use crate::clock::Timestamp;

/// Records that are looked through for one page, at most: a page that is not full says where to go on.
const MOST_LOOKED_AT: i64 = 20_000;

/// What kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A turn of a conversation.
    Turn,
    /// A member's data was looked at, or the record itself.
    Access,
    /// Anything else that a person did.
    Act,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Turn, Self::Access, Self::Act];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Access => "access",
            Self::Act => "act",
        }
    }

    /// The kind of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// How the plan of an act begins in which somebody of the shop opened a member.
pub const OPENED: &str = "open a member";
/// The same, where they saw contact data in full.
pub const REVEALED: &str = "reveal contact data";
/// The same, where they read this record.
pub const READ: &str = "read the record";
/// The same, where they took it away.
pub const EXPORTED: &str = "export the record";
/// The acts in which somebody of the shop looked at what not everybody may.
const ACCESSES: [&str; 4] = [OPENED, REVEALED, READ, EXPORTED];

impl TurnRecord {
    /// What kind of record it is. What a person did in a conversation is no turn of it, though it carries its name.
    #[must_use]
    pub fn kind(&self) -> Kind {
        if !self.conversation.is_empty() && self.planned_by != PERSON {
            return Kind::Turn;
        }
        let plan = self.plan.as_deref().unwrap_or_default();
        let looks = |act: &&str| plan.starts_with(*act);
        if ACCESSES.iter().any(looks) {
            Kind::Access
        } else {
            Kind::Act
        }
    }
}

/// What is looked for; everything that is given must be so.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// A part of who asked.
    pub who: Option<String>,
    /// The key of the member whom it was about.
    pub about: Option<String>,
    /// What kind of record.
    pub kind: Option<Kind>,
    /// A part of the plan, whatever the letters' case.
    pub text: Option<String>,
    /// At this moment or later.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

/// What the database looks for: it finds too much rather than too little.
#[derive(Debug)]
pub struct Looked<'a> {
    /// At this moment or later.
    pub(super) since: Option<Timestamp>,
    /// Before this moment.
    pub(super) until: Option<Timestamp>,
    /// Texts in small letters that are in the record somewhere.
    pub(super) words: Vec<&'a str>,
}

/// Some of the records that were looked for.
#[derive(Clone, Debug)]
pub struct Page {
    /// The newest first.
    pub records: Vec<Kept>,
    /// Below which number to go on; `None` where nothing older is there.
    pub next: Option<i64>,
}

impl Sought {
    /// Whether a record is one of those. One whose contents were erased is, where its contents are not asked for.
    #[must_use]
    pub fn fits(&self, kept: &Kept) -> bool {
        let within = self.since.is_none_or(|since| kept.at >= since)
            && self.until.is_none_or(|until| kept.at < until);
        let Some(record) = &kept.record else {
            let any = self.who.is_none() && self.about.is_none();
            return within && any && self.kind.is_none() && self.text.is_none();
        };
        let has = |whole: &str, part: &str| whole.to_lowercase().contains(&part.to_lowercase());
        let plan = record.plan.as_deref().unwrap_or_default();
        within
            && self.who.as_deref().is_none_or(|who| has(&record.who, who))
            && (self.about.is_none() || self.about == record.about)
            && self.kind.is_none_or(|kind| record.kind() == kind)
            && self.text.as_deref().is_none_or(|text| has(plan, text))
    }

    /// The texts that the database can look for: what it makes small letters of as we do, and what JSON writes as it is.
    fn words(&self) -> Vec<String> {
        let asked = [&self.who, &self.about, &self.text];
        let small = asked.into_iter().flatten().map(|text| text.to_lowercase());
        let plain = |text: &String| {
            !text.is_empty()
                && text.is_ascii()
                && !text.contains(['"', '\\'])
                && !text.contains(char::is_control)
        };
        small.filter(plain).collect()
    }
}

impl Audit {
    /// The records that are looked for with a number below `before`, the newest first, at most `limit`.
    ///
    /// # Errors
    /// Where the database fails, or holds a record that is none.
    pub async fn seek(
        &self,
        sought: &Sought,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Page, AuditError> {
        const PART: u32 = 500;
        let reader = self.db.reader();
        let last = sql::last(reader).await?.0;
        let mut high = before.unwrap_or(last + 1).min(last + 1);
        let low = high.saturating_sub(MOST_LOOKED_AT).max(1);
        let words = sought.words();
        let looked = Looked {
            since: sought.since,
            until: sought.until,
            words: words.iter().map(String::as_str).collect(),
        };
        let mut records = Vec::new();
        loop {
            let links = sql::newest(reader, (low, high), &looked, PART).await?;
            let over = links.len() < PART as usize;
            for link in links {
                high = link.number;
                let kept = link.kept()?;
                if sought.fits(&kept) {
                    records.push(kept);
                    if records.len() == limit as usize {
                        let next = (high > 1).then_some(high);
                        return Ok(Page { records, next });
                    }
                }
            }
            if over {
                let next = (low > 1).then_some(low);
                return Ok(Page { records, next });
            }
        }
    }

    /// Whether `who` did `act` at a moment or later.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn did_since(
        &self,
        who: &str,
        act: &str,
        since: Timestamp,
    ) -> Result<bool, AuditError> {
        let parts = [format!("\"who\":\"{who}\""), format!("\"plan\":\"{act}\"")];
        sql::said_since(self.db.reader(), since, [&parts[0], &parts[1]]).await
    }
}
