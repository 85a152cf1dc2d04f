//! Words by a scripted model, checked, and by code where the model has none.

use std::sync::Arc;
use std::time::Duration;

use regex::Regex;
use storekeeper::campaigns::copy::{Axis, BrandWords, approvable};
use storekeeper::campaigns::writing::{CopyBrief, Variant, Writer, WrittenBy};
use storekeeper::evaluation::{bench_copy, read_briefs};
use storekeeper::ids::Language;
use storekeeper::llm::{Admission, Ask, Llm, LlmError, Scripted, ScriptedReply, Shape};
use storekeeper::prompts::Prompts;

const BRIEFS: &str = include_str!("../../campaigns/briefs.jsonl");

fn llm(script: impl Fn(&Ask) -> ScriptedReply + Send + Sync + 'static) -> Llm {
    Llm::new(
        Arc::new(Scripted::new(script)),
        Admission { slots: 1, queue: 8 },
    )
}

fn briefs() -> Vec<CopyBrief> {
    read_briefs(BRIEFS).expect("the briefs can be read")
}

fn brief(medium: &str) -> CopyBrief {
    let found = briefs().into_iter().find(|brief| {
        brief.medium.word() == medium
            && brief.en.contains_key("offer.ends")
            && brief.en.contains_key("product.title")
    });
    found.expect("a brief of that medium")
}

/// Texts of a brief in a language by a model; what it is asked is tried against what it says.
async fn written(
    llm: Option<&Llm>,
    brief: &CopyBrief,
    language: Language,
    each: usize,
) -> Vec<Variant> {
    let (prompts, rules, brand) = (
        Prompts::builtin().unwrap(),
        super::rules(),
        BrandWords::none(),
    );
    let writer = Writer {
        llm,
        prompts: &prompts,
        rules,
        brand: &brand,
    };
    writer
        .variants(brief, language, &Axis::ALL, each)
        .await
        .unwrap()
}

/// Whether a line has the form that was asked for.
fn fits(ask: &Ask, line: &str) -> bool {
    let Shape::Line { pattern } = &ask.shape else {
        panic!("a line is asked for");
    };
    Regex::new(&format!("^(?:{pattern})$"))
        .expect("a pattern")
        .is_match(line)
}

#[tokio::test]
async fn good_words_are_framed_and_taken() {
    let llm = llm(|ask| {
        let line = "Enjoy [offer.what] on things for the garden.";
        let line = if fits(ask, line) {
            line
        } else {
            "Enjoy what we have on the shelf for you."
        };
        assert!(fits(ask, line), "{line}");
        line.into()
    });
    let variants = written(Some(&llm), &brief("sms"), Language::English, 1).await;
    assert_eq!(variants.len(), 4);
    for variant in &variants {
        assert!(
            matches!(&variant.written, WrittenBy::Model { tries: 1, model, .. } if model == "script")
        );
        let body = &variant.copy.body;
        assert!(
            body.contains("{{offer.what}}") && body.contains("{{offer.ends}}"),
            "{body}"
        );
        assert!(
            body.ends_with("{{product.link}} Unsubscribe: {{unsubscribe}}"),
            "{body}"
        );
        assert!(approvable(&variant.findings) && variant.copy.subject.is_none());
    }
}

#[tokio::test]
async fn bad_words_are_asked_for_once_more_and_then_replaced() {
    let twice = llm(|ask| {
        let prompt = ask.messages.last().unwrap().text.clone();
        let line = if prompt.contains("avoid: finest") {
            "Something to look at | Enjoy a quiet cup of tea with us."
        } else {
            "Something to look at | The finest tea in the world is here."
        };
        line.into()
    });
    let variants = written(Some(&twice), &brief("mail"), Language::English, 1).await;
    for variant in variants {
        assert!(matches!(variant.written, WrittenBy::Model { tries: 2, .. }));
        assert_eq!(variant.declined.len(), 1);
        assert!(
            variant.declined[0]
                .findings
                .iter()
                .any(|finding| finding.rule == "superlative")
        );
        assert_eq!(
            variant.copy.subject.as_deref(),
            Some("Something to look at")
        );
        assert!(
            variant
                .copy
                .body
                .starts_with("Hello {{member.name|there}},\n\nEnjoy a quiet cup")
        );
    }
    let never = llm(|_| "Save 50% | 最佳之选，买一送一！".into());
    for variant in written(Some(&never), &brief("mail"), Language::Chinese, 1).await {
        assert_eq!(variant.written, WrittenBy::Template);
        assert_eq!(variant.declined.len(), 2);
        assert!(approvable(&variant.findings), "{:?}", variant.findings);
    }
}

#[tokio::test]
async fn words_that_do_not_read_on_are_asked_for_once_more() {
    let odd = [
        "Enjoy [offer.what] on things for the garden until [offer.what].",
        "Enjoy the cotton and the linen of it. Enjoy the cotton and the linen of it.",
    ];
    for (number, line) in odd.into_iter().enumerate() {
        let llm = llm(move |ask| {
            let good = "Enjoy a slow afternoon at home with us.";
            if fits(ask, line) { line } else { good }.into()
        });
        let variants = written(Some(&llm), &brief("chat"), Language::English, 1).await;
        let rules: Vec<&str> = variants
            .iter()
            .flat_map(|variant| &variant.declined)
            .flat_map(|declined| &declined.findings)
            .map(|finding| finding.rule.as_str())
            .collect();
        let wanted = ["placeholder-place", "said-twice"][number];
        assert!(rules.contains(&wanted), "{line}: {rules:?}");
        for variant in variants {
            assert!(!variant.copy.body.contains("until {{offer.what}}"));
        }
    }
}

