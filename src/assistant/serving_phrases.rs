//! What is said about service: why not, when a refund comes, by what is paid.

use minijinja::context;

use crate::ids::Language;
use crate::money::Money;
use crate::orders::{MethodKind, OrderState, PaymentMethod, Refusal};
use crate::prompts::PromptError;

use super::fixed::{self, Phrases};

impl Phrases<'_> {
    /// How far an order has come.
    pub(super) fn state(&self, state: OrderState) -> String {
        fixed::state(state, self.language).to_owned()
    }

    /// What a payment method is called, without what would let others use it.
    pub(super) fn method(&self, method: &PaymentMethod) -> Result<String, PromptError> {
        match &method.kind {
            MethodKind::GiftCard { .. } => self.plain("method_gift_card"),
            MethodKind::Card { brand, last_four } => {
                self.prompts
                    .say("method_card", self.language, context! { brand, last_four })
            }
            MethodKind::Wallet { provider } => Ok(provider.clone()),
        }
    }

    /// So much money by a method.
    pub(super) fn amount_by(&self, amount: Money, method: &str) -> Result<String, PromptError> {
        let values = context! { amount => amount.to_string(), method };
        self.prompts.say("amount_by", self.language, values)
    }

    /// How long a refund takes.
    pub(super) fn refund_days(&self, from: u32, until: u32) -> Result<String, PromptError> {
        self.prompts
            .say("refund_days", self.language, context! { from, until })
    }

    /// A phrase with an order's number.
    pub(super) fn numbered(&self, phrase: &str, number: &str) -> Result<String, PromptError> {
        self.prompts.say(phrase, self.language, context! { number })
    }

    /// A phrase with a list of words.
    pub(super) fn listed(&self, phrase: &str, list: &str) -> Result<String, PromptError> {
        self.prompts.say(phrase, self.language, context! { list })
    }

    /// The reasons that the rules know, for people.
    pub(super) fn reasons(&self, known: &[String]) -> Result<String, PromptError> {
        let named = known.iter().map(|reason| match reason.as_str() {
            "no longer needed" => self.plain("reason_not_needed"),
            "ordered by mistake" => self.plain("reason_mistake"),
            other => Ok(other.to_owned()),
        });
        let named: Vec<String> = named.collect::<Result<_, _>>()?;
        Ok(named.join(match self.language {
            Language::English => " / ",
            Language::Chinese => "、",
        }))
    }

    /// What stands between two sentences.
    pub(super) fn gap(&self) -> &'static str {
        match self.language {
            Language::English => " ",
            Language::Chinese => "",
        }
    }

    /// So many points on a day.
    pub(super) fn points_on(&self, points: i64, day: &str) -> Result<String, PromptError> {
        self.prompts
            .say("points_on", self.language, context! { points, day })
    }

    /// What is missing for a tier.
    pub(super) fn next_tier(
        &self,
        name: &str,
        spend: Option<&str>,
        orders: Option<i64>,
    ) -> Result<String, PromptError> {
        self.prompts
            .say("next_tier", self.language, context! { name, spend, orders })
    }

    /// That points are redeemed in steps, and at least so many.
    pub(super) fn redeem_steps(&self, step: i64, least: i64) -> Result<String, PromptError> {
        self.prompts
            .say("redeem_steps", self.language, context! { step, least })
    }

    /// That there are too few points.
    pub(super) fn too_few_points(
        &self,
        available: i64,
        wanted: i64,
    ) -> Result<String, PromptError> {
        let values = context! { available, wanted };
        self.prompts.say("redeem_too_few", self.language, values)
    }

    /// That points became credit.
    pub(super) fn redeemed(
        &self,
        points: i64,
        amount: &str,
        reference: &str,
    ) -> Result<String, PromptError> {
        let values = context! { points, amount, reference };
        self.prompts.say("done_redeem", self.language, values)
    }

    /// A survey's question, and between what its score is.
    pub(super) fn survey(
        &self,
        question: &str,
        scores: Option<(i64, i64)>,
    ) -> Result<String, PromptError> {
        let (least, most) = scores.unzip();
        let values = context! { question, least, most };
        self.prompts.say("survey", self.language, values)
    }

    /// Why the rules say no.
    pub(super) fn refused(&self, refusal: &Refusal, number: &str) -> Result<String, PromptError> {
        let say = |phrase: &str, values| self.prompts.say(phrase, self.language, values);
        let kind = |kind: &crate::orders::RequestKind| self.plain(&format!("kind_{}", kind.word()));
        match refusal {
            Refusal::NoOrder(number) => self.order_unknown(number.as_str()),
            Refusal::NotOffered(asked) => {
                say("refused_not_offered", context! { kind => kind(asked)? })
            }
            Refusal::State { kind: asked, state } => {
                let (kind, state) = (kind(asked)?, self.state(*state));
                say("refused_state", context! { number, kind, state })
            }
            Refusal::DoneBefore(asked) => say(
                "refused_done_before",
                context! { number, kind => kind(asked)? },
            ),
            Refusal::ItemsChanged => say("refused_items_changed", context! { number }),
            Refusal::TooLate { kind: asked, days } => say(
                "refused_too_late",
                context! { number, days, kind => kind(asked)? },
            ),
            Refusal::Reason(_) => self.plain("refused_reason"),
            Refusal::NothingNamed | Refusal::NotInOrder(_) => {
                say("refused_not_in_order", context! { number })
            }
            Refusal::NoProduct(_) | Refusal::SoldOut(_) => self.plain("refused_sold_out"),
            Refusal::OtherProduct { .. } | Refusal::OtherOption { .. } => {
                self.plain("refused_other_product")
            }
            Refusal::SameProduct(_) => self.plain("refused_same_product"),
            Refusal::NotReturnable(_) => self.plain("refused_not_returnable"),
            Refusal::NoMethod(_) | Refusal::MethodNotAllowed(_) => self.plain("refused_method"),
            Refusal::SameMethod(_) => self.plain("refused_same_method"),
            Refusal::NotPaidOnce => self.plain("refused_not_paid_once"),
            Refusal::Balance {
                balance, needed, ..
            } => {
                let (balance, needed) = (balance.to_string(), needed.to_string());
                say("refused_balance", context! { balance, needed })
            }
            Refusal::AddressPart(_) => self.plain("serve_address"),
            Refusal::NothingToChange => self.plain("refused_nothing_to_change"),
            Refusal::MoreThanPaid { .. } | Refusal::Amounts => self.plain("refused_amounts"),
        }
    }
}
