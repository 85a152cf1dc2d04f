//! What comes back from campaigns: unsubscribes, bounces, coupons, orders.

use serde_json::json;
use storekeeper::campaigns::{
    Bounce, BounceKind, Brief, CampaignsError, CouponError, RedeemedCoupon, Redemption, Verdict,
};
use storekeeper::clock::Timestamp;
use storekeeper::dossiers::Dossiers;
use storekeeper::ids::{Language, MemberKey};
use storekeeper::members::{Consent, Member, Purpose};

use super::shop::{Shop, on_both};
use super::studio::{DAY, Studio, after, brief, coupon, lin, now};

on_both!(
    who_unsubscribes_is_written_to_no_more_until_they_say_yes_again,
    bounces_and_complaints_come_back,
    a_coupon_is_redeemed_once,
    coupons_run_out,
    what_a_campaign_brought_is_told_by_who_was_held_out,
    an_erased_member_leaves_nothing_but_a_hash,
);

async fn who_unsubscribes_is_written_to_no_more_until_they_say_yes_again(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio.released("spring", &brief()).await;
    studio.work(1).await;
    let id = studio.post.id_of("m1@shop.example");
    let campaigns = &studio.campaigns;
    assert!(
        campaigns
            .who_unsubscribes("nothing")
            .await
            .unwrap()
            .is_none()
    );
    for _ in 0..2 {
        assert!(
            campaigns
                .unsubscribe(&id, after(100))
                .await
                .unwrap()
                .is_some()
        );
    }
    let m1 = MemberKey::new("m1");
    assert!(
        !studio
            .shop
            .members
            .agrees(&m1, Purpose::MarketingMail)
            .await
            .unwrap()
    );
    let wanted = Brief::read(&brief()).unwrap();
    let count = async || {
        campaigns
            .count(&wanted, "summer", Language::English, after(200))
            .await
            .unwrap()
    };
    assert_eq!(
        (count().await.taken_off.suppressed, count().await.reached),
        (1, 191)
    );
    let yes = Consent::said(Purpose::MarketingMail, true, after(300), "profile");
    studio.shop.members.consent(&m1, &[yes]).await.unwrap();
    assert_eq!(
        count().await.reached,
        192,
        "a later yes of their own takes it back"
    );
}

async fn bounces_and_complaints_come_back(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio.released("spring", &brief()).await;
    studio.work(1).await;
    let id = |to: &str| studio.post.id_of(to);
    let bounce = |kind, message_id: Option<String>, address: Option<&str>| Bounce {
        message_id,
        address: address.map(str::to_owned),
        address_kind: None,
        kind,
        reason: Some("550 no such mailbox".to_owned()),
    };
    let bounces = [
        bounce(
            BounceKind::Permanent,
            Some(format!("<{}@shop.example>", id("m1@shop.example"))),
            None,
        ),
        bounce(BounceKind::Complaint, Some(id("m2@shop.example")), None),
        bounce(BounceKind::Temporary, Some(id("m3@shop.example")), None),
        bounce(BounceKind::Permanent, None, Some("M4@SHOP.example")),
        bounce(BounceKind::Permanent, Some("unknown".to_owned()), None),
    ];
    let taken = studio
        .campaigns
        .take_bounces(&bounces, "key:mailer", after(500))
        .await
        .unwrap();
    assert_eq!((taken.suppressed, taken.noted, taken.unknown), (3, 1, 1));
    let agrees = async |key: &str| {
        studio
            .shop
            .members
            .agrees(&MemberKey::new(key), Purpose::MarketingMail)
            .await
            .unwrap()
    };
    assert!(
        agrees("m1").await,
        "their yes is theirs, their address is gone"
    );
    assert!(!agrees("m2").await);
    let wanted = Brief::read(&brief()).unwrap();
    let counted = studio
        .campaigns
        .count(&wanted, "summer", Language::English, after(600))
        .await
        .unwrap();
    assert_eq!((counted.taken_off.suppressed, counted.reached), (3, 189));
    let none = [bounce(BounceKind::Permanent, None, None)];
    let refused = studio
        .campaigns
        .take_bounces(&none, "key:mailer", after(500))
        .await;
    assert!(matches!(refused, Err(CampaignsError::Bounces(_))));
}

/// The code that a member was sent.
fn code_of(studio: &Studio, to: &str) -> String {
    let messages = studio.post.messages.lock().unwrap();
    let message = messages
        .iter()
        .find(|message| message.to == to)
        .expect("a message");
    let rest = message.text.split("Your code is ").nth(1).expect("a code");
    rest.split(':').next().expect("a code").to_owned()
}

