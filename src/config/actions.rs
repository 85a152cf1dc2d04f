//! What the shop allows and assumes of actions: `[actions]` in the file, `STOREKEEPER_ACTIONS_...` as variables.

use serde::{Deserialize, Serialize};

use super::Setting;

/// What the shop allows and assumes of actions. Amounts are in minor units of its currency.
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

/// The settings, by their keys as variables have them; in the file they stand in `[actions]`, without `actions_`.
pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        key: "actions_most_campaigns",
        set: |s, v| count(v).map(|n| s.actions.most_campaigns = n),
    },
    Setting {
        key: "actions_most_discount",
        set: |s, v| per_cent(v).map(|n| s.actions.most_discount = n),
    },
    Setting {
        key: "actions_mail_cost",
        set: |s, v| cost(v).map(|n| s.actions.mail_cost = n),
    },
    Setting {
        key: "actions_call_cost",
        set: |s, v| cost(v).map(|n| s.actions.call_cost = n),
    },
    Setting {
        key: "actions_reminder_change",
        set: |s, v| share(v).map(|n| s.actions.reminder_change = n),
    },
    Setting {
        key: "actions_call_change",
        set: |s, v| share(v).map(|n| s.actions.call_change = n),
    },
    Setting {
        key: "actions_care_change",
        set: |s, v| share(v).map(|n| s.actions.care_change = n),
    },
    Setting {
        key: "actions_call_rank",
        set: |s, v| share(v).map(|n| s.actions.call_rank = n),
    },
];

fn count(value: &str) -> Result<f64, String> {
    match value.parse::<u16>() {
        Ok(number) => Ok(number.into()),
        Err(_) => Err(format!(
            "`{value}` is not a number of campaigns: a whole number from 0 to 65535 is expected"
        )),
    }
}

fn per_cent(value: &str) -> Result<i64, String> {
    match value.parse::<i64>() {
        Ok(number) if (0..=100).contains(&number) => Ok(number),
        _ => Err(format!(
            "`{value}` is not a discount: a whole number of per cent from 0 to 100 is expected"
        )),
    }
}

fn cost(value: &str) -> Result<f64, String> {
    match value.parse::<f64>() {
        Ok(number) if (0.0..=1e12).contains(&number) => Ok(number),
        _ => Err(format!(
            "`{value}` is not a cost: an amount in minor units (pence, 分), not below 0, is expected"
        )),
    }
}

fn share(value: &str) -> Result<f64, String> {
    match value.parse::<f64>() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err(format!(
            "`{value}` is not a share: a number from 0 to 1 is expected, 0.05 for 5%"
        )),
    }
}
