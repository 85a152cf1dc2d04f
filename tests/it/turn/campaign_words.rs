//! How people ask for campaigns in their own words, and what they ask that is none of it.

use storekeeper::access::Role;

use super::campaigning::{shop, talk};

/// What is said, and the line of its plan.
const SAID: &[(&str, &str)] = &[
    ("win back lapsed tea buyers", "propose"),
    (
        "I'd like a mailing for members in Leeds who bought once, 10% off, by SMS",
        "propose",
    ),
    (
        "Can you come up with a campaign that gets one-time buyers to order again?",
        "propose",
    ),
    (
        "let's reward our best customers with double points",
        "propose",
    ),
    (
        "draft an email campaign for customers who might leave",
        "propose",
    ),
    (
        "remind people who are due to reorder coffee, no discount, hold out 20%",
        "propose",
    ),
    (
        "帮我策划一个挽回沉睡会员的活动，打八五折，用短信发",
        "propose",
    ),
    (
        "想给只买过一次的顾客搞个促第二单的活动，留20%做对照",
        "propose",
    ),
    ("给老客户发一波感谢邮件，双倍积分", "propose"),
    ("新品上架，想做个活动推给喜欢茶叶的会员，不打折", "propose"),
    ("我想做一个给VIP的活动，九折", "propose"),
    (
        "What are lapsed tea buyers like compared with everybody?",
        "audience",
    ),
    ("what do our members in Leeds look like", "audience"),
    ("利兹的会员有什么特点？", "audience"),
    ("Leeds的会员和全体会员比有什么不同", "audience"),
    // What is asked of members and of campaigns as it was before.
    ("who should we target for a campaign to sell tea?", "find"),
    ("list members in Leeds for a campaign", "find"),
    ("给我列出90天没下单的会员", "find"),
    (
        "members in Leeds, not been in a campaign for 30 days",
        "find",
    ),
    ("来过5天以上、近30天被活动触达过的客户", "find"),
    ("要发一波活动，先把30天内触达过的剔掉，剩谁", "find"),
    ("没办卡的会员近90天收到活动的", "find"),
    ("十天之内过生日，又同意我们发短信的，我要群发祝福券", "find"),
    (
        "remind me who we've sent a campaign to in the past 10 days",
        "find",
    ),
    ("which campaign brought the most", "campaigns"),
    (
        "did any of the stuff we sent out earlier this year work?",
        "campaigns",
    ),
    ("从浏览到加购到下单，转化漏斗看一下", "visits"),
    ("did the autumn mailing pay off", "campaigns"),
    ("哪个活动效果最好", "campaigns"),
    ("how big are our segments?", "segments"),
    ("what is the return policy", "policy rules"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_told_by_its_words_and_nothing_else_is_taken_for_one() {
    let shop = shop().await;
    let mut wrong = Vec::new();
    for (said, line) in SAID {
        let heard = talk(&shop, Role::Marketer).say(said).await;
        let (is, expected) = (heard.line(), line.split(' ').next().unwrap());
        if is.split(' ').next() != Some(expected) {
            wrong.push(format!("{said}: {is}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
