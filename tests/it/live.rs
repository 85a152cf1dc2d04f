//! Conversations with the real model, in one process, over the starter shop.
//!
//! Needs the weights (`storekeeper models pull`); skips with a message where they are missing, unless
//! `LIVE_MODEL=required` says that they must be there, as in `make test`. `LIVE_QUESTIONS=FILE` asks
//! forty others of the starter shop.

mod judge;
mod shop;

use storekeeper::evaluation::{self, Answered, Question};

use judge::{Judged, judge};
use shop::LiveShop;

/// Forty questions, written apart from the prompts and rules (see `tests/questions`).
const STARTER: &str = include_str!("../questions/starter.jsonl");
/// So many of the forty must get the right tool.
const RIGHT: usize = 34;

#[tokio::test(flavor = "multi_thread")]
async fn forty_questions_get_the_right_tool_and_no_unsupported_fact() {
    let Some(shop) = Box::pin(LiveShop::starter()).await else {
        return;
    };
    let other = std::env::var_os("LIVE_QUESTIONS")
        .map(|file| std::fs::read_to_string(file).expect("LIVE_QUESTIONS names a question set"));
    let text = other.as_deref().unwrap_or(STARTER);
    let questions = evaluation::read(text).expect("the question set can be read");
    assert_eq!(questions.len(), 40);
    let mut answers: Vec<(Question, Answered)> = Vec::new();
    evaluation::ask_all(&shop.assistant, &questions, |question, answered| {
        answers.push((question.clone(), answered));
    })
    .await;
    let judged = judge(&questions, &answers, &shop.facts);
    println!("{}", judged.transcript);
    println!(
        "{} of {} questions with the right tool",
        judged.right,
        questions.len()
    );
    let Judged {
        right,
        findings,
        leaks,
        ..
    } = judged;
    assert!(
        findings.is_empty(),
        "unsupported facts:\n{}",
        findings.join("\n")
    );
    assert!(
        leaks.is_empty(),
        "said what must never be said:\n{}",
        leaks.join("\n")
    );
    assert!(
        right >= RIGHT,
        "{right} of {} questions got the right tool",
        questions.len()
    );
}
