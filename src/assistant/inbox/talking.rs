//! What is said at a case: messages of the shopper and of the shop's people, notes, tags, and who types.

use serde::Serialize;

use super::changing::{Changing, chats_and_tables};
use super::{Agent, Case, CaseState, Inbox, InboxError, Party, replies, sql};
use crate::access::random_name;
use crate::assistant::{chats, drafts};
use crate::clock::Timestamp;
use crate::guardrails::clean;

/// Characters of an agent's message.
pub const LONGEST_REPLY: usize = 2_000;
/// Characters of a note.
pub const LONGEST_NOTE: usize = 2_000;
/// Characters of a tag.
pub const LONGEST_TAG: usize = 40;
/// Tags of a case.
pub const MOST_TAGS: usize = 20;
/// For so many seconds somebody counts as typing after they were.
pub const TYPING_SECONDS: i64 = 6;
/// That somebody types is kept once in so many seconds.
const TYPING_EVERY_SECONDS: i64 = 2;

/// What a word in a conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Somebody of the shop says something.
    Person,
    /// A person is waited for again.
    Waiting,
    /// A person has it.
    Taken,
    /// It was given back to the assistant.
    Returned,
    /// It was closed.
    Closed,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Person,
        Self::Waiting,
        Self::Taken,
        Self::Returned,
        Self::Closed,
    ];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Returned => "returned",
            Self::Closed => "closed",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Something that was said by a person of the shop, or became of a case, as the shopper is told it.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Its number in the conversation, from 1.
    pub(super) number: u32,
    /// The number of the shopper's message that it follows.
    pub(super) turn: u32,
    pub(super) at: Timestamp,
    pub(super) kind: Kind,
    /// Who of the shop, as in records; never shown to a shopper.
    pub(super) agent: Option<String>,
    /// Who of the shop, as the shopper reads it.
    pub(super) shown: Option<String>,
    /// What was said; empty where only something became of the case.
    pub(super) text: String,
}

impl Word {
    /// A word that has no place in a conversation yet.
    pub(super) fn new(kind: Kind, text: String, at: Timestamp) -> Self {
        Self {
            number: 0,
            turn: 0,
            at,
            kind,
            agent: None,
            shown: None,
            text,
        }
    }

    fn told(self) -> Told {
        let at = self.at.rfc3339();
        let attended = |state: CaseState| News::Attended {
            state,
            name: self.shown.clone(),
            at: at.clone(),
        };
        let news = match self.kind {
            Kind::Person => News::Person {
                name: self.shown.clone().unwrap_or_default(),
                text: self.text.clone(),
                at: at.clone(),
            },
            Kind::Waiting => attended(CaseState::Waiting),
            Kind::Taken => attended(CaseState::Taken),
            Kind::Returned => attended(CaseState::Returned),
            Kind::Closed => attended(CaseState::Closed),
        };
        Told {
            number: self.number,
            turn: self.turn,
            news,
        }
    }
}

/// What a shopper is told of the shop's people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum News {
    /// A person of the shop says something.
    Person {
        /// Their name, as shoppers read it.
        name: String,
        /// What they say: text, never markup.
        text: String,
        /// When.
        at: String,
    },
    /// Who has the conversation from now on.
    Attended {
        /// `taken`: a person; `waiting`: the assistant, until a person is there; `returned` and `closed`: the assistant.
        state: CaseState,
        /// The person's name.
        name: Option<String>,
        /// When.
        at: String,
    },
}

/// News with their place in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Their number among all news of the conversation, from 1.
    pub number: u32,
    /// The number of the shopper's message that they follow.
    pub turn: u32,
    /// What is told.
    pub news: News,
}

/// A note of the shop's people at a case. No shopper sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub author: String,
    /// What it says.
    pub text: String,
}

impl Changing {
    /// Keeps a word in the conversation, after everything that is there.
    pub(super) async fn say(&self, word: Word) -> Result<(), InboxError> {
        let (case, reader) = (&self.case, self.write.reader());
        let word = Word {
            number: sql::last_number(reader, &case.chat).await? + 1,
            turn: self.turn,
            ..word
        };
        // A conversation that people talk in is not deleted as one that nobody goes on with.
        chats::touch(&self.write, &case.chat, word.at).await?;
        sql::put_word(&self.write, case, &word).await
    }
}

