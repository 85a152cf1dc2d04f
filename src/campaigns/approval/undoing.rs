//! What somebody made and takes back: an earlier version, to be put in the place of the last one, and a draft that is not
//! wanted any more.

use crate::access::{Right, Role, Staff};
use crate::clock::Timestamp;

use super::deciding::Changing;
use super::{
    Brief, CampaignState, Campaigns, CampaignsError, StateError, find, recording, same, sql,
};

impl Campaigns {
    /// The brief of one version of a campaign. Whoever wants it back makes a new version of it by [`Campaigns::edit`].
    ///
    /// # Errors
    /// There is no such campaign or version, or the database fails.
    pub async fn brief_of(&self, name: &str, version: i64) -> Result<Brief, CampaignsError> {
        let reader = self.db.reader();
        let kept = find(reader, name).await?;
        let found = sql::version(reader, &kept.name, version).await?;
        let found = found.ok_or_else(|| CampaignsError::NoVersion(kept.name, version))?;
        Ok(serde_json::from_str(&found.brief)?)
    }

    /// Throws a draft away, with its versions and what was said about it; only where `seen` is its last version. What was
    /// released is never thrown away: somebody got it.
    ///
    /// # Errors
    /// Somebody who may not: it is their own draft, or they are an admin. A campaign that is no draft, that was changed
    /// meanwhile or that there is none of, or the database fails.
    pub async fn discard(
        &self,
        name: &str,
        seen: i64,
        by: &Staff,
        now: Timestamp,
    ) -> Result<(), CampaignsError> {
        let changing = Changing::begin(self, name, (by, Right::RunCampaigns), now).await?;
        changing.is(
            &[CampaignState::Draft],
            (
                "only a draft is thrown away; what was sent is kept",
                "只能删除草稿；已发送的活动会保留",
            ),
        )?;
        if !same(&changing.kept.author, &by.name) && by.role != Role::Admin {
            return Err(StateError::Others(changing.kept.author).into());
        }
        changing.is_at(Some(seen))?;
        let Changing { write, kept, .. } = changing;
        sql::discard(&write, &kept.name).await?;
        let act = format!(
            "throw away campaign `{}`, a draft of version {seen}",
            kept.name
        );
        recording::keep(&write, &by.to_string(), None, &act, now).await?;
        Ok(write.commit().await?)
    }
}
