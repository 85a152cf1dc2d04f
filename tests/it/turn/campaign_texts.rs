//! Texts for a draft, asked for in a conversation: by a scripted model, or fixed ones without it.

use serde_json::json;
use storekeeper::access::{Principal, Role, Staff};
use storekeeper::assistant::Card;
use storekeeper::campaigns::{Brief, Campaign, Campaigns};
use storekeeper::ids::Language;

use super::campaigning::staff;
use super::shop::{Starter, Talk, now, planning};

fn lin() -> Staff {
    staff("lin", Role::Marketer)
}

/// A shop with a draft, and its campaigns.
async fn drafted() -> (Starter, Campaigns) {
    let shop = Starter::open().await;
    let brief = json!({
        "objective": "a welcome back to the shop", "audience": {"named": "everybody"}, "medium": "mail",
        "languages": ["en", "zh"], "offer": {"kind": "coupon", "percent": 10, "ends": "2026-12-31"},
    });
    let brief = Brief::read(&brief).expect("a brief");
    let campaigns = shop.campaigns();
    let made = campaigns.create("Spring tea", &brief, &lin(), now()).await;
    made.expect("a draft");
    (shop, campaigns)
}

async fn draft(campaigns: &Campaigns) -> Campaign {
    campaigns.of("Spring tea", now()).await.expect("a campaign")
}

/// The sheets of an answer: the title, and the words of who found them.
fn sheets(heard: &super::heard::Heard) -> Vec<(String, String)> {
    let sheets = heard.cards().into_iter().filter_map(|card| match card {
        Card::Profile { title, rows } => Some((title, rows)),
        _ => None,
    });
    let by = |rows: &[storekeeper::assistant::NamedValue]| {
        let found = rows
            .iter()
            .find(|row| row.name == "words by" || row.name == "撰写");
        found.expect("who found the words").value.clone()
    };
    sheets
        .map(|(title, rows)| (title.clone(), by(rows)))
        .collect()
}

fn without_model(shop: &Starter) -> Talk {
    shop.talk(Principal::Staff(lin()), None)
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_are_written_checked_and_saved_as_a_new_version_after_a_yes() {
    let (shop, campaigns) = drafted().await;
    let words = |line: &str| {
        let chinese = line.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        match (chinese, line.contains("proof")) {
            (true, _) => "想起了您 | 愿您一切都好。",
            // What may not be said is not taken, and a fixed text stands in.
            (false, true) => "Something to look at | The finest tea in the world is here.",
            (false, false) => "Something to look at | Enjoy a quiet cup of tea with us.",
        }
        .into()
    };
    let model = planning(|_| "find".into(), words);
    let talk = shop.talk(Principal::Staff(lin()), Some(model));
    let heard = talk.say("write variants for the campaign Spring tea").await;
    assert_eq!(heard.line(), "write", "{}", heard.text());
    let sheets = sheets(&heard);
    assert_eq!(sheets.len(), 8, "four axes in two languages: {sheets:?}");
    let fixed: Vec<&str> = sheets
        .iter()
        .filter(|(_, by)| by == "a fixed text")
        .map(|(title, _)| title.as_str())
        .collect();
    assert_eq!(fixed, ["Proof (en)"]);
    let said = heard.text();
    assert!(
        said.contains("8 texts") && said.contains("1 of them fixed"),
        "{said}"
    );
    let (_, shown) = heard.proposed().expect("they are put forward");
    assert_eq!(shown.len(), 8);
    assert!(
        shown[0].after.starts_with("Something to look at | "),
        "{shown:?}"
    );
    let before = draft(&campaigns).await;
    assert!((before.listed.version, before.brief.copies.len()) == (1, 0));

    let saved = talk.say("yes").await;
    assert!(saved.text().contains("version 2"), "{}", saved.text());
    let after = draft(&campaigns).await;
    assert_eq!((after.listed.version, after.brief.copies.len()), (2, 8));
    assert_eq!(after.versions[1].by, "lin");
    assert!(after.brief.lacks().is_empty());
    let by_model = after
        .brief
        .copies
        .iter()
        .filter(|copy| copy.written.is_some());
    assert_eq!(by_model.count(), 7);
    let findings = campaigns.findings(&after.brief).await.unwrap();
    assert!(
        findings
            .iter()
            .all(|text| storekeeper::campaigns::copy::approvable(&text.findings)),
        "{findings:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_model_fixed_texts_are_put_forward() {
    let (shop, campaigns) = drafted().await;
    let talk = without_model(&shop);
    let heard = talk.say("给“Spring tea”写几条温情的文案").await;
    assert_eq!(heard.line(), "write", "{}", heard.text());
    let sheets = sheets(&heard);
    assert_eq!(sheets.len(), 2, "{sheets:?}");
    assert!(sheets.iter().all(|(_, by)| by == "固定文案"), "{sheets:?}");
    talk.say("好的").await;
    let after = draft(&campaigns).await;
    assert_eq!(after.listed.version, 2);
    let languages: Vec<Language> = after
        .brief
        .copies
        .iter()
        .map(|copy| copy.language)
        .collect();
    assert_eq!(languages, [Language::English, Language::Chinese]);
    // The only draft is meant where none is named, and an unknown one is said to be that.
    let again = without_model(&shop)
        .say("draft copy for the campaign")
        .await;
    assert_eq!(again.line(), "write", "{}", again.text());
    assert!(again.proposed().is_some(), "{}", again.text());
    let unknown = without_model(&shop)
        .say("write variants for the campaign \"Autumn tea\"")
        .await;
    assert!(
        unknown.text().contains("no campaign “Autumn tea”"),
        "{}",
        unknown.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_was_changed_meanwhile_stays_as_it_is() {
    let (shop, campaigns) = drafted().await;
    let talk = without_model(&shop);
    let heard = talk
        .say("write a warm variant for the campaign Spring tea")
        .await;
    assert!(heard.proposed().is_some(), "{}", heard.text());
    let mut brief = draft(&campaigns).await.brief;
    brief.tone = "calm".to_owned();
    let edited = campaigns
        .edit("Spring tea", &brief, Some(1), &lin(), now())
        .await;
    edited.expect("a new version");
    let late = talk.say("yes").await;
    assert!(late.text().contains("stays as it was"), "{}", late.text());
    let after = draft(&campaigns).await;
    assert!((after.listed.version, after.brief.copies.len()) == (2, 0));
}
