//! mistral.rs in this process: GGUF files and models of the hub, on whatever device it was built for.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use mistralrs::{
    Constraint, Device, Function, GgufModelBuilder, IsqBits, Model, ModelBuilder, NormalRequest,
    Request, RequestBuilder, RequestLike, RequestMessage, Response, StopTokens, TextMessageRole,
    TextMessages, Tool, ToolChoice, ToolType,
};
use tokio::sync::mpsc;

use super::answer::{Flow, SharedAccount};
use super::prose::EndOfLine;
use super::{
    Ask, Engine, Identity, LlmError, Message, Outlet, Role, Shape, Spent, ToolCall, ToolSchema,
    line_after, text_of,
};

/// After the end mark a grammar goes on, so that the mark is never the sequence's own end.
const BEYOND_THE_LINE: &str = r"\n[a-z ]{12,24}";
/// So many tokens more than asked for are allowed, so that the cut is always ours and never the engine's.
const BEYOND_THE_BUDGET: usize = 8;

/// No step of the engine, a long prompt's included, takes longer.
const LONGEST_STEP: Duration = Duration::from_mins(2);

/// Where the weights are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weights {
    /// A GGUF file, which holds its tokenizer and chat template too.
    Gguf {
        /// The model's name, for people.
        name: String,
        /// The file.
        file: PathBuf,
        /// Token ids that end a message.
        ends: Vec<u32>,
    },
    /// A model of the Hugging Face hub, quantised to four bits while it is loaded.
    Hub {
        /// `owner/name`.
        id: String,
    },
}

/// A model that runs in this process.
pub struct InProcess {
    model: Arc<Model>,
    identity: Identity,
    /// Makes the line end the end of an answer; absent where the end tokens are not known (models of the hub).
    end_of_line: Option<Arc<EndOfLine>>,
    ends: Vec<u32>,
    /// The token sequences that were warmed up, to tell how much of a prompt is cached.
    warmed: Arc<Mutex<Vec<Vec<u32>>>>,
}

/// Whether a GPU would be used.
#[must_use]
pub fn has_accelerator() -> bool {
    mistralrs::best_device(false).is_ok_and(|device| !device.is_cpu())
}

/// The device that would be used, for people.
#[must_use]
pub fn device_name() -> String {
    match mistralrs::best_device(false) {
        Ok(Device::Cuda(_)) => "CUDA device 0".to_owned(),
        Ok(Device::Metal(_)) => "Metal".to_owned(),
        Ok(Device::Cpu) => "CPU".to_owned(),
        Err(error) => format!("CPU (no other device: {error})"),
    }
}

impl InProcess {
    /// Loads the weights. `most` generations at a time will be asked for.
    ///
    /// # Errors
    /// [`LlmError::Permanent`] where the weights cannot be loaded.
    pub async fn load(weights: Weights, most: usize) -> Result<Self, LlmError> {
        let name = match &weights {
            Weights::Gguf { name, .. } => name.clone(),
            Weights::Hub { id } => id.clone(),
        };
        let failed = |error: &dyn std::fmt::Display| {
            LlmError::Permanent(format!("loading {name} failed: {error}"))
        };
        let (model, ends) = match weights {
            Weights::Gguf { file, ends, .. } => {
                let folder = file
                    .parent()
                    .map(|f| f.display().to_string())
                    .unwrap_or_default();
                let file_name = file
                    .file_name()
                    .map(|f| f.to_string_lossy().into_owned())
                    .unwrap_or_default();
                let mut builder =
                    GgufModelBuilder::new(folder, vec![file_name]).with_max_num_seqs(most);
                if has_accelerator() {
                    builder = builder.with_paged_attn(paged_attention().map_err(|e| failed(&e))?);
                }
                (builder.build().await.map_err(|e| failed(&e))?, ends)
            }
            Weights::Hub { id } => {
                let mut builder = ModelBuilder::new(id)
                    .with_auto_isq(IsqBits::Four)
                    .with_max_num_seqs(most);
                if has_accelerator() {
                    builder = builder.with_paged_attn(paged_attention().map_err(|e| failed(&e))?);
                }
                (builder.build().await.map_err(|e| failed(&e))?, Vec::new())
            }
        };
        let model = Arc::new(model);
        let end_of_line = if ends.is_empty() {
            None
        } else {
            let text = either::Either::Right("\n".to_owned());
            let ids = model
                .tokenize(text, None, false, false, None)
                .await
                .map_err(|e| failed(&e))?;
            match ids[..] {
                [newline] => Some(Arc::new(EndOfLine {
                    ends: ends.clone(),
                    newline,
                })),
                _ => None,
            }
        };
        Ok(Self {
            model,
            identity: Identity {
                model: name,
                engine: "mistral.rs in process",
                device: device_name(),
            },
            end_of_line,
            ends,
            warmed: Arc::default(),
        })
    }

