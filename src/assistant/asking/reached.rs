//! Whom campaigns reached: which one, how many, when last.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::conditions::{compared, denied, operator, whole_days, whole_days_since};
use super::counts::numbers;
use super::goods::since;
use super::moments::days;
use super::phrase::Window;
use super::pieces::Frame;
use super::rhythm::is_one;
use super::senses::{About, Compare};

/// Whether and when somebody was sent a campaign, or how many.
pub(super) fn campaigns(frame: &Frame, today: NaiveDate) -> Option<Value> {
    // "Haven't sent a single campaign".
    if frame.negated && frame.quantity.is_some_and(is_one) && !frame.only {
        let frame = Frame {
            quantity: None,
            ..frame.clone()
        };
        return campaigns(&frame, today);
    }
    if frame.quantity.is_some() {
        let any = frame.campaign.is_none();
        return any.then(|| numbers(frame, About::Campaigns, today))?;
    }
    let within = |days: u32| {
        let mut asked = json!({ "within_days": days });
        if let Some(key) = &frame.campaign {
            asked["key"] = json!(key);
        }
        json!({ "in_campaign": asked })
    };
    let timed = matches!(
        frame.window,
        Some(Window::Lasting(Some(_), _) | Window::Ago(..))
    );
    let sent = match frame.window {
        // Of one campaign it is known who was sent it of late, and not when.
        _ if frame.campaign.is_some() && timed => return None,
        None if let Some(key) = &frame.campaign => json!({ "in_campaign": { "key": key } }),
        None => return Some(json!({"column": "campaign_days", "known": !frame.negated})),
        Some(Window::Within(days) | Window::Lasting(None, days)) => within(whole_days(days)?),
        // "For more than 60 days": who was sent one before.
        Some(Window::Lasting(Some(compare @ (Compare::Above | Compare::AtLeast)), days))
            if frame.negated =>
        {
            return Some(compared("campaign_days", operator(compare)?, days));
        }
        // 上次收到活动超过60天.
        Some(
            window
            @ (Window::Ago(..) | Window::Lasting(Some(Compare::Above | Compare::AtLeast), _)),
        ) => {
            return Some(denied(
                days("campaign_days", window, Compare::Above)?,
                frame.negated,
            ));
        }
        // The day itself is counted in.
        Some(window) => {
            let days = whole_days_since(since(window, today)?, today) + 1.0;
            within(whole_days(days)?)
        }
    };
    Some(denied(sent, frame.negated))
}

/// When they were sent a campaign last, whichever.
pub(super) fn last_campaign(frame: &Frame, today: NaiveDate) -> Option<Value> {
    let window = frame.window.filter(|_| frame.quantity.is_none());
    let last = window.and_then(|window| days("campaign_days", window, Compare::Below));
    match last {
        Some(asked) => Some(denied(asked, frame.negated)),
        None => campaigns(frame, today),
    }
}
