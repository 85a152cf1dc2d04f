//! What is known to be true of a campaign: nothing else may be said.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::placeholders::{Placeholder, known_names};

/// What kind of offer a campaign makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OfferKind {
    /// A share off.
    Percent,
    /// An amount off.
    Amount,
    /// Something comes with it.
    Gift,
    /// Delivery costs nothing.
    Shipping,
    /// Buy some, get some.
    Bundle,
    /// Points, or more of them.
    Points,
    /// A date to come to.
    Event,
}

/// The facts of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// Known values by placeholder, each with all that it may become; lengths are reckoned with the longest.
    pub values: BTreeMap<String, Values>,
    /// What the offer is; `None` where there is none.
    pub offer: Option<OfferKind>,
    /// Whether the goods really are few, so that a text may say so.
    pub limited: bool,
    /// Addresses that may stand in a text as they are. A text without any uses placeholders.
    pub links: Vec<String>,
    /// What the shop can prove, in the words that it may then use: `organic`, `有机`, `carbon neutral`, an award.
    pub proven: Vec<String>,
    /// Names that are written alike in every language: brands, series.
    pub names: Vec<String>,
    /// Whether the text is service, not marketing: no way to unsubscribe is asked of it.
    pub service: bool,
    /// Whether nothing is known, so that each placeholder in a text is taken to have a value.
    #[serde(skip)]
    open: bool,
}

/// One value or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Values {
    /// The only one.
    One(String),
    /// All that there are.
    Many(Vec<String>),
}

impl Values {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

impl Facts {
    /// The facts of a text of which nothing else is known: its placeholders are taken to have values, and nothing
    /// is proven. Whether an offer is real, ends or is of a kind is then told by the placeholders alone.
    #[must_use]
    pub fn open() -> Self {
        Self {
            open: true,
            ..Self::default()
        }
    }

    /// The facts of a comparison between languages: names that are the same in all of them.
    #[must_use]
    pub fn named(names: Vec<String>) -> Self {
        Self {
            names,
            ..Self::default()
        }
    }

    /// The names without blanks around them, those that are nothing else left out.
    pub(super) fn trimmed_names(&self) -> impl Iterator<Item = &str> {
        let names = self.names.iter().map(|name| name.trim());
        names.filter(|name| !name.is_empty())
    }

    /// Whether nothing is known but the text itself.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Whether a placeholder has a value here. What every shop and member has, always has one.
    #[must_use]
    pub fn has(&self, placeholder: Placeholder) -> bool {
        let known = || self.values.get(placeholder.name);
        self.open
            || placeholder.always
            || placeholder.name.starts_with("member.")
            || known()
                .is_some_and(|values| values.all().iter().any(|value| !value.trim().is_empty()))
    }

    /// The names in the facts that are no placeholders'.
    pub(super) fn unknown(&self) -> Option<&str> {
        let mut names = self.values.keys();
        names
            .find(|name| Placeholder::of(name).is_none())
            .map(String::as_str)
    }

    /// Takes facts from JSON, and says which of their names is none.
    ///
    /// # Errors
    /// What the reader says: an unknown key, a kind of offer that there is not, a name that is no placeholder's.
    pub fn from_json(value: serde_json::Value) -> Result<Self, String> {
        let facts: Self = serde_json::from_value(value).map_err(|error| error.to_string())?;
        match facts.unknown() {
            None => Ok(facts),
            Some(name) => {
                let known = known_names();
                Err(format!(
                    "`{name}` in `values` is no placeholder: write one of {known}"
                ))
            }
        }
    }
}
