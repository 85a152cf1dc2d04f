//! What the benchmark's policy forbids, told from its own records: a second opinion that knows nothing of our rules.

use serde_json::Value;

/// The changes that the policy knows, by the names of the benchmark's tools.
pub(super) const CHANGES: [&str; 6] = [
    "cancel_pending_order",
    "modify_pending_order_address",
    "modify_pending_order_payment",
    "modify_pending_order_items",
    "return_delivered_order_items",
    "exchange_delivered_order_items",
];

/// Whether `asker` may not do `change` to the order of `record`, because it is another's, or its state is not one that
/// the policy names for it; after an exchange or a change of goods the state is another one, so this covers a second.
pub(super) fn forbids(change: &str, record: &Value, asker: &str) -> bool {
    let status = record["status"].as_str().unwrap_or_default();
    let open = match change {
        "cancel_pending_order" | "modify_pending_order_items" => status == "pending",
        "modify_pending_order_address" | "modify_pending_order_payment" => {
            status.starts_with("pending")
        }
        "return_delivered_order_items" | "exchange_delivered_order_items" => status == "delivered",
        _ => true,
    };
    record["user_id"] != asker || !open
}
