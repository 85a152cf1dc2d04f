//! What members and the shop's people change about orders, under the shop's rules.
//!
//! A request is *proposed* first: the rules decide, and what would change is laid out ([`Proposed`]). It is
//! *carried out* after a yes, and only if it would still change exactly what was shown; once, by its key; and the
//! order, its payments, the gift cards and the record of it are written together or not at all.

mod decide;
mod differences;
mod dossier;
mod draft;
mod refusal;
mod rules;
pub(super) mod sql;

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

pub use differences::OrderDifference;
pub use dossier::{
    Dossier, MethodKind, Payment, PaymentKind, PaymentMethod, Piece, Request, RequestKind, Served,
    Shipment, Swap,
};
pub use draft::ORIGINAL;
pub use refusal::Refusal;
pub use rules::{Rules, RulesError};

use super::{Orders, OrdersError};
use crate::catalog::{self, Product};
use crate::clock::Timestamp;
use crate::db::{Reader, Write};
use crate::ids::{MemberKey, OrderNumber, ProductKey, hexadecimal};
use crate::money::Money;
use decide::decide;
use differences::differences;
use draft::Grounds;

/// The tables that a request may write to.
const TABLES: [&str; 7] = [
    "orders",
    "order_lines",
    "order_addresses",
    "order_payments",
    "order_served",
    "order_shipments",
    "payment_methods",
];

/// What a request would change; nothing is changed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Which order.
    pub number: OrderNumber,
    /// What is asked for.
    pub request: Request,
    /// What it makes different, exactly.
    pub differences: Vec<OrderDifference>,
    /// What the member pays more (above zero) or gets back (below), at once or when the goods are back.
    pub difference: Money,
}

impl Proposed {
    /// Names exactly what would change, so that a yes can be given to it and to nothing else.
    #[must_use]
    pub fn seal(&self) -> String {
        let text = format!("{:?} {:?}", self.differences, self.difference);
        hexadecimal(&Sha256::digest(text.as_bytes())[..12])
    }
}

/// Why a request was not proposed or carried out.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It would no longer change what was shown.
    #[error("order {0} has changed meanwhile; look at what would change now, and say yes again")]
    Moved(OrderNumber),
    /// The key names another request.
    #[error("the key `{0}` was used for another request; every request has a key of its own")]
    KeyTaken(String),
    /// The orders failed.
    #[error(transparent)]
    Orders(#[from] OrdersError),
}

impl From<crate::db::DbError> for ServiceError {
    fn from(error: crate::db::DbError) -> Self {
        Self::Orders(error.into())
    }
}

