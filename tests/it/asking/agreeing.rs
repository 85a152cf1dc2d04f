//! Who agrees to what, however it is put.

use serde_json::{Value, json};

use super::{normal, read};

#[test]
fn agreement_is_read_from_a_word_of_it_and_a_channel() {
    let mail = json!({"consents_to": "marketing_mail"});
    let sms = json!({"consents_to": "marketing_sms"});
    let not = |condition: &Value| json!({ "not": condition });
    for (question, filter) in [
        ("customers who are fine with marketing emails", mail.clone()),
        ("people happy to get our offers by text", sms.clone()),
        ("who doesn't mind getting texts from us", sms.clone()),
        ("newsletter subscribers", mail.clone()),
        ("opted in", mail.clone()),
        ("opted out of texts", not(&sms)),
        ("unsubscribed", not(&mail)),
        (
            "ok with texts but not emails",
            json!({"all": [sms, not(&mail)]}),
        ),
        (
            "whom we can neither email nor text",
            json!({"all": [not(&mail), not(&sms)]}),
        ),
        (
            "email and sms opt-ins in Leeds",
            json!({"all": [mail, sms, {"column": "city", "is": "Leeds"}]}),
        ),
        ("不介意收短信的", sms.clone()),
        (
            "愿意收邮件但不想收短信的",
            json!({"all": [mail, not(&sms)]}),
        ),
        ("短信和邮件都同意的会员", json!({"all": [sms, mail]})),
        ("退订了邮件的", not(&mail)),
        (
            "拒绝个性化推荐的",
            not(&json!({"consents_to": "personalisation"})),
        ),
        ("可以给他们发短信的", sms.clone()),
        ("短信营销没授权的会员", not(&sms)),
        (
            "邮件短信营销两样都不同意的",
            json!({"all": [not(&mail), not(&sms)]}),
        ),
        ("happy to have marketing mail", mail.clone()),
    ] {
        let reading = read(question);
        assert_eq!(normal(&reading.json), normal(&filter), "{question}");
        assert_eq!(reading.left, Vec::<String>::new(), "{question}");
    }
}

#[test]
fn a_word_of_agreement_without_a_channel_is_said() {
    let gold = json!({"column": "tier", "is": "gold"});
    for (question, left) in [
        ("gold members who want tea", "want tea"),
        ("gold members fine with a visit", "fine with"),
        ("gold members who said no to Bob", "said no to Bob"),
    ] {
        let reading = read(question);
        assert!(
            reading.left.iter().any(|words| words.contains(left)),
            "{question}: {:?}",
            reading.left
        );
        let all = reading.json["all"].as_array().cloned();
        let some = all.unwrap_or_else(|| vec![reading.json.clone()]);
        assert!(some.contains(&gold), "{question}: {}", reading.json);
        assert!(
            !reading.json.to_string().contains("consents_to"),
            "{question}: {}",
            reading.json
        );
    }
}
