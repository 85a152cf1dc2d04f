//! The objectives of campaigns: a closed list, each with whom it is for, what is offered, and the words that ask for it.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value as Json, json};

use crate::guardrails::{normalise, pattern};
use crate::ids::Language;

use super::wishes::Offered;

/// What a campaign is to bring about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Objective {
    /// Those come back who stopped ordering.
    WinBack,
    /// Those stay who may leave.
    Keep,
    /// Who ordered once orders again.
    SecondOrder,
    /// Who never ordered does.
    FirstOrder,
    /// Who is due again is reminded.
    Remind,
    /// The best are thanked.
    Thank,
    /// Goods are shown to those who like such.
    Promote,
}

/// Words of an objective, and what goes with it.
struct Row {
    objective: Objective,
    /// What it is called in lists.
    en: &'static str,
    zh: &'static str,
    /// What a campaign is called that is not named, before its day.
    label_en: &'static str,
    label_zh: &'static str,
    /// What the campaign is for, in words that a member may read: the model that writes texts sees them.
    for_en: &'static str,
    for_zh: &'static str,
}

const ROWS: [Row; 7] = [
    Row {
        objective: Objective::WinBack,
        en: "win back members who stopped ordering",
        zh: "挽回久未下单的会员",
        label_en: "win-back",
        label_zh: "挽回老会员",
        for_en: "a welcome back to the shop",
        for_zh: "欢迎再来逛逛",
    },
    Row {
        objective: Objective::Keep,
        en: "keep members who may leave",
        zh: "留住可能流失的会员",
        label_en: "keep",
        label_zh: "会员维系",
        for_en: "a thank-you for being with us",
        for_zh: "感谢一路相伴",
    },
    Row {
        objective: Objective::SecondOrder,
        en: "bring about a second order",
        zh: "促成第二单",
        label_en: "second order",
        label_zh: "促二单",
        for_en: "more to find in the shop",
        for_zh: "店里还有更多好物",
    },
    Row {
        objective: Objective::FirstOrder,
        en: "bring about a first order",
        zh: "促成首单",
        label_en: "first order",
        label_zh: "促首单",
        for_en: "a welcome to the shop",
        for_zh: "欢迎来到本店",
    },
    Row {
        objective: Objective::Remind,
        en: "remind members who are due to order again",
        zh: "提醒到了回购时间的会员",
        label_en: "reminder",
        label_zh: "回购提醒",
        for_en: "things to stock up on",
        for_zh: "常用好物该补货了",
    },
    Row {
        objective: Objective::Thank,
        en: "thank the best members",
        zh: "答谢优质会员",
        label_en: "thanks",
        label_zh: "答谢会员",
        for_en: "a thank-you to our members",
        for_zh: "答谢会员",
    },
    Row {
        objective: Objective::Promote,
        en: "show goods to those who like such",
        zh: "向喜欢的人推荐商品",
        label_en: "promotion",
        label_zh: "好物推荐",
        for_en: "things from the shop",
        for_zh: "店里的好物",
    },
];

static WORDS: LazyLock<Vec<(Regex, Objective)>> = LazyLock::new(|| {
    use Objective::{FirstOrder, Keep, Promote, Remind, SecondOrder, Thank, WinBack};
    // The first that matches holds: whoever is about to leave is kept, whatever the verb is.
    [
        (
            r"\b(?:at risk|at-risk|about to (?:leave|churn|lapse)|churn\w*|may leave|might leave|likely to leave|before they (?:leave|go)|leaving|slipping away)\b|快要?流失|即将流失|要流失|可能流失|会流失|流失风险|防流失",
            Keep,
        ),
        (
            r"\b(?:second (?:order|purchase)|order(?:ed)? (?:only )?once|bought (?:only )?once|one[- ]time buyers?|one order|order again after their first|repeat purchases?)\b|二单|第二单|再次?下单|首单后|只(?:买|下)过一[次单]|一次性(?:买家|客户)",
            SecondOrder,
        ),
        (
            r"\b(?:first (?:order|purchase)|never (?:ordered|bought)|no orders?|not (?:yet )?(?:ordered|bought)(?: anything)?(?: yet)?$|window shoppers|activate (?:new|sign-?ups))\b|首单|首购|没(?:有)?(?:下|买)过|从未(?:下单|购买)|新会员",
            FirstOrder,
        ),
        (
            r"\b(?:win(?:ning)? .{0,60}\bback|win-?back|bring(?:ing)? .{0,60}\bback|get .{0,60}\bback|come back|re-?activat\w+|re-?engag\w+|lapsed|dormant|stopped (?:coming|buying|ordering)|wake up|lost (?:members|customers|buyers)|inactive|not (?:ordered|bought|been here))\b|挽回|召回|唤醒|激活|拉回|找回|回流|流失|沉睡|久未|没(?:有)?(?:下单|来|购买|回购)|不来了",
            WinBack,
        ),
        (
            r"\b(?:due|overdue|re-?order\w*|restock|replenish\w*|stock up|remind\w*|running out|run out)\b|补货|回购|复购|该买|到期|提醒|用完",
            Remind,
        ),
        (
            r"\b(?:thank\w*|reward\w*|appreciat\w+|loyal|champions|vips?|best (?:members|customers|buyers)|birthday)\b|答谢|感谢|回馈|忠实|忠诚|老客|老会员|vip|优质|最好的",
            Thank,
        ),
        (
            r"\b(?:keep|retain\w*|retention|hold on to)\b|留住|挽留|留存|稳住|维系",
            Keep,
        ),
        (
            r"\b(?:promot\w+|sell\w*|launch\w*|introduc\w+|announc\w+|clear(?:ance)?|push|show|cross-?sell|up-?sell|recommend)\b|推广|主推|推荐|清仓|上新|新品|促销|卖|种草|宣传",
            Promote,
        ),
    ]
    .map(|(text, objective)| (pattern(text), objective))
    .into()
});

