//! Campaigns by their names.

use serde_json::json;

use super::are_read;

#[test]
fn a_campaign_is_known_by_its_name() {
    let tea = json!({"in_campaign": {"key": "spring-tea"}});
    are_read(
        &[
            "who was sent the spring tea campaign",
            "received our spring-tea campaign",
            "收到过spring-tea活动的会员",
        ],
        &tea,
    );
    are_read(
        &[
            "never got the spring tea campaign",
            "没收到过spring-tea活动的",
        ],
        &json!({ "not": tea }),
    );
    are_read(
        &["members who got the spring tea campaign in the last 14 days"],
        &json!({"in_campaign": {"key": "spring-tea", "within_days": 14}}),
    );
    // One that the shop does not have was sent to nobody: its name is in the answer.
    are_read(
        &[
            "sent the win-back campaign",
            "received campaign \"win-back\"",
            "收到过win-back活动的",
        ],
        &json!({"in_campaign": {"key": "win-back"}}),
    );
    are_read(
        &["was sent the spring campaign", "收到过春季活动的"],
        &json!({"in_campaign": {"key": "spring"}}),
    );
}

#[test]
fn campaigns_without_a_name_are_any() {
    are_read(
        &[
            "not been sent any campaign in the last month",
            "近30天没收到活动的",
        ],
        &json!({"not": {"in_campaign": {"within_days": 30}}}),
    );
    are_read(
        &[
            "got at least 3 campaigns in the last 90 days",
            "近90天收到过3次以上活动的",
        ],
        &json!({"column": "campaigns_90", "at_least": 3}),
    );
    // To be reached by texts is no campaign.
    are_read(
        &["可以短信触达的金卡"],
        &json!({"all": [
            {"consents_to": "marketing_sms"}, {"column": "tier", "is": "gold"},
        ]}),
    );
}
