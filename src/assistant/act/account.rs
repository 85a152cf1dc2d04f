//! What the shop knows and keeps of the asker, how they change it, and how they come to talk with a person.

use crate::access::Principal;
use crate::assistant::AssistantError;
use crate::assistant::asks;
use crate::assistant::cards::{Card, NamedValue};
use crate::assistant::changes::{Change, Now, Proposal};
use crate::assistant::inbox::Handover;
use crate::assistant::tools::Mine;
use crate::assistant::turn::Outcome;
use crate::clock::Timestamp;
use crate::ids::MemberKey;
use crate::members::{Choices, Member};

use super::Actor;

/// Characters of the message that the shop's people read in a summary.
const SUMMED_UP: usize = 200;
/// Messages before that one that they read.
const SUMMED_TURNS: usize = 7;

impl Actor<'_> {
    pub(super) async fn mine(&self, what: Mine) -> Result<Outcome, AssistantError> {
        if what == Mine::ForgetChats {
            return self.propose(Change::ForgetChats).await;
        }
        let Some(member) = self.conversation.principal().member() else {
            return self.say(match what {
                Mine::Profile => "profile_nobody",
                Mine::Personal(_) => "personal_nobody",
                Mine::Points | Mine::Redeem => "loyalty_nobody",
                Mine::Marketing(_) => "marketing_nobody",
                Mine::Survey | Mine::Answer => "survey_none",
                Mine::Remember => "remember_nobody",
                Mine::ForgetTold | Mine::ForgetChats => "forget_nobody",
            });
        };
        let choices = self.shop.members.choices(member).await?;
        match what {
            Mine::Profile | Mine::Personal(None) => self.profile(member, choices).await,
            Mine::Points => self.points(member).await,
            Mine::Redeem => self.redeem(member).await,
            Mine::Marketing(on) => self.marketing(member, on).await,
            Mine::Survey => self.survey(member).await,
            Mine::Answer => self.answer_survey().await,
            Mine::Personal(Some(on)) if on == choices.personalised => self.say(if on {
                "personal_is_on"
            } else {
                "personal_is_off"
            }),
            Mine::Personal(Some(on)) => self.propose(Change::Personal(on)).await,
            Mine::Remember => match asks::told(self.message) {
                None => self.say("remember_what"),
                Some((kind, text)) => self.propose(Change::Remember { kind, text }).await,
            },
            Mine::ForgetTold | Mine::ForgetChats => {
                if !choices.remembers && self.shop.members.told(member).await?.is_empty() {
                    return self.say("forget_nothing");
                }
                self.propose(Change::ForgetTold).await
            }
        }
    }

    /// All that the shop has of a member, in rows.
    async fn profile(&self, key: &MemberKey, choices: Choices) -> Result<Outcome, AssistantError> {
        let member = self.shop.members.get(key).await?;
        let member = member.unwrap_or_else(|| Member::new(key.clone()));
        let chats = self.shop.chats.count(self.conversation.principal()).await?;
        let rows = self.profile_rows(&member, choices, Some(chats)).await?;
        Ok(Outcome {
            cards: vec![Card::Profile {
                title: self.phrases.plain("profile_title")?,
                rows,
            }],
            ..self.say("profile")?
        })
    }

    /// What the shop has of a member, row by row; `chats` are their conversations.
    pub(in crate::assistant) async fn profile_rows(
        &self,
        member: &Member,
        choices: Choices,
        chats: Option<u64>,
    ) -> Result<Vec<NamedValue>, AssistantError> {
        let (key, member) = (&member.key, member.clone());
        let mut rows = Vec::new();
        let mut row = |name: &str, value: Option<String>| -> Result<(), AssistantError> {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                let name = self.phrases.plain(name)?;
                rows.push(NamedValue { name, value });
            }
            Ok(())
        };
        let switch = |on| self.phrases.switch(on);
        row("what_name", member.name)?;
        row("what_member", Some(key.to_string()))?;
        row("what_joined", member.joined.map(Timestamp::day))?;
        row("what_city", member.city)?;
        row("what_country", member.country)?;
        row("what_mail", member.mail)?;
        row("what_phone", member.phone)?;
        let orders = self.shop.orders.count_of(key).await?;
        row("what_orders", Some(orders.to_string()))?;
        row(
            "what_marketing",
            Some(switch(member.marketing == Some(true))?),
        )?;
        row("what_personal", Some(switch(choices.personalised)?))?;
        row("what_memory", Some(switch(choices.remembers)?))?;
        for told in self.shop.members.told(key).await? {
            row(&format!("what_{}", told.kind.word()), Some(told.text))?;
        }
        let loyalty = self.loyalty_rows(key).await?;
        row("what_chats", chats.map(|chats| chats.to_string()))?;
        rows.extend(loyalty);
        Ok(rows)
    }

    /// Puts a change forward.
    async fn propose(&self, change: Change) -> Result<Outcome, AssistantError> {
        let principal = self.conversation.principal();
        let (choices, told) = match principal.member() {
            Some(member) => (
                self.shop.members.choices(member).await?,
                self.shop.members.told(member).await?,
            ),
            None => (Choices::default(), Vec::new()),
        };
        let chats = match principal {
            Principal::Member(_) => self.shop.chats.count(principal).await?,
            // Somebody who has not signed in has this one.
            Principal::Anonymous | Principal::Staff(_) => 0,
        };
        let now = Now {
            personalised: choices.personalised,
            remembers: choices.remembers,
            told,
            // The one that is held is kept when its answer is there.
            chats: chats.max(1),
        };
        let differences = change.differences(&now, &self.phrases)?;
        Ok(Outcome {
            proposal: Some(Proposal::new(change, differences)),
            ..self.say("confirm_first")?
        })
    }

    /// Makes the change that the person said yes to.
    pub(super) async fn carry_out(&self) -> Result<Outcome, AssistantError> {
        let Some(Proposal { id, change, .. }) = self.decided else {
            return self.say("proposal_gone");
        };
        if let Some(changed) = self.change_campaign(change).await? {
            return Ok(changed);
        }
        if !self.shop.chats.keeps() {
            // Somebody measures: the shop's members are left as they are.
            return self.say(change.done());
        }
        let principal = self.conversation.principal();
        let members = &self.shop.members;
        match (change, principal.member()) {
            (Change::ForgetChats, Some(_)) => self.shop.chats.forget_all(principal).await?,
            (Change::ForgetChats, None) => self.shop.chats.forget(self.conversation.id()).await?,
            (
                Change::Order {
                    number,
                    request,
                    seal,
                },
                _,
            ) => {
                return self.carry_out_request(id, number, request, seal).await;
            }
            (Change::Redeem { points, available }, Some(member)) => {
                return self.redeem_now(id, member, *points, *available).await;
            }
            (Change::Consents { purposes, on }, Some(member)) => {
                self.agree(member, purposes, *on).await?;
            }
            (_, None) | (Change::Campaign { .. } | Change::CampaignTexts { .. }, _) => {
                return self.say("proposal_gone");
            }
            (Change::Personal(on), Some(member)) => {
                let mut choices = members.choices(member).await?;
                choices.personalised = *on;
                members
                    .choose(member, choices, self.now, "assistant")
                    .await?;
            }
            (Change::Remember { .. }, Some(member)) => {
                if let Some(told) = change.told(self.now) {
                    members.tell(member, &told).await?;
                }
            }
            (Change::ForgetTold, Some(member)) => {
                let mut choices = members.choices(member).await?;
                choices.remembers = false;
                members
                    .choose(member, choices, self.now, "assistant")
                    .await?;
            }
        }
        Ok(Outcome {
            forgotten: *change == Change::ForgetChats,
            ..self.say(change.done())?
        })
    }

    /// Hands the conversation over: the shop's people get a summary, the shopper is told when they are there.
    pub(super) async fn human(&self) -> Result<Outcome, AssistantError> {
        let cut = |words: &str| words.chars().take(SUMMED_UP).collect::<String>();
        let before = self.shop.chats.exchanges(self.conversation.id()).await?;
        let newest = before.len().saturating_sub(SUMMED_TURNS);
        let mut summary: Vec<String> = before[newest..]
            .iter()
            .map(|exchange| cut(&exchange.asked))
            .collect();
        // Several times the same is the same to who reads it.
        summary.dedup();
        summary.push(cut(self.message));
        let handover = Handover {
            chat: self.conversation.name(),
            who: self.conversation.principal().clone(),
            at: self.now,
            turn: self.conversation.turns(),
            summary: summary.clone(),
        };
        if !self.shop.inbox.hand_over(&handover).await? {
            return self.say("handed_over_before");
        }
        let hours = self.rule_on(HOURS).await?;
        Ok(Outcome {
            cards: hours.into_iter().collect(),
            handoff: Some(summary),
            ..self.handed_over()?
        })
    }

    /// That the shop's people know, and when they are there where they are not now.
    fn handed_over(&self) -> Result<Outcome, AssistantError> {
        let hours = &self.shop.inbox.rules().hours;
        match hours
            .opens_after(self.now)
            .filter(|opens| *opens > self.now)
        {
            Some(opens) => {
                let text = self.phrases.handed_over_later(hours, self.now, opens)?;
                Ok(Outcome {
                    fixed: text,
                    ..Outcome::default()
                })
            }
            None => self.say("handed_over"),
        }
    }
}

/// What the rule about talking with a person is found by.
const HOURS: &str = "talk to a human, customer service hours 人工客服几点上班";
