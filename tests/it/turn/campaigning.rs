//! What marketers ask of campaigns in a conversation: whom, how, and what it brought; and who may not ask.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use storekeeper::access::{Principal, Role, Staff};
use storekeeper::assistant::{Card, Difference};
use storekeeper::campaigns::{Brief, CampaignState, Campaigns};
use storekeeper::clock::Timestamp;
use storekeeper::ids::{Language, MemberKey, OrderNumber, ProductKey};
use storekeeper::insights::segment::Filter;
use storekeeper::members::Member;
use storekeeper::money::{CNY, Money};
use storekeeper::orders::{Order, OrderLine, OrderState};
use storekeeper::senders::Log;

use super::heard::Heard;
use super::shop::{Starter, Talk, now};

const DAY: i64 = 86_400_000_000;
/// Members of these tests beside the starter shop's own; the first 60 have not ordered for long.
const MEMBERS: i64 = 80;

fn before(days: i64) -> Timestamp {
    Timestamp::from_micros(now().micros() - days * DAY)
}

fn order(number: &str, member: &str, placed: Timestamp) -> Order {
    Order {
        number: OrderNumber::new(number),
        member: Some(MemberKey::new(member)),
        placed,
        state: OrderState::Delivered,
        currency: CNY,
        lines: vec![OrderLine {
            product: ProductKey::new("TEA-101"),
            quantity: 2,
            unit_price: Money::new(6_800, CNY),
        }],
    }
}

/// The starter shop with tea drinkers, counted.
pub(super) async fn shop() -> Starter {
    let shop = Starter::open().await;
    let assistant = shop.assistant(None);
    let rooms = assistant.shop();
    let member = |n: i64| Member {
        mail: Some(format!("k{n}@shop.example")),
        marketing: Some(n % 10 > 0),
        language: Some(if n % 4 == 0 {
            Language::Chinese
        } else {
            Language::English
        }),
        city: Some(if n < 60 { "Leeds" } else { "York" }.to_owned()),
        ..Member::new(MemberKey::new(&format!("K{n}")))
    };
    let people: Vec<Member> = (0..MEMBERS).map(member).collect();
    rooms.members.put(&people).await.unwrap();
    let orders = (0..MEMBERS).map(|n| {
        let days = if n < 60 { 200 } else { 10 };
        order(&format!("K-{n}"), &format!("K{n}"), before(days))
    });
    let orders: Vec<Order> = orders.collect();
    rooms.orders.put(&orders).await.unwrap();
    shop.count(now()).await;
    shop
}

pub(super) fn staff(name: &str, role: Role) -> Staff {
    Staff {
        name: name.to_owned(),
        role,
    }
}

pub(super) fn talk(shop: &Starter, role: Role) -> Talk {
    shop.talk(Principal::Staff(staff("lin", role)), None)
}

async fn count(shop: &Starter, filter: &Value) -> u64 {
    let filter = Filter::read(filter).unwrap();
    shop.advisor.segments().count(&filter).await.unwrap()
}

