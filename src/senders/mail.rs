//! Mail over SMTP.

use async_trait::async_trait;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message as Mail};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::{Message, SendError, Sender};

/// Mail by way of a mail server.
pub struct Smtp {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// The server at `url` (`smtps://USER:PASSWORD@HOST`, or `smtp://...?tls=required`), and who mail is from.
    ///
    /// # Errors
    /// A URL or address that is none. The URL is not repeated: a password may stand in it.
    pub fn new(url: &str, from: &str) -> Result<Self, SendError> {
        let wrong = |setting, reason: String| SendError::Setting { setting, reason };
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| {
            let reason = "smtps://USER:PASSWORD@HOST:PORT is expected, or smtp://HOST:PORT";
            wrong("smtp_url", reason.to_owned())
        })?;
        let from = from
            .parse()
            .map_err(|_| wrong("mail_from", format!("`{from}` is no mail address")))?;
        Ok(Self {
            server: server.build(),
            from,
        })
    }
}

#[async_trait]
impl Sender for Smtp {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        message.check()?;
        let to = message
            .to
            .parse()
            .map_err(|_| SendError::Address(message.to.clone()))?;
        let refused = |reason: String| SendError::Refused {
            channel: "mail",
            reason,
        };
        let mail = Mail::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(message.subject.as_str())
            .header(ContentType::TEXT_PLAIN)
            .body(message.text.clone())
            .map_err(|error| refused(error.to_string()))?;
        let sent = self.server.send(mail).await;
        sent.map(drop).map_err(|error| refused(error.to_string()))
    }
}
