//! Who guesses passwords is slowed down, and nobody can lock another out for ever.
//!
//! Wrong passwords are counted for a name, whether or not there is such an account, and for an address. From the fifth
//! on, a name must wait: a minute, and twice as long each time, a quarter of an hour at most. Twenty from one address
//! within an hour, whatever names they are for, shut it for the rest of the hour. A browser in which somebody has
//! signed in before is counted for itself alone (the device cookies of OWASP): what strangers try does not keep it
//! waiting, and it has no more tries than they have.
//!
//! A try is counted before the password is looked at and forgiven after it was right, so that a thousand at once are
//! not a thousand guesses.

use sha2::{Digest, Sha256};

use super::{AccountsError, sql};
use crate::clock::Timestamp;
use crate::db::Write;
use crate::ids::hexadecimal;

/// Wrong passwords for a name until it must wait.
pub const TRIES: i64 = 5;
/// Seconds that it then waits, and twice as long after each one more.
pub const FIRST_WAIT: i64 = 60;
/// Seconds that it waits at most.
pub const LONGEST_WAIT: i64 = 15 * 60;
/// Wrong passwords from one address within an hour.
pub const ADDRESS_TRIES: i64 = 20;
const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3_600 * SECOND;
/// After a day without a wrong one the count begins anew.
const FORGOTTEN: i64 = 24 * HOUR;

/// Wrong passwords.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tries {
    /// How many.
    pub(super) count: i64,
    /// When the first was, in microseconds.
    pub(super) since: i64,
    /// When the last was.
    pub(super) latest: i64,
    /// Until when nothing is taken.
    pub(super) locked: i64,
}

/// Whose wrong passwords are counted.
pub(super) struct Counted {
    /// For the name, or for the browser that is known for it.
    name: String,
    /// For the address; of a browser that is known, none.
    address: Option<String>,
}

impl Counted {
    /// For `name` from `address`, or in the browser `known`.
    pub(super) fn new(name: &str, address: &str, known: Option<&str>) -> Self {
        match known {
            Some(browser) => Self {
                name: id("browser", browser),
                address: None,
            },
            None => Self {
                name: id("name", name),
                address: Some(id("address", address)),
            },
        }
    }

    /// For the own password, asked for again in the session `session`.
    pub(super) fn again(session: &str) -> Self {
        Self {
            name: id("session", session),
            address: None,
        }
    }

    /// Counts a try, before it is looked at. Tells for how many seconds the name waits from now on, should it be wrong.
    pub(super) async fn count(
        &self,
        write: &Write,
        now: Timestamp,
    ) -> Result<Option<i64>, AccountsError> {
        let now = now.micros();
        sql::forget(write, now - FORGOTTEN).await?;
        let mut name = sql::tries(write.reader(), &self.name)
            .await?
            .unwrap_or_default();
        later(name.locked, now)?;
        if let Some(id) = &self.address {
            let address = sql::tries(write.reader(), id).await?.unwrap_or_default();
            later(address.locked, now)?;
            let fresh = now - address.since >= HOUR;
            let (tries, since) = if fresh {
                (1, now)
            } else {
                (address.count + 1, address.since)
            };
            let locked = if tries >= ADDRESS_TRIES {
                since + HOUR
            } else {
                0
            };
            let address = Tries {
                count: tries,
                since,
                latest: now,
                locked,
            };
            sql::count(write, id, address).await?;
        }
        name.count += 1;
        name.latest = now;
        let wait = wait(name.count);
        name.locked = wait.map_or(0, |wait| now + wait * SECOND);
        sql::count(write, &self.name, name).await?;
        Ok(wait)
    }

    /// The password was right: it was no try, and those for the name before it are forgotten.
    pub(super) async fn forgive(&self, write: &Write) -> Result<(), AccountsError> {
        sql::forgive(write, &self.name).await?;
        let Some(id) = &self.address else {
            return Ok(());
        };
        if let Some(address) = sql::tries(write.reader(), id).await? {
            let one_less = Tries {
                count: address.count - 1,
                locked: 0,
                ..address
            };
            sql::count(write, id, one_less).await?;
        }
        Ok(())
    }
}

/// Forgets what was tried for `name`.
pub(super) async fn forgive_name(write: &Write, name: &str) -> Result<(), AccountsError> {
    sql::forgive(write, &id("name", name)).await
}

/// For how many seconds a name waits after so many wrong passwords.
fn wait(tries: i64) -> Option<i64> {
    let more = u32::try_from(tries - TRIES).ok()?;
    Some(
        FIRST_WAIT
            .saturating_mul(1 << more.min(10))
            .min(LONGEST_WAIT),
    )
}

/// What a count is kept under: nobody reads from it what was typed, or from where.
fn id(kind: &str, of: &str) -> String {
    let digest = Sha256::digest(format!("storekeeper staff {kind} {of}"));
    format!("{kind}:{}", hexadecimal(&digest))
}

fn later(until: i64, now: i64) -> Result<(), AccountsError> {
    if until <= now {
        return Ok(());
    }
    let seconds = (until - now).unsigned_abs().div_ceil(1_000_000);
    Err(AccountsError::Later { seconds })
}
