//! The pictures of the demo shop's goods, compiled in, and their way into a folder.

use std::fs;
use std::path::{Path, PathBuf};

use rust_embed::Embed;

use crate::db::Changes;

use super::read::DemoError;

/// The pictures, `TEA-01.svg` for the product `TEA-01`.
#[derive(Embed)]
#[folder = "src/demo/shop/pictures/"]
struct Pictures;

/// Where the picture of the product `key` is on a server whose pictures [`write_pictures`] wrote.
pub(super) fn address(key: &str) -> String {
    format!("/pictures/{key}.svg")
}

/// Writes the pictures of the demo shop's goods into `folder`, those that are not there or differ. Each is
/// complete under its name or not there at all; files of other names stay.
///
/// # Errors
/// [`DemoError::Picture`] where one cannot be written.
pub fn write_pictures(folder: &Path) -> Result<Changes, DemoError> {
    fs::create_dir_all(folder).map_err(|reason| failed(folder, reason))?;
    let mut changes = Changes::default();
    for name in Pictures::iter() {
        let Some(picture) = Pictures::get(&name) else {
            continue;
        };
        let file = folder.join(&*name);
        let kept = fs::read(&file).ok();
        if kept.as_deref() == Some(&*picture.data) {
            changes.unchanged += 1;
            continue;
        }
        write_whole(&file, &picture.data).map_err(|reason| failed(&file, reason))?;
        if kept.is_some() {
            changes.changed += 1;
        } else {
            changes.added += 1;
        }
    }
    Ok(changes)
}

/// Writes beside `file` first, so that nobody reads half a picture.
fn write_whole(file: &Path, data: &[u8]) -> std::io::Result<()> {
    let mut part = PathBuf::from(file).into_os_string();
    part.push(".part");
    fs::write(&part, data)?;
    fs::rename(&part, file)
}

fn failed(file: &Path, reason: std::io::Error) -> DemoError {
    DemoError::Picture {
        file: file.to_owned(),
        reason,
    }
}
