//! What comes back: bounces, complaints, and who wants no more.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::Language;
use crate::members::{Consent, Members};

use super::super::audience::{self, AddressKind, Standing, SuppressionReason, Which, purpose};
use super::super::{Campaigns, CampaignsError, TABLES, approval, offers, recording};
use super::sql;

/// Characters of a reason that are kept.
const LONGEST_REASON: usize = 200;
/// Bounces in one call at most.
pub(in crate::campaigns) const MOST_BOUNCES: usize = 1_000;

/// What came back for one address or message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bounce {
    /// What names the message: the left half of its `Message-ID`, or the `id` that a webhook was handed; or else
    #[serde(default)]
    pub message_id: Option<String>,
    /// the address.
    #[serde(default)]
    pub address: Option<String>,
    /// Of what kind the address is; a mail address where it is not said.
    #[serde(default)]
    pub address_kind: Option<AddressKind>,
    /// What it was.
    pub kind: BounceKind,
    /// In the words of whoever refused it.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Kinds of what comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BounceKind {
    /// The address is none: nothing goes to it any more.
    Permanent,
    /// The mailbox is full, or the server busy: it is noted with the message.
    Temporary,
    /// They complained: nothing goes to them any more, and their yes is taken back.
    Complaint,
    /// They unsubscribed at whoever sends for the shop.
    Unsubscribed,
}

/// What was done with what came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct BouncesTaken {
    /// Addresses that nothing goes to any more.
    pub suppressed: u64,
    /// Those that were only noted.
    pub noted: u64,
    /// Those of which nothing is known here.
    pub unknown: u64,
}

/// Somebody who wants no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubscribed {
    /// The language that they are spoken to in.
    pub language: Option<Language>,
}

/// A message's name out of a `Message-ID` as programs write it: `<name@host>`.
fn bare(message: &str) -> &str {
    let inside = message.trim().trim_start_matches('<').trim_end_matches('>');
    inside.split('@').next().unwrap_or(inside)
}

impl Campaigns {
    /// The member that a message went to, with its campaign's brief.
    async fn of_message(
        &self,
        message: &str,
    ) -> Result<Option<(String, Standing)>, CampaignsError> {
        let reader = self.db.reader();
        let Some((campaign, row)) = sql::of_message(reader, bare(message)).await? else {
            return Ok(None);
        };
        let stand = audience::standing(self, reader, Which::These(&[row])).await?;
        Ok(stand.into_iter().next().map(|member| (campaign, member)))
    }

    /// Who would unsubscribe with a message's name; none where it is no message of ours, or of somebody who is kept no more.
    ///
    /// # Errors
    /// The database fails.
    pub async fn who_unsubscribes(
        &self,
        message: &str,
    ) -> Result<Option<Unsubscribed>, CampaignsError> {
        let found = self.of_message(message).await?;
        Ok(found.map(|(_, member)| Unsubscribed {
            language: member.language,
        }))
    }

    /// Takes back a member's yes to the medium of a message, and puts their address on the list. Doing it again changes nothing
    /// but the moment. None where it is no message of ours.
    ///
    /// # Errors
    /// The database fails.
    pub async fn unsubscribe(
        &self,
        message: &str,
        now: Timestamp,
    ) -> Result<Option<Unsubscribed>, CampaignsError> {
        let Some((campaign, member)) = self.of_message(message).await? else {
            return Ok(None);
        };
        self.stop_member(
            &campaign,
            &member,
            SuppressionReason::Unsubscribed,
            "unsubscribe",
            now,
        )
        .await?;
        Ok(Some(Unsubscribed {
            language: member.language,
        }))
    }

