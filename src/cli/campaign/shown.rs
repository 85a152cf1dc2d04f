//! Campaigns as people read them in a terminal.

use anyhow::Result;
use comfy_table::Table;
use serde_json::json;

use crate::campaigns::{
    Campaign, Compared, Counted, Listed, Outcome, Progress, Verdict, VersionContent,
};
use crate::cli::terminal::table;

use super::object;

/// A table under a head, without rows yet.
fn begun(head: &[&str]) -> Table {
    table(head, Vec::<Vec<String>>::new())
}

pub(super) fn list(all: &[Listed], as_json: bool) -> Result<()> {
    if as_json {
        return object(&json!({ "campaigns": all }));
    }
    if all.is_empty() {
        println!(
            "There is no campaign yet: `storekeeper campaign new NAME --file brief.json --by NAME`"
        );
        return Ok(());
    }
    let mut shown = begun(&[
        "campaign",
        "state",
        "version",
        "author",
        "approved by",
        "changed",
    ]);
    for one in all {
        shown.add_row(vec![
            one.name.clone(),
            one.state.to_string(),
            one.version.to_string(),
            one.author.clone(),
            one.approved_by.clone().unwrap_or_default(),
            one.changed.rfc3339(),
        ]);
    }
    println!("{shown}");
    Ok(())
}

pub(super) fn moved(campaign: &Campaign, as_json: bool) -> Result<()> {
    if as_json {
        return object(campaign);
    }
    let listed = &campaign.listed;
    print!(
        "{} is {}, version {}",
        listed.name, listed.state, listed.version
    );
    if let Some(begins) = &listed.begins {
        print!(", begins {begins}");
    }
    println!();
    Ok(())
}

pub(super) fn campaign(campaign: &Campaign, progress: &Progress, as_json: bool) -> Result<()> {
    if as_json {
        let mut whole = serde_json::to_value(campaign)?;
        whole["progress"] = serde_json::to_value(progress)?;
        return object(&whole);
    }
    moved(campaign, false)?;
    if let Some(why) = &campaign.listed.why {
        println!("{why}");
    }
    println!("{}", campaign.brief.objective);
    let mut versions = begun(&["version", "at", "by", "hash"]);
    for version in &campaign.versions {
        let hash: String = version.hash.chars().take(12).collect();
        versions.add_row(vec![
            version.version.to_string(),
            version.at.rfc3339(),
            version.by.clone(),
            hash,
        ]);
    }
    println!("{versions}");
    for comment in &campaign.comments {
        println!(
            "{} ({}, version {}): {}",
            comment.by,
            comment.at.rfc3339(),
            comment.version,
            comment.text
        );
    }
    let mut rows = begun(&[
        "sent",
        "waiting",
        "in flight",
        "failed",
        "held out",
        "coupons",
        "redeemed",
    ]);
    rows.add_row(vec![
        progress.sent.to_string(),
        progress.waiting.to_string(),
        progress.in_flight.to_string(),
        progress.failed.to_string(),
        progress.held_out.to_string(),
        progress.coupons.to_string(),
        progress.redeemed.to_string(),
    ]);
    println!("{rows}");
    if let (Some(since), Some(until)) = (&progress.waits_since, &progress.waits_until) {
        println!(
            "{} wait for their quiet time to end or their hour to come, since {since}, the first of them until {until}",
            progress.put_off
        );
    }
    for (why, members) in &progress.skipped {
        println!("left out, {}: {members}", why.replace('_', " "));
    }
    if progress.promised > 0 {
        println!(
            "{} members hold the points or the gift that it promises",
            progress.promised
        );
    }
    if progress.doubted > 0 {
        println!("handed over again after a crash: {}", progress.doubted);
    }
    Ok(())
}

pub(super) fn diff(diff: &VersionContent, as_json: bool) -> Result<()> {
    if as_json {
        return object(diff);
    }
    let text = |value: &Option<serde_json::Value>| {
        value.as_ref().map(ToString::to_string).unwrap_or_default()
    };
    let from = format!("version {}", diff.from);
    let to = format!("version {}", diff.to);
    let mut shown = begun(&["place", &from, &to]);
    for change in &diff.changes {
        shown.add_row(vec![
            change.place.clone(),
            text(&change.before),
            text(&change.after),
        ]);
    }
    println!("{shown}");
    Ok(())
}

pub(super) fn counted(counted: &Counted, as_json: bool) -> Result<()> {
    if as_json {
        return object(counted);
    }
    println!("{}", counted.who);
    let off = counted.taken_off;
    let mut shown = begun(&["", "members"]);
    for (what, members) in [
        ("the audience", counted.size),
        ("no address", off.no_address),
        ("on the suppression list", off.suppressed),
        ("no consent", off.no_consent),
        ("written to too often", off.too_often),
        ("held out by lot", counted.held_out),
        ("reached", counted.reached),
    ] {
        shown.add_row(vec![what.to_owned(), members.to_string()]);
    }
    println!("{shown}");
    println!("The shop allows {}.", counted.cap);
    if counted.no_analysis > 0 {
        println!(
            "{} members said no to analysis and are in no audience that is told by what they did.",
            counted.no_analysis
        );
    }
    for other in &counted.overlaps {
        println!(
            "{} of them are in `{}`, which runs now.",
            other.members, other.campaign
        );
    }
    Ok(())
}

/// One comparison as cells.
fn cells(name: &str, compared: &Compared) -> Vec<String> {
    let difference = compared.difference.as_ref();
    let anytime = compared.anytime.as_ref();
    vec![
        name.to_owned(),
        compared.treated.members.to_string(),
        format!("{:.4}", compared.treated.metric),
        compared.held_out.members.to_string(),
        format!("{:.4}", compared.held_out.metric),
        difference
            .map(|it| format!("{:+.4}", it.lift))
            .unwrap_or_default(),
        difference
            .map(|it| format!("{:+.4} to {:+.4}", it.low, it.high))
            .unwrap_or_default(),
        anytime.map_or_else(
            || "too early".to_owned(),
            |it| format!("{:+.4} to {:+.4}", it.low, it.high),
        ),
    ]
}

pub(super) fn outcome(outcome: &Outcome, as_json: bool) -> Result<()> {
    if as_json {
        return object(outcome);
    }
    let mut shown = begun(&[
        "",
        "written to",
        "metric",
        "held out",
        "metric",
        "lift",
        "95%, one look",
        "95%, any time",
    ]);
    shown.add_row(cells("all", &outcome.all));
    for (kind, groups) in [
        ("segment", &outcome.by_segment),
        ("language", &outcome.by_language),
    ] {
        for group in groups {
            let name = group.name.as_deref().unwrap_or("not known");
            shown.add_row(cells(&format!("{kind} {name}"), &group.compared));
        }
    }
    println!("{shown}");
    if outcome.early > 0 {
        println!(
            "{} members count later: their {} days are not over.",
            outcome.early, outcome.metric.window_days
        );
    }
    if let Some(needed) = outcome.needed {
        println!(
            "Needed for the effect that was named: {} written to, {} held out.",
            needed.treated, needed.held_out
        );
    }
    println!(
        "{}",
        match outcome.verdict {
            Verdict::NotCompared => "Nobody, or too few, were held out: nothing is compared.",
            Verdict::TooEarly => "Too early to say.",
            Verdict::Better => "Better than without it.",
            Verdict::Worse => "Worse than without it.",
            Verdict::NoDifferenceSeen => "No difference is seen.",
        }
    );
    Ok(())
}
