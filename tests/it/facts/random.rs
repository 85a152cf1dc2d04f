//! Random batches against a model that keeps orders in a map.

use std::collections::{BTreeMap, BTreeSet};

use storekeeper::clock::Timestamp;
use storekeeper::ids::{MemberKey, OrderNumber};
use storekeeper::money::{GBP, Money};
use storekeeper::orders::{Order, OrderLine, OrderState};

use super::shop::{Shop, changes, on_both, product};

on_both!(random_batches_are_kept_as_a_map_would);

/// A generator of numbers that look random, the same ones each time (Marsaglia's xorshift, 2003).
struct Random(u64);

impl Random {
    /// A number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    /// The same as a signed number.
    fn signed(&mut self, end: u64) -> i64 {
        i64::try_from(self.below(end)).unwrap()
    }

    /// An order; few enough are possible that the same ones come again.
    fn order(&mut self) -> Order {
        let places = [
            OrderState::Placed,
            OrderState::Delivered,
            OrderState::Cancelled,
        ];
        let line = |random: &mut Self| OrderLine {
            product: product(&format!("p{}", random.below(4))).key,
            quantity: 1 + random.signed(2),
            unit_price: Money::new(random.signed(2), GBP),
        };
        Order {
            number: OrderNumber::new(&self.below(40).to_string()),
            member: (self.below(4) > 0).then(|| MemberKey::new(&format!("m{}", self.below(3)))),
            placed: Timestamp::from_micros(self.signed(3)),
            state: places[usize::try_from(self.below(3)).unwrap()],
            currency: GBP,
            lines: (0..self.below(4)).map(|_| line(self)).collect(),
        }
    }
}

async fn random_batches_are_kept_as_a_map_would(shop: Shop) {
    shop.stock(4, 3).await;
    let mut random = Random(0x5704_ECEE_9E40_0001);
    let mut model: BTreeMap<OrderNumber, Order> = BTreeMap::new();
    for _ in 0..60 {
        let mut batch: Vec<Order> = (0..random.below(30)).map(|_| random.order()).collect();
        // What is kept already comes again, so that "unchanged" is met too.
        batch.extend(model.values().take(5).cloned());
        let mut expected = changes(0, 0, 0);
        let last: BTreeMap<_, _> = batch.iter().map(|order| (&order.number, order)).collect();
        for (number, order) in last {
            match model.insert(number.clone(), order.clone()) {
                None => expected.added += 1,
                Some(old) if old == *order => expected.unchanged += 1,
                Some(_) => expected.changed += 1,
            }
        }
        assert_eq!(shop.orders.put(&batch).await.unwrap(), expected);
    }
    for order in model.values() {
        for owner in ["m0", "m1", "m2"].map(MemberKey::new) {
            let visible = (order.member.as_ref() == Some(&owner)).then(|| order.clone());
            assert_eq!(
                shop.orders.find(&order.number, &owner).await.unwrap(),
                visible
            );
        }
    }
    let lines: usize = model.values().map(|order| order.lines.len()).sum();
    assert_eq!(
        shop.orders.count_lines().await.unwrap(),
        u64::try_from(lines).unwrap()
    );
    same_baskets(&shop, &model).await;
}

/// The baskets hold what the model's orders do, in whatever order.
async fn same_baskets(shop: &Shop, model: &BTreeMap<OrderNumber, Order>) {
    let mut expected: Vec<(i64, BTreeMap<String, i64>)> = Vec::new();
    for order in model
        .values()
        .filter(|order| order.state != OrderState::Cancelled)
    {
        let mut items = BTreeMap::new();
        for line in &order.lines {
            *items.entry(line.product.to_string()).or_default() += line.quantity;
        }
        if !items.is_empty() {
            expected.push((order.placed.micros(), items));
        }
    }
    let baskets = shop.orders.baskets().await.unwrap();
    let mut packed = Vec::new();
    for basket in baskets.iter() {
        let key = |place: u32| baskets.products()[place as usize].to_string();
        let items = basket
            .items
            .iter()
            .map(|item| (key(item.product), item.quantity))
            .collect();
        let places: BTreeSet<u32> = basket.items.iter().map(|item| item.product).collect();
        assert_eq!(places.len(), basket.items.len(), "each product once");
        packed.push((basket.placed.micros(), items));
    }
    expected.sort();
    packed.sort();
    assert_eq!(packed, expected);
}
