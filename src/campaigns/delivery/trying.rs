//! Looking at messages before they go: what some members would be sent, and a test to oneself.

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Right, Staff, random_name};
use crate::clock::Timestamp;
use crate::ids::{Language, MemberKey};
use crate::members;
use crate::senders::{SendError, Sender};

use super::super::audience::{self, Standing, Which};
use super::super::brief::Brief;
use super::super::{CampaignsError, TABLES, approval, recording};
use super::{Addressee, Mailer, Wording};

/// The code that stands in messages that are only looked at.
const NO_CODE: &str = "XXXX-XXXX-XXXX";

/// A message as a member would be sent it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Preview {
    /// Which text.
    pub variant: String,
    /// In which language.
    pub language: &'static str,
    /// Whose name and figures it has; none of an invented member of whom nothing is known.
    pub member: Option<String>,
    /// The subject or title.
    pub subject: Option<String>,
    /// The plain text.
    pub text: String,
    /// The HTML of a mail.
    pub html: Option<String>,
    /// Why it cannot be written; then the rest is empty.
    pub problem: Option<String>,
}

impl Mailer {
    /// Every text as a member would be sent it; without one, as somebody of whom nothing is known.
    ///
    /// # Errors
    /// A member who is not kept, or the database fails.
    pub async fn preview(
        &self,
        name: &str,
        brief: &Brief,
        member: Option<&MemberKey>,
        now: Timestamp,
    ) -> Result<Vec<Preview>, CampaignsError> {
        let wording = self.wording(name, brief).await?;
        let mut to = Addressee::default();
        let mut depth = i64::try_from(brief.offer.depths.len()).unwrap_or(0);
        if let Some(key) = member {
            let member = self.standing_of(key).await?;
            to = self.sample(&wording, &member, now).await?;
            if depth > 0 {
                let depths = self.campaigns().depths(&brief.offer).await?;
                let reader = self.campaigns().db.reader();
                depth = audience::sql::depth_of(reader, &depths, member.row).await?;
            }
        }
        to.code = brief.offer.has_code().then(|| NO_CODE.to_owned());
        (to.percent, _) = wording.depth(depth);
        "preview".clone_into(&mut to.message);
        let previews = brief.copies.iter().map(|text| {
            let (rendered, problem) = match wording.render(text, &to) {
                Ok(rendered) => (Some(rendered), None),
                Err(error) => (None, Some(error.to_string())),
            };
            let (subject, text_shown, html) = rendered
                .map(|rendered| (rendered.subject, rendered.text, rendered.html))
                .unwrap_or_default();
            Preview {
                variant: text.variant.clone(),
                language: text.language.tag(),
                member: member.map(ToString::to_string),
                subject,
                text: text_shown,
                html,
                problem,
            }
        });
        Ok(previews.collect())
    }

    /// What the messages of a campaign have in common, to write many of them.
    ///
    /// # Errors
    /// The database fails.
    pub async fn wording(&self, name: &str, brief: &Brief) -> Result<Wording, CampaignsError> {
        Wording::prepare(self.campaigns(), name, brief, self.face()).await
    }

    /// How a member stands now.
    pub(super) async fn standing_of(&self, key: &MemberKey) -> Result<Standing, CampaignsError> {
        let campaigns = self.campaigns();
        let reader = campaigns.db.reader();
        let rows = members::rows_of(reader, std::iter::once(key)).await?;
        let rows: Vec<i64> = rows.into_values().collect();
        let stand = audience::standing(campaigns, reader, Which::These(&rows)).await?;
        let found = stand.into_iter().next();
        found.ok_or_else(|| members::MembersError::Unknown(key.clone()).into())
    }

    /// Sends the texts of a campaign in one language to an address of one's own, marked as a test, with a code that is none.
    ///
    /// # Errors
    /// Somebody who may not, no such campaign or text, a message that is not taken, or the database fails.
    pub async fn test(
        &self,
        name: &str,
        address: &str,
        language: Language,
        by: &Staff,
        now: Timestamp,
    ) -> Result<u64, CampaignsError> {
        approval::may(by, Right::RunCampaigns)?;
        let campaigns = self.campaigns();
        let kept = approval::find(campaigns.db.reader(), name).await?;
        let (_, brief) = approval::latest(campaigns.db.reader(), &kept).await?;
        let wording = self.wording(&kept.name, &brief).await?;
        let mut sent = 0;
        for text in brief.copies.iter().filter(|text| text.language == language) {
            let to = Addressee {
                name: Some(by.name.clone()),
                tier: Some("–".to_owned()),
                points: Some(0),
                code: brief.offer.has_code().then(|| NO_CODE.to_owned()),
                percent: wording
                    .depth(i64::try_from(brief.offer.depths.len()).unwrap_or(0))
                    .0,
                message: format!("test-{}", random_name(8)),
            };
            let message = wording.message(text, &to, address.trim());
            let mut message = message.map_err(|error| CampaignsError::Test(error.to_string()))?;
            if brief.medium.has_subject() {
                message.subject = format!("[test] {}", message.subject);
            }
            let taken = self.senders().send(&message).await;
            taken.map_err(|error: SendError| CampaignsError::Test(error.to_string()))?;
            sent += 1;
        }
        if sent == 0 {
            return Err(CampaignsError::Test(format!(
                "there is no text in `{}`",
                language.tag()
            )));
        }
        let write = campaigns.db.write(TABLES).await?;
        let act = format!(
            "send a test of campaign `{}`, version {}",
            kept.name, kept.version
        );
        recording::keep(&write, &by.to_string(), None, &act, now).await?;
        write.commit().await?;
        Ok(sent)
    }
}