#[tokio::test]
async fn a_busy_model_leaves_the_fixed_texts() {
    let busy = llm(|_| ScriptedReply {
        text: Err(LlmError::Busy { waiting: 9 }),
        pace: Duration::ZERO,
    });
    for variant in written(Some(&busy), &brief("push"), Language::English, 1).await {
        assert_eq!(variant.written, WrittenBy::Template);
        assert!(variant.declined[0].why.as_deref().unwrap().contains("busy"));
    }
}

#[tokio::test]
async fn every_fixed_text_of_every_brief_may_be_approved() {
    for brief in briefs() {
        for language in [Language::English, Language::Chinese] {
            for variant in written(None, &brief, language, 1).await {
                assert!(
                    approvable(&variant.findings),
                    "{}: {:?}",
                    brief.id,
                    variant.findings
                );
            }
        }
    }
}

#[tokio::test]
async fn texts_of_one_axis_begin_differently_and_no_form_has_a_digit() {
    let llm = llm(|ask| {
        assert!(!fits(ask, "Save 20 on tea today."));
        assert!(!fits(ask, "Enjoy [member.points] on tea today."));
        assert!(!fits(ask, "欢迎来看看最好的茶。") && !fits(ask, "买二送一的茶。"));
        let openings = ["Enjoy", "Meet", "Come", "Here", "Tea"];
        let lines = openings.map(|word| format!("{word} a slow afternoon at home with us."));
        let line = lines
            .iter()
            .find(|line| fits(ask, line))
            .expect("one of them fits");
        line.as_str().into()
    });
    let variants = written(Some(&llm), &brief("chat"), Language::English, 3).await;
    let proof: Vec<&str> = variants
        .iter()
        .filter(|variant| variant.axis == Axis::Proof)
        .map(|variant| variant.copy.body.split(' ').next().unwrap())
        .collect();
    assert_eq!(proof, ["Enjoy", "Enjoy", "Meet"]);
}

#[tokio::test]
async fn the_model_sees_no_value() {
    let brief = brief("chat");
    let (code, ends) = ("SECRETCODE", "30 November");
    let mut brief = brief;
    for (name, value) in [("offer.code", code), ("offer.ends", ends)] {
        let value = serde_json::from_value(serde_json::json!(value)).unwrap();
        brief.facts.values.insert(name.to_owned(), value);
    }
    let llm = llm(move |ask| {
        let text = &ask.messages.last().unwrap().text;
        assert!(!text.contains(code) && !text.contains(ends), "{text}");
        "Enjoy a slow afternoon at home with us.".into()
    });
    written(Some(&llm), &brief, Language::English, 1).await;
}

#[tokio::test]
async fn the_benchmark_counts_what_the_model_did() {
    let llm = llm(|ask| {
        let chinese = ask.messages.last().unwrap().text.contains("商店");
        if chinese {
            "最好的茶 | 最好的茶在这里。".into()
        } else {
            "A quiet cup | Enjoy a quiet cup of tea with us.".into()
        }
    });
    let (prompts, rules, brand) = (
        Prompts::builtin().unwrap(),
        super::rules(),
        BrandWords::none(),
    );
    let writer = Writer {
        llm: Some(&llm),
        prompts: &prompts,
        rules,
        brand: &brand,
    };
    let briefs = [brief("mail")];
    let report = bench_copy(&writer, &briefs, 1, |_| ()).await.unwrap();
    assert_eq!(
        (
            report.briefs,
            report.variants,
            report.by_template,
            report.faulty
        ),
        (1, 8, 4, 0)
    );
    assert!((report.first_try - 0.5).abs() < 1e-9 && (report.approvable - 0.5).abs() < 1e-9);
    assert!((report.by_language["en"].first_try - 1.0).abs() < 1e-9);
    assert!(report.by_language["zh"].first_try.abs() < 1e-9);
    assert_eq!(report.by_axis.len(), 4);
    assert_eq!(report.findings["absolute"], 4);
}

#[test]
fn there_are_fifty_briefs_and_a_wrong_one_is_named() {
    assert_eq!(briefs().len(), 50);
    let first = BRIEFS.lines().next().unwrap();
    let failed = read_briefs(&first.replace("\"offer.what\"", "\"offer.wat\"")).unwrap_err();
    assert!(
        failed.to_string().contains("`offer.wat` is no placeholder"),
        "{failed}"
    );
    let failed = read_briefs(&format!("{first}\n{first}")).unwrap_err();
    assert!(
        failed.to_string().contains("line 2") && failed.to_string().contains("twice"),
        "{failed}"
    );
}

#[test]
fn a_brief_that_stands_there_twice_is_told_by_its_line() {
    let line = BRIEFS.lines().next().expect("a brief");
    let twice = format!("{line}\n\n\n{line}\n");
    let error = read_briefs(&twice).expect_err("one id twice").to_string();
    assert!(
        error.contains("line 4") && error.contains("twice"),
        "{error}"
    );
}
