//! Signing in and out: sessions of the shop's people in their browsers.
//!
//! A session is a secret of 256 random bits, of which a hash is kept. It ends half an hour after it was used last,
//! twelve hours after it began (NIST SP 800-63B, the second level), and whenever its account's password, role or state
//! changes.

use sha2::{Digest, Sha256};

use super::accounts::{Accounts, AccountsError, Kept, TABLES, as_kept, record};
use super::lockout::Counted;
use super::{Staff, passwords, random_name, sql};
use crate::clock::Timestamp;
use crate::db::Write;
use crate::ids::hexadecimal;

/// Minutes after which a session that is not used ends.
pub const IDLE_MINUTES: i64 = 30;
/// Hours after which every session ends.
pub const SESSION_HOURS: i64 = 12;
/// Random bytes of a session's secret.
const BYTES: usize = 32;
const MINUTE: i64 = 60_000_000;
/// That a session was used is noted once in this time: not every request waits for the disk.
const NOTED: i64 = MINUTE;
/// Who tried to sign in and is not known to be who they say.
const SOMEBODY: &str = "somebody";

/// A session as it is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// When it began, in microseconds.
    pub(super) begun: i64,
    /// When it was used last, to a minute.
    pub(super) seen: i64,
}

impl Open {
    /// A session that began, and was used, after these moments is open.
    pub(super) fn still_open(now: Timestamp) -> (i64, i64) {
        let now = now.micros();
        (
            now - SESSION_HOURS * 60 * MINUTE,
            now - IDLE_MINUTES * MINUTE,
        )
    }

    fn is_open(self, now: Timestamp) -> bool {
        let (begun, seen) = Self::still_open(now);
        self.begun > begun && self.seen > seen
    }
}

/// Somebody who wants to sign in.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their password.
    pub password: &'a str,
    /// From where, as limits count it.
    pub address: &'a str,
    /// The name of the browser, where this very person signed in there before.
    pub known: Option<&'a str>,
    /// The secret of the session that the browser has; it ends.
    pub before: Option<&'a str>,
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who, with the role they have at this moment.
    pub staff: Staff,
    /// What they are called.
    pub called: String,
    /// What a page shows to prove that a request comes from it and not from another site's page.
    pub csrf: String,
    /// When it ends, used or not.
    pub until: Timestamp,
}

/// A session that has just begun.
pub struct Opened {
    /// Its secret: told once, to the browser.
    pub secret: String,
    /// Whose it is.
    pub session: Session,
}

impl Accounts {
    /// Signs somebody in. A name that is not known and a wrong password take as long and say the same.
    ///
    /// # Errors
    /// [`AccountsError::Wrong`]; [`AccountsError::Later`] after too many of them; [`AccountsError::Busy`]; or the
    /// database fails.
    pub async fn sign_in(
        &self,
        attempt: &Attempt<'_>,
        now: Timestamp,
    ) -> Result<Opened, AccountsError> {
        let name = as_kept(attempt.name);
        let turn = self.hasher.turn().await?;
        let counted = Counted::new(&name, attempt.address, attempt.known);
        let write = self.db.write(&[sql::TRIES]).await?;
        let wait = counted.count(&write, now).await?;
        write.commit().await?;
        let account = sql::find(self.db.reader(), &name).await?;
        let may = account.clone().filter(|account| !account.disabled);
        let kept = may.as_ref().map(|account| account.password.clone());
        let right = turn.is(attempt.password, kept).await?;
        let write = self.db.write(&TABLES).await?;
        // What was changed meanwhile holds: the account is looked at again.
        let still = may.filter(|_| right);
        let now_kept = sql::find(write.reader(), &name).await?;
        let Some(account) = still.filter(|account| now_kept.as_ref() == Some(account)) else {
            let act = match account {
                Some(_) => format!("sign in as {name}"),
                // It may be a password, typed into the wrong field.
                None => "sign in under an unknown name".to_owned(),
            };
            record(&write, now, SOMEBODY, &act, &refused(wait)).await?;
            write.commit().await?;
            return Err(AccountsError::Wrong);
        };
        counted.forgive(&write).await?;
        let (begun, seen) = Open::still_open(now);
        sql::end_old(&write, begun, seen).await?;
        if let Some(before) = attempt.before {
            sql::end(&write, &hash("session", before)).await?;
        }
        let opened = begin(&write, &account, now).await?;
        let by = account.staff().to_string();
        record(&write, now, &by, "sign in", "done").await?;
        write.commit().await?;
        Ok(opened)
    }

