//! Where weights come from.

use std::fmt;
use std::str::FromStr;

use super::error::ModelError;

/// A place that weights come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The Hugging Face hub.
    Hub,
    /// Python packages of the index that pip is configured with.
    Packages,
}

impl Source {
    /// Every source, in the order that is used if none is set.
    pub const ALL: [Self; 2] = [Self::Hub, Self::Packages];

    /// Reads a list such as `hub,packages`, best first; a source named twice counts once.
    ///
    /// # Errors
    /// [`ModelError::UnknownSource`] for a name that is none, or an empty list.
    pub fn list(text: &str) -> Result<Vec<Self>, ModelError> {
        let mut sources = Vec::new();
        for name in text
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            let source = name.parse()?;
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        if sources.is_empty() {
            return Err(ModelError::UnknownSource(text.trim().to_owned()));
        }
        Ok(sources)
    }
}

impl FromStr for Source {
    type Err = ModelError;

    fn from_str(text: &str) -> Result<Self, ModelError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "hub" => Ok(Self::Hub),
            "packages" => Ok(Self::Packages),
            _ => Err(ModelError::UnknownSource(text.trim().to_owned())),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Hub => "hub",
            Self::Packages => "packages",
        })
    }
}
