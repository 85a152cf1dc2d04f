//! Mail over SMTP.

use async_trait::async_trait;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message as Mail, MultiPart, SinglePart};
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
        let refused = |reason: String, temporary| SendError::Refused {
            channel: "mail",
            reason,
            temporary,
        };
        let mail = self.mail(message, to);
        let mail = mail.map_err(|error| refused(error.to_string(), false))?;
        let sent = self.server.send(mail).await;
        // Only a plain "no" of the server is one: without an answer it may have been busy.
        sent.map(drop)
            .map_err(|error| refused(error.to_string(), !error.is_permanent()))
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
