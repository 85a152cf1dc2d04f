//! A shop whose orders can be served, and the verbs of service in few words.

use std::collections::BTreeMap;

use storekeeper::catalog::Product;
use storekeeper::clock::Timestamp;
use storekeeper::ids::{MemberKey, OrderNumber, ProductKey};
use storekeeper::members::Address;
use storekeeper::money::{GBP, Money};
use storekeeper::orders::{
    Consent, Dossier, MethodKind, Order, OrderDetails, OrderState, Payment, PaymentKind,
    PaymentMethod, Piece, Proposed, Request, Rules, ServiceError, Shipment, Swap,
};

use super::shop::{Shop, order, product};

/// Noon of the first of January 1970.
pub const NOON: Timestamp = Timestamp::from_micros(43_200_000_000);
/// Microseconds of a day.
pub const DAY: i64 = 86_400_000_000;

/// A shop with the variants `s0`, `s1`, `s2` of one product (2.55, 3.55, 4.55), the last sold out, and `p0`, of no
/// family; `m0` and `m1` each with a gift card of 10.00 and a bank card.
pub async fn open(shop: &Shop) {
    shop.stock(1, 2).await;
    let variant = |number: i64| Product {
        price: Money::new(255 + 100 * number, GBP),
        family: Some("shirt".to_owned()),
        stock: Some(if number == 2 { 0 } else { 9 }),
        attributes: BTreeMap::from([("size".to_owned(), number.to_string())]),
        ..product(&format!("s{number}"))
    };
    let variants: Vec<Product> = (0..3).map(variant).collect();
    shop.catalog.put(&variants).await.unwrap();
    let mut methods = Vec::new();
    for owner in ["m0", "m1"] {
        let gift = MethodKind::GiftCard {
            balance: Money::new(1000, GBP),
        };
        let card = MethodKind::Card {
            brand: "Visa".to_owned(),
            last_four: "4242".to_owned(),
        };
        for (name, kind) in [("gift", gift), ("card", card)] {
            // Every method has a name of its own; m0 is the one that is served.
            let name = if owner == "m0" {
                name.to_owned()
            } else {
                format!("{name} {owner}")
            };
            methods.push((MemberKey::new(owner), PaymentMethod { name, kind }));
        }
    }
    shop.orders.put_payment_methods(&methods).await.unwrap();
}

/// Puts the order `number` of `m0`: so many of each product at 2.95, paid by `method`; delivered at noon where it is.
pub async fn put(
    shop: &Shop,
    number: &str,
    state: OrderState,
    method: &str,
    lines: &[(&str, i64)],
) {
    let put = Order {
        state,
        ..order(number, "m0", 0, lines)
    };
    let paid = put.total().unwrap();
    shop.orders.put(std::slice::from_ref(&put)).await.unwrap();
    let delivered = state == OrderState::Delivered;
    let details = OrderDetails {
        number: put.number,
        address: Some(at("1 Old Street")),
        payments: vec![Payment {
            kind: PaymentKind::Payment,
            amount: paid,
            method: method.to_owned(),
            at: Some(Timestamp::from_micros(0)),
        }],
        shipments: Vec::from_iter(delivered.then(|| Shipment {
            delivered: Some(NOON),
            ..Shipment::default()
        })),
    };
    shop.orders.put_details(&[details]).await.unwrap();
}

pub fn at(line1: &str) -> Address {
    Address {
        line1: line1.to_owned(),
        city: "Leeds".to_owned(),
        ..Address::default()
    }
}

pub fn cancel() -> Request {
    Request::Cancel {
        reason: "no longer needed".to_owned(),
    }
}

pub fn swap(from: &str, to: &str, quantity: i64) -> Swap {
    Swap {
        from: ProductKey::new(from),
        to: ProductKey::new(to),
        quantity,
        option: None,
    }
}

pub fn piece(key: &str, quantity: i64) -> Piece {
    Piece {
        product: ProductKey::new(key),
        quantity,
    }
}

pub fn consent(key: &str) -> Consent {
    Consent {
        key: key.to_owned(),
        by: "member:m0".to_owned(),
        at: NOON,
    }
}

pub async fn propose_at(
    shop: &Shop,
    number: &str,
    request: Request,
    now: Timestamp,
) -> Result<Proposed, ServiceError> {
    let (number, owner) = (OrderNumber::new(number), MemberKey::new("m0"));
    let rules = Rules::built_in().unwrap();
    shop.orders
        .propose(&number, &owner, request, &rules, now)
        .await
}

pub async fn carry_out(
    shop: &Shop,
    proposed: &Proposed,
    key: &str,
) -> Result<Dossier, ServiceError> {
    let rules = Rules::built_in().unwrap();
    let owner = MemberKey::new("m0");
    shop.orders
        .carry_out(proposed, &owner, &rules, &consent(key))
        .await
}

/// Proposes and carries out.
pub async fn serve(shop: &Shop, number: &str, request: Request) -> Result<Dossier, ServiceError> {
    let key = format!("{number} {}", request.kind().word());
    let proposed = propose_at(shop, number, request, NOON).await?;
    carry_out(shop, &proposed, &key).await
}

pub async fn dossier(shop: &Shop, number: &str) -> Dossier {
    let (number, owner) = (OrderNumber::new(number), MemberKey::new("m0"));
    let found = shop.orders.dossier(&number, &owner).await.unwrap();
    found.expect("the order is kept")
}

/// What is on the gift card of `m0`.
pub fn balance(dossier: &Dossier) -> i64 {
    dossier.method("gift").unwrap().balance().unwrap().minor
}
