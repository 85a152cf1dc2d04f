//! Our records in the benchmark's form.

use serde_json::{Map, Value, json};

use crate::catalog::Product;
use crate::ids::ProductKey;
use crate::members::Address;
use crate::money::Money;
use crate::orders::{
    Dossier, MethodKind, OrderState, Payment, PaymentKind, PaymentMethod, Request, RequestKind,
    Shipment, Swap,
};

/// How much two amounts may differ and still be the same cents.
const CENT: f64 = 0.005;

/// Whether two records say the same: amounts to the cent, a field that is null like one that is missing.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => match (one.as_f64(), other.as_f64()) {
            (Some(one), Some(other)) => (one - other).abs() < CENT,
            _ => one == other,
        },
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let null = Value::Null;
            let field = |of: &Map<String, Value>, name: &str| of.get(name).unwrap_or(&null).clone();
            one.keys()
                .chain(other.keys())
                .all(|name| same(&field(one, name), &field(other, name)))
        }
        (one, other) => one == other,
    }
}

/// The member's record: `base` with the address and payment methods that we keep.
pub(super) fn user(base: &Value, address: Option<&Address>, methods: &[PaymentMethod]) -> Value {
    let mut record = base.clone();
    if let Some(address) = address {
        record["address"] = address_record(address);
    }
    let methods = methods.iter().map(|method| {
        let name = &method.name;
        let record = match &method.kind {
            MethodKind::GiftCard { balance } => {
                json!({"source": "gift_card", "id": name, "balance": dollars(*balance)})
            }
            MethodKind::Card { brand, last_four } => {
                json!({"source": "credit_card", "id": name, "brand": brand, "last_four": last_four})
            }
            MethodKind::Wallet { .. } => json!({"source": "paypal", "id": name}),
        };
        (name.clone(), record)
    });
    record["payment_methods"] = Value::Object(methods.collect());
    record
}

/// The order's record. With `defects` it repeats what the benchmark's own code gets wrong: where several goods of a
/// pending order are changed at once, it writes the last one's price and options into all of them; where an order that
/// was paid in another way is called off, it pays back every entry of the history, refunds too.
pub(super) fn order(dossier: &Dossier, goods: &[Product], defects: bool) -> Value {
    let good = |key: &ProductKey| goods.iter().find(|product| product.key == *key);
    let options = |key: &ProductKey| json!(good(key).map(|product| &product.attributes));
    let mut items = Vec::new();
    for line in &dossier.order.lines {
        for _ in 0..line.quantity {
            items.push(json!({
                "name": good(&line.product).and_then(|product| product.category.as_ref()),
                "product_id": good(&line.product).and_then(|product| product.family.as_ref()),
                "item_id": line.product.as_str(),
                "price": dollars(line.unit_price),
                "options": options(&line.product),
            }));
        }
    }
    if defects {
        for swaps in several_changed(dossier) {
            repeat_defect(&mut items, swaps, &options, good);
        }
    }
    let refunds = defects.then(|| refunded_twice(dossier)).flatten();
    let kept = refunds
        .as_ref()
        .map_or(&dossier.payments[..], |(kept, _)| kept);
    let refunds = refunds.iter().flat_map(|(_, refunds)| refunds);
    let payments = kept.iter().chain(refunds).map(|payment| {
        json!({
            "transaction_type": payment.kind.word(),
            "amount": dollars(payment.amount),
            "payment_method_id": payment.method,
        })
    });
    let shipments = dossier.shipments.iter().map(
        |parcel: &Shipment| json!({"tracking_id": parcel.tracking, "item_ids": parcel.products}),
    );
    let mut record = json!({
        "order_id": format!("#{}", dossier.order.number),
        "user_id": dossier.order.member,
        "address": dossier.address.as_ref().map(address_record),
        "items": items,
        "status": status(dossier),
        "fulfillments": shipments.collect::<Vec<_>>(),
        "payment_history": payments.collect::<Vec<_>>(),
    });
    for served in &dossier.served {
        match &served.request {
            Request::Cancel { reason } => record["cancel_reason"] = json!(reason),
            Request::Return { pieces, method } => {
                let keys = pieces.iter().flat_map(|piece| {
                    (0..piece.quantity).map(|_| piece.product.as_str().to_owned())
                });
                record["return_items"] = sorted(keys);
                record["return_payment_method_id"] = json!(method);
            }
            Request::Exchange { swaps, method } => {
                let side = |key: fn(&Swap) -> &ProductKey| {
                    sorted(swaps.iter().flat_map(move |swap| {
                        (0..swap.quantity).map(move |_| key(swap).as_str().to_owned())
                    }))
                };
                record["exchange_items"] = side(|swap| &swap.from);
                record["exchange_new_items"] = side(|swap| &swap.to);
                record["exchange_payment_method_id"] = json!(method);
                record["exchange_price_difference"] = dollars(served.difference);
            }
            _ => {}
        }
    }
    record
}

