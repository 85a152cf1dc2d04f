//! `storekeeper surveys`: links to surveys, and what members say.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use crate::access::{Keys, Principal};
use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::events::{SURVEY_LINKS, SurveyReport};
use crate::ids::Language;

use super::Json;

/// `storekeeper surveys`
#[derive(Debug, Subcommand)]
pub(super) enum Surveys {
    /// List the surveys: those of surveys.toml in the data folder, or the built-in ones
    #[command(after_help = "Example:\n  storekeeper surveys list")]
    List,
    /// Invite a member and print the link that they answer with
    #[command(
        after_help = "Examples:\n  storekeeper surveys link nps member:M100052 --site https://shop.example\n  storekeeper surveys link csat member:M100052 --order SK-100017"
    )]
    Link {
        /// The survey's key
        survey: String,
        /// Whom to invite, `member:KEY`
        member: Principal,
        /// The number of the order it is about
        #[arg(long, value_name = "NUMBER")]
        order: Option<String>,
        /// Where members reach this server [default: the address it listens on]
        #[arg(long, value_name = "URL")]
        site: Option<String>,
    },
    /// What members say: the net promoter score or the content, how sure it is, the newest comments
    #[command(after_help = "Example:\n  storekeeper surveys report nps --json")]
    Report {
        /// The survey's key; all of them without it
        survey: Option<String>,
        #[command(flatten)]
        json: Json,
    },
}

pub(super) async fn surveys(settings: &Settings, wanted: Surveys) -> Result<()> {
    let books = app::open_books(settings).await?;
    let surveys = app::open_surveys(settings, &books)?;
    match wanted {
        Surveys::List => {
            for survey in surveys.definitions().all() {
                println!("{} · {}", survey.key, survey.kind.word());
                for language in [Language::English, Language::Chinese] {
                    println!("    {}", survey.question.in_language(language));
                }
            }
        }
        Surveys::Link {
            survey,
            member,
            order,
            site,
        } => {
            let Principal::Member(member) = member else {
                bail!("nobody in particular cannot be invited: name a member as `member:KEY`");
            };
            let now = SystemClock.now();
            let order = order.as_deref();
            let invitation = surveys.invite(&survey, &member, order, now).await?;
            let left = (invitation.until.micros() - now.micros())
                .max(0)
                .unsigned_abs();
            let keys = Keys::open(&app::keys_folder(settings), now)?;
            let lifetime = Duration::from_micros(left);
            let link = keys.sign_link(SURVEY_LINKS, &invitation.name, now, lifetime)?;
            let site = site.unwrap_or_else(|| format!("http://{}", settings.listen));
            println!("{}/survey/{link}", site.trim_end_matches('/'));
            eprintln!(
                "it is {member}'s alone: whoever has it answers for them, until {}",
                invitation.until.day()
            );
        }
        Surveys::Report { survey, json } => {
            let keys: Vec<String> = if let Some(survey) = survey {
                vec![survey]
            } else {
                let all = surveys.definitions().all().iter();
                all.map(|survey| survey.key.clone()).collect()
            };
            let mut reports = Vec::new();
            for key in keys {
                reports.push(surveys.report(&key).await.context("no report")?);
            }
            if json.json {
                let reports: Vec<_> = reports.iter().map(as_json).collect();
                println!("{}", serde_json::json!({ "surveys": reports }));
            } else {
                reports.iter().for_each(print);
            }
        }
    }
    Ok(())
}

fn print(report: &SurveyReport) {
    println!(
        "{}: {} of {} who were asked have answered",
        report.survey, report.answered, report.invited
    );
    if let Some(nps) = &report.nps {
        println!(
            "    net promoter score {:+.0}{}: {} promoters (9-10), {} passives (7-8), {} detractors (0-6)",
            nps.score,
            interval(nps.interval),
            nps.promoters,
            nps.passives,
            nps.detractors
        );
    }
    if let Some(csat) = &report.csat {
        println!(
            "    content {:.0} %{} (4 or 5), mean {:.2}; 1 to 5: {}",
            csat.content,
            interval(csat.interval),
            csat.mean,
            csat.counts.map(|count| count.to_string()).join(", ")
        );
    }
    if report.answered > 0 && report.has_too_few() {
        println!(
            "    too few answers to say anything of all members: thirty are needed, there are {}",
            report.answered
        );
    }
    for comment in &report.comments {
        // What members wrote must not move the cursor.
        println!("    “{}”", comment.escape_debug());
    }
}

fn interval(interval: Option<(f64, f64)>) -> String {
    interval.map_or_else(String::new, |(low, high)| {
        format!(" (95 %: {low:.0} to {high:.0})")
    })
}

fn as_json(report: &SurveyReport) -> serde_json::Value {
    let interval = |interval: Option<(f64, f64)>| interval.map(|(low, high)| [low, high]);
    serde_json::json!({
        "survey": report.survey, "kind": report.kind.word(), "invited": report.invited, "answered": report.answered,
        "too_few": report.has_too_few(), "comments": report.comments,
        "nps": report.nps.map(|nps| serde_json::json!({
            "score": nps.score, "interval_95": interval(nps.interval), "promoters": nps.promoters,
            "passives": nps.passives, "detractors": nps.detractors,
        })),
        "csat": report.csat.map(|csat| serde_json::json!({
            "content": csat.content, "interval_95": interval(csat.interval), "mean": csat.mean, "counts": csat.counts,
        })),
    })
}
