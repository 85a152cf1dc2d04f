//! The shop's own rules and surveys, out of the files that the settings name.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};

use super::Books;
use crate::assistant::{Hours, Inbox, InboxRules, ReadyReplies, Tone};
use crate::campaigns::copy::BrandWords;
use crate::clock::{Clock, ShiftedClock, SystemClock, Timestamp};
use crate::config::Settings;
use crate::db::Db;
use crate::events::{Definitions, Surveys};
use crate::members::LoyaltyRules;
use crate::orders::Rules;

/// The loyalty rules that the settings name.
///
/// # Errors
/// A file that cannot be read, and everything wrong in it.
pub fn loyalty_rules(settings: &Settings) -> Result<LoyaltyRules> {
    match &settings.loyalty_rules {
        None => Ok(LoyaltyRules::builtin()?),
        Some(path) => read_loyalty_rules(path),
    }
}

/// The loyalty rules in a file.
///
/// # Errors
/// As [`loyalty_rules`].
pub fn read_loyalty_rules(path: &Path) -> Result<LoyaltyRules> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the loyalty rules {name} cannot be read"))?;
    Ok(LoyaltyRules::read(&text, &name)?)
}

/// The shop's voice, where the settings name a file of one.
///
/// # Errors
/// A file that cannot be read, and the first line of it that is wrong.
pub fn brand_voice(settings: &Settings) -> Result<Option<BrandWords>> {
    let Some(path) = &settings.campaigns.voice else {
        return Ok(None);
    };
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the shop's voice {name} (campaigns_voice) cannot be read"))?;
    Ok(Some(BrandWords::read(&name, &text)?))
}

/// The shop's surveys: those of `surveys.toml` in the data folder, or else the built-in ones.
///
/// # Errors
/// A file that cannot be read, or is none.
pub fn open_surveys(settings: &Settings, books: &Books) -> Result<Surveys> {
    let file = settings.data.join("surveys.toml");
    let definitions = match std::fs::read_to_string(&file) {
        Ok(text) => Definitions::read(&text, &file.display().to_string())?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Definitions::built_in()?,
        Err(error) => return Err(error).with_context(|| file.display().to_string()),
    };
    Ok(Surveys::new(books.db.clone(), definitions))
}

/// The shop's inbox, with the replies of `replies.toml` in the data folder, or else the built-in ones.
///
/// # Errors
/// A file that cannot be read, or is none.
pub(super) fn open_inbox(settings: &Settings, db: Db) -> Result<Inbox> {
    let file = settings.data.join("replies.toml");
    let replies = match std::fs::read_to_string(&file) {
        Ok(text) => ReadyReplies::read(&text, &file.display().to_string())?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => ReadyReplies::built_in()?,
        Err(error) => return Err(error).with_context(|| file.display().to_string()),
    };
    let wanted = &settings.inbox;
    let rules = InboxRules {
        hours: Hours::new(wanted.days, wanted.from, wanted.to, wanted.ahead),
        target_minutes: wanted.target_minutes,
        replies,
        tone: Tone::of(&wanted.tone).unwrap_or_default(),
    };
    Ok(Inbox::new(db, rules))
}

/// What members may ask of their orders: the shop's own rules, or the built-in ones.
///
/// # Errors
/// A file that cannot be read, or whose rules make no sense.
pub fn service_rules(settings: &Settings) -> Result<Rules> {
    let Some(file) = &settings.service_rules else {
        return Ok(Rules::built_in()?);
    };
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the rules of service in {}", file.display()))?;
    Rules::read(&text).with_context(|| format!("the rules of service in {}", file.display()))
}

/// What time it is for the rules about orders.
#[must_use]
pub fn service_clock(settings: &Settings) -> Arc<dyn Clock> {
    let day = settings.today.as_deref();
    match day.and_then(|day| Timestamp::parse_day(day, &["%Y-%m-%d"])) {
        Some(day) => Arc::new(ShiftedClock::showing(day, SystemClock)),
        None => Arc::new(SystemClock),
    }
}
