//! What is wrong with a text for a member.

use reqwest::StatusCode;
use serde_json::json;
use storekeeper::ids::MemberKey;

use super::Server;
use super::drafts::{MEMBER, taken};
use super::inbox::{Desk, HUMAN};

/// What is found in a text: `severity rule` each.
async fn found(lin: &Desk<'_>, case: &str, text: &str) -> Vec<String> {
    let answer = lin.does(case, "check", json!({"text": text})).await;
    let units: Vec<u16> = text.encode_utf16().collect();
    let findings = answer["findings"].as_array().unwrap().iter();
    let told = findings.map(|one| {
        let place = |name: &str| usize::try_from(one[name].as_u64().unwrap()).unwrap();
        let quote = String::from_utf16(&units[place("start")..place("end")]).unwrap();
        assert_eq!(one["quote"], json!(quote), "{one}");
        assert!(one["why"]["zh"].is_string() && one["why"]["en"].is_string());
        format!(
            "{} {}",
            one["severity"].as_str().unwrap(),
            one["rule"].as_str().unwrap()
        )
    });
    told.collect()
}

/// Texts about an order that was placed on 14 November and is on its way, each with what must be found; nothing may be
/// where nothing is named.
const TEXTS: &[(&str, Option<&str>)] = &[
    ("Your order SK-240391 of 14 November is on its way.", None),
    (
        "Your order SK-240391 has been delivered.",
        Some("error claim"),
    ),
    ("Your order SK-240399 is on its way.", Some("error number")),
    ("It comes to ¥1,234.", Some("error amount")),
    ("You placed it on 3 December.", Some("error date")),
    ("😀 We guarantee that it is fine.", Some("error promise")),
    ("I can't guarantee a day, sorry.", None),
    ("It will arrive tomorrow.", Some("error promise")),
    ("Nobody can say whether it will arrive tomorrow.", None),
    ("You will get a full refund.", Some("error promise")),
    ("Would you like a full refund?", None),
    ("A full refund is not possible.", None),
    ("You asked for a full refund, I am looking into it.", None),
    ("I'll send you a free gift.", Some("error promise")),
    ("Please feel free to write again.", None),
    ("I'll give you a 20% discount.", Some("error promise")),
    ("We can make an exception for you.", Some("error promise")),
    ("We cannot make an exception for you.", None),
    (
        "More at https://evil.example.com/refund",
        Some("error link"),
    ),
    (
        "The Paper Moon Bedside Lamp would suit too.",
        Some("warning name"),
    ),
    ("您的订单SK-240391已经签收。", Some("error claim")),
    ("订单SK-240391于11月14日下单，运输中。", None),
    ("合计1234元。", Some("error amount")),
    ("我们保证明天送到。", Some("error promise")),
    ("很抱歉，不能保证明天送到。", None),
    ("肯定今天发货！", Some("error promise")),
    ("给您全额退款。", Some("error promise")),
    ("请问您想全额退款还是换货？", None),
    ("您要求全额退款，我正在核实。", None),
    ("免费给您换一个。", Some("error promise")),
    ("这次给您特批。", Some("error promise")),
    ("这个没法特批，抱歉。", None),
    ("送您一张50元优惠券。", Some("error promise")),
    ("我会尽快帮您核实。", None),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_nothing_bears_out_and_nobody_can_promise_is_found() {
    let server = Server::open().await;
    for (asked, chinese) in [("where is my order?", false), ("我的订单到哪了？", true)] {
        let (_talk, lin, case) = taken(&server, Some(MEMBER), asked).await;
        let language = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for (text, expected) in TEXTS.iter().filter(|(text, _)| language(text) == chinese) {
            let mut found = found(&lin, &case, text).await;
            // Which language they read is looked at below.
            found.retain(|one| one != "warning language");
            match expected {
                Some(expected) => {
                    assert!(found.iter().any(|one| one == expected), "{text}: {found:?}");
                }
                None => assert!(found.is_empty(), "{text}: {found:?}"),
            }
        }
        lin.does(&case, "close", json!({})).await;
    }
    let lin = Desk::of(&server, "lin");
    let goods = server.begin(None).await;
    goods.say("do you have the celadon glaze mug?").await;
    goods.say(HUMAN).await;
    let case = lin.takes().await;
    let shown = "The Celadon Glaze Mug costs ¥39.90.";
    assert_eq!(found(&lin, &case, shown).await, [""; 0], "it was shown");
    let long = json!({"text": "x".repeat(2001)});
    let (status, problem) = lin.tries(&case, "check", &long).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        problem["detail"].as_str().unwrap().contains("2001"),
        "{problem}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn contact_data_and_another_language_are_found() {
    let server = Server::open().await;
    let key = MemberKey::new(MEMBER);
    let mut member = server.members().get(&key).await.unwrap().unwrap();
    member.mail = Some("peiling@example.com".to_owned());
    member.phone = Some("+65 8123 4567".to_owned());
    server.members().put(&[member]).await.unwrap();
    let (talk, lin, case) = taken(&server, Some(MEMBER), "where is my order?").await;
    for text in [
        "I write to peiling@example.com.",
        "I call you at +65 81234567.",
    ] {
        let found = found(&lin, &case, text).await;
        assert!(
            found.contains(&"error private".to_owned()),
            "{text}: {found:?}"
        );
    }
    talk.say("my address is peiling@example.com").await;
    let said = found(&lin, &case, "I write to peiling@example.com.").await;
    assert!(
        !said.iter().any(|one| one.starts_with("error")),
        "they wrote it: {said:?}"
    );
    let other = found(&lin, &case, "您的包裹正在路上，请您耐心等待。").await;
    assert_eq!(other, ["warning language"]);
    let draft = lin.does(&case, "draft", json!({})).await;
    assert!(!draft["text"].as_str().unwrap().contains("8123"), "{draft}");
}
