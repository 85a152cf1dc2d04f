//! What may be done for a member, ranked by what it changes and is worth, less what it costs.

use serde::{Deserialize, Serialize};

use crate::features::Frame;

use super::fitting::Fitted;
use super::member::{ChurnView, ValueView};
use super::sql::Contact;

/// What the shop allows and assumes. Amounts are in minor units of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextRules {
    /// Campaigns in 90 days after which nobody is written to.
    pub most_campaigns: f64,
    /// The highest discount, in per cent.
    pub most_discount: i64,
    /// What a mail costs.
    pub mail_cost: f64,
    /// What a call by the staff costs.
    pub call_cost: f64,
    /// By how much a reminder lowers the chance of leaving, where no campaign without an offer says it.
    pub reminder_change: f64,
    /// The same of a call.
    pub call_change: f64,
    /// The same of a message of the service to somebody who was disappointed.
    pub care_change: f64,
    /// A call is for members who are worth more than this share of all.
    pub call_rank: f64,
}

impl Default for NextRules {
    fn default() -> Self {
        Self {
            most_campaigns: 3.0,
            most_discount: 20,
            mail_cost: 5.0,
            call_cost: 2_000.0,
            reminder_change: 0.01,
            call_change: 0.05,
            care_change: 0.03,
            call_rank: 0.9,
        }
    }
}

/// What may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ActionKind {
    /// Nothing.
    Wait,
    /// A mail without an offer, when they are due.
    Reminder,
    /// A mail with a discount.
    Offer {
        /// Per cent off.
        per_cent: i64,
    },
    /// A call by the staff.
    Call,
    /// A message of the service after a bad survey.
    Care,
}

/// An action with its arithmetic: `gain = change * worth - cost`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Action {
    /// What.
    #[serde(flatten)]
    pub kind: ActionKind,
    /// By how much it raises the chance that they order again, in the mean of such members.
    pub change: f64,
    /// The standard error of that, where it was measured.
    pub change_error: Option<f64>,
    /// Whether it was measured on the shop's own campaigns; otherwise the shop assumes it.
    pub measured: bool,
    /// What a member like this is worth in a year while they stay.
    pub worth: f64,
    /// What the action costs in the mean.
    pub cost: f64,
    /// What it brings.
    pub gain: f64,
}

/// An action that is not proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// What.
    #[serde(flatten)]
    pub action: ActionKind,
    /// Why not.
    pub why: Reason,
}

/// Why an action is not proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// They did not agree to offers by mail.
    NoConsent,
    /// No mail address is known.
    NoMail,
    /// No telephone number is known.
    NoPhone,
    /// They were written to often enough.
    TooOften,
    /// They are not among those who are worth most.
    NotTopValue,
    /// It would cost more than it brings.
    CostsMore,
    /// Past campaigns did not raise orders of such members.
    DidNotHelp,
    /// They were not disappointed.
    NotDisappointed,
    /// It is above the highest discount.
    AboveLimit,
}

/// The actions that are allowed for the only member of a frame, the best first, doing nothing among them; and those that
/// are not.
pub(super) fn next(
    rules: &NextRules,
    fitted: &Fitted,
    frame: &Frame,
    churn: Option<&ChurnView>,
    value: Option<&ValueView>,
    contact: Contact,
) -> (Vec<Action>, Vec<Refused>) {
    let number = |name: &str| frame.numbers(name).first().copied().unwrap_or(f64::NAN);
    let wait = Action {
        kind: ActionKind::Wait,
        change: 0.0,
        change_error: None,
        measured: false,
        worth: 0.0,
        cost: 0.0,
        gain: 0.0,
    };
    let Some((alive, year)) = value.and_then(|value| Some((value.alive, value.year?))) else {
        return (vec![wait], Vec::new());
    };
    // What they are worth while they stay: the expected worth holds the chance that they have left.
    let worth = year / alive.max(0.05);
    let at_risk = churn.map_or(1.0 - alive, |churn| churn.risk);
    let candidates = candidates(
        rules,
        fitted,
        number("recency_days") > 60.0,
        number("mean_order"),
    );
    let (mut actions, mut refused) = (vec![wait], Vec::new());
    for (kind, change, error, cost) in candidates {
        let mail = || {
            if !contact.mail {
                Some(Reason::NoMail)
            } else if number("mail_consent") < 1.0 {
                Some(Reason::NoConsent)
            } else if number("campaigns_90") >= rules.most_campaigns {
                Some(Reason::TooOften)
            } else {
                None
            }
        };
        let why = match kind {
            ActionKind::Wait => None,
            ActionKind::Offer { per_cent } if per_cent > rules.most_discount => {
                Some(Reason::AboveLimit)
            }
            ActionKind::Reminder | ActionKind::Offer { .. } => mail(),
            ActionKind::Call if !contact.phone => Some(Reason::NoPhone),
            ActionKind::Call | ActionKind::Care if !contact.service => Some(Reason::NoConsent),
            ActionKind::Call => value
                .and_then(|value| value.rank)
                .is_none_or(|rank| rank < rules.call_rank)
                .then_some(Reason::NotTopValue),
            ActionKind::Care => (number("survey_last").is_nan() || number("survey_last") > 6.0)
                .then_some(Reason::NotDisappointed),
        };
        // Nobody can be kept more than they would be lost.
        let change = change.min(at_risk);
        let gain = change * worth - cost;
        let why = why.or_else(|| {
            if change <= 0.0 {
                Some(Reason::DidNotHelp)
            } else {
                (gain <= 0.0).then_some(Reason::CostsMore)
            }
        });
        match why {
            Some(why) => refused.push(Refused { action: kind, why }),
            None => actions.push(Action {
                kind,
                change,
                change_error: error,
                measured: error.is_some(),
                worth,
                cost,
                gain,
            }),
        }
    }
    actions.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    (actions, refused)
}

/// An action, by how much it raises the chance of an order, the standard error of that where it was measured, its cost.
type Candidate = (ActionKind, f64, Option<f64>, f64);

/// What might be done, with what it changes and costs.
#[allow(clippy::cast_precision_loss, reason = "per cent")]
fn candidates(rules: &NextRules, fitted: &Fitted, quiet: bool, mean_order: f64) -> Vec<Candidate> {
    let order = if mean_order.is_nan() { 0.0 } else { mean_order };
    let mut candidates: Vec<Candidate> = fitted
        .effects
        .on(quiet)
        .map(|effect| {
            // The discount is given to those who would have come anyway too.
            let taken = effect.anyway + effect.change.max(0.0);
            let cost = rules.mail_cost + taken * order * effect.offer as f64 / 100.0;
            let kind = if effect.offer == 0 {
                ActionKind::Reminder
            } else {
                ActionKind::Offer {
                    per_cent: effect.offer,
                }
            };
            (kind, effect.change, Some(effect.error), cost)
        })
        .collect();
    if !candidates
        .iter()
        .any(|(kind, ..)| *kind == ActionKind::Reminder)
    {
        let cost = rules.mail_cost;
        candidates.push((ActionKind::Reminder, rules.reminder_change, None, cost));
    }
    candidates.push((ActionKind::Call, rules.call_change, None, rules.call_cost));
    candidates.push((ActionKind::Care, rules.care_change, None, rules.mail_cost));
    candidates
}
