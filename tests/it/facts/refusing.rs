//! Events that are not let in, or put aside: who may send what, and how much.

use serde_json::{Value, json};
use storekeeper::clock::{Clock, SystemClock};
use storekeeper::events::{EventKind, EventsError, KeyKind};

use super::door::{Door, NOW, answer, moment, only, packed};
use super::shop::{Shop, on_both};

on_both!(
    what_cannot_be_kept_is_put_aside_with_its_reason,
    rejects_are_tried_again,
    without_a_key_that_holds_nothing_comes_in,
    bodies_have_limits,
    a_browser_cannot_send_what_would_be_to_its_gain,
    hostile_bodies_do_no_harm,
    a_poisoned_batch_does_not_spoil_the_others,
    a_strict_shop_keeps_the_list_only,
);

async fn what_cannot_be_kept_is_put_aside_with_its_reason(shop: Shop) {
    let door = Door::open(shop).await;
    let cases = [
        (
            json!({"type": "track", "event": "Cart Viewed"}),
            "nobody is named",
        ),
        (
            json!({"type": "track", "userId": "m0"}),
            "`event` is needed",
        ),
        (
            json!({"type": "track", "userId": "m0", "event": "Product Viewed"}),
            "`product_id` is needed",
        ),
        (
            json!({"type": "track", "userId": "m0", "event": "Order Completed"}),
            "`order_id` is needed",
        ),
        (
            json!({"type": "track", "userId": "m0", "event": "Survey Answered", "properties": {"score": "lots"}}),
            "`score` is no whole number",
        ),
        (
            json!({"type": "group", "userId": "m0", "groupId": "g"}),
            "`type` is `group`",
        ),
        (
            json!({"userId": "m0", "event": "Cart Viewed"}),
            "`type` is `missing`",
        ),
        (
            json!({"type": "alias", "userId": "m0"}),
            "`previousId` is needed",
        ),
        (
            json!({"type": "track", "userId": "x".repeat(300), "event": "Cart Viewed"}),
            "`userId` is too long",
        ),
        (
            json!({"type": "track", "userId": "m0", "event": "Cart Viewed", "properties": [1]}),
            "`properties` is no object",
        ),
        (json!("text"), "an object is expected"),
    ];
    let good =
        json!({"type": "track", "userId": "m0", "event": "Cart Viewed", "messageId": "good"});
    let bad = cases.iter().map(|(event, _)| event.clone());
    let batch: Vec<Value> = bad.chain([good]).collect();
    let count = cases.len() as u64;
    let body = json!({"batch": batch, "writeKey": door.server});
    assert_eq!(
        door.keeps(&door.server, "/v1/batch", &body).await,
        [1, 0, count]
    );
    // A library that tries again puts nothing aside twice.
    assert_eq!(
        door.keeps(&door.server, "/v1/batch", &body).await,
        [0, 1, count]
    );
    let mut rejects = door.events.rejects(100).await.unwrap();
    rejects.reverse();
    assert_eq!(rejects.len(), cases.len());
    for (reject, (event, reason)) in rejects.iter().zip(&cases) {
        assert!(
            reject.reason.starts_with(reason),
            "{} for {event}",
            reject.reason
        );
        assert_eq!(serde_json::from_str::<Value>(&reject.raw).unwrap(), *event);
        assert_eq!(
            (reject.source.as_str(), reject.at, reject.whole),
            ("backend", moment(NOW), true)
        );
    }
    let (status, said) = door
        .post(&door.server, "/v1/batch", &json!({"events": []}))
        .await;
    assert_eq!(status, 400, "{said}");
    let request = door.call(&door.server, "/v1/track").body("{\"userId\": ");
    let (status, said) = answer(request).await;
    assert_eq!(status, 400);
    assert!(
        said["detail"]
            .as_str()
            .unwrap()
            .starts_with("not readable as JSON"),
        "{said}"
    );
    assert_eq!(door.events.count_rejects().await.unwrap(), count + 2);
    door.events.forget_rejects(SystemClock.now()).await.unwrap();
}

