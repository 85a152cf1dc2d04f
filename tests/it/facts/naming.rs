//! What clusters are called: by rule, by a scripted model, by a person.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use regex::Regex;
use storekeeper::actions::{ActionsError, Advisor, ClusterName, NamedBy, NextRules};
use storekeeper::clock::Timestamp;
use storekeeper::llm::{Admission, Ask, Llm, LlmError, Scripted, ScriptedReply, Shape};
use storekeeper::prompts::Prompts;
use storekeeper::registry::Registry;

use super::shop::{Shop, on_both};

on_both!(
    a_good_name_is_taken_and_kept,
    a_bad_name_changes_nothing,
    a_busy_model_changes_nothing,
    a_person_has_the_last_word,
);

const DAY: i64 = 86_400_000_000;

fn now() -> Timestamp {
    Timestamp::from_micros(500 * DAY)
}

async fn fitted(shop: &Shop) -> Advisor {
    shop.buyers(80).await;
    let registry = Registry::new(shop.db.clone());
    let advisor = Advisor::new(shop.db.clone(), registry, NextRules::default());
    advisor.fit(now(), &|_, _| {}).await.unwrap();
    assert!(names(&advisor).await.len() >= 2);
    advisor
}

async fn names(advisor: &Advisor) -> Vec<ClusterName> {
    let clusters = advisor.clusters().await.unwrap();
    clusters.into_iter().map(|cluster| cluster.name).collect()
}

fn llm(script: impl Fn(&Ask) -> ScriptedReply + Send + Sync + 'static) -> Llm {
    let admission = Admission { slots: 1, queue: 8 };
    Llm::new(Arc::new(Scripted::new(script)), admission)
}

/// All names of two claims or one that any cluster may have.
fn all_names() -> Vec<String> {
    let english = [
        "recent",
        "lapsed",
        "frequent",
        "occasional",
        "high-spending",
        "low-spending",
        "typical",
    ];
    let chinese = ["近期", "沉睡", "高频", "低频", "高消费", "低消费", "普通"];
    let mut names = Vec::new();
    for noun in ["members", "customers", "shoppers", "buyers"] {
        for one in english {
            names.push(format!("{one} {noun}"));
            names.extend(english.map(|other| format!("{one} {other} {noun}")));
        }
    }
    for noun in ["会员", "顾客", "客户", "买家"] {
        for one in chinese {
            names.push(format!("{one}{noun}"));
            names.extend(chinese.map(|other| format!("{one}{other}{noun}")));
        }
    }
    names
}

/// A model that says the first name that the form of its line allows and that it has not said.
fn good() -> Llm {
    let said = Mutex::new(HashSet::new());
    llm(move |ask| {
        let Shape::Line { pattern } = &ask.shape else {
            panic!("a line is asked for");
        };
        let form = Regex::new(&format!("^(?:{pattern})$")).expect("a pattern");
        let mut said = said.lock().unwrap();
        let mut names = all_names().into_iter();
        let name = names.find(|name| form.is_match(name) && !said.contains(name));
        let name = name.expect("a name that is allowed");
        said.insert(name.clone());
        name.as_str().into()
    })
}

async fn a_good_name_is_taken_and_kept(shop: Shop) {
    let advisor = fitted(&shop).await;
    let by_rule = names(&advisor).await;
    assert!(
        by_rule
            .iter()
            .all(|name| name.named == NamedBy::Rule && name.en == name.key)
    );
    let prompts = Prompts::builtin().unwrap();
    let left = advisor.name_clusters(&good(), &prompts, now()).await;
    assert!(left.unwrap().is_empty());
    let by_model = names(&advisor).await;
    let wanted = NamedBy::Model {
        model: "script".to_owned(),
        prompts: ["cluster.en", "cluster.zh"].map(|name| prompts.hash(name).unwrap()),
    };
    let mut different = HashSet::new();
    for (name, before) in by_model.iter().zip(&by_rule) {
        assert_eq!((&name.key, &name.named), (&before.key, &wanted));
        assert!(name.en != before.en && (2..=4).contains(&name.en.split(' ').count()));
        assert!(different.insert(name.en.clone()) && different.insert(name.zh.clone()));
    }
    // Who is in which cluster is the same, by the same keys.
    let overview = advisor.overview().await.unwrap();
    assert_eq!(overview.cluster_names, by_model);
    assert!(
        by_rule
            .iter()
            .all(|name| overview.clusters.contains_key(&name.key))
    );
    // A fit that finds the same clusters keeps their names, and the model is not asked for them again.
    advisor.fit(now(), &|_, _| {}).await.unwrap();
    assert_eq!(names(&advisor).await, by_model);
    let silent = llm(|_| panic!("it is not asked"));
    let left = advisor.name_clusters(&silent, &prompts, now()).await;
    assert!(left.unwrap().is_empty());
}

