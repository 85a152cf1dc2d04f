//! What the messages of a campaign have in common, prepared once for a version and then used message by message.

use std::sync::{Arc, PoisonError};

use crate::clock::Timestamp;
use crate::ids::Language;

use super::super::super::approval::KeptVersion;
use super::super::super::brief::{Brief, Variant};
use super::super::super::choosing::Draws;
use super::super::super::{Campaigns, CampaignsError};
use super::super::Picked;
use super::super::wording::Wording;
use super::{Mailer, SECOND};

/// For how long it holds: a price may change, and outcomes to learn from come in.
const HOLDS: i64 = 60 * SECOND;

/// What the messages of a campaign have in common.
pub(super) struct Prepared {
    /// The hash of the version that it is of.
    hash: String,
    at: Timestamp,
    pub(super) wording: Wording,
    /// None where lots decide among the texts.
    draws: Option<Draws>,
}

impl Prepared {
    async fn new(
        mailer: &Mailer,
        name: &str,
        (version, brief): (&KeptVersion, &Brief),
        now: Timestamp,
    ) -> Result<Self, CampaignsError> {
        let campaigns: &Campaigns = &mailer.campaigns;
        Ok(Self {
            hash: version.hash.clone(),
            at: now,
            wording: Wording::prepare(campaigns, name, brief, &mailer.face).await?,
            draws: Draws::prepare(campaigns, name, brief, now).await?,
        })
    }

    fn holds(&self, version: &KeptVersion, now: Timestamp) -> bool {
        let age = now.micros() - self.at.micros();
        self.hash == version.hash && (0..HOLDS).contains(&age)
    }

    /// The text of a member's message, and the probability with which it was drawn: the one that was drawn before, where one
    /// was.
    pub(super) fn text<'a>(
        &self,
        brief: &'a Brief,
        picked: &Picked,
        lot: i64,
        language: Language,
    ) -> Result<Option<(&'a Variant, f64)>, CampaignsError> {
        if let Some((variant, propensity)) = &picked.drawn
            && let Some(text) = brief.text(variant, language)
        {
            return Ok(Some((text, *propensity)));
        }
        let (variant, propensity) = match &self.draws {
            Some(draws) => draws.draw(language, picked.rfm.as_deref())?,
            None => match self.wording.lot_text(lot) {
                Some((variant, share)) => (variant.to_owned(), share),
                None => return Ok(None),
            },
        };
        Ok(brief
            .text(&variant, language)
            .map(|text| (text, propensity)))
    }
}

impl Mailer {
    /// What the messages of a campaign's version have in common.
    pub(super) async fn prepared(
        &self,
        name: &str,
        (version, brief): (&KeptVersion, &Brief),
        now: Timestamp,
    ) -> Result<Arc<Prepared>, CampaignsError> {
        let there = {
            let prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
            prepared.get(name).map(Arc::clone)
        };
        if let Some(there) = there.filter(|there| there.holds(version, now)) {
            return Ok(there);
        }
        let new = Arc::new(Prepared::new(self, name, (version, brief), now).await?);
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        prepared.insert(name.to_owned(), Arc::clone(&new));
        Ok(new)
    }

    /// Lets go of what was prepared for a campaign that ended.
    pub(super) fn forget(&self, name: &str) {
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        prepared.remove(name);
    }
}
