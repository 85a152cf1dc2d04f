//! Which tier a member has, when they got it, and why: from what they bought and the rules alone.
//!
//! A member has the highest tier whose threshold was met at some moment of the last grace days. That is a
//! function of what was bought, so it does not matter how often it is asked.

use super::rules::{LoyaltyRules, Tier, after};
use crate::clock::Timestamp;
use crate::money::Money;

/// Something bought and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// When.
    pub at: Timestamp,
    /// For how much, in minor units of the rules' currency, what was sent back taken off.
    pub amount: i64,
}

/// Why a member has a tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// Every member has it.
    Member,
    /// What it asks for was reached.
    Reached,
    /// What the tier above asks for was no longer met, and its grace was over.
    Lapsed,
    /// What was known before was not so: orders were cancelled or sent back, came later, or the rules changed.
    Corrected,
}

impl Why {
    const ALL: [Self; 4] = [Self::Member, Self::Reached, Self::Lapsed, Self::Corrected];

    /// The word it is kept under.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Reached => "reached",
            Self::Lapsed => "lapsed",
            Self::Corrected => "corrected",
        }
    }

    /// The reason kept under `word`.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

/// A change of tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierChange {
    /// The tier before.
    pub from: String,
    /// The tier from then on.
    pub to: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub why: Why,
    /// What had been spent within the window then.
    pub spend: Money,
    /// How many orders there had been within the window.
    pub orders: i64,
}

/// What is still missing for a tier; either is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The place of the tier in the rules.
    pub tier: usize,
    /// So much more is to be spent.
    pub spend: Option<Money>,
    /// So many more orders are needed.
    pub orders: Option<i64>,
}

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The place of their tier in the rules.
    pub tier: usize,
    /// Since when; `None` where they have had it since they became a member.
    pub since: Option<Timestamp>,
    /// Why they have it.
    pub why: Why,
    /// What they spent within the window.
    pub spend: Money,
    /// How many orders they made within the window.
    pub orders: i64,
    /// Until when they keep it if they buy nothing more; `None` where they do for ever.
    pub keeps_until: Option<Timestamp>,
    /// What is missing to meet what the tier asks for, where it is kept by grace alone.
    pub to_keep: Option<Missing>,
    /// What is missing for the next tier, where there is one.
    pub next: Option<Missing>,
}

/// What was decided before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The key of the tier.
    pub tier: String,
    /// When it was decided.
    pub decided: Timestamp,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Where the member stands.
    pub standing: Standing,
    /// What changed since what was decided before, the oldest first.
    pub changes: Vec<TierChange>,
    /// From which moment on the member had which tier, the oldest first; before the first, the lowest one.
    pub course: Vec<(Timestamp, usize)>,
}

impl Decision {
    /// The place of the tier that the member had just before `moment`.
    #[must_use]
    pub fn tier_before(&self, moment: Timestamp) -> usize {
        let before = self.course.iter().rev().find(|(at, _)| *at < moment);
        before.map_or(0, |(_, tier)| *tier)
    }
}

/// Decides where a member stands at `now` who bought `history`, in whatever order; what was bought after `now`
/// does not count.
#[must_use]
pub fn decide(
    rules: &LoyaltyRules,
    history: &[Purchase],
    previous: Option<&Before>,
    now: Timestamp,
) -> Decision {
    let mut bought: Vec<Purchase> = history
        .iter()
        .copied()
        .filter(|purchase| purchase.at <= now)
        .collect();
    bought.sort_by_key(|purchase| purchase.at);
    let held = held(rules, &bought);
    let course = course(&held, now);
    let (since, tier) = course
        .last()
        .map_or((None, 0), |(at, tier)| (Some(*at), *tier));
    let (spend, orders) = measure(rules, &bought, now);
    let counted = Counted {
        rules,
        spend,
        orders,
    };
    let keeps = held[tier]
        .iter()
        .find(|(from, to)| *from <= now && now < *to);
    let standing = Standing {
        tier,
        since,
        why: why(&course, course.len()),
        spend: Money::new(spend, rules.currency),
        orders,
        keeps_until: keeps.map(|(_, to)| *to),
        to_keep: (tier > 0 && !met(&rules.tiers[tier], spend, orders))
            .then(|| counted.missing(tier)),
        next: (tier + 1 < rules.tiers.len()).then(|| counted.missing(tier + 1)),
    };
    let changes = changes(rules, &bought, &course, previous, now);
    Decision {
        standing,
        changes,
        course,
    }
}

/// What a member counts within the window.
struct Counted<'a> {
    rules: &'a LoyaltyRules,
    spend: i64,
    orders: i64,
}

impl Counted<'_> {
    fn missing(&self, tier: usize) -> Missing {
        let asked = &self.rules.tiers[tier];
        Missing {
            tier,
            spend: asked.spend.map(|asked| {
                Money::new(
                    asked.minor.saturating_sub(self.spend).max(0),
                    asked.currency,
                )
            }),
            orders: asked.orders.map(|asked| (asked - self.orders).max(0)),
        }
    }
}

/// From when to when, the end not included.
type Spell = (Timestamp, Timestamp);

