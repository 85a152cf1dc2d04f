//! The moment from which on nobody can tell whether a message was taken.

use async_trait::async_trait;

/// Asked right before the last bytes of a message leave. SMTP has one point that counts: a mail is taken with the answer to the
/// dot on a line of its own, and whoever loses the connection between the dot and its answer cannot know (RFC 5321, section
/// 6.1). What was kept here before the dot is all that is known afterwards.
#[async_trait]
pub trait Gate: Send + Sync {
    /// Lets the message through, and keeps durably that it does.
    ///
    /// # Errors
    /// Why it must not go: then nothing was handed over.
    async fn pass(&self) -> Result<(), String>;
}

/// Lets everything through and keeps nothing: for what one person asked for, who asks again.
#[derive(Clone, Copy, Debug)]
pub struct OpenGate;

#[async_trait]
impl Gate for OpenGate {
    async fn pass(&self) -> Result<(), String> {
        Ok(())
    }
}
