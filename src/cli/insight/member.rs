//! `storekeeper insight member`.

use anyhow::Result;
use clap::Args;

use crate::actions::{
    MemberInsight, action_words, amount, churn_words, driver_words, due_words, reason_words,
    relief_words, value_words,
};
use crate::app::Books;
use crate::cli::Json;
use crate::cli::terminal::table;
use crate::features::{Holds, column};
use crate::ids::{Language, MemberKey};
use crate::insights::segment::rfm::Segment;
use crate::money::Currency;

use super::Spoken;

/// `storekeeper insight member`
#[derive(Debug, Args)]
pub(in crate::cli) struct MemberArgs {
    /// The member's key
    member: String,
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn member(books: &Books, wanted: &MemberArgs) -> Result<()> {
    let insight = books.advisor.of(&MemberKey::new(&wanted.member)).await?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&insight)?);
        return Ok(());
    }
    let language = wanted.language.language();
    let currency = Currency::parse(&insight.currency)?;
    for line in lines(&insight, currency, language) {
        println!("{line}");
    }
    let rows = insight.features.iter().filter_map(|(name, value)| {
        let known = column(name)?;
        let shown = match (known.holds, value.as_f64()) {
            (Holds::Money, Some(minor)) => amount(minor, currency),
            (Holds::Share, Some(share)) => format!("{:.0}%", share * 100.0),
            (Holds::Count, Some(count)) => format!("{count:.0}"),
            (Holds::Flag, Some(flag)) => flag_words(flag > 0.5, language).to_owned(),
            (_, Some(number)) => format!("{number:.1}"),
            (_, None) => value.as_str().unwrap_or_default().to_owned(),
        };
        let called = match language {
            Language::Chinese => known.zh,
            Language::English => known.en,
        };
        Some([called.to_owned(), shown])
    });
    println!("{}", table(&["", ""], rows));
    Ok(())
}

fn flag_words(yes: bool, language: Language) -> &'static str {
    match (yes, language) {
        (true, Language::Chinese) => "是",
        (false, Language::Chinese) => "否",
        (true, Language::English) => "yes",
        (false, Language::English) => "no",
    }
}

/// What is thought of a member, line by line.
fn lines(insight: &MemberInsight, currency: Currency, language: Language) -> Vec<String> {
    let chinese = language == Language::Chinese;
    let mut lines = Vec::new();
    let day = insight.as_of.day();
    lines.push(if chinese {
        format!("会员 {}（截至 {day}）", insight.member)
    } else {
        format!("Member {} (as of {day})", insight.member)
    });
    if let Some(key) = &insight.rfm {
        let segment = Segment::of(key);
        let name = segment.map_or(key.as_str(), |segment| segment.name(language));
        let advice = segment.map_or("", |segment| segment.advice(language));
        let label = if chinese { "分群" } else { "Segment" };
        lines.push(format!("{label}: {name}. {advice}"));
    }
    if let Some(cluster) = &insight.cluster_name {
        let label = if chinese { "聚类：" } else { "Cluster: " };
        lines.push(format!("{label}{}", cluster.in_language(language)));
    }
    match &insight.churn {
        Some(churn) => {
            lines.push(churn_words(churn, language));
            let drivers = churn.drivers.iter();
            lines.extend(
                drivers.map(|driver| format!("  - {}", driver_words(driver, currency, language))),
            );
            let reliefs = churn.reliefs.iter();
            lines.extend(reliefs.map(|relief| format!("  + {}", relief_words(relief, language))));
        }
        None => {
            if let Some(why) = &insight.without_churn {
                let label = if chinese {
                    "暂无流失风险"
                } else {
                    "No risk of leaving"
                };
                lines.push(format!("{label}: {why}"));
            }
        }
    }
    if let Some(value) = &insight.value {
        lines.push(value_words(value, currency, language));
    }
    if let Some(due) = &insight.due {
        let label = if chinese {
            "下次下单"
        } else {
            "Next order"
        };
        lines.push(format!("{label}: {}", due_words(due, language)));
    }
    for due in insight.due_categories.iter().take(3) {
        lines.push(format!(
            "  {}: {}",
            due.category,
            due_words(&due.due, language)
        ));
    }
    lines.push(
        if chinese {
            "可做的事："
        } else {
            "What may be done:"
        }
        .to_owned(),
    );
    for action in &insight.actions {
        lines.push(format!("  {}", action_words(action, currency, language)));
    }
    for refused in &insight.refused {
        lines.push(format!("  {}", reason_words(refused, language)));
    }
    lines
}
