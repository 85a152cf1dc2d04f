//! Making, changing, submitting, approving and releasing campaigns.

use crate::access::{Right, Staff};
use crate::clock::Timestamp;
use crate::db::Write;
use crate::features::DAY;

use super::super::brief::{Brief, BriefError};
use super::super::delivery;
use super::sql::{Kept, KeptVersion};
use super::{
    Campaign, CampaignState, Campaigns, CampaignsError, Comment, PausedFor, StateError, TABLES,
    changeable, find, hash, holds, latest, may, named, recording, same, sql, state, words,
};

/// A campaign that is to change, in the transaction that changes it.
pub(super) struct Changing<'a> {
    campaigns: &'a Campaigns,
    pub(super) write: Write,
    pub(super) kept: Kept,
    state: CampaignState,
    by: &'a Staff,
    now: Timestamp,
}

impl<'a> Changing<'a> {
    pub(super) async fn begin(
        campaigns: &'a Campaigns,
        name: &str,
        (by, right): (&'a Staff, Right),
        now: Timestamp,
    ) -> Result<Self, CampaignsError> {
        may(by, right)?;
        let write = campaigns.db.write(TABLES).await?;
        let kept = find(write.reader(), name).await?;
        Ok(Self {
            campaigns,
            state: state(&kept, now)?,
            write,
            kept,
            by,
            now,
        })
    }

    /// That it is in one of these states.
    pub(super) fn is(
        &self,
        states: &[CampaignState],
        remedy: (&'static str, &'static str),
    ) -> Result<(), CampaignsError> {
        if states.contains(&self.state) {
            return Ok(());
        }
        let error = StateError::State {
            name: self.kept.name.clone(),
            state: self.state,
            remedy,
        };
        Err(error.into())
    }

    /// That its last version is the one that was looked at, where that is given.
    pub(super) fn is_at(&self, seen: Option<i64>) -> Result<(), CampaignsError> {
        let there = self.kept.version;
        match seen {
            Some(seen) if seen != there => {
                let name = self.kept.name.clone();
                Err(StateError::Moved { name, seen, there }.into())
            }
            _ => Ok(()),
        }
    }

    /// Keeps what became of it and what was done.
    async fn end(mut self, act: &str) -> Result<Campaign, CampaignsError> {
        self.kept.changed = self.now;
        sql::put(&self.write, &self.kept).await?;
        let act = format!(
            "{act} campaign `{}`, version {}",
            self.kept.name, self.kept.version
        );
        recording::keep(&self.write, &self.by.to_string(), None, &act, self.now).await?;
        self.write.commit().await?;
        self.campaigns.of(&self.kept.name, self.now).await
    }
}

/// A version of a brief.
fn version(
    name: &str,
    number: i64,
    brief: &Brief,
    by: &Staff,
    now: Timestamp,
) -> Result<KeptVersion, CampaignsError> {
    let brief = serde_json::to_string(brief)?;
    Ok(KeptVersion {
        version: number,
        at: now,
        by: by.name.clone(),
        hash: hash(name, number, &brief),
        brief,
    })
}

/// A draft: nothing of a decision is left.
fn drafted(kept: &mut Kept) {
    kept.enter(CampaignState::Draft);
    kept.submitted_by = None;
    kept.approved = None;
    kept.approved_by = None;
    kept.approved_hash = None;
    kept.expires = None;
    kept.why = None;
}

impl Campaigns {
    /// Makes a campaign: a draft with one version.
    ///
    /// # Errors
    /// Somebody who may not, a name that is none or taken, or the database fails.
    pub async fn create(
        &self,
        name: &str,
        brief: &Brief,
        by: &Staff,
        now: Timestamp,
    ) -> Result<Campaign, CampaignsError> {
        self.make(name, brief, by, now, "make").await
    }

    /// Makes a draft of what another campaign is, under another name.
    ///
    /// # Errors
    /// As [`Campaigns::create`]; there is no such campaign.
    pub async fn clone_as(
        &self,
        name: &str,
        new: &str,
        by: &Staff,
        now: Timestamp,
    ) -> Result<Campaign, CampaignsError> {
        let kept = find(self.db.reader(), name).await?;
        let (_, mut brief) = latest(self.db.reader(), &kept).await?;
        // Its moment is over, or will be.
        brief.send = super::super::brief::Schedule::default();
        let act = format!("make, out of `{}`,", kept.name);
        self.make(new, &brief, by, now, &act).await
    }

