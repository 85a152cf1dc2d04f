//! Settings.
//!
//! Owns: every setting of the program: its name, default, file key, environment variable and check.
//! Does not own: what a setting does; each room takes a plain struct of its own.
//! Holds: a default compiled in, then `storekeeper.toml`, then `STOREKEEPER_...`. Unknown keys and bad
//! values stop the start, all of them listed at once. Secrets never print.

mod actions;
mod campaigns;
mod file;
mod inbox;
mod problems;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

pub use actions::NextRules;
pub use campaigns::CampaignSettings;
pub use inbox::InboxSettings;
pub use problems::{ConfigError, Problem};

/// All settings of this program, checked.
#[derive(Clone, PartialEq)]
pub struct Settings {
    /// The data folder: all embedded state is in it.
    pub data: PathBuf,
    /// Where weights are kept.
    pub models: PathBuf,
    /// The database's URL; empty: SQLite in the data folder.
    pub database_url: Option<String>,
    /// A Qdrant server's URL; empty: Qdrant in process, in the data folder.
    pub qdrant_url: Option<String>,
    /// A Qdrant server's key.
    pub qdrant_key: Option<String>,
    /// Servers that speak the OpenAI protocol; empty: the model runs in process.
    pub llm_urls: Vec<String>,
    /// How such a server is told the form of a line.
    pub llm_grammar: String,
    /// The chat model: a name of the manifest, a GGUF file, or `hub:owner/name`; empty: the default for
    /// this machine.
    pub model: Option<String>,
    /// Where weights may come from, in order: `hub`, `packages`.
    pub model_sources: Vec<String>,
    /// Generations at a time; 0: as many as suit the device.
    pub slots: usize,
    /// The address that `serve` listens on.
    pub listen: std::net::SocketAddr,
    /// The sites whose pages may ask this server, as browsers name them (`https://shop.example`).
    pub allowed_origins: Vec<String>,
    /// Messages that one visitor may send in a minute.
    pub messages_per_minute: usize,
    /// Whether a proxy stands before this server and tells the visitor's address in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// The mail server, with its user and password; empty: mail goes into the log.
    pub smtp_url: Option<String>,
    /// Who mail is from.
    pub mail_from: Option<String>,
    /// What is posted to for an SMS; empty: SMS go into the log.
    pub sms_url: Option<String>,
    /// What is posted to for push messages and those in the chat; empty: they go into the log.
    pub push_url: Option<String>,
    /// What the shop is called on its pages; the same in all languages.
    pub shop_name: Option<String>,
    /// Whether anybody may sign in as any member, to try the demo shop.
    pub demo_sign_in: bool,
    /// The shop's own rules for what members may ask of their orders; empty: the built-in ones.
    pub service_rules: Option<PathBuf>,
    /// The day that the rules about orders take it for, `2026-05-03`, for a shop whose data ends in the past; empty:
    /// today.
    pub today: Option<String>,
    /// The file of the loyalty rules; empty: those of the demo shop.
    pub loyalty_rules: Option<PathBuf>,
    /// Whether only events of the documented list are kept; others are put aside with this reason.
    pub events_strict: bool,
    /// Hours after which a server fits its recommender again on the orders of then; 0: never.
    pub refit_hours: u64,
    /// The power that estimates of energy are based on, in watts per busy core.
    pub watts_per_core: f64,
    /// What the shop allows and assumes of actions for members.
    pub actions: NextRules,
    /// When the shop's people answer, and how soon.
    pub inbox: InboxSettings,
    /// What the shop allows of campaigns.
    pub campaigns: CampaignSettings,
}

/// A setting: its key in the file (the variable is `STOREKEEPER_` and the key in capitals), and what a
/// value does to the settings.
struct Setting {
    key: &'static str,
    set: fn(&mut Settings, &str) -> Result<(), String>,
}

