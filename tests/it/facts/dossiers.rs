//! Everything that is held of one member: given out, merged, erased, and looked for afterwards.

use std::collections::BTreeSet;
use std::pin::pin;

use futures::future::{Either, select};
use storekeeper::audit::{Audit, TurnRecord};
use storekeeper::clock::Timestamp;
use storekeeper::db::Whose;
use storekeeper::dossiers::{self, Dossiers, DossiersError, Found};
use storekeeper::ids::MemberKey;
use storekeeper::members::{Choices, Likeness, Member};

use super::shop::{Shop, changes, on_both, order};

on_both!(
    every_table_says_whose_its_rows_are,
    an_export_holds_every_table,
    a_merge_moves_everything_and_keeps_the_name,
    likely_duplicates_are_found,
    an_erased_member_is_gone_everywhere,
    what_is_left_is_found,
    an_erasure_that_was_stopped_goes_on,
    an_erasure_is_whole_or_not_at_all,
);

const KEY: &str = "13085";
const OTHER: &str = "13086";

fn now() -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000)
}

fn key() -> MemberKey {
    MemberKey::new(KEY)
}

/// Runs statements as a program that is no friend of ours would.
async fn sql(shop: &Shop, statements: &[&str]) {
    let write = shop.db.write(&[]).await.unwrap();
    for statement in statements {
        write.execute(statement, Vec::new()).await.expect(statement);
    }
    write.commit().await.unwrap();
}

