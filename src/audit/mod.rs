//! The record of what was answered, so that every answer can be explained.
//!
//! Owns: the records of turns, each chained to the one before it by a hash, and the check of the chain.
//! Does not own: what stands in a record (whoever acts says it), nor who may read it.
//! Holds: a record that was changed, taken out, put in between or moved is found by [`Audit::verify`]; what a
//! record says can be erased without breaking the chain, because the chain holds its hash; nothing here is
//! ever changed otherwise.
//!
//! The hash of a record is SHA-256 over the hash before it, its number, its moment and the hash of what it says.
//! Whoever can write the database could make a whole new chain: the last hash, written down elsewhere now
//! and then, is what proves that nobody did.

mod looking;
mod sql;

pub use looking::{EXPORTED, Kind, OPENED, Page, READ, REVEALED, Sought};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clock::Timestamp;
use crate::db::{Db, DbError, Holding, Migration, Write};
use crate::ids::hexadecimal;

/// Why the record could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A record that this program did not write.
    #[error("record {number} of the audit cannot be read: {reason}")]
    Garbled {
        /// Its number.
        number: i64,
        /// Why.
        reason: String,
    },
}

/// Who planned what a person did themselves.
const PERSON: &str = "person";

/// What a turn did and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRecord {
    /// The conversation, by a name that opens nothing.
    pub conversation: String,
    /// Who asked: `anonymous`, `member:KEY`.
    pub who: String,
    /// Whom it was about, where that is a member.
    pub about: Option<String>,
    /// The tool and its arguments; of a turn with several steps, all of them.
    pub plan: Option<String>,
    /// Who planned: `code` or `model`; `person` where somebody did it themselves.
    pub planned_by: String,
    /// The facts that could be spoken of, one a line.
    pub evidence: Vec<String>,
    /// What was said, with who found the words.
    pub said: Vec<(String, String)>,
    /// Sentences of the model that did not pass, with the reason.
    pub held_back: Vec<(String, String)>,
    /// The model, where there was one.
    pub model: Option<String>,
    /// The prompts, by name and hash.
    pub prompts: Vec<(String, String)>,
    /// Why the turn ended.
    pub stop: String,
    /// What about the message looked like an injection.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signs: Vec<String>,
    /// What the asker looked at, where they agreed that the assistant is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

impl TurnRecord {
    /// What a person did, as `act` says it.
    #[must_use]
    pub fn done(who: impl Into<String>, act: impl Into<String>) -> Self {
        Self {
            who: who.into(),
            plan: Some(act.into()),
            planned_by: PERSON.to_owned(),
            stop: "done".to_owned(),
            ..Self::default()
        }
    }

    /// The same record without whose it was: they are not kept here, or not any more.
    pub fn forget_member(&mut self) {
        "a member who is not kept".clone_into(&mut self.who);
        self.about = None;
    }
}

/// A record as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// From 1, without a gap.
    pub number: i64,
    /// When it was written.
    pub at: Timestamp,
    /// What it says; `None` where that was erased.
    pub record: Option<TurnRecord>,
}

/// A record in the chain.
struct Link {
    number: i64,
    at: i64,
    body: Option<String>,
    body_hash: String,
    hash: String,
}

/// What the check of the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Records looked at.
    pub records: i64,
    /// Records whose contents were erased.
    pub erased: i64,
    /// The hash of the last one: to be written down elsewhere.
    pub last: String,
    /// What is wrong, by number, the first first.
    pub faults: Vec<(i64, &'static str)>,
    /// Where to go on, where there are more records than were to be looked at.
    pub next: Option<i64>,
}

/// The schema of this room.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    sql::MIGRATIONS.to_vec()
}

/// What this room holds of members: records that mention them. What such a record says is erased, the chain stays.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    sql::HOLDINGS.to_vec()
}

/// The records.
#[derive(Clone, Debug)]
pub struct Audit {
    db: Db,
}

