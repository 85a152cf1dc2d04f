//! Events as Segment's and RudderStack's libraries send them: read, checked, kept once, put aside with a reason.

use serde_json::{Value, json};
use storekeeper::events::{Event, EventKind, document};
use storekeeper::ids::{MemberKey, ProductKey};

use super::door::{Door, NOW, answer, moment, only, packed};
use super::shop::{Shop, on_both};

on_both!(
    segments_browser_library_is_understood,
    rudderstacks_library_is_understood,
    the_difference_of_the_clocks_is_taken_out,
    an_event_is_kept_once,
    an_event_without_a_message_id_is_kept_once_too,
    a_packed_body_is_unpacked,
    an_event_of_the_shops_own_is_kept_under_its_name,
    large_properties_are_cut_to_the_list,
);

/// As analytics.js posts it: the key in the body, plain text, what surrounds the page in the context.
async fn segments_browser_library_is_understood(shop: Shop) {
    let door = Door::open(shop).await;
    let body = json!({
        "timestamp": "2026-11-26T11:59:58.500Z", "integrations": {}, "userId": "m1",
        "anonymousId": "2f0a3f4e-5a1c-4f0e-9a53-3b7a3f0a9f11", "event": "Product Added", "type": "track",
        "properties": {"product_id": "p2", "name": "Mug", "price": 19.5, "quantity": 2, "coupon": null},
        "context": {
            "page": {"path": "/p/p2", "referrer": "", "search": "", "title": "Mug", "url": "https://shop.example/p/p2"},
            "userAgent": "Mozilla/5.0", "locale": "en-US", "library": {"name": "analytics.js", "version": "next-1.70.0"},
        },
        "messageId": "ajs-next-1764158398500-2f0a", "writeKey": door.browser, "sentAt": "2026-11-26T12:00:00.000Z",
        "_metadata": {"bundled": ["Segment.io"], "unbundled": []},
    });
    let request = door.client.post(format!("{}/v1/track", door.at));
    let request = request
        .header("content-type", "text/plain")
        .body(body.to_string());
    let (status, said) = answer(request).await;
    assert_eq!((status, &said["success"]), (200, &json!(true)));
    let kept = only(door.of("m1").await);
    let expected = Event {
        key: "ajs-next-1764158398500-2f0a".to_owned(),
        member: MemberKey::new("m1"),
        at: moment("2026-11-26T11:59:58.500Z"),
        kind: EventKind::ProductAdded,
        product: Some(ProductKey::new("p2")),
        value: Some(2),
        note: None,
    };
    assert_eq!(kept, expected);
    let page = json!({
        "type": "page", "name": "Home", "anonymousId": "a", "userId": "m2", "messageId": "page-1",
        "properties": {"title": "Shop"}, "context": {"page": {"path": "/home"}},
    });
    assert_eq!(
        door.keeps(&door.browser, "/v1/page", &page).await,
        [1, 0, 0]
    );
    let kept = only(door.of("m2").await);
    assert_eq!(
        (kept.kind, kept.note.as_deref()),
        (EventKind::PageViewed, Some("/home"))
    );
}

/// As RudderStack's libraries post it: a batch, `originalTimestamp`, the key as the user name.
async fn rudderstacks_library_is_understood(shop: Shop) {
    let door = Door::open(shop).await;
    let event = |n: u32, kind: &str| {
        json!({
            "channel": "server", "type": kind, "event": "Product Viewed", "userId": "m0", "anonymousId": "web-1",
            "messageId": format!("1764158398500-{n}"), "originalTimestamp": "2026-11-26T11:00:00.000Z",
            "context": {"library": {"name": "analytics-go", "version": "4.2.1"}},
            "properties": {"product_id": "p0"}, "integrations": {"All": true},
        })
    };
    let batch = json!({
        "batch": [event(1, "track"), event(2, "track"), event(3, "identify"), event(4, "screen")],
        "sentAt": "2026-11-26T12:00:00.000Z",
    });
    assert_eq!(
        door.keeps(&door.server, "/v1/batch", &batch).await,
        [4, 0, 0]
    );
    let kinds: Vec<_> = door
        .of("m0")
        .await
        .into_iter()
        .map(|event| event.kind)
        .collect();
    let expected = [
        EventKind::ScreenViewed,
        EventKind::Identified,
        EventKind::ProductViewed,
        EventKind::ProductViewed,
    ];
    assert_eq!(kinds, expected);
}

async fn the_difference_of_the_clocks_is_taken_out(shop: Shop) {
    let door = Door::open(shop).await;
    let cases = [
        // (timestamp, sentAt, when it happened by our clock, which shows NOW)
        (Some("2026-11-26T11:50:00Z"), None, "2026-11-26T11:50:00Z"),
        // Half an hour behind: said 11:20, sent when that clock showed 11:30.
        (
            Some("2026-11-26T11:20:00Z"),
            Some("2026-11-26T11:30:00Z"),
            "2026-11-26T11:50:00Z",
        ),
        // A year ahead.
        (
            Some("2027-11-26T11:59:00Z"),
            Some("2027-11-26T12:00:00Z"),
            "2026-11-26T11:59:00Z",
        ),
        // An offset of its own.
        (
            Some("2026-11-26T13:30:00+02:00"),
            None,
            "2026-11-26T11:30:00Z",
        ),
        // In the future without a sending time: nothing happens after it came.
        (Some("2026-11-27T00:00:00Z"), None, NOW),
        (None, Some("2026-11-26T11:30:00Z"), NOW),
    ];
    for (n, (timestamp, sent, expected)) in cases.into_iter().enumerate() {
        let member = format!("m{}", n % 3);
        let body = json!({
            "userId": member, "event": "Cart Viewed", "messageId": format!("clock-{n}"),
            "timestamp": timestamp, "sentAt": sent,
        });
        assert_eq!(
            door.keeps(&door.server, "/v1/track", &body).await,
            [1, 0, 0]
        );
        let events = door.of(&member).await;
        let kept = events
            .iter()
            .find(|event| event.key == format!("clock-{n}"));
        assert_eq!(kept.unwrap().at, moment(expected), "case {n}");
    }
    let odd = json!({"userId": "m0", "event": "Cart Viewed", "timestamp": "yesterday"});
    assert_eq!(door.keeps(&door.server, "/v1/track", &odd).await, [0, 0, 1]);
}

