//! Who is let in, who waits, who is sent away.

use std::time::{Duration, Instant};

use storekeeper::llm::{LlmError, Urgency};

use super::{LONG, SOON, ask, door, echo, until_waiting, words};

#[tokio::test]
async fn a_full_queue_is_busy_at_once() {
    let llm = door(echo(), 1, 1);
    let _served = llm.ask(words("slow")).await.expect("the slot is free");
    let waiting = tokio::spawn({
        let llm = llm.clone();
        async move { llm.line(words("later")).await }
    });
    until_waiting(&llm, 1).await;
    let began = Instant::now();
    let refused = llm.ask(words("too many")).await.err();
    assert!(
        matches!(refused, Some(LlmError::Busy { waiting: 1 })),
        "{refused:?}"
    );
    assert!(
        began.elapsed() < SOON,
        "it waited although the queue was full"
    );
    waiting.abort();
}

#[tokio::test]
async fn patience_runs_out() {
    let llm = door(echo(), 1, 4);
    let _served = llm.ask(words("slow")).await.expect("the slot is free");
    let patience = Duration::from_millis(50);
    let began = Instant::now();
    let refused = llm.ask(ask("hello", Urgency::Word, patience)).await.err();
    assert!(
        matches!(refused, Some(LlmError::Busy { .. })),
        "{refused:?}"
    );
    assert!(began.elapsed() >= patience);
    assert_eq!(llm.waiting(), 0, "whoever has left stands in the queue");
}

#[tokio::test]
async fn a_waiter_that_is_dropped_costs_no_place() {
    let llm = door(echo(), 1, 1);
    let served = llm.ask(words("slow")).await.expect("the slot is free");
    let gone = tokio::spawn({
        let llm = llm.clone();
        async move { llm.line(words("gone")).await }
    });
    until_waiting(&llm, 1).await;
    gone.abort();
    until_waiting(&llm, 0).await;
    let next = tokio::spawn({
        let llm = llm.clone();
        async move { llm.line(words("next")).await }
    });
    until_waiting(&llm, 1).await;
    drop(served);
    let answer = tokio::time::timeout(SOON, next)
        .await
        .expect("the slot comes free")
        .unwrap();
    assert_eq!(answer.expect("it is served").0, "next");
}

#[tokio::test]
async fn one_of_two_slots_is_kept_for_plans() {
    let llm = door(echo(), 2, 4);
    let _wording = llm.ask(words("slow words")).await.expect("a free slot");
    let patience = Duration::from_millis(50);
    let second = llm.ask(ask("words", Urgency::Word, patience)).await.err();
    assert!(matches!(second, Some(LlmError::Busy { .. })), "{second:?}");
    let planned = llm.line(ask("plan", Urgency::Plan, patience)).await;
    assert_eq!(planned.expect("the other slot is a plan's").0, "plan");
}

#[tokio::test]
async fn plans_may_take_every_slot() {
    let llm = door(echo(), 2, 4);
    let plan = |text| ask(text, Urgency::Plan, Duration::from_millis(200));
    let _first = llm.ask(plan("slow one")).await.expect("a free slot");
    let _second = llm.ask(plan("slow two")).await.expect("a free slot");
    assert!(llm.ask(plan("three")).await.is_err());
}

#[tokio::test]
async fn the_only_slot_serves_words_too() {
    for slots in [0, 1] {
        let answer = door(echo(), slots, 4).line(words("words")).await;
        assert_eq!(answer.expect("there is always a slot").0, "words");
    }
}

#[tokio::test]
async fn plans_go_before_words_that_came_earlier() {
    let model = echo();
    let asked = model.asked();
    let llm = door(model, 1, 4);
    let served = llm.ask(words("slow")).await.expect("the slot is free");
    let mut waiting = Vec::new();
    for (place, urgency) in [Urgency::Word, Urgency::Plan].into_iter().enumerate() {
        let queued = llm.clone();
        let ask = ask(&format!("{urgency:?}"), urgency, LONG);
        waiting.push(tokio::spawn(async move { queued.line(ask).await }));
        until_waiting(&llm, place + 1).await;
    }
    drop(served);
    for waiter in waiting {
        waiter.await.unwrap().expect("both are served");
    }
    let order: Vec<String> = asked
        .lock()
        .unwrap()
        .iter()
        .map(|ask| ask.messages[0].text.clone())
        .collect();
    assert_eq!(order, ["slow", "Plan", "Word"]);
}
