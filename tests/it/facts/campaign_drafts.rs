//! Campaigns before they are sent: who is addressed, and who may approve.

use serde_json::json;
use storekeeper::access::{Role, Staff};
use storekeeper::campaigns::{
    AddressKind, Brief, CampaignState, CampaignsError, StateError, SuppressionReason,
};
use storekeeper::clock::Timestamp;
use storekeeper::ids::{Language, MemberKey};
use storekeeper::members::{Consent, Member, Purpose};

use super::shop::{Shop, on_both};
use super::studio::{DAY, Studio, after, brief, coupon, lin, now, staff, wang};

on_both!(
    an_audience_is_counted_with_what_is_taken_off_it,
    nobody_approves_what_they_wrote_or_changed_last,
    a_change_loses_the_approval_and_is_a_version,
    what_was_approved_is_what_is_sent,
);

async fn an_audience_is_counted_with_what_is_taken_off_it(shop: Shop) {
    let studio = Studio::open(shop).await;
    let mut wanted = brief();
    wanted["holdout"] = 0.25.into();
    let by_mail = Brief::read(&wanted).unwrap();
    let campaigns = &studio.campaigns;
    let mail = AddressKind::Mail;
    let by_hand = SuppressionReason::ByHand;
    campaigns
        .suppress(mail, "M1@shop.example", by_hand, "lin", now())
        .await
        .unwrap();
    let count = async |brief: &Brief| {
        campaigns
            .count(brief, "spring", Language::English, now())
            .await
            .expect("a count")
    };
    let counted = count(&by_mail).await;
    assert_eq!((counted.size, counted.taken_off.suppressed), (240, 1));
    assert_eq!(
        (counted.taken_off.no_address, counted.taken_off.no_consent),
        (0, 48)
    );
    assert_eq!(counted.held_out + counted.reached, 191);
    assert!((25..=70).contains(&counted.held_out), "{counted:?}");
    assert_eq!(count(&by_mail).await, counted, "the same lots for ever");
    // What is said and who comes is followed.
    let yes = Consent::said(Purpose::MarketingMail, true, now(), "profile");
    studio
        .shop
        .members
        .consent(&MemberKey::new("m0"), &[yes])
        .await
        .unwrap();
    let new = Member {
        mail: Some("new@shop.example".to_owned()),
        ..Member::new(MemberKey::new("new"))
    };
    studio.shop.members.put(&[new]).await.unwrap();
    let later = count(&by_mail).await;
    assert_eq!((later.size, later.taken_off.no_consent), (241, 48));
    wanted["medium"] = "sms".into();
    wanted["copies"] = json!([]);
    let by_sms = count(&Brief::read(&wanted).unwrap()).await;
    assert_eq!(
        (by_sms.taken_off.no_address, by_sms.taken_off.no_consent),
        (81, 160)
    );
}

async fn nobody_approves_what_they_wrote_or_changed_last(shop: Shop) {
    let studio = Studio::open(shop).await;
    let campaigns = &studio.campaigns;
    let first = Brief::read(&brief()).unwrap();
    campaigns
        .create("spring", &first, &lin(), now())
        .await
        .unwrap();
    let early = campaigns.approve("spring", None, &wang(), now()).await;
    assert!(
        matches!(early, Err(CampaignsError::State(StateError::State { .. }))),
        "{early:?}"
    );
    let mut changed = brief();
    changed["objective"] = "something else".into();
    let changed = Brief::read(&changed).unwrap();
    campaigns
        .edit("spring", &changed, Some(1), &wang(), now())
        .await
        .unwrap();
    campaigns.submit("spring", &wang(), now()).await.unwrap();
    for (who, editor) in [(staff(" LIN"), false), (wang(), true)] {
        let refused = campaigns
            .approve("spring", None, &who, now())
            .await
            .unwrap_err();
        let told = match refused {
            CampaignsError::State(StateError::Editor(_)) => editor,
            CampaignsError::State(StateError::Author(_)) => !editor,
            other => panic!("{other}"),
        };
        assert!(told);
    }
    let agent = Staff {
        role: Role::Agent,
        ..staff("zhao")
    };
    let refused = campaigns.approve("spring", None, &agent, now()).await;
    assert!(matches!(refused, Err(CampaignsError::Role { .. })));
    let old = campaigns
        .approve("spring", Some(1), &staff("zhao"), now())
        .await;
    assert!(
        matches!(
            old,
            Err(CampaignsError::State(StateError::Moved { there: 2, .. }))
        ),
        "{old:?}"
    );
    let approved = campaigns
        .approve("spring", Some(2), &staff("zhao"), now())
        .await
        .unwrap();
    assert_eq!(approved.listed.approved_by.as_deref(), Some("zhao"));
    // An approval runs out.
    let late = Timestamp::from_micros(now().micros() + 15 * DAY);
    assert_eq!(
        campaigns.of("spring", late).await.unwrap().listed.state,
        CampaignState::Expired
    );
    let refused = campaigns.release("spring", &lin(), late).await;
    assert!(matches!(
        refused,
        Err(CampaignsError::State(StateError::State { .. }))
    ));
}

