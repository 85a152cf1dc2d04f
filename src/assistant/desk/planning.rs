//! How a message of the shop's people becomes a plan: by its words where they leave one choice, by the model among the
//! choices they leave where there are several.

use crate::access::Right;
use crate::assistant::act::Actor;
use crate::assistant::conversation::Conversation;
use crate::assistant::planning::Planned;
use crate::assistant::tools::Plan;
use crate::assistant::{Assistant, AssistantError, context, rules};

use super::choosing::{self, Situation};
use super::whom::Whom;
use super::{Desk, Enquiry, cues, parse};

impl Actor<'_> {
    /// What the conversation remembers of members.
    pub(super) fn desk(&self) -> &Desk {
        &self.conversation.memory.desk
    }

    /// Whether the person of the shop may do it.
    pub(super) fn may(&self, right: Right) -> bool {
        let staff = self.conversation.principal().staff();
        staff.is_some_and(|staff| staff.role.may(right))
    }

    /// What the message may mean at the desk, the likeliest first.
    pub(in crate::assistant) async fn may_enquire(&self) -> Result<Vec<Plan>, AssistantError> {
        if cues::forbidden(self.message) {
            return Ok(vec![Plan::Refuse]);
        }
        let desk = self.desk();
        let situation = Situation {
            named: self.whom().await? != Whom::Nobody,
            member: desk.member.is_some(),
            searched: desk.filter.is_some(),
            before: self.conversation.before().unwrap_or_default(),
        };
        if let Some(task) = self.campaign_task(situation).await? {
            return Ok(vec![Plan::Enquire(Enquiry::Campaign(task))]);
        }
        if let Some(plans) = choosing::of_one(self.message, situation) {
            return Ok(plans);
        }
        let reading = self.read_question().await?;
        Ok(choosing::of_many(self.message, reading, situation))
    }
}

impl Assistant {
    /// Plans a message of the shop's people. `may` is what its words speak of.
    pub(in crate::assistant) async fn planned_at_the_desk(
        &self,
        conversation: &Conversation,
        message: &str,
        may: Vec<Plan>,
    ) -> Result<Planned, AssistantError> {
        if let [only] = may.as_slice() {
            return Ok(Planned::guessed(only.clone(), true));
        }
        let shown = conversation.shown().len();
        let goods = rules::certain(message, &self.shop.titles, shown);
        if let Some(plan) = goods.filter(|_| may.is_empty()) {
            return Ok(Planned::guessed(plan, true));
        }
        let otherwise = |may: &[Plan]| {
            may.first().cloned().unwrap_or_else(|| {
                if cues::wants_goods(message) {
                    rules::likely(message)
                } else if cues::is_off_topic(message) {
                    Plan::Refuse
                } else {
                    Plan::Reply
                }
            })
        };
        let Some(llm) = &self.llm else {
            return Ok(Planned::guessed(otherwise(&may), true));
        };
        let ask = context::desk_plan(&self.prompts, conversation.before(), message)?;
        let (plan, spent) = match llm.line(ask).await {
            Ok((line, spent)) => (parse(&line), Ok(Some(spent))),
            Err(error) => {
                tracing::info!(%error, "planned by rules");
                (None, Err(error))
            }
        };
        // The model chooses among what the words allow.
        let plan = match plan {
            Some(plan) if may.is_empty() || may.contains(&plan) => plan,
            _ => otherwise(&may),
        };
        Ok(Planned {
            spent,
            ..Planned::guessed(plan, true)
        })
    }
}
