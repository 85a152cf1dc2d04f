//! Campaigns in a bad world: paused for several reasons, ended with messages in flight, members made one, segments gone.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;
use storekeeper::campaigns::{CampaignState, PausedFor, Progress, UncertainDecision, Worked};
use storekeeper::config::CampaignSettings;
use storekeeper::dossiers::Dossiers;
use storekeeper::ids::MemberKey;
use storekeeper::senders::{Message, SendError, Sender, Senders};

use super::shop::{Shop, on_both};
use super::studio::{self, Studio, after, brief, coupon, lin, settings};

on_both!(
    a_decision_sends_on_only_what_waited_for_it,
    what_is_not_what_was_approved_does_not_go_on_by_a_decision,
    members_made_one_in_mid_send_are_mailed_once,
    what_is_refused_after_a_stop_is_taken_back,
    what_was_claimed_when_a_campaign_ended_does_not_stay_in_flight,
    a_campaign_in_trouble_stands_in_no_others_way,
    what_had_no_answer_keeps_its_coupon,
);

async fn progress(studio: &Studio, name: &str) -> Progress {
    let progress = studio.campaigns.progress(name, after(5_000)).await;
    progress.expect("progress")
}

async fn paused_for(studio: &Studio, name: &str) -> Option<PausedFor> {
    let campaign = studio.campaigns.of(name, after(1)).await.expect("one");
    campaign.listed.paused_for
}

/// Some mail that was sent is one of which nobody knows.
async fn doubt(studio: &Studio) {
    studio
        .sql("UPDATE campaign_queue SET state = 'uncertain', lease = NULL WHERE member_id = (SELECT MIN(member_id) FROM campaign_queue WHERE state = 'sent')")
        .await;
}

async fn a_decision_sends_on_only_what_waited_for_it(shop: Shop) {
    let studio = Studio::open(shop).await;
    let campaigns = &studio.campaigns;
    studio.released("spring", &brief()).await;
    studio.mailer.step(after(1)).await.expect("a step");
    doubt(&studio).await;
    campaigns
        .pause("spring", &lin(), after(2))
        .await
        .expect("paused");
    let by = lin();
    let decide = |decision, at| campaigns.decide_uncertain("spring", decision, &by, after(at));
    let dropped = decide(UncertainDecision::Drop, 200).await.expect("dropped");
    assert_eq!(
        (dropped.listed.state, dropped.listed.paused_for),
        (CampaignState::Paused, Some(PausedFor::Person)),
        "somebody paused it, and nobody said that it goes on"
    );
    let before = studio.post.to().len();
    studio.work(201).await;
    assert_eq!(studio.post.to().len(), before, "nothing goes");
    campaigns
        .resume("spring", &lin(), after(300))
        .await
        .expect("resumed");
    studio.work(301).await;
    assert_eq!(studio.state("spring").await, CampaignState::Sent);
    // One that waits for the decision alone goes on with it.
    waits_for_a_decision(&studio, 700).await;
    let dropped = decide(UncertainDecision::Drop, 1_200)
        .await
        .expect("dropped");
    assert_eq!(
        (dropped.listed.state, dropped.listed.paused_for),
        (CampaignState::Sending, None)
    );
    studio.work(1_201).await;
    assert_eq!(studio.state("spring").await, CampaignState::Sent);
    assert_eq!(progress(&studio, "spring").await.dropped, 2);
}

/// Has the campaign wait for a decision about an uncertain mail, and for nothing else.
async fn waits_for_a_decision(studio: &Studio, at: i64) {
    studio
        .sql("UPDATE campaigns SET state = 'sending', ended = NULL")
        .await;
    doubt(studio).await;
    studio.work(at).await;
    assert_eq!(
        paused_for(studio, "spring").await,
        Some(PausedFor::Uncertain)
    );
}

async fn what_is_not_what_was_approved_does_not_go_on_by_a_decision(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio.released("spring", &brief()).await;
    studio.work(1).await;
    waits_for_a_decision(&studio, 500).await;
    studio
        .sql("UPDATE campaigns SET approved_hash = 'another'")
        .await;
    let by = lin();
    let send = UncertainDecision::Send;
    let refused = (studio.campaigns).decide_uncertain("spring", send, &by, after(1_000));
    assert!(refused.await.is_err(), "it is not sent again");
    let dropped = studio
        .campaigns
        .decide_uncertain("spring", UncertainDecision::Drop, &by, after(1_000))
        .await
        .expect("dropped");
    assert_eq!(
        (dropped.listed.state, dropped.listed.paused_for),
        (CampaignState::Paused, Some(PausedFor::Changed))
    );
    assert!(
        dropped
            .listed
            .why
            .expect("why")
            .contains("not what was approved")
    );
}

