//! Which package index to ask: the one that the user's pip is configured with, or else pip's own.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package index with the simple interface (PEP 503, PEP 691).
#[derive(Clone, PartialEq, Eq)]
pub struct PackageIndex {
    /// Its address, which may hold a password.
    url: String,
    /// A file of certificates, in PEM, to trust beside the system's.
    certificates: Option<PathBuf>,
}

impl PackageIndex {
    /// The index at an address, `https://host/simple`.
    #[must_use]
    pub fn new(url: &str) -> Self {
        Self {
            url: url.trim().trim_end_matches('/').to_owned(),
            certificates: None,
        }
    }

    /// The index of the user's configuration, as pip and uv read it: `PIP_INDEX_URL`,
    /// `UV_DEFAULT_INDEX`, `UV_INDEX_URL`, then `index-url` of pip's configuration files, then what
    /// `preset` says; certificates of `PIP_CERT`, `SSL_CERT_FILE` or `cert` of the files. The address is
    /// empty where nobody names one: then every look-up fails and says so.
    #[must_use]
    pub fn discover(
        environment: &dyn Fn(&str) -> Option<String>,
        preset: &dyn Fn() -> Option<String>,
    ) -> Self {
        let variable = |name: &&str| environment(name).filter(|value| !value.trim().is_empty());
        let files: Vec<String> = files(environment)
            .iter()
            .filter_map(|path| fs::read_to_string(path).ok())
            .collect();
        let setting = |key: &str| files.iter().find_map(|text| setting_of(text, key));
        let url = ["PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"]
            .iter()
            .find_map(variable)
            .or_else(|| setting("index-url"))
            .or_else(preset)
            .unwrap_or_default();
        let certificates = ["PIP_CERT", "SSL_CERT_FILE"]
            .iter()
            .find_map(variable)
            .or_else(|| setting("cert"));
        Self {
            certificates: certificates.map(PathBuf::from),
            ..Self::new(&url)
        }
    }

    /// The index's address without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The certificates to trust beside the system's.
    #[must_use]
    pub fn certificates(&self) -> Option<&Path> {
        self.certificates.as_deref()
    }
}

/// The index that this machine's pip asks where nothing is configured, out of its own help text; `None`
/// without pip. No public index is compiled in: which one is right is pip's to know.
#[must_use]
pub(super) fn index_of_pip() -> Option<String> {
    let help = Command::new("python3")
        .args(["-m", "pip", "download", "--help"])
        .output()
        .ok()?;
    named_as_default(&String::from_utf8_lossy(&help.stdout))
}

/// The address in `--index-url <url> ... (default https://host/simple)`.
fn named_as_default(help: &str) -> Option<String> {
    let (_, option) = help.split_once("--index-url")?;
    let (_, address) = option.split_once("(default")?;
    let (address, _) = address.split_once(')')?;
    let address: String = address.split_whitespace().collect();
    address.starts_with("http").then_some(address)
}

/// Leaves out the address's user and password.
impl fmt::Debug for PackageIndex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self
            .url
            .rsplit_once('@')
            .map_or(self.url.as_str(), |(_, rest)| rest);
        formatter
            .debug_tuple("PackageIndex")
            .field(&address)
            .finish()
    }
}

/// pip's configuration files, the one that wins first.
fn files(environment: &dyn Fn(&str) -> Option<String>) -> Vec<PathBuf> {
    let under = |variable: &str, rest: &str| {
        environment(variable)
            .filter(|folder| !folder.is_empty())
            .map(|folder| Path::new(&folder).join(rest))
    };
    let mut files: Vec<PathBuf> = environment("PIP_CONFIG_FILE")
        .map(PathBuf::from)
        .into_iter()
        .collect();
    files.extend(under("VIRTUAL_ENV", "pip.conf"));
    files.extend(
        under("XDG_CONFIG_HOME", "pip/pip.conf").or_else(|| under("HOME", ".config/pip/pip.conf")),
    );
    if cfg!(target_os = "macos") {
        files.extend(under("HOME", "Library/Application Support/pip/pip.conf"));
    }
    files.extend(under("HOME", ".pip/pip.conf"));
    files.extend(["/etc/pip.conf", "/etc/xdg/pip/pip.conf"].map(PathBuf::from));
    files
}

/// A setting of the sections that count for a download; pip takes `_` for `-`.
fn setting_of(text: &str, key: &str) -> Option<String> {
    let mut found = None;
    let mut section = "";
    for line in text.lines().map(str::trim) {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            section = name.trim();
        } else if let Some((name, value)) = line.split_once(['=', ':'])
            && !line.starts_with(['#', ';'])
            && name.trim().replace('_', "-") == key
            && (section == "download" || (section == "global" && found.is_none()))
            && !value.trim().is_empty()
        {
            found = Some(value.trim().to_owned());
        }
    }
    found
}
