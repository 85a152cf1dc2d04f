//! How a message of the shop's people becomes a plan: by its words where they leave one choice, by the model among the
//! choices they leave where there are several.

use crate::access::Right;
use crate::assistant::act::Actor;
use crate::assistant::asking::Wanted;
use crate::assistant::conversation::Conversation;
use crate::assistant::planning::Planned;
use crate::assistant::tools::Plan;
use crate::assistant::{Assistant, AssistantError, context, rules};

use super::enquiry::{Enquiry, Side};
use super::whom::Whom;
use super::{Desk, cues, parse};

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

    /// What the message may mean at the desk, the likeliest first. What a reader of conditions understands to its last
    /// word asks for members, whatever else its words are used for.
    pub(in crate::assistant) async fn may_enquire(&self) -> Result<Vec<Plan>, AssistantError> {
        if cues::forbidden(self.message) {
            return Ok(vec![Plan::Refuse]);
        }
        let named = self.whom().await? != Whom::Nobody;
        let desk = self.desk();
        let before = self.conversation.before().unwrap_or_default();
        let of_one = before.starts_with("member");
        let one = cues::of_one(self.message, of_one && desk.member.is_some());
        if named || one {
            let mut sides = cues::sides(self.message);
            if sides.is_empty() {
                // "And M100607?" asks the same of another.
                let same = parse(before).filter(|_| of_one && cues::the_same(self.message));
                if let Some(same) = same {
                    return Ok(vec![same]);
                }
                sides.push(Side::All);
            }
            let sides = sides.into_iter().map(Enquiry::Member);
            return Ok(sides.map(Plan::Enquire).collect());
        }
        let reading = self.read_question().await?;
        let whole = reading.filter.is_some() && reading.left.is_empty();
        if whole {
            // The size of every segment needs no list.
            let sizes = matches!(reading.wanted, Wanted::Sizes("rfm" | "cluster"));
            let everybody = reading.understood.is_empty();
            return Ok(vec![Plan::Enquire(if sizes && everybody {
                Enquiry::Segments
            } else {
                Enquiry::Find
            })]);
        }
        let mut enquiries = cues::of_the_shop(self.message);
        if rules::asks_for_a_rule(self.message) || rules::asks_for_reviews(self.message) {
            return Ok(if enquiries.is_empty() {
                vec![rules::likely(self.message)]
            } else {
                enquiries.into_iter().map(Plan::Enquire).collect()
            });
        }
        let most = reading.filter.is_some() && reading.left.len() <= reading.understood.len();
        let refines = cues::refines(self.message) && desk.filter.is_some();
        let everybody = cues::about_many(self.message) && reading.left.is_empty();
        if most || everybody || (refines && reading.filter.is_some()) {
            enquiries.push(Enquiry::Find);
        }
        if enquiries.is_empty() && of_one {
            // "And the reasons?" goes on with the member spoken of.
            enquiries.extend(cues::sides(self.message).into_iter().map(Enquiry::Member));
        }
        if enquiries.is_empty()
            && cues::about_many(self.message)
            && !cues::wants_goods(self.message)
        {
            enquiries.push(Enquiry::Find);
        }
        Ok(enquiries.into_iter().map(Plan::Enquire).collect())
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
