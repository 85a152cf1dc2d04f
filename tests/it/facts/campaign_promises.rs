//! What campaigns promise beside coupons: more points, and gifts, in the members' own books.

use serde_json::{Value, json};
use storekeeper::campaigns::{Bounce, BounceKind, Brief, CampaignsError};
use storekeeper::clock::Timestamp;
use storekeeper::dossiers::Dossiers;
use storekeeper::ids::MemberKey;
use storekeeper::members::{LoyaltyRules, Occasion};
use storekeeper::money::{CNY, Money};
use storekeeper::orders::{Loyalty, Order, OrderState};

use super::shop::{Shop, on_both, order};
use super::studio::{Studio, after, brief, lin, now};

on_both!(
    points_are_multiplied_until_the_last_day_for_who_was_written_to,
    a_gift_is_theirs_until_the_last_day_once,
    who_was_never_reached_is_promised_nothing,
    what_is_booked_needs_a_last_day,
);

const DAY: i64 = 86_400;

/// An offer that ends with the tenth day of the tests, in a text that says it.
fn offered(mut offer: Value) -> Value {
    offer["ends"] = after(9 * DAY).day().into();
    let mut brief = brief();
    brief["offer"] = offer;
    brief["copies"][0]["body"] =
        "For you: {{offer.what}} until {{offer.ends}}.\n\n{{shop.link}}\n\nUnsubscribe: {{unsubscribe}}".into();
    brief
}

fn points() -> Value {
    offered(json!({"kind": "points", "times": 2.5}))
}

fn gift() -> Value {
    offered(json!({"kind": "gift", "what_en": "a tea bowl", "what_zh": "一只茶碗"}))
}

fn loyalty(studio: &Studio) -> Loyalty {
    let rules = LoyaltyRules::builtin().expect("the rules are in order");
    Loyalty::new(studio.shop.db.clone(), rules.into())
}

/// An order for a hundred yuan.
fn bought(number: &str, owner: &str, at: Timestamp) -> Order {
    let mut order = order(number, owner, at.micros(), &[("p0", 1)]);
    order.currency = CNY;
    order.lines[0].unit_price = Money::new(10_000, CNY);
    order.state = OrderState::Delivered;
    order
}

/// The points that an order brought.
async fn brought(loyalty: &Loyalty, member: &str, number: &str) -> i64 {
    let member = MemberKey::new(member);
    let late = after(40 * DAY);
    loyalty.refresh(&member, late).await.expect("refreshed");
    let lines = loyalty.points().statement(&member, late, 50);
    let lines = lines.await.expect("a statement");
    let of_order = lines
        .iter()
        .filter(|line| line.reference.as_deref() == Some(number));
    of_order.map(|line| line.points).sum()
}

async fn points_are_multiplied_until_the_last_day_for_who_was_written_to(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio.released("spring", &points()).await;
    studio.work(1).await;
    let progress = studio.campaigns.progress("spring", after(60)).await;
    assert_eq!(progress.expect("progress").promised, 192);
    let loyalty = loyalty(&studio);
    let m1 = MemberKey::new("m1");
    let of = loyalty
        .of(&m1, after(60))
        .await
        .expect("an answer")
        .expect("a member");
    let (thousandths, until) = of.multiplied.expect("more points");
    assert_eq!((thousandths, until.day()), (2_500, after(10 * DAY).day()));
    let orders = [
        bought("C-before", "m1", after(-DAY)),
        bought("C-within", "m1", after(5 * DAY)),
        bought("C-after", "m1", after(10 * DAY)),
        bought("C-other", "m0", after(5 * DAY)),
    ];
    studio.shop.orders.put(&orders).await.expect("kept");
    for (member, number, points) in [
        ("m1", "C-before", 100),
        ("m1", "C-within", 250),
        ("m1", "C-after", 100),
        ("m0", "C-other", 100),
    ] {
        assert_eq!(brought(&loyalty, member, number).await, points, "{number}");
    }
    // Two campaigns do not multiply each other.
    studio
        .released("again", &offered(json!({"kind": "points", "times": 2.0})))
        .await;
    studio.work(120).await;
    let of = loyalty
        .of(&m1, after(200))
        .await
        .expect("an answer")
        .expect("a member");
    assert_eq!(of.multiplied.map(|(times, _)| times), Some(2_500));
    // Who is erased leaves no promise behind.
    let dossiers = Dossiers::new(studio.shop.db.clone());
    let erased = dossiers
        .erase(&m1, "lin", after(300))
        .await
        .expect("erased");
    let proof = dossiers.prove(&erased).await.expect("a proof");
    assert!(proof.found.is_empty(), "{:?}", proof.found.len());
    let progress = studio.campaigns.progress("spring", after(400)).await;
    assert_eq!(progress.expect("progress").promised, 191);
}

