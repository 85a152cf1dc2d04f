//! The usual way, as a yardstick: native tool calling with JSON schemas, its prefix warm too.

use std::time::{Duration, Instant};

use minijinja::context;
use serde::Serialize;

use crate::assistant::schemas;
use crate::llm::{Ask, Llm, LlmError, Message, Piece, Shape, Urgency};
use crate::prompts::{PromptError, Prompts};

use super::questions::Question;
use super::statistics::Spread;

/// One question asked the usual way.
#[derive(Clone, Debug, Serialize)]
pub struct NativeSample {
    /// What was asked.
    pub question: String,
    /// The tool that was called; none where the model wrote text or something that is no call.
    pub tool: Option<String>,
    /// Its arguments as written.
    pub arguments: Option<String>,
    /// Whether it is the right tool with arguments that can be read.
    pub right: bool,
    /// Milliseconds to the complete call, or to the end where there was none.
    pub call_ms: f64,
    /// Prompt tokens.
    pub read: usize,
    /// Of those, cached ones.
    pub cached: usize,
    /// Tokens generated.
    pub written: usize,
}

/// What native tool calling came to.
#[derive(Clone, Debug, Serialize)]
pub struct NativeBench {
    /// Questions asked.
    pub questions: usize,
    /// Right tool, readable arguments.
    pub right_tool: usize,
    /// Milliseconds to the complete call. A card can come no sooner.
    pub call_ms: Option<Spread>,
    /// Every question.
    pub samples: Vec<NativeSample>,
}

/// Why it could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum NativeError {
    /// The model failed.
    #[error(transparent)]
    Llm(#[from] LlmError),
    /// The prompt could not be rendered.
    #[error(transparent)]
    Prompt(#[from] PromptError),
}

/// Asks the first message of each question with native tool calling.
///
/// # Errors
/// A model that fails, or a prompt that cannot be rendered.
pub async fn bench_native(
    llm: &Llm,
    prompts: &Prompts,
    questions: &[Question],
) -> Result<NativeBench, NativeError> {
    llm.warm(messages(prompts, "")?, schemas()).await?;
    let mut samples = Vec::new();
    for question in questions {
        let Some(said) = question.turns.first() else {
            continue;
        };
        let ask = Ask {
            messages: messages(prompts, &said.say)?,
            shape: Shape::Tools(schemas()),
            max_tokens: 80,
            urgency: Urgency::Plan,
            patience: Duration::from_mins(1),
        };
        let began = Instant::now();
        let mut answer = llm.ask(ask).await?;
        let (mut call, mut spent, mut call_ms) = (None, None, None);
        while let Some(piece) = answer.next().await {
            match piece? {
                Piece::Text(_) => {}
                Piece::Call(made) => {
                    call_ms.get_or_insert(began.elapsed().as_secs_f64() * 1000.0);
                    call.get_or_insert(made);
                }
                Piece::End(cost) => spent = Some(cost),
            }
        }
        let spent = spent.unwrap_or_default();
        let readable = |arguments: &str| {
            serde_json::from_str::<serde_json::Value>(arguments)
                .is_ok_and(|value| value.is_object())
        };
        let right = call.as_ref().is_some_and(|call| {
            said.tool.split('|').any(|tool| tool == call.name) && readable(&call.arguments)
        });
        samples.push(NativeSample {
            question: said.say.clone(),
            tool: call.as_ref().map(|call| call.name.clone()),
            arguments: call.map(|call| call.arguments),
            right,
            call_ms: call_ms.unwrap_or_else(|| began.elapsed().as_secs_f64() * 1000.0),
            read: spent.read,
            cached: spent.cached,
            written: spent.written,
        });
    }
    Ok(NativeBench {
        questions: samples.len(),
        right_tool: samples.iter().filter(|sample| sample.right).count(),
        call_ms: Spread::of(samples.iter().map(|sample| sample.call_ms)),
        samples,
    })
}

fn messages(prompts: &Prompts, message: &str) -> Result<Vec<Message>, PromptError> {
    Ok(prompts.render("native", context! { message })?.into())
}
