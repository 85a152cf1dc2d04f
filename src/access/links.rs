//! Links that name something and can be made by this shop alone: signed as tokens are, for one purpose each.

use std::time::Duration;

use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

use super::tokens::{Keys, TokenError};
use crate::clock::Timestamp;

/// What a link says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    /// What it is a link to.
    sub: String,
    /// What for: a link for one purpose is no link for another, and no member's token.
    aud: String,
    /// Seconds since 1970.
    exp: u64,
}

/// Whom the token of such a link is for.
fn audience(purpose: &str) -> String {
    format!("storekeeper-link-{purpose}")
}

fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.micros() / 1_000_000).unwrap_or(0)
}

impl Keys {
    /// A link to `subject` for `purpose` that holds from `now` for `lifetime`, signed with the newest secret. It can
    /// stand in an address.
    ///
    /// # Errors
    /// [`TokenError::UnknownKey`] where there is no secret.
    pub fn sign_link(
        &self,
        purpose: &str,
        subject: &str,
        now: Timestamp,
        lifetime: Duration,
    ) -> Result<String, TokenError> {
        let (name, key) = self.signing().ok_or(TokenError::UnknownKey)?;
        let claims = Claims {
            sub: subject.to_owned(),
            aud: audience(purpose),
            exp: seconds(now) + lifetime.as_secs(),
        };
        let header = Header {
            kid: Some(name.to_owned()),
            ..Header::new(Algorithm::HS256)
        };
        encode(&header, &claims, key).map_err(|_| TokenError::Invalid)
    }

    /// What `link` is a link to, for `purpose`, at the moment `now`.
    ///
    /// # Errors
    /// A link that is none, has run out, is for something else, or was not made by this shop.
    pub fn verify_link(
        &self,
        purpose: &str,
        link: &str,
        now: Timestamp,
    ) -> Result<String, TokenError> {
        let header = decode_header(link).map_err(|_| TokenError::Invalid)?;
        let name = header.kid.ok_or(TokenError::Invalid)?;
        let key = self.verifying(&name).ok_or(TokenError::UnknownKey)?;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[audience(purpose)]);
        validation.set_required_spec_claims(&["exp", "aud", "sub"]);
        validation.validate_exp = false;
        let claims = decode::<Claims>(link, key, &validation).map_err(|_| TokenError::Invalid)?;
        if claims.claims.exp < seconds(now) {
            return Err(TokenError::Expired);
        }
        Ok(claims.claims.sub)
    }
}