/// Two members with something in every table there is.
#[allow(clippy::too_many_lines, reason = "a row for each table")]
async fn filled(shop: &Shop) -> Dossiers {
    shop.stock(2, 0).await;
    let people =
        [(KEY, "Mary O'Neill \"Mo\"", "mo"), (OTHER, "王芳", "wang")].map(|(key, name, mail)| {
            Member {
                name: Some(name.to_owned()),
                city: Some("Leeds".to_owned()),
                mail: Some(format!("{mail}@shop.example")),
                phone: Some(format!("+44 113 496 0{}", &key[2..])),
                marketing: Some(true),
                joined: Some(now()),
                ..Member::new(MemberKey::new(key))
            }
        });
    shop.members.put(&people).await.unwrap();
    let choices = Choices {
        personalised: false,
        remembers: true,
    };
    for (n, person) in people.iter().enumerate() {
        let (key, n) = (&person.key, i64::try_from(n).unwrap());
        shop.orders
            .put(&[order(
                &format!("A{n}"),
                key.as_str(),
                n,
                &[("p0", 1), ("p1", 2)],
            )])
            .await
            .unwrap();
        shop.members
            .choose(key, choices, now(), "profile")
            .await
            .unwrap();
        shop.members
            .tag(key, "wholesale", "Ann", now())
            .await
            .unwrap();
        shop.members
            .note(key, "asks for Mary O'Neill \"Mo\"", "Ann", now())
            .await
            .unwrap();
        sql(
            shop,
            &[
                &format!(
                    "INSERT INTO member_addresses VALUES ('a{n}', '{key}', 'home', '', '1 High Street', '', 'Leeds', '', '', '', TRUE)"
                ),
                &format!("INSERT INTO member_told VALUES ('t{n}', '{key}', 'size', 'I wear 42', 1)"),
                &format!("INSERT INTO member_preferences VALUES ('{key}', 'packaging', 'gift')"),
                &format!("INSERT INTO member_aliases VALUES ('old-{key}', '{key}')"),
                &format!(
                    "INSERT INTO events (id, event_key, member_id, at, kind) VALUES ({n}, 'e{n}', \
                     (SELECT id FROM members WHERE member_key = '{key}'), 1, 'Session Started')"
                ),
                &format!(
                    "INSERT INTO order_addresses SELECT id, '', '1 High Street', '', 'Leeds', '', '', '' FROM orders \
                     WHERE order_number = 'A{n}'"
                ),
                &format!(
                    "INSERT INTO order_payments SELECT id, 0, 'payment', 100, 'card-{n}', 1 FROM orders \
                     WHERE order_number = 'A{n}'"
                ),
                &format!(
                    "INSERT INTO order_shipments SELECT id, 0, '{{}}' FROM orders WHERE order_number = 'A{n}'"
                ),
                &format!(
                    "INSERT INTO order_served SELECT 's{n}', id, 0, 1, 'member:{key}', '{{}}', 0 FROM orders \
                     WHERE order_number = 'A{n}'"
                ),
                &format!(
                    "INSERT INTO payment_methods VALUES ('card-{n}', '{key}', 'card', 'Visa', '4242', NULL, NULL)"
                ),
                &format!("INSERT INTO member_promotions VALUES ('p', '{key}', 2, '', '', 1, 2, 3)"),
                &format!("INSERT INTO member_tiers VALUES ('{key}', 'bronze', NULL, NULL, 1)"),
                &format!(
                    "INSERT INTO member_tier_changes VALUES ({n}, '{key}', 'bronze', 'silver', 1, 'reached', 1, 'CNY', 1, 1)"
                ),
                &format!(
                    "INSERT INTO point_operations VALUES ({n}, 'k{n}', 'c', 'earn', '{key}', 1, 0, 1, 'r', NULL, NULL, \
                     NULL, 1)"
                ),
                &format!(
                    "INSERT INTO point_lots VALUES ({n}, '{key}', 1, 1, 0, 0, 1, NULL, {n}, NULL, 0, 'r', NULL, 1)"
                ),
                &format!("INSERT INTO point_entries VALUES ({n}, {n}, {n}, '{key}', 1)"),
                &format!(
                    "INSERT INTO point_credits VALUES ('ref{n}', {n}, '{key}', 1, 'CNY', NULL, FALSE, 1)"
                ),
                &format!("INSERT INTO visitors VALUES ({n}, 'browser {n}')"),
                &format!(
                    "INSERT INTO visitor_ties SELECT {n}, {n}, id, 1 FROM members WHERE member_key = '{key}'"
                ),
                &format!(
                    "INSERT INTO survey_invitations SELECT 'i{n}', 'nps', id, '', 1, 1, NULL, NULL, NULL, NULL \
                     FROM members WHERE member_key = '{key}'"
                ),
                &format!("INSERT INTO chats VALUES ('c{n}', 'member:{key}', '{{}}', 1)"),
                &format!("INSERT INTO chat_messages VALUES ('c{n}:1', 'c{n}', 1, 1, 'I am {key}', '[]')"),
                &format!("INSERT INTO chat_ratings VALUES ('c{n}:1', 'c{n}', 1, 1, TRUE, NULL)"),
                &format!(
                    "INSERT INTO member_codes VALUES ('mail:{}', '', '', NULL, 0, 0, 0, 0, 0, 0, 0, 0)",
                    person.mail.as_deref().unwrap()
                ),
            ],
        )
        .await;
        for row in super::inbox::rows(n, key.as_str()) {
            sql(shop, &[&row]).await;
        }
        let record = TurnRecord {
            who: format!("member:{key}"),
            ..TurnRecord::default()
        };
        Audit::new(shop.db.clone())
            .append(now(), &record)
            .await
            .unwrap();
    }
    Dossiers::new(shop.db.clone())
}

/// The tables with something in them.
async fn full(shop: &Shop) -> BTreeSet<String> {
    let mut full = BTreeSet::new();
    for table in shop.db.reader().tables().await.unwrap() {
        let count = format!("SELECT COUNT(*) FROM {}", table.name);
        if shop.db.reader().number(&count).await.unwrap() > 0 {
            full.insert(table.name);
        }
    }
    full
}

async fn every_table_says_whose_its_rows_are(shop: Shop) {
    let tables = shop.db.reader().tables().await.unwrap();
    let there: BTreeSet<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    let holdings = dossiers::holdings();
    let said: BTreeSet<&str> = holdings.iter().map(|holding| holding.table).collect();
    assert_eq!(there, said, "each table stands in the holdings of its room");
    assert_eq!(holdings.len(), said.len(), "and once");
    for holding in holdings {
        let table = tables
            .iter()
            .find(|table| table.name == holding.table)
            .unwrap();
        let columns: Vec<&str> = table
            .columns
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        for column in holding.others.iter().chain(match &holding.whose {
            Whose::Key(column) | Whose::Principal(column) | Whose::Of { column, .. } => {
                Some(column)
            }
            Whose::Mentioned | Whose::Nobody => None,
        }) {
            assert!(columns.contains(column), "{}.{column}", holding.table);
        }
        let personal = ["member", "who", "mail", "phone", "visitor"];
        if matches!(holding.whose, Whose::Nobody) {
            let found = columns
                .iter()
                .find(|column| personal.iter().any(|word| column.contains(word)));
            assert_eq!(found, None, "{} is said to be nobody's", holding.table);
        }
    }
}

