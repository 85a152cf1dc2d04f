//! `storekeeper loyalty`: tiers and points, for the shop's people.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::access::random_name;
use crate::app::{self, Books};
use crate::audit::TurnRecord;
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::config::Settings;
use crate::ids::{Language, MemberKey};
use crate::members::{Booking, Line, LoyaltyRules, Receipt, Span, Tier};
use crate::orders::{MemberLoyalty, Recomputed};

use super::Json;
use super::progress::Stages;
use super::terminal::table;

/// `storekeeper loyalty`
#[derive(Debug, Subcommand)]
pub(super) enum Loyalty {
    /// Read a file of loyalty rules and say what it holds, or everything that is wrong with it
    #[command(
        after_help = "Examples:\n  storekeeper loyalty check loyalty.toml\n  storekeeper loyalty check --example > loyalty.toml"
    )]
    Check {
        /// The file; without one, the rules that the settings name
        file: Option<PathBuf>,
        /// Print the demo shop's rules, with what each means: a file to copy and change
        #[arg(long, conflicts_with_all = ["file", "json"])]
        example: bool,
        #[command(flatten)]
        json: Json,
    },
    /// Bring every member's tier and points to what their orders say
    #[command(after_help = "Example:\n  storekeeper loyalty recompute")]
    Recompute {
        #[command(flatten)]
        json: Json,
    },
    /// A member's tier, what is missing for the next, points, and what moved them
    #[command(after_help = "Example:\n  storekeeper loyalty show M100052")]
    Show {
        /// The member's key
        member: String,
        /// Lines of the statement
        #[arg(long, value_name = "N", default_value_t = 10)]
        limit: u32,
        #[command(flatten)]
        json: Json,
    },
    /// Give a member points
    #[command(
        after_help = "Example:\n  storekeeper loyalty earn M100052 200 --reason \"parcel came late\" --by ada"
    )]
    Earn {
        /// The member's key
        member: String,
        /// How many
        points: i64,
        /// Days until they may be spent
        #[arg(long, value_name = "DAYS", default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..=3660))]
        pending: i64,
        /// Days for which they may be spent then [default: what the rules say]
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=36_600))]
        lifetime: Option<i64>,
        #[command(flatten)]
        staff: Staff,
    },
    /// Spend a member's points
    #[command(
        after_help = "Example:\n  storekeeper loyalty spend M100052 500 --reason \"gift at the counter\" --by ada"
    )]
    Spend {
        /// The member's key
        member: String,
        /// How many
        points: i64,
        #[command(flatten)]
        staff: Staff,
    },
    /// Turn a member's points into credit, at the rate of the rules
    #[command(
        after_help = "Example:\n  storekeeper loyalty redeem M100052 500 --reason \"asked by telephone\" --by ada"
    )]
    Redeem {
        /// The member's key
        member: String,
        /// How many
        points: i64,
        #[command(flatten)]
        staff: Staff,
    },
    /// Take back points that were given under a key, or give back what was spent under it
    #[command(
        after_help = "Example:\n  storekeeper loyalty reverse 4f0c2a9b1d8e7f6a --points 100 --reason \"came back\" --by ada"
    )]
    Reverse {
        /// The key that `earn`, `spend` or `redeem` printed
        what: String,
        /// How many of them [default: all that are left]
        #[arg(long, value_name = "N")]
        points: Option<i64>,
        #[command(flatten)]
        staff: Staff,
    },
    /// Send points of one member to another
    #[command(
        after_help = "Example:\n  storekeeper loyalty transfer M100052 M100077 300 --reason \"same household\" --by ada"
    )]
    Transfer {
        /// Whose points
        from: String,
        /// Who gets them
        to: String,
        /// How many
        points: i64,
        #[command(flatten)]
        staff: Staff,
    },
}