    async fn make(
        &self,
        name: &str,
        brief: &Brief,
        by: &Staff,
        now: Timestamp,
        act: &str,
    ) -> Result<Campaign, CampaignsError> {
        may(by, Right::RunCampaigns)?;
        let name = named(name)?;
        let write = self.db.write(TABLES).await?;
        if sql::find(write.reader(), name).await?.is_some() {
            return Err(CampaignsError::Taken(name.to_owned()));
        }
        let kept = Kept {
            name: name.to_owned(),
            state: CampaignState::Draft.word().to_owned(),
            version: 1,
            author: by.name.clone(),
            made: now,
            changed: now,
            submitted_by: None,
            approved: None,
            approved_by: None,
            approved_hash: None,
            expires: None,
            released: None,
            released_by: None,
            begins: None,
            filled: -1,
            complete: false,
            ended: None,
            why: None,
            paused_for: None,
        };
        sql::put(&write, &kept).await?;
        sql::put_version(&write, name, &version(name, 1, brief, by, now)?).await?;
        let act = format!("{act} campaign `{name}`");
        recording::keep(&write, &by.to_string(), None, &act, now).await?;
        write.commit().await?;
        self.of(name, now).await
    }

    /// Changes a campaign's brief: a new version, and a draft again whatever was decided. With `seen`, only where that is the
    /// last version. The same brief again changes nothing.
    ///
    /// # Errors
    /// Somebody who may not, a campaign that was released, that was changed meanwhile or that there is none of, or the database
    /// fails.
    pub async fn edit(
        &self,
        name: &str,
        brief: &Brief,
        seen: Option<i64>,
        by: &Staff,
        now: Timestamp,
    ) -> Result<Campaign, CampaignsError> {
        let mut changing = Changing::begin(self, name, (by, Right::RunCampaigns), now).await?;
        let released = changing.kept.released.is_some();
        changeable(&changing.kept.name, changing.state, released)?;
        changing.is_at(seen)?;
        let (_, before) = latest(changing.write.reader(), &changing.kept).await?;
        if before == *brief {
            return self.of(name, now).await;
        }
        changing.kept.version += 1;
        drafted(&mut changing.kept);
        let new = version(&changing.kept.name, changing.kept.version, brief, by, now)?;
        sql::put_version(&changing.write, &changing.kept.name, &new).await?;
        changing.end("change").await
    }

    /// Hands a draft over for approval.
    ///
    /// # Errors
    /// Somebody who may not, a campaign that is no draft or that lacks something, or the database fails.
    pub async fn submit(
        &self,
        name: &str,
        by: &Staff,
        now: Timestamp,
    ) -> Result<Campaign, CampaignsError> {
        let mut changing = Changing::begin(self, name, (by, Right::RunCampaigns), now).await?;
        changing.is(
            &[CampaignState::Draft],
            ("only a draft is submitted", "只有草稿可以提交"),
        )?;
        let (_, brief) = latest(changing.write.reader(), &changing.kept).await?;
        self.fit(&brief, now).await?;
        changing.kept.enter(CampaignState::InReview);
        changing.kept.submitted_by = Some(by.name.clone());
        changing.end("submit").await
    }

    /// That nothing is wrong with what would be approved.
    async fn fit(&self, brief: &Brief, now: Timestamp) -> Result<(), CampaignsError> {
        let problems = self.unfit(brief, now).await?;
        if problems.is_empty() {
            return Ok(());
        }
        Err(BriefError { problems }.into())
    }

    /// Gives a campaign back to be changed, with a reason.
    ///
    /// # Errors
    /// Somebody who may not, a campaign that was not submitted or approved, no reason, or the database fails.
    pub async fn decline(
        &self,
        name: &str,
        reason: &str,
        by: &Staff,
        now: Timestamp,
    ) -> Result<Campaign, CampaignsError> {
        let reason = words(reason)?;
        let mut changing = Changing::begin(self, name, (by, Right::ApproveCampaign), now).await?;
        changing.is(
            &[CampaignState::InReview, CampaignState::Approved],
            (
                "only what was submitted or approved is declined",
                "只有已提交或已批准的活动可以退回",
            ),
        )?;
        drafted(&mut changing.kept);
        changing.kept.why = Some(reason.to_owned());
        let comment = Comment {
            version: changing.kept.version,
            at: now,
            by: by.name.clone(),
            text: reason.to_owned(),
        };
        sql::comment(&changing.write, &changing.kept.name, &comment).await?;
        changing.end("decline").await
    }

