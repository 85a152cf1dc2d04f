//! Messages into the program's log, to try things without a mail server.

use async_trait::async_trait;

use super::{Message, SendError, Sender};

/// Writes messages into the log at the level `info`, codes and all: for trying, not for a shop that is open.
#[derive(Clone, Copy, Debug)]
pub struct Log;

#[async_trait]
impl Sender for Log {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        tracing::info!(
            channel = message.channel.word(),
            to = message.to,
            text = message.text,
            "a message that nobody carries: set smtp_url or sms_url to send it"
        );
        Ok(())
    }
}
