//! The inbox: how cases are found, what is said in them, who sees it, and what is left when somebody is erased.

use std::time::Duration;

use storekeeper::access::Principal;
use storekeeper::assistant::{
    Agent, Case, CaseState, Changed, Chats, Filter, Handover, Inbox, InboxError, InboxRules, News,
    Party, Seen,
};
use storekeeper::clock::Timestamp;
use storekeeper::db::Db;
use storekeeper::dossiers::Dossiers;
use storekeeper::ids::MemberKey;

use super::cluster::cluster;
use super::door::moment;
use super::shop::{Shop, migrations, on_both, run};

on_both!(
    cases_are_found_by_state_agent_and_tag,
    texts_that_do_not_fit_are_refused,
    signs_of_typing_are_kept_now_and_then_and_fade,
    another_process_sees_a_change_within_seconds,
    an_erased_member_leaves_no_case,
    a_merged_member_takes_their_cases_along,
    a_conversation_that_is_deleted_takes_its_case_along,
);

/// A row in each table of the inbox, for the member with this key.
pub(super) fn rows(n: i64, key: &str) -> Vec<String> {
    vec![
        format!(
            "INSERT INTO inbox_cases (id, chat, who, state, since, summary, turn, version, stamp) VALUES \
             ('k{n}', 'c{n}', 'member:{key}', 'taken', 1, '[]', 1, 1, 1)"
        ),
        format!(
            "INSERT INTO inbox_messages VALUES ('c{n}:1', 'c{n}', 'k{n}', 1, 1, 1, 'person', 'lin', 'Lin', 'I am {key}')"
        ),
        format!("INSERT INTO inbox_notes VALUES ('k{n}:1', 'k{n}', 1, 'lin', 'is {key}')"),
        format!("INSERT INTO inbox_tags VALUES ('k{n}:vip', 'k{n}', 'vip')"),
        format!("INSERT INTO inbox_typing VALUES ('k{n}:agent', 'k{n}', 'agent', 1, 1)"),
        format!(
            "INSERT INTO assistant_drafts (id, case_id, at, agent, language, tone, worded_by, plans, draft, outcome) VALUES \
             ('d{n}', 'k{n}', 1, 'lin', 'en', 'warm', 'template', '[]', 'Hi {key}', 'open')"
        ),
    ]
}

/// A Friday.
const NOW: &str = "2026-11-20T12:00:00Z";

pub(super) fn later(seconds: i64) -> Timestamp {
    Timestamp::from_micros(moment(NOW).micros() + seconds * 1_000_000)
}

pub(super) fn open(shop: &Shop) -> Inbox {
    Inbox::new(shop.db.clone(), InboxRules::built_in().unwrap())
}

pub(super) fn agent(name: &str) -> Agent {
    Agent {
        name: name.to_owned(),
        shown: format!("{name}!"),
        leads: false,
    }
}

pub(super) fn wish(chat: &str, who: Principal) -> Handover {
    Handover {
        chat: chat.to_owned(),
        who,
        at: later(0),
        turn: 2,
        summary: vec!["a person, please".to_owned()],
    }
}

/// A case that waits.
pub(super) async fn waiting(inbox: &Inbox, chat: &str) -> Case {
    let wish = wish(chat, Principal::Anonymous);
    assert!(inbox.hand_over(&wish).await.unwrap());
    inbox.of_chat(chat).await.unwrap().expect("a case")
}

pub(super) fn why(refused: Result<Case, InboxError>) -> String {
    match refused {
        Err(InboxError::Conflict { why, .. }) => why,
        other => panic!("a conflict is expected: {other:?}"),
    }
}

/// What the shopper was told, in short.
pub(super) async fn told(inbox: &Inbox, chat: &str) -> Vec<String> {
    let told = inbox.told(chat, 0).await.unwrap();
    told.into_iter()
        .map(|told| match told.news {
            News::Person { name, text, .. } => format!("{name} {text}"),
            News::Attended { state, name, .. } => {
                format!("{} {}", state.word(), name.unwrap_or_default())
            }
        })
        .collect()
}

