//! Recency, frequency and money: scores from 1 to 5, and the named segments that shops know.
//!
//! A member's share is that of the members who did worse, half of their equals counted with them; a score is five times
//! the share, cut to a whole number, plus 1 (quintiles of mid-ranks; Hughes 1994 for the scores). Equals therefore
//! share a score, and where nearly all have one order those with two stand out.
//!
//! The segment is read from this table, which names every pair: the recency score across, down the mean of the other
//! two scores, rounded, a half upwards.
//!
//! | | 1 | 2 | 3 | 4 | 5 |
//! |---|---|---|---|---|---|
//! | **5** | cannot lose | cannot lose | loyal | loyal | champions |
//! | **4** | at risk | at risk | loyal | loyal | champions |
//! | **3** | at risk | at risk | need attention | potential loyalists | potential loyalists |
//! | **2** | hibernating | hibernating | about to sleep | potential loyalists | potential loyalists |
//! | **1** | hibernating | hibernating | about to sleep | promising | new |

use serde::{Deserialize, Serialize};

use crate::ids::Language;

/// Fewer members make no quintiles: five in each at least.
pub const LEAST_MEMBERS: usize = 25;

/// Why nobody can be scored.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum RfmError {
    /// Quintiles of a handful of members say nothing.
    #[error(
        "only {0} members have ordered, and scores need {LEAST_MEMBERS}: five in each fifth; wait until there are more"
    )]
    TooFew(usize),
    /// A number that cannot be ranked.
    #[error("{what} of the member in row {row} is {value}: give a finite number")]
    NotANumber {
        /// The place of the member, from 0.
        row: usize,
        /// Which number.
        what: &'static str,
        /// What stands there.
        value: f64,
    },
}

/// What a member with an order did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Activity {
    /// Days since the last order.
    pub recency_days: f64,
    /// Orders, or days with one.
    pub orders: f64,
    /// What they came to, in any unit.
    pub spend: f64,
}

/// The scores of a member, each from 1, the worst fifth, to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RfmScores {
    /// 5 bought last.
    pub recency: u8,
    /// 5 bought most often.
    pub frequency: u8,
    /// 5 spent most.
    pub money: u8,
}

/// From which number on a score is given, 2 to 5; none where nobody reached it.
type Edges = [Option<f64>; 4];

/// Where the scores begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quintiles {
    /// Of the days since the last order, below 0: the fewer the better.
    recency: Edges,
    frequency: Edges,
    money: Edges,
    /// How many members they were learnt from.
    pub members: usize,
}

impl Quintiles {
    /// Learns where the scores begin from all members with an order; those without one (`None`) are passed over.
    ///
    /// # Errors
    /// Fewer than [`LEAST_MEMBERS`] with an order, or a number that is not finite.
    pub fn learn(members: &[Option<Activity>]) -> Result<Self, RfmError> {
        let mut columns = [Vec::new(), Vec::new(), Vec::new()];
        for (row, activity) in members.iter().enumerate() {
            let Some(activity) = activity else { continue };
            let numbers = [
                ("recency_days", activity.recency_days),
                ("orders", activity.orders),
                ("spend", activity.spend),
            ];
            for ((what, value), column) in numbers.into_iter().zip(&mut columns) {
                if !value.is_finite() {
                    return Err(RfmError::NotANumber { row, what, value });
                }
                column.push(value);
            }
        }
        let [mut recency, frequency, money] = columns;
        let members = recency.len();
        if members < LEAST_MEMBERS {
            return Err(RfmError::TooFew(members));
        }
        for days in &mut recency {
            *days = -*days;
        }
        Ok(Self {
            recency: edges(recency),
            frequency: edges(frequency),
            money: edges(money),
            members,
        })
    }

    /// The scores of a member, of those who were learnt from or a new one.
    #[must_use]
    pub fn score(&self, activity: Activity) -> RfmScores {
        RfmScores {
            recency: score(&self.recency, -activity.recency_days),
            frequency: score(&self.frequency, activity.orders),
            money: score(&self.money, activity.spend),
        }
    }

    /// The segment of a member.
    #[must_use]
    pub fn segment(&self, activity: Option<Activity>) -> Segment {
        activity.map_or(Segment::NoOrders, |activity| self.score(activity).segment())
    }
}

/// The least number of each score.
#[allow(clippy::cast_precision_loss, reason = "counts of members")]
fn edges(mut numbers: Vec<f64>) -> Edges {
    numbers.sort_unstable_by(f64::total_cmp);
    let count = numbers.len() as f64;
    let mut edges = [None; 4];
    let mut below = 0;
    // In rising order whoever is not below the next is its equal.
    for equals in numbers.chunk_by(|left, right| left >= right) {
        let share = (below as f64 + equals.len() as f64 / 2.0) / count;
        for (edge, fifths) in edges.iter_mut().zip([1.0, 2.0, 3.0, 4.0]) {
            if share * 5.0 >= fifths {
                edge.get_or_insert(equals[0]);
            }
        }
        below += equals.len();
    }
    edges
}

/// The score of a number.
fn score(edges: &Edges, number: f64) -> u8 {
    let reached = edges.iter().flatten().filter(|edge| number >= **edge);
    reached.fold(1, |score, _| score + 1)
}

