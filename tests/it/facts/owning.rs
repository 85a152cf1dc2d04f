//! Whose an event is: of a member, of a browser that turns out to be one, of somebody who becomes one.

use serde_json::json;
use storekeeper::ids::{Language, MemberKey};

use super::door::{Door, NOW, moment};
use super::shop::{Shop, member, on_both};

on_both!(
    what_a_browser_did_belongs_to_whom_it_turns_out_to_be,
    two_members_at_one_browser_each_have_their_own,
    who_comes_late_belongs_to_the_tie_of_their_time,
    a_browser_that_many_share_belongs_to_nobody,
    a_page_that_is_signed_in_ties_too,
    who_is_no_member_yet_gets_theirs_when_they_are,
    a_browsers_identify_changes_nothing_of_a_member,
    a_servers_identify_takes_what_may_be_taken,
    an_alias_ties,
    a_member_is_forgotten_and_passed_on,
);

async fn what_a_browser_did_belongs_to_whom_it_turns_out_to_be(shop: Shop) {
    let door = Door::open(shop).await;
    door.viewed(&door.browser, "b", None, "2026-11-26T10:00:00Z")
        .await;
    door.viewed(&door.browser, "b", None, "2026-11-26T10:01:00Z")
        .await;
    door.viewed(&door.browser, "other", None, "2026-11-26T10:02:00Z")
        .await;
    assert!(door.keys_of("m0").await.is_empty());
    let identify = json!({"anonymousId": "b", "userId": "m0", "timestamp": "2026-11-26T10:03:00Z"});
    assert_eq!(
        door.keeps(&door.browser, "/v1/identify", &identify).await,
        [1, 0, 0]
    );
    let before = ["b-2026-11-26T10:00:00Z", "b-2026-11-26T10:01:00Z"];
    assert_eq!(door.keys_of("m0").await, before);
    door.viewed(&door.browser, "b", None, "2026-11-26T10:04:00Z")
        .await;
    assert_eq!(door.keys_of("m0").await.len(), 3);
    assert_eq!(
        door.count().await,
        5,
        "the other browser's is kept for its owner"
    );
}

async fn two_members_at_one_browser_each_have_their_own(shop: Shop) {
    let door = Door::open(shop).await;
    door.viewed(&door.browser, "b", None, "2026-11-26T10:00:00Z")
        .await;
    door.viewed(&door.browser, "b", Some("m0"), "2026-11-26T10:01:00Z")
        .await;
    door.viewed(&door.browser, "b", None, "2026-11-26T10:02:00Z")
        .await;
    door.viewed(&door.browser, "b", Some("m1"), "2026-11-26T10:03:00Z")
        .await;
    door.viewed(&door.browser, "b", None, "2026-11-26T10:04:00Z")
        .await;
    door.viewed(&door.browser, "b", Some("m0"), "2026-11-26T10:05:00Z")
        .await;
    door.viewed(&door.browser, "b", None, "2026-11-26T10:06:00Z")
        .await;
    let minutes = |keys: Vec<String>| -> Vec<String> {
        keys.iter().map(|key| key[16..18].to_owned()).collect()
    };
    assert_eq!(
        minutes(door.keys_of("m0").await),
        ["00", "01", "02", "05", "06"].map(str::to_owned).as_slice()
    );
    assert_eq!(
        minutes(door.keys_of("m1").await),
        ["03", "04"].map(str::to_owned).as_slice()
    );
}

async fn who_comes_late_belongs_to_the_tie_of_their_time(shop: Shop) {
    let door = Door::open(shop).await;
    door.viewed(&door.browser, "b", Some("m0"), "2026-11-26T10:10:00Z")
        .await;
    door.viewed(&door.browser, "b", Some("m1"), "2026-11-26T10:20:00Z")
        .await;
    // A phone that was off line sends what it kept.
    door.viewed(&door.browser, "b", None, "2026-11-26T10:00:00Z")
        .await;
    door.viewed(&door.browser, "b", None, "2026-11-26T10:15:00Z")
        .await;
    door.viewed(&door.browser, "b", None, "2026-11-26T10:25:00Z")
        .await;
    assert_eq!(door.keys_of("m0").await.len(), 3);
    assert_eq!(door.keys_of("m1").await.len(), 2);
}

async fn a_browser_that_many_share_belongs_to_nobody(shop: Shop) {
    let door = Door::open(shop).await;
    for minute in 10..40 {
        let member = format!("m{}", minute % 2);
        door.viewed(
            &door.browser,
            "kiosk",
            Some(&member),
            &format!("2026-11-26T10:{minute}:00Z"),
        )
        .await;
    }
    door.viewed(&door.browser, "kiosk", None, "2026-11-26T11:00:00Z")
        .await;
    let (first, second) = (
        door.keys_of("m0").await.len(),
        door.keys_of("m1").await.len(),
    );
    assert_eq!(
        (first, second),
        (15, 15),
        "their own by name, nobody's without one"
    );
    assert_eq!(door.count().await, 31);
}

