//! What English and Chinese must have alike.

use serde_json::json;
use storekeeper::campaigns::copy::{Copy, Part, Severity, compare, differing, in_order};
use storekeeper::ids::Language;

use super::{facts, text};

/// Differences as `kind what en:zh`, errors with a `!`.
fn differences(en: &str, zh: &str) -> Vec<String> {
    let facts = facts(json!({"names": ["Oolong & Co"]}));
    let (en, zh) = (text(Language::English, en), text(Language::Chinese, zh));
    let found = compare(&en, &zh, &facts).into_iter();
    let told = found.map(|difference| {
        let mark = if difference.severity == Severity::Error {
            "!"
        } else {
            ""
        };
        let (kind, what) = (difference.kind, difference.what);
        format!("{mark}{kind} {what} {}:{}", difference.en, difference.zh)
    });
    told.collect()
}

#[test]
fn texts_that_say_the_same_do_not_differ() {
    let en = "Hello {{member.name|there}}, {{offer.what}} at Oolong & Co until {{offer.ends}}: {{product.link}}";
    let zh = "{{member.name|会员}}您好，Oolong & Co {{offer.what}}，{{offer.ends}}截止：{{product.link}}";
    assert!(differences(en, zh).is_empty());
}

#[test]
fn what_one_language_lacks_is_an_error() {
    let en = "{{offer.what}} at Oolong & Co until {{offer.ends}}: {{product.link}} https://a.example/x 20";
    let zh = "{{offer.percent}}，欢迎选购 ３０";
    let expected = [
        "!date offer.ends 1:0",
        "!link a.example/x 1:0",
        "!link product.link 1:0",
        "!name Oolong & Co 1:0",
        "!number 20 1:0",
        "!number 30 0:1",
        "!placeholder offer.percent 0:1",
        "!placeholder offer.what 1:0",
    ];
    assert_eq!(differences(en, zh), expected);
}

#[test]
fn how_often_and_whether_the_member_is_named_is_a_matter_of_manners() {
    let differ = differences(
        "{{offer.what}}, {{member.name}}: {{offer.what}}",
        "{{offer.what}}",
    );
    assert_eq!(
        differ,
        ["placeholder member.name 1:0", "placeholder offer.what 2:1"]
    );
}

#[test]
fn a_subject_stands_in_both_or_in_neither() {
    let copy = |language, subject: Option<&str>| Copy {
        language,
        subject: subject.map(str::to_owned),
        body: "{{offer.what}}".to_owned(),
    };
    let (en, zh) = (
        copy(Language::English, Some("Tea")),
        copy(Language::Chinese, None),
    );
    let found = compare(&en, &zh, &facts(json!({})));
    assert_eq!((found.len(), found[0].kind), (1, "subject"));
}

#[test]
fn a_sentence_that_begins_with_online_is_no_link_of_one_language() {
    let en = "Open on weekdays. Online, always: {{shop.link}}";
    assert!(differences(en, "工作日营业，网上随时：{{shop.link}}").is_empty());
}

#[test]
fn a_difference_stands_where_the_later_text_has_it() {
    let facts = facts(json!({}));
    let zh = text(Language::Chinese, "茶 250 克");
    let mut en = text(
        Language::English,
        "Tea, 1250 or 250 g, at https://A.example/Tea/ {{member.name|12}} and 12",
    );
    en.subject = Some("Tea".to_owned());
    let mut found = differing(&zh, &en, &facts);
    in_order(&mut found);
    let told: Vec<(Part, usize, &str)> = found
        .iter()
        .map(|finding| (finding.part, finding.start, finding.quote.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Part::Subject, 0, "Tea"),
            (Part::Body, 5, "1250"),
            (Part::Body, 23, "https://A.example/Tea/"),
            (Part::Body, 46, "{{member.name|12}}"),
            (Part::Body, 69, "12"),
        ]
    );
}
