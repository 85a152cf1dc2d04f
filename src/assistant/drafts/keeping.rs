//! Drafts that are kept, what was sent instead of them, and what that says of them.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::assistant::inbox::{Inbox, InboxError, drafts_write};
use crate::assistant::turn::Source;
use crate::clock::Timestamp;
use crate::db::{DbError, Write};
use crate::ids::Language;

use super::{DraftsError, Tone, sql};

/// Drafts that figures show, where nothing is said.
pub const NEWEST_DRAFTS: u32 = 20;

/// A draft that is to be kept.
pub(super) struct NewDraft<'a> {
    pub(super) id: &'a str,
    pub(super) case: &'a str,
    pub(super) at: Timestamp,
    /// Who asked for it.
    pub(super) agent: &'a str,
    pub(super) language: Language,
    pub(super) tone: Tone,
    pub(super) by: Source,
    /// The hash of the prompt that the words were asked with.
    pub(super) prompt: Option<String>,
    /// Questions and plans, as JSON.
    pub(super) plans: String,
    pub(super) text: &'a str,
}

/// Drafts alike in language, author and outcome.
pub(super) struct Figures {
    pub(super) language: String,
    pub(super) by: String,
    pub(super) outcome: String,
    pub(super) count: u64,
    pub(super) unchanged: u64,
}

/// A draft as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptDraft {
    /// Its name.
    pub id: String,
    /// The case that it is of.
    pub case: String,
    /// When it was made.
    pub at: Timestamp,
    /// Who of the shop asked for it.
    pub agent: String,
    /// `en` or `zh`.
    pub language: String,
    /// `warm`, `plain` or `formal`.
    pub tone: String,
    /// Who found the words: `model` or `template`.
    pub by: String,
    /// The hash of the model's prompt.
    pub prompt: Option<String>,
    /// What it says.
    pub draft: String,
    /// `open`, `sent` or `dropped`.
    pub outcome: String,
    /// What was sent.
    pub sent: Option<String>,
    /// When.
    pub sent_at: Option<Timestamp>,
    /// How near what was sent is to it, from 0 to 1: 1 less the edit distance (Levenshtein, 1966) over the characters of
    /// the longer one.
    pub similarity: Option<f64>,
}

/// What all drafts say together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftFigures {
    /// How many were made.
    pub drafted: u64,
    /// After how many a reply was sent.
    pub sent: u64,
    /// How many of those were sent just as they were.
    pub unchanged: u64,
    /// How many were left for another reply, or with the case.
    pub dropped: u64,
    /// The median of the similarities of those that were sent.
    pub median_similarity: Option<f64>,
    /// How many in each language.
    pub by_language: BTreeMap<String, u64>,
    /// How many by the model and by phrases.
    pub by: BTreeMap<String, u64>,
    /// The newest, the newest first.
    pub newest: Vec<KeptDraft>,
}

/// The cases that a draft is being made for, in this process.
#[derive(Clone, Debug, Default)]
pub struct Drafting {
    cases: Arc<Mutex<HashSet<String>>>,
}

/// The right to make the one draft of a case; it ends when this is dropped.
pub(super) struct Turn {
    case: String,
    drafting: Drafting,
}

impl Drafting {
    /// Begins the one draft of a case.
    pub(super) fn begin(&self, case: &str) -> Result<Turn, DraftsError> {
        let mut cases = self.cases.lock().unwrap_or_else(PoisonError::into_inner);
        if !cases.insert(case.to_owned()) {
            return Err(DraftsError::Busy(case.to_owned()));
        }
        Ok(Turn {
            case: case.to_owned(),
            drafting: self.clone(),
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let cases = &self.drafting.cases;
        let mut cases = cases.lock().unwrap_or_else(PoisonError::into_inner);
        cases.remove(&self.case);
    }
}

/// Notes in the transaction of a reply what became of the drafts of its case: the one that it came of, and the others,
/// which were left.
///
/// # Errors
/// A draft that is none of this case, or that a reply came of before.
pub(in crate::assistant) async fn settle(
    write: &Write,
    case: &str,
    draft: Option<&str>,
    text: &str,
    at: Timestamp,
) -> Result<(), InboxError> {
    if let Some(id) = draft {
        let Some(drafted) = sql::open(write.reader(), case, id).await? else {
            let why =
                format!("there is no open draft {id} of this case: leave `draft` out, or make one");
            return Err(InboxError::Unfit(why));
        };
        let similarity = strsim::normalized_levenshtein(&drafted, text);
        sql::sent(write, id, text, at, similarity).await?;
    }
    Ok(sql::dropped(write, case).await?)
}

/// Notes in the transaction that ends a case that its drafts were left.
pub(in crate::assistant) async fn drop_open(write: &Write, case: &str) -> Result<(), DbError> {
    sql::dropped(write, case).await
}

impl Inbox {
    /// Keeps a draft, where its case is still there.
    pub(super) async fn keep_draft(&self, draft: &NewDraft<'_>) -> Result<(), InboxError> {
        let write = drafts_write(self, draft.case).await?;
        sql::put(&write, draft).await?;
        Ok(write.commit().await?)
    }

    /// The questions of the newest draft of a case with their plans' lines.
    pub(super) async fn draft_plans(
        &self,
        case: &str,
    ) -> Result<Vec<(String, String)>, InboxError> {
        let Some(db) = self.kept_in() else {
            return Ok(Vec::new());
        };
        let kept = sql::plans(db.reader(), case).await?;
        Ok(kept
            .and_then(|plans| serde_json::from_str(&plans).ok())
            .unwrap_or_default())
    }

    /// What all drafts say together, with the newest `limit` of them.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn draft_figures(&self, limit: u32) -> Result<DraftFigures, InboxError> {
        let mut figures = DraftFigures::default();
        let Some(db) = self.kept_in() else {
            return Ok(figures);
        };
        for one in sql::figures(db.reader()).await? {
            figures.drafted += one.count;
            *figures.by_language.entry(one.language).or_default() += one.count;
            *figures.by.entry(one.by).or_default() += one.count;
            match one.outcome.as_str() {
                "sent" => {
                    figures.sent += one.count;
                    figures.unchanged += one.unchanged;
                }
                "dropped" => figures.dropped += one.count,
                _ => {}
            }
        }
        if let Some(last) = figures.sent.checked_sub(1) {
            let skip = i64::try_from(last / 2).unwrap_or(i64::MAX);
            let middle = sql::similarities(db.reader(), skip).await?;
            figures.median_similarity = match middle[..] {
                [low, high] if figures.sent.is_multiple_of(2) => Some(f64::midpoint(low, high)),
                [low, ..] => Some(low),
                [] => None,
            };
        }
        figures.newest = sql::newest(db.reader(), limit).await?;
        Ok(figures)
    }
}
