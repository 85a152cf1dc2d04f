//! What the shop allows, as a file says it.

use serde::Deserialize;

use super::dossier::RequestKind;
use crate::money::{Currency, Money};
use crate::orders::OrderState;

/// The rules that hold where the shop brings none.
const BUILT_IN: &str = include_str!("rules.toml");

/// What members may ask of their orders. A kind of request that has no rule is not offered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub(super) cancel: Option<CancelRule>,
    pub(super) address: Option<StateRule>,
    pub(super) payment: Option<StateRule>,
    pub(super) items: Option<SwapRule>,
    #[serde(rename = "return")]
    pub(super) returns: Option<ReturnRule>,
    pub(super) exchange: Option<SwapRule>,
    #[serde(default)]
    pub(super) refund: RefundRule,
}

/// Why a file of rules cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// It is no TOML, or has other fields.
    #[error("{0}")]
    Form(String),
    /// A rule makes no sense.
    #[error("[{rule}] {field}: {problem}")]
    Sense {
        /// Which rule.
        rule: &'static str,
        /// Which of its fields.
        field: &'static str,
        /// What is wrong and what is expected.
        problem: String,
    },
}

/// A request that only depends on how far the order has come.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StateRule {
    pub(super) states: Vec<OrderState>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CancelRule {
    pub(super) states: Vec<OrderState>,
    /// The reasons that count; any where there are none.
    #[serde(default)]
    pub(super) reasons: Vec<String>,
    /// Whether an order can be called off after goods in it were changed.
    #[serde(default)]
    pub(super) after_items_changed: bool,
}

/// Goods for goods of the same family.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SwapRule {
    pub(super) states: Vec<OrderState>,
    /// Days after delivery.
    pub(super) days: Option<i64>,
    /// How often for one order.
    #[serde(default = "once")]
    pub(super) times: usize,
    /// The options that may differ; any where there are none.
    #[serde(default)]
    pub(super) options: Vec<String>,
    /// Whether the same article may be asked for again: a faulty one for a new one, another size.
    #[serde(default)]
    pub(super) same_article: bool,
    /// What it costs, in units of the order's currency.
    pub(super) fee: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReturnRule {
    pub(super) states: Vec<OrderState>,
    /// Days after delivery.
    pub(super) days: Option<i64>,
    /// How often for one order.
    #[serde(default = "once")]
    pub(super) times: usize,
    /// Where the refund may go; anywhere where nothing is named.
    #[serde(default)]
    pub(super) refund_to: Vec<RefundTo>,
    /// Categories that do not come back.
    #[serde(default)]
    pub(super) except_categories: Vec<String>,
    /// What is taken off the refund, in units of the order's currency.
    pub(super) fee: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RefundTo {
    /// The method that the order was paid by.
    Original,
    /// A gift card of the member.
    GiftCard,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RefundRule {
    /// From so many to so many working days; to a gift card it is there at once.
    pub(super) business_days: Option<(u32, u32)>,
}

fn once() -> usize {
    1
}

impl Rules {
    /// Reads the rules in `text`, TOML; the built-in ones (`src/orders/service/rules.toml`) are an example with
    /// every field explained.
    ///
    /// # Errors
    /// Where the text is no such file, or a rule makes no sense; the message names the line or the field.
    pub fn read(text: &str) -> Result<Self, RulesError> {
        let rules: Self =
            toml::from_str(text).map_err(|error| RulesError::Form(error.to_string()))?;
        rules.check()?;
        Ok(rules)
    }

    /// The rules that hold where the shop brings none.
    ///
    /// # Errors
    /// A mistake in the file that is compiled in, which a test excludes.
    pub fn built_in() -> Result<Self, RulesError> {
        Self::read(BUILT_IN)
    }

    /// The reasons for calling an order off that count, in the shop's words; none: any counts.
    #[must_use]
    pub fn reasons(&self) -> &[String] {
        self.cancel.as_ref().map_or(&[], |rule| &rule.reasons)
    }

    /// From how many to how many working days a refund takes that does not go to a gift card.
    #[must_use]
    pub fn refund_days(&self) -> Option<(u32, u32)> {
        self.refund.business_days
    }

    /// How far an order may have come for such a request; none: it is not offered.
    #[must_use]
    pub fn states(&self, kind: RequestKind) -> &[OrderState] {
        let states = match kind {
            RequestKind::Cancel => self.cancel.as_ref().map(|rule| &rule.states),
            RequestKind::Address => self.address.as_ref().map(|rule| &rule.states),
            RequestKind::Payment => self.payment.as_ref().map(|rule| &rule.states),
            RequestKind::Items => self.items.as_ref().map(|rule| &rule.states),
            RequestKind::Return => self.returns.as_ref().map(|rule| &rule.states),
            RequestKind::Exchange => self.exchange.as_ref().map(|rule| &rule.states),
            RequestKind::Receive | RequestKind::Refund => None,
        };
        states.map_or(&[], Vec::as_slice)
    }

    /// Days after delivery within which such a request is possible; `None`: at any time.
    #[must_use]
    pub fn days(&self, kind: RequestKind) -> Option<i64> {
        match kind {
            RequestKind::Items => self.items.as_ref()?.days,
            RequestKind::Return => self.returns.as_ref()?.days,
            RequestKind::Exchange => self.exchange.as_ref()?.days,
            _ => None,
        }
    }

    fn check(&self) -> Result<(), RulesError> {
        for kind in RequestKind::ALL {
            let sense = |field, problem: &str| {
                Err(RulesError::Sense {
                    rule: kind.word(),
                    field,
                    problem: problem.to_owned(),
                })
            };
            if self.days(kind).is_some_and(|days| days < 1) {
                return sense("days", "1 or more is expected; leave it out for no limit");
            }
            let fee = match kind {
                RequestKind::Return => self.returns.as_ref().and_then(|rule| rule.fee.as_ref()),
                RequestKind::Exchange => self.exchange.as_ref().and_then(|rule| rule.fee.as_ref()),
                RequestKind::Items => self.items.as_ref().and_then(|rule| rule.fee.as_ref()),
                _ => None,
            };
            // Two decimals are read in any currency that has two; the yen is checked when it is used.
            let readable = |fee: &String| {
                Currency::parse("CNY")
                    .is_ok_and(|yuan| Money::parse(fee, yuan).is_ok_and(|money| money.minor >= 0))
            };
            if fee.is_some_and(|fee| !readable(fee)) {
                return sense("fee", "an amount such as \"10.00\" is expected");
            }
        }
        if let Some((from, until)) = self.refund.business_days
            && from > until
        {
            return Err(RulesError::Sense {
                rule: "refund",
                field: "business_days",
                problem: format!("{from} is more than {until}; write the smaller one first"),
            });
        }
        Ok(())
    }
}
