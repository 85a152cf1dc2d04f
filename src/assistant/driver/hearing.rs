//! What a message is to a conversation that waits for something: a yes, a no, neither of both, or more of an errand.

use std::collections::VecDeque;

use super::super::asks;
use super::super::changes::Proposal;
use super::super::errands::{self, Errand, Slot};
use super::super::planning::{self, Step};
use super::super::tools::{Mine, Plan};
use super::super::turn::{Event, Stop};
use super::super::{AssistantError, answers, cues};
use super::Driver;

/// The longest message that goes on with an errand, in characters; an address may be longer.
const LONGEST: usize = 80;

impl Driver<'_> {
    /// Takes in the message, while `proposal` waits for a yes. Returns why the turn is over, where it is.
    pub(super) async fn hear(
        &mut self,
        proposal: Option<Proposal>,
    ) -> Result<Option<Stop>, AssistantError> {
        match (answers::yes_or_no(&self.asked), proposal) {
            (Some(yes), Some(proposal)) => {
                self.decided = Some(proposal);
                self.decide(yes);
            }
            (None, Some(proposal)) if answers::hesitates(&self.asked) => {
                return self.show_again(proposal).await.map(Some);
            }
            (Some(false), None) if self.gives_up() => {
                self.decide(false);
            }
            _ if self.survey.is_some() && asks::answers_a_survey(&self.asked) => {
                let plan = Plan::Mine(Mine::Answer);
                self.steps = VecDeque::from([Step::Follows(plan)]);
            }
            _ => self.go_on(),
        }
        Ok(None)
    }

    /// Goes on with the errand that waits, where the message does; otherwise the message is planned.
    fn go_on(&mut self) {
        let waiting = self.errand.as_ref();
        if let Some(errand) = waiting.filter(|errand| goes_on(errand, &self.asked)) {
            self.steps = VecDeque::from([Step::Follows(Plan::Serve(errand.kind))]);
            return;
        }
        self.errand = None;
        let turns = self.conversation.turns();
        let meant = planning::without_correction(&self.asked, turns);
        let meant = self.assistant.gone_back(self.conversation, meant);
        self.steps = planning::steps(meant);
    }

    /// Whether a no is said to the errand that waits.
    fn gives_up(&self) -> bool {
        let errand = self.errand.as_ref();
        errand.is_some_and(|errand| gives_up_on(errand, &self.asked))
    }

    /// Shows what was put forward once more: what was said is neither a yes nor a no, and nothing else.
    async fn show_again(&mut self, proposal: Proposal) -> Result<Stop, AssistantError> {
        self.emit(Event::Confirm {
            id: proposal.id.clone(),
            differences: proposal.shown.clone(),
        })
        .await;
        self.say("confirm_again").await?;
        self.conversation.memory.proposal = Some(proposal);
        Ok(Stop::Answered)
    }
}

/// Whether `message`, which says no, says it to `errand`; "不要了" is also a reason.
fn gives_up_on(errand: &Errand, message: &str) -> bool {
    errand.asks != Slot::Reason || !errands::gives_a_reason(message)
}

/// Whether `message` tells what `errand` waits for, and does not ask for something else.
fn goes_on(errand: &Errand, message: &str) -> bool {
    let another = errands::of(message).is_some_and(|kind| kind != errand.kind);
    if another || asks::of_the_shop(message).is_some() {
        return false;
    }
    if errand.asks == Slot::Address {
        return errands::address(message, true, "").is_some();
    }
    let asks = message.ends_with(['?', '？', '吗', '呢']);
    !asks && message.chars().count() <= LONGEST && !cues::looks_for_goods(message)
}