async fn rejects_are_tried_again(shop: Shop) {
    let door = Door::with(shop, true).await;
    let own = json!({
        "userId": "m0", "event": "Gift Wrapped", "messageId": "wrap", "timestamp": "2026-11-26T11:00:00Z",
        "sentAt": "2026-11-26T11:30:00Z",
    });
    assert_eq!(door.keeps(&door.server, "/v1/track", &own).await, [0, 0, 1]);
    let bad = json!({"batch": [{"type": "track", "userId": "m0"}]});
    assert_eq!(door.keeps(&door.server, "/v1/batch", &bad).await, [0, 0, 1]);
    let keys = door.keys.list().await.unwrap();
    let strict = door.events.replay(&keys, true).await.unwrap();
    assert_eq!((strict.kept, strict.rejected), (0, 2));
    let lenient = door.events.replay(&keys, false).await.unwrap();
    assert_eq!(
        (
            lenient.kept,
            lenient.repeated,
            lenient.rejected,
            lenient.cut
        ),
        (1, 0, 1, 0)
    );
    let kept = only(door.of("m0").await);
    assert_eq!(
        (kept.kind, kept.note.as_deref()),
        (EventKind::Custom, Some("Gift Wrapped"))
    );
    assert_eq!(
        kept.at,
        moment("2026-11-26T11:30:00Z"),
        "by the moment it came"
    );
    let left = door.events.rejects(10).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].reason, "`event` is needed");
}

async fn without_a_key_that_holds_nothing_comes_in(shop: Shop) {
    let door = Door::open(shop).await;
    let body = json!({"userId": "m0", "event": "Cart Viewed"});
    for key in ["", "ws_00000000000000000000000000000000", "' OR 1=1 --"] {
        let (status, said) = door.post(key, "/v1/track", &body).await;
        assert_eq!(status, 401, "{key}: {said}");
    }
    let (status, _) = answer(
        door.client
            .post(format!("{}/v1/track", door.at))
            .body(body.to_string()),
    )
    .await;
    assert_eq!(status, 401);
    let by_address = format!("{}/beacon/v1/batch?writeKey={}", door.at, door.browser);
    let batch = json!({"batch": [{"type": "track", "userId": "m0", "event": "Cart Viewed"}]});
    let (status, said) = answer(door.client.post(by_address).body(batch.to_string())).await;
    assert_eq!((status, &said["kept"]), (200, &json!(1)));
    let now = SystemClock.now();
    door.keys.revoke("backend", now).await.unwrap();
    let (status, _) = door.post(&door.server, "/v1/track", &body).await;
    assert_eq!(status, 401, "revoked");
    assert!(matches!(
        door.keys.revoke("backend", now).await,
        Err(EventsError::NoSuchKey(_))
    ));
    let taken = door.keys.add("backend", KeyKind::Server, now).await;
    assert!(matches!(taken, Err(EventsError::KeyTaken(_))));
    assert!(matches!(
        door.keys.add(" ", KeyKind::Server, now).await,
        Err(EventsError::KeyName(_))
    ));
    let listed = door.keys.list().await.unwrap();
    let said = format!("{listed:?}");
    assert!(
        !said.contains(&door.server) && !said.contains(&door.browser),
        "{said}"
    );
    assert_eq!(listed[0].ends_in, door.server[door.server.len() - 4..]);
}

