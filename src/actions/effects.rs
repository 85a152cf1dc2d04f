//! What the shop's own campaigns did, by those who were held out by lot. A campaign of an exported plan is one of them, once
//! the shop's mailer has reported both arms (see `plans`).

use serde::{Deserialize, Serialize};

/// Days after a campaign in which an order counts.
pub(super) const WINDOW: u32 = 14;
/// A member is quiet whose last order lies more days back.
pub(super) const QUIET_DAYS: f64 = 60.0;
/// Members of each arm that it takes to say anything.
const NEEDED: i64 = 100;

/// Members of campaigns with one offer: quiet ones or others, written to or held out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arm {
    /// Per cent off.
    pub(super) offer: i64,
    /// Whether their last order lay more than 60 days before.
    pub(super) quiet: bool,
    /// Whether they were written to.
    pub(super) sent: bool,
    /// How many.
    pub(super) members: i64,
    /// How many ordered within the window.
    pub(super) came: i64,
}

/// What an offer did to members of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Per cent off.
    pub offer: i64,
    /// Whether it is about members whose last order lay more than 60 days before.
    pub quiet: bool,
    /// Of those who were written to, how many more ordered within 14 days, as a share.
    pub change: f64,
    /// The standard error of that.
    pub error: f64,
    /// Members who were written to.
    pub sent: i64,
    /// Members who were held out.
    pub held_out: i64,
    /// Of those held out, the share that ordered anyway.
    pub anyway: f64,
}

/// What the campaigns did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Effects(Vec<Effect>);

impl Effects {
    /// Compares the arms; an offer with fewer than a hundred members in either says nothing.
    #[allow(
        clippy::cast_precision_loss,
        reason = "members are counted exactly up to 2^53"
    )]
    pub(super) fn of(arms: &[Arm]) -> Self {
        let sent = arms.iter().filter(|arm| arm.sent);
        let effects = sent.filter_map(|sent| {
            let held = arms
                .iter()
                .find(|arm| !arm.sent && arm.offer == sent.offer && arm.quiet == sent.quiet)?;
            if sent.members < NEEDED || held.members < NEEDED {
                return None;
            }
            let share = |arm: &Arm| arm.came as f64 / arm.members as f64;
            let (with, without) = (share(sent), share(held));
            let variance = with * (1.0 - with) / sent.members as f64
                + without * (1.0 - without) / held.members as f64;
            Some(Effect {
                offer: sent.offer,
                quiet: sent.quiet,
                change: with - without,
                error: variance.sqrt(),
                sent: sent.members,
                held_out: held.members,
                anyway: without,
            })
        });
        Self(effects.collect())
    }

    /// All that was measured.
    #[must_use]
    pub fn all(&self) -> &[Effect] {
        &self.0
    }

    /// What offers did to members of a kind.
    pub(super) fn on(&self, quiet: bool) -> impl Iterator<Item = &Effect> {
        self.0.iter().filter(move |effect| effect.quiet == quiet)
    }
}
