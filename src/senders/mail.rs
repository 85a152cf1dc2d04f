//! Mail over SMTP, with the one point that counts in sight: the dot behind the text.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message as Mail, MultiPart, SinglePart};

use super::server::{Server, goodbye};
use super::{Channel, Gate, Message, OpenGate, SendError, Sender};

/// How long the server may take until it awaits the text.
const PATIENCE: Duration = Duration::from_secs(14);
/// How long it may take from the text to its answer: longer than all before, since whoever gives up here does not know.
const ANSWER: Duration = Duration::from_mins(1);

/// Mail by way of a mail server.
pub struct Smtp {
    server: Server,
    from: Mailbox,
}

impl Smtp {
    /// The server at `url` (`smtps://USER:PASSWORD@HOST`, or `smtp://...?tls=required`), and who mail is from.
    ///
    /// # Errors
    /// A URL or address that is none. The URL is not repeated: a password may stand in it.
    pub fn new(url: &str, from: &str) -> Result<Self, SendError> {
        let wrong = |setting, reason: String| SendError::Setting { setting, reason };
        let server = Server::read(url).ok_or_else(|| {
            let reason = "smtps://USER:PASSWORD@HOST:PORT is expected, or smtp://HOST:PORT";
            wrong("smtp_url", reason.to_owned())
        })?;
        let from = from
            .parse()
            .map_err(|_| wrong("mail_from", format!("`{from}` is no mail address")))?;
        Ok(Self { server, from })
    }
}

fn refused(reason: String, temporary: bool) -> SendError {
    SendError::Refused {
        channel: "mail",
        reason,
        temporary,
    }
}

fn silent(patience: Duration) -> String {
    format!("no answer within {} s", patience.as_secs())
}

#[async_trait]
impl Sender for Smtp {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        self.hand_over(message, &OpenGate).await
    }

    fn has_gate(&self, _channel: Channel) -> bool {
        true
    }

    async fn hand_over(&self, message: &Message, gate: &dyn Gate) -> Result<(), SendError> {
        message.check()?;
        let to = message
            .to
            .parse()
            .map_err(|_| SendError::Address(message.to.clone()))?;
        let mail = self.mail(message, to);
        let mail = mail.map_err(|error| refused(error.to_string(), false))?;
        let (envelope, text) = (mail.envelope().clone(), mail.formatted());
        let introduced = self.server.introduce(&envelope, &text);
        let mut connection = match tokio::time::timeout(PATIENCE, introduced).await {
            Ok(Ok(connection)) => connection,
            // Only a plain "no" of the server is one: without an answer it may have been busy.
            Ok(Err(error)) => return Err(refused(error.to_string(), !error.is_permanent())),
            Err(_) => return Err(refused(silent(PATIENCE), true)),
        };
        // Shut out, the connection is dropped in the middle of a mail, which the server then forgets.
        gate.pass().await.map_err(SendError::Held)?;
        // The dot is written once the text is: who asks for more than the text is about to write it.
        let dot = AtomicBool::new(false);
        let parts = std::iter::once(text).chain(std::iter::from_fn(|| {
            dot.store(true, Ordering::Relaxed);
            None
        }));
        let answer = tokio::time::timeout(ANSWER, connection.message_iter(parts)).await;
        let reason = match answer {
            Ok(Ok(_)) => {
                goodbye(connection);
                return Ok(());
            }
            Ok(Err(error)) if error.status().is_some() => {
                return Err(refused(error.to_string(), !error.is_permanent()));
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => silent(ANSWER),
        };
        if dot.load(Ordering::Relaxed) {
            return Err(SendError::Uncertain {
                channel: "mail",
                reason,
            });
        }
        Err(refused(reason, true))
    }
}

impl Smtp {
    /// The message as it goes over the wire.
    fn mail(&self, message: &Message, to: lettre::Address) -> Result<Mail, lettre::error::Error> {
        let mut mail = Mail::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(message.subject.as_str());
        let Some(bulk) = &message.bulk else {
            return mail
                .header(ContentType::TEXT_PLAIN)
                .body(message.text.clone());
        };
        let domain = self.from.email.domain();
        mail = mail.message_id(Some(format!("<{}@{domain}>", bulk.id)));
        if let Some(url) = &bulk.unsubscribe {
            mail = mail
                .header(ListUnsubscribe(format!("<{url}>")))
                .header(OneClick("List-Unsubscribe=One-Click".to_owned()));
        }
        match &bulk.html {
            Some(html) => mail.multipart(MultiPart::alternative_plain_html(
                message.text.clone(),
                html.clone(),
            )),
            None => mail.singlepart(SinglePart::plain(message.text.clone())),
        }
    }
}

/// Makes a header of text that stands as it is.
macro_rules! plain_header {
    ($(#[$about:meta])* $kind:ident = $name:literal) => {
        $(#[$about])*
        #[derive(Clone)]
        struct $kind(String);

        impl Header for $kind {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($name)
            }

            fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok(Self(text.to_owned()))
            }

            fn display(&self) -> HeaderValue {
                // A long address is not folded: programs that read it take the line as it is.
                HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), self.0.clone())
            }
        }
    };
}

plain_header! {
    /// Where one says that one wants no more (RFC 2369).
    ListUnsubscribe = "List-Unsubscribe"
}
plain_header! {
    /// That one click is enough (RFC 8058).
    OneClick = "List-Unsubscribe-Post"
}
