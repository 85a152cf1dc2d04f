//! The texts of campaigns: what they are held to, and with whom they are looked at.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use storekeeper::access::{Role, Staff};
use storekeeper::campaigns::copy::{Axis, BrandWords, Severity};
use storekeeper::campaigns::{Brief, CampaignsError, TextsWanted, WordsBy};
use storekeeper::config::CampaignSettings;
use storekeeper::features::Features;
use storekeeper::ids::{Language, MemberKey};
use storekeeper::llm::{Admission, Llm, Scripted};
use storekeeper::members::{Consent, Member, Purpose};
use storekeeper::prompts::Prompts;

use super::shop::{Shop, on_both};
use super::studio::{Studio, after, brief, coupon, lin, now, wang};

on_both!(
    texts_of_one_name_say_the_same_in_every_language,
    a_voice_holds_in_every_door,
    a_sample_begins_with_whom_a_text_may_go_wrong,
    who_is_asleep_is_waited_for_until_they_wake,
    results_are_told_day_by_day,
    push_goes_only_to_who_said_yes_to_it,
    written_texts_are_a_version_of_the_draft,
);

/// A coupon's texts in English and Chinese; the Chinese one says no more than `chinese`.
fn both(chinese: &str) -> Value {
    let mut brief = coupon(json!({"percent": 10}));
    brief["languages"] = json!(["en", "zh"]);
    let texts = brief["copies"].as_array_mut().expect("texts");
    texts.push(json!({"variant": "a", "language": "zh", "subject": "{{member.name|朋友}}，您好", "body": chinese}));
    brief
}

/// Why a brief is not submitted.
async fn refused(studio: &Studio, name: &str, brief: &Value) -> String {
    let brief = Brief::read(brief).expect("a brief");
    let campaigns = &studio.campaigns;
    campaigns
        .create(name, &brief, &lin(), now())
        .await
        .expect("a draft");
    match campaigns.submit(name, &lin(), now()).await {
        Err(CampaignsError::Brief(wrong)) => wrong.to_string(),
        other => panic!("{other:?}"),
    }
}

async fn texts_of_one_name_say_the_same_in_every_language(shop: Shop) {
    let studio = Studio::open(shop).await;
    let same = "您的优惠码：{{offer.code}}，{{offer.what}}，{{offer.ends}}截止。\n\n{{shop.link}}\n\n退订：{{unsubscribe}}";
    let alike = Brief::read(&both(same)).expect("a brief");
    let found = studio.campaigns.findings(&alike).await.expect("findings");
    assert!(
        found.iter().all(|text| text.findings.is_empty()),
        "{found:?}"
    );
    let less = same.replace("，{{offer.ends}}截止", "");
    let short = Brief::read(&both(&less)).expect("a brief");
    let found = studio.campaigns.findings(&short).await.expect("findings");
    assert!(found[0].findings.is_empty(), "the later text is told");
    let told: Vec<_> = (found[1].findings.iter())
        .map(|finding| {
            (
                finding.rule.as_str(),
                finding.severity,
                finding.quote.as_str(),
            )
        })
        .collect();
    assert_eq!(told, [("languages", Severity::Error, "")]);
    assert!(found[1].findings[0].why.en.contains("offer.ends"));
    // What only the later text has is shown where it stands there.
    let more = same.replace("截止。", "截止，满{{offer.minimum}}可用。");
    let mut more = both(&more);
    more["offer"]["minimum"] = 20.0.into();
    let found = Brief::read(&more).expect("a brief");
    let found = studio.campaigns.findings(&found).await.expect("findings");
    assert_eq!(found[1].findings[0].quote, "{{offer.minimum}}");
    let said = refused(&studio, "short", &both(&less)).await;
    assert!(
        said.contains("copies[1].body") && said.contains("languages"),
        "{said}"
    );
    studio.released("alike", &both(same)).await;
}

