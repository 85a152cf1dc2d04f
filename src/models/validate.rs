//! What must be true of a manifest beyond its form.

use std::collections::HashSet;

use super::error::ModelError;
use super::manifest::{Entry, FileRole, Machine, ModelFile, Origin, PackagesOrigin, Use};

/// Checks the entries in order and names the place of the first mistake.
pub(super) fn entries(entries: &[Entry]) -> Result<(), ModelError> {
    let mut names = HashSet::new();
    let mut defaults = HashSet::new();
    for entry in entries {
        let place = format!("model `{}`", entry.name);
        let wrong = |problem: String| Err(ModelError::manifest(place.as_str(), problem));
        if !is_file_name(&entry.name) {
            return wrong("the name must do as the name of a folder".to_owned());
        }
        if !names.insert(&entry.name) {
            return wrong("the name is taken by an entry above".to_owned());
        }
        for machine in &entry.default_for {
            if !defaults.insert((entry.purpose.word(), machine.word())) {
                return wrong(format!(
                    "an entry above is the default for {} on {} already",
                    entry.purpose.word(),
                    machine.word()
                ));
            }
            if entry.machine == Machine::Gpu && *machine == Machine::Cpu {
                return wrong("a model for a gpu cannot be the default for cpu".to_owned());
            }
        }
        profiles(entry, &place)?;
        files(entry, &place)?;
    }
    Ok(())
}

/// A chat model needs its `chat` table, an embedder its `embedding` table, and neither the other's.
fn profiles(entry: &Entry, place: &str) -> Result<(), ModelError> {
    let needed = (entry.purpose == Use::Chat, entry.purpose == Use::Embedding);
    if (entry.chat.is_some(), entry.embedding.is_some()) != needed {
        let problem =
            "a table `chat` belongs to use `chat`, a table `embedding` to use `embedding`";
        return Err(ModelError::manifest(place, problem));
    }
    if entry
        .chat
        .as_ref()
        .is_some_and(|chat| chat.stop_tokens.is_empty())
    {
        return Err(ModelError::manifest(place, "`stop_tokens` is empty"));
    }
    if entry
        .embedding
        .as_ref()
        .is_some_and(|embedding| embedding.dimensions == 0)
    {
        return Err(ModelError::manifest(place, "`dimensions` is 0"));
    }
    Ok(())
}

fn files(entry: &Entry, place: &str) -> Result<(), ModelError> {
    let platforms: HashSet<_> = entry
        .files
        .iter()
        .map(|file| file.platform.as_deref())
        .collect();
    for platform in platforms {
        let fits =
            |file: &&ModelFile| file.platform.is_none() || file.platform.as_deref() == platform;
        let here: Vec<_> = entry.files.iter().filter(fits).collect();
        let tokenizers = here
            .iter()
            .filter(|file| file.role == FileRole::Tokenizer)
            .count();
        if here.len() - tokenizers != 1 {
            return Err(ModelError::manifest(
                place,
                "it needs one file of weights, or one library",
            ));
        }
        if tokenizers != usize::from(entry.purpose == Use::Embedding) {
            let problem = "an embedder needs one tokenizer, other models none";
            return Err(ModelError::manifest(place, problem));
        }
        if here
            .iter()
            .map(|file| &file.name)
            .collect::<HashSet<_>>()
            .len()
            != here.len()
        {
            return Err(ModelError::manifest(
                place,
                "two of its files have one name",
            ));
        }
    }
    if entry.files.is_empty() {
        return Err(ModelError::manifest(place, "it has no files"));
    }
    entry
        .files
        .iter()
        .try_for_each(|file| one_file(file, &format!("{place}, file `{}`", file.name)))
}

fn one_file(file: &ModelFile, place: &str) -> Result<(), ModelError> {
    let wrong = |problem: String| Err(ModelError::manifest(place, problem));
    if !is_file_name(&file.name) {
        return wrong("the name must do as the name of a file".to_owned());
    }
    if file.size == 0 {
        return wrong("`size` is 0".to_owned());
    }
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if file.sha256.len() != 64 || !file.sha256.as_bytes().iter().all(is_digit) {
        return wrong("`sha256` must be 64 digits of lower-case hexadecimal".to_owned());
    }
    let kinds: HashSet<_> = file.sources.iter().map(Origin::source).collect();
    if file.sources.is_empty() || kinds.len() != file.sources.len() {
        return wrong("`sources` must name the hub once, packages once, or both".to_owned());
    }
    for origin in &file.sources {
        if let Origin::Packages(packages) = origin {
            one_package_list(packages, place)?;
        }
    }
    Ok(())
}

fn one_package_list(packages: &PackagesOrigin, place: &str) -> Result<(), ModelError> {
    if packages.names.is_empty() {
        return Err(ModelError::manifest(place, "`packages` names none"));
    }
    let mut seen = HashSet::new();
    for name in &packages.names {
        if name
            .split_once("==")
            .is_none_or(|(name, version)| !is_file_name(name) || !is_file_name(version))
        {
            let problem = format!("package `{name}` must be written name==version");
            return Err(ModelError::manifest(place, problem));
        }
        if !seen.insert(name) {
            return Err(ModelError::manifest(
                place,
                format!("package `{name}` is named twice"),
            ));
        }
    }
    Ok(())
}

/// Names become parts of paths, so they are letters, digits and `._-`, and do not begin with a dot.
fn is_file_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(fits)
}
