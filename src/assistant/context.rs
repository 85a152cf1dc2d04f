//! The asks to the model: what it reads, in what form it answers, how long it may take.

use std::sync::LazyLock;
use std::time::Duration;

use minijinja::context;
use regex::Regex;

use crate::access::Principal;
use crate::guardrails::{normalise, pattern};
use crate::ids::Language;
use crate::llm::{Ask, Message, Shape, Urgency};
use crate::prompts::{PromptError, Prompts};

use super::desk;
use super::tools::grammar;

/// When no slot is free for so long, the fixed phrases answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// When no plan was made for so long, rules plan: cards are worth more than the best plan.
const PLAN_PATIENCE: Duration = Duration::from_secs(3);
/// A plan's line has some ten tokens; its grammar cannot make more than this many words.
const PLAN_TOKENS: usize = 32;
/// Two short sentences in either language.
const WORD_TOKENS: usize = 90;
/// The prompt that messages of the shop's people are planned with.
const DESK_PLAN: &str = "plan.desk";
/// A message is cut after so many characters for the planner: what it is about is said by then, and
/// every token costs time.
const PLANNED_CHARACTERS: usize = 300;

/// Asks for a plan of `message`, which comes after the plan `before`.
pub(super) fn plan(
    prompts: &Prompts,
    before: Option<&str>,
    message: &str,
) -> Result<Ask, PromptError> {
    let context = match before {
        Some(line) if leans_on_what_came_before(message) => format!("[{line}] "),
        _ => String::new(),
    };
    let message: String = message.chars().take(PLANNED_CHARACTERS).collect();
    let prompt = prompts.render("plan", context! { context, message })?;
    Ok(Ask {
        messages: prompt.into(),
        shape: Shape::Line { pattern: grammar() },
        max_tokens: PLAN_TOKENS,
        urgency: Urgency::Plan,
        patience: PLAN_PATIENCE,
    })
}

/// Asks for a plan of `message`, which somebody of the shop says after the plan `before`.
pub(super) fn desk_plan(
    prompts: &Prompts,
    before: Option<&str>,
    message: &str,
) -> Result<Ask, PromptError> {
    let context = before.map_or_else(String::new, |line| format!("[{line}] "));
    let message: String = message.chars().take(PLANNED_CHARACTERS).collect();
    let prompt = prompts.render(DESK_PLAN, context! { context, message })?;
    Ok(Ask {
        messages: prompt.into(),
        shape: Shape::Line {
            pattern: desk::grammar(),
        },
        max_tokens: PLAN_TOKENS,
        urgency: Urgency::Plan,
        patience: PLAN_PATIENCE,
    })
}

/// The prompt that a message of `principal` is planned with.
pub(super) fn plan_prompt(principal: &Principal) -> &'static str {
    match principal {
        Principal::Staff(_) => DESK_PLAN,
        Principal::Anonymous | Principal::Member(_) => "plan",
    }
}

static LEANING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(it|its|this|that|these|those|them|they|one|ones|first|second|third|fourth|last one|both|either|other|another",
        r"|else|same|cheaper|smaller|bigger|larger|more|any in|and (in|with|for|do|what|how|is|are|a|the)|what about|how about)\b",
        r"|^(and|in|with|for|but|or) |呢|它|他们|这个|那个|这款|那款|这些|那些|这件|那件|这种|那种|第[一二三四1-4]|前面|刚才|上面|另外|别的|其他|换",
        r"|便宜|贵一?点|大一?点|小一?点|一样|哪个|哪款|还有(别|其|更|吗|没)|一款|前者|后者|最后",
    ))
});

/// Another thing beside the one before: "and a notebook too".
static ANOTHER_THING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\band (?:an?|some) [\w -]{3,30}? (?:too|as well|also)\b|\balso (?:an?|some)\b|再(?:来|给我来|要)[个点些双条件把]",
    )
});

/// Whether a message can be understood only after the one before it. Told by code, because a planner
/// that always sees the last plan tends to repeat it.
pub(super) fn leans_on_what_came_before(message: &str) -> bool {
    let text = normalise(message);
    LEANING.is_match(&text) && !ANOTHER_THING.is_match(&text)
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
        messages: prompt.into(),
        shape: Shape::Prose,
        max_tokens: WORD_TOKENS,
        urgency: Urgency::Word,
        patience: PATIENCE,
    })
}

/// Every prompt once, with as little as possible filled in.
pub(super) fn warm_ups(prompts: &Prompts) -> Result<Vec<Vec<Message>>, PromptError> {
    let empty = context! { context => "", message => "", facts => "" };
    [
        "plan",
        word_prompt(Language::English),
        word_prompt(Language::Chinese),
        DESK_PLAN,
    ]
    .into_iter()
    .map(|name| Ok(prompts.render(name, &empty)?.into()))
    .collect()
}

pub(super) fn word_prompt(language: Language) -> &'static str {
    match language {
        Language::English => "word.en",
        Language::Chinese => "word.zh",
    }
}
