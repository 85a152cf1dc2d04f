//! A database from before events could belong to nobody.

use std::future::Future;

use storekeeper::clock::Timestamp;
use storekeeper::db::{Db, Migration};
use storekeeper::events::{self, Event, EventKind, Events};
use storekeeper::ids::{MemberKey, ProductKey};
use storekeeper::members::{self, Members};
use storekeeper::{catalog, db};

use super::cluster::cluster;
use super::shop::{changes, member, product, run};

/// The schema as it was, or as it is.
fn schema(old: bool) -> Vec<Migration> {
    let mut events = events::migrations();
    if old {
        events.truncate(1);
    }
    [catalog::migrations(), members::migrations(), events].concat()
}

fn event(n: i64) -> Event {
    Event {
        key: format!("e{n}"),
        member: MemberKey::new(&format!("m{}", n % 3)),
        at: Timestamp::from_micros(n),
        kind: EventKind::ALL[usize::try_from(n).unwrap() % EventKind::ALL.len()],
        product: (n % 2 == 0).then(|| ProductKey::new("p0")),
        value: Some(n),
        note: (n % 5 == 0).then(|| format!("note {n}")),
    }
}

async fn events_outlive_the_new_schema(url: String) {
    let before = Db::open(&url, schema(true)).await.unwrap();
    let people: Vec<_> = (0..3).map(|n| member(&format!("m{n}"))).collect();
    Members::new(before.clone()).put(&people).await.unwrap();
    let shelf = catalog::Catalog::new(before.clone());
    shelf.put(&[product("p0")]).await.unwrap();
    let put: Vec<Event> = (0..1_000).map(event).collect();
    let events = Events::new(before.clone());
    assert_eq!(events.put(&put).await.unwrap(), changes(1_000, 0, 0));
    let (counts, latest) = (
        events.counts().await.unwrap(),
        events.latest(&MemberKey::new("m1"), 1_000).await.unwrap(),
    );
    before.close().await.unwrap();
    let after: db::Db = Db::open(&url, schema(false)).await.unwrap();
    let events = Events::new(after.clone());
    assert_eq!(events.counts().await.unwrap(), counts);
    let member = MemberKey::new("m1");
    assert_eq!(events.latest(&member, 1_000).await.unwrap(), latest);
    assert_eq!(events.put(&put).await.unwrap(), changes(0, 0, 1_000));
    events
        .tie("browser", &member, Timestamp::from_micros(1))
        .await
        .unwrap();
    after.close().await.unwrap();
}

fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(String) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let url = Db::sqlite_url(&folder.path().join("shop.db"));
    run(test(url));
}

#[test]
fn events_outlive_the_new_schema_in_sqlite() {
    on_sqlite(events_outlive_the_new_schema);
}

#[test]
fn events_outlive_the_new_schema_in_postgres() {
    let Some(cluster) = cluster() else { return };
    run(async { events_outlive_the_new_schema(cluster.fresh().await).await });
}
