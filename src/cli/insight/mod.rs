//! `storekeeper insight`: what the insights say of members, segments, demand and contracts.

mod actions;
mod alike;
mod clusters;
mod contract;
mod demand;
mod lapsing;
mod member;
mod overview;
mod segments;
mod survival;
mod visits;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};

use crate::app;
use crate::config::Settings;
use crate::ids::Language;
use crate::plots::{Plot, Size, Theme};

use super::Json;

pub(super) use overview::said;

/// `storekeeper insight ...`
#[derive(Debug, Subcommand)]
pub(super) enum Insight {
    /// One member: risk of leaving with its drivers, worth, due again, segment, next best action with its arithmetic
    #[command(after_help = "\
Examples:
  storekeeper insight member M100052
  storekeeper insight member M100052 --language zh
  storekeeper insight member M100052 --json")]
    Member(member::MemberArgs),
    /// How good the fitted insights are, and how many members are in which segment; with plots
    #[command(after_help = "\
Examples:
  storekeeper insight overview
  storekeeper insight overview --svg plots")]
    Overview(overview::OverviewArgs),
    /// The columns of the table that everything about members is read from
    #[command(after_help = "Example:\n  storekeeper insight columns")]
    Columns {
        #[command(flatten)]
        json: Json,
    },
    /// Members that a filter is true of: how many, who, and saved segments with their size over time
    #[command(
        subcommand,
        after_help = "\
A filter is JSON:
  {\"all\": [{\"column\": \"recency_days\", \"below\": 90}, {\"column\": \"spend\", \"above\": 100},
           {\"bought\": {\"category\": \"Tea & coffee\", \"within_days\": 90}}, {\"consents_to\": \"marketing_mail\"},
           {\"not\": {\"in_campaign\": {\"within_days\": 14}}}]}
Also: any, at_least, at_most, between, is, is_not, one_of, known, tag, joined_after, joined_before.

Examples:
  storekeeper insight segments count '{\"column\": \"recency_days\", \"below\": 90}'
  storekeeper insight segments save lapsing '{\"column\": \"churn_risk\", \"above\": 0.7}'"
    )]
    Segments(segments::SegmentsCommand),
    /// Groups of members that nobody named beforehand: their numbers, what they are called, and by whom
    #[command(after_help = "\
The model names a cluster from its numbers alone, in words that are true of them. It changes nothing else: who is in
a cluster is counted. A name that a person gave stays through every fit that finds a cluster of the same key.

Examples:
  storekeeper insight clusters
  storekeeper insight clusters --name-with-model
  storekeeper insight clusters rename 2 --en \"gift hunters\" --zh 送礼客")]
    Clusters(clusters::ClustersArgs),
    /// The next best actions of many members within a budget: planned, approved, exported
    #[command(
        subcommand,
        after_help = "\
Examples:
  storekeeper insight actions plan --budget 500 --most-calls 50 --holdout .1
  storekeeper insight actions plan --budget 500 --save autumn --by lin
  storekeeper insight actions approve autumn --by wang
  storekeeper insight actions export autumn --by lin --out autumn.csv"
    )]
    Actions(actions::ActionsCommand),
    /// What will be asked for, of one product or category, and when to order how much
    #[command(after_help = "\
Examples:
  storekeeper insight demand --category 'Tea & coffee'
  storekeeper insight demand --product TEA-01 --lead 2 --level .95")]
    Demand(demand::DemandArgs),
    /// How far visits come: viewed, put in the basket, began the checkout, ordered
    #[command(after_help = "\
Examples:
  storekeeper insight funnel
  storekeeper insight funnel --by category --days 90
  storekeeper insight funnel --by standing --language zh --svg plots")]
    Funnel(visits::FunnelArgs),
    /// The ways that visits take, and what each kind of act does for an order
    #[command(after_help = "\
Examples:
  storekeeper insight paths
  storekeeper insight paths --days 90 --json")]
    Paths(visits::PathsArgs),
    /// The members most alike to one, and which of those came back who had once been as quiet
    #[command(after_help = "\
