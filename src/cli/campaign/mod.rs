//! `storekeeper campaign`: from a brief to what it brought.

mod copy;
mod judged;
mod shown;
mod writing;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use crate::access::{Role, Staff};
use crate::app;
use crate::campaigns::{
    self, Brief, CampaignState, Campaigns, ExportForm, SampleAsked, UncertainDecision, sample_size,
};
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::ids::Language;

use super::Json;

/// `storekeeper campaign ...`
#[derive(Debug, Subcommand)]
pub(super) enum Campaign {
    /// Check a text, or a file of texts, before anybody is sent it
    #[command(after_help = "\
A file has one JSON object a line:
  {\"text\": \"Only today: {{offer.what}}\", \"language\": \"en\", \"medium\": \"push\"}
  {\"text\": \"{{offer.what}}，{{offer.ends}}截止\", \"language\": \"zh\", \"medium\": \"push\",
   \"facts\": {\"offer\": \"percent\", \"values\": {\"offer.what\": \"九折\", \"offer.ends\": \"11月30日\"}},
   \"violates\": null}
Without `facts` every placeholder is taken to have a value, and nothing is proven. With `violates` (a rule, true, or
null for a clean text) the texts that were missed and the false alarms are counted too. A file of rules replaces,
adds, extends ([[extend]]) or leaves out (off) rules of the built-in one.

Examples:
  storekeeper campaign check --medium sms --text \"Hello {{member.name}}, {{offer.what}}. Stop: {{unsubscribe}}\"
  storekeeper campaign check --file texts.jsonl --rules claims.toml --voice voice.toml")]
    Check(copy::Check),
    /// The campaigns, the last changed first
    #[command(after_help = "Example:\n  storekeeper campaign list")]
    List {
        #[command(flatten)]
        json: Json,
    },
    /// One campaign: where it stands, its versions, what was said about it, how far it came
    #[command(
        after_help = "Examples:\n  storekeeper campaign show spring\n  storekeeper campaign show spring --diff 1 2"
    )]
    Show {
        /// The campaign
        name: String,
        /// What one version has otherwise than another
        #[arg(long, num_args = 2, value_names = ["FROM", "TO"])]
        diff: Option<Vec<i64>>,
        #[command(flatten)]
        json: Json,
    },
    /// Make a campaign of a brief: a draft
    #[command(after_help = "\
A brief is one JSON object:
  {\"objective\": \"win back tea drinkers\", \"audience\": {\"named\": \"at_risk_top_third\"}, \"medium\": \"mail\",
   \"languages\": [\"en\"], \"offer\": {\"kind\": \"coupon\", \"percent\": 10, \"ends\": \"2026-12-31\"}, \"holdout\": 0.1,
   \"copies\": [{\"variant\": \"a\", \"language\": \"en\", \"subject\": \"...\", \"body\": \"...\"}]}

Example:
  storekeeper campaign new spring --file brief.json --by lin")]
    New(New),
    /// Change a campaign's brief: a new version, and a draft again
    #[command(
        after_help = "Example:\n  storekeeper campaign edit spring --file brief.json --by lin"
    )]
    Edit(New),
    /// Have the model write texts for a campaign, out of its brief and the goods: a new version, and a draft again
    #[command(after_help = "\
A text on the axis that lacks a language gets it first; then new ones are begun. Where the model finds no words that
may be said, a fixed text stands in.

Examples:
  storekeeper campaign write spring --axis benefit --by lin
  storekeeper campaign write spring --axis warmth --variants 3 --language zh --by lin")]
    Write(writing::Write),
    /// How many members a campaign reaches, and what is taken off its audience
    #[command(
        after_help = "Examples:\n  storekeeper campaign count spring\n  storekeeper campaign count --file brief.json"
    )]
    Count {
        /// The campaign
        #[arg(required_unless_present = "file", conflicts_with = "file")]
        name: Option<String>,
        /// A brief that is no campaign yet
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        #[command(flatten)]
        json: Json,
    },
    /// Hand a draft over for approval
    #[command(after_help = "Example:\n  storekeeper campaign submit spring --by lin")]
    Submit(Step),
    /// Approve a campaign that somebody else wrote
    #[command(after_help = "Example:\n  storekeeper campaign approve spring --by wang")]
    Approve(Step),
    /// Give a campaign back to be changed
    #[command(
        after_help = "Example:\n  storekeeper campaign decline spring --by wang --reason 'the subject is too long'"
    )]
    Decline(Reasoned),
    /// Send an approved campaign; a running `storekeeper serve` hands its messages over
    #[command(after_help = "Example:\n  storekeeper campaign send spring --by lin")]
    Send(Step),
    /// Stop a campaign for now
    #[command(after_help = "Example:\n  storekeeper campaign pause spring --by lin")]
    Pause(Step),
    /// Go on with a paused campaign; decide about mails of which nobody knows whether they were taken
    #[command(after_help = "\
Where the program ended between the end of a mail and the mail server's answer, nobody here knows whether it was taken.
Such mails are not sent again; `campaign show` lists them with the Message-IDs that the mail server's log has them under.

