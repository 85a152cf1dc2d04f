//! `storekeeper train`: fitting the insights.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};

use crate::actions::{ModelsWanted, Overview};
use crate::app::{self, ContractTask, RECOMMEND, Trained};
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::config::Settings;
use crate::insights::recommend::Validation;
use crate::retrieval::Retrieval;

use super::Json;
use super::evaluate::{delimiter, read};
use super::progress::Stages;
use super::terminal::table;

/// `storekeeper train ...`
#[derive(Debug, Subcommand)]
pub(super) enum Train {
    /// The recommender: counts the orders of now, and chooses its settings on what members bought next
    #[command(after_help = "\
A new version answers only where it foretells what members bought next at least as well as the one that
answers, on the same data. Without --full its settings are kept and only the counts are new. A server
takes a new version over when it fits itself again (the setting refit_hours), or when it is started.

Examples:
  storekeeper train recommend
  storekeeper train recommend --full
  storekeeper train recommend --list
  storekeeper train recommend --drift
  storekeeper train recommend --rollback")]
    Recommend(TrainRecommend),
    /// The insights: counts every member anew, fits who leaves, what they are worth, when they are due, their segments
    #[command(after_help = "\
What was fitted before answers until it is done. A server takes it over by itself. `--models all` also measures
networks that read the events of members; they take a minute more and are never used, since they cannot say why.

Examples:
  storekeeper train insights
  storekeeper train insights --models all")]
    Insights {
        /// Which models of leaving are fitted
        #[arg(long, value_enum, default_value_t)]
        models: Models,
        #[command(flatten)]
        json: Json,
    },
    /// Who does not go on with a contract, by a table of contracts that ended or went on; `insight contract` tells others
    #[command(after_help = "\
Example:
  storekeeper train churn --data contracts.csv --target left --positive yes --key customer")]
    Churn(TrainChurn),
}

/// Which models of leaving are fitted.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum Models {
    /// Those on the table of members, of which the best is used
    #[default]
    Default,
    /// Networks that read events too, which are measured
    All,
}

/// `storekeeper train churn`
#[derive(Debug, Args)]
pub(super) struct TrainChurn {
    /// The contracts: CSV with the names of the columns in its first line
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The column that says what became of a contract; it has two values
    #[arg(long, value_name = "COLUMN")]
    target: String,
    /// The value of it that says that a contract was left; without it yes, true or 1, or else the rarer one
    #[arg(long, value_name = "VALUE")]
    positive: Option<String>,
    /// The column that says whose a contract is
    #[arg(long, value_name = "COLUMN")]
    key: Option<String>,
    /// What separates the columns
    #[arg(long, value_name = "CHARACTER", default_value = ",", value_parser = delimiter)]
    delimiter: u8,
    #[command(flatten)]
    json: Json,
}

