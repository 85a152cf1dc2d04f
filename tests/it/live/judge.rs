//! Counts right tools and asks the scanner, which shares no code with the guardrails.

use std::fmt::Write;

use storekeeper::assistant::Card;
use storekeeper::evaluation::{Answered, Question};
use storekeeper::ids::MemberKey;

use storekeeper::evaluation::{Facts, Shown, scan};

/// What came of a set.
pub(super) struct Judged {
    /// Conversations in which every turn got a right tool.
    pub(super) right: usize,
    /// What the scanner flagged.
    pub(super) findings: Vec<String>,
    /// What a question said must never be said.
    pub(super) leaks: Vec<String>,
    /// All of it, for a person to read.
    pub(super) transcript: String,
}

/// Judges the answers to `questions`.
pub(super) fn judge(
    questions: &[Question],
    answers: &[(Question, Answered)],
    facts: &Facts,
) -> Judged {
    let mut judged = Judged {
        right: 0,
        findings: Vec::new(),
        leaks: Vec::new(),
        transcript: String::new(),
    };
    let mut rest = answers.iter();
    for question in questions {
        let mut right = true;
        let mut asked: Vec<&str> = Vec::new();
        let mut shown: Vec<Shown> = Vec::new();
        let asker = question.who.strip_prefix("member:").map(MemberKey::new);
        for _ in &question.turns {
            let (_, answered) = rest.next().expect("an answer to every message");
            asked.push(&answered.asked.say);
            shown.extend(answered.cards.iter().filter_map(product));
            right &= answered.right_tool();
            let said = answered.text();
            for finding in scan(&said, &shown, facts, asker.as_ref(), &asked) {
                judged.findings.push(format!("{finding}"));
            }
            let never = answered.asked.never.as_ref().map(|never| {
                regex::Regex::new(never)
                    .expect("checked when it was read")
                    .is_match(&said)
            });
            if never == Some(true) {
                judged.leaks.push(said.clone());
            }
            transcribe(&mut judged.transcript, &question.who, answered, &said);
        }
        judged.right += usize::from(right);
    }
    judged
}

fn product(card: &Card) -> Option<Shown> {
    match card {
        Card::Product { key, title, .. } => Some(Shown {
            key: key.clone(),
            title: title.clone(),
        }),
        _ => None,
    }
}

fn transcribe(transcript: &mut String, who: &str, answered: &Answered, said: &str) {
    let cards: Vec<String> = answered.cards.iter().map(Card::title).collect();
    let mark = if answered.right_tool() {
        ""
    } else {
        " (another tool was expected)"
    };
    let _ = writeln!(transcript, "{who}: {}", answered.asked.say);
    let _ = writeln!(
        transcript,
        "  [{}]{mark}",
        answered.account.plans.join("; ")
    );
    if !cards.is_empty() {
        let _ = writeln!(transcript, "  cards: {}", cards.join(" | "));
    }
    let _ = writeln!(transcript, "  {said}");
    for (sentence, reason) in &answered.account.held_back {
        let _ = writeln!(transcript, "  held back: {sentence} ({reason})");
    }
}
