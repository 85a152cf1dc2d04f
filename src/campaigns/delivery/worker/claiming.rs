//! Looking at the queue of a campaign: who is passed over, who is held out, whose message is claimed.

use std::collections::HashMap;

use crate::access::random_name;
use crate::clock::Timestamp;
use crate::db::Write;
use crate::events::{self, EventKind, Told};

use super::super::super::approval::{self, CampaignState};
use super::super::super::audience::{self, Clocks, Standing, Which, message_id};
use super::super::super::brief::Brief;
use super::super::super::{CampaignsError, TABLES, offers};
use super::super::wording::since;
use super::super::{Arm, LEASE, Picked, ago, sql};
use super::prepared::Prepared;
use super::{Claimed, Mailer, Worked, sent};

/// Rows of the queue that are looked at in one transaction at most.
const LOOKED_AT: usize = 200;

/// One look at the queue of a campaign.
pub(super) struct Turn<'a> {
    pub(super) mailer: &'a Mailer,
    pub(super) name: &'a str,
    pub(super) brief: &'a Brief,
    pub(super) prepared: &'a Prepared,
    /// Whether what carries its messages asks a gate, so that a claim alone hands nothing over.
    pub(super) gated: bool,
    /// Whether this program begins: what is claimed is of one that is no more.
    pub(super) begins: bool,
    pub(super) now: Timestamp,
}

