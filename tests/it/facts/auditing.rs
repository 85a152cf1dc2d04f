//! The audit: records are chained, and what was done to them is found.

use storekeeper::audit::{Audit, Kind, Sought, TurnRecord};
use storekeeper::clock::Timestamp;

use super::shop::{Shop, on_both};

on_both!(
    records_come_back_in_order,
    a_changed_record_is_found,
    a_record_taken_out_is_found,
    an_erased_record_breaks_nothing,
    many_writers_make_one_chain,
    what_a_person_did_in_a_conversation_is_an_act,
);

fn record(said: &str) -> TurnRecord {
    TurnRecord {
        conversation: "abc".to_owned(),
        who: "member:M1".to_owned(),
        said: vec![("template".to_owned(), said.to_owned())],
        ..TurnRecord::default()
    }
}

async fn three(shop: &Shop) -> Audit {
    let audit = Audit::new(shop.db.clone());
    for (at, said) in (0..).zip(["one", "二", "three \" ' {}"]) {
        let number = audit
            .append(Timestamp::from_micros(at), &record(said))
            .await;
        assert_eq!(number.expect("it is kept"), at + 1);
    }
    audit
}

async fn tamper(shop: &Shop, sql: &str) {
    let write = shop.db.write(&["audit"]).await.expect("a transaction");
    write
        .execute(sql, Vec::new())
        .await
        .expect("the statement works");
    write.commit().await.expect("it is written");
}

async fn records_come_back_in_order(shop: Shop) {
    let audit = three(&shop).await;
    let kept = audit.read(2, 10).await.expect("the records are read");
    let said: Vec<_> = kept
        .iter()
        .map(|kept| (kept.number, kept.record.clone()))
        .collect();
    assert_eq!(
        said,
        [(2, Some(record("二"))), (3, Some(record("three \" ' {}")))]
    );
    let verdict = audit.verify().await.expect("the chain is read");
    assert_eq!(
        (verdict.records, verdict.erased, &verdict.faults[..]),
        (3, 0, &[][..])
    );
    assert_eq!(verdict.last.len(), 64);
}

async fn a_changed_record_is_found(shop: Shop) {
    for sql in [
        "UPDATE audit SET body = REPLACE(body, '二', '三') WHERE number = 2",
        "UPDATE audit SET written = 7 WHERE number = 2",
        "UPDATE audit SET body_hash = REPLACE(body_hash, 'a', 'b') WHERE number = 2",
        "UPDATE audit SET hash = REPLACE(REPLACE(hash, 'a', 'b'), '1', '2') WHERE number = 2",
    ] {
        tamper(&shop, "DELETE FROM audit").await;
        let audit = three(&shop).await;
        tamper(&shop, sql).await;
        let verdict = audit.verify().await.expect("the chain is read");
        assert_eq!(
            verdict.faults.first().map(|(number, _)| *number),
            Some(2),
            "{sql}: {verdict:?}"
        );
    }
}

async fn a_record_taken_out_is_found(shop: Shop) {
    let audit = three(&shop).await;
    let before = audit.verify().await.expect("the chain is read");
    tamper(&shop, "DELETE FROM audit WHERE number = 2").await;
    let verdict = audit.verify().await.expect("the chain is read");
    assert!(verdict.faults.contains(&(2, "is missing")), "{verdict:?}");
    // One taken off the end leaves a whole chain: the last hash, written down elsewhere, tells.
    tamper(&shop, "DELETE FROM audit").await;
    let audit = three(&shop).await;
    tamper(&shop, "DELETE FROM audit WHERE number = 3").await;
    let verdict = audit.verify().await.expect("the chain is read");
    assert_ne!(verdict.last, before.last);
}

async fn an_erased_record_breaks_nothing(shop: Shop) {
    let audit = three(&shop).await;
    assert!(audit.erase(2).await.expect("it is erased"));
    assert!(!audit.erase(2).await.expect("it was erased"));
    assert!(!audit.erase(9).await.expect("there is none"));
    let verdict = audit.verify().await.expect("the chain is read");
    assert_eq!(
        (verdict.erased, verdict.faults.len()),
        (1, 0),
        "{verdict:?}"
    );
    let kept = audit.read(2, 1).await.expect("the records are read");
    assert_eq!(kept[0].record, None);
}

async fn many_writers_make_one_chain(shop: Shop) {
    let audit = Audit::new(shop.db.clone());
    let writers = (0..8).map(|writer| {
        let audit = audit.clone();
        tokio::spawn(async move {
            for at in 0..5 {
                let said = format!("{writer} {at}");
                let kept = audit
                    .append(Timestamp::from_micros(at), &record(&said))
                    .await;
                kept.expect("it is kept");
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("the writer ends");
    }
    let verdict = audit.verify().await.expect("the chain is read");
    assert_eq!(
        (verdict.records, verdict.faults.len()),
        (40, 0),
        "{verdict:?}"
    );
}

async fn what_a_person_did_in_a_conversation_is_an_act(shop: Shop) {
    let audit = Audit::new(shop.db.clone());
    let turn = TurnRecord {
        planned_by: "code".to_owned(),
        ..record("hello")
    };
    let took = TurnRecord {
        conversation: "abc".to_owned(),
        ..TurnRecord::done("agent:lin", "take the case")
    };
    for kept in [&turn, &took] {
        audit.append(Timestamp::from_micros(0), kept).await.unwrap();
    }
    let of = async |kind| {
        let sought = Sought {
            kind: Some(kind),
            ..Sought::default()
        };
        let page = audit.seek(&sought, None, 10).await.unwrap();
        let records = page.records.into_iter().filter_map(|kept| kept.record);
        records.collect::<Vec<_>>()
    };
    assert_eq!(of(Kind::Turn).await, [turn]);
    assert_eq!(of(Kind::Act).await, [took]);
}
