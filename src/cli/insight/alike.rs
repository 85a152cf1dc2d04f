//! `storekeeper insight like` and `unusual`.

use anyhow::Result;
use clap::Args;

use crate::actions::amount;
use crate::app::Books;
use crate::cli::Json;
use crate::cli::terminal::table;
use crate::clock::{Clock, SystemClock};
use crate::ids::{Language, MemberKey};
use crate::insights::behaviour::{
    CameBack, Common, Finding, LikeReport, Measure, Unusual, UnusualOf, deed_name, measure_name,
    trigger_name,
};
use crate::money::Currency;

use super::Spoken;
use super::visits::{per_cent, pick, sample_words};

/// `storekeeper insight like`
#[derive(Debug, Args)]
pub(in crate::cli) struct LikeArgs {
    /// The member's key
    member: String,
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    json: Json,
}

/// `storekeeper insight unusual`
#[derive(Debug, Args)]
pub(in crate::cli) struct UnusualArgs {
    /// The member's key; everybody without it
    member: Option<String>,
    /// In which language
    #[arg(long, value_enum, default_value_t)]
    language: Spoken,
    #[command(flatten)]
    json: Json,
}

pub(super) async fn like(books: &Books, wanted: &LikeArgs) -> Result<()> {
    let behaviour = books.advisor.behaviour();
    let member = MemberKey::new(&wanted.member);
    let report = behaviour.like(&member, SystemClock.now()).await?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    let language = wanted.language.language();
    alike(&report, language);
    match (&report.came_back, &report.without_came_back) {
        (Some(back), _) => came_back(back, language),
        (None, Some(why)) => println!(
            "{}: {why}",
            pick(
                language,
                "Nothing is said of who came back",
                "暂不能说明谁会回来"
            )
        ),
        (None, None) => {}
    }
    println!("{}", sample_words(&report.sample, language));
    Ok(())
}

fn quiet_words(days: Option<f64>, language: Language) -> String {
    match (days, language) {
        (Some(days), Language::English) => format!("{days:.0} days"),
        (Some(days), Language::Chinese) => format!("{days:.0} 天"),
        (None, _) => pick(language, "never ordered", "从未下单").to_owned(),
    }
}

fn deeds_words(deeds: &[Common], language: Language) -> String {
    let words = deeds.iter().map(|deed| {
        let name = deed_name(deed.deed, language);
        format!("{name} {}", deed.times)
    });
    words.collect::<Vec<_>>().join(", ")
}

fn alike(report: &LikeReport, language: Language) {
    let quiet = quiet_words(report.quiet_days, language);
    let deeds = deeds_words(&report.deeds, language);
    let (member, days) = (&report.member, report.days);
    println!(
        "{}",
        match language {
            Language::English =>
                format!("Member {member}: last order {quiet} ago; in {days} days: {deeds}"),
            Language::Chinese => format!("会员 {member}：距上一单 {quiet}；{days} 天内：{deeds}"),
        }
    );
    let rows = report.nearest.iter().map(|near| {
        [
            near.member.clone(),
            per_cent(near.likeness),
            quiet_words(near.quiet_days, language),
            deeds_words(&near.in_common, language),
            near.categories.join(", "),
        ]
    });
    let head = match language {
        Language::English => [
            "most alike",
            "likeness",
            "since the last order",
            "both",
            "both bought",
        ],
        Language::Chinese => ["最相像", "相像度", "距上一单", "共同行为", "都买过"],
    };
    println!("{}", table(&head, rows));
}

fn came_back(back: &CameBack, language: Language) {
    let CameBack {
        quiet_days,
        within_days,
        followed,
        came_back,
        stayed_away,
        moments,
        ..
    } = back;
    let usual = per_cent(back.of_all);
    println!(
        "{}",
        match language {
            Language::English => format!(
                "Of the {followed} most alike who had once been quiet for {quiet_days:.0} days, {came_back} ordered within {within_days} days and {stayed_away} did not (of all {moments} such members {usual} did)"
            ),
            Language::Chinese => format!(
                "曾同样沉默 {quiet_days:.0} 天的最相像 {followed} 人中，{came_back} 人在 {within_days} 天内回来下单，{stayed_away} 人没有（全部 {moments} 位这样的会员中 {usual} 回来了）"
            ),
        }
    );
    let rows = back.before.iter().map(|before| {
        [
            trigger_name(before.what, language).to_owned(),
            before.came_back.to_string(),
            before.stayed_away.to_string(),
        ]
    });
    let head = match language {
        Language::English => ["what came before", "came back", "stayed away"],
        Language::Chinese => ["之前发生了什么", "回来", "没回来"],
    };
    println!("{}", table(&head, rows));
    for one in &back.members {
        let before = one.before.iter();
        let before: Vec<&str> = before.map(|what| trigger_name(*what, language)).collect();
        let (member, days) = (&one.member, one.after_days);
        println!(
            "{}",
            match language {
                Language::English => format!(
                    "  {member} came back after {days:.0} days more; before: {}",
                    before.join(", ")
                ),
                Language::Chinese => format!(
                    "  {member} 又过 {days:.0} 天回来；之前：{}",
                    before.join("、")
                ),
            }
        );
    }
    println!(
        "{}",
        pick(
            language,
            "What came before is not what caused it: who comes back soon has less time to be written to.",
            "先发生不等于原因：回来得早的人，本来就少有机会收到消息。",
        )
    );
}

