//! Tokens: who has signed in, signed with a key of the shop (JSON Web Tokens, RFC 7519).
//!
//! The keys are files in one folder, a key each. `NAME.secret` holds a secret that the shop's backend shares
//! (HS256), `NAME.pub.pem` the public half of a key that it keeps to itself (Ed25519, `EdDSA`). A token names
//! its key in its header (`kid`). To rotate, a key is added, the backend signs with it from then on, and the
//! old file is removed when the last token signed with it has run out.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use serde::{Deserialize, Serialize};

use super::{Principal, Staff};
use crate::clock::Timestamp;
use crate::ids::{MemberKey, hexadecimal};

/// Who a token is for: one that was made for another program is not taken.
const AUDIENCE: &str = "storekeeper";
/// A shorter secret can be guessed (RFC 7518 asks for as many bytes as the hash has).
const SHORTEST_SECRET: usize = 32;
/// Clocks of two machines may be so many seconds apart.
const LEEWAY: u64 = 30;

/// Why keys cannot be used, or a token is not taken.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// A key's file or the folder.
    #[error("{}: {reason}", path.display())]
    Key {
        /// Which.
        path: PathBuf,
        /// What is wrong, and what helps.
        reason: String,
    },
    /// The token's time is over.
    #[error("the token has run out; sign in again")]
    Expired,
    /// No key here signed it.
    #[error("the token was signed with a key that this shop does not have")]
    UnknownKey,
    /// It is none, was changed, or is for something else.
    #[error("this is no token of this shop")]
    Invalid,
}

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    /// The member's key, or the name of somebody of the shop.
    sub: String,
    /// What its bearer is: a member, or a role of the shop.
    role: String,
    aud: String,
    /// Seconds since 1970.
    iat: u64,
    exp: u64,
}

/// One key.
struct Key {
    algorithm: Algorithm,
    verifies: DecodingKey,
    /// Only a shared secret signs here.
    signs: Option<EncodingKey>,
}

/// The keys of a shop.
pub struct Keys {
    keys: BTreeMap<String, Key>,
}

impl Keys {
    /// Reads the keys in `folder`. Where there is none, a secret is made, named by the moment `now`.
    ///
    /// # Errors
    /// A folder or file that cannot be read or written, a secret that is too short, a key that is none.
    pub fn open(folder: &Path, now: Timestamp) -> Result<Self, TokenError> {
        let keys = Self::read(folder)?;
        if !keys.keys.is_empty() {
            return Ok(keys);
        }
        Self::add(folder, now)?;
        Self::read(folder)
    }

