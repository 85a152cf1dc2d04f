//! `storekeeper loyalty`: tiers and points, for the shop's people.

mod shown;

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
use crate::members::{Booking, LoyaltyRules, Receipt, Span};
use crate::orders::Recomputed;

use super::Json;
use super::progress::Stages;
use super::terminal::table;
use shown::{line, show_rules, standing, told};

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
    let now = app::service_clock(settings).now();
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
            record(&books, &staff, &moved).await?;
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
        let done = format!(
            "{} {} points of {}, who can spend {} now; key {}",
            receipt.kind.word(),
            receipt.points,
            receipt.member,
            receipt.available,
            receipt.key
        );
        let missing = receipt.missing;
        let missing =
            (missing > 0).then(|| format!("{missing} of them were spent already, or have run out"));
        let credit = self.credit.as_ref();
        let credit = credit.map(|(reference, worth)| format!("credit {reference}, worth {worth}"));
        let lines = [Some(done), missing, credit];
        lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
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
async fn record(books: &Books, staff: &Staff, moved: &Moved) -> Result<()> {
    let receipt = &moved.receipt;
    let to = moved.to.as_ref().map(|to| format!(" to {to}"));
    let act = format!(
        "points {} {}{} key {}",
        receipt.kind.word(),
        receipt.points,
        to.unwrap_or_default(),
        receipt.key
    );
    let record = TurnRecord {
        conversation: "loyalty".to_owned(),
        about: Some(receipt.member.to_string()),
        said: vec![("person".to_owned(), staff.reason.clone())],
        ..TurnRecord::done(format!("staff:{}", staff.by), act)
    };
    let recorded = books.audit.append(SystemClock.now(), &record).await;
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
