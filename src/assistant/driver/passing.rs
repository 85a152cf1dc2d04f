//! Passing on what is said to the person of the shop who has the conversation: the assistant is silent then.

use crate::guardrails::{Inbound, receive};

use super::super::AssistantError;
use super::super::turn::{Event, Stop};
use super::{Deed, Driver};

impl Driver<'_> {
    /// Passes a deed on, where a person has the conversation. Returns why the turn is over, where it is.
    ///
    /// What waited for a yes waits no longer then: a person may have settled it meanwhile.
    pub(super) async fn pass_on(&mut self, deed: &Deed) -> Result<Option<Stop>, AssistantError> {
        let assistant = self.assistant;
        let (inbox, chat) = (&assistant.shop.inbox, self.conversation.name());
        if !inbox.has_person(&chat).await? {
            return Ok(None);
        }
        let asked = match deed {
            Deed::Decides { yes, .. } => self.phrases().plain(if *yes { "yes" } else { "no" })?,
            Deed::Says { message, .. } => match receive(message) {
                Inbound::Message(message) => message,
                // Nothing was said, so nothing is passed on.
                Inbound::Empty => return Ok(Some(Stop::WithPerson)),
                Inbound::TooLong => {
                    let message = self.phrases().plain("too_long")?;
                    self.emit(Event::Error { message }).await;
                    return Ok(Some(Stop::WithPerson));
                }
            },
        };
        if !inbox.hears(&chat, assistant.shop.clock.now()).await? {
            // They gave it back a moment ago: the assistant answers.
            return Ok(None);
        }
        self.asked = asked;
        self.emit(Event::Received).await;
        Ok(Some(Stop::WithPerson))
    }
}