async fn a_change_loses_the_approval_and_is_a_version(shop: Shop) {
    let studio = Studio::open(shop).await;
    let campaigns = &studio.campaigns;
    let first = Brief::read(&brief()).unwrap();
    campaigns
        .create("spring", &first, &lin(), now())
        .await
        .unwrap();
    let taken = campaigns.create("spring", &first, &lin(), now()).await;
    assert!(matches!(taken, Err(CampaignsError::Taken(_))));
    campaigns.submit("spring", &lin(), now()).await.unwrap();
    campaigns
        .comment("spring", "the subject is dull", &wang(), now())
        .await
        .unwrap();
    campaigns
        .approve("spring", None, &wang(), now())
        .await
        .unwrap();
    let mut other = brief();
    other["copies"][0]["subject"] = "Good morning".into();
    other["offer"] = json!({"kind": "gift", "what_en": "a cup"});
    let other = Brief::read(&other).unwrap();
    let changed = campaigns
        .edit("spring", &other, None, &lin(), now())
        .await
        .unwrap();
    assert_eq!(changed.listed.state, CampaignState::Draft);
    assert_eq!(
        (changed.listed.approved_by, changed.versions.len()),
        (None, 2)
    );
    assert_eq!(changed.comments[0].version, 1);
    let same = campaigns
        .edit("spring", &other, None, &wang(), now())
        .await
        .unwrap();
    assert_eq!(same.versions.len(), 2, "the same brief is no change");
    let diff = campaigns.diff("spring", 1, 2).await.unwrap();
    let places: Vec<&str> = diff
        .changes
        .iter()
        .map(|change| change.place.as_str())
        .collect();
    assert!(
        places.contains(&"copies[0].subject") && places.contains(&"offer.kind"),
        "{places:?}"
    );
    let refused = campaigns.release("spring", &lin(), now()).await;
    assert!(matches!(
        refused,
        Err(CampaignsError::State(StateError::State { .. }))
    ));
    let cloned = campaigns
        .clone_as("spring", "summer", &wang(), now())
        .await
        .unwrap();
    assert_eq!(
        (cloned.brief, cloned.listed.author.as_str()),
        (changed.brief, "wang")
    );
    // A text with an error in it cannot be approved.
    let mut loud = brief();
    loud["copies"][0]["body"] = "The best tea in the world, 50% off!".into();
    let loud = Brief::read(&loud).unwrap();
    campaigns
        .create("loud", &loud, &lin(), now())
        .await
        .unwrap();
    let Err(CampaignsError::Brief(wrong)) = campaigns.submit("loud", &lin(), now()).await else {
        panic!("it is submitted");
    };
    let said = wrong.to_string();
    assert!(
        said.contains("copies[0].body") && said.contains("unsubscribe"),
        "{said}"
    );
    // What cannot be sent is not submitted, and every reason is told.
    let mut bad = coupon(json!({"percent": 30}));
    bad["languages"] = json!(["en", "zh"]);
    let bad = Brief::read(&bad).unwrap();
    campaigns.create("bad", &bad, &lin(), now()).await.unwrap();
    let Err(CampaignsError::Brief(wrong)) = campaigns.submit("bad", &lin(), now()).await else {
        panic!("it is submitted");
    };
    let places: Vec<&str> = wrong
        .problems
        .iter()
        .map(|wrong| wrong.place.as_str())
        .collect();
    assert!(
        places.contains(&"copies") && places.contains(&"offer.percent"),
        "{wrong}"
    );
}

async fn what_was_approved_is_what_is_sent(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio.released("spring", &brief()).await;
    studio
        .sql("UPDATE campaign_versions SET brief = REPLACE(brief, 'Come and see', 'Buy now')")
        .await;
    studio.work(1).await;
    assert!(studio.post.to().is_empty(), "not a word of it");
    assert_eq!(studio.state("spring").await, CampaignState::Paused);
    let refused = studio.campaigns.resume("spring", &lin(), after(5)).await;
    assert!(
        matches!(refused, Err(CampaignsError::State(StateError::Changed(_)))),
        "{refused:?}"
    );
}