impl RfmScores {
    /// The segment of these scores, by the table at the top.
    #[must_use]
    pub fn segment(self) -> Segment {
        use Segment::{
            AboutToSleep, AtRisk, CannotLose, Champions, Hibernating, Loyal, NeedAttention, New,
            PotentialLoyalists, Promising,
        };
        match ((self.frequency + self.money).div_ceil(2), self.recency) {
            (4.., 5..) => Champions,
            (4.., 3..) => Loyal,
            (5.., _) => CannotLose,
            (3.., ..=2) => AtRisk,
            (3.., 3) => NeedAttention,
            (2.., 4..) => PotentialLoyalists,
            (_, 5..) => New,
            (_, 4) => Promising,
            (_, 3) => AboutToSleep,
            (_, ..=2) => Hibernating,
        }
    }
}

/// The named segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// Bought lately, often and for much.
    Champions,
    /// Buy often and for much.
    Loyal,
    /// Bought lately, more than once or for more than little.
    PotentialLoyalists,
    /// Bought just now, once and for little.
    New,
    /// Bought lately, once and for little.
    Promising,
    /// In the middle of everything.
    NeedAttention,
    /// Bought little, and not lately.
    AboutToSleep,
    /// Were good, have not come for long.
    AtRisk,
    /// Were the best, have not come for long.
    CannotLose,
    /// Bought little, long ago.
    Hibernating,
    /// Have not bought yet.
    NoOrders,
}

impl Segment {
    /// Every segment, the best first.
    pub const ALL: [Self; 11] = [
        Self::Champions,
        Self::Loyal,
        Self::PotentialLoyalists,
        Self::New,
        Self::Promising,
        Self::NeedAttention,
        Self::AboutToSleep,
        Self::AtRisk,
        Self::CannotLose,
        Self::Hibernating,
        Self::NoOrders,
    ];

    /// The word it is kept under and asked for with.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.row().0
    }

    /// The segment kept under `key`.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|segment| segment.key() == key)
    }

    /// What it is called.
    #[must_use]
    pub fn name(self, language: Language) -> &'static str {
        match language {
            Language::English => self.row().1,
            Language::Chinese => self.row().2,
        }
    }

    /// What to do with its members, in a sentence.
    #[must_use]
    pub fn advice(self, language: Language) -> &'static str {
        match language {
            Language::English => self.row().3,
            Language::Chinese => self.row().4,
        }
    }

    /// Its key; its name and what to do, in English and Chinese.
    fn row(
        self,
    ) -> (
        &'static str,
        &'static str,
        &'static str,
        &'static str,
        &'static str,
    ) {
        match self {
            Self::Champions => (
                "champions",
                "champions",
                "冠军会员",
                "Reward them, show them what is new first, and ask them for reviews.",
                "优先给予回馈和新品，并邀请他们写评价。",
            ),
            Self::Loyal => (
                "loyal",
                "loyal",
                "忠诚会员",
                "Suggest the better articles of what they buy, and let them rise in the tiers.",
                "推荐同类中更好的商品，引导升级会员等级。",
            ),
            Self::PotentialLoyalists => (
                "potential_loyalists",
                "potential loyalists",
                "潜力会员",
                "Give them a reason for the next order: points, or what goes with the last one.",
                "用积分或搭配推荐，促成下一次购买。",
            ),
            Self::New => (
                "new",
                "new",
                "新会员",
                "Welcome them, help with the first order, and suggest a second one soon.",
                "做好欢迎和首单服务，尽快引导第二单。",
            ),
            Self::Promising => (
                "promising",
                "promising",
                "有望会员",
                "Remind them of the shop with what suits their first order, without a discount yet.",
                "推荐与首单相关的商品，加深印象，暂不打折。",
            ),
            Self::NeedAttention => (
                "need_attention",
                "need attention",
                "需关注会员",
                "Come back to what they like with an offer that ends soon.",
                "针对其偏好推出限时优惠，唤起兴趣。",
            ),
            Self::AboutToSleep => (
                "about_to_sleep",
                "about to sleep",
                "即将沉睡",
                "Remind them before they forget the shop, with popular articles or a small offer.",
                "趁尚未遗忘，用热门商品或小额优惠提醒。",
            ),
            Self::AtRisk => (
                "at_risk",
                "at risk",
                "流失风险会员",
                "Write to them personally, ask what was wrong, and make coming back easy.",
                "个性化联系，了解原因，降低回归门槛。",
            ),
            Self::CannotLose => (
                "cannot_lose",
                "cannot lose",
                "不能流失的会员",
                "Win them back in person with the best offer that the shop has; they were worth most.",
                "他们曾经价值最高，应由专人以最好的优惠挽回。",
            ),
            Self::Hibernating => (
                "hibernating",
                "hibernating or lost",
                "沉睡或已流失",
                "Try once with a strong offer, and spend nothing more on those who stay away.",
                "用一次有力的优惠尝试唤醒，无回应则不再投入。",
            ),
            Self::NoOrders => (
                "no_orders",
                "no orders yet",
                "尚未下单",
                "Help them to a first order with what they looked at.",
                "根据其浏览内容，促成首单。",
            ),
        }
    }
}
