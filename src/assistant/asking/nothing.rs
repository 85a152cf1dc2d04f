//! What is read where there is no filter to be had.

use serde_json::Value;

use super::{Reading, Wanted};

impl Reading {
    pub(super) fn nothing(left: Vec<String>) -> Self {
        Self {
            filter: None,
            json: Value::Null,
            wanted: Wanted::List,
            understood: Vec::new(),
            lacking: Vec::new(),
            left,
            order: None,
            limit: None,
            goods_alone: false,
            goods_named: false,
            refused: None,
            of_members: false,
            purposes: Vec::new(),
            time: None,
        }
    }

    /// One whose conditions are none together.
    pub(super) fn refused(question: &str) -> Self {
        let question = question.trim().to_owned();
        Self {
            refused: Some(question.clone()),
            ..Self::nothing(vec![question])
        }
    }
}
