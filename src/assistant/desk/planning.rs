//! How a message of the shop's people becomes a plan: by its words where they leave one choice, by the model among the
//! choices they leave where there are several.

use crate::access::Right;
use crate::assistant::act::Actor;
use crate::assistant::conversation::Conversation;
use crate::assistant::planning::Planned;
use crate::assistant::tools::Plan;
use crate::assistant::{Assistant, AssistantError, context, rules};

use super::cues::{Given, given};
use super::enquiry::{Enquiry, Side};
use super::whom::Whom;
use super::{Desk, parse};

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
    pub(in crate::assistant) async fn may_enquire(&self) -> Result<Vec<Enquiry>, AssistantError> {
        let named = self.whom().await? != Whom::Nobody;
        let Given {
            mut enquiries,
            one,
            refines,
        } = given(self.message, named);
        let desk = self.desk();
        if enquiries.is_empty() && !one {
            if refines && desk.filter.is_some() {
                enquiries.push(Enquiry::Find);
            } else if desk.member.is_some() {
                // "And the reasons?" goes on with the member spoken of.
                enquiries = given(self.message, true).enquiries;
                enquiries.retain(|enquiry| *enquiry != Enquiry::Member(Side::All));
            }
        }
        Ok(enquiries)
    }
}

impl Assistant {
    /// Plans a message of the shop's people. `may` is what its words speak of.
    pub(in crate::assistant) async fn planned_at_the_desk(
        &self,
        conversation: &Conversation,
        message: &str,
        may: Vec<Enquiry>,
    ) -> Result<Planned, AssistantError> {
        if let [only] = may.as_slice() {
            return Ok(Planned::guessed(Plan::Enquire(only.clone()), true));
        }
        let shown = conversation.shown().len();
        let goods = rules::certain(message, &self.shop.titles, shown);
        if let Some(plan) = goods.filter(|_| may.is_empty()) {
            return Ok(Planned::guessed(plan, true));
        }
        let otherwise = |may: &[Enquiry]| {
            may.first()
                .cloned()
                .map_or_else(|| rules::likely(message), Plan::Enquire)
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
            Some(Plan::Enquire(enquiry)) if may.is_empty() || may.contains(&enquiry) => {
                Plan::Enquire(enquiry)
            }
            Some(plan) if may.is_empty() => plan,
            _ => otherwise(&may),
        };
        Ok(Planned {
            spent,
            ..Planned::guessed(plan, true)
        })
    }
}
