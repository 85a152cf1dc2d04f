//! From a draft to an approved campaign: versions, comments, and who may say yes.
//!
//! ```text
//! draft -> in review -> approved -> sending <-> paused -> sent
//!   ^          |            |          |          |
//!   +- declined, changed ---+          +----------+----> stopped, expired
//! ```
//!
//! Each change makes a version with who and when. A change of what was submitted or approved makes a draft of it again. Somebody
//! approves who is neither the author nor whoever changed it last. The approval is of a hash over name, version and brief, which
//! is looked at again before anything is sent; it runs out.

mod deciding;
mod diff;
mod fitting;
mod overview;
mod pausing;
mod refusing;
pub(in crate::campaigns) mod sql;
mod undoing;
mod wording;

use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::access::{Right, Staff};
use crate::clock::Timestamp;
use crate::db::Reader;
use crate::ids::hexadecimal;

use super::brief::Brief;
use super::{Campaigns, CampaignsError, TABLES, recording};

pub use diff::Change;
pub use overview::{About, Overview};
pub use pausing::PausedFor;
pub use refusing::StateError;
pub(super) use sql::{Kept, KeptVersion};
pub use wording::TextFindings;
pub(super) use wording::{facts, rules};

/// The characters of the longest name of a campaign.
pub const LONGEST_NAME: usize = 60;
/// Characters of a comment or a reason.
const LONGEST_COMMENT: usize = 2_000;
/// Words that stand where a campaign's name does in addresses.
const RESERVED: [&str; 9] = [
    "bounces",
    "check",
    "count",
    "coupons",
    "results",
    "sample-size",
    "suppressions",
    "voice",
    "write",
];

/// Where a campaign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    /// It is being written.
    Draft,
    /// It waits for somebody who approves it.
    InReview,
    /// It may be sent.
    Approved,
    /// It is being sent, or waits for its moment.
    Sending,
    /// It is stopped for now.
    Paused,
    /// Everybody was written to.
    Sent,
    /// It was stopped for good.
    Stopped,
    /// Its approval or its offer ran out.
    Expired,
}

impl CampaignState {
    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Approved => "approved",
            Self::Sending => "sending",
            Self::Paused => "paused",
            Self::Sent => "sent",
            Self::Stopped => "stopped",
            Self::Expired => "expired",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [
            Self::Draft,
            Self::InReview,
            Self::Approved,
            Self::Sending,
            Self::Paused,
            Self::Sent,
            Self::Stopped,
            Self::Expired,
        ]
        .into_iter()
        .find(|state| state.word() == word)
    }
}

impl std::fmt::Display for CampaignState {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.word().replace('_', " "))
    }
}

/// A campaign.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Campaign {
    /// Where it stands, and who did what.
    #[serde(flatten)]
    pub listed: Listed,
    /// The brief of its last version.
    pub brief: Brief,
    /// Its versions, the oldest first.
    pub versions: Vec<Version>,
    /// What was said about it, the oldest first.
    pub comments: Vec<Comment>,
}

/// A campaign in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignListed)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: CampaignState,
    /// Its last version.
    pub version: i64,
    /// Who made it.
    pub author: String,
    /// When it was changed last.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    #[schema(value_type = String)]
    pub changed: Timestamp,
    /// Who submitted it.
    pub submitted_by: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When, as RFC 3339 has it.
    pub approved: Option<String>,
    /// Until when it has to be released.
    pub expires: Option<String>,
    /// Who released it.
    pub released_by: Option<String>,
    /// When it begins, or began.
    pub begins: Option<String>,
    /// When it ended.
    pub ended: Option<String>,
    /// Why it was declined or stopped, or what it waits for.
    pub why: Option<String>,
    /// For what it is paused, where it is.
    pub paused_for: Option<PausedFor>,
}

/// A version of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CampaignVersion)]
pub struct Version {
    /// From 1 on.
    pub version: i64,
    /// When it was made.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// The hash over name, version and brief.
    pub hash: String,
}