async fn a_voice_holds_in_every_door(shop: Shop) {
    let mut studio = Studio::open(shop).await;
    let plain = studio.campaigns.clone();
    assert_eq!(plain.voice(), None);
    let file = "names = [\"Oolong & Co\"]\ntone = { en = \"dry\", zh = \"平实\" }\n[[word]]\navoid = \"what is new\"\ninstead = \"the new goods\"\n";
    let voice = BrandWords::read("voice.toml", file).expect("a voice");
    studio.campaigns = plain.clone().in_voice(voice);
    let shown = studio.campaigns.voice().expect("a voice");
    assert_eq!(shown.names, ["Oolong & Co"]);
    assert_eq!(
        (
            shown.words[0].avoid.as_str(),
            shown.words[0].instead.as_deref()
        ),
        ("what is new", Some("the new goods"))
    );
    let read = Brief::read(&brief()).expect("a brief");
    assert!(
        plain.findings(&read).await.expect("findings")[0]
            .findings
            .is_empty()
    );
    let found = studio.campaigns.findings(&read).await.expect("findings");
    assert_eq!(found[0].findings[0].rule, "brand-word");
    let said = refused(&studio, "loud", &brief()).await;
    assert!(said.contains("brand-word"), "{said}");
    // A name of the shop stands in both languages or in neither.
    let named = both(
        "Oolong & Co{{offer.code}}：{{offer.what}}，{{offer.ends}}。\n\n{{shop.link}}\n\n退订：{{unsubscribe}}",
    );
    let said = refused(&studio, "named", &named).await;
    assert!(said.contains("Oolong & Co stands 0 times"), "{said}");
}

async fn a_sample_begins_with_whom_a_text_may_go_wrong(shop: Shop) {
    let studio = Studio::open(shop).await;
    let member = |key: &str, name: &str, language| Member {
        name: Some(name.to_owned()),
        mail: Some(format!("{key}@shop.example")),
        marketing: Some(true),
        language,
        ..Member::new(MemberKey::new(key))
    };
    let unwilling = Member {
        marketing: Some(false),
        ..member(
            "no",
            "A name that is longer than all of the others here",
            None,
        )
    };
    let people = [
        member("long", "Wolfeschlegel Steinhausen", Some(Language::English)),
        member("zh", "王小明", Some(Language::Chinese)),
        unwilling,
    ];
    studio.shop.members.put(&people).await.expect("kept");
    let features = Features::new(studio.shop.db.clone());
    let cut = features.latest(now()).await.expect("a cut");
    features.rebuild(cut, &|_| ()).await.expect("counted");
    let mut wanted = coupon(json!({
        "percent": 5, "disclosed": true,
        "depths": [{"rule": "many orders", "filter": {"column": "orders", "above": 3}, "percent": 15}],
    }));
    wanted["languages"] = json!(["en", "zh"]);
    let wanted = Brief::read(&wanted).expect("a brief");
    let sample = async |language| {
        let sample = studio.campaigns.sample("spring", &wanted, language).await;
        sample.expect("a sample")
    };
    let sampled = sample(Language::English).await;
    assert_eq!(sampled.len(), 12);
    assert_eq!(
        (sampled[0].member.as_str(), sampled[0].name.as_deref()),
        ("long", Some("W••• S•••"))
    );
    assert_eq!(sampled[0].why, "the longest name, speaks English");
    let why = |part: &str| sampled.iter().filter(|one| one.why.contains(part)).count();
    for part in [
        "no name",
        "no language",
        "speaks Chinese",
        "no tier",
        "“many orders”",
        "everybody else",
    ] {
        assert_eq!(why(part), 1, "{part}: {sampled:?}");
    }
    assert!(why("by lot") > 3 && sampled.iter().all(|one| one.member != "no"));
    assert_eq!(sample(Language::English).await, sampled, "the same again");
    assert!(sample(Language::Chinese).await[0].why.contains("姓名最长"));
    // The message of each has the discount that is theirs.
    let deep = sampled
        .iter()
        .find(|one| one.why.contains("many orders"))
        .expect("one");
    for (member, percent) in [(deep.member.as_str(), "15% off"), ("long", "5% off")] {
        let key = MemberKey::new(member);
        let shown = studio.mailer.preview("spring", &wanted, Some(&key), now());
        let shown = shown.await.expect("a preview");
        assert!(shown[0].text.contains(&format!(": {percent}")), "{shown:?}");
    }
}

