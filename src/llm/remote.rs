//! Servers that speak the OpenAI protocol: mistral.rs, vLLM, llama.cpp and others, by their URLs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt;
use serde_json::{Value, json};

use super::answer::Flow;
use super::{
    Ask, Engine, Identity, LlmError, Message, Outlet, Role, Shape, Spent, ToolCall, ToolSchema,
    line_after, text_of,
};

/// How a server is told the form of a line; the protocol itself has no word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrammarDialect {
    /// `grammar: {type: regex, value}`.
    MistralRs,
    /// `structured_outputs: {regex}`.
    Vllm,
    /// Not at all: the answer is checked afterwards like any other.
    None,
}

/// Several servers that hold the same model. Asks go to them in turn; one that cannot be reached is
/// passed over.
pub struct Remote {
    client: reqwest::Client,
    /// Base URLs, `http://host:port/v1`, without a slash at the end.
    urls: Vec<String>,
    model: String,
    dialect: GrammarDialect,
    next: AtomicUsize,
}

impl Remote {
    /// Speaks to the servers at `urls` (`http://host:port/v1`) about `model`.
    ///
    /// # Errors
    /// [`LlmError::Permanent`] where there is no URL or one of them cannot be read.
    pub fn new(urls: &[String], model: &str, dialect: GrammarDialect) -> Result<Self, LlmError> {
        if urls.is_empty() {
            return Err(LlmError::Permanent("no server's URL was given".to_owned()));
        }
        for url in urls {
            reqwest::Url::parse(url)
                .map_err(|error| LlmError::Permanent(format!("`{url}` is not a URL: {error}")))?;
        }
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(3))
            .read_timeout(Duration::from_mins(1))
            .build()
            .map_err(|error| LlmError::Permanent(error.to_string()))?;
        Ok(Self {
            client,
            urls: urls
                .iter()
                .map(|url| url.trim_end_matches('/').to_owned())
                .collect(),
            model: model.to_owned(),
            dialect,
            next: AtomicUsize::new(0),
        })
    }

    fn body(&self, ask: &Ask) -> Value {
        let mut body = json!({
            "model": self.model,
            "max_tokens": ask.max_tokens,
            "temperature": 0,
            "stream": true,
            "stream_options": {"include_usage": true},
        });
        read(&mut body, &ask.messages);
        match &ask.shape {
            Shape::Line { pattern } => {
                body["stop"] = json!(["\n"]);
                let pattern = line_after(&ask.messages, pattern);
                match self.dialect {
                    GrammarDialect::MistralRs => {
                        body["grammar"] = json!({"type": "regex", "value": pattern});
                    }
                    GrammarDialect::Vllm => {
                        body["structured_outputs"] = json!({"regex": pattern});
                    }
                    GrammarDialect::None => {}
                }
            }
            Shape::Prose => body["stop"] = json!(["\n"]),
            Shape::Tools(schemas) => {
                body["tools"] = wire_tools(schemas);
            }
        }
        body
    }

    /// The first server, beginning with the one whose turn it is, that takes the request.
    async fn post(&self, body: &Value) -> Result<reqwest::Response, LlmError> {
        let path = if body["prompt"].is_string() {
            "completions"
        } else {
            "chat/completions"
        };
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        let mut reasons = Vec::new();
        for offset in 0..self.urls.len() {
            let url = &self.urls[(first + offset) % self.urls.len()];
            let sent = self
                .client
                .post(format!("{url}/{path}"))
                .json(body)
                .send()
                .await;
            let response = match sent {
                Ok(response) => response,
                Err(error) => {
                    reasons.push(format!("{url}: {error}"));
                    continue;
                }
            };
            let status = response.status();
            if status.is_success() {
                return Ok(response);
            }
            let said = beginning(&response.text().await.unwrap_or_default());
            let reason = format!("{url} answered {status}: {said}");
            if said.contains("context length") || said.contains("too long") {
                return Err(LlmError::TooLong(reason));
            }
            let again = status.is_server_error() || matches!(status.as_u16(), 408 | 429);
            if !again {
                return Err(LlmError::Permanent(reason));
            }
            reasons.push(reason);
        }
        Err(LlmError::Transient(reasons.join("; ")))
    }
}

#[async_trait]
impl Engine for Remote {
    fn identity(&self) -> Identity {
        Identity {
            model: self.model.clone(),
            engine: "OpenAI protocol",
            device: self.urls.join(", "),
        }
    }

