//! What members did period by period.

use std::collections::{BTreeMap, HashMap};

use crate::clock::Timestamp;
use crate::db::Db;
use crate::events::EventKind;
use crate::features::DAY;
use crate::ids::MemberKey;

use super::BehaviourError;
use super::reading::Window;
use super::sql::{self, Bought, InPeriod, Member};

/// Periods before the one that is looked at.
pub(super) const HISTORY: usize = 12;
/// All periods.
const ALL: usize = HISTORY + 1;
/// Members that are read at once.
const AT_ONCE: usize = 500;

/// A member's periods. The first number of each list is the period that is looked at, the older the further back.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    /// Their key.
    pub(super) key: MemberKey,
    /// Periods before the one that is looked at in which the shop knew them.
    pub(super) periods: usize,
    /// Days with a visit.
    pub(super) visit_days: [u32; ALL],
    /// Orders.
    pub(super) orders: [u32; ALL],
    /// What they paid, in minor units.
    pub(super) spent: [f64; ALL],
    /// Pieces sent back.
    pub(super) returned: [u32; ALL],
    /// Every order ever: when, and what it came to.
    pub(super) bought: Vec<(i64, f64)>,
}

impl Watched {
    /// Whether there is nothing in any period.
    pub(super) fn is_idle(&self) -> bool {
        let none = |counts: &[u32]| counts.iter().all(|&times| times == 0);
        none(&self.visit_days) && none(&self.orders) && none(&self.returned)
    }
}

/// Members with their periods.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    /// The members.
    pub(super) people: Vec<Watched>,
    /// The currency that most of their orders have; orders in others do not count.
    pub(super) currency: Option<String>,
    /// Periods before the one that is looked at for which the shop knew of visits.
    pub(super) visits_known: usize,
    /// And of orders.
    pub(super) orders_known: usize,
}

/// The time that the periods of so many days before a moment take.
pub(super) fn window(until: Timestamp, period_days: u32) -> Window {
    let periods = u32::try_from(ALL).unwrap_or(1);
    Window::before(until, period_days * periods)
}

/// Reads the periods of members. Orders in `currency` count, or, without one, in that which most orders have.
pub(super) async fn watch(
    db: &Db,
    members: &[Member],
    (until, period_days): (Timestamp, u32),
    currency: Option<String>,
) -> Result<Watch, BehaviourError> {
    let window = window(until, period_days);
    let period = i64::from(period_days) * DAY;
    let (mut visited, mut returned, mut bought) = (Vec::new(), Vec::new(), Vec::new());
    for part in members.chunks(AT_ONCE) {
        let rows: Vec<i64> = part.iter().map(|member| member.row).collect();
        let counted = (window, period);
        visited.extend(sql::days_visited(db.reader(), &rows, &EventKind::BROWSING, counted).await?);
        returned.extend(sql::sent_back(db.reader(), &rows, counted).await?);
        bought.extend(sql::bought(db.reader(), &rows, until).await?);
    }
    let currency = currency.or_else(|| most(&bought));
    bought.retain(|order| Some(&order.currency) == currency.as_ref());
    let mut of_members: HashMap<i64, Vec<(i64, f64)>> = HashMap::new();
    for order in &bought {
        #[allow(clippy::cast_precision_loss, reason = "an amount in minor units")]
        let amount = order.amount.max(0) as f64;
        let own = of_members.entry(order.member).or_default();
        own.push((order.at, amount));
    }
    let (visited, returned) = (by_member(visited), by_member(returned));
    let none: [u32; ALL] = [0; ALL];
    let people: Vec<Watched> = (members.iter())
        .map(|member| {
            let own = Periods { window, period };
            let bought = of_members.remove(&member.row).unwrap_or_default();
            let visit_days = *visited.get(&member.row).unwrap_or(&none);
            let (orders, spent) = own.orders(&bought);
            Watched {
                key: member.key.clone(),
                periods: own.known(member, &bought, &visit_days),
                visit_days,
                orders,
                spent,
                returned: *returned.get(&member.row).unwrap_or(&none),
                bought,
            }
        })
        .collect();
    let furthest = |counts: fn(&Watched) -> &[u32; ALL]| {
        let places = people
            .iter()
            .filter_map(|who| counts(who).iter().rposition(|&times| times > 0));
        // The first period of all may not be whole.
        places.max().unwrap_or(0).saturating_sub(1)
    };
    Ok(Watch {
        visits_known: furthest(|who| &who.visit_days),
        orders_known: furthest(|who| &who.orders),
        currency,
        people,
    })
}

/// The currency that most orders have, of equals the first by name.
fn most(bought: &[Bought]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for order in bought {
        *counts.entry(&order.currency).or_insert(0) += 1;
    }
    let most = counts.values().copied().max();
    let found = counts.iter().find(|(_, times)| Some(**times) == most);
    found.map(|(currency, _)| (*currency).to_owned())
}

/// The place of a period counted from the beginning, counted back from the end.
fn back(period: i64) -> Option<usize> {
    let period = usize::try_from(period).ok()?;
    HISTORY.checked_sub(period)
}

fn by_member(found: Vec<InPeriod>) -> HashMap<i64, [u32; ALL]> {
    let mut counts: HashMap<i64, [u32; ALL]> = HashMap::new();
    for (member, period, times) in found {
        let own = counts.entry(member).or_insert([0; ALL]);
        if let Some(place) = back(period) {
            own[place] = u32::try_from(times).unwrap_or(0);
        }
    }
    counts
}

/// How a time is cut.
struct Periods {
    window: Window,
    period: i64,
}

impl Periods {
    /// How often a member ordered in each period, and for how much.
    fn orders(&self, bought: &[(i64, f64)]) -> ([u32; ALL], [f64; ALL]) {
        let (mut orders, mut spent) = ([0; ALL], [0.0; ALL]);
        for &(at, amount) in bought.iter().filter(|(at, _)| *at >= self.window.from) {
            if let Some(place) = back((at - self.window.from) / self.period) {
                orders[place] += 1;
                spent[place] += amount;
            }
        }
        (orders, spent)
    }

    /// Whole periods before the one that is looked at since the member joined, first ordered or first came.
    fn known(&self, member: &Member, bought: &[(i64, f64)], visit_days: &[u32; ALL]) -> usize {
        let came = visit_days.iter().rposition(|&days| days > 0);
        // The period of their first visit is not whole.
        let came = came.and_then(|place| i64::try_from(place).ok());
        let came = came.map(|periods| self.window.until - periods * self.period);
        let first = bought.first().map(|(at, _)| *at);
        let since = [member.joined, first, came].into_iter().flatten().min();
        let before = since.map_or(0, |since| (self.window.until - since) / self.period - 1);
        // One who came first in the period that is looked at has none.
        usize::try_from(before).unwrap_or(0).min(HISTORY)
    }
}
