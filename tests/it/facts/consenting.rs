//! What members agree to has one place; their addresses, preferences, and what the staff remark.

use std::collections::BTreeMap;

use storekeeper::catalog;
use storekeeper::clock::Timestamp;
use storekeeper::db::{Db, Migration};
use storekeeper::ids::MemberKey;
use storekeeper::members::{
    self, Address, Choices, Consent, Member, Members, MembersError, Purpose,
};

use super::shop::{Shop, changes, member, on_both};

on_both!(
    a_file_does_not_overrule_a_member,
    choices_and_consents_are_one,
    what_was_kept_before_moves,
    addresses_have_one_default,
    only_what_is_known_is_preferred,
    remarks_are_kept,
);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000 + seconds * 1_000_000)
}

async fn marketing(shop: &Shop, key: &str) -> Option<bool> {
    let found = shop.members.get(&MemberKey::new(key)).await.unwrap();
    found.expect("a member").marketing
}

async fn a_file_does_not_overrule_a_member(shop: Shop) {
    let file = |marketing| Member {
        marketing,
        ..member("m0")
    };
    assert_eq!(
        shop.members.put(&[file(None)]).await.unwrap(),
        changes(1, 0, 0)
    );
    assert_eq!(marketing(&shop, "m0").await, None);
    assert_eq!(
        shop.members.put(&[file(Some(true))]).await.unwrap(),
        changes(0, 1, 0)
    );
    // A file without the column says nothing of it.
    assert_eq!(
        shop.members.put(&[file(None)]).await.unwrap(),
        changes(0, 0, 1)
    );
    assert_eq!(marketing(&shop, "m0").await, Some(true));
    let no = Consent::said(Purpose::MarketingMail, false, at(1), "profile");
    let key = MemberKey::new("m0");
    shop.members
        .consent(&key, std::slice::from_ref(&no))
        .await
        .unwrap();
    assert_eq!(
        shop.members.put(&[file(Some(true))]).await.unwrap(),
        changes(0, 0, 1)
    );
    assert_eq!(marketing(&shop, "m0").await, Some(false));
    let history = shop.members.consent_history(&key).await.unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!(
        (history[0].granted, history[0].at, history[0].by.as_str()),
        (true, None, "import")
    );
    assert_eq!(history[1], no);
    assert_eq!(shop.members.consents(&key).await.unwrap(), [no]);
}

async fn choices_and_consents_are_one(shop: Shop) {
    shop.stock(0, 1).await;
    let key = MemberKey::new("m0");
    assert_eq!(
        shop.members.choices(&key).await.unwrap(),
        Choices::default()
    );
    assert!(
        shop.members
            .agrees(&key, Purpose::Personalisation)
            .await
            .unwrap()
    );
    assert!(
        !shop
            .members
            .agrees(&key, Purpose::MarketingSms)
            .await
            .unwrap()
    );
    let off = Choices {
        personalised: false,
        remembers: true,
    };
    shop.members
        .choose(&key, off, at(1), "assistant")
        .await
        .unwrap();
    shop.members
        .choose(&key, off, at(2), "assistant")
        .await
        .unwrap();
    assert!(
        !shop
            .members
            .agrees(&key, Purpose::Personalisation)
            .await
            .unwrap()
    );
    let history = shop.members.consent_history(&key).await.unwrap();
    assert_eq!(
        history.len(),
        1,
        "what is no change is not said again: {history:?}"
    );
    let yes = Consent::said(Purpose::Personalisation, true, at(3), "profile");
    shop.members.consent(&key, &[yes]).await.unwrap();
    let on = Choices {
        personalised: true,
        remembers: true,
    };
    assert_eq!(shop.members.choices(&key).await.unwrap(), on);
}