    /// Whose session has this secret, where it is open. It is used by this.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn session(
        &self,
        secret: &str,
        now: Timestamp,
    ) -> Result<Option<Session>, AccountsError> {
        let Some((account, open)) = self.open(secret, now).await? else {
            return Ok(None);
        };
        if now.micros() - open.seen >= NOTED {
            let write = self.db.write(&[sql::SESSIONS]).await?;
            sql::seen(&write, &hash("session", secret), now.micros()).await?;
            write.commit().await?;
        }
        Ok(Some(session(&account, secret, open.begun)))
    }

    async fn open(
        &self,
        secret: &str,
        now: Timestamp,
    ) -> Result<Option<(Kept, Open)>, AccountsError> {
        let found = sql::session(self.db.reader(), &hash("session", secret)).await?;
        Ok(found.filter(|(account, open)| !account.disabled && open.is_open(now)))
    }

    /// Ends the session with this secret.
    ///
    /// # Errors
    /// [`AccountsError::Ended`] where it is over already; or the database fails.
    pub async fn sign_out(&self, secret: &str, now: Timestamp) -> Result<(), AccountsError> {
        let found = self.open(secret, now).await?;
        let (account, _) = found.ok_or(AccountsError::Ended)?;
        let write = self.db.write(&TABLES).await?;
        sql::end(&write, &hash("session", secret)).await?;
        let by = account.staff().to_string();
        record(&write, now, &by, "sign out", "done").await?;
        Ok(write.commit().await?)
    }

    /// Gives who is signed in another password, where `old` is the one they have. All their sessions end, and a new
    /// one begins here.
    ///
    /// # Errors
    /// [`AccountsError::Ended`], [`AccountsError::Wrong`], [`AccountsError::Later`], [`AccountsError::Password`]; or
    /// the database fails.
    pub async fn change_password(
        &self,
        secret: &str,
        old: &str,
        new: &str,
        now: Timestamp,
    ) -> Result<Opened, AccountsError> {
        let found = self.open(secret, now).await?;
        let (account, _) = found.ok_or(AccountsError::Ended)?;
        passwords::check(new, &account.name)?;
        let turn = self.hasher.turn().await?;
        let counted = Counted::again(&hash("session", secret));
        let write = self.db.write(&[sql::TRIES]).await?;
        let wait = counted.count(&write, now).await?;
        write.commit().await?;
        let by = account.staff().to_string();
        let act = "change the own password";
        if !turn.is(old, Some(account.password.clone())).await? {
            let write = self.db.write(&TABLES).await?;
            record(&write, now, &by, act, &refused(wait)).await?;
            write.commit().await?;
            return Err(AccountsError::Wrong);
        }
        let changed = Kept {
            password: self.hashed(new, &account.name).await?,
            password_set: now,
            ..account.clone()
        };
        let write = self.db.write(&TABLES).await?;
        if sql::find(write.reader(), &account.name).await?.as_ref() != Some(&account) {
            return Err(AccountsError::Ended);
        }
        sql::put(&write, &changed).await?;
        sql::end_all(&write, &changed.name).await?;
        counted.forgive(&write).await?;
        let opened = begin(&write, &changed, now).await?;
        record(&write, now, &by, act, "done").await?;
        write.commit().await?;
        Ok(opened)
    }
}

/// Begins a session of `account`.
async fn begin(write: &Write, account: &Kept, now: Timestamp) -> Result<Opened, AccountsError> {
    let secret = random_name(BYTES);
    sql::begin(
        write,
        &hash("session", &secret),
        &account.name,
        now.micros(),
    )
    .await?;
    let session = session(account, &secret, now.micros());
    Ok(Opened { secret, session })
}

fn session(account: &Kept, secret: &str, begun: i64) -> Session {
    Session {
        staff: account.staff(),
        called: account.called.clone(),
        csrf: hash("csrf", secret),
        until: Timestamp::from_micros(begun + SESSION_HOURS * 60 * MINUTE),
    }
}

/// How an attempt ended that was refused.
fn refused(wait: Option<i64>) -> String {
    match wait {
        Some(seconds) => format!("refused; nothing is taken for {seconds} s"),
        None => "refused".to_owned(),
    }
}

/// A hash of a secret for one purpose: from one nobody finds the other. It cannot be guessed, so it needs no salt.
fn hash(purpose: &str, secret: &str) -> String {
    hexadecimal(&Sha256::digest(format!("storekeeper {purpose} {secret}")))
}
