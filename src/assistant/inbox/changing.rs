//! Changing how far a case is, each time in one transaction.

use super::cases::{Agent, Case, CaseState, Deed};
use super::talking::{Kind, Word};
use super::{Inbox, InboxError, TABLES, shown_name, sql};
use crate::assistant::{chats, drafts};
use crate::clock::Timestamp;
use crate::db::Write;

/// A case that is being changed.
pub(super) struct Changing {
    pub(super) write: Write,
    pub(super) case: Case,
    /// How many messages the conversation has.
    pub(super) turn: u32,
}

impl Inbox {
    /// Takes a case over: from now on the assistant is silent in its conversation. `version` is the one that the agent
    /// has seen.
    ///
    /// # Errors
    /// Where somebody else has it or it is over, it was changed since `version`, there is none, or the database fails.
    pub async fn take(
        &self,
        id: &str,
        agent: &Agent,
        version: Option<i64>,
        now: Timestamp,
    ) -> Result<Case, InboxError> {
        let take = |case: &Case, turn| case.take(agent, now, turn);
        self.change(id, version, now, take).await
    }

    /// Asks `to` to have a case; `None` takes that back.
    ///
    /// # Errors
    /// As [`Inbox::take`], and where another has it.
    pub async fn assign(
        &self,
        id: &str,
        to: Option<&str>,
        agent: &Agent,
        version: Option<i64>,
        now: Timestamp,
    ) -> Result<Case, InboxError> {
        let shown = to.map(shown_name);
        if shown.as_ref().is_some_and(String::is_empty) {
            let why = "`to` is empty: name who is to have it, or leave it out";
            return Err(InboxError::Unfit(why.to_owned()));
        }
        let to = to.zip(shown.as_deref());
        let assign = |case: &Case, turn| case.assign(to, agent, now, turn);
        self.change(id, version, now, assign).await
    }

    /// Gives a conversation back to the assistant, which goes on with what it remembers.
    ///
    /// # Errors
    /// As [`Inbox::assign`].
    pub async fn hand_back(
        &self,
        id: &str,
        agent: &Agent,
        version: Option<i64>,
        now: Timestamp,
    ) -> Result<Case, InboxError> {
        let end = |case: &Case, turn| case.end(Deed::HandBack, agent, now, turn);
        self.change(id, version, now, end).await
    }

    /// Closes a case: it is done. The assistant answers again.
    ///
    /// # Errors
    /// As [`Inbox::assign`].
    pub async fn close(
        &self,
        id: &str,
        agent: &Agent,
        version: Option<i64>,
        now: Timestamp,
    ) -> Result<Case, InboxError> {
        let end = |case: &Case, turn| case.end(Deed::Close, agent, now, turn);
        self.change(id, version, now, end).await
    }

    /// Undoes the agent's last change of a case, within a minute, where nothing was said since.
    ///
    /// # Errors
    /// Where that is not so, there is no such case, or the database fails.
    pub async fn undo(&self, id: &str, agent: &Agent, now: Timestamp) -> Result<Case, InboxError> {
        let undo = |case: &Case, turn| case.undone(agent, now, turn);
        self.change(id, None, now, undo).await
    }

    /// Changes how far a case is, in one transaction, and keeps what the shopper is told of it.
    async fn change(
        &self,
        id: &str,
        version: Option<i64>,
        now: Timestamp,
        change: impl Fn(&Case, u32) -> Result<Case, InboxError>,
    ) -> Result<Case, InboxError> {
        let mut changing = self.begin(id).await?;
        let before = changing.case;
        let after = change(&before, changing.turn)?;
        if version.is_some_and(|version| version != before.version) {
            return Err(before.conflict("it was changed meanwhile: read it again"));
        }
        if after.state.is_open() && !before.state.is_open() {
            // Asked for once more, the conversation has another case by now.
            let newest = sql::latest_of(changing.write.reader(), &before.chat).await?;
            if newest.is_some_and(|newest| newest.id != before.id) {
                return Err(
                    before.conflict("its holder asked for a person once more: see the newer case")
                );
            }
        }
        if (before.state, &before.shown) != (after.state, &after.shown) {
            let kind = match after.state {
                CaseState::Waiting => Kind::Waiting,
                CaseState::Taken => Kind::Taken,
                CaseState::Returned => Kind::Returned,
                CaseState::Closed => Kind::Closed,
            };
            let word = Word {
                agent: after.agent.clone(),
                shown: after.shown.clone(),
                ..Word::new(kind, String::new(), now)
            };
            changing.case = before;
            changing.say(word).await?;
        }
        if !after.state.is_open() {
            drafts::drop_open(&changing.write, id).await?;
        }
        changing.case = after;
        self.keep(changing).await
    }

    /// Begins to change a case.
    pub(super) async fn begin(&self, id: &str) -> Result<Changing, InboxError> {
        let write = self.db(id)?.write(&chats_and_tables()).await?;
        let case = sql::case(write.reader(), id).await?;
        let case = case.ok_or_else(|| InboxError::Unknown(id.to_owned()))?;
        let turn = chats::last_turn(write.reader(), &case.chat).await?;
        Ok(Changing {
            write,
            turn: turn.max(case.turn),
            case,
        })
    }

    /// Keeps a case that was changed, and tells those who watch.
    pub(super) async fn keep(&self, changing: Changing) -> Result<Case, InboxError> {
        let Changing { write, case, .. } = changing;
        let stamp = sql::beat(&write).await?;
        let case = Case { stamp, ..case };
        sql::put_case(&write, &case).await?;
        let tags = sql::tags(write.reader(), &[case.id.as_str()]).await?;
        write.commit().await?;
        self.hub.nudge();
        Ok(Case {
            tags: tags.into_iter().map(|(_, tag)| tag).collect(),
            ..case
        })
    }
}

/// A transaction to keep a draft of a case in, where there is such a case.
pub(in crate::assistant) async fn drafts_write(
    inbox: &Inbox,
    case: &str,
) -> Result<Write, InboxError> {
    Ok(inbox.begin(case).await?.write)
}

/// The tables that a change of a case writes.
pub(super) fn chats_and_tables() -> Vec<&'static str> {
    [&TABLES[..], &["chats"]].concat()
}
