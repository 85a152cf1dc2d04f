//! What a member wants done about an order: which order, what of it, and then exactly what would change.

use crate::assistant::AssistantError;
use crate::assistant::changes::{Change, Proposal};
use crate::assistant::errands::{self, Errand, Slot};
use crate::assistant::followup::{self, Pointer};
use crate::assistant::turn::Outcome;
use crate::clock::Timestamp;
use crate::ids::{MemberKey, OrderNumber, ProductKey};
use crate::orders::{
    Consent, Dossier, Order, OrderDifference, OrderState, PaymentKind, Proposed, Refusal, Request,
    RequestKind, ServiceError,
};

use super::Actor;
use super::orders::order_number;

/// The newest orders that are looked through for the one that is meant.
const LOOKED_THROUGH: u32 = 20;
/// Orders that are shown to choose from.
pub(super) const CHOICES: usize = 4;

/// A step that may end in a question or a refusal instead of a value.
pub(super) type Step<T> = Result<Result<T, Box<Outcome>>, AssistantError>;

/// Goes on with the value, or ends with the answer.
macro_rules! settled {
    ($step:expr) => {
        match $step {
            Ok(value) => value,
            Err(answer) => return Ok(*answer),
        }
    };
}

impl Actor<'_> {
    /// Goes as far with an errand as the message tells: to a question, a refusal, or a proposal.
    pub(super) async fn serve(&self, kind: RequestKind) -> Result<Outcome, AssistantError> {
        let Some(owner) = self.conversation.principal().member() else {
            return self.say("sign_in");
        };
        let waiting = self.errand.filter(|errand| errand.kind == kind);
        let mut errand = waiting.cloned().unwrap_or_else(|| Errand::new(kind));
        let answers = waiting.map(|errand| errand.asks);
        let dossier = settled!(self.order_of(&mut errand, owner, answers).await?);
        errand.order = Some(dossier.order.number.clone());
        let kind = self.kind_for(kind, dossier.order.state);
        if !self
            .shop
            .service_rules
            .states(kind)
            .contains(&dossier.order.state)
        {
            return self.not_open(kind, &dossier.order).await;
        }
        let request = match kind {
            RequestKind::Cancel => self.to_cancel(&errand, answers)?,
            RequestKind::Address => self.to_send_elsewhere(&errand, &dossier, answers)?,
            RequestKind::Payment => self.to_pay_otherwise(&errand, &dossier)?,
            RequestKind::Return => self.to_return(&mut errand, &dossier).await?,
            _ => self.to_exchange(&mut errand, &dossier, kind).await?,
        };
        let request = settled!(request);
        let number = &dossier.order.number;
        let (orders, rules) = (&self.shop.orders, &self.shop.service_rules);
        let proposed = orders
            .propose(number, owner, request, rules, self.service_now())
            .await;
        match proposed {
            Ok(proposed) => self.put_forward(&proposed, &dossier).await,
            Err(ServiceError::Refused(refusal)) => {
                let fixed = self.phrases.refused(&refusal, number.as_str())?;
                Ok(Outcome {
                    fixed,
                    ..self.orders_shown(&[dossier.order], String::new()).await?
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    fn service_now(&self) -> Timestamp {
        self.shop.service_clock.now()
    }

    /// What a wish for other goods is, depending on where the goods are.
    fn kind_for(&self, kind: RequestKind, state: OrderState) -> RequestKind {
        let is_open = |kind| self.shop.service_rules.states(kind).contains(&state);
        match kind {
            RequestKind::Exchange if !is_open(kind) && is_open(RequestKind::Items) => {
                RequestKind::Items
            }
            kind => kind,
        }
    }

    /// The order that is meant.
    async fn order_of(
        &self,
        errand: &mut Errand,
        owner: &MemberKey,
        answers: Option<Slot>,
    ) -> Step<Dossier> {
        let orders = &self.shop.orders;
        // A postal code looks like a number.
        let numbered = order_number(self.message).filter(|_| answers != Some(Slot::Address));
        if let Some(number) = numbered {
            if let Some(dossier) = orders.dossier(&number, owner).await? {
                return Ok(Ok(dossier));
            }
            let lettered = number.as_str().contains(char::is_alphabetic);
            if errand.order.is_none() && (lettered || errand.kind != RequestKind::Address) {
                let fixed = self.phrases.order_unknown(number.as_str())?;
                return answer(Outcome {
                    fixed,
                    ..Outcome::default()
                });
            }
        }
        let chosen = match &errand.order {
            Some(number) => Some(number.clone()),
            None if answers == Some(Slot::Order) => self.chosen_of(&errand.among),
            None => None,
        };
        if let Some(number) = chosen
            && let Some(dossier) = orders.dossier(&number, owner).await?
        {
            return Ok(Ok(dossier));
        }
        let newest = orders.latest(owner, LOOKED_THROUGH).await?;
        let states = self.states_for(errand.kind);
        let open: Vec<&Order> = newest
            .iter()
            .filter(|order| states.contains(&order.state))
            .collect();
        let open = self.speaking_of(open);
        let meant = match &open[..] {
            [] => {
                let Some(newest) = newest.first() else {
                    return answer(self.say("order_none")?);
                };
                return answer(self.not_open(errand.kind, newest).await?);
            }
            [only] => Some(*only),
            [first, ..] if errands::means_the_newest(self.message) => Some(*first),
            _ => None,
        };
        if let Some(order) = meant {
            let dossier = orders.dossier(&order.number, owner).await?;
            if let Some(dossier) = dossier {
                return Ok(Ok(dossier));
            }
        }
        let shown: Vec<Order> = open.into_iter().take(CHOICES).cloned().collect();
        errand.among = shown.iter().map(|order| order.number.clone()).collect();
        let fixed = self.phrases.plain("serve_which_order")?;
        self.ask(errand, Slot::Order, self.orders_shown(&shown, fixed).await?)
    }

    /// How far an order may have come for this errand; for other goods, before and after it is sent.
    fn states_for(&self, kind: RequestKind) -> Vec<OrderState> {
        let rules = &self.shop.service_rules;
        let mut states = rules.states(kind).to_vec();
        if kind == RequestKind::Exchange {
            states.extend(rules.states(RequestKind::Items));
        }
        states
    }

    /// Those of `orders` that hold what the message names, where it names something of them.
    fn speaking_of<'a>(&self, orders: Vec<&'a Order>) -> Vec<&'a Order> {
        let keys: Vec<ProductKey> = orders
            .iter()
            .flat_map(|order| order.lines.iter().map(|line| line.product.clone()))
            .collect();
        let titles = &self.shop.titles;
        let Some(named) = titles.singled_out(self.message, Some(&keys), true) else {
            return orders;
        };
        let holds = |order: &&Order| order.lines.iter().any(|line| line.product == *named);
        orders.into_iter().filter(holds).collect()
    }

    /// The one of `among` at which the message points: "the first", "the newest".
    fn chosen_of(&self, among: &[OrderNumber]) -> Option<OrderNumber> {
        if errands::means_the_newest(self.message) {
            return among.first().cloned();
        }
        let pointers = followup::pointers(self.message);
        let place = match pointers.first()? {
            Pointer::Number(number) => number.checked_sub(1)?,
            Pointer::Last => among.len().checked_sub(1)?,
            Pointer::Cheapest | Pointer::Dearest => return None,
        };
        among.get(place).cloned()
    }

    /// Shows exactly what would change.
    async fn put_forward(
        &self,
        proposed: &Proposed,
        dossier: &Dossier,
    ) -> Result<Outcome, AssistantError> {
        let shown = self.differences(proposed, dossier).await?;
        let change = Change::Order {
            number: proposed.number.clone(),
            request: Box::new(proposed.request.clone()),
            seal: proposed.seal(),
        };
        let mut outcome = self.say("confirm_first")?;
        if let Some((from, until)) = self.waits_for_refund(proposed, dossier) {
            let when = self.phrases.refund_days(from, until)?;
            outcome.fixed = format!("{when}{}{}", self.phrases.gap(), outcome.fixed);
        }
        Ok(Outcome {
            proposal: Some(Proposal::new(change, shown)),
            ..outcome
        })
    }

    /// From how many to how many days the member waits for a refund, where one goes elsewhere than to a gift card.
    fn waits_for_refund(&self, proposed: &Proposed, dossier: &Dossier) -> Option<(u32, u32)> {
        let slow = |method: &str| {
            let known = dossier.method(method);
            known.is_none_or(|method| method.balance().is_none())
        };
        let waits = proposed
            .differences
            .iter()
            .any(|difference| match difference {
                OrderDifference::Paid { kind, method, .. } => {
                    *kind == PaymentKind::Refund && slow(method)
                }
                OrderDifference::Later { amount, method } => amount.minor < 0 && slow(method),
                _ => false,
            });
        self.shop.service_rules.refund_days().filter(|_| waits)
    }

    /// Does what was put forward and said yes to.
    pub(super) async fn carry_out_request(
        &self,
        key: &str,
        number: &OrderNumber,
        request: &Request,
        shown: &str,
    ) -> Result<Outcome, AssistantError> {
        let Some(owner) = self.conversation.principal().member() else {
            return self.say("proposal_gone");
        };
        let (orders, rules) = (&self.shop.orders, &self.shop.service_rules);
        let proposed = orders
            .propose(number, owner, request.clone(), rules, self.service_now())
            .await;
        let consent = Consent {
            key: key.to_owned(),
            by: self.conversation.principal().to_string(),
            at: self.service_now(),
        };
        let done = match proposed {
            Ok(proposed) if proposed.seal() == shown => {
                orders.carry_out(&proposed, owner, rules, &consent).await
            }
            Ok(_) => Err(ServiceError::Moved(number.clone())),
            Err(error) => Err(error),
        };
        match done {
            Ok(dossier) => {
                let phrase = format!("done_{}", request.kind().word());
                let fixed = self.phrases.numbered(&phrase, number.as_str())?;
                self.orders_shown(&[dossier.order], fixed).await
            }
            Err(ServiceError::Refused(refusal)) => Ok(Outcome {
                fixed: self.phrases.refused(&refusal, number.as_str())?,
                ..Outcome::default()
            }),
            Err(ServiceError::Moved(_)) => self.say("serve_moved"),
            Err(error) => Err(error.into()),
        }
    }

    /// Says that the order has come too far, or not far enough, and shows it.
    async fn not_open(&self, kind: RequestKind, order: &Order) -> Result<Outcome, AssistantError> {
        let refusal = Refusal::State {
            kind,
            state: order.state,
        };
        let fixed = self.phrases.refused(&refusal, order.number.as_str())?;
        self.orders_shown(std::slice::from_ref(order), fixed).await
    }

    /// Asks back, and keeps the errand in mind.
    #[allow(
        clippy::unused_self,
        reason = "it stands where an actor's answers stand"
    )]
    pub(super) fn ask<T>(&self, errand: &Errand, slot: Slot, outcome: Outcome) -> Step<T> {
        let errand = Errand {
            asks: slot,
            ..errand.clone()
        };
        answer(Outcome {
            errand: Some(errand),
            ..outcome
        })
    }

    pub(super) fn say_with(&self, phrase: &str, list: &str) -> Result<Outcome, AssistantError> {
        Ok(Outcome {
            fixed: self.phrases.listed(phrase, list)?,
            ..Outcome::default()
        })
    }
}

#[allow(clippy::unnecessary_wraps, reason = "a step that ends with an answer")]
pub(super) fn answer<T>(outcome: Outcome) -> Step<T> {
    Ok(Err(Box::new(outcome)))
}