impl Turn<'_> {
    /// Looks at the next rows, and claims as many as may go.
    pub(super) async fn claim(
        &self,
        allowed: usize,
        worked: &mut Worked,
        claimed: &mut Vec<Claimed>,
    ) -> Result<(), CampaignsError> {
        let campaigns = &self.mailer.campaigns;
        let write = campaigns.db.write(TABLES).await?;
        // Whoever paused or stopped it meanwhile is heard.
        let kept = approval::find(write.reader(), self.name).await?;
        if kept.state != CampaignState::Sending.word() {
            return Ok(());
        }
        // Whoever is alive after all finds the gate shut for what it claimed.
        let stale = if self.begins && self.gated {
            Timestamp::from_micros(i64::MAX)
        } else {
            ago(self.now, LEASE)
        };
        sql::give_back(&write, self.name, stale, !self.gated).await?;
        let (mut told, mut taken, mut looked) = (Vec::new(), Vec::new(), 0);
        // So many are looked at as may be claimed; where nobody of them was, more.
        let mut most = allowed;
        while taken.len() < allowed && looked < LOOKED_AT {
            most = most.min(LOOKED_AT - looked);
            let picked = sql::due(write.reader(), self.name, self.now, most).await?;
            let (found, before) = (picked.len(), taken.len());
            let left = allowed - before;
            self.look_at(&write, (picked, left), worked, (&mut told, &mut taken))
                .await?;
            looked += found;
            if found < most {
                break;
            }
            most = match taken.len() - before {
                0 => most * 2,
                claimed => left - claimed,
            };
        }
        events::tell(&write, &told).await?;
        write.commit().await?;
        claimed.extend(taken);
        Ok(())
    }

    /// Looks at some rows: passes over, holds out, claims so many at most.
    async fn look_at(
        &self,
        write: &Write,
        (picked, most): (Vec<Picked>, usize),
        worked: &mut Worked,
        (told, taken): (&mut Vec<Told>, &mut Vec<Claimed>),
    ) -> Result<(), CampaignsError> {
        let campaigns = &self.mailer.campaigns;
        let rows: Vec<i64> = picked.iter().map(|picked| picked.member).collect();
        let stand = audience::standing(campaigns, write.reader(), Which::These(&rows)).await?;
        let stand: HashMap<i64, Standing> = stand
            .into_iter()
            .map(|member| (member.row, member))
            .collect();
        let often = sql::sent_since(write.reader(), &rows, since(campaigns, self.now)).await?;
        let clocks = Clocks::new(&campaigns.settings);
        let full = taken.len() + most;
        for picked in picked {
            if taken.len() >= full {
                break;
            }
            let row = (self.name, picked.member);
            let member = stand.get(&picked.member);
            let against = self.against(member, often.get(&picked.member).copied().unwrap_or(0));
            let (Some(member), None) = (member, against) else {
                let reason = Some(against.unwrap_or("gone"));
                sql::settle(write, row, "skipped", reason, self.now).await?;
                // What an earlier try gave them they were never told of.
                if picked.doubts == 0 && picked.tries > 0 {
                    offers::undo(write, row, picked.code.as_deref(), self.now).await?;
                }
                worked.passed += 1;
                continue;
            };
            let (country, city) = (member.country.as_deref(), member.city.as_deref());
            if let Some(until) = clocks.wait(self.brief, country, city, self.now) {
                sql::put_off(write, row, until, self.now).await?;
                worked.passed += 1;
                continue;
            }
            if picked.arm == Arm::HeldOut {
                let (percent, _) = self.prepared.wording.depth(picked.depth);
                let held = self.bare(&picked, member, percent);
                told.push(sent(&held, EventKind::CampaignHeldOut, self.now));
                sql::settle(write, row, "held_out", None, self.now).await?;
                worked.held_out += 1;
                continue;
            }
            if let Some(one) = self.take(write, picked, member).await? {
                taken.push(one);
            } else {
                worked.passed += 1;
            }
        }
        Ok(())
    }

    /// Why a member is not written to now, where they are not.
    fn against(&self, member: Option<&Standing>, sent: i64) -> Option<&'static str> {
        let analysed = self.brief.audience.is_analysed();
        let often = sent >= i64::from(self.mailer.campaigns.settings.cap_messages);
        member?
            .against(self.brief.medium, analysed)
            .or(often.then_some("too_often"))
    }

    /// A message without its words.
    fn bare(&self, picked: &Picked, member: &Standing, percent: i64) -> Claimed {
        let secret = &self.mailer.campaigns.secret;
        Claimed {
            campaign: self.name.to_owned(),
            member: picked.member,
            lease: random_name(8),
            tries: picked.tries,
            doubts: picked.doubts,
            percent,
            code: picked.code.clone(),
            message_id: message_id(secret, self.name, member.key.as_str()),
            message: Err("it was not written".to_owned()),
        }
    }

    /// Claims one message with its coupon; none where there are no coupons left.
    async fn take(
        &self,
        write: &Write,
        picked: Picked,
        member: &Standing,
    ) -> Result<Option<Claimed>, CampaignsError> {
        let wording = &self.prepared.wording;
        let (percent, rule) = wording.depth(picked.depth);
        // What a member was promised once they are promised again.
        let percent = picked.percent.unwrap_or(percent);
        let mut one = self.bare(&picked, member, percent);
        if one.code.is_none() && self.brief.offer.has_code() {
            let to = (picked.member, percent);
            let terms = (wording.currency(), wording.ahead());
            one.code = offers::issue(write, self.brief, self.name, to, terms, self.now).await?;
            if one.code.is_none() {
                let row = (self.name, picked.member);
                sql::settle(write, row, "skipped", Some("no_coupons_left"), self.now).await?;
                return Ok(None);
            }
        }
        let of = (self.brief, self.name);
        offers::promise(write, of, &member.key, wording.ahead(), self.now).await?;
        let language = self.brief.language_for(member.language);
        let drawn = self
            .prepared
            .text(self.brief, &picked, member.lot, language)?;
        let (text, propensity) = drawn.unzip();
        let claim = sql::Claim {
            campaign: self.name,
            member: picked.member,
            lease: &one.lease,
            variant: text.map_or("", |text| text.variant.as_str()),
            language,
            percent,
            rule,
            code: one.code.as_deref(),
            message_id: &one.message_id,
            propensity: propensity.unwrap_or(1.0),
        };
        sql::claim(write, &claim, self.now).await?;
        let mut to = self.mailer.addressee(wording, member, self.now).await?;
        to.percent = percent;
        to.code.clone_from(&one.code);
        to.message.clone_from(&one.message_id);
        let address = member.address(self.brief.medium).unwrap_or_default();
        one.message = match text {
            Some(text) => {
                let message = wording.message(text, &to, address);
                message.map_err(|error| error.to_string())
            }
            None => Err("there is no text for this member".to_owned()),
        };
        if picked.doubts > 0 {
            tracing::warn!(
                campaign = self.name,
                message = one.message_id,
                "a message in doubt is handed over again"
            );
        }
        Ok(Some(one))
    }
}