async fn an_event_is_kept_once(shop: Shop) {
    let door = Door::open(shop).await;
    let event = |id: &str| json!({"type": "track", "userId": "m0", "event": "Cart Viewed", "messageId": id});
    let batch = json!({"batch": [event("a"), event("b"), event("a")]});
    assert_eq!(
        door.keeps(&door.server, "/v1/batch", &batch).await,
        [2, 1, 0]
    );
    assert_eq!(
        door.keeps(&door.server, "/v1/batch", &batch).await,
        [0, 3, 0]
    );
    let calls = (0..8).map(|_| door.keeps(&door.server, "/v1/batch", &batch));
    let all = futures::future::join_all(calls).await;
    assert!(all.iter().all(|kept| *kept == [0, 3, 0]), "{all:?}");
    let fresh = json!({"batch": [event("c"), event("d")]});
    let calls = (0..8).map(|_| door.keeps(&door.server, "/v1/batch", &fresh));
    let all = futures::future::join_all(calls).await;
    assert_eq!(all.iter().map(|kept| kept[0]).sum::<u64>(), 2, "{all:?}");
    assert_eq!(door.count().await, 4);
}

async fn an_event_without_a_message_id_is_kept_once_too(shop: Shop) {
    let door = Door::open(shop).await;
    let body = |at: &str, sent: &str| json!({"userId": "m0", "event": "Product Viewed", "timestamp": at, "sentAt": sent, "properties": {"sku": "p1"}});
    let first = body("2026-11-26T10:00:00Z", NOW);
    assert_eq!(
        door.keeps(&door.server, "/v1/track", &first).await,
        [1, 0, 0]
    );
    // The library tries again later: the same event, sent at another time.
    let again = body("2026-11-26T10:00:00Z", "2026-11-26T12:00:09Z");
    assert_eq!(
        door.keeps(&door.server, "/v1/track", &again).await,
        [0, 1, 0]
    );
    let other = body("2026-11-26T10:00:01Z", NOW);
    assert_eq!(
        door.keeps(&door.server, "/v1/track", &other).await,
        [1, 0, 0]
    );
}

async fn a_packed_body_is_unpacked(shop: Shop) {
    let door = Door::open(shop).await;
    let body = json!({"batch": [{"type": "track", "userId": "m0", "event": "Cart Viewed", "messageId": "packed"}]});
    let send = |coding: &'static str, body: Vec<u8>| {
        answer(
            door.call(&door.server, "/v1/batch")
                .header("content-encoding", coding)
                .body(body),
        )
    };
    let (status, said) = send("gzip", packed(body.to_string().as_bytes())).await;
    assert_eq!((status, &said["kept"]), (200, &json!(1)));
    assert_eq!(send("gzip", body.to_string().into_bytes()).await.0, 400);
    assert_eq!(send("br", body.to_string().into_bytes()).await.0, 415);
}

async fn an_event_of_the_shops_own_is_kept_under_its_name(shop: Shop) {
    let door = Door::open(shop).await;
    for (n, name) in ["Gift Wrapped", "Custom", "Identify", "礼品包装"]
        .into_iter()
        .enumerate()
    {
        let at = format!("2026-11-26T11:0{n}:00Z");
        let body = json!({"userId": "m0", "event": name, "timestamp": at, "properties": {"product_id": "p3"}});
        assert_eq!(
            door.keeps(&door.browser, "/v1/track", &body).await,
            [1, 0, 0]
        );
        let kept = door.of("m0").await.remove(0);
        assert_eq!(
            (kept.kind, kept.note.as_deref()),
            (EventKind::Custom, Some(name))
        );
        assert_eq!(kept.product, Some(ProductKey::new("p3")));
    }
    // The list's own events are known however they are written, and an article need not be in the catalogue.
    let body =
        json!({"userId": "m1", "event": "product_viewed", "properties": {"product_id": "gone"}});
    assert_eq!(
        door.keeps(&door.browser, "/v1/track", &body).await,
        [1, 0, 0]
    );
    let kept = only(door.of("m1").await);
    assert_eq!((kept.kind, kept.product), (EventKind::ProductViewed, None));
}

async fn large_properties_are_cut_to_the_list(shop: Shop) {
    let door = Door::open(shop).await;
    let body = json!({
        "userId": "m0", "event": "Product Viewed",
        "properties": {"product_id": "p1", "name": "n".repeat(3_000), "filling": "x".repeat(3_000)},
    });
    assert_eq!(
        door.keeps(&door.server, "/v1/track", &body).await,
        [1, 0, 0]
    );
    let kept = only(door.of("m0").await);
    let properties = door.events.properties(&kept.key).await.unwrap().unwrap();
    let properties: Value = serde_json::from_str(&properties).unwrap();
    assert_eq!(
        properties,
        json!({"product_id": "p1", "name": "n".repeat(500)})
    );
}

#[test]
fn the_document_is_current() {
    let kept = include_str!("../../../src/events/EVENTS.md");
    assert_eq!(
        document(),
        kept,
        "`storekeeper events list > src/events/EVENTS.md` renews it"
    );
}