async fn a_coupon_is_redeemed_once(shop: Shop) {
    let studio = Studio::open(shop).await;
    let offer = json!({"percent": 10, "minimum": 20.0});
    studio.released("spring", &coupon(offer)).await;
    studio.work(1).await;
    let (code, other) = (
        code_of(&studio, "m1@shop.example"),
        code_of(&studio, "m2@shop.example"),
    );
    assert_ne!(code, other);
    let redeem = async |code: &str, order: &str, basket: f64, member: Option<&str>| {
        let wanted = Redemption {
            code: code.to_owned(),
            order: order.to_owned(),
            basket,
            member: member.map(str::to_owned),
            other_discounts: false,
        };
        studio
            .campaigns
            .redeem(&wanted, "key:till", after(1_000))
            .await
    };
    let wrong = |outcome: Result<RedeemedCoupon, CampaignsError>| match outcome {
        Err(CampaignsError::Coupon(error)) => error,
        other => panic!("{other:?}"),
    };
    let first = code.chars().next().unwrap();
    let mistyped = format!("{}{}", if first == 'A' { 'B' } else { 'A' }, &code[1..]);
    assert!(matches!(
        wrong(redeem(&mistyped, "o1", 30.0, None).await),
        CouponError::Mistyped(_)
    ));
    assert!(matches!(
        wrong(redeem(&code, "o1", 19.0, None).await),
        CouponError::Minimum(_)
    ));
    assert_eq!(
        wrong(redeem(&code, "o1", 30.0, Some("m2")).await),
        CouponError::NotTheirs
    );
    let typed = code.replace('-', "").to_lowercase();
    let redeemed = redeem(&typed, "o1", 30.0, Some("m1"))
        .await
        .expect("redeemed");
    assert_eq!((redeemed.off, redeemed.again), (300, false));
    assert!(
        redeem(&code, "o1", 30.0, Some("m1"))
            .await
            .expect("the same")
            .again
    );
    assert_eq!(
        wrong(redeem(&code, "o2", 30.0, Some("m1")).await),
        CouponError::Redeemed
    );
    assert_eq!(
        wrong(redeem(&other, "o1", 30.0, None).await),
        CouponError::Stacking
    );
    let late = Redemption {
        code: other,
        order: "o3".to_owned(),
        basket: 30.0,
        member: None,
        other_discounts: false,
    };
    let over = Timestamp::from_micros(now().micros() + 100 * DAY);
    let late = studio.campaigns.redeem(&late, "key:till", over).await;
    assert!(matches!(wrong(late), CouponError::Expired(_)));
    let progress = studio
        .campaigns
        .progress("spring", after(2_000))
        .await
        .unwrap();
    assert_eq!((progress.coupons, progress.redeemed), (192, 1));
}

async fn coupons_run_out(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio
        .released("spring", &coupon(json!({"percent": 10, "most": 10})))
        .await;
    let worked = studio.work(1).await;
    assert_eq!(worked.sent, 10);
    let progress = studio
        .campaigns
        .progress("spring", after(2_000))
        .await
        .unwrap();
    assert_eq!(
        (progress.coupons, progress.skipped["no_coupons_left"]),
        (10, 182)
    );
}

async fn what_a_campaign_brought_is_told_by_who_was_held_out(shop: Shop) {
    let studio = Studio::open(shop).await;
    let mut wanted = brief();
    wanted["holdout"] = 0.5.into();
    wanted["metric"] = json!({"what": "ordered", "window_days": 7});
    studio.released("spring", &wanted).await;
    studio.work(1).await;
    let export = studio
        .campaigns
        .export("spring", &lin(), after(100))
        .await
        .unwrap();
    // Every third of those who were written to orders, and one of those who were not.
    let of_arm = |arm: &'static str| export.rows.iter().filter(move |row| row.arm == arm);
    let came = of_arm("treated")
        .step_by(3)
        .chain(of_arm("held_out").take(1));
    let came = came.map(|row| row.member.as_str());
    studio.ordered("B", came, 86_400, 2).await;
    let early = studio
        .campaigns
        .outcome("spring", after(3 * 86_400))
        .await
        .unwrap();
    assert_eq!(
        (early.verdict, early.all.treated.members),
        (Verdict::TooEarly, 0)
    );
    let outcome = studio
        .campaigns
        .outcome("spring", after(9 * 86_400))
        .await
        .unwrap();
    let all = outcome.all;
    assert_eq!(all.treated.members + all.held_out.members, 192);
    assert_eq!(all.treated.ordered, all.treated.members.div_ceil(3));
    assert_eq!((all.held_out.ordered, outcome.early), (1, 0));
    let difference = all.difference.expect("both arms have members");
    assert!(
        difference.low > 0.0 && difference.high < 0.6,
        "{difference:?}"
    );
    assert_eq!(outcome.verdict, Verdict::Better);
    let by_language: u64 = outcome
        .by_language
        .iter()
        .map(|group| group.compared.treated.members)
        .sum();
    assert_eq!(by_language, all.treated.members);
}

async fn an_erased_member_leaves_nothing_but_a_hash(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio
        .released("spring", &coupon(json!({"percent": 10})))
        .await;
    studio.work(1).await;
    let id = studio.post.id_of("m1@shop.example");
    studio.campaigns.unsubscribe(&id, after(100)).await.unwrap();
    let dossiers = Dossiers::new(studio.shop.db.clone());
    let erased = dossiers
        .erase(&MemberKey::new("m1"), "lin", after(200))
        .await
        .unwrap();
    let proof = dossiers.prove(&erased).await.unwrap();
    let left: Vec<_> = proof
        .found
        .iter()
        .map(|found| (&found.table, &found.column))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(
        studio
            .campaigns
            .unsubscribe(&id, after(300))
            .await
            .unwrap()
            .is_none()
    );
    // The address is still not written to, whoever comes with it.
    let again = Member {
        mail: Some("m1@shop.example".to_owned()),
        marketing: Some(true),
        ..Member::new(MemberKey::new("somebody"))
    };
    studio.shop.members.put(&[again]).await.unwrap();
    let wanted = Brief::read(&brief()).unwrap();
    let counted = studio
        .campaigns
        .count(&wanted, "summer", Language::English, after(400))
        .await
        .unwrap();
    assert_eq!(counted.taken_off.suppressed, 1);
}
