//! `storekeeper insight actions`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};

use crate::access::Role;
use crate::actions::{
    Export, KeptPlan, Plan, PlanAsked, PlanLimits, PlanMember, Planner, Whom, action_name,
    action_words, amount,
};
use crate::app::Books;
use crate::cli::Json;
use crate::cli::terminal::table;
use crate::clock::{Clock, SystemClock};
use crate::ids::Language;
use crate::insights::segment::Filter;
use crate::money::Money;

use super::Spoken;

/// `storekeeper insight actions ...`
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ActionsCommand {
    /// Choose at most one action per member, so that the gains within a budget are the greatest
    #[command(after_help = "\
Without --save the plan is only shown. With it, it is proposed, for somebody else to approve within seven days.

Examples:
  storekeeper insight actions plan --budget 500
  storekeeper insight actions plan --budget 500 --segment lapsing --most-calls 50 --holdout .1
  storekeeper insight actions plan --budget 500 --filter '{\"column\": \"churn_risk\", \"above\": 0.5}' --save autumn --by lin")]
    Plan(PlanArgs),
    /// The plans that were proposed
    #[command(after_help = "Example:\n  storekeeper insight actions list")]
    List {
        #[command(flatten)]
        json: Json,
    },
    /// One plan: what it does, costs and brings, and where it stands
    #[command(after_help = "Example:\n  storekeeper insight actions show autumn")]
    Show {
        /// The plan
        name: String,
        #[command(flatten)]
        spoken: Answer,
    },
    /// Approve a plan that somebody else proposed
    #[command(after_help = "Example:\n  storekeeper insight actions approve autumn --by wang")]
    Approve {
        /// The plan
        name: String,
        #[command(flatten)]
        by: By,
        #[command(flatten)]
        spoken: Answer,
    },
    /// Decline a plan
    #[command(
        after_help = "Example:\n  storekeeper insight actions decline autumn --by wang --reason 'after the holidays'"
    )]
    Decline {
        /// The plan
        name: String,
        #[command(flatten)]
        by: By,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        spoken: Answer,
    },
    /// Write the list of an approved plan for the shop's own mailer; nothing is sent from here
    #[command(after_help = "\
Columns: member, action, per_cent, arm, campaign. The mailer writes to the arm `treated` and to nobody of `held_out`, and
reports both, as the events Campaign Sent and Campaign Held Out with this campaign: `train insights` then measures what
the plan did. Exporting again gives the same rows, less those of members who withdrew their consent or were erased.

Examples:
  storekeeper insight actions export autumn --by lin --out autumn.csv
  storekeeper insight actions export autumn --by lin --json")]
    Export {
        /// The plan
        name: String,
        #[command(flatten)]
        by: By,
        /// The form of the list
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// Write into this file instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        json: Json,
    },
}

/// Who it is.
#[derive(Debug, Args)]
pub(in crate::cli) struct By {
    /// Who of the shop does it
    #[arg(long, value_name = "NAME")]
    by: String,
}

impl By {
    fn planner(&self) -> Result<Planner> {
        planner(&self.by)
    }
}

/// Whoever can type here can read and write the database: the role is not asked, the name is.
fn planner(name: &str) -> Result<Planner> {
    Ok(Planner::new(name, Role::Admin)?)
}

/// How to answer.
#[derive(Clone, Copy, Debug, Args)]
pub(in crate::cli) struct Answer {
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    json: Json,
}

/// The form of an export.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(in crate::cli) enum Format {
    /// Comma-separated values
    #[default]
    Csv,
    /// One JSON object
    Json,
}

/// `storekeeper insight actions plan`
#[derive(Debug, Args)]
pub(in crate::cli) struct PlanArgs {
    /// What may be spent, in the shop's currency
    #[arg(long, value_name = "AMOUNT")]
    budget: String,
    /// Choose among the members of a saved segment
    #[arg(long, value_name = "NAME", conflicts_with = "filter")]
    segment: Option<String>,
    /// Choose among those of whom a filter is true, JSON
    #[arg(long, value_name = "JSON")]
    filter: Option<String>,
    /// At most so many calls
    #[arg(long, value_name = "COUNT")]
    most_calls: Option<u32>,
    /// At most so many mails with a discount
    #[arg(long, value_name = "COUNT")]
    most_offers: Option<u32>,
    /// At most so many reminders
    #[arg(long, value_name = "COUNT")]
    most_reminders: Option<u32>,
    /// At most so many messages of the service
    #[arg(long, value_name = "COUNT")]
    most_care: Option<u32>,
    /// Leave this share of the chosen alone, by lot, so that the effect can be measured
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    holdout: f64,
    /// Propose it under this name
    #[arg(long, value_name = "NAME", requires = "by")]
    save: Option<String>,
    /// Who proposes it
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    spoken: Answer,
}

