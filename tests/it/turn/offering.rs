//! What a campaign has for a member, as their chat begins.

use std::sync::Arc;

use serde_json::json;
use storekeeper::access::Role;
use storekeeper::campaigns::{Brief, Mailer};
use storekeeper::ids::MemberKey;
use storekeeper::members::{Consent, Purpose};
use storekeeper::senders::{Senders, Ways};

use super::campaigning::staff;
use super::shop::{Starter, now};

const MEMBER: &str = "M1002";

/// The starter shop without a bridge for its chat, and who sent its campaign `teas` in the chat to everybody.
async fn sent() -> (Starter, Arc<Mailer>) {
    let shop = Starter::open().await;
    let senders = Senders::open(&Ways::default()).expect("the log takes all");
    let mailer = Arc::new(shop.mailer_by(senders));
    let name = "teas";
    let brief = json!({
        "objective": "show the new teas", "audience": {"named": "everybody"}, "medium": "chat", "languages": ["en"],
        "copies": [{"variant": "a", "language": "en", "body": "Come and see the new teas: {{shop.link}}"}],
    });
    let brief = Brief::read(&brief).expect("a brief");
    let campaigns = shop.campaigns();
    let lin = staff("lin", Role::Marketer);
    let wang = staff("wang", Role::Marketer);
    campaigns
        .create(name, &brief, &lin, now())
        .await
        .expect("a draft");
    campaigns
        .submit(name, &lin, now())
        .await
        .expect("submitted");
    campaigns
        .approve(name, None, &wang, now())
        .await
        .expect("approved");
    campaigns
        .release(name, &lin, now())
        .await
        .expect("released");
    for _ in 0..20 {
        mailer.step(now()).await.expect("a step");
    }
    (shop, mailer)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_waits_for_the_next_chat_and_is_shown_once() {
    let (shop, mailer) = sent().await;
    let chat = || {
        let mut talk = shop.member(MEMBER);
        talk.assistant = talk.assistant.clone().offering(Arc::clone(&mailer));
        talk
    };
    let first = chat();
    let heard = first.say("hello").await;
    let text = heard.text();
    assert!(
        text.starts_with("An offer from the shop: Come and see the new teas: https://shop.example"),
        "{text}"
    );
    let again = first.say("hello").await.text();
    assert!(!again.contains("An offer"), "{again}");
    let next = chat().say("hello").await.text();
    assert!(!next.contains("An offer"), "once: {next}");
    // A guest is nobody's member.
    let mut guest = shop.guest_without_model();
    guest.assistant = guest.assistant.clone().offering(Arc::clone(&mailer));
    assert!(!guest.say("hello").await.text().contains("An offer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_refuses_suggestions_is_shown_nothing() {
    let (shop, mailer) = sent().await;
    let member = MemberKey::new(MEMBER);
    let members = &shop.assistant(None).shop().members.clone();
    let no = Consent::said(Purpose::Personalisation, false, now(), "profile");
    members.consent(&member, &[no]).await.expect("kept");
    assert_eq!(
        mailer.waiting_for(&member, now()).await.expect("an answer"),
        None
    );
    let yes = Consent::said(Purpose::Personalisation, true, now(), "profile");
    members.consent(&member, &[yes]).await.expect("kept");
    let other = MemberKey::new("M1001");
    let offer = mailer.waiting_for(&other, now()).await.expect("an answer");
    assert_eq!(offer.map(|offer| offer.campaign).as_deref(), Some("teas"));
    let nobody = MemberKey::new("nobody");
    assert_eq!(
        mailer.waiting_for(&nobody, now()).await.expect("an answer"),
        None
    );
    let waits = mailer.waiting_for(&member, now()).await.expect("an answer");
    assert!(waits.is_some(), "their yes is theirs to give again");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_nothing_costs_one_small_question() {
    let (shop, mailer) = sent().await;
    let cost = async |key: &str| {
        let before = shop.db.statements();
        let key = MemberKey::new(key);
        let offer = mailer.waiting_for(&key, now()).await.expect("an answer");
        (offer.is_some(), shop.db.statements() - before)
    };
    assert_eq!(cost("nobody").await, (false, 1));
    assert!(cost(MEMBER).await.0, "their offer is shown");
    assert_eq!(cost(MEMBER).await, (false, 1));
    // What will never be shown is looked at once more, and no more then.
    let write = shop.db.write(&["campaigns"]).await.expect("a turn");
    let stop = "UPDATE campaigns SET state = 'stopped' WHERE name = 'teas'";
    write.execute(stop, Vec::new()).await.expect("stopped");
    write.commit().await.expect("kept");
    let (shown, first) = cost("M1001").await;
    assert!(!shown && first > 1, "{first}");
    assert_eq!(cost("M1001").await, (false, 1));
}
