//! The tasks of tau2-bench and what they are expected to change, as its files have them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Why a file of the benchmark cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct ServiceFileError {
    /// Which of the three.
    pub file: &'static str,
    /// What is wrong and what is expected.
    pub reason: String,
}

/// One task: what an agent did for a member, in order.
#[derive(Clone, Debug, Deserialize)]
pub struct ServiceTask {
    /// Names it.
    pub id: String,
    evaluation_criteria: Option<Criteria>,
}

#[derive(Clone, Debug, Deserialize)]
struct Criteria {
    #[serde(default)]
    actions: Option<Vec<Action>>,
}

/// One thing that the agent did.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Action {
    pub(super) name: String,
    #[serde(default)]
    pub(super) arguments: Arguments,
}

/// What the agent's tools take; each takes some of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Arguments {
    pub(super) order_id: String,
    pub(super) user_id: String,
    pub(super) email: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) product_id: String,
    pub(super) item_id: String,
    pub(super) item_ids: Vec<String>,
    pub(super) new_item_ids: Vec<String>,
    pub(super) payment_method_id: String,
    pub(super) reason: String,
    pub(super) address1: String,
    pub(super) address2: String,
    pub(super) city: String,
    pub(super) state: String,
    pub(super) country: String,
    pub(super) zip: String,
}

impl ServiceTask {
    pub(super) fn actions(&self) -> &[Action] {
        let criteria = self.evaluation_criteria.as_ref();
        criteria
            .and_then(|criteria| criteria.actions.as_deref())
            .unwrap_or_default()
    }
}

/// The records that differ after a task, whole, by kind and key, and what failed on the way.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct TaskOutcome {
    /// `orders`, `users`, `products`: key, record.
    #[serde(default)]
    pub changed: BTreeMap<String, BTreeMap<String, Value>>,
    /// The actions that failed, `NAME: reason`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
}

/// The shop as the benchmark's `db.json` has it.
#[derive(Clone, Debug, Deserialize)]
pub struct ServiceBooks {
    pub(super) users: BTreeMap<String, Value>,
    pub(super) orders: BTreeMap<String, Value>,
}

/// Reads `db.json`.
///
/// # Errors
/// Where the text is none.
pub fn read_service_books(text: &str) -> Result<ServiceBooks, ServiceFileError> {
    serde_json::from_str(text).map_err(|error| ServiceFileError {
        file: "the database",
        reason: format!("a db.json of tau2-bench's retail domain is expected: {error}"),
    })
}

/// Reads the tasks: a list of objects with `id` and `evaluation_criteria.actions`.
///
/// # Errors
/// Where the text is no such list, or an id is there twice.
pub fn read_service_tasks(text: &str) -> Result<Vec<ServiceTask>, ServiceFileError> {
    let wrong = |reason| ServiceFileError {
        file: "the tasks",
        reason,
    };
    let tasks: Vec<ServiceTask> = serde_json::from_str(text).map_err(|error| {
        wrong(format!(
            "a list of tasks with `id` and `evaluation_criteria.actions` is expected: {error}"
        ))
    })?;
    let mut ids: Vec<&str> = tasks.iter().map(|task| task.id.as_str()).collect();
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(wrong(format!("the task `{}` is there twice", pair[0]))),
        None => Ok(tasks),
    }
}

/// Reads what the tasks are expected to change, by task.
///
/// # Errors
/// Where the text is no such object.
pub fn read_service_expected(
    text: &str,
) -> Result<BTreeMap<String, TaskOutcome>, ServiceFileError> {
    serde_json::from_str(text).map_err(|error| ServiceFileError {
        file: "the expected records",
        reason: format!("an object of task id and `changed` is expected: {error}"),
    })
}
