//! What is thought of a member, in the words of both languages, with the numbers that a page draws.

use serde::Serialize;

use crate::actions::{
    ActionsError, Advisor, MemberInsight, WaitCurve, action_name, action_words, churn_words,
    driver_words, due_words, reason_words, relief_words, value_words,
};
use crate::http::State;
use crate::http::goods::{Amount, Texts};
use crate::http::problem::Problem;
use crate::ids::{Language, MemberKey};
use crate::insights::segment::rfm::Segment;
use crate::insights::survival::After;
use crate::members::Purpose;
use crate::money::{Currency, Money};

use super::Part;

/// What is thought of a member.
#[derive(Serialize)]
pub(super) struct Thought {
    /// Up to when things counted.
    as_of: String,
    risk: Option<Risk>,
    /// Why there is no risk.
    without_risk: Option<String>,
    value: Option<Value>,
    /// When they are due again.
    due: Option<Texts>,
    /// The categories that they buy again and again, the most overdue first.
    due_categories: Vec<DueCategory>,
    segment: Option<Named>,
    /// What their cluster is called.
    cluster: Option<Texts>,
    /// What may be done, the best first.
    actions: Vec<Proposed>,
    /// What may not be done, and why.
    refused: Vec<Texts>,
}

/// The risk of leaving.
#[derive(Serialize)]
struct Risk {
    /// From 0 to 1.
    share: f64,
    /// `low`, `medium` or `high`.
    band: &'static str,
    words: Texts,
    /// What makes it so, the strongest first.
    drivers: Vec<Bar>,
    /// What would lower it.
    reliefs: Vec<Texts>,
}

/// A driver, as a bar with its words.
#[derive(Serialize)]
struct Bar {
    words: Texts,
    /// How much greater the risk is with it, in points; smaller, below 0.
    points: f64,
    /// Whether it raises the risk.
    raises: bool,
}

/// What they are worth.
#[derive(Serialize)]
struct Value {
    words: Texts,
    /// The chance that they still buy.
    alive: f64,
    /// Spend expected in the next year.
    year: Option<Amount>,
    /// One in ten spends less.
    low: Option<Amount>,
    /// One in ten spends more.
    high: Option<Amount>,
    /// The share of members who are worth less.
    rank: Option<f64>,
}

/// A category that is due.
#[derive(Serialize)]
struct DueCategory {
    category: String,
    words: Texts,
}

/// A named segment.
#[derive(Serialize)]
struct Named {
    key: String,
    name: Texts,
    /// What is usually done with its members.
    advice: Texts,
}

/// An action that is proposed.
#[derive(Serialize)]
struct Proposed {
    /// `wait`, `reminder`, `offer`, `call` or `care`.
    kind: &'static str,
    name: Texts,
    /// The same with its arithmetic.
    words: Texts,
    /// What it brings.
    gain: Amount,
}

/// How long those like a member wait for their next order.
#[derive(Serialize)]
pub(super) struct Waiting {
    /// Who those are.
    words: Texts,
    /// Days since the member's own last order.
    since_days: Option<f64>,
    #[serde(flatten)]
    curve: WaitCurve,
}

/// What is said in both languages.
fn both(say: impl Fn(Language) -> String) -> Texts {
    Texts::both(&say(Language::English), &say(Language::Chinese))
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "an amount of a shop is far below 2^63"
)]
fn amount(minor: f64, currency: Currency) -> Amount {
    Money::new(minor.round() as i64, currency).into()
}

