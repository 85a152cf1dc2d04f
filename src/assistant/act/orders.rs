//! Orders: a member's own, and one order of somebody who has no account and knows its number and mail address.

use std::sync::LazyLock;

use regex::Regex;

use crate::access::Principal;
use crate::assistant::AssistantError;
use crate::assistant::cards::Card;
use crate::assistant::followup::speaks_of_a_purchase;
use crate::assistant::turn::{GuestLookup, Outcome};
use crate::evidence::Evidence;
use crate::guardrails::{normalise, pattern};
use crate::ids::{MemberKey, OrderNumber, ProductKey};
use crate::orders::Order;

use super::Actor;
use super::records::order_record;

/// Orders shown where none was named.
const ORDERS: u32 = 3;
/// A guest who was wrong so often is asked to turn to the shop's people.
const TRIES: u32 = 5;

impl Actor<'_> {
    pub(super) async fn order(&self) -> Result<Outcome, AssistantError> {
        let Principal::Member(owner) = self.conversation.principal() else {
            return self.order_of_a_guest().await;
        };
        let (orders, missing) = match order_number(self.message) {
            Some(number) => match self.shop.orders.find(&number, owner).await? {
                Some(order) => (vec![order], None),
                None => (Vec::new(), Some(number)),
            },
            None => (self.shop.orders.latest(owner, ORDERS).await?, None),
        };
        let fixed = match (&orders[..], missing) {
            (_, Some(number)) => self.phrases.order_unknown(number.as_str())?,
            ([], None) => self.phrases.plain("order_none")?,
            ([latest, ..], None) => self.phrases.order(latest)?,
        };
        let mut outcome = self.orders_shown(&orders, fixed).await?;
        if speaks_of_a_purchase(self.message)
            && let Some(latest) = orders.first()
        {
            // "What goes with what I bought last?" goes on with these.
            outcome.shown = latest
                .lines
                .iter()
                .map(|line| line.product.clone())
                .collect();
        }
        Ok(outcome)
    }

    /// An order by its number and the mail address it was placed with. A wrong address, another's order and a
    /// number that never was sound the same and take the same questions to the database.
    async fn order_of_a_guest(&self) -> Result<Outcome, AssistantError> {
        let memory = &self.conversation.memory;
        // "anna@example.com, 10115 Berlin": what has no letters is no better than the number that was asked about.
        let lettered = |number: &OrderNumber| number.as_str().contains(char::is_alphabetic);
        let number = match (order_number(self.message), memory.order.clone()) {
            (Some(said), Some(asked)) if !lettered(&said) => asked,
            (Some(number), _) | (None, Some(number)) => number,
            (None, None) => return self.say("sign_in"),
        };
        let Some(mail) = mail_address(self.message) else {
            return Ok(Outcome {
                guest: Some(GuestLookup::Asked(number)),
                ..self.say("order_mail")?
            });
        };
        if memory.failed_tries >= TRIES
            || !self
                .shop
                .order_tries
                .may_try([number.as_str(), &mail], self.now)
        {
            return self.say("order_tries");
        }
        let known = self
            .shop
            .members
            .by_mail(std::iter::once(mail.as_str()))
            .await?;
        let owner = known
            .get(&mail)
            .cloned()
            .unwrap_or_else(|| MemberKey::new(""));
        if let Some(order) = self.shop.orders.find(&number, &owner).await? {
            let fixed = self.phrases.order(&order)?;
            let mut outcome = self.orders_shown(&[order], fixed).await?;
            outcome.guest = Some(GuestLookup::Found);
            return Ok(outcome);
        }
        self.shop
            .order_tries
            .failed([number.as_str(), &mail], self.now);
        Ok(Outcome {
            fixed: self.phrases.order_mismatch(number.as_str())?,
            guest: Some(GuestLookup::Failed(number)),
            ..Outcome::default()
        })
    }

    pub(in crate::assistant) async fn orders_shown(
        &self,
        orders: &[Order],
        fixed: String,
    ) -> Result<Outcome, AssistantError> {
        let keys: Vec<ProductKey> = orders
            .iter()
            .flat_map(|order| &order.lines)
            .map(|line| line.product.clone())
            .collect();
        let products = self.shop.catalog.get(&keys).await?;
        let title = |key: &ProductKey| {
            let product = products.iter().find(|product| &product.key == key)?;
            Some(product.title.in_language(self.language()).to_owned())
        };
        Ok(Outcome {
            cards: orders
                .iter()
                .map(|order| Card::order(order, self.language(), title))
                .collect(),
            evidence: Evidence {
                records: orders.iter().map(order_record).collect(),
                limits: Vec::new(),
            },
            fixed,
            ..Outcome::default()
        })
    }
}

static MAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}"));

/// The mail address in a message, in small letters.
pub(in crate::assistant) fn mail_address(message: &str) -> Option<String> {
    let text = normalise(message);
    MAIL.find(&text)
        .map(|found| found.as_str().trim_end_matches('.').to_owned())
}

static ORDER_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[a-z]{1,4}-?\d{3,20}[\d-]{0,12}|\d{4,20}[\d-]{0,12}"));

/// The order number in a message, read by code: a model may misread a digit.
pub(in crate::assistant) fn order_number(message: &str) -> Option<OrderNumber> {
    let text = normalise(message);
    let text = MAIL.replace_all(&text, " ");
    let found = ORDER_NUMBER.find(&text)?;
    Some(OrderNumber::new(
        &found.as_str().trim_end_matches('-').to_uppercase(),
    ))
}
