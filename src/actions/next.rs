//! What may be done for a member, ranked by what it changes and is worth, less what it costs.

use serde::{Deserialize, Serialize};

pub use crate::config::NextRules;

use super::effects::{Effects, QUIET_DAYS};

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

impl ActionKind {
    /// The word for it, without a discount.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Reminder => "reminder",
            Self::Offer { .. } => "offer",
            Self::Call => "call",
            Self::Care => "care",
        }
    }

    /// The action of this word; the discount counts for an offer only.
    pub(super) fn of(word: &str, per_cent: i64) -> Option<Self> {
        let all = [
            Self::Wait,
            Self::Reminder,
            Self::Offer { per_cent },
            Self::Call,
            Self::Care,
        ];
        all.into_iter().find(|kind| kind.word() == word)
    }
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

impl Action {
    /// An action with its arithmetic; `error` is the standard error of a change that was measured.
    pub(super) fn new(
        kind: ActionKind,
        change: f64,
        error: Option<f64>,
        worth: f64,
        cost: f64,
    ) -> Self {
        Self {
            kind,
            change,
            change_error: error,
            measured: error.is_some(),
            worth,
            cost,
            gain: change * worth - cost,
        }
    }
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

impl Reason {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoConsent => "no_consent",
            Self::NoMail => "no_mail",
            Self::NoPhone => "no_phone",
            Self::TooOften => "too_often",
            Self::NotTopValue => "not_top_value",
            Self::CostsMore => "costs_more",
            Self::DidNotHelp => "did_not_help",
            Self::NotDisappointed => "not_disappointed",
            Self::AboveLimit => "above_limit",
        }
    }
}

/// What the next action of a member rests on. What is not known is not a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// Days since the last order.
    pub(super) recency_days: f64,
    /// What an order of theirs is worth in the mean.
    pub(super) mean_order: f64,
    /// Campaigns in 90 days.
    pub(super) campaigns_90: f64,
    /// What they last gave in a survey, from 0 to 10.
    pub(super) survey_last: f64,
    /// The risk of leaving.
    pub(super) risk: f64,
    /// The chance that they still buy.
    pub(super) alive: f64,
    /// What they will spend in a year.
    pub(super) year: f64,
    /// The share of members who are worth less.
    pub(super) rank: f64,
    /// How they can be reached.
    pub(super) known: Known,
    /// How they may be.
    pub(super) agreed: Agreed,
}

/// How a member can be reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// A mail address is known.
    pub(super) mail: bool,
    /// A telephone number is.
    pub(super) phone: bool,
}

/// What a member agrees to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Agreed {
    /// To offers by mail.
    pub(super) offers: bool,
    /// To messages about their own orders and account: they did not say no.
    pub(super) service: bool,
}

impl Facts {
    /// Why an action may not be proposed to them, whatever it would bring.
    pub(super) fn against(&self, rules: &NextRules, kind: ActionKind) -> Option<Reason> {
        match kind {
            ActionKind::Wait => None,
            ActionKind::Offer { per_cent } if per_cent > rules.most_discount => {
                Some(Reason::AboveLimit)
            }
            ActionKind::Reminder | ActionKind::Offer { .. } => {
                if !self.known.mail {
                    Some(Reason::NoMail)
                } else if !self.agreed.offers {
                    Some(Reason::NoConsent)
                } else {
                    (self.campaigns_90 >= rules.most_campaigns).then_some(Reason::TooOften)
                }
            }
            ActionKind::Call if !self.known.phone => Some(Reason::NoPhone),
            ActionKind::Call | ActionKind::Care if !self.agreed.service => Some(Reason::NoConsent),
            // Whoever has no rank is not among the first.
            ActionKind::Call => {
                (self.rank.is_nan() || self.rank < rules.call_rank).then_some(Reason::NotTopValue)
            }
            ActionKind::Care => (self.survey_last.is_nan() || self.survey_last > 6.0)
                .then_some(Reason::NotDisappointed),
        }
    }
}

/// The actions that are allowed for a member, the best first, doing nothing among them; and those that are not.
pub(super) fn next(
    rules: &NextRules,
    effects: &Effects,
    facts: &Facts,
) -> (Vec<Action>, Vec<Refused>) {
    let wait = Action {
        kind: ActionKind::Wait,
        change: 0.0,
        change_error: None,
        measured: false,
        worth: 0.0,
        cost: 0.0,
        gain: 0.0,
    };
    if facts.alive.is_nan() || facts.year.is_nan() {
        return (vec![wait], Vec::new());
    }
    // What they are worth while they stay: the expected worth holds the chance that they have left.
    let worth = facts.year / facts.alive.max(0.05);
    let at_risk = if facts.risk.is_nan() {
        1.0 - facts.alive
    } else {
        facts.risk
    };
    let (mut actions, mut refused) = (vec![wait], Vec::new());
    for (kind, change, error, cost) in candidates(rules, effects, facts) {
        // Nobody can be kept more than they would be lost.
        let change = change.min(at_risk);
        let gain = change * worth - cost;
        let why = facts.against(rules, kind).or_else(|| {
            if change <= 0.0 {
                Some(Reason::DidNotHelp)
            } else {
                (gain <= 0.0).then_some(Reason::CostsMore)
            }
        });
        match why {
            Some(why) => refused.push(Refused { action: kind, why }),
            None => actions.push(Action::new(kind, change, error, worth, cost)),
        }
    }
    actions.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    (actions, refused)
}

/// An action, by how much it raises the chance of an order, the standard error of that where it was measured, its cost.
type Candidate = (ActionKind, f64, Option<f64>, f64);

/// What might be done, with what it changes and costs.
#[allow(clippy::cast_precision_loss, reason = "per cent")]
fn candidates(rules: &NextRules, effects: &Effects, facts: &Facts) -> Vec<Candidate> {
    let order = if facts.mean_order.is_nan() {
        0.0
    } else {
        facts.mean_order
    };
    let mut candidates: Vec<Candidate> = effects
        .on(facts.recency_days > QUIET_DAYS)
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
