//! `storekeeper orders`: what the shop's people do about orders.

use std::io::{IsTerminal, Write as _};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

use crate::access::random_name;
use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::ids::{MemberKey, OrderNumber};
use crate::money::Money;
use crate::orders::{Consent, Dossier, ORIGINAL, Orders, Request, RequestKind, Rules};

use super::terminal::table;

/// `storekeeper orders`
#[derive(Debug, Subcommand)]
pub(super) enum OrdersCommand {
    /// Show an order with its address, payments, parcels and what was changed about it
    #[command(after_help = "Example:\n  storekeeper orders show SK-000100052")]
    Show {
        /// The order's number
        number: String,
    },
    /// What was sent back has arrived: the refund is made, or the other goods go out
    #[command(after_help = "Example:\n  storekeeper orders receive SK-000100052 --by lin")]
    Receive {
        /// The order's number
        number: String,
        #[command(flatten)]
        who: Who,
    },
    /// Pay so much back besides, out of goodwill
    #[command(
        after_help = "Example:\n  storekeeper orders refund SK-000100052 10.00 --reason \"came late\" --by lin"
    )]
    Refund {
        /// The order's number
        number: String,
        /// How much, in units of the order's currency
        amount: String,
        /// Where it goes: the name of a payment method of the member
        #[arg(long, default_value = ORIGINAL, value_name = "METHOD")]
        to: String,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        who: Who,
    },
    /// Check a file of rules of service, and say what it lets members do; without one, the rules that hold now
    #[command(after_help = "Example:\n  storekeeper orders rules service.toml")]
    Rules {
        /// The file, TOML
        file: Option<PathBuf>,
    },
}

/// Who does it.
#[derive(Debug, Args)]
pub(super) struct Who {
    /// Who of the shop's people does it; it is recorded
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Do it without asking
    #[arg(long)]
    yes: bool,
}

pub(super) async fn orders(settings: &Settings, wanted: OrdersCommand) -> Result<()> {
    match wanted {
        OrdersCommand::Show { number } => {
            let orders = app::open_books(settings).await?.orders;
            let (dossier, owner) = find(&orders, &number).await?;
            show(&dossier, &owner);
            Ok(())
        }
        OrdersCommand::Receive { number, who } => {
            serve(settings, &number, &who, |_| Ok(Request::Receive)).await
        }
        OrdersCommand::Refund {
            number,
            amount,
            to,
            reason,
            who,
        } => {
            let request = |dossier: &Dossier| {
                let amount = Money::parse(&amount, dossier.order.currency)?.minor;
                Ok(Request::Refund {
                    amount,
                    method: to.clone(),
                    reason: reason.clone(),
                })
            };
            serve(settings, &number, &who, request).await
        }
        OrdersCommand::Rules { file } => {
            let settings = Settings {
                service_rules: file.or_else(|| settings.service_rules.clone()),
                ..settings.clone()
            };
            rules(&app::service_rules(&settings)?);
            Ok(())
        }
    }
}

/// The order and its owner; the shop's people see every order.
async fn find(orders: &Orders, number: &str) -> Result<(Dossier, MemberKey)> {
    let number = OrderNumber::new(number);
    let owner = orders.owner_of(&number).await?;
    let owner = owner.with_context(|| format!("there is no order {number} of a member"))?;
    let dossier = orders.dossier(&number, &owner).await?;
    let dossier = dossier.with_context(|| format!("there is no order {number}"))?;
    Ok((dossier, owner))
}

fn show(dossier: &Dossier, owner: &MemberKey) {
    let order = &dossier.order;
    let mut rows = vec![
        ["order".to_owned(), order.number.to_string()],
        ["member".to_owned(), owner.to_string()],
        ["placed".to_owned(), order.placed.rfc3339()],
        ["state".to_owned(), order.state.word().to_owned()],
    ];
    let mut row = |name: &str, value: String| rows.push([name.to_owned(), value]);
    if let Some(address) = &dossier.address {
        row("address", address.to_string());
    }
    for line in &order.lines {
        row(
            "goods",
            format!(
                "{} × {} at {}",
                line.quantity, line.product, line.unit_price
            ),
        );
    }
    for payment in &dossier.payments {
        row(
            payment.kind.word(),
            format!("{}, {}", payment.amount, payment.method),
        );
    }
    for parcel in &dossier.shipments {
        row(
            "parcel",
            format!("{} {}", parcel.carrier, parcel.tracking.join(" ")),
        );
    }
    for served in &dossier.served {
        let what = served.request.kind().word();
        row(
            "changed",
            format!("{} {what}, by {}", served.at.rfc3339(), served.by),
        );
    }
    println!("{}", table(&["", ""], rows));
}

/// Shows what would change, asks, and does it.
async fn serve(
    settings: &Settings,
    number: &str,
    who: &Who,
    request: impl FnOnce(&Dossier) -> Result<Request>,
) -> Result<()> {
    let orders = app::open_books(settings).await?.orders;
    let (before, owner) = find(&orders, number).await?;
    let rules = app::service_rules(settings)?;
    let now = SystemClock.now();
    let request = request(&before)?;
    let number = &before.order.number;
    let proposed = orders.propose(number, &owner, request, &rules, now).await?;
    println!("order {number} of member {owner}:");
    for difference in &proposed.differences {
        println!("  {difference}");
    }
    if !who.yes && !asked()? {
        println!("everything stays as it is");
        return Ok(());
    }
    let consent = Consent {
        key: random_name(16),
        by: format!("agent:{}", who.by),
        at: now,
    };
    orders
        .carry_out(&proposed, &owner, &rules, &consent)
        .await?;
    println!("done");
    Ok(())
}

/// Whether the person at the terminal says yes.
fn asked() -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("nobody is there to say yes: add --yes to do it without asking");
    }
    print!("do it? [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn rules(rules: &Rules) {
    let members = RequestKind::ALL
        .into_iter()
        .filter(|kind| !kind.is_for_staff());
    let row = |kind: RequestKind| {
        let states: Vec<&str> = rules
            .states(kind)
            .iter()
            .map(|state| state.word())
            .collect();
        let days = rules
            .days(kind)
            .map_or("-".to_owned(), |days| days.to_string());
        let states = if states.is_empty() {
            "not offered".to_owned()
        } else {
            states.join(", ")
        };
        [kind.word().to_owned(), states, days]
    };
    let head = ["request", "while the order is", "days after delivery"];
    println!("{}", table(&head, members.map(row)));
    if !rules.reasons().is_empty() {
        println!(
            "reasons for calling an order off: {}",
            rules.reasons().join(", ")
        );
    }
}
