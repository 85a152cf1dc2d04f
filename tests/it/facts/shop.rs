//! A shop's facts in a fresh database of either kind, and things to put into it.

use std::collections::BTreeMap;
use std::future::Future;

use storekeeper::catalog::{Catalog, Localized, Product};
use storekeeper::clock::Timestamp;
use storekeeper::db::{Changes, Db};
use storekeeper::ids::{MemberKey, OrderNumber, ProductKey};
use storekeeper::members::{Member, Members};
use storekeeper::money::{GBP, Money};
use storekeeper::orders::{Order, OrderLine, OrderState, Orders};

use super::cluster::cluster;

/// One database and the rooms that keep facts in it.
pub struct Shop {
    /// Where the database is.
    pub url: String,
    /// The database.
    pub db: Db,
    /// The goods.
    pub catalog: Catalog,
    /// The people.
    pub members: Members,
    /// The orders.
    pub orders: Orders,
}

impl Shop {
    /// The facts in the database at `url`.
    pub async fn open(url: &str) -> Self {
        let db = Db::open(url, migrations())
            .await
            .expect("the database opens");
        Self {
            url: url.to_owned(),
            catalog: Catalog::new(db.clone()),
            members: Members::new(db.clone()),
            orders: Orders::new(db.clone()),
            db,
        }
    }

    /// Puts products `p0`, `p1`, ... and members `m0`, `m1`, ....
    pub async fn stock(&self, products: usize, people: usize) {
        let products: Vec<Product> = (0..products).map(|n| product(&format!("p{n}"))).collect();
        let people: Vec<Member> = (0..people).map(|n| member(&format!("m{n}"))).collect();
        self.catalog
            .put(&products)
            .await
            .expect("the products are kept");
        self.members
            .put(&people)
            .await
            .expect("the members are kept");
    }

    /// Puts three products and so many members, all of whom ordered in the first 500 days of 1970, most of them again and
    /// again.
    pub async fn buyers(&self, people: usize) {
        const DAY: i64 = 86_400_000_000;
        self.stock(3, people).await;
        let of_kind = |number| Product {
            category: Some("tea".to_owned()),
            ..product(&format!("p{number}"))
        };
        let products: Vec<Product> = (0..3).map(of_kind).collect();
        self.catalog
            .put(&products)
            .await
            .expect("the products are kept");
        let mut orders = Vec::new();
        for member in 0..people {
            let (owner, day) = (format!("m{member}"), i64::try_from(member).unwrap());
            for time in 0..=(member % 5) {
                let time = i64::try_from(time).unwrap();
                let placed = (60 + day * 7 + time * (11 + day % 13)).min(498) * DAY;
                let number = format!("{member}-{time}");
                let product = format!("p{}", time % 3);
                orders.push(order(
                    &number,
                    &owner,
                    placed,
                    &[(&product, 1 + (day + time) % 4)],
                ));
            }
        }
        self.orders.put(&orders).await.expect("the orders are kept");
    }

    /// The order `number` as `owner` sees it.
    pub async fn find(&self, number: &str, owner: &str) -> Option<Order> {
        let (number, owner) = (OrderNumber::new(number), MemberKey::new(owner));
        self.orders
            .find(&number, &owner)
            .await
            .expect("the orders answer")
    }
}

pub use storekeeper::app::migrations;

/// A product of which only the key matters.
pub fn product(key: &str) -> Product {
    Product {
        key: ProductKey::new(key),
        title: Localized {
            english: Some(format!("thing {key}")),
            chinese: None,
        },
        description: Localized::default(),
        brand: None,
        category: None,
        price: Money::new(255, GBP),
        stock: None,
        attributes: BTreeMap::new(),
        image: None,
        family: None,
    }
}

/// A member of whom only the key matters.
pub fn member(key: &str) -> Member {
    Member::new(MemberKey::new(key))
}

/// An order of `owner`, placed `placed` microseconds into 1970, with one line per product and quantity.
pub fn order(number: &str, owner: &str, placed: i64, lines: &[(&str, i64)]) -> Order {
    let line = |(product, quantity): &(&str, i64)| OrderLine {
        product: ProductKey::new(product),
        quantity: *quantity,
        unit_price: Money::new(295, GBP),
    };
    Order {
        number: OrderNumber::new(number),
        member: Some(MemberKey::new(owner)),
        placed: Timestamp::from_micros(placed),
        state: OrderState::Invoiced,
        currency: GBP,
        lines: lines.iter().map(line).collect(),
    }
}

/// So many added, changed, unchanged.
pub fn changes(added: u64, changed: u64, unchanged: u64) -> Changes {
    Changes {
        added,
        changed,
        unchanged,
    }
}

/// Runs `test` on a fresh SQLite file.
pub fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Shop) -> F) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = Db::sqlite_url(&folder.path().join("shop.db"));
    run(async { test(Shop::open(&url).await).await });
}

/// Runs `test` on a fresh PostgreSQL database, where there is a server.
pub fn on_postgres<F: Future<Output = ()>>(test: impl FnOnce(Shop) -> F) {
    let Some(cluster) = cluster() else { return };
    run(async { test(Shop::open(&cluster.fresh().await).await).await });
}

/// Runs `future` to its end.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

/// Makes of each `async fn name(shop: Shop)` a test on SQLite and one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite { $(#[test] fn $name() { super::super::shop::on_sqlite(super::$name); })+ }
        mod postgres { $(#[test] fn $name() { super::super::shop::on_postgres(super::$name); })+ }
    };
}
pub(crate) use on_both;