pub(super) async fn unusual(books: &Books, wanted: &UnusualArgs) -> Result<()> {
    let behaviour = books.advisor.behaviour();
    let (now, language) = (SystemClock.now(), wanted.language.language());
    if let Some(member) = &wanted.member {
        let found = behaviour.unusual_of(&MemberKey::new(member), now).await?;
        if wanted.json.json {
            println!("{}", serde_json::to_string(&found)?);
        } else {
            of_member(&found, language);
        }
        return Ok(());
    }
    let found = behaviour.unusual(now).await?;
    if wanted.json.json {
        println!("{}", serde_json::to_string(&found)?);
    } else {
        of_all(&found, language);
    }
    Ok(())
}

/// A finding as cells.
fn cells(finding: &Finding, currency: Option<&str>, language: Language) -> Vec<String> {
    let money = matches!(finding.measure, Measure::Spend | Measure::LastOrder);
    let currency = currency.and_then(|code| Currency::parse(code).ok());
    let shown = |number: f64| match currency.filter(|_| money) {
        Some(currency) => amount(number, currency),
        None => format!("{number:.1}"),
    };
    let side = if finding.more {
        pick(language, "more", "偏多")
    } else {
        pick(language, "less", "偏少")
    };
    let verdict = if finding.unusual {
        pick(language, "unusual", "异常")
    } else {
        pick(language, "usual", "正常")
    };
    vec![
        measure_name(finding.measure, language).to_owned(),
        shown(finding.seen),
        shown(finding.usual),
        side.to_owned(),
        format!("{:.2e}", finding.probability),
        format!("{:.2e}", finding.adjusted),
        verdict.to_owned(),
    ]
}

fn head(language: Language) -> [&'static str; 7] {
    match language {
        Language::English => [
            "what",
            "seen",
            "usual",
            "side",
            "probability",
            "adjusted",
            "verdict",
        ],
        Language::Chinese => ["指标", "实际", "通常", "方向", "概率", "校正后", "判断"],
    }
}

fn of_member(found: &UnusualOf, language: Language) {
    let UnusualOf {
        member,
        from,
        until,
        ..
    } = found;
    println!(
        "{}",
        match language {
            Language::English =>
                format!("Member {member}, {from} to {until}, against their own weeks before"),
            Language::Chinese => format!("会员 {member}，{from} 至 {until}，与其自身以往相比"),
        }
    );
    let currency = found.currency.as_deref();
    let rows = found.findings.iter();
    let rows = rows.map(|finding| cells(finding, currency, language));
    println!("{}", table(&head(language), rows));
    for short in &found.too_short {
        let (name, known, needed) = (
            measure_name(short.measure, language),
            short.known,
            short.needed,
        );
        println!(
            "{}",
            match language {
                Language::English => format!(
                    "{name}: not judged, {known} of their own before are too few, it takes {needed}"
                ),
                Language::Chinese =>
                    format!("{name}：暂不判断，以往只有 {known} 个，需要 {needed} 个"),
            }
        );
    }
}

fn of_all(found: &Unusual, language: Language) {
    let currency = found.currency.as_deref();
    let rows = found.findings.iter().map(|own| {
        let mut row = vec![own.member.clone()];
        row.extend(cells(&own.finding, currency, language));
        row
    });
    let mut all = vec![pick(language, "member", "会员")];
    all.extend(head(language));
    println!("{}", table(&all, rows));
    let (unusual, judged, short) = (found.unusual, found.judged, found.too_short);
    let rate = per_cent(found.rate);
    println!(
        "{}",
        match language {
            Language::English => format!(
                "{unusual} findings about {judged} members are unusual, of which about {rate} at most are false alarms; {short} members are known for too short a time"
            ),
            Language::Chinese => format!(
                "{judged} 位会员中有 {unusual} 处异常，其中误报至多约 {rate}；另有 {short} 位会员历史太短"
            ),
        }
    );
    println!("{}", sample_words(&found.sample, language));
}
