//! What a request would change about an order, in rows for people.

use crate::assistant::AssistantError;
use crate::assistant::changes::Difference;
use crate::ids::ProductKey;
use crate::money::Money;
use crate::orders::{Dossier, OrderDifference, PaymentKind, Proposed};

use super::Actor;

/// Pieces of one product, as they are named in a row.
struct Named<'a> {
    product: &'a ProductKey,
    quantity: i64,
    price: Option<Money>,
    option: Option<&'a str>,
}

impl Actor<'_> {
    /// The rows of what was `proposed` about the order of `dossier`.
    pub(super) async fn differences(
        &self,
        proposed: &Proposed,
        dossier: &Dossier,
    ) -> Result<Vec<Difference>, AssistantError> {
        let mut rows = Vec::new();
        let number = proposed.number.to_string();
        rows.push(self.row("what_order", number.clone(), number)?);
        for difference in &proposed.differences {
            rows.push(self.difference(difference, dossier).await?);
        }
        Ok(rows)
    }

    #[allow(
        clippy::too_many_lines,
        reason = "a row for each kind of difference, and nothing else"
    )]
    async fn difference(
        &self,
        difference: &OrderDifference,
        dossier: &Dossier,
    ) -> Result<Difference, AssistantError> {
        let nothing = || self.phrases.plain("nothing");
        let goods = |product, quantity| Named {
            product,
            quantity,
            price: None,
            option: None,
        };
        match difference {
            OrderDifference::State { before, after } => {
                let (before, after) = (self.phrases.state(*before), self.phrases.state(*after));
                self.row("what_state", before, after)
            }
            OrderDifference::Address { before, after } => {
                let written = |address: &Option<Box<crate::members::Address>>| {
                    address.as_ref().map(ToString::to_string)
                };
                let before = match written(before) {
                    Some(before) => before,
                    None => self.phrases.plain("not_known")?,
                };
                self.row("what_address", before, written(after).unwrap_or_default())
            }
            OrderDifference::Out {
                product,
                quantity,
                unit_price,
            } => {
                let price = Some(*unit_price);
                let before = Named {
                    price,
                    ..goods(product, *quantity)
                };
                self.row("what_goods", self.named(before).await?, nothing()?)
            }
            OrderDifference::In {
                product,
                quantity,
                unit_price,
            } => {
                let price = Some(*unit_price);
                let after = Named {
                    price,
                    ..goods(product, *quantity)
                };
                self.row("what_goods", nothing()?, self.named(after).await?)
            }
            OrderDifference::Back { product, quantity } => {
                let before = self.named(goods(product, *quantity)).await?;
                self.row("what_back", before, self.phrases.plain("comes_back")?)
            }
            OrderDifference::Instead {
                product,
                quantity,
                option,
            } => {
                let option = option.as_deref();
                let after = Named {
                    option,
                    ..goods(product, *quantity)
                };
                self.row("what_instead", nothing()?, self.named(after).await?)
            }
            OrderDifference::Paid {
                kind,
                amount,
                method,
            } => {
                let what = match kind {
                    PaymentKind::Payment => "what_payment",
                    PaymentKind::Refund => "what_refund",
                };
                self.money(what, *amount, method, dossier)
            }
            OrderDifference::Later { amount, method } => {
                let (what, amount) = if amount.minor > 0 {
                    ("what_payment_later", *amount)
                } else {
                    let back = Money::new(-amount.minor, amount.currency);
                    ("what_refund_later", back)
                };
                self.money(what, amount, method, dossier)
            }
            OrderDifference::Balance {
                method,
                before,
                after,
            } => {
                let mut row = self.row("what_balance", before.to_string(), after.to_string())?;
                // Who has several cards wants to know which.
                if dossier
                    .methods
                    .iter()
                    .filter(|one| one.balance().is_some())
                    .count()
                    > 1
                {
                    row.what = format!("{} {method}", row.what);
                }
                Ok(row)
            }
        }
    }

    fn row(&self, what: &str, before: String, after: String) -> Result<Difference, AssistantError> {
        Ok(Difference {
            what: self.phrases.plain(what)?,
            before,
            after,
        })
    }

    fn money(
        &self,
        what: &str,
        amount: Money,
        method: &str,
        dossier: &Dossier,
    ) -> Result<Difference, AssistantError> {
        let method = match dossier.method(method) {
            Some(method) => self.phrases.method(method)?,
            None => self.phrases.plain("as_it_was_paid")?,
        };
        let nothing = self.phrases.plain("nothing")?;
        self.row(what, nothing, self.phrases.amount_by(amount, &method)?)
    }

    async fn named(&self, named: Named<'_>) -> Result<String, AssistantError> {
        let known = self
            .shop
            .catalog
            .get(std::slice::from_ref(named.product))
            .await?;
        let title = known.first().map_or_else(
            || named.product.to_string(),
            |product| product.title.in_language(self.language()).to_owned(),
        );
        let mut text = format!("{} × {title}", named.quantity);
        if let Some(option) = named.option {
            text.push_str(self.phrases.comma());
            text.push_str(option);
        }
        if let Some(price) = named.price {
            text.push_str(self.phrases.comma());
            text.push_str(&price.to_string());
        }
        Ok(text)
    }
}