    /// Takes back a member's yes to what a campaign was sent by, and puts the address on the list.
    async fn stop_member(
        &self,
        campaign: &str,
        member: &Standing,
        reason: SuppressionReason,
        source: &str,
        now: Timestamp,
    ) -> Result<(), CampaignsError> {
        let reader = self.db.reader();
        let kept = approval::find(reader, campaign).await?;
        let (_, brief) = approval::latest(reader, &kept).await?;
        let purpose = purpose(brief.medium);
        let members = Members::new(self.db.clone());
        if members.agrees(&member.key, purpose).await? {
            let no = Consent::said(purpose, false, now, source);
            members.consent(&member.key, &[no]).await?;
        }
        let who = format!("member:{}", member.key);
        let kind = AddressKind::of(brief.medium);
        if let Some(address) = member.address(brief.medium) {
            self.suppress(kind, address, reason, "storekeeper", now)
                .await?;
        }
        let write = self.db.write(TABLES).await?;
        let act = format!(
            "want no more by {} ({source}), after campaign `{campaign}`",
            brief.medium.word()
        );
        recording::keep(&write, &who, Some(member.key.as_str()), &act, now).await?;
        Ok(write.commit().await?)
    }

    /// Takes what came back.
    ///
    /// # Errors
    /// More than a thousand at a time, one that names neither a message nor an address, or the database fails.
    pub async fn take_bounces(
        &self,
        bounces: &[Bounce],
        by: &str,
        now: Timestamp,
    ) -> Result<BouncesTaken, CampaignsError> {
        if bounces.len() > MOST_BOUNCES
            || bounces
                .iter()
                .any(|bounce| bounce.message_id.is_none() && bounce.address.is_none())
        {
            return Err(CampaignsError::Bounces(MOST_BOUNCES));
        }
        let mut taken = BouncesTaken::default();
        for bounce in bounces {
            self.take_bounce(bounce, by, now, &mut taken).await?;
        }
        Ok(taken)
    }

    async fn take_bounce(
        &self,
        bounce: &Bounce,
        by: &str,
        now: Timestamp,
        taken: &mut BouncesTaken,
    ) -> Result<(), CampaignsError> {
        let reason = match bounce.kind {
            BounceKind::Permanent => Some(SuppressionReason::Bounced),
            BounceKind::Complaint => Some(SuppressionReason::Complained),
            BounceKind::Unsubscribed => Some(SuppressionReason::Unsubscribed),
            BounceKind::Temporary => None,
        };
        let known = match &bounce.message_id {
            Some(message) => self.of_message(message).await?,
            None => None,
        };
        if let (Some(message), Some(_)) = (&bounce.message_id, &known) {
            let words = bounce.reason.as_deref().unwrap_or("no reason was given");
            let words: String = words
                .chars()
                .filter(|c| !c.is_control())
                .take(LONGEST_REASON)
                .collect();
            let write = self.db.write(TABLES).await?;
            sql::came_back(&write, bare(message), &format!("came back: {words}")).await?;
            write.commit().await?;
        }
        match (reason, known, &bounce.address) {
            (None, Some(_), _) => taken.noted += 1,
            (Some(SuppressionReason::Bounced), Some((campaign, member)), _) => {
                let kept = approval::find(self.db.reader(), &campaign).await?;
                let (_, brief) = approval::latest(self.db.reader(), &kept).await?;
                let kind = AddressKind::of(brief.medium);
                if let Some(address) = member.address(brief.medium) {
                    self.suppress(kind, address, SuppressionReason::Bounced, by, now)
                        .await?;
                }
                // It never reached them.
                let write = self.db.write(TABLES).await?;
                let code = sql::code_of(write.reader(), &kept.name, member.row).await?;
                offers::undo(&write, (&kept.name, member.row), code.as_deref(), now).await?;
                write.commit().await?;
                taken.suppressed += 1;
            }
            (Some(reason), Some((campaign, member)), _) => {
                self.stop_member(&campaign, &member, reason, "bounces", now)
                    .await?;
                taken.suppressed += 1;
            }
            (Some(reason), None, Some(address)) => {
                let kind = bounce.address_kind.unwrap_or(AddressKind::Mail);
                self.suppress(kind, address, reason, by, now).await?;
                taken.suppressed += 1;
            }
            _ => taken.unknown += 1,
        }
        Ok(())
    }
}
