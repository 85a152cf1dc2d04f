//! Any text as what a shopper, a model or a reviewer wrote.

#![no_main]

use libfuzzer_sys::fuzz_target;
use storekeeper::assistant::{Plan, price_limits};
use storekeeper::evidence::Evidence;
use storekeeper::guardrails::{
    Inbound, LONGEST_MESSAGE, Lexicon, amounts, check, clean, names_another_member, normalise,
    quotable, receive, sentences,
};
use storekeeper::insights::opinions::opinion;
use storekeeper::money::CNY;

fuzz_target!(|text: &str| {
    if let Inbound::Message(message) = receive(text) {
        assert!(message.chars().count() <= LONGEST_MESSAGE * 2);
        assert!(!message.chars().any(char::is_control), "{message:?}");
    }
    assert_eq!(
        clean(&clean(text)),
        clean(text),
        "cleaning twice changes nothing"
    );
    let form = normalise(text);
    let _ = amounts(&form);
    let _ = price_limits(text, CNY);
    let _ = names_another_member(text, None);
    if let Some(plan) = Plan::parse(text) {
        assert_eq!(Plan::parse(&plan.line()).as_ref(), Some(&plan));
    }
    if let Some(quoted) = quotable(text) {
        assert!(!quoted.contains("http") && !quoted.contains('@') && !quoted.contains('<'));
    }
    let mut rest = text.to_owned();
    for sentence in sentences(&mut rest, true) {
        let _ = check(&sentence, &Evidence::default(), &Lexicon::default());
    }
    assert!(rest.is_empty());
    let judged = opinion(text);
    assert!((-1.0..=1.0).contains(&judged.score), "{judged:?}");
});