const SETTINGS: &[Setting] = &[
    Setting {
        key: "data",
        set: |s, v| path(v).map(|p| s.data = p),
    },
    Setting {
        key: "models",
        set: |s, v| path(v).map(|p| s.models = p),
    },
    Setting {
        key: "database_url",
        set: |s, v| database_url(v).map(|u| s.database_url = u),
    },
    Setting {
        key: "qdrant_url",
        set: |s, v| web_url(v).map(|u| s.qdrant_url = u),
    },
    Setting {
        key: "qdrant_key",
        set: |s, v| {
            s.qdrant_key = some(v);
            Ok(())
        },
    },
    Setting {
        key: "llm_urls",
        set: |s, v| web_urls(v).map(|u| s.llm_urls = u),
    },
    Setting {
        key: "llm_grammar",
        set: |s, v| one_of(v, &["mistralrs", "vllm", "none"]).map(|g| s.llm_grammar = g),
    },
    Setting {
        key: "model",
        set: |s, v| {
            s.model = some(v);
            Ok(())
        },
    },
    Setting {
        key: "model_sources",
        set: |s, v| sources(v).map(|l| s.model_sources = l),
    },
    Setting {
        key: "slots",
        set: |s, v| whole(v, 256).map(|n| s.slots = n),
    },
    Setting {
        key: "listen",
        set: |s, v| address(v).map(|a| s.listen = a),
    },
    Setting {
        key: "allowed_origins",
        set: |s, v| origins(v).map(|o| s.allowed_origins = o),
    },
    Setting {
        key: "messages_per_minute",
        set: |s, v| whole(v, 10_000).map(|n| s.messages_per_minute = n.max(1)),
    },
    Setting {
        key: "behind_proxy",
        set: |s, v| one_of(v, &["yes", "no"]).map(|b| s.behind_proxy = b == "yes"),
    },
    Setting {
        key: "smtp_url",
        set: |s, v| smtp_url(v).map(|u| s.smtp_url = u),
    },
    Setting {
        key: "mail_from",
        set: |s, v| {
            s.mail_from = some(v);
            Ok(())
        },
    },
    Setting {
        key: "sms_url",
        set: |s, v| secret_web_url(v).map(|u| s.sms_url = u),
    },
    Setting {
        key: "push_url",
        set: |s, v| secret_web_url(v).map(|u| s.push_url = u),
    },
    Setting {
        key: "shop_name",
        set: |s, v| {
            s.shop_name = some(v);
            Ok(())
        },
    },
    Setting {
        key: "demo_sign_in",
        set: |s, v| one_of(v, &["yes", "no"]).map(|b| s.demo_sign_in = b == "yes"),
    },
    Setting {
        key: "service_rules",
        set: |s, v| {
            s.service_rules = some(v).map(PathBuf::from);
            Ok(())
        },
    },
    Setting {
        key: "loyalty_rules",
        set: |s, v| {
            s.loyalty_rules = some(v).map(PathBuf::from);
            Ok(())
        },
    },
    Setting {
        key: "today",
        set: |s, v| day(v).map(|d| s.today = d),
    },
    Setting {
        key: "events_strict",
        set: |s, v| one_of(v, &["yes", "no"]).map(|b| s.events_strict = b == "yes"),
    },
    Setting {
        key: "refit_hours",
        set: |s, v| whole(v, 8_760).map(|n| s.refit_hours = n as u64),
    },
    Setting {
        key: "watts_per_core",
        set: |s, v| number(v, 0.1, 1000.0).map(|n| s.watts_per_core = n),
    },
];

/// Variables that other parts of the program read before the settings are.
const OTHER_VARIABLES: &[&str] = &["STOREKEEPER_LOG", "STOREKEEPER_CONFIG"];

impl Settings {
    /// The defaults, for a person whose home folder is `home`.
    #[must_use]
    pub fn defaults(home: &Path) -> Self {
        Self {
            data: home.join(".local/share/storekeeper"),
            models: home.join(".cache/storekeeper/models"),
            database_url: None,
            qdrant_url: None,
            qdrant_key: None,
            llm_urls: Vec::new(),
            llm_grammar: "mistralrs".to_owned(),
            model: None,
            model_sources: vec!["hub".to_owned(), "packages".to_owned()],
            slots: 0,
            listen: ([127, 0, 0, 1], 7777).into(),
            allowed_origins: Vec::new(),
            messages_per_minute: 20,
            behind_proxy: false,
            smtp_url: None,
            mail_from: None,
            sms_url: None,
            push_url: None,
            shop_name: None,
            demo_sign_in: false,
            service_rules: None,
            today: None,
            loyalty_rules: None,
            events_strict: false,
            refit_hours: 24,
            watts_per_core: 12.0,
            actions: NextRules::default(),
            inbox: InboxSettings::default(),
            campaigns: CampaignSettings::default(),
        }
    }

    /// Lays the settings file (its text and name), then the variables, over `self`.
    ///
    /// # Errors
    /// Every unknown key and bad value.
    pub fn overlay(
        mut self,
        file: Option<(&str, &Path)>,
        variables: &BTreeMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        if let Some((text, name)) = file {
            self.overlay_file(text, name, &mut problems);
        }
        for (name, value) in variables {
            let Some(key) = name.strip_prefix("STOREKEEPER_") else {
                continue;
            };
            if OTHER_VARIABLES.contains(&name.as_str()) {
                continue;
            }
            self.set(&key.to_lowercase(), value, name.clone(), &mut problems);
        }
        if problems.is_empty() {
            Ok(self)
        } else {
            Err(ConfigError { problems })
        }
    }

