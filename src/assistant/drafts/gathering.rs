//! What is looked up for a draft: who holds the conversation, what they asked, and what the tools say to it.
//!
//! Only tools that read are run. What somebody wants done is answered by how the order stands and what the shop has
//! settled, for a person to do.

use std::str::FromStr;

use tokio::sync::OnceCell;

use crate::access::Principal;
use crate::assistant::act::{Actor, mail_address, order_number};
use crate::assistant::asking::Reading;
use crate::assistant::cards::Card;
use crate::assistant::chats::Exchange;
use crate::assistant::conversation::Conversation;
use crate::assistant::fixed::Phrases;
use crate::assistant::inbox::{Case, Told};
use crate::assistant::planning::Planned;
use crate::assistant::rules;
use crate::assistant::tools::{Mine, Plan};
use crate::assistant::turn::Outcome;
use crate::assistant::{Assistant, AssistantError};
use crate::catalog::Policy;
use crate::evidence::Evidence;
use crate::ids::{Language, MemberKey};
use crate::members::Member;
use crate::orders::RequestKind;

use super::DraftsError;
use super::asked;
use super::findings::Basis;

/// Everything that is known where a case is answered.
pub(super) struct Known {
    pub(super) case: Case,
    /// As it was left; a copy, which nothing is kept of.
    pub(super) conversation: Conversation,
    pub(super) member: Option<Member>,
    /// How the member can be reached.
    contact: Vec<String>,
    exchanges: Vec<Exchange>,
    /// What they ask.
    pub(super) questions: Vec<String>,
    /// The language that they read.
    pub(super) language: Language,
}

/// A question, and what a tool says to it.
pub(super) struct Answered {
    pub(super) question: String,
    /// `None` where no tool that only reads has an answer.
    pub(super) plan: Option<Plan>,
    pub(super) outcome: Outcome,
    /// The line that was planned for the question.
    pub(super) line: String,
    /// Whether the model planned it.
    pub(super) by_model: bool,
}

/// Who plans.
#[derive(Clone, Copy)]
pub(super) enum Planner<'a> {
    /// As in a turn: code, and where it is not certain the model.
    Turn,
    /// Code, and where it is not certain the line that was planned for the same question before.
    Kept(&'a [(String, String)]),
}

/// The tools that answer a plan without changing anything.
fn readable(plan: Plan) -> Vec<Plan> {
    let rule = |words: &str| Plan::Policy {
        words: words.to_owned(),
    };
    match plan {
        Plan::Search { .. }
        | Plan::Product(_)
        | Plan::Compare(_)
        | Plan::Order
        | Plan::Recommend { .. }
        | Plan::Reviews(_)
        | Plan::Policy { .. }
        | Plan::Offers
        | Plan::Mine(Mine::Points) => vec![plan],
        Plan::Mine(Mine::Redeem) => vec![Plan::Mine(Mine::Points), rule("points")],
        Plan::Serve(kind) => vec![
            Plan::Order,
            rule(match kind {
                RequestKind::Cancel => "cancel order",
                RequestKind::Address => "change address",
                RequestKind::Payment => "payment",
                RequestKind::Return | RequestKind::Receive => "return goods",
                RequestKind::Refund => "refund",
                RequestKind::Items | RequestKind::Exchange => "exchange goods",
            }),
        ],
        Plan::Mine(_)
        | Plan::Basket
        | Plan::Enquire(_)
        | Plan::Human
        | Plan::Confirm
        | Plan::Decline
        | Plan::Reply
        | Plan::Refuse => Vec::new(),
    }
}

