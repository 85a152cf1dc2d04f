//! The words of other systems for the states of orders and the kinds of events.

use crate::events::EventKind;
use crate::orders::OrderState;

/// The state that a shop's word names.
pub(super) fn order_state(word: &str) -> Option<OrderState> {
    let word = word.trim().to_lowercase().replace(['-', ' '], "_");
    let state = match word.as_str() {
        "placed" | "pending" | "new" | "open" | "paid" | "authorized" | "processing"
        | "processed" | "confirmed" | "unfulfilled" | "on_hold" | "partially_paid" | "待付款"
        | "待发货" | "已付款" | "已支付" | "处理中" | "已下单" => OrderState::Placed,
        "invoiced" | "billed" | "已开票" => OrderState::Invoiced,
        "packed" | "packing" | "picking" | "ready_to_ship" | "配货中" | "已配货" | "待揽收" => {
            OrderState::Packed
        }
        "shipped"
        | "fulfilled"
        | "partial"
        | "partially_fulfilled"
        | "in_transit"
        | "sent"
        | "dispatched"
        | "已发货"
        | "运输中"
        | "配送中" => OrderState::Shipped,
        "delivered" | "completed" | "complete" | "closed" | "done" | "received" | "已完成"
        | "已收货" | "已签收" | "交易成功" => OrderState::Delivered,
        "cancelled" | "canceled" | "voided" | "void" | "failed" | "expired" | "已取消"
        | "交易关闭" | "已关闭" => OrderState::Cancelled,
        "returned" | "refunded" | "已退款" | "已退货" => OrderState::Returned,
        "return_requested" | "退货中" | "退款中" => OrderState::ReturnRequested,
        "exchange_requested" | "换货中" => OrderState::ExchangeRequested,
        _ => return None,
    };
    Some(state)
}

/// The kind of event that another system's name means.
pub(super) fn event_kind(name: &str) -> Option<EventKind> {
    let word = name.trim().to_lowercase().replace(['-', ' '], "_");
    let kind = match word.as_str() {
        "session_started" | "session" | "session_start" | "visit" => EventKind::SessionStarted,
        "product_viewed" | "view" | "view_item" | "viewcontent" | "pv" | "浏览" => {
            EventKind::ProductViewed
        }
        "product_added" | "cart" | "add_to_cart" | "addtocart" | "加购" => {
            EventKind::ProductAdded
        }
        "order_refunded" | "refund" | "return" => EventKind::OrderRefunded,
        "survey_answered" | "survey" | "nps" | "csat" => EventKind::SurveyAnswered,
        "campaign_sent" | "email_sent" => EventKind::CampaignSent,
        "campaign_held_out" => EventKind::CampaignHeldOut,
        _ => return EventKind::of(name.trim()),
    };
    Some(kind)
}
