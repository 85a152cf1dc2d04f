//! The demo shop's people: the same everywhere, and as `RULES.md` says.

use std::collections::{BTreeSet, HashMap};

use storekeeper::clock::Timestamp;
use storekeeper::demo::{DemoShop, Life, SEED, Simulation, demo_shop};
use storekeeper::events::EventKind;
use storekeeper::orders::{Order, OrderState};

const DAY: i64 = 86_400_000_000;

fn lives(shop: &DemoShop, people: usize, browsing: bool) -> Vec<Life> {
    let simulation = Simulation::new(shop, SEED, browsing);
    (0..people).map(|number| simulation.life(number)).collect()
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / count(values.len())
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).expect("a small number"))
}

/// The rules are frozen: whoever changes these figures makes a version 2 beside them.
#[test]
fn the_default_people_are_the_frozen_ones() {
    let shop = demo_shop().expect("the shop is in order");
    let lives = lives(&shop, 40, true);
    let line = |life: &Life| {
        let lines: usize = life.orders.iter().map(|order| order.lines.len()).sum();
        let spent: i64 = life
            .orders
            .iter()
            .filter_map(Order::total)
            .map(|t| t.minor)
            .sum();
        format!(
            "{} {} {} {} | {} orders {lines} lines {spent} fen | {} events | rate {:.12} lapse {:.12} {:?}",
            life.member.key,
            life.member.name.as_deref().unwrap_or_default(),
            life.member.mail.as_deref().unwrap_or_default(),
            life.truth.joined,
            life.orders.len(),
            life.events.len(),
            life.truth.purchase_rate,
            life.truth.lapse_chance,
            life.truth.lapsed,
        )
    };
    let text: Vec<String> = lives.iter().map(line).collect();
    insta::assert_snapshot!("demo_people", text.join("\n"));
}

#[test]
fn a_member_is_the_same_however_many_there_are_and_whatever_is_left_out() {
    let shop = demo_shop().expect("the shop is in order");
    let (plain, browsing) = (lives(&shop, 20, false), lives(&shop, 60, true));
    for (one, other) in plain.iter().zip(&browsing) {
        assert_eq!(one.orders, other.orders);
        assert_eq!(one.member, other.member);
        assert_eq!(one.truth, other.truth);
        assert!(one.events.iter().all(|event| other.events.contains(event)));
        assert!(one.events.len() < other.events.len());
    }
}

#[test]
fn rates_and_lapses_are_drawn_as_documented() {
    let shop = demo_shop().expect("the shop is in order");
    let lives = lives(&shop, 4000, false);
    // Within four standard errors: Gamma(1.3) with mean 0.2, Beta(0.9, 3.6).
    let rate = mean(lives.iter().map(|life| life.truth.purchase_rate));
    assert!(
        (rate - 0.2).abs() < 4.0 * 0.1754 / 4000_f64.sqrt(),
        "{rate}"
    );
    let lapse = mean(lives.iter().map(|life| life.truth.lapse_chance));
    assert!(
        (lapse - 0.2).abs() < 4.0 * 0.1706 / 4000_f64.sqrt(),
        "{lapse}"
    );
    let chinese = mean(
        lives
            .iter()
            .map(|life| f64::from(u8::from(life.member.country.as_deref() == Some("中国")))),
    );
    assert!(
        (chinese - 0.78).abs() < 4.0 * 0.414 / 4000_f64.sqrt(),
        "{chinese}"
    );
    let numbers: BTreeSet<&str> = lives
        .iter()
        .flat_map(|life| &life.orders)
        .map(|order| order.number.as_str())
        .collect();
    let orders: usize = lives.iter().map(|life| life.orders.len()).sum();
    assert_eq!(numbers.len(), orders, "an order's number is there twice");
    assert!(
        lives.iter().all(|life| !life.orders.is_empty()),
        "everybody joins with an order"
    );
}