impl PlanArgs {
    async fn asked(&self, books: &Books) -> Result<PlanAsked> {
        let currency = books.advisor.segments().currency().await?;
        let budget = Money::parse(self.budget.trim(), currency).context("--budget")?;
        let whom = match (&self.segment, &self.filter) {
            (Some(name), _) => Whom::Segment(name.clone()),
            (None, Some(filter)) => {
                let filter = serde_json::from_str(filter).context("the filter is not JSON")?;
                Whom::Filter(Filter::read(&filter)?)
            }
            (None, None) => Whom::Everybody,
        };
        #[allow(clippy::cast_precision_loss, reason = "amounts below 2^53")]
        let budget = budget.minor as f64;
        Ok(PlanAsked {
            whom,
            budget,
            limits: PlanLimits {
                reminder: self.most_reminders,
                offer: self.most_offers,
                call: self.most_calls,
                care: self.most_care,
            },
            holdout: self.holdout,
        })
    }
}

pub(super) async fn actions(books: &Books, wanted: ActionsCommand) -> Result<()> {
    let (plans, now) = (books.advisor.plans(), SystemClock.now());
    match wanted {
        ActionsCommand::Plan(wanted) => plan(books, &wanted).await,
        ActionsCommand::List { json } => {
            let all = plans.all(now).await?;
            if json.json {
                println!("{}", serde_json::json!({ "plans": all }));
            } else if all.is_empty() {
                println!(
                    "no plan was proposed; `storekeeper insight actions plan --save` proposes one"
                );
            } else {
                print_list(&all);
            }
            Ok(())
        }
        ActionsCommand::Show { name, spoken } => print_kept(&plans.of(&name, now).await?, spoken),
        ActionsCommand::Approve { name, by, spoken } => {
            print_kept(&plans.approve(&name, &by.planner()?, now).await?, spoken)
        }
        ActionsCommand::Decline {
            name,
            by,
            reason,
            spoken,
        } => {
            let declined = plans.decline(&name, &reason, &by.planner()?, now).await?;
            print_kept(&declined, spoken)
        }
        ActionsCommand::Export {
            name,
            by,
            format,
            out,
            json,
        } => {
            let export = plans.export(&name, &by.planner()?, now).await?;
            let format = if json.json { Format::Json } else { format };
            put(&export, format, out.as_deref())
        }
    }
}

async fn plan(books: &Books, wanted: &PlanArgs) -> Result<()> {
    let plans = books.advisor.plans();
    let asked = wanted.asked(books).await?;
    if let (Some(name), Some(by)) = (&wanted.save, &wanted.by) {
        let now = SystemClock.now();
        let kept = plans.propose(name, &asked, &planner(by)?, now).await?;
        return print_kept(&kept, wanted.spoken);
    }
    let began = std::time::Instant::now();
    let made = plans.make(&asked, None).await?;
    let seconds = began.elapsed().as_secs_f64();
    if wanted.spoken.json.json {
        let mut report = serde_json::to_value(&made)?;
        report["seconds"] = seconds.into();
        println!("{report}");
        return Ok(());
    }
    print_plan(&made.plan, &made.some, wanted.spoken.language.language());
    Ok(())
}

fn put(export: &Export, format: Format, out: Option<&std::path::Path>) -> Result<()> {
    let text = match format {
        Format::Csv => export.csv()?,
        Format::Json => format!("{}\n", serde_json::to_string(export)?),
    };
    match out {
        Some(path) => {
            std::fs::write(path, text).with_context(|| path.display().to_string())?;
            eprintln!("written: {}", path.display());
        }
        None => print!("{text}"),
    }
    let left: Vec<String> = export
        .left_out
        .iter()
        .map(|(why, count)| format!("{count} {why}"))
        .collect();
    if !left.is_empty() {
        eprintln!("left out: {}", left.join(", "));
    }
    eprintln!("{}", export.note);
    Ok(())
}

fn print_list(all: &[KeptPlan]) {
    let rows = all.iter().map(|kept| {
        let plan = &kept.plan;
        [
            kept.name.clone(),
            kept.state.to_string(),
            kept.by.clone(),
            kept.proposed.day(),
            plan.members.to_string(),
            amount(plan.cost, plan.currency),
            amount(plan.gain, plan.currency),
        ]
    });
    let head = ["plan", "state", "by", "proposed", "members", "cost", "gain"];
    println!("{}", table(&head, rows));
}