/// `storekeeper train recommend`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").multiple(false))]
#[allow(
    clippy::struct_excessive_bools,
    reason = "switches of a command, of which one is given"
)]
pub(super) struct TrainRecommend {
    /// Choose the settings anew, also where the orders are those of the version that answers
    #[arg(long, group = "what")]
    full: bool,
    /// List the versions, the newest first
    #[arg(long, group = "what")]
    list: bool,
    /// Say how the version that answers does on the orders of now; exits with 1 where it does much worse than it did
    #[arg(long, group = "what")]
    drift: bool,
    /// Go back to the version that answered before
    #[arg(long, group = "what")]
    rollback: bool,
    /// Let this version answer
    #[arg(long, value_name = "NUMBER", group = "what")]
    promote: Option<i64>,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn train(settings: &Settings, wanted: Train) -> Result<()> {
    let books = app::open_books(settings).await?;
    let wanted = match wanted {
        Train::Recommend(wanted) => wanted,
        Train::Churn(wanted) => return churn(&books, &wanted).await,
        Train::Insights { models, json } => {
            let overview = insights_with(&books, models).await?;
            if json.json {
                println!("{}", serde_json::to_string(&overview)?);
            } else {
                println!("{}", super::insight::said(&overview));
            }
            return Ok(());
        }
    };
    // A server that runs holds the index, and a shop may be trained before it is indexed.
    let retrieval = app::open_retrieval(settings).await.ok();
    if wanted.list {
        return list(&books, wanted.json.json).await;
    }
    if wanted.drift {
        return drift(&books, retrieval.as_ref(), wanted.json.json).await;
    }
    let now = SystemClock.now();
    if wanted.rollback {
        let version = books.registry.roll_back(RECOMMEND, now).await?;
        println!("version {} answers again", version.number);
        return Ok(());
    }
    if let Some(number) = wanted.promote {
        let version = books.registry.promote(RECOMMEND, number, now).await?;
        println!("version {} answers", version.number);
        return Ok(());
    }
    let trained = trained(&books, retrieval.as_ref(), wanted.full).await?;
    println!("{}", said(&trained));
    Ok(())
}

/// Fits the insights with a progress bar.
pub(super) async fn insights(books: &app::Books) -> Result<Overview> {
    insights_with(books, Models::Default).await
}

async fn insights_with(books: &app::Books, models: Models) -> Result<Overview> {
    let wanted = match models {
        Models::Default => ModelsWanted::Default,
        Models::All => ModelsWanted::All,
    };
    let stages = Stages::new();
    let progress = |stage: &str, share: f64| stages.share(stage, share);
    let now = SystemClock.now();
    Ok(books.advisor.fit_models(wanted, now, &progress).await?)
}

/// Fits the model of contracts to a table.
async fn churn(books: &app::Books, wanted: &TrainChurn) -> Result<()> {
    let file = read(&wanted.data, wanted.delimiter)?;
    let task = ContractTask {
        target: &wanted.target,
        positive: wanted.positive.as_deref(),
        key: wanted.key.as_deref(),
    };
    let trained = app::train_contracts(books, &file, &task, SystemClock.now()).await;
    let (contract, number, left_out) =
        trained.with_context(|| wanted.data.display().to_string())?;
    let tested = &contract.tested;
    if wanted.json.json {
        let report = serde_json::json!({
            "version": number, "rows": contract.rows, "left": contract.left,
            "target": contract.names.target, "positive": contract.names.positive,
            "left_out": left_out, "tested": tested,
        });
        println!("{report}");
        return Ok(());
    }
    println!(
        "version {number} of the model of contracts answers: {} contracts, {} of them {} ({}); on {} that it had not learnt \
         from AUC {:.3}, average precision {:.3}, calibration error {:.3}",
        contract.rows,
        contract.left,
        contract.names.positive,
        contract.names.target,
        tested.members,
        tested.auc,
        tested.average_precision,
        tested.calibration_error
    );
    if !left_out.is_empty() {
        println!("left out, as they tell nothing: {}", left_out.join(", "));
    }
    Ok(())
}

/// Trains with a progress bar.
pub(super) async fn trained(
    books: &app::Books,
    retrieval: Option<&Retrieval>,
    full: bool,
) -> Result<Trained> {
    let stages = Stages::new();
    let progress = |share: f64| stages.share("recommender", share);
    app::train_recommend(books, retrieval, full, &progress).await
}

/// What training came to, in words.
pub(super) fn said(trained: &Trained) -> String {
    let good = |metrics: &Validation| {
        let Validation {
            members,
            hit_rate,
            ndcg,
        } = metrics;
        format!("HR@10 {hit_rate:.4}, NDCG@10 {ndcg:.4} over {members} members")
    };
    match trained {
        Trained::NothingNew { answering } => {
            format!("nothing is new since version {answering}; --full chooses its settings anew")
        }
        Trained::Promoted {
            number,
            metrics,
            before,
        } => {
            let before = before
                .as_ref()
                .map(|before| format!(" (the one before: {})", good(before)));
            format!(
                "version {number} of the recommender answers: {}{}",
                good(metrics),
                before.unwrap_or_default()
            )
        }
        Trained::Refused {
            number,
            metrics,
            before,
        } => format!(
            "version {number} of the recommender is kept and does not answer, because it is worse: {}; the one that answers: {}",
            good(metrics),
            good(before)
        ),
    }
}

async fn list(books: &app::Books, json: bool) -> Result<()> {
    let versions = books.registry.versions(RECOMMEND).await?;
    if json {
        let rows = versions.iter().map(|version| {
            serde_json::json!({
                "number": version.number,
                "at": version.at.rfc3339(),
                "fingerprint": version.fit.fingerprint,
                "settings": version.fit.settings,
                "metrics": version.fit.metrics,
                "answers": version.answers,
                "promoted": version.promoted.map(Timestamp::rfc3339),
            })
        });
        println!("{}", serde_json::Value::Array(rows.collect()));
        return Ok(());
    }
    if versions.is_empty() {
        println!("the recommender was not trained yet: storekeeper train recommend");
        return Ok(());
    }
    let rows = versions.iter().map(|version| {
        let metric = |name: &str| {
            let value = version
                .fit
                .metrics
                .get(name)
                .and_then(serde_json::Value::as_f64);
            value.map_or_else(String::new, |value| format!("{value:.4}"))
        };
        let state = match (version.answers, version.promoted) {
            (true, _) => "answers",
            (false, Some(_)) => "answered before",
            (false, None) => "never answered",
        };
        [
            version.number.to_string(),
            version.at.rfc3339(),
            version.fit.fingerprint.chars().take(12).collect(),
            metric("hr@10"),
            metric("ndcg@10"),
            state.to_owned(),
        ]
    });
    println!(
        "{}",
        table(&["version", "fitted", "data", "HR@10", "NDCG@10", ""], rows)
    );
    Ok(())
}

async fn drift(books: &app::Books, retrieval: Option<&Retrieval>, json: bool) -> Result<()> {
    let Some(drift) = app::recommend_drift(books, retrieval).await? else {
        anyhow::bail!("the recommender was not trained yet: storekeeper train recommend");
    };
    if json {
        let report = serde_json::json!({
            "promised": drift.promised, "now": drift.now, "ratio": drift.ratio(), "alarm": drift.alarms(),
        });
        println!("{report}");
    } else {
        println!(
            "NDCG@10 {:.4} when it was trained, {:.4} on the orders of now: {:.0} %",
            drift.promised.ndcg,
            drift.now.ndcg,
            drift.ratio() * 100.0
        );
    }
    if drift.alarms() {
        anyhow::bail!(
            "the recommender does much worse than it did: storekeeper train recommend --full"
        );
    }
    Ok(())
}