fn in_state(states: &[CaseState]) -> Filter {
    Filter {
        states: states.to_vec(),
        assignee: None,
        tag: None,
        limit: 100,
    }
}

async fn cases_are_found_by_state_agent_and_tag(shop: Shop) {
    let inbox = open(&shop);
    let lin = agent("lin");
    let mut ids = Vec::new();
    for n in 0..4 {
        let wish = Handover {
            at: later(-n),
            ..wish(&format!("c{n}"), Principal::Anonymous)
        };
        inbox.hand_over(&wish).await.unwrap();
        ids.push(inbox.of_chat(&wish.chat).await.unwrap().unwrap().id);
    }
    inbox.take(&ids[1], &lin, None, later(1)).await.unwrap();
    inbox
        .close(
            &ids[2],
            &Agent {
                leads: true,
                ..lin.clone()
            },
            None,
            later(1),
        )
        .await
        .unwrap();
    inbox
        .tag(&ids[0], &[" Refund ".to_owned(), "vip".to_owned()], &[])
        .await
        .unwrap();
    let found = async |filter: Filter| -> Vec<usize> {
        let cases = inbox.cases(&filter).await.unwrap();
        let place = |case: &Case| ids.iter().position(|id| *id == case.id).unwrap();
        cases.iter().map(place).collect()
    };
    assert_eq!(
        found(in_state(&[CaseState::Waiting])).await,
        [3, 0],
        "who waits longest comes first"
    );
    assert_eq!(found(in_state(&[])).await, [3, 1, 0, 2], "ended ones last");
    let mine = Filter {
        assignee: Some("lin".to_owned()),
        ..in_state(&[])
    };
    assert_eq!(found(mine).await, [1]);
    let nobodys = Filter {
        assignee: Some(String::new()),
        ..in_state(&[CaseState::Waiting])
    };
    assert_eq!(found(nobodys).await, [3, 0]);
    let tagged = Filter {
        tag: Some("refund".to_owned()),
        ..in_state(&[])
    };
    assert_eq!(found(tagged.clone()).await, [0]);
    assert_eq!(
        found(Filter {
            limit: 2,
            ..in_state(&[])
        })
        .await,
        [3, 1]
    );
    assert_eq!(inbox.case(&ids[0]).await.unwrap().tags, ["refund", "vip"]);
    inbox
        .tag(&ids[0], &[], &["REFUND".to_owned()])
        .await
        .unwrap();
    assert!(found(tagged).await.is_empty());
    let counts = inbox.counts().await.unwrap();
    assert_eq!(
        counts,
        [
            (CaseState::Closed, 1),
            (CaseState::Taken, 1),
            (CaseState::Waiting, 2)
        ]
    );
}

async fn texts_that_do_not_fit_are_refused(shop: Shop) {
    let inbox = open(&shop);
    let lin = agent("lin");
    let case = waiting(&inbox, "c").await;
    inbox.take(&case.id, &lin, None, later(1)).await.unwrap();
    let (long, just) = ("字".repeat(2_001), "字".repeat(2_000));
    for (text, says) in [
        ("", "says nothing"),
        (" \n\u{200b}\t", "says nothing"),
        (&long, "2000 characters"),
        ("Dear {name}!", "{name}"),
    ] {
        let refused = inbox
            .reply(&case.id, text, &lin, later(2))
            .await
            .unwrap_err();
        assert!(
            matches!(&refused, InboxError::Unfit(why) if why.contains(says)),
            "{refused}"
        );
    }
    assert!(inbox.note(&case.id, " ", &lin, later(2)).await.is_err());
    assert!(inbox.note(&case.id, &long, &lin, later(2)).await.is_err());
    let tags: Vec<String> = (0..21).map(|n| format!("tag {n}")).collect();
    assert!(inbox.tag(&case.id, &tags, &[]).await.is_err());
    assert!(inbox.tag(&case.id, &["x".repeat(41)], &[]).await.is_err());
    assert!(
        inbox.case(&case.id).await.unwrap().tags.is_empty(),
        "none of them is kept"
    );
    inbox.reply(&case.id, &just, &lin, later(3)).await.unwrap();
    inbox
        .reply(&case.id, "bad\u{202e}\u{7} {braces}", &lin, later(3))
        .await
        .unwrap();
    let told = told(&inbox, "c").await;
    assert_eq!(told[1].chars().count(), 2_000 + "lin! ".len());
    assert!(
        told[2].starts_with("lin! bad") && !told[2].contains(['\u{202e}', '\u{7}']),
        "{told:?}"
    );
}