/// Whether so much meets what `tier` asks for.
fn met(tier: &Tier, spend: i64, orders: i64) -> bool {
    let free = tier.spend.is_none() && tier.orders.is_none();
    let by_spend = tier.spend.is_some_and(|asked| spend >= asked.minor);
    free || by_spend || tier.orders.is_some_and(|asked| orders >= asked)
}

/// When each tier but the lowest is held by somebody who `bought` so, grace included.
fn held(rules: &LoyaltyRules, bought: &[Purchase]) -> Vec<Vec<Spell>> {
    // Each purchase comes into the window when it is made, and leaves it a window later.
    let mut moments: Vec<(Timestamp, i64, i64)> = Vec::with_capacity(bought.len() * 2);
    for purchase in bought {
        moments.push((purchase.at, purchase.amount, 1));
        let leaves = after(purchase.at, rules.window_days);
        moments.push((leaves, purchase.amount.saturating_neg(), -1));
    }
    moments.sort_by_key(|(at, _, _)| *at);
    let mut held: Vec<Vec<Spell>> = vec![Vec::new(); rules.tiers.len()];
    let mut open: Vec<Option<Timestamp>> = vec![None; rules.tiers.len()];
    let (mut spend, mut orders) = (0_i128, 0);
    for (place, &(at, amount, order)) in moments.iter().enumerate() {
        spend += i128::from(amount);
        orders += order;
        if moments.get(place + 1).is_some_and(|next| next.0 == at) {
            continue;
        }
        for (tier, asked) in rules.tiers.iter().enumerate().skip(1) {
            match (met(asked, saturated(spend), orders), open[tier]) {
                (true, None) => open[tier] = Some(at),
                (false, Some(from)) => {
                    open[tier] = None;
                    let until = after(at, rules.grace_days);
                    match held[tier].last_mut() {
                        Some(last) if from <= last.1 => last.1 = until,
                        _ => held[tier].push((from, until)),
                    }
                }
                _ => {}
            }
        }
    }
    held
}

/// From which moment on which tier was the highest held, until `now`.
fn course(held: &[Vec<Spell>], now: Timestamp) -> Vec<(Timestamp, usize)> {
    let spells = || held.iter().flatten();
    let mut moments: Vec<Timestamp> = spells()
        .flat_map(|(from, until)| [*from, *until])
        .filter(|moment| *moment <= now)
        .collect();
    moments.sort_unstable();
    moments.dedup();
    let mut course: Vec<(Timestamp, usize)> = Vec::new();
    for moment in moments {
        let holds = |spells: &Vec<Spell>| {
            spells
                .iter()
                .any(|(from, until)| *from <= moment && moment < *until)
        };
        let tier = held.iter().rposition(holds).unwrap_or(0);
        if course.last().map_or(0, |(_, tier)| *tier) != tier {
            course.push((moment, tier));
        }
    }
    course
}

/// Why the step of a course before place `end` was made.
fn why(course: &[(Timestamp, usize)], end: usize) -> Why {
    let before = end.checked_sub(2).map_or(0, |place| course[place].1);
    match end.checked_sub(1).map(|place| course[place].1) {
        None => Why::Member,
        Some(tier) if tier > before => Why::Reached,
        Some(_) => Why::Lapsed,
    }
}

/// What was spent and ordered within the window that ends at `now`.
fn measure(rules: &LoyaltyRules, bought: &[Purchase], now: Timestamp) -> (i64, i64) {
    let counts =
        |purchase: &&Purchase| purchase.at <= now && now < after(purchase.at, rules.window_days);
    let (mut spend, mut orders) = (0_i128, 0);
    for purchase in bought.iter().filter(counts) {
        spend += i128::from(purchase.amount);
        orders += 1;
    }
    (saturated(spend), orders)
}

/// What changed since what was decided before.
fn changes(
    rules: &LoyaltyRules,
    bought: &[Purchase],
    course: &[(Timestamp, usize)],
    previous: Option<&Before>,
    now: Timestamp,
) -> Vec<TierChange> {
    let key = |tier: usize| rules.tiers[tier].key.clone();
    let change = |from: String, to: String, at: Timestamp, why: Why| {
        let (spend, orders) = measure(rules, bought, at);
        TierChange {
            from,
            to,
            at,
            why,
            spend: Money::new(spend, rules.currency),
            orders,
        }
    };
    let known = previous.map_or(0, |previous| {
        let later = course.iter().position(|(at, _)| *at > previous.decided);
        later.unwrap_or(course.len())
    });
    let tier_at = |end: usize| end.checked_sub(1).map_or(0, |place| course[place].1);
    if let Some(previous) = previous
        && previous.tier != key(tier_at(known))
    {
        let to = key(tier_at(course.len()));
        if previous.tier == to {
            return Vec::new();
        }
        return vec![change(previous.tier.clone(), to, now, Why::Corrected)];
    }
    (known..course.len())
        .map(|place| {
            let (at, tier) = course[place];
            change(key(tier_at(place)), key(tier), at, why(course, place + 1))
        })
        .collect()
}

fn saturated(amount: i128) -> i64 {
    i64::try_from(amount).unwrap_or(if amount < 0 { i64::MIN } else { i64::MAX })
}
