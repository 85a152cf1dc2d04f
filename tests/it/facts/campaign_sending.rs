//! Sending campaigns: everybody is written to once, whatever happens.

use std::collections::BTreeSet;

use serde_json::json;
use storekeeper::campaigns::{
    Addressee, Brief, CampaignState, CampaignsError, ExportForm, StateError,
};
use storekeeper::config::CampaignSettings;
use storekeeper::events::{EventKind, Events};
use storekeeper::ids::{Language, MemberKey};
use storekeeper::members::Member;

use super::shop::{Shop, on_both};
use super::studio::{Studio, after, brief, coupon, lin, now, wang, willing};

on_both!(
    everybody_is_written_to_once_and_who_is_held_out_is_not,
    after_a_crash_the_few_in_flight_are_handed_over_again_under_the_same_name,
    a_pause_holds_and_a_stop_is_for_good,
    what_is_not_taken_is_tried_again_or_given_up,
    nobody_is_written_to_in_their_night,
    each_message_has_its_own_words,
);

async fn everybody_is_written_to_once_and_who_is_held_out_is_not(shop: Shop) {
    let studio = Studio::open(shop).await;
    let mut wanted = brief();
    wanted["holdout"] = 0.2.into();
    let read = Brief::read(&wanted).unwrap();
    let counted = studio
        .campaigns
        .count(&read, "spring", Language::English, now());
    let counted = counted.await.unwrap();
    studio.released("spring", &wanted).await;
    let worked = studio.work(1).await;
    assert_eq!(
        (worked.sent, worked.held_out),
        (counted.reached, counted.held_out)
    );
    assert_eq!(studio.state("spring").await, CampaignState::Sent);
    let to = studio.post.to();
    let once: BTreeSet<String> = to.iter().cloned().collect();
    assert_eq!(once.len(), to.len(), "nobody twice");
    assert!(once.is_subset(&willing()));
    {
        let messages = studio.post.messages.lock().unwrap();
        let bulk = messages[0].bulk.clone().unwrap();
        let link = bulk.unsubscribe.unwrap();
        assert_eq!(link, format!("https://shop.example/u/{}", bulk.id));
        assert!(messages[0].text.contains(&link) && bulk.html.unwrap().contains("The Shop"));
        assert_eq!(messages[0].subject, "Hello friend");
    }
    // Each is an event, and counts towards what the shop allows.
    let events = Events::new(studio.shop.db.clone()).counts().await.unwrap();
    let count = |kind| {
        events
            .iter()
            .find(|(found, _)| *found == kind)
            .map(|(_, count)| *count)
    };
    assert_eq!(count(EventKind::CampaignSent), Some(counted.reached));
    assert_eq!(count(EventKind::CampaignHeldOut), Some(counted.held_out));
    studio.released("again", &brief()).await;
    studio.released("and again", &brief()).await;
    studio.work(100).await;
    let tired = Brief::read(&brief()).unwrap();
    let tired = studio
        .campaigns
        .count(&tired, "more", Language::English, after(1_000))
        .await
        .unwrap();
    assert_eq!(
        (tired.taken_off.too_often, tired.reached),
        (counted.reached, counted.held_out)
    );
    studio.released("more", &brief()).await;
    let worked = studio.work(1_000).await;
    assert_eq!(worked.sent, counted.held_out);
    let export = studio
        .campaigns
        .export("spring", &lin(), after(5))
        .await
        .unwrap();
    assert_eq!(export.rows.len() as u64, counted.reached + counted.held_out);
    assert_eq!(export.manifest.note, "written by people");
    let csv = export.text(ExportForm::Csv).unwrap();
    assert_eq!(csv.lines().count(), export.rows.len() + 1);
    assert!(
        export
            .text(ExportForm::Html)
            .unwrap()
            .contains("Come and see what is new")
    );
}

async fn after_a_crash_the_few_in_flight_are_handed_over_again_under_the_same_name(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio.released("spring", &brief()).await;
    let (_, claimed) = studio.mailer.claim(after(1)).await.unwrap();
    let many = claimed.len() as u64;
    assert_eq!(many, 64, "as many as may be in flight");
    let before: BTreeSet<String> = claimed
        .iter()
        .map(|one| one.message().expect("a message").bulk.clone().unwrap().id)
        .collect();
    // Handed over, and killed before that was kept.
    drop(studio.mailer.hand_over(claimed, after(1)).await);
    assert_eq!(studio.post.to().len() as u64, many);
    // Who is alive does not touch what another may still be handing over.
    let (_, next) = studio.mailer.claim(after(2)).await.unwrap();
    assert!(
        next.iter()
            .all(|one| !before.contains(&one.message().unwrap().bulk.clone().unwrap().id))
    );
    drop(next); // Killed before the first was handed over.
    studio.work(40).await;
    assert_eq!(studio.state("spring").await, CampaignState::Sent);
    let to: BTreeSet<String> = studio.post.to().into_iter().collect();
    assert_eq!(to, willing(), "nobody is left out");
    let ids = studio.post.ids();
    let once: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(once.len(), willing().len(), "one name for each");
    assert_eq!(
        ids.len(),
        willing().len() + before.len(),
        "those in flight alone come twice, under one name"
    );
    let progress = studio
        .campaigns
        .progress("spring", after(2_000))
        .await
        .unwrap();
    assert_eq!((progress.sent, progress.doubted), (192, 128));
}

