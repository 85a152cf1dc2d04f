//! The asks to the model: what it reads, in what form it answers, how long it may take.

use std::time::Duration;

use minijinja::context;

use crate::ids::Language;
use crate::llm::{Ask, Message, Role, Shape, Urgency};
use crate::prompts::{Prompt, PromptError, Prompts, Speaker};

use super::tools::grammar;

/// When no slot is free for so long, the fixed phrases answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// A plan's line has some ten tokens; its grammar cannot make more than this many words.
const PLAN_TOKENS: usize = 32;
/// Two short sentences in either language.
const WORD_TOKENS: usize = 90;
/// A message is cut after so many characters for the planner: what it is about is said by then, and
/// every token costs time.
const PLANNED_CHARACTERS: usize = 300;

/// Asks for a plan of `message`, which comes after the plan `before`.
pub(super) fn plan(prompts: &Prompts, before: Option<&str>, message: &str) -> Result<Ask, PromptError> {
    let context = before.map(|line| format!("[{line}] ")).unwrap_or_default();
    let message: String = message.chars().take(PLANNED_CHARACTERS).collect();
    let prompt = prompts.render("plan", context! { context, message })?;
    Ok(Ask {
        messages: messages(prompt),
        shape: Shape::Line { pattern: grammar() },
        max_tokens: PLAN_TOKENS,
        urgency: Urgency::Plan,
        patience: PATIENCE,
    })
}

/// Asks for the words of an answer to `message` from `facts`, one a line.
pub(super) fn words(
    prompts: &Prompts,
    language: Language,
    facts: &str,
    message: &str,
) -> Result<Ask, PromptError> {
    let message: String = message.chars().take(PLANNED_CHARACTERS).collect();
    let prompt = prompts.render(word_prompt(language), context! { facts, message })?;
    Ok(Ask {
        messages: messages(prompt),
        shape: Shape::Prose,
        max_tokens: WORD_TOKENS,
        urgency: Urgency::Word,
        patience: PATIENCE,
    })
}

/// Every prompt once, with as little as possible filled in.
pub(super) fn warm_ups(prompts: &Prompts) -> Result<Vec<Vec<Message>>, PromptError> {
    let empty = context! { context => "", message => "", facts => "" };
    ["plan", word_prompt(Language::English), word_prompt(Language::Chinese)]
        .into_iter()
        .map(|name| Ok(messages(prompts.render(name, &empty)?)))
        .collect()
}

fn word_prompt(language: Language) -> &'static str {
    match language {
        Language::English => "word.en",
        Language::Chinese => "word.zh",
    }
}

fn messages(prompt: Prompt) -> Vec<Message> {
    let message = |(speaker, text)| Message {
        role: match speaker {
            Speaker::System => Role::System,
            Speaker::User => Role::User,
            Speaker::Assistant => Role::Assistant,
        },
        text,
    };
    prompt.parts.into_iter().map(message).collect()
}