async fn an_export_holds_every_table(shop: Shop) {
    let dossiers = filled(&shop).await;
    let dossier = dossiers.export(&key(), now()).await.unwrap();
    let given: BTreeSet<String> = dossier.tables.keys().cloned().collect();
    let mut wanted = full(&shop).await;
    for (table, why) in [
        ("products", "nobody's"),
        ("inbox_pulse", "nobody's"),
        ("audit", "stands under answers"),
        ("member_codes", "secrets"),
    ] {
        assert!(wanted.remove(table), "{table}: {why}");
    }
    assert_eq!(given, wanted);
    assert_eq!(dossier.answers.len(), 1);
    let text = serde_json::to_string(&dossier).unwrap();
    assert!(
        !text.contains(OTHER) && !text.contains("王芳"),
        "nothing of others: {text}"
    );
    assert_eq!(dossier.tables["order_lines"].len(), 2);
    let products = dossier.tables["order_lines"]
        .iter()
        .map(|line| line["product"].as_str());
    let products: BTreeSet<_> = products.collect();
    assert_eq!(products, BTreeSet::from([Some("p0"), Some("p1")]));
    assert_eq!(
        dossier.tables["members"][0]["joined"],
        "2023-11-14T22:13:20Z"
    );
    let unknown = dossiers.export(&MemberKey::new("x"), now()).await;
    assert!(matches!(unknown, Err(DossiersError::Unknown(_))));
}

async fn a_merge_moves_everything_and_keeps_the_name(shop: Shop) {
    let dossiers = filled(&shop).await;
    let other = MemberKey::new(OTHER);
    let before = full(&shop).await;
    let would = dossiers.would_move(&key(), &other).await.unwrap();
    let moved = dossiers
        .merge(&key(), &other, "staff", now())
        .await
        .unwrap();
    assert_eq!(would, moved);
    assert_eq!(full(&shop).await, before);
    assert_eq!(shop.members.count().await.unwrap(), 1);
    // Both keys, and the one that was merged before, name the one who stays.
    for name in [KEY, OTHER, "old-13085", "old-13086"] {
        let named = shop.members.get(&MemberKey::new(name)).await.unwrap();
        assert_eq!(named.expect(name).key, other);
        let orders = shop.orders.latest(&MemberKey::new(name), 9).await.unwrap();
        assert_eq!(orders.len(), 2, "{name}");
    }
    let dossier = dossiers.export(&key(), now()).await.unwrap();
    assert_eq!(dossier.tables["member_addresses"].len(), 2);
    assert_eq!(dossier.tables["member_tags"].len(), 1, "the same tag once");
    assert_eq!(dossier.tables["chats"].len(), 2);
    assert_eq!(dossier.tables["events"].len(), 2);
    // An import of the old key changes nobody.
    let again = Member::new(key());
    assert_eq!(shop.members.put(&[again]).await.unwrap(), changes(0, 0, 1));
    // An order of the old key is the survivor's.
    let late = order("A9", KEY, 9, &[("p0", 1)]);
    shop.orders.put(&[late]).await.unwrap();
    assert!(shop.find("A9", OTHER).await.is_some());
    let verdict = Audit::new(shop.db.clone()).verify().await.unwrap();
    assert_eq!((verdict.records, verdict.faults.len()), (3, 0));
    let itself = dossiers.merge(&key(), &other, "staff", now()).await;
    assert!(matches!(itself, Err(DossiersError::Same(_))));
}