impl Inbox {
    /// Whether a person has the conversation of this name: the assistant is silent in it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn has_person(&self, chat: &str) -> Result<bool, InboxError> {
        let case = self.of_chat(chat).await?;
        Ok(case.is_some_and(|case| case.state == CaseState::Taken))
    }

    /// Takes in that the shopper says something for the person who has the conversation; false where none has it.
    ///
    /// # Errors
    /// Where the database fails; then nothing was kept.
    pub async fn hears(&self, chat: &str, now: Timestamp) -> Result<bool, InboxError> {
        let Some(db) = &self.db else { return Ok(false) };
        let write = db.write(&chats_and_tables()).await?;
        let case = sql::latest_of(write.reader(), chat).await?;
        let Some(case) = case.filter(|case| case.state == CaseState::Taken) else {
            return Ok(false);
        };
        // Nobody is told yet: the message itself is kept when its turn is over.
        sql::put_case(&write, &case.heard(now)).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Tells those who watch that there is something new in the conversation of this name, where its case is open.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn touch(&self, chat: &str) -> Result<(), InboxError> {
        let Some(db) = &self.db else { return Ok(()) };
        let open = |case: &Case| case.state.is_open();
        if !self.of_chat(chat).await?.as_ref().is_some_and(open) {
            return Ok(());
        }
        let write = db.write(&chats_and_tables()).await?;
        let case = sql::latest_of(write.reader(), chat).await?;
        if let Some(case) = case.filter(open) {
            let changing = Changing {
                write,
                turn: case.turn,
                case,
            };
            self.keep(changing).await?;
        }
        Ok(())
    }

    /// Says something to the shopper, in the name of the agent who has the case.
    ///
    /// # Errors
    /// A text that is empty, too long or has something left to fill in; a case that the agent does not have; where there
    /// is none, or the database fails.
    pub async fn reply(
        &self,
        id: &str,
        text: &str,
        agent: &Agent,
        now: Timestamp,
    ) -> Result<Case, InboxError> {
        self.reply_after(id, text, None, agent, now).await
    }

    /// The same after a draft, which is then told with it.
    ///
    /// # Errors
    /// As [`Inbox::reply`], and a draft that is none of this case or was sent before.
    pub(in crate::assistant) async fn reply_after(
        &self,
        id: &str,
        text: &str,
        draft: Option<&str>,
        agent: &Agent,
        now: Timestamp,
    ) -> Result<Case, InboxError> {
        let text = fitting_reply(text)?;
        let mut changing = self.begin(id).await?;
        let after = changing.case.replied(agent, now)?;
        drafts::settle(&changing.write, id, draft, &text, now).await?;
        let word = Word {
            agent: Some(agent.name.clone()),
            shown: after.shown.clone(),
            ..Word::new(Kind::Person, text, now)
        };
        changing.say(word).await?;
        changing.case = after;
        self.keep(changing).await
    }

    /// A reply as it would be said, and the case that it is said in, where the agent may say it.
    ///
    /// # Errors
    /// As [`Inbox::reply`].
    pub(in crate::assistant) async fn fit_reply(
        &self,
        id: &str,
        text: &str,
        agent: &Agent,
        now: Timestamp,
    ) -> Result<(Case, String), InboxError> {
        let text = fitting_reply(text)?;
        let case = self.case(id).await?;
        case.replied(agent, now)?;
        Ok((case, text))
    }

    /// Keeps a note at a case.
    ///
    /// # Errors
    /// A text that is empty or too long; where there is no such case, or the database fails.
    pub async fn note(
        &self,
        id: &str,
        text: &str,
        agent: &Agent,
        now: Timestamp,
    ) -> Result<Case, InboxError> {
        let note = Note {
            at: now,
            author: agent.name.clone(),
            text: fitting(text, LONGEST_NOTE, "a note")?,
        };
        let changing = self.begin(id).await?;
        let name = format!("{id}:{}", random_name(8));
        sql::put_note(&changing.write, name, id, &note).await?;
        self.keep(changing).await
    }

    /// The notes at a case, the oldest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn notes(&self, id: &str) -> Result<Vec<Note>, InboxError> {
        sql::notes(self.db(id)?.reader(), id).await
    }

    /// Puts tags on a case and takes others off.
    ///
    /// # Errors
    /// A tag that is empty or too long, too many tags; where there is no such case, or the database fails.
    pub async fn tag(
        &self,
        id: &str,
        add: &[String],
        remove: &[String],
    ) -> Result<Case, InboxError> {
        let name = |tag: &String| -> Result<String, InboxError> {
            Ok(fitting(tag, LONGEST_TAG, "a tag")?
                .to_lowercase()
                .replace('\n', " "))
        };
        let add: Vec<String> = add.iter().map(name).collect::<Result<_, _>>()?;
        let remove: Vec<String> = remove.iter().map(name).collect::<Result<_, _>>()?;
        let changing = self.begin(id).await?;
        for tag in &remove {
            sql::delete_tag(&changing.write, id, tag).await?;
        }
        for tag in &add {
            sql::put_tag(&changing.write, id, tag).await?;
        }
        let tags = sql::tags(changing.write.reader(), &[id]).await?;
        if tags.len() > MOST_TAGS {
            let why = format!("a case has at most {MOST_TAGS} tags: take others off first");
            return Err(InboxError::Unfit(why));
        }
        self.keep(changing).await
    }

    /// What the holder of the conversation was told of the shop's people after the news with this number.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn told(&self, chat: &str, after: u32) -> Result<Vec<Told>, InboxError> {
        match &self.db {
            Some(db) => {
                let words = sql::words(db.reader(), chat, after).await?;
                Ok(words.into_iter().map(Word::told).collect())
            }
            None => Ok(Vec::new()),
        }
    }

    /// Tells the other side that this one types, once in two seconds at most and only while a person has the case. An
    /// agent says it of a case that is theirs.
    ///
    /// # Errors
    /// A case that the agent does not have; where there is none, or the database fails.
    pub async fn types(
        &self,
        id: &str,
        agent: Option<&Agent>,
        now: Timestamp,
    ) -> Result<(), InboxError> {
        let db = self.db(id)?;
        let case = sql::case(db.reader(), id).await?;
        let case = case.ok_or_else(|| InboxError::Unknown(id.to_owned()))?;
        let side = match agent {
            Some(agent) => {
                case.replied(agent, now)?;
                Party::Agent
            }
            None => Party::Shopper,
        };
        if case.state != CaseState::Taken
            || self
                .typed_within(id, side, now, TYPING_EVERY_SECONDS)
                .await?
        {
            return Ok(());
        }
        let write = db.write(&sql::TABLES).await?;
        let there = sql::case(write.reader(), id).await?;
        if there.is_none_or(|case| case.state != CaseState::Taken) {
            return Ok(());
        }
        let stamp = sql::beat(&write).await?;
        sql::put_typing(&write, id, side, now, stamp).await?;
        write.commit().await?;
        self.hub.nudge();
        Ok(())
    }

    /// Whether a side types in this case.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn typing(&self, id: &str, side: Party, now: Timestamp) -> Result<bool, InboxError> {
        self.typed_within(id, side, now, TYPING_SECONDS).await
    }

    async fn typed_within(
        &self,
        id: &str,
        side: Party,
        now: Timestamp,
        seconds: i64,
    ) -> Result<bool, InboxError> {
        let typed = sql::typed(self.db(id)?.reader(), id, side).await?;
        let since = typed.map(|typed| now.micros() - typed.micros());
        Ok(since.is_some_and(|since| (0..seconds * 1_000_000).contains(&since)))
    }
}

/// A reply as it is kept, with nothing left to fill in.
fn fitting_reply(text: &str) -> Result<String, InboxError> {
    let text = fitting(text, LONGEST_REPLY, "a message")?;
    if let Some(hole) = replies::left_open(&text) {
        let why = format!("{{{hole}}} is still to be filled in");
        return Err(InboxError::Unfit(why));
    }
    Ok(text)
}

/// A text as it is kept: its lines without what a screen would act on, and neither empty nor too long.
fn fitting(text: &str, longest: usize, what: &str) -> Result<String, InboxError> {
    let lines: Vec<String> = text.lines().map(clean).collect();
    let text = lines.join("\n");
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        return Err(InboxError::Unfit(format!(
            "{what} without words says nothing"
        )));
    }
    if length > longest {
        return Err(InboxError::Unfit(format!(
            "{what} has at most {longest} characters, this one has {length}"
        )));
    }
    Ok(text.to_owned())
}