async fn bodies_have_limits(shop: Shop) {
    let door = Door::open(shop).await;
    let event = |filling: usize| {
        json!({
            "type": "track", "userId": "m0", "event": "Cart Viewed", "messageId": format!("of {filling}"),
            "properties": {"filling": "x".repeat(filling)},
        })
    };
    let (status, _) = door.post(&door.server, "/v1/track", &event(600_000)).await;
    assert_eq!(status, 413);
    let (status, _) = door
        .post(
            &door.server,
            "/v1/batch",
            &json!({"batch": [event(4_300_000)]}),
        )
        .await;
    assert_eq!(status, 413);
    let batch = json!({"batch": [event(31_000), event(40_000)]});
    assert_eq!(
        door.keeps(&door.server, "/v1/batch", &batch).await,
        [1, 0, 1]
    );
    let reject = &door.events.rejects(1).await.unwrap()[0];
    assert_eq!(reject.reason, "an event has at most 32 kB");
    assert!(!reject.whole && reject.raw.len() <= 4096);
    // What came is packed so well that it fits, and is not unpacked beyond the limit.
    let bomb = packed(&vec![b' '; 40_000_000]);
    assert!(bomb.len() < 100_000);
    let request = door
        .call(&door.server, "/v1/batch")
        .header("content-encoding", "gzip");
    assert_eq!(answer(request.body(bomb)).await.0, 413);
}

async fn a_browser_cannot_send_what_would_be_to_its_gain(shop: Shop) {
    let door = Door::open(shop).await;
    let events = [
        json!({"type": "track", "userId": "m0", "event": "Survey Answered", "properties": {"score": 10}}),
        json!({"type": "track", "userId": "m0", "event": "Order Refunded", "properties": {"order_id": "1"}}),
        json!({"type": "track", "userId": "m0", "event": "Campaign Sent", "properties": {"campaign": "c"}}),
    ];
    let batch = json!({ "batch": events });
    assert_eq!(
        door.keeps(&door.browser, "/v1/batch", &batch).await,
        [0, 0, 3]
    );
    assert_eq!(
        door.keeps(&door.server, "/v1/batch", &batch).await,
        [3, 0, 0]
    );
}

async fn hostile_bodies_do_no_harm(shop: Shop) {
    let door = Door::open(shop).await;
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in [
        "",
        "null",
        "[]",
        "{\"a\":\"\\ud800\"}",
        nested.as_str(),
        "\u{0}",
    ] {
        let (status, _) = answer(door.call(&door.server, "/v1/batch").body(body.to_owned())).await;
        assert_eq!(status, 400);
    }
    let odd = json!({
        "userId": "m0", "event": "a\u{0}b\u{1b}[31m", "messageId": "'; DROP TABLE events; --",
        "properties": {"\u{0}": "\u{0}", "product_id": "p1\u{0}"},
    });
    assert_eq!(door.keeps(&door.server, "/v1/track", &odd).await, [1, 0, 0]);
    let kept = only(door.of("m0").await);
    assert_eq!(kept.note.as_deref(), Some("ab[31m"));
    let number = json!({"userId": 17, "anonymousId": 4, "event": "Cart Viewed", "messageId": 9});
    assert_eq!(
        door.keeps(&door.server, "/v1/track", &number).await,
        [1, 0, 0]
    );
}

async fn a_poisoned_batch_does_not_spoil_the_others(shop: Shop) {
    let door = Door::open(shop).await;
    let calls = (0..40).map(|n| {
        let body = json!({"batch": [
            {"type": "track", "userId": "m0", "event": "Cart Viewed", "messageId": format!("good {n}")},
            {"type": "track", "userId": "m0", "messageId": format!("bad {n}")},
        ]});
        let door = &door;
        async move { door.keeps(&door.server, "/v1/batch", &body).await }
    });
    let all = futures::future::join_all(calls).await;
    assert!(all.iter().all(|kept| *kept == [1, 0, 1]), "{all:?}");
    assert_eq!(door.count().await, 40);
}

async fn a_strict_shop_keeps_the_list_only(shop: Shop) {
    let door = Door::with(shop, true).await;
    let own = json!({"userId": "m0", "event": "Gift Wrapped"});
    assert_eq!(door.keeps(&door.server, "/v1/track", &own).await, [0, 0, 1]);
    let listed = json!({"userId": "m0", "event": "Products Searched", "properties": {"query": "mug", "results": "7"}});
    assert_eq!(
        door.keeps(&door.server, "/v1/track", &listed).await,
        [1, 0, 0]
    );
    let kept = only(door.of("m0").await);
    assert_eq!((kept.value, kept.note.as_deref()), (Some(7), Some("mug")));
}