fn print_kept(kept: &KeptPlan, spoken: Answer) -> Result<()> {
    if spoken.json.json {
        println!("{}", serde_json::to_string(kept)?);
        return Ok(());
    }
    let language = spoken.language.language();
    let KeptPlan { name, by, .. } = kept;
    let (proposed, expires) = (kept.proposed.day(), kept.expires.day());
    let decided = kept.decided_by.as_deref();
    println!(
        "{}",
        match language {
            Language::English => format!(
                "Plan {name}: {}. Proposed by {by} on {proposed}, holds until {expires}",
                kept.state
            ),
            Language::Chinese => format!(
                "方案 {name}：{}。{by} 于 {proposed} 提出，有效至 {expires}",
                state_zh(kept)
            ),
        }
    );
    if let Some(decided) = decided {
        let why = kept.reason.as_deref().map(|why| format!(": {why}"));
        let why = why.unwrap_or_default();
        let on = kept.decided.as_deref().unwrap_or_default();
        println!(
            "{}",
            match language {
                Language::English => format!("Decided by {decided} at {on}{why}"),
                Language::Chinese => format!("{decided} 于 {on} 审定{why}"),
            }
        );
    }
    println!("sha256 {}", kept.hash);
    print_plan(&kept.plan, &kept.some, language);
    Ok(())
}

fn state_zh(kept: &KeptPlan) -> &'static str {
    use crate::actions::PlanState;
    match kept.state {
        PlanState::Proposed => "待批准",
        PlanState::Approved => "已批准",
        PlanState::Declined => "已否决",
        PlanState::Exported => "已导出",
        PlanState::Expired => "已过期",
    }
}

/// A plan: in a few lines, by action, and the first members with their arithmetic.
fn print_plan(plan: &Plan, some: &[PlanMember], language: Language) {
    let money = |minor: f64| amount(minor, plan.currency);
    let chinese = language == Language::Chinese;
    println!("{}", plan.who_in(language));
    let [budget, cost, gain, bound] = [plan.budget, plan.cost, plan.gain, plan.bound].map(money);
    println!(
        "{}",
        if chinese {
            format!(
                "在 {} 名会员中（{} 名有值得做的事），{} 名得到行动，另 {} 名抽签留作对照",
                plan.considered, plan.eligible, plan.members, plan.held_out
            )
        } else {
            format!(
                "Of {} members ({} with something worth doing) {} are given an action, and {} are held out by lot",
                plan.considered, plan.eligible, plan.members, plan.held_out
            )
        }
    );
    println!(
        "{}",
        if chinese {
            format!("预算 {budget}，预计花费 {cost}，预计净收益 {gain}")
        } else {
            format!("Budget {budget}, expected cost {cost}, expected gain after cost {gain}")
        }
    );
    let loss = plan.loss * 100.0;
    println!(
        "{}",
        match (chinese, plan.exact) {
            (true, true) => format!("没有更好的方案（上界 {bound}）"),
            (true, false) => format!("任何方案的收益都不超过 {bound}：至多少赚 {loss:.3}%"),
            (false, true) => format!("No plan is better (bound {bound})"),
            (false, false) =>
                format!("No plan brings more than {bound}: at most {loss:.3}% is lost"),
        }
    );
    println!(
        "{}",
        match (chinese, plan.price > 0.0) {
            (true, true) => format!("预算的价格：多花 1 能多赚 {:.2}", plan.price),
            (true, false) => "预算没有用完：再多也不会多赚".to_owned(),
            (false, true) => format!(
                "The price of the budget: 1 more would bring {:.2} more",
                plan.price
            ),
            (false, false) =>
                "The budget is not used up: more of it would bring nothing".to_owned(),
        }
    );
    let rows = plan.actions.iter().map(|tally| {
        let measured = match (chinese, tally.measured) {
            (true, true) => "实测",
            (true, false) => "设定",
            (false, true) => "measured",
            (false, false) => "assumed",
        };
        [
            action_name(tally.action, language),
            tally.members.to_string(),
            tally.held_out.to_string(),
            money(tally.cost),
            money(tally.gain),
            measured.to_owned(),
        ]
    });
    let head = if chinese {
        ["行动", "会员", "对照", "花费", "净收益", "效果"]
    } else {
        ["action", "members", "held out", "cost", "gain", "effect"]
    };
    println!("{}", table(&head, rows));
    for member in some {
        let words = action_words(&member.action, plan.currency, language);
        println!("  {}: {words}", member.member);
    }
    for assumption in plan.assumptions_in(language) {
        println!("* {assumption}");
    }
}
