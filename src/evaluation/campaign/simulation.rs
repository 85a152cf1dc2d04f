//! A simulated campaign: members, offers, and what each offer truly does with each member.
//!
//! What a learner sees of a member is in the table; the effects are curved, have thresholds and depend on pairs of columns, so that no
//! learner has them in its own form. Each offer harms some members; each costs something.

use crate::learn::classify::{Column, Table, Values, probability};
use crate::learn::{Draws, Terms};

/// Nothing, and the offers: what a conversion is worth, and what each costs per member it is made to.
pub(super) const ARMS: [(&str, Terms); 5] = [
    ("nothing", terms(0.0)),
    ("ten percent off", terms(2.0)),
    ("free shipping", terms(1.2)),
    ("double points", terms(0.8)),
    ("a reminder", terms(0.2)),
];

/// A conversion leaves this much, in the shop's currency.
const fn terms(cost: f64) -> Terms {
    Terms { value: 30.0, cost }
}

/// Members of a campaign.
pub(super) struct Members {
    /// What is known of them.
    pub(super) table: Table,
    /// The same as numbers of about the size of 1, for lines: scaled numbers, and for each whether it is in the
    /// lowest or highest third.
    pub(super) contexts: Vec<Vec<f64>>,
    /// The true chance of a conversion with each arm.
    pub(super) chances: Vec<[f64; ARMS.len()]>,
    /// What each member would do, whatever they are offered: they convert with an arm whose chance is above this.
    moods: Vec<f64>,
}

/// What is known of a member.
struct Member {
    /// Since the last order.
    days: f64,
    /// In a year.
    orders: f64,
    /// The mean.
    basket: f64,
    /// The share of mails that they open.
    opens: f64,
    /// The share of their lines that were reduced.
    reduced: f64,
    points: f64,
    years: f64,
    /// 0 to 2.
    tier: u32,
}

impl Member {
    fn draw(draws: &mut Draws) -> Self {
        let normal = |draws: &mut Draws| f64::from(draws.normal());
        // Who buys much has bought of late, is of a high tier and opens mails: the columns hang together.
        let keen = normal(draws);
        let orders = (0.9 + 0.7 * keen + 0.4 * normal(draws)).exp().floor();
        let days = (4.0 - 0.5 * keen + 0.8 * normal(draws)).exp().min(365.0);
        let basket = (3.7 + 0.5 * normal(draws)).exp();
        let points = (5.0 + 0.5 * keen + 0.9 * normal(draws)).exp();
        let rank = 0.8 * keen + 0.6 * normal(draws);
        Self {
            days: days.round(),
            orders,
            basket,
            opens: probability(0.4 * keen + 1.1 * normal(draws)),
            reduced: probability(-0.6 + 1.2 * normal(draws)),
            points: points.round(),
            years: (f64::from(draws.unit()) * 60.0).round() / 10.0,
            tier: u32::from(rank > 0.2) + u32::from(rank > 1.1),
        }
    }

    /// The log odds of a conversion with nothing, and what each offer adds to them.
    fn log_odds(&self) -> [f64; ARMS.len()] {
        let gold = f64::from(u8::from(self.tier == 2));
        let lapsing = ((self.days - 100.0) / 45.0).powi(2);
        let fresh = f64::from(u8::from(self.days < 21.0));
        let small = probability((38.0 - self.basket) / 6.0);
        let rich = ((self.points / 150.0).ln() * 1.3).tanh();
        let nothing = -2.1 + 0.45 * (1.0 + self.orders).ln() - 0.3 * (self.days / 50.0).ln_1p()
            + 0.5 * self.opens
            + 0.25 * gold
            - 0.04 * self.years;
        let percent = 2.0 * (self.reduced - 0.25) - 0.6 * gold * (1.0 - self.reduced);
        let shipping = 1.2 * small - 0.25;
        let points = 0.7 * rich + 0.4 * gold - 0.15;
        let reminder = 1.1 * (-lapsing).exp() * (0.5 + self.opens)
            - 0.6 * fresh
            - 0.4 * (1.0 - self.opens).powi(2);
        [
            nothing,
            nothing + percent,
            nothing + shipping,
            nothing + points,
            nothing + reminder,
        ]
    }
}

impl Members {
    /// So many of them.
    pub(super) fn draw(count: usize, seed: u64) -> Self {
        let mut draws = Draws::new(seed);
        let members: Vec<Member> = (0..count).map(|_| Member::draw(&mut draws)).collect();
        let chances = members.iter().map(|one| one.log_odds().map(probability));
        let column = |name: &str, of: fn(&Member) -> f64| Column {
            name: name.to_owned(),
            values: Values::Numbers(members.iter().map(of).collect()),
        };
        let tiers = ["bronze", "silver", "gold"].map(str::to_owned).to_vec();
        let codes = members.iter().map(|one| one.tier).collect();
        let columns = vec![
            column("days since the last order", |one| one.days),
            column("orders in a year", |one| one.orders),
            column("mean basket", |one| one.basket),
            column("share of mails opened", |one| one.opens),
            column("share of lines reduced", |one| one.reduced),
            column("points", |one| one.points),
            column("years", |one| one.years),
            Column {
                name: "tier".to_owned(),
                values: Values::Categories(codes, tiers),
            },
        ];
        let table = Table::new(columns);
        Self {
            chances: chances.collect(),
            moods: (0..count).map(|_| f64::from(draws.unit())).collect(),
            contexts: contexts(&table),
            table,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.moods.len()
    }

    /// Whether a member converts with an arm.
    pub(super) fn converts(&self, member: usize, arm: usize) -> bool {
        self.moods[member] < self.chances[member][arm]
    }

    /// What an arm is expected to pay with a member, in truth.
    pub(super) fn pay(&self, member: usize, arm: usize) -> f64 {
        ARMS[arm].1.pay(self.chances[member][arm])
    }

    /// The best arm for a member.
    pub(super) fn best(&self, member: usize) -> usize {
        let arms = 0..ARMS.len();
        let pay = |arm: usize| self.pay(member, arm);
        arms.max_by(|&a, &b| pay(a).total_cmp(&pay(b)).then(b.cmp(&a)))
            .unwrap_or(0)
    }
}

/// The rows of a table as numbers for lines.
#[allow(
    clippy::cast_precision_loss,
    reason = "members are counted exactly up to 2^53"
)]
fn contexts(table: &Table) -> Vec<Vec<f64>> {
    let rows = table.rows();
    let mut contexts = vec![vec![1.0]; rows];
    for column in table.columns() {
        match &column.values {
            Values::Numbers(numbers) => {
                let mut sorted = numbers.clone();
                sorted.sort_by(f64::total_cmp);
                let (low, high) = (sorted[rows / 3], sorted[rows * 2 / 3]);
                let mean = numbers.iter().sum::<f64>() / rows as f64;
                let squares: f64 = numbers.iter().map(|x| (x - mean).powi(2)).sum();
                let spread = (squares / rows as f64).sqrt().max(1e-12);
                for (context, &x) in contexts.iter_mut().zip(numbers) {
                    context.push(((x - mean) / spread).clamp(-3.0, 3.0));
                    context.push(f64::from(u8::from(x < low)));
                    context.push(f64::from(u8::from(x > high)));
                }
            }
            Values::Categories(codes, names) => {
                for (context, &code) in contexts.iter_mut().zip(codes) {
                    for category in 1..names.len() {
                        context.push(f64::from(u8::from(code as usize == category)));
                    }
                }
            }
        }
    }
    contexts
}
