//! What is to be written, for whom.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::campaigns::copy::{Both, Facts, Medium, Placeholder, Values, known_names};
use crate::ids::Language;

/// A brief for words. What the words may say of the thing stands in `about` and `audience`; everything with a number,
/// a date, a code or an address stands in the values, and reaches a text as a placeholder alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyBrief {
    /// A name for it, unlike the others'.
    pub id: String,
    /// What it is sent by.
    pub medium: Medium,
    /// The thing, in a few words without numbers, in both languages.
    pub about: Both,
    /// Who is addressed, in a few words.
    pub audience: Both,
    /// How it is to sound, in a few words, where that is said.
    #[serde(default)]
    pub tone: String,
    /// What is true of the campaign in every language. Its `values` are those that both languages share.
    #[serde(default)]
    pub facts: Facts,
    /// Values of placeholders as English writes them.
    #[serde(default)]
    pub en: BTreeMap<String, Values>,
    /// Values of placeholders as Chinese writes them.
    #[serde(default)]
    pub zh: BTreeMap<String, Values>,
}

impl CopyBrief {
    /// The facts with the values of a language.
    #[must_use]
    pub fn facts(&self, language: Language) -> Facts {
        let own = match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        };
        let mut facts = self.facts.clone();
        facts.values.extend(own.clone());
        facts
    }

    /// What is wrong with it, where something is.
    ///
    /// # Errors
    /// A name that is no placeholder's, or a value that only one of the languages has.
    pub fn check(&self) -> Result<(), String> {
        let names = self
            .en
            .keys()
            .chain(self.zh.keys())
            .chain(self.facts.values.keys());
        for name in names {
            if Placeholder::of(name).is_none() {
                let known = known_names();
                return Err(format!(
                    "brief `{}`: `{name}` is no placeholder: write one of {known}",
                    self.id
                ));
            }
        }
        let only = |one: &BTreeMap<_, _>, other: &BTreeMap<_, _>| {
            one.keys()
                .find(|name: &&String| !other.contains_key(*name))
                .cloned()
        };
        match only(&self.en, &self.zh).or_else(|| only(&self.zh, &self.en)) {
            None => Ok(()),
            Some(name) => Err(format!(
                "brief `{}`: `{name}` has a value in one language only: give it one in en and in zh, or in facts.values",
                self.id
            )),
        }
    }
}
