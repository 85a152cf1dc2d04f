//! Prompt files and fixed phrases.
//!
//! Owns: the texts in `prompts/`, compiled in, and their rendering with minijinja.
//! Does not own: what is filled into them.
//! Holds: in a prompt the part that never changes comes first, byte for byte the same, and what changes
//! comes last, so that an engine's prefix cache covers all but the end.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::ids::{Language, hexadecimal};

/// The files, by name.
const FILES: &[(&str, &str)] = &[
    ("plan", include_str!("../../prompts/plan.jinja")),
    ("plan.desk", include_str!("../../prompts/plan.desk.jinja")),
    ("word.en", include_str!("../../prompts/word.en.jinja")),
    ("word.zh", include_str!("../../prompts/word.zh.jinja")),
    ("draft.en", include_str!("../../prompts/draft.en.jinja")),
    ("draft.zh", include_str!("../../prompts/draft.zh.jinja")),
    ("native", include_str!("../../prompts/native.jinja")),
    ("cluster.en", include_str!("../../prompts/cluster.en.jinja")),
    ("cluster.zh", include_str!("../../prompts/cluster.zh.jinja")),
    ("copy.en", include_str!("../../prompts/copy.en.jinja")),
    ("copy.zh", include_str!("../../prompts/copy.zh.jinja")),
];
const PHRASES: &str = include_str!("../../prompts/phrases.toml");
/// The phrases around a draft for the shop's people.
const DRAFTS: &str = include_str!("../../prompts/drafts.toml");

/// What marketers are told of campaigns.
const CAMPAIGNING: &str = include_str!("../../prompts/campaigning.toml");

/// Phrases as their files have them: by name, then by language.
type Phrases = BTreeMap<String, BTreeMap<String, String>>;

/// Why a text cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// No such prompt or phrase.
    #[error("there is no prompt or phrase called `{0}`")]
    Unknown(String),
    /// The template and what was filled into it do not fit.
    #[error("prompt `{name}` cannot be rendered: {source}")]
    Render {
        /// Which one.
        name: String,
        /// What the template engine says.
        source: minijinja::Error,
    },
    /// The phrases' file cannot be read.
    #[error("prompts/phrases.toml, drafts.toml or campaigning.toml cannot be read: {0}")]
    Phrases(#[from] toml::de::Error),
    /// Two files have a phrase of this name.
    #[error(
        "the phrase `{0}` stands in two of prompts/phrases.toml, drafts.toml and campaigning.toml: rename one"
    )]
    Twice(String),
}

/// Who says a part of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// Instructions.
    System,
    /// The person's side.
    User,
    /// The model's side, in examples.
    Assistant,
    /// Nobody: a text to go on with, the only part of its prompt.
    Text,
}

/// A rendered prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Its parts in order.
    pub parts: Vec<(Speaker, String)>,
}

/// All prompts and phrases.
pub struct Prompts {
    environment: Environment<'static>,
    /// Who says each part of a prompt; the parts' templates are called `plan.0`, `plan.1`, ...
    speakers: BTreeMap<&'static str, Vec<Speaker>>,
}

impl Prompts {
    /// Reads the compiled-in files.
    ///
    /// # Errors
    /// A file that is not a template: a mistake of the build.
    pub fn builtin() -> Result<Self, PromptError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_trim_blocks(true);
        environment.set_lstrip_blocks(true);
        let failed = |name: &str| {
            let name = name.to_owned();
            move |source| PromptError::Render { name, source }
        };
        let mut speakers = BTreeMap::new();
        for &(file, text) in FILES {
            let parts = split(text);
            for (number, (_, part)) in parts.iter().enumerate() {
                let name = format!("{file}.{number}");
                environment
                    .add_template_owned(name.clone(), part.clone())
                    .map_err(failed(&name))?;
            }
            speakers.insert(
                file,
                parts.into_iter().map(|(speaker, _)| speaker).collect(),
            );
        }
        let phrases: Phrases = toml::from_str(PHRASES)?;
        let drafts: Phrases = toml::from_str(DRAFTS)?;
        let campaigning: Phrases = toml::from_str(CAMPAIGNING)?;
        let mut said = BTreeSet::new();
        for (name, languages) in phrases.into_iter().chain(drafts).chain(campaigning) {
            if !said.insert(name.clone()) {
                return Err(PromptError::Twice(name));
            }
            for (language, text) in languages {
                let name = format!("say.{name}.{language}");
                environment
                    .add_template_owned(name.clone(), text)
                    .map_err(failed(&name))?;
            }
        }
        Ok(Self {
            environment,
            speakers,
        })
    }

    /// Renders the prompt `name` with `values`. The file was split into its parts before, so that no
    /// value, whatever it looks like, can add one.
    ///
    /// # Errors
    /// An unknown name, or values that do not fit the template.
    pub fn render(&self, name: &str, values: impl Serialize) -> Result<Prompt, PromptError> {
        let speakers = self
            .speakers
            .get(name)
            .ok_or_else(|| PromptError::Unknown(name.to_owned()))?;
        let part = |(number, speaker): (usize, &Speaker)| {
            self.text(&format!("{name}.{number}"), &values)
                .map(|text| (*speaker, text))
        };
        let parts: Result<Vec<_>, _> = speakers.iter().enumerate().map(part).collect();
        parts.map(|parts| Prompt { parts })
    }

    /// Renders the fixed phrase `name` in a language.
    ///
    /// # Errors
    /// An unknown name, or values that do not fit the phrase.
    pub fn say(
        &self,
        name: &str,
        language: Language,
        values: impl Serialize,
    ) -> Result<String, PromptError> {
        self.text(&format!("say.{name}.{}", language.tag()), values)
    }

    fn text(&self, name: &str, values: impl Serialize) -> Result<String, PromptError> {
        self.environment
            .get_template(name)
            .map_err(|_| PromptError::Unknown(name.to_owned()))?
            .render(values)
            .map_err(|source| PromptError::Render {
                name: name.to_owned(),
                source,
            })
    }

    /// The first twelve digits of a prompt file's SHA-256: which wording an answer came from.
    ///
    /// # Errors
    /// An unknown name.
    pub fn hash(&self, name: &str) -> Result<String, PromptError> {
        let (_, text) = FILES
            .iter()
            .find(|(file, _)| *file == name)
            .ok_or_else(|| PromptError::Unknown(name.to_owned()))?;
        let digest = Sha256::digest(text.as_bytes());
        Ok(hexadecimal(&digest[..6]))
    }
}

/// Splits a file into parts: a line `--- system`, `--- user`, `--- assistant` or `--- text` begins one.
fn split(text: &str) -> Vec<(Speaker, String)> {
    let mut parts: Vec<(Speaker, String)> = Vec::new();
    for line in text.lines() {
        let speaker = match line {
            "--- system" => Some(Speaker::System),
            "--- user" => Some(Speaker::User),
            "--- assistant" => Some(Speaker::Assistant),
            "--- text" => Some(Speaker::Text),
            _ => None,
        };
        match (speaker, parts.last_mut()) {
            (Some(speaker), _) => parts.push((speaker, String::new())),
            (None, Some((_, part))) => {
                if !part.is_empty() {
                    part.push('\n');
                }
                part.push_str(line);
            }
            (None, None) => {}
        }
    }
    parts
}
