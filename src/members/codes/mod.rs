//! Joining and signing in by a code that is sent to the member's own mail address or telephone.
//!
//! Nobody learns from an answer whether somebody is a member: who asks to join with a member's address is sent a code
//! that signs in, and who asks to sign in with a stranger's is answered the same, and nothing is sent.

mod letters;
pub(super) mod sql;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::consents::{self, Consent, Purpose};
use super::{Member, Members, MembersError, merging};
use crate::access::random_name;
use crate::clock::Timestamp;
use crate::db::{Reader, Write};
use crate::ids::{Language, MemberKey, hexadecimal};
use crate::senders::{Channel, Message};

/// Minutes that a code holds.
pub const MINUTES: i64 = 10;
/// Wrong codes until an address or telephone is locked.
pub const TRIES: i64 = 5;
/// Minutes for which it then is.
pub const LOCKED: i64 = 15;
/// Wrong codes of one visitor in an hour, whatever addresses they are for.
pub const VISITOR_TRIES: i64 = 20;
/// Seconds between two codes to one address.
pub const BETWEEN: i64 = 60;
/// Codes to one address in an hour.
pub const SENDS: i64 = 5;
const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const TABLES: [&str; 2] = [sql::TABLE, "members"];

/// Where a code is sent: a mail address in small letters, or a telephone number as `+8613800000000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    channel: Channel,
    address: String,
}

impl Contact {
    /// Reads a mail address or telephone number; `None` where it is neither.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() && text.contains('@'))
        {
            return None;
        }
        if let Some((name, host)) = text.split_once('@') {
            let plain =
                |part: &str| !part.is_empty() && !part.contains(['@', '<', '>', ',', ';', '"']);
            let mail = plain(name)
                && plain(host)
                && text.len() <= 254
                && host.split('.').count() > 1
                && host.split('.').all(|label| !label.is_empty());
            return mail.then(|| Self {
                channel: Channel::Mail,
                address: text.to_lowercase(),
            });
        }
        let number: String = text.chars().filter(|c| !" -()".contains(*c)).collect();
        let digits = number.strip_prefix('+').unwrap_or(&number);
        let phone = (7..=15).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit());
        phone.then_some(Self {
            channel: Channel::Sms,
            address: number,
        })
    }

    /// What it is kept under.
    fn id(&self) -> String {
        format!("{}:{}", self.channel.word(), self.address)
    }
}

/// Somebody who wants to be a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Where the code goes; it becomes theirs.
    pub contact: Contact,
    /// What they are called.
    pub name: Option<String>,
    /// The language they are spoken to in.
    pub language: Language,
    /// What they agree to or refuse, each with the version of the wording they were shown.
    pub consents: Vec<(Purpose, bool, Option<String>)>,
}

/// What a registration waits with for its code.
#[derive(Serialize, Deserialize)]
struct Waiting {
    name: Option<String>,
    language: Language,
    consents: Vec<(Purpose, bool, Option<String>)>,
}

/// What a code is kept with.
struct Kept {
    /// Salt and hash of the code; of one that was never sent nobody knows it.
    salt: String,
    hash: String,
    /// The registration that waits for it.
    waiting: Option<String>,
    /// Until when it holds.
    expires: i64,
    /// Wrong ones so far, and the moment the count began.
    tries: i64,
    since: i64,
    /// When the last was sent, and how many in the hour that began with `first_sent`.
    sent: i64,
    sends: i64,
    first_sent: i64,
    /// Until when nothing is taken.
    locked: i64,
}

impl Kept {
    fn new() -> Self {
        Self {
            salt: String::new(),
            hash: String::new(),
            waiting: None,
            expires: 0,
            tries: 0,
            since: 0,
            sent: 0,
            sends: 0,
            first_sent: 0,
            locked: 0,
        }
    }
}