    fn request(&self, ask: &Ask) -> RequestBuilder {
        let mut request = RequestBuilder::from(chat(&ask.messages))
            .set_deterministic_sampler()
            .set_sampler_max_len(ask.max_tokens + BEYOND_THE_BUDGET);
        match &ask.shape {
            Shape::Line { pattern } => {
                let pattern = line_after(&ask.messages, pattern);
                request = request
                    .set_constraint(Constraint::Regex(format!("({pattern}){BEYOND_THE_LINE}")));
            }
            Shape::Prose => {}
            Shape::Tools(schemas) => {
                request = request
                    .set_tools(schemas.iter().map(tool).collect())
                    .set_tool_choice(ToolChoice::Auto);
            }
        }
        if matches!(ask.shape, Shape::Tools(_)) {
            return request;
        }
        // Under a grammar too: where the model wants to end and may not, it would ramble on instead of
        // ending the line.
        if let Some(processor) = &self.end_of_line {
            request = request.add_logits_processor(Arc::clone(processor) as _);
        }
        if !self.ends.is_empty() {
            request = request.set_sampler_stop_toks(StopTokens::Ids(self.ends.clone()));
        }
        request
    }

    /// Hands a request over; the weak end of its channel tells when the engine is done with it. A text
    /// goes to the engine as it is, without the model's chat template.
    async fn send(
        &self,
        mut request: RequestBuilder,
        messages: &[Message],
    ) -> Result<(mpsc::Receiver<Response>, mpsc::WeakSender<Response>), LlmError> {
        let (sender, receiver) = mpsc::channel(1);
        let sequence = sender.downgrade();
        let (tools, tool_choice) = request.take_tools().unzip();
        let messages = match text_of(messages) {
            Some(text) => RequestMessage::Completion {
                text: text.to_owned(),
                echo_prompt: false,
                best_of: None,
            },
            None => request.take_messages(),
        };
        let sampling = request.take_sampling_params();
        let request = NormalRequest {
            is_streaming: true,
            constraint: request.take_constraint(),
            logits_processors: request.take_logits_processors(),
            ..NormalRequest::new_simple(messages, sampling, sender, 0, tools, tool_choice)
        };
        let engine = self.model.inner().get_sender(None);
        let engine = engine.map_err(|error| classify(&error.to_string()))?;
        engine
            .send(Request::Normal(Box::new(request)))
            .await
            .map_err(|error| classify(&error.to_string()))?;
        Ok((receiver, sequence))
    }

    /// A prompt's tokens, as the engine reads them.
    async fn tokens(
        model: &Model,
        messages: &[Message],
        tools: Option<Vec<Tool>>,
    ) -> Result<Vec<u32>, LlmError> {
        let tokens = if let Some(text) = text_of(messages) {
            let text = either::Either::Right(text.to_owned());
            model.tokenize(text, None, true, false, None).await
        } else {
            let chat = either::Either::Left(chat(messages));
            model.tokenize(chat, tools, true, true, None).await
        };
        tokens.map_err(|error| classify(&error.to_string()))
    }

    /// Passes a generation on until its end, or until nobody listens any more, and drops it.
    async fn pass_on(&self, ask: &Ask, mut stream: mpsc::Receiver<Response>, mut outlet: Outlet) {
        let counted = self.count(ask, outlet.account());
        loop {
            let response = tokio::select! {
                response = stream.recv() => response,
                () = outlet.closed() => return,
            };
            let response = match response.map(sound).transpose() {
                Ok(response) => response,
                Err(error) => return outlet.fail(error).await,
            };
            let flow = match response {
                Some(Response::Chunk(chunk)) => chunk_of_chat(ask, chunk, &mut outlet).await,
                Some(Response::CompletionChunk(chunk)) => match chunk.choices.into_iter().next() {
                    Some(choice) => {
                        let flow = outlet.text(&choice.text, 1).await;
                        ended(choice.finish_reason.as_ref(), flow)
                    }
                    None => Flow::More,
                },
                Some(_) | None => Flow::Enough,
            };
            if flow == Flow::Enough || outlet.written() >= ask.max_tokens {
                break;
            }
        }
        drop(stream);
        // Only the counts are lost where this fails.
        drop(counted.await);
        outlet.end().await;
    }

    /// Counts a prompt's tokens beside the generation, without delaying it.
    fn count(&self, ask: &Ask, account: SharedAccount) -> tokio::task::JoinHandle<()> {
        let (model, warmed) = (Arc::clone(&self.model), Arc::clone(&self.warmed));
        let messages = ask.messages.clone();
        let tools = match &ask.shape {
            Shape::Tools(schemas) => Some(schemas.iter().map(tool).collect()),
            Shape::Line { .. } | Shape::Prose => None,
        };
        tokio::spawn(async move {
            let Ok(tokens) = Self::tokens(&model, &messages, tools).await else {
                return;
            };
            let warmed = warmed.lock().unwrap_or_else(PoisonError::into_inner);
            let shared =
                |warm: &Vec<u32>| warm.iter().zip(&tokens).take_while(|(a, b)| a == b).count();
            account.prompt(tokens.len(), warmed.iter().map(shared).max().unwrap_or(0));
        })
    }
}