fn filter_card(heard: &Heard) -> (u64, Value) {
    let found = heard.cards().into_iter().find_map(|card| match card {
        Card::Filter {
            members, filter, ..
        } => Some((*members, filter.clone())),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no filter: {}", heard.text()))
}

/// The rows of the last sheet, by their names.
fn rows(heard: &Heard) -> BTreeMap<String, String> {
    let sheet = heard.cards().into_iter().rev().find_map(|card| match card {
        Card::Profile { rows, .. } => Some(rows),
        _ => None,
    });
    let rows = sheet.expect("a sheet");
    rows.iter()
        .map(|row| (row.name.clone(), row.value.clone()))
        .collect()
}

fn after<'a>(rows: &'a [Difference], what: &str) -> &'a str {
    let found = rows.iter().find(|row| row.what == what);
    &found.unwrap_or_else(|| panic!("no {what}: {rows:?}")).after
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audience_is_described_against_everybody() {
    let shop = shop().await;
    let lapsed = json!({"column": "recency_days", "above": 90});
    let size = count(&shop, &lapsed).await;
    assert!(size >= 60);
    for (question, title, consent) in [
        (
            "Describe the members who have not ordered for 90 days",
            "audience",
            "did not agree to it",
        ),
        ("描述一下90天没下单的会员是什么样的人", "人群", "未同意接收"),
    ] {
        let talk = talk(&shop, Role::Marketer);
        let heard = talk.say(question).await;
        assert_eq!(heard.line(), "audience", "{}", heard.text());
        assert_eq!(filter_card(&heard).0, size, "{}", heard.text());
        assert!(heard.text().contains(&size.to_string()), "{}", heard.text());
        let rows = rows(&heard);
        assert!(rows.contains_key(title), "{rows:?}");
        assert!(rows[consent].starts_with('−'), "{rows:?}");
        // Those who live in Leeds stand out: everybody else does not.
        assert!(heard.text().contains("Leeds"), "{}", heard.text());
    }
    // What is meant by "them" is who was described last.
    let talk = talk(&shop, Role::Admin);
    talk.say("who lives in Leeds?").await;
    let again = talk.say("what are they like?").await;
    assert_eq!(again.line(), "audience", "{}", again.text());
    assert_eq!(filter_card(&again).0, 60);
    let which = talk.say("describe the audience").await;
    assert!(
        which.text().contains("Whom shall I describe?"),
        "{}",
        which.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_is_put_forward_changed_and_saved_once_after_a_yes() {
    let shop = shop().await;
    let talk = talk(&shop, Role::Marketer);
    let asked = "Plan a campaign to win back lapsed tea buyers with 50% off";
    let heard = talk.say(asked).await;
    assert_eq!(heard.line(), "propose", "{}", heard.text());
    let (members, filter) = filter_card(&heard);
    assert_eq!(members, count(&shop, &filter).await);
    assert!(filter.to_string().contains("Tea"), "{filter}");
    let (_, shown) = heard.proposed().expect("it is put forward");
    assert!(after(shown, "offer").starts_with("20% off"), "{shown:?}");
    assert!(
        heard
            .text()
            .contains("50% is more than the highest discount"),
        "{}",
        heard.text()
    );
    // The sum is shown: who is left is written to or held out.
    let sheet = rows(&heard);
    let number = |name: &str| -> u64 {
        let value = sheet
            .get(name)
            .unwrap_or_else(|| panic!("no {name}: {sheet:?}"));
        let value = value.split(' ').next().unwrap();
        value.trim_start_matches('−').parse().unwrap()
    };
    assert_eq!(
        number("may be written to by e-mail"),
        number("held out by lot") + number("written to")
    );
    assert_eq!(
        number("members in it"),
        number("may be written to by e-mail")
            + number("did not agree to it")
            + sheet
                .get("no address known")
                .map_or(0, |off| off.trim_start_matches('−').parse().unwrap())
    );
    let campaigns = shop.campaigns();
    assert!(
        campaigns.all(now()).await.unwrap().is_empty(),
        "asking makes nothing"
    );

    let changed = talk.say("hold out 30% and call it \"Tea again\"").await;
    assert_eq!(changed.line(), "propose", "{}", changed.text());
    let (_, shown) = changed.proposed().expect("it is put forward again");
    assert_eq!(after(shown, "held out by lot"), "30.0%");
    assert_eq!(after(shown, "campaign (a draft)"), "Tea again");
    assert!(after(shown, "offer").starts_with("20% off"), "{shown:?}");

    let saved = talk.say("yes").await;
    assert!(saved.text().contains("“Tea again”"), "{}", saved.text());
    let draft = campaigns.of("Tea again", now()).await.unwrap();
    assert_eq!(draft.listed.state, CampaignState::Draft);
    assert_eq!(
        (draft.listed.author.as_str(), draft.listed.version),
        ("lin", 1)
    );
    assert_eq!(draft.brief.offer.percent, Some(20));
    assert!((draft.brief.holdout - 0.3).abs() < 1e-9);
    assert_eq!(draft.brief.audience.filter, Some(filter));
    assert!(
        draft
            .brief
            .lacks()
            .iter()
            .any(|lack| lack.place == "copies")
    );
    assert_ne!(
        talk.say("yes").await.line(),
        "confirm",
        "it was a yes to one thing"
    );
    assert_eq!(campaigns.all(now()).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_is_put_forward_in_chinese_and_left() {
    let shop = shop().await;
    let talk = talk(&shop, Role::Marketer);
    let heard = talk.say("给90天没下单的会员做个召回活动，打九折").await;
    assert_eq!(heard.line(), "propose", "{}", heard.text());
    let (_, shown) = heard.proposed().expect("it is put forward");
    assert!(after(shown, "优惠").starts_with("9折"), "{shown:?}");
    assert!(after(shown, "活动（草稿）").contains("挽回"), "{shown:?}");
    assert!(
        heard.text().contains("不会发送任何消息"),
        "{}",
        heard.text()
    );
    let points = talk.say("改成双倍积分吧").await;
    let (_, shown) = points.proposed().expect("it is put forward again");
    assert!(after(shown, "优惠").contains("倍积分"), "{shown:?}");
    talk.say("不要").await;
    let campaigns = shop.campaigns();
    assert!(campaigns.all(now()).await.unwrap().is_empty());
    // Nobody was estimated here, so nobody is about to leave: nothing is put forward for nobody.
    let nobody = talk.say("给快流失的高价值会员做个活动").await;
    assert_eq!(nobody.line(), "propose", "{}", nobody.text());
    assert!(nobody.proposed().is_none(), "{}", nobody.text());
    // Without an aim there is no plan.
    for (aimless, told) in [
        ("make a campaign", "What is the campaign to bring about?"),
        ("帮我做个活动", "想达到什么目的"),
    ] {
        let heard = talk.say(aimless).await;
        assert!(heard.text().contains(told), "{}", heard.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_run_campaigns_is_told_so() {
    let shop = shop().await;
    released(&shop, "Spring tea").await;
    for (question, told) in [
        (
            "plan a campaign to win back lapsed tea buyers",
            "your account may not",
        ),
        ("给90天没下单的会员做个召回活动", "没有策划或查看活动的权限"),
        (
            "what is the audience of Spring tea like?",
            "your account may not",
        ),
        (
            "write variants for the campaign Spring tea",
            "your account may not",
        ),
        ("活动“Spring tea”效果怎么样？", "没有策划或查看活动的权限"),
    ] {
        let heard = talk(&shop, Role::Agent).say(question).await;
        assert!(heard.text().contains(told), "{question}: {}", heard.text());
        assert!(heard.proposed().is_none() && heard.cards().is_empty());
    }
    assert_eq!(shop.campaigns().all(now()).await.unwrap().len(), 1);
    // What an agent asks of many members is still answered as it was.
    let found = talk(&shop, Role::Agent)
        .say("what are the members in Leeds like?")
        .await;
    assert_ne!(found.line(), "audience");
    // A shopper has none of this.
    let shopper = shop.guest_without_model();
    let heard = shopper
        .say("plan a campaign to win back lapsed tea buyers")
        .await;
    assert_ne!(heard.line(), "propose");
}

pub(super) fn brief() -> Brief {
    let brief = json!({
        "objective": "see whether it works", "audience": {"named": "everybody"}, "medium": "mail", "languages": ["en"],
        "holdout": 0.5, "metric": {"what": "ordered", "window_days": 7},
        "copies": [{
            "variant": "a", "language": "en", "subject": "Hello {{member.name|friend}}",
            "body": "Come and see what is new at {{shop.name}}: {{shop.link}}\n\nUnsubscribe: {{unsubscribe}}",
        }],
    });
    Brief::read(&brief).expect("a brief")
}

/// A campaign that was sent thirty days ago. Gives who was written to and who was held out.
async fn released(shop: &Starter, name: &str) -> (Vec<String>, Vec<String>) {
    released_of(shop, name, &brief()).await
}

/// The same, of this brief.
pub(super) async fn released_of(
    shop: &Starter,
    name: &str,
    brief: &Brief,
) -> (Vec<String>, Vec<String>) {
    let (lin, wang) = (staff("lin", Role::Marketer), staff("wang", Role::Admin));
    let campaigns: Campaigns = shop.campaigns();
    campaigns
        .create(name, brief, &lin, before(31))
        .await
        .unwrap();
    campaigns.submit(name, &lin, before(31)).await.unwrap();
    campaigns
        .approve(name, Some(1), &wang, before(31))
        .await
        .unwrap();
    campaigns.release(name, &lin, before(30)).await.unwrap();
    let mailer = shop.mailer(Arc::new(Log));
    for second in 1..400 {
        let at = Timestamp::from_micros(before(30).micros() + second * 1_000_000);
        if !mailer.step(at).await.unwrap().any() {
            break;
        }
    }
    let export = campaigns.export(name, &lin, now()).await.unwrap();
    let of = |arm: &str| -> Vec<String> {
        let rows = export.rows.iter().filter(|row| row.arm == arm);
        rows.map(|row| row.member.clone()).collect()
    };
    (of("treated"), of("held_out"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_campaign_brought_is_told_with_what_may_be_concluded() {
    let shop = shop().await;
    let (treated, held_out) = released(&shop, "Spring tea").await;
    assert!(treated.len() > 20 && held_out.len() > 20);
    // Three of four who were written to order within the week.
    let came = treated.iter().enumerate().filter(|(n, _)| n % 4 > 0);
    let came: Vec<Order> = came
        .map(|(n, member)| order(&format!("B-{n}"), member, before(28)))
        .collect();
    shop.assistant(None).shop().orders.put(&came).await.unwrap();
    let count = |n: usize| f64::from(u32::try_from(n).unwrap());
    let share = format!("{:.1}%", count(came.len()) * 100.0 / count(treated.len()));

    let marketer = talk(&shop, Role::Marketer);
    let heard = marketer
        .say("Explain the results of the campaign Spring tea")
        .await;
    assert_eq!(heard.line(), "results", "{}", heard.text());
    let said = heard.text();
    assert!(
        said.contains("“Spring tea” worked") && said.contains(&share),
        "{said}"
    );
    assert!(
        said.contains("95%") && said.contains("lot decided"),
        "{said}"
    );
    // Every number that is said stands in a row.
    let rows = rows(&heard);
    let shown: Vec<String> = rows
        .iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    let shown = shown.join(" ");
    for number in said.split(|c: char| !c.is_ascii_digit() && c != '.') {
        let number = number.trim_matches('.');
        assert!(
            number.is_empty() || shown.contains(number),
            "{number}: {said} {shown}"
        );
    }
    assert!(
        rows.keys()
            .any(|name| name.contains("addressed in English")),
        "{rows:?}"
    );
    // "It" is the campaign spoken of, in the other language too.
    let chinese = marketer.say("这个活动的结论是什么？").await;
    assert_eq!(chinese.line(), "results", "{}", chinese.text());
    assert!(chinese.text().contains("有效") && chinese.text().contains(&share));
    let unknown = marketer
        .say("how did the campaign \"Autumn tea\" do?")
        .await;
    assert!(
        unknown.text().contains("no campaign “Autumn tea”"),
        "{}",
        unknown.text()
    );

    let campaigns = shop.campaigns();
    let lin = staff("lin", Role::Marketer);
    campaigns
        .create("Winter tea", &brief(), &lin, now())
        .await
        .unwrap();
    let draft = marketer.say("Winter tea 的效果怎么样？").await;
    assert!(draft.text().contains("还没有发送"), "{}", draft.text());
    // How campaigns did on the whole is asked without one.
    let all = talk(&shop, Role::Marketer)
        .say("did our mailings work?")
        .await;
    assert_eq!(all.line(), "campaigns", "{}", all.text());
}