impl Thought {
    fn of(insight: &MemberInsight, currency: Currency) -> Self {
        let risk = insight.churn.as_ref().map(|churn| Risk {
            share: churn.risk,
            band: churn.band.words().0,
            words: both(|language| churn_words(churn, language)),
            drivers: (churn.drivers.iter())
                .map(|driver| Bar {
                    words: both(|language| driver_words(driver, currency, language)),
                    points: driver.risk * 100.0,
                    raises: driver.effect > 0.0,
                })
                .collect(),
            reliefs: (churn.reliefs.iter())
                .map(|relief| both(|language| relief_words(relief, language)))
                .collect(),
        });
        let value = insight.value.as_ref().map(|value| {
            let [year, low, high] = [value.year, value.low, value.high]
                .map(|minor| minor.map(|minor| amount(minor, currency)));
            Value {
                words: both(|language| value_words(value, currency, language)),
                alive: value.alive,
                year,
                low,
                high,
                rank: value.rank,
            }
        });
        let segment = insight.rfm.as_deref().and_then(Segment::of);
        Self {
            as_of: insight.as_of.rfc3339(),
            risk,
            without_risk: insight.without_churn.clone(),
            value,
            due: (insight.due.as_ref()).map(|due| both(|language| due_words(due, language))),
            due_categories: (insight.due_categories.iter())
                .map(|due| DueCategory {
                    category: due.category.clone(),
                    words: both(|language| due_words(&due.due, language)),
                })
                .collect(),
            segment: segment.map(|segment| Named {
                key: segment.key().to_owned(),
                name: both(|language| segment.name(language).to_owned()),
                advice: both(|language| segment.advice(language).to_owned()),
            }),
            cluster: (insight.cluster_name.as_ref()).map(|name| Texts::both(&name.en, &name.zh)),
            actions: (insight.actions.iter())
                .map(|action| Proposed {
                    kind: action.kind.word(),
                    name: both(|language| action_name(action.kind, language)),
                    words: both(|language| action_words(action, currency, language)),
                    gain: amount(action.gain, currency),
                })
                .collect(),
            refused: (insight.refused.iter())
                .map(|refused| both(|language| reason_words(refused, language)))
                .collect(),
        }
    }
}

/// What is thought of a member, and how long those like them wait; or why that cannot be told.
pub(super) async fn thought(
    state: &State,
    member: &MemberKey,
) -> Result<(Part<Thought>, Part<Waiting>), Problem> {
    let members = &state.assistant.shop().members;
    // They may have said no a moment ago, before anybody followed.
    if !members.agrees(member, Purpose::Analysis).await? {
        let absent = || {
            let (en, zh) = (
                "They did not agree to analysis, so nothing is estimated of them.",
                "会员不同意分析，因此没有任何估算。",
            );
            ("no_consent", en, zh)
        };
        return Ok(neither(absent()));
    }
    let advisor = &state.options.advisor;
    let insight = match advisor.of(member).await {
        Ok(insight) => insight,
        Err(ActionsError::NotFitted) => {
            return Ok(neither((
                "not_fitted",
                "Nothing was fitted yet: `storekeeper train insights` does it.",
                "尚未训练模型，请执行 storekeeper train insights。",
            )));
        }
        Err(ActionsError::NoMember(_)) => {
            return Ok(neither((
                "not_counted",
                "They were not counted yet: that is done within a minute of what they do, or every night.",
                "尚未统计到该会员：有新动作后一分钟内，或每晚更新。",
            )));
        }
        Err(error) => return Err(error.into()),
    };
    let currency = Currency::parse(&insight.currency).map_err(|error| Problem::ours(&error))?;
    let waiting = waiting(advisor, &insight).await?;
    Ok((Part::There(Thought::of(&insight, currency)), waiting))
}

fn neither((reason, en, zh): (&'static str, &str, &str)) -> (Part<Thought>, Part<Waiting>) {
    (Part::absent(reason, en, zh), Part::absent(reason, en, zh))
}

/// How long those wait who have ordered as often as the member.
async fn waiting(advisor: &Advisor, insight: &MemberInsight) -> Result<Part<Waiting>, Problem> {
    let number = |name: &str| {
        insight
            .features
            .get(name)
            .and_then(serde_json::Value::as_f64)
    };
    let days = number("purchase_days").filter(|days| *days >= 1.0);
    let Some(days) = days else {
        return Ok(Part::absent(
            "no_orders",
            "They have not ordered yet.",
            "尚无订单。",
        ));
    };
    let Some(curves) = advisor.waits().await? else {
        return Ok(Part::absent(
            "counting",
            "The waits of all members are being counted; look again in a moment.",
            "正在统计全部会员的复购间隔，请稍后再看。",
        ));
    };
    let after = match days {
        ..2.0 => After::First,
        ..4.0 => After::Few,
        _ => After::Many,
    };
    let words = match after {
        After::First => ("Members after their first order", "首单之后的会员"),
        After::Few => (
            "Members after their second or third order",
            "第二、三单之后的会员",
        ),
        After::Many => (
            "Members after their fourth order or a later one",
            "四单及以上的会员",
        ),
    };
    let curve = curves.iter().find(|curve| curve.after == after);
    Ok(match curve {
        Some(curve) => Part::There(Waiting {
            words: Texts::both(words.0, words.1),
            since_days: number("recency_days"),
            curve: curve.clone(),
        }),
        None => Part::absent(
            "not_counted",
            "Nobody like them is counted yet.",
            "尚无同类会员的统计。",
        ),
    })
}
