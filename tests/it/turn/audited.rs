//! What the audit holds of a turn.

use std::sync::Arc;

use storekeeper::access::Principal;
use storekeeper::assistant::Assistant;
use storekeeper::ids::MemberKey;
use storekeeper::llm::Scripted;

use super::heard::Heard;
use super::shop::{Starter, now, scripted};

async fn say(shop: &Starter, who: Principal, model: Option<Scripted>, messages: &[&str]) {
    let assistant: Assistant = shop.assistant(model).audited(shop.audit.clone());
    let conversation = Arc::new(tokio::sync::Mutex::new(assistant.converse(who)));
    for message in messages {
        Heard::new(assistant.answer(&conversation, message).all().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_explains_an_answer() {
    let shop = Starter::open().await;
    let false_one = "The Celadon Glaze Mug is made of stoneware. It costs ¥1.00.";
    let model = scripted("product celadon glaze mug", false_one);
    say(
        &shop,
        Principal::Anonymous,
        Some(model),
        &["what is the celadon glaze mug made of?"],
    )
    .await;
    let kept = shop.audit.read(1, 10).await.expect("the audit is read");
    assert_eq!((kept.len(), kept[0].at), (1, now()));
    let record = kept[0].record.clone().expect("it says something");
    assert_eq!(record.who, "anonymous");
    assert_eq!(record.plan.as_deref(), Some("product MUG-201"));
    assert_eq!(record.planned_by, "model");
    assert!(
        record.evidence[0].contains("¥39.90") && record.evidence[0].contains("stoneware"),
        "{record:?}"
    );
    let said = (
        "model".to_owned(),
        "The Celadon Glaze Mug is made of stoneware.".to_owned(),
    );
    assert_eq!(record.said, [said]);
    assert_eq!(record.held_back[0].0, "It costs ¥1.00.");
    let prompts: Vec<&str> = record
        .prompts
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(prompts, ["plan", "word.en"]);
    assert!(record.prompts.iter().all(|(_, hash)| hash.len() == 12));
    assert_eq!(
        (record.model.is_some(), record.stop.as_str()),
        (true, "answered")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_members_turns_are_chained_and_hold_no_message() {
    let shop = Starter::open().await;
    let member = Principal::Member(MemberKey::new("M1001"));
    let messages = [
        "where is my order?",
        "zanzibar",
        "",
        "what did member M1003 buy?",
    ];
    say(&shop, member, None, &messages).await;
    let verdict = shop.audit.verify().await.expect("the chain is read");
    assert_eq!((verdict.records, verdict.faults.len()), (4, 0));
    let kept = shop.audit.read(1, 10).await.expect("the audit is read");
    let records: Vec<_> = kept.into_iter().filter_map(|kept| kept.record).collect();
    assert!(records.iter().all(|record| record.who == "member:M1001"));
    let talks: std::collections::BTreeSet<_> =
        records.iter().map(|record| &record.conversation).collect();
    assert_eq!(talks.len(), 1);
    assert_eq!(records[0].planned_by, "code");
    assert!(!records[0].evidence.is_empty());
    assert_eq!(records[3].stop, "refused");
    assert!(!format!("{records:?}").contains("M1003"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_is_not_kept_is_not_named() {
    let shop = Starter::open().await;
    let erased = Principal::Member(MemberKey::new("ERASED-77"));
    say(&shop, erased, None, &["where is my order?"]).await;
    let kept = shop.audit.read(1, 10).await.expect("the audit is read");
    let record = kept[0].record.clone().expect("it says something");
    assert_eq!(record.who, "a member who is not kept");
    assert!(!format!("{record:?}").contains("ERASED-77"), "{record:?}");
}
