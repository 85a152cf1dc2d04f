//! The accounts of the shop's people: made, changed, listed. Every change is recorded with who made it.

use serde::Serialize;

use super::passwords::{self, Hasher, Unfit};
use super::sessions::Open;
use super::{Role, Staff, lockout, sql};
use crate::audit::{self, AuditError, TurnRecord};
use crate::clock::{Timestamp, as_rfc3339};
use crate::db::{Db, DbError, Write};

/// Characters of a name to sign in with, at least and at most.
const NAME: std::ops::RangeInclusive<usize> = 2..=64;
/// Characters of what somebody is called at most.
const LONGEST_CALLED: usize = 100;
/// What a change of an account writes.
pub(super) const TABLES: [&str; 4] = [sql::STAFF, sql::SESSIONS, sql::TRIES, "audit"];

/// Why an account is not made, changed or opened.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// The name cannot be one.
    #[error(
        "`{0}` cannot be a name to sign in with: it has 2 to 64 of a-z, 0-9, `.`, `_`, `-` and `@`, and begins with a \
         letter or digit"
    )]
    Name(String),
    /// What somebody is to be called is too long or empty.
    #[error("what somebody is called has 1 to {LONGEST_CALLED} characters on one line")]
    Called,
    /// The password is not taken.
    #[error(transparent)]
    Password(#[from] Unfit),
    /// There is such an account.
    #[error("there is an account {0} already; `storekeeper user list` shows all")]
    Taken(String),
    /// There is no such account.
    #[error("there is no account {0}; `storekeeper user list` shows all")]
    Unknown(String),
    /// Nobody could look after the accounts any more.
    #[error("{0} is the only admin who can sign in: make somebody else an admin first")]
    LastAdmin(String),
    /// Name and password do not belong together, or the account is disabled: nobody learns which.
    #[error("the name or the password is wrong")]
    Wrong,
    /// The session is over.
    #[error("you are signed out; sign in again")]
    Ended,
    /// Too many wrong passwords.
    #[error("too many wrong passwords; try again in {seconds} s")]
    Later {
        /// After how long.
        seconds: u64,
    },
    /// More people sign in than this machine can look at.
    #[error("too many people sign in at this moment; try again in a few seconds")]
    Busy,
    /// An account of another program.
    #[error("`{0}` in the table of accounts is no role; a newer program may have written it")]
    Role(String),
    /// A hash could not be made or read.
    #[error("a password could not be looked at: {0}")]
    Hash(String),
    /// The record of what was done.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// An account as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) name: String,
    pub(super) called: String,
    pub(super) role: Role,
    /// Its hash, in the PHC's format.
    pub(super) password: String,
    pub(super) disabled: bool,
    pub(super) added: Timestamp,
    pub(super) password_set: Timestamp,
}

impl Kept {
    pub(super) fn staff(&self) -> Staff {
        Staff {
            name: self.name.clone(),
            role: self.role,
        }
    }

    /// Whether it is an admin who can sign in.
    fn looks_after_others(&self) -> bool {
        self.role == Role::Admin && !self.disabled
    }
}

/// An account, without its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// What they sign in with.
    pub name: String,
    /// What they are called on pages.
    pub called: String,
    /// What they may do.
    pub role: Role,
    /// Whether they cannot sign in for now.
    pub disabled: bool,
    /// When it was made.
    #[serde(serialize_with = "as_rfc3339")]
    pub added: Timestamp,
    /// When the password was set last.
    #[serde(serialize_with = "as_rfc3339")]
    pub password_set: Timestamp,
    /// In how many browsers they are signed in.
    pub sessions: u64,
}

/// An account to make.
#[derive(Clone, Copy, Debug)]
pub struct NewAccount<'a> {
    /// What they sign in with; capitals are made small.
    pub name: &'a str,
    /// What they are called on pages; the name where it is not said.
    pub called: Option<&'a str>,
    /// What they may do.
    pub role: Role,
}

/// The accounts of the shop's people. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Accounts {
    pub(super) db: Db,
    pub(super) hasher: Hasher,
}

/// A name as it is kept: without blanks around it, in small letters.
pub(super) fn as_kept(name: &str) -> String {
    name.trim().to_lowercase()
}

