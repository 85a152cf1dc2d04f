//! Who has a case: one of many who take it, who may do what with it, and what can be undone.

use storekeeper::access::Principal;
use storekeeper::assistant::{Agent, CaseState, Handover, InboxError};

use super::inbox::{agent, later, open, told, waiting, why, wish};
use super::shop::{Shop, on_both};

on_both!(
    of_many_who_take_a_case_at_once_one_has_it,
    a_case_is_taken_answered_and_given_back_in_order,
    only_who_has_a_case_answers_and_ends_it,
    a_change_can_be_undone_for_a_minute_while_nothing_is_said,
    a_case_that_is_assigned_waits_for_one_agent,
    what_was_seen_before_a_change_is_too_old,
    who_asks_again_has_one_case,
);

async fn of_many_who_take_a_case_at_once_one_has_it(shop: Shop) {
    let inbox = open(&shop);
    let case = waiting(&inbox, "c").await;
    let tries = (0..8).map(|n| {
        // Each as a process of its own would.
        let (inbox, id) = (open(&shop), case.id.clone());
        tokio::spawn(async move {
            let agent = agent(&format!("agent {n}"));
            inbox.take(&id, &agent, None, later(n)).await
        })
    });
    let mut has = Vec::new();
    let mut conflicts = 0;
    for tried in futures::future::join_all(tries).await {
        match tried.unwrap() {
            Ok(case) => has.push(case.agent.unwrap()),
            Err(InboxError::Conflict { why, .. }) => {
                assert!(why.ends_with("has it already"), "{why}");
                conflicts += 1;
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!((has.len(), conflicts), (1, 7));
    let case = inbox.case(&case.id).await.unwrap();
    assert_eq!(case.agent.as_ref(), has.first());
    assert_eq!(told(&inbox, "c").await.len(), 1, "the shopper is told once");
}

async fn a_case_is_taken_answered_and_given_back_in_order(shop: Shop) {
    let inbox = open(&shop);
    let case = waiting(&inbox, "c").await;
    assert!(!inbox.has_person("c").await.unwrap());
    assert!(
        !inbox.hears("c", later(1)).await.unwrap(),
        "the assistant answers"
    );
    let lin = agent("lin");
    inbox.take(&case.id, &lin, None, later(30)).await.unwrap();
    assert!(inbox.has_person("c").await.unwrap());
    assert!(inbox.hears("c", later(31)).await.unwrap());
    for (n, text) in ["one", "two\n  lines", "<b>three</b>"].iter().enumerate() {
        let at = later(40 + i64::try_from(n).unwrap());
        inbox.reply(&case.id, text, &lin, at).await.unwrap();
    }
    inbox
        .note(&case.id, "a secret", &lin, later(50))
        .await
        .unwrap();
    let after = inbox
        .hand_back(&case.id, &lin, None, later(60))
        .await
        .unwrap();
    assert_eq!(after.state, CaseState::Returned);
    assert_eq!(
        told(&inbox, "c").await,
        [
            "taken lin!",
            "lin! one",
            "lin! two\nlines",
            "lin! <b>three</b>",
            "returned lin!"
        ]
    );
    let numbers: Vec<u32> = inbox
        .told("c", 2)
        .await
        .unwrap()
        .iter()
        .map(|one| one.number)
        .collect();
    assert_eq!(numbers, [3, 4, 5], "those after a number alone");
    let waited = inbox.waited(&after, later(500));
    assert_eq!(
        (waited.seconds, waited.late),
        (40, false),
        "until the first answer"
    );
    assert_eq!(inbox.notes(&case.id).await.unwrap()[0].text, "a secret");
    assert!(!inbox.hears("c", later(61)).await.unwrap());
}

async fn only_who_has_a_case_answers_and_ends_it(shop: Shop) {
    let inbox = open(&shop);
    let case = waiting(&inbox, "c").await;
    let (lin, wei) = (agent("lin"), agent("wei"));
    let early = inbox.reply(&case.id, "hello", &lin, later(1)).await;
    assert!(why(early).contains("take it before"));
    inbox.take(&case.id, &lin, None, later(1)).await.unwrap();
    assert!(why(inbox.reply(&case.id, "hello", &wei, later(2)).await).contains("lin has it"));
    assert!(why(inbox.close(&case.id, &wei, None, later(2)).await).contains("lin has it"));
    assert!(why(inbox.hand_back(&case.id, &wei, None, later(2)).await).contains("lin has it"));
    assert!(inbox.types(&case.id, Some(&wei), later(2)).await.is_err());
    // Who leads may end it, and does not speak in another's name.
    let boss = Agent { leads: true, ..wei };
    assert!(why(inbox.reply(&case.id, "hello", &boss, later(3)).await).contains("lin has it"));
    inbox.close(&case.id, &boss, None, later(3)).await.unwrap();
    assert!(why(inbox.take(&case.id, &lin, None, later(4)).await).contains("closed"));
    let unknown = inbox.take("nothing", &lin, None, later(4)).await;
    assert!(matches!(unknown, Err(InboxError::Unknown(_))));
}

async fn a_change_can_be_undone_for_a_minute_while_nothing_is_said(shop: Shop) {
    let inbox = open(&shop);
    let (lin, wei) = (agent("lin"), agent("wei"));
    let case = waiting(&inbox, "c").await;
    let id = case.id.as_str();
    assert!(why(inbox.undo(id, &lin, later(0)).await).contains("nothing to undo"));
    inbox.take(id, &lin, None, later(0)).await.unwrap();
    assert!(why(inbox.undo(id, &wei, later(1)).await).contains("only lin"));
    let back = inbox.undo(id, &lin, later(60)).await.unwrap();
    assert_eq!(
        (back.state, back.agent, back.taken),
        (CaseState::Waiting, None, None)
    );
    assert_eq!(back.asked, case.asked, "they still wait for an answer");
    // Too late.
    inbox.take(id, &lin, None, later(100)).await.unwrap();
    assert!(why(inbox.undo(id, &lin, later(161)).await).contains("60 s"));
    // The shopper said something, or the agent did.
    inbox.hears("c", later(162)).await.unwrap();
    assert!(why(inbox.undo(id, &lin, later(102)).await).contains("something else"));
    inbox.reply(id, "here", &lin, later(163)).await.unwrap();
    // Notes and tags are nobody's words.
    inbox.close(id, &lin, None, later(164)).await.unwrap();
    inbox.note(id, "mistake", &lin, later(165)).await.unwrap();
    inbox.tag(id, &["late".to_owned()], &[]).await.unwrap();
    let back = inbox.undo(id, &lin, later(166)).await.unwrap();
    assert_eq!((back.state, back.ended), (CaseState::Taken, None));
    // Given back, a message to the assistant came in between.
    inbox.hand_back(id, &lin, None, later(170)).await.unwrap();
    let write = shop.db.write(&[]).await.unwrap();
    let message = "INSERT INTO chat_messages VALUES ('c:3', 'c', 3, 1, 'and now?', '[]')";
    write.execute(message, Vec::new()).await.unwrap();
    write.commit().await.unwrap();
    assert!(why(inbox.undo(id, &lin, later(171)).await).contains("said something since"));
    assert_eq!(
        told(&inbox, "c").await,
        [
            "taken lin!",
            "waiting ",
            "taken lin!",
            "lin! here",
            "closed lin!",
            "taken lin!",
            "returned lin!"
        ]
    );
}

async fn a_case_that_is_assigned_waits_for_one_agent(shop: Shop) {
    let inbox = open(&shop);
    let (lin, wei) = (agent("lin"), agent("wei"));
    let case = waiting(&inbox, "c").await;
    let id = case.id.as_str();
    let assigned = inbox
        .assign(id, Some("wei"), &lin, None, later(1))
        .await
        .unwrap();
    assert_eq!(
        (assigned.state, assigned.agent.as_deref()),
        (CaseState::Waiting, Some("wei"))
    );
    assert!(
        !inbox.has_person("c").await.unwrap(),
        "the assistant goes on"
    );
    assert!(why(inbox.take(id, &lin, None, later(2)).await).contains("assigned to wei"));
    assert!(
        told(&inbox, "c").await.is_empty(),
        "that is no news for the shopper"
    );
    inbox.take(id, &wei, None, later(3)).await.unwrap();
    assert!(why(inbox.assign(id, Some("lin"), &lin, None, later(4)).await).contains("wei has it"));
    assert!(
        why(inbox.assign(id, None, &wei, None, later(4)).await).contains("somebody must have it")
    );
    let passed = inbox
        .assign(id, Some("lin@shop.example"), &wei, None, later(5))
        .await
        .unwrap();
    assert_eq!(passed.shown.as_deref(), Some("Lin"), "no address is shown");
    let back = inbox.undo(id, &wei, later(6)).await.unwrap();
    assert_eq!(back.agent.as_deref(), Some("wei"));
    assert_eq!(
        told(&inbox, "c").await,
        ["taken wei!", "taken Lin", "taken wei!"]
    );
}

async fn what_was_seen_before_a_change_is_too_old(shop: Shop) {
    let inbox = open(&shop);
    let lin = agent("lin");
    let case = waiting(&inbox, "c").await;
    let seen = inbox
        .take(&case.id, &lin, Some(case.version), later(1))
        .await
        .unwrap();
    inbox.hears("c", later(2)).await.unwrap();
    let late = inbox
        .close(&case.id, &lin, Some(seen.version), later(3))
        .await;
    assert!(
        why(late).contains("changed meanwhile"),
        "a message came that was not seen"
    );
    let now = inbox.case(&case.id).await.unwrap();
    inbox
        .close(&case.id, &lin, Some(now.version), later(3))
        .await
        .unwrap();
}

async fn who_asks_again_has_one_case(shop: Shop) {
    let inbox = open(&shop);
    let case = waiting(&inbox, "c").await;
    let again = wish("c", Principal::Anonymous);
    assert!(!inbox.hand_over(&again).await.unwrap());
    let lin = agent("lin");
    inbox.take(&case.id, &lin, None, later(1)).await.unwrap();
    assert!(!inbox.hand_over(&again).await.unwrap());
    inbox.close(&case.id, &lin, None, later(2)).await.unwrap();
    let later_wish = Handover {
        at: later(3),
        ..again
    };
    assert!(
        inbox.hand_over(&later_wish).await.unwrap(),
        "what is over is over"
    );
    let newer = inbox.of_chat("c").await.unwrap().unwrap();
    assert_ne!(newer.id, case.id);
    assert!(why(inbox.undo(&case.id, &lin, later(4)).await).contains("newer case"));
}
