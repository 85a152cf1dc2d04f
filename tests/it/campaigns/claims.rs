//! What may not be claimed, with its exceptions, in both languages.

use serde_json::json;
use storekeeper::campaigns::copy::{BrandWords, Facts, Medium, Severity, check};
use storekeeper::evaluation::{check_copy_cases, read_copy_cases};
use storekeeper::ids::Language;

use super::{errors, facts, found, judged, rules, text};

/// Texts that others may read as an example of the file's form.
const DEVELOPMENT: &str = include_str!("../../campaigns/claims-development.jsonl");

#[test]
fn the_development_set_is_judged_as_it_says() {
    let cases = read_copy_cases(DEVELOPMENT).expect("the set can be read");
    let report = check_copy_cases(&cases, rules(), &BrandWords::none()).expect("checked");
    assert!(
        report.violations >= 40 && report.clean >= 40,
        "{} and {}",
        report.violations,
        report.clean
    );
    let wrong: Vec<&str> = report
        .checked
        .iter()
        .filter(|checked| checked.violates == Some(checked.approvable))
        .map(|checked| checked.text.as_str())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// For each rule a text that breaks it and one that looks alike and does not.
const EXAMPLES: &[(&str, &str, &str)] = &[
    ("absolute", "本店品质国家级。", "最近到了新茶。"),
    ("first-place", "销量第一的茶。", "第一次来的朋友，您好。"),
    (
        "superlative",
        "The finest tea there is.",
        "Do your best, and rest.",
    ),
    (
        "guarantee",
        "Satisfaction guaranteed.",
        "We pack it with care.",
    ),
    ("deadline", "仅限今日，快来看看。", "今日新茶上架。"),
    ("scarcity", "Almost gone!", "It is on the shelf again."),
    (
        "pressure",
        "You'd be a fool to miss this.",
        "Come by if you like.",
    ),
    (
        "children",
        "Kids, ask your mum to buy it.",
        "A cup for small hands.",
    ),
    (
        "false-personal",
        "As you requested, here it is.",
        "We have news for you.",
    ),
    ("free", "A free mug for you.", "Feel free to ask."),
    ("before-price", "原价很高的杯子。", "原木做的杯垫。"),
    (
        "price-claim",
        "The lowest prices in town.",
        "The price is {{product.price}}.",
    ),
    (
        "competitor",
        "Better than other brands.",
        "Better with a little milk.",
    ),
    ("medical", "此茶可治疗感冒。", "治愈系的小灯。"),
    (
        "nutrition",
        "A superfood for your gut.",
        "A snack for the train.",
    ),
    ("green", "An eco-friendly cup.", "A green cup."),
    ("authority", "专家一致推荐。", "店员推荐的口味。"),
    (
        "prohibited",
        "Make easy money with us.",
        "A purse for your coins.",
    ),
    ("spam", "Click here!", "Have a look: {{product.link}}"),
    (
        "promise",
        "Wear it on Friday and he'll call on Saturday.",
        "A grey scarf for Friday.",
    ),
    (
        "prize",
        "Your name came out of the hat.",
        "A hat for your name day.",
    ),
    (
        "pyramid",
        "拉一个朋友进来，他再拉一个，您都有提成。",
        "约个朋友来店里喝茶吧。",
    ),
    (
        "private",
        "We noticed from your messages that things ended with your partner.",
        "We read every review, good or bad.",
    ),
    (
        "hidden-cost",
        "杯子免费领，付一下包装费就寄出。",
        "杯子配一只软木杯垫。",
    ),
    (
        "tone",
        "A customer wrote that it changed everything. You would never guess what people say, and you will wish you had known!",
        "The pan is iron, with a wooden handle.",
    ),
    (
        "date",
        "You can use it until Sunday.",
        "Sunday is a day for tea.",
    ),
    ("number", "Save 20 with this.", "Save something for later."),
    (
        "shouting",
        "BUY THE KETTLE NOW, friend.",
        "The UK shop has a VIP room.",
    ),
    ("language", "这是一段中文。", "This is English."),
];

#[test]
fn each_rule_finds_one_text_and_leaves_another() {
    for &(rule, guilty, clean) in EXAMPLES {
        let broken = if rule == "language" {
            let copy = text(Language::English, guilty);
            let found = check(
                &copy,
                Medium::Chat,
                &Facts::open(),
                rules(),
                &BrandWords::none(),
            );
            found.into_iter().map(|finding| finding.rule).collect()
        } else {
            errors(guilty)
        };
        assert!(
            broken.iter().any(|broken| broken == rule),
            "{rule}: {guilty}: {broken:?}"
        );
        assert!(
            errors(clean).is_empty(),
            "{rule}: {clean}: {:?}",
            errors(clean)
        );
    }
    let known: Vec<String> = rules().rules().iter().map(|rule| rule.id.clone()).collect();
    for rule in known.iter().filter(|rule| *rule != "puffery") {
        assert!(
            EXAMPLES.iter().any(|(tried, ..)| tried == rule),
            "{rule} has no example here"
        );
    }
}

#[test]
fn hiding_a_word_does_not_help() {
    for body in [
        "最.佳之选",
        "最 佳 之 选",
        "最\u{200b}佳之选",
        "國家級品質",
        "最🔥佳",
        "第①名茶",
        "ＮＯ．１ 好茶",
        "治*疗",
        "买①送①",
        "The b.e.s.t tea",
        "The b e s t tea",
        "The bеst tea",
        "FR€E tea for you",
        "Ｆｒｅｅ tea for you",
        "ⓕⓡⓔⓔ tea for you",
        "Sａｖｅ ２０",
        "Save ٢٠",
        "Save 𝟐𝟎",
        "Save ½",
        "guar\u{ad}anteed",
        "{{member.name|best customer of all the best}}, the best tea",
    ] {
        assert!(!errors(body).is_empty(), "{body}");
    }
    assert!(
        !errors("Hello {{member.name|our 20 friends}}.").is_empty(),
        "a fallback is judged too"
    );
}

#[test]
fn a_number_is_a_placeholder_or_an_error() {
    for body in [
        "Half price on mugs.",
        "Two for one on mugs.",
        "Twice the tea.",
        "A dozen teas.",
        "Thousands of cups.",
        "Ten per cent off.",
        "A third off.",
        "Double points.",
        "五折茶具",
        "半价茶具",
        "买一送一",
        "第二件半价",
        "三百元的茶",
        "两件起售",
        "积分翻倍",
        "满减：减二十元",
        "质保一年",
        "XX% off",
        "一折起",
    ] {
        assert!(
            errors(body).contains(&"number".to_owned()),
            "{body}: {:?}",
            errors(body)
        );
    }
    for body in [
        "One of our teas.",
        "A million thanks.",
        "Think twice, or not at all.",
        "The other half of the scone.",
        "It is second to none.",
        "一杯茶，一本书。",
        "一起慢慢喝。",
        "十分柔软。",
        "千万别空腹喝茶。",
        "一年四季都合适。",
        "新的一年，平安喜乐。",
        "芯子拍一拍、晾一晾就好。",
    ] {
        assert!(
            !errors(body).contains(&"number".to_owned()),
            "{body}: {:?}",
            errors(body)
        );
    }
    let found = found("Save 20%, 好 20 now", &Facts::open());
    let numbers: Vec<(usize, usize, &str)> = found
        .iter()
        .filter(|finding| finding.rule == "number")
        .map(|finding| (finding.start, finding.end, finding.quote.as_str()))
        .collect();
    assert_eq!(numbers, [(5, 8, "20%"), (12, 14, "20")]);
}

#[test]
fn facts_lift_what_they_support() {
    let ends = json!({"offer": "percent", "values": {"offer.what": "ten off", "offer.ends": "30 November"}});
    let ends = facts(ends);
    assert!(judged("Last chance: {{offer.what}} ends {{offer.ends}}.", &ends).is_empty());
    assert_eq!(
        judged("Last chance: {{offer.what}}.", &ends),
        ["deadline"],
        "the date is not named"
    );
    assert_eq!(judged("最后机会：{{offer.what}}", &ends), ["deadline"]);
    let gift = facts(json!({"offer": "gift", "values": {"offer.what": "a tin of tea"}}));
    assert!(judged("A free gift: {{offer.what}}.", &gift).is_empty());
    assert_eq!(
        judged("A free gift: {{offer.what}}.", &ends),
        ["free"],
        "the offer is no gift"
    );
    let shipping = facts(json!({"offer": "shipping", "values": {"offer.minimum": "£40"}}));
    assert!(judged("Free shipping over {{offer.minimum}}.", &shipping).is_empty());
    let few = facts(json!({"limited": true}));
    assert!(judged("Only a few left.", &few).is_empty());
    assert_eq!(judged("Only a few left.", &ends), ["scarcity"]);
    let was = facts(json!({"values": {"product.was": "£9", "product.price": "£7"}}));
    assert!(judged("Was {{product.was}}, now {{product.price}}.", &was).is_empty());
    let proven = facts(json!({"proven": ["organic", "有机"]}));
    assert!(
        judged("Organic green tea. 有机 tea.", &proven)
            .iter()
            .all(|rule| rule != "green")
    );
    assert_eq!(
        judged("Organic and carbon neutral tea.", &proven),
        ["green"]
    );
    let failed = Facts::from_json(json!({"values": {"offer.wat": "x"}})).unwrap_err();
    assert!(
        failed.contains("`offer.wat`") && failed.contains("offer.what"),
        "{failed}"
    );
}

#[test]
fn denying_a_claim_is_none() {
    for body in [
        "This tea does not treat any illness.",
        "We never say that ours is the best tea.",
        "本品不能治疗疾病。",
        "不是最贵的茶。",
        "No need to hurry.",
    ] {
        assert!(errors(body).is_empty(), "{body}: {:?}", errors(body));
    }
    for body in [
        "Not just the best tea.",
        "Don't miss out!",
        "无副作用。",
        "不容错过！",
        "No side effects.",
    ] {
        assert!(!errors(body).is_empty(), "{body}");
    }
}

#[test]
fn a_shop_changes_the_rules_by_a_file() {
    let file = r#"
off = ["puffery"]
[[rule]]
id = "house"
severity = "warning"
source = "the shop's own"
patterns = ['''\bteapot\b''']
why = { en = "we say pot", zh = "我们说壶" }
[[extend]]
id = "medical"
unless = ['''感冒灵茶杯''']
"#;
    let changed = rules()
        .clone()
        .with("shop.toml", file)
        .expect("a file of rules");
    let judged = |body: &str| {
        let copy = text(Language::of(body), body);
        let found = check(
            &copy,
            Medium::Chat,
            &Facts::open(),
            &changed,
            &BrandWords::none(),
        );
        found
            .into_iter()
            .map(|finding| (finding.rule, finding.severity))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        judged("A perfect teapot."),
        [("house".to_owned(), Severity::Warning)]
    );
    assert!(judged("感冒灵茶杯到店。").is_empty());
    for (file, told) in [
        (
            "off = [\"puffery\"]\noff2 = 1",
            "shop.toml, line 2: unknown field `off2`",
        ),
        (
            "\noff = [\"pufery\"]",
            "shop.toml, line 2: there is no rule `pufery` among absolute",
        ),
        (
            "[[extend]]\nid = \"free\"\npatterns = ['(']",
            "shop.toml, line 3: this is no pattern",
        ),
        (
            "[[rule]]\nid = \"x\"\nseverity = \"grave\"",
            "shop.toml, line 3: unknown variant `grave`",
        ),
        (
            "[[extend]]\nid = \"free\"\npatterns = ['<offer.end> soon']",
            "shop.toml, line 3: `<offer.end>` is neither a placeholder nor a class of words",
        ),
        (
            "[[extend]]\nid = \"free\"\nunless = ['x <offer\\.ends>']",
            "shop.toml, line 3: `<offer\\.ends>` is neither",
        ),
        ("not toml", "shop.toml, line 1: "),
    ] {
        let failed = rules()
            .clone()
            .with("shop.toml", file)
            .unwrap_err()
            .to_string();
        assert!(failed.starts_with(told), "{failed}");
    }
}

#[test]
fn every_finding_has_a_reason_in_both_languages_and_rules_a_source() {
    for rule in rules().rules() {
        assert!(!rule.source.is_empty(), "{}", rule.id);
    }
    for finding in found(
        "The best tea, free, 20 off, until Sunday!!!",
        &Facts::open(),
    ) {
        assert!(
            !finding.why.en.is_empty() && !finding.why.zh.is_empty(),
            "{}",
            finding.rule
        );
        assert!(finding.suggestion.is_some(), "{}", finding.rule);
    }
}