impl Objective {
    /// All of them.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.objective)
    }

    /// The objective that a message tells.
    pub(super) fn of(message: &str) -> Option<Self> {
        let text = normalise(message);
        let mut words = WORDS.iter();
        words
            .find(|(words, _)| words.is_match(&text))
            .map(|(_, objective)| *objective)
    }

    fn row(self) -> &'static Row {
        let found = ROWS.iter().find(|row| row.objective == self);
        found.unwrap_or(&ROWS[ROWS.len() - 1])
    }

    /// What it is called.
    pub(super) fn name(self, language: Language) -> &'static str {
        match language {
            Language::English => self.row().en,
            Language::Chinese => self.row().zh,
        }
    }

    /// What a campaign for it is called that nobody named, before its day.
    pub(super) fn label(self, language: Language) -> &'static str {
        match language {
            Language::English => self.row().label_en,
            Language::Chinese => self.row().label_zh,
        }
    }

    /// What the campaign is for, in words that a member may read.
    pub(super) fn told(self, language: Language) -> &'static str {
        match language {
            Language::English => self.row().for_en,
            Language::Chinese => self.row().for_zh,
        }
    }

    /// Whom it is for. Each condition stands unless the message has one about a column that `unless` names.
    fn conditions(self) -> Vec<(Json, &'static [&'static str])> {
        match self {
            Self::WinBack => vec![(
                json!({"column": "recency_days", "above": 90}),
                &[
                    "recency_days",
                    "orders_90",
                    "orders_365",
                    "spend_90",
                    "alive",
                    "rfm",
                ],
            )],
            Self::Keep => vec![(
                json!({"column": "churn_risk", "above": 0.5}),
                &["churn_risk", "alive", "rfm"],
            )],
            Self::SecondOrder => vec![(json!({"column": "orders", "is": 1}), &["orders"])],
            Self::FirstOrder => vec![(json!({"column": "orders", "is": 0}), &["orders"])],
            Self::Remind => vec![(
                json!({"column": "due_days", "between": [-30, 7]}),
                &["due_days", "overdue"],
            )],
            Self::Thank => vec![(
                json!({"column": "rfm", "one_of": ["champions", "loyal"]}),
                &[
                    "rfm",
                    "value_rank",
                    "spend",
                    "spend_365",
                    "orders",
                    "orders_365",
                    "tier",
                ],
            )],
            Self::Promote => Vec::new(),
        }
    }

    /// What it offers where nothing is wished.
    pub(super) fn offer(self) -> Offered {
        match self {
            Self::WinBack => Offered::Percent(15),
            Self::Keep | Self::SecondOrder | Self::FirstOrder => Offered::Percent(10),
            Self::Thank => Offered::Points(2.0),
            Self::Remind | Self::Promote => Offered::Nothing,
        }
    }

    /// The filter of its audience with what the message asks for besides; none for everybody.
    pub(super) fn filter(self, asked: Option<&Json>) -> Option<Json> {
        let mut parts: Vec<Json> = match asked {
            None => Vec::new(),
            Some(asked) => match asked.get("all") {
                Some(Json::Array(parts)) => parts.clone(),
                _ => vec![asked.clone()],
            },
        };
        let known = parts.clone();
        for (condition, unless) in self.conditions() {
            if !known.iter().any(|part| speaks_of(part, unless)) {
                parts.push(condition);
            }
        }
        match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ => Some(json!({ "all": parts })),
        }
    }
}

/// Whether a condition is about one of these columns, itself or in what it is made of; the day of the last order is one about
/// `recency_days`.
fn speaks_of(condition: &Json, columns: &[&str]) -> bool {
    let Json::Object(fields) = condition else {
        return false;
    };
    fields
        .iter()
        .any(|(name, value)| match (name.as_str(), value) {
            ("column", Json::String(column)) => columns.contains(&column.as_str()),
            ("last_order_after" | "last_order_before", _) => columns.contains(&"recency_days"),
            ("all" | "any", Json::Array(parts)) => {
                parts.iter().any(|part| speaks_of(part, columns))
            }
            ("not", part) => {
                // "Has not bought tea for 90 days" says who has lapsed, of tea.
                let lapsed = part.get("bought").is_some() && columns.contains(&"recency_days");
                lapsed || speaks_of(part, columns)
            }
            _ => false,
        })
}
