//! A campaign that learns which of its texts is the better one, and what can be told from its draws afterwards.

use std::process::Command;

use serde_json::{Value, json};
use storekeeper::campaigns::{Brief, CampaignsError, Chooser, ReplayAsked};

use super::shop::{Shop, on_both, order};
use super::studio::{Studio, after, brief, lin, now, settings};

on_both!(
    what_works_is_sent_more_often_and_every_draw_is_kept,
    a_table_of_a_campaign_is_one_that_uplift_is_learnt_from,
);

const HOUR: i64 = 3_600;

/// Two texts, drawn by what is learnt from orders within an hour.
fn choosing(by: &str) -> Value {
    let mut brief = brief();
    let mut other = brief["copies"][0].clone();
    other["variant"] = "b".into();
    other["subject"] = "What is new".into();
    brief["copies"].as_array_mut().unwrap().push(other);
    brief["choice"] = json!({"by": by, "explore": 0.1, "hours": 1});
    brief["metric"] = json!({"window_days": 1});
    brief
}

/// Who was sent the text with a subject, of the messages from one on.
fn sent(studio: &Studio, subject: &str, from: usize) -> Vec<String> {
    let messages = studio.post.messages.lock().unwrap();
    let chosen = messages[from..].iter();
    let chosen = chosen.filter(|message| message.subject.starts_with(subject));
    chosen
        .map(|message| message.to.split('@').next().unwrap().to_owned())
        .collect()
}

async fn what_works_is_sent_more_often_and_every_draw_is_kept(shop: Shop) {
    let studio = Studio::with(shop, settings(8)).await;
    for (by, base) in [("thompson", 0), ("linucb", 100 * HOUR)] {
        let name = format!("by {by}");
        let begun = studio.post.to().len();
        studio.released(&name, &choosing(by)).await;
        for second in 1..=10 {
            studio.mailer.step(after(base + second)).await.unwrap();
        }
        let first = studio.post.to().len();
        assert!(first - begun >= 64, "{}", first - begun);
        // Whoever got the second text orders half an hour later, and is not held against it meanwhile.
        let buyers = sent(&studio, "What is new", begun);
        let members = buyers.iter().map(String::as_str);
        studio
            .ordered(&format!("{by}-"), members, base + HOUR / 2, 2)
            .await;
        studio.work(base + 2 * HOUR).await;
        let (old, new) = (
            sent(&studio, "Hello", first).len(),
            sent(&studio, "What is new", first).len(),
        );
        assert!(new > 3 * old && old > 0, "{by}: {new} against {old}");
        let export = studio
            .campaigns
            .export(&name, &lin(), after(base + 3 * HOUR))
            .await
            .unwrap();
        let drawn = export.rows.iter().filter(|row| row.state == "sent");
        let chances: Vec<f64> = drawn.map(|row| row.propensity.unwrap()).collect();
        assert_eq!(chances.len(), studio.post.to().len() - begun);
        assert!(
            chances
                .iter()
                .all(|chance| (0.1..=0.9 + 1e-9).contains(chance))
        );
        let outcome = studio
            .campaigns
            .outcome(&name, after(base + 30 * HOUR))
            .await;
        let texts = outcome.unwrap().by_variant;
        assert_eq!(texts.len(), 2);
        assert_eq!((texts[0].variant.as_str(), texts[0].arm.ordered), ("a", 0));
        assert_eq!(texts[1].arm.ordered, buyers.len() as u64);
        assert!(texts[1].share > texts[0].share && texts[1].for_all.is_some());
        // That nobody ordered is no proof that nobody would.
        let nobody = texts[0].for_all.expect("several got it");
        assert_eq!(nobody.low.to_bits(), 0.0_f64.to_bits(), "{nobody:?}");
        assert!(nobody.high > 0.01, "{nobody:?}");
        // What always sends the first text by half would have brought less than what was sent.
        let asked = |by| ReplayAsked { by, explore: None };
        let replay = |by| {
            studio
                .campaigns
                .replay(&name, asked(by), after(base + 30 * HOUR))
        };
        let even = replay(Chooser::Even).await.unwrap();
        assert_eq!(even.draws, chances.len());
        assert!((even.shares[0].1 - 0.5).abs() < 1e-9);
        assert!(even.inverse_propensity.low < even.inverse_propensity.high);
        let same = replay(if by == "linucb" {
            Chooser::LinUcb
        } else {
            Chooser::Thompson
        })
        .await
        .unwrap();
        assert!(same.shares[1].1 > 0.5, "{same:?}");
        let early = studio
            .campaigns
            .replay(&name, asked(Chooser::Even), now())
            .await;
        assert!(matches!(early, Err(CampaignsError::FewDraws(..))));
    }
    for (choice, place) in [
        (json!({"by": "thompson", "explore": 0.6}), "choice.explore"),
        (json!({"by": "thompson", "explore": 0.0}), "choice.explore"),
        (json!({"by": "linucb", "hours": 0}), "choice.hours"),
    ] {
        let mut wrong = choosing("even");
        wrong["choice"] = choice;
        let told = Brief::read(&wrong).unwrap_err().to_string();
        assert!(told.starts_with(place), "{told}");
    }
    let plain = serde_json::to_value(Brief::read(&brief()).unwrap()).unwrap();
    assert!(
        plain.get("choice").is_none(),
        "briefs of before read the same"
    );
}

