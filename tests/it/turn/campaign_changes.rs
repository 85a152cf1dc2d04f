//! Campaigns put forward and what becomes of them meanwhile; whom points are about; for whom nothing is put forward.

use serde_json::json;
use storekeeper::access::Role;
use storekeeper::assistant::Difference;
use storekeeper::campaigns::{Brief, CampaignState};

use super::campaigning::{self, released_of, shop, staff, talk};
use super::shop::now;

fn after<'a>(rows: &'a [Difference], what: &str) -> &'a str {
    let found = rows.iter().find(|row| row.what == what);
    &found.unwrap_or_else(|| panic!("no {what}: {rows:?}")).after
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_that_are_none_together_are_not_everybody() {
    let shop = shop().await;
    for (asked, told) in [
        (
            "promote tea to members who live in Leeds and who live in York",
            "I put nothing forward",
        ),
        (
            "plan a campaign to win back members who live in Leeds and who live in York",
            "I put nothing forward",
        ),
    ] {
        let heard = talk(&shop, Role::Marketer).say(asked).await;
        assert_eq!(heard.line(), "propose", "{}", heard.text());
        assert!(heard.proposed().is_none(), "{asked}: {}", heard.text());
        assert!(heard.text().contains(told), "{asked}: {}", heard.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn points_that_members_have_are_no_offer() {
    let shop = shop().await;
    for (asked, offer) in [
        ("给超过500积分的会员做个答谢活动，打九折", "9折"),
        ("给有2000积分以上的会员做个答谢活动，打九折", "9折"),
        ("给90天没下单的会员做个召回活动，双倍积分", "2.0 倍积分"),
        ("给90天没下单的会员做个召回活动，3倍积分", "3.0 倍积分"),
        ("给90天没下单的会员做个召回活动，送500积分", "不设优惠"),
    ] {
        let heard = talk(&shop, Role::Marketer).say(asked).await;
        assert_eq!(heard.line(), "propose", "{asked}: {}", heard.text());
        if let Some((_, shown)) = heard.proposed() {
            assert!(
                after(shown, "优惠").starts_with(offer),
                "{asked}: {shown:?}"
            );
        } else {
            assert!(
                asked.contains("积分的会员") || asked.contains("以上"),
                "{asked}: {}",
                heard.text()
            );
        }
        let bonus = asked.contains("送500");
        assert_eq!(
            heard.text().contains("固定积分"),
            bonus,
            "{asked}: {}",
            heard.text()
        );
    }
    for (asked, offer, bonus) in [
        (
            "win back lapsed tea buyers with double points",
            "2.0 times the points",
            false,
        ),
        (
            "win back lapsed tea buyers with 500 bonus points",
            "none",
            true,
        ),
        (
            "plan a campaign to win back lapsed tea buyers that gives them 500 points",
            "none",
            true,
        ),
    ] {
        let heard = talk(&shop, Role::Marketer).say(asked).await;
        let (_, shown) = heard
            .proposed()
            .unwrap_or_else(|| panic!("{asked}: {}", heard.text()));
        assert!(
            after(shown, "offer").starts_with(offer),
            "{asked}: {shown:?}"
        );
        assert_eq!(
            heard.text().contains("fixed number of points"),
            bonus,
            "{asked}: {}",
            heard.text()
        );
    }
    // A number of points is asked of the members, and takes nobody's offer away.
    let heard = talk(&shop, Role::Marketer)
        .say("plan a campaign to thank members with more than 500 points, 10% off")
        .await;
    assert!(!heard.text().contains("fixed number"), "{}", heard.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_that_is_saved_is_not_changed_by_what_is_said_next() {
    let shop = shop().await;
    let talk = talk(&shop, Role::Marketer);
    talk.say("win back lapsed tea buyers, call it \"Tea again\"")
        .await;
    let saved = talk.say("yes").await;
    assert!(saved.text().contains("“Tea again”"), "{}", saved.text());
    let changed = talk.say("make it 15%").await;
    assert!(changed.proposed().is_none(), "{}", changed.text());
    assert!(
        changed.text().contains("saved and a draft"),
        "{}",
        changed.text()
    );
    let campaigns = shop.campaigns();
    assert_eq!(campaigns.all(now()).await.unwrap().len(), 1);
    assert_eq!(
        campaigns
            .of("Tea again", now())
            .await
            .unwrap()
            .listed
            .version,
        1
    );
    // Another one begins anew.
    let other = talk
        .say("plan a campaign to win back lapsed tea buyers, no discount")
        .await;
    let (_, shown) = other.proposed().expect("another is put forward");
    assert_ne!(after(shown, "campaign (a draft)"), "Tea again");
    assert_eq!(after(shown, "offer"), "none");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_not_lost_to_texts_that_were_shown_before() {
    let shop = shop().await;
    let campaigns = shop.campaigns();
    let (lin, wang) = (staff("lin", Role::Marketer), staff("wang", Role::Admin));
    let brief = json!({
        "objective": "things from the shop", "audience": {"named": "everybody"}, "medium": "mail", "languages": ["en"],
        "copies": [{
            "variant": "a", "language": "en", "subject": "Hello {{member.name|friend}}",
            "body": "Come and see what is new at {{shop.name}}: {{shop.link}}\n\nUnsubscribe: {{unsubscribe}}",
        }],
    });
    let brief = Brief::read(&brief).expect("a brief");
    campaigns
        .create("Spring tea", &brief, &lin, now())
        .await
        .expect("a draft");
    let talk = talk(&shop, Role::Marketer);
    let written = talk.say("write variants for the campaign Spring tea").await;
    assert!(written.proposed().is_some(), "{}", written.text());
    campaigns
        .submit("Spring tea", &lin, now())
        .await
        .expect("submitted");
    campaigns
        .approve("Spring tea", Some(1), &wang, now())
        .await
        .expect("approved");
    let yes = talk.say("yes").await;
    assert!(
        yes.text().contains("approved and not released"),
        "{}",
        yes.text()
    );
    let kept = campaigns.of("Spring tea", now()).await.expect("one").listed;
    assert_eq!((kept.state, kept.version), (CampaignState::Approved, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_has_a_name_that_fits() {
    let shop = shop().await;
    let campaigns = shop.campaigns();
    let lin = staff("lin", Role::Marketer);
    let brief = json!({"objective": "x", "audience": {"named": "everybody"}, "medium": "mail", "languages": ["en"]});
    let brief = Brief::read(&brief).expect("a brief");
    for long in ["茶".repeat(60), "a".repeat(60)] {
        campaigns
            .create(&long, &brief, &lin, now())
            .await
            .expect("sixty are allowed");
        let talk = talk(&shop, Role::Marketer);
        let heard = talk
            .say(&format!("win back lapsed tea buyers, call it \"{long}\""))
            .await;
        let (_, shown) = heard
            .proposed()
            .unwrap_or_else(|| panic!("{}", heard.text()));
        // A message that is mostly Chinese is answered in Chinese.
        let mut rows = shown.iter();
        let row =
            rows.find(|row| ["campaign (a draft)", "活动（草稿）"].contains(&row.what.as_str()));
        let name = row.expect("a name").after.clone();
        assert_eq!(name.chars().count(), 60, "{name}");
        assert!(name.ends_with(" 2"), "{name}");
        talk.say("yes").await;
        campaigns.of(&name, now()).await.expect("it is saved");
    }
    // Many of one name, one more than was ever tried.
    campaigns
        .create("Tea", &brief, &lin, now())
        .await
        .expect("a draft");
    for number in 2..=120 {
        let name = format!("Tea {number}");
        campaigns
            .create(&name, &brief, &lin, now())
            .await
            .expect("a draft");
    }
    let heard = talk(&shop, Role::Marketer)
        .say("win back lapsed tea buyers, call it \"Tea\"")
        .await;
    let (_, shown) = heard.proposed().expect("it is put forward");
    assert_eq!(after(shown, "campaign (a draft)"), "Tea 121");
    // A word that addresses have is no name.
    let heard = talk(&shop, Role::Marketer)
        .say("win back lapsed tea buyers, call it \"voice\"")
        .await;
    let (_, shown) = heard.proposed().expect("it is put forward");
    assert_ne!(after(shown, "campaign (a draft)"), "voice");
    assert!(
        heard.text().contains("“voice” cannot be the name"),
        "{}",
        heard.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_early_is_told_by_arms() {
    let shop = shop().await;
    let mut brief = campaigning::brief();
    (brief.metric.baseline, brief.metric.effect) = (Some(0.1), Some(0.02));
    let (treated, held_out) = released_of(&shop, "Spring tea", &brief).await;
    let brought = shop
        .campaigns()
        .outcome("Spring tea", now())
        .await
        .expect("results");
    let needed = brought.needed.expect("a size");
    let heard = talk(&shop, Role::Marketer)
        .say("Explain the results of the campaign Spring tea")
        .await;
    let told = format!(
        "it takes {} members written to and {} held out; {} and {} are counted",
        needed.treated,
        needed.held_out,
        treated.len(),
        held_out.len()
    );
    assert!(heard.text().contains(&told), "{told}: {}", heard.text());
    let chinese = talk(&shop, Role::Marketer)
        .say("活动“Spring tea”效果怎么样？")
        .await;
    let told = format!(
        "目前计入触达 {} 人、对照 {} 人",
        treated.len(),
        held_out.len()
    );
    assert!(chinese.text().contains(&told), "{told}: {}", chinese.text());
}