/// Who said yes, when, and under which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Names the request: said twice, it is carried out once.
    pub key: String,
    /// `member:KEY`, `agent:NAME`.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Orders {
    /// The order `number` of `owner` with all that belongs to it; `None` for anyone else's, with the same
    /// questions put to the database.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn dossier(
        &self,
        number: &OrderNumber,
        owner: &MemberKey,
    ) -> Result<Option<Dossier>, OrdersError> {
        dossier(self.db.reader(), number, owner).await
    }

    /// Whose the order `number` is. For the shop's people alone: a member's question names its owner.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn owner_of(&self, number: &OrderNumber) -> Result<Option<MemberKey>, OrdersError> {
        super::sql::owner_of(self.db.reader(), number).await
    }

    /// By what `owner` can pay, by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn payment_methods(
        &self,
        owner: &MemberKey,
    ) -> Result<Vec<PaymentMethod>, OrdersError> {
        sql::methods_of(self.db.reader(), owner).await
    }

    /// What `request` would change about the order `number` of `owner`.
    ///
    /// # Errors
    /// Where the rules say no, or the database fails.
    pub async fn propose(
        &self,
        number: &OrderNumber,
        owner: &MemberKey,
        request: Request,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Proposed, ServiceError> {
        let reader = self.db.reader();
        let before = dossier(reader, number, owner).await?;
        let before = before.ok_or_else(|| Refusal::NoOrder(number.clone()))?;
        Ok(weigh(reader, &before, request, rules, now).await?.0)
    }

    /// Carries out what was `proposed` to `owner` and said yes to. Said twice with one key it is carried out
    /// once, and what it changed then is the answer again.
    ///
    /// # Errors
    /// Where the rules now say no, it would change something else than was shown, the key names another
    /// request, or the database fails; then nothing was changed.
    pub async fn carry_out(
        &self,
        proposed: &Proposed,
        owner: &MemberKey,
        rules: &Rules,
        consent: &Consent,
    ) -> Result<Dossier, ServiceError> {
        let write = self.db.write(&TABLES).await?;
        let number = &proposed.number;
        let before = dossier(write.reader(), number, owner).await?;
        let before = before.ok_or_else(|| Refusal::NoOrder(number.clone()))?;
        if let Some((order, request)) = sql::served_under(write.reader(), &consent.key).await? {
            let same = order == *number && request == proposed.request;
            return if same {
                Ok(before)
            } else {
                Err(ServiceError::KeyTaken(consent.key.clone()))
            };
        }
        let request = proposed.request.clone();
        let (now, mut after) = weigh(write.reader(), &before, request, rules, consent.at).await?;
        if now != *proposed {
            return Err(ServiceError::Moved(number.clone()));
        }
        after.served.push(Served {
            key: consent.key.clone(),
            at: consent.at,
            by: consent.by.clone(),
            request: now.request,
            difference: now.difference,
        });
        keep(&write, &before, &after, owner).await?;
        write.commit().await?;
        Ok(after)
    }

    /// The order as it is now, where this very request was carried out for `owner` under `key` before.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn done(
        &self,
        number: &OrderNumber,
        owner: &MemberKey,
        request: &Request,
        key: &str,
    ) -> Result<Option<Dossier>, OrdersError> {
        let under = sql::served_under(self.db.reader(), key).await?;
        match under {
            Some((order, done)) if order == *number && done == *request => {
                self.dossier(number, owner).await
            }
            _ => Ok(None),
        }
    }

    /// Which of the orders called `numbers` something was changed about, by a request that was carried out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn served(
        &self,
        numbers: impl Iterator<Item = &OrderNumber>,
    ) -> Result<HashSet<OrderNumber>, OrdersError> {
        sql::served_among(self.db.reader(), numbers).await
    }

    /// Keeps what belongs to orders that are kept already: addresses, payments and parcels, as an import brings
    /// them. What is kept of them is replaced; what was served stays.
    ///
    /// # Errors
    /// Where an order is not kept, or the database fails; then nothing was written.
    pub async fn put_details(&self, details: &[OrderDetails]) -> Result<(), OrdersError> {
        let write = self.db.write(&TABLES).await?;
        sql::put_details(&write, details).await?;
        Ok(write.commit().await?)
    }

    /// Keeps by what members can pay; of one that is kept already everything is replaced, its balance too.
    ///
    /// # Errors
    /// Where a method of that name is another member's, or the database fails; then nothing was written.
    pub async fn put_payment_methods(
        &self,
        methods: &[(MemberKey, PaymentMethod)],
    ) -> Result<(), OrdersError> {
        let write = self.db.write(&TABLES).await?;
        let names = methods.iter().map(|(_, method)| method.name.as_str());
        let owners = sql::owners_of_methods(write.reader(), names).await?;
        let taken = methods
            .iter()
            .find(|(owner, method)| owners.get(&method.name).is_some_and(|kept| kept != owner));
        if let Some((_, method)) = taken {
            return Err(OrdersError::MethodTaken(method.name.clone()));
        }
        sql::put_methods(&write, methods).await?;
        Ok(write.commit().await?)
    }
}

/// What an import knows of an order besides its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderDetails {
    /// Which order; it must be kept.
    pub number: OrderNumber,
    /// Where it goes.
    pub address: Option<crate::members::Address>,
    /// The money, oldest first.
    pub payments: Vec<Payment>,
    /// The parcels, oldest first.
    pub shipments: Vec<Shipment>,
}

