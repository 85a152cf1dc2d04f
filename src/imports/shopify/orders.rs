//! The orders export: the first row of an order has its buyer, date and state, the others only lines.

use std::collections::HashMap;

use super::columns::{LeftOut, Line, handle};
use crate::clock::Timestamp;
use crate::imports::Options;
use crate::imports::cleaning::{Amounts, currency_of};
use crate::imports::order_book::{Buyer, Entry, OrderBook};
use crate::imports::report::{Notice, Reason};
use crate::money::Currency;
use crate::orders::OrderState;

/// What the first rows of the orders say.
#[derive(Default)]
pub(super) struct Heads(HashMap<String, Head>);

#[derive(Clone)]
struct Head {
    buyer: Option<Buyer>,
    placed: Timestamp,
    state: OrderState,
    currency: Currency,
    channel: Option<String>,
}

impl Heads {
    /// Takes one row in.
    pub(super) fn take(
        &mut self,
        line: &mut Line<'_>,
        options: &Options,
        orders: &mut OrderBook,
    ) -> Result<(), LeftOut> {
        let number = line
            .value("Name")
            .key()
            .map_err(|reason| ("Name", reason))?;
        let number = number.trim_start_matches('#').to_owned();
        match self.entry(line, &number, options) {
            Ok(entry) => orders.add(entry, line.findings),
            Err(left_out) => {
                orders.breaks(&number, line.row.number);
                return Err(left_out);
            }
        }
        Ok(())
    }

    fn entry(
        &mut self,
        line: &mut Line<'_>,
        number: &str,
        options: &Options,
    ) -> Result<Entry, LeftOut> {
        let head = if let Some(head) = self.0.get(number) {
            head.clone()
        } else {
            let head = head(line, options)?;
            self.0.insert(number.to_owned(), head.clone());
            head
        };
        let name = line
            .text("Lineitem name")?
            .ok_or(("Lineitem name", Reason::Missing))?;
        let product = line.text("Lineitem sku")?.unwrap_or_else(|| handle(&name));
        let quantity = line.value("Lineitem quantity").pieces();
        let quantity = quantity.map_err(|reason| ("Lineitem quantity", reason))?;
        let quantity = quantity.ok_or(("Lineitem quantity", Reason::Missing))?;
        let how = Amounts {
            currency: Some(head.currency),
            minor: false,
        };
        let price = line.value("Lineitem price").amount(how);
        let price = price.map_err(|reason| ("Lineitem price", reason))?;
        Ok(Entry {
            line: line.row.number,
            number: number.to_owned(),
            buyer: head.buyer,
            placed: head.placed,
            state: head.state,
            product,
            title: Some(name),
            quantity,
            unit_price: price.ok_or(("Lineitem price", Reason::Missing))?,
            channel: head.channel,
        })
    }
}

fn head(line: &mut Line<'_>, options: &Options) -> Result<Head, LeftOut> {
    let currency = match line.text("Currency")? {
        Some(code) => currency_of(&code, options.currency),
        None => options.currency,
    };
    let currency = currency.ok_or(("Currency", Reason::Currency))?;
    let placed = line.value("Created at").moment(None, options.now);
    let placed = placed.map_err(|reason| ("Created at", reason))?;
    let how = Amounts {
        currency: Some(currency),
        minor: false,
    };
    let discount = line.value("Discount Amount").amount(how).ok().flatten();
    if let Some(discount) = discount.filter(|discount| discount.minor > 0) {
        let discount = discount.decimal();
        line.findings.notice(
            line.row.number,
            "Discount Amount",
            &discount,
            Notice::Discount,
        );
    }
    Ok(Head {
        buyer: line.value("Email").mail().map(Buyer::Mail),
        placed: placed.ok_or(("Created at", Reason::Missing))?,
        state: state(line)?,
        currency,
        channel: line.text("Source")?.map(|channel| channel.to_lowercase()),
    })
}

fn state(line: &mut Line<'_>) -> Result<OrderState, LeftOut> {
    let cancelled = line.text("Cancelled at")?.is_some();
    let paid = line
        .text("Financial Status")?
        .unwrap_or_default()
        .to_lowercase();
    let sent = line
        .text("Fulfillment Status")?
        .unwrap_or_default()
        .to_lowercase();
    Ok(match (paid.as_str(), sent.as_str()) {
        _ if cancelled => OrderState::Cancelled,
        ("voided" | "expired", _) => OrderState::Cancelled,
        ("refunded", _) => OrderState::Returned,
        (_, "fulfilled" | "partial") => OrderState::Shipped,
        _ => OrderState::Placed,
    })
}