    /// Approves a campaign as it is: its last version, which is `seen` where that is given.
    ///
    /// # Errors
    /// Its author or last editor, somebody who may not, a campaign that was not submitted, that changed meanwhile or lacks
    /// something, or the database fails.
    pub async fn approve(
        &self,
        name: &str,
        seen: Option<i64>,
        by: &Staff,
        now: Timestamp,
    ) -> Result<Campaign, CampaignsError> {
        let mut changing = Changing::begin(self, name, (by, Right::ApproveCampaign), now).await?;
        changing.is(
            &[CampaignState::InReview],
            ("submit it first", "请先提交审批"),
        )?;
        let (last, brief) = latest(changing.write.reader(), &changing.kept).await?;
        changing.is_at(seen)?;
        let kept = &changing.kept;
        if same(&kept.author, &by.name) {
            return Err(StateError::Author(kept.author.clone()).into());
        }
        if same(&last.by, &by.name) {
            return Err(StateError::Editor(last.by.clone()).into());
        }
        self.fit(&brief, now).await?;
        let days = i64::from(self.settings.approval_days);
        // What waits for its moment may wait that long.
        let until = brief.begins().map_or(now, |begins| begins.max(now));
        let kept = &mut changing.kept;
        kept.enter(CampaignState::Approved);
        kept.approved = Some(now);
        kept.approved_by = Some(by.name.clone());
        kept.approved_hash = Some(hash(&kept.name, last.version, &last.brief));
        kept.expires = Some(Timestamp::from_micros(until.micros() + days * DAY));
        kept.why = None;
        changing.end("approve").await
    }

    /// Releases an approved campaign: it is sent from now on, or from its moment on.
    ///
    /// # Errors
    /// Somebody who may not, a campaign that is not approved or is not what was, an offer that is over, or the database fails.
    pub async fn release(
        &self,
        name: &str,
        by: &Staff,
        now: Timestamp,
    ) -> Result<Campaign, CampaignsError> {
        let mut changing = Changing::begin(self, name, (by, Right::RunCampaigns), now).await?;
        changing.is(
            &[CampaignState::Approved],
            (
                "only what is approved is sent, and an approval runs out",
                "只有已批准的活动可以发送，批准会过期",
            ),
        )?;
        let (last, brief) = latest(changing.write.reader(), &changing.kept).await?;
        holds(&changing.kept, &last)?;
        self.fit(&brief, now).await?;
        let kept = &mut changing.kept;
        kept.enter(CampaignState::Sending);
        kept.released = Some(now);
        kept.released_by = Some(by.name.clone());
        kept.begins = Some(brief.begins().map_or(now, |begins| begins.max(now)));
        changing.end("send").await
    }

    /// Stops a campaign for now: nothing is handed over any more but what is being handed over in this moment.
    ///
    /// # Errors
    /// Somebody who may not, a campaign that is not being sent, or the database fails.
    pub async fn pause(
        &self,
        name: &str,
        by: &Staff,
        now: Timestamp,
    ) -> Result<Campaign, CampaignsError> {
        let mut changing = Changing::begin(self, name, (by, Right::RunCampaigns), now).await?;
        changing.is(
            &[CampaignState::Sending],
            (
                "only what is being sent is paused",
                "只有发送中的活动可以暂停",
            ),
        )?;
        changing.kept.pause(PausedFor::Person);
        changing.end("pause").await
    }

    /// Goes on with a paused campaign, as it was approved.
    ///
    /// # Errors
    /// Somebody who may not, a campaign that is not paused or is not what was approved, or the database fails.
    pub async fn resume(
        &self,
        name: &str,
        by: &Staff,
        now: Timestamp,
    ) -> Result<Campaign, CampaignsError> {
        let mut changing = Changing::begin(self, name, (by, Right::RunCampaigns), now).await?;
        changing.is(
            &[CampaignState::Paused],
            ("only what is paused goes on", "只有已暂停的活动可以继续"),
        )?;
        let (last, _) = latest(changing.write.reader(), &changing.kept).await?;
        holds(&changing.kept, &last)?;
        changing.kept.go_on();
        changing.end("resume").await
    }

    /// Stops a campaign for good; who was written to was.
    ///
    /// # Errors
    /// Somebody who may not, a campaign that is not being sent or paused, or the database fails.
    pub async fn stop(
        &self,
        name: &str,
        reason: &str,
        by: &Staff,
        now: Timestamp,
    ) -> Result<Campaign, CampaignsError> {
        let reason = words(reason)?;
        let mut changing = Changing::begin(self, name, (by, Right::RunCampaigns), now).await?;
        changing.is(
            &[CampaignState::Sending, CampaignState::Paused],
            (
                "only what is being sent, or paused, is stopped",
                "只有发送中或已暂停的活动可以停止",
            ),
        )?;
        delivery::undo_unreached(&changing.write, &changing.kept.name, now).await?;
        changing.kept.enter(CampaignState::Stopped);
        changing.kept.ended = Some(now);
        changing.kept.why = Some(reason.to_owned());
        changing.end("stop").await
    }
}
