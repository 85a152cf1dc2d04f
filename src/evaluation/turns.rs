//! The timing of turns, one after the other and several at once.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;
use tokio::sync::Mutex;

use crate::access::Principal;
use crate::assistant::{Assistant, Card, Source, Stop};

use super::process::Usage;
use super::questions::{Answered, Question, ask_all, gather};
use super::statistics::Spread;

/// One turn's figures.
#[derive(Clone, Debug, Serialize)]
pub struct TurnSample {
    /// `en` or `zh`.
    pub lang: String,
    /// What was asked.
    pub question: String,
    /// The plan's line.
    pub plan: String,
    /// Whether it is the right tool.
    pub right: bool,
    /// Milliseconds from the message to the plan.
    pub plan_ms: Option<f64>,
    /// Whether the model made the plan; code makes those that need none.
    pub planned_by_model: bool,
    /// To the first card.
    pub card_ms: Option<f64>,
    /// To the first sentence that the model worded.
    pub sentence_ms: Option<f64>,
    /// To the end.
    pub end_ms: f64,
    /// Prompt tokens, planning and wording together.
    pub read: usize,
    /// Of those, cached ones.
    pub cached: usize,
    /// Tokens generated.
    pub written: usize,
    /// Sentences that did not pass the check, each with the reason.
    pub held_back: Vec<(String, String)>,
    /// The titles of the cards.
    pub cards: Vec<String>,
    /// The answer.
    pub said: String,
}

/// What `bench turn` found.
#[derive(Clone, Debug, Serialize)]
pub struct TurnBench {
    /// Turns asked.
    pub turns: usize,
    /// Turns with the right tool.
    pub right_tool: usize,
    /// Milliseconds from the message to the plan.
    pub plan_ms: Option<Spread>,
    /// The same over the turns that the model planned.
    pub model_plan_ms: Option<Spread>,
    /// To the first card, over the turns that have cards.
    pub first_card_ms: Option<Spread>,
    /// To the first sentence of the model, over the turns that it worded.
    pub first_sentence_ms: Option<Spread>,
    /// To the end.
    pub end_ms: Option<Spread>,
    /// Tokens read, cached ones included, all turns together.
    pub tokens_read: usize,
    /// Of those, cached ones.
    pub tokens_cached: usize,
    /// Tokens generated.
    pub tokens_written: usize,
    /// Sentences that did not pass the check.
    pub held_back: usize,
    /// Processor seconds per answer.
    pub cpu_seconds_per_answer: f64,
    /// Estimated energy per answer: processor seconds times the watts of a busy core.
    pub estimated_wh_per_answer: f64,
    /// The watts that the estimate is based on.
    pub watts_per_core: f64,
    /// Every turn.
    pub samples: Vec<TurnSample>,
}

/// Asks the questions one after the other. `done` is told after every turn.
pub async fn bench_turns(
    assistant: &Assistant,
    questions: &[Question],
    watts_per_core: f64,
    done: impl Fn(usize),
) -> TurnBench {
    let before = Usage::now();
    let mut samples = Vec::new();
    ask_all(assistant, questions, |_, answered| {
        samples.push(sample(&answered));
        done(samples.len());
    })
    .await;
    let cpu_seconds = Usage::now().cpu_seconds - before.cpu_seconds;
    #[allow(clippy::cast_precision_loss, reason = "a count of questions")]
    let cpu_seconds_per_answer = cpu_seconds / samples.len().max(1) as f64;
    let spread = |of: fn(&TurnSample) -> Option<f64>| Spread::of(samples.iter().filter_map(of));
    TurnBench {
        turns: samples.len(),
        right_tool: samples.iter().filter(|sample| sample.right).count(),
        plan_ms: spread(|sample| sample.plan_ms),
        model_plan_ms: spread(|sample| sample.plan_ms.filter(|_| sample.planned_by_model)),
        first_card_ms: spread(|sample| sample.card_ms),
        first_sentence_ms: spread(|sample| sample.sentence_ms),
        end_ms: spread(|sample| Some(sample.end_ms)),
        tokens_read: samples.iter().map(|sample| sample.read).sum(),
        tokens_cached: samples.iter().map(|sample| sample.cached).sum(),
        tokens_written: samples.iter().map(|sample| sample.written).sum(),
        held_back: samples.iter().map(|sample| sample.held_back.len()).sum(),
        cpu_seconds_per_answer,
        estimated_wh_per_answer: cpu_seconds_per_answer * watts_per_core / 3600.0,
        watts_per_core,
        samples,
    }
}