async fn a_page_that_is_signed_in_ties_too(shop: Shop) {
    let door = Door::open(shop).await;
    door.viewed(&door.browser, "b", None, "2026-11-26T10:00:00Z")
        .await;
    let (member, now) = (MemberKey::new("m2"), moment(NOW));
    for odd in ["", " ", "\u{0}", "unheard of"] {
        door.events.tie(odd, &member, now).await.unwrap();
    }
    door.events
        .tie("b", &MemberKey::new("nobody"), now)
        .await
        .unwrap();
    assert!(door.keys_of("m2").await.is_empty());
    door.events.tie("b", &member, now).await.unwrap();
    door.events.tie("b", &member, now).await.unwrap();
    assert_eq!(door.keys_of("m2").await, ["b-2026-11-26T10:00:00Z"]);
}

async fn who_is_no_member_yet_gets_theirs_when_they_are(shop: Shop) {
    let door = Door::open(shop).await;
    door.viewed(&door.browser, "b", None, "2026-11-26T10:00:00Z")
        .await;
    door.viewed(&door.browser, "b", Some("new"), "2026-11-26T10:01:00Z")
        .await;
    assert!(door.keys_of("new").await.is_empty());
    assert!(
        door.shop
            .members
            .get(&MemberKey::new("new"))
            .await
            .unwrap()
            .is_none()
    );
    door.shop.members.put(&[member("new")]).await.unwrap();
    door.viewed(&door.browser, "b", Some("new"), "2026-11-26T10:02:00Z")
        .await;
    assert_eq!(door.keys_of("new").await.len(), 3);
}

/// A browser's key stands in a page: whoever has it could say anything of anybody.
async fn a_browsers_identify_changes_nothing_of_a_member(shop: Shop) {
    let door = Door::open(shop).await;
    let before = door.shop.members.get(&MemberKey::new("m0")).await.unwrap();
    let traits =
        json!({"email": "thief@evil.example", "phone": "+1", "name": "Thief", "marketing": true});
    for user in ["m0", "stranger"] {
        let body = json!({"userId": user, "anonymousId": "b", "traits": traits, "messageId": user});
        assert_eq!(
            door.keeps(&door.browser, "/v1/identify", &body).await,
            [1, 0, 0]
        );
        let kept = door.events.properties(user).await.unwrap();
        assert_eq!(kept, None, "traits are not kept");
    }
    assert_eq!(
        door.shop.members.get(&MemberKey::new("m0")).await.unwrap(),
        before
    );
    assert_eq!(door.shop.members.count().await.unwrap(), 3);
}

async fn a_servers_identify_takes_what_may_be_taken(shop: Shop) {
    let door = Door::open(shop).await;
    let traits = json!({
        "email": "Ada@Example.org", "phone": "+44 20", "firstName": "Ada", "lastName": "Lovelace",
        "address": {"city": "London", "country": "GB"}, "locale": "zh-CN", "marketing": true, "plan": "gold",
    });
    let body = json!({"userId": "ada", "traits": traits});
    assert_eq!(
        door.keeps(&door.server, "/v1/identify", &body).await,
        [1, 0, 0]
    );
    let key = MemberKey::new("ada");
    let ada = door.shop.members.get(&key).await.unwrap().expect("made");
    assert_eq!(ada.name.as_deref(), Some("Ada Lovelace"));
    assert_eq!(
        (ada.city.as_deref(), ada.country.as_deref()),
        (Some("London"), Some("GB"))
    );
    assert_eq!(
        (ada.mail.as_deref(), ada.phone.as_deref()),
        (Some("ada@example.org"), Some("+44 20"))
    );
    assert_eq!(
        (ada.language, ada.marketing),
        (Some(Language::Chinese), None)
    );
    let body = json!({"userId": "ada", "traits": {"email": "other@example.org", "phone": "1", "name": "Countess"}});
    assert_eq!(
        door.keeps(&door.server, "/v1/identify", &body).await,
        [1, 0, 0]
    );
    let later = door
        .shop
        .members
        .get(&key)
        .await
        .unwrap()
        .expect("still there");
    assert_eq!(later.name.as_deref(), Some("Countess"));
    assert_eq!(
        (later.mail, later.phone, later.city),
        (ada.mail, ada.phone, ada.city)
    );
}

async fn an_alias_ties(shop: Shop) {
    let door = Door::open(shop).await;
    door.viewed(&door.browser, "b", None, "2026-11-26T10:00:00Z")
        .await;
    let alias = json!({"previousId": "b", "userId": "m1"});
    assert_eq!(
        door.keeps(&door.server, "/v1/alias", &alias).await,
        [1, 0, 0]
    );
    assert_eq!(door.keys_of("m1").await, ["b-2026-11-26T10:00:00Z"]);
}

async fn a_member_is_forgotten_and_passed_on(shop: Shop) {
    let door = Door::open(shop).await;
    door.viewed(&door.browser, "b", Some("m0"), "2026-11-26T10:00:00Z")
        .await;
    door.events
        .pass_on(&MemberKey::new("m0"), &MemberKey::new("m1"))
        .await
        .unwrap();
    door.viewed(&door.browser, "b", None, "2026-11-26T10:01:00Z")
        .await;
    assert!(door.keys_of("m0").await.is_empty());
    assert_eq!(
        door.keys_of("m1").await.len(),
        2,
        "the browser is passed on too"
    );
    door.events.forget(&MemberKey::new("m1")).await.unwrap();
    assert_eq!(door.count().await, 0);
    door.viewed(&door.browser, "b", None, "2026-11-26T10:02:00Z")
        .await;
    assert!(
        door.keys_of("m1").await.is_empty(),
        "nobody is remembered behind it"
    );
}
