//! What a plan rests on, in plain words.

use crate::ids::Language;
use crate::insights::segment::Filter;

use super::super::next::ActionKind;
use super::super::words::action_name;
use super::{Plan, Tally};

impl Plan {
    /// Among whom it chose, in words.
    #[must_use]
    pub fn who_in(&self, language: Language) -> String {
        let filter = Filter::read(&self.filter);
        filter.map_or_else(
            |_| self.who.clone(),
            |filter| filter.sentence(language, &self.currency),
        )
    }

    /// What its figures rest on, in words.
    #[must_use]
    pub fn assumptions_in(&self, language: Language) -> Vec<String> {
        assumptions(&self.as_of, &self.actions, language)
    }
}

/// What figures rest on that were estimated at a moment (RFC 3339) and are of these actions.
pub(super) fn assumptions(as_of: &str, tallies: &[Tally], language: Language) -> Vec<String> {
    let chinese = language == Language::Chinese;
    let day = as_of.split('T').next().unwrap_or(as_of);
    let mut said = vec![
        if chinese {
            "净收益 = 行动改变的挽留机会 × 会员一年的价值 − 成本，是同类会员的期望值".to_owned()
        } else {
            "a gain is what an action changes in the chance of staying, times a year's worth of the member, less its \
             cost: expected, in the mean of such members"
                .to_owned()
        },
        if chinese {
            format!("价值与风险按 {day} 的估计；此后新来或有变化的会员仍按当时计")
        } else {
            format!(
                "worth and risk are estimates as of {day}; members who came or changed since are as they were then"
            )
        },
    ];
    let offers = |tally: &Tally| matches!(tally.action, ActionKind::Offer { .. });
    if tallies.iter().any(offers) {
        said.push(
            if chinese {
                "优惠的成本是期望成本：平均订单的折扣 × 同类会员下单的比例（本来就会买的也算在内）；实际花费可能多于或少于预算"
            } else {
                "the cost of an offer is expected: the discount on a mean order, times the share of such members who \
                 order, those included who would have come anyway; what is really spent may be more or less than the \
                 budget"
            }
            .to_owned(),
        );
    }
    for tally in tallies.iter().filter(|tally| !tally.measured) {
        let name = action_name(tally.action, language);
        said.push(if chinese {
            format!("“{name}”的效果是设定值（设置 [actions]），不是实测")
        } else {
            format!("the effect of {name} is assumed (settings, [actions]), not measured")
        });
    }
    said.push(
        if chinese {
            "这里不发送任何消息：批准后的方案导出给商店自己的邮件程序和客服"
        } else {
            "nothing is sent from here: an approved plan is exported for the shop's own mailer and staff"
        }
        .to_owned(),
    );
    said
}
