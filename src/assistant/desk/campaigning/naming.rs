//! Which campaign is meant, and what a new one is called.

use std::sync::LazyLock;

use minijinja::context;
use regex::Regex;

use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::turn::Outcome;
use crate::campaigns::{CampaignState, CampaignsError, Listed};
use crate::guardrails::{normalise, pattern};

/// Names of campaigns that are told where it is asked which one is meant.
const LISTED: usize = 5;
/// Names that are tried for a new campaign before it is left to the shop's own refusal.
const TRIES: usize = 100;

static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"["“‘「『《]([\p{L}\p{N} _.&'-]{1,60})["”’」』》]"#));

/// What stands between marks in a message.
pub(super) fn quoted(message: &str) -> Option<&str> {
    let found = QUOTED.captures(message)?;
    found.get(1).map(|name| name.as_str().trim())
}

/// Which campaign a message is about.
pub(super) enum Meant {
    /// This one.
    One(Box<Listed>),
    /// One that there is none of.
    Unknown(String),
    /// It does not say, and there are several or none.
    Which,
}

/// Whether `text` has `name` as words of its own; Chinese has no gaps between words.
fn has(text: &str, name: &str) -> bool {
    let ends = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
    text.match_indices(name).any(|(at, _)| {
        let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let (first, last) = (name.chars().next(), name.chars().next_back());
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        (!ascii(first) || ends(before)) && (!ascii(last) || ends(after))
    })
}

impl Actor<'_> {
    /// The campaign whose name stands in the message, the longest name first.
    pub(super) async fn campaign_named(&self) -> Result<Option<Listed>, AssistantError> {
        let text = normalise(self.message);
        let all = self.shop.campaigns.all(self.now).await?;
        let named = all.into_iter().filter(|campaign| {
            let name = normalise(&campaign.name);
            name.chars().count() > 1 && has(&text, &name)
        });
        Ok(named.max_by_key(|campaign| campaign.name.chars().count()))
    }

    /// The campaign that is meant: the one named, the one spoken of, or else the only one that `fits`.
    pub(super) async fn campaign_meant(
        &self,
        fits: impl Fn(&Listed) -> bool,
    ) -> Result<Meant, AssistantError> {
        if let Some(named) = self.campaign_named().await? {
            return Ok(Meant::One(Box::new(named)));
        }
        if let Some(unknown) = quoted(self.message) {
            return Ok(Meant::Unknown(unknown.to_owned()));
        }
        let mut all = self.shop.campaigns.all(self.now).await?;
        if let Some(spoken) = &self.desk().campaign
            && let Some(place) = all.iter().position(|campaign| campaign.name == *spoken)
        {
            return Ok(Meant::One(Box::new(all.swap_remove(place))));
        }
        all.retain(|campaign| fits(campaign));
        Ok(match all.len() {
            1 => Meant::One(Box::new(all.swap_remove(0))),
            _ => Meant::Which,
        })
    }

    /// Asks which campaign is meant, and names some.
    pub(super) async fn which_campaign(
        &self,
        fits: impl Fn(&Listed) -> bool,
    ) -> Result<Outcome, AssistantError> {
        let all = self.shop.campaigns.all(self.now).await?;
        let names = all.iter().filter(|campaign| fits(campaign));
        let names: Vec<String> = names
            .map(|campaign| format!("“{}”", campaign.name))
            .take(LISTED)
            .collect();
        let values = context! { names => names.join(self.comma()) };
        Ok(Outcome {
            fixed: self.phrases.filled("campaign_which", values)?,
            ..Outcome::default()
        })
    }

    /// That there is no campaign of this name.
    pub(super) fn no_campaign(&self, name: &str) -> Result<Outcome, AssistantError> {
        Ok(Outcome {
            fixed: self.phrases.filled("campaign_unknown", context! { name })?,
            ..Outcome::default()
        })
    }

    /// A name that no campaign has: this one, or else with a number behind it.
    pub(super) async fn free_name(&self, wanted: &str) -> Result<String, AssistantError> {
        let all = self.shop.campaigns.all(self.now).await?;
        let taken = |name: &str| all.iter().any(|campaign| campaign.name == name);
        let numbered = (2..TRIES).map(|number| format!("{wanted} {number}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        Ok(names
            .find(|name| !taken(name))
            .unwrap_or_else(|| wanted.to_owned()))
    }

    pub(super) fn comma(&self) -> &'static str {
        match self.language() {
            crate::ids::Language::English => ", ",
            crate::ids::Language::Chinese => "、",
        }
    }
}

/// Whether a campaign is still being written.
pub(super) fn is_draft(campaign: &Listed) -> bool {
    matches!(
        campaign.state,
        CampaignState::Draft | CampaignState::InReview
    )
}

/// Whether messages of a campaign went out, or go.
pub(super) fn was_sent(campaign: &Listed) -> bool {
    matches!(
        campaign.state,
        CampaignState::Sending
            | CampaignState::Paused
            | CampaignState::Sent
            | CampaignState::Stopped
    )
}

/// What somebody is told of an error that is theirs to mend; none of one that is the shop's.
pub(super) fn told_error(error: &CampaignsError) -> Option<String> {
    match error {
        CampaignsError::Name(_)
        | CampaignsError::Taken(_)
        | CampaignsError::Role { .. }
        | CampaignsError::Brief(_)
        | CampaignsError::State(_)
        | CampaignsError::Unknown(_) => Some(error.to_string()),
        _ => None,
    }
}