Examples:
  storekeeper campaign resume spring --by lin
  storekeeper campaign resume spring --by lin --drop-uncertain")]
    Resume(Resume),
    /// Stop a campaign for good
    #[command(
        after_help = "Example:\n  storekeeper campaign stop spring --by lin --reason 'the goods are gone'"
    )]
    Stop(Reasoned),
    /// Write a campaign as it was sent, with a manifest of who wrote its texts
    #[command(after_help = "\
Examples:
  storekeeper campaign export spring --by lin --out spring.csv
  storekeeper campaign export spring --by lin --format html --out spring.html")]
    Export {
        #[command(flatten)]
        step: Step,
        /// The form
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// Write into this file instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Make a draft of what another campaign is
    #[command(after_help = "Example:\n  storekeeper campaign clone spring summer --by lin")]
    Clone {
        /// The campaign
        name: String,
        /// The new campaign's name
        new: String,
        #[command(flatten)]
        by: By,
        #[command(flatten)]
        json: Json,
    },
    /// What a campaign brought: who was written to against who was held out, and each text
    #[command(after_help = "\
Examples:
  storekeeper campaign results spring
  storekeeper campaign results spring --uplift --out spring.csv
  storekeeper evaluate uplift --data spring.csv --treatment treated --outcome ordered")]
    Results(judged::Results),
    /// What another way to choose among a campaign's texts would have brought, told by the draws that were made
    #[command(after_help = "\
Examples:
  storekeeper campaign replay spring --by thompson
  storekeeper campaign replay spring --by linucb --explore .05 --json")]
    Replay(judged::Replay),
    /// How many members it takes to see an effect
    #[command(
        after_help = "Example:\n  storekeeper campaign size --baseline .1 --effect .02 --holdout .2"
    )]
    Size {
        /// The share of members that orders anyway
        #[arg(long, value_name = "SHARE")]
        baseline: f64,
        /// The smallest change of it that is worth knowing of
        #[arg(long, value_name = "CHANGE", allow_negative_numbers = true)]
        effect: f64,
        /// The share that is held out
        #[arg(long, value_name = "SHARE", default_value_t = 0.5)]
        holdout: f64,
        #[command(flatten)]
        json: Json,
    },
}

/// A brief for a campaign.
#[derive(Debug, Args)]
pub(super) struct New {
    /// The campaign
    name: String,
    /// The brief, JSON
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    json: Json,
}

/// A campaign and who takes it on.
#[derive(Debug, Args)]
pub(super) struct Step {
    /// The campaign
    name: String,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    json: Json,
}

/// A campaign that goes on.
#[derive(Debug, Args)]
pub(super) struct Resume {
    #[command(flatten)]
    step: Step,
    /// Send again what is uncertain: whoever got theirs gets it twice
    #[arg(long, conflicts_with = "drop_uncertain")]
    send_uncertain: bool,
    /// Let be what is uncertain: whoever did not get theirs never will
    #[arg(long)]
    drop_uncertain: bool,
}

/// The same with a reason.
#[derive(Debug, Args)]
pub(super) struct Reasoned {
    #[command(flatten)]
    step: Step,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Who it is.
#[derive(Debug, Args)]
pub(super) struct By {
    /// Who of the shop does it
    #[arg(long, value_name = "NAME")]
    by: String,
}

impl By {
    /// Whoever can type here can read and write the database: the role is not asked, the name is.
    fn staff(&self) -> Staff {
        Staff {
            name: self.by.trim().to_owned(),
            role: Role::Admin,
        }
    }
}

/// The form of an export.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum Format {
    /// Comma-separated values
    #[default]
    Csv,
    /// One JSON object
    Json,
    /// A page
    Html,
}

fn read(file: &Path) -> Result<Brief> {
    let told = || file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(told)?;
    let value = serde_json::from_str(&text).with_context(told)?;
    Brief::read(&value).with_context(told)
}

/// One JSON object.
fn object(value: &impl Serialize) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}

pub(super) async fn campaign(settings: &Settings, wanted: Campaign) -> Result<()> {
    match wanted {
        Campaign::Check(wanted) => copy::check(settings, &wanted),
        Campaign::Size {
            baseline,
            effect,
            holdout,
            json,
        } => size(baseline, effect, holdout, json),
        Campaign::Write(wanted) => {
            let books = app::open_books(settings).await?;
            writing::write(settings, &books.campaigns, &wanted).await
        }
        wanted => {
            let books = app::open_books(settings).await?;
            run(&books.campaigns, wanted).await
        }
    }
}