/// Two versions beside each other.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct VersionContent {
    /// The older one.
    pub from: i64,
    /// The newer one.
    pub to: i64,
    /// What is otherwise.
    pub changes: Vec<Change>,
}

/// What somebody said about a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Comment {
    /// About which version.
    pub version: i64,
    /// When.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What.
    pub text: String,
}

/// Whether a campaign may be called so.
#[must_use]
pub fn can_be_a_name(name: &str) -> bool {
    named(name).is_ok()
}

/// A name without blanks around it.
fn named(name: &str) -> Result<&str, CampaignsError> {
    let name = name.trim();
    let plain = |letter: char| letter.is_alphanumeric() || " -_.&'".contains(letter);
    let dots = name.chars().all(|letter| letter == '.');
    let fits = !name.is_empty() && name.chars().count() <= LONGEST_NAME && name.chars().all(plain);
    if !fits || dots || RESERVED.contains(&name) {
        return Err(CampaignsError::Name(name.to_owned()));
    }
    Ok(name)
}

/// That somebody may.
pub(super) fn may(by: &Staff, right: Right) -> Result<(), CampaignsError> {
    if by.role.may(right) {
        return Ok(());
    }
    Err(CampaignsError::Role {
        role: by.role,
        right,
    })
}

/// That a campaign may still be changed.
pub(super) fn changeable(
    name: &str,
    state: CampaignState,
    released: bool,
) -> Result<(), StateError> {
    let open = [
        CampaignState::Draft,
        CampaignState::InReview,
        CampaignState::Approved,
        CampaignState::Expired,
    ];
    if !released && open.contains(&state) {
        return Ok(());
    }
    Err(StateError::State {
        name: name.to_owned(),
        state,
        remedy: (
            "what was released stays as it is; clone it to change it",
            "已放行的内容不可再修改；如需修改请复制一份",
        ),
    })
}

