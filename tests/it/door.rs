//! The model's door: the queue in front of it, what an answer is, and servers that speak its protocol.

mod answers;
mod queue;
mod remote;
mod server;

use std::sync::Arc;
use std::time::Duration;

use storekeeper::llm::{
    Admission, Ask, Llm, Message, Role, Scripted, ScriptedReply, Shape, Urgency,
};

/// Longer than any test takes.
const LONG: Duration = Duration::from_mins(1);
/// Within this an ask is answered where nothing stands in its way.
const SOON: Duration = Duration::from_secs(10);

/// An ask for free text.
fn ask(text: &str, urgency: Urgency, patience: Duration) -> Ask {
    Ask {
        messages: vec![Message {
            role: Role::User,
            text: text.to_owned(),
        }],
        shape: Shape::Prose,
        max_tokens: 32,
        urgency,
        patience,
    }
}

/// An ask for words that waits as long as it takes.
fn words(text: &str) -> Ask {
    ask(text, Urgency::Word, LONG)
}

/// A model that repeats what it was asked; where that begins with "slow", a minute before each word.
fn echo() -> Scripted {
    Scripted::new(|ask| {
        let text = ask.messages[0].text.clone();
        let pace = if text.starts_with("slow") {
            LONG
        } else {
            Duration::ZERO
        };
        ScriptedReply {
            text: Ok(text),
            pace,
        }
    })
}

fn door(model: Scripted, slots: usize, queue: usize) -> Llm {
    Llm::new(Arc::new(model), Admission { slots, queue })
}

/// Waits until so many stand in the queue.
async fn until_waiting(llm: &Llm, count: usize) {
    let wait = async {
        while llm.waiting() != count {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(SOON, wait)
        .await
        .expect("the queue gets there");
}