/// Of an order that was called off after it was paid in another way: the payments before, and the refunds that the
/// benchmark makes of them.
fn refunded_twice(dossier: &Dossier) -> Option<(&[Payment], Vec<Payment>)> {
    let cancelled = dossier.order.state == OrderState::Cancelled;
    if !cancelled || dossier.times(RequestKind::Payment) == 0 {
        return None;
    }
    // A payment, a payment and a refund, and what calling it off has added.
    let (before, _) = dossier.payments.split_at_checked(3)?;
    let refund = |payment: &Payment| Payment {
        kind: PaymentKind::Refund,
        ..payment.clone()
    };
    Some((before, before.iter().map(refund).collect()))
}

/// What the benchmark has too much on each of the member's gift cards, in cents, for `dossier`.
pub(super) fn refunded_too_much(dossier: &Dossier) -> Vec<(String, i64)> {
    let Some((before, refunds)) = refunded_twice(dossier) else {
        return Vec::new();
    };
    let ours = dossier.payments.iter().skip(before.len());
    let sum = |method: &str, of: &mut dyn Iterator<Item = &Payment>| -> i64 {
        let same = of.filter(|payment| payment.method == method);
        same.map(|payment| payment.amount.minor).sum()
    };
    let mut methods: Vec<&String> = refunds.iter().map(|payment| &payment.method).collect();
    methods.sort_unstable();
    methods.dedup();
    let more = methods.into_iter().map(|method| {
        let theirs = sum(method, &mut refunds.iter());
        (method.clone(), theirs - sum(method, &mut ours.clone()))
    });
    more.collect()
}

/// The requests that changed several goods of a pending order at once.
fn several_changed(dossier: &Dossier) -> impl Iterator<Item = &[Swap]> {
    let requests = dossier.served.iter().map(|served| &served.request);
    requests.filter_map(|request| match request {
        Request::ChangeItems { swaps, .. } if swaps.len() > 1 => Some(&swaps[..]),
        _ => None,
    })
}

fn repeat_defect<'a>(
    items: &mut [Value],
    swaps: &[Swap],
    options: &impl Fn(&ProductKey) -> Value,
    good: impl Fn(&ProductKey) -> Option<&'a Product>,
) {
    let Some(last) = swaps.last() else { return };
    let price = good(&last.to).map_or(Value::Null, |product| dollars(product.price));
    let mut taken = vec![false; items.len()];
    for swap in swaps {
        for _ in 0..swap.quantity {
            let place = (0..items.len())
                .find(|&place| !taken[place] && items[place]["item_id"] == swap.to.as_str());
            if let Some(place) = place {
                taken[place] = true;
                items[place]["price"] = price.clone();
                items[place]["options"] = options(&last.to);
            }
        }
    }
}

fn status(dossier: &Dossier) -> &'static str {
    match dossier.order.state {
        OrderState::Placed if dossier.times(RequestKind::Items) > 0 => "pending (item modified)",
        OrderState::Placed => "pending",
        OrderState::Packed => "processed",
        OrderState::Delivered => "delivered",
        OrderState::Cancelled => "cancelled",
        OrderState::ReturnRequested => "return requested",
        OrderState::ExchangeRequested => "exchange requested",
        // The benchmark has no such orders.
        OrderState::Invoiced => "invoiced",
        OrderState::Shipped => "shipped",
        OrderState::Returned => "returned",
    }
}

fn address_record(address: &Address) -> Value {
    json!({
        "address1": address.line1,
        "address2": address.line2,
        "city": address.city,
        "country": address.country,
        "state": address.region,
        "zip": address.postal_code,
    })
}

fn sorted(keys: impl Iterator<Item = String>) -> Value {
    let mut keys: Vec<String> = keys.collect();
    keys.sort_unstable();
    json!(keys)
}

#[allow(
    clippy::cast_precision_loss,
    reason = "the benchmark has its amounts as binary fractions"
)]
fn dollars(amount: Money) -> Value {
    json!(amount.minor as f64 / 100.0)
}
