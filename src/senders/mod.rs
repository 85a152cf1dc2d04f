//! Messages that leave the shop: mail, SMS, push messages and messages into the shop's own chat.
//!
//! Owns: the border to what carries a message ([`Sender`]): SMTP, webhooks for SMS and for push and chat, and the log,
//! which stands in where nothing is set up; whether a message that was not taken may be sent again, and the moment from which on
//! nobody can tell ([`Gate`]).
//! Does not own: what a message says, to whom one may write (`members` knows the consents), when one is sent.
//! Holds: an address or subject with a line break is refused before anything is sent; a password or token in a
//! URL never leaves this room in a message of its own.

mod gate;
mod hook;
mod log;
mod mail;
mod server;

use std::sync::Arc;

use async_trait::async_trait;

pub use gate::{Gate, OpenGate};
pub use hook::Hook;
pub use log::Log;
pub use mail::Smtp;

/// By what way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Electronic mail.
    Mail,
    /// A short message to a telephone.
    Sms,
    /// A message that the shop's app shows.
    Push,
    /// A message in the shop's own chat.
    Chat,
}

impl Channel {
    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Push => "push",
            Self::Chat => "chat",
        }
    }
}

/// A message to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// By what way.
    pub channel: Channel,
    /// A mail address, a telephone number, or the member's key for push and chat.
    pub to: String,
    /// What it is about, on one line; an SMS has none.
    pub subject: String,
    /// What it says, in plain text.
    pub text: String,
    /// What a message has that goes to many; none of what one person asked for.
    pub bulk: Option<Bulk>,
}

/// What a message has that goes to many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulk {
    /// What names it, the same however often it is handed over: letters, digits, `-` and `.`. Mail has it as the left half of its
    /// `Message-ID`, a webhook as `Idempotency-Key` and `id`.
    pub id: String,
    /// The same text in HTML, for mail.
    pub html: Option<String>,
    /// Where one says that one wants no more of it, an address that takes RFC 8058's one click.
    pub unsubscribe: Option<String>,
}

impl Message {
    /// Refuses what could become a header of its own.
    fn check(&self) -> Result<(), SendError> {
        for (part, text) in [("address", &self.to), ("subject", &self.subject)] {
            if text.chars().any(char::is_control) {
                return Err(SendError::Garbled { part });
            }
        }
        let Some(bulk) = &self.bulk else {
            return Ok(());
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        if bulk.id.is_empty() || !bulk.id.chars().all(plain) {
            return Err(SendError::Garbled { part: "id" });
        }
        // It stands in a header between < and >.
        let breaks = |c: char| !c.is_ascii_graphic() || "<>,".contains(c);
        if (bulk.unsubscribe.as_deref()).is_some_and(|url| url.contains(breaks)) {
            return Err(SendError::Garbled {
                part: "address to unsubscribe at",
            });
        }
        Ok(())
    }
}

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The address or subject has a line break or another control character in it.
    #[error("the {part} of a message has a line break or control character in it; it is not sent")]
    Garbled {
        /// Which.
        part: &'static str,
    },
    /// The address is none.
    #[error("`{0}` is no mail address")]
    Address(String),
    /// A setting cannot be used.
    #[error("the setting `{setting}` cannot be used: {reason}")]
    Setting {
        /// Which.
        setting: &'static str,
        /// Why, without its secrets.
        reason: String,
    },
    /// Whoever carries messages refused this one, or did not answer.
    #[error("the message could not be handed over by {channel}: {reason}")]
    Refused {
        /// `mail`, `sms`, `push` or `chat`.
        channel: &'static str,
        /// Why.
        reason: String,
        /// Whether it may be taken later: a server that is busy or does not answer, against an address that is none.
        temporary: bool,
    },
    /// It went out and no answer came: it may have been taken, and may be handed over again under its name.
    #[error("the message had no answer by {channel}: {reason}")]
    Unanswered {
        /// `sms`, `push` or `chat`.
        channel: &'static str,
        /// Why.
        reason: String,
    },
    /// It was handed over to its end, and no answer came: whether it was taken nobody knows here.
    #[error("it is not known whether {channel} took the message: {reason}")]
    Uncertain {
        /// `mail`.
        channel: &'static str,
        /// Why.
        reason: String,
    },
    /// Its [`Gate`] was shut: nothing was handed over.
    #[error("the message was not handed over: {0}")]
    Held(String),
}

