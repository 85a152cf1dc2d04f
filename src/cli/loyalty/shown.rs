//! Rules, members and lines of a statement as they are printed.

use serde_json::{Value, json};

use crate::cli::Json;
use crate::cli::terminal::table;
use crate::clock::Timestamp;
use crate::ids::{Language, MemberKey};
use crate::members::{Line, LoyaltyRules, Tier};
use crate::money::Money;
use crate::orders::MemberLoyalty;

pub(super) fn show_rules(rules: &LoyaltyRules, json: Json) {
    let asked = |tier: &Tier| {
        let spend = tier.spend.map(|spend| format!("{} spent", spend.short()));
        let orders = tier.orders.map(|orders| format!("{orders} orders"));
        let both: Vec<String> = spend.into_iter().chain(orders).collect();
        both.join(" or ")
    };
    if json.json {
        let tiers: Vec<Value> = rules
            .tiers
            .iter()
            .map(|tier| {
                json!({
                    "key": tier.key, "spend": tier.spend.map(Money::decimal), "orders": tier.orders,
                    "discount_percent": tier.benefits.discount_percent,
                })
            })
            .collect();
        println!(
            "{}",
            json!({"currency": rules.currency.code(), "window_days": rules.window_days, "grace_days": rules.grace_days, "tiers": tiers})
        );
        return;
    }
    println!(
        "counted in {} over {} days, kept for {} days more",
        rules.currency, rules.window_days, rules.grace_days
    );
    let rows = rules.tiers.iter().map(|tier| {
        let benefits = &tier.benefits;
        [
            tier.key.clone(),
            tier.name.in_language(Language::English).to_owned(),
            asked(tier),
            format!("{} %", benefits.discount_percent),
            benefits.factor(),
            if benefits.free_shipping { "yes" } else { "" }.to_owned(),
        ]
    });
    println!(
        "{}",
        table(
            &[
                "tier",
                "name",
                "asks for",
                "discount",
                "points",
                "free shipping"
            ],
            rows
        )
    );
    println!(
        "{} points are worth {}",
        rules.points.redeem_points, rules.points.redeem_credit
    );
}

/// Where a member stands, as JSON.
pub(super) fn standing(rules: &LoyaltyRules, of: &MemberLoyalty) -> Value {
    let standing = &of.standing;
    json!({
        "tier": rules.tiers[standing.tier].key,
        "since": standing.since.map(Timestamp::rfc3339),
        "reason": standing.why.word(),
        "spend": standing.spend.decimal(),
        "orders": standing.orders,
        "keeps_until": standing.keeps_until.map(Timestamp::rfc3339),
        "next": standing.next.map(|next| json!({
            "tier": rules.tiers[next.tier].key,
            "spend": next.spend.map(Money::decimal),
            "orders": next.orders,
        })),
        "points": {"available": of.balance.available, "pending": of.balance.pending},
    })
}

/// Where a member stands, in words.
pub(super) fn told(rules: &LoyaltyRules, member: &MemberKey, of: &MemberLoyalty) -> String {
    let standing = &of.standing;
    let name = |tier: usize| rules.tiers[tier].name.in_language(Language::English);
    let until = standing.keeps_until;
    let until = until.map(|until| format!("; kept until {}", until.day()));
    let stands = format!(
        "{member}: {}; {} and {} orders within {} days{}",
        name(standing.tier),
        standing.spend,
        standing.orders,
        rules.window_days,
        until.unwrap_or_default()
    );
    let next = standing.next.map(|next| {
        let spend = next.spend.map(|spend| format!("{spend} more"));
        let orders = next.orders.map(|orders| format!("{orders} more orders"));
        let missing: Vec<String> = spend.into_iter().chain(orders).collect();
        format!("for {}: {}", name(next.tier), missing.join(" or "))
    });
    let balance = &of.balance;
    let expiry = balance.next_expiry;
    let expiry = expiry.map(|(moment, points)| format!("; {points} run out on {}", moment.day()));
    let points = format!(
        "{} points to spend, {} pending{}",
        balance.available,
        balance.pending,
        expiry.unwrap_or_default()
    );
    let lines = [Some(stands), next, Some(points)];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// A line of a statement, as JSON.
pub(super) fn line(line: &Line) -> Value {
    json!({
        "at": line.at.rfc3339(), "kind": line.kind.word(), "points": line.points, "reason": line.reason,
        "reference": line.reference, "available_from": line.available_from.map(Timestamp::rfc3339),
        "expires": line.expires.map(Timestamp::rfc3339),
    })
}
