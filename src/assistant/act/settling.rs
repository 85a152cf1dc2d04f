//! Verifies plans, because a small model grasps at a tool whose name it has just read.

use crate::assistant::AssistantError;
use crate::assistant::asks;
use crate::assistant::rules;
use crate::assistant::tools::{Plan, Which};
use crate::guardrails::{asks_for_anothers_data, names_another_member};
use crate::retrieval::PassageHit;

use super::Actor;

impl Actor<'_> {
    /// The plan that holds instead of `plan`:
    /// - what asks for another member's data is refused;
    /// - what the shop itself is asked for needs words that ask for it;
    /// - what points at one of those shown means that one;
    /// - a question that a rule of the shop surely answers gets the rule;
    /// - reviews are told to those who ask what others think, rules to those who ask about one or whose
    ///   question a rule surely answers;
    /// - an article that is named by words which many articles share is not one certain article but a kind
    ///   of goods, and that is looked for.
    pub(in crate::assistant) async fn settle(&self, plan: Plan) -> Result<Plan, AssistantError> {
        let own = self.conversation.principal().member();
        if names_another_member(self.message, own) || asks_for_anothers_data(self.message) {
            return Ok(Plan::Refuse);
        }
        let plan = if asks::may_be(&plan, self.message) {
            plan
        } else {
            rules::likely(self.message)
        };
        let plan = match plan {
            Plan::Product(_) | Plan::Reply
                if rules::asks_for_a_rule(self.message) && self.a_rule_answers().await? =>
            {
                Plan::Policy {
                    words: "rules".to_owned(),
                }
            }
            Plan::Reviews(which) if !rules::asks_for_reviews(self.message) => Plan::Product(which),
            Plan::Policy { words } if !rules::asks_for_a_rule(self.message) => {
                if self.a_rule_answers().await? {
                    Plan::Policy { words }
                } else {
                    Plan::Product(Which::Named(words))
                }
            }
            other => other,
        };
        let plan = self.pointing(plan).await?;
        Ok(match plan {
            Plan::Product(Which::Named(words)) if self.is_kind(&words) => Plan::Search { words },
            other => other,
        })
    }

    /// The plan for the one of those shown at which the message points, where it points at one.
    async fn pointing(&self, plan: Plan) -> Result<Plan, AssistantError> {
        let about_one = matches!(
            plan,
            Plan::Product(_) | Plan::Reviews(_) | Plan::Recommend { .. } | Plan::Search { .. }
        );
        if !about_one {
            return Ok(plan);
        }
        let [number] = self.pointed_at().await?[..] else {
            return Ok(plan);
        };
        let which = Which::Number(number);
        Ok(match plan {
            Plan::Reviews(_) => Plan::Reviews(which),
            Plan::Recommend { .. } => Plan::Recommend { with: Some(which) },
            _ => Plan::Product(which),
        })
    }

    /// Whether a rule of the shop, or an answer of its own, surely answers the message.
    async fn a_rule_answers(&self) -> Result<bool, AssistantError> {
        let found = self.passages(self.message).await?;
        Ok(found.iter().any(PassageHit::is_sure))
    }

    /// Whether these words name a kind of goods and not one article.
    fn is_kind(&self, words: &str) -> bool {
        let sharing = self.shop.titles.sharing(words);
        sharing > 1 || (sharing == 0 && !words.contains(' '))
    }
}