async fn signs_of_typing_are_kept_now_and_then_and_fade(shop: Shop) {
    let inbox = open(&shop);
    let lin = agent("lin");
    let case = waiting(&inbox, "c").await;
    let id = case.id.as_str();
    let stamp = async || inbox.stamp().await.unwrap();
    let before = stamp().await;
    inbox.types(id, None, later(0)).await.unwrap();
    assert_eq!(stamp().await, before, "nobody is there to see it");
    inbox.take(id, &lin, None, later(0)).await.unwrap();
    let before = stamp().await;
    for tenth in 0..19 {
        let at = Timestamp::from_micros(later(1).micros() + tenth * 100_000);
        inbox.types(id, None, at).await.unwrap();
    }
    assert_eq!(stamp().await, before + 1, "once in two seconds");
    inbox.types(id, Some(&lin), later(1)).await.unwrap();
    let seen = inbox.changed_after(before).await.unwrap();
    let sides: Vec<Option<Party>> = seen.iter().map(|one| one.typing).collect();
    assert_eq!(sides, [Some(Party::Shopper), Some(Party::Agent)]);
    assert!(inbox.typing(id, Party::Shopper, later(6)).await.unwrap());
    assert!(!inbox.typing(id, Party::Shopper, later(7)).await.unwrap());
}

async fn another_process_sees_a_change_within_seconds(shop: Shop) {
    let (here, there) = (open(&shop), open(&shop));
    let case = waiting(&here, "c").await;
    let mut watch = there.watch().await.unwrap();
    let lin = agent("lin");
    here.take(&case.id, &lin, None, later(1)).await.unwrap();
    here.reply(&case.id, "hello", &lin, later(2)).await.unwrap();
    let (mut last, newest) = (0, there.stamp().await.unwrap());
    while last < newest {
        let seen = tokio::time::timeout(Duration::from_secs(20), watch.next()).await;
        let Ok(Seen::Changes(changes)) = seen else {
            panic!("changes are seen in time: {seen:?}");
        };
        let ours = |one: &Changed| one.case == case.id && one.chat == "c" && one.typing.is_none();
        assert!(changes.iter().all(ours), "{changes:?}");
        last = changes.last().map_or(last, |one| one.stamp);
    }
    assert_eq!(told(&there, "c").await, ["taken lin!", "lin! hello"]);
}

/// A member's case with something in every table.
async fn full(shop: &Shop, inbox: &Inbox, member: &str, chat: &str) -> String {
    let who = Principal::Member(MemberKey::new(member));
    assert!(inbox.hand_over(&wish(chat, who)).await.unwrap());
    let id = inbox.of_chat(chat).await.unwrap().expect("a case").id;
    let lin = agent("lin");
    inbox.take(&id, &lin, None, later(1)).await.unwrap();
    inbox.reply(&id, "hello", &lin, later(2)).await.unwrap();
    inbox
        .note(&id, &format!("{member} calls often"), &lin, later(2))
        .await
        .unwrap();
    inbox.tag(&id, &["vip".to_owned()], &[]).await.unwrap();
    inbox.types(&id, None, later(3)).await.unwrap();
    assert_eq!(rows_in(shop).await, [1, 2, 1, 1, 1]);
    id
}

