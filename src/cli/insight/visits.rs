//! `storekeeper insight funnel`, `paths` and `intent`.

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::actions::plots;
use crate::app::Books;
use crate::cli::Json;
use crate::cli::terminal::table;
use crate::clock::{Clock, SystemClock};
use crate::ids::{Language, MemberKey};
use crate::insights::behaviour::{
    IntentReport, PathsReport, Sample, Silence, Split, StageCount, Step, VisitIntent, Visits,
    act_name, part_name, stage_name,
};

use super::{Drawn, Spoken};

/// Which visits to look at.
#[derive(Clone, Copy, Debug, Args)]
struct Which {
    /// Days before the last thing that is known
    #[arg(long, value_name = "COUNT", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=730))]
    days: u32,
    /// End a visit where the gaps between acts say so, instead of after half an hour of silence
    #[arg(long)]
    valley: bool,
}

impl Which {
    fn visits(self) -> Visits {
        Visits {
            days: self.days,
            valley: self.valley,
        }
    }
}

/// By what visits are told apart.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum By {
    /// App or site
    Channel,
    /// The category of most of the products
    Category,
    /// New members, returning ones, visitors who are not signed in
    Standing,
}

/// `storekeeper insight funnel`
#[derive(Debug, Args)]
pub(in crate::cli) struct FunnelArgs {
    /// Also for parts of the visits
    #[arg(long, value_enum)]
    by: Option<By>,
    #[command(flatten)]
    which: Which,
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    drawn: Drawn,
    #[command(flatten)]
    json: Json,
}

/// `storekeeper insight paths`
#[derive(Debug, Args)]
pub(in crate::cli) struct PathsArgs {
    #[command(flatten)]
    which: Which,
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    json: Json,
}

/// `storekeeper insight intent`
#[derive(Debug, Args)]
pub(in crate::cli) struct IntentArgs {
    /// The member's key
    member: Option<String>,
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    json: Json,
}

/// One of two texts.
pub(super) fn pick<'a>(language: Language, en: &'a str, zh: &'a str) -> &'a str {
    match language {
        Language::English => en,
        Language::Chinese => zh,
    }
}

/// A share as per cent.
pub(super) fn per_cent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// How much was looked at, in one line.
pub(super) fn sample_words(sample: &Sample, language: Language) -> String {
    let Sample {
        from,
        until,
        members,
        visitors,
        ..
    } = sample;
    let whole = sample.share >= 1.0;
    let share = per_cent(sample.share);
    match (language, whole) {
        (Language::English, true) => format!(
            "{from} to {until}; all members who may be looked at: {members}, not signed in: {visitors}"
        ),
        (Language::English, false) => format!(
            "{from} to {until}; a sample of {share} of all: {members} members, {visitors} not signed in"
        ),
        (Language::Chinese, true) => {
            format!("{from} 至 {until}；全部可分析的会员 {members} 人，未登录访客 {visitors} 个")
        }
        (Language::Chinese, false) => {
            format!("{from} 至 {until}；抽样 {share}：会员 {members} 人，未登录访客 {visitors} 个")
        }
    }
}

fn silence_words(silence: Silence, language: Language) -> String {
    let minutes = silence.minutes;
    let why = match (silence.valley, language) {
        (true, Language::English) => ", where the gaps between acts have their valley",
        (true, Language::Chinese) => "（由操作间隔的谷点得出）",
        (false, _) => "",
    };
    match language {
        Language::English => format!("a visit ends after {minutes:.0} minutes of silence{why}"),
        Language::Chinese => format!("静默 {minutes:.0} 分钟算一次来访结束{why}"),
    }
}