async fn run(campaigns: &Campaigns, wanted: Campaign) -> Result<()> {
    let now = SystemClock.now();
    match wanted {
        Campaign::List { json } => shown::list(&campaigns.all(now).await?, json.json),
        Campaign::Show { name, diff, json } => {
            if let Some([from, to]) = diff.as_deref() {
                let diff = campaigns.diff(&name, *from, *to).await?;
                return shown::diff(&diff, json.json);
            }
            let campaign = campaigns.of(&name, now).await?;
            let progress = campaigns.progress(&name, now).await?;
            shown::campaign(&campaign, &progress, json.json)
        }
        Campaign::Count { name, file, json } => {
            let (name, brief) = match (name, file) {
                (_, Some(file)) => (String::new(), read(&file)?),
                (name, None) => {
                    let campaign = campaigns.of(&name.unwrap_or_default(), now).await?;
                    (campaign.listed.name, campaign.brief)
                }
            };
            let counted = campaigns.count(&brief, &name, Language::English, now);
            shown::counted(&counted.await?, json.json)
        }
        Campaign::Export { step, format, out } => export(campaigns, &step, format, out).await,
        Campaign::Results(wanted) => judged::results(campaigns, &wanted, now).await,
        Campaign::Replay(wanted) => judged::replay(campaigns, &wanted, now).await,
        step => change(campaigns, step).await,
    }
}

async fn export(
    campaigns: &Campaigns,
    step: &Step,
    format: Format,
    out: Option<PathBuf>,
) -> Result<()> {
    let by = step.by.staff();
    let export = campaigns.export(&step.name, &by, SystemClock.now());
    let form = match (format, step.json.json) {
        (_, true) | (Format::Json, _) => ExportForm::Json,
        (Format::Csv, false) => ExportForm::Csv,
        (Format::Html, false) => ExportForm::Html,
    };
    let text = export.await?.text(form)?;
    if let Some(file) = out {
        return std::fs::write(&file, text).with_context(|| file.display().to_string());
    }
    print!("{text}");
    Ok(())
}

/// Takes a campaign a step on.
async fn change(campaigns: &Campaigns, wanted: Campaign) -> Result<()> {
    let now = SystemClock.now();
    let (campaign, json) = match wanted {
        Campaign::New(new) => {
            let brief = read(&new.file)?;
            let by = new.by.staff();
            let made = campaigns.create(&new.name, &brief, &by, now);
            (made.await?, new.json)
        }
        Campaign::Edit(new) => {
            let brief = read(&new.file)?;
            let by = new.by.staff();
            let changed = campaigns.edit(&new.name, &brief, None, &by, now);
            (changed.await?, new.json)
        }
        Campaign::Clone {
            name,
            new,
            by,
            json,
        } => (
            campaigns.clone_as(&name, &new, &by.staff(), now).await?,
            json,
        ),
        Campaign::Submit(Step { name, by, json }) => {
            (campaigns.submit(&name, &by.staff(), now).await?, json)
        }
        Campaign::Approve(Step { name, by, json }) => (
            campaigns.approve(&name, None, &by.staff(), now).await?,
            json,
        ),
        Campaign::Decline(Reasoned { step, reason }) => {
            let by = step.by.staff();
            let declined = campaigns.decline(&step.name, &reason, &by, now);
            (declined.await?, step.json)
        }
        Campaign::Send(Step { name, by, json }) => {
            (campaigns.release(&name, &by.staff(), now).await?, json)
        }
        Campaign::Pause(Step { name, by, json }) => {
            (campaigns.pause(&name, &by.staff(), now).await?, json)
        }
        Campaign::Resume(resume) => (resumed(campaigns, &resume).await?, resume.step.json),
        Campaign::Stop(Reasoned { step, reason }) => {
            let by = step.by.staff();
            let stopped = campaigns.stop(&step.name, &reason, &by, now);
            (stopped.await?, step.json)
        }
        // These were answered before.
        Campaign::Check(_)
        | Campaign::Write(_)
        | Campaign::List { .. }
        | Campaign::Show { .. }
        | Campaign::Count { .. }
        | Campaign::Export { .. }
        | Campaign::Results(_)
        | Campaign::Replay(_)
        | Campaign::Size { .. } => return Ok(()),
    };
    shown::moved(&campaign, json.json)
}

/// Goes on with a campaign, as was decided about what is uncertain.
async fn resumed(campaigns: &Campaigns, wanted: &Resume) -> Result<campaigns::Campaign> {
    let (name, by, now) = (&wanted.step.name, wanted.step.by.staff(), SystemClock.now());
    let decision = match (wanted.send_uncertain, wanted.drop_uncertain) {
        (true, _) => UncertainDecision::Send,
        (_, true) => UncertainDecision::Drop,
        _ => return Ok(campaigns.resume(name, &by, now).await?),
    };
    let decided = campaigns.decide_uncertain(name, decision, &by, now).await?;
    // One that somebody paused goes on too: that is what was asked for.
    match decided.listed.state {
        CampaignState::Paused => Ok(campaigns.resume(name, &by, now).await?),
        _ => Ok(decided),
    }
}

fn size(baseline: f64, effect: f64, holdout: f64, json: Json) -> Result<()> {
    let size = sample_size(SampleAsked {
        baseline,
        effect,
        alpha: 0.05,
        power: 0.8,
        holdout,
    });
    let size = size.context(
        "give shares above 0 and below 1, and an effect that is not 0 and stays within them",
    )?;
    if json.json {
        return object(&size);
    }
    println!(
        "{} members who are written to and {} who are held out (5% by chance, 80% power, one look at the end)",
        size.treated, size.held_out
    );
    Ok(())
}
