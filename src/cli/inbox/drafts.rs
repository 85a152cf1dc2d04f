//! What became of the drafts of replies.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::assistant::{DraftFigures, KeptDraft};
use crate::clock::Timestamp;

/// Prints them for people, or as one JSON object.
pub(super) fn print(figures: &DraftFigures, as_json: bool) {
    if as_json {
        println!("{}", as_value(figures));
        return;
    }
    if figures.drafted == 0 {
        println!("no reply was drafted yet");
        return;
    }
    let median = figures.median_similarity.map_or_else(
        || "none sent yet".to_owned(),
        |median| format!("median similarity {median:.2}"),
    );
    println!(
        "{} drafted · {} sent, {} of them unchanged · {} dropped · {median}",
        figures.drafted, figures.sent, figures.unchanged, figures.dropped
    );
    println!(
        "{} · {}",
        counted(&figures.by_language),
        counted(&figures.by)
    );
    for kept in &figures.newest {
        let near = kept
            .similarity
            .map_or_else(String::new, |near| format!(" {near:.2}"));
        println!(
            "{} · {} · {} · {} · {}{near}",
            kept.at.rfc3339(),
            kept.agent,
            kept.language,
            kept.by,
            kept.outcome
        );
        println!("    drafted: {}", in_a_line(&kept.draft));
        if let Some(sent) = &kept.sent {
            println!("    sent: {}", in_a_line(sent));
        }
    }
}

fn counted(counts: &BTreeMap<String, u64>) -> String {
    let parts: Vec<String> = counts
        .iter()
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    parts.join(", ")
}

fn in_a_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    lines.join(" / ")
}

fn as_value(figures: &DraftFigures) -> Value {
    let kept = |kept: &KeptDraft| {
        json!({
            "id": kept.id, "case": kept.case, "at": kept.at.rfc3339(), "agent": kept.agent, "language": kept.language,
            "tone": kept.tone, "by": kept.by, "prompt": kept.prompt, "draft": kept.draft, "outcome": kept.outcome,
            "sent": kept.sent, "sent_at": kept.sent_at.map(Timestamp::rfc3339), "similarity": kept.similarity,
        })
    };
    let newest: Vec<Value> = figures.newest.iter().map(kept).collect();
    json!({
        "drafted": figures.drafted, "sent": figures.sent, "unchanged": figures.unchanged, "dropped": figures.dropped,
        "similarity": {"median": figures.median_similarity}, "by_language": figures.by_language, "by": figures.by,
        "newest": newest,
    })
}