async fn what_was_kept_before_moves(shop: Shop) {
    // A database as the program before consents left it.
    let before: Vec<Migration> = [catalog::migrations(), members::migrations()]
        .concat()
        .into_iter()
        .filter(|step| {
            let old = [
                "members_0001",
                "members_0002",
                "members_0003",
                "members_0004",
            ];
            old.contains(&step.name)
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let url = match shop.url.strip_prefix("postgres") {
        Some(_) => {
            let cluster = super::cluster::cluster().expect("it is there");
            cluster.fresh().await
        }
        None => Db::sqlite_url(&folder.path().join("old.db")),
    };
    let old = Db::open(&url, before).await.unwrap();
    let write = old.write(&["members", "member_choices"]).await.unwrap();
    for sql in [
        "INSERT INTO members (id, member_key, marketing) VALUES (1, 'a', TRUE), (2, 'b', FALSE), (3, 'c', NULL)",
        "INSERT INTO member_choices (member_key, personalised, remembers) \
         VALUES ('a', FALSE, TRUE), ('b', TRUE, FALSE)",
    ] {
        write.execute(sql, Vec::new()).await.unwrap();
    }
    write.commit().await.unwrap();
    old.close().await.unwrap();
    let new = Db::open(&url, members::migrations()).await.unwrap();
    let members = Members::new(new);
    let mut found = Vec::new();
    for key in ["a", "b", "c"] {
        let key = MemberKey::new(key);
        let member = members.get(&key).await.unwrap().expect("a member");
        let choices = members.choices(&key).await.unwrap();
        found.push((member.marketing, choices.personalised, choices.remembers));
    }
    assert_eq!(
        found,
        [
            (Some(true), false, true),
            (Some(false), true, false),
            (None, true, false)
        ]
    );
}

fn address(street: &str) -> Address {
    Address {
        line1: street.to_owned(),
        city: "Leeds".to_owned(),
        ..Address::default()
    }
}

async fn addresses_have_one_default(shop: Shop) {
    shop.stock(0, 2).await;
    let key = MemberKey::new("m0");
    let (members, put) = (&shop.members, |id, street, default| {
        let (members, key) = (shop.members.clone(), MemberKey::new("m0"));
        async move {
            let address = address(street);
            let kept = members.put_address(&key, id, "home", &address, default);
            kept.await.unwrap()
        }
    });
    let first = put(None, "1 High Street", false).await.expect("it is kept");
    let second = put(None, "2 High Street", false).await.expect("it is kept");
    let default = || async { members.default_address(&key).await.unwrap() };
    assert_eq!(default().await, Some(address("1 High Street")));
    put(Some(&second), "2a High Street", true)
        .await
        .expect("it is there");
    assert_eq!(default().await, Some(address("2a High Street")));
    assert_eq!(put(Some("none"), "x", false).await, None);
    // The shop's own file says another, which is the default from then on; theirs stay in the book.
    let theirs = [(key.clone(), address("3 High Street"))];
    members.put_default_addresses(&theirs).await.unwrap();
    members.put_default_addresses(&theirs).await.unwrap();
    assert_eq!(default().await, Some(address("3 High Street")));
    let book = members.addresses(&key).await.unwrap();
    assert_eq!(book.len(), 3);
    assert_eq!(book.iter().filter(|kept| kept.default).count(), 1);
    let shops = book[0].id.clone();
    assert!(members.remove_address(&key, &shops).await.unwrap());
    assert!(!members.remove_address(&key, &shops).await.unwrap());
    assert!(
        !members
            .remove_address(&MemberKey::new("m1"), &first)
            .await
            .unwrap()
    );
    let book = members.addresses(&key).await.unwrap();
    assert_eq!(
        book.iter().filter(|kept| kept.default).count(),
        1,
        "another one becomes it"
    );
    for (key, wrong) in [("m0", Address::default()), ("m9", address("4 High Street"))] {
        let key = MemberKey::new(key);
        let refused = members.put_address(&key, None, "", &wrong, false);
        let refused = refused.await;
        assert!(
            matches!(
                refused,
                Err(MembersError::Address | MembersError::Unknown(_))
            ),
            "{refused:?}"
        );
    }
}

async fn only_what_is_known_is_preferred(shop: Shop) {
    shop.stock(0, 1).await;
    let key = MemberKey::new("m0");
    let wanted = |pairs: &[(&str, Option<&str>)]| -> BTreeMap<String, Option<String>> {
        let pair =
            |(name, value): &(&str, Option<&str>)| ((*name).to_owned(), value.map(str::to_owned));
        pairs.iter().map(pair).collect()
    };
    let good = wanted(&[("packaging", Some("gift")), ("shoe_size", Some("42"))]);
    shop.members.prefer(&key, &good).await.unwrap();
    for bad in [
        [("packaging", None), ("colour", Some("red"))],
        [("packaging", None), ("contact", Some("pigeon"))],
        [("packaging", None), ("shoe_size", Some(" "))],
    ] {
        let refused = shop.members.prefer(&key, &wanted(&bad)).await;
        assert!(
            matches!(refused, Err(MembersError::Preference { .. })),
            "{refused:?}"
        );
    }
    let kept = shop.members.preferences(&key).await.unwrap();
    assert_eq!(kept.len(), 2, "nothing of a bad one was kept: {kept:?}");
    shop.members
        .prefer(&key, &wanted(&[("packaging", None)]))
        .await
        .unwrap();
    let kept = shop.members.preferences(&key).await.unwrap();
    assert_eq!(
        kept,
        BTreeMap::from([("shoe_size".to_owned(), "42".to_owned())])
    );
}

async fn remarks_are_kept(shop: Shop) {
    shop.stock(0, 2).await;
    let key = MemberKey::new("m0");
    shop.members
        .tag(&key, " Wholesale ", "Ann", at(1))
        .await
        .unwrap();
    shop.members
        .tag(&key, "wholesale", "Ben", at(2))
        .await
        .unwrap();
    let tags = shop.members.tags(&key).await.unwrap();
    assert_eq!(tags.len(), 1);
    assert_eq!(
        (tags[0].tag.as_str(), tags[0].by.as_str()),
        ("wholesale", "Ann")
    );
    assert_eq!(
        shop.members.tagged("WHOLESALE").await.unwrap(),
        std::slice::from_ref(&key)
    );
    shop.members.untag(&key, "wholesale").await.unwrap();
    assert!(shop.members.tagged("wholesale").await.unwrap().is_empty());
    let id = shop
        .members
        .note(&key, "要纸质发票", "Ann", at(3))
        .await
        .unwrap();
    shop.members
        .unnote(&MemberKey::new("m1"), &id)
        .await
        .unwrap();
    let notes = shop.members.notes(&key).await.unwrap();
    assert_eq!(notes.len(), 1, "another's note is not deleted");
    assert_eq!((notes[0].text.as_str(), notes[0].at), ("要纸质发票", at(3)));
    shop.members.unnote(&key, &id).await.unwrap();
    assert!(shop.members.notes(&key).await.unwrap().is_empty());
    for refused in [
        shop.members.tag(&key, " ", "Ann", at(1)).await,
        shop.members
            .tag(&MemberKey::new("m9"), "x", "Ann", at(1))
            .await,
    ] {
        assert!(refused.is_err());
    }
}
