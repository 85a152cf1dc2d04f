//! Feasts, the ends of months and years, half units and vague numbers. Today is 27 November 2026.

use serde_json::json;

use storekeeper::assistant::read_question;
use storekeeper::clock::Timestamp;

use super::{are_read, vocabulary};

fn ordered(since: &str, before: &str) -> serde_json::Value {
    json!({"ordered": {"since": since, "before": before}})
}

#[test]
fn feasts_follow_the_moon() {
    are_read(
        &["春节当天下过单的", "ordered on Chinese New Year"],
        &ordered("2026-02-17", "2026-02-18"),
    );
    are_read(
        &["去年春节期间下过单的"],
        &ordered("2025-01-29", "2025-02-05"),
    );
    are_read(
        &["七夕那天下过单的", "ordered on 19 August"],
        &ordered("2026-08-19", "2026-08-20"),
    );
    are_read(
        &["中秋节以来没下过单的"],
        &json!({"last_order_before": "2026-09-25"}),
    );
    are_read(
        &["618买过茶的"],
        &json!({"bought": {
            "category": "tea", "since": "2026-06-18", "before": "2026-06-19",
        }}),
    );
}

#[test]
fn months_and_years_have_ends() {
    are_read(
        &[
            "10月底下过单的",
            "ordered in late October",
            "十月下旬下过单的",
        ],
        &ordered("2026-10-21", "2026-11-01"),
    );
    are_read(
        &["joined before the end of last year", "去年底之前入会的"],
        &json!({"joined_before": "2026-01-01"}),
    );
    are_read(
        &["9月底以后没下过单的", "no order since the end of September"],
        &json!({"last_order_before": "2026-10-01"}),
    );
    are_read(
        &["上上个月下过单的", "ordered the month before last"],
        &ordered("2026-09-01", "2026-10-01"),
    );
    are_read(
        &["前天下过单的", "ordered the day before yesterday"],
        &ordered("2026-11-25", "2026-11-26"),
    );
    are_read(
        &["birthday before the end of the month", "月底之前过生日的"],
        &json!({"column": "birthday_days", "between": [0, 3]}),
    );
}

#[test]
fn half_a_unit_more_is_counted() {
    are_read(
        &["一个半月没下单的", "no order for a month and a half"],
        &json!({"column": "recency_days", "above": 45}),
    );
    are_read(
        &["入会超过一年半", "with us for over one and a half years"],
        &json!({"column": "tenure_days", "above": 545}),
    );
    are_read(
        &["两三个月没下单的会员"],
        &json!({"column": "recency_days", "between": [60, 90]}),
    );
    are_read(
        &["三十来天没来逛的"],
        &json!({"column": "seen_days", "above": 30}),
    );
}

#[test]
fn the_29th_of_february_is_one_where_there_is_one() {
    let read = |question: &str, today: &str| {
        let today = format!("{today} 08:00");
        let today = Timestamp::parse(&today, &["%Y-%m-%d %H:%M"]).expect("a moment");
        read_question(question, &vocabulary(), today).json
    };
    for question in ["ordered on 29 February", "2月29日下过单的"] {
        for today in ["2026-11-27", "2027-03-05", "2028-02-28"] {
            let filter = ordered("2024-02-29", "2024-03-01");
            assert_eq!(read(question, today), filter, "{question}, {today}");
        }
    }
    // The next one is in 2028.
    let filter = json!({"column": "birthday_days", "is": 361});
    assert_eq!(read("birthday on 29 February", "2027-03-05"), filter);
}