async fn who_is_asleep_is_waited_for_until_they_wake(shop: Shop) {
    let settings = CampaignSettings {
        per_second: 10_000,
        in_flight: 64,
        ..CampaignSettings::default()
    };
    let studio = Studio::with(shop, settings).await;
    // It is noon in UTC, and ten at night in Sydney.
    let sydney = Member {
        mail: Some("sydney@shop.example".to_owned()),
        city: Some("Sydney".to_owned()),
        marketing: Some(true),
        ..Member::new(MemberKey::new("sydney"))
    };
    studio.shop.members.put(&[sydney]).await.expect("kept");
    studio.released("spring", &brief()).await;
    studio.work(1).await;
    let progress = async |at| {
        studio
            .campaigns
            .progress("spring", after(at))
            .await
            .expect("progress")
    };
    let asleep = progress(60).await;
    assert_eq!((asleep.waiting, asleep.put_off), (1, 1));
    let (since, until) = (
        asleep.waits_since.expect("since"),
        asleep.waits_until.expect("until"),
    );
    assert!(
        since > now().rfc3339() && since < after(60).rfc3339(),
        "{since}"
    );
    // Eight in the morning there.
    assert!(
        until > after(9 * 3_600).rfc3339() && until < after(11 * 3_600).rfc3339(),
        "{until}"
    );
    let awake = progress(12 * 3_600).await;
    assert_eq!((awake.put_off, awake.waits_until), (0, None));
    studio.work(12 * 3_600).await;
    let done = progress(12 * 3_600 + 1).await;
    assert_eq!((done.waiting, done.waits_since), (0, None));
}

async fn results_are_told_day_by_day(shop: Shop) {
    let studio = Studio::open(shop).await;
    let mut wanted = brief();
    wanted["holdout"] = 0.5.into();
    wanted["metric"] = json!({"what": "ordered", "window_days": 7});
    // Some are written to today and the others in two days, so that windows end on two days.
    studio.released("spring", &wanted).await;
    let day = Duration::from_hours(24).as_secs().cast_signed();
    studio.mailer.step(after(1)).await.expect("a step");
    studio.work(2 * day).await;
    let export = studio
        .campaigns
        .export("spring", &lin(), after(2 * day + 900))
        .await
        .expect("rows");
    let of_arm = |arm: &'static str| export.rows.iter().filter(move |row| row.arm == arm);
    // Two of three who are written to order, and one of three who are not.
    let came = of_arm("treated").skip(1).step_by(3);
    let came = came.chain(of_arm("treated").skip(2).step_by(3));
    let came = came.chain(of_arm("held_out").step_by(3));
    let came = came.map(|row| row.member.as_str());
    studio.ordered("B", came, 3 * day, 1).await;
    let outcome = studio
        .campaigns
        .outcome("spring", after(20 * day))
        .await
        .expect("an outcome");
    let days = &outcome.days;
    assert_eq!(days.len(), 2, "{days:?}");
    assert_eq!(days[0].day, after(7 * day + 1).day());
    assert_eq!(days[1].day, after(9 * day).day());
    assert!(days[0].treated + days[0].held_out < days[1].treated + days[1].held_out);
    let last = &days[1];
    assert_eq!(
        (last.treated, last.held_out),
        (outcome.all.treated.members, outcome.all.held_out.members)
    );
    let anytime = outcome.all.anytime.expect("an interval");
    assert_eq!(
        (last.low, last.high),
        (Some(anytime.low), Some(anytime.high))
    );
    let lift = last.lift.expect("a lift");
    assert!((0.3..0.37).contains(&lift), "{lift}");
    assert!(last.low.expect("an end") < lift && last.high.expect("an end") > lift);
    let segments: u64 = outcome
        .segments
        .iter()
        .map(|one| one.treated + one.held_out)
        .sum();
    assert_eq!(segments, last.treated + last.held_out);
}

/// A brief of a push message.
fn push() -> Value {
    let mut push = brief();
    push["medium"] = "push".into();
    push["copies"] = json!([{
        "variant": "a", "language": "en", "subject": "Something new", "body": "Come and see what is new at {{shop.name}}.",
    }]);
    push
}