async fn a_gift_is_theirs_until_the_last_day_once(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio.released("spring", &gift()).await;
    // Killed after the claim: what is handed over again is promised once.
    let (_, claimed) = studio.mailer.claim(after(1)).await.expect("claimed");
    drop(claimed);
    studio.work(40).await;
    let loyalty = loyalty(&studio);
    let gifts = async |member: &str, at| {
        let of = loyalty
            .of(&MemberKey::new(member), at)
            .await
            .expect("an answer");
        let gifts = of.expect("a member").gifts.into_iter();
        gifts
            .filter(|gift| gift.occasion == Occasion::Campaign)
            .collect::<Vec<_>>()
    };
    for n in 1..5 {
        let theirs = gifts(&format!("m{n}"), after(DAY)).await;
        assert_eq!(theirs.len(), 1, "m{n}");
        let what = theirs[0].gift.clone().expect("a gift");
        assert_eq!(what.chinese.as_deref(), Some("一只茶碗"));
        assert_eq!(theirs[0].until.day(), after(10 * DAY).day());
    }
    assert!(gifts("m0", after(DAY)).await.is_empty(), "not written to");
    assert!(
        gifts("m1", after(10 * DAY)).await.is_empty(),
        "its day is over"
    );
}

async fn who_was_never_reached_is_promised_nothing(shop: Shop) {
    let studio = Studio::open(shop).await;
    studio.post.refusing.lock().expect("free").extend([
        ("m1@shop.example".to_owned(), false),
        ("m2@shop.example".to_owned(), true),
    ]);
    studio.released("spring", &gift()).await;
    studio.work(1).await;
    let promised = async || {
        let progress = studio.campaigns.progress("spring", after(60)).await;
        progress.expect("progress").promised
    };
    assert_eq!(
        promised().await,
        191,
        "one will never be taken, one is tried again"
    );
    let bounce = Bounce {
        message_id: Some(studio.post.id_of("m3@shop.example")),
        address: None,
        address_kind: None,
        kind: BounceKind::Permanent,
        reason: None,
    };
    studio
        .campaigns
        .take_bounces(&[bounce], "key:mailer", after(50))
        .await
        .expect("taken");
    assert_eq!(promised().await, 190, "it came back");
    studio
        .campaigns
        .stop("spring", "enough", &lin(), after(55))
        .await
        .expect("stopped");
    assert_eq!(
        promised().await,
        189,
        "the one that was to be tried again never is"
    );
}

async fn what_is_booked_needs_a_last_day(shop: Shop) {
    let studio = Studio::open(shop).await;
    for (name, mut wanted) in [("points", points()), ("gift", gift())] {
        wanted["offer"]
            .as_object_mut()
            .expect("an offer")
            .remove("ends");
        let wanted = Brief::read(&wanted).expect("a brief");
        let made = studio.campaigns.create(name, &wanted, &lin(), now()).await;
        made.expect("a draft");
        let Err(CampaignsError::Brief(wrong)) = studio.campaigns.submit(name, &lin(), now()).await
        else {
            panic!("{name} is submitted");
        };
        assert!(
            wrong
                .problems
                .iter()
                .any(|wrong| wrong.place == "offer.ends"),
            "{wrong}"
        );
    }
}