Examples:
  storekeeper insight like M100052
  storekeeper insight like M100052 --language zh")]
    Like(alike::LikeArgs),
    /// What of a member's last four weeks is unusual for them; or whose last week was most unusual
    #[command(after_help = "\
Examples:
  storekeeper insight unusual
  storekeeper insight unusual M100052")]
    Unusual(alike::UnusualArgs),
    /// Which visits end in an order: how good the model is, and what it says of a member's visit
    #[command(after_help = "\
Examples:
  storekeeper insight intent
  storekeeper insight intent M100052 --json")]
    Intent(visits::IntentArgs),
    /// How long until members order again, and what makes that shorter or longer (Cox's model, Kaplan-Meier curves)
    #[command(after_help = "\
Examples:
  storekeeper insight survival
  storekeeper insight survival --svg plots")]
    Survival(survival::SurvivalArgs),
    /// Whose tier ends soon, what they would have to buy to keep it, and how probable that is
    #[command(after_help = "Example:\n  storekeeper insight lapsing --days 30")]
    Lapsing(lapsing::LapsingArgs),
    /// Which contracts of a table will be left, and why; `train churn` fits the model
    #[command(after_help = "Example:\n  storekeeper insight contract --data running.csv")]
    Contract(contract::ContractArgs),
}

/// In which language to answer.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum Spoken {
    /// English
    #[default]
    En,
    /// Chinese
    Zh,
}

impl Spoken {
    fn language(self) -> Language {
        match self {
            Self::En => Language::English,
            Self::Zh => Language::Chinese,
        }
    }
}

/// Where plots go.
#[derive(Clone, Debug, Args)]
pub(super) struct Drawn {
    /// Also write the plots into this folder, as SVG
    #[arg(long, value_name = "FOLDER")]
    svg: Option<PathBuf>,
}

impl Drawn {
    /// Shows a plot on the terminal, and writes it where that was asked for.
    fn show(&self, name: &str, plot: &Plot) -> Result<()> {
        println!("{}", plot.text(100));
        match &self.svg {
            Some(folder) => write(folder, name, plot),
            None => Ok(()),
        }
    }
}

fn write(folder: &Path, name: &str, plot: &Plot) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let path = folder.join(format!("{name}.svg"));
    let size = Size {
        width: 720,
        height: 420,
    };
    std::fs::write(&path, plot.svg(size, Theme::Light))
        .with_context(|| path.display().to_string())?;
    eprintln!("written: {}", path.display());
    Ok(())
}

pub(super) async fn insight(settings: &Settings, wanted: Insight) -> Result<()> {
    let books = app::open_books(settings).await?;
    match wanted {
        Insight::Member(wanted) => member::member(&books, &wanted).await,
        Insight::Overview(wanted) => overview::overview(&books, &wanted).await,
        Insight::Columns { json } => overview::columns(json),
        Insight::Segments(wanted) => segments::segments(&books, wanted).await,
        Insight::Clusters(wanted) => clusters::clusters(settings, &books, wanted).await,
        Insight::Actions(wanted) => Box::pin(actions::actions(&books, wanted)).await,
        Insight::Demand(wanted) => demand::demand(&books, &wanted).await,
        Insight::Funnel(wanted) => visits::funnel(&books, &wanted).await,
        Insight::Paths(wanted) => visits::paths(&books, &wanted).await,
        Insight::Like(wanted) => alike::like(&books, &wanted).await,
        Insight::Unusual(wanted) => alike::unusual(&books, &wanted).await,
        Insight::Intent(wanted) => visits::intent(&books, &wanted).await,
        Insight::Survival(wanted) => survival::survival(&books, &wanted).await,
        Insight::Lapsing(wanted) => lapsing::lapsing(&books, &wanted).await,
        Insight::Contract(wanted) => contract::contract(&books, &wanted).await,
    }
}