impl Accounts {
    /// The accounts in `db`, which has [`migrations()`](super::migrations).
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            hasher: Hasher::new(),
        }
    }

    /// Looks whether `new` may be made, so that nobody is asked for a password in vain.
    ///
    /// # Errors
    /// [`AccountsError::Name`], [`AccountsError::Called`], [`AccountsError::Taken`]; or the database fails.
    pub async fn may_add(&self, new: &NewAccount<'_>) -> Result<(), AccountsError> {
        let name = fit_name(new.name)?;
        fit_called(new.called.unwrap_or(&name))?;
        match sql::find(self.db.reader(), &name).await? {
            Some(_) => Err(AccountsError::Taken(name)),
            None => Ok(()),
        }
    }

    /// Makes an account. `by` is who does it, for the record.
    ///
    /// # Errors
    /// As [`Accounts::may_add`]; [`AccountsError::Password`].
    pub async fn add(
        &self,
        new: &NewAccount<'_>,
        password: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<(), AccountsError> {
        self.may_add(new).await?;
        let name = fit_name(new.name)?;
        let account = Kept {
            called: fit_called(new.called.unwrap_or(&name))?,
            role: new.role,
            password: self.hashed(password, &name).await?,
            disabled: false,
            added: now,
            password_set: now,
            name,
        };
        let write = self.db.write(&TABLES).await?;
        // Another one may have been made meanwhile.
        if sql::find(write.reader(), &account.name).await?.is_some() {
            return Err(AccountsError::Taken(account.name));
        }
        sql::put(&write, &account).await?;
        let act = format!(
            "add the account {} with the role {}",
            account.name, new.role
        );
        record(&write, now, by, &act, "done").await?;
        Ok(write.commit().await?)
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn list(&self, now: Timestamp) -> Result<Vec<Account>, AccountsError> {
        let (begun, seen) = Open::still_open(now);
        let all = sql::all(self.db.reader(), begun, seen).await?;
        let all = all.into_iter().map(|(kept, sessions)| Account {
            name: kept.name,
            called: kept.called,
            role: kept.role,
            disabled: kept.disabled,
            added: kept.added,
            password_set: kept.password_set,
            sessions: sessions.unsigned_abs(),
        });
        Ok(all.collect())
    }

    /// Gives `name` another role. Their sessions end.
    ///
    /// # Errors
    /// [`AccountsError::Unknown`], [`AccountsError::LastAdmin`]; or the database fails.
    pub async fn set_role(
        &self,
        name: &str,
        role: Role,
        by: &str,
        now: Timestamp,
    ) -> Result<(), AccountsError> {
        let act = |name: &str| format!("give {name} the role {role}");
        self.change(name, by, now, act, |account| account.role = role)
            .await
    }

    /// Lets `name` sign in no more, or again. Their sessions end; who is let in again need not wait for wrong
    /// passwords that were tried before.
    ///
    /// # Errors
    /// As [`Accounts::set_role`].
    pub async fn set_disabled(
        &self,
        name: &str,
        disabled: bool,
        by: &str,
        now: Timestamp,
    ) -> Result<(), AccountsError> {
        let verb = if disabled { "disable" } else { "enable" };
        let act = |name: &str| format!("{verb} the account {name}");
        self.change(name, by, now, act, |account| account.disabled = disabled)
            .await
    }

    /// Gives `name` another password. Their sessions end.
    ///
    /// # Errors
    /// [`AccountsError::Unknown`], [`AccountsError::Password`]; or the database fails.
    pub async fn set_password(
        &self,
        name: &str,
        password: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<(), AccountsError> {
        let kept = self.account(name).await?;
        let hash = self.hashed(password, &kept.name).await?;
        let act = |name: &str| format!("give {name} another password");
        self.change(name, by, now, act, |account| {
            account.password = hash;
            account.password_set = now;
        })
        .await
    }

    /// Ends all sessions of `name`.
    ///
    /// # Errors
    /// [`AccountsError::Unknown`]; or the database fails.
    pub async fn sign_out_everywhere(
        &self,
        name: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<(), AccountsError> {
        let act = |name: &str| format!("sign {name} out everywhere");
        self.change(name, by, now, act, |_| {}).await
    }

    /// The account `name`.
    pub(super) async fn account(&self, name: &str) -> Result<Kept, AccountsError> {
        let name = as_kept(name);
        let found = sql::find(self.db.reader(), &name).await?;
        found.ok_or(AccountsError::Unknown(name))
    }

    /// What a password that is fit is kept as.
    pub(super) async fn hashed(&self, password: &str, name: &str) -> Result<String, AccountsError> {
        passwords::check(password, name)?;
        self.hasher.turn().await?.hash(password).await
    }

    /// Changes an account, ends its sessions and records it, all or nothing.
    async fn change(
        &self,
        name: &str,
        by: &str,
        now: Timestamp,
        act: impl FnOnce(&str) -> String,
        change: impl FnOnce(&mut Kept),
    ) -> Result<(), AccountsError> {
        let name = as_kept(name);
        let write = self.db.write(&TABLES).await?;
        let found = sql::find(write.reader(), &name).await?;
        let before = found.ok_or(AccountsError::Unknown(name))?;
        let mut account = before.clone();
        change(&mut account);
        let one_less = before.looks_after_others() && !account.looks_after_others();
        if one_less && sql::admins(write.reader()).await? <= 1 {
            return Err(AccountsError::LastAdmin(account.name));
        }
        sql::put(&write, &account).await?;
        sql::end_all(&write, &account.name).await?;
        if !account.disabled {
            lockout::forgive_name(&write, &account.name).await?;
        }
        record(&write, now, by, &act(&account.name), "done").await?;
        Ok(write.commit().await?)
    }
}

/// Records what somebody of the shop did, in the transaction that does it.
pub(super) async fn record(
    write: &Write,
    now: Timestamp,
    by: &str,
    act: &str,
    end: &str,
) -> Result<(), AccountsError> {
    let record = TurnRecord {
        stop: end.to_owned(),
        ..TurnRecord::done(by, act)
    };
    audit::append(write, now, &record).await?;
    Ok(())
}

fn fit_name(name: &str) -> Result<String, AccountsError> {
    let kept = as_kept(name);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let fit = NAME.contains(&kept.len())
        && kept.starts_with(plain)
        && kept.chars().all(|c| plain(c) || "._-@".contains(c));
    if fit {
        Ok(kept)
    } else {
        Err(AccountsError::Name(name.escape_debug().to_string()))
    }
}

fn fit_called(called: &str) -> Result<String, AccountsError> {
    let called = called.trim();
    let length = called.chars().count();
    if length == 0 || length > LONGEST_CALLED || called.contains(char::is_control) {
        return Err(AccountsError::Called);
    }
    Ok(called.to_owned())
}
