//! A member's tier and points, what they agree to be sent, and what they say to a survey.

use crate::assistant::AssistantError;
use crate::assistant::asks;
use crate::assistant::cards::{Card, NamedValue};
use crate::assistant::changes::{Change, Difference, Proposal};
use crate::assistant::turn::Outcome;
use crate::events::{Answer, SurveyKind, SurveysError};
use crate::ids::MemberKey;
use crate::members::{Booking, Consent, PointsError, Purpose, RedeemError};
use crate::orders::{LoyaltyError, MemberLoyalty};

use super::Actor;

impl Actor<'_> {
    /// Where a member stands in the shop's loyalty, in rows; nothing for one who is not kept.
    pub(super) async fn loyalty_rows(
        &self,
        member: &MemberKey,
    ) -> Result<Vec<NamedValue>, AssistantError> {
        let loyalty = &self.shop.loyalty;
        let Some(found) = loyalty.of(member, self.shop.service_clock.now()).await? else {
            return Ok(Vec::new());
        };
        let mut rows = Vec::new();
        let mut row = |name: &str, value: String| -> Result<(), AssistantError> {
            let name = self.phrases.plain(name)?;
            rows.push(NamedValue { name, value });
            Ok(())
        };
        let tier = loyalty.tier(&found.standing);
        row(
            "what_tier",
            tier.name.in_language(self.language()).to_owned(),
        )?;
        if let Some(until) = found.standing.keeps_until {
            row("what_tier_until", until.day())?;
        }
        row("what_points", found.balance.available.to_string())?;
        if found.balance.pending > 0 {
            row("what_points_pending", found.balance.pending.to_string())?;
        }
        if let Some((when, points)) = found.balance.next_expiry {
            row(
                "what_points_expire",
                self.phrases.points_on(points, &when.day())?,
            )?;
        }
        if let Some(missing) = self.missing(&found)? {
            row("what_next_tier", missing)?;
        }
        Ok(rows)
    }

    /// What is missing for the next tier.
    fn missing(&self, found: &MemberLoyalty) -> Result<Option<String>, AssistantError> {
        let Some(next) = found.standing.next else {
            return Ok(None);
        };
        let tier = &self.shop.loyalty.rules().tiers[next.tier];
        let name = tier.name.in_language(self.language());
        let spend = next.spend.map(|spend| spend.to_string());
        Ok(Some(self.phrases.next_tier(
            name,
            spend.as_deref(),
            next.orders,
        )?))
    }

    /// Tier and points, with what is missing for the next tier.
    pub(super) async fn points(&self, member: &MemberKey) -> Result<Outcome, AssistantError> {
        Ok(Outcome {
            cards: vec![Card::Profile {
                title: self.phrases.plain("loyalty_title")?,
                rows: self.loyalty_rows(member).await?,
            }],
            ..self.say("loyalty")?
        })
    }

    /// Puts forward that points become credit: as many as the message says, or all that can.
    pub(super) async fn redeem(&self, member: &MemberKey) -> Result<Outcome, AssistantError> {
        let loyalty = &self.shop.loyalty;
        let found = loyalty.of(member, self.shop.service_clock.now()).await?;
        let available = found.map_or(0, |found| found.balance.available);
        let rules = &loyalty.rules().points;
        let step = rules.redeem_points.max(1);
        let points = asks::points(self.message).unwrap_or(available / step * step);
        let credit = match loyalty.rules().credit_for(points) {
            Ok(credit) if points <= available => credit,
            Ok(_) => return self.too_few(available, points),
            Err(RedeemError::Few { least, .. }) if available < least => {
                return self.too_few(available, least);
            }
            Err(_) => {
                let fixed = self.phrases.redeem_steps(step, rules.redeem_least)?;
                return Ok(Outcome {
                    fixed,
                    ..Outcome::default()
                });
            }
        };
        let shown = vec![
            Difference {
                what: self.phrases.plain("what_points")?,
                before: available.to_string(),
                after: (available - points).to_string(),
            },
            Difference {
                what: self.phrases.plain("what_credit")?,
                before: self.phrases.plain("nothing")?,
                after: credit.to_string(),
            },
        ];
        Ok(Outcome {
            proposal: Some(Proposal::new(Change::Redeem { points, available }, shown)),
            ..self.say("confirm_first")?
        })
    }

    fn too_few(&self, available: i64, wanted: i64) -> Result<Outcome, AssistantError> {
        Ok(Outcome {
            fixed: self.phrases.too_few_points(available, wanted)?,
            ..Outcome::default()
        })
    }

    /// Redeems points after a yes, where as many are there as were shown.
    pub(super) async fn redeem_now(
        &self,
        key: &str,
        member: &MemberKey,
        points: i64,
        shown: i64,
    ) -> Result<Outcome, AssistantError> {
        let loyalty = &self.shop.loyalty;
        let now = self.shop.service_clock.now();
        let found = loyalty.of(member, now).await?;
        let available = found.map_or(0, |found| found.balance.available);
        if available != shown {
            return self.say("serve_moved");
        }
        let booking = Booking {
            key: format!("chat {key}"),
            reason: "redeemed in the conversation".to_owned(),
            reference: None,
            actor: None,
            at: now,
        };
        match loyalty.redeem(member, points, &booking).await {
            Ok(redeemed) => {
                let credit = &redeemed.credit;
                let amount = credit.amount.to_string();
                Ok(Outcome {
                    fixed: self.phrases.redeemed(points, &amount, &credit.reference)?,
                    ..Outcome::default()
                })
            }
            Err(LoyaltyError::Points(PointsError::NotEnough {
                available, wanted, ..
            })) => self.too_few(available, wanted),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts forward that offers are sent from now on, or no longer.
    pub(super) async fn marketing(
        &self,
        member: &MemberKey,
        on: bool,
    ) -> Result<Outcome, AssistantError> {
        let mut purposes = asks::channels(self.message);
        let mut shown = Vec::new();
        let mut changing = Vec::new();
        for purpose in purposes.drain(..) {
            let now = self.shop.members.agrees(member, purpose).await?;
            if now != on {
                shown.push(Difference {
                    what: self.phrases.plain(&format!("what_{}", purpose.word()))?,
                    before: self.phrases.switch(now)?,
                    after: self.phrases.switch(on)?,
                });
                changing.push(purpose);
            }
        }
        if changing.is_empty() {
            return self.say(if on {
                "marketing_is_on"
            } else {
                "marketing_is_off"
            });
        }
        let change = Change::Consents {
            purposes: changing,
            on,
        };
        Ok(Outcome {
            proposal: Some(Proposal::new(change, shown)),
            ..self.say("confirm_first")?
        })
    }

    /// Keeps what a member agreed to, or refused.
    pub(super) async fn agree(
        &self,
        member: &MemberKey,
        purposes: &[Purpose],
        on: bool,
    ) -> Result<(), AssistantError> {
        let said = purposes
            .iter()
            .map(|purpose| Consent::said(*purpose, on, self.now, "assistant"));
        let said: Vec<Consent> = said.collect();
        Ok(self.shop.members.consent(member, &said).await?)
    }

    /// Asks the oldest survey that the member is invited to.
    pub(super) async fn survey(&self, member: &MemberKey) -> Result<Outcome, AssistantError> {
        let open = self.shop.surveys.open_for(member, self.now).await?;
        let Some((invitation, survey)) = open.into_iter().next() else {
            return self.say("survey_none");
        };
        let question = survey.question.in_language(self.language());
        let scores = survey.kind.scores();
        Ok(Outcome {
            fixed: self.phrases.survey(question, scores)?,
            survey: Some(invitation.name),
            ..Outcome::default()
        })
    }

    /// Keeps what the member says to the survey that was asked.
    pub(super) async fn answer_survey(&self) -> Result<Outcome, AssistantError> {
        let Some(name) = self.asked_survey else {
            return self.say("survey_none");
        };
        let surveys = &self.shop.surveys;
        let invitation = surveys.invitation(name).await?;
        let survey = invitation
            .as_ref()
            .and_then(|invitation| surveys.definitions().get(&invitation.survey));
        let Some(survey) = survey else {
            return self.say("survey_none");
        };
        let (score, comment) = match survey.kind {
            SurveyKind::Text => (None, Some(self.message.to_owned())),
            _ => asks::score(self.message),
        };
        let answer = Answer { score, comment };
        match surveys.answer(name, &answer, self.now).await {
            Ok(()) => self.say("survey_thanks"),
            Err(SurveysError::Expired | SurveysError::NoInvitation) => self.say("survey_none"),
            Err(SurveysError::Score(..) | SurveysError::Empty) => Ok(Outcome {
                fixed: self.phrases.survey(
                    survey.question.in_language(self.language()),
                    survey.kind.scores(),
                )?,
                survey: Some(name.to_owned()),
                ..Outcome::default()
            }),
            Err(error) => Err(error.into()),
        }
    }
}
