//! Messages that leave the shop: mail and SMS.
//!
//! Owns: the border to what carries a message ([`Sender`]): SMTP, a webhook for SMS, and the log, which stands in
//! where nothing is set up.
//! Does not own: what a message says, to whom one may write (`members` knows the consents), when one is sent.
//! Holds: an address or subject with a line break is refused before anything is sent; a password or token in a
//! URL never leaves this room in a message of its own.

mod log;
mod mail;
mod sms;

use std::sync::Arc;

use async_trait::async_trait;

pub use log::Log;
pub use mail::Smtp;
pub use sms::SmsHook;

/// By what way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Electronic mail.
    Mail,
    /// A short message to a telephone.
    Sms,
}

impl Channel {
    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }
}

/// A message to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// By what way.
    pub channel: Channel,
    /// A mail address, or a telephone number.
    pub to: String,
    /// What it is about, on one line; an SMS has none.
    pub subject: String,
    /// What it says, in plain text.
    pub text: String,
}

impl Message {
    /// Refuses what could become a header of its own.
    fn check(&self) -> Result<(), SendError> {
        for (part, text) in [("address", &self.to), ("subject", &self.subject)] {
            if text.chars().any(char::is_control) {
                return Err(SendError::Garbled { part });
            }
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
        /// `mail` or `sms`.
        channel: &'static str,
        /// Why.
        reason: String,
    },
}

/// Whoever carries messages.
#[async_trait]
pub trait Sender: Send + Sync {
    /// Hands `message` over.
    ///
    /// # Errors
    /// Where the message is none, or is refused.
    async fn send(&self, message: &Message) -> Result<(), SendError>;
}

/// Where mail and SMS go; what is not set up goes into the log.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    /// The mail server, `smtps://USER:PASSWORD@HOST`.
    pub smtp_url: Option<String>,
    /// Who mail is from, `Shop <shop@example.com>`.
    pub mail_from: Option<String>,
    /// What is posted to for an SMS.
    pub sms_url: Option<String>,
}

/// A sender for each channel.
#[derive(Clone)]
pub struct Senders {
    mail: Arc<dyn Sender>,
    sms: Arc<dyn Sender>,
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
        let sms: Arc<dyn Sender> = match &ways.sms_url {
            None => Arc::new(Log),
            Some(url) => Arc::new(SmsHook::new(url)?),
        };
        Ok(Self { mail, sms })
    }

    /// One sender for every channel.
    #[must_use]
    pub fn all_by(sender: Arc<dyn Sender>) -> Self {
        Self {
            mail: Arc::clone(&sender),
            sms: sender,
        }
    }
}

#[async_trait]
impl Sender for Senders {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        message.check()?;
        match message.channel {
            Channel::Mail => self.mail.send(message).await,
            Channel::Sms => self.sms.send(message).await,
        }
    }
}
