//! Placeholders: what is one, what fills it, what it becomes.

use serde_json::json;
use storekeeper::campaigns::copy::{
    BrandWords, Copy, CopyError, Facts, Fields, Medium, check, render,
};
use storekeeper::ids::Language;

use super::{errors, facts, found, rules, text};

fn fields(values: &[(&str, &str)]) -> Fields {
    let mut fields = Fields::new();
    for (name, value) in values {
        fields.set(name, *value).expect("a known name");
    }
    fields
}

#[test]
fn values_are_filled_and_fallbacks_stand_in() {
    let copy = text(
        Language::English,
        "Hello {{ member.name | valued customer }}, {{offer.code}}.",
    );
    let said = |fields: &Fields| render(&copy, Medium::Sms, fields).map(|rendered| rendered.text);
    let known = fields(&[("member.name", "Mei Lin"), ("offer.code", "TEA10")]);
    assert_eq!(said(&known).unwrap(), "Hello Mei Lin, TEA10.");
    let nameless = fields(&[("member.name", "  "), ("offer.code", "TEA10")]);
    assert_eq!(said(&nameless).unwrap(), "Hello valued customer, TEA10.");
    let failed = said(&fields(&[])).unwrap_err();
    assert_eq!(failed, CopyError::Missing { name: "offer.code" });
    assert!(
        failed.to_string().contains("{{offer.code|...}}"),
        "{failed}"
    );
}

#[test]
fn an_unknown_or_broken_placeholder_is_an_error_that_helps() {
    let failed = |body: &str| {
        let copy = text(Language::English, body);
        render(&copy, Medium::Chat, &fields(&[]))
            .unwrap_err()
            .to_string()
    };
    let unknown = failed("Hello {{member.nmae}}.");
    assert!(unknown.contains("`member.nmae`") && unknown.contains("member.name, member.tier"));
    for body in [
        "Hello {member.name}.",
        "Hello {{member.name}.",
        "Hello member.name}}.",
        "Hello {{member.name",
    ] {
        assert!(failed(body).contains("broken placeholder"), "{body}");
        assert!(
            errors(body).contains(&"placeholder-broken".to_owned()),
            "{body}"
        );
    }
    for body in [
        "Dear [NAME], welcome.",
        "Dear %FIRSTNAME%, welcome.",
        "Dear *|FNAME|*, welcome.",
        "尊敬的【姓名】您好",
    ] {
        assert!(
            errors(body).contains(&"placeholder-broken".to_owned()),
            "{body}"
        );
    }
    let found = found("Hello {{member.nmae}}.", &Facts::open());
    assert_eq!((found[0].start, found[0].end), (6, 21));
    assert_eq!(
        found[0].suggestion.as_ref().unwrap().en,
        "Write {{member.name}}."
    );
}

#[test]
fn a_placeholder_needs_a_value_in_the_facts() {
    let facts = facts(json!({"values": {"offer.what": "ten per cent off"}}));
    let rules_of = |body: &str| {
        let found = found(body, &facts).into_iter();
        found.map(|finding| finding.rule).collect::<Vec<_>>()
    };
    assert!(rules_of("{{offer.what}} for {{member.points}} points, {{shop.name}}.").is_empty());
    assert_eq!(rules_of("See {{product.title}}."), ["placeholder-value"]);
    assert!(rules_of("See {{product.title|our teas}}.").is_empty());
    assert_eq!(rules_of("Hello {{member.name}}."), ["fallback"]);
}

