//! Messages by way of a webhook: every provider takes another form, so the shop's own small bridge takes this one.

use std::time::Duration;

use async_trait::async_trait;
use serde::Serialize;

use super::{Channel, Message, SendError, Sender};

/// How long the bridge may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Posts each message as JSON; any answer of 200 to 299 means it was taken. An SMS that one person asked for is
/// `{"to": "+8613800000000", "text": "..."}`. What goes to many has `channel` (`sms`, `push`, `chat`), `id`, `subject` where there
/// is one and `unsubscribe` besides, and its `id` as the header `Idempotency-Key`: a bridge that is handed an id twice sends the
/// message once. 408, 425, 429, 5xx and no answer mean "later"; any other answer means "never".
pub struct Hook {
    client: reqwest::Client,
    url: reqwest::Url,
}

/// What is posted.
#[derive(Serialize)]
struct Posted<'a> {
    to: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsubscribe: Option<&'a str>,
}

impl Hook {
    /// The bridge at `url`, which the setting `setting` names; a user and password in it are sent as basic authentication.
    ///
    /// # Errors
    /// A URL that is none.
    pub fn new(setting: &'static str, url: &str) -> Result<Self, SendError> {
        let wrong = |reason: &str| SendError::Setting {
            setting,
            reason: reason.to_owned(),
        };
        let url = url
            .parse()
            .map_err(|_| wrong("a URL that begins with https:// is expected"))?;
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| wrong("no connection can be prepared"))?;
        Ok(Self { client, url })
    }
}

#[async_trait]
impl Sender for Hook {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        message.check()?;
        let bulk = message.bulk.as_ref();
        let besides = bulk.is_some() || matches!(message.channel, Channel::Push | Channel::Chat);
        let posted = Posted {
            to: &message.to,
            text: &message.text,
            channel: besides.then(|| message.channel.word()),
            id: bulk.map(|bulk| bulk.id.as_str()),
            subject: Some(message.subject.as_str()).filter(|subject| !subject.is_empty()),
            unsubscribe: bulk.and_then(|bulk| bulk.unsubscribe.as_deref()),
        };
        let mut asked = self.client.post(self.url.clone()).json(&posted);
        if let Some(bulk) = bulk {
            asked = asked.header("idempotency-key", &bulk.id);
        }
        // The URL may hold a token: errors are told without it.
        let answer = asked.send().await;
        let answer = answer.and_then(reqwest::Response::error_for_status);
        answer.map(drop).map_err(|error| {
            let channel = message.channel.word();
            let (status, connected) = (error.status(), !error.is_connect() && !error.is_builder());
            let reason = error.without_url().to_string();
            if status.is_none() && connected {
                return SendError::Unanswered { channel, reason };
            }
            SendError::Refused {
                channel,
                temporary: is_temporary(status),
                reason,
            }
        })
    }
}

/// Whether a bridge that answered so, or not at all, may take the message later.
fn is_temporary(status: Option<reqwest::StatusCode>) -> bool {
    status
        .is_none_or(|status| status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429))
}