    fn overlay_file(&mut self, text: &str, name: &Path, problems: &mut Vec<Problem>) {
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            Err(error) => {
                let what = format!("not readable as TOML: {error}");
                problems.push(Problem {
                    place: name.display().to_string(),
                    what,
                });
                return;
            }
        };
        for (key, place, value) in file::settings(table, name) {
            match value {
                Ok(value) => self.set(&key, &value, place, problems),
                Err(what) => problems.push(Problem { place, what }),
            }
        }
    }

    fn set(&mut self, key: &str, value: &str, place: String, problems: &mut Vec<Problem>) {
        let all = || {
            SETTINGS
                .iter()
                .chain(actions::SETTINGS)
                .chain(inbox::SETTINGS)
                .chain(campaigns::SETTINGS)
        };
        let Some(setting) = all().find(|setting| setting.key == key) else {
            let known: Vec<_> = all().map(|setting| setting.key).collect();
            let what = format!("no such setting; there are: {}", known.join(", "));
            problems.push(Problem { place, what });
            return;
        };
        if let Err(what) = (setting.set)(self, value.trim()) {
            problems.push(Problem { place, what });
        }
    }

    /// The database to open: the one that was set, or SQLite in the data folder.
    #[must_use]
    pub fn database(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data.join("storekeeper.db").display()))
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = |secret: &Option<String>| secret.as_ref().map(|_| "(set)");
        formatter
            .debug_struct("Settings")
            .field("data", &self.data)
            .field("models", &self.models)
            .field("database_url", &hidden(&self.database_url))
            .field("qdrant_url", &self.qdrant_url)
            .field("qdrant_key", &hidden(&self.qdrant_key))
            .field("llm_urls", &self.llm_urls)
            .field("smtp_url", &hidden(&self.smtp_url))
            .field("sms_url", &hidden(&self.sms_url))
            .field("push_url", &hidden(&self.push_url))
            .field("model", &self.model)
            .field("model_sources", &self.model_sources)
            .finish_non_exhaustive()
    }
}

fn some(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

fn day(value: &str) -> Result<Option<String>, String> {
    match some(value) {
        Some(day) if chrono::NaiveDate::parse_from_str(&day, "%Y-%m-%d").is_err() => Err(format!(
            "`{day}` is no day: one such as 2026-05-03 is expected"
        )),
        day => Ok(day),
    }
}

fn path(value: &str) -> Result<PathBuf, String> {
    some(value)
        .map(PathBuf::from)
        .ok_or_else(|| "a folder is expected".to_owned())
}

fn address(value: &str) -> Result<std::net::SocketAddr, String> {
    value
        .parse()
        .map_err(|_| "an address with a port is expected, such as 127.0.0.1:7777".to_owned())
}

fn origins(value: &str) -> Result<Vec<String>, String> {
    let origins: Vec<String> = value
        .split(',')
        .map(|origin| origin.trim().trim_end_matches('/').to_owned())
        .filter(|origin| !origin.is_empty())
        .collect();
    let bare = |origin: &&String| {
        let host = origin.split_once("://").map(|(_, host)| host);
        host.is_none_or(|host| host.is_empty() || host.contains(['/', '*', ' ']))
    };
    match origins.iter().find(bare) {
        Some(origin) => Err(format!(
            "`{origin}` is no origin: https://shop.example is, without a path or a star"
        )),
        None => Ok(origins),
    }
}

fn database_url(value: &str) -> Result<Option<String>, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if value.is_empty() || known.iter().any(|scheme| value.starts_with(scheme)) {
        return Ok(some(value));
    }
    Err("a URL that begins with sqlite: or postgres:// is expected".to_owned())
}

fn web_url(value: &str) -> Result<Option<String>, String> {
    if value.is_empty() || value.starts_with("http://") || value.starts_with("https://") {
        return Ok(some(value));
    }
    Err(format!(
        "`{value}` is not a URL that begins with http:// or https://"
    ))
}

/// The value is not repeated: there may be a password in it.
fn smtp_url(value: &str) -> Result<Option<String>, String> {
    let known = ["smtp://", "smtps://"];
    if value.is_empty() || known.iter().any(|scheme| value.starts_with(scheme)) {
        return Ok(some(value));
    }
    Err("a URL that begins with smtps:// or smtp:// is expected".to_owned())
}

/// The value is not repeated: there may be a token in it.
fn secret_web_url(value: &str) -> Result<Option<String>, String> {
    web_url(value).map_err(|_| "a URL that begins with https:// or http:// is expected".to_owned())
}

fn list(value: &str) -> impl Iterator<Item = &str> {
    value
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

fn web_urls(value: &str) -> Result<Vec<String>, String> {
    list(value)
        .filter_map(|url| web_url(url).transpose())
        .collect()
}

fn one_of(value: &str, choices: &[&str]) -> Result<String, String> {
    if choices.contains(&value) {
        return Ok(value.to_owned());
    }
    Err(format!("`{value}` is not one of: {}", choices.join(", ")))
}

fn sources(value: &str) -> Result<Vec<String>, String> {
    let sources: Result<Vec<_>, _> = list(value)
        .map(|source| one_of(source, &["hub", "packages"]))
        .collect();
    match sources {
        Ok(sources) if sources.is_empty() => Err("hub or packages is expected".to_owned()),
        other => other,
    }
}

fn whole(value: &str, most: usize) -> Result<usize, String> {
    match value.parse::<usize>() {
        Ok(number) if number <= most => Ok(number),
        _ => Err(format!("`{value}` is not a whole number from 0 to {most}")),
    }
}

fn number(value: &str, least: f64, most: f64) -> Result<f64, String> {
    match value.parse::<f64>() {
        Ok(number) if number >= least && number <= most => Ok(number),
        _ => Err(format!("`{value}` is not a number from {least} to {most}")),
    }
}
