//! What somebody did, as far as it says what they may like.

use std::collections::HashSet;

use crate::events::{Event, EventKind, Events, EventsError};
use crate::ids::{MemberKey, ProductKey};
use crate::orders::{Order, OrderState, Orders, OrdersError};

/// Orders that are looked at, the newest.
const ORDERS: u32 = 50;
/// Events that are looked at, the newest.
const EVENTS: u32 = 200;
/// Products that were looked at and count, the newest.
const LOOKED_AT: usize = 10;

/// What somebody did with a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Bought it.
    Bought,
    /// Put it into a cart or on a wish list.
    Wanted,
    /// Looked at it.
    LookedAt,
}

impl Deed {
    /// What it says beside having bought.
    pub(super) fn weight(self) -> f32 {
        match self {
            Self::Bought => 1.0,
            Self::Wanted => 0.8,
            Self::LookedAt => 0.4,
        }
    }
}

/// A product that somebody did something with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub product: ProductKey,
    /// What.
    pub deed: Deed,
    /// How many steps ago: an order is a step, what is going on now is 0.
    pub age: u32,
}

/// What somebody did, and what they are not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The newest first; a product is in it once.
    pub steps: Vec<Step>,
    /// What is not suggested: bought, returned, not wanted.
    pub without: Vec<ProductKey>,
}

/// Why a history could not be read.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The orders.
    #[error(transparent)]
    Orders(#[from] OrdersError),
    /// The events.
    #[error(transparent)]
    Events(#[from] EventsError),
}

impl History {
    /// What a member did until now, their newest orders and events: nothing has to be fitted for it to count.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn of(
        orders: &Orders,
        events: &Events,
        member: &MemberKey,
    ) -> Result<Self, HistoryError> {
        let orders = orders.latest(member, ORDERS).await?;
        let events = events.latest(member, EVENTS).await?;
        Ok(Self::read(&orders, &events))
    }

    /// Of orders and events, each the newest first.
    #[must_use]
    pub fn read(orders: &[Order], events: &[Event]) -> Self {
        let mut history = Self::default();
        let unwanted = unwanted(events);
        history.without.extend(unwanted.iter().cloned());
        let returned: HashSet<&ProductKey> = of_kind(events, EventKind::OrderRefunded).collect();
        let mut age = u32::from(history.look(events, &unwanted));
        for order in orders {
            let products = order.lines.iter().map(|line| &line.product);
            match order.state {
                OrderState::Cancelled => continue,
                OrderState::Returned | OrderState::ReturnRequested => {
                    history.without.extend(products.cloned());
                    continue;
                }
                _ => {}
            }
            for product in products {
                history.without.push(product.clone());
                if !returned.contains(product) {
                    history.add(product, Deed::Bought, age);
                }
            }
            age += 1;
        }
        history
    }

    /// Adds what was wanted and looked at of late; whether there was something.
    fn look(&mut self, events: &[Event], unwanted: &HashSet<ProductKey>) -> bool {
        let looks = events.iter().filter_map(|event| {
            let deed = match event.kind {
                EventKind::ProductAdded | EventKind::ProductAddedToWishlist => Deed::Wanted,
                EventKind::ProductViewed | EventKind::ProductClicked => Deed::LookedAt,
                _ => return None,
            };
            let product = event.product.as_ref()?;
            (!unwanted.contains(product)).then_some((product, deed))
        });
        for (product, deed) in looks {
            if self.steps.len() == LOOKED_AT {
                break;
            }
            self.add(product, deed, 0);
        }
        !self.steps.is_empty()
    }

    /// Adds what was looked at in this visit, the newest last.
    #[must_use]
    pub fn with_session(mut self, looked_at: &[ProductKey]) -> Self {
        let first = looked_at.len().saturating_sub(LOOKED_AT);
        let before = std::mem::take(&mut self.steps);
        for product in looked_at[first..].iter().rev() {
            self.add(product, Deed::LookedAt, 0);
        }
        for step in before {
            self.add(&step.product, step.deed, step.age);
        }
        self
    }

    fn add(&mut self, product: &ProductKey, deed: Deed, age: u32) {
        let same = self.steps.iter_mut().find(|step| step.product == *product);
        match same {
            // To have bought it says more than to have looked at it.
            Some(step) if deed.weight() > step.deed.weight() => step.deed = deed,
            Some(_) => {}
            None => self.steps.push(Step {
                product: product.clone(),
                deed,
                age,
            }),
        }
    }
}

/// What somebody does not want to see, unless they came back to it afterwards; events are the newest first.
fn unwanted(events: &[Event]) -> HashSet<ProductKey> {
    let mut decided: HashSet<&ProductKey> = HashSet::new();
    let mut unwanted = HashSet::new();
    for event in events {
        let Some(product) = &event.product else {
            continue;
        };
        let says = match event.kind {
            EventKind::ProductDismissed => event.value != Some(0),
            EventKind::ProductAdded | EventKind::ProductAddedToWishlist => false,
            _ => continue,
        };
        if decided.insert(product) && says {
            unwanted.insert(product.clone());
        }
    }
    unwanted
}

fn of_kind(events: &[Event], kind: EventKind) -> impl Iterator<Item = &ProductKey> {
    let own = events.iter().filter(move |event| event.kind == kind);
    own.filter_map(|event| event.product.as_ref())
}