async fn a_pause_holds_and_a_stop_is_for_good(shop: Shop) {
    let studio = Studio::with(
        shop,
        CampaignSettings {
            quiet_from: 0,
            quiet_to: 0,
            per_second: 5,
            ..CampaignSettings::default()
        },
    )
    .await;
    studio.released("spring", &brief()).await;
    for second in 1..=4 {
        studio.mailer.step(after(second)).await.unwrap();
    }
    let sent = studio.post.to().len();
    assert!((4..=20).contains(&sent), "throttled: {sent}");
    studio
        .campaigns
        .pause("spring", &lin(), after(5))
        .await
        .unwrap();
    for second in 5..=9 {
        studio.mailer.step(after(second)).await.unwrap();
    }
    assert_eq!(studio.post.to().len(), sent);
    studio
        .campaigns
        .resume("spring", &wang(), after(10))
        .await
        .unwrap();
    studio.mailer.step(after(11)).await.unwrap();
    let more = studio.post.to().len();
    assert!(more > sent);
    let nobody = studio
        .campaigns
        .stop("spring", " ", &lin(), after(12))
        .await;
    assert!(matches!(nobody, Err(CampaignsError::Words(_))));
    studio
        .campaigns
        .stop("spring", "the goods are gone", &lin(), after(12))
        .await
        .unwrap();
    studio.mailer.step(after(13)).await.unwrap();
    assert_eq!(studio.post.to().len(), more);
    let refused = studio.campaigns.resume("spring", &lin(), after(14)).await;
    assert!(matches!(
        refused,
        Err(CampaignsError::State(StateError::State { .. }))
    ));
    let refused = studio
        .campaigns
        .edit(
            "spring",
            &Brief::read(&brief()).unwrap(),
            None,
            &lin(),
            after(14),
        )
        .await;
    assert!(matches!(
        refused,
        Err(CampaignsError::State(StateError::State { .. }))
    ));
}

async fn what_is_not_taken_is_tried_again_or_given_up(shop: Shop) {
    let studio = Studio::open(shop).await;
    let (busy, never) = ("m1@shop.example".to_owned(), "m2@shop.example".to_owned());
    studio
        .post
        .refusing
        .lock()
        .unwrap()
        .extend([(busy.clone(), true), (never, false)]);
    studio
        .released("spring", &coupon(json!({"percent": 10})))
        .await;
    let worked = studio.work(1).await;
    assert_eq!((worked.sent, worked.later, worked.failed), (190, 1, 1));
    assert_eq!(studio.state("spring").await, CampaignState::Sending);
    let progress = studio
        .campaigns
        .progress("spring", after(2_000))
        .await
        .unwrap();
    assert_eq!(
        (progress.coupons, progress.waiting),
        (191, 1),
        "the coupon of what failed is taken back"
    );
    studio.post.refusing.lock().unwrap().remove(&busy);
    assert_eq!(studio.work(30).await.sent, 0, "not before a minute");
    assert_eq!(studio.work(90).await.sent, 1);
    assert_eq!(studio.state("spring").await, CampaignState::Sent);
    let progress = studio
        .campaigns
        .progress("spring", after(2_000))
        .await
        .unwrap();
    assert_eq!(
        progress.coupons, 191,
        "the second try has the first one's code"
    );
}

async fn nobody_is_written_to_in_their_night(shop: Shop) {
    let studio = Studio::with(
        shop,
        CampaignSettings {
            per_second: 10_000,
            in_flight: 64,
            ..CampaignSettings::default()
        },
    )
    .await;
    // It is noon in UTC: eight in the evening in Shanghai, ten at night in Sydney, and six in the morning in Denver.
    let living = |key: &str, city: &str, country: &str| Member {
        mail: Some(format!("{key}@shop.example")),
        city: Some(city.to_owned()),
        country: Some(country.to_owned()),
        marketing: Some(true),
        ..Member::new(MemberKey::new(key))
    };
    let people = [
        living("shanghai", "上海", "China"),
        living("sydney", "Sydney", "Australia"),
        living("denver", "Denver", "USA"),
    ];
    studio.shop.members.put(&people).await.unwrap();
    studio.released("spring", &brief()).await;
    studio.work(1).await;
    let reached = |name: &str| studio.post.to().contains(&format!("{name}@shop.example"));
    assert!(reached("m1") && reached("shanghai"));
    assert!(!reached("sydney") && !reached("denver"));
    // Two hours later it is eight in Denver.
    studio.work(2 * 3_600 + 1).await;
    assert!(reached("denver") && !reached("sydney"));
    studio.work(11 * 3_600).await;
    assert!(reached("sydney"));
    assert_eq!(studio.state("spring").await, CampaignState::Sent);
}

async fn each_message_has_its_own_words(shop: Shop) {
    let studio = Studio::open(shop).await;
    let brief = Brief::read(&coupon(json!({"percent": 10}))).unwrap();
    let wording = studio.mailer.wording("spring", &brief).await.unwrap();
    for number in 0..500 {
        let to = Addressee {
            name: Some(format!("Member {number}")),
            code: Some(format!("7KPM-Q2XZ-{number:04}")),
            percent: 10,
            message: number.to_string(),
            ..Addressee::default()
        };
        let text = wording.text(number, None).expect("a text");
        let rendered = wording.render(text, &to).expect("it is rendered");
        assert!(rendered.text.contains("10% off until 31 December 2024"));
        let code = format!("7KPM-Q2XZ-{number:04}");
        assert!(rendered.text.contains(&code), "{}", rendered.text);
        assert!(rendered.html.is_some_and(|html| html.contains(&code)));
    }
}