impl Assistant {
    /// Reads everything that a draft for a case is made from.
    pub(super) async fn known(&self, case: Case) -> Result<Known, DraftsError> {
        let shop = self.shop();
        let failed = AssistantError::from;
        let kept = shop.chats.of_name(&case.chat).await.map_err(failed)?;
        let who = || Principal::from_str(&case.who).unwrap_or(Principal::Anonymous);
        let conversation = kept.unwrap_or_else(|| Conversation::new(who()));
        let exchanges = shop.chats.exchanges_of(&case.chat).await.map_err(failed)?;
        let told: Vec<Told> = shop.inbox.told(&case.chat, 0).await?;
        let (mut member, mut contact) = (None, Vec::new());
        if let Some(key) = case.member().map(MemberKey::new) {
            member = shop.members.get(&key).await.map_err(AssistantError::from)?;
            if let Some(found) = &member {
                contact.extend(found.mail.iter().chain(&found.phone).cloned());
                let addresses = shop.members.addresses(&key).await;
                for kept in addresses.map_err(AssistantError::from)? {
                    contact.extend([kept.address.line1, kept.address.line2]);
                }
            }
        }
        let questions = asked::questions(&case, &exchanges, &told);
        let said = exchanges.iter().rev().map(|one| one.asked.as_str());
        let mut said = said.chain(case.summary.iter().rev().map(String::as_str));
        let spoken = said
            .find(|said| said.chars().any(char::is_alphabetic))
            .map_or(Language::English, Language::of);
        let language = member.as_ref().and_then(|member| member.language);
        Ok(Known {
            language: language.unwrap_or(spoken),
            case,
            conversation,
            member,
            contact,
            exchanges,
            questions,
        })
    }

    /// What the tools say to every question.
    pub(super) async fn answers(
        &self,
        known: &Known,
        language: Language,
        planner: Planner<'_>,
    ) -> Result<Vec<Answered>, AssistantError> {
        let mut conversation = known.conversation.clone();
        let mut answered = Vec::new();
        for question in &known.questions {
            let (plan, by_model) = self
                .planned(&conversation, question, language, planner)
                .await?;
            let line = plan.line();
            let asked = answered.len();
            for plan in readable(plan) {
                let read = OnceCell::new();
                let actor = self.reader(&conversation, question, language, &read);
                let guest = conversation.principal().member().is_none();
                let acted = if guest && plan == Plan::Order {
                    self.order_of_guest(known, &actor).await
                } else {
                    actor.act(&plan).await
                };
                let outcome = match acted {
                    Ok(outcome) => outcome,
                    Err(error) => {
                        // As in a turn: what failed is not known, and the rest still is.
                        tracing::error!(%error, tool = plan.tool(), "a tool failed for a draft");
                        continue;
                    }
                };
                let (shown, search) = (outcome.shown.clone(), outcome.search.clone());
                conversation.remember(&plan, language, shown, search);
                answered.push(Answered {
                    question: question.clone(),
                    plan: Some(plan),
                    outcome,
                    line: line.clone(),
                    by_model,
                });
            }
            if answered.len() == asked {
                answered.push(Answered {
                    question: question.clone(),
                    plan: None,
                    outcome: Outcome::default(),
                    line,
                    by_model,
                });
            }
        }
        Ok(answered)
    }

