//! Conversations that the shop's people were asked to take over.
//!
//! A conversation that is handed over is a case: it waits, is taken by one person, and is given back to the assistant or
//! closed. What was said in it is kept with the conversation ([`super::Chats`]) as far as the shopper and the assistant
//! said it, and here as far as a person of the shop did.
//!
//! Holds:
//! - every change is one transaction that first reads how far the case is: of two agents who take the same one, one has
//!   it and the other is told so;
//! - while a person has a conversation the assistant is silent in it, in every process of the server;
//! - notes are in a table of their own, which nothing reads that a shopper sees;
//! - what another process must see goes through the database: every change has a number, and each process asks about
//!   once a second for changes with a higher one, while somebody watches;
//! - everything of a case is erased and merged with its member, and deleted with its conversation.

mod cases;
mod changing;
mod hours;
mod replies;
mod sql;
mod talking;
mod watching;

use std::sync::Arc;

use crate::access::{Principal, random_name};
use crate::clock::Timestamp;
use crate::db::{Db, DbError, Holding, Migration};
use crate::members::{self, MembersError};

use super::chats::{ChatsError, Exchange};
use super::drafts::{Drafting, Tone};

pub use cases::{Agent, Case, CaseState, Deed, UNDO_SECONDS, Undo};
pub use hours::{Hours, Local};
pub use replies::{About, Filled, Replies as ReadyReplies, Reply};
pub use talking::{
    LONGEST_NOTE, LONGEST_REPLY, LONGEST_TAG, MOST_TAGS, News, Note, TYPING_SECONDS, Told,
};
pub use watching::{Changed, Seen, Watch};

pub(super) use sql::{TABLES, delete, delete_before, delete_of};

pub(super) use changing::drafts_write;

use changing::Changing;
use watching::Hub;

/// Letters of an agent's name that a shopper reads.
const LONGEST_NAME: usize = 40;

/// Why something could not be done in the inbox.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// There is no such case.
    #[error("there is no case {0} in the inbox")]
    Unknown(String),
    /// It is not how it was thought to be.
    #[error("case {case}: {why}")]
    Conflict {
        /// Which.
        case: String,
        /// What is in the way, and what helps.
        why: String,
    },
    /// What is to be kept cannot be.
    #[error("{0}")]
    Unfit(String),
    /// A file of replies.
    #[error("{place}: {problem}")]
    Replies {
        /// Where.
        place: String,
        /// What is wrong, and what is expected.
        problem: String,
    },
    /// A case that this program did not write.
    #[error("case {case} cannot be read: {reason}; it was kept by another program")]
    Garbled {
        /// Which.
        case: String,
        /// Why.
        reason: String,
    },
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The conversations.
    #[error(transparent)]
    Chats(#[from] ChatsError),
    /// The members.
    #[error(transparent)]
    Members(#[from] MembersError),
}

/// Who types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// Whoever holds the conversation.
    Shopper,
    /// Who of the shop has it.
    Agent,
}

impl Party {
    fn word(self) -> &'static str {
        match self {
            Self::Shopper => "shopper",
            Self::Agent => "agent",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::Shopper, Self::Agent]
            .into_iter()
            .find(|side| side.word() == word)
    }
}

/// How a shop's people work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRules {
    /// When they answer.
    pub hours: Hours,
    /// Within how many minutes of opening time somebody is to have a first answer.
    pub target_minutes: u32,
    /// What they keep ready to say.
    pub replies: ReadyReplies,
    /// How drafts sound where nobody says.
    pub tone: Tone,
}

impl InboxRules {
    /// Always, within ten minutes, with the built-in replies.
    ///
    /// # Errors
    /// A mistake in the replies compiled in.
    pub fn built_in() -> Result<Self, InboxError> {
        Ok(Self {
            hours: Hours::always(),
            target_minutes: 10,
            replies: ReadyReplies::built_in()?,
            tone: Tone::default(),
        })
    }
}

/// A wish for a person of the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// What the conversation is called where it is kept.
    pub chat: String,
    /// Who holds it.
    pub who: Principal,
    /// When it was said.
    pub at: Timestamp,
    /// The number of the turn in which it was said.
    pub turn: u32,
    /// What it was about, a line each.
    pub summary: Vec<String>,
}

/// Which cases are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Those in one of these states; empty: in any.
    pub states: Vec<CaseState>,
    /// Those of somebody of the shop; of nobody, where the name is empty.
    pub assignee: Option<String>,
    /// Those with this tag.
    pub tag: Option<String>,
    /// So many at most.
    pub limit: u32,
}

/// How long somebody has waited for a first answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waited {
    /// Seconds from the wish to the first answer, or until now.
    pub seconds: u64,
    /// How many of them are in opening hours.
    pub open_seconds: u64,
    /// Until when there is to be an answer; `None` where the shop never opens.
    pub due: Option<Timestamp>,
    /// Whether the answer came later, or is not there and that moment is over.
    pub late: bool,
}

/// What is held of members in the inbox.
#[must_use]
pub fn holdings() -> Vec<Holding> {
    sql::HOLDINGS.to_vec()
}

/// The schema of the inbox.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    sql::MIGRATIONS.to_vec()
}

/// What a shopper reads as the name of somebody of the shop: no address, and not too long.
#[must_use]
pub fn shown_name(name: &str) -> String {
    let name = crate::guardrails::clean(name);
    let name = name.split('@').next().unwrap_or_default().trim();
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first
        .into_iter()
        .chain(letters.map(|letter| letter.to_string()))
        .take(LONGEST_NAME)
        .collect()
}