#[async_trait]
impl Engine for InProcess {
    fn identity(&self) -> Identity {
        self.identity.clone()
    }

    async fn generate(&self, ask: Ask, outlet: Outlet) {
        match self.send(self.request(&ask), &ask.messages).await {
            Ok((stream, sequence)) => {
                self.pass_on(&ask, stream, outlet).await;
                gone(&sequence).await;
            }
            Err(error) => outlet.fail(error).await,
        }
    }

    async fn warm(
        &self,
        messages: Vec<Message>,
        tools: Vec<ToolSchema>,
    ) -> Result<Spent, LlmError> {
        let began = std::time::Instant::now();
        let mut request = RequestBuilder::from(chat(&messages))
            .set_deterministic_sampler()
            .set_sampler_max_len(1);
        let tools: Vec<Tool> = tools.iter().map(tool).collect();
        if !tools.is_empty() {
            request = request
                .set_tools(tools.clone())
                .set_tool_choice(ToolChoice::Auto);
        }
        let (mut stream, sequence) = self.send(request, &messages).await?;
        while let Some(response) = stream.recv().await {
            sound(response)?;
        }
        gone(&sequence).await;
        let tools = (!tools.is_empty()).then_some(tools);
        let tokens = Self::tokens(&self.model, &messages, tools).await?;
        let read = tokens.len();
        self.warmed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(tokens);
        let total = began.elapsed();
        Ok(Spent {
            first_token: total,
            total,
            read,
            written: 1,
            ..Spent::default()
        })
    }
}

fn paged_attention() -> Result<mistralrs::PagedAttentionConfig, LlmError> {
    mistralrs::PagedAttentionMetaBuilder::default()
        .build()
        .map_err(|error| LlmError::Permanent(error.to_string()))
}

async fn chunk_of_chat(
    ask: &Ask,
    chunk: mistralrs::ChatCompletionChunkResponse,
    outlet: &mut Outlet,
) -> Flow {
    let Some(choice) = chunk.choices.into_iter().next() else {
        return Flow::More;
    };
    for call in choice.delta.tool_calls.into_iter().flatten() {
        let call = ToolCall {
            name: call.function.name,
            arguments: call.function.arguments,
        };
        if outlet.call(call).await == Flow::Enough {
            return Flow::Enough;
        }
    }
    let text = choice.delta.content.unwrap_or_default();
    let flow = match ask.shape {
        Shape::Tools(_) => outlet.raw(&text, 1).await,
        Shape::Line { .. } | Shape::Prose => outlet.text(&text, 1).await,
    };
    ended(choice.finish_reason.as_ref(), flow)
}

/// A response that is not a failure.
fn sound(response: Response) -> Result<Response, LlmError> {
    match response {
        Response::ModelError(message, _) | Response::CompletionModelError(message, _) => {
            Err(classify(&message))
        }
        Response::ValidationError(error) | Response::InternalError(error) => {
            Err(classify(&error.to_string()))
        }
        other => Ok(other),
    }
}

/// Waits until the engine has let a sequence go. It notices at the next token that nobody listens; a
/// request that comes before makes it set the old sequence aside as a prompt, to be read again from its
/// beginning when nothing else runs, and that takes a quarter of a minute.
async fn gone(sequence: &mpsc::WeakSender<Response>) {
    let began = std::time::Instant::now();
    while sequence.strong_count() > 0 && began.elapsed() < LONGEST_STEP {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

fn ended(reason: Option<&String>, flow: Flow) -> Flow {
    if reason.is_some() { Flow::Enough } else { flow }
}

fn chat(messages: &[Message]) -> TextMessages {
    messages.iter().fold(TextMessages::new(), |chat, message| {
        let role = match message.role {
            Role::System => TextMessageRole::System,
            Role::User | Role::Text => TextMessageRole::User,
            Role::Assistant => TextMessageRole::Assistant,
        };
        chat.add_message(role, &message.text)
    })
}

fn tool(schema: &ToolSchema) -> Tool {
    let parameters = schema.parameters.as_object().map(|object| {
        object
            .iter()
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect::<HashMap<_, _>>()
    });
    Tool {
        tp: ToolType::Function,
        function: Function {
            description: Some(schema.description.clone()),
            name: schema.name.clone(),
            parameters,
        },
    }
}

/// The engine's errors are texts; these are the differences that a caller can act on.
fn classify(message: &str) -> LlmError {
    let lower = message.to_lowercase();
    if lower.contains("too long") || lower.contains("exceed") {
        LlmError::TooLong(message.to_owned())
    } else if lower.contains("channel") || lower.contains("timed out") {
        LlmError::Transient(message.to_owned())
    } else {
        LlmError::Permanent(message.to_owned())
    }
}