impl SendError {
    /// Whether the same message may be taken later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                temporary: true,
                ..
            } | Self::Unanswered { .. }
        )
    }
}

/// Whoever carries messages.
#[async_trait]
pub trait Sender: Send + Sync {
    /// Hands `message` over.
    ///
    /// # Errors
    /// Where the message is none, or is refused.
    async fn send(&self, message: &Message) -> Result<(), SendError>;

    /// Whether a message that is handed over twice arrives twice. A webhook is told a message's name and sends it once; a mail
    /// server is not, and so asks a [`Gate`].
    fn has_gate(&self, _channel: Channel) -> bool {
        false
    }

    /// Hands `message` over, and asks `gate` right before it may have been taken, where [`Sender::has_gate`].
    ///
    /// # Errors
    /// Where the message is none, is refused, is held by the gate, or was handed over without an answer.
    async fn hand_over(&self, message: &Message, _gate: &dyn Gate) -> Result<(), SendError> {
        self.send(message).await
    }
}

/// Where messages go; what is not set up goes into the log.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    /// The mail server, `smtps://USER:PASSWORD@HOST`.
    pub smtp_url: Option<String>,
    /// Who mail is from, `Shop <shop@example.com>`.
    pub mail_from: Option<String>,
    /// What is posted to for an SMS.
    pub sms_url: Option<String>,
    /// What is posted to for push messages and for those in the chat.
    pub push_url: Option<String>,
}

/// A sender for each channel.
#[derive(Clone)]
pub struct Senders {
    mail: Arc<dyn Sender>,
    sms: Arc<dyn Sender>,
    push: Arc<dyn Sender>,
    /// Whether somebody carries push messages and those in the chat, and not the log alone.
    bridged: bool,
}

impl Senders {
    /// The senders that `ways` name.
    ///
    /// # Errors
    /// A URL or address that cannot be used; a mail server without a sender's address.
    pub fn open(ways: &Ways) -> Result<Self, SendError> {
        let mail: Arc<dyn Sender> = match (&ways.smtp_url, &ways.mail_from) {
            (None, _) => Arc::new(Log),
            (Some(url), Some(from)) => Arc::new(Smtp::new(url, from)?),
            (Some(_), None) => {
                return Err(SendError::Setting {
                    setting: "mail_from",
                    reason: "mail needs a sender: set it to `Shop <shop@example.com>`".to_owned(),
                });
            }
        };
        let hook = |setting, url: &Option<String>| -> Result<Arc<dyn Sender>, SendError> {
            Ok(match url {
                None => Arc::new(Log),
                Some(url) => Arc::new(Hook::new(setting, url)?),
            })
        };
        Ok(Self {
            mail,
            sms: hook("sms_url", &ways.sms_url)?,
            push: hook("push_url", &ways.push_url)?,
            bridged: ways.push_url.is_some(),
        })
    }

    /// Whether a bridge carries push messages and those in the chat: without one, who owns a chat shows these by itself.
    #[must_use]
    pub fn bridged(&self) -> bool {
        self.bridged
    }

    /// One sender for every channel.
    #[must_use]
    pub fn all_by(sender: Arc<dyn Sender>) -> Self {
        Self {
            mail: Arc::clone(&sender),
            sms: Arc::clone(&sender),
            push: sender,
            bridged: true,
        }
    }

    /// Who carries messages of a channel.
    fn of(&self, channel: Channel) -> &dyn Sender {
        match channel {
            Channel::Mail => self.mail.as_ref(),
            Channel::Sms => self.sms.as_ref(),
            Channel::Push | Channel::Chat => self.push.as_ref(),
        }
    }
}

#[async_trait]
impl Sender for Senders {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        message.check()?;
        self.of(message.channel).send(message).await
    }

    fn has_gate(&self, channel: Channel) -> bool {
        self.of(channel).has_gate(channel)
    }

    async fn hand_over(&self, message: &Message, gate: &dyn Gate) -> Result<(), SendError> {
        message.check()?;
        self.of(message.channel).hand_over(message, gate).await
    }
}
