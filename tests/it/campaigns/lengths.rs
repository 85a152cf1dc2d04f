//! Text messages, against counts worked out by hand from 3GPP TS 23.038 and 23.040.

use serde_json::json;
use storekeeper::campaigns::copy::{
    BrandWords, Encoding, Facts, Medium, Severity, check, replacement, sms_length,
};
use storekeeper::ids::Language;

use super::{facts, rules, text};

#[test]
fn counts_are_those_of_the_standard() {
    let cases = [
        (String::new(), Encoding::Gsm7, 0, 0, 160),
        ("a".repeat(160), Encoding::Gsm7, 160, 1, 0),
        ("a".repeat(161), Encoding::Gsm7, 161, 2, 145),
        ("a".repeat(306), Encoding::Gsm7, 306, 2, 0),
        ("a".repeat(307), Encoding::Gsm7, 307, 3, 152),
        // The extension table costs two septets.
        ("€".repeat(80), Encoding::Gsm7, 160, 1, 0),
        (format!("{}€", "a".repeat(159)), Encoding::Gsm7, 161, 2, 145),
        // An extension character that would be split goes whole into the next part.
        (
            format!("{}€{}", "a".repeat(152), "a".repeat(10)),
            Encoding::Gsm7,
            164,
            2,
            141,
        ),
        ("{}[]~|^\\".to_owned(), Encoding::Gsm7, 16, 1, 144),
        (
            "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà".to_owned(),
            Encoding::Gsm7,
            42,
            1,
            118,
        ),
        ("好".repeat(70), Encoding::Ucs2, 70, 1, 0),
        ("好".repeat(71), Encoding::Ucs2, 71, 2, 63),
        ("好".repeat(134), Encoding::Ucs2, 134, 2, 0),
        ("好".repeat(135), Encoding::Ucs2, 135, 3, 66),
        // A surrogate pair is two units, and not split either.
        (
            format!("{}😀{}", "好".repeat(66), "好".repeat(10)),
            Encoding::Ucs2,
            78,
            2,
            55,
        ),
    ];
    for (text, encoding, units, segments, left) in cases {
        let length = sms_length(&text);
        let got = (length.encoding, length.units, length.segments, length.left);
        assert_eq!(got, (encoding, units, segments, left), "{text}");
    }
}

#[test]
fn the_character_that_forced_ucs2_is_named_with_its_place_and_replacement() {
    let length = sms_length("Tea 😀 ‘now’ – ok");
    let named: Vec<(char, usize, Option<&str>)> = length
        .forced
        .iter()
        .map(|forced| (forced.character, forced.at, forced.replacement.as_deref()))
        .collect();
    let expected = [
        ('😀', 4, None),
        ('‘', 7, Some("'")),
        ('’', 11, Some("'")),
        ('–', 13, Some("-")),
    ];
    assert_eq!(named, expected);
    assert_eq!(replacement('Ａ').as_deref(), Some("A"));
    assert_eq!(replacement('…').as_deref(), Some("..."));
}

#[test]
fn a_message_is_measured_with_its_longest_values() {
    let brand = BrandWords::none();
    let copy = text(Language::English, "{{offer.what}} {{unsubscribe}}");
    let of = |what: &str| {
        let facts = facts(
            json!({"values": {"offer.what": ["tea", what], "unsubscribe": "https://s.example/u"}}),
        );
        check(&copy, Medium::Sms, &facts, rules(), &brand)
    };
    assert!(of(&"a".repeat(140)).is_empty());
    let found = of(&"a".repeat(141));
    assert_eq!(
        (found[0].rule.as_str(), found[0].severity),
        ("length", Severity::Warning)
    );
    assert!(
        found[0].why.en.contains("161 units of GSM-7: 2 messages"),
        "{}",
        found[0].why.en
    );
    let found = of("tea for Zoë’s");
    let forced: Vec<&str> = found.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(forced, ["sms-encoding", "sms-encoding"], "ë and ’ both");
    assert_eq!(found[0].quote, "{{offer.what}}");
    let found = of(&"a".repeat(620));
    assert!(
        found
            .iter()
            .any(|finding| finding.severity == Severity::Error),
        "five messages"
    );
}

#[test]
fn a_typographic_quote_in_a_text_is_named_in_place() {
    let copy = text(
        Language::English,
        "It’s here: {{product.link}} {{unsubscribe}}",
    );
    let found = check(
        &copy,
        Medium::Sms,
        &Facts::open(),
        rules(),
        &BrandWords::none(),
    );
    assert_eq!(found[0].rule, "sms-encoding");
    assert_eq!(
        (found[0].start, found[0].end, found[0].quote.as_str()),
        (2, 3, "’")
    );
    assert_eq!(found[0].suggestion.as_ref().unwrap().en, "Write “'”.");
}
