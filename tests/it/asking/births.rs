//! Ages by when people were born. Today is 27 November 2026.

use serde_json::json;

use super::are_read;

#[test]
fn a_year_of_birth_is_an_age() {
    are_read(
        &[
            "90后的会员",
            "90年代出生的",
            "born in the 90s",
            "members born in the 1990s",
            "born between 1990 and 1999",
            "1990年到1999年之间出生的",
        ],
        &json!({"column": "age", "between": [27, 36]}),
    );
    are_read(
        &["95后", "九五后的会员"],
        &json!({"column": "age", "between": [27, 31]}),
    );
    are_read(
        &["born before 1970", "1970年以前出生的会员"],
        &json!({"column": "age", "at_least": 57}),
    );
    are_read(
        &["millennials in Leeds"],
        &json!({"all": [
            {"column": "age", "between": [30, 45]}, {"column": "city", "is": "Leeds"},
        ]}),
    );
}

#[test]
fn what_came_after_a_year_was_not_born_then() {
    are_read(
        &["2024年后入会的会员"],
        &json!({"joined_after": "2024-01-01"}),
    );
    // Points of which there are as many as years.
    are_read(
        &["with points between 2000 and 5000", "积分在2000到5000之间"],
        &json!({"column": "points", "between": [2000, 5000]}),
    );
}
