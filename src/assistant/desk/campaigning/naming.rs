//! Which campaign is meant, and what a new one is called.

use std::sync::LazyLock;

use minijinja::context;
use regex::Regex;

use crate::assistant::AssistantError;
use crate::assistant::act::Actor;
use crate::assistant::turn::Outcome;
use crate::campaigns::{CampaignState, CampaignsError, LONGEST_NAME, Listed};
use crate::guardrails::{normalise, pattern};

/// Names of campaigns that are told where it is asked which one is meant.
const LISTED: usize = 5;

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
    /// It does not say: these fit, several or none.
    Which(Vec<Listed>),
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

/// Whether a normalised `text` names a campaign.
pub(super) fn names(text: &str, campaign: &Listed) -> bool {
    let name = normalise(&campaign.name);
    name.chars().count() > 1 && has(text, &name)
}

impl Actor<'_> {
    /// Whether the name of a campaign stands in the message.
    pub(super) async fn names_a_campaign(&self) -> Result<bool, AssistantError> {
        let text = normalise(self.message);
        let all = self.shop.campaigns.all(self.now).await?;
        Ok(all.iter().any(|campaign| names(&text, campaign)))
    }

    /// The campaign that is meant: the one whose name stands in the message, the longest name first, the one spoken of, or else
    /// the only one that `fits`.
    pub(super) async fn campaign_meant(
        &self,
        fits: impl Fn(&Listed) -> bool,
    ) -> Result<Meant, AssistantError> {
        let text = normalise(self.message);
        let mut all = self.shop.campaigns.all(self.now).await?;
        let named = all.iter().enumerate();
        let named = named.filter(|(_, campaign)| names(&text, campaign));
        let named = named.max_by_key(|(_, campaign)| campaign.name.chars().count());
        if let Some(place) = named.map(|(place, _)| place) {
            return Ok(Meant::One(Box::new(all.swap_remove(place))));
        }
        if let Some(unknown) = quoted(self.message) {
            return Ok(Meant::Unknown(unknown.to_owned()));
        }
        if let Some(spoken) = &self.desk().campaign
            && let Some(place) = all.iter().position(|campaign| campaign.name == *spoken)
        {
            return Ok(Meant::One(Box::new(all.swap_remove(place))));
        }
        all.retain(|campaign| fits(campaign));
        Ok(match all.len() {
            1 => Meant::One(Box::new(all.swap_remove(0))),
            _ => Meant::Which(all),
        })
    }

    /// Asks which of these campaigns is meant, and names some.
    pub(super) fn which_campaign(&self, fit: &[Listed]) -> Result<Outcome, AssistantError> {
        let names = fit.iter().take(LISTED);
        let names: Vec<String> = names.map(|campaign| campaign.name.clone()).collect();
        let values = context! { names => self.in_quotes(&names) };
        self.say_filled("campaign_which", values)
    }

    /// Where a campaign stands that was never released, for people.
    pub(super) fn state_word(&self, state: CampaignState) -> Result<String, AssistantError> {
        let phrase = format!("campaign_state_{}", state.word());
        Ok(self.phrases.plain(&phrase)?)
    }

    /// That there is no campaign of this name.
    pub(super) fn no_campaign(&self, name: &str) -> Result<Outcome, AssistantError> {
        self.say_filled("campaign_unknown", context! { name })
    }

    /// A name that no campaign has: this one, or else with a number behind it, for which it is cut where it would be too long.
    pub(super) async fn free_name(&self, wanted: &str) -> Result<String, AssistantError> {
        let all = self.shop.campaigns.all(self.now).await?;
        let taken = |name: &str| all.iter().any(|campaign| campaign.name == name);
        let wanted = wanted.trim();
        // One more than there are campaigns is enough, since no two of these are the same.
        let numbered = (2..all.len() + 3).map(|number| numbered(wanted, number));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        Ok(names
            .find(|name| !taken(name))
            .unwrap_or_else(|| wanted.to_owned()))
    }
}

/// A name with a number behind it, no longer than a name may be.
fn numbered(name: &str, number: usize) -> String {
    let number = number.to_string();
    let room = LONGEST_NAME.saturating_sub(number.len() + 1);
    let kept: String = name.chars().take(room).collect();
    format!("{} {number}", kept.trim_end())
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
