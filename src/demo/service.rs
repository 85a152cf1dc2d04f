//! What belongs to the demo shop's recent orders: where they go, how they were paid, their parcels. None of it changes
//! what the simulation draws: every member has a further stream of numbers for it.

use crate::clock::Timestamp;
use crate::ids::{Language, MemberKey, ProductKey};
use crate::members::{Address, Member};
use crate::money::{CNY, Money};
use crate::orders::{
    MethodKind, Order, OrderDetails, OrderState, Payment, PaymentKind, PaymentMethod, Shipment,
};

use super::random::Draws;
use super::world::{DAYS, date, moment};

/// Orders that are older than so many days have nothing but their lines: nobody changes them any more.
const RECENT: i64 = 60;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Streets, in Chinese and in English.
const STREETS: [(&str, &str); 12] = [
    ("人民路", "Renmin Road"),
    ("解放路", "Jiefang Road"),
    ("中山路", "Zhongshan Road"),
    ("建设路", "Jianshe Road"),
    ("和平路", "Heping Road"),
    ("新华路", "Xinhua Road"),
    ("文化路", "Wenhua Road"),
    ("花园路", "Huayuan Road"),
    ("长江路", "Changjiang Road"),
    ("青年路", "Qingnian Road"),
    ("学府路", "Xuefu Road"),
    ("湖滨路", "Hubin Road"),
];

/// The day after the simulation's last one: what its orders take for today.
#[must_use]
pub fn today() -> String {
    date(DAYS).to_string()
}

/// The wallets of the shop's rules.
const WALLETS: [&str; 2] = ["微信支付", "支付宝"];

/// What belongs to one member and their recent orders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Where their goods go.
    pub address: Option<(MemberKey, Address)>,
    /// How they pay.
    pub methods: Vec<(MemberKey, PaymentMethod)>,
    /// Of each recent order.
    pub details: Vec<OrderDetails>,
}

/// What belongs to `member` and those of their `orders` that are recent when the simulation ends; `arrivals` are the days
/// on which the orders reach them. Somebody without recent orders has nothing.
pub(super) fn service(
    member: &Member,
    orders: &[Order],
    arrivals: &[usize],
    mut draws: Draws,
) -> Service {
    let since = moment(DAYS, 0).micros() - RECENT * DAY;
    let arrives = |place: usize| {
        let day = arrivals.get(place).filter(|day| **day < DAYS);
        day.map(|day| moment(*day, 12 * 3600))
    };
    let recent = |order: &&Order| order.placed.micros() >= since;
    if !orders.iter().any(|order| recent(&order)) {
        return Service::default();
    }
    let address = address(member, &mut draws);
    let methods = methods(member, &mut draws);
    let usual = methods[0].name.clone();
    let details = orders.iter().enumerate().filter(|(_, order)| recent(order));
    let details = details.map(|(place, order)| details_of(order, &address, &usual, arrives(place)));
    let details = details.collect();
    let key = || member.key.clone();
    Service {
        address: Some((key(), address)),
        methods: methods.into_iter().map(|method| (key(), method)).collect(),
        details,
    }
}

fn address(member: &Member, draws: &mut Draws) -> Address {
    let street = draws.one(&STREETS).copied().unwrap_or_default();
    let (number, flat) = (
        1 + draws.below(300),
        101 + draws.below(20) * 100 + draws.below(4),
    );
    let chinese = member.language == Some(Language::Chinese);
    let line1 = if chinese {
        format!("{}{number}号{flat}室", street.0)
    } else {
        format!("{number} {}, Flat {flat}", street.1)
    };
    Address {
        line1,
        city: member.city.clone().unwrap_or_default(),
        country: member.country.clone().unwrap_or_default(),
        ..Address::default()
    }
}

/// The usual way first; every other one has a gift card besides.
fn methods(member: &Member, draws: &mut Draws) -> Vec<PaymentMethod> {
    let mut methods = Vec::new();
    if draws.chance(0.25) {
        methods.push(PaymentMethod {
            name: format!("card-{}", member.key),
            kind: MethodKind::Card {
                brand: "银联".to_owned(),
                last_four: format!("{:04}", draws.below(10_000)),
            },
        });
    } else {
        methods.push(PaymentMethod {
            name: format!("wallet-{}", member.key),
            kind: MethodKind::Wallet {
                provider: draws.one(&WALLETS).copied().unwrap_or_default().to_owned(),
            },
        });
    }
    if draws.chance(0.5) {
        let yuan = 50 * (1 + draws.below(8));
        let balance = Money::new(i64::try_from(yuan).unwrap_or(0) * 100, CNY);
        methods.push(PaymentMethod {
            name: format!("gift-card-{}", member.key),
            kind: MethodKind::GiftCard { balance },
        });
    }
    methods
}

fn details_of(
    order: &Order,
    address: &Address,
    method: &str,
    arrives: Option<Timestamp>,
) -> OrderDetails {
    let paid = order.total().unwrap_or(Money::new(0, order.currency));
    let payment = |kind, at| Payment {
        kind,
        amount: paid,
        method: method.to_owned(),
        at: Some(at),
    };
    let mut payments = vec![payment(PaymentKind::Payment, order.placed)];
    if order.state == OrderState::Cancelled {
        payments.push(payment(PaymentKind::Refund, order.placed));
    }
    let sent = matches!(
        order.state,
        OrderState::Shipped | OrderState::Delivered | OrderState::Returned
    );
    let number = order.number.as_str();
    let parcel = || Shipment {
        carrier: "顺丰速运".to_owned(),
        tracking: vec![format!("SF{}", number.trim_start_matches("SK-"))],
        products: order.lines.iter().flat_map(products).collect(),
        sent: Some(Timestamp::from_micros(order.placed.micros() + DAY)),
        delivered: arrives.filter(|_| order.state != OrderState::Shipped),
    };
    OrderDetails {
        number: order.number.clone(),
        address: Some(address.clone()),
        payments,
        shipments: sent.then(parcel).into_iter().collect(),
    }
}

/// The product of a line, as often as there are pieces.
fn products(line: &crate::orders::OrderLine) -> impl Iterator<Item = ProductKey> {
    let pieces = usize::try_from(line.quantity).unwrap_or(0);
    std::iter::repeat_n(line.product.clone(), pieces)
}
