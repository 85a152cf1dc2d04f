//! A case: what it is, and what may become of it. Pure: a deed on a case gives the case after it, or a reason why not.

use serde::{Deserialize, Serialize};

use super::InboxError;
use crate::clock::Timestamp;

/// For so many seconds a change can be undone.
pub const UNDO_SECONDS: i64 = 60;

/// How far a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Somebody waits for a person; the assistant goes on meanwhile.
    Waiting,
    /// A person has the conversation, and the assistant is silent.
    Taken,
    /// The person gave it back to the assistant.
    Returned,
    /// The person is done with it; the assistant answers again.
    Closed,
}

impl CaseState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Taken, Self::Returned, Self::Closed];

    /// The word it is kept and shown with.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Returned => "returned",
            Self::Closed => "closed",
        }
    }

    /// The state that a word is of.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether somebody still waits, or has it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Taken)
    }
}

/// A conversation that the shop's people were asked to take over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it is called.
    pub id: String,
    /// What the conversation is called where it is kept; it opens nothing.
    pub chat: String,
    /// Who holds the conversation.
    pub who: String,
    /// How far it is.
    pub state: CaseState,
    /// Who of the shop has it, or was asked to take it.
    pub agent: Option<String>,
    /// What the shopper reads as the name of who has it.
    pub shown: Option<String>,
    /// Since when a person is asked for.
    pub since: Timestamp,
    /// When it was taken.
    pub taken: Option<Timestamp>,
    /// When a person first answered.
    pub answered: Option<Timestamp>,
    /// When it was given back or closed.
    pub ended: Option<Timestamp>,
    /// Since when what the shopper said has no answer of a person; `None` where it has.
    pub asked: Option<Timestamp>,
    /// What it was about when a person was asked for, a line each.
    pub summary: Vec<String>,
    /// The number of the turn in which a person was asked for.
    pub turn: u32,
    /// What can be undone, for a short time.
    pub undo: Option<Undo>,
    /// Grows with every change of how far it is, and with every message while a person has it.
    pub version: i64,
    /// The number of its last change among those of all cases.
    pub stamp: i64,
    /// Its tags, in alphabetical order.
    pub tags: Vec<String>,
}

/// What somebody of the shop does with a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Takes it over.
    Take,
    /// Asks somebody else to have it.
    Assign,
    /// Gives it back to the assistant.
    HandBack,
    /// Is done with it.
    Close,
}

impl Deed {
    /// Its word in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Assign => "assign",
            Self::HandBack => "hand_back",
            Self::Close => "close",
        }
    }
}

/// A change that can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// What was done.
    pub deed: Deed,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// How many messages the conversation had then.
    pub turn: u32,
    /// How far it was before.
    state: CaseState,
    agent: Option<String>,
    shown: Option<String>,
    taken: Option<Timestamp>,
    ended: Option<Timestamp>,
    asked: Option<Timestamp>,
}

impl Undo {
    /// Until when it can be undone.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        Timestamp::from_micros(self.at.micros() + UNDO_SECONDS * 1_000_000)
    }
}

/// Somebody of the shop, as cases know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// What they are called in records.
    pub name: String,
    /// What shoppers read as their name.
    pub shown: String,
    /// Whether they may end what others have.
    pub leads: bool,
}