/// Whether `life` has an order in the window after `sent`, a campaign's moment at ten in the morning.
fn ordered_after(life: &Life, sent: Timestamp) -> bool {
    let midnight = sent.micros() - 10 * DAY / 24;
    let window = midnight + DAY..midnight + 15 * DAY;
    life.orders
        .iter()
        .any(|order| window.contains(&order.placed.micros()))
}

#[test]
fn campaigns_do_what_the_truth_says() {
    let shop = demo_shop().expect("the shop is in order");
    let lives = lives(&shop, 6000, false);
    let mut arms: HashMap<(String, bool), (f64, f64, f64)> = HashMap::new();
    for life in &lives {
        let sent = |event: &&storekeeper::events::Event| {
            matches!(
                event.kind,
                EventKind::CampaignSent | EventKind::CampaignHeldOut
            )
        };
        for event in life.events.iter().filter(sent) {
            let key = event.note.clone().expect("the campaign's key");
            let response = life
                .truth
                .campaigns
                .iter()
                .find(|response| response.campaign == key)
                .expect("the truth of it");
            assert_eq!(response.treated, event.kind == EventKind::CampaignSent);
            let chance = if response.treated {
                response.with
            } else {
                response.without
            };
            let arm = arms.entry((key, response.treated)).or_default();
            arm.0 += f64::from(u8::from(ordered_after(life, event.at)));
            arm.1 += chance;
            arm.2 += chance * (1.0 - chance);
        }
    }
    assert_eq!(arms.len(), 12);
    for (arm, (seen, expected, variance)) in &arms {
        assert!(
            (seen - expected).abs() < 4.0 * variance.sqrt(),
            "{arm:?}: {seen} for {expected}"
        );
    }
    let effects = || {
        lives
            .iter()
            .flat_map(|life| &life.truth.campaigns)
            .map(|r| r.with - r.without)
    };
    assert!(effects().any(|effect| effect > 0.1) && effects().any(|effect| effect < -0.02));
}

#[test]
fn who_has_lapsed_orders_no_more_unless_a_campaign_asks() {
    let shop = demo_shop().expect("the shop is in order");
    let mut lapsed = 0;
    for life in lives(&shop, 1500, false) {
        let Some(day) = &life.truth.lapsed else {
            continue;
        };
        lapsed += 1;
        let since = Timestamp::parse(&format!("{day} 16:00"), &["%Y-%m-%d %H:%M"]).expect("a day");
        for order in life.orders.iter().filter(|order| order.placed >= since) {
            let asked = life.events.iter().any(|event| {
                let age = order.placed.micros() - event.at.micros();
                event.kind == EventKind::CampaignSent && (0..15 * DAY).contains(&age)
            });
            assert!(
                asked,
                "{} ordered at {}",
                life.member.key,
                order.placed.day()
            );
        }
    }
    assert!(lapsed > 500, "{lapsed}");
}

#[test]
fn what_goes_together_is_bought_together() {
    let shop = demo_shop().expect("the shop is in order");
    let lives = lives(&shop, 2000, false);
    let orders: Vec<BTreeSet<&str>> = lives
        .iter()
        .flat_map(|life| &life.orders)
        .map(|order| {
            order
                .lines
                .iter()
                .map(|line| line.product.as_str())
                .collect()
        })
        .collect();
    let mut bought: HashMap<&str, f64> = HashMap::new();
    for product in orders.iter().flatten() {
        *bought.entry(product).or_default() += 1.0;
    }
    let (mut together, mut by_chance) = (0.0, 0.0);
    for (product, shelf) in shop.products.iter().zip(&shop.shelves) {
        for other in &shelf.goes_with {
            let (one, other) = (product.key.as_str(), other.as_str());
            let both = orders
                .iter()
                .filter(|order| order.contains(one) && order.contains(other));
            together += count(both.count());
            let times = |key| bought.get(key).copied().unwrap_or(0.0);
            by_chance += times(one) * times(other) / count(orders.len());
        }
    }
    assert!(together > 5.0 * by_chance, "{together} for {by_chance}");
    let returned = lives.iter().flat_map(|life| &life.orders);
    let returned = returned
        .filter(|order| order.state == OrderState::Returned)
        .count();
    assert!(returned > 0);
}