/// Who moves points, and why.
#[derive(Debug, Args)]
pub(super) struct Staff {
    /// Why; it stands in the member's statement
    #[arg(long)]
    reason: String,
    /// Who does it; it stands in the record
    #[arg(long, value_name = "NAME")]
    by: String,
    /// What it belongs to: an order's number
    #[arg(long, value_name = "ORDER")]
    reference: Option<String>,
    /// A key of your own: the same command with the same key is done once [default: a new one]
    #[arg(long)]
    key: Option<String>,
    #[command(flatten)]
    json: Json,
}

impl Staff {
    fn booking(&self, now: Timestamp) -> Booking {
        Booking {
            key: self.key.clone().unwrap_or_else(|| random_name(8)),
            reason: self.reason.clone(),
            reference: self.reference.clone(),
            actor: Some(self.by.clone()),
            at: now,
        }
    }
}

pub(super) async fn loyalty(settings: &Settings, wanted: Loyalty) -> Result<()> {
    let now = SystemClock.now();
    match wanted {
        Loyalty::Check { example: true, .. } => {
            print!("{}", LoyaltyRules::example());
            Ok(())
        }
        Loyalty::Check { file, json, .. } => {
            let rules = match &file {
                Some(file) => app::read_loyalty_rules(file)?,
                None => app::loyalty_rules(settings)?,
            };
            show_rules(&rules, json);
            Ok(())
        }
        Loyalty::Recompute { json } => recompute(settings, json, now).await,
        Loyalty::Show {
            member,
            limit,
            json,
        } => show(settings, &MemberKey::new(&member), limit, json, now).await,
        moving => {
            let books = app::open_books(settings).await?;
            let (staff, moved) = move_points(&books, moving, now).await?;
            record(&books, &staff, &moved, now).await?;
            if staff.json.json {
                println!("{}", moved.json());
            } else {
                println!("{}", moved.told());
            }
            Ok(())
        }
    }
}

/// What moving points came to.
struct Moved {
    receipt: Receipt,
    /// The credit that came of it, by its reference.
    credit: Option<(String, String)>,
    /// Who got the points, where another member did.
    to: Option<MemberKey>,
}

impl Moved {
    fn json(&self) -> Value {
        let receipt = &self.receipt;
        json!({
            "key": receipt.key, "kind": receipt.kind.word(), "member": receipt.member, "points": receipt.points,
            "missing": receipt.missing, "available": receipt.available, "at": receipt.at.rfc3339(), "to": self.to,
            "credit": self.credit.as_ref().map(|(reference, amount)| json!({"reference": reference, "amount": amount})),
        })
    }

    fn told(&self) -> String {
        let receipt = &self.receipt;
        let mut told = format!(
            "{} {} points of {}, who can spend {} now; key {}",
            receipt.kind.word(),
            receipt.points,
            receipt.member,
            receipt.available,
            receipt.key
        );
        if receipt.missing > 0 {
            told += &format!(
                "\n{} of them were spent already, or have run out",
                receipt.missing
            );
        }
        if let Some((reference, amount)) = &self.credit {
            told += &format!("\ncredit {reference}, worth {amount}");
        }
        told
    }
}

