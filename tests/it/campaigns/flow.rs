//! Whether a text reads on.

use storekeeper::campaigns::copy::{Facts, Severity};

fn rules_found(body: &str) -> Vec<(String, String)> {
    let found = super::found(body, &Facts::open());
    let odd = found
        .into_iter()
        .filter(|finding| ["said-twice", "placeholder-place"].contains(&finding.rule.as_str()));
    odd.map(|finding| {
        assert_eq!(finding.severity, Severity::Warning);
        (finding.rule, finding.quote)
    })
    .collect()
}

fn only(body: &str) -> (String, String) {
    let mut found = rules_found(body);
    assert_eq!(found.len(), 1, "{body}: {found:?}");
    found.remove(0)
}

#[test]
fn what_is_said_twice_is_shown_where_it_is_said_again() {
    let (rule, quote) = only("Here is a cup for your desk. here is a cup for your DESK.");
    assert_eq!(
        (rule.as_str(), quote.as_str()),
        ("said-twice", "here is a cup for your DESK")
    );
    let (rule, quote) = only("花瓶的口是细口的，适合插一枝花。花瓶的口是细口的。");
    assert_eq!(
        (rule.as_str(), quote.as_str()),
        ("said-twice", "花瓶的口是细口的")
    );
    let (rule, quote) = only("桌游可享{{offer.what}}，陪您过长夜，再享{{offer.what}}。");
    assert_eq!(
        (rule.as_str(), quote.as_str()),
        ("said-twice", "{{offer.what}}")
    );
}

#[test]
fn a_day_is_written_where_one_belongs() {
    for body in [
        "Use it on garden tools until {{offer.what}}.",
        "园艺工具的优惠有效期至{{product.title}}。",
    ] {
        assert_eq!(only(body).0, "placeholder-place", "{body}");
    }
}

#[test]
fn what_reads_on_is_let_be() {
    for body in [
        "Use {{offer.what}} until {{offer.ends}}. It is for you, for your desk, for you.",
        "Take {{product.title}} home. With {{product.title}} come two cups.",
        "慢慢喝，慢慢品。{{offer.what}}可用到{{offer.ends}}，慢慢喝。",
        "Tea, tea and more tea until the evening, by {{shop.name}}.",
    ] {
        assert_eq!(rules_found(body), [], "{body}");
    }
}
