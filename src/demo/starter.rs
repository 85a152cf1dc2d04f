//! The starter shop: what is in it, and how it gets into the books.

use crate::catalog::{Localized, Product};
use crate::members::Member;
use crate::orders::Order;

use super::read::{self, DemoError};

/// The goods: file name for messages, text.
const GOODS: [(&str, &str); 2] = [
    ("goods-table.toml", include_str!("starter/goods-table.toml")),
    ("goods-home.toml", include_str!("starter/goods-home.toml")),
];
/// The members.
const MEMBERS: (&str, &str) = ("members.toml", include_str!("starter/members.toml"));
/// The orders.
const ORDERS: (&str, &str) = ("orders.toml", include_str!("starter/orders.toml"));

/// A small invented shop: a cosy home and gift shop that sells in yuan.
#[derive(Clone, Debug)]
pub struct Starter {
    /// What a person who meets the shop must be told: that it is invented.
    pub notice: Localized,
    /// The goods. A brand and a category are in English; the attributes `品牌` and `品类` hold them in
    /// Chinese. Every other attribute is there twice as well, under its name in each language.
    pub products: Vec<Product>,
    /// The members, `M1001` and on.
    pub members: Vec<Member>,
    /// Their orders, oldest first, all placed in 2026.
    pub orders: Vec<Order>,
}

/// The starter shop.
///
/// # Errors
/// Where one of its files is not as it must be; the message names the file and the record.
pub fn starter() -> Result<Starter, DemoError> {
    let mut products = Vec::new();
    for (file, text) in GOODS {
        products.extend(read::products(file, text)?);
    }
    let members = read::members(MEMBERS.0, MEMBERS.1)?;
    let orders = read::orders(ORDERS.0, ORDERS.1, &products)?;
    let notice = Localized {
        english: Some(
            "The starter shop is invented: its goods, brands, people and orders are not real."
                .to_owned(),
        ),
        chinese: Some("入门示例店为虚构：商品、品牌、人物和订单均非真实。".to_owned()),
    };
    Ok(Starter {
        notice,
        products,
        members,
        orders,
    })
}