pub(super) async fn funnel(books: &Books, wanted: &FunnelArgs) -> Result<()> {
    let by = wanted.by.map(|by| match by {
        By::Channel => Split::Channel,
        By::Category => Split::Category,
        By::Standing => Split::Standing,
    });
    let (visits, now) = (wanted.which.visits(), SystemClock.now());
    let behaviour = books.advisor.behaviour();
    let funnel = behaviour.funnel(visits, by, now).await?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&funnel)?);
        return Ok(());
    }
    let language = wanted.language.language();
    wanted
        .drawn
        .show("funnel", &plots::funnel(&funnel, language)?)?;
    println!("{}", stages(&funnel.stages, language));
    for part in &funnel.parts {
        println!("\n{}", part_name(&part.name, language));
        println!("{}", stages(&part.stages, language));
    }
    println!("{}", sample_words(&funnel.sample, language));
    println!("{}", silence_words(funnel.silence, language));
    if funnel.orders_outside > 0 {
        let outside = funnel.orders_outside;
        println!(
            "{}",
            match language {
                Language::English =>
                    format!("{outside} orders came outside any visit and are in no stage"),
                Language::Chinese => format!("{outside} 单不在任何来访之内，未计入"),
            }
        );
    }
    Ok(())
}

fn stages(stages: &[StageCount], language: Language) -> String {
    let head = match language {
        Language::English => [
            "stage", "visits", "of all", "go on", "minutes", "left", "ended", "instead",
        ],
        Language::Chinese => [
            "环节",
            "来访",
            "占比",
            "进入下一步",
            "分钟",
            "离开",
            "就此结束",
            "转而",
        ],
    };
    let rows = stages.iter().map(|stage| {
        let instead = stage.instead.iter().map(|next| {
            let name = act_name(next.act, language);
            format!("{name} {}", next.visits)
        });
        let minutes = stage.minutes_to_next;
        [
            stage_name(stage.stage, language).to_owned(),
            stage.visits.to_string(),
            per_cent(stage.of_all),
            stage.to_next.map_or_else(String::new, per_cent),
            minutes.map_or_else(String::new, |minutes| format!("{minutes:.1}")),
            stage.left.to_string(),
            stage.ended.to_string(),
            instead.collect::<Vec<_>>().join(", "),
        ]
    });
    table(&head, rows).to_string()
}

pub(super) async fn paths(books: &Books, wanted: &PathsArgs) -> Result<()> {
    let behaviour = books.advisor.behaviour();
    let now = SystemClock.now();
    let paths = behaviour.paths(wanted.which.visits(), now).await?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&paths)?);
        return Ok(());
    }
    let language = wanted.language.language();
    ways(&paths, language);
    println!("\n{}", pick(language, "First steps", "最初几步"));
    tree(&paths.tree, 1, language);
    println!("\n{}", pick(language, "What comes next", "下一步"));
    for after in &paths.after {
        let next = after.next.iter().map(|next| {
            let act = next.act.map_or_else(
                || pick(language, "the end", "结束"),
                |act| act_name(act, language),
            );
            format!("{act} {}", per_cent(next.share))
        });
        let next = next.collect::<Vec<_>>().join(", ");
        println!("  {} → {next}", act_name(after.act, language));
    }
    if paths.influence.is_empty() {
        println!(
            "\n{}",
            pick(
                language,
                "nobody ordered in a visit, so no act leads to an order",
                "没有来访下单，无法看出哪一步通向下单",
            )
        );
    } else {
        influence(&paths, language);
    }
    println!("{}", sample_words(&paths.sample, language));
    println!("{}", silence_words(paths.silence, language));
    Ok(())
}

fn ways(paths: &PathsReport, language: Language) {
    println!("{}", pick(language, "The most common ways", "最常见的路径"));
    let rows = paths.ways.iter().map(|way| {
        let acts = way.acts.iter().map(|act| act_name(act, language));
        [
            way.visits.to_string(),
            per_cent(way.share),
            acts.collect::<Vec<_>>().join(" → "),
        ]
    });
    let head = match language {
        Language::English => ["visits", "share", "way"],
        Language::Chinese => ["来访", "占比", "路径"],
    };
    println!("{}", table(&head, rows));
}