async fn members_made_one_in_mid_send_are_mailed_once(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio.released("spring", &brief()).await;
    let (_, claimed) = studio.mailer.claim(after(1)).await.expect("claimed");
    let of =
        |one: &storekeeper::campaigns::Claimed| one.message().map(|message| message.to.clone());
    assert!(
        claimed
            .iter()
            .any(|one| of(one).as_deref() == Some("m1@shop.example"))
    );
    let handed = studio.mailer.hand_over(claimed, after(1)).await;
    // Nobody wrote to the member zero, who is the same person.
    let (from, into) = (MemberKey::new("m1"), MemberKey::new("m0"));
    let dossiers = Dossiers::new(studio.shop.db.clone());
    dossiers
        .merge(&from, &into, "lin", after(1))
        .await
        .expect("merged");
    let mut worked = Worked::default();
    studio
        .mailer
        .mark(handed, after(2), &mut worked)
        .await
        .expect("marked");
    assert_eq!(worked.sent, 64);
    studio.work(60).await;
    assert_eq!(studio.state("spring").await, CampaignState::Sent);
    let to = studio.post.to();
    let times = to
        .iter()
        .filter(|to| ["m0@shop.example", "m1@shop.example"].contains(&to.as_str()));
    assert_eq!(times.count(), 1);
    let progress = progress(&studio, "spring").await;
    assert_eq!(
        (progress.sent, progress.in_flight, progress.doubted),
        (192, 0, 0)
    );
}

async fn what_is_refused_after_a_stop_is_taken_back(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio
        .released("spring", &coupon(json!({"percent": 10})))
        .await;
    let busy = "m1@shop.example".to_owned();
    studio
        .post
        .refusing
        .lock()
        .expect("unharmed")
        .insert(busy, true);
    let (_, claimed) = studio.mailer.claim(after(1)).await.expect("claimed");
    assert_eq!(progress(&studio, "spring").await.coupons, 64);
    let stopped = studio
        .campaigns
        .stop("spring", "no goods", &lin(), after(2))
        .await;
    stopped.expect("stopped");
    let handed = studio.mailer.hand_over(claimed, after(2)).await;
    let mut worked = Worked::default();
    studio
        .mailer
        .mark(handed, after(2), &mut worked)
        .await
        .expect("marked");
    assert_eq!((worked.sent, worked.later, worked.failed), (63, 0, 1));
    assert_eq!(
        progress(&studio, "spring").await.coupons,
        63,
        "nobody has the other"
    );
}

async fn what_was_claimed_when_a_campaign_ended_does_not_stay_in_flight(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio
        .released("spring", &coupon(json!({"percent": 10})))
        .await;
    let (_, claimed) = studio.mailer.claim(after(1)).await.expect("claimed");
    drop(claimed); // Killed.
    let stopped = studio
        .campaigns
        .stop("spring", "no goods", &lin(), after(2))
        .await;
    stopped.expect("stopped");
    studio.mailer.step(after(10)).await.expect("a step");
    assert_eq!(
        progress(&studio, "spring").await.in_flight,
        64,
        "it may be alive"
    );
    studio.mailer.step(after(40)).await.expect("a step");
    let progress = progress(&studio, "spring").await;
    assert_eq!((progress.in_flight, progress.failed), (0, 64));
    // What is carried by a webhook may have arrived: those coupons hold.
    assert_eq!(progress.coupons, 64);
}

async fn a_campaign_in_trouble_stands_in_no_others_way(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio.released("spring", &brief()).await;
    studio.released("summer", &brief()).await;
    // As a newer program would have written it.
    studio
        .sql("UPDATE campaign_versions SET brief = '{}' WHERE campaign = 'spring'")
        .await;
    assert_eq!(studio.work(1).await.sent, 192);
    assert_eq!(studio.state("summer").await, CampaignState::Sent);
    let all = studio.campaigns.all(after(1)).await.expect("a list");
    let spring = all.iter().find(|one| one.name == "spring").expect("one");
    assert_eq!(
        (spring.state, spring.paused_for),
        (CampaignState::Paused, Some(PausedFor::Trouble))
    );
    let why = spring.why.as_deref().expect("why");
    assert!(why.contains("cannot be read"), "{why}");
    // The list shows it without what it is about, and the others as they are.
    let overview = studio.campaigns.overview(after(1)).await.expect("a list");
    let about = |name: &str| {
        let found = overview.iter().find(|one| one.listed.name == name);
        found.expect("one").about.is_some()
    };
    assert!(about("summer") && !about("spring"));
}

/// Takes nothing, and says nothing.
struct Silent;

#[async_trait]
impl Sender for Silent {
    async fn send(&self, _: &Message) -> Result<(), SendError> {
        Err(SendError::Unanswered {
            channel: "mail",
            reason: "silence".to_owned(),
        })
    }
}

async fn what_had_no_answer_keeps_its_coupon(shop: Shop) {
    let studio = Studio::open(shop).await;
    let once = CampaignSettings {
        tries: 1,
        ..settings(64)
    };
    let campaigns = studio::campaigns(&studio.shop.db, once);
    let mailer = studio::mailer(campaigns, Senders::all_by(Arc::new(Silent)));
    studio
        .released("spring", &coupon(json!({"percent": 10})))
        .await;
    let worked = mailer.step(after(1)).await.expect("a step");
    assert_eq!((worked.sent, worked.failed), (0, 64));
    let progress = progress(&studio, "spring").await;
    assert_eq!(
        (progress.failed, progress.coupons),
        (64, 64),
        "it may have arrived"
    );
}