async fn push_goes_only_to_who_said_yes_to_it(shop: Shop) {
    let studio = Studio::open(shop).await;
    let members = &studio.shop.members;
    let said = async |key: &str, purpose, granted, at| {
        let said = Consent::said(purpose, granted, at, "profile");
        members
            .consent(&MemberKey::new(key), &[said])
            .await
            .expect("kept");
    };
    said("m1", Purpose::MarketingSms, true, now()).await;
    let wanted = Brief::read(&push()).expect("a brief");
    let count = async |at| {
        let counted = studio
            .campaigns
            .count(&wanted, "spring", Language::English, after(at));
        counted.await.expect("a count")
    };
    let counted = count(1).await;
    assert_eq!(
        (counted.reached, counted.taken_off.no_consent),
        (0, 240),
        "a yes to SMS is none to this"
    );
    said("m2", Purpose::MarketingPush, true, after(1)).await;
    said("m3", Purpose::MarketingPush, true, after(1)).await;
    said("m3", Purpose::MarketingPush, false, after(2)).await;
    assert_eq!(count(3).await.reached, 1);
    studio.released("spring", &push()).await;
    studio.work(4).await;
    assert_eq!(studio.post.to(), ["m2"]);
    // Who wants no more says so to this alone, and a later yes takes it back.
    let id = studio.post.ids()[0].clone();
    studio
        .campaigns
        .unsubscribe(&id, after(100))
        .await
        .expect("taken")
        .expect("known");
    let m2 = MemberKey::new("m2");
    let agrees = members.agrees(&m2, Purpose::MarketingPush).await;
    assert!(!agrees.expect("an answer"));
    assert_eq!(count(200).await.taken_off.suppressed, 1);
    said("m2", Purpose::MarketingPush, true, after(300)).await;
    assert_eq!(count(400).await.reached, 1);
    let history = members.consent_history(&m2).await.expect("a history");
    let told: Vec<bool> = (history.iter())
        .filter(|said| said.purpose == Purpose::MarketingPush)
        .map(|said| said.granted)
        .collect();
    assert_eq!(told, [true, false, true]);
}

async fn written_texts_are_a_version_of_the_draft(shop: Shop) {
    let studio = Studio::open(shop).await;
    let mut first = brief();
    first["languages"] = json!(["en", "zh"]);
    first["copies"][0]["axis"] = "warmth".into();
    let first = Brief::read(&first).expect("a brief");
    let campaigns = &studio.campaigns;
    campaigns
        .create("spring", &first, &lin(), now())
        .await
        .expect("a draft");
    let scripted = Scripted::new(|ask| {
        let prompt = &ask.messages.last().expect("a prompt").text;
        if Language::of(prompt.lines().last().expect("a line")) == Language::Chinese {
            "看看新到的东西 | 来店里看看我们的新品吧。".into()
        } else {
            "A look at the shop | Come and see our shelves.".into()
        }
    });
    let llm = Llm::new(Arc::new(scripted), Admission { slots: 1, queue: 4 });
    let prompts = Prompts::builtin().expect("the prompts are in order");
    let wanted = TextsWanted {
        axis: Axis::Warmth,
        each: 2,
        language: None,
    };
    let told = Mutex::new(Vec::new());
    let heard = |done, all| told.lock().expect("free").push((done, all));
    let with = (&llm, &prompts);
    let (campaign, written) = campaigns
        .write_into("spring", &wanted, with, (&wang(), after(1)), &heard)
        .await
        .expect("texts");
    assert_eq!(
        *told.lock().expect("free"),
        [(1, 4), (2, 4), (3, 4), (4, 4)]
    );
    assert!(
        written
            .iter()
            .all(|text| text.by == WordsBy::Model && text.tries == 1)
    );
    let texts: Vec<_> = (campaign.brief.copies.iter())
        .map(|copy| format!("{} {}", copy.variant, copy.language.tag()))
        .collect();
    // The text that lacked a language got it before another began.
    assert_eq!(texts, ["a en", "b en", "c en", "a zh", "b zh"]);
    assert_eq!(
        (campaign.listed.version, campaign.versions[1].by.as_str()),
        (2, "wang")
    );
    let agent = Staff {
        role: Role::Agent,
        ..lin()
    };
    let refused = campaigns
        .write_into("spring", &wanted, with, (&agent, after(2)), &heard)
        .await;
    assert!(
        matches!(refused, Err(CampaignsError::Role { .. })),
        "{refused:?}"
    );
    studio.released("other", &brief()).await;
    let refused = campaigns
        .write_into("other", &wanted, with, (&lin(), after(2)), &heard)
        .await;
    assert!(
        matches!(refused, Err(CampaignsError::State(_))),
        "{refused:?}"
    );
}