/// Why no code is sent or taken.
#[derive(Debug, thiserror::Error)]
pub enum CodesError {
    /// Too many codes were asked for, or too many were wrong.
    #[error("too many tries; try again in {seconds} s")]
    Later {
        /// After how long.
        seconds: u64,
    },
    /// The code is wrong, has run out, was used, or was never sent: nobody learns which.
    #[error("this code is wrong or has run out; ask for a new one")]
    Wrong,
    /// The members.
    #[error(transparent)]
    Members(#[from] MembersError),
}

impl From<crate::db::DbError> for CodesError {
    fn from(error: crate::db::DbError) -> Self {
        Self::Members(error.into())
    }
}

impl Members {
    /// Begins to make somebody a member, and returns what is to be sent to them. The code of a member signs in, and
    /// changes nothing of what is kept.
    ///
    /// # Errors
    /// [`CodesError::Later`] where a code was sent a moment ago, or the address is locked; or the database fails.
    pub async fn ask_to_join(
        &self,
        wanted: &Registration,
        shop: &str,
        now: Timestamp,
    ) -> Result<Message, CodesError> {
        let waiting = Waiting {
            name: wanted.name.clone(),
            language: wanted.language,
            consents: wanted.consents.clone(),
        };
        let waiting = serde_json::to_string(&waiting).unwrap_or_default();
        let code = draw_code();
        self.keep_code(&wanted.contact, &code, Some(waiting), now)
            .await?;
        Ok(letters::letter(
            &wanted.contact,
            &code,
            wanted.language,
            shop,
        ))
    }

    /// Prepares a code to sign in with, and returns what is to be sent; nothing where there is no such member, who
    /// asks is to be answered the same.
    ///
    /// # Errors
    /// As [`Members::ask_to_join`].
    pub async fn ask_to_sign_in(
        &self,
        contact: &Contact,
        language: Language,
        shop: &str,
        now: Timestamp,
    ) -> Result<Option<Message>, CodesError> {
        let code = draw_code();
        self.keep_code(contact, &code, None, now).await?;
        let known = of(self.db.reader(), contact).await?;
        Ok(known.map(|_| letters::letter(contact, &code, language, shop)))
    }

    async fn keep_code(
        &self,
        contact: &Contact,
        code: &str,
        waiting: Option<String>,
        now: Timestamp,
    ) -> Result<(), CodesError> {
        let (id, now) = (contact.id(), now.micros());
        let write = self.db.write(&TABLES[..1]).await?;
        sql::forget_before(&write, now - 24 * HOUR).await?;
        let kept = sql::find(write.reader(), &id)
            .await?
            .unwrap_or_else(Kept::new);
        later(kept.locked, now)?;
        if kept.sends > 0 {
            later(kept.sent + BETWEEN * 1_000_000, now)?;
        }
        let fresh = now - kept.first_sent >= HOUR;
        if !fresh && kept.sends >= SENDS {
            later(kept.first_sent + HOUR, now)?;
        }
        let salt = random_name(16);
        let kept = Kept {
            hash: hash(&salt, code),
            salt,
            // Only what was asked for with this very code comes of it.
            waiting,
            expires: now + MINUTES * MINUTE,
            sent: now,
            sends: if fresh { 1 } else { kept.sends + 1 },
            first_sent: if fresh { now } else { kept.first_sent },
            ..kept
        };
        sql::put(&write, &id, kept).await?;
        Ok(write.commit().await?)
    }

