//! What a request asks for in its address, read so that what is wrong with it is told as a [`Problem`].

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;

use crate::ids::Language;

use super::problem::Problem;

/// The parts of the path that a route names, as axum's own `Path` has them; one that is no text is a [`Problem`].
pub(super) struct Path<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Path(named) =
            axum::extract::Path::<T>::from_request_parts(parts, state).await?;
        Ok(Self(named))
    }
}

/// Reads the tag of a language that we speak: an unknown one is refused, never taken for English.
pub(super) fn language<'de, D: Deserializer<'de>>(tag: D) -> Result<Option<Language>, D::Error> {
    let tag = String::deserialize(tag)?;
    let spoken = Language::from_tag(&tag);
    let unknown = || D::Error::custom(format!("`{tag}` is no language of ours: `en` or `zh`"));
    spoken.ok_or_else(unknown).map(Some)
}

/// In which language sentences are.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Spoken {
    /// `en` or `zh`
    #[serde(default, deserialize_with = "language")]
    #[param(value_type = Option<String>)]
    language: Option<Language>,
}

impl Spoken {
    pub(super) fn language(&self) -> Language {
        self.language.unwrap_or(Language::English)
    }
}