#[test]
fn a_mail_is_html_and_plain_and_nothing_in_it_is_markup() {
    let copy = Copy {
        language: Language::English,
        subject: Some("For {{member.name}}".to_owned()),
        body: "Tea & <cake>\n\nSee {{product.link}}\n{{member.name}}".to_owned(),
    };
    let link = "https://shop.example/?a=1&b=\"2";
    let values = [
        ("member.name", "<b>Eve</b>\nBcc: all"),
        ("product.link", link),
    ];
    let mail = render(&copy, Medium::Mail, &fields(&values)).unwrap();
    assert_eq!(
        mail.subject.as_deref(),
        Some("For <b>Eve</b> Bcc: all"),
        "a header is one line"
    );
    assert!(
        mail.text
            .starts_with("Tea & <cake>\n\nSee https://shop.example/?a=1&b=\"2\n")
    );
    let html = mail.html.expect("a mail has HTML");
    assert!(
        html.contains("<html lang=\"en\">")
            && html.contains("<p>Tea &amp; &lt;cake&gt;</p>\n<p>See ")
    );
    assert!(
        html.contains("<a href=\"https://shop.example/?a=1&amp;b=&quot;2\">"),
        "{html}"
    );
    assert!(html.contains("&lt;b&gt;Eve&lt;/b&gt; Bcc: all") && !html.contains("<b>"));
    let script = fields(&[
        ("member.name", "Eve"),
        ("product.link", "javascript:alert(1)"),
    ]);
    let failed = render(&copy, Medium::Mail, &script).unwrap_err();
    assert_eq!(
        failed,
        CopyError::NoLink {
            name: "product.link"
        }
    );
    assert!(matches!(
        render(&copy, Medium::Sms, &script),
        Err(CopyError::Subject(_))
    ));
}

#[test]
fn marketing_says_how_to_get_no_more() {
    let judged = |medium, body: &str, facts: &Facts| {
        let copy = text(Language::of(body), body);
        let found = check(&copy, medium, facts, rules(), &BrandWords::none());
        found.iter().any(|finding| finding.rule == "unsubscribe")
    };
    let open = Facts::open();
    assert!(judged(Medium::Sms, "Tea is here.", &open));
    assert!(
        judged(Medium::Mail, "Tea is here. Reply STOP to opt out", &open),
        "a mail needs the link"
    );
    assert!(!judged(Medium::Mail, "Tea is here. {{unsubscribe}}", &open));
    assert!(!judged(
        Medium::Sms,
        "Tea is here. Reply STOP to opt out",
        &open
    ));
    assert!(!judged(Medium::Sms, "新茶到店，拒收请回复R", &open));
    assert!(!judged(Medium::Push, "Tea is here.", &open));
    let service = facts(json!({"service": true}));
    assert!(!judged(Medium::Sms, "Your parcel has left.", &service));
}

#[test]
fn only_the_links_of_the_facts_stand_in_a_text() {
    for body in [
        "See http://bit.ly/x",
        "See shop.example.com",
        "详情 www.shop.cn",
        "mail us: a@b.com",
        "see tea dot com",
    ] {
        assert!(errors(body).contains(&"link".to_owned()), "{body}");
    }
    let facts = facts(json!({"links": ["https://shop.example.com/tea24"]}));
    assert!(found("See shop.example.com/tea24/green.", &facts).is_empty());
    let other = found("See shop.example.com.evil.com/tea", &facts);
    assert_eq!(other[0].rule, "link");
}

#[test]
fn the_voice_of_the_shop_is_held() {
    let voice = "names = [\"TeaHouse\"]\n[[word]]\navoid = \"cheap\"\ninstead = \"good value\"\n[[word]]\navoid = \"亲们\"\n";
    let brand = BrandWords::read("voice.toml", voice).unwrap();
    let judged = |body: &str| {
        let copy = text(Language::of(body), body);
        let found = check(&copy, Medium::Chat, &Facts::open(), rules(), &brand);
        found
            .into_iter()
            .map(|finding| finding.rule)
            .collect::<Vec<_>>()
    };
    assert_eq!(judged("A Cheap mug from TeaHouse."), ["brand-word"]);
    assert_eq!(
        judged("A mug from teahouse for cheapskates."),
        ["brand-name"]
    );
    assert_eq!(judged("早上好亲们，新茶到店。"), ["brand-word"]);
    let failed =
        BrandWords::read("voice.toml", "names = []\n[[word]]\navoid = \"\"\n").unwrap_err();
    assert!(
        failed
            .to_string()
            .starts_with("voice.toml, line 3: `avoid` is empty"),
        "{failed}"
    );
}