async fn a_bad_name_changes_nothing(shop: Shop) {
    let advisor = fitted(&shop).await;
    let by_rule = names(&advisor).await;
    let prompts = Prompts::builtin().unwrap();
    for bad in [
        "20 best buyers",
        "rich people",
        "members",
        "recent lapsed members",
        "frequent frequent buyers",
        "recent  buyers",
        "recent buyers who love tea",
        "high-spending low-spending buyers",
    ] {
        let model = llm(move |_| bad.into());
        let left = advisor.name_clusters(&model, &prompts, now()).await;
        let left = left.unwrap();
        assert_eq!(left.len(), by_rule.len(), "{bad}");
        assert!(
            left.iter().all(|left| left.why.contains("numbers")),
            "{left:?}"
        );
        assert_eq!(names(&advisor).await, by_rule, "{bad}");
    }
    // A true name in English that comes as the Chinese one too is none; so is one that another cluster has.
    let model = good();
    advisor
        .name_clusters(&model, &prompts, now())
        .await
        .unwrap();
    let taken = names(&advisor).await;
    let [en, zh] = [taken[0].en.clone(), taken[0].zh.clone()];
    let renamed = advisor.rename_cluster("2", [&en, &zh], "lin", now()).await;
    let error = renamed.expect_err("it is taken");
    assert!(matches!(error, ActionsError::ClusterNamed(_)), "{error}");
    assert!(error.to_string().contains(&en));
}

async fn a_busy_model_changes_nothing(shop: Shop) {
    let advisor = fitted(&shop).await;
    let by_rule = names(&advisor).await;
    let prompts = Prompts::builtin().unwrap();
    for error in [
        LlmError::Busy { waiting: 3 },
        LlmError::Transient("the server is down".to_owned()),
    ] {
        let said = error.to_string();
        let model = llm(move |_| ScriptedReply {
            text: Err(error.clone()),
            pace: Duration::ZERO,
        });
        let left = advisor.name_clusters(&model, &prompts, now()).await;
        let left = left.unwrap();
        assert_eq!(left.len(), by_rule.len());
        assert!(left.iter().all(|left| left.why == said), "{left:?}");
        assert_eq!(names(&advisor).await, by_rule);
    }
}

async fn a_person_has_the_last_word(shop: Shop) {
    let advisor = fitted(&shop).await;
    let key = names(&advisor).await[0].key.clone();
    let given = ["our 1st guests", "常客"];
    let renamed = advisor.rename_cluster("1", given, "lin", now()).await;
    let renamed = renamed.unwrap();
    let by_lin = NamedBy::Person {
        who: "lin".to_owned(),
    };
    assert_eq!((&renamed.key, &renamed.named), (&key, &by_lin));
    let prompts = Prompts::builtin().unwrap();
    advisor
        .name_clusters(&good(), &prompts, now())
        .await
        .unwrap();
    advisor.fit(now(), &|_, _| {}).await.unwrap();
    let after = names(&advisor).await;
    assert_eq!(after[0], renamed);
    assert!(
        after[1..]
            .iter()
            .all(|name| matches!(name.named, NamedBy::Model { .. }))
    );
    // By its key too; a name that is none is refused, and a cluster that there is not.
    let again = advisor.rename_cluster(&key, ["guests", "客人"], "mo", now());
    assert_eq!(again.await.unwrap().en, "guests");
    for (which, name) in [
        ("1", " "),
        ("1", "a\nb"),
        ("99", "guests"),
        ("none", "guests"),
    ] {
        let refused = advisor
            .rename_cluster(which, [name, "客人"], "mo", now())
            .await;
        let refused = refused.expect_err("it is refused");
        let said = refused.to_string();
        assert!(said.contains("cluster"), "{said}");
    }
    assert_eq!(names(&advisor).await[0].zh, "客人");
}