/// The order of `owner` with all that belongs to it.
async fn dossier(
    reader: Reader<'_>,
    number: &OrderNumber,
    owner: &MemberKey,
) -> Result<Option<Dossier>, OrdersError> {
    let row = super::row_of(reader, owner).await?;
    let found = super::sql::find_of(reader, number, row.unwrap_or(super::NOBODY)).await?;
    // The same questions whether there is one or not, so that their time tells nothing.
    let id = match &found {
        Some((id, _)) => *id,
        None => super::NOBODY,
    };
    let kept: Vec<_> = found.into_iter().map(|(_, order)| order).collect();
    let order = super::named(reader, kept, owner).await?.pop();
    let currency = order
        .as_ref()
        .map_or(crate::money::GBP, |order| order.currency);
    let address = sql::address_of(reader, id).await?;
    let payments = sql::payments_of(reader, id, currency).await?;
    let shipments = sql::shipments_of(reader, id).await?;
    let served = sql::served_of(reader, id, currency).await?;
    let methods = sql::methods_of(reader, owner).await?;
    Ok(order.map(|order| Dossier {
        order,
        address,
        payments,
        shipments,
        served,
        methods,
    }))
}

/// What `request` would make of `before`.
async fn weigh(
    reader: Reader<'_>,
    before: &Dossier,
    request: Request,
    rules: &Rules,
    now: Timestamp,
) -> Result<(Proposed, Dossier), ServiceError> {
    let goods = goods(reader, before, &request).await?;
    let on = Grounds {
        rules,
        goods: &goods,
        now,
    };
    let decision = decide(before, &request, on)?;
    let proposed = Proposed {
        number: before.order.number.clone(),
        differences: differences(before, &decision.after, &request, decision.difference),
        difference: decision.difference,
        request,
    };
    Ok((proposed, decision.after))
}

/// The products that the order and the request name.
async fn goods(
    reader: Reader<'_>,
    before: &Dossier,
    request: &Request,
) -> Result<HashMap<ProductKey, Product>, OrdersError> {
    let lines = before.order.lines.iter().map(|line| &line.product);
    let swaps = match request {
        Request::ChangeItems { swaps, .. } | Request::Exchange { swaps, .. } => &swaps[..],
        _ => &[],
    };
    // An exchange that was agreed on brings its goods when the first ones are back.
    let agreed = before
        .served
        .iter()
        .flat_map(|served| match &served.request {
            Request::Exchange { swaps, .. } => &swaps[..],
            _ => &[],
        });
    let wanted = swaps.iter().chain(agreed).map(|swap| &swap.to);
    let mut keys: Vec<ProductKey> = lines.chain(wanted).cloned().collect();
    keys.sort_unstable();
    keys.dedup();
    let found = catalog::products(reader, &keys).await?;
    let named = found
        .into_iter()
        .map(|product| (product.key.clone(), product));
    Ok(named.collect())
}

/// Writes what differs between `before` and `after`.
async fn keep(
    write: &Write,
    before: &Dossier,
    after: &Dossier,
    owner: &MemberKey,
) -> Result<(), ServiceError> {
    let number = &after.order.number;
    let ids = super::sql::ids_of(write.reader(), std::iter::once(number)).await?;
    let id = ids.get(number).copied();
    let id = id.ok_or_else(|| OrdersError::NotKept(number.clone()))?;
    if before.order != after.order {
        let references = super::check::References::find(write.reader(), &[&after.order]).await?;
        let kept = references.resolve(&after.order)?;
        super::sql::write(write, &[(id, &kept)], id).await?;
    }
    if before.address != after.address
        && let Some(address) = &after.address
    {
        sql::put_address(write, id, address).await?;
    }
    let first = before.payments.len();
    sql::add_payments(write, id, first, &after.payments[first..]).await?;
    let first = before.served.len();
    sql::add_served(write, id, first, &after.served[first..]).await?;
    let changed = before.methods.iter().zip(&after.methods);
    let changed = changed.filter(|(was, is)| was != is);
    let changed: Vec<_> = changed.map(|(_, is)| (owner.clone(), is.clone())).collect();
    sql::put_methods(write, &changed).await?;
    Ok(())
}
