//! `storekeeper insight clusters`.

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::actions::{ClusterView, NamedBy};
use crate::app::{self, Books};
use crate::cli::Json;
use crate::cli::terminal::table;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::ids::Language;
use crate::prompts::Prompts;

use super::Spoken;

/// `storekeeper insight clusters`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct ClustersArgs {
    #[command(subcommand)]
    change: Option<ClustersChange>,
    /// First let the model name those that no person named
    #[arg(long)]
    name_with_model: bool,
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    json: Json,
}

/// `storekeeper insight clusters ...`
#[derive(Debug, Subcommand)]
enum ClustersChange {
    /// Call a cluster something else
    #[command(
        after_help = "Example:\n  storekeeper insight clusters rename 2 --en \"gift hunters\" --zh 送礼客"
    )]
    Rename {
        /// The cluster, by its number or its key
        key: String,
        /// Its name in English
        #[arg(long, value_name = "NAME")]
        en: String,
        /// Its name in Chinese
        #[arg(long, value_name = "NAME")]
        zh: String,
        /// Who calls it so
        #[arg(long, value_name = "NAME", default_value = "staff")]
        by: String,
    },
}

pub(super) async fn clusters(
    settings: &Settings,
    books: &Books,
    wanted: ClustersArgs,
) -> Result<()> {
    let now = SystemClock.now();
    if let Some(ClustersChange::Rename { key, en, zh, by }) = wanted.change {
        let advisor = &books.advisor;
        let name = advisor.rename_cluster(&key, [&en, &zh], &by, now).await?;
        println!("{}: {} / {}", name.key, name.en, name.zh);
        return Ok(());
    }
    if wanted.name_with_model {
        // What can be wrong with the shop is said before a model is loaded.
        books.advisor.fitted().await?;
        let llm = app::open_llm(settings).await?;
        let prompts = Prompts::builtin()?;
        for left in books.advisor.name_clusters(&llm, &prompts, now).await? {
            eprintln!("{} keeps its name: {}", left.key, left.why);
        }
    }
    let clusters = books.advisor.clusters().await?;
    if wanted.json.json {
        println!("{}", serde_json::json!({ "clusters": clusters }));
        return Ok(());
    }
    if clusters.is_empty() {
        println!("no clusters were found: the members who ordered are all alike, or too few");
        return Ok(());
    }
    let language = wanted.language.language();
    let rows = clusters.iter().map(|cluster| row(cluster, language));
    let head = ["", "cluster", "members", "numbers", "named by", "key"];
    println!("{}", table(&head, rows));
    Ok(())
}

fn row(cluster: &ClusterView, language: Language) -> [String; 6] {
    let numbers = match language {
        Language::English => &cluster.numbers,
        Language::Chinese => &cluster.numbers_zh,
    };
    let by = match &cluster.name.named {
        NamedBy::Rule => "rule".to_owned(),
        NamedBy::Model { model, prompts } => format!("{model} (prompts {})", prompts.join(", ")),
        NamedBy::Person { who } => who.clone(),
    };
    [
        cluster.number.to_string(),
        cluster.name.in_language(language).to_owned(),
        cluster.members.to_string(),
        numbers.clone(),
        by,
        cluster.name.key.clone(),
    ]
}
