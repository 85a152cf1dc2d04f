//! The thin map from the benchmark's tools to our requests.

use super::tasks::Arguments;
use crate::ids::{OrderNumber, ProductKey};
use crate::members::Address;
use crate::orders::{Piece, Refusal, Request, Swap};

/// The request that an action of the benchmark is.
pub(super) fn request(change: &str, given: &Arguments) -> Result<Request, Refusal> {
    let method = given.payment_method_id.clone();
    let swaps = || {
        // Not as many as are wanted: there is no article for one of them.
        if given.item_ids.len() != given.new_item_ids.len() {
            return Err(Refusal::NothingNamed);
        }
        let pairs = given.item_ids.iter().zip(&given.new_item_ids);
        Ok(pairs
            .map(|(from, to)| Swap {
                from: ProductKey::new(from),
                to: ProductKey::new(to),
                quantity: 1,
                option: None,
            })
            .collect())
    };
    Ok(match change {
        "cancel_pending_order" => Request::Cancel {
            reason: given.reason.clone(),
        },
        "modify_pending_order_address" => Request::ChangeAddress(address(given)),
        "modify_pending_order_payment" => Request::ChangePayment { method },
        "modify_pending_order_items" => Request::ChangeItems {
            swaps: swaps()?,
            method,
        },
        "exchange_delivered_order_items" => Request::Exchange {
            swaps: swaps()?,
            method,
        },
        _ => {
            let piece = |key: &String| Piece {
                product: ProductKey::new(key),
                quantity: 1,
            };
            Request::Return {
                pieces: given.item_ids.iter().map(piece).collect(),
                method,
            }
        }
    })
}

pub(super) fn address(given: &Arguments) -> Address {
    Address {
        recipient: String::new(),
        line1: given.address1.clone(),
        line2: given.address2.clone(),
        city: given.city.clone(),
        region: given.state.clone(),
        postal_code: given.zip.clone(),
        country: given.country.clone(),
    }
}

pub(super) fn order_number(number: &str) -> OrderNumber {
    OrderNumber::new(number.trim_start_matches('#'))
}