fn tree(steps: &[Step], depth: usize, language: Language) {
    for step in steps {
        let indent = "  ".repeat(depth);
        let name = act_name(step.act, language);
        let share = per_cent(step.share);
        let ended = match (step.ended, language) {
            (0, _) => String::new(),
            (ended, Language::English) => format!(", {ended} end here"),
            (ended, Language::Chinese) => format!("，{ended} 次到此结束"),
        };
        println!("{indent}{name}: {} ({share}){ended}", step.visits);
        tree(&step.next, depth + 1, language);
    }
}

fn influence(paths: &PathsReport, language: Language) {
    println!(
        "\n{}",
        pick(
            language,
            "What leads to an order (what is lost where everybody who comes there leaves)",
            "哪一步通向下单（若到此的人全部离开，会少掉多少订单）",
        )
    );
    let rows = paths.influence.iter().map(|of| {
        [
            act_name(of.act, language).to_owned(),
            of.times.to_string(),
            per_cent(of.chance),
            per_cent(of.removal),
            per_cent(of.share),
        ]
    });
    let head = match language {
        Language::English => [
            "act",
            "times",
            "chance of an order",
            "lost without",
            "share",
        ],
        Language::Chinese => ["动作", "次数", "下单概率", "移除损失", "贡献占比"],
    };
    println!("{}", table(&head, rows));
}

pub(super) async fn intent(books: &Books, wanted: &IntentArgs) -> Result<()> {
    let member = wanted.member.as_deref().map(MemberKey::new);
    let behaviour = books.advisor.behaviour();
    let report = behaviour.intent(member.as_ref(), SystemClock.now()).await?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    let language = wanted.language.language();
    if let Some(visit) = &report.visit {
        for line in visit_lines(visit, report.model.base, language) {
            println!("{line}");
        }
    }
    println!("{}", model_words(&report, language));
    println!("{}", sample_words(&report.sample, language));
    Ok(())
}

fn visit_lines(visit: &VisitIntent, base: f64, language: Language) -> Vec<String> {
    let (began, acts) = (visit.began.rfc3339(), visit.acts);
    let (chance, usual) = (per_cent(visit.probability), per_cent(base));
    let state = match (visit.ordered, visit.going_on) {
        (true, _) => pick(
            language,
            "it ended in an order; this is what would have been said just before",
            "本次已下单，以下为下单前一刻的判断",
        ),
        (false, true) => pick(language, "it may still go on", "可能仍在进行"),
        (false, false) => pick(language, "it is over, without an order", "已结束，未下单"),
    };
    let mut lines = vec![match language {
        Language::English => format!(
            "Member {}: the visit of {began}, {acts} acts; {state}\nProbability of an order: {chance} (usual: {usual})",
            visit.member
        ),
        Language::Chinese => format!(
            "会员 {}：{began} 的来访，{acts} 个动作；{state}\n下单概率：{chance}（通常 {usual}）",
            visit.member
        ),
    }];
    for driver in &visit.drivers {
        let sign = if driver.effect > 0.0 { '+' } else { '-' };
        let value = driver.value;
        let value = value.map_or_else(
            || pick(language, "not known", "暂无").to_owned(),
            |value| format!("{value:.1}"),
        );
        lines.push(format!("  {sign} {}: {value}", driver.column));
    }
    lines
}

fn model_words(report: &IntentReport, language: Language) -> String {
    let model = &report.model;
    let (visits, ordered, tested) = (model.visits, model.ordered, model.tested);
    let (auc, error) = (model.auc, per_cent(model.calibration_error));
    match language {
        Language::English => format!(
            "learnt from {visits} visits, {ordered} of which ended in an order; on the newest {tested} of them: AUC {auc:.3}, calibration error {error}"
        ),
        Language::Chinese => format!(
            "依据 {visits} 次来访（其中 {ordered} 次下单）；在最新的 {tested} 次上检验：AUC {auc:.3}，校准误差 {error}"
        ),
    }
}