async fn likely_duplicates_are_found(shop: Shop) {
    let person = |key: &str, name: &str, mail: &str, phone: &str| Member {
        name: Some(name.to_owned()),
        city: Some("Leeds".to_owned()),
        mail: Some(mail.to_owned()),
        phone: Some(phone.to_owned()),
        ..Member::new(MemberKey::new(key))
    };
    let people = [
        person("a", "Ann Lee", "ann@shop.example", "1 2 3"),
        person("b", "ANN LEE", "lee@shop.example", "4"),
        person("c", "Ben", "ann@shop.example", "5"),
        person("d", "Cai", "cai@shop.example", "(12)-3"),
        person("e", "Dai", "", ""),
        person("f", "Eve", "", ""),
    ];
    shop.members.put(&people).await.unwrap();
    let found = shop.members.duplicates(10).await.unwrap();
    let found: Vec<_> = found
        .iter()
        .map(|pair| (pair.first.as_str(), pair.second.as_str(), pair.why))
        .collect();
    assert_eq!(
        found,
        [
            ("a", "c", Likeness::Mail),
            ("a", "d", Likeness::Phone),
            ("a", "b", Likeness::NameAndCity)
        ]
    );
}

async fn an_erased_member_is_gone_everywhere(shop: Shop) {
    let dossiers = filled(&shop).await;
    // Strangers and records that mention them; a stranger who does not; another member of the same name.
    sql(
        &shop,
        &[
            "INSERT INTO chats VALUES ('s', 'anonymous', '{\"mail\":\"MO@shop.example\"}', 1)",
            "INSERT INTO chat_messages VALUES ('s:1', 's', 1, 1, 'hello', '[]')",
            "INSERT INTO chats VALUES ('u', 'anonymous', '{}', 1)",
            "INSERT INTO chat_messages VALUES ('u:1', 'u', 1, 1, 'more 13085 please', '[]')",
        ],
    )
    .await;
    let lines = shop.orders.count_lines().await.unwrap();
    let erasure = dossiers.erase(&key(), "staff", now()).await.unwrap();
    for table in [
        "member_addresses",
        "member_aliases",
        "member_choices",
        "member_codes",
        "member_consents",
        "member_notes",
        "member_preferences",
        "member_promotions",
        "member_tags",
        "member_told",
        "member_tiers",
        "member_tier_changes",
        "point_operations",
        "point_lots",
        "point_entries",
        "point_credits",
        "order_addresses",
        "order_shipments",
        "order_served",
        "payment_methods",
        "visitor_ties",
        "survey_invitations",
        "events",
        "chats",
        "chat_messages",
        "chat_ratings",
        "inbox_cases",
        "audit",
    ] {
        assert!(
            erasure.removed.contains_key(table),
            "{table}: {:?}",
            erasure.removed
        );
    }
    let stay: Vec<&str> = erasure.pseudonymised.keys().map(String::as_str).collect();
    // What was paid stays in the books; a browser without its tie means nobody.
    assert_eq!(
        stay,
        [
            "members",
            "order_lines",
            "order_payments",
            "orders",
            "visitors"
        ]
    );
    let proof = dossiers.prove(&erasure).await.unwrap();
    assert_eq!(proof.found, []);
    assert_eq!(
        proof.others, 1,
        "the note about the other member, with the same name in it"
    );
    let tables = shop.db.reader().tables().await.unwrap();
    assert_eq!(proof.tables.len(), tables.len());
    dossiers.end(&erasure, now()).await.unwrap();
    assert!(dossiers.unfinished().await.unwrap().is_empty());

    // The books stand, under a name that means nobody; the other member is as before.
    assert_eq!(shop.orders.count_lines().await.unwrap(), lines);
    let nobody = MemberKey::new(&erasure.pseudonym);
    assert_eq!(shop.orders.latest(&nobody, 9).await.unwrap().len(), 1);
    let left = shop.members.get(&nobody).await.unwrap().expect("a row");
    assert_eq!(left, Member::new(nobody));
    assert_eq!(shop.members.count().await.unwrap(), 1);
    assert_eq!(shop.members.first(9).await.unwrap().len(), 1);
    for name in [KEY, "old-13085"] {
        assert_eq!(shop.members.get(&MemberKey::new(name)).await.unwrap(), None);
    }
    let other = dossiers
        .export(&MemberKey::new(OTHER), now())
        .await
        .unwrap();
    assert_eq!(other.tables["member_notes"].len(), 1);
    let messages = "SELECT COUNT(*) FROM chat_messages";
    let messages = shop.db.reader().number(messages).await.unwrap();
    assert_eq!(
        messages, 2,
        "the other member's, and the stranger's who said nothing of them"
    );
    let verdict = Audit::new(shop.db.clone()).verify().await.unwrap();
    assert_eq!((verdict.erased, verdict.faults.len()), (1, 0));
    let again = dossiers.erase(&key(), "staff", now()).await;
    assert!(matches!(again, Err(DossiersError::Unknown(_))), "{again:?}");
}