    /// The tools, for one question. What a member asks is never `read` as a question about members.
    pub(super) fn reader<'a>(
        &'a self,
        conversation: &'a Conversation,
        question: &'a str,
        language: Language,
        read: &'a OnceCell<Reading>,
    ) -> Actor<'a> {
        Actor {
            shop: &self.shop,
            phrases: Phrases {
                prompts: &self.prompts,
                language,
            },
            llm: None,
            conversation,
            message: question,
            now: self.shop.clock.now(),
            decided: None,
            errand: None,
            asked_survey: None,
            basket: &[],
            reading: read,
        }
    }

    /// The plan for a question, and whether the model made it.
    async fn planned(
        &self,
        conversation: &Conversation,
        question: &str,
        language: Language,
        planner: Planner<'_>,
    ) -> Result<(Plan, bool), AssistantError> {
        let planned = match (self.planned_by_code(conversation, question), planner) {
            (Some(certain), _) => certain,
            (None, Planner::Turn) => self.planned_by_model(conversation, question).await?,
            (None, Planner::Kept(lines)) => {
                let line = lines.iter().find(|(asked, _)| asked == question);
                let plan = line.and_then(|(_, line)| Plan::parse(line));
                Planned::guessed(plan.unwrap_or_else(|| rules::likely(question)), false)
            }
        };
        let by_model = matches!(planned.spent, Ok(Some(_)));
        let read = OnceCell::new();
        let actor = self.reader(conversation, question, language, &read);
        let plan = if actor.asks_for_anothers() {
            Plan::Refuse
        } else if planned.certain {
            planned.plan
        } else {
            actor.settle(planned.plan).await?
        };
        Ok((plan, by_model))
    }

    /// The order of somebody without an account, where they gave its number and the address it was placed with. A person
    /// reads the answer first, so that tries are not counted here.
    async fn order_of_guest(
        &self,
        known: &Known,
        actor: &Actor<'_>,
    ) -> Result<Outcome, AssistantError> {
        let said = || known.exchanges.iter().rev().map(|one| one.asked.as_str());
        let number = order_number(actor.message).or_else(|| said().find_map(order_number));
        let mail = mail_address(actor.message).or_else(|| said().find_map(mail_address));
        let (Some(number), Some(mail)) = (&number, mail) else {
            return actor.say(if number.is_some() {
                "order_mail"
            } else {
                "sign_in"
            });
        };
        let shop = self.shop();
        let owners = shop.members.by_mail(std::iter::once(mail.as_str())).await?;
        if let Some(owner) = owners.get(&mail)
            && let Some(order) = shop.orders.find(number, owner).await?
        {
            let fixed = actor.phrases.order(&order)?;
            return actor.orders_shown(&[order], fixed).await;
        }
        Ok(Outcome {
            fixed: actor.phrases.order_mismatch(number.as_str())?,
            ..Outcome::default()
        })
    }

    /// What a text for the holder of the case is checked against. `more` are cards beside those of the answers.
    pub(super) async fn basis(
        &self,
        known: &Known,
        answered: &[Answered],
        more: &[Card],
    ) -> Result<Basis, AssistantError> {
        let mut basis = Basis {
            contact: known.contact.clone(),
            language: Some(known.language),
            said: known
                .exchanges
                .iter()
                .map(|one| one.asked.clone())
                .collect(),
            ..Basis::default()
        };
        let policies = self.shop.catalog.policies().await?;
        let outcomes = answered.iter().map(|one| &one.outcome);
        for outcome in outcomes.clone() {
            let Evidence { records, limits } = &outcome.evidence;
            basis.evidence.records.extend(records.iter().cloned());
            basis.evidence.limits.extend(limits);
            basis.texts.push(outcome.fixed.clone());
        }
        for card in outcomes.flat_map(|outcome| &outcome.cards).chain(more) {
            basis.texts.extend(card_texts(card, &policies));
        }
        for event in known.exchanges.iter().flat_map(|one| &one.answered) {
            let said = matches!(event["event"].as_str(), Some("text" | "card"));
            if said {
                let shown = event["card"] == "policy";
                let title = event["title"].as_str().unwrap_or_default();
                let both = policies
                    .iter()
                    .filter(|policy| shown && is_titled(policy, title));
                basis.texts.extend(both.flat_map(in_both));
                basis.texts.push(flat(event));
            }
        }
        Ok(basis)
    }
}

fn is_titled(policy: &Policy, title: &str) -> bool {
    [Language::English, Language::Chinese]
        .iter()
        .any(|language| !title.is_empty() && policy.title.in_language(*language) == title)
}

/// What a policy says, in both languages.
fn in_both(policy: &Policy) -> Vec<String> {
    [Language::English, Language::Chinese]
        .iter()
        .map(|language| {
            format!(
                "{}。{}",
                policy.title.in_language(*language),
                policy.text.in_language(*language)
            )
        })
        .collect()
}

/// What a card says. What the shop has settled bears out a text in either language.
fn card_texts(card: &Card, policies: &[Policy]) -> Vec<String> {
    let mut texts =
        vec![serde_json::to_value(card).map_or_else(|_| String::new(), |card| flat(&card))];
    if let Card::Policy { title, .. } = card {
        let same = policies.iter().filter(|policy| is_titled(policy, title));
        texts.extend(same.flat_map(in_both));
    }
    texts
}

/// All texts and numbers of a value that was shown, as one text.
fn flat(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Number(number) => number.to_string(),
        serde_json::Value::Array(values) => joined(values.iter()),
        serde_json::Value::Object(values) => joined(
            values
                .iter()
                .filter(|(name, _)| !matches!(name.as_str(), "image" | "images" | "event" | "card"))
                .map(|(_, value)| value),
        ),
        serde_json::Value::Null | serde_json::Value::Bool(_) => String::new(),
    }
}

fn joined<'a>(values: impl Iterator<Item = &'a serde_json::Value>) -> String {
    let texts: Vec<String> = values.map(flat).filter(|text| !text.is_empty()).collect();
    texts.join("\n")
}
