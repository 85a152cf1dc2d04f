//! What the shop keeps of the asker: shown, changed after a yes and only then, deleted; and how they come to talk with a
//! person.

use storekeeper::access::Principal;
use storekeeper::assistant::{Agent, Card, CaseState, Filter};
use storekeeper::ids::MemberKey;

use super::heard::Heard;
use super::shop::{Starter, Talk, now};

fn profile(heard: &Heard) -> Vec<(String, String)> {
    let rows = heard.cards().into_iter().find_map(|card| match card {
        Card::Profile { rows, .. } => Some(rows),
        _ => None,
    });
    let rows = rows.expect("a profile is shown").iter();
    rows.map(|row| (row.name.clone(), row.value.clone()))
        .collect()
}

async fn value(talk: &Talk, name: &str) -> Option<String> {
    let rows = profile(&talk.say("what do you know about me?").await);
    rows.into_iter()
        .find(|(one, _)| one == name)
        .map(|(_, value)| value)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_ones_own_and_has_the_switches_as_they_are() {
    let shop = Starter::open().await;
    let talk = shop.member("M1001");
    assert_eq!(
        value(&talk, "Member number").await.as_deref(),
        Some("M1001")
    );
    assert_eq!(
        value(&talk, "Personal suggestions").await.as_deref(),
        Some("on")
    );
    let orders = &talk.assistant.shop().orders;
    let orders = orders.latest(&MemberKey::new("M1001"), u32::MAX).await;
    let orders = orders.expect("the orders are read").len().to_string();
    assert_eq!(value(&talk, "Orders").await, Some(orders));
    // Nothing that is told is kept unless somebody wants it.
    assert_eq!(
        value(&talk, "Remembering what you tell me")
            .await
            .as_deref(),
        Some("off")
    );
    let guest = shop.guest_without_model().say("你们存了我的哪些信息").await;
    assert!(guest.cards().is_empty());
    assert!(guest.text().contains("还没有登录"), "{}", guest.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_shown_first_and_made_after_a_yes() {
    let shop = Starter::open().await;
    let talk = shop.member("M1001");
    let heard = talk.say("please stop personalised recommendations").await;
    let (_, differences) = heard.proposed().expect("the change is put forward");
    assert_eq!(
        (
            differences[0].before.as_str(),
            differences[0].after.as_str()
        ),
        ("on", "off")
    );
    assert_eq!(talk.say("no").await.line(), "decline");
    assert_eq!(
        value(&talk, "Personal suggestions").await.as_deref(),
        Some("on")
    );
    talk.say("please stop personalised recommendations").await;
    assert_eq!(talk.say("yes").await.line(), "confirm");
    assert_eq!(
        value(&talk, "Personal suggestions").await.as_deref(),
        Some("off")
    );
    // It is kept: another conversation of the same member has it too, and another member does not.
    let again = shop.member("M1001");
    assert_eq!(
        value(&again, "Personal suggestions").await.as_deref(),
        Some("off")
    );
    let other = shop.member("M1002");
    assert_eq!(
        value(&other, "Personal suggestions").await.as_deref(),
        Some("on")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_personal_suggestions_no_purchase_plays_a_part() {
    let shop = Starter::open().await;
    let talk = shop.member("M1001");
    let personal = talk.say("can you recommend me something?").await;
    assert!(
        personal
            .text()
            .starts_with("Goods that fit what you bought"),
        "{}",
        personal.text()
    );
    talk.say("stop using my purchases for recommendations")
        .await;
    talk.say("yes").await;
    let popular = talk.say("can you recommend me something?").await;
    assert!(
        popular.text().starts_with("These are bought most often"),
        "{}",
        popular.text()
    );
    let stranger = shop.guest_without_model();
    assert_eq!(
        stranger.say("can you recommend me something?").await.keys(),
        popular.keys()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_is_a_yes_to_the_last_proposal_once_and_at_once() {
    let shop = Starter::open().await;
    let talk = shop.member("M1001");
    // To nothing: small talk, whoever says it.
    assert_ne!(talk.say("yes").await.line(), "confirm");
    talk.say("关闭个性化推荐").await;
    talk.say("what is popular here?").await;
    assert_ne!(
        talk.say("yes").await.line(),
        "confirm",
        "something else was said"
    );
    assert_eq!(
        value(&talk, "Personal suggestions").await.as_deref(),
        Some("on")
    );
    let heard = talk.say("turn off personalised suggestions").await;
    let id = heard
        .proposed()
        .expect("the change is put forward")
        .0
        .to_owned();
    let decide = async |id: &str, yes| {
        Heard::new(
            talk.assistant
                .decide(&talk.conversation, id, yes)
                .all()
                .await,
        )
    };
    let wrong = decide("another", true).await;
    assert!(
        wrong.text().contains("nothing left to confirm"),
        "{}",
        wrong.text()
    );
    let late = decide(&id, true).await;
    assert!(
        late.text().contains("nothing left to confirm"),
        "{}",
        late.text()
    );
    let heard = talk.say("turn off personalised suggestions").await;
    let id = heard
        .proposed()
        .expect("the change is put forward")
        .0
        .to_owned();
    assert!(
        decide(&id, true).await.text().starts_with("Done"),
        "the button does it"
    );
    assert!(!decide(&id, true).await.text().starts_with("Done"), "once");
    assert_eq!(
        value(&talk, "Personal suggestions").await.as_deref(),
        Some("off")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_is_kept_with_consent_shown_and_forgotten() {
    let shop = Starter::open().await;
    let talk = shop.member("M1001");
    let heard = talk.say("please remember that I'm allergic to nuts").await;
    assert_eq!(heard.line(), "remember");
    let (_, differences) = heard.proposed().expect("consent is asked for");
    let after: Vec<&str> = differences.iter().map(|row| row.after.as_str()).collect();
    assert_eq!(after, ["on", "I'm allergic to nuts"]);
    assert_eq!(
        value(&talk, "Allergy").await,
        None,
        "nothing is kept before a yes"
    );
    talk.say("please remember that I'm allergic to nuts").await;
    talk.say("yes").await;
    assert_eq!(
        value(&talk, "Allergy").await.as_deref(),
        Some("I'm allergic to nuts")
    );
    talk.say("记一下，我穿38码").await;
    talk.say("确认").await;
    assert_eq!(value(&talk, "Size").await.as_deref(), Some("我穿38码"));
    assert_eq!(value(&shop.member("M1002"), "Allergy").await, None);
    let heard = talk.say("forget everything I told you").await;
    assert_eq!(heard.line(), "forget told");
    talk.say("yes").await;
    assert_eq!(value(&talk, "Allergy").await, None);
    assert_eq!(
        value(&talk, "Remembering what you tell me")
            .await
            .as_deref(),
        Some("off")
    );
    let nobody = shop.guest_without_model().say("记一下，我对花生过敏").await;
    assert!(nobody.proposed().is_none() && nobody.text().contains("登录"));
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_are_deleted_on_demand_and_only_ones_own() {
    let shop = Starter::open().await;
    let (talk, other) = (shop.member("M1001"), shop.member("M1002"));
    for one in [&talk, &other] {
        one.say("what is popular here?").await;
    }
    let chats = talk.assistant.shop().chats.clone();
    let member = |key: &str| Principal::Member(MemberKey::new(key));
    let counts = async || {
        let count = async |key| {
            chats
                .count(&member(key))
                .await
                .expect("the chats are counted")
        };
        (count("M1001").await, count("M1002").await)
    };
    assert_eq!(counts().await, (1, 1));
    assert_eq!(talk.say("删除我的聊天记录").await.line(), "forget chats");
    let heard = talk.say("确认").await;
    assert!(heard.kinds().contains(&"forgotten"), "{:?}", heard.kinds());
    assert_eq!(
        counts().await,
        (0, 1),
        "the turn that deletes is not kept either"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_of_the_shop_gets_a_summary() {
    let shop = Starter::open().await;
    let talk = shop.guest_without_model();
    talk.say("celadon mug").await;
    let heard = talk.say("I want to speak to a real person").await;
    assert_eq!(heard.end().0.word(), "handed_over");
    assert!(heard.kinds().contains(&"handoff"));
    let inbox = &talk.assistant.shop().inbox;
    let waiting = Filter {
        states: vec![CaseState::Waiting],
        assignee: None,
        tag: None,
        limit: 9,
    };
    let waits = async || inbox.cases(&waiting).await.expect("the inbox is read");
    let cases = waits().await;
    assert_eq!(cases.len(), 1);
    assert_eq!(
        (cases[0].who.as_str(), cases[0].member()),
        ("anonymous", None)
    );
    assert_eq!(
        cases[0].summary,
        ["celadon mug", "I want to speak to a real person"]
    );
    // Asked again, nobody waits twice.
    assert_eq!(talk.say("转人工").await.line(), "human");
    assert_eq!(waits().await.len(), 1);
    let leader = Agent {
        name: "lin".to_owned(),
        shown: "Lin".to_owned(),
        leads: true,
    };
    let closed = inbox.close(&cases[0].id, &leader, None, now()).await;
    assert_eq!(closed.expect("it is closed").state, CaseState::Closed);
    assert!(waits().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_outlives_the_program_for_who_holds_it() {
    let shop = Starter::open().await;
    let talk = shop.member("M1001");
    let shown = talk.say("celadon mug").await;
    let id = talk.conversation.lock().await.id().to_owned();
    let chats = &talk.assistant.shop().chats;
    let find = async |id: &str, key: &str| {
        let who = Principal::Member(MemberKey::new(key));
        chats.find(id, &who).await.expect("the chats are read")
    };
    assert!(find(&id, "M1002").await.is_none());
    let found = find(&id, "M1001").await.expect("the conversation was kept");
    let again = Talk {
        conversation: std::sync::Arc::new(tokio::sync::Mutex::new(found)),
        ..shop.member("M1001")
    };
    let heard = again.say("how much is the first one?").await;
    assert_eq!(heard.keys(), &shown.keys()[..1]);
    let exchanges = chats.exchanges(&id).await.expect("the chats are read");
    let asked: Vec<&str> = exchanges.iter().map(|one| one.asked.as_str()).collect();
    assert_eq!(asked, ["celadon mug", "how much is the first one?"]);
    assert_eq!(exchanges[0].answered[0]["card"], "product");
}