    /// Takes a code: the registration that waits for it becomes a member, or the member signs in. It holds once.
    /// `visitor` is who enters it, by a name that limits count by.
    ///
    /// # Errors
    /// [`CodesError::Wrong`] for a code that is not taken; [`CodesError::Later`] after too many of them, from this
    /// visitor or for this address; or the database fails.
    pub async fn enter_code(
        &self,
        contact: &Contact,
        code: &str,
        visitor: &str,
        now: Timestamp,
    ) -> Result<MemberKey, CodesError> {
        let (id, at) = (contact.id(), now.micros());
        let visitor = format!("visitor:{}", hash("", visitor));
        let write = self
            .db
            .write(&[TABLES[0], TABLES[1], consents::TABLE])
            .await?;
        let who = sql::find(write.reader(), &visitor)
            .await?
            .unwrap_or_else(Kept::new);
        later(who.locked, at)?;
        let kept = sql::find(write.reader(), &id)
            .await?
            .unwrap_or_else(Kept::new);
        later(kept.locked, at)?;
        let right = kept.expires > at && kept.hash == hash(&kept.salt, code.trim());
        let member = of(write.reader(), contact).await?;
        if !right || (member.is_none() && kept.waiting.is_none()) {
            count(&write, &id, kept, TRIES, LOCKED * MINUTE, at).await?;
            count(&write, &visitor, who, VISITOR_TRIES, HOUR, at).await?;
            write.commit().await?;
            return Err(CodesError::Wrong);
        }
        let waiting = kept.waiting.as_deref().unwrap_or_default();
        let member = match (member, serde_json::from_str::<Waiting>(waiting)) {
            (Some(member), _) => member,
            (None, Ok(waiting)) => join(&write, contact, waiting, now).await?,
            // Written by another program.
            (None, Err(_)) => return Err(CodesError::Wrong),
        };
        // The count of codes that were sent stays, so that using them up is no way around it.
        let used = Kept {
            sent: kept.sent,
            sends: kept.sends,
            first_sent: kept.first_sent,
            ..Kept::new()
        };
        sql::put(&write, &id, used).await?;
        write.commit().await?;
        Ok(member)
    }
}

/// Makes a member of a registration. The shop makes the key: `M` and twelve random digits and letters, which nobody
/// guesses and no other book of the shop has given.
async fn join(
    write: &Write,
    contact: &Contact,
    waiting: Waiting,
    now: Timestamp,
) -> Result<MemberKey, MembersError> {
    let key = MemberKey::new(&format!("M{}", random_name(6).to_uppercase()));
    let mut member = Member::new(key.clone());
    member.name = waiting.name;
    member.language = Some(waiting.language);
    member.joined = Some(now);
    match contact.channel {
        Channel::Sms => member.phone = Some(contact.address.clone()),
        _ => member.mail = Some(contact.address.clone()),
    }
    let row = super::sql::last_row(write.reader()).await? + 1;
    super::sql::write(write, &[(row, &member)]).await?;
    let said: Vec<Consent> = waiting
        .consents
        .into_iter()
        .map(|(purpose, granted, wording)| Consent {
            wording,
            ..Consent::said(purpose, granted, now, "registration")
        })
        .collect();
    let said: Vec<_> = said.iter().map(|consent| (&key, consent)).collect();
    consents::sql::append(write, &said).await?;
    Ok(key)
}

/// The member who is reached there.
async fn of(reader: Reader<'_>, contact: &Contact) -> Result<Option<MemberKey>, MembersError> {
    let address = contact.address.as_str();
    if contact.channel == Channel::Sms {
        return merging::sql::by_phone(reader, address).await;
    }
    let mut found = super::sql::by_mail(reader, std::iter::once(address)).await?;
    Ok(found.remove(address))
}

/// Counts a wrong code; after `most` nothing is taken for `pause`, and the code that was sent holds no longer.
async fn count(
    write: &Write,
    id: &str,
    kept: Kept,
    most: i64,
    pause: i64,
    now: i64,
) -> Result<(), MembersError> {
    let fresh = now - kept.since >= HOUR;
    let mut kept = Kept {
        tries: if fresh { 1 } else { kept.tries + 1 },
        since: if fresh { now } else { kept.since },
        ..kept
    };
    if kept.tries >= most {
        kept = Kept {
            locked: now + pause,
            expires: 0,
            tries: 0,
            since: 0,
            ..kept
        };
    }
    sql::put(write, id, kept).await
}

fn later(until: i64, now: i64) -> Result<(), CodesError> {
    if until <= now {
        return Ok(());
    }
    let seconds = (until - now).unsigned_abs().div_ceil(1_000_000);
    Err(CodesError::Later { seconds })
}

/// Six digits, all equally likely.
fn draw_code() -> String {
    loop {
        let drawn = u32::from_str_radix(&random_name(4), 16).unwrap_or(u32::MAX);
        // Below the largest multiple of a million, so that no remainder comes more often.
        if drawn < 4_294_000_000 {
            return format!("{:06}", drawn % 1_000_000);
        }
    }
}

fn hash(salt: &str, text: &str) -> String {
    hexadecimal(&Sha256::digest(format!("{salt}\n{text}")))
}
