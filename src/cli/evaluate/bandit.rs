//! `storekeeper evaluate bandit`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use crate::cli::Json;
use crate::cli::progress::Stages;
use crate::cli::terminal::{starred, table};
use crate::evaluation::{self, CampaignReport, CampaignTask};
use crate::plots::{Axis, Content, Line, Lines, Plot, Positions, Size, Theme, Words};

/// `storekeeper evaluate bandit`
#[derive(Debug, Args)]
pub(in crate::cli) struct EvaluateBandit {
    /// Rounds that the bandits play in each campaign
    #[arg(long, value_name = "COUNT", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(10..))]
    rounds: u32,
    /// Campaigns to simulate, over which figures are means
    #[arg(long, value_name = "COUNT", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..))]
    seeds: u16,
    /// The seed of the first campaign; the others have the next ones
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    first_seed: u64,
    /// Members of each campaign
    #[arg(long, value_name = "COUNT", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(2..))]
    members: u32,
    /// Also write the curves of regret into this file, as SVG
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    #[command(flatten)]
    json: Json,
}

pub(super) fn bandit(wanted: &EvaluateBandit) -> Result<()> {
    let task = CampaignTask {
        members: wanted.members as usize,
        seeds: wanted.seeds.into(),
        first_seed: wanted.first_seed,
        rounds: wanted.rounds as usize,
    };
    let report = {
        let stages = Stages::new();
        let progress = |done: u64, of: u64| stages.at("simulating campaigns", done, of);
        evaluation::bench_campaign(&task, &progress)?
    };
    if let Some(path) = &wanted.plot {
        draw(&report, path)?;
    }
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    print(&report);
    Ok(())
}

fn print(report: &CampaignReport) {
    println!(
        "{} campaigns of {} members ({:.1} s). The best single offer for everyone pays {:.3} per member, the best for each \
         {:.3}.",
        report.seeds, report.members, report.seconds, report.everyone, report.oracle
    );
    let rows = report.arms.iter().map(|arm| {
        [
            arm.name.to_owned(),
            format!("{:.2}", arm.cost),
            format!("{:.1} %", arm.conversion * 100.0),
            format!("{:.1} %", arm.harmed * 100.0),
            format!("{:.1} %", arm.best * 100.0),
        ]
    });
    let head = ["offer", "cost", "buy with it", "buy less often", "best for"];
    println!("{}", table(&head, rows));
    println!(
        "Learnt from a randomised half of the members, judged on the other half by the truth:"
    );
    let rows = report.policies.iter().map(|policy| {
        [
            starred(policy.name, policy.default),
            format!("{:+.4}", policy.gain),
            format!("{:.4} ± {:.4}", policy.share_of_oracle, policy.se),
            format!("{:.4}", policy.loss),
        ]
    });
    let head = [
        "policy",
        "gain over everyone",
        "share of the oracle's",
        "loss against it",
    ];
    println!("{}", table(&head, rows));
    println!("Learnt while choosing, regret summed up to each round:");
    let mut head = vec!["rounds".to_owned()];
    let bandits = report.bandits.iter();
    head.extend(bandits.map(|bandit| starred(bandit.name, bandit.default)));
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let points = report.points.iter().enumerate().map(|(at, point)| {
        let regrets = report.bandits.iter();
        std::iter::once(point.to_string())
            .chain(regrets.map(|bandit| format!("{:.0}", bandit.regret[at])))
            .collect::<Vec<_>>()
    });
    let share = std::iter::once("share of the oracle's gain".to_owned()).chain(
        (report.bandits.iter())
            .map(|bandit| format!("{:.3} ± {:.3}", bandit.share_of_oracle, bandit.se)),
    );
    let loss = std::iter::once("loss per round".to_owned())
        .chain((report.bandits.iter()).map(|bandit| format!("{:.4}", bandit.loss)));
    println!(
        "{}",
        table(&head, points.chain([share.collect(), loss.collect()]))
    );
    println!("* the one that the shop uses");
}

/// Writes the curves of regret.
fn draw(report: &CampaignReport, path: &Path) -> Result<()> {
    let axis = |label: &str| Axis {
        label: label.to_owned(),
        ..Axis::default()
    };
    #[allow(clippy::cast_precision_loss, reason = "some rounds")]
    let positions = report.points.iter().map(|&point| point as f64).collect();
    let series = report.bandits.iter().map(|bandit| Line {
        label: bandit.name.to_owned(),
        values: bandit.regret.iter().copied().map(Some).collect(),
    });
    let content = Content::Lines(Lines {
        time: axis("rounds"),
        value: axis("regret, summed up"),
        positions: Positions::Numbers(positions),
        series: series.collect(),
    });
    let words = Words {
        no_data: "no data yet".to_owned(),
        from: "from".to_owned(),
        to: "to".to_owned(),
        lower: "lower".to_owned(),
        upper: "upper".to_owned(),
    };
    let plot = Plot::new("Regret of the bandits", content, words)?;
    let size = Size {
        width: 720,
        height: 420,
    };
    std::fs::write(path, plot.svg(size, Theme::Light))
        .with_context(|| path.display().to_string())?;
    eprintln!("written: {}", path.display());
    Ok(())
}
