//! Price limits, read out of a shopper's words.

use storekeeper::assistant::{PriceLimits, price_limits};
use storekeeper::money::{CNY, Currency, GBP, Money};

fn assert_limits(message: &str, currency: Currency, least: Option<i64>, most: Option<i64>) {
    let money = |minor| Money::new(minor, currency);
    let expected = PriceLimits {
        least: least.map(money),
        most: most.map(money),
    };
    assert_eq!(price_limits(message, currency), expected, "{message}");
}

#[test]
fn upper_limits_are_read() {
    for (message, most) in [
        ("red mugs under £20", 2000),
        ("red mugs below 20", 2000),
        ("nothing over 20? no more than 12.50", 1250),
        ("a candle, not over 40 please", 4000),
        ("up to twenty pounds", 2000),
        ("less than £9.99", 999),
        ("my budget is 25", 2500),
        ("20 or less", 2000),
        ("30 pounds max", 3000),
        ("within 15 quid", 1500),
        ("under 50p", 50),
        ("at most 1,200 pounds", 120_000),
    ] {
        assert_limits(message, GBP, None, Some(most));
    }
    for (message, most) in [
        ("五十块以内的杯子", 5000),
        ("100元以下", 10_000),
        ("预算两百", 20_000),
        ("不超过39.9", 3990),
        ("９９元以内", 9900),
        ("一百二以内", 12_000),
        ("九块九以内", 990),
        ("三十块钱以内有什么", 3000),
        ("给孩子的积木有吗，两百以内", 20_000),
        ("最多一千五", 150_000),
        ("150之内的台灯", 15_000),
        ("给我找三件一百以内的", 10_000),
        ("别超过80", 8000),
        ("低于６０元", 6000),
    ] {
        assert_limits(message, CNY, None, Some(most));
    }
}

#[test]
fn lower_limits_are_read() {
    for (message, least) in [
        ("something over £15", 1500),
        ("at least 5 pounds", 500),
        ("£5 or more", 500),
        ("no less than 30", 3000),
    ] {
        assert_limits(message, GBP, Some(least), None);
    }
    for (message, least) in [
        ("一百以上的", 10_000),
        ("超过一百", 10_000),
        ("不低于50元", 5000),
        ("至少两百", 20_000),
    ] {
        assert_limits(message, CNY, Some(least), None);
    }
}

#[test]
fn ranges_are_read() {
    for (message, least, most) in [
        ("between 10 and 30", 1000, 3000),
        ("from 10 to 30", 1000, 3000),
        ("10-30 pounds", 1000, 3000),
        ("£10 – £30", 1000, 3000),
        ("over 10 but under 30", 1000, 3000),
    ] {
        assert_limits(message, GBP, Some(least), Some(most));
    }
    for (message, least, most) in [
        ("三百到五百元的礼物", 30_000, 50_000),
        ("50~100块", 5000, 10_000),
        ("一百以上两百以下", 10_000, 20_000),
    ] {
        assert_limits(message, CNY, Some(least), Some(most));
    }
}

#[test]
fn numbers_that_are_no_limit_are_left_alone() {
    for message in [
        "",
        "do you have mugs?",
        "a gift for 2 people",
        "order SK-240351",
        "the second one",
        "can it arrive within 3 days?",
        "under 2 kg",
        "at least 3 candles",
        "toys for children under 3 years",
    ] {
        assert_limits(message, GBP, None, None);
    }
    for message in [
        "有没有杯子",
        "第二个多少钱",
        "三天内能到吗",
        "不超过三天能到吗",
        "送给三岁以上的孩子",
        "高度不超过30厘米",
        "我要两件",
    ] {
        assert_limits(message, CNY, None, None);
    }
}

#[test]
fn a_sign_between_two_numbers_is_the_second_ones() {
    // Found by the fuzzer: both numbers took the sign, and the place between them ended before it began.
    assert_limits("the red cup, total 13 ¥25.90", CNY, None, None);
    assert_limits("mugs ¥20 to ¥30", CNY, Some(2000), Some(3000));
    assert_limits("mugs 20¥ to 30¥", CNY, Some(2000), Some(3000));
    let found = storekeeper::guardrails::amounts("13 ¥25.90");
    let found: Vec<(usize, usize, bool)> =
        found.iter().map(|a| (a.start, a.end, a.money)).collect();
    assert_eq!(found, [(0, 2, false), (3, 10, true)]);
}

#[test]
fn numbers_beyond_all_bounds_set_no_limit() {
    for numeral in [
        "九".repeat(15) + "块九",
        "九".repeat(16) + "点九九",
        "9".repeat(30),
    ] {
        let _ = price_limits(&format!("不超过{numeral}"), CNY);
    }
    assert_limits(&format!("不超过{}块九", "九".repeat(16)), CNY, None, None);
}