fn sample(answered: &Answered) -> TurnSample {
    let account = &answered.account;
    let sum = |of: fn(&crate::llm::Spent) -> usize| {
        account
            .planning
            .iter()
            .chain(&account.wording)
            .map(of)
            .sum()
    };
    TurnSample {
        lang: answered.lang.clone(),
        question: answered.asked.say.clone(),
        plan: account.plans.join("; "),
        right: answered.right_tool(),
        plan_ms: account.plan_ms,
        planned_by_model: account.planning.is_some(),
        card_ms: account.first_card_ms,
        sentence_ms: account.first_sentence_ms,
        end_ms: account.end_ms,
        read: sum(|spent| spent.read),
        cached: sum(|spent| spent.cached),
        written: sum(|spent| spent.written),
        held_back: account.held_back.clone(),
        cards: answered.cards.iter().map(Card::title).collect(),
        said: answered.text(),
    }
}

/// What `bench turn --concurrent` found.
#[derive(Clone, Debug, Serialize)]
pub struct ConcurrentBench {
    /// People who ask at the same moment.
    pub concurrent: usize,
    /// Answers given.
    pub answers: usize,
    /// Turns that failed.
    pub errors: usize,
    /// Answers in which fixed phrases stood in for the busy model.
    pub stood_in: usize,
    /// Answers with words of the model.
    pub worded_by_model: usize,
    /// Milliseconds from the message to the first card.
    pub first_card_ms: Option<Spread>,
    /// To the end.
    pub end_ms: Option<Spread>,
    /// From the first message to the last answer, in seconds.
    pub seconds: f64,
}

/// `concurrent` people ask at once, in rounds, until every question that has one turn was asked.
pub async fn bench_concurrent(
    assistant: &Assistant,
    questions: &[Question],
    concurrent: usize,
) -> ConcurrentBench {
    let began = Instant::now();
    let mut answers = Vec::new();
    for round in questions.chunks(concurrent.max(1)) {
        let asked = round.iter().filter_map(|question| {
            let said = question.turns.first()?.clone();
            let who = Principal::from_str(&question.who).unwrap_or(Principal::Anonymous);
            let conversation = Arc::new(Mutex::new(assistant.converse(who)));
            let (assistant, lang) = (assistant.clone(), question.lang.clone());
            Some(async move {
                let replies = assistant.answer(&conversation, &said.say);
                gather(&lang, &said, replies.all().await)
            })
        });
        answers.extend(futures::future::join_all(asked).await);
    }
    let worded = |answered: &&Answered| {
        answered
            .sentences
            .iter()
            .any(|(_, source)| *source == Source::Model)
    };
    ConcurrentBench {
        concurrent,
        answers: answers.len(),
        errors: answers
            .iter()
            .filter(|answered| answered.stop == Stop::Failed)
            .count(),
        stood_in: answers
            .iter()
            .filter(|answered| answered.account.stood_in)
            .count(),
        worded_by_model: answers.iter().filter(worded).count(),
        first_card_ms: Spread::of(answers.iter().filter_map(|a| a.account.first_card_ms)),
        end_ms: Spread::of(answers.iter().map(|answered| answered.account.end_ms)),
        seconds: began.elapsed().as_secs_f64(),
    }
}