    async fn generate(&self, ask: Ask, mut outlet: Outlet) {
        let body = self.body(&ask);
        let response = tokio::select! {
            response = self.post(&body) => response,
            () = outlet.closed() => return,
        };
        let response = match response {
            Ok(response) => response,
            Err(error) => return outlet.fail(error).await,
        };
        let mut reader = EventReader::default();
        let mut bytes = response.bytes_stream();
        'stream: loop {
            let chunk = tokio::select! {
                chunk = bytes.next() => chunk,
                () = outlet.closed() => return,
            };
            match chunk {
                None if reader.finished => break,
                None => {
                    let reason = "the server's answer broke off".to_owned();
                    return outlet.fail(LlmError::Transient(reason)).await;
                }
                Some(Err(error)) => {
                    return outlet.fail(LlmError::Transient(error.to_string())).await;
                }
                Some(Ok(chunk)) => reader.feed(&chunk),
            }
            while let Some(event) = reader.next_event() {
                match reader.take(&event, &ask, &mut outlet).await {
                    Ok(Flow::More) => {}
                    Ok(Flow::Enough) => break 'stream,
                    Err(error) => return outlet.fail(error).await,
                }
            }
        }
        for call in std::mem::take(&mut reader.calls) {
            outlet.call(call).await;
        }
        outlet.account().prompt(reader.read, reader.cached);
        outlet.end().await;
    }

    async fn warm(
        &self,
        messages: Vec<Message>,
        tools: Vec<ToolSchema>,
    ) -> Result<Spent, LlmError> {
        let began = std::time::Instant::now();
        let mut body = json!({"model": self.model, "max_tokens": 1, "temperature": 0});
        read(&mut body, &messages);
        if !tools.is_empty() {
            body["tools"] = wire_tools(&tools);
        }
        let response = self.post(&body).await?;
        let answer: Value = response
            .json()
            .await
            .map_err(|error| LlmError::Transient(error.to_string()))?;
        let total = began.elapsed();
        let read = count(&answer["usage"]["prompt_tokens"]);
        Ok(Spent {
            first_token: total,
            total,
            read,
            written: 1,
            ..Spent::default()
        })
    }
}

/// Takes server-sent events out of the bytes, and what matters out of the events.
#[derive(Default)]
struct EventReader {
    buffer: Vec<u8>,
    calls: Vec<ToolCall>,
    /// Whether the server said that this is the end, or why it stopped.
    finished: bool,
    read: usize,
    cached: usize,
}

impl EventReader {
    fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The data of the next complete line that has any.
    fn next_event(&mut self) -> Option<String> {
        loop {
            let end = self.buffer.iter().position(|&byte| byte == b'\n')?;
            let line: Vec<u8> = self.buffer.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            if let Some(data) = line.trim().strip_prefix("data:") {
                return Some(data.trim().to_owned());
            }
        }
    }

    async fn take(
        &mut self,
        event: &str,
        ask: &Ask,
        outlet: &mut Outlet,
    ) -> Result<Flow, LlmError> {
        if event == "[DONE]" {
            return Ok(Flow::Enough);
        }
        let Ok(event) = serde_json::from_str::<Value>(event) else {
            return Ok(Flow::More);
        };
        if let Some(error) = event.get("error").filter(|error| !error.is_null()) {
            let said = match error["message"].as_str() {
                Some(message) => beginning(message),
                None => beginning(&error.to_string()),
            };
            return Err(LlmError::Transient(format!("the server gave up: {said}")));
        }
        if event["usage"].is_object() {
            self.read = count(&event["usage"]["prompt_tokens"]);
            self.cached = count(&event["usage"]["prompt_tokens_details"]["cached_tokens"]);
        }
        self.finished |= event["choices"][0]["finish_reason"].is_string();
        let delta = &event["choices"][0]["delta"];
        for call in delta["tool_calls"].as_array().into_iter().flatten() {
            self.gather(call);
        }
        let text = delta["content"].as_str();
        let text = text.or_else(|| event["choices"][0]["text"].as_str());
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return Ok(Flow::More);
        };
        Ok(match ask.shape {
            Shape::Tools(_) => outlet.raw(text, 1).await,
            Shape::Line { .. } | Shape::Prose => outlet.text(text, 1).await,
        })
    }

    /// A call's arguments arrive in fragments that carry the call's number.
    fn gather(&mut self, fragment: &Value) {
        let number = fragment["index"]
            .as_u64()
            .map_or(self.calls.len(), |n| {
                usize::try_from(n).unwrap_or(usize::MAX)
            })
            .min(16);
        while self.calls.len() <= number {
            self.calls.push(ToolCall {
                name: String::new(),
                arguments: String::new(),
            });
        }
        let call = &mut self.calls[number];
        call.name
            .push_str(fragment["function"]["name"].as_str().unwrap_or_default());
        call.arguments.push_str(
            fragment["function"]["arguments"]
                .as_str()
                .unwrap_or_default(),
        );
    }
}

/// As much of a server's complaint as helps.
fn beginning(text: &str) -> String {
    text.chars().take(300).collect()
}

/// Puts what is to be read into a request: a chat, or a text as it is.
fn read(body: &mut Value, messages: &[Message]) {
    match text_of(messages) {
        Some(text) => body["prompt"] = json!(text),
        None => body["messages"] = wire(messages),
    }
}

fn wire(messages: &[Message]) -> Value {
    messages
        .iter()
        .map(|message| {
            let role = match message.role {
                Role::System => "system",
                Role::User | Role::Text => "user",
                Role::Assistant => "assistant",
            };
            json!({"role": role, "content": message.text})
        })
        .collect()
}

fn wire_tools(schemas: &[ToolSchema]) -> Value {
    schemas
        .iter()
        .map(|schema| {
            json!({"type": "function", "function": {
                "name": schema.name,
                "description": schema.description,
                "parameters": schema.parameters,
            }})
        })
        .collect()
}

fn count(value: &Value) -> usize {
    value
        .as_u64()
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or(0)
}