async fn what_is_left_is_found(shop: Shop) {
    let dossiers = filled(&shop).await;
    let erasure = dossiers.erase(&key(), "staff", now()).await.unwrap();
    // What a program wrote that knew nothing of the erasure, and a table of which no room knows.
    sql(
        &shop,
        &[
            "INSERT INTO chats VALUES ('n', 'member:13085', '{\"name\":\"Mary O''Neill \\\"Mo\\\"\"}', 1)",
            "INSERT INTO member_told VALUES ('z', '13085', 'other', 'x', 1)",
            "CREATE TABLE elsewhere (id BIGINT NOT NULL PRIMARY KEY, said TEXT)",
            "INSERT INTO elsewhere VALUES (1, 'write to mo@shop.example, please'), (2, 'comma-mo@shop.example')",
            "INSERT INTO elsewhere VALUES (3, 'call +441134960085'), (4, '44113496008')",
        ],
    )
    .await;
    let proof = dossiers.prove(&erasure).await.unwrap();
    let found = |table: &str, column: &str, cells| Found {
        table: table.to_owned(),
        column: column.to_owned(),
        cells,
    };
    assert_eq!(
        proof.found,
        [
            found("chats", "who", 1),
            found("chats", "memory", 1),
            found("elsewhere", "said", 3),
            found("member_told", "member_key", 1)
        ]
    );
}

async fn an_erasure_that_was_stopped_goes_on(shop: Shop) {
    let dossiers = filled(&shop).await;
    let begun = dossiers.erase(&key(), "staff", now()).await.unwrap();
    // Another program, later: the same erasure, by each of the keys.
    let later = Dossiers::new(shop.db.clone());
    for name in [KEY, "old-13085"] {
        let again = later.erase(&MemberKey::new(name), "staff", now()).await;
        assert_eq!(again.unwrap(), begun);
    }
    assert_eq!(
        later.unfinished().await.unwrap(),
        std::slice::from_ref(&begun)
    );
    later.end(&begun, now()).await.unwrap();
    let held = "SELECT COUNT(*) FROM erasures WHERE erasure IS NOT NULL";
    assert_eq!(shop.db.reader().number(held).await.unwrap(), 0);
}

async fn an_erasure_is_whole_or_not_at_all(shop: Shop) {
    let dossiers = filled(&shop).await;
    let before = dossiers.export(&key(), now()).await.unwrap();
    let mut stopped = 0;
    // Stopped after more and more of its steps, until it is through.
    let longer = std::iter::successors(Some(0_u64), |steps| Some(steps + steps / 2 + 1));
    for steps in longer.take_while(|steps| *steps < 1_000_000) {
        let pause = pin!(async {
            for _ in 0..steps {
                tokio::task::yield_now().await;
            }
        });
        let (member, erasing) = (key(), dossiers.clone());
        let erasing = async move { erasing.erase(&member, "staff", now()).await.unwrap() };
        match select(pin!(erasing), pause).await {
            Either::Left(_) => break,
            Either::Right(_) => stopped += 1,
        }
        match dossiers.export(&key(), now()).await {
            Ok(after) => assert_eq!(after, before),
            // It was past the point of no return.
            Err(_) => break,
        }
    }
    assert!(stopped > 0, "it was never stopped");
    let erasure = dossiers.erase(&key(), "staff", now()).await.unwrap();
    assert_eq!(dossiers.prove(&erasure).await.unwrap().found, []);
}