async fn move_points(books: &Books, wanted: Loyalty, now: Timestamp) -> Result<(Staff, Moved)> {
    let points = books.loyalty.points();
    let (mut credit, mut sent_to) = (None, None);
    let (staff, receipt) = match wanted {
        Loyalty::Earn {
            member,
            points: many,
            pending,
            lifetime,
            staff,
        } => {
            let lifetime = lifetime.unwrap_or(books.loyalty.rules().points.lifetime_days);
            let span = Span::of_days(now, pending, lifetime);
            let booking = staff.booking(now);
            let member = MemberKey::new(&member);
            let receipt = points.earn(&member, many, span, &booking).await?;
            (staff, receipt)
        }
        Loyalty::Spend {
            member,
            points: many,
            staff,
        } => {
            let booking = staff.booking(now);
            let member = MemberKey::new(&member);
            let receipt = points.spend(&member, many, &booking).await?;
            (staff, receipt)
        }
        Loyalty::Redeem {
            member,
            points: many,
            staff,
        } => {
            let booking = staff.booking(now);
            let member = MemberKey::new(&member);
            let redeemed = books.loyalty.redeem(&member, many, &booking).await?;
            let worth = redeemed.credit.amount.to_string();
            credit = Some((redeemed.credit.reference, worth));
            (staff, redeemed.receipt)
        }
        Loyalty::Reverse {
            what,
            points: many,
            staff,
        } => {
            let booking = staff.booking(now);
            let receipt = points.reverse(&what, many, &booking).await?;
            (staff, receipt)
        }
        Loyalty::Transfer {
            from,
            to,
            points: many,
            staff,
        } => {
            let booking = staff.booking(now);
            let (from, to) = (MemberKey::new(&from), MemberKey::new(&to));
            let receipt = points.transfer(&from, &to, many, &booking).await?;
            sent_to = Some(to);
            (staff, receipt)
        }
        Loyalty::Check { .. } | Loyalty::Recompute { .. } | Loyalty::Show { .. } => {
            bail!("this moves no points")
        }
    };
    let moved = Moved {
        receipt,
        credit,
        to: sent_to,
    };
    Ok((staff, moved))
}

/// Records who moved points, and why.
async fn record(books: &Books, staff: &Staff, moved: &Moved, now: Timestamp) -> Result<()> {
    let receipt = &moved.receipt;
    let to = moved.to.as_ref().map(|to| format!(" to {to}"));
    let record = TurnRecord {
        conversation: "loyalty".to_owned(),
        who: format!("staff:{}", staff.by),
        about: Some(receipt.member.to_string()),
        plan: Some(format!(
            "points {} {}{} key {}",
            receipt.kind.word(),
            receipt.points,
            to.unwrap_or_default(),
            receipt.key
        )),
        planned_by: "person".to_owned(),
        said: vec![("person".to_owned(), staff.reason.clone())],
        stop: "done".to_owned(),
        ..TurnRecord::default()
    };
    let recorded = books.audit.append(now, &record).await;
    recorded.context("the points have moved, but that could not be recorded")?;
    Ok(())
}

async fn recompute(settings: &Settings, json: Json, now: Timestamp) -> Result<()> {
    let books = app::open_books(settings).await?;
    let done = {
        let stages = Stages::new();
        let told = |done, total| stages.at("tiers and points", done, total);
        books.loyalty.recompute(now, told).await?
    };
    let counts = books.loyalty.tiers().counts().await?;
    if json.json {
        let tiers: serde_json::Map<String, Value> = counts
            .into_iter()
            .map(|(tier, members)| (tier, members.into()))
            .collect();
        let report = json!({
            "members": done.members, "tier_changes": done.tier_changes, "awards": done.awards,
            "orders_in_other_currency": done.other_currency, "tiers": tiers,
        });
        println!("{report}");
        return Ok(());
    }
    println!("{}", recomputed(&done));
    let rules = books.loyalty.rules();
    let rows = rules.tiers.iter().map(|tier| {
        let count = counts.iter().find(|(key, _)| *key == tier.key);
        [
            tier.name.in_language(Language::English).to_owned(),
            count.map_or(0, |(_, members)| *members).to_string(),
        ]
    });
    println!("{}", table(&["tier", "members"], rows));
    if done.other_currency > 0 {
        eprintln!(
            "{} orders count for nothing, because they are not in {}: the setting `loyalty_rules` names rules of your own",
            done.other_currency, rules.currency
        );
    }
    Ok(())
}

/// What recomputing came to, in a line.
pub(super) fn recomputed(done: &Recomputed) -> String {
    format!(
        "{} members: {} changes of tier, {} awards of points given or changed",
        done.members, done.tier_changes, done.awards
    )
}

