//! SMS by way of a webhook: every provider takes another form, so the shop's own small bridge takes this one.

use std::time::Duration;

use async_trait::async_trait;
use serde::Serialize;

use super::{Message, SendError, Sender};

/// How long the bridge may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Posts each SMS as JSON, `{"to": "+8613800000000", "text": "..."}`; any answer of 200 to 299 means it was taken.
pub struct SmsHook {
    client: reqwest::Client,
    url: reqwest::Url,
}

/// What is posted.
#[derive(Serialize)]
struct Posted<'a> {
    to: &'a str,
    text: &'a str,
}

impl SmsHook {
    /// The bridge at `url`; a user and password in it are sent as basic authentication.
    ///
    /// # Errors
    /// A URL that is none.
    pub fn new(url: &str) -> Result<Self, SendError> {
        let wrong = |reason: &str| SendError::Setting {
            setting: "sms_url",
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
impl Sender for SmsHook {
    async fn send(&self, message: &Message) -> Result<(), SendError> {
        message.check()?;
        let posted = Posted {
            to: &message.to,
            text: &message.text,
        };
        let answer = self.client.post(self.url.clone()).json(&posted).send();
        // The URL may hold a token: errors are told without it.
        let answer = answer.await.and_then(reqwest::Response::error_for_status);
        answer.map(drop).map_err(|error| SendError::Refused {
            channel: "sms",
            reason: error.without_url().to_string(),
        })
    }
}
