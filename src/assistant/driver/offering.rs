//! What a campaign has for a member, shown as their chat begins.

use super::super::AssistantError;
use super::super::turn::{Event, Source};
use super::Driver;

impl Driver<'_> {
    /// Shows the message of a campaign that waits for the member, before the first answer of a chat: once, marked as an offer of the
    /// shop, in the words that were approved. That it cannot be looked up keeps nobody from their answer.
    pub(super) async fn show_offer(&mut self) -> Result<(), AssistantError> {
        let (assistant, first) = (self.assistant, self.conversation.turns() == 1);
        let member = self.conversation.principal().member();
        let (Some(mailer), Some(member), true) = (&assistant.mailer, member, first) else {
            return Ok(());
        };
        let waiting = mailer.waiting_for(member, assistant.shop.clock.now()).await;
        match waiting {
            Ok(Some(offer)) => {
                let text = self.phrases().campaign_offer(&offer.text)?;
                let source = Source::Template;
                self.emit(Event::Text { text, source }).await;
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "what a campaign has for a member is not known"),
        }
        Ok(())
    }
}