/// Rows of cases, messages, notes, tags and typing.
async fn rows_in(shop: &Shop) -> [i64; 5] {
    let mut rows = [0; 5];
    for (at, table) in ["cases", "messages", "notes", "tags", "typing"]
        .iter()
        .enumerate()
    {
        let count = format!("SELECT COUNT(*) FROM inbox_{table}");
        rows[at] = shop.db.reader().number(&count).await.unwrap();
    }
    rows
}

async fn an_erased_member_leaves_no_case(shop: Shop) {
    shop.stock(0, 2).await;
    let inbox = open(&shop);
    full(&shop, &inbox, "m0", "c").await;
    let dossiers = Dossiers::new(shop.db.clone());
    let erasure = dossiers
        .erase(&MemberKey::new("m0"), "staff", later(9))
        .await
        .unwrap();
    assert_eq!(rows_in(&shop).await, [0; 5]);
    assert!(dossiers.prove(&erasure).await.unwrap().found.is_empty());
    // Their token outlives them: nothing of them comes back.
    let who = Principal::Member(MemberKey::new("m0"));
    inbox.hand_over(&wish("d", who)).await.unwrap();
    assert_eq!(rows_in(&shop).await, [0; 5]);
}

async fn a_merged_member_takes_their_cases_along(shop: Shop) {
    shop.stock(0, 2).await;
    let inbox = open(&shop);
    let id = full(&shop, &inbox, "m0", "c").await;
    let (from, into) = (MemberKey::new("m0"), MemberKey::new("m1"));
    Dossiers::new(shop.db.clone())
        .merge(&from, &into, "staff", later(9))
        .await
        .unwrap();
    assert_eq!(inbox.case(&id).await.unwrap().member(), Some("m1"));
    assert_eq!(rows_in(&shop).await, [1, 2, 1, 1, 1]);
}

async fn a_conversation_that_is_deleted_takes_its_case_along(shop: Shop) {
    shop.stock(0, 1).await;
    let inbox = open(&shop);
    let chats = Chats::new(shop.db.clone());
    full(&shop, &inbox, "m0", "c").await;
    chats
        .forget_all(&Principal::Member(MemberKey::new("m0")))
        .await
        .unwrap();
    assert_eq!(rows_in(&shop).await, [0; 5]);
    // One that nobody has gone on with for thirty days.
    waiting(&inbox, "old").await;
    chats.forget_old(later(29 * 86_400)).await.unwrap();
    assert_eq!(rows_in(&shop).await[0], 1);
    chats.forget_old(later(31 * 86_400)).await.unwrap();
    assert_eq!(rows_in(&shop).await, [0; 5]);
}

#[test]
fn who_waited_before_there_were_cases_waits_on() {
    let folder = tempfile::tempdir().unwrap();
    run(async {
        let mut urls = vec![Db::sqlite_url(&folder.path().join("shop.db"))];
        if let Some(cluster) = cluster() {
            urls.push(cluster.fresh().await);
        }
        for url in urls {
            let mut before = migrations();
            before.retain(|step| !step.name.starts_with("inbox_"));
            let db = Db::open(&url, before).await.unwrap();
            let write = db.write(&[]).await.unwrap();
            let waits = "INSERT INTO handovers VALUES ('c', 'member:m0', 5000000, '[\"a mug\"]')";
            write.execute(waits, Vec::new()).await.unwrap();
            write.commit().await.unwrap();
            db.close().await.unwrap();
            let shop = Shop::open(&url).await;
            let case = open(&shop).of_chat("c").await.unwrap().expect("a case");
            assert_eq!(
                (case.state, case.member()),
                (CaseState::Waiting, Some("m0"))
            );
            assert_eq!((case.since.micros(), case.version), (5_000_000, 1));
            assert_eq!(case.summary, ["a mug"]);
            let taken = open(&shop)
                .take(&case.id, &agent("lin"), Some(1), later(0))
                .await;
            assert_eq!(taken.unwrap().stamp, 2);
        }
    });
}