async fn a_table_of_a_campaign_is_one_that_uplift_is_learnt_from(shop: Shop) {
    let studio = Studio::open(shop).await;
    let mut wanted = brief();
    wanted["holdout"] = 0.4.into();
    wanted["metric"] = json!({"window_days": 1});
    studio.released("spring", &wanted).await;
    studio.work(1).await;
    let early = studio.campaigns.uplift_table("spring", after(60)).await;
    assert!(matches!(early, Err(CampaignsError::NoTrial(_))));
    // Three of four who were written to order, and two of five who were held out.
    let by = lin();
    let export = studio.campaigns.export("spring", &by, after(60));
    let rows = export.await.unwrap().rows;
    let (mut orders, mut came) = (Vec::new(), [0, 0]);
    for (arm, state) in ["held_out", "sent"].into_iter().enumerate() {
        let members = rows.iter().filter(|row| row.state == state);
        for (n, row) in members.enumerate() {
            let orders_now = if arm == 1 { n % 4 > 0 } else { n % 5 < 2 };
            if orders_now {
                let (number, placed) = (format!("S{arm}-{n}"), after(HOUR).micros());
                orders.push(order(&number, &row.member, placed, &[("p0", 1)]));
                came[arm] += 1;
            }
        }
    }
    studio.shop.orders.put(&orders).await.unwrap();
    let table = studio.campaigns.uplift_table("spring", after(48 * HOUR));
    let table = table.await.unwrap();
    let head = table.lines().next().unwrap();
    assert!(head.starts_with("treated,ordered,segment,"), "{head}");
    assert!(!table.contains("shop.example") && !table.contains("m1,"));
    let treated = table.lines().filter(|line| line.starts_with("1,")).count();
    assert_eq!(treated, studio.post.to().len());
    let both = table
        .lines()
        .filter(|line| line.starts_with("1,1,"))
        .count();
    assert_eq!(both, came[1]);
    let unasked = table.lines().filter(|line| line.starts_with("0,1,"));
    assert_eq!(unasked.count(), came[0]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spring.csv");
    std::fs::write(&file, &table).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_storekeeper"))
        .args([
            "evaluate",
            "uplift",
            "--treatment",
            "treated",
            "--outcome",
            "ordered",
        ])
        .args(["--resamples", "10", "--json", "--data"])
        .arg(&file)
        .env("HOME", folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["treated"], treated);
    assert!(report["effect"].as_f64().unwrap() > 0.2, "{report}");
}
