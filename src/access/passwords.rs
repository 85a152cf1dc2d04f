//! Passwords of the shop's people: which are taken, and how they are kept.
//!
//! Kept as Argon2id (RFC 9106) with 19 MiB, two passes and one lane, as the OWASP cheat sheet on password storage has
//! it. Which are taken follows NIST SP 800-63B: long enough, not among the commonest, and no rules of what must be in
//! them.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::AccountsError;

/// Characters of a password at least.
pub const SHORTEST: usize = 12;
/// Characters of a password at most.
pub const LONGEST: usize = 128;
/// KiB of memory that one hash takes.
const MEMORY: u32 = 19 * 1024;
/// Passes over the memory.
const PASSES: u32 = 2;
/// Passwords that are looked at together; each takes a core and [`MEMORY`].
const TOGETHER: usize = 2;
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Random bytes in a salt.
const SALT: usize = 16;
/// Kept for nobody: what a password is compared with where there is no account, so that it takes as long. It is no
/// hash of anything that is known.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$c3RvcmVrZWVwZXItbm9ib2R5$\
    Zm9yIG5vYm9keTogbm8gcGFzc3dvcmQgaGFzIHRoaXM";

/// The commonest passwords that are long enough, in small letters. Shorter ones are refused for their length, and
/// what only repeats or counts on is told by [`Unfit::Plain`].
const COMMONEST: [&str; 44] = [
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qaz2wsx3edc4rfv",
    "qazwsxedcrfv",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopas",
    "qwertyuiopasdf",
    "qwerty123456",
    "qwerty1234567",
    "qwerty123456789",
    "asdfghjkl123",
    "zxcvbnm12345",
    "zxcvbnm123456",
    "abc123456789",
    "abcd12345678",
    "abcdefg12345",
    "aa1234567890",
    "a12345678910",
    "a1234567890a",
    "password1234",
    "password12345",
    "password123456",
    "passw0rd1234",
    "p@ssw0rd1234",
    "passwordpassword",
    "iloveyou1234",
    "iloveyou12345",
    "ilovepassword",
    "letmein12345",
    "letmeinletmein",
    "welcome12345",
    "welcome123456",
    "changeme1234",
    "changemenow1",
    "administrator",
    "administrator1",
    "admin1234567",
    "adminadminadmin",
    "woaini1314520",
    "woaini520131",
    "wodemima1234",
    "storekeeper1",
    "storekeeper123",
];

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is too short.
    #[error(
        "a password has at least {SHORTEST} characters; a few words that have nothing to do with each other are \
         easy to keep in mind"
    )]
    Short,
    /// It is too long.
    #[error("a password has at most {LONGEST} characters")]
    Long,
    /// Many people have it, so it is tried first.
    #[error("this password is among the commonest and is tried first; choose another")]
    Common,
    /// A few characters again and again, digits or letters in their order, or the name.
    #[error("this password repeats or counts on, or is made of the name; choose another")]
    Plain,
}

/// Whether somebody called `name` may have `password`.
///
/// # Errors
/// Why not.
pub fn check(password: &str, name: &str) -> Result<(), Unfit> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Unfit::Short);
    }
    if length > LONGEST {
        return Err(Unfit::Long);
    }
    let small = password.to_lowercase();
    if COMMONEST.contains(&small.as_str()) {
        return Err(Unfit::Common);
    }
    let without_name = small.replace(name, "");
    let left: Vec<char> = without_name.chars().collect();
    if left.len() < SHORTEST / 2 || repeats(&left) || counts_on(&left) {
        return Err(Unfit::Plain);
    }
    Ok(())
}

/// Whether it is the same four characters, or fewer, again and again.
fn repeats(chars: &[char]) -> bool {
    (1..=4).any(|period| {
        chars
            .iter()
            .zip(&chars[period.min(chars.len())..])
            .all(|(one, later)| one == later)
    })
}

/// Whether each character is the next, or the one before, of that before it; after nine comes nought.
fn counts_on(chars: &[char]) -> bool {
    let steps = |up: bool| {
        chars.windows(2).all(|pair| {
            let (one, other) = if up {
                (pair[0], pair[1])
            } else {
                (pair[1], pair[0])
            };
            u32::from(one) + 1 == u32::from(other) || (one == '9' && other == '0')
        })
    };
    steps(true) || steps(false)
}

/// Makes and compares the hashes, a few at a time.
#[derive(Clone, Debug)]
pub(super) struct Hasher {
    turns: Arc<Semaphore>,
}

/// The right to make or compare one hash.
pub(super) struct Turn {
    permit: OwnedSemaphorePermit,
}

impl Hasher {
    pub(super) fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(TOGETHER)),
        }
    }

    /// Waits until a hash may be made.
    pub(super) async fn turn(&self) -> Result<Turn, AccountsError> {
        let turn = Arc::clone(&self.turns).acquire_owned();
        match tokio::time::timeout(PATIENCE, turn).await {
            Ok(Ok(permit)) => Ok(Turn { permit }),
            _ => Err(AccountsError::Busy),
        }
    }
}

impl Turn {
    /// What `password` is kept as.
    pub(super) async fn hash(self, password: &str) -> Result<String, AccountsError> {
        let password = password.to_owned();
        off_the_road(move || {
            let mut salt = [0; SALT];
            getrandom::fill(&mut salt).map_err(failed)?;
            let hash: PasswordHash = argon2()?
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map_err(failed)?;
            drop(self.permit);
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether `password` is the one kept as `kept`. Where there is none it is not, and takes as long.
    pub(super) async fn is(
        self,
        password: &str,
        kept: Option<String>,
    ) -> Result<bool, AccountsError> {
        let password = password.to_owned();
        off_the_road(move || {
            let there = kept.is_some();
            let kept = kept.unwrap_or_else(|| NOBODYS.to_owned());
            let kept = PasswordHash::new(&kept).map_err(failed)?;
            let same = argon2()?
                .verify_password(password.as_bytes(), &kept)
                .is_ok();
            drop(self.permit);
            Ok(there && same)
        })
        .await
    }
}

fn argon2() -> Result<Argon2<'static>, AccountsError> {
    let params = Params::new(MEMORY, PASSES, 1, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Runs what takes long where it keeps no request waiting.
async fn off_the_road<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AccountsError> + Send + 'static,
) -> Result<T, AccountsError> {
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}

fn failed(error: impl std::fmt::Display) -> AccountsError {
    AccountsError::Hash(error.to_string())
}