/// Whether two names are one person's: they may differ in blanks around and capitals.
fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// The hash over what is approved.
pub(super) fn hash(name: &str, version: i64, brief: &str) -> String {
    let mut hash = Sha256::new();
    for part in [name.as_bytes(), &version.to_be_bytes(), brief.as_bytes()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hexadecimal(&hash.finalize())
}

/// Where a campaign stands at a moment.
pub(super) fn state(kept: &Kept, now: Timestamp) -> Result<CampaignState, CampaignsError> {
    let garbled = || CampaignsError::Garbled(format!("its state is `{}`", kept.state));
    let state = CampaignState::of(&kept.state).ok_or_else(garbled)?;
    let over = kept.expires.is_some_and(|expires| now >= expires);
    Ok(match state {
        CampaignState::Approved if over => CampaignState::Expired,
        state => state,
    })
}

/// The campaign that was asked for.
pub(super) async fn find(reader: Reader<'_>, name: &str) -> Result<Kept, CampaignsError> {
    let found = sql::find(reader, name.trim()).await?;
    found.ok_or_else(|| CampaignsError::Unknown(name.trim().to_owned()))
}

/// The last version of a campaign with its brief.
pub(super) async fn latest(
    reader: Reader<'_>,
    kept: &Kept,
) -> Result<(KeptVersion, Brief), CampaignsError> {
    let found = sql::version(reader, &kept.name, kept.version).await?;
    let version =
        found.ok_or_else(|| CampaignsError::NoVersion(kept.name.clone(), kept.version))?;
    let brief = serde_json::from_str(&version.brief)?;
    Ok((version, brief))
}

/// That a campaign's last version is what was approved.
pub(super) fn holds(kept: &Kept, version: &KeptVersion) -> Result<(), StateError> {
    let now = hash(&kept.name, version.version, &version.brief);
    if kept.approved_hash.as_deref() == Some(now.as_str()) {
        return Ok(());
    }
    Err(StateError::Changed(kept.name.clone()))
}

pub(super) fn listed(kept: &Kept, now: Timestamp) -> Result<Listed, CampaignsError> {
    Ok(Listed {
        name: kept.name.clone(),
        state: state(kept, now)?,
        version: kept.version,
        author: kept.author.clone(),
        changed: kept.changed,
        submitted_by: kept.submitted_by.clone(),
        approved_by: kept.approved_by.clone(),
        approved: kept.approved.map(Timestamp::rfc3339),
        expires: kept.expires.map(Timestamp::rfc3339),
        released_by: kept.released_by.clone(),
        begins: kept.begins.map(Timestamp::rfc3339),
        ended: kept.ended.map(Timestamp::rfc3339),
        why: kept.why.clone(),
        paused_for: kept.paused_for.as_deref().and_then(PausedFor::of),
    })
}

impl Campaigns {
    /// Whether any campaign but this one runs now.
    pub(super) async fn any_running(&self, but: &str) -> Result<bool, CampaignsError> {
        Ok(sql::running(self.db.reader(), but).await?)
    }

    /// All campaigns, the last changed first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn all(&self, now: Timestamp) -> Result<Vec<Listed>, CampaignsError> {
        let kept = sql::all(self.db.reader()).await?;
        kept.iter().map(|kept| listed(kept, now)).collect()
    }

    /// A campaign with its brief, its versions and what was said about it.
    ///
    /// # Errors
    /// There is none of this name, or the database fails.
    pub async fn of(&self, name: &str, now: Timestamp) -> Result<Campaign, CampaignsError> {
        let reader = self.db.reader();
        let kept = find(reader, name).await?;
        let versions = sql::versions(reader, &kept.name).await?;
        let last = versions
            .iter()
            .find(|version| version.version == kept.version);
        let last =
            last.ok_or_else(|| CampaignsError::NoVersion(kept.name.clone(), kept.version))?;
        Ok(Campaign {
            brief: serde_json::from_str(&last.brief)?,
            versions: (versions.into_iter())
                .map(|version| Version {
                    version: version.version,
                    at: version.at,
                    by: version.by,
                    hash: version.hash,
                })
                .collect(),
            comments: sql::comments(reader, &kept.name).await?,
            listed: listed(&kept, now)?,
        })
    }

    /// What a version has otherwise than another one.
    ///
    /// # Errors
    /// There is no such campaign or version, or the database fails.
    pub async fn diff(
        &self,
        name: &str,
        from: i64,
        to: i64,
    ) -> Result<VersionContent, CampaignsError> {
        let reader = self.db.reader();
        let kept = find(reader, name).await?;
        let versions = sql::versions(reader, &kept.name).await?;
        let brief = |wanted: i64| {
            let found = versions.iter().find(|version| version.version == wanted);
            let found =
                found.ok_or_else(|| CampaignsError::NoVersion(kept.name.clone(), wanted))?;
            Ok::<serde_json::Value, CampaignsError>(serde_json::from_str(&found.brief)?)
        };
        Ok(VersionContent {
            from,
            to,
            changes: diff::diff(&brief(from)?, &brief(to)?),
        })
    }

    /// Says something about a campaign.
    ///
    /// # Errors
    /// Somebody who may not, no such campaign, no words, or the database fails.
    pub async fn comment(
        &self,
        name: &str,
        text: &str,
        by: &Staff,
        now: Timestamp,
    ) -> Result<Campaign, CampaignsError> {
        may(by, Right::RunCampaigns)?;
        let text = words(text)?;
        let write = self.db.write(TABLES).await?;
        let kept = find(write.reader(), name).await?;
        let comment = Comment {
            version: kept.version,
            at: now,
            by: by.name.clone(),
            text: text.to_owned(),
        };
        sql::comment(&write, &kept.name, &comment).await?;
        let act = format!("comment on campaign `{}`", kept.name);
        recording::keep(&write, &by.to_string(), None, &act, now).await?;
        write.commit().await?;
        self.of(name, now).await
    }
}

/// A text of somebody.
fn words(text: &str) -> Result<&str, CampaignsError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_COMMENT {
        return Err(CampaignsError::Words(LONGEST_COMMENT));
    }
    Ok(text)
}
