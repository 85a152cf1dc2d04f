//! How the next step of a turn is planned: a shopper's, or one of the shop's people.

use tokio::sync::OnceCell;

use crate::llm::Urgency;

use super::super::AssistantError;
use super::super::planning::{self, Planned, Step};
use super::super::tools::Plan;
use super::super::turn::Input;
use super::Driver;

impl Driver<'_> {
    /// Plans the next step.
    pub(super) async fn plan(&mut self) -> Result<Input, AssistantError> {
        let planned = match self.steps.pop_front() {
            Some(Step::Follows(plan)) => {
                self.message.clone_from(&self.asked);
                Planned::guessed(plan, true)
            }
            Some(Step::Asked(message)) if self.conversation.principal().staff().is_some() => {
                self.message = message;
                self.reading = OnceCell::new();
                let may = self.actor().may_enquire().await?;
                if may.len() != 1 {
                    self.queue(Urgency::Plan).await;
                }
                self.assistant
                    .planned_at_the_desk(self.conversation, &self.message, may)
                    .await?
            }
            Some(Step::Asked(message)) => {
                self.message = message;
                let certain = self
                    .assistant
                    .planned_by_code(self.conversation, &self.message);
                let mut planned = if let Some(planned) = certain {
                    planned
                } else {
                    self.queue(Urgency::Plan).await;
                    self.assistant
                        .planned_by_model(self.conversation, &self.message)
                        .await?
                };
                if self.actor().asks_for_anothers() {
                    planned.plan = Plan::Refuse;
                } else if !planned.certain {
                    planned.plan = self.actor().settle(planned.plan).await?;
                }
                let member = self.conversation.principal().member().is_some();
                let after = planning::looked_up_before(&planned.plan, &self.message, member);
                if let Some(after) = after {
                    planned.plan = Plan::Order;
                    self.steps.push_front(Step::Follows(after));
                }
                planned
            }
            None => Planned::guessed(Plan::Reply, true),
        };
        self.gist = planned.gist;
        Ok(Input::Planned {
            plan: planned.plan,
            spent: planned.spent,
            more: !self.steps.is_empty(),
        })
    }
}