impl Audit {
    /// The records in `db`, which has [`migrations()`].
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// A transaction to [`append`] in, for who must look at something else in the same one.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn write(&self) -> Result<Write, AuditError> {
        Ok(self.db.write(&["audit"]).await?)
    }

    /// Keeps a record of the moment `at`.
    ///
    /// # Errors
    /// Where the database fails; then nothing was kept.
    pub async fn append(&self, at: Timestamp, record: &TurnRecord) -> Result<i64, AuditError> {
        let write = self.write().await?;
        let number = append(&write, at, record).await?;
        write.commit().await?;
        Ok(number)
    }

    /// The records from number `from` on, at most `limit`.
    ///
    /// # Errors
    /// Where the database fails, or holds a record that is none.
    pub async fn read(&self, from: i64, limit: u32) -> Result<Vec<Kept>, AuditError> {
        let links = sql::links(self.db.reader(), from, limit).await?;
        links.into_iter().map(Link::kept).collect()
    }

    /// Erases what record `number` says; that there was one stays. False where there is none, or it was erased
    /// before.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn erase(&self, number: i64) -> Result<bool, AuditError> {
        let write = self.db.write(&["audit"]).await?;
        let there = sql::links(write.reader(), number, 1).await?;
        let there = there
            .first()
            .is_some_and(|link| link.number == number && link.body.is_some());
        if there {
            sql::erase(&write, number).await?;
        }
        write.commit().await?;
        Ok(there)
    }

    /// Checks the whole chain.
    ///
    /// # Errors
    /// Where the database fails. What is wrong with the chain is no error but in the [`Verdict`].
    pub async fn verify(&self) -> Result<Verdict, AuditError> {
        self.verify_part(1, i64::MAX).await
    }

    /// Checks the records from number `from` on, `most` numbers of them; what went before them is taken as it is kept.
    ///
    /// # Errors
    /// As [`Audit::verify`].
    pub async fn verify_part(&self, from: i64, most: i64) -> Result<Verdict, AuditError> {
        const PART: u32 = 1_000;
        let (mut from, end) = (from.max(1), from.max(1).saturating_add(most));
        let before = sql::hash_of(self.db.reader(), from - 1).await?;
        let mut verdict = Verdict {
            records: 0,
            erased: 0,
            last: before.unwrap_or_default(),
            faults: Vec::new(),
            next: None,
        };
        loop {
            let links = sql::links(self.db.reader(), from, PART).await?;
            let Some(last) = links.last() else { break };
            let next = last.number + 1;
            for link in links {
                if link.number >= end {
                    verdict.next = Some(from);
                    return Ok(verdict);
                }
                let number = link.number;
                verdict.look(from, link);
                from = number + 1;
            }
            from = next;
        }
        Ok(verdict)
    }
}

impl Link {
    /// The record as it is read.
    fn kept(self) -> Result<Kept, AuditError> {
        let record = self.body.map(|body| serde_json::from_str(&body));
        Ok(Kept {
            number: self.number,
            at: Timestamp::from_micros(self.at),
            record: record.transpose().map_err(|error| AuditError::Garbled {
                number: self.number,
                reason: error.to_string(),
            })?,
        })
    }
}

impl Verdict {
    /// Looks at a record, where number `from` is due.
    fn look(&mut self, from: i64, link: Link) {
        self.records += 1;
        if link.number != from {
            self.faults.push((from, "is missing"));
        }
        match &link.body {
            None => self.erased += 1,
            Some(body) if hash(&[body.as_bytes()]) != link.body_hash => {
                let what = "says something else than when it was kept";
                self.faults.push((link.number, what));
            }
            Some(_) => {}
        }
        let expected = chain(&self.last, link.number, link.at, &link.body_hash);
        if expected != link.hash {
            let what = "does not follow from the record before it";
            self.faults.push((link.number, what));
        }
        self.last = link.hash;
    }
}

/// [`Audit::append`] within a transaction that writes `audit` and something else, so that both are kept or neither.
///
/// # Errors
/// Where the database fails.
pub async fn append(write: &Write, at: Timestamp, record: &TurnRecord) -> Result<i64, AuditError> {
    let body = serde_json::to_string(record).map_err(|error| AuditError::Garbled {
        number: 0,
        reason: error.to_string(),
    })?;
    let body_hash = hash(&[body.as_bytes()]);
    let (last, before) = sql::last(write.reader()).await?;
    let number = last + 1;
    let link = Link {
        number,
        at: at.micros(),
        hash: chain(&before, number, at.micros(), &body_hash),
        body: Some(body),
        body_hash,
    };
    sql::insert(write, link).await?;
    Ok(number)
}

/// The hash of a record, from the one before it.
fn chain(before: &str, number: i64, at: i64, body_hash: &str) -> String {
    let (number, at) = (number.to_be_bytes(), at.to_be_bytes());
    hash(&[before.as_bytes(), &number, &at, body_hash.as_bytes()])
}

/// SHA-256 over parts, each with its length before it, in hexadecimal digits.
fn hash(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    hexadecimal(&digest.finalize())
}