/// The exchanges of a conversation with what the shop's people said between them, each after the message that it
/// follows.
pub fn weave(exchanges: &mut [Exchange], told: &[Told]) {
    for told in told {
        let follows = exchanges.iter().rposition(|one| one.number <= told.turn);
        if let (Some(one), Ok(news)) = (
            exchanges.get_mut(follows.unwrap_or(0)),
            serde_json::to_value(&told.news),
        ) {
            one.answered.push(news);
        }
    }
}

/// The inbox of a shop.
#[derive(Clone, Debug)]
pub struct Inbox {
    /// `None`: nothing is kept.
    db: Option<Db>,
    rules: Arc<InboxRules>,
    hub: Arc<Hub>,
    /// Which drafts are being made.
    drafting: Drafting,
}

impl Inbox {
    /// The inbox kept in `db`, which has the schema of every room.
    #[must_use]
    pub fn new(db: Db, rules: InboxRules) -> Self {
        Self {
            db: Some(db),
            rules: Arc::new(rules),
            hub: Arc::default(),
            drafting: Drafting::default(),
        }
    }

    /// The same one that keeps nothing: for who measures a shop's assistant.
    #[must_use]
    pub fn forgetful(self) -> Self {
        Self { db: None, ..self }
    }

    /// How the shop's people work.
    #[must_use]
    pub fn rules(&self) -> &InboxRules {
        &self.rules
    }

    /// Which drafts are being made.
    pub(super) fn drafting(&self) -> &Drafting {
        &self.drafting
    }

    /// Where everything is kept; `None` where nothing is.
    pub(super) fn kept_in(&self) -> Option<&Db> {
        self.db.as_ref()
    }

    fn db(&self, case: &str) -> Result<&Db, InboxError> {
        self.db
            .as_ref()
            .ok_or_else(|| InboxError::Unknown(case.to_owned()))
    }

    /// Keeps that the holder of a conversation asks for a person. False where they wait already, or a person has it.
    ///
    /// # Errors
    /// Where the database fails; then nothing was kept.
    pub async fn hand_over(&self, handover: &Handover) -> Result<bool, InboxError> {
        let Some(db) = &self.db else { return Ok(true) };
        let write = db.write(&TABLES).await?;
        let before = sql::latest_of(write.reader(), &handover.chat).await?;
        if before.is_some_and(|case| case.state.is_open()) {
            return Ok(false);
        }
        if let Some(member) = handover.who.member()
            && members::resolve(write.reader(), member).await?.is_none()
        {
            // They were erased while they spoke: nothing of them is kept.
            return Ok(true);
        }
        let case = Case {
            id: random_name(8),
            chat: handover.chat.clone(),
            who: handover.who.to_string(),
            state: CaseState::Waiting,
            agent: None,
            shown: None,
            since: handover.at,
            taken: None,
            answered: None,
            ended: None,
            asked: Some(handover.at),
            summary: handover.summary.clone(),
            turn: handover.turn,
            undo: None,
            version: 1,
            stamp: 0,
            tags: Vec::new(),
        };
        let changing = Changing {
            write,
            turn: handover.turn,
            case,
        };
        self.keep(changing).await?;
        Ok(true)
    }

    /// The case of this name.
    ///
    /// # Errors
    /// Where there is none, or the database fails.
    pub async fn case(&self, id: &str) -> Result<Case, InboxError> {
        let reader = self.db(id)?.reader();
        let case = sql::case(reader, id).await?;
        let case = case.ok_or_else(|| InboxError::Unknown(id.to_owned()))?;
        let tags = sql::tags(reader, &[id]).await?;
        Ok(Case {
            tags: tags.into_iter().map(|(_, tag)| tag).collect(),
            ..case
        })
    }

    /// The cases that `filter` lets through: those that are open by how long they wait, then the others, the newest
    /// first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn cases(&self, filter: &Filter) -> Result<Vec<Case>, InboxError> {
        let Some(db) = &self.db else {
            return Ok(Vec::new());
        };
        let mut cases = sql::filtered(db.reader(), filter).await?;
        let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        let tags = sql::tags(db.reader(), &ids).await?;
        for case in &mut cases {
            let its = tags.iter().filter(|(id, _)| *id == case.id);
            case.tags = its.map(|(_, tag)| tag.clone()).collect();
        }
        Ok(cases)
    }

    /// How many cases are in each state that there are any in.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn counts(&self) -> Result<Vec<(CaseState, u64)>, InboxError> {
        match &self.db {
            Some(db) => sql::counts(db.reader()).await,
            None => Ok(Vec::new()),
        }
    }

    /// The number of the last change of all cases.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn stamp(&self) -> Result<i64, InboxError> {
        match &self.db {
            Some(db) => sql::pulse(db.reader()).await,
            None => Ok(0),
        }
    }

    /// The newest case of the conversation with this name; one that is open comes first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn of_chat(&self, chat: &str) -> Result<Option<Case>, InboxError> {
        match &self.db {
            Some(db) => sql::latest_of(db.reader(), chat).await,
            None => Ok(None),
        }
    }

    /// How long somebody has waited at `now`.
    #[must_use]
    pub fn waited(&self, case: &Case, now: Timestamp) -> Waited {
        let until = case.answered.or(case.ended).unwrap_or(now);
        let hours = &self.rules.hours;
        let due = hours.due(case.since, self.rules.target_minutes);
        let micros = until.micros().saturating_sub(case.since.micros());
        Waited {
            seconds: u64::try_from(micros / 1_000_000).unwrap_or(0),
            open_seconds: hours.open_seconds(case.since, until),
            due,
            late: due.is_some_and(|due| until > due),
        }
    }
}