impl Case {
    /// Whose the conversation is, where it is a member's.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.who.strip_prefix("member:")
    }

    /// The case after `agent` took it over at `now`.
    pub(super) fn take(
        &self,
        agent: &Agent,
        now: Timestamp,
        turn: u32,
    ) -> Result<Self, InboxError> {
        match self.state {
            CaseState::Waiting => {}
            CaseState::Taken => {
                return Err(self.conflict(&format!("{} has it already", self.holder())));
            }
            CaseState::Returned | CaseState::Closed => return Err(self.over()),
        }
        if let Some(other) = self.agent.as_deref().filter(|other| *other != agent.name) {
            let why = format!("it was assigned to {other}: assign it to yourself first");
            return Err(self.conflict(&why));
        }
        Ok(Self {
            state: CaseState::Taken,
            agent: Some(agent.name.clone()),
            shown: Some(agent.shown.clone()),
            taken: Some(now),
            ..self.changed(Deed::Take, agent, now, turn)
        })
    }

    /// The case after `agent` asked `to` to have it: one that waits goes on waiting, for them alone; one that was taken
    /// is theirs at once. `None` takes an assignment back.
    pub(super) fn assign(
        &self,
        to: Option<(&str, &str)>,
        agent: &Agent,
        now: Timestamp,
        turn: u32,
    ) -> Result<Self, InboxError> {
        if !self.state.is_open() {
            return Err(self.over());
        }
        if self.state == CaseState::Taken {
            self.must_have(agent)?;
            if to.is_none() {
                let why = "somebody must have it while it is taken: hand it back, or name who is to have it";
                return Err(self.conflict(why));
            }
        }
        let taken = self.state == CaseState::Taken;
        Ok(Self {
            agent: to.map(|(name, _)| name.to_owned()),
            shown: to.filter(|_| taken).map(|(_, shown)| shown.to_owned()),
            ..self.changed(Deed::Assign, agent, now, turn)
        })
    }

    /// The case after `agent` gave it back to the assistant, or closed it.
    pub(super) fn end(
        &self,
        deed: Deed,
        agent: &Agent,
        now: Timestamp,
        turn: u32,
    ) -> Result<Self, InboxError> {
        let state = match (deed, self.state) {
            (_, CaseState::Returned | CaseState::Closed) => return Err(self.over()),
            (Deed::HandBack, CaseState::Waiting) => {
                return Err(self.conflict("nobody has taken it: the assistant still answers"));
            }
            (Deed::HandBack, CaseState::Taken) => CaseState::Returned,
            _ => CaseState::Closed,
        };
        if self.state == CaseState::Taken {
            self.must_have(agent)?;
        }
        Ok(Self {
            state,
            ended: Some(now),
            asked: None,
            ..self.changed(deed, agent, now, turn)
        })
    }

    /// The case as it was before its last change, where `agent` made that a short time before `now` and nothing was said
    /// since. `turn` is how many messages the conversation has by now.
    pub(super) fn undone(
        &self,
        agent: &Agent,
        now: Timestamp,
        turn: u32,
    ) -> Result<Self, InboxError> {
        let Some(undo) = &self.undo else {
            return Err(self.conflict("there is nothing to undo: something else happened since"));
        };
        if undo.by != agent.name {
            return Err(self.conflict(&format!("only {} can undo what they did", undo.by)));
        }
        if now > undo.until() {
            let why = format!("a change can be undone for {UNDO_SECONDS} s, and these are over");
            return Err(self.conflict(&why));
        }
        if turn != undo.turn {
            return Err(self.conflict("the shopper has said something since"));
        }
        Ok(Self {
            state: undo.state,
            agent: undo.agent.clone(),
            shown: undo.shown.clone(),
            taken: undo.taken,
            ended: undo.ended,
            asked: undo.asked,
            undo: None,
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// The case after a message of the shopper while a person has it.
    pub(super) fn heard(&self, now: Timestamp) -> Self {
        Self {
            asked: self.asked.or(Some(now)),
            undo: None,
            version: self.version + 1,
            ..self.clone()
        }
    }

    /// The case after `agent` answered.
    pub(super) fn replied(&self, agent: &Agent, now: Timestamp) -> Result<Self, InboxError> {
        match self.state {
            CaseState::Taken if self.agent.as_deref() == Some(agent.name.as_str()) => {}
            CaseState::Taken => {
                let why = format!("{} has it: only who has it answers", self.holder());
                return Err(self.conflict(&why));
            }
            CaseState::Waiting => {
                return Err(self.conflict("nobody has taken it: take it before you answer"));
            }
            CaseState::Returned | CaseState::Closed => return Err(self.over()),
        }
        Ok(Self {
            answered: self.answered.or(Some(now)),
            asked: None,
            undo: None,
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// That `agent` has it, or may end and assign what others have.
    fn must_have(&self, agent: &Agent) -> Result<(), InboxError> {
        if agent.leads || self.agent.as_deref() == Some(agent.name.as_str()) {
            return Ok(());
        }
        let why = format!("{} has it: ask them to assign it to you", self.holder());
        Err(self.conflict(&why))
    }

    fn holder(&self) -> &str {
        self.agent.as_deref().unwrap_or("somebody")
    }

    fn over(&self) -> InboxError {
        self.conflict(match self.state {
            CaseState::Returned => "it was given back to the assistant",
            _ => "it is closed",
        })
    }

    pub(in crate::assistant) fn conflict(&self, why: &str) -> InboxError {
        InboxError::Conflict {
            case: self.id.clone(),
            why: why.to_owned(),
        }
    }

    /// The same case with what undoes a deed.
    fn changed(&self, deed: Deed, agent: &Agent, now: Timestamp, turn: u32) -> Self {
        let undo = Undo {
            deed,
            by: agent.name.clone(),
            at: now,
            turn,
            state: self.state,
            agent: self.agent.clone(),
            shown: self.shown.clone(),
            taken: self.taken,
            ended: self.ended,
            asked: self.asked,
        };
        Self {
            undo: Some(undo),
            version: self.version + 1,
            ..self.clone()
        }
    }
}