    fn read(folder: &Path) -> Result<Self, TokenError> {
        let wrong = |path: &Path, reason: String| TokenError::Key {
            path: path.to_owned(),
            reason,
        };
        let mut keys = BTreeMap::new();
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self { keys });
            }
            entries => entries.map_err(|error| wrong(folder, error.to_string()))?,
        };
        for entry in entries {
            let path = entry
                .map_err(|error| wrong(folder, error.to_string()))?
                .path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let read = || fs::read(&path).map_err(|error| wrong(&path, error.to_string()));
            if let Some(name) = name.strip_suffix(".secret") {
                let secret = read()?.trim_ascii().to_vec();
                if secret.len() < SHORTEST_SECRET {
                    let reason = format!("a secret has at least {SHORTEST_SECRET} characters");
                    return Err(wrong(&path, reason));
                }
                let key = Key {
                    algorithm: Algorithm::HS256,
                    verifies: DecodingKey::from_secret(&secret),
                    signs: Some(EncodingKey::from_secret(&secret)),
                };
                keys.insert(name.to_owned(), key);
            } else if let Some(name) = name.strip_suffix(".pub.pem") {
                let verifies = DecodingKey::from_ed_pem(&read()?).map_err(|error| {
                    wrong(
                        &path,
                        format!("a public Ed25519 key in PEM is expected: {error}"),
                    )
                })?;
                let key = Key {
                    algorithm: Algorithm::EdDSA,
                    verifies,
                    signs: None,
                };
                keys.insert(name.to_owned(), key);
            }
        }
        Ok(Self { keys })
    }

    /// Makes a secret in `folder`, named by the moment `now`; the newest one signs. Returns its name.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn add(folder: &Path, now: Timestamp) -> Result<String, TokenError> {
        let wrong = |error: std::io::Error| TokenError::Key {
            path: folder.to_owned(),
            reason: error.to_string(),
        };
        fs::create_dir_all(folder).map_err(wrong)?;
        let name: String = now
            .rfc3339()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let path = folder.join(format!("{name}.secret"));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(mut file) => writeln!(file, "{}", random_name(32)).map_err(wrong)?,
            // Another process made it a moment ago.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(wrong(error)),
        }
        Ok(name)
    }

    /// The names of the keys, and whether each can sign here.
    pub fn names(&self) -> impl Iterator<Item = (&str, bool)> {
        self.keys
            .iter()
            .map(|(name, key)| (name.as_str(), key.signs.is_some()))
    }

    /// The newest secret, with its name.
    pub(super) fn signing(&self) -> Option<(&str, &EncodingKey)> {
        self.keys.iter().rev().find_map(|(name, key)| {
            let signs = key.signs.as_ref()?;
            Some((name.as_str(), signs))
        })
    }

    /// What verifies what the secret `name` signed.
    pub(super) fn verifying(&self, name: &str) -> Option<&DecodingKey> {
        let key = self.keys.get(name)?;
        (key.algorithm == Algorithm::HS256).then_some(&key.verifies)
    }

    /// A token for `member` that holds from `now` for `lifetime`, signed with the newest secret.
    ///
    /// # Errors
    /// [`TokenError::UnknownKey`] where there is no secret.
    pub fn sign(
        &self,
        member: &MemberKey,
        now: Timestamp,
        lifetime: Duration,
    ) -> Result<String, TokenError> {
        self.sign_claims(member.as_str(), "member", now, lifetime)
    }

    /// A token for somebody of the shop that holds from `now` for `lifetime`, signed with the newest secret.
    ///
    /// # Errors
    /// [`TokenError::UnknownKey`] where there is no secret.
    pub fn sign_staff(
        &self,
        staff: &Staff,
        now: Timestamp,
        lifetime: Duration,
    ) -> Result<String, TokenError> {
        self.sign_claims(&staff.name, staff.role.word(), now, lifetime)
    }

    fn sign_claims(
        &self,
        sub: &str,
        role: &str,
        now: Timestamp,
        lifetime: Duration,
    ) -> Result<String, TokenError> {
        let (name, key) = self.signing().ok_or(TokenError::UnknownKey)?;
        let iat = u64::try_from(now.micros() / 1_000_000).unwrap_or(0);
        let claims = Claims {
            sub: sub.to_owned(),
            role: role.to_owned(),
            aud: AUDIENCE.to_owned(),
            iat,
            exp: iat + lifetime.as_secs(),
        };
        let header = Header {
            kid: Some(name.to_owned()),
            ..Header::new(Algorithm::HS256)
        };
        encode(&header, &claims, key).map_err(|_| TokenError::Invalid)
    }

    /// Who bears `token` at the moment `now`.
    ///
    /// # Errors
    /// A token that is none, has run out, or was not signed with a key of this shop.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Principal, TokenError> {
        let claims = self.claims(token, now)?;
        if claims.role == "member" {
            return Ok(Principal::Member(MemberKey::new(&claims.sub)));
        }
        let role = claims.role.parse().map_err(|_| TokenError::Invalid)?;
        let name = claims.sub;
        Ok(Principal::Staff(Staff { name, role }))
    }

    /// Who of the shop bears `token` at the moment `now`; none where a member does.
    ///
    /// # Errors
    /// A token that is none, has run out, or was not signed with a key of this shop.
    pub fn verify_staff(&self, token: &str, now: Timestamp) -> Result<Option<Staff>, TokenError> {
        Ok(match self.verify(token, now)? {
            Principal::Staff(staff) => Some(staff),
            Principal::Anonymous | Principal::Member(_) => None,
        })
    }

    /// What a token says that holds at the moment `now`.
    fn claims(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError> {
        let header = decode_header(token).map_err(|_| TokenError::Invalid)?;
        let key = match &header.kid {
            Some(name) => self.keys.get(name),
            // A token that names no key can only mean the only one.
            None if self.keys.len() == 1 => self.keys.values().next(),
            None => None,
        };
        let key = key.ok_or(TokenError::UnknownKey)?;
        // What the header says of the algorithm decides nothing: the key has one.
        let mut validation = Validation::new(key.algorithm);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "aud", "sub"]);
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, &key.verifies, &validation)
            .map_err(|_| TokenError::Invalid)?
            .claims;
        let now = u64::try_from(now.micros() / 1_000_000).unwrap_or(0);
        if claims.exp + LEEWAY < now {
            return Err(TokenError::Expired);
        }
        if claims.sub.trim().is_empty() || claims.iat > now + LEEWAY {
            return Err(TokenError::Invalid);
        }
        // A backend that signs with a key of its own signs members in; the shop's people have tokens of ours.
        if claims.role != "member" && key.algorithm != Algorithm::HS256 {
            return Err(TokenError::Invalid);
        }
        Ok(claims)
    }
}

/// A name of `bytes` random bytes that nobody can guess, in hexadecimal digits.
///
/// # Panics
/// Where the system has no randomness to give.
#[must_use]
pub fn random_name(bytes: usize) -> String {
    let mut drawn = vec![0; bytes];
    #[allow(clippy::expect_used, reason = "nothing can be kept secret without it")]
    getrandom::fill(&mut drawn).expect("the system gives random bytes");
    hexadecimal(&drawn)
}