fn show_rules(rules: &LoyaltyRules, json: Json) {
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
                    "key": tier.key, "spend": tier.spend.map(crate::money::Money::decimal), "orders": tier.orders,
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
            format!("{}", benefits.factor()),
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

async fn show(
    settings: &Settings,
    member: &MemberKey,
    limit: u32,
    json: Json,
    now: Timestamp,
) -> Result<()> {
    let books = app::open_books(settings).await?;
    let loyalty = &books.loyalty;
    let of = loyalty.of(member, now).await?;
    let of = of.with_context(|| format!("there is no member {member}"))?;
    let lines = loyalty.points().statement(member, now, limit).await?;
    let changes = loyalty.tiers().changes(member, limit).await?;
    if json.json {
        let changes: Vec<Value> = changes
            .iter()
            .map(|kept| {
                let change = &kept.change;
                json!({
                    "from": change.from, "to": change.to, "at": change.at.rfc3339(), "reason": change.why.word(),
                    "spend": change.spend.decimal(), "orders": change.orders, "noted": kept.noted.rfc3339(),
                })
            })
            .collect();
        let mut shown = standing(loyalty.rules(), &of);
        shown["member"] = json!(member);
        shown["tier_changes"] = json!(changes);
        shown["statement"] = lines.iter().map(line).collect();
        println!("{shown}");
        return Ok(());
    }
    println!("{}", told(loyalty.rules(), member, &of));
    for kept in &changes {
        let change = &kept.change;
        println!(
            "{}: {} to {}, {} ({} and {} orders within the window)",
            change.at.day(),
            change.from,
            change.to,
            change.why.word(),
            change.spend,
            change.orders
        );
    }
    let rows = lines.into_iter().map(|line| {
        [
            line.at.day(),
            line.kind.word().replace('_', " "),
            format!("{:+}", line.points),
            line.reason,
            line.reference.unwrap_or_default(),
        ]
    });
    println!(
        "{}",
        table(&["day", "what", "points", "reason", "reference"], rows)
    );
    Ok(())
}

/// Where a member stands, as JSON.
fn standing(rules: &LoyaltyRules, of: &MemberLoyalty) -> Value {
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
            "spend": next.spend.map(crate::money::Money::decimal),
            "orders": next.orders,
        })),
        "points": {"available": of.balance.available, "pending": of.balance.pending},
    })
}

/// Where a member stands, in words.
fn told(rules: &LoyaltyRules, member: &MemberKey, of: &MemberLoyalty) -> String {
    let standing = &of.standing;
    let name = |tier: usize| rules.tiers[tier].name.in_language(Language::English);
    let mut told = format!(
        "{member}: {}; {} and {} orders within {} days",
        name(standing.tier),
        standing.spend,
        standing.orders,
        rules.window_days
    );
    if let Some(until) = standing.keeps_until {
        told += &format!("; kept until {}", until.day());
    }
    if let Some(next) = standing.next {
        let spend = next.spend.map(|spend| format!("{spend} more"));
        let orders = next.orders.map(|orders| format!("{orders} more orders"));
        let missing: Vec<String> = spend.into_iter().chain(orders).collect();
        told += &format!("\nfor {}: {}", name(next.tier), missing.join(" or "));
    }
    let balance = &of.balance;
    told += &format!(
        "\n{} points to spend, {} pending",
        balance.available, balance.pending
    );
    if let Some((moment, points)) = balance.next_expiry {
        told += &format!("; {points} run out on {}", moment.day());
    }
    told
}

/// A line of a statement, as JSON.
fn line(line: &Line) -> Value {
    json!({
        "at": line.at.rfc3339(), "kind": line.kind.word(), "points": line.points, "reason": line.reason,
        "reference": line.reference, "available_from": line.available_from.map(Timestamp::rfc3339),
        "expires": line.expires.map(Timestamp::rfc3339),
    })
}
